using Suwen.Analysis.Series;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Surveillance;

/// <summary><c>rt</c>: the reproduction number over a sliding window.</summary>
internal sealed class RtOperator : IOperator
{
    private static readonly OperatorParameter<double?> Mean = Parameter.OptionalNumber("si_mean", 1.0000001, 1000, "代际间隔均值(步),需大于 1", "Mean of the serial interval in steps of the series, above 1");
    private static readonly OperatorParameter<double?> Deviation = Parameter.OptionalNumber("si_sd", 1e-6, 1000, "代际间隔标准差", "Standard deviation of the serial interval");
    private static readonly OperatorParameter<IReadOnlyList<double>> Interval = Parameter.Numbers("si", [], 0, 1, "代际间隔分布:从 0 天起的概率,第一个为 0", "Serial interval as probabilities of 0, 1, 2 … steps, the first 0; instead of si_mean and si_sd");
    private static readonly OperatorParameter<long> Window = Parameter.Integer("window", 7, 1, 365, "滑动窗口长度", "Length of the sliding window");
    private static readonly OperatorParameter<double> PriorMean = Parameter.Number("prior_mean", 5, 1e-6, 1e6, "先验均值", "Mean of the prior of R");
    private static readonly OperatorParameter<double> PriorDeviation = Parameter.Number("prior_sd", 5, 1e-6, 1e6, "先验标准差", "Standard deviation of the prior of R");

    public OperatorDescription Description { get; } = new(
        "rt", "surveillance", new Words("实时再生数 Rt(Cori)", "Instantaneous reproduction number (Cori)"),
        new Words("由每日新发病例与代际间隔估计实时再生数及可信区间。", "Estimates the instantaneous reproduction number with its credible interval from new cases and the serial interval."),
        [SeriesParameters.Date, SeriesParameters.Count, SeriesParameters.Group, SeriesParameters.Frequency, SeriesParameters.Gaps, SeriesParameters.Duplicates, Mean, Deviation, Interval, Window, PriorMean, PriorDeviation, Parameter.Confidence],
        [
            new OperatorOutput("result", new Words("每序列每窗口一行", "One row for each series and window"), "group where named; date last of the window; date_start first of it; n cases in it; estimate posterior mean of R; std_error posterior standard deviation; median; conf_low, conf_high credible limits"),
            new OperatorOutput("serial_interval", new Words("所用代际间隔分布", "The serial interval used"), "step; probability"),
        ])
    {
        Aliases = ["reproduction-number", "cori", "epiestim"],
        References = ["R EpiEstim::estimate_R 2.2, methods parametric_si and non_parametric_si", "Cori, Ferguson, Fraser, Cauchemez (2013). A new framework and software to estimate time-varying reproduction numbers during epidemics. Am J Epidemiol 178"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        CheckInterval(call);
        var set = await SeriesReader.ReadAsync(call, SeriesParameters.Gaps, null, mayBeNegative: false, cancellationToken);
        List<(string, ColumnType)> columns = set.HasGroups ? [("group", ColumnType.Text)] : [];
        var dateType = set.Clock.Step == SeriesStep.Number ? ColumnType.Int64 : ColumnType.Date;
        columns.AddRange([
            ("date", dateType), ("date_start", dateType), ("n", ColumnType.Double), ("estimate", ColumnType.Double), ("std_error", ColumnType.Double),
            ("median", ColumnType.Double), ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double)]);
        var table = new ResultTable("result", [.. columns]);
        double[] interval = [];
        foreach (var series in set.Series)
        {
            var used = Add(table, call, set, series);
            interval = used.Length > interval.Length ? used : interval;
        }

        await call.WriteAsync(table, cancellationToken);
        var intervals = new ResultTable("serial_interval", ("step", ColumnType.Int32), ("probability", ColumnType.Double));
        for (var i = 0; i < interval.Length; i++)
        {
            intervals.Add(i, interval[i]);
        }

        await call.WriteAsync(intervals, cancellationToken);
        Conclude(call, table, set);
    }

