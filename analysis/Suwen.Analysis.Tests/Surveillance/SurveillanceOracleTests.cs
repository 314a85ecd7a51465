namespace Suwen.Analysis.Tests.Surveillance;

/// <summary>Agreement with R's surveillance 1.20; the oracle is Oracle/surveillance.R.</summary>
public sealed class SurveillanceOracleTests
{
    private const string Folder = "Surveillance/Oracle/";

    [Theory]
    [InlineData("C1")]
    [InlineData("C2")]
    [InlineData("C3")]
    public Task Ears_agrees_with_surveillance(string method) => AgreesAsync("ears", "agona.csv", $"ears-{method}.csv", "method=" + method);

    [Theory]
    [InlineData("standard")]
    [InlineData("rossi")]
    [InlineData("anscombe")]
    [InlineData("anscombe2nd")]
    [InlineData("pearsonNegBin")]
    [InlineData("none")]
    public Task Cusum_agrees_with_surveillance(string transformation) => AgreesAsync("cusum", "agona.csv", $"cusum-{transformation}.csv", "transformation=" + transformation);

    [Theory]
    [InlineData("bayes1")]
    [InlineData("bayes2")]
    [InlineData("bayes3")]
    public Task Bayes_agrees_with_surveillance(string method) => AgreesAsync("bayes", "agona.csv", method + ".csv", "method=" + method);

    [Fact]
    public Task Farrington_agrees_on_salmonella_agona() => AgreesAsync("farrington", "agona.csv", "farrington-agona.csv");

    [Fact]
    public Task Farrington_agrees_with_three_years_and_square_root() =>
        AgreesAsync("farrington", "agona.csv", "farrington-agona-b3.csv", "b=3", "w=4", "alpha=0.01", "powertrans=1/2", "from=1995-01-16");

    [Fact]
    public Task Farrington_agrees_without_reweighting_trend_and_limit() =>
        AgreesAsync("farrington", "agona.csv", "farrington-agona-plain.csv", "reweight=false", "trend=false", "powertrans=none", "limit54=0,4", "from=1995-01-16");

    [Theory]
    [InlineData("sparse")]
    [InlineData("zero")]
    [InlineData("seasonal")]
    [InlineData("outbreak")]
    [InlineData("large")]
    public async Task Farrington_agrees_on_simulated_series(string group)
    {
        var run = await OperatorRun.OnFileAsync("farrington", Folder + "simulated.csv", "date=date", "count=count", "group=group", "from=2021-01-18");
        Oracle.ShouldAgree([.. run.Rows().Where(r => (string)r["group"]! == group)], $"{Folder}farrington-{group}.csv");
    }

    [Fact]
    public Task Farrington_agrees_with_a_population_offset() =>
        AgreesAsync("farrington", "newport.csv", "farrington-newport-population.csv", "population=population", "from=2009-09-28");

    [Fact]
    public Task Farrington_agrees_by_calendar_dates() => AgreesAsync("farrington", "newport.csv", "farrington-newport-dates.csv", "calendar=dates", "from=2009-09-28");

    [Theory]
    [InlineData("delta")]
    [InlineData("nbPlugin")]
    [InlineData("muan")]
    public Task Flexible_agrees_on_salmonella_agona_as_in_the_paper(string method) => AgreesAsync(
        "farrington-flexible", "agona.csv", $"flexible-agona-{method}.csv", "threshold_method=" + method, "p_threshold_trend=1", "past_weeks_not_included=26", "alpha=0.01");

    [Theory]
    [InlineData("delta")]
    [InlineData("nbPlugin")]
    [InlineData("muan")]
    public async Task Flexible_agrees_on_simulated_series_with_zeros_and_missing_weeks(string method)
    {
        var run = await OperatorRun.OnFileAsync("farrington-flexible", Folder + "simulated.csv", "date=date", "count=count", "group=group", "threshold_method=" + method);
        foreach (var group in (string[])["sparse", "seasonal", "outbreak", "large", "gappy"])
        {
            Oracle.ShouldAgree([.. run.Rows().Where(r => (string)r["group"]! == group)], $"{Folder}flexible-{group}-{method}.csv");
        }
    }

    [Fact]
    public async Task Flexible_gives_no_threshold_where_five_years_hold_no_case_and_says_so()
    {
        // R's model does not converge there either: upperbound NA in flexible-zero-delta.csv.
        Oracle.Read(Folder + "flexible-zero-delta.csv").ShouldAllBe(r => r["threshold"].Length == 0);
        var run = await OperatorRun.OnFileAsync("farrington-flexible", Folder + "simulated.csv", "date=date", "count=count", "group=group");
        run.Rows().Where(r => (string)r["group"]! == "zero").ShouldAllBe(r => r["threshold"] == null && r["alarm"] == null);
        run.Notes.ShouldContain(n => n.En.Contains("have no threshold"));
    }

    [Fact]
    public Task Flexible_agrees_with_the_defaults_of_the_package() => AgreesAsync("farrington-flexible", "agona.csv", "flexible-agona-default.csv", "no_periods=1");

    [Fact]
    public Task Flexible_agrees_without_reweighting() => AgreesAsync("farrington-flexible", "agona.csv", "flexible-agona-unweighted.csv", "reweight=false");

    [Fact]
    public Task Flexible_agrees_by_calendar_dates() =>
        AgreesAsync("farrington-flexible", "newport.csv", "flexible-newport-dates.csv", "calendar=dates", "threshold_method=nbPlugin", "from=2009-09-28");

    [Fact]
    public Task Flexible_agrees_with_a_population_offset() =>
        AgreesAsync("farrington-flexible", "newport.csv", "flexible-newport-population.csv", "calendar=dates", "population=population", "p_threshold_trend=1", "from=2009-09-28");

    [Fact]
    public Task Flexible_agrees_on_months() => AgreesAsync("farrington-flexible", "rota.csv", "flexible-rota.csv", "no_periods=1", "w=1", "b=4", "from=2006-03-01");

    [Fact]
    public Task Flexible_agrees_on_months_with_periods() =>
        AgreesAsync("farrington-flexible", "rota.csv", "flexible-rota-periods.csv", "no_periods=6", "w=1", "b=4", "threshold_method=nbPlugin", "from=2006-03-01");

    private static async Task AgreesAsync(string name, string input, string output, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync(name, Folder + input, ["date=date", "count=count", .. settings]);
        Oracle.ShouldAgree(run.Rows(), Folder + output);
    }
}
