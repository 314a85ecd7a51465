using System.Buffers;

namespace Suwen.Sources.Hl7v2;

/// <summary>What the bytes received so far hold.</summary>
internal enum FrameState : byte
{
    /// <summary>Nothing but line ends, or nothing.</summary>
    Idle,

    /// <summary>A frame has begun and not ended.</summary>
    Open,

    /// <summary>A whole frame.</summary>
    Complete,
}

/// <summary>
/// Finds MLLP frames by their bytes: 0B, the message, 1C 0D (HL7 v2 Transport Specification MLLP release 1, §2). None of these bytes is part
/// of a character in any set that messages come in, UTF-16 apart.
/// </summary>
internal struct MllpFrames
{
    public const byte Begin = 0x0B;
    public const byte End = 0x1C;
    public const byte AfterEnd = 0x0D;

    private long scanned;

    /// <summary>Bytes outside frames met so far, line ends apart.</summary>
    public long StrayBytes { get; private set; }

    /// <summary>Looks for a frame at the beginning of what was received and not consumed.</summary>
    /// <param name="received">Bytes received; what the call steps over is cut off at its beginning.</param>
    /// <param name="message">The message of a complete frame.</param>
    public FrameState Read(ref ReadOnlySequence<byte> received, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (!SkipToBegin(ref received))
        {
            return FrameState.Idle;
        }

        // What was searched already is not searched again: a large message comes in many parts.
        var reader = new SequenceReader<byte>(received);
        reader.Advance(Math.Max(1, scanned));
        while (reader.TryAdvanceTo(End, advancePastDelimiter: false))
        {
            var end = reader.Consumed;
            reader.Advance(1);
            if (!reader.TryPeek(out var next))
            {
                scanned = end;
                return FrameState.Open;
            }

            if (next == AfterEnd)
            {
                message = received.Slice(1, end - 1);
                received = received.Slice(end + 2);
                scanned = 0;
                return FrameState.Complete;
            }
        }

        scanned = received.Length;
        return FrameState.Open;
    }

    private bool SkipToBegin(ref ReadOnlySequence<byte> received)
    {
        if (received.IsEmpty)
        {
            return false;
        }

        if (received.FirstSpan.Length > 0 && received.FirstSpan[0] == Begin)
        {
            return true;
        }

        var reader = new SequenceReader<byte>(received);
        var isFound = reader.TryAdvanceTo(Begin, advancePastDelimiter: false);
        var before = isFound ? received.Slice(0, reader.Consumed) : received;
        foreach (var part in before)
        {
            foreach (var value in part.Span)
            {
                if (value is not ((byte)'\r' or (byte)'\n'))
                {
                    StrayBytes++;
                }
            }
        }

        received = received.Slice(before.Length);
        scanned = 0;
        return isFound;
    }
}
