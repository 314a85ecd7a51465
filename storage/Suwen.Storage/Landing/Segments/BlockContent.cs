using System.Buffers.Binary;
using Suwen.Storage.Landing.Files;
using Suwen.Storage.Landing.Format;

namespace Suwen.Storage.Landing.Segments;

/// <summary>A compressed segment read as if it were plain. One block at a time is held uncompressed.</summary>
internal sealed class BlockContent : SegmentContent
{
    private readonly IJournalFile _file;
    private readonly BlockTable _table;
    private readonly byte[] _block;
    private readonly byte[] _stored;
    private int _held = -1;
    private int _heldBytes;

    private BlockContent(IJournalFile file, SegmentHeader? header, BlockTable table)
        : base(header)
    {
        _file = file;
        _table = table;
        _block = new byte[table.BlockBytes];
        _stored = new byte[table.BlockBytes + Block.HeaderBytes];
    }

    public override long End => _table.DataEnd;

    public IReadOnlyList<BlockEntry> Blocks => _table.Blocks;

    public static BlockContent Open(IJournalFile file, SegmentHeader? header) => new(file, header, BlockTable.Read(file, header));

    /// <summary>Whether a segment without a readable header holds blocks: its first block's magic stands where the first frame's would.</summary>
    public static bool LooksLikeBlocks(IJournalFile file)
    {
        Span<byte> magic = stackalloc byte[8];
        return file.Read(magic, SegmentHeader.AreaBytes) == 8 && BinaryPrimitives.ReadUInt64LittleEndian(magic) == Block.MagicWord;
    }

    public override int Read(Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length && offset + total < End)
        {
            var at = offset + total - SegmentHeader.AreaBytes;
            var number = (int)(at / _table.BlockBytes);
            Hold(number);
            var within = (int)(at - ((long)number * _table.BlockBytes));
            var count = Math.Min(_heldBytes - within, buffer.Length - total);
            if (count <= 0)
            {
                break;
            }

            _block.AsSpan(within, count).CopyTo(buffer[total..]);
            total += count;
        }

        return total;
    }

    public override void Dispose() => _file.Dispose();

    private void Hold(int number)
    {
        if (_held == number)
        {
            return;
        }

        _held = number;
        _heldBytes = (int)Math.Min(_table.BlockBytes, End - SegmentHeader.AreaBytes - ((long)number * _table.BlockBytes));
        var raw = _block.AsSpan(0, _heldBytes);
        if (!TryRestore(_table.Blocks[number], number, raw))
        {
            // The frames in it become a hole, which the reader reports.
            raw.Clear();
        }
    }

    private bool TryRestore(in BlockEntry entry, int number, Span<byte> raw)
    {
        var bytes = Block.HeaderBytes + entry.StoredBytes;
        return entry.StoredBytes > 0 && bytes <= _stored.Length
            && ReadOrZeros(_file, _stored.AsSpan(0, bytes), entry.FileOffset) == bytes
            && Block.TryDecode(_stored.AsSpan(0, bytes), number, raw);
    }
}
