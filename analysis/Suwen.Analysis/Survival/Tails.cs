using MathNet.Numerics;

namespace Suwen.Analysis.Survival;

/// <summary>Probabilities of the normal and chi-squared distributions, exact in the far tail, and the form of numbers in sentences.</summary>
internal static class Tails
{
    public static double TwoSidedNormal(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Math.Sqrt(2));

    public static double UpperChiSquared(double x, int degreesOfFreedom) => x <= 0 || degreesOfFreedom == 0
        ? 1
        : degreesOfFreedom == 1 ? SpecialFunctions.Erfc(Math.Sqrt(x / 2)) : SpecialFunctions.GammaUpperRegularized(degreesOfFreedom / 2.0, x / 2);

    public static double NormalQuantile(double p) => -Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * p);

    /// <summary>The value that a two-sided interval of this level takes to either side.</summary>
    public static double TwoSidedQuantile(double confidence) => NormalQuantile((1 + confidence) / 2);

    /// <summary>A p-value as papers write it.</summary>
    public static string Written(double p) => p < 0.001 ? "P < 0.001" : FormattableString.Invariant($"P = {p:0.000}");

    /// <summary>A number with three significant digits.</summary>
    public static string Short(double value) => double.IsInfinity(value) ? "∞" : Math.Abs(value) is >= 100 or 0
        ? FormattableString.Invariant($"{value:0}")
        : FormattableString.Invariant($"{value:G3}");

    /// <summary>A result as a table takes it: what is not a number is null.</summary>
    public static double? OrNull(double value) => double.IsNaN(value) ? null : value;
}
