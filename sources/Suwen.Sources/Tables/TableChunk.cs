using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using Suwen.Governance.Gate;
using Suwen.Standards.Csv;

namespace Suwen.Sources.Tables;

/// <summary>What the metadata of a chunk say of its bytes.</summary>
internal sealed record TableChunk(TableEncoding Encoding, byte Delimiter, byte Quote, long FirstRow, int SkipRows)
{
    /// <summary>Null when the metadata are not those of a chunk.</summary>
    public static TableChunk? FromMetadata(RecordSink sink) => From(sink.Metadata);

    /// <summary>As <see cref="FromMetadata"/>, where no record is being parsed.</summary>
    /// <param name="metadata">Answers an entry's metadata by name; null where there is none of it.</param>
    public static TableChunk? From(Func<string, string?> metadata)
    {
        if (metadata(TableMetadata.Delimiter) is not [var delimiter] || delimiter >= 0x80
            || TableEncoding.Find(metadata(TableMetadata.Encoding) ?? "") is not { } encoding
            || !long.TryParse(metadata(TableMetadata.FirstRow), NumberStyles.None, CultureInfo.InvariantCulture, out var firstRow)
            || !int.TryParse(metadata(TableMetadata.SkipRows), NumberStyles.None, CultureInfo.InvariantCulture, out var skipRows))
        {
            return null;
        }

        var quote = metadata(TableMetadata.Quote) == "none" ? CsvReader.NoQuote : CsvReader.DoubleQuote;
        return new TableChunk(encoding, (byte)delimiter, quote, firstRow, skipRows);
    }

    /// <summary>The chunk's text as UTF-8 without byte order mark.</summary>
    /// <param name="payload">The bytes as landed.</param>
    /// <param name="decoded">Receives the text where it had to be turned into UTF-8.</param>
    /// <param name="isClean">False when some row holds bytes that are no characters.</param>
    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> payload, ref ArrayBufferWriter<byte>? decoded, out bool isClean)
    {
        ReadOnlySpan<byte> text;
        if (Encoding.IsUtf8)
        {
            text = payload;
            isClean = Utf8.IsValid(text);
        }
        else
        {
            decoded = new ArrayBufferWriter<byte>(payload.Length + (payload.Length >> 1) + 16);
            isClean = Encoding.ToUtf8(payload, decoded);
            text = decoded.WrittenSpan;
        }

        return FirstRow == 1 && text.StartsWith("\uFEFF"u8) ? text[3..] : text;
    }

    /// <summary>True when a row of a chunk that is not clean holds the fault.</summary>
    public bool IsDamaged(ReadOnlySpan<byte> row) => Encoding.IsUtf8 ? !Utf8.IsValid(row) : row.IndexOf("\uFFFD"u8) >= 0;
}
