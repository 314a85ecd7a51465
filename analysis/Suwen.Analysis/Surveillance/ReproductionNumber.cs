using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Suwen.Analysis.Surveillance;

/// <summary>The instantaneous reproduction number of Cori et al. (2013), as EpiEstim computes it for a known serial interval.</summary>
internal static class ReproductionNumber
{
    /// <summary>Discretised serial interval: a gamma distribution shifted by one day (Cori et al., web appendix 11).</summary>
    public static double[] SerialInterval(int length, double mean, double deviation)
    {
        var shape = Math.Pow((mean - 1) / deviation, 2);
        var scale = deviation * deviation / (mean - 1);
        var weights = new double[length];
        for (var k = 0; k < length; k++)
        {
            var value = (k * Cdf(k, shape, scale)) + ((k - 2) * Cdf(k - 2, shape, scale)) - (2 * (k - 1) * Cdf(k - 1, shape, scale));
            value += shape * scale * ((2 * Cdf(k - 1, shape + 1, scale)) - Cdf(k - 2, shape + 1, scale) - Cdf(k, shape + 1, scale));
            weights[k] = Math.Max(0, value);
        }

        return weights;
    }

    /// <summary>Infectiousness of all earlier cases on each date; NaN on the first.</summary>
    public static double[] Infectivity(ReadOnlySpan<double> cases, ReadOnlySpan<double> interval)
    {
        var lambda = new double[cases.Length];
        lambda[0] = double.NaN;
        for (var t = 1; t < lambda.Length; t++)
        {
            var sum = 0.0;
            for (var s = 0; s < interval.Length && s <= t; s++)
            {
                sum += interval[s] * cases[t - s];
            }

            lambda[t] = sum;
        }

        return lambda;
    }

    /// <summary>Quantile of the gamma posterior.</summary>
    public static double GammaQuantile(double level, double shape, double scale)
    {
        // Newton's method on the distribution function from the Wilson–Hilferty approximation; the bracket keeps it safe.
        var z = Normal.InvCDF(0, 1, level);
        var x = shape * Math.Pow(Math.Max(1e-3, 1 - (1 / (9 * shape)) + (z / (3 * Math.Sqrt(shape)))), 3);
        var (low, high) = (0.0, double.PositiveInfinity);
        for (var step = 0; step < 200; step++)
        {
            var gap = SpecialFunctions.GammaLowerRegularized(shape, x) - level;
            (low, high) = gap > 0 ? (low, x) : (x, high);
            var density = Math.Exp(((shape - 1) * Math.Log(x)) - x - SpecialFunctions.GammaLn(shape));
            var next = x - (gap / density);
            if (!(next > low && next < high))
            {
                next = double.IsInfinity(high) ? x * 2 : (low + high) / 2;
            }

            if (Math.Abs(next - x) <= 1e-14 * x)
            {
                return next * scale;
            }

            x = next;
        }

        return x * scale;
    }

    private static double Cdf(double x, double shape, double scale) => x <= 0 ? 0 : SpecialFunctions.GammaLowerRegularized(shape, x / scale);
}
