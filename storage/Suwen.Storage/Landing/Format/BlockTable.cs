using System.Buffers.Binary;
using Suwen.Storage.Landing.Files;

namespace Suwen.Storage.Landing.Format;

/// <summary>The directory of a compressed segment's blocks, written behind them. Where it is damaged it is rebuilt from the block headers.</summary>
internal sealed class BlockTable
{
    private const int EntryBytes = 32;
    private const int TrailerBytes = 32;
    private const ulong MagicWord = 0xF1_1A_0D_54_4C_57_53_8BUL;

    public BlockTable(int blockBytes, long dataEnd, BlockEntry[] blocks)
    {
        BlockBytes = blockBytes;
        DataEnd = dataEnd;
        Blocks = blocks;
    }

    public int BlockBytes { get; }

    /// <summary>Where the uncompressed bytes end.</summary>
    public long DataEnd { get; }

    public BlockEntry[] Blocks { get; }

    /// <summary>The table followed by its trailer, which ends the file.</summary>
    public static byte[] Encode(IReadOnlyList<BlockEntry> blocks, long fileOffset)
    {
        var bytes = new byte[(blocks.Count * EntryBytes) + TrailerBytes];
        for (var i = 0; i < blocks.Count; i++)
        {
            var entry = bytes.AsSpan(i * EntryBytes, EntryBytes);
            BinaryPrimitives.WriteInt64LittleEndian(entry, blocks[i].FileOffset);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], blocks[i].StoredBytes);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], blocks[i].FirstSequence);
            BinaryPrimitives.WriteInt64LittleEndian(entry[24..], blocks[i].FirstFrameOffset);
        }

        var trailer = bytes.AsSpan(blocks.Count * EntryBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(trailer, MagicWord);
        BinaryPrimitives.WriteInt64LittleEndian(trailer[8..], fileOffset);
        BinaryPrimitives.WriteInt32LittleEndian(trailer[16..], blocks.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[20..], Crc32C.Compute(bytes.AsSpan(0, blocks.Count * EntryBytes)));
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[28..], Crc32C.Compute(trailer[..28]));
        return bytes;
    }

    public static BlockTable Read(IJournalFile file, SegmentHeader? header)
    {
        var length = file.Length;
        var trailer = new byte[TrailerBytes];
        if (header is not null && length >= SegmentHeader.AreaBytes + TrailerBytes && file.Read(trailer, length - TrailerBytes) == TrailerBytes
            && BinaryPrimitives.ReadUInt64LittleEndian(trailer) == MagicWord
            && BinaryPrimitives.ReadUInt32LittleEndian(trailer.AsSpan(28)) == Crc32C.Compute(trailer.AsSpan(0, 28)))
        {
            var offset = BinaryPrimitives.ReadInt64LittleEndian(trailer.AsSpan(8));
            var count = BinaryPrimitives.ReadInt32LittleEndian(trailer.AsSpan(16));
            var bytes = new byte[count * EntryBytes];
            if (file.Read(bytes, offset) == bytes.Length
                && BinaryPrimitives.ReadUInt32LittleEndian(trailer.AsSpan(20)) == Crc32C.Compute(bytes))
            {
                return new BlockTable(header.BlockBytes, header.DataEnd, Decode(bytes, count));
            }
        }

        return Rebuild(file, header);
    }

    private static BlockEntry[] Decode(byte[] bytes, int count)
    {
        var blocks = new BlockEntry[count];
        for (var i = 0; i < count; i++)
        {
            var entry = bytes.AsSpan(i * EntryBytes, EntryBytes);
            blocks[i] = new BlockEntry(
                BinaryPrimitives.ReadInt64LittleEndian(entry),
                (int)BinaryPrimitives.ReadInt64LittleEndian(entry[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(entry[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(entry[24..]));
        }

        return blocks;
    }

    /// <summary>Walks the block headers. A damaged one is searched over; the block that it described stays empty and reads as zeros.</summary>
    private static BlockTable Rebuild(IJournalFile file, SegmentHeader? header)
    {
        var found = new List<(int Number, BlockEntry Entry)>();
        var blockBytes = header?.BlockBytes ?? Block.DefaultBytes;
        var dataEnd = header?.DataEnd ?? 0;
        var length = file.Length;
        var bytes = new byte[Block.HeaderBytes];
        for (long at = SegmentHeader.AreaBytes; at + Block.HeaderBytes <= length;)
        {
            if (file.Read(bytes, at) == bytes.Length
                && Block.TryReadHeader(bytes, out var number, out var raw, out var stored)
                && number <= length && raw <= Block.DefaultBytes)
            {
                found.Add((number, new BlockEntry(at, stored, 0, 0)));
                if (header is null)
                {
                    dataEnd = Math.Max(dataEnd, SegmentHeader.AreaBytes + ((long)number * blockBytes) + raw);
                }

                at = Frame.Align(at + Block.HeaderBytes + stored);
            }
            else
            {
                at += Frame.Alignment;
            }
        }

        var blocks = new BlockEntry[(Math.Max(0, dataEnd - SegmentHeader.AreaBytes) + blockBytes - 1) / blockBytes];
        foreach (var (number, entry) in found)
        {
            if (number < blocks.Length)
            {
                blocks[number] = entry;
            }
        }

        return new BlockTable(blockBytes, dataEnd, blocks);
    }
}
