using System.Globalization;
using Suwen.Analysis.Statistics;

namespace Suwen.Analysis.Tests.Statistics;

public sealed class DistributionsTests
{
    /// <remarks>Expected by R: Oracle/statistics.R. ptukey is accurate to about 1e-10 of probability, not relatively.</remarks>
    [Fact]
    public void Tails_and_quantiles_agree_with_R_relatively()
    {
        var rows = Oracle.Read("Statistics/Oracle/distributions.csv");
        double[] z = [0.5, 8, 20, -3], chi = [0.5, 80, 200, 3], large = [99000, 1e5, 101000, 1.1e5], f = [0.5, 8, 20, 3], small = [0.5, 8, 20, 300], q = [0.5, 3, 5, 9];
        double[] upper = [0.025, 1e-10, 0.4, 0.005], p = [0.025, 1e-10, 0.4, 0.995], k = [0, 3, 100, 9], n = [10, 10, 1e6, 10], share = [0.1, 0.5, 1e-4, 0.99];
        for (var i = 0; i < 4; i++)
        {
            Agree(rows[i], "normal", Distributions.NormalTail(z[i]));
            Agree(rows[i], "t", Distributions.StudentTail(z[i], 7.5));
            Agree(rows[i], "t_large", Distributions.StudentTail(z[i], 1e6));
            Agree(rows[i], "chi", Distributions.ChiSquareTail(chi[i], 5));
            Agree(rows[i], "chi_large", Distributions.ChiSquareTail(large[i], 1e5));
            Agree(rows[i], "f", Distributions.FisherTail(f[i], 3, 1e5));
            Agree(rows[i], "f_small", Distributions.FisherTail(small[i], 2, 4));
            Agree(rows[i], "qt", Distributions.StudentTailQuantile(upper[i], 3.3));
            Agree(rows[i], "qgamma", Distributions.GammaQuantile(p[i], 0.7));
            Agree(rows[i], "qbeta", Distributions.BetaQuantile(p[i], 3, 500));
            Agree(rows[i], "qnorm", Distributions.NormalQuantile(p[i]));
            Agree(rows[i], "binomial", Distributions.BinomialLower(k[i], n[i], share[i]));
            Distributions.StudentizedRangeTail(q[i], 4, 12).ShouldBe(Number(rows[i], "tukey"), 1e-9);
        }
    }

    private static double Number(IReadOnlyDictionary<string, string> row, string column) => double.Parse(row[column], CultureInfo.InvariantCulture);

    private static void Agree(IReadOnlyDictionary<string, string> row, string column, double value) =>
        Math.Abs((value / Number(row, column)) - 1).ShouldBeLessThan(1e-9, $"{column}: {value:R} where R has {row[column]}");
}
