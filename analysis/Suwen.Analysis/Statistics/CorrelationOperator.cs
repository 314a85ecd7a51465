using Suwen.Storage.Schema;

namespace Suwen.Analysis.Statistics;

/// <summary>Correlations of every two of some columns.</summary>
internal sealed class CorrelationOperator : IOperator
{
    private static readonly OperatorParameter<IReadOnlyList<string>> Columns = Parameter.Columns("columns", true, "数值列,逗号分隔;两两计算", "Columns of numbers, separated by commas; every two are correlated");
    private static readonly OperatorParameter<string> Method = Parameter.Choice("method", ["pearson", "spearman", "kendall"], "pearson", "相关系数", "Coefficient");

    public OperatorDescription Description { get; } = new(
        "correlation",
        "statistics",
        new("相关分析", "Correlation"),
        new("计算列与列之间的 Pearson、Spearman 或 Kendall 相关系数,含 p 值与区间。", "Pearson's, Spearman's or Kendall's correlation of columns, with p-value and interval."),
        [Columns, Method, StatisticsParameters.Alternative, Parameter.Confidence],
        [new OperatorOutput("result", new("每对列一行", "One row per pair of columns"), "column1; column2; estimate; statistic; df; p_value; conf_low, conf_high: Pearson only, as R; n: pairs with both values; method")])
    {
        Aliases = ["cor", "correlate"],
        References = ["R stats::cor.test"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var columns = call.Get(Columns).Distinct().ToArray();
        if (columns.Length < 2)
        {
            throw OperatorException.BadParameters("The parameter columns names fewer than two columns.", "Name two columns or more, separated by commas.");
        }

        var frame = await Frame.ReadAsync(call.Input, columns.Select(static c => (c, FrameKind.Number)), cancellationToken);
        var table = new ResultTable(
            "result",
            ("column1", ColumnType.Text), ("column2", ColumnType.Text), ("estimate", ColumnType.Double), ("statistic", ColumnType.Double), ("df", ColumnType.Double), ("p_value", ColumnType.Double),
            ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double), ("n", ColumnType.Int64), ("method", ColumnType.Text));
        for (var i = 0; i < columns.Length; i++)
        {
            for (var j = i + 1; j < columns.Length; j++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Add(call, table, columns[i], columns[j], frame, columns.Length == 2);
            }
        }

        await call.WriteAsync(table, cancellationToken);
        if (columns.Length > 2)
        {
            call.Sentence($"计算了 {columns.Length} 列两两之间的 {call.Get(Method)} 相关系数。", $"{call.Get(Method)} correlations of {columns.Length} columns were computed, every two.");
        }
    }

    private static void Add(OperatorCall call, ResultTable table, string a, string b, Frame frame, bool isOnly)
    {
        var (x, y) = Complete(frame.Numbers(a), frame.Numbers(b));
        var constant = x.Length < 3 ? null : x.AsSpan().IndexOfAnyExcept(x[0]) < 0 ? a : y.AsSpan().IndexOfAnyExcept(y[0]) < 0 ? b : null;
        if (x.Length < 3 || constant is not null)
        {
            var why = constant is null ? $"{a} and {b} have {x.Length} rows in common; three are needed" : $"{constant} has the same value in all {x.Length} rows";
            var whyZh = constant is null ? $"{a} 与 {b} 只有 {x.Length} 行同时有值,至少需要 3 行" : $"{constant} 在全部 {x.Length} 行中取值相同";
            if (isOnly)
            {
                throw OperatorException.BadData($"The correlation cannot be computed: {why}.", "Name other columns.");
            }

            call.Note($"无法计算相关系数:{whyZh}。", $"A correlation was not computed: {why}.");
            table.Add(a, b, null, null, null, null, null, null, x.Length, null);
            return;
        }

        var (alternative, confidence) = (call.Get(StatisticsParameters.Alternative), call.Get(Parameter.Confidence));
        var (found, name) = call.Get(Method) switch
        {
            "spearman" => (Correlation.Spearman(x, y, alternative), "Spearman's rank correlation rho"),
            "kendall" => (Correlation.Kendall(x, y, alternative), "Kendall's rank correlation tau"),
            _ => (Correlation.Pearson(x, y, alternative), "Pearson's product-moment correlation"),
        };
        var interval = call.Get(Method) == "pearson" ? Correlation.Interval(found.Estimate, x.Length, alternative, confidence) : null;
        table.Add(a, b, found.Estimate, found.Statistic, double.IsNaN(found.Df) ? null : found.Df, found.PValue, interval?.Low, interval?.High, x.Length, name);
        if (isOnly)
        {
            var (zh, en) = interval is { } i ? ($"({Say.IntervalZh(confidence, i.Low, i.High)})", $" ({Say.Interval(confidence, i.Low, i.High)})") : ("", "");
            call.Sentence($"{a} 与 {b} 的相关系数为 {found.Estimate:0.000}{zh},{Say.P(found.PValue)},n = {x.Length}。", $"The correlation of {a} and {b} was {found.Estimate:0.000}{en}, {Say.P(found.PValue)}, n = {x.Length}.");
        }
    }

    private static (double[] X, double[] Y) Complete(double[] x, double[] y)
    {
        var kept = new List<int>(x.Length);
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsNaN(x[i]) && !double.IsNaN(y[i]))
            {
                kept.Add(i);
            }
        }

        return ([.. kept.Select(i => x[i])], [.. kept.Select(i => y[i])]);
    }
}
