namespace Suwen.Storage.Landing.Segments;

/// <summary>
/// Some frames of a segment with their place: one about every 64 KiB, so that a look-up reads little more than its frame.
/// The writer adds while readers look up.
/// </summary>
internal sealed class SparseIndex
{
    public const long Spacing = 64 << 10;

    private readonly Lock _gate = new();
    private long[] _sequences = new long[16];
    private long[] _offsets = new long[16];
    private int _count;
    private long _lastOffset = -Spacing;

    /// <summary>Notes a frame, if the last noted one is far enough. Frames come in order.</summary>
    public void Note(long sequence, long offset)
    {
        if (offset - _lastOffset < Spacing)
        {
            return;
        }

        lock (_gate)
        {
            if (_count == _sequences.Length)
            {
                Array.Resize(ref _sequences, _count * 2);
                Array.Resize(ref _offsets, _count * 2);
            }

            _sequences[_count] = sequence;
            _offsets[_count++] = offset;
            _lastOffset = offset;
        }
    }

    /// <summary>The last noted frame at or before the sequence; (0, 0) without one.</summary>
    public (long Sequence, long Offset) AtOrBefore(long sequence)
    {
        lock (_gate)
        {
            var at = Array.BinarySearch(_sequences, 0, _count, sequence);
            at = at >= 0 ? at : ~at - 1;
            return at < 0 ? (0, 0) : (_sequences[at], _offsets[at]);
        }
    }
}
