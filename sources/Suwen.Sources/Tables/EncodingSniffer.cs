using System.Buffers;
using Suwen.Sources.Files;
using Suwen.Standards.Text;

namespace Suwen.Sources.Tables;

/// <summary>
/// Finds a table's character set by reading all of it once: byte order mark, else strict UTF-8, else strict GB 18030. A sample
/// would not do, since the first Chinese name may stand in the last row.
/// </summary>
internal static class EncodingSniffer
{
    private const int BlockBytes = 256 * 1024;

    /// <param name="stream">The text from its start.</param>
    /// <param name="stated">The character set that the mapping states; the text is then only looked at for what no table is.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The character set, or the reason why the file is refused; both null when it is neither UTF-8 nor GB 18030.</returns>
    public static async Task<(TableEncoding? Encoding, FileRefusal? Refusal)> SniffAsync(Stream stream, TableEncoding? stated, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            var probe = new CharacterSetProbe();
            var hasLine = false;
            long total = 0;
            while (true)
            {
                var block = buffer.AsMemory(0, await stream.ReadAtLeastAsync(buffer.AsMemory(0, BlockBytes), BlockBytes, throwOnEndOfStream: false, cancellationToken));
                if (total == 0 && CheckHead(block.Span, stated) is { } refusal)
                {
                    return (null, refusal);
                }

                total += block.Length;
                hasLine = hasLine || block.Span.ContainsAny((byte)'\r', (byte)'\n');
                if (!hasLine && total > CsvChunker.MaximumRowBytes)
                {
                    return (null, CsvChunker.RowTooLong(1, isQuoteOpen: false));
                }

                if (stated is not null && (hasLine || block.IsEmpty))
                {
                    return (stated, null);
                }

                if (block.IsEmpty)
                {
                    return (probe.Decide(out _) is { } set ? TableEncoding.Of(set) : null, null);
                }

                probe.Add(block.Span);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static FileRefusal? CheckHead(ReadOnlySpan<byte> head, TableEncoding? stated)
    {
        if (head.IsEmpty)
        {
            return new FileRefusal("byte 0", "The file is empty.", "Export the table again, with its header row.");
        }

        if ((stated ?? TableEncoding.FromByteOrderMark(head, out _)) is { UnitBytes: > 1 })
        {
            return null;
        }

        var nul = head[..Math.Min(head.Length, 64 * 1024)].IndexOf((byte)0);
        return nul < 0
            ? null
            : new FileRefusal($"byte {nul}", "The file holds NUL bytes, so it is no text table.", "If it is UTF-16 without a byte order mark, state `encoding: utf-16le` in a mapping; otherwise export the table as CSV in UTF-8.");
    }
}
