using MathNet.Numerics.Distributions;

namespace Suwen.Analysis.Forecasting;

/// <summary>The Theta method (Assimakopoulos, Nikolopoulos 2000) as forecast::thetaf: exponential smoothing with drift of half the slope, after a seasonality test.</summary>
internal static class Theta
{
    private const int LeastValues = 4;

    public static Forecast Run(double[] values, int season, int horizon)
    {
        var n = values.Length;
        if (n < LeastValues)
        {
            throw ForecastFaults.TooShort(n, LeastValues, "a line and exponential smoothing");
        }

        var figure = IsSeasonal(values, season) ? ClassicalDecomposition.Decompose(values, season, isMultiplicative: true).Figure : null;
        if (figure is not null && figure.Any(static f => !(Math.Abs(f) >= 1e-4)))
        {
            // Multiplicative seasons near zero cannot be divided by.
            figure = null;
        }

        var adjusted = figure is null ? values : [.. values.Select((v, i) => v / figure[i % season])];
        var fit = Smooth(adjusted);
        var drift = LeastSquaresLine.Fit(adjusted, 0).Slope / 2;
        var alpha = Math.Max(1e-10, fit.Alpha);
        var sigma2 = fit.Sigma2;
        var estimate = new double[horizon];
        var error = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            estimate[h] = fit.Run.Level + (drift * (h + ((1 - Math.Pow(1 - alpha, n)) / alpha)));
            estimate[h] *= figure is null ? 1 : figure[(n + h) % season];
            error[h] = Math.Sqrt(sigma2 * ((h * alpha * alpha) + 1));
        }

        var fitted = fit.Run.Fitted.Select((f, i) => figure is null ? f : f * figure[i % season]).ToArray();
        return new Forecast(figure is null ? "theta" : "theta, seasonally adjusted", estimate, error, fitted, [("alpha", alpha), ("drift", drift), ("sigma", Math.Sqrt(sigma2))]);
    }

    /// <summary>Simple exponential smoothing with the least squared error.</summary>
    private static EtsFit Smooth(double[] values)
    {
        var form = new EtsForm(false, false, false, 'N');
        if (Ets.IsConstant(values))
        {
            return EtsFit.Given(values, form, [0.99999, values[0]]);
        }

        return EtsFit.Search(values, form, 1, EtsCriterion.SquaredError) ?? throw ForecastFaults.TooShort(values.Length, LeastValues, "exponential smoothing");
    }

    /// <summary>Whether the autocorrelation at the season is above what the shorter ones explain, at 90 %.</summary>
    private static bool IsSeasonal(double[] values, int season)
    {
        var n = values.Length;
        if (season < 2 || n <= 2 * season || Ets.IsConstant(values))
        {
            return false;
        }

        var mean = values.Sum() / n;
        var total = 0.0;
        foreach (var value in values)
        {
            total += (value - mean) * (value - mean);
        }

        var squares = 0.0;
        var last = 0.0;
        for (var lag = 1; lag <= season; lag++)
        {
            var sum = 0.0;
            for (var i = lag; i < n; i++)
            {
                sum += (values[i] - mean) * (values[i - lag] - mean);
            }

            last = sum / total;
            squares += lag < season ? last * last : 0;
        }

        return Math.Abs(last) / Math.Sqrt((1 + (2 * squares)) / n) > Normal.InvCDF(0, 1, 0.95);
    }
}
