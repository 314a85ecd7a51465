using System.Text.Json.Nodes;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Mining;

/// <summary><c>k-means</c></summary>
internal sealed class KMeansOperator : IOperator
{
    private static readonly OperatorParameter<IReadOnlyList<string>> Columns = Parameter.Columns("columns", true, "参与聚类的数值列", "Numeric columns to cluster by");
    private static readonly OperatorParameter<long> Clusters = Parameter.Integer("k", 3, 1, 10_000, "聚类数", "Number of clusters");
    private static readonly OperatorParameter<long> Starts = Parameter.Integer("n_start", 10, 1, 1000, "随机起点数,取最好的一次", "Random starts, of which the best is kept");
    private static readonly OperatorParameter<long> Iterations = Parameter.Integer("max_iter", 300, 1, 100_000, "最多迭代次数", "Most iterations of a start");
    private static readonly OperatorParameter<double> Tolerance = Parameter.Number("tolerance", 1e-4, 0, 1, "收敛容差:中心移动的平方和占平均方差的比例", "Squared move of the centres, as a share of the mean variance, at which it stops");
    private static readonly OperatorParameter<bool> Scale = Parameter.Flag("scale", false, "先将各列标准化", "Standardise columns first");
    private static readonly OperatorParameter<string?> Identifier = Parameter.OptionalColumn("id", "行的标识列,写入归类结果", "Column that names rows, repeated in the assignments");
    private static readonly OperatorParameter<bool> WithAssignments = Parameter.Flag("assignments", true, "输出每行的归类", "Give the cluster of each row");

    public OperatorDescription Description { get; } = new(
        "k-means", "clustering", new Words("K 均值聚类", "k-means clustering"),
        new Words("把行分为 k 类,使类内平方和最小;起点按 k-means++ 选取。", "Parts rows into k clusters with the least sum of squares within; starts are chosen by k-means++."),
        [Columns, Clusters, Starts, Iterations, Tolerance, Scale, Identifier, WithAssignments, Parameter.Seed],
        [
            new OperatorOutput("result", new Words("每类一行", "One row per cluster"), "cluster (1 is the largest), size, withinss, then the centre by column in its own unit"),
            new OperatorOutput("fit", new Words("整体", "The whole"), "n, k, totss, tot_withinss, betweenss, explained, iter, converged"),
            new OperatorOutput("assignments", new Words("每行的归类", "Cluster of each row"), "row (number in the input) or the id, cluster"),
        ])
    {
        Aliases = ["kmeans", "k-means++"],
        References = ["Arthur D, Vassilvitskii S: k-means++: the advantages of careful seeding. SODA 2007", "Hamerly G: Making k-means even faster. SDM 2010", "scikit-learn KMeans(algorithm=\"lloyd\"); names after broom::tidy.kmeans"],
        GivesModel = true,
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var columns = call.Get(Columns).Distinct().ToList();
        var k = (int)call.Get(Clusters);
        var data = await RowMatrix.ReadAsync(call, columns, cancellationToken);
        data.NoteIdentifiers(call);
        if (data.RowCount < k)
        {
            throw OperatorException.BadData($"There are {data.RowCount} rows, fewer than the {k} clusters asked for.", "Ask for fewer clusters.");
        }

        var (mean, deviation) = data.Moments();
        var isScaled = call.Get(Scale);
        if (isScaled)
        {
            if (Array.IndexOf(deviation, 0.0) is >= 0 and var constant)
            {
                throw OperatorException.BadData($"The column {columns[constant]} has one value only and cannot be standardised.", "Leave it out, or set scale=false.");
            }

            data.Standardise(mean, deviation);
        }

        var method = new KMeans(data, k, (int)call.Get(Iterations), call.Get(Tolerance));
        var found = method.Best((int)call.Get(Starts), new Draws(call.Get(Parameter.Seed)), cancellationToken);
        var order = Enumerable.Range(0, k).OrderByDescending(i => found.Sizes[i]).ThenBy(i => found.Centers[i][0]).ToArray();
        var total = data.Moments().Deviation.Sum(static d => d * d) * (data.RowCount - 1);
        await WriteAsync(call, columns, data, found, order, total, isScaled ? (mean, deviation) : null, cancellationToken);
        if (!found.HasConverged)
        {
            call.Note($"{found.Iterations} 次迭代后仍未收敛。", $"Not converged after {found.Iterations} iterations.");
        }

        if (call.Get(WithAssignments))
        {
            await WriteAssignmentsAsync(call, data, method, found, order, cancellationToken);
        }

        var explained = total > 0 ? 1 - (found.TotalWithin / total) : 0;
        call.Sentence(
            FormattableString.Invariant($"K 均值聚类将 {data.RowCount} 行分为 {k} 类,类间平方和占总平方和的 {explained:P1}。"),
            FormattableString.Invariant($"k-means parted {data.RowCount} rows into {k} clusters; {explained:P1} of the total sum of squares lies between them."));
        call.Sink.Keep(new OperatorModel(Description.Name, 1, new JsonObject
        {
            ["columns"] = new JsonArray([.. columns.Select(static c => (JsonNode)c)]),
            ["mean"] = isScaled ? Json(mean) : null,
            ["deviation"] = isScaled ? Json(deviation) : null,
            ["centers"] = new JsonArray([.. order.Select(i => (JsonNode)Json(found.Centers[i]))]),
        }, new Dictionary<string, double> { ["tot_withinss"] = found.TotalWithin, ["explained"] = explained }));
    }

