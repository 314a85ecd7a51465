using Suwen.Storage.Schema;

namespace Suwen.Analysis.Statistics;

/// <summary>Pearson's chi-square test.</summary>
internal sealed class ChiSquareOperator : IOperator
{
    private static readonly OperatorParameter<bool> Correct = Parameter.Flag("correct", true, "2×2 表做 Yates 连续性校正", "Yates' continuity correction of 2 × 2 tables");
    private static readonly OperatorParameter<long> Simulate = Parameter.Integer("simulate", 0, 0, 10_000_000, "蒙特卡罗模拟次数;0 为用卡方分布", "Replicates of a Monte Carlo p-value; 0 for the chi-square distribution");
    private static readonly OperatorParameter<IReadOnlyList<double>> Probabilities = Parameter.Numbers("probabilities", [], 0, 1, "拟合优度检验的概率(无 group 时),默认相等", "Probabilities of the levels for the test of fit without group; equal where none are given");

    public OperatorDescription Description { get; } = new(
        "chi-square",
        "statistics",
        new("卡方检验", "Chi-square test"),
        new("检验两个分类变量是否独立;没有 group 时检验频数是否符合给定概率。", "Tests whether two categories are independent; without group, whether counts follow given probabilities."),
        [CrossTable.OutcomeParameter, StatisticsParameters.OptionalGroup, CrossTable.CountParameter, Correct, Simulate, Probabilities, Parameter.Seed],
        [
            new OperatorOutput("result", new("检验结果", "The test"), "statistic: X²; df; p_value; n; cramers_v; min_expected; method"),
            new OperatorOutput("table", new("每行为一个格子", "One row per cell"), "group; outcome; count; row_percent; expected; residual: Pearson; std_residual"),
        ])
    {
        Aliases = ["chi-squared", "chisq", "chi2"],
        References = ["R stats::chisq.test"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        if (call.Get(StatisticsParameters.OptionalGroup) is not { } group)
        {
            await FitAsync(call, cancellationToken);
            return;
        }

        var outcome = call.Get(CrossTable.OutcomeParameter);
        var table = await CrossTable.ReadAsync(call, group, outcome, call.Get(CrossTable.CountParameter), cancellationToken);
        var replicates = (int)call.Get(Simulate);
        if (replicates > 0 && table.Total > 100_000_000)
        {
            throw OperatorException.BadParameters("The table has too many rows to be simulated.", "Leave simulate out; with so many rows the chi-square distribution is exact enough.");
        }

        var isYates = replicates == 0 && call.Get(Correct) && table is { RowCount: 2, ColumnCount: 2 };
        var test = replicates > 0 ? ChiSquare.Simulate(table, replicates, call.Get(Parameter.Seed)) : ChiSquare.Test(table, isYates);
        var v = Math.Sqrt(ChiSquare.Test(table, false).Statistic / table.Total / (Math.Min(table.RowCount, table.ColumnCount) - 1));
        var method = replicates > 0 ? "Pearson's Chi-squared test with simulated p-value" : isYates ? "Pearson's Chi-squared test with Yates' continuity correction" : "Pearson's Chi-squared test";
        await WriteAsync(call, test, (long)table.Total, v, method, cancellationToken);
        await call.WriteAsync(Cells(table), cancellationToken);
        call.Sentence(
            $"{outcome} 在 {group} 各组间的分布:χ² = {Say.Number(test.Statistic)}{(replicates > 0 ? "" : $",df = {test.Df}")},{Say.P(test.PValue)}(Cramér's V = {Say.Number(v)},n = {table.Total})。",
            $"{outcome} by {group}: χ² = {Say.Number(test.Statistic)}{(replicates > 0 ? "" : $", df = {test.Df}")}, {Say.P(test.PValue)} (Cramér's V = {Say.Number(v)}, n = {table.Total}).");
    }

    private static async Task WriteAsync(OperatorCall call, ChiSquare test, long n, double? v, string method, CancellationToken cancellationToken)
    {
        if (test.LeastExpected < 5 && call.Get(Simulate) == 0)
        {
            call.Note("有期望频数小于 5,卡方近似可能不准;可用 fisher 或 simulate。", "An expected count is below 5, so the chi-square approximation may be poor; use fisher or simulate.");
        }

        var result = new ResultTable(
            "result", ("statistic", ColumnType.Double), ("df", ColumnType.Double), ("p_value", ColumnType.Double), ("n", ColumnType.Int64), ("cramers_v", ColumnType.Double), ("min_expected", ColumnType.Double), ("method", ColumnType.Text));
        result.Add(test.Statistic, double.IsNaN(test.Df) ? null : test.Df, test.PValue, n, v, test.LeastExpected, method);
        await call.WriteAsync(result, cancellationToken);
    }

    private static ResultTable Cells(CrossTable table)
    {
        var cells = new ResultTable(
            "table", ("group", ColumnType.Text), ("outcome", ColumnType.Text), ("count", ColumnType.Int64), ("row_percent", ColumnType.Double), ("expected", ColumnType.Double), ("residual", ColumnType.Double), ("std_residual", ColumnType.Double));
        for (var i = 0; i < table.RowCount; i++)
        {
            for (var j = 0; j < table.ColumnCount; j++)
            {
                var expected = table.Expected(i, j);
                var gap = table.Counts[i, j] - expected;
                var variance = expected * (1 - (table.RowSums[i] / table.Total)) * (1 - (table.ColumnSums[j] / table.Total));
                cells.Add(table.Rows[i], table.Columns[j], (long)table.Counts[i, j], 100 * table.Counts[i, j] / table.RowSums[i], expected, gap / Math.Sqrt(expected), gap / Math.Sqrt(variance));
            }
        }

        return cells;
    }

    /// <summary>The test of fit to given probabilities.</summary>
    private static async Task FitAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var outcome = call.Get(CrossTable.OutcomeParameter);
        var count = call.Get(CrossTable.CountParameter);
        var frame = (await Frame.ReadAsync(call.Input, count is null ? [(outcome, FrameKind.Factor)] : [(outcome, FrameKind.Factor), (count, FrameKind.Number)], cancellationToken)).CompleteCases(call);
        var factor = frame.Factor(outcome);
        var table = CrossTable.Of(frame, outcome, outcome, count);
        var counts = new double[table.RowCount];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = table.Counts[i, i];
        }

