using System.Globalization;

namespace Suwen.Analysis.Tests.Causal;

/// <summary>Agreement with MatchIt 4.5; the expected values are written by Oracle/causal.R.</summary>
public sealed class PropensityTests
{
    private const string Folder = "Causal/Oracle/";

    [Theory]
    [InlineData("lalonde", "lalonde-default", "group=treat", "covariates=age,educ,race,married,nodegree,re74,re75")]
    [InlineData("smooth", "smooth-default", "group=treated", "covariates=age,sex,bmi")]
    [InlineData("smooth", "smooth-ratio", "group=treated", "covariates=age,sex,bmi", "ratio=2", "caliper=0.2")]
    [InlineData("smooth", "smooth-exact", "group=treated", "covariates=age,sex,bmi", "order=smallest", "exact=sex", "distance=logit", "caliper=0.1")]
    [InlineData("smooth", "smooth-replace", "group=treated", "covariates=age,sex,bmi", "order=data", "replace=true", "ratio=3")]
    public async Task Pairs_weights_and_balance_agree_with_MatchIt(string input, string expected, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync("propensity-match", $"{Folder}{input}.csv", settings);
        Oracle.ShouldAgree(run.Rows("pairs"), $"{Folder}{expected}-pairs.csv");
        var weights = run.Rows().Select(static r => (long)r["row"]!).Zip(run.Rows().Select(static r => (double)r["weight"]!)).ToList();
        var wanted = Oracle.Read($"{Folder}{expected}-weights.csv");
        weights.Select(static w => w.First).ShouldBe(wanted.Select(static r => long.Parse(r["row"], CultureInfo.InvariantCulture)));
        weights.Zip(wanted).ShouldAllBe(static p => Math.Abs(p.First.Second - double.Parse(p.Second["weight"], CultureInfo.InvariantCulture)) < 1e-9);
        var balance = run.Rows("balance");
        foreach (var row in Oracle.Read($"{Folder}{expected}-balance.csv"))
        {
            var mine = balance.Single(b => (string)b["term"]! == row["term"]);
            foreach (var column in row.Keys.Where(c => c != "term" && (row["term"] != "distance" || !settings.Contains("distance=logit"))))
            {
                if (row[column] is not ("NA" or "."))
                {
                    ((double)mine[column]!).ShouldBe(double.Parse(row[column], CultureInfo.InvariantCulture), 1e-6, $"{row["term"]} {column}");
                }
            }
        }
    }

    [Fact]
    public async Task Weights_are_those_of_the_estimand()
    {
        var expected = Oracle.Read(Folder + "weights.csv");
        foreach (var estimand in new[] { "ATE", "ATT", "ATO" })
        {
            var rows = (await OperatorRun.OnFileAsync("propensity-weight", Folder + "smooth.csv", "group=treated", "covariates=age,sex,bmi", $"estimand={estimand}")).Rows();
            for (var i = 0; i < rows.Count; i++)
            {
                ((double)rows[i]["weight"]!).ShouldBe(double.Parse(expected[i][estimand], CultureInfo.InvariantCulture), 1e-8);
            }
        }
    }

    [Fact]
    public async Task Overlap_weights_balance_the_means_exactly()
    {
        // Li, Morgan and Zaslavsky 2018, theorem 3: with a logistic score, weighted means of its covariates are equal.
        var run = await OperatorRun.OnFileAsync("propensity-weight", Folder + "lalonde.csv", "group=treat", "covariates=age,educ,race,re74", "estimand=ATO");
        foreach (var row in run.Rows("balance").Where(static r => (string)r["term"]! != "distance"))
        {
            ((double)row["smd_after"]!).ShouldBe(0, 1e-8, (string)row["term"]!);
        }
    }

    [Fact]
    public async Task The_seed_decides_a_random_order()
    {
        async Task<string> PairsAsync(int seed) => string.Join(' ', (await OperatorRun.OnFileAsync("propensity-match", Folder + "smooth.csv", "group=treated", "covariates=age,sex,bmi", "order=random", $"seed={seed}")).Rows("pairs").Select(static r => r["control_row"]));
        (await PairsAsync(1)).ShouldBe(await PairsAsync(1));
        (await PairsAsync(1)).ShouldNotBe(await PairsAsync(2));
    }

    [Theory]
    [InlineData("t,x\n1,1\n1,2\n", "same in all 2 rows", "group=t", "covariates=x")]
    [InlineData("t,x\n0,1\n0,2\n1,3\n1,4\n", "Perfect separation", "group=t", "covariates=x")]
    [InlineData("t,x,s\n0,1,a\n1,2,b\n0,3,a\n1,1,b\n0,5,a\n", "No treated row has a control", "group=t", "covariates=x", "exact=s")]
    public async Task What_cannot_be_matched_is_said(string csv, string words, params string[] settings) =>
        (await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("propensity-match", csv, settings))).Message.ShouldContain(words);
}
