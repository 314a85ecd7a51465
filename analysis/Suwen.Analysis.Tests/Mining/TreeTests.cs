using System.Globalization;

namespace Suwen.Analysis.Tests.Mining;

/// <summary>Against scikit-learn 1.2 (Oracle/mining.py).</summary>
public sealed class TreeTests
{
    private const string Columns = "covariates=x1,x2,x3,x4,x5,x6,x7,x8,x9,x10";

    [Theory]
    [InlineData("tree-gini.csv", "criterion=gini", "max_depth=3")]
    [InlineData("tree-entropy.csv", "criterion=entropy", "max_depth=3")]
    [InlineData("tree-pruned.csv", "criterion=gini", "ccp_alpha=0.01")]
    public async Task A_tree_of_classes_predicts_as_scikit_learn(string oracle, string criterion, string limit)
    {
        var run = await OperatorRun.OnFileAsync("decision-tree", "Mining/Oracle/tumours.csv", "outcome=y", Columns, "test=0", "min_leaf=5", criterion, limit);
        Oracle.ShouldAgree(run.Rows("predictions"), "Mining/Oracle/" + oracle);
    }

    [Fact]
    public async Task A_tree_of_a_number_predicts_as_scikit_learn()
    {
        var run = await OperatorRun.OnFileAsync("decision-tree", "Mining/Oracle/patients.csv", "outcome=y", "task=regression", Columns, "test=0", "min_leaf=10", "max_depth=3");
        Oracle.ShouldAgree(run.Rows("predictions"), "Mining/Oracle/tree-number.csv");
    }

    [Fact]
    public async Task A_tree_on_categories_parts_them_and_shows_its_rule()
    {
        var run = await OperatorRun.OnTextAsync("decision-tree", "sex,y\nf,yes\nf,yes\nm,no\nm,no\n", "outcome=y", "covariates=sex", "test=0");
        run.Rows("tree").Select(r => r["rule"]).ShouldBe(["", "sexf <= 0.5", "sexf > 0.5"]);
        run.Rows("predictions").Select(r => r["predicted"]).ShouldBe(["yes", "yes", "no", "no"]);
    }

    [Theory]
    [InlineData("random-forest", "tumours", "auc", "random-forest")]
    [InlineData("random-forest", "patients", "r_squared", "random-forest-number", "task=regression")]
    [InlineData("gradient-boosting", "tumours", "auc", "gradient-boosting", "subsample=0.8")]
    [InlineData("gradient-boosting", "patients", "r_squared", "gradient-boosting-number", "task=regression", "subsample=0.8")]
    [InlineData("neural-network", "tumours", "auc", "neural-network", "epochs=200")]
    [InlineData("neural-network", "patients", "r_squared", "neural-network-number", "task=regression", "epochs=500", "hidden=20", "learning_rate=0.01")]
    public async Task The_measure_on_the_same_test_rows_lies_within_the_band_of_scikit_learn(string method, string data, string metric, string band, params string[] settings)
    {
        var reference = Oracle.Read("Mining/Oracle/bands.csv").Select(r => double.Parse(r[band], CultureInfo.InvariantCulture)).ToList();
        var own = new List<double>();
        for (var seed = 0; seed < 20; seed++)
        {
            var run = await OperatorRun.OnFileAsync(method, $"Mining/Oracle/{data}.csv", ["outcome=y", Columns, "split=split", $"seed={seed}", .. settings]);
            own.Add((double)run.Rows().Single(r => (string?)r["set"] == "test" && (string?)r["metric"] == metric)["estimate"]!);
        }

        // The mean within the spread of the reference's seeds, and each seed within four deviations of its mean.
        var mean = reference.Average();
        var deviation = Math.Sqrt(reference.Average(v => (v - mean) * (v - mean)));
        own.Average().ShouldBeInRange(reference.Min() - deviation, reference.Max() + deviation, $"{string.Join(' ', own)} against {string.Join(' ', reference)}");
        own.ShouldAllBe(v => Math.Abs(v - mean) < Math.Max(0.02, 4 * deviation));
    }

    [Theory]
    [InlineData("random-forest")]
    [InlineData("gradient-boosting")]
    [InlineData("neural-network")]
    public async Task The_same_seed_gives_the_same_predictions(string method)
    {
        string[] settings = ["outcome=species", "covariates=sepal_length,sepal_width,petal_length,petal_width", "seed=5"];
        var first = await OperatorRun.OnFileAsync(method, "Mining/Oracle/iris.csv", settings);
        var second = await OperatorRun.OnFileAsync(method, "Mining/Oracle/iris.csv", settings);
        first.Rows("predictions").Select(r => r["probability"]).ShouldBe(second.Rows("predictions").Select(r => r["probability"]));
        ((double)first.Rows().Single(r => (string?)r["set"] == "test" && (string?)r["metric"] == "accuracy")["estimate"]!).ShouldBeGreaterThan(0.85);
    }

    [Fact]
    public async Task Boosting_stops_early_on_validation_rows_and_says_so()
    {
        var run = await OperatorRun.OnFileAsync("gradient-boosting", "Mining/Oracle/tumours.csv", "outcome=y", Columns, "validation=0.2", "trees=2000", "learning_rate=0.3");
        run.Notes.ShouldContain(n => n.En.StartsWith("Stopped after", StringComparison.Ordinal));
        run.Rows().Select(r => r["set"]).Distinct().ShouldBe(["train", "validation", "test"]);
    }

    [Theory]
    [InlineData("y,x\n1,2\n1,3\n", "one value only: there is nothing to learn")]
    [InlineData("y,x\n1,2\n0,2\n1,2\n0,2\n", "Every covariate has one value only")]
    [InlineData("y,x\n", "has no rows")]
    public async Task What_cannot_be_learned_is_said(string csv, string words) =>
        (await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("random-forest", csv, "outcome=y", "covariates=x", "test=0"))).Message.ShouldContain(words);
}
