using System.Globalization;

namespace Suwen.Analysis.Tests.Statistics;

/// <summary>Agreement with R 4.2; the expected values are written by Oracle/statistics.R.</summary>
public sealed class StatisticsTests
{
    private const string Folder = "Statistics/Oracle/";

    [Theory]
    [InlineData("t-test", "mtcars", "t-welch", "outcome=mpg", "group=am")]
    [InlineData("t-test", "mtcars", "t-pooled", "outcome=mpg", "group=am", "var_equal=true", "alternative=less", "confidence=0.9")]
    [InlineData("t-test", "sleep", "t-paired", "outcome=extra", "group=group", "paired=true")]
    [InlineData("t-test", "mtcars", "t-one", "outcome=mpg", "mu=18", "alternative=greater")]
    [InlineData("mann-whitney", "ranks", "wilcox-exact", "outcome=x", "group=g")]
    [InlineData("mann-whitney", "ranks", "wilcox-less", "outcome=x", "group=g", "alternative=less")]
    [InlineData("mann-whitney", "mtcars", "wilcox-ties", "outcome=mpg", "group=am")]
    [InlineData("mann-whitney", "mtcars", "wilcox-uncorrected", "outcome=mpg", "group=am", "correct=false", "alternative=greater")]
    [InlineData("mann-whitney", "pairs", "wilcox-paired", "outcome=a", "paired_with=b")]
    [InlineData("kruskal-wallis", "airquality", "kruskal", "outcome=Ozone", "group=Month")]
    [InlineData("chi-square", "mtcars", "chisq", "outcome=cyl", "group=gear")]
    [InlineData("chi-square", "mtcars", "chisq-yates", "outcome=am", "group=vs")]
    [InlineData("chi-square", "mtcars", "chisq-plain", "outcome=am", "group=vs", "correct=false")]
    [InlineData("chi-square", "mtcars", "chisq-fit", "outcome=gear")]
    [InlineData("fisher", "mtcars", "fisher-3x3", "outcome=cyl", "group=gear")]
    [InlineData("fisher", "job", "fisher-job", "outcome=satisfaction", "group=income", "count=n")]
    [InlineData("anova", "insectsprays", "anova", "outcome=count", "group=spray")]
    [InlineData("anova", "insectsprays", "anova-welch", "outcome=count", "group=spray", "var_equal=false")]
    [InlineData("anova", "tooth-unbalanced", "anova-two", "outcome=len", "group=supp,dose", "interactions=supp:dose")]
    [InlineData("anova", "tooth-unbalanced", "anova-type2", "outcome=len", "group=supp,dose", "interactions=supp:dose", "type=2")]
    [InlineData("correlation", "airquality", "pearson", "columns=Ozone,Wind,Temp")]
    [InlineData("correlation", "mtcars", "spearman-ties", "columns=mpg,wt", "method=spearman")]
    [InlineData("correlation", "mtcars", "kendall-ties", "columns=mpg,wt", "method=kendall")]
    [InlineData("correlation", "pairs", "spearman-20", "columns=a,b", "method=spearman")]
    [InlineData("correlation", "pairs-8", "spearman-8", "columns=a,b", "method=spearman")]
    [InlineData("correlation", "pairs", "kendall-exact", "columns=a,b", "method=kendall", "alternative=greater")]
    [InlineData("shapiro-wilk", "iris", "shapiro", "outcome=Petal.Width", "group=Species")]
    [InlineData("levene", "insectsprays", "levene", "outcome=count", "group=spray")]
    [InlineData("bartlett", "insectsprays", "bartlett", "outcome=count", "group=spray")]
    public async Task Tests_agree_with_R(string name, string input, string expected, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync(name, Folder + input + ".csv", settings);
        Oracle.ShouldAgree(run.Rows(), $"{Folder}{expected}.csv", 1e-8);
        run.Sentences.ShouldNotBeEmpty();
    }

    /// <remarks>R finds the estimate and the interval with uniroot's default tolerance of 1.2e-4; the p-value is exact.</remarks>
    [Theory]
    [InlineData("fisher")]
    [InlineData("fisher-greater", "alternative=greater")]
    public async Task Odds_ratios_agree_with_fisher_test_as_far_as_its_own_root_finding(string expected, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync("fisher", Folder + "mtcars.csv", ["outcome=am", "group=vs", .. settings]);
        Oracle.ShouldAgree(run.Rows(), $"{Folder}{expected}.csv", 1e-4);
        run.Number("p_value").ShouldBe(double.Parse(Oracle.Read($"{Folder}{expected}.csv")[0]["p_value"], CultureInfo.InvariantCulture), 1e-10);
    }

    [Theory]
    [InlineData("insectsprays", "tukey", "outcome=count", "group=spray")]
    [InlineData("mtcars", "tukey-unbalanced", "outcome=mpg", "group=gear")]
    public async Task Honest_differences_agree_with_TukeyHSD(string input, string expected, params string[] settings) =>
        Oracle.ShouldAgree((await OperatorRun.OnFileAsync("anova", $"{Folder}{input}.csv", settings)).Rows("tukey"), $"{Folder}{expected}.csv", 1e-6, 1e-9);

    [Fact]
    public async Task Descriptions_agree_with_R() =>
        Oracle.ShouldAgree((await OperatorRun.OnFileAsync("describe", Folder + "airquality.csv")).Rows(), Folder + "describe.csv", 1e-12);

