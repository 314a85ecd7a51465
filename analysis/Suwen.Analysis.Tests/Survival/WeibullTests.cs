namespace Suwen.Analysis.Tests.Survival;

/// <summary>Expected values: R survival's survreg (Oracle/survival.R).</summary>
public sealed class WeibullTests
{
    private const string Folder = "Survival/Oracle/";

    [Theory]
    [InlineData("lung", "lung", "event=status", "covariates=age,sex,ph_ecog")]
    [InlineData("generated", "generated", "event=event", "covariates=x,arm,huge", "weights=v")]
    [InlineData("veteran", "exponential", "event=status", "covariates=karno,celltype", "distribution=exponential")]
    public async Task Fits_agree_with_survreg(string data, string expected, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync("weibull", Folder + data + ".csv", ["time=time", .. settings]);
        Oracle.ShouldAgree(run.Rows(), $"{Folder}weibull-{expected}.csv", 1e-6, 1e-10);
        Oracle.ShouldAgree(run.Rows("fit"), $"{Folder}weibull-{expected}-fit.csv", 1e-8);
    }

    [Theory]
    [InlineData("time,event,x\n1,0,1\n2,0,2\n3,0,1\n", "None of the 3 rows has the event")]
    [InlineData("time,event,x\n1,1,1\n0,1,2\n3,0,1\n", "Row 2 has a time of 0")]
    [InlineData("time,event,x\n1,1,b\n2,1,b\n3,0,a\n4,0,a\n2.5,1,b\n1.5,0,a\n", "The likelihood has no maximum")]
    public async Task Bad_data_are_named(string csv, string what)
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("weibull", csv, "time=time", "event=event", "covariates=x"));
        fault.Message.ShouldContain(what);
    }
}
