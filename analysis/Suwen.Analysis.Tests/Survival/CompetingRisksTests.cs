namespace Suwen.Analysis.Tests.Survival;

/// <summary>Expected values: R survival's survfit, cmprsk's cuminc and crr (Oracle/survival.R).</summary>
public sealed class CompetingRisksTests
{
    private const string Folder = "Survival/Oracle/";

    [Theory]
    [InlineData("mgus2", "time=etime", "group=sex")]
    [InlineData("generated", "time=time", "group=arm", "conf_type=log-log")]
    public async Task Incidences_agree_with_survfit(string data, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync("cumulative-incidence", $"{Folder}{data}.csv", ["event=cause", .. settings]);
        Oracle.ShouldAgree(run.Rows(), $"{Folder}incidence-{data}.csv", 1e-8);
    }

    [Theory]
    [InlineData("mgus2", "time=etime", "group=sex")]
    [InlineData("generated", "time=time", "group=arm", "strata=site", "rho=0.5")]
    public async Task Grays_test_agrees_with_cuminc(string data, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync("cumulative-incidence", $"{Folder}{data}.csv", ["event=cause", .. settings]);
        Oracle.ShouldAgree(run.Rows("tests"), $"{Folder}gray-{data}.csv", 1e-9);
    }

    [Fact]
    public async Task Grays_variance_agrees_with_timepoints()
    {
        var run = await OperatorRun.OnFileAsync("cumulative-incidence", Folder + "generated.csv", "time=time", "event=cause", "group=arm", "variance=gray", "times=2,5,8");
        Oracle.ShouldAgree([.. run.Rows("at").OrderBy(static r => (string)r["state"]!, StringComparer.Ordinal)], Folder + "incidence-generated-at.csv", 1e-9);
    }

    [Theory]
    [InlineData("mgus2", "time=etime", "covariates=age,sex,mspike", "event_of_interest=1")]
    [InlineData("generated", "time=time", "covariates=x,arm", "event_of_interest=2")]
    public async Task Subdistribution_hazards_agree_with_crr(string data, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync("fine-gray", $"{Folder}{data}.csv", ["event=cause", .. settings]);
        Oracle.ShouldAgree(run.Rows(), $"{Folder}finegray-{data}.csv", 1e-6);
        Oracle.ShouldAgree(run.Rows("fit"), $"{Folder}finegray-{data}-fit.csv", 1e-9);
    }

    [Fact]
    public async Task All_censored_is_named()
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("cumulative-incidence", "t,e\n1,0\n2,0\n", "time=t", "event=e"));
        fault.Message.ShouldBe("All 2 rows are censored, so there is no incidence to estimate.");
    }

    [Fact]
    public async Task Text_needs_the_value_of_censoring()
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("cumulative-incidence", "t,e\n1,death\n2,alive\n", "time=t", "event=e"));
        fault.WhatToDo.ShouldContain("censor_value");
        var run = await OperatorRun.OnTextAsync("cumulative-incidence", "t,e\n1,death\n2,alive\n3,relapse\n", "time=t", "event=e", "censor_value=alive", "event_of_interest=relapse");
        run.Rows()[^1]["estimate"].ShouldBe(2.0 / 3);
    }
}
