using System.Buffers.Binary;
using System.Globalization;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing.Files;
using Suwen.Storage.Landing.Format;
using Suwen.Storage.Landing.Segments;

namespace Suwen.Storage.Landing;

/// <content>Opening: find the segments, check their chain, bring the tail into order.</content>
public sealed partial class LandingJournal
{
    private const string TemporarySuffix = ".tmp";
    private const string CutSuffix = ".cut";

    private readonly List<LandingDamage> _structuralDamage = [];

    private void Recover()
    {
        var all = new List<Segment>();
        foreach (var name in _files.ListFolders(_folder))
        {
            if (SegmentHeader.TryParseFolderName(name, out var journal))
            {
                _journal = journal;
                RecoverJournal(journal, all);
            }
        }

        // Entries of a process that was killed may still be in the page cache only; the folders' entries likewise.
        _files.SyncFolder(_folder);
        _segments = [.. all];
        if (_journal == 0 || _options.BeginNewJournal)
        {
            _journal++;
            _nextSequence = 1;
            _active = null;
        }
    }

    private void RecoverJournal(int journal, List<Segment> all)
    {
        // Only the highest journal is appended to, also where it has no segment yet.
        ReleaseActive();
        var segments = ListSegments(journal);
        CheckChain(segments);
        if (segments.Count > 0)
        {
            RecoverTail(segments);
        }
        else
        {
            _nextSequence = 1;
        }

        _files.SyncFolder(JournalFolder(journal));
        all.AddRange(segments);
    }

    private List<Segment> ListSegments(int journal)
    {
        var folder = JournalFolder(journal);
        var segments = new List<Segment>();
        foreach (var name in _files.ListFiles(folder))
        {
            if (name.EndsWith(TemporarySuffix, StringComparison.Ordinal))
            {
                // A rewrite that was interrupted before its rename; the segment itself is untouched.
                _files.DeleteIfPresent(Path.Combine(folder, name));
            }
            else if (SegmentHeader.TryParseFileName(name, out var first))
            {
                segments.Add(OpenSegment(journal, folder, name, first, segments.Count > 0 ? segments[^1] : null));
            }
        }

        return segments;
    }

    private Segment OpenSegment(int journal, string folder, string name, long first, Segment? previous)
    {
        using var content = SegmentContent.Open(_files, Path.Combine(folder, name));
        var header = content.Header;
        if (header is not null && (header.Journal != journal || header.FirstSequence != first))
        {
            throw new LandingException(
                LandingFault.Platform,
                $"Platform: {name} in {folder} holds journal {header.Journal} from sequence {header.FirstSequence}. It was renamed or moved; put it back. Nothing was changed.");
        }

        if (header is not null)
        {
            return new Segment(header, folder, name, content.End, isSealed: true, index: null) { LastExpected = header.LastSequence };
        }

        var inferred = new SegmentHeader(
            content is BlockContent ? SegmentKind.Blocks : SegmentKind.Plain, journal, 0, first, previous?.FirstSequence ?? 0, 0,
            previous?.Header.Salt ?? InferSalt(content, journal), content.End, Block.DefaultBytes, 0);
        return new Segment(inferred, folder, name, content.End, isSealed: true, index: null) { HeaderIsInferred = true };
    }

    /// <summary>The salt is derived from a key when a journal begins, so that it can be found again without any segment header.</summary>
    private ulong InferSalt(SegmentContent content, int journal)
    {
        for (var key = _keys.CurrentKeyId; key > 0; key--)
        {
            ulong salt;
            try
            {
                salt = DeriveSalt(journal, key);
            }
            catch (KeyMissingException)
            {
                continue;
            }

            using var scanner = new FrameScanner(content, salt, SegmentHeader.AreaBytes, content.End, FrameScanner.LookUpWindow);
            if (scanner.Next() == ScanResult.Frame)
            {
                return salt;
            }
        }

        return DeriveSalt(journal, _keys.CurrentKeyId);
    }

