using System.Text.Json.Nodes;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Mining;

/// <summary><c>isolation-forest</c>: rows unlike the others.</summary>
internal sealed class IsolationForestOperator : IOperator
{
    private static readonly OperatorParameter<IReadOnlyList<string>> Columns = Parameter.Columns("columns", true, "数值列", "Numeric columns");
    private static readonly OperatorParameter<long> TreeCount = Parameter.Integer("trees", 100, 1, 10_000, "树的数量", "Number of trees");
    private static readonly OperatorParameter<long> SampleSize = Parameter.Integer("sample", 256, 2, 1_000_000, "每棵树的抽样行数", "Rows drawn for a tree");
    private static readonly OperatorParameter<double?> Contamination = Parameter.OptionalNumber("contamination", 0, 0.5, "认定为异常的比例;缺省以 0.5 分为界", "Share called unusual; without it the score 0.5 is the limit");
    private static readonly OperatorParameter<string?> Identifier = Parameter.OptionalColumn("id", "行的标识列,写入结果", "Column that names rows, repeated in the result");

    public OperatorDescription Description { get; } = new(
        "isolation-forest", "patterns", new Words("孤立森林(异常检测)", "Isolation forest (unusual rows)"),
        new Words("随机切分越快被单独分开的行越异常;分数在 0 与 1 之间。", "The sooner random cuts part a row from the others, the more unusual it is; scores lie between 0 and 1."),
        [Columns, TreeCount, SampleSize, Contamination, Identifier, Parameter.Seed],
        [new OperatorOutput("result", new Words("每行一个分数", "One row per row of the input"), "row (number in the input) or the id, score (1 unusual, below 0.5 usual), is_anomaly")])
    {
        Aliases = ["iforest", "isolationforest"],
        References = ["Liu FT, Ting KM, Zhou ZH: Isolation forest. ICDM 2008", "scikit-learn IsolationForest (score = −score_samples)"],
        GivesModel = true,
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var data = await RowMatrix.ReadAsync(call, [.. call.Get(Columns).Distinct()], cancellationToken);
        data.NoteIdentifiers(call);
        if (data.RowCount < 2)
        {
            throw OperatorException.BadData("An isolation forest needs at least 2 rows; there is 1.", "Give more rows.");
        }

        var forest = IsolationForest.Grow(data, (int)call.Get(TreeCount), (int)Math.Min(data.RowCount, call.Get(SampleSize)), call.Get(Parameter.Seed), cancellationToken);
        var scores = new double[data.RowCount];
        Parallel.For(0, data.Blocks.Count, b =>
        {
            for (var r = 0; r < data.RowsOf(b); r++)
            {
                var row = (b * RowMatrix.BlockRows) + r;
                scores[row] = forest.Score(data.Row(row));
            }
        });
        var limit = 0.5;
        if (call.Get(Contamination) is { } share)
        {
            var sorted = (double[])scores.Clone();
            Array.Sort(sorted);
            var called = (int)Math.Round(share * scores.Length, MidpointRounding.AwayFromZero);
            limit = called == 0 ? double.PositiveInfinity : sorted[^called] - 1e-15;
        }

        var identifiers = call.Get(Identifier) is { } id ? (await Frame.ReadAsync(call.Input, [(id, FrameKind.Factor)], cancellationToken)).Factor(id) : null;
        var table = new ResultTable("result", (call.Get(Identifier) ?? "row", identifiers is null ? ColumnType.Int64 : ColumnType.Text), ("score", ColumnType.Double), ("is_anomaly", ColumnType.Boolean));
        for (var row = 0; row < scores.Length; row++)
        {
            var number = data.InputRows?[row] ?? row;
            object? name = identifiers is null ? number + 1 : identifiers.Codes[number] is >= 0 and var code ? identifiers.Levels[code] : null;
            table.Add(name, scores[row], scores[row] > limit);
        }

        await call.WriteAsync(table, cancellationToken);
        var unusual = scores.Count(s => s > limit);
        call.Sentence($"{scores.Length} 行中有 {unusual} 行被认定为异常。", $"{unusual} of {scores.Length} rows are called unusual.");
        call.Sink.Keep(new OperatorModel(Description.Name, 1, forest.ToJson(data.Columns, limit), new Dictionary<string, double> { ["anomalies"] = unusual }));
    }
}

