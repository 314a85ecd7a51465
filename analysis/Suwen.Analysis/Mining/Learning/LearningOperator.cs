using System.Text.Json.Nodes;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Mining;

/// <summary>What the methods that learn an outcome from covariates share: reading, splitting, judging, keeping the model.</summary>
internal abstract class LearningOperator : IOperator
{
    private const int FormatVersion = 1;
    private const int PermutationRows = 20_000;

    public static OperatorParameter<string> Outcome { get; } = Parameter.Column("outcome", "结局列:类别或数值", "The column to learn: classes or a number");

    public static OperatorParameter<IReadOnlyList<string>> Covariates { get; } = Parameter.Columns("covariates", true, "自变量列", "The columns to learn from");

    public static OperatorParameter<string> Task { get; } = Parameter.Choice("task", ["auto", "classification", "regression"], "auto", "学习任务;auto:文本或两个取值为分类", "What is learned; auto takes text, or two values, as classes");

    public abstract OperatorDescription Description { get; }

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var outcome = call.Get(Outcome);
        var covariates = call.Get(Covariates);
        if (covariates.Contains(outcome))
        {
            throw OperatorException.BadParameters($"The outcome {outcome} is among the covariates.", "Take it out of the covariates.");
        }

        var wanted = covariates.Append(outcome).Select(static c => (c, FrameKind.Either));
        if (call.Get(DataSplit.SplitColumn) is { } column)
        {
            wanted = wanted.Append((column, FrameKind.Factor));
        }

