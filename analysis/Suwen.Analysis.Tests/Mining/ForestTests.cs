using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using Suwen.Analysis.Mining;

namespace Suwen.Analysis.Tests.Mining;

public sealed class ForestTests
{
    private const string Columns = "covariates=x1,x2,x3,x4,x5,x6,x7,x8,x9,x10";

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task What_no_single_column_tells_is_learned_by_thresholds_that_gain_nothing_yet(int classes)
    {
        // Of two classes the exclusive or: neither column alone takes impurity away, and scikit-learn splits all the same.
        var csv = new StringBuilder("a,b,y\n");
        for (var i = 0; i < 400; i++)
        {
            var (a, b) = (i & 1, (i >> 1) & 1);
            csv.Append(CultureInfo.InvariantCulture, $"{a},{b},c{(classes == 2 ? a ^ b : (2 * a) + b)}\n");
        }

        var run = await OperatorRun.OnTextAsync("random-forest", csv.ToString(), "outcome=y", "covariates=a,b", "trees=20", "max_features=1");
        ((double)run.Rows().Single(r => (string?)r["set"] == "test" && (string?)r["metric"] == "accuracy")["estimate"]!).ShouldBe(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void The_search_of_two_classes_finds_what_that_of_many_finds_and_what_every_threshold_tried_gives(int minimumLeaf)
    {
        var draws = new Draws(3);
        foreach (var rows in new[] { 2, 3, 17, 100, 128, 129, 1000 })
        {
            double[][] columns = [Values(draws, rows, 3), Values(draws, rows, 1000), Values(draws, rows, 40)];
            var classes = Values(draws, rows, 2);
            int[] all = [.. Enumerable.Range(0, rows)];
            var binned = Binned.Of(columns, all);
            var source = new ForestRecords(binned, classes, all);
            var records = new Vector128<byte>[rows * source.Units];
            var drawn = source.Draw(new Draws(rows), rows, new byte[rows], records);
            var bytes = MemoryMarshal.AsBytes(records.AsSpan(0, drawn * source.Units));
            ForestSearch[] searches = [new TwoClassSearch(source, minimumLeaf), new ManyClassSearch(source, minimumLeaf, 2)];
            for (var column = 0; column < columns.Length; column++)
            {
                var expected = BestByTrying(bytes, source, column, minimumLeaf);
                foreach (var search in searches)
                {
                    search.Begin(bytes);
                    if (search.IsPure)
                    {
                        // A pure node is a leaf and never searched.
                        continue;
                    }

                    search.Try(bytes, column);
                    search.HasBest.ShouldBe(expected is not null);
                    if (expected is { } gain)
                    {
                        search.GainOfBest.ShouldBe(gain, 1e-9 * rows);
                        GainOf(bytes, source, column, search.BestBin, minimumLeaf).ShouldNotBeNull().ShouldBe(gain, 1e-9 * rows);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_row_that_is_drawn_more_often_than_a_byte_counts_stands_in_several_records()
    {
        int[] rows = [0, 1, 2];
        var source = new ForestRecords(Binned.Of([[5.0, 6, 7]], rows), new double[3], rows);
        var records = new Vector128<byte>[1000];
        var written = source.Draw(new Draws(1), 70_000, new byte[3], records);
        var bytes = MemoryMarshal.AsBytes(records.AsSpan()).ToArray();
        var times = Enumerable.Range(0, written).ToLookup(i => bytes[i * source.Stride], i => (int)bytes[(i * source.Stride) + 2]);
        times.Sum(static t => t.Sum()).ShouldBe(70_000);

        // Each third within five deviations: the square root of 70,000 × 1/3 × 2/3 is 125.
        times.Select(static t => t.Sum()).ShouldAllBe(n => Math.Abs(n - (70_000 / 3)) < 625);
        written.ShouldBe(times.Sum(static t => (t.Sum() + 254) / 255));
    }

    [Fact]
    public async Task More_columns_than_a_record_holds_are_learned_as_well()
    {
        var draws = new Draws(5);
        var csv = new StringBuilder("y," + string.Join(',', Enumerable.Range(0, 130).Select(static i => $"x{i}")) + "\n");
        for (var row = 0; row < 300; row++)
        {
            var values = Enumerable.Range(0, 130).Select(_ => draws.NextDouble()).ToArray();
            csv.Append(values[0] + values[1] > 1 ? "yes" : "no");
            foreach (var value in values)
            {
                csv.Append(',').Append(value.ToString("R", CultureInfo.InvariantCulture));
            }

            csv.Append('\n');
        }

        var run = await OperatorRun.OnTextAsync("random-forest", csv.ToString(), "outcome=y", "covariates=" + string.Join(',', Enumerable.Range(0, 130).Select(static i => $"x{i}")), "trees=60", "max_features=60");
        ((double)run.Rows().Single(r => (string?)r["set"] == "test" && (string?)r["metric"] == "auc")["estimate"]!).ShouldBeGreaterThan(0.85);
    }

    [Theory]
    [InlineData("tumours")]
    [InlineData("patients", "task=regression")]
    public async Task A_forest_predicts_the_same_before_it_was_written_and_after(string data, params string[] settings)
    {
        var path = $"Mining/Oracle/{data}.csv";
        var fitted = await OperatorRun.OnFileAsync("random-forest", path, ["outcome=y", Columns, "test=0", "trees=10", "min_leaf=4", .. settings]);
        var column = settings.Length > 0 ? "prediction" : "probability_1";
        var expected = fitted.Rows("predictions").Select(r => (double)r[settings.Length > 0 ? "predicted" : "probability_event"]!).ToList();
        foreach (var model in new[] { fitted.Model!, OperatorModel.Parse(fitted.Model!.ToJson()) })
        {
            var applied = await OperatorRun.OnFilesAsync("predict", [("", Oracle.PathOf(path))], model);
            applied.Rows().Select(r => (double)r[column]!).ShouldBe(expected, 1e-9);
        }
    }

    [Fact]
    public async Task A_model_is_written_to_a_stream_as_to_text()
    {
        var fitted = await OperatorRun.OnFileAsync("random-forest", "Mining/Oracle/tumours.csv", "outcome=y", Columns, "trees=3");
        using var stream = new MemoryStream();
        await fitted.Model!.WriteAsync(stream, CancellationToken.None);
        Encoding.UTF8.GetString(stream.ToArray()).ShouldBe(fitted.Model.ToJson());
    }

    private static double[] Values(Draws draws, int rows, int distinct) => [.. Enumerable.Range(0, rows).Select(_ => (double)draws.Below(distinct))];

    private static double? BestByTrying(ReadOnlySpan<byte> bytes, ForestRecords source, int column, int minimumLeaf)
    {
        double? best = null;
        for (var bin = 0; bin < 255; bin++)
        {
            var gain = GainOf(bytes, source, column, bin, minimumLeaf);
            best = gain is { } g && (best is not { } b || g > b) ? g : best;
        }

        return best;
    }

    /// <summary>Gini's gain of a threshold by its definition; null where a side has too few rows.</summary>
    private static double? GainOf(ReadOnlySpan<byte> bytes, ForestRecords source, int column, int bin, int minimumLeaf)
    {
        var rows = new int[2];
        var weights = new double[2, 2];
        for (var i = 0; i < bytes.Length; i += source.Stride)
        {
            var side = bytes[i + column] <= bin ? 0 : 1;
            rows[side]++;
            weights[side, bytes[i + source.Columns]] += bytes[i + source.Columns + 1];
        }

        static double Impurity(double a, double b) => (a + b) * (1 - ((a * a) + (b * b)) / ((a + b) * (a + b)));
        return Math.Min(rows[0], rows[1]) < minimumLeaf
            ? null
            : Impurity(weights[0, 0] + weights[1, 0], weights[0, 1] + weights[1, 1]) - Impurity(weights[0, 0], weights[0, 1]) - Impurity(weights[1, 0], weights[1, 1]);
    }
}
