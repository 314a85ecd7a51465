using System.Globalization;

namespace Suwen.Analysis.Tests.Forecasting;

/// <summary>Agreement with R's stats 4.2 and forecast 8.20; the oracle is Oracle/forecast.R.</summary>
public sealed class ForecastingOracleTests
{
    private const string Folder = "Forecasting/Oracle/";

    [Theory]
    [InlineData("co2", "stl-co2-periodic")]
    [InlineData("nottem", "stl-nottem-7-robust", "s_window=7", "robust=true")]
    [InlineData("gas", "stl-gas-periodic-robust", "s_window=periodic", "robust=true")]
    [InlineData("air", "stl-air-13-21", "s_window=13", "t_window=21")]
    public Task Stl_agrees_with_stats(string input, string output, params string[] settings) => AgreesAsync("stl", input, output, 1e-8, settings);

    [Theory]
    [InlineData("air", "additive")]
    [InlineData("air", "multiplicative")]
    [InlineData("gas", "additive")]
    [InlineData("gas", "multiplicative")]
    public Task Decompose_agrees_with_stats(string input, string type) => AgreesAsync("decompose", input, $"decompose-{input}-{type}", 1e-9, "type=" + type);

    [Theory]
    [InlineData("air")]
    [InlineData("gas")]
    [InlineData("nile")]
    [InlineData("deaths")]
    [InlineData("nottem")]
    public Task Seasonal_naive_agrees_with_forecast(string input) => AgreesAsync("seasonal-naive", input, "snaive-" + input, 1e-9, "horizon=24");

    [Theory]
    [InlineData("air")]
    [InlineData("gas")]
    [InlineData("nile")]
    [InlineData("deaths")]
    [InlineData("nottem")]
    [InlineData("huron")]
    [InlineData("co2")]
    [InlineData("short")]
    public Task Theta_agrees_with_forecast(string input) => AgreesAsync("theta", input, "theta-" + input, 1e-6, "horizon=24");

    [Theory]
    [InlineData("air")]
    [InlineData("gas")]
    [InlineData("co2")]
    [InlineData("nottem")]
    [InlineData("huron")]
    [InlineData("nile")]
    [InlineData("deaths")]
    [InlineData("ldeaths")]
    [InlineData("short")]
    public async Task Ets_chooses_the_model_of_forecast_and_forecasts_alike(string input)
    {
        var run = await OperatorRun.OnFileAsync("ets", $"{Folder}{input}.csv", "date=date", "count=count", "horizon=24");
        Oracle.ShouldAgree(Plain(run, "model"), $"{Folder}ets-{input}-model.csv", 1e-4);
        Oracle.ShouldAgree(run.Rows(), $"{Folder}ets-{input}.csv", 1e-4);
    }

    [Theory]
    [InlineData("ANA", "false")]
    [InlineData("AAA", "false")]
    [InlineData("AAA", "true")]
    [InlineData("MAM", "false")]
    [InlineData("MAM", "true")]
    [InlineData("MNM", "false")]
    [InlineData("MAN", "false")]
    [InlineData("MAN", "true")]
    [InlineData("MAA", "false")]
    [InlineData("MAA", "true")]
    [InlineData("AAN", "false")]
    [InlineData("AAN", "true")]
    public async Task Each_form_of_ets_agrees_with_forecast(string model, string damped)
    {
        var run = await OperatorRun.OnFileAsync("ets", Folder + "deaths.csv", "date=date", "count=count", "horizon=30", "model=" + model, "damped=" + damped);
        var tag = model + (damped == "true" ? "-damped" : "");
        Oracle.ShouldAgree(Plain(run, "model"), $"{Folder}ets-form-{tag}-model.csv", 1e-4);
        Oracle.ShouldAgree(run.Rows(), $"{Folder}ets-form-{tag}.csv", 1e-4);
    }

    [Theory]
    [InlineData("air", "air-additive")]
    [InlineData("air", "air-multiplicative", "seasonal=multiplicative")]
    [InlineData("co2", "co2-additive")]
    [InlineData("gas", "gas-multiplicative", "seasonal=multiplicative")]
    [InlineData("deaths", "deaths-additive")]
    [InlineData("nottem", "nottem-notrend", "trend=false")]
    [InlineData("nile", "nile-ses", "seasonal=none", "trend=false")]
    [InlineData("huron", "huron-holt", "seasonal=none")]
    public async Task Holt_winters_agrees_with_stats(string input, string output, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync("holt-winters", $"{Folder}{input}.csv", ["date=date", "count=count", "horizon=24", .. settings]);
        var squares = double.Parse(Oracle.Read($"{Folder}hw-{output}-model.csv").Single(r => r["term"] == "sse")["estimate"], CultureInfo.InvariantCulture);
        Convert.ToDouble(run.Row("term", "sse", "model")["estimate"], CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(squares * (1 + 1e-6));
        Oracle.ShouldAgree(run.Rows(), $"{Folder}hw-{output}.csv", 1e-4);
    }

    private static async Task AgreesAsync(string name, string input, string output, double relative, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync(name, $"{Folder}{input}.csv", ["date=date", "count=count", .. settings]);
        Oracle.ShouldAgree(run.Rows(), $"{Folder}{output}.csv", relative, 1e-9);
    }

    /// <summary>Rows with semicolons for the commas in names of models, as the oracle writes them.</summary>
    private static List<IReadOnlyDictionary<string, object?>> Plain(OperatorRun run, string output) =>
        [.. run.Rows(output).Select(r => (IReadOnlyDictionary<string, object?>)r.ToDictionary(c => c.Key, c => c.Value is string s ? s.Replace(',', ';') : c.Value))];
}