        var given = call.Get(Probabilities);
        if (counts.Length < 2 || (given.Count > 0 && (given.Count != counts.Length || Math.Abs(given.Sum() - 1) > 1e-8)))
        {
            throw counts.Length < 2
                ? OperatorException.BadData($"The column {outcome} has one value only.", "Name a column with two levels or more, or a group.")
                : OperatorException.BadParameters($"The parameter probabilities has {given.Count} numbers with the sum {given.Sum():0.######}, and the column {outcome} has {factor.Levels.Count} levels.", "Give one probability per level, in the order of the levels, with the sum 1.");
        }

        double statistic = 0, least = double.PositiveInfinity;
        for (var i = 0; i < counts.Length; i++)
        {
            var expected = table.Total * (given.Count > 0 ? given[i] : 1.0 / counts.Length);
            statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
            least = Math.Min(least, expected);
        }

        if (!double.IsFinite(statistic))
        {
            throw OperatorException.BadParameters("A level that occurs has the probability zero.", "Give every level a probability above zero.");
        }

        var test = new ChiSquare(statistic, counts.Length - 1, Distributions.ChiSquareTail(statistic, counts.Length - 1), least);
        await WriteAsync(call, test, (long)table.Total, null, "Chi-squared test for given probabilities", cancellationToken);
        call.Sentence($"拟合优度检验:χ² = {Say.Number(statistic)},df = {test.Df},{Say.P(test.PValue)}。", $"Test of fit: χ² = {Say.Number(statistic)}, df = {test.Df}, {Say.P(test.PValue)}.");
    }
}
