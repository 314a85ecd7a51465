using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Models;

/// <summary>Applies a model that was kept.</summary>
internal sealed class PredictOperator : IOperator
{
    private const int BatchRows = 1 << 14;

    private static readonly OperatorParameter<IReadOnlyList<string>> Keep = Parameter.Columns("keep", false, "原样带入结果的列,逗号分隔,如标识或真实结局", "Columns to carry over as they are, separated by commas, such as an identifier or the true outcome");

    public OperatorDescription Description { get; } = new(
        "predict",
        "models",
        new("应用模型", "Apply a model"),
        new("把保存的模型应用于新数据;任何方法保存的模型都可以。", "Applies a kept model to new rows, whichever method gave it."),
        [Keep],
        [new OperatorOutput("result", new("每行为输入的一行,顺序相同", "One row per row of the input, in its order"), "row: from 1; the columns of keep; prediction and further columns of the method; null where the row lacks a value")])
    {
        TakesModel = true,
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var model = call.Model!;
        var application = ModelApplications.For(model);
        IReadOnlyList<(string Column, FrameKind Kind)> wanted;
        IReadOnlyList<ResultColumn> outputs;
        try
        {
            wanted = application.Wanted(model);
            outputs = application.Outputs(model);
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw OperatorException.BadData($"The model of {model.Operator} is damaged or of another version.", "Fit it again.");
        }

        var missing = wanted.Where(w => call.Input.Columns.All(c => c.Name != w.Column)).Select(static w => w.Column).ToArray();
        if (missing.Length > 0)
        {
            throw OperatorException.BadData($"{call.Input.Name} lacks columns that the model reads: {string.Join(", ", missing)}.", "Give a table with the columns on which the model was fitted.");
        }

        var keep = call.Get(Keep).Where(k => wanted.All(w => w.Column != k)).ToArray();
        var frame = await Frame.ReadAsync(call.Input, [.. wanted, .. keep.Select(static k => (k, FrameKind.Factor))], cancellationToken);
        if (frame.RowCount == 0)
        {
            throw OperatorException.BadData($"{call.Input.Name} has no rows.", "Give a table with rows.");
        }

        var isComplete = Complete(frame, wanted);
        var complete = Array.TrueForAll(isComplete, static c => c) ? frame : frame.Where(isComplete);
        var vectors = outputs.Select(o => new ColumnVector(o.Type, complete.RowCount + 1)).ToArray();
        if (complete.RowCount > 0)
        {
            application.Apply(model, complete, vectors);
        }

        await WriteAsync(call, frame, isComplete, outputs, vectors, cancellationToken);
        var left = frame.RowCount - complete.RowCount;
        if (left > 0)
        {
            call.Note($"{left} 行缺少模型所需的取值,没有预测。", $"{left} rows lack a value that the model reads and have no prediction.");
        }

        call.Sentence($"模型({model.Operator})应用于 {complete.RowCount} 行。", $"The model ({model.Operator}) was applied to {complete.RowCount} rows.");
    }

    private static bool[] Complete(Frame frame, IReadOnlyList<(string Column, FrameKind Kind)> wanted)
    {
        var complete = new bool[frame.RowCount];
        complete.AsSpan().Fill(true);
        foreach (var (column, kind) in wanted)
        {
            for (var i = 0; i < complete.Length; i++)
            {
                complete[i] &= kind == FrameKind.Day ? frame.Days(column)[i] != Frame.MissingDay
                    : frame.IsNumber(column) ? !double.IsNaN(frame.Numbers(column)[i])
                    : frame.Factor(column).Codes[i] >= 0;
            }
        }

        return complete;
    }

    private static async Task WriteAsync(OperatorCall call, Frame frame, bool[] isComplete, IReadOnlyList<ResultColumn> outputs, ColumnVector[] vectors, CancellationToken cancellationToken)
    {
        var keep = call.Get(Keep).ToArray();
        ResultColumn[] columns = [new("row", ColumnType.Int64), .. keep.Select(k => new ResultColumn(k, frame.IsNumber(k) ? ColumnType.Double : ColumnType.Text)), .. outputs];
        await call.Sink.BeginAsync("result", columns, cancellationToken);
        var batch = new ColumnBatch(columns, BatchRows);
        for (int row = 0, source = 0; row < frame.RowCount; row++)
        {
            batch[0].Append(row + 1L);
            for (var k = 0; k < keep.Length; k++)
            {
                AppendKept(batch[k + 1], frame, keep[k], row);
            }

            for (var i = 0; i < vectors.Length; i++)
            {
                if (isComplete[row])
                {
                    batch[keep.Length + 1 + i].AppendFrom(vectors[i], source);
                }
                else
                {
                    batch[keep.Length + 1 + i].AppendNull();
                }
            }

            source += isComplete[row] ? 1 : 0;
            if (batch.RowCount == BatchRows)
            {
                await call.Sink.WriteAsync("result", batch, cancellationToken);
                batch.Clear();
            }
        }

        if (batch.RowCount > 0)
        {
            await call.Sink.WriteAsync("result", batch, cancellationToken);
        }
    }

    private static void AppendKept(ColumnVector target, Frame frame, string column, int row)
    {
        if (frame.IsNumber(column) ? double.IsNaN(frame.Numbers(column)[row]) : frame.Factor(column).Codes[row] < 0)
        {
            target.AppendNull();
        }
        else if (frame.IsNumber(column))
        {
            target.Append(frame.Numbers(column)[row]);
        }
        else
        {
            target.Append(frame.Factor(column).Levels[frame.Factor(column).Codes[row]]);
        }
    }
}
