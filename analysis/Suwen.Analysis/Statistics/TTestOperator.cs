using Suwen.Storage.Schema;

namespace Suwen.Analysis.Statistics;

/// <summary>Student's and Welch's tests of means.</summary>
internal sealed class TTestOperator : IOperator
{
    private static readonly OperatorParameter<bool> VarEqual = Parameter.Flag("var_equal", false, "假定两组方差相等(Student),否则用 Welch 法", "Takes the variances as equal (Student); otherwise Welch's test");
    private static readonly OperatorParameter<bool> Paired = Parameter.Flag("paired", false, "两组按行顺序配对", "Pairs the two groups in the order of their rows");

    public OperatorDescription Description { get; } = new(
        "t-test",
        "statistics",
        new("t 检验", "t-test"),
        new("比较一个或两个均值:单样本、配对、两组(Welch 或等方差)。", "Compares one mean or two: one sample, pairs, two groups (Welch's or pooled)."),
        [StatisticsParameters.Outcome, StatisticsParameters.OptionalGroup, StatisticsParameters.PairedWith, Paired, VarEqual, StatisticsParameters.Mu, StatisticsParameters.Alternative, Parameter.Confidence],
        [new OperatorOutput("result", new("检验结果", "The test"), "estimate: mean or difference of means; estimate1, estimate2: means by group; statistic: t; df; p_value; conf_low; conf_high; n; n1; n2; group1; group2; method; alternative")])
    {
        Aliases = ["ttest", "student-t"],
        References = ["R stats::t.test"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var outcome = call.Get(StatisticsParameters.Outcome);
        var alternative = call.Get(StatisticsParameters.Alternative);
        var confidence = call.Get(Parameter.Confidence);
        var mu = call.Get(StatisticsParameters.Mu);
        var (first, second, names) = await ReadAsync(call, outcome, cancellationToken);
        var test = second is null ? TTest.OneSample(first, mu) : TTest.TwoSample(first, second, mu, call.Get(VarEqual));
        if (!(test.StandardError > 0))
        {
            throw OperatorException.BadData($"The values of {outcome} do not vary; a t-test cannot be computed.", "Look at the column: every value (or every difference of a pair) is the same.");
        }

        var p = StatisticsParameters.Choose(alternative, Distributions.StudentTail(-test.Statistic, test.Df), Distributions.StudentTail(test.Statistic, test.Df));
        var (low, high) = Interval(test, alternative, confidence);
        var isPaired = names.Length == 0 && (call.IsGiven(StatisticsParameters.PairedWith) || call.Get(Paired));
        var method = second is not null ? call.Get(VarEqual) ? "Two Sample t-test" : "Welch Two Sample t-test" : isPaired ? "Paired t-test" : "One Sample t-test";
        var table = new ResultTable(
            "result",
            ("estimate", ColumnType.Double), ("estimate1", ColumnType.Double), ("estimate2", ColumnType.Double), ("statistic", ColumnType.Double), ("df", ColumnType.Double), ("p_value", ColumnType.Double),
            ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double), ("n", ColumnType.Int64), ("n1", ColumnType.Int64), ("n2", ColumnType.Int64),
            ("group1", ColumnType.Text), ("group2", ColumnType.Text), ("method", ColumnType.Text), ("alternative", ColumnType.Text));
        table.Add(
            test.Estimate, second is null ? null : test.Mean1, second is null ? null : test.Mean2, test.Statistic, test.Df, p, low, high,
            first.Length + (second?.Length ?? 0), first.Length, second?.Length, names.ElementAtOrDefault(0), names.ElementAtOrDefault(1), method, alternative);
        await call.WriteAsync(table, cancellationToken);
        var what = second is null ? isPaired ? "mean difference" : "mean" : $"difference of means ({names[0]} − {names[1]})";
        var whatZh = second is null ? isPaired ? "平均差值" : "均值" : $"均值差({names[0]} − {names[1]})";
        call.Sentence(
            $"{outcome} 的{whatZh}为 {Say.Number(test.Estimate)}({Say.IntervalZh(confidence, low, high)};t = {Say.Number(test.Statistic)},df = {Say.Number(test.Df)},{Say.P(p)})。",
            $"The {what} of {outcome} was {Say.Number(test.Estimate)} ({Say.Interval(confidence, low, high)}; t = {Say.Number(test.Statistic)}, df = {Say.Number(test.Df)}, {Say.P(p)}).");
    }

