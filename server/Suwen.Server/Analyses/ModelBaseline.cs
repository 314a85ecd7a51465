using System.Text.Json;
using Suwen.Analysis;

namespace Suwen.Server.Analyses;

/// <summary>
/// What the data looked like on which a model was fitted: shares by tenth of each numeric column and by level of each other, to tell how far
/// new data lies from it. The measure is the population stability index, Σ (p − q) ln (p / q) (Siddiqi, Credit Risk Scorecards, 2006).
/// </summary>
internal sealed record ModelBaseline(IReadOnlyDictionary<string, ColumnBaseline> Columns)
{
    private const int Parts = 10;
    private const int MaximumLevels = 50;

    /// <summary>Share that stands for an empty part, so that the logarithm exists.</summary>
    private const double Floor = 1e-4;

    public static ModelBaseline Parse(string json) => JsonSerializer.Deserialize<ModelBaseline>(json)!;

    public string ToJson() => JsonSerializer.Serialize(this);

    public static async Task<ModelBaseline> OfAsync(IOperatorTable table, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        var frame = await Frame.ReadAsync(table, columns.Select(static c => (c, FrameKind.Either)), cancellationToken);
        return new ModelBaseline(columns.ToDictionary(static c => c, c => Of(frame, c)));
    }

    /// <summary>The index of every column that both have.</summary>
    public async Task<IReadOnlyList<ModelDrift>> DriftOfAsync(IOperatorTable table, CancellationToken cancellationToken)
    {
        var shared = Columns.Keys.Where(c => table.Columns.Any(t => t.Name == c)).ToList();
        if (shared.Count == 0)
        {
            return [];
        }

        var frame = await Frame.ReadAsync(table, shared.Select(c => (c, Columns[c].Cuts is null ? FrameKind.Factor : FrameKind.Either)), cancellationToken);
        return frame.RowCount == 0 ? [] : [.. shared.Where(c => Columns[c].Cuts is null || frame.IsNumber(c)).Select(c => new ModelDrift(c, Index(Columns[c], SharesOf(frame, c, Columns[c]))))];
    }

    private static ColumnBaseline Of(Frame frame, string column)
    {
        if (frame.IsNumber(column))
        {
            var sorted = frame.Numbers(column).Where(static v => !double.IsNaN(v)).Order().ToArray();
            var cuts = Enumerable.Range(1, Parts - 1).Select(i => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, i * sorted.Length / Parts)]).Distinct().ToArray();
            var empty = new ColumnBaseline(cuts, null, []);
            return empty with { Shares = SharesOf(frame, column, empty) };
        }

        var factor = frame.Factor(column);
        var counts = new int[factor.Levels.Count];
        foreach (var code in factor.Codes.Where(static c => c >= 0))
        {
            counts[code]++;
        }

        var levels = Enumerable.Range(0, counts.Length).OrderByDescending(i => counts[i]).Take(MaximumLevels).Select(i => factor.Levels[i]).ToArray();
        var known = new ColumnBaseline(null, levels, []);
        return known with { Shares = SharesOf(frame, column, known) };
    }

    /// <summary>Shares by part; the last is what is missing or was not seen.</summary>
    private static double[] SharesOf(Frame frame, string column, ColumnBaseline baseline)
    {
        var parts = baseline.Cuts is { } cuts ? cuts.Count + 1 : baseline.Levels!.Count;
        var counts = new double[parts + 1];
        if (baseline.Cuts is not null)
        {
            var sorted = baseline.Cuts.ToArray();
            foreach (var value in frame.Numbers(column))
            {
                var at = Array.BinarySearch(sorted, value);
                counts[double.IsNaN(value) ? parts : at >= 0 ? at + 1 : ~at]++;
            }
        }
        else
        {
            var factor = frame.Factor(column);
            var part = factor.Levels.Select(l => baseline.Levels!.ToList().IndexOf(l)).ToArray();
            foreach (var code in factor.Codes)
            {
                counts[code < 0 || part[code] < 0 ? parts : part[code]]++;
            }
        }

        return Array.ConvertAll(counts, c => c / Math.Max(1, frame.RowCount));
    }

    private static double Index(ColumnBaseline baseline, double[] shares)
    {
        var index = 0.0;
        for (var i = 0; i < shares.Length; i++)
        {
            var before = Math.Max(Floor, baseline.Shares[i]);
            var now = Math.Max(Floor, shares[i]);
            index += (now - before) * Math.Log(now / before);
        }

        return index;
    }
}

/// <summary>Shares of one column by part: tenths of its values, or levels.</summary>
internal sealed record ColumnBaseline(IReadOnlyList<double>? Cuts, IReadOnlyList<string>? Levels, IReadOnlyList<double> Shares);
