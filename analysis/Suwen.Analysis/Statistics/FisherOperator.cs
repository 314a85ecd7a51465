using Suwen.Storage.Schema;

namespace Suwen.Analysis.Statistics;

/// <summary>Fisher's exact test.</summary>
internal sealed class FisherOperator : IOperator
{
    public OperatorDescription Description { get; } = new(
        "fisher",
        "statistics",
        new("Fisher 精确检验", "Fisher's exact test"),
        new("小样本列联表的精确检验;2×2 表给出比值比及精确区间。", "Exact test of a contingency table; for 2 × 2 tables the odds ratio with its exact interval."),
        [CrossTable.OutcomeParameter, StatisticsParameters.Group, CrossTable.CountParameter, StatisticsParameters.Alternative, Parameter.Confidence],
        [new OperatorOutput("result", new("检验结果", "The test"), "estimate: conditional maximum likelihood odds ratio (2 × 2); conf_low; conf_high; p_value; n; method; alternative")])
    {
        Aliases = ["fisher-exact", "fisher-test"],
        References = ["R stats::fisher.test", "Mehta CR, Patel NR. JASA 1983;78:427-434"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var (outcome, group) = (call.Get(CrossTable.OutcomeParameter), call.Get(StatisticsParameters.Group));
        var alternative = call.Get(StatisticsParameters.Alternative);
        var confidence = call.Get(Parameter.Confidence);
        var table = await CrossTable.ReadAsync(call, group, outcome, call.Get(CrossTable.CountParameter), cancellationToken);
        if (table.Total > 50_000_000)
        {
            throw OperatorException.BadData("The table has too many rows for the exact test.", "Use chi-square, which is exact enough with so many rows.");
        }

        var result = new ResultTable(
            "result", ("estimate", ColumnType.Double), ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double), ("p_value", ColumnType.Double), ("n", ColumnType.Int64), ("method", ColumnType.Text), ("alternative", ColumnType.Text));
        const string Method = "Fisher's Exact Test for Count Data";
        if (table is { RowCount: 2, ColumnCount: 2 })
        {
            var test = FisherExact.TwoByTwo.Of(table.Counts, alternative, confidence);
            result.Add(test.OddsRatio, test.Low, test.High, test.PValue, (long)table.Total, Method, alternative);
            call.Sentence(
                $"{group} 与 {outcome} 的比值比为 {Say.Number(test.OddsRatio)}({Say.IntervalZh(confidence, test.Low, test.High)};Fisher 精确检验 {Say.P(test.PValue)})。",
                $"The odds ratio of {outcome} by {group} was {Say.Number(test.OddsRatio)} ({Say.Interval(confidence, test.Low, test.High)}; Fisher's exact test, {Say.P(test.PValue)}).");
        }
        else
        {
            if (alternative != "two.sided")
            {
                throw OperatorException.BadParameters($"The alternative {alternative} is for 2 × 2 tables, and this one is {table.RowCount} × {table.ColumnCount}.", "Leave alternative out.");
            }

            var p = FisherExact.PValue(table) ?? throw OperatorException.BadData("The table is too large for the exact test.", "Use chi-square with simulate=10000, which draws tables with the same margins.");
            result.Add(null, null, null, p, (long)table.Total, Method, alternative);
            call.Sentence($"{group} 与 {outcome} 的 Fisher 精确检验:{Say.P(p)}(n = {table.Total})。", $"Fisher's exact test of {outcome} by {group}: {Say.P(p)} (n = {table.Total}).");
        }

        await call.WriteAsync(result, cancellationToken);
    }
}