    /// <summary>The sample or the two samples; pairs become one sample of differences.</summary>
    private static async Task<(double[] First, double[]? Second, string[] Names)> ReadAsync(OperatorCall call, string outcome, CancellationToken cancellationToken)
    {
        if (call.Get(StatisticsParameters.PairedWith) is { } other)
        {
            var frame = (await Frame.ReadAsync(call.Input, [(outcome, FrameKind.Number), (other, FrameKind.Number)], cancellationToken)).CompleteCases(call);
            return (Enough(Differences(frame.Numbers(outcome), frame.Numbers(other))), null, []);
        }

        if (call.Get(StatisticsParameters.OptionalGroup) is { } group)
        {
            var grouped = (await GroupedValues.ReadAsync(call, outcome, group, cancellationToken)).Two(group);
            if (!call.Get(Paired))
            {
                grouped.AtLeast(call.Get(VarEqual) ? 1 : 2, group);
                return (grouped.Values[0], grouped.Values[1], [.. grouped.Levels]);
            }

            return grouped.Values[0].Length == grouped.Values[1].Length
                ? (Enough(Differences(grouped.Values[0], grouped.Values[1])), null, [])
                : throw OperatorException.BadData($"The two groups have {grouped.Values[0].Length} and {grouped.Values[1].Length} rows, so they are no pairs.", "Put the pair into one row and name the second column with paired_with.");
        }

        return (Enough((await Frame.ReadAsync(call.Input, [(outcome, FrameKind.Number)], cancellationToken)).CompleteCases(call).Numbers(outcome)), null, []);
    }

    private static double[] Enough(double[] values) => values.Length >= 2 ? values : throw OperatorException.BadData("There are fewer than two values.", "A t-test needs two values or more.");

    private static double[] Differences(double[] a, double[] b)
    {
        var result = new double[a.Length];
        for (var i = 0; i < a.Length; i++)
        {
            result[i] = a[i] - b[i];
        }

        return result;
    }

    private static (double Low, double High) Interval(TTest test, string alternative, double confidence)
    {
        var reach = test.StandardError * Distributions.StudentTailQuantile(alternative == "two.sided" ? (1 - confidence) / 2 : 1 - confidence, test.Df);
        return (alternative == "less" ? double.NegativeInfinity : test.Estimate - reach, alternative == "greater" ? double.PositiveInfinity : test.Estimate + reach);
    }
}

/// <summary>The numbers of a t-test.</summary>
internal readonly record struct TTest(double Estimate, double StandardError, double Statistic, double Df, double Mean1, double Mean2)
{
    public static TTest OneSample(ReadOnlySpan<double> values, double mu)
    {
        var moments = Moments.Of(values);
        var error = Safe(Math.Sqrt(moments.Variance / values.Length), moments.Mean);
        return new TTest(moments.Mean, error, (moments.Mean - mu) / error, values.Length - 1, moments.Mean, double.NaN);
    }

    public static TTest TwoSample(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double mu, bool isPooled)
    {
        var a = Moments.Of(first);
        var b = Moments.Of(second);
        double error, df;
        if (isPooled)
        {
            df = a.Count + b.Count - 2;
            error = Math.Sqrt((a.SumOfSquares + b.SumOfSquares) / df * ((1.0 / a.Count) + (1.0 / b.Count)));
        }
        else
        {
            var ea = a.Variance / a.Count;
            var eb = b.Variance / b.Count;
            error = Math.Sqrt(ea + eb);
            df = (ea + eb) * (ea + eb) / ((ea * ea / (a.Count - 1)) + (eb * eb / (b.Count - 1)));
        }

        error = Safe(error, Math.Max(Math.Abs(a.Mean), Math.Abs(b.Mean)));
        return new TTest(a.Mean - b.Mean, error, (a.Mean - b.Mean - mu) / error, df, a.Mean, b.Mean);
    }

    /// <summary>Zero where the spread is rounding only, by the bound of R's t.test.</summary>
    private static double Safe(double error, double mean) => error < 10 * 2.220446e-16 * Math.Abs(mean) ? 0 : error;
}
