using Suwen.Analysis.Models;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Mining;

/// <summary>Applies models of the methods that learn an outcome.</summary>
internal sealed class LearnedApplication : IModelApplication
{
    private static readonly LearningOperator[] Methods = [new DecisionTreeOperator(), new RandomForestOperator(), new GradientBoostingOperator(), new NaiveBayesOperator(), new NeuralNetworkOperator()];

    public IReadOnlyList<string> Operators { get; } = [.. Methods.Select(static m => m.Description.Name)];

    public IReadOnlyList<(string Column, FrameKind Kind)> Wanted(OperatorModel model) => [.. FeatureSpace.FromJson(model.Content["features"]!).Wanted()];

    public IReadOnlyList<ResultColumn> Outputs(OperatorModel model) => ClassesOf(model) is { } classes
        ? [new ResultColumn("prediction", ColumnType.Text), .. classes.Select(static c => new ResultColumn("probability_" + c, ColumnType.Double))]
        : [new ResultColumn("prediction", ColumnType.Double)];

    public void Apply(OperatorModel model, Frame rows, IReadOnlyList<ColumnVector> outputs)
    {
        var space = FeatureSpace.FromJson(model.Content["features"]!);
        if (space.CountUnknown(rows) > 0)
        {
            throw OperatorException.BadData("A category has a level that the model does not know.", "Leave such rows out, or fit the model again with them.");
        }

        var learned = Methods.First(m => m.Description.Name == model.Operator).Restore(model.Content["learned"]!.AsObject());
        var predicted = learned.Predict(space.Encode(rows));
        var classes = ClassesOf(model);
        for (var row = 0; row < rows.RowCount; row++)
        {
            if (classes is null)
            {
                outputs[0].Append(predicted[0][row]);
                continue;
            }

            outputs[0].Append(classes[Judgement.Best(predicted, row)]);
            for (var c = 0; c < classes.Count; c++)
            {
                outputs[c + 1].Append(predicted[c][row]);
            }
        }
    }

    private static List<string>? ClassesOf(OperatorModel model) => model.Content["classes"]?.AsArray().Select(static c => c!.GetValue<string>()).ToList();
}
