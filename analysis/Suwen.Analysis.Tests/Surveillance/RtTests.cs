namespace Suwen.Analysis.Tests.Surveillance;

/// <summary>Agreement with R's EpiEstim 2.2; the oracle is Oracle/epiestim.R.</summary>
public sealed class RtTests
{
    private const string Folder = "Surveillance/Oracle/";

    [Theory]
    [InlineData("flu2009.csv", "rt-flu-parametric.csv", "si_mean=2.6", "si_sd=1.5", "window=7")]
    [InlineData("sars2003.csv", "rt-sars.csv", "si_mean=8.4", "si_sd=3.8", "window=7")]
    [InlineData("measles1861.csv", "rt-measles.csv", "si_mean=14.9", "si_sd=3.9", "window=14", "prior_mean=2", "prior_sd=3")]
    public async Task A_parametric_serial_interval_agrees_with_EpiEstim(string input, string output, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync("rt", Folder + input, ["date=date", "count=count", .. settings]);
        Oracle.ShouldAgree(run.Rows(), Folder + output);
        run.Sentences.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_given_serial_interval_agrees_with_EpiEstim()
    {
        var interval = await File.ReadAllTextAsync(Oracle.PathOf(Folder + "flu2009-si.txt"));
        var run = await OperatorRun.OnFileAsync("rt", Folder + "flu2009.csv", "date=date", "count=count", "si=" + interval);
        Oracle.ShouldAgree(run.Rows(), Folder + "rt-flu-nonparametric.csv");
    }

    [Fact]
    public async Task A_serial_interval_is_asked_for()
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnFileAsync("rt", Folder + "flu2009.csv", "date=date", "count=count"));
        fault.Message.ShouldContain("serial interval is missing");
    }
}
