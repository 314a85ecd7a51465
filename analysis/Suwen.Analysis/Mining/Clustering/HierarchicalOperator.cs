using Suwen.Storage.Schema;

namespace Suwen.Analysis.Mining;

/// <summary><c>hierarchical</c>: agglomerative clustering.</summary>
internal sealed class HierarchicalOperator : IOperator
{
    /// <summary>Above this the distances (8 bytes for each pair) take more than 1.6 GB.</summary>
    private const int MaximumRows = 20_000;

    private static readonly OperatorParameter<IReadOnlyList<string>> Columns = Parameter.Columns("columns", true, "参与聚类的数值列", "Numeric columns to cluster by");
    private static readonly OperatorParameter<string> Linkage = Parameter.Choice("linkage", ["ward", "complete", "average", "single"], "ward", "类间距离(ward 为 Ward.D2)", "Distance between clusters (ward is R's ward.D2)");
    private static readonly OperatorParameter<string> Metric = Parameter.Choice("distance", ["euclidean", "manhattan"], "euclidean", "行间距离", "Distance between rows");
    private static readonly OperatorParameter<long?> Clusters = Parameter.OptionalInteger("k", 1, MaximumRows, "切成的类数", "Number of clusters to cut into");
    private static readonly OperatorParameter<double?> Height = Parameter.OptionalNumber("height", 0, 1e300, "切割高度", "Height to cut at");
    private static readonly OperatorParameter<bool> Scale = Parameter.Flag("scale", false, "先将各列标准化", "Standardise columns first");

    public OperatorDescription Description { get; } = new(
        "hierarchical", "clustering", new Words("层次聚类", "Hierarchical clustering"),
        new Words("逐步合并最近的两类,给出合并的顺序与高度;可按类数或高度切割。", "Merges the two nearest clusters step by step, with the height of each merge; can be cut by number or height."),
        [Columns, Linkage, Metric, Clusters, Height, Scale],
        [
            new OperatorOutput("result", new Words("每次合并一行", "One row per merge"), "step, merge_1, merge_2 (−i is row i, +j the cluster of step j, as R's hclust), height, size"),
            new OperatorOutput("assignments", new Words("每行的归类", "Cluster of each row"), "row, cluster (numbered in the order of rows, as R's cutree)"),
        ])
    {
        Aliases = ["hierarchical-clustering", "hclust", "agglomerative"],
        References = ["Müllner D: Modern hierarchical, agglomerative clustering algorithms. arXiv:1109.2378 (nearest-neighbour chain)", "R stats::hclust, cutree"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var data = await RowMatrix.ReadAsync(call, [.. call.Get(Columns).Distinct()], cancellationToken);
        if (data.RowCount is < 2 or > MaximumRows)
        {
            throw OperatorException.BadData($"Hierarchical clustering needs 2 to {MaximumRows} rows; there are {data.RowCount}.", data.RowCount < 2 ? "Give more rows." : "Take a sample, or use k-means.");
        }

        if (call.Get(Scale))
        {
            var (mean, deviation) = data.Moments();
            if (Array.IndexOf(deviation, 0.0) is >= 0 and var constant)
            {
                throw OperatorException.BadData($"The column {data.Columns[constant]} has one value only and cannot be standardised.", "Leave it out, or set scale=false.");
            }

            data.Standardise(mean, deviation);
        }

        var linkage = call.Get(Linkage);
        var merges = Agglomeration.Run(Agglomeration.Distances(data, call.Get(Metric) == "manhattan", linkage == "ward"), data.RowCount, linkage, cancellationToken);
        var table = new ResultTable("result", ("step", ColumnType.Int64), ("merge_1", ColumnType.Int64), ("merge_2", ColumnType.Int64), ("height", ColumnType.Double), ("size", ColumnType.Int64));
        for (var i = 0; i < merges.Count; i++)
        {
            table.Add(i + 1, merges[i].First, merges[i].Second, merges[i].Height, merges[i].Size);
        }

        await call.WriteAsync(table, cancellationToken);
        var k = call.Get(Clusters) is { } asked ? (int)asked : call.Get(Height) is { } height ? data.RowCount - merges.Count(m => m.Height <= height) : 0;
        if (k > data.RowCount)
        {
            throw OperatorException.BadData($"There are {data.RowCount} rows, fewer than the {k} clusters asked for.", "Ask for fewer clusters.");
        }

        if (k > 0)
        {
            var clusters = Agglomeration.Cut(merges, data.RowCount, k);
            var assignments = new ResultTable("assignments", ("row", ColumnType.Int64), ("cluster", ColumnType.Int64));
            for (var row = 0; row < clusters.Length; row++)
            {
                assignments.Add((data.InputRows?[row] ?? row) + 1, clusters[row]);
            }

            await call.WriteAsync(assignments, cancellationToken);
            call.Sentence($"层次聚类({linkage})将 {data.RowCount} 行分为 {k} 类。", $"Hierarchical clustering ({linkage}) parted {data.RowCount} rows into {k} clusters.");
        }
    }
}

/// <summary>A merge, numbered as R does: −i is row i, +j the cluster made by step j.</summary>
internal readonly record struct Merge(int First, int Second, double Height, int Size);

/// <summary>Agglomeration by the nearest-neighbour chain: rows² steps for linkages that keep the order of merges.</summary>
internal static class Agglomeration
{
    /// <summary>Distances of all pairs, row by row of the upper triangle; squared for Ward.</summary>
    public static double[] Distances(RowMatrix data, bool isManhattan, bool isSquared)
    {
        var n = data.RowCount;
        var distances = new double[(long)n * (n - 1) / 2];
        Parallel.For(0, n - 1, i =>
        {
            var at = Start(i, n);
            var row = data.Row(i);
            for (var j = i + 1; j < n; j++)
            {
                var other = data.Row(j);
                var sum = 0.0;
                for (var c = 0; c < row.Length; c++)
                {
                    var d = row[c] - other[c];
                    sum += isManhattan ? Math.Abs(d) : d * d;
                }

                distances[at + (j - i - 1)] = isManhattan ? (isSquared ? sum * sum : sum) : isSquared ? sum : Math.Sqrt(sum);
            }
        });
        return distances;
    }

