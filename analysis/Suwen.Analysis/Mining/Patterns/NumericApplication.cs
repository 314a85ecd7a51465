using Suwen.Analysis.Models;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Mining;

/// <summary>Applies models on numbers: the nearest centre, the scores of components, the score of isolation.</summary>
internal sealed class NumericApplication : IModelApplication
{
    public IReadOnlyList<string> Operators { get; } = ["k-means", "pca", "isolation-forest"];

    public IReadOnlyList<(string Column, FrameKind Kind)> Wanted(OperatorModel model) => [.. model.Content["columns"]!.AsArray().Select(static c => (c!.GetValue<string>(), FrameKind.Number))];

    public IReadOnlyList<ResultColumn> Outputs(OperatorModel model) => model.Operator switch
    {
        "k-means" => [new ResultColumn("prediction", ColumnType.Int64)],
        "pca" => [.. model.Content["components"]!.AsArray().Select(static (_, i) => new ResultColumn(FormattableString.Invariant($"PC{i + 1}"), ColumnType.Double))],
        _ => [new ResultColumn("score", ColumnType.Double), new ResultColumn("is_anomaly", ColumnType.Boolean)],
    };

    public void Apply(OperatorModel model, Frame rows, IReadOnlyList<ColumnVector> outputs)
    {
        var columns = Wanted(model).Select(w => rows.Numbers(w.Column)).ToArray();
        var mean = Numbers(model, "mean");
        var deviation = Numbers(model, "deviation");
        var forest = model.Operator == "isolation-forest" ? IsolationForest.FromJson(model.Content) : null;
        var vectors = model.Operator == "isolation-forest" ? [] : model.Content[model.Operator == "pca" ? "components" : "centers"]!.AsArray().Select(static v => v!.AsArray().Select(static x => x!.GetValue<double>()).ToArray()).ToArray();
        var limit = model.Content["limit"]?.GetValue<double>() ?? 0;
        var row = new double[columns.Length];
        for (var i = 0; i < rows.RowCount; i++)
        {
            for (var c = 0; c < row.Length; c++)
            {
                row[c] = (columns[c][i] - (mean?[c] ?? 0)) / (deviation?[c] ?? 1);
            }

            switch (model.Operator)
            {
                case "k-means":
                    outputs[0].Append((long)Array.IndexOf(vectors, vectors.MinBy(v => Squared(row, v))) + 1);
                    break;
                case "pca":
                    for (var p = 0; p < vectors.Length; p++)
                    {
                        outputs[p].Append(VectorSums.Dot(row, vectors[p]));
                    }

                    break;
                default:
                    var score = forest!.Score(row);
                    outputs[0].Append(score);
                    outputs[1].Append(score > limit ? 1L : 0);
                    break;
            }
        }
    }

    private static double[]? Numbers(OperatorModel model, string name) => model.Content[name]?.AsArray().Select(static v => v!.GetValue<double>()).ToArray();

    private static double Squared(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
