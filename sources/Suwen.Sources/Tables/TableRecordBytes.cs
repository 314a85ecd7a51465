using Suwen.Standards.Csv;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tables;

/// <summary>Cuts the bytes of one row out of a chunk of a table, by the numbers that <see cref="TableSource"/> and the OMOP source give.</summary>
public static class TableRecordBytes
{
    /// <summary>From here on ASCII bytes may be the second byte of a character of GB 18030 or Big5.</summary>
    private const byte FirstTrailByte = 0x40;

    /// <summary>The row without its line end; null for a workbook, for UTF-16, and where the entry has no such row.</summary>
    public static ReadOnlyMemory<byte>? Find(LandedEntry entry, int number)
    {
        if (TableChunk.From(name => entry.Header.Metadata.GetValueOrDefault(name)) is not { } chunk || !CanCut(chunk))
        {
            return null;
        }

        // Line ends, quotes and the delimiters allowed here are never part of a longer character, so rows are cut as the parser cuts them after decoding.
        var start = chunk.FirstRow == 1 && entry.Payload.Span.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0;
        var reader = new CsvReader(entry.Payload.Span[start..], chunk.Delimiter, chunk.Quote, new CsvFields());
        var left = number;
        for (var row = chunk.FirstRow; reader.Read(); row++)
        {
            if (row > chunk.SkipRows && !reader.IsBlank && left-- == 0)
            {
                return entry.Payload[(start + reader.RowStart)..(start + reader.RowEnd)];
            }
        }

        return null;
    }

    private static bool CanCut(TableChunk chunk) =>
        chunk.Encoding.IsUtf8 || (chunk.Delimiter < FirstTrailByte && !chunk.Encoding.Name.StartsWith("UTF-16", StringComparison.OrdinalIgnoreCase));
}