/// <summary>Trees that cut at random until each row of a sample stands alone.</summary>
internal sealed class IsolationForest(IReadOnlyList<Tree> trees, int sampleSize)
{
    public static IsolationForest Grow(RowMatrix data, int treeCount, int sampleSize, long seed, CancellationToken cancellationToken)
    {
        var limit = (int)Math.Ceiling(Math.Log2(Math.Max(2, sampleSize)));
        var trees = new Tree[treeCount];
        Parallel.For(0, treeCount, new ParallelOptions { CancellationToken = cancellationToken }, t =>
        {
            var draws = new Draws(seed, t + 1);
            var rows = Sample(data.RowCount, sampleSize, draws);
            var tree = new Tree();
            Grow(tree, data, rows, 0, limit, draws);
            trees[t] = tree;
        });
        return new IsolationForest(trees, sampleSize);
    }

    /// <summary>2 to the power of minus the mean path length over that of an unsuccessful search in a binary tree.</summary>
    public double Score(ReadOnlySpan<double> row)
    {
        var sum = 0.0;
        foreach (var tree in trees)
        {
            var node = 0;
            var depth = 0;
            while (!tree.IsLeaf(node))
            {
                var (left, right) = tree.Children(node);
                node = row[tree.FeatureOf(node)] <= tree.ThresholdOf(node) ? left : right;
                depth++;
            }

            sum += depth + PathLength(tree.ValueOf(node)[0]);
        }

        return Math.Pow(2, -sum / trees.Count / PathLength(sampleSize));
    }

    public JsonObject ToJson(IReadOnlyList<string> columns, double limit) => new()
    {
        ["columns"] = new JsonArray([.. columns.Select(static c => (JsonNode)c)]),
        ["sample"] = sampleSize,
        ["limit"] = double.IsFinite(limit) ? limit : 2,
        ["trees"] = new JsonArray([.. trees.Select(static t => (JsonNode)t.ToJson())]),
    };

    public static IsolationForest FromJson(JsonObject json) => new([.. json["trees"]!.AsArray().Select(static t => Tree.FromJson(t!))], json["sample"]!.GetValue<int>());

    /// <summary>Mean depth of an unsuccessful search among n (Preiss 1999), equation 1 of Liu et al.</summary>
    private static double PathLength(double n)
    {
        const double Euler = 0.5772156649015329;
        return n <= 1 ? 0 : n <= 2 ? 1 : (2 * (Math.Log(n - 1) + Euler)) - (2 * (n - 1) / n);
    }

    private static int[] Sample(int rows, int size, Draws draws)
    {
        if (size == rows)
        {
            return [.. Enumerable.Range(0, rows)];
        }

        // Floyd's draw of a subset.
        var chosen = new HashSet<int>();
        for (var j = rows - size; j < rows; j++)
        {
            var t = draws.Below(j + 1);
            if (!chosen.Add(t))
            {
                chosen.Add(j);
            }
        }

        return [.. chosen];
    }

    private static int Grow(Tree tree, RowMatrix data, int[] rows, int depth, int limit, Draws draws)
    {
        var node = tree.Add([rows.Length], rows.Length, 0);
        if (depth >= limit || rows.Length <= 1)
        {
            return node;
        }

        // A column that is constant here cannot part rows: another is drawn.
        var columns = Enumerable.Range(0, data.Width).ToArray();
        draws.Shuffle(columns);
        foreach (var column in columns)
        {
            double low = double.PositiveInfinity, high = double.NegativeInfinity;
            foreach (var row in rows)
            {
                var v = data.Row(row)[column];
                low = Math.Min(low, v);
                high = Math.Max(high, v);
            }

            if (!(high > low))
            {
                continue;
            }

            var at = low + (draws.NextDouble() * (high - low));
            at = at >= high ? low : at;
            var left = Grow(tree, data, Array.FindAll(rows, r => data.Row(r)[column] <= at), depth + 1, limit, draws);
            var right = Grow(tree, data, Array.FindAll(rows, r => data.Row(r)[column] > at), depth + 1, limit, draws);
            tree.Split(node, column, at, left, right);
            return node;
        }

        return node;
    }
}