    private static JsonArray Json(double[] values) => new([.. values.Select(static v => (JsonNode)v)]);

    private static async Task WriteAsync(OperatorCall call, List<string> columns, RowMatrix data, KMeans.Solution found, int[] order, double total, (double[] Mean, double[] Deviation)? scale, CancellationToken cancellationToken)
    {
        var table = new ResultTable("result", [("cluster", ColumnType.Int64), ("size", ColumnType.Int64), ("withinss", ColumnType.Double), .. columns.Select(static c => (c, ColumnType.Double))]);
        for (var i = 0; i < order.Length; i++)
        {
            var center = found.Centers[order[i]];
            table.Add([i + 1, found.Sizes[order[i]], found.Within[order[i]], .. center.Select((c, j) => (object?)(scale is { } s ? (c * s.Deviation[j]) + s.Mean[j] : c))]);
        }

        await call.WriteAsync(table, cancellationToken);
        var fit = new ResultTable("fit", ("n", ColumnType.Int64), ("k", ColumnType.Int64), ("totss", ColumnType.Double), ("tot_withinss", ColumnType.Double), ("betweenss", ColumnType.Double), ("explained", ColumnType.Double), ("iter", ColumnType.Int64), ("converged", ColumnType.Boolean));
        fit.Add(data.RowCount, order.Length, total, found.TotalWithin, total - found.TotalWithin, total > 0 ? 1 - (found.TotalWithin / total) : null, found.Iterations, found.HasConverged);
        await call.WriteAsync(fit, cancellationToken);
    }

    private static async Task WriteAssignmentsAsync(OperatorCall call, RowMatrix data, KMeans method, KMeans.Solution found, int[] order, CancellationToken cancellationToken)
    {
        const int BatchRows = 1 << 14;
        var nearest = new int[data.RowCount];
        method.Assign(found.Centers, nearest);
        var place = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            place[order[i]] = i + 1;
        }

        var identifiers = call.Get(Identifier) is { } id ? (await Frame.ReadAsync(call.Input, [(id, FrameKind.Factor)], cancellationToken)).Factor(id) : null;
        var batch = new ColumnBatch([new ResultColumn(call.Get(Identifier) ?? "row", identifiers is null ? ColumnType.Int64 : ColumnType.Text), new ResultColumn("cluster", ColumnType.Int64)], BatchRows);
        await call.Sink.BeginAsync("assignments", batch.Columns, cancellationToken);
        for (var row = 0; row < nearest.Length; row++)
        {
            var number = data.InputRows?[row] ?? row;
            if (identifiers is null)
            {
                batch[0].Append(number + 1);
            }
            else if (identifiers.Codes[number] is >= 0 and var code)
            {
                batch[0].Append(identifiers.Levels[code]);
            }
            else
            {
                batch[0].AppendNull();
            }

            batch[1].Append((long)place[nearest[row]]);
            if (batch.RowCount == BatchRows || row == nearest.Length - 1)
            {
                await call.Sink.WriteAsync("assignments", batch, cancellationToken);
                batch.Clear();
            }
        }
    }
}
