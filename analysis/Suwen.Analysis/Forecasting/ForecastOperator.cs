using MathNet.Numerics.Distributions;
using Suwen.Analysis.Series;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Forecasting;

/// <summary><c>forecast</c>: the method that did best in the past, or the one that is asked for, with its record.</summary>
internal sealed class ForecastOperator : IOperator
{
    private static readonly OperatorParameter<string> Method = Parameter.Choice(
        "method", ["auto", "ets", "theta", "seasonal-naive", "holt-winters", "stl-ets"], "auto", "方法;auto 取回测误差最小者", "Method; auto takes the one with the least scaled error in the backtest");

    private static readonly OperatorParameter<long> Origins = Parameter.Integer("origins", 5, 0, 100, "回测起点数;0 不回测", "Origins of the backtest; 0 for none");
    private static readonly OperatorParameter<long?> TestHorizon = Parameter.OptionalInteger("test_horizon", 1, 1000, "回测步数", "Steps of the backtest; horizon, at most one season and a quarter of the series, unless set");
    private static readonly OperatorParameter<string> Holiday = Parameter.Choice("holiday", ["none", "chinese-new-year"], "none", "移动节日(日、周数据)", "Moving holiday to allow for, with days and weeks");

    private static readonly (string Name, Forecaster Run)[] Methods =
    [
        ("seasonal-naive", SeasonalNaive.Run),
        ("theta", Theta.Run),
        ("ets", static (values, season, horizon) => Ets.Run(values, season, horizon, "ZZZ", null, "aicc")),
        ("holt-winters", static (values, season, horizon) => HoltWinters.Run(values, season, horizon, false, true, season > 1)),
        ("stl-ets", SeasonalTrendForecast.Run),
    ];

    public OperatorDescription Description { get; } = new(
        "forecast", "forecasting", new Words("预测(含区间与回测)", "Forecast with interval and backtest"),
        new Words("对每条序列回测多种方法,用最好的方法预测并给出区间。", "Tests several methods on the past of each series and forecasts with the best, with prediction limits and the record of each method."),
        [.. SeriesForecasts.Common, Method, Origins, TestHorizon, Holiday],
        [
            SeriesForecasts.Result, SeriesForecasts.Model, SeriesForecasts.Fitted,
            new OperatorOutput("backtest", new Words("每序列、方法、预测步数一行", "One row for each series, method and step ahead"), "group where named; method; horizon steps ahead, null for all; n forecasts compared; mae; mase; smape in percent; coverage share within the limits; chosen"),
        ])
    {
        References =
        [
            "R forecast::ets, thetaf, snaive, stlf 8.20; stats::HoltWinters", "Tashman (2000). Out-of-sample tests of forecasting accuracy. Int J Forecast 16",
            "Hyndman, Koehler (2006). Another look at measures of forecast accuracy. Int J Forecast 22",
        ],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var set = await SeriesForecasts.ReadAsync(call, cancellationToken);
        if (call.Get(Holiday) != "none" && set.Clock.Step is not (SeriesStep.Day or SeriesStep.Week))
        {
            throw OperatorException.BadParameters("The Chinese New Year is allowed for in days and weeks only.", "Leave holiday out, or give daily or weekly counts.");
        }

        var season = SeriesForecasts.Season(call, set.Clock);
        var runs = await SeriesForecasts.RunAllAsync(call, set, series => RunOne(call, set.Clock, series, season), cancellationToken);
        Tell(call, runs, season);
        await SeriesForecasts.WriteAsync(call, set, [.. runs.Select(static r => r?.Forecast)], cancellationToken);
        await WriteBacktestAsync(call, set, runs, cancellationToken);
    }

