namespace Suwen.Analysis.Statistics;

/// <summary>Wilcoxon's tests of two samples and of pairs.</summary>
/// <param name="Statistic">W (or V): the sum of ranks of the first sample less its least value.</param>
/// <param name="PValue">For the alternative asked for.</param>
/// <param name="IsExact">By the distribution of ranks instead of the normal one.</param>
internal readonly record struct RankTest(double Statistic, double PValue, bool IsExact)
{
    /// <summary>Mann and Whitney's test.</summary>
    /// <param name="first">The first sample.</param>
    /// <param name="second">The second sample.</param>
    /// <param name="mu">Shift under the null hypothesis.</param>
    /// <param name="alternative">two.sided, less or greater.</param>
    /// <param name="isExact">Asks for the exact distribution; null as R: below 50 rows each and without ties.</param>
    /// <param name="isCorrected">Continuity correction of the normal distribution.</param>
    public static RankTest TwoSample(double[] first, double[] second, double mu, string alternative, bool? isExact, bool isCorrected)
    {
        double m = first.Length, n = second.Length;
        var all = new double[first.Length + second.Length];
        for (var i = 0; i < first.Length; i++)
        {
            all[i] = first[i] - mu;
        }

        second.CopyTo(all, first.Length);
        var ranks = Ranks.Of(all, out var ties);
        var w = Moments.Sum(ranks.AsSpan(0, first.Length)) - (m * (m + 1) / 2);
        if (ties == 0 && (isExact ?? (m < 50 && n < 50)))
        {
            var (lower, upper) = Tails(RankSumCounts(first.Length, second.Length), (int)w);
            return new RankTest(w, StatisticsParameters.Choose(alternative, lower, upper), true);
        }

        var total = m + n;
        var sigma = Math.Sqrt(m * n / 12 * (total + 1 - (ties / (total * (total - 1)))));
        return new RankTest(w, Normal(w - (m * n / 2), sigma, alternative, isCorrected), false);
    }

    /// <summary>The signed-rank test of differences, which are not zero.</summary>
    public static RankTest SignedRank(double[] differences, string alternative, bool? isExact, bool isCorrected, bool hadZeros)
    {
        double n = differences.Length;
        var ranks = Ranks.Of(Array.ConvertAll(differences, Math.Abs), out var ties);
        var v = 0.0;
        for (var i = 0; i < differences.Length; i++)
        {
            v += differences[i] > 0 ? ranks[i] : 0;
        }

        if (ties == 0 && !hadZeros && (isExact ?? n < 50))
        {
            var (lower, upper) = Tails(SignedRankCounts(differences.Length), (int)v);
            return new RankTest(v, StatisticsParameters.Choose(alternative, lower, upper), true);
        }

        var sigma = Math.Sqrt((n * (n + 1) * ((2 * n) + 1) / 24) - (ties / 48));
        return new RankTest(v, Normal(v - (n * (n + 1) / 4), sigma, alternative, isCorrected), false);
    }

    private static double Normal(double z, double sigma, string alternative, bool isCorrected)
    {
        var correction = !isCorrected ? 0 : alternative switch { "greater" => 0.5, "less" => -0.5, _ => Math.Sign(z) * 0.5 };
        z = (z - correction) / sigma;
        return StatisticsParameters.Choose(alternative, Distributions.NormalTail(-z), Distributions.NormalTail(z));
    }

    /// <summary>P(X ≤ x) and P(X ≥ x) from counts that need not be normalised.</summary>
    private static (double Lower, double Upper) Tails(double[] counts, int x)
    {
        double below = 0, above = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            below += i < x ? counts[i] : 0;
            above += i > x ? counts[i] : 0;
        }

        var total = below + above + counts[x];
        return ((below + counts[x]) / total, (above + counts[x]) / total);
    }

    /// <summary>How many choices of m ranks of m + n give each value of W: the coefficients of the Gaussian binomial.</summary>
    internal static double[] RankSumCounts(int m, int n)
    {
        var counts = new double[(m * n) + 1];
        counts[0] = 1;
        for (var i = 1; i <= m; i++)
        {
            for (var u = counts.Length - 1; u >= n + i; u--)
            {
                counts[u] -= counts[u - n - i];
            }

            for (var u = i; u < counts.Length; u++)
            {
                counts[u] += counts[u - i];
            }
        }

        return counts;
    }

    private static double[] SignedRankCounts(int n)
    {
        var counts = new double[(n * (n + 1) / 2) + 1];
        counts[0] = 1;
        for (var i = 1; i <= n; i++)
        {
            for (var u = counts.Length - 1; u >= i; u--)
            {
                counts[u] += counts[u - i];
            }
        }

        return counts;
    }
}
