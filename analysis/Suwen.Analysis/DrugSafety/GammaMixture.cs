using MathNet.Numerics;

namespace Suwen.Analysis.DrugSafety;

/// <summary>A mixture of two gamma distributions: of relative reporting rates, prior or posterior.</summary>
/// <param name="Shape1">Shape of the first.</param>
/// <param name="Rate1">Rate of the first.</param>
/// <param name="Shape2">Shape of the second.</param>
/// <param name="Rate2">Rate of the second.</param>
/// <param name="Share">Share of the first.</param>
internal readonly record struct GammaMixture(double Shape1, double Rate1, double Shape2, double Rate2, double Share)
{
    /// <summary>One gamma distribution.</summary>
    public static GammaMixture Single(double shape, double rate) => new(shape, rate, shape, rate, 1);

    /// <summary>After a count with its expectation.</summary>
    public GammaMixture After(double count, double expected)
    {
        var first = LogNegativeBinomial(count, expected, Shape1, Rate1);
        var second = LogNegativeBinomial(count, expected, Shape2, Rate2);
        var share = Share >= 1 ? 1 : Share <= 0 ? 0 : 1 / (1 + ((1 - Share) / Share * Math.Exp(second - first)));
        return new GammaMixture(Shape1 + count, Rate1 + expected, Shape2 + count, Rate2 + expected, share);
    }

    /// <summary>The geometric mean.</summary>
    public double GeometricMean()
    {
        var first = Share > 0 ? Share * (SpecialFunctions.DiGamma(Shape1) - Math.Log(Rate1)) : 0;
        var second = Share < 1 ? (1 - Share) * (SpecialFunctions.DiGamma(Shape2) - Math.Log(Rate2)) : 0;
        return Math.Exp(first + second);
    }

    /// <summary>The value below which the probability is <paramref name="p"/>: bracketed, then Newton steps on the logarithm.</summary>
    public double Quantile(double p)
    {
        var (low, high) = Bracket(p);
        var at = (low + high) / 2;
        for (var i = 0; i < 200; i++)
        {
            var value = Math.Exp(at);
            var excess = Below(value) - p;
            if (excess > 0)
            {
                high = at;
            }
            else
            {
                low = at;
            }

            var slope = Density(value) * value;
            var next = slope > 0 ? at - (excess / slope) : (low + high) / 2;
            next = next > low && next < high ? next : (low + high) / 2;
            if (Math.Abs(next - at) < 1e-13 * (1 + Math.Abs(at)))
            {
                return Math.Exp(next);
            }

            at = next;
        }

        return Math.Exp(at);
    }

    /// <summary>Log probability of a count whose mean is the expectation times a gamma variable.</summary>
    public static double LogNegativeBinomial(double count, double expected, double shape, double rate) =>
        SpecialFunctions.GammaLn(shape + count) - SpecialFunctions.GammaLn(shape) - SpecialFunctions.GammaLn(count + 1)
        - (shape * Log1(expected / rate)) - (count > 0 ? count * Log1(rate / expected) : 0);

    /// <summary>log(1 + x), exact for small x.</summary>
    public static double Log1(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : double.IsInfinity(sum) ? Math.Log(x) : Math.Log(sum) * (x / (sum - 1));
    }

    private (double Low, double High) Bracket(double p)
    {
        var low = Math.Log(Math.Min(Shape1 / Rate1, Shape2 / Rate2));
        var high = Math.Log(Math.Max(Shape1 / Rate1, Shape2 / Rate2));
        for (var step = 1.0; Below(Math.Exp(low)) > p; step *= 2)
        {
            low -= step;
        }

        for (var step = 1.0; Below(Math.Exp(high)) < p; step *= 2)
        {
            high += step;
        }

        return (low - 1e-9, high + 1e-9);
    }

    private double Below(double value) =>
        (Share > 0 ? Share * SpecialFunctions.GammaLowerRegularized(Shape1, Rate1 * value) : 0) +
        (Share < 1 ? (1 - Share) * SpecialFunctions.GammaLowerRegularized(Shape2, Rate2 * value) : 0);

    private double Density(double value) =>
        (Share > 0 ? Share * Density(value, Shape1, Rate1) : 0) + (Share < 1 ? (1 - Share) * Density(value, Shape2, Rate2) : 0);

    private static double Density(double value, double shape, double rate) =>
        Math.Exp((shape * Math.Log(rate)) + ((shape - 1) * Math.Log(value)) - (rate * value) - SpecialFunctions.GammaLn(shape));
}
