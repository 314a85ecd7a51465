using Suwen.Storage.Landing.Files;
using Suwen.Storage.Landing.Format;

namespace Suwen.Storage.Landing.Segments;

/// <summary>One pass over the journal, from behind a position up to and including another.</summary>
internal sealed class JournalReader : IDisposable
{
    private readonly IJournalFiles _files;
    private readonly Segment[] _segments;
    private readonly LandingPosition _after;
    private readonly LandingPosition _end;
    private readonly int _windowBytes;
    private readonly Action<LandingDamage> _report;
    private readonly DescriptionReader _descriptions = new();
    private int _nextSegment;
    private Segment? _segment;
    private SegmentContent? _content;
    private FrameScanner? _scanner;
    private long _lastSequence;
    private long _holeOffset;
    private long _holeBytes;
    private bool _reachedEnd;

    public JournalReader(IJournalFiles files, Segment[] segments, LandingPosition after, LandingPosition end, int windowBytes, Action<LandingDamage> report)
    {
        _files = files;
        _segments = segments;
        _after = after;
        _end = end;
        _windowBytes = windowBytes;
        _report = report;
        _nextSegment = Math.Max(0, Find(segments, new LandingPosition(after.Value + 1)));
    }

    /// <summary>The frame of the entry that <see cref="Next"/> last answered.</summary>
    public FrameFields Fields => _scanner!.Fields;

    /// <summary>The segment of the entry that <see cref="Next"/> last answered.</summary>
    public Segment Segment => _segment!;

    /// <summary>Where the entry that <see cref="Next"/> last answered begins.</summary>
    public long Offset => _scanner!.Offset;

    public LandedEntry? Next()
    {
        while (!_reachedEnd && (_scanner is not null || OpenNext()))
        {
            switch (_scanner!.Next())
            {
                case ScanResult.Frame:
                    if (Take(_scanner) is { } entry)
                    {
                        return entry;
                    }

                    break;
                case ScanResult.Hole:
                    _holeOffset = _scanner.Offset;
                    _holeBytes = _scanner.HoleBytes;
                    break;
                default:
                    FinishSegment();
                    break;
            }
        }

        return null;
    }

    public void Dispose() => Close();

    /// <summary>The index of the segment that would hold the position; -1 before the first.</summary>
    public static int Find(Segment[] segments, LandingPosition position)
    {
        int low = 0, high = segments.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (segments[middle].First <= position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }

    private LandedEntry? Take(FrameScanner scanner)
    {
        var fields = scanner.Fields;
        var position = new LandingPosition(_segment!.Journal, fields.Sequence);
        if (fields.Sequence > _segment.LastAllowed)
        {
            // The rest of an append that failed; the next segment has given these sequences anew.
            FinishSegment();
            return null;
        }

        if (_holeBytes > 0 || fields.Sequence != _lastSequence + 1)
        {
            _report(Holes.Between(_segment, _holeBytes > 0 ? _holeOffset : scanner.Offset, _holeBytes, _lastSequence, fields));
            _holeBytes = 0;
        }

        _lastSequence = fields.Sequence;
        if (position > _end)
        {
            _reachedEnd = true;
            return null;
        }

        _reachedEnd = position == _end;
        if (position <= _after)
        {
            return null;
        }

        return new LandedEntry(position, ReceivedAt(fields), _descriptions.Read(scanner.Description), scanner.ReadPayload())
        {
            IsErased = (fields.Flags & FrameFlags.Redacted) != 0,
        };
    }

    private static DateTimeOffset ReceivedAt(in FrameFields fields)
        => DateTimeOffset.UnixEpoch.AddTicks(fields.ReceivedMicroseconds * TimeSpan.TicksPerMicrosecond);

    private bool OpenNext()
    {
        while (_nextSegment < _segments.Length && _segments[_nextSegment].First <= _end)
        {
            var segment = _segments[_nextSegment++];
            try
            {
                Open(segment);
                return true;
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                _report(new LandingDamage(
                    LandingDamageKind.MissingSegment, segment.Journal, segment.Name, 0, 0, segment.First,
                    Math.Max(0, LastExpected(segment) - segment.FirstSequence + 1), false, $"{segment.Name} has disappeared while the journal was open. Restore it from a backup."));
            }
        }

        return false;
    }

    private void Open(Segment segment)
    {
        _content = SegmentContent.Open(_files, segment.Path);
        _segment = segment;
        _holeBytes = 0;
        _lastSequence = segment.FirstSequence - 1;
        if (segment.HeaderIsInferred)
        {
            _report(new LandingDamage(
                LandingDamageKind.DamagedHeader, segment.Journal, segment.Name, 0, SegmentHeader.AreaBytes, segment.First, 0, false,
                $"The header of {segment.Name} is damaged in both copies; its entries are read without it."));
        }

        // A rewrite by erasure moves frames: places known from the earlier file do not hold in the new one.
        var isSameGeneration = _content.Header is null || _content.Header.Generation == segment.Header.Generation;
        var end = isSameGeneration && segment.Header.Kind == SegmentKind.Plain ? Math.Min(segment.DataEnd, _content.End) : _content.End;
        var start = (Sequence: 0L, Offset: (long)SegmentHeader.AreaBytes);
        if (isSameGeneration && segment.Journal == _after.Journal && _after.Sequence >= segment.FirstSequence)
        {
            segment.Index ??= BuildIndex(segment, _content, end);
            start = segment.Index.AtOrBefore(_after.Sequence + 1);
            if (start.Sequence > 0)
            {
                _lastSequence = start.Sequence - 1;
            }
            else
            {
                start.Offset = SegmentHeader.AreaBytes;
            }
        }

        _scanner = new FrameScanner(_content, segment.Header.Salt, start.Offset, end, _windowBytes) { LastSequence = _lastSequence };
    }

    /// <summary>Compressed segments bring their index along; plain ones are walked once, by headers alone.</summary>
    private static SparseIndex BuildIndex(Segment segment, SegmentContent content, long end)
    {
        var index = new SparseIndex();
        if (content is BlockContent blocks)
        {
            foreach (var block in blocks.Blocks)
            {
                if (block.FirstSequence > 0)
                {
                    index.Note(block.FirstSequence, block.FirstFrameOffset);
                }
            }

            return index;
        }

        using var scanner = new FrameScanner(content, segment.Header.Salt, SegmentHeader.AreaBytes, end, FrameScanner.SequentialWindow, checkPayloads: false)
        {
            LastSequence = segment.FirstSequence - 1,
        };
        for (var step = scanner.Next(); step != ScanResult.End; step = scanner.Next())
        {
            if (step == ScanResult.Frame)
            {
                index.Note(scanner.Fields.Sequence, scanner.Offset);
            }
        }

        return index;
    }

    private void FinishSegment()
    {
        var expected = Math.Min(LastExpected(_segment!), _end.Journal == _segment!.Journal ? _end.Sequence : long.MaxValue);
        if (_lastSequence < expected)
        {
            var offset = _holeBytes > 0 ? _holeOffset : _scanner!.Offset;
            _report(Holes.AtEnd(_segment, offset, _holeBytes, _lastSequence, LastExpected(_segment)));
        }

        Close();
    }

    /// <summary>The sequence that a segment must reach: known from its successor, or for the last one from the published end.</summary>
    private long LastExpected(Segment segment)
        => segment.LastExpected > 0 ? segment.LastExpected
            : ReferenceEquals(segment, _segments[^1]) && segment.Journal == _end.Journal ? _end.Sequence
            : 0;

    private void Close()
    {
        _scanner?.Dispose();
        _scanner = null;
        _content?.Dispose();
        _content = null;
    }
}
