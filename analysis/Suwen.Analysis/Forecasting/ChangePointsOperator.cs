using Suwen.Analysis.Series;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Forecasting;

/// <summary><c>change-points</c>: where the level of a series changes.</summary>
internal sealed class ChangePointsOperator : IOperator
{
    private static readonly OperatorParameter<string> Change = Parameter.Choice(
        "change", ["mean", "meanvar", "poisson"], "mean", "变化的内容:均值(方差为 1)、均值与方差、泊松率", "What changes: mean (of a series with variance 1, as cpt.mean; see standardise), mean and variance, or the rate of counts");

    private static readonly OperatorParameter<string> Method = Parameter.Choice("method", ["pelt", "binseg"], "pelt", "PELT(精确)或二分法", "PELT, exact, or binary segmentation");
    private static readonly OperatorParameter<string> Penalty = Parameter.Choice("penalty", ["mbic", "bic", "aic", "hannan-quinn", "manual"], "mbic", "惩罚", "Penalty for each change point");
    private static readonly OperatorParameter<double?> Value = Parameter.OptionalNumber("penalty_value", 0, 1e15, "自定惩罚值", "Penalty where penalty=manual");
    private static readonly OperatorParameter<long?> Shortest = Parameter.OptionalInteger("min_length", 1, 1_000_000, "最短段长", "Fewest values of a segment; 1 for mean, 2 for meanvar and poisson unless set");
    private static readonly OperatorParameter<long> Most = Parameter.Integer("max_changes", 5, 1, 10_000, "二分法最多变点数", "Most change points of binary segmentation");
    private static readonly OperatorParameter<bool> Standardise = Parameter.Flag("standardise", false, "先除以由逐次差分估计的标准差", "Divide by the standard deviation of successive differences first, so that mean suits any scale");

