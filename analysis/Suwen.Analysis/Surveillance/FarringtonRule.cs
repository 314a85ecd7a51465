using MathNet.Numerics.Distributions;

namespace Suwen.Analysis.Surveillance;

/// <summary>The last step of both forms of the Farrington method: from expected count to threshold.</summary>
internal static class FarringtonRule
{
    /// <summary>Cases in the last dates, the one judged included; NaN where one of them is missing.</summary>
    public static double Recent(double[] counts, int k, int dates)
    {
        var sum = 0.0;
        for (var i = Math.Max(0, k - dates + 1); i <= k; i++)
        {
            sum += counts[i];
        }

        return sum;
    }

    /// <summary>The threshold on a power scale on which counts are nearly symmetric, with the delta method.</summary>
    public static (double Upper, double PValue) Delta(double mean, double error, double phi, double power, double z, double count)
    {
        var tau = phi + (error * error / mean);
        var deviation = power switch
        {
            1 => Math.Sqrt(mean * tau),
            0.5 => Math.Sqrt(tau / 4),
            _ => Math.Sqrt(4.0 / 9 * Math.Cbrt(mean) * tau),
        };
        var centre = Math.Pow(mean, power);
        var upper = Math.Pow(centre + (z * deviation), 1 / power);
        return (upper, Normal.CDF(0, 1, (centre - Math.Pow(count, power)) / deviation));
    }

    /// <summary>The threshold as a quantile of the negative binomial distribution (Noufaily et al. 2013).</summary>
    public static (double Upper, double PValue) Quantile(double mean, double phi, double alpha, double count)
    {
        if (double.IsInfinity(mean) || double.IsNaN(mean))
        {
            return (double.NaN, double.NaN);
        }

        return phi > 1
            ? (CountDistributions.NegativeBinomialQuantile(1 - alpha, mean / (phi - 1), 1 / phi), CountDistributions.NegativeBinomialUpperTail(count, mean / (phi - 1), 1 / phi))
            : (CountDistributions.PoissonQuantile(1 - alpha, mean), CountDistributions.PoissonUpperTail(count, mean));
    }
}
