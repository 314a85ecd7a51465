using Suwen.Governance.Catalogue;

namespace Suwen.Governance.Lineage;

/// <summary>Puts the whole graph together: learned fields, the model's own steps, and results by their SQL.</summary>
public static class PlatformLineage
{
    /// <summary>Makes the graph.</summary>
    /// <param name="fields">Learned uses of fields.</param>
    /// <param name="results">Named SELECTs: screens, checks, packs. One that cannot be read is left out and told to <paramref name="unreadable"/>.</param>
    /// <param name="unreadable">Receives name and reason.</param>
    public static LineageGraph Build(IEnumerable<FieldUse> fields, IEnumerable<ResultResource> results, Action<string, string>? unreadable = null)
    {
        var edges = new List<LineageEdge>(ModelLineage.Edges());
        edges.AddRange(Plain(fields).Select(f => f.Edge));
        var named = results.ToList();
        var known = named.Where(static r => r.Columns is not null).ToDictionary(static r => r.Name, static r => r.Columns!, StringComparer.Ordinal);
        foreach (var result in named.Where(r => r.Sql is not null))
        {
            try
            {
                edges.AddRange(SqlLineage.Of(result.Sql!, known).EdgesInto(column => LineageNode.Result(result.Name, column)));
            }
            catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
            {
                unreadable?.Invoke(result.Name, e.Message);
            }
        }

        return new LineageGraph(edges);
    }

    /// <summary>A field of HL7 v2 that has one component only is called by its number alone: PID-8, and not PID-8.1.</summary>
    private static IEnumerable<FieldUse> Plain(IEnumerable<FieldUse> fields)
    {
        foreach (var kind in fields.GroupBy(f => (f.Source, f.Format, f.RecordKind)))
        {
            var parted = kind.Where(f => f.Format == "hl7v2" && !f.Field.EndsWith(".1", StringComparison.Ordinal)).Select(f => f.Field[..f.Field.IndexOf('.', StringComparison.Ordinal)]).ToHashSet(StringComparer.Ordinal);
            foreach (var use in kind)
            {
                yield return use.Format == "hl7v2" && use.Field.EndsWith(".1", StringComparison.Ordinal) && !parted.Contains(use.Field[..^2]) ? use with { Field = use.Field[..^2] } : use;
            }
        }
    }
}
