using System.Globalization;

namespace Suwen.Analysis.Tests.Mining;

/// <summary>Against every set counted, and scikit-learn 1.2 (Oracle/mining.py).</summary>
public sealed class PatternTests
{
    [Fact]
    public async Task Frequent_sets_are_those_that_counting_finds()
    {
        var run = await OperatorRun.OnFileAsync("association-rules", "Mining/Oracle/baskets.csv", "item=items", "support=0.05", "min_confidence=0.5", "max_length=4");
        Oracle.ShouldAgree([.. run.Rows("itemsets").OrderBy(r => (string)r["items"]!, StringComparer.Ordinal)], "Mining/Oracle/itemsets.csv");
        Oracle.ShouldAgree([.. run.Rows().OrderBy(r => (string)r["antecedent"]!, StringComparer.Ordinal).ThenBy(r => (string)r["consequent"]!, StringComparer.Ordinal)], "Mining/Oracle/rules.csv");
    }

    [Fact]
    public async Task Items_in_rows_of_their_own_are_the_same_transactions()
    {
        var run = await OperatorRun.OnTextAsync("association-rules", "p,d\n1,a\n1,b\n2,a\n2,b\n2,b\n3,a\n", "id=p", "item=d", "support=0.5", "min_confidence=0");
        var rule = run.Row("antecedent", "b");
        rule["confidence"].ShouldBe(1.0);
        rule["lift"].ShouldBe(1.0);
        rule["conviction"].ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public async Task Scores_of_isolation_follow_the_mean_of_scikit_learn()
    {
        var expected = Oracle.Read("Mining/Oracle/isolation.csv").Select(r => double.Parse(r["score"], CultureInfo.InvariantCulture)).ToArray();
        var mean = new double[expected.Length];
        for (var seed = 0; seed < 20; seed++)
        {
            var run = await OperatorRun.OnFileAsync("isolation-forest", "Mining/Oracle/iris.csv", "columns=sepal_length,sepal_width,petal_length,petal_width", $"seed={seed}");
            var rows = run.Rows();
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += (double)rows[i]["score"]! / 20;
            }
        }

        // Over 20 seeds a row's mean score varies by some 0.005 between two such means in scikit-learn itself.
        for (var i = 0; i < mean.Length; i++)
        {
            mean[i].ShouldBe(expected[i], 0.02, $"row {i + 1}");
        }
    }
}
