using Suwen.Analysis.Series;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Forecasting;

/// <summary>Parameters and tables of both decompositions.</summary>
internal abstract class DecompositionOperator : IOperator
{
    protected static readonly IReadOnlyList<OperatorParameter> Common =
        [SeriesParameters.Date, SeriesParameters.Count, SeriesParameters.Group, SeriesParameters.Frequency, SeriesParameters.Season, SeriesParameters.FilledGaps, SeriesParameters.Duplicates];

    public abstract OperatorDescription Description { get; }

    protected static OperatorOutput Output(string more) => new("result", new Words("每序列每日期一行", "One row for each series and date"), "group where named; date; observed; trend; seasonal; remainder" + more);

    /// <summary>Decomposes one series into trend, season, remainder and weights (null without).</summary>
    protected abstract Parts Decompose(OperatorCall call, double[] values, int season);

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var set = await SeriesForecasts.ReadAsync(call, cancellationToken);
        var season = SeriesForecasts.Season(call, set.Clock);
        if (season < 2)
        {
            throw OperatorException.BadParameters("The series has no season: its step is a year or a number.", "Set season to the number of steps in one.");
        }

        var parts = await SeriesForecasts.RunAllAsync(
            call, set,
            series =>
            {
                SeriesForecasts.CheckComplete(series, set.Clock);
                return series.Length > 2 * season || (series.Length == 2 * season && this is DecomposeOperator)
                    ? Decompose(call, series.Values, season)
                    : throw ForecastFaults.TooShort(series.Length, this is DecomposeOperator ? 2 * season : (2 * season) + 1, $"two seasons of {season}");
            },
            cancellationToken);
        var columns = SeriesForecasts.Columns(set, true, ("observed", ColumnType.Double), ("trend", ColumnType.Double), ("seasonal", ColumnType.Double), ("remainder", ColumnType.Double));
        if (parts.First(static p => p is not null)!.Weights is not null)
        {
            columns.Add(("weight", ColumnType.Double));
        }

        var table = new ResultTable("result", [.. columns]);
        for (var i = 0; i < parts.Length; i++)
        {
            Add(table, set, set.Series[i], parts[i]);
        }

        await call.WriteAsync(table, cancellationToken);
        Conclude(call, set, parts, season);
    }

    private static void Add(ResultTable table, SeriesSet set, DatedSeries series, Parts? part)
    {
        for (var t = 0; part is not null && t < series.Length; t++)
        {
            object?[] row = [
                set.Clock.Cell(series.Start + t), series.Values[t], SeriesForecasts.Cell(part.Trend[t]), SeriesForecasts.Cell(part.Seasonal[t]), SeriesForecasts.Cell(part.Remainder[t])];
            SeriesForecasts.Add(table, set, series, part.Weights is null ? row : [.. row, part.Weights[t]]);
        }
    }

    private static void Conclude(OperatorCall call, SeriesSet set, Parts?[] parts, int season)
    {
        var i = Array.FindIndex(parts, static p => p is not null);
        var seasonal = parts[i]!.Seasonal;
        var high = Array.IndexOf(seasonal, seasonal.Max());
        var label = set.Clock.Label(set.Series[i].Start + high);
        call.Sentence(
            $"{parts.Count(static p => p is not null)} 条序列按长度 {season} 的季节分解;{(set.HasGroups ? $"组 {set.Series[i].Group} " : "")}季节高峰如 {label}。",
            $"{parts.Count(static p => p is not null)} series were decomposed with a season of {season}; the season{set.Series[i].Where} is highest at, for example, {label}.");
    }

    /// <summary>Components of a series.</summary>
    protected sealed record Parts(double[] Trend, double[] Seasonal, double[] Remainder, double[]? Weights);
}

/// <summary><c>stl</c>: decomposition by loess.</summary>
internal sealed class StlOperator : DecompositionOperator
{
    private static readonly OperatorParameter<string?> SeasonWindow = Parameter.OptionalText("s_window", "季节平滑窗口:奇数,或 periodic(默认)", "Span of the seasonal loess: an odd number of at least 7, or periodic, which is the default");
    private static readonly OperatorParameter<long?> TrendWindow = Parameter.OptionalInteger("t_window", 3, 1_000_001, "趋势平滑窗口", "Span of the trend loess; R's default unless set");
    private static readonly OperatorParameter<bool> Robust = Parameter.Flag("robust", false, "稳健迭代", "Weigh down outlying values");

    public override OperatorDescription Description { get; } = new(
        "stl", "forecasting", new Words("STL 分解", "Seasonal-trend decomposition by loess"),
        new Words("用局部加权回归把序列分解为趋势、季节与余项。", "Decomposes a series into trend, season and remainder by loess."),
        [.. Common, SeasonWindow, TrendWindow, Robust], [Output("; weight of robustness")])
    {
        References = ["R stats::stl 4.2", "Cleveland, Cleveland, McRae, Terpenning (1990). STL: a seasonal-trend decomposition procedure based on loess. J Off Stat 6"],
    };

    protected override Parts Decompose(OperatorCall call, double[] values, int season)
    {
        int? window = null;
        if (call.Get(SeasonWindow) is { } text && text != "periodic")
        {
            window = int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= 3
                ? number
                : throw OperatorException.BadParameters($"The parameter s_window is \"{text}\".", "Set it to periodic, or to an odd number of at least 7.");
        }

        var stl = SeasonalTrend.Decompose(values, new SeasonalTrendSettings(season, window, (int?)call.Get(TrendWindow), call.Get(Robust)));
        var remainder = new double[values.Length];
        for (var i = 0; i < remainder.Length; i++)
        {
            remainder[i] = values[i] - stl.Seasonal[i] - stl.Trend[i];
        }

        return new Parts(stl.Trend, stl.Seasonal, remainder, stl.Weights);
    }
}

/// <summary><c>decompose</c>: classical decomposition by moving averages.</summary>
internal sealed class DecomposeOperator : DecompositionOperator
{
    private static readonly OperatorParameter<string> Type = Parameter.Choice("type", ["additive", "multiplicative"], "additive", "加法或乘法", "Season added or multiplied");

    public override OperatorDescription Description { get; } = new(
        "decompose", "forecasting", new Words("经典分解", "Classical decomposition"),
        new Words("用移动平均把序列分解为趋势、季节与余项。", "Decomposes a series into trend, season and remainder by moving averages."),
        [.. Common, Type], [Output("; null at both ends, where the moving average does not reach")])
    {
        Aliases = ["classical-decomposition"],
        References = ["R stats::decompose 4.2"],
    };

    protected override Parts Decompose(OperatorCall call, double[] values, int season)
    {
        var isMultiplicative = call.Get(Type) == "multiplicative";
        var parts = ClassicalDecomposition.Decompose(values, season, isMultiplicative);
        if (!double.IsFinite(parts.Figure.Sum()))
        {
            throw OperatorException.BadData("The moving average of the series is zero, so seasons cannot be multiplied.", "Set type=additive.");
        }

        var remainder = new double[values.Length];
        for (var i = 0; i < remainder.Length; i++)
        {
            remainder[i] = isMultiplicative ? values[i] / parts.Seasonal[i] / parts.Trend[i] : values[i] - parts.Seasonal[i] - parts.Trend[i];
        }

        return new Parts(parts.Trend, parts.Seasonal, remainder, null);
    }
}
