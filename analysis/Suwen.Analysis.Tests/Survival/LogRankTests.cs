namespace Suwen.Analysis.Tests.Survival;

/// <summary>Expected values: R survival's survdiff (Oracle/survival.R).</summary>
public sealed class LogRankTests
{
    private const string Folder = "Survival/Oracle/";

    [Theory]
    [InlineData("lung", "lung-rho0", "event=status", "group=sex")]
    [InlineData("lung", "lung-rho1", "event=status", "group=sex", "rho=1")]
    [InlineData("veteran", "veteran", "event=status", "group=celltype")]
    [InlineData("generated", "generated-strata", "event=event", "group=arm", "strata=site", "rho=0.5")]
    public async Task Tests_agree_with_survdiff(string data, string expected, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync("log-rank", Folder + data + ".csv", ["time=time", .. settings]);
        Oracle.ShouldAgree(run.Rows(), $"{Folder}logrank-{expected}.csv", 1e-9);
        Oracle.ShouldAgree(run.Rows("groups"), $"{Folder}logrank-{expected}-groups.csv", 1e-9);
    }

    [Fact]
    public async Task The_trend_is_tested_over_scores()
    {
        var run = await OperatorRun.OnFileAsync("log-rank", Folder + "veteran.csv", "time=time", "event=status", "group=celltype", "trend=true");
        Oracle.ShouldAgree([run.Rows()[1]], Folder + "logrank-veteran-trend.csv", 1e-9);
    }

    [Theory]
    [InlineData("time,event,g\n1,1,a\n2,0,a\n", "one group")]
    [InlineData("time,event,g\n1,0,a\n2,0,b\n", "None of the 2 rows has the event")]
    public async Task Bad_data_are_named(string csv, string what)
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("log-rank", csv, "time=time", "event=event", "group=g"));
        fault.Message.ShouldContain(what);
    }

    [Fact]
    public async Task Strata_of_one_group_each_compare_nothing()
    {
        var fault = await Should.ThrowAsync<OperatorException>(() =>
            OperatorRun.OnTextAsync("log-rank", "time,event,g,s\n1,1,a,1\n2,1,a,1\n1,1,b,2\n3,1,b,2\n", "time=time", "event=event", "group=g", "strata=s"));
        fault.Message.ShouldContain("nothing can be compared");
    }

    [Fact]
    public async Task A_group_of_one_row_is_compared()
    {
        // By hand: at time 1 two of three groups' rows are at risk alike; R: survdiff gives 2 on 1 df for these three rows.
        var run = await OperatorRun.OnTextAsync("log-rank", "time,event,g\n1,1,a\n2,1,b\n3,1,b\n", "time=time", "event=event", "group=g");
        run.Number("statistic").ShouldBe(2, 1e-12);
    }
}
