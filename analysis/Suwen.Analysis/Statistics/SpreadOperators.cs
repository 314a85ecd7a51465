using Suwen.Storage.Schema;

namespace Suwen.Analysis.Statistics;

/// <summary>Levene's test of equal variances.</summary>
internal sealed class LeveneOperator : IOperator
{
    private static readonly OperatorParameter<string> Center = Parameter.Choice("center", ["median", "mean"], "median", "离差的中心;median 即 Brown–Forsythe", "Centre of deviations; median is Brown and Forsythe's form");

    public OperatorDescription Description { get; } = new(
        "levene",
        "statistics",
        new("Levene 方差齐性检验", "Levene's test"),
        new("检验各组方差是否相等,对偏离正态稳健。", "Tests whether groups have equal variances, robust against other than normal distributions."),
        [StatisticsParameters.Outcome, StatisticsParameters.Group, Center],
        [new OperatorOutput("result", new("检验结果", "The test"), "statistic: F; df; df_residual; p_value; n; method")])
    {
        References = ["R car::leveneTest"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var grouped = await GroupedValues.ReadAsync(call, call.Get(StatisticsParameters.Outcome), call.Get(StatisticsParameters.Group), cancellationToken);
        var deviations = Array.ConvertAll(grouped.Values, values =>
        {
            var centre = call.Get(Center) == "mean" ? Moments.Of(values).Mean : Quantiles.Median(values);
            return Array.ConvertAll(values, v => Math.Abs(v - centre));
        });
        var (f, df, residual) = OneWay(deviations);
        if (!double.IsFinite(f))
        {
            throw OperatorException.BadData("The deviations from the centre do not vary within groups; Levene's test cannot be computed.", "Each group needs three different values or more.");
        }

        var p = Distributions.FisherTail(f, df, residual);
        var table = new ResultTable("result", ("statistic", ColumnType.Double), ("df", ColumnType.Double), ("df_residual", ColumnType.Double), ("p_value", ColumnType.Double), ("n", ColumnType.Int64), ("method", ColumnType.Text));
        table.Add(f, df, residual, p, grouped.Values.Sum(static v => v.Length), $"Levene's Test for Homogeneity of Variance (center = {call.Get(Center)})");
        await call.WriteAsync(table, cancellationToken);
        call.Sentence($"Levene 方差齐性检验:F({df}, {residual}) = {Say.Number(f)},{Say.P(p)}。", $"Levene's test of equal variances: F({df}, {residual}) = {Say.Number(f)}, {Say.P(p)}.");
    }

    /// <summary>F of a one-way analysis with equal variances.</summary>
    internal static (double F, double Df, double Residual) OneWay(double[][] groups)
    {
        double within = 0, between = 0;
        Moments all = default;
        foreach (var group in groups)
        {
            var moments = Moments.Of(group);
            within += moments.SumOfSquares;
            all.Merge(moments);
        }

        foreach (var group in groups)
        {
            var gap = Moments.Of(group).Mean - all.Mean;
            between += gap * gap * group.Length;
        }

        double df = groups.Length - 1, residual = all.Count - groups.Length;
        return (between / df / (within / residual), df, residual);
    }
}

/// <summary>Bartlett's test of equal variances.</summary>
internal sealed class BartlettOperator : IOperator
{
    public OperatorDescription Description { get; } = new(
        "bartlett",
        "statistics",
        new("Bartlett 方差齐性检验", "Bartlett's test"),
        new("在正态分布下检验各组方差是否相等。", "Tests whether normally distributed groups have equal variances."),
        [StatisticsParameters.Outcome, StatisticsParameters.Group],
        [new OperatorOutput("result", new("检验结果", "The test"), "statistic: K²; df; p_value; n; method")])
    {
        References = ["R stats::bartlett.test"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var group = call.Get(StatisticsParameters.Group);
        var grouped = (await GroupedValues.ReadAsync(call, call.Get(StatisticsParameters.Outcome), group, cancellationToken)).AtLeast(2, group);
        double total = 0, pooled = 0, logs = 0, inverse = 0;
        for (var i = 0; i < grouped.Values.Length; i++)
        {
            var moments = Moments.Of(grouped.Values[i]);
            if (!(moments.Variance > 0))
            {
                throw OperatorException.BadData($"The values of the group {grouped.Levels[i]} do not vary; Bartlett's test cannot be computed.", "Leave the group out, or use levene.");
            }

            total += moments.Count - 1;
            pooled += moments.SumOfSquares;
            logs += (moments.Count - 1) * Math.Log(moments.Variance);
            inverse += 1.0 / (moments.Count - 1);
        }

        double df = grouped.Values.Length - 1;
        var k = ((total * Math.Log(pooled / total)) - logs) / (1 + ((inverse - (1 / total)) / (3 * df)));
        var p = Distributions.ChiSquareTail(k, df);
        var table = new ResultTable("result", ("statistic", ColumnType.Double), ("df", ColumnType.Double), ("p_value", ColumnType.Double), ("n", ColumnType.Int64), ("method", ColumnType.Text));
        table.Add(k, df, p, grouped.Values.Sum(static v => v.Length), "Bartlett test of homogeneity of variances");
        await call.WriteAsync(table, cancellationToken);
        call.Sentence($"Bartlett 方差齐性检验:K² = {Say.Number(k)},df = {df},{Say.P(p)}。", $"Bartlett's test of equal variances: K² = {Say.Number(k)}, df = {df}, {Say.P(p)}.");
    }
}
