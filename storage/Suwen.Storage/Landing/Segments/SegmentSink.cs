using System.Buffers;
using Suwen.Storage.Landing.Files;
using Suwen.Storage.Landing.Format;

namespace Suwen.Storage.Landing.Segments;

/// <summary>Takes the uncompressed bytes of a segment behind its header area, in order, and stores them in one of the two ways.</summary>
internal abstract class SegmentSink(IJournalFile file) : IDisposable
{
    protected IJournalFile File { get; } = file;

    /// <summary>Where the next byte goes, in uncompressed bytes.</summary>
    public long Offset { get; protected set; } = SegmentHeader.AreaBytes;

    /// <summary>Says that the next byte begins the frame of this sequence.</summary>
    public abstract void BeginFrame(long sequence);

    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Writes what is held back and the header area, and syncs.</summary>
    public abstract void Finish(SegmentHeader header);

    public virtual void Dispose() => File.Dispose();

    public static SegmentSink Create(IJournalFile file, SegmentKind kind) => kind == SegmentKind.Blocks ? new BlockSink(file) : new PlainSink(file);

    private sealed class PlainSink(IJournalFile file) : SegmentSink(file)
    {
        public override void BeginFrame(long sequence)
        {
        }

        public override void Write(ReadOnlySpan<byte> bytes)
        {
            File.Write(bytes, Offset);
            Offset += bytes.Length;
        }

        public override void Finish(SegmentHeader header)
        {
            File.Write(header.ToArea(), 0);
            File.Sync();
        }
    }

    private sealed class BlockSink(IJournalFile file) : SegmentSink(file)
    {
        private readonly byte[] _raw = ArrayPool<byte>.Shared.Rent(Block.DefaultBytes);
        private readonly byte[] _encoded = ArrayPool<byte>.Shared.Rent(Block.DefaultBytes + Block.HeaderBytes + Frame.Alignment);
        private readonly List<BlockEntry> _blocks = [];
        private int _held;
        private long _fileOffset = SegmentHeader.AreaBytes;
        private long _firstSequence;
        private long _firstOffset;

        public override void BeginFrame(long sequence)
        {
            if (_held == Block.DefaultBytes)
            {
                WriteBlock();
            }

            if (_firstSequence == 0)
            {
                _firstSequence = sequence;
                _firstOffset = Offset;
            }
        }

        public override void Write(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0)
            {
                if (_held == Block.DefaultBytes)
                {
                    WriteBlock();
                }

                var count = Math.Min(bytes.Length, Block.DefaultBytes - _held);
                bytes[..count].CopyTo(_raw.AsSpan(_held));
                _held += count;
                Offset += count;
                bytes = bytes[count..];
            }
        }

        public override void Finish(SegmentHeader header)
        {
            if (_held > 0)
            {
                WriteBlock();
            }

            File.Write(BlockTable.Encode(_blocks, _fileOffset), _fileOffset);
            File.Write(header.ToArea(), 0);
            File.Sync();
        }

        public override void Dispose()
        {
            ArrayPool<byte>.Shared.Return(_raw);
            ArrayPool<byte>.Shared.Return(_encoded);
            base.Dispose();
        }

        private void WriteBlock()
        {
            var encoded = Block.Encode(_raw.AsSpan(0, _held), _blocks.Count, _encoded);
            _blocks.Add(new BlockEntry(_fileOffset, encoded - Block.HeaderBytes, _firstSequence, _firstOffset));
            var padded = (int)Frame.Align(encoded);
            _encoded.AsSpan(encoded, padded - encoded).Clear();
            File.Write(_encoded.AsSpan(0, padded), _fileOffset);
            _fileOffset += padded;
            _held = 0;
            _firstSequence = 0;
            _firstOffset = 0;
        }
    }
}
