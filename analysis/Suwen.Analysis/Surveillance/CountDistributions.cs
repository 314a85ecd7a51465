using MathNet.Numerics;

namespace Suwen.Analysis.Surveillance;

/// <summary>Tails and quantiles of counts with a size that need not be whole. Terms are summed outward from where the mass begins, so that small tails keep their digits.</summary>
internal static class CountDistributions
{
    private const double Negligible = 1e-17;

    /// <summary>P(X ≥ <paramref name="count"/>) of a Poisson count.</summary>
    public static double PoissonUpperTail(double count, double mean) => UpperTail(count, mean, double.PositiveInfinity);

    /// <summary>P(X ≥ <paramref name="count"/>) of a negative binomial count, with R's size and prob.</summary>
    public static double NegativeBinomialUpperTail(double count, double size, double probability) => UpperTail(count, size * (1 - probability) / probability, size);

    /// <summary>The smallest count whose distribution function reaches <paramref name="level"/>; as R's qpois.</summary>
    public static double PoissonQuantile(double level, double mean) => Quantile(level, mean, double.PositiveInfinity);

    /// <summary>The smallest count whose distribution function reaches <paramref name="level"/>; as R's qnbinom.</summary>
    public static double NegativeBinomialQuantile(double level, double size, double probability) => Quantile(level, size * (1 - probability) / probability, size);

    /// <summary>Logarithm of the mass at a whole count; an infinite size is Poisson.</summary>
    private static double LogMass(double x, double mean, double size)
    {
        if (mean == 0)
        {
            return x == 0 ? 0 : double.NegativeInfinity;
        }

        if (double.IsPositiveInfinity(size))
        {
            return (x * Math.Log(mean)) - mean - SpecialFunctions.GammaLn(x + 1);
        }

        return SpecialFunctions.GammaLn(x + size) - SpecialFunctions.GammaLn(size) - SpecialFunctions.GammaLn(x + 1)
            - (size * LogOnePlus(mean / size)) + (x * (Math.Log(mean) - Math.Log(mean + size)));
    }

    private static double LogOnePlus(double x) => Math.Abs(x) < 1e-4 ? x * (1 - (x * (0.5 - (x / 3)))) : Math.Log(1 + x);

    /// <summary>Mass at x + 1 over mass at x.</summary>
    private static double Ratio(double x, double mean, double size) =>
        double.IsPositiveInfinity(size) ? mean / (x + 1) : (x + size) / (x + 1) * (mean / (mean + size));

    private static double UpperTail(double count, double mean, double size)
    {
        if (double.IsNaN(count))
        {
            return double.NaN;
        }

        var from = Math.Max(0, Math.Ceiling(count - 1e-7));
        if (from <= 0)
        {
            return 1;
        }

        if (from <= mean)
        {
            return 1 - Below(from - 1, mean, size);
        }

        var sum = 0.0;
        var term = Math.Exp(LogMass(from, mean, size));
        for (var x = from; term > 0; x++)
        {
            sum += term;
            var ratio = Ratio(x, mean, size);
            term *= ratio;
            if (ratio < 1 && term / (1 - ratio) < sum * Negligible)
            {
                break;
            }
        }

        return Math.Min(1, sum);
    }

    /// <summary>P(X ≤ x) of a whole x.</summary>
    private static double Below(double x, double mean, double size)
    {
        if (x < 0)
        {
            return 0;
        }

        if (x > mean)
        {
            return 1 - UpperTail(x + 1, mean, size);
        }

        var sum = 0.0;
        var term = Math.Exp(LogMass(x, mean, size));
        for (var at = x; at >= 0 && term > 0; at--)
        {
            sum += term;
            if (at == 0 || term < sum * Negligible)
            {
                break;
            }

            term /= Ratio(at - 1, mean, size);
        }

        return sum;
    }

    private static double Quantile(double level, double mean, double size)
    {
        if (mean == 0 || level <= 0)
        {
            return 0;
        }

        // R reaches a level that is met to within rounding; without the same allowance exact steps would be missed.
        const double Fuzz = 64 * 2.220446049250313e-16;
        level -= level * Fuzz;
        var variance = double.IsPositiveInfinity(size) ? mean : mean + (mean * mean / size);
        var deviation = Math.Sqrt(variance);
        var skewness = double.IsPositiveInfinity(size) ? 1 / deviation : (1 + (2 * mean / size)) / deviation;
        var z = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, Math.Clamp(level, 1e-300, 1 - 1e-16));
        var x = Math.Max(0, Math.Floor(mean + (deviation * (z + (skewness * ((z * z) - 1) / 6)))));
        var below = Below(x, mean, size);
        var mass = Math.Exp(LogMass(x, mean, size));
        if (below >= level)
        {
            while (x > 0 && below - mass >= level)
            {
                below -= mass;
                mass /= Ratio(x - 1, mean, size);
                x--;
            }

            return x;
        }

        while (below < level)
        {
            mass *= Ratio(x, mean, size);
            x++;
            below += mass;
            if (mass == 0)
            {
                break;
            }
        }

        return x;
    }
}