    private static void CheckInterval(OperatorCall call)
    {
        var interval = call.Get(Interval);
        if (interval.Count == 0 && (call.Get(Mean) is null || call.Get(Deviation) is null))
        {
            throw OperatorException.BadParameters("The serial interval is missing.", "Set si_mean and si_sd, or si to its probabilities from 0 steps on.");
        }

        if (interval.Count == 0)
        {
            return;
        }

        if (call.Get(Mean) is not null || call.Get(Deviation) is not null)
        {
            throw OperatorException.BadParameters("The serial interval is given twice.", "Set si_mean and si_sd, or si, not both.");
        }

        if (interval[0] != 0 || Math.Abs(interval.Sum() - 1) > 0.01)
        {
            throw OperatorException.BadParameters("The serial interval si must begin with 0 and add up to 1.", "A case does not infect on the step of its own onset: put 0 first, and divide the rest by its sum.");
        }
    }

    private static double[] Add(ResultTable table, OperatorCall call, SeriesSet set, DatedSeries series)
    {
        var window = (int)call.Get(Window);
        if (series.Length < window + 1)
        {
            throw OperatorException.BadData(
                $"The series{series.Where} has {series.Length} {set.Clock.Unit.En}; at least {window + 1} are needed (a window of {window} after the first date).", "Give a longer series, or set window lower.");
        }

        if (series.Known < series.Length)
        {
            throw OperatorException.BadData(
                $"{series.Length - series.Known} of {series.Length} {set.Clock.Unit.En} of the series{series.Where} have no count, but each case infects later ones.", "Set gaps=zero where no row means no case, or fill in the counts.");
        }

        var interval = call.Get(Interval) is { Count: > 0 } given ? [.. given] : ReproductionNumber.SerialInterval(series.Length, call.Get(Mean)!.Value, call.Get(Deviation)!.Value);
        var lambda = ReproductionNumber.Infectivity(series.Values, interval);
        var meanInterval = 0.0;
        for (var i = 0; i < interval.Length; i++)
        {
            meanInterval += interval[i] * i;
        }

        var shape = Math.Pow(call.Get(PriorMean) / call.Get(PriorDeviation), 2);
        var scale = Math.Pow(call.Get(PriorDeviation), 2) / call.Get(PriorMean);
        var tail = (1 - call.Get(Parameter.Confidence)) / 2;
        for (var end = window; end < series.Length; end++)
        {
            var start = end - window + 1;
            var (cases, force) = (0.0, 0.0);
            for (var t = start; t <= end; t++)
            {
                cases += series.Values[t];
                force += lambda[t];
            }

            var (a, b) = (shape + cases, 1 / ((1 / scale) + force));

            // Before one mean serial interval has passed, the cases that infected are not all in the data.
            var isEarly = end + 1 <= meanInterval;
            object?[] row = [
                set.Clock.Cell(series.Start + end), set.Clock.Cell(series.Start + start), cases, isEarly ? null : a * b, isEarly ? null : Math.Sqrt(a) * b,
                isEarly ? null : ReproductionNumber.GammaQuantile(0.5, a, b), isEarly ? null : ReproductionNumber.GammaQuantile(tail, a, b), isEarly ? null : ReproductionNumber.GammaQuantile(1 - tail, a, b)];
            table.Add(set.HasGroups ? [series.Group, .. row] : row);
        }

        return interval;
    }

    private static void Conclude(OperatorCall call, ResultTable table, SeriesSet set)
    {
        if (set.Series.Count != 1)
        {
            call.Sentence($"以 {call.Get(Window)} 步滑动窗口估计了 {set.Series.Count} 条序列的实时再生数。", $"The instantaneous reproduction number of {set.Series.Count} series was estimated over sliding windows of {call.Get(Window)} {set.Clock.Unit.En}.");
            return;
        }

        var rows = table.Rows;
        var last = rows.RowCount - 1;
        int At(string name) => rows.Columns.Select(static c => c.Name).ToList().IndexOf(name);
        if (!rows[At("estimate")].IsNull(last))
        {
            var date = set.Clock.Label(set.Series[0].Start + set.Series[0].Length - 1);
            var numbers = FormattableString.Invariant($"{rows[At("estimate")].Double(last):0.00}");
            var interval = FormattableString.Invariant($"{rows[At("conf_low")].Double(last):0.00}–{rows[At("conf_high")].Double(last):0.00}");
            var percent = FormattableString.Invariant($"{100 * call.Get(Parameter.Confidence):0.##}");
            call.Sentence($"截至 {date} 的窗口,Rt 为 {numbers}({percent}% 可信区间 {interval})。", $"In the window that ends at {date}, Rt was {numbers} ({percent}% credible interval {interval}).");
        }
    }
}
