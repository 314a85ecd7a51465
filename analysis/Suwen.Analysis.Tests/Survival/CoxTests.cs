namespace Suwen.Analysis.Tests.Survival;

/// <summary>Expected values: R survival's coxph, cox.zph and basehaz (Oracle/survival.R).</summary>
public sealed class CoxTests
{
    private const string Folder = "Survival/Oracle/";

    [Theory]
    [InlineData("lung", "lung", "km,identity,rank,log", "time=time", "event=status", "covariates=age,sex,ph_ecog,wt_loss")]
    [InlineData("lung", "lung-breslow", "km", "time=time", "event=status", "covariates=age,sex", "ties=breslow")]
    [InlineData("veteran", "veteran", "km,rank", "time=time", "event=status", "covariates=trt,karno,celltype", "strata=prior")]
    [InlineData("heart", "heart", "km,identity", "entry=start", "time=stop", "event=event", "covariates=age,year,surgery,transplant", "factors=transplant")]
    [InlineData("heart", "heart-cluster", "km", "entry=start", "time=stop", "event=event", "covariates=age,year,surgery,transplant", "factors=transplant", "cluster=subject")]
    [InlineData("heart", "heart-breslow", "km", "entry=start", "time=stop", "event=event", "covariates=age,year,transplant", "factors=transplant", "ties=breslow")]
    [InlineData("generated", "generated-counts", "km", "time=time", "event=event", "covariates=x,arm", "weights=w")]
    [InlineData("generated", "generated-weights", "km", "time=time", "event=event", "covariates=x,arm", "weights=v")]
    [InlineData("generated", "generated-all", "km,identity", "entry=entry", "time=time", "event=event", "covariates=x,arm", "weights=v", "strata=site", "offset=offset", "cluster=person")]
    [InlineData("generated", "generated-interaction", "km", "time=time", "event=event", "covariates=x,arm", "interactions=x:arm")]
    [InlineData("generated", "generated-aliased", "km", "time=time", "event=event", "covariates=x,twice,huge")]
    public async Task Fits_agree_with_coxph(string data, string expected, string transforms, params string[] settings)
    {
        foreach (var transform in transforms.Split(','))
        {
            var run = await OperatorRun.OnFileAsync("cox", Folder + data + ".csv", [.. settings, "transform=" + transform]);
            Oracle.ShouldAgree(run.Rows(), $"{Folder}cox-{expected}.csv", 1e-7, 1e-10);
            Oracle.ShouldAgree(run.Rows("fit"), $"{Folder}cox-{expected}-fit.csv", 1e-7);
            Oracle.ShouldAgree(run.Rows("ph"), $"{Folder}cox-{expected}-ph-{transform}.csv", 1e-7);
        }
    }

    [Theory]
    [InlineData("lung", "covariates=age,sex,ph_ecog,wt_loss")]
    [InlineData("veteran", "covariates=trt,karno,celltype", "strata=prior")]
    public async Task Baseline_hazards_agree_with_basehaz(string data, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync("cox", Folder + data + ".csv", ["time=time", "event=status", "baseline=true", .. settings]);
        Oracle.ShouldAgree(run.Rows("baseline"), $"{Folder}cox-{data}-baseline.csv", 1e-7);
    }

    [Fact]
    public async Task Monotone_likelihood_is_stated_and_its_coefficient_not_given()
    {
        // Every event falls into group b, so that the hazard ratio of b has no finite maximum.
        const string Csv = "time,event,g,x\n1,1,b,1\n2,1,b,0\n3,1,b,1\n4,0,a,0\n5,0,a,1\n6,1,b,0\n7,0,a,1\n8,0,a,0\n";
        var run = await OperatorRun.OnTextAsync("cox", Csv, "time=time", "event=event", "covariates=g,x");
        run.Rows()[0]["estimate"].ShouldBeNull();
        run.Rows()[1]["estimate"].ShouldNotBeNull();
        run.Notes.ShouldContain(static n => n.En.Contains("The coefficient of gb goes to plus infinity"));
    }

    [Fact]
    public async Task A_row_of_huge_risk_that_is_at_risk_at_no_event_changes_nothing()
    {
        // The last row is under observation between two events only; its risk of exp(45) is added to and taken from the sums of risk sets.
        const string Csv = "entry,time,event,x,o\n0,1,1,1,0\n0,2,1,0,0\n0,3,1,1,0\n0,4,0,0,0\n0,5,1,0,0\n0,6,0,1,0\n";
        string[] settings = ["entry=entry", "time=time", "event=event", "covariates=x", "offset=o"];
        var without = await OperatorRun.OnTextAsync("cox", Csv, settings);
        var with = await OperatorRun.OnTextAsync("cox", Csv + "2.4,2.6,0,1,45\n", settings);
        with.Number("estimate").ShouldBe(without.Number("estimate"), 1e-9);
        with.Number("std_error").ShouldBe(without.Number("std_error"), 1e-9);
    }

    [Fact]
    public async Task Beside_infinite_coefficients_those_without_events_are_not_determined()
    {
        // Levels a (the reference) and d have no event: b and c are infinite, and nothing says where d lies.
        const string Csv = "time,event,g\n1,1,b\n2,1,c\n3,1,b\n4,0,a\n5,0,a\n6,1,c\n7,0,d\n8,0,d\n9,0,b\n9,0,c\n";
        var run = await OperatorRun.OnTextAsync("cox", Csv, "time=time", "event=event", "covariates=g");
        run.Rows().ShouldAllBe(static r => r["estimate"] == null);
        run.Notes.ShouldContain(static n => n.En.StartsWith("The coefficient of gd is not determined", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("time,event,x\n1,0,1\n2,0,2\n", "None of the 2 rows has the event")]
    [InlineData("time,event,x\n1,1,5\n2,0,5\n", "No covariate differs")]
    [InlineData("time,event,x\n1,1,a\n2,0,a\n", "same value in all 2 rows")]
    [InlineData("time,event,x\n1,1,1\n", "No covariate differs")]
    [InlineData("time,event,x\n-1,1,1\n2,1,3\n", "negative time")]
    public async Task Bad_data_are_named(string csv, string what)
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("cox", csv, "time=time", "event=event", "covariates=x"));
        fault.Message.ShouldContain(what);
    }

    [Fact]
    public async Task A_constant_column_is_null_with_a_note_and_the_others_stand()
    {
        var run = await OperatorRun.OnTextAsync("cox", "time,event,x,c\n1,1,1,7\n2,1,3,7\n3,0,2,7\n4,1,2,7\n", "time=time", "event=event", "covariates=x,c");
        run.Rows()[0]["estimate"].ShouldNotBeNull();
        run.Rows()[1]["estimate"].ShouldBeNull();
        run.Notes.ShouldContain(static n => n.En.Contains("linear combination of other terms or constant: c."));
    }

    [Fact]
    public async Task Strata_without_events_are_counted_in_a_note()
    {
        var run = await OperatorRun.OnTextAsync("cox", "time,event,x,s\n1,1,1,a\n2,1,3,a\n3,0,2,a\n4,1,2,a\n1,0,1,b\n", "time=time", "event=event", "covariates=x", "strata=s");
        run.Notes.ShouldContain(static n => n.En == "1 of 2 strata have no event and contribute nothing.");
    }
}
