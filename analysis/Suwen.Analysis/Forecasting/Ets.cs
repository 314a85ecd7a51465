namespace Suwen.Analysis.Forecasting;

/// <summary>Choice among forms of exponential smoothing by information criterion, as forecast::ets.</summary>
internal static class Ets
{
    /// <summary>Longest season for which the reference fits seasonal states.</summary>
    public const int LongestSeason = 24;

    private const int LeastValues = 7;

    /// <param name="values">The series.</param>
    /// <param name="season">Steps in a season.</param>
    /// <param name="horizon">Steps to forecast.</param>
    /// <param name="model">Three letters, error, trend and season, each Z for any; ZZZ for all.</param>
    /// <param name="damped">Whether the trend is damped; null for either.</param>
    /// <param name="criterion">aicc, aic or bic.</param>
    public static Forecast Run(double[] values, int season, int horizon, string model, bool? damped, string criterion)
    {
        var fit = Choose(values, season, model, damped, criterion);
        var (mean, variance) = EtsForecast.Run(fit, horizon);
        List<(string, double)> terms = [("alpha", fit.Alpha)];
        if (fit.Form.HasTrend)
        {
            terms.Add(("beta", fit.Beta));
        }

        if (fit.Form.HasSeason)
        {
            terms.Add(("gamma", fit.Gamma));
        }

        if (fit.Form.IsDamped)
        {
            terms.Add(("phi", fit.Phi));
        }

        terms.AddRange([("sigma", Math.Sqrt(fit.Sigma2)), ("log_likelihood", fit.LogLikelihood), ("aic", fit.Aic), ("aicc", fit.Aicc), ("bic", fit.Bic)]);
        terms.RemoveAll(static t => !double.IsFinite(t.Item2));
        return new Forecast(fit.Form.ToString(), mean, [.. variance.Select(Math.Sqrt)], fit.Run.Fitted, terms);
    }

    public static EtsFit Choose(double[] values, int season, string model, bool? damped, string criterion)
    {
        if (values.Length < LeastValues)
        {
            throw ForecastFaults.TooShort(values.Length, LeastValues, "level, smoothing and what is left to judge them by");
        }

        if (model == "ZZZ" && IsConstant(values))
        {
            return EtsFit.Given(values, new EtsForm(false, false, false, 'N'), [0.99999, values[0]]);
        }

        Check(values, season, model);
        EtsFit? best = null;
        var lowest = double.PositiveInfinity;
        foreach (var form in Forms(values, season, model, damped))
        {
            var fit = EtsFit.Search(values, form, season, EtsCriterion.Likelihood);
            var value = fit is null ? double.PositiveInfinity : criterion switch { "aic" => fit.Aic, "bic" => fit.Bic, _ => fit.Aicc };
            if (value < lowest)
            {
                (best, lowest) = (fit, value);
            }
        }

        return best ?? throw OperatorException.BadData($"No model of exponential smoothing {model} can be fitted to {values.Length} values.", "Give a longer series, or set model=ZZN.");
    }

    public static bool IsConstant(double[] values) => values.AsSpan().IndexOfAnyExcept(values[0]) < 0;

    private static void Check(double[] values, int season, string model)
    {
        if (model[2] is 'A' or 'M' && (season is 1 or > LongestSeason || values.Length <= season))
        {
            throw OperatorException.BadData($"A model with season {model[2]} needs a season of 2 to {LongestSeason} steps and more than one of them; the season has {season}, the series {values.Length}.", "Set the third letter of model to N or Z, or use stl-ets for long seasons.");
        }

        if ((model[0] == 'M' || model[2] == 'M') && values.Min() <= 0)
        {
            throw OperatorException.BadData("A multiplicative model needs values above 0, and the series has others.", "Set the letters M of model to A or Z.");
        }

        if (model[0] == 'A' && model[2] == 'M')
        {
            throw OperatorException.BadParameters("Additive errors with a multiplicative season are not stable.", "Set the first letter of model to M or Z.");
        }
    }

    private static IEnumerable<EtsForm> Forms(double[] values, int season, string model, bool? damped)
    {
        var isPositive = values.Min() > 0;
        var hasSeason = season is > 1 and <= LongestSeason && values.Length > season;
        foreach (var error in model[0] == 'Z' ? "AM" : model[..1])
        {
            foreach (var trend in model[1] == 'Z' ? "NA" : model[1..2])
            {
                foreach (var s in !hasSeason ? "N" : model[2] == 'Z' ? "NAM" : model[2..])
                {
                    foreach (var fades in damped is { } only ? (bool[])[only] : [true, false])
                    {
                        var isPossible = (error == 'A' && s != 'M') || (error == 'M' && isPositive);
                        if (isPossible && (trend == 'A' || !fades))
                        {
                            yield return new EtsForm(error == 'M', trend == 'A', fades, s);
                        }
                    }
                }
            }
        }
    }
}
