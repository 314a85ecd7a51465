namespace Suwen.Analysis.Tests.Surveillance;

/// <summary>Inputs that a method does not allow, and many series at once.</summary>
public sealed class SurveillanceInputTests
{
    [Theory]
    [InlineData("ears", "has 3 days; at least 8 are needed")]
    [InlineData("bayes", "has 3 days; at least 7 are needed")]
    [InlineData("farrington", "has 3 days; at least 1822 are needed")]
    [InlineData("farrington-flexible", "has 3 days; at least 1829 are needed")]
    public async Task A_history_that_is_too_short_names_what_is_needed_and_had(string name, string what)
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync(name, "date,count\n2026-01-01,1\n2026-01-02,2\n2026-01-03,3\n", "date=date", "count=count"));
        fault.Message.ShouldContain(what);
    }

    [Theory]
    [InlineData("ears")]
    [InlineData("cusum")]
    [InlineData("bayes")]
    [InlineData("rt")]
    public async Task A_negative_count_is_a_fault_with_its_row(string name)
    {
        string[] settings = name == "rt" ? ["si_mean=3", "si_sd=1"] : [];
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync(name, "date,count\n2026-01-01,1\n2026-01-02,-2\n", ["date=date", "count=count", .. settings]));
        fault.Message.ShouldContain("row 2");
        fault.Message.ShouldContain("negative");
    }

    [Fact]
    public async Task A_baseline_without_cases_says_that_cusum_cannot_standardise()
    {
        var rows = string.Join('\n', Enumerable.Range(0, 20).Select(i => $"{i + 1},0"));
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("cusum", "date,count\n" + rows, "date=date", "count=count"));
        fault.Message.ShouldContain("hold no case");
        var given = await OperatorRun.OnTextAsync("cusum", "date,count\n" + rows, "date=date", "count=count", "mean=0.5");
        given.Rows().ShouldAllBe(r => (bool)r["alarm"]! == false);
    }

    [Fact]
    public async Task Weeks_without_a_row_are_missing_unless_they_are_said_to_be_zero()
    {
        var rows = Enumerable.Range(0, 12).Where(i => i != 5).Select(i => $"{new DateOnly(2026, 1, 1).AddDays(i):yyyy-MM-dd},{i % 3}");
        var csv = "date,count\n" + string.Join('\n', rows);
        var missing = await OperatorRun.OnTextAsync("ears", csv, "date=date", "count=count");
        missing.Rows().ShouldAllBe(r => r["alarm"] == null);
        missing.Notes.ShouldContain(n => n.En.Contains("set gaps=zero"));
        var zero = await OperatorRun.OnTextAsync("ears", csv, "date=date", "count=count", "gaps=zero");
        zero.Rows().ShouldAllBe(r => r["alarm"] != null);
    }

    [Fact]
    public async Task Groups_that_are_too_short_are_named_and_the_others_judged()
    {
        var rows = string.Join('\n', Enumerable.Range(0, 20).Select(i => $"{new DateOnly(2026, 1, 1).AddDays(i):yyyy-MM-dd},north,{(i == 19 ? 30 : i % 4)}"));
        var run = await OperatorRun.OnTextAsync("ears", "date,area,count\n" + rows + "\n2026-01-01,south,2\n", "date=date", "count=count", "group=area");
        run.Notes.ShouldContain(n => n.En.Contains("south"));
        run.Rows().Single(r => (bool?)r["alarm"] == true)["date"].ShouldBe(new DateOnly(2026, 1, 20));
        run.Sentences.ShouldHaveSingleItem().En.ShouldContain("1 alarms in 1 series");
    }

    [Fact]
    public async Task A_lasting_fall_is_an_alarm_of_the_two_sided_cusum_only()
    {
        var csv = "date,count\n" + string.Join('\n', Enumerable.Range(1, 30).Select(i => $"{i},{(i <= 15 ? 20 : 8)}"));
        var upper = await OperatorRun.OnTextAsync("cusum", csv, "date=date", "count=count", "baseline=15");
        upper.Rows().ShouldAllBe(r => (bool)r["alarm"]! == false);
        var both = await OperatorRun.OnTextAsync("cusum", csv, "date=date", "count=count", "baseline=15", "sides=both");

        // Tabular CUSUM by hand: each step adds (20 - 8)/sqrt(20) - 1.04 = 1.643; above 2.26 from the second.
        ((double)both.Rows()[1]["statistic_low"]!).ShouldBe(2 * ((12 / Math.Sqrt(20)) - 1.04), 1e-12);
        both.Rows().Select(r => (bool)r["alarm"]!).ShouldBe([false, .. Enumerable.Repeat(true, 14)]);
    }
}
