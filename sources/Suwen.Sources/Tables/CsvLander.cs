using System.Globalization;
using System.Text;
using Suwen.Sources.Files;
using Suwen.Standards.Csv;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tables;

/// <summary>Makes an entry durable: <see cref="LandingJournal.AppendAsync"/>, or a test's stand-in for it.</summary>
internal delegate ValueTask<LandedEntry> AppendEntry(LandingHeader header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);

/// <summary>How a text table is read and what its entries say.</summary>
/// <param name="Source">The sending system.</param>
/// <param name="Format">Format of the entries.</param>
/// <param name="FileName">Name without folder.</param>
/// <param name="Encoding">The character set.</param>
/// <param name="Delimiter">Byte between fields.</param>
/// <param name="Quote">Quote byte, or <see cref="CsvReader.NoQuote"/>.</param>
/// <param name="Header">Text of the header row; null for none.</param>
/// <param name="SkipRows">Rows before the first row with data.</param>
/// <param name="More">Metadata beyond this.</param>
internal sealed record CsvLanding(
    string Source,
    string Format,
    string FileName,
    TableEncoding Encoding,
    byte Delimiter,
    byte Quote,
    string? Header,
    int SkipRows,
    IReadOnlyDictionary<string, string> More);

/// <summary>The first rows of a text table: its delimiter and header.</summary>
/// <param name="Delimiter">Stated, or sniffed.</param>
/// <param name="Header">Text of the header row as it stands, without its line end; null when the text has none or it is too long.</param>
/// <param name="Refusal">Why the header cannot be used.</param>
internal sealed record CsvHead(byte Delimiter, string? Header, FileRefusal? Refusal);

/// <summary>Lands a text table chunk by chunk.</summary>
internal static class CsvLander
{
    // The header travels with every chunk.
    private const int MaximumHeaderBytes = 64 * 1024;

    private const int HeadBytes = 1024 * 1024;

    /// <summary>Reads the delimiter and the header row.</summary>
    /// <param name="open">Opens the text from its start.</param>
    /// <param name="encoding">Its character set.</param>
    /// <param name="delimiter">The delimiter where it is known.</param>
    /// <param name="quote">The quote byte.</param>
    /// <param name="skipRows">Rows before the header row.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<CsvHead> ReadHeadAsync(Func<Stream> open, TableEncoding encoding, byte? delimiter, byte quote, int skipRows, CancellationToken cancellationToken)
    {
        var buffer = new byte[HeadBytes];
        int length;
        await using (var stream = open())
        {
            length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        }

        return ReadHead(buffer.AsSpan(0, length), length < buffer.Length, encoding, delimiter, quote, skipRows);
    }

    public static async Task<FileOutcome> LandAsync(Stream stream, CsvLanding landing, KeyedHash hash, AppendEntry append, IProgress<long> bytesRead, CancellationToken cancellationToken)
    {
        long entries = 0;
        long bytes = 0;
        string? fileId = null;
        using var chunker = new CsvChunker(stream, landing.Encoding, landing.Delimiter, landing.Quote);
        try
        {
            while (await chunker.NextAsync(cancellationToken))
            {
                fileId ??= FileId(hash, landing.FileName, chunker.Chunk.Span);
                var header = new LandingHeader(landing.Source, "file", landing.Format, Describe(landing, chunker, fileId));
                await append(header, chunker.Chunk, cancellationToken);
                entries++;
                bytes += chunker.Chunk.Length;
                bytesRead.Report(stream is GzipText packed ? packed.PackedBytes : bytes);
            }
        }
        catch (InvalidDataException)
        {
            // Only unpacking raises this: the bytes landed before the damage stay.
            return new FileOutcome(entries, bytes, new FileRefusal($"after {bytes} unpacked bytes", "The compressed file is damaged or cut short.", "Copy or export the file again; what landed so far is kept and is not doubled."));
        }

        return new FileOutcome(entries, bytes, chunker.Refusal);
    }

    /// <summary>Identity of a file that needs no position and no random number, so that landing it again gives the same.</summary>
    public static string FileId(KeyedHash hash, string fileName, ReadOnlySpan<byte> firstChunk)
    {
        var name = hash.Compute(Encoding.UTF8.GetBytes(fileName));
        return hash.Compute((ulong)name, firstChunk).ToString("x32", CultureInfo.InvariantCulture);
    }

    private static Dictionary<string, string> Describe(CsvLanding landing, CsvChunker chunker, string fileId)
    {
        var metadata = new Dictionary<string, string>(landing.More, StringComparer.Ordinal)
        {
            [TableMetadata.File] = landing.FileName,
            [TableMetadata.FileId] = fileId,
            [TableMetadata.Chunk] = chunker.Number.ToString(CultureInfo.InvariantCulture),
            [TableMetadata.FirstRow] = chunker.FirstRow.ToString(CultureInfo.InvariantCulture),
            [TableMetadata.SkipRows] = landing.SkipRows.ToString(CultureInfo.InvariantCulture),
            [TableMetadata.Delimiter] = ((char)landing.Delimiter).ToString(),
            [TableMetadata.Encoding] = landing.Encoding.Name,
        };
        if (landing.Header is { } header)
        {
            metadata[TableMetadata.Header] = header;
        }

        if (landing.Quote == CsvReader.NoQuote)
        {
            metadata[TableMetadata.Quote] = "none";
        }

        if (chunker.IsLast)
        {
            metadata[TableMetadata.Last] = "true";
        }

        return metadata;
    }

    internal static CsvHead ReadHead(ReadOnlySpan<byte> head, bool isWhole, TableEncoding encoding, byte? delimiter, byte quote, int skipRows)
    {
        TableEncoding.FromByteOrderMark(head, out var markBytes);
        head = head[markBytes..];
        var shadow = new byte[head.Length];
        var searchable = shadow.AsSpan(0, encoding.Shadow(head, shadow));
        var fields = new CsvFields();
        var found = delimiter ?? CsvSniffer.Delimiter(searchable, isWhole);
        var reader = new CsvReader(searchable, found, quote, fields, isWhole);
        for (var row = 0; row <= skipRows; row++)
        {
            if (!reader.Read())
            {
                return isWhole
                    ? new CsvHead(found, null, new FileRefusal($"row {row + 1}", "The file ends before its header row.", "Export the table again with its header row."))
                    : new CsvHead(found, null, HeaderTooLong(row + 1));
            }
        }

        if (reader.Fault != CsvFault.None)
        {
            return new CsvHead(found, null, new FileRefusal($"row {skipRows + 1}, column {reader.FaultField + 1}", "The header row has a quoting fault.", "Correct the quotes of the header row."));
        }

        var bytes = head[(reader.RowStart * encoding.UnitBytes)..(reader.RowEnd * encoding.UnitBytes)];
        if (bytes.Length > MaximumHeaderBytes)
        {
            return new CsvHead(found, null, HeaderTooLong(skipRows + 1));
        }

        var text = new System.Buffers.ArrayBufferWriter<byte>(bytes.Length + 16);
        encoding.ToUtf8(bytes, text);
        return new CsvHead(found, Encoding.UTF8.GetString(text.WrittenSpan), null);
    }

    private static FileRefusal HeaderTooLong(int row) => new(
        $"row {row}",
        $"The header row is longer than {MaximumHeaderBytes >> 10} KiB.",
        "Check that the file is a table with one row per line.");
}
