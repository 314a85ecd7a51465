namespace Suwen.Analysis.Tests.Mining;

/// <summary>Against scikit-learn 1.2 and R 4.2 (Oracle/mining.py, mining.R).</summary>
public sealed class ClusteringTests
{
    private const string Flowers = "columns=sepal_length,sepal_width,petal_length,petal_width";

    [Fact]
    public async Task K_means_finds_the_best_known_parts()
    {
        var run = await OperatorRun.OnFileAsync("k-means", "Mining/Oracle/iris.csv", Flowers, "k=3", "n_start=20", "tolerance=0");
        Oracle.ShouldAgree(run.Rows(), "Mining/Oracle/kmeans.csv");
        Oracle.ShouldAgree(run.Rows("fit"), "Mining/Oracle/kmeans-fit.csv");
        run.Rows("assignments").GroupBy(r => r["cluster"]).OrderBy(g => g.Key).Select(g => g.Count()).ShouldBe([62, 50, 38]);
    }

    [Theory]
    [InlineData("k=3", "5 rows, fewer than", "a,b\n1,1\n", 0)]
    [InlineData("k=9", "fewer than the 9 clusters", "a\n1\n2\n3\n4\n5\n", 1)]
    [InlineData("k=3", "only 2 different rows", "a\n1\n1\n2\n2\n2\n", 1)]
    [InlineData("k=2", "something else than a number", "a\n1\nx\n", 1)]
    [InlineData("k=2", "no rows", "a\n", 1)]
    public async Task What_cannot_be_parted_is_said(string k, string words, string csv, int columns)
    {
        words = columns == 0 ? "fewer than the 3 clusters" : words;
        (await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("k-means", csv, "columns=a", k))).Message.ShouldContain(words);
    }

    [Theory]
    [InlineData("ward")]
    [InlineData("complete")]
    [InlineData("average")]
    [InlineData("single")]
    public async Task Merges_and_cuts_agree_with_hclust(string linkage)
    {
        var run = await OperatorRun.OnFileAsync("hierarchical", "Mining/Oracle/scattered.csv", Flowers, "linkage=" + linkage, "k=4");
        Oracle.ShouldAgree(run.Rows(), $"Mining/Oracle/hclust-{linkage}.csv");
        Oracle.ShouldAgree(run.Rows("assignments"), $"Mining/Oracle/cutree-{linkage}.csv");
    }

    [Theory]
    [InlineData("plain", "scale=false")]
    [InlineData("scaled", "scale=true")]
    public async Task Components_agree_with_prcomp(string tag, string scale)
    {
        var run = await OperatorRun.OnFileAsync("pca", "Mining/Oracle/iris.csv", Flowers, scale);
        Oracle.ShouldAgree(run.Rows(), $"Mining/Oracle/pca-{tag}.csv", absolute: 1e-9);
        Oracle.ShouldAgree(run.Rows("loadings"), $"Mining/Oracle/pca-loadings-{tag}.csv", absolute: 1e-9);
        Oracle.ShouldAgree(run.Rows("scores"), $"Mining/Oracle/pca-scores-{tag}.csv", absolute: 1e-9);
    }

    [Fact]
    public async Task Skipping_rows_by_bounds_leaves_every_row_with_its_nearest_centre()
    {
        // Ten clusters that overlap, so that rows change hands over many iterations.
        var draws = new Draws(5);
        var rows = Enumerable.Range(0, 3000).Select(i => Enumerable.Range(0, 5).Select(_ => Math.Round(draws.NextNormal() + (i % 10 * 0.7), 6)).ToArray()).ToArray();
        var csv = "a,b,c,d,e\n" + string.Concat(rows.Select(static r => string.Join(',', r.Select(static v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture))) + "\n"));

        var run = await OperatorRun.OnTextAsync("k-means", csv, "columns=a,b,c,d,e", "k=10", "n_start=2", "tolerance=0");

        var centers = run.Rows().Select(static r => new[] { "a", "b", "c", "d", "e" }.Select(c => (double)r[c]!).ToArray()).ToArray();
        var assigned = run.Rows("assignments").Select(static r => (int)(long)r["cluster"]! - 1).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            var distances = centers.Select(c => c.Zip(rows[i]).Sum(static p => (p.First - p.Second) * (p.First - p.Second))).ToArray();
            distances[assigned[i]].ShouldBeLessThanOrEqualTo(distances.Min() + 1e-9);
        }

        for (var k = 0; k < centers.Length; k++)
        {
            var own = rows.Where((_, i) => assigned[i] == k).ToArray();
            centers[k][0].ShouldBe(own.Average(static r => r[0]), 1e-9);
            run.Rows()[k]["size"].ShouldBe((long)own.Length);
        }
    }

    [Theory]
    [InlineData("k-means", "k=2")]
    [InlineData("isolation-forest", "seed=1")]
    public async Task Columns_that_look_like_identifiers_are_named_in_a_note(string name, string setting)
    {
        var csv = "patient_id,age,row\n" + string.Concat(Enumerable.Range(0, 30).Select(static i => $"{1000 + (i * 37 % 30)},{40 + (i * 7 % 30)},{i + 1}\n"));
        var run = await OperatorRun.OnTextAsync(name, csv, "columns=patient_id,age,row", setting);
        run.Notes.ShouldContain(static n => n.En.StartsWith("The columns patient_id, row look like identifiers", StringComparison.Ordinal));
    }
}
