using System.Buffers;
using System.Buffers.Binary;
using Suwen.Storage.Landing.Format;

namespace Suwen.Storage.Landing.Segments;

internal enum ScanResult
{
    /// <summary>No more bytes.</summary>
    End,

    /// <summary>A sound frame.</summary>
    Frame,

    /// <summary>Bytes that are no sound frame, up to the next sound one or the end.</summary>
    Hole,
}

/// <summary>
/// Walks the frames of a segment. What is not a sound frame becomes a hole, and the walk goes on at the next frame whose magic and
/// checksums hold. Large sequential reads into one rented window; nothing is allocated per frame.
/// </summary>
internal sealed class FrameScanner : IDisposable
{
    public const int SequentialWindow = 1 << 20;
    public const int LookUpWindow = 128 << 10;

    private readonly SegmentContent _content;
    private readonly ulong _salt;
    private readonly long _end;
    private readonly bool _checkPayloads;
    private byte[] _window;
    private long _windowStart;
    private int _windowLength;
    private long _next;
    private int _claimedBytes;

    /// <param name="content">The bytes.</param>
    /// <param name="salt">The journal's salt.</param>
    /// <param name="start">Where to begin: the start of a frame.</param>
    /// <param name="end">Where to stop, however long the content is.</param>
    /// <param name="windowBytes">How much to read at once.</param>
    /// <param name="checkPayloads">False walks by headers alone, for building an index.</param>
    public FrameScanner(SegmentContent content, ulong salt, long start, long end, int windowBytes, bool checkPayloads = true)
    {
        _content = content;
        _salt = salt;
        _next = start;
        _end = end;
        _checkPayloads = checkPayloads;
        _window = ArrayPool<byte>.Shared.Rent(windowBytes);
        _windowStart = start;
    }

    /// <summary>The frame's fields, after <see cref="ScanResult.Frame"/>.</summary>
    public FrameFields Fields { get; private set; }

    /// <summary>Where the frame or hole begins.</summary>
    public long Offset { get; private set; }

    /// <summary>How long the hole is.</summary>
    public long HoleBytes { get; private set; }

    /// <summary>The highest sequence that a sound header inside the hole claims (its payload is damaged or torn); 0 without one.</summary>
    public long HoleSequence { get; private set; }

    /// <summary>The highest "durable through" that a sound header inside the hole states.</summary>
    public long HoleDurableThrough { get; private set; }

    /// <summary>Frames with a sequence up to this one are not taken for frames: they would be doubles. Set it before the first step when starting in the middle.</summary>
    public long LastSequence { get; set; }

    /// <summary>The text part of the current frame's header; valid until the next step or payload read.</summary>
    public ReadOnlySpan<byte> Description => View(Offset + Frame.FixedBytes, Fields.HeaderBytes - Frame.FixedBytes);

    /// <summary>The whole header of the current frame; valid until the next step or payload read.</summary>
    public ReadOnlySpan<byte> Header => View(Offset, Fields.HeaderBytes);

    public ScanResult Next()
    {
        if (_next >= _end)
        {
            return ScanResult.End;
        }

        Offset = _next;
        if (TryFrame(_next, out var fields))
        {
            Fields = fields;
            LastSequence = fields.Sequence;
            _next += fields.FrameBytes;
            return ScanResult.Frame;
        }

        SkipHole();
        return ScanResult.Hole;
    }

    /// <summary>Copies the payload of the current frame.</summary>
    public byte[] ReadPayload()
    {
        var length = Fields.PayloadBytes;
        if (length == 0)
        {
            return [];
        }

        var payload = GC.AllocateUninitializedArray<byte>(length);
        var at = Offset + Fields.HeaderBytes;
        if (IsInWindow(at, length))
        {
            View(at, length).CopyTo(payload);
        }
        else
        {
            _content.Read(payload, at);
        }

        return payload;
    }