    public OperatorDescription Description { get; } = new(
        "change-points", "forecasting", new Words("变点检测", "Change points"),
        new Words("寻找序列水平(或水平与方差)发生改变的日期。", "Finds the dates on which the level, or level and variance, of a series changes."),
        [SeriesParameters.Date, SeriesParameters.Count, SeriesParameters.Group, Change, Method, Penalty, Value, Shortest, Most, Standardise, SeriesParameters.Frequency, SeriesParameters.FilledGaps, SeriesParameters.Duplicates],
        [
            new OperatorOutput("result", new Words("每段一行", "One row for each segment"), "group where named; segment; date_start; date_end; n; position of its last value; estimate mean of the segment; std_error of the mean; variance (over n)"),
            new OperatorOutput("changes", new Words("每个变点一行", "One row for each change point"), "group where named; date first of the new level; position of the last value before; before and after means; difference"),
        ])
    {
        Aliases = ["change-point", "changepoints", "changepoint"],
        References =
        [
            "R changepoint::cpt.mean, cpt.meanvar (Normal; Poisson) 2.2 with methods PELT and BinSeg", "Killick, Fearnhead, Eckley (2012). Optimal detection of changepoints with a linear computational cost. J Am Stat Assoc 107",
            "Zhang, Siegmund (2007). A modified Bayes information criterion. Biometrics 63",
        ],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        if ((call.Get(Penalty) == "manual") != (call.Get(Value) is not null))
        {
            throw OperatorException.BadParameters("penalty=manual and penalty_value belong together.", "Set both, or neither.");
        }

        var set = await SeriesForecasts.ReadAsync(call, cancellationToken);
        var found = await SeriesForecasts.RunAllAsync(call, set, series => Find(call, set.Clock, series), cancellationToken);
        var date = set.Clock.Step == SeriesStep.Number ? ColumnType.Int64 : ColumnType.Date;
        var segments = new ResultTable("result", [.. SeriesForecasts.Columns(
            set, false, ("segment", ColumnType.Int32), ("date_start", date), ("date_end", date), ("n", ColumnType.Int32), ("position", ColumnType.Int32), ("estimate", ColumnType.Double), ("std_error", ColumnType.Double), ("variance", ColumnType.Double))]);
        var changes = new ResultTable("changes", [.. SeriesForecasts.Columns(set, true, ("position", ColumnType.Int32), ("before", ColumnType.Double), ("after", ColumnType.Double), ("difference", ColumnType.Double))]);
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is not null)
            {
                Add(segments, changes, set, set.Series[i], found[i]!);
            }
        }

        await call.WriteAsync(segments, cancellationToken);
        await call.WriteAsync(changes, cancellationToken);
        TellScale(call, set);
        Conclude(call, set, found);
    }

    private static List<int> Find(OperatorCall call, SeriesClock clock, DatedSeries series)
    {
        SeriesForecasts.CheckComplete(series, clock);
        var kind = call.Get(Change) switch { "mean" => ChangeKind.Mean, "meanvar" => ChangeKind.MeanVariance, _ => ChangeKind.Poisson };
        var shortest = (int?)call.Get(Shortest) ?? (kind == ChangeKind.Mean ? 1 : 2);
        var n = series.Length;
        if (n < Math.Max(2 * shortest, 4))
        {
            throw ForecastFaults.TooShort(n, Math.Max(2 * shortest, 4), "two segments");
        }

        var values = series.Values;
        if (kind == ChangeKind.Poisson && values.Any(static v => v < 0))
        {
            throw OperatorException.BadData($"The series{series.Where} holds negative numbers, which are no counts.", "Set change=mean or change=meanvar.");
        }

        if (call.Get(Standardise))
        {
            values = Standardised(series);
        }

        var isModified = call.Get(Penalty) == "mbic";
        var search = new ChangePoints(values, kind, shortest, isModified);
        var penalty = PenaltyOf(call, kind == ChangeKind.MeanVariance ? 2 : 1, n);
        return call.Get(Method) == "pelt" ? search.Pelt(penalty) : search.BinarySegmentation(penalty, (int)call.Get(Most));
    }

    /// <summary>Penalties as changepoint counts them: the parameters of a segment and the place of the change.</summary>
    private static double PenaltyOf(OperatorCall call, int parameters, int n) => call.Get(Penalty) switch
    {
        "mbic" => (parameters + 2) * Math.Log(n),
        "bic" => (parameters + 1) * Math.Log(n),
        "aic" => 2 * (parameters + 1),
        "hannan-quinn" => 2 * (parameters + 1) * Math.Log(Math.Log(n)),
        _ => call.Get(Value)!.Value,
    };

    private static double[] Standardised(DatedSeries series)
    {
        var deviation = Spread(series.Values);
        return deviation > 0
            ? Array.ConvertAll(series.Values, v => v / deviation)
            : throw OperatorException.BadData($"Half of the neighbouring values of the series{series.Where} are equal, so it has no scale to divide by.", "Set standardise=false, or change=poisson.");
    }

    /// <summary>Standard deviation from the median absolute difference of neighbours, which the changes that are looked for move little.</summary>
    private static double Spread(double[] values)
    {
        var differences = new double[values.Length - 1];
        for (var i = 0; i < differences.Length; i++)
        {
            differences[i] = Math.Abs(values[i + 1] - values[i]);
        }

        Array.Sort(differences);
        var median = (differences[(differences.Length - 1) / 2] + differences[differences.Length / 2]) / 2;
        return median * 1.482602218505602 / Math.Sqrt(2);
    }

    /// <summary>Says where the assumption of cpt.mean is far from true.</summary>
    private static void TellScale(OperatorCall call, SeriesSet set)
    {
        if (call.Get(Change) != "mean" || call.Get(Standardise))
        {
            return;
        }

        var far = set.Series.Count(static s => s.Known == s.Length && s.Length > 1 && Spread(s.Values) is var spread && (spread > 1.5 || spread is > 0 and < 0.67));
        if (far > 0)
        {
            call.Note($"{far} 条序列的标准差远离 1,而 change=mean 假设方差为 1;可设 standardise=true 或 change=meanvar。", $"{far} series have a standard deviation far from the 1 that change=mean takes for granted; set standardise=true, or change=meanvar.");
        }
    }

    private static void Add(ResultTable segments, ResultTable changes, SeriesSet set, DatedSeries series, List<int> points)
    {
        var from = 0;
        var before = double.NaN;
        for (var s = 0; s <= points.Count; s++)
        {
            var to = s < points.Count ? points[s] : series.Length;
            var (mean, squares) = (0.0, 0.0);
            for (var i = from; i < to; i++)
            {
                mean += series.Values[i];
            }

            mean /= to - from;

            for (var i = from; i < to; i++)
            {
                squares += (series.Values[i] - mean) * (series.Values[i] - mean);
            }

            var n = to - from;
            SeriesForecasts.Add(segments, set, series, s + 1, set.Clock.Cell(series.Start + from), set.Clock.Cell(series.Start + to - 1), n, to, mean, n > 1 ? Math.Sqrt(squares / (n - 1) / n) : null, squares / n);
            if (s > 0)
            {
                SeriesForecasts.Add(changes, set, series, set.Clock.Cell(series.Start + from), from, before, mean, mean - before);
            }

            (from, before) = (to, mean);
        }
    }

    private static void Conclude(OperatorCall call, SeriesSet set, List<int>?[] found)
    {
        var total = found.Sum(static f => f?.Count ?? 0);
        var i = Array.FindIndex(found, static f => f is { Count: > 0 });
        if (i < 0)
        {
            call.Sentence("未发现变点。", "No change point was found.");
            return;
        }

        var dates = string.Join(", ", found[i]!.Take(5).Select(p => set.Clock.Label(set.Series[i].Start + p)));
        call.Sentence($"{found.Count(static f => f is not null)} 条序列共发现 {total} 个变点,{(set.HasGroups ? $"如组 {set.Series[i].Group}:" : "")}{dates}。", $"{total} change points were found in {found.Count(static f => f is not null)} series; the level{set.Series[i].Where} changed at {dates}.");
    }
}
