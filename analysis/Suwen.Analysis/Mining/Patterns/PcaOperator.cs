using System.Text.Json.Nodes;
using MathNet.Numerics.LinearAlgebra;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Mining;

/// <summary><c>pca</c>: principal components.</summary>
internal sealed class PcaOperator : IOperator
{
    private static readonly OperatorParameter<IReadOnlyList<string>> Columns = Parameter.Columns("columns", true, "数值列", "Numeric columns");
    private static readonly OperatorParameter<bool> Scale = Parameter.Flag("scale", false, "先将各列标准化(相关矩阵)", "Standardise columns first (correlation matrix)");
    private static readonly OperatorParameter<long> Components = Parameter.Integer("components", 0, 0, 10_000, "保留的主成分数;0 为全部", "Components to keep; 0 for all");
    private static readonly OperatorParameter<bool> WithScores = Parameter.Flag("scores", true, "输出每行的得分", "Give the scores of each row");

    public OperatorDescription Description { get; } = new(
        "pca", "clustering", new Words("主成分分析", "Principal component analysis"),
        new Words("把相关的数值列化为互不相关的主成分,并给出各自解释的方差。", "Turns correlated columns into components without correlation, with the variance that each explains."),
        [Columns, Scale, Components, WithScores],
        [
            new OperatorOutput("result", new Words("每个主成分一行", "One row per component"), "PC, std_dev, percent, cumulative (shares of 1)"),
            new OperatorOutput("loadings", new Words("载荷", "Loadings"), "column, PC, value (the largest in size of each component is positive)"),
            new OperatorOutput("scores", new Words("每行的得分", "Scores by row"), "row, PC1, PC2, …"),
        ])
    {
        Aliases = ["principal-components", "principal-component-analysis", "prcomp"],
        References = ["R stats::prcomp (up to the sign of a component)"],
        GivesModel = true,
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var data = await RowMatrix.ReadAsync(call, [.. call.Get(Columns).Distinct()], cancellationToken);
        if (data.RowCount < 2)
        {
            throw OperatorException.BadData("Components need at least 2 rows; there is 1.", "Give more rows.");
        }

        var (mean, deviation) = data.Moments();
        if (call.Get(Scale) && Array.IndexOf(deviation, 0.0) is >= 0 and var constant)
        {
            throw OperatorException.BadData($"The column {data.Columns[constant]} has one value only and cannot be standardised.", "Leave it out, or set scale=false.");
        }

        data.Standardise(mean, call.Get(Scale) ? deviation : Array.ConvertAll(deviation, static _ => 1.0));
        var (values, vectors) = Eigen(data);
        var rank = Math.Min(data.Width, data.RowCount - 1);
        var asked = (int)call.Get(Components);
        var kept = asked == 0 ? Math.Min(data.Width, data.RowCount) : Math.Min(asked, Math.Min(data.Width, data.RowCount));
        var total = values.Sum();
        var table = new ResultTable("result", ("PC", ColumnType.Int64), ("std_dev", ColumnType.Double), ("percent", ColumnType.Double), ("cumulative", ColumnType.Double));
        var sum = 0.0;
        for (var i = 0; i < kept; i++)
        {
            var value = i < rank ? Math.Max(0, values[i]) : 0;
            sum += value;
            table.Add(i + 1, Math.Sqrt(value), total > 0 ? value / total : null, total > 0 ? sum / total : null);
        }

        await call.WriteAsync(table, cancellationToken);
        var loadings = new ResultTable("loadings", ("column", ColumnType.Text), ("PC", ColumnType.Int64), ("value", ColumnType.Double));
        for (var i = 0; i < kept; i++)
        {
            for (var c = 0; c < data.Width; c++)
            {
                loadings.Add(data.Columns[c], i + 1, vectors[i][c]);
            }
        }

        await call.WriteAsync(loadings, cancellationToken);
        if (call.Get(WithScores))
        {
            await WriteScoresAsync(call, data, vectors, kept, cancellationToken);
        }

        call.Sentence(
            FormattableString.Invariant($"第一主成分解释方差的 {values[0] / total:P1},前 {Math.Min(2, kept)} 个共 {values.Take(2).Sum() / total:P1}。"),
            FormattableString.Invariant($"The first component explains {values[0] / total:P1} of the variance, the first {Math.Min(2, kept)} together {values.Take(2).Sum() / total:P1}."));
        call.Sink.Keep(new OperatorModel(Description.Name, 1, new JsonObject
        {
            ["columns"] = new JsonArray([.. data.Columns.Select(static c => (JsonNode)c)]),
            ["mean"] = Json(mean),
            ["deviation"] = call.Get(Scale) ? Json(deviation) : null,
            ["components"] = new JsonArray([.. vectors.Take(kept).Select(static v => (JsonNode)Json(v))]),
        }, new Dictionary<string, double> { ["explained"] = sum / total }));
    }

    private static JsonArray Json(double[] values) => new([.. values.Select(static v => (JsonNode)v)]);

    /// <summary>Eigenvalues and vectors of the covariance of centred rows, the largest first.</summary>
    private static (double[] Values, double[][] Vectors) Eigen(RowMatrix data)
    {
        var width = data.Width;
        var parts = new double[data.Blocks.Count][];
        Parallel.For(0, parts.Length, b =>
        {
            var own = new double[width * width];
            var rows = data.Blocks[b];
            for (var r = 0; r < data.RowsOf(b); r++)
            {
                var row = rows.AsSpan(r * width, width);
                for (var i = 0; i < width; i++)
                {
                    VectorSums.AddScaled(own.AsSpan((i * width) + i, width - i), row[i..], row[i]);
                }
            }

            parts[b] = own;
        });
        var covariance = Matrix<double>.Build.Dense(width, width, (i, j) => parts.Sum(p => p[(Math.Min(i, j) * width) + Math.Max(i, j)]) / (data.RowCount - 1));
        var eigen = covariance.Evd(Symmetricity.Symmetric);
        var order = Enumerable.Range(0, width).OrderByDescending(i => eigen.EigenValues[i].Real).ToArray();
        var values = Array.ConvertAll(order, i => eigen.EigenValues[i].Real);
        if (!(values.Sum() > 0))
        {
            throw OperatorException.BadData("All columns have one value only: there is no variance to explain.", "Name columns that differ between rows.");
        }

        var vectors = Array.ConvertAll(order, i =>
        {
            var vector = eigen.EigenVectors.Column(i).ToArray();
            var largest = vector.MaxBy(Math.Abs);
            return largest < 0 ? Array.ConvertAll(vector, static v => -v) : vector;
        });
        return (values, vectors);
    }

    private static async Task WriteScoresAsync(OperatorCall call, RowMatrix data, double[][] vectors, int kept, CancellationToken cancellationToken)
    {
        const int BatchRows = 1 << 13;
        var batch = new ColumnBatch([new ResultColumn("row", ColumnType.Int64), .. Enumerable.Range(1, kept).Select(static i => new ResultColumn(FormattableString.Invariant($"PC{i}"), ColumnType.Double))], BatchRows);
        await call.Sink.BeginAsync("scores", batch.Columns, cancellationToken);
        for (var row = 0; row < data.RowCount; row++)
        {
            batch[0].Append((data.InputRows?[row] ?? row) + 1);
            for (var i = 0; i < kept; i++)
            {
                batch[i + 1].Append(VectorSums.Dot(data.Row(row), vectors[i]));
            }

            if (batch.RowCount == BatchRows || row == data.RowCount - 1)
            {
                await call.Sink.WriteAsync("scores", batch, cancellationToken);
                batch.Clear();
            }
        }
    }
}
