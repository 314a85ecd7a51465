namespace Suwen.Analysis.Tests.Mining;

/// <summary>Against scikit-learn 1.2 (Oracle/mining.py).</summary>
public sealed class NaiveBayesTests
{
    private const string Columns = "covariates=sepal_length,sepal_width,petal_length,petal_width";

    [Theory]
    [InlineData("iris.csv", "bayes-numbers.csv")]
    [InlineData("levels.csv", "bayes-categories.csv")]
    public async Task Probabilities_agree(string input, string oracle)
    {
        var run = await OperatorRun.OnFileAsync("naive-bayes", "Mining/Oracle/" + input, "outcome=species", Columns, "test=0");
        Oracle.ShouldAgree(run.Rows("predictions"), "Mining/Oracle/" + oracle);
    }

    [Fact]
    public async Task A_number_as_outcome_is_refused() =>
        (await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnFileAsync("naive-bayes", "Mining/Oracle/patients.csv", "outcome=y", "covariates=x1"))).Message.ShouldContain("tells classes apart");
}
