using Suwen.Analysis.Statistics;

namespace Suwen.Analysis.Rates;

/// <summary>Intervals of counts and of weighted sums of counts.</summary>
internal static class RateIntervals
{
    /// <summary>Byar's approximation of the exact interval (Breslow and Day 1987, p. 69).</summary>
    public static (double Low, double High) Byar(double events, double confidence)
    {
        var z = -Distributions.NormalQuantile((1 - confidence) / 2);
        double Limit(double count, double sign) => count * Math.Pow(1 - (1 / (9 * count)) + (sign * z / (3 * Math.Sqrt(count))), 3);
        return (events <= 0 ? 0 : Limit(events, -1), Limit(events + 1, 1));
    }

    /// <summary>Exact as R's poisson.test, or Byar's.</summary>
    public static (double Low, double High) Count(double events, double confidence, bool isByar) => isByar ? Byar(events, confidence) : Distributions.PoissonInterval(events, confidence);

    /// <summary>Fay and Feuer's gamma interval of a weighted sum of counts (Statistics in Medicine 1997;16:791-801), as epitools::ageadjust.direct.</summary>
    public static (double Low, double High) Gamma(double rate, double variance, double largestWeight, double confidence)
    {
        var half = (1 - confidence) / 2;
        var low = rate <= 0 ? 0 : Distributions.GammaQuantile(half, rate * rate / variance) * variance / rate;
        var (r, v) = (rate + largestWeight, variance + (largestWeight * largestWeight));
        return (low, Distributions.ChiSquareTailQuantile(half, 2 * r * r / v) / 2 * v / r);
    }

    /// <summary>Dobson's interval of a weighted sum (Statistics in Medicine 1991;10:457-462), as PHEindicatormethods::phe_dsr with Byar's limits.</summary>
    public static (double Low, double High) Dobson(double rate, double variance, double events, double confidence, bool isByar)
    {
        var (low, high) = Count(events, confidence, isByar);
        var factor = Math.Sqrt(variance / events);
        return (rate + (factor * (low - events)), rate + (factor * (high - events)));
    }
}
