using Suwen.Analysis;

namespace Suwen.Scenarios;

/// <summary>Something that the portal draws.</summary>
public sealed class PackView
{
    public required string Id { get; init; }

    public Words Title { get; init; }

    /// <summary>indicators, line, bar, pie, box, heat, sankey, map or table.</summary>
    public required string Kind { get; init; }

    /// <summary>The result that it shows.</summary>
    public required string Of { get; init; }

    /// <summary>Column of the horizontal axis, of slices, of places or of where a flow begins.</summary>
    public string? X { get; init; }

    /// <summary>Columns of the vertical axis: several make several series. Of heat and sankey the one other axis.</summary>
    public IReadOnlyList<string> Y { get; init; } = [];

    /// <summary>Column that tells series apart.</summary>
    public string? Series { get; init; }

    /// <summary>Column of the number that is shown: of slices, cells, flows, places, cards.</summary>
    public string? Value { get; init; }

    /// <summary>Columns of an interval around a line: lower and upper.</summary>
    public IReadOnlyList<string> Band { get; init; } = [];

    /// <summary>Columns of a table, or of indicator cards, in order.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>How rows that fall on one point are put together: none, sum, mean, min, max, count.</summary>
    public string Aggregate { get; init; } = "none";

    /// <summary>For bars: stacked one on the other.</summary>
    public bool IsStacked { get; init; }

    /// <summary>A condition in SQL that holds for every row shown; null for all.</summary>
    public string? Where { get; init; }

    public IReadOnlyList<ViewFilter> Filters { get; init; } = [];

    public IReadOnlyList<ViewSort> Sort { get; init; } = [];

    public int? Limit { get; init; }

    public ViewDrill? Drill { get; init; }

    public Words Unit { get; init; }

    /// <summary>What the picture says and how to read it.</summary>
    public Words Explain { get; init; }

    /// <summary>A horizontal line to compare with: a number, or a parameter.</summary>
    public string? Target { get; init; }

    /// <summary>What a map's places are: county (six digits of GB/T 2260) or point (columns longitude and latitude).</summary>
    public string? Places { get; init; }

    /// <summary>How wide it is drawn, of twelve columns.</summary>
    public int Width { get; init; } = 12;

    public int Line { get; init; }

    /// <summary>Of a view that puts rows together: the columns by which, and those that are put together. Nothing else is there to sort by.</summary>
    public (IReadOnlyList<string> Groups, IReadOnlyList<string> Measures) Aggregated()
    {
        var isPair = Kind is "heat" or "sankey" || Places == "point";
        List<string> measures = Value is { } value ? [value] : [.. Y.Concat(Kind == "indicators" ? Columns : []).Distinct()];
        return ([.. new[] { X, Series }.OfType<string>().Concat(isPair ? Y : []).Concat(Drill?.By.Select(static b => b.From) ?? []).Where(g => !measures.Contains(g)).Distinct()], measures);
    }
}

/// <summary>A filter that the viewer can set.</summary>
/// <param name="Column">The column.</param>
/// <param name="Kind">choice (one or several of its values), range (numbers or dates), text (a part of it).</param>
/// <param name="Default">What is set at first; null for nothing.</param>
public sealed record ViewFilter(string Column, string Kind, string? Default);

/// <summary>An order of rows.</summary>
public sealed record ViewSort(string Column, bool IsDescending);

/// <summary>Where a click leads.</summary>
/// <param name="To">A result of the pack, shown as a table of the rows that the viewer may see.</param>
/// <param name="By">Columns that go along: of this view's result, and by the same name (or that behind the colon) of the other.</param>
public sealed record ViewDrill(string To, IReadOnlyList<(string From, string To)> By);