        var frame = (await Frame.ReadAsync(call.Input, wanted, cancellationToken)).CompleteCases(call);
        var target = Target.Of(frame, outcome, call.Get(Task));
        var split = DataSplit.Of(call, frame, target);
        CheckClasses(target, split.Train);
        var space = FeatureSpace.Of(frame, covariates);
        var columns = space.Encode(frame);
        NoteConstant(call, space, columns, split.Train);
        var learned = await FitAsync(call, space, columns, target, split, cancellationToken);
        var predicted = learned.Predict(columns);
        await WriteAsync(call, frame, target, split, predicted, cancellationToken);
        await WriteImportanceAsync(call, space, columns, target, split, learned, cancellationToken);
        Say(call, target, split, predicted);
        var metrics = Judgement.Of(target, predicted, split.Test.Length > 0 ? split.Test : split.Train).Where(static m => m.Estimate is not null).ToDictionary(static m => m.Metric, static m => m.Estimate!.Value);
        call.Sink.Keep(new OperatorModel(Description.Name, FormatVersion, Content(space, target, learned), metrics));
    }

    /// <summary>Learns from the rows for training; validation rows may stop it early.</summary>
    protected abstract Task<ILearned> FitAsync(OperatorCall call, FeatureSpace space, double[][] columns, Target target, DataSplit split, CancellationToken cancellationToken);

    /// <summary>Reads what <see cref="ILearned.ToJson"/> wrote.</summary>
    internal abstract ILearned Restore(JsonObject json);

    protected static IReadOnlyList<OperatorParameter> With(params IEnumerable<OperatorParameter> own) =>
        [Outcome, Covariates, Task, .. own, DataSplit.TestShare, DataSplit.ValidationShare, DataSplit.SplitColumn, Parameter.Seed];

    protected static IReadOnlyList<OperatorOutput> Outputs { get; } =
    [
        new("result", new Words("每个数据集的每项指标一行", "One row per part of the data and measure"), "set (train, validation, test), n, metric (auc, accuracy, log_loss, brier, sensitivity, specificity, ppv, npv, f1; rmse, mae, r_squared), estimate, conf_low, conf_high (AUC: DeLong 95 %)"),
        new("predictions", new Words("每行的预测", "One row per row of the input"), "row (number in the input), set, truth, predicted, probability (of the predicted class) or probability_event (of two classes: of the later)"),
        new("confusion", new Words("混淆矩阵", "Confusion matrix"), "set, truth, predicted, n"),
        new("calibration", new Words("校准:按预测概率十等分", "Calibration by tenth of the predicted probability"), "set, bin, n, predicted, observed"),
        new("importance", new Words("变量重要性", "Importance of columns"), "term, importance (from the method, sum 1), permutation (loss of AUC, accuracy or R² when the column is shuffled)"),
    ];

    internal static JsonObject Content(FeatureSpace space, Target target, ILearned learned) => new()
    {
        ["features"] = space.ToJson(),
        ["outcome"] = target.Column,
        ["classes"] = target.Classes is null ? null : new JsonArray([.. target.Classes.Select(static c => (JsonNode)c)]),
        ["learned"] = learned.ToJson(),
    };

    private static void CheckClasses(Target target, int[] rows)
    {
        if (!target.IsClass)
        {
            return;
        }

        var counts = new int[target.Classes!.Count];
        foreach (var row in rows)
        {
            counts[(int)target.Values[row]]++;
        }

        if (Array.IndexOf(counts, 0) is >= 0 and var missing)
        {
            throw OperatorException.BadData($"None of the rows to learn from has the class \"{target.Classes[missing]}\" of {target.Column}.", "Give more rows of this class, or leave it out.");
        }
    }

    private static void NoteConstant(OperatorCall call, FeatureSpace space, double[][] columns, int[] rows)
    {
        var constant = Enumerable.Range(0, space.Count).Where(c => rows.All(r => columns[c][r].Equals(columns[c][rows[0]]))).Select(c => space.Names[c]).ToList();
        if (constant.Count == space.Count)
        {
            throw OperatorException.BadData("Every covariate has one value only.", "Name covariates that differ between rows.");
        }

        if (constant.Count > 0)
        {
            call.Note($"训练数据中取值不变、不提供信息的列:{string.Join("、", constant)}。", $"Constant in the training rows, and so without information: {string.Join(", ", constant)}.");
        }
    }

    private static async Task WriteAsync(OperatorCall call, Frame frame, Target target, DataSplit split, double[][] predicted, CancellationToken cancellationToken)
    {
        await call.WriteAsync(Judgement.Table(split.Parts(), target, predicted), cancellationToken);
        var rows = target.IsClass
            ? new ResultTable("predictions", ("row", ColumnType.Int64), ("set", ColumnType.Text), ("truth", ColumnType.Text), ("predicted", ColumnType.Text), (target.IsBinary ? "probability_event" : "probability", ColumnType.Double))
            : new ResultTable("predictions", ("row", ColumnType.Int64), ("set", ColumnType.Text), ("truth", ColumnType.Double), ("predicted", ColumnType.Double));
        foreach (var (part, members) in split.Parts())
        {
            foreach (var row in members)
            {
                var number = (long)(frame.InputRows is { } input ? input[row] : row) + 1;
                if (!target.IsClass)
                {
                    rows.Add(number, part, target.Values[row], predicted[0][row]);
                    continue;
                }

                var best = Judgement.Best(predicted, row);
                rows.Add(number, part, target.Classes![(int)target.Values[row]], target.Classes[best], target.IsBinary ? predicted[1][row] : predicted[best][row]);
            }
        }

        await call.WriteAsync(rows, cancellationToken);
        if (target.IsClass)
        {
            await call.WriteAsync(Confusion(target, split, predicted), cancellationToken);
        }

        if (target.IsBinary)
        {
            var calibration = new ResultTable("calibration", ("set", ColumnType.Text), ("bin", ColumnType.Int64), ("n", ColumnType.Int64), ("predicted", ColumnType.Double), ("observed", ColumnType.Double));
            foreach (var (part, members) in split.Parts())
            {
                foreach (var (bin, count, expected, observed) in Judgement.Calibration(target, predicted[1], members))
                {
                    calibration.Add(part, bin, count, expected, observed);
                }
            }

            await call.WriteAsync(calibration, cancellationToken);
        }
    }

    private static ResultTable Confusion(Target target, DataSplit split, double[][] predicted)
    {
        var table = new ResultTable("confusion", ("set", ColumnType.Text), ("truth", ColumnType.Text), ("predicted", ColumnType.Text), ("n", ColumnType.Int64));
        var classes = target.Classes!.Count;
        foreach (var (part, members) in split.Parts())
        {
            var counts = new int[classes, classes];
            foreach (var row in members)
            {
                counts[(int)target.Values[row], Judgement.Best(predicted, row)]++;
            }

            for (var t = 0; t < classes; t++)
            {
                for (var p = 0; p < classes; p++)
                {
                    table.Add(part, target.Classes[t], target.Classes[p], counts[t, p]);
                }
            }
        }

        return table;
    }

    private static async Task WriteImportanceAsync(OperatorCall call, FeatureSpace space, double[][] columns, Target target, DataSplit split, ILearned learned, CancellationToken cancellationToken)
    {
        var rows = split.Test.Length > 0 ? split.Test : split.Train;
        var random = new Draws(call.Get(Parameter.Seed), 7);
        if (rows.Length > PermutationRows)
        {
            rows = [.. rows];
            random.Shuffle(rows);
            rows = rows[..PermutationRows];
        }

        var sample = Array.ConvertAll(columns, c => Array.ConvertAll(rows, r => c[r]));
        var truth = target with { Values = Array.ConvertAll(rows, r => target.Values[r]) };
        var all = Enumerable.Range(0, rows.Length).ToArray();
        var whole = Score(truth, learned.Predict(sample), all);
        var table = new ResultTable("importance", ("term", ColumnType.Text), ("importance", ColumnType.Double), ("permutation", ColumnType.Double));
        for (var feature = 0; feature < space.Features.Count; feature++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var order = (int[])all.Clone();
            random.Shuffle(order);
            var mixed = sample.Select((c, i) => space.Owners[i] == feature ? Array.ConvertAll(order, r => c[r]) : c).ToArray();
            double? importance = learned.Importance is { } own ? Enumerable.Range(0, space.Count).Where(i => space.Owners[i] == feature).Sum(i => own[i]) : null;
            table.Add(space.Features[feature].Column, importance, whole is { } w && Score(truth, learned.Predict(mixed), all) is { } m ? w - m : null);
        }

        await call.WriteAsync(table, cancellationToken);
    }

    private static double? Score(Target target, double[][] predicted, int[] rows) =>
        Judgement.Of(target, predicted, rows).First(m => m.Metric == (target.IsBinary ? "auc" : target.IsClass ? "accuracy" : "r_squared")).Estimate;

    private void Say(OperatorCall call, Target target, DataSplit split, double[][] predicted)
    {
        var (name, rows) = split.Test.Length > 0 ? ("test", split.Test) : ("train", split.Train);
        var (metric, estimate, low, high) = Judgement.Of(target, predicted, rows).First(m => m.Metric is "auc" or "accuracy" or "r_squared");
        if (estimate is null)
        {
            return;
        }

        var words = metric switch { "auc" => ("AUC", "AUC"), "accuracy" => ("准确率", "accuracy"), _ => ("R²", "R²") };
        var interval = low is null ? "" : FormattableString.Invariant($" (95% CI {low:0.000}–{high:0.000})");
        var part = name == "test" ? ("测试集", "test set") : ("训练集", "training set");
        call.Sentence(
            FormattableString.Invariant($"以{Description.Title.Zh}预测 {target.Column}:训练 {split.Train.Length} 例,{part.Item1} {rows.Length} 例的{words.Item1}为 {estimate:0.000}{interval}。"),
            FormattableString.Invariant($"{Description.Title.En} for {target.Column} was trained on {split.Train.Length} rows; on the {part.Item2} of {rows.Length} rows its {words.Item2} was {estimate:0.000}{interval}."));
    }
}
