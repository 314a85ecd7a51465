namespace Suwen.Analysis.Tests.Mining;

public sealed class ModelTests
{
    private const string Flowers = "sepal_length,sepal_width,petal_length,petal_width";

    [Theory]
    [InlineData("decision-tree")]
    [InlineData("random-forest")]
    [InlineData("gradient-boosting")]
    [InlineData("naive-bayes")]
    [InlineData("neural-network")]
    public async Task A_model_that_was_written_and_read_predicts_as_when_it_was_fitted(string method)
    {
        var fitted = await OperatorRun.OnFileAsync(method, "Mining/Oracle/iris.csv", "outcome=species", "covariates=" + Flowers, "test=0");
        var applied = await ApplyAsync(fitted.Model!);
        applied.Rows().Select(r => r["prediction"]).ShouldBe(fitted.Rows("predictions").Select(r => r["predicted"]));
        var probabilities = fitted.Rows("predictions").Select(r => (double)r["probability"]!).ToList();
        for (var i = 0; i < probabilities.Count; i++)
        {
            var row = applied.Rows()[i];
            ((double)row["probability_" + row["prediction"]]!).ShouldBe(probabilities[i], 1e-12);
        }
    }

    [Fact]
    public async Task Clusters_of_new_rows_are_those_of_the_nearest_centre()
    {
        var fitted = await OperatorRun.OnFileAsync("k-means", "Mining/Oracle/iris.csv", "columns=" + Flowers, "k=3", "scale=true");
        var applied = await ApplyAsync(fitted.Model!);
        applied.Rows().Select(r => r["prediction"]).ShouldBe(fitted.Rows("assignments").Select(r => r["cluster"]));
    }

    [Fact]
    public async Task Scores_of_components_and_isolation_come_again()
    {
        var components = await OperatorRun.OnFileAsync("pca", "Mining/Oracle/iris.csv", "columns=" + Flowers, "scale=true", "components=2");
        var scores = (await ApplyAsync(components.Model!)).Rows();
        for (var i = 0; i < scores.Count; i++)
        {
            ((double)scores[i]["PC2"]!).ShouldBe((double)components.Rows("scores")[i]["PC2"]!, 1e-9);
        }

        var isolation = await OperatorRun.OnFileAsync("isolation-forest", "Mining/Oracle/iris.csv", "columns=" + Flowers);
        (await ApplyAsync(isolation.Model!)).Rows().Select(r => r["score"]).ShouldBe(isolation.Rows().Select(r => r["score"]));
    }

    [Fact]
    public async Task A_level_that_the_model_does_not_know_is_refused()
    {
        var fitted = await OperatorRun.OnTextAsync("naive-bayes", "x,y\na,1\nb,0\na,1\nb,0\n", "outcome=y", "covariates=x", "test=0");
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        await File.WriteAllTextAsync(path, "x\na\nz\n");
        (await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnFilesAsync("predict", [("", path)], OperatorModel.Parse(fitted.Model!.ToJson())))).Message.ShouldContain("does not know");
        File.Delete(path);
    }

    private static Task<OperatorRun> ApplyAsync(OperatorModel model) =>
        OperatorRun.OnFilesAsync("predict", [("", Oracle.PathOf("Mining/Oracle/iris.csv"))], OperatorModel.Parse(model.ToJson()));
}