    [Theory]
    [InlineData("describe-anova", "anova")]
    [InlineData("describe-welch", "welch")]
    [InlineData("describe-kruskal", "kruskal")]
    public async Task Comparisons_of_groups_agree_with_R(string expected, string test)
    {
        var rows = (await OperatorRun.OnFileAsync("describe", Folder + "infert.csv", "group=case", "columns=age,parity,education", $"test={test}")).Rows();
        Oracle.ShouldAgree([.. rows.Where(static r => r["test"] is not null)], $"{Folder}{expected}.csv", 1e-8);
        rows.Count.ShouldBe(3 + 3 + (3 * 3));
    }

    [Fact]
    public async Task Cells_of_a_table_agree_with_chisq_test() =>
        Oracle.ShouldAgree((await OperatorRun.OnFileAsync("chi-square", Folder + "mtcars.csv", "outcome=cyl", "group=gear")).Rows("table"), Folder + "chisq-cells.csv", 1e-10);

    [Fact]
    public async Task Simulated_p_values_lie_around_the_exact_one()
    {
        var exact = (await OperatorRun.OnFileAsync("fisher", Folder + "mtcars.csv", "outcome=cyl", "group=gear")).Number("p_value");
        var simulated = await OperatorRun.OnFileAsync("chi-square", Folder + "mtcars.csv", "outcome=vs", "group=am", "simulate=20000");
        var again = await OperatorRun.OnFileAsync("chi-square", Folder + "mtcars.csv", "outcome=vs", "group=am", "simulate=20000");
        simulated.Number("p_value").ShouldBe(again.Number("p_value"));
        simulated.Number("p_value").ShouldBe(0.4727, 0.15);
        exact.ShouldBeLessThan(0.001);
    }

    [Fact]
    public async Task Small_samples_agree_with_shapiro_test()
    {
        var expected = Oracle.Read(Folder + "shapiro-small.csv");
        var values = Oracle.Read(Folder + "ranks.csv").Select(static r => r["x"]).ToArray();
        foreach (var (row, n) in expected.Zip([3, 4, 5, 6, 11]))
        {
            var run = await OperatorRun.OnTextAsync("shapiro-wilk", "x\n" + string.Join('\n', values.Take(n)) + "\n", "outcome=x");
            run.Number("statistic").ShouldBe(double.Parse(row["statistic"], CultureInfo.InvariantCulture), 1e-7);
            run.Number("p_value").ShouldBe(double.Parse(row["p_value"], CultureInfo.InvariantCulture), 1e-6);
        }
    }

    [Theory]
    [InlineData("holm")]
    [InlineData("hochberg")]
    [InlineData("hommel")]
    [InlineData("bonferroni")]
    [InlineData("BH")]
    [InlineData("BY")]
    public async Task Corrections_agree_with_p_adjust(string method)
    {
        var rows = (await OperatorRun.OnFileAsync("adjust-p", Folder + "p-values.csv", "p_value=p", $"method={method}")).Rows();
        var expected = Oracle.Read(Folder + "p-adjusted.csv").Where(r => r["method"] == method).ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            ((double)rows[i]["p_adjusted"]!).ShouldBe(double.Parse(expected[i]["p_adjusted"], CultureInfo.InvariantCulture), 1e-14, method);
        }
    }

    [Theory]
    [InlineData("t-test", "x,g\n1,a\n2,b\n3,a\n4,c\n", "has 3 groups where the test compares two", "outcome=x", "group=g")]
    [InlineData("t-test", "x,g\n1,a\n2,b\n3,b\n", "group a of the column g has 1 row", "outcome=x", "group=g")]
    [InlineData("t-test", "x\n5\n5\n5\n", "do not vary", "outcome=x")]
    [InlineData("t-test", "x\n5\ntext\n", "row 2: the column x holds something else than a number", "outcome=x")]
    [InlineData("t-test", "x,g\n,a\n,b\n", "None of the 2 rows", "outcome=x", "group=g")]
    [InlineData("mann-whitney", "x,g\n1,a\n1,b\n1,b\n", "Every value of x is the same", "outcome=x", "group=g")]
    [InlineData("kruskal-wallis", "x,g\n1,a\n2,a\n", "has one group only", "outcome=x", "group=g")]
    [InlineData("chi-square", "x,g\n1,a\n1,b\n", "x has one value only", "outcome=x", "group=g")]
    [InlineData("chi-square", "x,g,n\n1,a,2\n2,b,1.5\n", "Row 2 of the column n is no count", "outcome=x", "group=g", "count=n")]
    [InlineData("anova", "x,g\n1,a\n1,a\n2,b\n2,b\n", "do not vary within the groups", "outcome=x", "group=g")]
    [InlineData("correlation", "x,y\n1,2\n1,3\n1,4\n", "x has the same value in all 3 rows", "columns=x,y")]
    [InlineData("shapiro-wilk", "x\n1\n2\n", "has 2 values", "outcome=x")]
    [InlineData("bartlett", "x,g\n1,a\n1,a\n2,b\n3,b\n", "group a do not vary", "outcome=x", "group=g")]
    [InlineData("adjust-p", "p\n0.5\n1.5\n", "Row 2 of the column p is not between 0 and 1", "p_value=p")]
    [InlineData("describe", "g,x\na,1\n", "has one group only", "group=g")]
    public async Task What_cannot_be_computed_is_said(string name, string csv, string words, params string[] settings)
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync(name, csv, settings));
        fault.Message.ShouldContain(words);
        fault.WhatToDo.ShouldNotBeEmpty();
    }
}
