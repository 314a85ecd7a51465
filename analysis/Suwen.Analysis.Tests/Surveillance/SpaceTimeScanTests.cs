using System.Globalization;

namespace Suwen.Analysis.Tests.Surveillance;

/// <summary>Agreement with a brute-force search; the oracle is Oracle/scan.py.</summary>
public sealed class SpaceTimeScanTests
{
    private const string Folder = "Surveillance/Oracle/";
    private static readonly string[] Columns = ["date=date", "count=count", "group=group", "latitude=latitude", "longitude=longitude"];

    [Theory]
    [InlineData("permutation", "prospective")]
    [InlineData("permutation", "retrospective")]
    [InlineData("poisson", "prospective")]
    [InlineData("poisson", "retrospective")]
    public async Task The_likeliest_cluster_is_that_of_a_search_through_all_cylinders(string model, string analysis)
    {
        var run = await OperatorRun.OnFileAsync("space-time-scan", Folder + "scan.csv", [.. Columns, "population=population", "model=" + model, "analysis=" + analysis, "simulations=999"]);
        var expected = $"{Folder}scan-{model}-{analysis}.csv";
        Oracle.ShouldAgree([run.Rows()[0]], expected);
        var p = double.Parse(Oracle.Read(expected)[0]["monte_carlo_p"], CultureInfo.InvariantCulture);
        run.Number("p_value").ShouldBe(p, 0.01 + (4 * Math.Sqrt(p * (1 - p) / 200)));
        run.Rows("locations").Count(r => (int)r["cluster"]! == 1).ShouldBe((int)run.Number("n_locations"));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_p_value_and_another_seed_a_near_one()
    {
        string[] settings = [.. Columns, "analysis=prospective", "simulations=499"];
        var first = await OperatorRun.OnFileAsync("space-time-scan", Folder + "scan.csv", settings);
        var again = await OperatorRun.OnFileAsync("space-time-scan", Folder + "scan.csv", settings);
        again.Rows().Select(r => r["p_value"]).ShouldBe(first.Rows().Select(r => r["p_value"]));
        var other = await OperatorRun.OnFileAsync("space-time-scan", Folder + "scan.csv", [.. settings, "seed=7"]);
        other.Rows().Zip(first.Rows()).ShouldAllBe(r => Math.Abs((double)r.First["p_value"]! - (double)r.Second["p_value"]!) < 0.15);
    }

    [Fact]
    public async Task Ellipses_find_a_cluster_along_a_river_that_circles_do_not_hold()
    {
        // Nine locations in a row, east to west, and rows of quiet ones above and below; cases rise along the row in the last two days.
        var rows = new List<string> { "group,latitude,longitude,date,count" };
        for (var y = 0; y < 3; y++)
        {
            for (var x = 0; x < 9; x++)
            {
                for (var day = 1; day <= 10; day++)
                {
                    rows.Add($"P{y}{x},{y},{x},2026-03-{day:00},{(y == 1 && x is >= 2 and <= 6 && day > 8 ? 6 : 1 + ((x + day) % 2))}");
                }
            }
        }

        string[] settings = [.. Columns, "coordinates=plane", "simulations=0"];
        var circles = await OperatorRun.OnTextAsync("space-time-scan", string.Join('\n', rows), settings);
        var ellipses = await OperatorRun.OnTextAsync("space-time-scan", string.Join('\n', rows), [.. settings, "window=elliptic"]);
        ellipses.Number("statistic").ShouldBeGreaterThan(circles.Number("statistic"));
        ellipses.Rows("locations").Where(r => (int)r["cluster"]! == 1).Select(r => (string)r["group"]!).Order().ShouldBe(["P12", "P13", "P14", "P15", "P16"]);
    }

    [Fact]
    public async Task A_location_with_two_pairs_of_coordinates_is_a_fault()
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync(
            "space-time-scan", "group,latitude,longitude,date,count\na,30,120,2026-01-01,3\na,31,120,2026-01-02,3\nb,30,121,2026-01-02,2\n", Columns));
        fault.Message.ShouldContain("row 2");
    }
}