    public void Dispose()
    {
        var window = _window;
        _window = [];
        if (window.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }

    private void SkipHole()
    {
        var begin = _next;
        HoleSequence = 0;
        HoleDurableThrough = 0;
        var at = begin;
        do
        {
            // A sound header with a damaged payload says where it ends, and no frame begins inside it.
            NoteClaim(at);
            at = FindMagic(at + Math.Max(_claimedBytes, Frame.Alignment));
        }
        while (at < _end && !TryFrame(at, out _));
        _next = Math.Min(at, _end);
        HoleBytes = _next - begin;
    }

    /// <summary>Keeps what a sound header in the hole tells of itself.</summary>
    private void NoteClaim(long at)
    {
        _claimedBytes = 0;
        if (TryHeader(at, out var fields) && fields.Sequence > LastSequence)
        {
            HoleSequence = Math.Max(HoleSequence, fields.Sequence);
            HoleDurableThrough = Math.Max(HoleDurableThrough, fields.DurableThrough);
            _claimedBytes = (int)Math.Min(fields.FrameBytes, Math.Min(_end - at, int.MaxValue & ~7));
        }
    }

    private bool TryFrame(long offset, out FrameFields fields)
        => TryHeader(offset, out fields)
            && fields.Sequence > LastSequence
            && offset + fields.FrameBytes <= _end
            && (!_checkPayloads || PayloadHolds(offset + fields.HeaderBytes, fields.PayloadBytes, fields.PayloadCrc));

    private bool TryHeader(long offset, out FrameFields fields)
    {
        fields = default;
        if (!Bring(offset, Frame.PrefixBytes)
            || !Frame.TryReadLengths(View(offset, Frame.PrefixBytes), out var headerBytes, out var payloadBytes))
        {
            return false;
        }

        // Small frames are brought whole, so that the payload check below needs no second read.
        var whole = (long)headerBytes + payloadBytes;
        return (whole <= _window.Length ? Bring(offset, (int)whole) || Bring(offset, headerBytes) : Bring(offset, headerBytes))
            && Frame.TryRead(View(offset, headerBytes), _salt, out fields);
    }

    private bool PayloadHolds(long offset, int length, uint crc)
    {
        if (IsInWindow(offset, length))
        {
            return Crc32C.Compute(View(offset, length)) == crc;
        }

        // Larger than the window: in pieces through a second buffer, since the header must stay in the window.
        var piece = ArrayPool<byte>.Shared.Rent(SequentialWindow);
        try
        {
            var running = Crc32C.Initial;
            for (var done = 0; done < length;)
            {
                var part = piece.AsSpan(0, Math.Min(piece.Length, length - done));
                if (_content.Read(part, offset + done) != part.Length)
                {
                    return false;
                }

                running = Crc32C.Update(running, part);
                done += part.Length;
            }

            return ~running == crc;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>The next place at or after this one, on a frame boundary, that holds the magic; the end without one.</summary>
    private long FindMagic(long at)
    {
        while (at + Frame.PrefixBytes <= _end)
        {
            if (!IsInWindow(at, Frame.PrefixBytes) && !Bring(at, Frame.PrefixBytes))
            {
                break;
            }

            var held = _window.AsSpan((int)(at - _windowStart), (int)(_windowStart + _windowLength - at));
            for (var i = 0; i + Frame.PrefixBytes <= held.Length; i += Frame.Alignment)
            {
                if (BinaryPrimitives.ReadUInt64LittleEndian(held[i..]) == Frame.MagicWord)
                {
                    return at + i;
                }
            }

            at += (held.Length - Frame.PrefixBytes + Frame.Alignment) & ~(Frame.Alignment - 1);
        }

        return _end;
    }

    /// <summary>Makes these bytes present in the window; false where the content ends before them or they do not fit.</summary>
    private bool Bring(long offset, int count)
    {
        if (IsInWindow(offset, count))
        {
            return true;
        }

        if (offset + count > _end || count > _window.Length)
        {
            return false;
        }

        var kept = 0;
        if (offset >= _windowStart && offset < _windowStart + _windowLength)
        {
            kept = (int)(_windowStart + _windowLength - offset);
            _window.AsSpan((int)(offset - _windowStart), kept).CopyTo(_window);
        }

        _windowStart = offset;
        var wanted = (int)Math.Min(_window.Length - kept, _end - offset - kept);
        _windowLength = kept + _content.Read(_window.AsSpan(kept, wanted), offset + kept);
        return IsInWindow(offset, count);
    }

    private bool IsInWindow(long offset, int count) => offset >= _windowStart && offset + count <= _windowStart + _windowLength;

    private ReadOnlySpan<byte> View(long offset, int count) => _window.AsSpan((int)(offset - _windowStart), count);
}
