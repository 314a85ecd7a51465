using Suwen.Analysis.Series;

namespace Suwen.Analysis.Forecasting;

/// <summary>An operator that forecasts with one method.</summary>
internal abstract class ForecastingOperator : IOperator
{
    public abstract OperatorDescription Description { get; }

    protected virtual bool TakesGaps => false;

    /// <summary>Reads the method's own parameters.</summary>
    protected abstract Forecaster Method(OperatorCall call);

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var method = Method(call);
        var set = await SeriesForecasts.ReadAsync(call, cancellationToken);
        var season = SeriesForecasts.Season(call, set.Clock);
        var horizon = SeriesForecasts.Steps(call, season);
        var forecasts = await SeriesForecasts.RunAllAsync(
            call, set,
            series =>
            {
                if (!TakesGaps)
                {
                    SeriesForecasts.CheckComplete(series, set.Clock);
                }

                return method(series.Values, season, horizon);
            },
            cancellationToken);
        await SeriesForecasts.WriteAsync(call, set, forecasts, cancellationToken);
    }
}

/// <summary><c>ets</c>: exponential smoothing state space models.</summary>
internal sealed class EtsOperator : ForecastingOperator
{
    private static readonly OperatorParameter<string> ModelName = Parameter.Choice(
        "model",
        ["ZZZ", "ZZN", "ANN", "AAN", "ANA", "AAA", "MNN", "MAN", "MNA", "MAA", "MNM", "MAM", "AZN", "AZA", "AZZ", "MZM", "MZN", "MZZ"], "ZZZ",
        "误差、趋势、季节:A 加法,M 乘法,N 无,Z 自动", "Error, trend and season: A additive, M multiplicative, N none, Z chosen");

    private static readonly OperatorParameter<string> Damped = Parameter.Choice("damped", ["auto", "true", "false"], "auto", "趋势是否衰减", "Whether the trend fades");
    private static readonly OperatorParameter<string> Criterion = Parameter.Choice("ic", ["aicc", "aic", "bic"], "aicc", "模型选择准则", "Criterion of the choice");

    public override OperatorDescription Description { get; } = new(
        "ets", "forecasting", new Words("指数平滑状态空间模型(ETS)", "Exponential smoothing (ETS)"),
        new Words("按信息准则选择误差、趋势与季节形式的指数平滑预测。", "Forecasts by exponential smoothing with error, trend and season chosen by an information criterion."),
        [.. SeriesForecasts.Common, ModelName, Damped, Criterion], [SeriesForecasts.Result, SeriesForecasts.Model, SeriesForecasts.Fitted])
    {
        Aliases = ["exponential-smoothing"],
        References = ["R forecast::ets, forecast::forecast.ets 8.20", "Hyndman, Koehler, Snyder, Grose (2002). A state space framework for automatic forecasting using exponential smoothing methods. Int J Forecast 18"],
    };

    protected override Forecaster Method(OperatorCall call)
    {
        var (model, damped, criterion) = (call.Get(ModelName), call.Get(Damped), call.Get(Criterion));
        return (values, season, horizon) => Ets.Run(values, season, horizon, model, damped == "auto" ? null : damped == "true", criterion);
    }
}

/// <summary><c>holt-winters</c>: Holt–Winters smoothing.</summary>
internal sealed class HoltWintersOperator : ForecastingOperator
{
    private static readonly OperatorParameter<string> Seasonal = Parameter.Choice("seasonal", ["additive", "multiplicative", "none"], "additive", "季节形式", "Form of the season");
    private static readonly OperatorParameter<bool> Trend = Parameter.Flag("trend", true, "含趋势", "Smooth a trend (beta); false as beta=FALSE");

    public override OperatorDescription Description { get; } = new(
        "holt-winters", "forecasting", new Words("Holt–Winters 平滑", "Holt–Winters smoothing"),
        new Words("水平、趋势、季节三重平滑预测。", "Forecasts by smoothing level, trend and season with the least squared errors."),
        [.. SeriesForecasts.Common, Seasonal, Trend], [SeriesForecasts.Result, SeriesForecasts.Model, SeriesForecasts.Fitted])
    {
        Aliases = ["holtwinters", "holt"],
        References = ["R stats::HoltWinters and its predict; multiplicative prediction limits are on the scale of each season, which R's are not", "Winters (1960). Forecasting sales by exponentially weighted moving averages. Manage Sci 6"],
    };

    protected override Forecaster Method(OperatorCall call)
    {
        var (seasonal, trend) = (call.Get(Seasonal), call.Get(Trend));
        return (values, season, horizon) => HoltWinters.Run(values, season, horizon, seasonal == "multiplicative" && season > 1, trend, seasonal != "none");
    }
}

/// <summary><c>theta</c>: the Theta method.</summary>
internal sealed class ThetaOperator : ForecastingOperator
{
    public override OperatorDescription Description { get; } = new(
        "theta", "forecasting", new Words("Theta 法", "Theta method"),
        new Words("季节检验后的 Theta 法预测。", "Forecasts by exponential smoothing with half the slope as drift, after a test for a season."),
        [.. SeriesForecasts.Common], [SeriesForecasts.Result, SeriesForecasts.Model, SeriesForecasts.Fitted])
    {
        Aliases = ["thetaf"],
        References = ["R forecast::thetaf 8.20", "Assimakopoulos, Nikolopoulos (2000). The theta model. Int J Forecast 16"],
    };

    protected override Forecaster Method(OperatorCall call) => Theta.Run;
}

/// <summary><c>seasonal-naive</c>: the last season again.</summary>
internal sealed class SeasonalNaiveOperator : ForecastingOperator
{
    public override OperatorDescription Description { get; } = new(
        "seasonal-naive", "forecasting", new Words("季节朴素法", "Seasonal naive"),
        new Words("重复最近一个季节,作为其他方法的基准。", "Repeats the last season: the yardstick of other methods. Works round missing values."),
        [.. SeriesForecasts.Common], [SeriesForecasts.Result, SeriesForecasts.Model, SeriesForecasts.Fitted])
    {
        Aliases = ["snaive"],
        References = ["R forecast::snaive 8.20"],
    };

    protected override bool TakesGaps => true;

    protected override Forecaster Method(OperatorCall call) => SeasonalNaive.Run;
}
