using System.Globalization;
using Suwen.Storage.Landing.Format;

namespace Suwen.Storage.Landing.Segments;

/// <summary>One walk over a whole segment that finds its last entry, fills its index and reports the holes before it.</summary>
internal sealed class TailScan(Segment segment, SparseIndex index)
{
    private long _lastDurableThrough = -1;

    public long LastSequence { get; private set; } = segment.FirstSequence - 1;

    public long LastReceived { get; private set; }

    public long HoleOffset { get; private set; }

    /// <summary>Length of the hole that ends the segment; 0 where it ends with an entry.</summary>
    public long HoleBytes { get; private set; }

    public long HoleSequence { get; private set; }

    public long HoleDurableThrough { get; private set; }

    /// <summary>
    /// Where the last write begins: the first frame with the last frame's "durable through". What lies before it was synced before the
    /// last frame was written; of the rest nothing is known.
    /// </summary>
    public long LastWriteOffset { get; private set; }

    public void Run(SegmentContent content, Action<LandingDamage> report)
    {
        using var scanner = new FrameScanner(content, segment.Header.Salt, SegmentHeader.AreaBytes, content.End, FrameScanner.SequentialWindow)
        {
            LastSequence = LastSequence,
        };
        for (var step = scanner.Next(); step != ScanResult.End; step = scanner.Next())
        {
            if (step == ScanResult.Hole)
            {
                HoleOffset = scanner.Offset;
                HoleBytes = scanner.HoleBytes;
                HoleSequence = scanner.HoleSequence;
                HoleDurableThrough = scanner.HoleDurableThrough;
                continue;
            }

            var fields = scanner.Fields;
            if (HoleBytes > 0 || fields.Sequence != LastSequence + 1)
            {
                report(Holes.Between(segment, HoleBytes > 0 ? HoleOffset : scanner.Offset, HoleBytes, LastSequence, fields));
                HoleBytes = 0;
                HoleSequence = 0;
                HoleDurableThrough = 0;
            }

            if (fields.DurableThrough != _lastDurableThrough)
            {
                _lastDurableThrough = fields.DurableThrough;
                LastWriteOffset = fields.DurableThrough < segment.FirstSequence ? 0 : scanner.Offset;
            }

            LastSequence = fields.Sequence;
            LastReceived = Math.Max(LastReceived, fields.ReceivedMicroseconds);
            index.Note(fields.Sequence, scanner.Offset);
        }
    }

    public LandingDamage AcknowledgedHole(long lastExpected)
        => Holes.AtEnd(segment, HoleOffset, HoleBytes, LastSequence, lastExpected);
}

/// <summary>The wording of damage inside a segment.</summary>
internal static class Holes
{
    /// <summary>A hole with a sound frame behind it.</summary>
    public static LandingDamage Between(Segment segment, long offset, long bytes, long lastSequence, in FrameFields next)
    {
        var missing = next.Sequence - lastSequence - 1;

        // "Durable through" of the frame behind the hole tells whether the lost entries were on disk, and acknowledged, before it was written.
        var possiblyUnacknowledged = next.DurableThrough <= lastSequence;
        return Damage(segment, offset, bytes, lastSequence, missing, possiblyUnacknowledged);
    }

    /// <summary>A hole that reaches the end of a segment which is known to have held acknowledged entries up to a sequence.</summary>
    public static LandingDamage AtEnd(Segment segment, long offset, long bytes, long lastSequence, long lastExpected)
        => Damage(segment, offset, bytes, lastSequence, lastExpected - lastSequence, possiblyUnacknowledged: false);

    private static LandingDamage Damage(Segment segment, long offset, long bytes, long lastSequence, long missing, bool possiblyUnacknowledged)
        => new(
            LandingDamageKind.DamagedMiddle, segment.Journal, segment.Name, offset, bytes,
            new LandingPosition(segment.Journal, lastSequence + 1), missing, possiblyUnacknowledged,
            string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes at {offset} of {segment.Name} are damaged; {missing} entries from {segment.Journal}:{lastSequence + 1} cannot be read. ")
            + (possiblyUnacknowledged
                ? "Nothing shows that they had been acknowledged: they may be the rest of a write that power loss interrupted."
                : "They had been acknowledged. Restore the segment from a backup, or ask the senders again."));
}
