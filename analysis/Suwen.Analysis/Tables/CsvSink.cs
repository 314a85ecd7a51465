using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis;

/// <summary>
/// Writes outputs as CSV files: the main one to the path given, a further one named <c>balance</c> beside it as <c>NAME.balance.csv</c>.
/// Numbers are written so that reading gives the same bits; what is missing is empty; infinity is <c>Inf</c>.
/// </summary>
public sealed class CsvSink : IOperatorSink, IAsyncDisposable
{
    private readonly Func<string, Stream> open;
    private readonly string mainOutput;
    private readonly Dictionary<string, Stream> streams = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> buffer = new(1 << 16);

    /// <param name="mainOutput">Name of the main output.</param>
    /// <param name="open">Opens the stream of an output: "" for the main one.</param>
    public CsvSink(string mainOutput, Func<string, Stream> open)
    {
        this.mainOutput = mainOutput;
        this.open = open;
    }

    public List<Words> Notes { get; } = [];

    public List<Words> Sentences { get; } = [];

    public OperatorModel? Model { get; private set; }

    public long RowCount { get; private set; }

    public async Task BeginAsync(string output, IReadOnlyList<ResultColumn> columns, CancellationToken cancellationToken)
    {
        var stream = open(output == mainOutput ? "" : output);
        streams.Add(output, stream);
        for (var i = 0; i < columns.Count; i++)
        {
            Text(Encoding.UTF8.GetBytes(columns[i].Name));
            End(i == columns.Count - 1);
        }

        await FlushAsync(stream, cancellationToken);
    }

    public async Task WriteAsync(string output, ColumnBatch rows, CancellationToken cancellationToken)
    {
        var stream = streams[output];
        var last = rows.Columns.Count - 1;
        for (var row = 0; row < rows.RowCount; row++)
        {
            for (var i = 0; i <= last; i++)
            {
                Value(rows[i], row);
                End(i == last);
            }

            if (buffer.WrittenCount > 1 << 16)
            {
                await FlushAsync(stream, cancellationToken);
            }
        }

        RowCount += output == mainOutput ? rows.RowCount : 0;
        await FlushAsync(stream, cancellationToken);
    }

    public void Note(Words note) => Notes.Add(note);

    public void Sentence(Words sentence) => Sentences.Add(sentence);

    public void Keep(OperatorModel model) => Model = model;

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in streams.Values)
        {
            await stream.DisposeAsync();
        }
    }

    private void Value(ColumnVector vector, int row)
    {
        if (vector.IsNull(row))
        {
            return;
        }

        switch (vector.Type)
        {
            case ColumnType.Boolean: buffer.Write(vector.Lane(row) != 0 ? "true"u8 : "false"u8); break;
            case ColumnType.Int32 or ColumnType.Int64: Number(vector.Lane(row)); break;
            case ColumnType.Double: Number(vector.Double(row)); break;
            case ColumnType.Text or ColumnType.Json: Text(vector.Bytes(row)); break;
            case ColumnType.Date: Text(Encoding.UTF8.GetBytes(((IFormattable)vector.Value(row)!).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))); break;
            case ColumnType.Timestamp: Text(Encoding.UTF8.GetBytes(((IFormattable)vector.Value(row)!).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture))); break;
            case ColumnType.Blob: Text(Encoding.UTF8.GetBytes(Convert.ToHexStringLower(vector.Bytes(row)))); break;
            default: Text(Encoding.UTF8.GetBytes(Convert.ToString(vector.Value(row), CultureInfo.InvariantCulture)!)); break;
        }
    }

    private void Number(long value)
    {
        Utf8Formatter.TryFormat(value, buffer.GetSpan(24), out var written);
        buffer.Advance(written);
    }

    private void Number(double value)
    {
        if (double.IsInfinity(value))
        {
            buffer.Write(value > 0 ? "Inf"u8 : "-Inf"u8);
            return;
        }

        if (double.IsNaN(value))
        {
            throw new InvalidOperationException("An operator wrote NaN.");
        }

        value.TryFormat(buffer.GetSpan(32), out var written, default, CultureInfo.InvariantCulture);
        buffer.Advance(written);
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        // An empty text, and NA, are quoted, so that they are not read as missing.
        if (text.IndexOfAny(",\"\r\n"u8) < 0 && !text.IsEmpty && !text.SequenceEqual("NA"u8))
        {
            buffer.Write(text);
            return;
        }

        buffer.Write("\""u8);
        for (var quote = text.IndexOf((byte)'"'); quote >= 0; quote = text.IndexOf((byte)'"'))
        {
            buffer.Write(text[..(quote + 1)]);
            buffer.Write("\""u8);
            text = text[(quote + 1)..];
        }

        buffer.Write(text);
        buffer.Write("\""u8);
    }

    private void End(bool isLast) => buffer.Write(isLast ? "\n"u8 : ","u8);

    private async Task FlushAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(buffer.WrittenMemory, cancellationToken);
        buffer.ResetWrittenCount();
    }
}
