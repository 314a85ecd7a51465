using System.Globalization;

namespace Suwen.Analysis.Tests.Forecasting;

/// <summary>Agreement with exact dynamic programming; the oracle is Oracle/changepoints.py.</summary>
public sealed class ChangePointsTests
{
    private const string Folder = "Forecasting/Oracle/";

    public static TheoryData<string, string, string, string> Cases()
    {
        var cases = new TheoryData<string, string, string, string>();
        foreach (var data in (string[])["steps", "nile"])
        {
            foreach (var kind in (string[])["mean", "meanvar", "poisson"])
            {
                foreach (var penalty in (string[])["mbic", "bic", "aic"])
                {
                    cases.Add(data, kind, penalty, "pelt");
                    cases.Add(data, kind, penalty, "binseg");
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Change_points_are_those_of_a_search_through_all_segmentations(string data, string kind, string penalty, string method)
    {
        var run = await OperatorRun.OnFileAsync("change-points", $"{Folder}{data}.csv", "date=date", "count=count", "change=" + kind, "penalty=" + penalty, "method=" + method);
        var expected = Oracle.Read($"{Folder}changes-{data}-{kind}-{penalty}-{method}.csv").Select(r => int.Parse(r["position"], CultureInfo.InvariantCulture));
        run.Rows("changes").Select(r => (int)r["position"]!).ShouldBe(expected);
        run.Rows().Count.ShouldBe(run.Rows("changes").Count + 1);
    }

    [Fact]
    public async Task The_flow_of_the_Nile_falls_in_1899()
    {
        // Cobb (1978), The problem of the Nile: one change, between 1898 and 1899.
        var run = await OperatorRun.OnFileAsync("change-points", Folder + "nile.csv", "date=date", "count=count", "standardise=true");
        run.Rows("changes").ShouldHaveSingleItem()["date"].ShouldBe(new DateOnly(1899, 1, 1));
        run.Sentences.ShouldHaveSingleItem().En.ShouldContain("1899-01-01");
    }

    [Fact]
    public async Task A_constant_series_has_no_change()
    {
        var run = await OperatorRun.OnTextAsync("change-points", "date,count\n" + string.Join('\n', Enumerable.Range(1, 30).Select(i => $"{i},4")), "date=date", "count=count");
        run.Rows("changes").ShouldBeEmpty();
        run.Number("estimate").ShouldBe(4);
    }
}
