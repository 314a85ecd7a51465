using MathNet.Numerics;
using Suwen.Analysis.Survival;

namespace Suwen.Analysis.DrugSafety;

/// <summary>
/// Fits the prior of DuMouchel's gamma Poisson shrinker (The American Statistician 1999;53:177) by maximum likelihood of the counts:
/// damped Newton steps over the logarithms of the four gamma parameters and the logit of the share.
/// </summary>
internal sealed class GammaMixtureFit
{
    private const int Size = 5;
    private const double Bound = 16;

    private readonly double[] counts;
    private readonly double[] expected;
    private readonly bool isTruncated;
    private readonly double[] distinct;
    private readonly int[] countIndex;
    private readonly double[][] tables;

    private GammaMixtureFit(double[] counts, double[] expected, bool isTruncated)
    {
        this.counts = counts;
        this.expected = expected;
        this.isTruncated = isTruncated;
        distinct = (double[])counts.Clone();
        Array.Sort(distinct);
        distinct = [.. distinct.Distinct()];
        countIndex = Array.ConvertAll(counts, c => Array.BinarySearch(distinct, c));
        tables = [new double[distinct.Length], new double[distinct.Length], new double[distinct.Length], new double[distinct.Length]];
    }

    /// <param name="counts">Reports per pair.</param>
    /// <param name="expected">Expected reports.</param>
    /// <param name="isTruncated">True where pairs that were never reported are not among the counts.</param>
    /// <returns>The prior of highest likelihood among several starts, and whether its gradient vanished there.</returns>
    public static (GammaMixture Prior, double LogLikelihood, bool HasConverged) Of(double[] counts, double[] expected, bool isTruncated)
    {
        var fit = new GammaMixtureFit(counts, expected, isTruncated);
        (double[] At, double Value, bool HasConverged) best = ([], double.NegativeInfinity, false);

        // DuMouchel's own start, then two in which the components lie otherwise.
        foreach (var start in new[] { new GammaMixture(0.2, 0.1, 2, 4, 1.0 / 3), new GammaMixture(2, 1, 0.5, 1, 0.1), new GammaMixture(0.2, 0.06, 1.4, 1.8, 0.1) })
        {
            var found = fit.Climb(Inner(start));
            if (found.Value > best.Value + 1e-9)
            {
                best = found;
            }
        }

        return (Outer(best.At), best.Value, best.HasConverged);
    }

    private static double[] Inner(GammaMixture m) => [Math.Log(m.Shape1), Math.Log(m.Rate1), Math.Log(m.Shape2), Math.Log(m.Rate2), Math.Log(m.Share / (1 - m.Share))];

    private static GammaMixture Outer(double[] at) => new(Math.Exp(at[0]), Math.Exp(at[1]), Math.Exp(at[2]), Math.Exp(at[3]), 1 / (1 + Math.Exp(-at[4])));

    private (double[] At, double Value, bool HasConverged) Climb(double[] at)
    {
        var gradient = new double[Size];
        var value = Evaluate(at, gradient);
        var damping = 1e-3;
        for (var iteration = 0; iteration < 300; iteration++)
        {
            var curvature = Curvature(at);
            var isBetter = false;
            double[] step = [];
            for (var attempt = 0; attempt < 40 && !isBetter; attempt++)
            {
                step = Step(curvature, gradient, damping);
                var next = new double[Size];
                for (var i = 0; i < Size; i++)
                {
                    next[i] = Math.Clamp(at[i] + Math.Clamp(step[i], -2, 2), -Bound, Bound);
                }

                var nextGradient = new double[Size];
                var nextValue = Evaluate(next, nextGradient);
                isBetter = nextValue >= value;
                if (isBetter)
                {
                    (at, value, gradient) = (next, nextValue, nextGradient);
                }

                damping = isBetter ? Math.Max(damping / 10, 1e-12) : damping * 10;
            }

            var largest = step.Max(Math.Abs);
            if (!isBetter || largest < 1e-10)
            {
                break;
            }
        }

        var isInside = at.All(static v => Math.Abs(v) < Bound - 1);
        return (at, value, isInside && gradient.Max(Math.Abs) < 1e-5 * (1 + Math.Abs(value)));
    }

    /// <summary>Solves (damped curvature) step = gradient; where the likelihood is not concave, damping grows until it is.</summary>
    private static double[] Step(double[] curvature, double[] gradient, double damping)
    {
        for (var extra = damping; ; extra *= 10)
        {
            var matrix = (double[])curvature.Clone();
            for (var i = 0; i < Size; i++)
            {
                matrix[(i * Size) + i] += extra * (1 + Math.Abs(curvature[(i * Size) + i]));
            }

            var system = new SymmetricSystem(matrix, Size);
            if (!system.IsSingular || extra > 1e12)
            {
                return system.Solve(gradient);
            }
        }
    }

