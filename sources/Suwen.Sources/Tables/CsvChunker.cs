using System.Buffers;
using Suwen.Sources.Files;
using Suwen.Standards.Csv;

namespace Suwen.Sources.Tables;

/// <summary>
/// Cuts a text table into pieces of bounded size that end where a row ends, whatever the quotes between hold. The pieces one after
/// another are the file's bytes.
/// </summary>
internal sealed class CsvChunker : IDisposable
{
    /// <summary>Size that a chunk keeps to unless a single row is larger.</summary>
    public const int ChunkBytes = 4 * 1024 * 1024;

    /// <summary>Size above which a row is refused.</summary>
    public const int MaximumRowBytes = 16 * 1024 * 1024;

    // Bytes read ahead of a chunk, so that its end and the file's end are told apart.
    private const int Slack = 64 * 1024;

    private readonly Stream stream;
    private readonly TableEncoding encoding;
    private readonly byte delimiter;
    private readonly byte quote;
    private readonly CsvFields fields = new();
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes + Slack);
    private byte[] shadow = [];
    private int filled;
    private int cut;
    private bool isEnd;
    private long nextRow = 1;

    public CsvChunker(Stream stream, TableEncoding encoding, byte delimiter, byte quote)
    {
        this.stream = stream;
        this.encoding = encoding;
        this.delimiter = delimiter;
        this.quote = quote;
    }

    /// <summary>Number of the current chunk, from 0.</summary>
    public int Number { get; private set; } = -1;

    /// <summary>Bytes of the current chunk; valid until the next one is read.</summary>
    public ReadOnlyMemory<byte> Chunk => buffer.AsMemory(0, cut);

    /// <summary>Number in the file of the chunk's first row, from 1.</summary>
    public long FirstRow { get; private set; }

    public bool IsLast { get; private set; }

    /// <summary>Why reading stopped before the file's end.</summary>
    public FileRefusal? Refusal { get; private set; }

    public static FileRefusal RowTooLong(long row, bool isQuoteOpen) => new(
        $"row {row}",
        isQuoteOpen
            ? $"The row is longer than {MaximumRowBytes >> 20} MiB: a quote opened in it is never closed."
            : $"The row is longer than {MaximumRowBytes >> 20} MiB, or the file has no line ends.",
        "Correct the row, or export the table again with one row per line.");

    /// <summary>Reads the next chunk; false at the end, or when the rest is refused.</summary>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        buffer.AsSpan(cut, filled - cut).CopyTo(buffer);
        filled -= cut;
        cut = 0;
        var wanted = ChunkBytes + Slack;
        while (true)
        {
            await FillAsync(wanted, cancellationToken);
            if (filled == 0)
            {
                return false;
            }

            var rows = FindCut();
            if (cut > 0)
            {
                Number++;
                FirstRow = nextRow;
                nextRow += rows;
                if (cut == filled && !isEnd)
                {
                    await FillAsync(filled + Slack, cancellationToken);
                }

                IsLast = isEnd && cut == filled;
                return true;
            }

            if (filled > MaximumRowBytes)
            {
                Refusal = RowTooLong(nextRow, IsQuoteOpen());
                return false;
            }

            wanted = Math.Min(filled * 2, MaximumRowBytes + Slack);
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        if (shadow.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(shadow);
        }

        buffer = shadow = [];
    }

    private async ValueTask FillAsync(int wanted, CancellationToken cancellationToken)
    {
        if (buffer.Length < wanted)
        {
            var larger = ArrayPool<byte>.Shared.Rent(wanted);
            buffer.AsSpan(0, filled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        while (!isEnd && filled < wanted)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled, wanted - filled), cancellationToken);
            filled += read;
            isEnd = read == 0;
        }
    }

    /// <summary>Sets the cut after the last row that ends within the chunk's size, or after the first row if that is larger.</summary>
    private int FindCut()
    {
        var text = Searchable();
        var mark = Number < 0 ? MarkUnits() : 0;
        var reader = new CsvReader(text[mark..], delimiter, quote, fields, isEnd);
        var limit = (ChunkBytes / encoding.UnitBytes) - mark;
        var end = 0;
        var rows = 0;
        while (reader.Read() && (reader.Position <= limit || rows == 0))
        {
            end = reader.Position;
            rows++;
        }

        if (rows == 0 && isEnd)
        {
            // Nothing but a byte order mark, or half a unit.
            cut = filled;
            return 0;
        }

        cut = rows == 0 ? 0 : (end + mark) * encoding.UnitBytes;
        if (isEnd && filled - cut < encoding.UnitBytes)
        {
            cut = filled;
        }

        return rows;
    }

    private int MarkUnits()
    {
        TableEncoding.FromByteOrderMark(buffer.AsSpan(0, filled), out var bytes);
        return bytes / encoding.UnitBytes;
    }

    private ReadOnlySpan<byte> Searchable()
    {
        var text = buffer.AsSpan(0, filled);
        if (encoding.IsItsOwnShadow)
        {
            return text;
        }

        if (shadow.Length < filled)
        {
            if (shadow.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(shadow);
            }

            shadow = ArrayPool<byte>.Shared.Rent(buffer.Length);
        }

        return shadow.AsSpan(0, encoding.Shadow(text, shadow));
    }

    private bool IsQuoteOpen()
    {
        var reader = new CsvReader(Searchable(), delimiter, quote, fields, isWhole: true);
        return reader.Read() && reader.Fault == CsvFault.UnterminatedQuote;
    }
}
