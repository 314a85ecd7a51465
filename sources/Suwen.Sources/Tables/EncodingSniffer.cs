using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Suwen.Sources.Files;

namespace Suwen.Sources.Tables;

/// <summary>
/// Finds a table's character set by reading all of it once: byte order mark, else strict UTF-8, else strict GB 18030. A sample
/// would not do, since the first Chinese name may stand in the last row.
/// </summary>
internal static class EncodingSniffer
{
    private const int BlockBytes = 256 * 1024;

    /// <param name="open">Opens the text from its start; called once for each character set that is tried.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The character set, or null with the reason why the file is refused; both null when it is neither UTF-8 nor GB 18030.</returns>
    public static async Task<(TableEncoding? Encoding, FileRefusal? Refusal)> SniffAsync(Func<Stream> open, CancellationToken cancellationToken)
    {
        var (isUtf8, marked, refusal) = await ScanUtf8Async(open, cancellationToken);
        if (refusal is not null || marked is not null)
        {
            return (marked, refusal);
        }

        if (isUtf8)
        {
            return (TableEncoding.Utf8, null);
        }

        return (await IsStrictAsync(open, TableEncoding.Gb18030, cancellationToken) ? TableEncoding.Gb18030 : null, null);
    }

    private static async Task<(bool IsUtf8, TableEncoding? Marked, FileRefusal? Refusal)> ScanUtf8Async(Func<Stream> open, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        await using var stream = open();
        try
        {
            var isUtf8 = true;
            var hasLine = false;
            long total = 0;
            var carried = 0;
            while (true)
            {
                var read = await stream.ReadAtLeastAsync(buffer.AsMemory(carried, BlockBytes - carried), BlockBytes - carried, throwOnEndOfStream: false, cancellationToken);
                var block = buffer.AsMemory(0, carried + read);
                if (total == 0)
                {
                    if (TableEncoding.FromByteOrderMark(block.Span, out _) is { IsUtf8: false } marked)
                    {
                        return (false, marked, null);
                    }

                    if (CheckHead(block.Span) is { } refusal)
                    {
                        return (false, null, refusal);
                    }
                }

                total += read;
                hasLine = hasLine || block.Span.ContainsAny((byte)'\r', (byte)'\n');
                if (!hasLine && total > CsvChunker.MaximumRowBytes)
                {
                    return (false, null, CsvChunker.RowTooLong(1, isQuoteOpen: false));
                }

                if (read == 0)
                {
                    return (isUtf8 && carried == 0, null, null);
                }

                carried = isUtf8 ? Advance(block.Span, ref isUtf8) : 0;
                if (!isUtf8 && hasLine)
                {
                    return (false, null, null);
                }

                block.Span[^carried..].CopyTo(buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Checks a block and returns how many bytes at its end are the begin of a character that the next block ends.</summary>
    private static int Advance(ReadOnlySpan<byte> block, ref bool isUtf8)
    {
        var cut = 0;
        while (cut < Math.Min(3, block.Length) && (block[^(cut + 1)] & 0xC0) == 0x80)
        {
            cut++;
        }

        cut = cut < block.Length && block[^(cut + 1)] >= 0xC0 ? cut + 1 : 0;
        if (cut > 0 && Utf8.IsValid(block[^cut..]))
        {
            cut = 0;
        }

        isUtf8 = Utf8.IsValid(block[..^cut]);
        return isUtf8 ? cut : 0;
    }

    private static FileRefusal? CheckHead(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
        {
            return new FileRefusal("byte 0", "The file is empty.", "Export the table again, with its header row.");
        }

        var nul = head[..Math.Min(head.Length, 64 * 1024)].IndexOf((byte)0);
        return nul < 0
            ? null
            : new FileRefusal($"byte {nul}", "The file holds NUL bytes, so it is no text table.", "If it is UTF-16 without a byte order mark, state `encoding: utf-16le` in the mapping; otherwise export the table as CSV in UTF-8.");
    }

    private static async Task<bool> IsStrictAsync(Func<Stream> open, TableEncoding encoding, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        var chars = ArrayPool<char>.Shared.Rent(BlockBytes + 4);
        var decoder = encoding.StrictDecoder();
        await using var stream = open();
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(0, BlockBytes), cancellationToken)) > 0)
            {
                decoder.Convert(buffer.AsSpan(0, read), chars, flush: false, out _, out _, out _);
            }

            decoder.Convert([], chars, flush: true, out _, out _, out _);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            ArrayPool<char>.Shared.Return(chars);
        }
    }
}
