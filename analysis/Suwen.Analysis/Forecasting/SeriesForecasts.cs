using MathNet.Numerics.Distributions;
using Suwen.Analysis.Series;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Forecasting;

/// <summary>Reads series for forecasting and writes forecasts; what all forecasting operators share.</summary>
internal static class SeriesForecasts
{
    public static readonly OperatorParameter<long?> Horizon = Parameter.OptionalInteger("horizon", 1, 1000, "预测步数;默认两个季节,无季节时 10", "Steps to forecast; two seasons, or 10 where there is none, unless set");
    public static readonly OperatorParameter<bool> NonNegative = Parameter.Flag("non_negative", false, "预测与区间不低于零", "Cut forecasts and limits off at zero");

    public static readonly OperatorOutput Result = new(
        "result", new Words("每序列每个未来日期一行", "One row for each series and date to come"), "group where named; date; estimate; conf_low, conf_high prediction limits; model");

    public static readonly OperatorOutput Model = new("model", new Words("模型参数与指标", "Parameters and measures of the model"), "group where named; model; term; estimate");

    public static readonly OperatorOutput Fitted = new("fitted", new Words("历史拟合", "Fits to the history"), "group where named; date; observed; fitted one step ahead; residual");

    public static IReadOnlyList<OperatorParameter> Common { get; } =
        [SeriesParameters.Date, SeriesParameters.Count, SeriesParameters.Group, Horizon, SeriesParameters.Frequency, SeriesParameters.Season, SeriesParameters.FilledGaps, SeriesParameters.Duplicates, Parameter.Confidence, NonNegative];

    public static Task<SeriesSet> ReadAsync(OperatorCall call, CancellationToken cancellationToken) =>
        SeriesReader.ReadAsync(call, SeriesParameters.FilledGaps, null, mayBeNegative: true, cancellationToken);

    public static int Season(OperatorCall call, SeriesClock clock) => (int?)call.Get(SeriesParameters.Season) ?? clock.SeasonLength;

    public static int Steps(OperatorCall call, int season) => (int?)call.Get(Horizon) ?? (season > 1 ? 2 * season : 10);

    /// <summary>Fails where a value is missing and the method needs all.</summary>
    public static void CheckComplete(DatedSeries series, SeriesClock clock)
    {
        var missing = series.Length - series.Known;
        if (missing > 0)
        {
            var at = Array.FindIndex(series.Values, double.IsNaN);
            throw OperatorException.BadData(
                $"{missing} of {series.Length} {clock.Unit.En} of the series{series.Where} have no value, the first {clock.Label(series.Start + at)}.",
                "Set gaps=zero where no row means no case, or gaps=interpolate, or fill in the values that are empty.");
        }
    }

    /// <summary>Runs each series; faults of single series become a note where others succeed.</summary>
    public static async Task<T?[]> RunAllAsync<T>(OperatorCall call, SeriesSet set, Func<DatedSeries, T> run, CancellationToken cancellationToken)
        where T : class
    {
        var results = new T?[set.Series.Count];
        var faults = new OperatorException?[results.Length];
        await Task.Run(
            () => Parallel.For(0, results.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
            {
                try
                {
                    results[i] = run(set.Series[i]);
                }
                catch (OperatorException e)
                {
                    faults[i] = set.HasGroups && !e.Message.Contains("of group", StringComparison.Ordinal) ? new OperatorException(e.Fault, $"Group {set.Series[i].Group}: {e.Message}", e.WhatToDo) : e;
                }
            }),
            cancellationToken);
        var failed = faults.Count(static f => f is not null);
        if (failed == results.Length)
        {
            var first = faults[0]!;
            throw failed == 1 ? first : new OperatorException(first.Fault, $"None of the {failed} series allows the method. {first.Message}", first.WhatToDo);
        }

        if (failed > 0)
        {
            var first = faults.First(static f => f is not null)!;
            call.Note($"{failed} 条序列无法计算:{first.Message}", $"{failed} series cannot be computed: {first.Message}");
        }

        return results;
    }

