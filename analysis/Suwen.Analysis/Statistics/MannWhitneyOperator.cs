using Suwen.Storage.Schema;

namespace Suwen.Analysis.Statistics;

/// <summary>Wilcoxon's rank tests.</summary>
internal sealed class MannWhitneyOperator : IOperator
{
    private static readonly OperatorParameter<string> Exact =
        Parameter.Choice("exact", ["auto", "true", "false"], "auto", "精确分布;auto 为每组不足 50 例且无相同值时", "Exact distribution; auto: below 50 rows in each group and no ties");

    private static readonly OperatorParameter<bool> Correct = Parameter.Flag("correct", true, "正态近似时做连续性校正", "Continuity correction of the normal approximation");

    public OperatorDescription Description { get; } = new(
        "mann-whitney",
        "statistics",
        new("Mann–Whitney 检验(Wilcoxon 秩和/符号秩)", "Mann–Whitney test (Wilcoxon rank sum, signed rank)"),
        new("不依赖正态分布地比较两组或配对数据。", "Compares two groups, or pairs, without assuming a normal distribution."),
        [StatisticsParameters.Outcome, StatisticsParameters.OptionalGroup, StatisticsParameters.PairedWith, Exact, Correct, StatisticsParameters.Mu, StatisticsParameters.Alternative],
        [new OperatorOutput("result", new("检验结果", "The test"), "statistic: W, or V of pairs; p_value; median1, median2; n1; n2; group1; group2; method; alternative")])
    {
        Aliases = ["wilcoxon", "mann-whitney-u", "wilcox"],
        References = ["R stats::wilcox.test"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var outcome = call.Get(StatisticsParameters.Outcome);
        var alternative = call.Get(StatisticsParameters.Alternative);
        var mu = call.Get(StatisticsParameters.Mu);
        bool? exact = call.Get(Exact) == "auto" ? null : call.Get(Exact) == "true";
        RankTest test;
        double[] first, second;
        string[] names;
        if (call.Get(StatisticsParameters.OptionalGroup) is { } group && call.Get(StatisticsParameters.PairedWith) is null)
        {
            var grouped = (await GroupedValues.ReadAsync(call, outcome, group, cancellationToken)).Two(group);
            (first, second, names) = (grouped.Values[0], grouped.Values[1], [.. grouped.Levels]);
            test = RankTest.TwoSample(first, second, mu, alternative, exact, call.Get(Correct));
        }
        else
        {
            (first, second) = await ReadPairsAsync(call, outcome, cancellationToken);
            names = [];
            test = Pairs(call, first, second, mu, alternative, exact);
        }

        if (double.IsNaN(test.PValue))
        {
            throw OperatorException.BadData($"Every value of {outcome} is the same; ranks cannot tell the groups apart.", "Look at the column.");
        }

        if (exact == true && !test.IsExact)
        {
            call.Note("存在相同值(或零差值),无法使用精确分布,已改用正态近似。", "There are ties (or differences of zero), so the exact distribution does not apply; the normal approximation was used.");
        }

        await WriteAsync(call, test, first, second, names, cancellationToken);
    }

    private static async Task<(double[] First, double[] Second)> ReadPairsAsync(OperatorCall call, string outcome, CancellationToken cancellationToken)
    {
        var other = call.Get(StatisticsParameters.PairedWith);
        var frame = (await Frame.ReadAsync(call.Input, other is null ? [(outcome, FrameKind.Number)] : [(outcome, FrameKind.Number), (other, FrameKind.Number)], cancellationToken)).CompleteCases(call);
        return (frame.Numbers(outcome), other is null ? [] : frame.Numbers(other));
    }

    private static RankTest Pairs(OperatorCall call, double[] first, double[] second, double mu, string alternative, bool? exact)
    {
        var differences = new double[first.Length];
        for (var i = 0; i < first.Length; i++)
        {
            differences[i] = first[i] - mu - (second.Length == 0 ? 0 : second[i]);
        }

        var nonZero = Array.FindAll(differences, static d => d != 0);
        return nonZero.Length > 0
            ? RankTest.SignedRank(nonZero, alternative, exact, call.Get(Correct), nonZero.Length < differences.Length)
            : throw OperatorException.BadData("Every difference is zero.", "There is nothing to rank; look at the columns.");
    }

    private static async Task WriteAsync(OperatorCall call, RankTest test, double[] first, double[] second, string[] names, CancellationToken cancellationToken)
    {
        var hasTwo = second.Length > 0;
        var method = (names.Length == 2 ? "Wilcoxon rank sum" : "Wilcoxon signed rank") + (test.IsExact ? " exact test" : call.Get(Correct) ? " test with continuity correction" : " test");
        var (m1, m2) = (Quantiles.Median(first), hasTwo ? Quantiles.Median(second) : 0);
        var table = new ResultTable(
            "result",
            ("statistic", ColumnType.Double), ("p_value", ColumnType.Double), ("median1", ColumnType.Double), ("median2", ColumnType.Double), ("n1", ColumnType.Int64), ("n2", ColumnType.Int64),
            ("group1", ColumnType.Text), ("group2", ColumnType.Text), ("method", ColumnType.Text), ("alternative", ColumnType.Text));
        table.Add(test.Statistic, test.PValue, m1, hasTwo ? m2 : null, first.Length, hasTwo ? second.Length : null, names.ElementAtOrDefault(0), names.ElementAtOrDefault(1), method, call.Get(StatisticsParameters.Alternative));
        await call.WriteAsync(table, cancellationToken);
        var outcome = call.Get(StatisticsParameters.Outcome);
        var both = hasTwo ? $"{Say.Number(m1)} / {Say.Number(m2)}" : Say.Number(m1);
        call.Sentence(
            $"{outcome} 的中位数为 {both}(Wilcoxon 检验,统计量 {Say.Number(test.Statistic)},{Say.P(test.PValue)})。",
            $"The median of {outcome} was {both} (Wilcoxon test, statistic {Say.Number(test.Statistic)}, {Say.P(test.PValue)}).");
    }
}
