namespace Suwen.Analysis.Statistics;

internal static partial class Distributions
{
    private static readonly (double[] Nodes, double[] Weights) Legendre = GaussLegendre(40);

    /// <summary>P(Q &gt; q) of the studentised range of several means, by Gauss–Legendre integration over the range and over the estimate of the deviation.</summary>
    public static double StudentizedRangeTail(double q, int means, double df)
    {
        if (q <= 0)
        {
            return 1;
        }

        if (df > 25_000)
        {
            return RangeTail(q, means);
        }

        // s² is chi-square over its degrees of freedom; s is integrated over where its density is not negligible.
        var spread = 9 / Math.Sqrt(2 * df);
        var low = Math.Max(0, 1 - spread);
        var high = 1 + (spread * (df < 10 ? 2.5 : 1.3));
        var logConstant = Math.Log(2) + (df / 2 * Math.Log(df / 2)) - LogGamma(df / 2);
        return Integrate(low, high, 8, s => Math.Exp(logConstant + ((df - 1) * Math.Log(s)) - (df / 2 * s * s)) * RangeTail(q * s, means));
    }

    /// <summary>q with P(Q &gt; q) = tail.</summary>
    public static double StudentizedRangeQuantile(double tail, int means, double df) => SolveDecreasing(q => StudentizedRangeTail(q, means, df), tail, 0.1, 4);

    /// <summary>P(range of means standard normal variables &gt; w) = 1 − k ∫ φ(z) (Φ(z) − Φ(z − w))^(k−1) dz.</summary>
    private static double RangeTail(double w, int means)
    {
        // The tail is integrated itself: φ(z) k [Φ(z)^(k−1) − (Φ(z) − Φ(z−w))^(k−1)], which has no cancellation of whole numbers.
        return Math.Clamp(
            Integrate(-9, 9 + Math.Min(w, 20), 6, z =>
            {
                var upper = NormalTail(-z);
                var lower = NormalTail(w - z);
                return NormalDensity(z) * means * DifferenceOfPowers(upper, lower, means - 1);
            }),
            0,
            1);
    }

    /// <summary>a^n − (a − b)^n as a sum of products, all above zero.</summary>
    private static double DifferenceOfPowers(double a, double b, int n)
    {
        var rest = a - b;
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            sum = (sum * a) + Math.Pow(rest, i);
        }

        return b * sum;
    }

    private static double Integrate(double low, double high, int panels, Func<double, double> function)
    {
        var sum = 0.0;
        var half = (high - low) / panels / 2;
        for (var panel = 0; panel < panels; panel++)
        {
            var middle = low + (((2 * panel) + 1) * half);
            for (var i = 0; i < Legendre.Nodes.Length; i++)
            {
                sum += Legendre.Weights[i] * function(middle + (half * Legendre.Nodes[i]));
            }
        }

        return sum * half;
    }

    private static (double[] Nodes, double[] Weights) GaussLegendre(int order)
    {
        var rule = new MathNet.Numerics.Integration.GaussLegendreRule(-1, 1, order);
        return (rule.Abscissas, rule.Weights);
    }
}