    private static Run RunOne(OperatorCall call, SeriesClock clock, DatedSeries series, int season)
    {
        var wanted = call.Get(Method);
        if (wanted != "seasonal-naive")
        {
            SeriesForecasts.CheckComplete(series, clock);
        }

        if (series.Known < 2)
        {
            throw OperatorException.BadData($"The series{series.Where} has {series.Known} value; a forecast needs at least 2.", "Give a longer series.");
        }

        var horizon = SeriesForecasts.Steps(call, season);
        var festival = call.Get(Holiday) == "none" ? null : new SpringFestival(series, clock);
        if (festival is { Years: 0 })
        {
            throw OperatorException.BadData($"The series{series.Where} holds no whole Chinese New Year to learn from.", "Leave holiday out, or give a longer history.");
        }

        var values = festival?.Values ?? series.Values;

        // A history shorter than two seasons cannot tell a season; the methods then go without one.
        var usable = season > 1 && series.Length <= (wanted == "seasonal-naive" ? season : 2 * season) ? 1 : season;
        var plan = BacktestPlan.Make(values.Length, usable, horizon, (int)call.Get(Origins), (int?)call.Get(TestHorizon));
        var z = Normal.InvCDF(0, 1, (1 + call.Get(Parameter.Confidence)) / 2);
        var scores = plan.Origins.Length == 0 ? [] : Candidates(wanted, usable).Select(m => BacktestScore.Run(m.Name, m.Run, values, usable, plan, z)).ToArray();
        var chosen = Choose(wanted, scores, values.Length);
        var forecast = Methods.First(m => m.Name == chosen).Run(values, usable, horizon);
        festival?.PutBack(forecast.Estimate, series, clock);
        return new Run(forecast, scores, chosen, usable);
    }

    private static IEnumerable<(string Name, Forecaster Run)> Candidates(string wanted, int season) => Methods.Where(m =>
        m.Name == wanted || m.Name == "seasonal-naive" || (wanted == "auto" && (season > 1 || m.Name is not ("holt-winters" or "stl-ets"))));

    private static string Choose(string wanted, BacktestScore[] scores, int length)
    {
        if (wanted != "auto")
        {
            return wanted;
        }

        BacktestScore? best = null;
        foreach (var score in scores)
        {
            if (score.Fault is null && score.Count(score.Horizon) > 0 && (best is null || Measure(score) < Measure(best)))
            {
                best = score;
            }
        }

        // Without a backtest: smoothing where there is enough to smooth, else the last value.
        return best?.Method ?? (length >= 8 ? "ets" : "seasonal-naive");
    }

    private static double Measure(BacktestScore score) => double.IsNaN(score.ScaledError(score.Horizon)) ? score.MeanAbsoluteError(score.Horizon) : score.ScaledError(score.Horizon);

    private static void Tell(OperatorCall call, Run?[] runs, int season)
    {
        var untested = runs.Count(static r => r is { Scores.Length: 0 });
        if (untested > 0 && call.Get(Origins) > 0)
        {
            call.Note($"{untested} 条序列过短,未回测。", $"{untested} series are too short for a backtest, which needs {BacktestPlan.LeastHistory(season)} values before each origin.");
        }

        var withoutSeason = runs.Count(r => r is not null && r.Season != season);
        if (withoutSeason > 0)
        {
            call.Note($"{withoutSeason} 条序列不足两个长度 {season} 的季节,未用季节。", $"{withoutSeason} series have no more than two seasons of {season}, and were forecast without one.");
        }
    }

    private static async Task WriteBacktestAsync(OperatorCall call, SeriesSet set, Run?[] runs, CancellationToken cancellationToken)
    {
        var table = new ResultTable("backtest", [.. SeriesForecasts.Columns(
            set, false, ("method", ColumnType.Text), ("horizon", ColumnType.Int32), ("n", ColumnType.Int32), ("mae", ColumnType.Double), ("mase", ColumnType.Double), ("smape", ColumnType.Double), ("coverage", ColumnType.Double), ("chosen", ColumnType.Boolean))]);
        for (var i = 0; i < runs.Length; i++)
        {
            foreach (var score in runs[i]?.Scores ?? [])
            {
                for (var at = -1; at < score.Horizon; at++)
                {
                    var step = at < 0 ? score.Horizon : at;
                    var isKnown = score.Fault is null && score.Count(step) > 0;
                    SeriesForecasts.Add(
                        table, set, set.Series[i], score.Method, at < 0 ? null : at + 1, score.Fault is null ? score.Count(step) : 0, isKnown ? score.MeanAbsoluteError(step) : null,
                        isKnown ? SeriesForecasts.Cell(score.ScaledError(step)) : null, isKnown ? score.SymmetricError(step) : null, isKnown ? score.Coverage(step) : null, score.Method == runs[i]!.Chosen);
                }
            }
        }

        await call.WriteAsync(table, cancellationToken);
    }

    private sealed record Run(Forecast Forecast, BacktestScore[] Scores, string Chosen, int Season);
}
