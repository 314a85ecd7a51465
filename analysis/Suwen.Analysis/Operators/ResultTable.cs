using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis;

/// <summary>A small result, built row by row: the tidy tables of statistics. Large outputs write batches to the sink instead.</summary>
/// <example><code>
/// var table = new ResultTable("result", ("term", ColumnType.Text), ("estimate", ColumnType.Double));
/// table.Add("age", 0.31);
/// await call.WriteAsync(table, cancellationToken);
/// </code></example>
public sealed class ResultTable
{
    private readonly string output;

    public ResultTable(string output, params ReadOnlySpan<(string Name, ColumnType Type)> columns)
    {
        this.output = output;
        var list = new ResultColumn[columns.Length];
        for (var i = 0; i < list.Length; i++)
        {
            list[i] = new ResultColumn(columns[i].Name, columns[i].Type);
        }

        Rows = new ColumnBatch(list);
    }

    public ColumnBatch Rows { get; }

    /// <summary>Adds a row: null, bool, int, long, double, string or DateOnly, as the columns say. NaN is refused: what cannot be computed is null, with a note.</summary>
    public void Add(params ReadOnlySpan<object?> values)
    {
        if (values.Length != Rows.Columns.Count)
        {
            throw new ArgumentException($"A row of {output} has {Rows.Columns.Count} values.", nameof(values));
        }

        for (var i = 0; i < values.Length; i++)
        {
            Append(Rows[i], values[i]);
        }
    }

    internal async Task WriteToAsync(IOperatorSink sink, CancellationToken cancellationToken)
    {
        await sink.BeginAsync(output, Rows.Columns, cancellationToken);
        await sink.WriteAsync(output, Rows, cancellationToken);
    }

    private static void Append(ColumnVector vector, object? value)
    {
        switch (value)
        {
            case null: vector.AppendNull(); break;
            case bool b when vector.Type == ColumnType.Boolean: vector.Append(b ? 1L : 0); break;
            case int n when vector.Type is ColumnType.Int32 or ColumnType.Int64: vector.Append((long)n); break;
            case long n when vector.Type == ColumnType.Int64: vector.Append(n); break;
            case int n when vector.Type == ColumnType.Double: vector.Append((double)n); break;
            case long n when vector.Type == ColumnType.Double: vector.Append((double)n); break;
            case double d when vector.Type == ColumnType.Double && !double.IsNaN(d): vector.Append(d); break;
            case DateOnly d when vector.Type == ColumnType.Date: vector.Append((long)(d.DayNumber - ColumnVector.UnixEpochDay)); break;
            case string s when vector.IsBytes: vector.Append(s); break;
            default: throw new ArgumentException($"A value of {value.GetType().Name} (or NaN) does not belong into a column of {vector.Type}.", nameof(value));
        }
    }
}
