using System.Globalization;

namespace Suwen.Analysis.Tests.Statistics;

/// <summary>
/// NIST's Statistical Reference Datasets, analysis of variance: certified sums of squares and F. The data of SmLs01–09 (Simon and Lesage
/// 1989) are generated as NIST's files have them.
/// </summary>
public sealed class NistTests
{
    [Theory]
    [InlineData("SiRstv", 5.11462616000000E-02, 2.16636560000000E-01, 1.18046237440255E+00, 1e-9)]
    [InlineData("AtmWtAg", 3.63834187500000E-09, 1.04951729166667E-08, 1.59467335677930E+01, 1e-7)]
    public async Task Observed_data(string data, double between, double within, double f, double tolerance) =>
        Check(await OperatorRun.OnFileAsync("anova", $"Statistics/Oracle/nist/{data}.csv", "outcome=response", "group=treatment"), between, within, f, tolerance);

    /// <summary>With 13 leading digits (SmLs07–09) a double holds 1e12 + 0.4 to 1.2e-4 only; what is computed from such doubles cannot be nearer than 1e-3.</summary>
    [Theory]
    [InlineData("1", 21, 1.68, 1.80, 21, 1e-12)]
    [InlineData("1", 201, 16.08, 18.0, 201, 1e-12)]
    [InlineData("1", 2001, 160.08, 180.0, 2001, 1e-11)]
    [InlineData("1000000", 21, 1.68, 1.80, 21, 1e-8)]
    [InlineData("1000000", 201, 16.08, 18.0, 201, 1e-8)]
    [InlineData("1000000", 2001, 160.08, 180.0, 2001, 1e-8)]
    [InlineData("1000000000000", 21, 1.68, 1.80, 21, 1e-3)]
    [InlineData("1000000000000", 201, 16.08, 18.0, 201, 1e-3)]
    [InlineData("1000000000000", 2001, 160.08, 180.0, 2001, 1e-3)]
    public async Task Generated_data_with_leading_digits(string leading, int replicates, double between, double within, double f, double tolerance)
    {
        // Each treatment has one value in the middle, then one below and one above it in turn.
        var text = new System.Text.StringBuilder("treatment,response\n");
        int[] middles = [4, 3, 5, 3, 5, 3, 5, 3, 5];
        for (var t = 0; t < 9; t++)
        {
            for (var i = 0; i < replicates; i++)
            {
                var digit = middles[t] + (i == 0 ? 0 : i % 2 == 1 ? -1 : 1);
                text.Append(CultureInfo.InvariantCulture, $"{t + 1},{leading}.{digit}\n");
            }
        }

        Check(await OperatorRun.OnTextAsync("anova", text.ToString(), "outcome=response", "group=treatment"), between, within, f, tolerance);
    }

    private static void Check(OperatorRun run, double between, double within, double f, double tolerance)
    {
        run.Number("sumsq").ShouldBe(between, tolerance * between);
        run.Number("sumsq", 1).ShouldBe(within, tolerance * within);
        run.Number("statistic").ShouldBe(f, tolerance * f);
    }
}