    public static IReadOnlyList<Merge> Run(double[] d, int n, string linkage, CancellationToken cancellationToken)
    {
        var size = new int[n];
        Array.Fill(size, 1);
        var isActive = new bool[n];
        Array.Fill(isActive, true);
        var chain = new int[n];
        var length = 0;
        var found = new List<(int A, int B, double Height)>(n - 1);
        while (found.Count < n - 1)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (length == 0)
            {
                chain[length++] = Array.IndexOf(isActive, true);
            }

            while (true)
            {
                var top = chain[length - 1];
                var previous = length > 1 ? chain[length - 2] : -1;
                var nearest = previous;
                var least = previous >= 0 ? d[At(top, previous, n)] : double.PositiveInfinity;
                for (var i = 0; i < n; i++)
                {
                    if (isActive[i] && i != top && d[At(top, i, n)] < least)
                    {
                        (nearest, least) = (i, d[At(top, i, n)]);
                    }
                }

                if (nearest == previous && previous >= 0)
                {
                    break;
                }

                chain[length++] = nearest;
            }

            var a = Math.Min(chain[length - 1], chain[length - 2]);
            var b = Math.Max(chain[length - 1], chain[length - 2]);
            length -= 2;
            found.Add((a, b, d[At(a, b, n)]));
            Join(d, n, a, b, size, isActive, linkage);
        }

        return InOrder(found, n, linkage == "ward");
    }

    /// <summary>Clusters 1 to k, numbered by their first row.</summary>
    public static int[] Cut(IReadOnlyList<Merge> merges, int n, int k)
    {
        var parent = Enumerable.Range(0, n).ToArray();
        var member = new int[merges.Count];
        for (var i = 0; i < n - k; i++)
        {
            var first = merges[i].First < 0 ? -merges[i].First - 1 : member[merges[i].First - 1];
            var second = merges[i].Second < 0 ? -merges[i].Second - 1 : member[merges[i].Second - 1];
            var (low, high) = (Math.Min(Root(parent, first), Root(parent, second)), Math.Max(Root(parent, first), Root(parent, second)));
            parent[high] = low;
            member[i] = low;
        }

        var numbers = new Dictionary<int, int>();
        return [.. Enumerable.Range(0, n).Select(i =>
        {
            var root = Root(parent, i);
            if (!numbers.TryGetValue(root, out var number))
            {
                numbers.Add(root, number = numbers.Count + 1);
            }

            return number;
        })];
    }

    private static int Root(int[] parent, int at)
    {
        while (parent[at] != at)
        {
            at = parent[at] = parent[parent[at]];
        }

        return at;
    }

    /// <summary>Lance and Williams 1967: the distances of the cluster joined, kept in the place of b.</summary>
    private static void Join(double[] d, int n, int a, int b, int[] size, bool[] isActive, string linkage)
    {
        var ab = d[At(a, b, n)];
        for (var i = 0; i < n; i++)
        {
            if (!isActive[i] || i == a || i == b)
            {
                continue;
            }

            var ai = d[At(a, i, n)];
            var bi = d[At(b, i, n)];
            d[At(b, i, n)] = linkage switch
            {
                "single" => Math.Min(ai, bi),
                "complete" => Math.Max(ai, bi),
                "average" => ((size[a] * ai) + (size[b] * bi)) / (size[a] + size[b]),
                _ => (((size[a] + size[i]) * ai) + ((size[b] + size[i]) * bi) - (size[i] * ab)) / (size[a] + size[b] + size[i]),
            };
        }

        size[b] += size[a];
        isActive[a] = false;
    }

    /// <summary>The chain finds merges out of order: they are sorted by height, and clusters named by the step that made them.</summary>
    private static List<Merge> InOrder(List<(int A, int B, double Height)> found, int n, bool isSquared)
    {
        var steps = found.Select(static (f, i) => (f, i)).OrderBy(static p => p.f.Height).ThenBy(static p => p.i).Select(static p => p.f).ToList();
        var parent = Enumerable.Range(0, n).ToArray();
        var made = new int[n];
        var size = new int[n];
        Array.Fill(size, 1);
        var merges = new List<Merge>(steps.Count);
        foreach (var (a, b, height) in steps)
        {
            var (ra, rb) = (Root(parent, a), Root(parent, b));
            var first = made[ra] == 0 ? -(ra + 1) : made[ra];
            var second = made[rb] == 0 ? -(rb + 1) : made[rb];

            // R: rows before clusters, rows by number, clusters by step.
            var (low, high) = first < 0 && second < 0 ? (Math.Max(first, second), Math.Min(first, second)) : (Math.Min(first, second), Math.Max(first, second));
            parent[ra] = rb;
            size[rb] += size[ra];
            merges.Add(new Merge(low, high, isSquared ? Math.Sqrt(height) : height, size[rb]));
            made[rb] = merges.Count;
        }

        return merges;
    }

    private static long Start(long i, long n) => (i * n) - (i * (i + 1) / 2);

    private static long At(int i, int j, int n) => i < j ? Start(i, n) + (j - i - 1) : Start(j, n) + (i - j - 1);
}