    public static List<(string, ColumnType)> Columns(SeriesSet set, bool withDate, params ReadOnlySpan<(string, ColumnType)> more)
    {
        List<(string, ColumnType)> columns = set.HasGroups ? [("group", ColumnType.Text)] : [];
        if (withDate)
        {
            columns.Add(("date", set.Clock.Step == SeriesStep.Number ? ColumnType.Int64 : ColumnType.Date));
        }

        columns.AddRange(more);
        return columns;
    }

    public static void Add(ResultTable table, SeriesSet set, DatedSeries series, params ReadOnlySpan<object?> cells) =>
        table.Add(set.HasGroups ? [series.Group, .. cells] : cells);

    public static double? Cell(double value) => double.IsFinite(value) ? value : null;

    /// <summary>Writes forecasts, parameters and fits.</summary>
    public static async Task WriteAsync(OperatorCall call, SeriesSet set, Forecast?[] forecasts, CancellationToken cancellationToken)
    {
        var z = Normal.InvCDF(0, 1, (1 + call.Get(Parameter.Confidence)) / 2);
        var result = new ResultTable("result", [.. Columns(set, true, ("estimate", ColumnType.Double), ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double), ("model", ColumnType.Text))]);
        var model = new ResultTable("model", [.. Columns(set, false, ("model", ColumnType.Text), ("term", ColumnType.Text), ("estimate", ColumnType.Double))]);
        var fitted = new ResultTable("fitted", [.. Columns(set, true, ("observed", ColumnType.Double), ("fitted", ColumnType.Double), ("residual", ColumnType.Double))]);
        for (var i = 0; i < forecasts.Length; i++)
        {
            if (forecasts[i] is not { } forecast)
            {
                continue;
            }

            var series = set.Series[i];
            for (var h = 0; h < forecast.Estimate.Length; h++)
            {
                var reach = z * forecast.Error[h];
                var (estimate, low, high) = Cut(forecast.Estimate[h], reach, call.Get(NonNegative));
                Add(result, set, series, set.Clock.Cell(series.Start + series.Length + h), Cell(estimate), Cell(low), Cell(high), forecast.Model);
            }

            foreach (var (term, value) in forecast.Terms)
            {
                Add(model, set, series, forecast.Model, term, Cell(value));
            }

            for (var t = 0; t < series.Length; t++)
            {
                Add(fitted, set, series, set.Clock.Cell(series.Start + t), Cell(series.Values[t]), Cell(forecast.Fitted[t]), Cell(series.Values[t] - forecast.Fitted[t]));
            }
        }

        await call.WriteAsync(result, cancellationToken);
        await call.WriteAsync(model, cancellationToken);
        await call.WriteAsync(fitted, cancellationToken);
        Conclude(call, set, forecasts, z);
    }

    private static (double Estimate, double Low, double High) Cut(double estimate, double reach, bool isNonNegative) => isNonNegative
        ? (Math.Max(0, estimate), Math.Max(0, estimate - reach), Math.Max(0, estimate + reach))
        : (estimate, estimate - reach, estimate + reach);

    private static void Conclude(OperatorCall call, SeriesSet set, Forecast?[] forecasts, double z)
    {
        var first = forecasts.First(static f => f is not null)!;
        var series = set.Series[Array.IndexOf(forecasts, first)];
        var last = first.Estimate.Length - 1;
        var date = set.Clock.Label(series.Start + series.Length + last);
        var (estimate, low, high) = Cut(first.Estimate[last], z * first.Error[last], call.Get(NonNegative));
        var numbers = FormattableString.Invariant($"{estimate:G5}");
        var limits = FormattableString.Invariant($"{low:G5} – {high:G5}");
        var percent = FormattableString.Invariant($"{100 * call.Get(Parameter.Confidence):0.##}");
        var (zh, en) = set.HasGroups ? ($"共 {forecasts.Count(static f => f is not null)} 条序列;组 {series.Group}:", $"{forecasts.Count(static f => f is not null)} series; group {series.Group}: ") : ("", "");
        call.Sentence(
            $"{zh}{first.Model} 模型预测 {date} 为 {numbers}({percent}% 预测区间 {limits})。",
            $"{en}the model {first.Model} forecasts {numbers} for {date} ({percent}% prediction interval {limits}).");
    }
}
