using Suwen.Analysis;
using Suwen.Scenarios.Yaml;

namespace Suwen.Scenarios;

/// <summary>Reads views.yaml.</summary>
internal static class ViewReader
{
    public static readonly string[] Kinds = ["table", "indicators", "line", "bar", "pie", "box", "heat", "sankey", "map"];
    private static readonly string[] Keys = ["id", "title", "kind", "of", "x", "y", "series", "value", "band", "columns", "aggregate", "stacked", "where", "filters", "sort", "limit", "drill", "unit", "explain", "target", "places", "width"];

    public static IReadOnlyList<PackView> Read(YamlPart? root)
    {
        var views = new List<PackView>();
        foreach (var part in root?.Items() ?? [])
        {
            part.Allow(Keys);
            if (part.IsMapping)
            {
                views.Add(ReadView(part));
            }
        }

        foreach (var twice in views.GroupBy(static v => v.Id).Where(static g => g.Key.Length > 0 && g.Count() > 1))
        {
            root!.Items().Last(p => p.Find("id")?.Text == twice.Key).Fault($"There are two views {twice.Key}.", "Give each view an id of its own.");
        }

        return views;
    }

    private static PackView ReadView(YamlPart part) => new()
    {
        Id = part.Required("id"),
        Title = part.Words("title"),
        Kind = part.Find("kind") is null ? part.Required("kind") : part.Choice("kind", Kinds),
        Of = part.Required("of"),
        X = part.Optional("x"),
        Y = part.Texts("y"),
        Series = part.Optional("series"),
        Value = part.Optional("value"),
        Band = part.Texts("band"),
        Columns = part.Texts("columns"),
        Aggregate = part.Choice("aggregate", "none", "sum", "mean", "min", "max", "count"),
        IsStacked = part.Flag("stacked"),
        Where = part.Optional("where"),
        Filters = [.. (part.Find("filters")?.Items() ?? []).Select(ReadFilter)],
        Sort = [.. (part.Find("sort")?.Items() ?? []).Select(static s => s.Scalar()).Select(static s => new ViewSort(s.TrimStart('-').Trim(), s.StartsWith('-')))],
        Limit = part.Whole("limit", 1, 10_000),
        Drill = ReadDrill(part.Find("drill")),
        Unit = part.Find("unit") is null ? new Words("", "") : part.Words("unit"),
        Explain = part.Words("explain"),
        Target = part.Optional("target"),
        Places = part.Find("places") is null ? null : part.Choice("places", "county", "point"),
        Width = part.Whole("width", 2, 12) ?? 12,
        Line = part.Line,
    };

    private static ViewFilter ReadFilter(YamlPart part)
    {
        if (part.IsScalar)
        {
            return new ViewFilter(part.Text, "choice", null);
        }

        part.Allow("column", "kind", "default");
        return new ViewFilter(part.Required("column"), part.Choice("kind", "choice", "range", "text"), part.Optional("default"));
    }

    internal static ViewDrill? ReadDrill(YamlPart? part)
    {
        if (part is null)
        {
            return null;
        }

        part.Allow("to", "by");
        return new ViewDrill(part.Required("to"), [.. part.Texts("by").Select(static t => t.Split(':', 2, StringSplitOptions.TrimEntries)).Select(static p => (p[0], p[^1]))]);
    }
}
