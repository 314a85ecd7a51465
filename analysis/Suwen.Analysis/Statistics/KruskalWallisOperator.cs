using Suwen.Storage.Schema;

namespace Suwen.Analysis.Statistics;

/// <summary>Kruskal and Wallis's rank test of several groups.</summary>
internal sealed class KruskalWallisOperator : IOperator
{
    public OperatorDescription Description { get; } = new(
        "kruskal-wallis",
        "statistics",
        new("Kruskal–Wallis 检验", "Kruskal–Wallis test"),
        new("不依赖正态分布地比较多组。", "Compares several groups without assuming a normal distribution."),
        [StatisticsParameters.Outcome, StatisticsParameters.Group],
        [new OperatorOutput("result", new("检验结果", "The test"), "statistic: H; df; p_value; n; method"), GroupRows.Output])
    {
        Aliases = ["kruskal"],
        References = ["R stats::kruskal.test"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var (outcome, group) = (call.Get(StatisticsParameters.Outcome), call.Get(StatisticsParameters.Group));
        var grouped = await GroupedValues.ReadAsync(call, outcome, group, cancellationToken);
        var (h, df) = Statistic(grouped.Values);
        if (double.IsNaN(h))
        {
            throw OperatorException.BadData($"Every value of {outcome} is the same; ranks cannot tell the groups apart.", "Look at the column.");
        }

        var p = Distributions.ChiSquareTail(h, df);
        var table = new ResultTable("result", ("statistic", ColumnType.Double), ("df", ColumnType.Double), ("p_value", ColumnType.Double), ("n", ColumnType.Int64), ("method", ColumnType.Text));
        table.Add(h, df, p, grouped.Values.Sum(static v => v.Length), "Kruskal-Wallis rank sum test");
        await call.WriteAsync(table, cancellationToken);
        await call.WriteAsync(GroupRows.Table(grouped), cancellationToken);
        call.Sentence($"{outcome} 在 {group} 各组间比较:H = {Say.Number(h)},df = {df},{Say.P(p)}。", $"{outcome} by {group}: H = {Say.Number(h)}, df = {df}, {Say.P(p)}.");
    }

    /// <summary>H, corrected for ties; NaN where all values are equal.</summary>
    internal static (double H, double Df) Statistic(double[][] groups)
    {
        double[] all = [.. groups.SelectMany(static g => g)];
        var ranks = Ranks.Of(all, out var ties);
        double n = all.Length, sum = 0;
        var at = 0;
        foreach (var group in groups)
        {
            var total = Moments.Sum(ranks.AsSpan(at, group.Length));
            sum += total * total / group.Length;
            at += group.Length;
        }

        var h = ((12 * sum / (n * (n + 1))) - (3 * (n + 1))) / (1 - (ties / ((n * n * n) - n)));
        return (h, groups.Length - 1);
    }
}

/// <summary>A small table of the groups beside a test.</summary>
internal static class GroupRows
{
    public static OperatorOutput Output { get; } = new("groups", new("每行为一组", "One row per group"), "group; n; mean; sd; median");

    public static ResultTable Table(GroupedValues grouped)
    {
        var table = new ResultTable("groups", ("group", ColumnType.Text), ("n", ColumnType.Int64), ("mean", ColumnType.Double), ("sd", ColumnType.Double), ("median", ColumnType.Double));
        for (var i = 0; i < grouped.Values.Length; i++)
        {
            var moments = Moments.Of(grouped.Values[i]);
            table.Add(grouped.Levels[i], grouped.Values[i].Length, moments.Mean, moments.Count > 1 ? moments.StandardDeviation : null, Quantiles.Median(grouped.Values[i]));
        }

        return table;
    }
}
