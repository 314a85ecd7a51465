using Suwen.Storage.Schema;

namespace Suwen.Governance.Grading;

/// <summary>The columns of the model that Suwen itself makes of others: the golden person of the senders' persons.</summary>
public static class ModelFlows
{
    public static IReadOnlyList<ColumnFlow> All { get; } =
    [
        .. CanonicalModel.TryFind("person", out var person) && CanonicalModel.TryFind("cn_source_person", out var source)
            ? person.Columns.Where(c => c.Role == ColumnRole.Value && source.Columns.Any(s => s.Name == c.Name)).Select(c => new ColumnFlow("cn_source_person", c.Name, "person", c.Name, FlowStep.Value))
            : [],
    ];
}
