namespace Suwen.Analysis.Tests.Regression;

/// <summary>
/// NIST's Statistical Reference Datasets, linear regression: certified to 15 digits by computation in 500 digits. Oracle/nist has data (powers
/// of x as columns) and certified values; NIST's data are in the public domain.
/// </summary>
public sealed class NistTests
{
    private const string Folder = "Regression/Oracle/nist/";

    /// <summary>What is lost is lost in double precision: by the powers of x as they are written to the file (Filip) and by the condition of the design.</summary>
    [Theory]
    [InlineData("Norris", 1e-12, "x")]
    [InlineData("Pontius", 1e-11, "x,x2")]
    [InlineData("NoInt1", 1e-13, "x", "intercept=false")]
    [InlineData("NoInt2", 1e-13, "x", "intercept=false")]
    [InlineData("Longley", 1e-10, "x1,x2,x3,x4,x5,x6")]
    [InlineData("Filip", 1e-7, "x,x2,x3,x4,x5,x6,x7,x8,x9,x10")]
    [InlineData("Wampler1", 1e-8, "x,x2,x3,x4,x5")]
    [InlineData("Wampler2", 1e-11, "x,x2,x3,x4,x5")]
    [InlineData("Wampler3", 1e-8, "x,x2,x3,x4,x5")]
    [InlineData("Wampler4", 1e-7, "x,x2,x3,x4,x5")]
    [InlineData("Wampler5", 1e-6, "x,x2,x3,x4,x5")]
    public async Task Linear_regressions_of_NIST_agree_with_their_certified_values(string data, double tolerance, string covariates, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync("linear-regression", $"{Folder}{data}.csv", ["outcome=y", "covariates=" + covariates, .. settings]);
        var certified = Oracle.Read(Folder + "certified.csv").Where(r => r["data"] == data).ToList();
        run.Rows().Count.ShouldBe(certified.Count);
        foreach (var (row, wanted) in run.Rows().Zip(certified))
        {
            row["term"].ShouldBe(wanted["term"]);
            foreach (var column in new[] { "estimate", "std_error" })
            {
                var value = double.Parse(wanted[column], System.Globalization.CultureInfo.InvariantCulture);
                ((double)row[column]!).ShouldBe(value, (tolerance * Math.Abs(value)) + 1e-300, $"{data}, {wanted["term"]}, {column}");
            }
        }
    }

    [Fact]
    public async Task A_perfect_fit_has_no_errors_and_no_tests_and_says_so()
    {
        var run = await OperatorRun.OnFileAsync("linear-regression", Folder + "Wampler1.csv", "outcome=y", "covariates=x,x2,x3,x4,x5");
        run.Rows().ShouldAllBe(static r => (double)r["std_error"]! == 0 && r["statistic"] == null && r["p_value"] == null);
        run.Notes.ShouldContain(static n => n.En.Contains("determine y perfectly", StringComparison.Ordinal));
        run.Number("r_squared", 0, "fit").ShouldBe(1);
    }

    [Fact]
    public async Task Under_the_tolerance_of_R_the_last_term_of_Filip_is_given_up_as_lm_does()
    {
        var run = await OperatorRun.OnFileAsync("linear-regression", Folder + "Filip.csv", "outcome=y", "covariates=x,x2,x3,x4,x5,x6,x7,x8,x9,x10", "tolerance=1e-7");
        run.Rows()[^1]["estimate"].ShouldBeNull();
    }

    [Fact]
    public async Task Through_the_origin_the_first_category_has_a_column_for_every_level()
    {
        // R: coef(lm(y ~ 0 + g)) are the means of the groups.
        var run = await OperatorRun.OnTextAsync("linear-regression", "y,g\n1,a\n3,a\n5,b\n6,b\n10,c\n14,c\n", "outcome=y", "covariates=g", "intercept=false");
        run.Rows().Select(static r => (string)r["term"]!).ShouldBe(["ga", "gb", "gc"]);
        run.Number("estimate").ShouldBe(2, 1e-12);
        run.Number("estimate", 2).ShouldBe(12, 1e-12);
    }
}
