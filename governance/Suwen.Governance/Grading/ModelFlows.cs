using Suwen.Governance.Lineage;

namespace Suwen.Governance.Grading;

/// <summary>
/// The columns of data that Suwen itself makes of others, by the lineage of the model: grades travel along it from a column to those of its
/// name. A part of a value, such as the year of a birth date or the sex in an identity number, says less than the value and keeps its own.
/// </summary>
public static class ModelFlows
{
    private const string Data = "cdr.";

    public static IReadOnlyList<ColumnFlow> All { get; } =
    [
        .. ModelLineage.Edges()
            .Where(static e => e.Relation == LineageRelation.Value && e.From.Name == e.To.Name && e.From.Owner.StartsWith(Data, StringComparison.Ordinal) && e.To.Owner.StartsWith(Data, StringComparison.Ordinal))
            .Select(static e => new ColumnFlow(e.From.Owner[Data.Length..], e.From.Name, e.To.Owner[Data.Length..], e.To.Name, FlowStep.Value)),
    ];
}
