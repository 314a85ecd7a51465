using System.Text.Json.Nodes;
using Suwen.Analysis.Models;
using Suwen.Analysis.Statistics;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Regression;

/// <summary>A regression as it is kept: terms, coefficients, their covariance.</summary>
/// <param name="Columns">Terms that were estimated.</param>
/// <param name="Coefficients">By term.</param>
/// <param name="Covariance">Row after row.</param>
/// <param name="Levels">Levels of categories.</param>
/// <param name="Link">identity, logit or log.</param>
/// <param name="Offset">A column added to the predictor; null for none.</param>
/// <param name="OffsetIsExposure">True where its logarithm is added.</param>
/// <param name="Df">Degrees of freedom of intervals; infinite for the normal distribution.</param>
internal sealed record RegressionModel(
    IReadOnlyList<DesignColumn> Columns, double[] Coefficients, double[] Covariance, IReadOnlyDictionary<string, IReadOnlyList<string>> Levels, string Link, string? Offset, bool OffsetIsExposure, double Df)
{
    public OperatorModel ToModel(string name, string outcome, IReadOnlyDictionary<string, double> metrics) => new(
        name,
        1,
        new JsonObject
        {
            ["outcome"] = outcome,
            ["link"] = Link,
            ["offset"] = Offset,
            ["offsetIsExposure"] = OffsetIsExposure,
            ["df"] = double.IsFinite(Df) ? Df : null,
            ["terms"] = new JsonArray([.. Columns.Select(static c => (JsonNode)c.ToJson())]),
            ["coefficients"] = Numbers(Coefficients),
            ["covariance"] = Numbers(Covariance),
            ["levels"] = new JsonObject(Levels.Select(static l => KeyValuePair.Create<string, JsonNode?>(l.Key, new JsonArray([.. l.Value.Select(static v => (JsonNode)v)])))),
        },
        metrics);

    public static RegressionModel Of(OperatorModel model)
    {
        var content = model.Content;
        return new RegressionModel(
            [.. content["terms"]!.AsArray().Select(static t => DesignColumn.FromJson(t!))],
            [.. content["coefficients"]!.AsArray().Select(static c => c!.GetValue<double>())],
            [.. content["covariance"]!.AsArray().Select(static c => c!.GetValue<double>())],
            content["levels"]!.AsObject().ToDictionary(static l => l.Key, static l => (IReadOnlyList<string>)[.. l.Value!.AsArray().Select(static v => v!.GetValue<string>())]),
            content["link"]!.GetValue<string>(),
            content["offset"]?.GetValue<string>(),
            content["offsetIsExposure"]!.GetValue<bool>(),
            content["df"]?.GetValue<double>() ?? double.PositiveInfinity);
    }

    private static JsonArray Numbers(double[] values) => new([.. values.Select(static v => (JsonNode)v)]);
}

/// <summary>Applies the linear and generalised linear models.</summary>
internal sealed class RegressionApplication : IModelApplication
{
    public IReadOnlyList<string> Operators { get; } = ["linear-regression", "logistic-regression", "poisson-regression", "negative-binomial-regression"];

    public IReadOnlyList<(string Column, FrameKind Kind)> Wanted(OperatorModel model)
    {
        var regression = RegressionModel.Of(model);
        var columns = regression.Columns.SelectMany(static c => c.Parts).Select(static p => (p.Column, p.Level is null ? FrameKind.Number : FrameKind.Factor)).Distinct().ToList();
        if (regression.Offset is { } offset)
        {
            columns.Add((offset, FrameKind.Number));
        }

        return columns;
    }

    public IReadOnlyList<ResultColumn> Outputs(OperatorModel model) =>
        [new("prediction", ColumnType.Double), new("conf_low", ColumnType.Double), new("conf_high", ColumnType.Double), new("link", ColumnType.Double), new("std_error_link", ColumnType.Double)];

    public void Apply(OperatorModel model, Frame rows, IReadOnlyList<ColumnVector> outputs)
    {
        var regression = RegressionModel.Of(model);
        var design = DesignMatrix.Of(rows, regression.Columns, regression.Levels);
        var link = design.LinearPredictor(regression.Coefficients);
        var errors = Errors(design, regression.Covariance);
        var reach = Distributions.StudentTailQuantile(0.025, regression.Df);
        for (var i = 0; i < link.Length; i++)
        {
            if (regression.Offset is { } offset)
            {
                link[i] += regression.OffsetIsExposure ? Math.Log(rows.Numbers(offset)[i]) : rows.Numbers(offset)[i];
            }

            outputs[0].Append(Mean(regression.Link, link[i]));
            outputs[1].Append(Mean(regression.Link, link[i] - (reach * errors[i])));
            outputs[2].Append(Mean(regression.Link, link[i] + (reach * errors[i])));
            outputs[3].Append(link[i]);
            outputs[4].Append(errors[i]);
        }
    }

    private static double Mean(string link, double predictor) => link switch
    {
        "logit" => LogisticFamily.Instance.Mean(predictor),
        "log" => Math.Exp(predictor),
        _ => predictor,
    };

    private static double[] Errors(DesignMatrix design, double[] covariance)
    {
        var p = design.ColumnCount;
        var sums = new double[design.RowCount];
        var product = new double[design.RowCount];
        for (var j = 0; j < p; j++)
        {
            for (var k = 0; k < p; k++)
            {
                Vectors.Multiply(design.Values[j], design.Values[k], product);
                Vectors.AddScaled(covariance[(j * p) + k], product, sums);
            }
        }

        return Array.ConvertAll(sums, static s => Math.Sqrt(Math.Max(0, s)));
    }
}
