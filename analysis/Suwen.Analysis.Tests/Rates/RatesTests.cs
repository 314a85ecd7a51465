namespace Suwen.Analysis.Tests.Rates;

/// <summary>Agreement with R 4.2 and epitools; the expected values are written by Oracle/rates.R.</summary>
public sealed class RatesTests
{
    private const string Folder = "Rates/Oracle/";

    [Theory]
    [InlineData("standardised-rate", "births", "direct", "count=events", "population=births", "group=area", "standard_population=standard")]
    [InlineData("standardised-rate", "births", "dobson", "count=events", "population=births", "group=area", "standard_population=standard", "interval=dobson")]
    [InlineData("rate", "births", "rate", "count=events", "population=births", "group=area")]
    [InlineData("interrupted-time-series", "seatbelts", "its-linear", "outcome=killed", "date=month", "intervention_date=1983-02-01", "period=12")]
    [InlineData("interrupted-time-series", "seatbelts", "its-plain", "outcome=killed", "intervention_time=170", "period=12", "lag=0")]
    [InlineData("interrupted-time-series", "seatbelts", "its-quasi", "outcome=killed", "date=month", "intervention_date=1983-02-01", "period=12", "method=quasi-poisson", "population=kms")]
    public async Task Rates_and_series_agree_with_R(string name, string input, string expected, params string[] settings) =>
        Oracle.ShouldAgree((await OperatorRun.OnFileAsync(name, $"{Folder}{input}.csv", settings)).Rows(), $"{Folder}{expected}.csv", 1e-7);

    [Theory]
    [InlineData("smr", "exact")]
    [InlineData("smr-byar", "byar")]
    public async Task Standardised_ratios_agree_with_R(string expected, string interval)
    {
        var lines = File.ReadAllLines(Oracle.PathOf(Folder + "births.csv"));
        var csv = string.Join('\n', lines.Select(static (l, i) => l + (i == 0 ? ",reference" : ",0.0003")));
        var run = await OperatorRun.OnTextAsync("standardised-rate", csv, "count=events", "population=births", "group=area", "method=indirect", "reference_rate=reference", $"interval={interval}");
        Oracle.ShouldAgree(run.Rows(), $"{Folder}{expected}.csv", 1e-9);
    }

    [Fact]
    public async Task Built_in_standards_are_their_published_shares()
    {
        // With a rate of one in the ages below 20 only, the standardised rate is the share of these ages:
        // WHO 8.86 + 8.69 + 8.60 + 8.47 of 100.03 (the printed shares), Segi 40 of 100, Europe 21.5 of 100.
        const string Csv = "age,n,p\n0-19,10,10\n20-59,0,10\n60+,0,10\n";
        async Task<double> RateAsync(string standard) => (await OperatorRun.OnTextAsync("standardised-rate", Csv, "count=n", "population=p", "age=age", $"standard={standard}", "per=1")).Number("estimate");
        (await RateAsync("who")).ShouldBe(34.62 / 100.03, 1e-12);
        (await RateAsync("segi")).ShouldBe(0.40, 1e-12);
        (await RateAsync("european2013")).ShouldBe(0.215, 1e-12);
    }

    [Fact]
    public async Task Fitted_series_agree_with_R() =>
        Oracle.ShouldAgree((await OperatorRun.OnFileAsync("interrupted-time-series", Folder + "seatbelts.csv", "outcome=killed", "date=month", "intervention_date=1983-02-01", "period=12", "method=quasi-poisson", "population=kms")).Rows("fitted"), Folder + "its-fitted.csv", 1e-8);

    [Theory]
    [InlineData("rate", "n,p\n1,0\n", "events in a population of zero", "count=n", "population=p")]
    [InlineData("standardised-rate", "n,p\n1,10\n", "There is no standard population", "count=n", "population=p")]
    [InlineData("standardised-rate", "n,p,a\n1,10,0-4\n1,10,7-9\n", "does not begin where a group of the standard", "count=n", "population=p", "age=a", "standard=who")]
    [InlineData("standardised-rate", "n,p,a\n1,10,young\n", "does not begin with an age", "count=n", "population=p", "age=a", "standard=who")]
    [InlineData("interrupted-time-series", "y\n1\n2\n3\n4\n5\n", "1 time points before the intervention", "outcome=y", "intervention_time=2")]
    [InlineData("interrupted-time-series", "y\n1\n2\n\"\"\n4\n5\n", "time points lack a value", "outcome=y", "intervention_time=3")]
    public async Task What_cannot_be_computed_is_said(string name, string csv, string words, params string[] settings) =>
        (await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync(name, csv, settings))).Message.ShouldContain(words);
}