    private ulong DeriveSalt(int journal, int keyId)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, journal);
        return (ulong)new KeyedHash(_keys.Key(keyId, "landing-salt").Span).Compute(number);
    }

    /// <summary>Each header names the first sequence of the segment before it: a missing file shows.</summary>
    private void CheckChain(List<Segment> segments)
    {
        for (var i = 0; i < segments.Count; i++)
        {
            var segment = segments[i];
            var previous = i > 0 ? segments[i - 1] : null;
            if (previous is not null)
            {
                previous.LastAllowed = segment.FirstSequence - 1;
            }

            if (segment.HeaderIsInferred || segment.Header.PreviousFirstSequence == (previous?.FirstSequence ?? 0))
            {
                if (previous is not null)
                {
                    previous.LastExpected = segment.FirstSequence - 1;
                }
                else if (segment.HeaderIsInferred && segment.FirstSequence > 1)
                {
                    ReportMissing(segment, 1);
                }
            }
            else
            {
                ReportMissing(segment, previous is null ? 1 : LastSequenceOf(previous) + 1);
            }
        }
    }

    private void ReportMissing(Segment segment, long firstMissing)
    {
        var count = segment.FirstSequence - firstMissing;
        var damage = new LandingDamage(
            LandingDamageKind.MissingSegment, segment.Journal, segment.Name, 0, 0, new LandingPosition(segment.Journal, firstMissing), count, false,
            string.Create(CultureInfo.InvariantCulture, $"The segment file before {segment.Name} is missing: {count} entries from {segment.Journal}:{firstMissing} cannot be read. Restore it from a backup."));
        _structuralDamage.Add(damage);
        Report(damage);
    }

    private long LastSequenceOf(Segment segment)
    {
        using var content = SegmentContent.Open(_files, segment.Path);
        using var scanner = new FrameScanner(content, segment.Header.Salt, SegmentHeader.AreaBytes, content.End, FrameScanner.SequentialWindow)
        {
            LastSequence = segment.FirstSequence - 1,
        };
        while (scanner.Next() != ScanResult.End)
        {
        }

        return scanner.LastSequence;
    }

    /// <summary>
    /// Reads the last segment of a journal whole: finds the last entry, reports holes, cuts what was being written when the process stopped.
    /// </summary>
    private void RecoverTail(List<Segment> segments)
    {
        var segment = segments[^1];
        var index = new SparseIndex();
        var tail = new TailScan(segment, index);
        using (var content = SegmentContent.Open(_files, segment.Path))
        {
            tail.Run(content, hole => Report(hole));
        }

        if (segment.HeaderIsInferred && tail.LastSequence < segment.FirstSequence && tail.HoleDurableThrough == 0)
        {
            SetAside(segments);
            return;
        }

        segment.Index = index;
        _lastReceived = Math.Max(_lastReceived, Math.Max(segment.Header.CreatedMicroseconds, tail.LastReceived));
        _nextSequence = Math.Max(tail.LastSequence, segment.FirstSequence - 1) + 1;
        var acknowledged = Math.Max(segment.Header.LastSequence, tail.HoleBytes > 0 ? tail.HoleDurableThrough : 0);
        var acknowledgedLost = acknowledged > tail.LastSequence;
        if (acknowledgedLost)
        {
            // A sound header says that entries in the damaged end had been acknowledged: leave all in place and go on in a new segment.
            segment.LastExpected = Math.Max(tail.HoleSequence, acknowledged);
            _nextSequence = segment.LastExpected + 1;
            Report(tail.AcknowledgedHole(segment.LastExpected));
        }
        else if (tail.HoleBytes > 0 && segment.Header.Kind == SegmentKind.Plain)
        {
            Cut(segment, tail);
        }

        var last = _nextSequence - 1;
        if (last > 0)
        {
            _end = new LandingPosition(segment.Journal, last).Value;
        }

        AdoptTail(segment, tail.LastWriteOffset, canContinue: !acknowledgedLost && segment.Header.Kind == SegmentKind.Plain && !segment.HeaderIsInferred);
    }

    private void ReleaseActive()
    {
        _activeFile?.Dispose();
        _activeFile = null;
        _active = null;
    }

    private void AdoptTail(Segment segment, long lastWriteOffset, bool canContinue)
    {
        ReleaseActive();
        if (segment.Header.Kind != SegmentKind.Plain)
        {
            return;
        }

        var file = _files.Open(segment.Path, JournalFileMode.ReadWrite);
        MakeHeaderWhole(file, segment);
        WriteAgain(file, lastWriteOffset, segment.DataEnd);
        file.Sync();
        if (canContinue && segment.DataEnd < _options.SegmentBytes && !_options.BeginNewJournal)
        {
            segment.IsSealed = false;
            _active = segment;
            _activeFile = file;
        }
        else
        {
            file.Dispose();
        }
    }

    /// <summary>A header area that was torn while the segment was created, or lost one copy, is written again: entries must not begin inside it.</summary>
    private void MakeHeaderWhole(IJournalFile file, Segment segment)
    {
        if (segment.HeaderIsInferred)
        {
            return;
        }

        var expected = segment.Header.ToArea();
        var area = new byte[SegmentHeader.AreaBytes];
        if (file.Read(area, 0) != area.Length || !area.AsSpan().SequenceEqual(expected))
        {
            file.Write(expected, 0);
        }

        if (segment.DataEnd < SegmentHeader.AreaBytes)
        {
            Report(new LandingDamage(
                LandingDamageKind.TornTail, segment.Journal, segment.Name, 0, segment.DataEnd, segment.First, 0, true,
                $"{segment.Name} was being created when the process stopped; it held no entry, and its header was completed."));
            segment.DataEnd = SegmentHeader.AreaBytes;
        }
    }

    /// <summary>
    /// Writes the bytes of the last write once more. If the process died after its sync had failed, they stand in the page cache, marked
    /// clean, and not on disk: a sync alone would then succeed without writing them.
    /// </summary>
    private static void WriteAgain(IJournalFile file, long from, long to)
    {
        var buffer = new byte[1 << 20];
        for (var at = from; at < to;)
        {
            var got = file.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - at)), at);
            if (got == 0)
            {
                return;
            }

            file.Write(buffer.AsSpan(0, got), at);
            at += got;
        }
    }

    /// <summary>Removes the torn end, after it has been copied into a side file: nothing that was ever received is destroyed by recovery.</summary>
    private void Cut(Segment segment, TailScan tail)
    {
        using var file = _files.Open(segment.Path, JournalFileMode.ReadWrite);
        CopyAside(file, tail.HoleOffset, segment.DataEnd, segment.Path);
        file.SetLength(tail.HoleOffset);
        file.Sync();
        Report(new LandingDamage(
            LandingDamageKind.TornTail, segment.Journal, segment.Name, tail.HoleOffset, tail.HoleBytes,
            new LandingPosition(segment.Journal, tail.LastSequence + 1), 0, true,
            string.Create(CultureInfo.InvariantCulture, $"{tail.HoleBytes} bytes of an append that had not been acknowledged were cut from the end of {segment.Name} and kept beside it.")));
        segment.DataEnd = tail.HoleOffset;
    }

    private void CopyAside(IJournalFile file, long from, long to, string path)
    {
        var target = FreeCutName(path, from);
        using (var aside = _files.Open(target, JournalFileMode.Create))
        {
            var buffer = new byte[Math.Min(1 << 20, to - from)];
            for (var at = from; at < to;)
            {
                var got = file.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - at)), at);
                if (got == 0)
                {
                    break;
                }

                aside.Write(buffer.AsSpan(0, got), at - from);
                at += got;
            }

            aside.Sync();
        }

        _files.SyncFolder(Path.GetDirectoryName(target)!);
    }

    private string FreeCutName(string path, long offset)
    {
        var taken = _files.ListFiles(Path.GetDirectoryName(path)!);
        for (var attempt = 1; ; attempt++)
        {
            var candidate = string.Create(CultureInfo.InvariantCulture, $"{path}.{offset}-{attempt}{CutSuffix}");
            if (!taken.Contains(Path.GetFileName(candidate)))
            {
                return candidate;
            }
        }
    }

    /// <summary>A last segment without header and entries: its creation was interrupted, and nothing in it had been acknowledged.</summary>
    private void SetAside(List<Segment> segments)
    {
        var segment = segments[^1];
        _files.Rename(segment.Path, FreeCutName(segment.Path, 0));
        segments.RemoveAt(segments.Count - 1);
        Report(new LandingDamage(
            LandingDamageKind.TornTail, segment.Journal, segment.Name, 0, segment.DataEnd, segment.First, 0, true,
            $"{segment.Name} was being created when the process stopped; it held no entry and was set aside."));
        if (segments.Count > 0)
        {
            segments[^1].LastAllowed = long.MaxValue;
            segments[^1].LastExpected = 0;
            RecoverTail(segments);
        }
        else
        {
            _nextSequence = segment.FirstSequence;
        }
    }
}