    /// <summary>The negative second derivatives, from central differences of the gradient.</summary>
    private double[] Curvature(double[] at)
    {
        const double H = 1e-5;
        var result = new double[Size * Size];
        var up = new double[Size];
        var down = new double[Size];
        for (var i = 0; i < Size; i++)
        {
            var moved = (double[])at.Clone();
            moved[i] += H;
            Evaluate(moved, up);
            moved[i] -= 2 * H;
            Evaluate(moved, down);
            for (var j = 0; j < Size; j++)
            {
                var second = -(up[j] - down[j]) / (2 * H);
                result[(i * Size) + j] += second / 2;
                result[(j * Size) + i] += second / 2;
            }
        }

        return result;
    }

    /// <summary>Log likelihood and its gradient in the inner parameters.</summary>
    private double Evaluate(double[] at, double[] gradient)
    {
        var m = Outer(at);
        FillTables(m);
        Array.Clear(gradient);
        var digamma1 = SpecialFunctions.DiGamma(m.Shape1);
        var digamma2 = SpecialFunctions.DiGamma(m.Shape2);
        double logShare = -GammaMixture.Log1(Math.Exp(-at[4])), logRest = -GammaMixture.Log1(Math.Exp(at[4]));
        var sum = 0.0;
        for (var i = 0; i < counts.Length; i++)
        {
            var (n, e, k) = (counts[i], expected[i], countIndex[i]);
            double zero1 = -m.Shape1 * GammaMixture.Log1(e / m.Rate1), zero2 = -m.Shape2 * GammaMixture.Log1(e / m.Rate2);
            var log1 = logShare + tables[0][k] + zero1 - (n > 0 ? n * GammaMixture.Log1(m.Rate1 / e) : 0);
            var log2 = logRest + tables[1][k] + zero2 - (n > 0 ? n * GammaMixture.Log1(m.Rate2 / e) : 0);
            var high = Math.Max(log1, log2);
            var log = high + Math.Log(Math.Exp(log1 - high) + Math.Exp(log2 - high));
            var q = Math.Exp(log1 - log);
            sum += log;
            gradient[0] += q * m.Shape1 * (tables[2][k] - digamma1 + (zero1 / m.Shape1));
            gradient[1] += q * ((m.Shape1 * e) - (n * m.Rate1)) / (m.Rate1 + e);
            gradient[2] += (1 - q) * m.Shape2 * (tables[3][k] - digamma2 + (zero2 / m.Shape2));
            gradient[3] += (1 - q) * ((m.Shape2 * e) - (n * m.Rate2)) / (m.Rate2 + e);
            gradient[4] += q - m.Share;
            if (isTruncated)
            {
                sum -= Truncate(m, e, zero1, zero2, gradient);
            }
        }

        return double.IsNaN(sum) ? double.NegativeInfinity : sum;
    }

    /// <summary>Log probability of at least one report; its gradient is taken off.</summary>
    private static double Truncate(in GammaMixture m, double e, double zero1, double zero2, double[] gradient)
    {
        double p1 = m.Share * Math.Exp(zero1), p2 = (1 - m.Share) * Math.Exp(zero2);
        // 1 - e^x is exact for small x by its series.
        var some = (m.Share * -ExpLess1(zero1)) + ((1 - m.Share) * -ExpLess1(zero2));
        gradient[0] += p1 / some * zero1;
        gradient[1] += p1 / some * m.Shape1 * e / (m.Rate1 + e);
        gradient[2] += p2 / some * zero2;
        gradient[3] += p2 / some * m.Shape2 * e / (m.Rate2 + e);
        gradient[4] += m.Share * (1 - m.Share) * (Math.Exp(zero1) - Math.Exp(zero2)) / some;
        return Math.Log(some);
    }

    private static double ExpLess1(double x) => Math.Abs(x) < 1e-5 ? x + (x * x / 2) + (x * x * x / 6) : Math.Exp(x) - 1;

    private void FillTables(in GammaMixture m)
    {
        double start1 = SpecialFunctions.GammaLn(m.Shape1), start2 = SpecialFunctions.GammaLn(m.Shape2);
        for (var k = 0; k < distinct.Length; k++)
        {
            var factorial = SpecialFunctions.GammaLn(distinct[k] + 1);
            tables[0][k] = SpecialFunctions.GammaLn(m.Shape1 + distinct[k]) - start1 - factorial;
            tables[1][k] = SpecialFunctions.GammaLn(m.Shape2 + distinct[k]) - start2 - factorial;
            tables[2][k] = SpecialFunctions.DiGamma(m.Shape1 + distinct[k]);
            tables[3][k] = SpecialFunctions.DiGamma(m.Shape2 + distinct[k]);
        }
    }
}
