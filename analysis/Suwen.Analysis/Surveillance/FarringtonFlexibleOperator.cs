using Suwen.Analysis.Series;

namespace Suwen.Analysis.Surveillance;

/// <summary><c>farrington-flexible</c>: the improved method.</summary>
internal sealed class FarringtonFlexibleOperator : FarringtonParameters
{
    private static readonly OperatorParameter<long> Periods = Parameter.Integer("no_periods", 10, 1, 60, "季节水平数(1 为无)", "Levels of the season; 1 uses the windows of past years only");
    private static readonly OperatorParameter<double> WeightsThreshold = Parameter.Number("weights_threshold", 2.58, 0.1, 1e6, "降权阈值(Anscombe 残差)", "Anscombe residual above which a past count is weighed down");
    private static readonly OperatorParameter<double> TrendLevel = Parameter.Number("p_threshold_trend", 0.05, 0, 1, "趋势检验水平(1 为总是纳入)", "p-value below which the trend is taken up; 1 takes it up always");
    private static readonly OperatorParameter<string> Method = Parameter.Choice("threshold_method", ["delta", "nbPlugin", "muan"], "delta", "阈值方法", "How the threshold is found: delta method, or negative binomial quantile without (nbPlugin) or with (muan) the error of the mean");
    private static readonly OperatorParameter<long?> PastNotIncluded = Parameter.OptionalInteger("past_weeks_not_included", 0, 3660, "不作参考的最近期数,默认 w;Noufaily 建议 26", "Dates just before the one judged that are no reference; w unless set, 26 in Noufaily et al.");

    public override OperatorDescription Description { get; } = new(
        "farrington-flexible", "surveillance", new Words("改进 Farrington 法(Noufaily 2013)", "the flexible Farrington method"),
        new Words("用往年全部数据、季节水平与再加权改进的 Farrington 法。", "The Farrington method with all weeks of past years, seasonal levels, milder reweighting and negative binomial thresholds."),
        [.. WithPopulation, Years, HalfWidth, Alpha, Reweight, WeightsThreshold, Trend, TrendLevel, Limit54, PowerTransformation, Periods, PastNotIncluded, Method],
        [Output("exceedance score, above 1 for an alarm", "; trend whether a trend was taken up; dispersion. Expected and threshold are null where there are too few recent cases")])
    {
        Aliases = ["noufaily"],
        References =
        [
            "R surveillance::farringtonFlexible 1.20, with noPeriods 10 as in the paper (the package's default is 1)",
            "Noufaily, Enki, Farrington, Garthwaite, Andrews, Charlett (2013). An improved algorithm for outbreak detection in multiple surveillance systems. Stat Med 32",
            "Salmon, Schumacher, Höhle (2016). Monitoring count time series in R: aberration detection in public health surveillance. J Stat Softw 70(10)",
        ],
    };

    protected override Func<DatedSeries, int?, Verdicts> Judge(OperatorCall call, SeriesClock clock)
    {
        var basis = Settings(call, clock);
        var settings = basis with
        {
            Periods = (int)call.Get(Periods),
            WeightsThreshold = call.Get(WeightsThreshold),
            TrendLevel = call.Get(TrendLevel),
            Method = call.Get(Method),
            PastNotIncluded = (int?)call.Get(PastNotIncluded) ?? basis.HalfWidth,
        };
        var between = settings.Season - (2 * settings.HalfWidth) - 1;
        if (settings.Periods > 1 && between < settings.Periods - ((2 * settings.HalfWidth) + 1))
        {
            throw OperatorException.BadParameters($"A year of {settings.Season} cannot be divided into {settings.Periods} periods.", "Set no_periods lower.");
        }

        var history = (settings.Season * settings.Years) + settings.HalfWidth;
        return (series, from) =>
        {
            CheckPopulation(series, settings);
            var first = from ?? history;
            if (first >= series.Length || (!settings.ByDate && first < settings.Season * settings.Years))
            {
                throw TooShort(series, clock, history + 1, $"b={settings.Years} years of {settings.Season}, half a window of {settings.HalfWidth}, and the date itself");
            }

            return new FarringtonFlexible(series, clock, settings).Judge(first);
        };
    }
}
