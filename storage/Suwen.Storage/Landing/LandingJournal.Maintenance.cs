using Suwen.Storage.Keys;
using Suwen.Storage.Landing.Files;
using Suwen.Storage.Landing.Format;
using Suwen.Storage.Landing.Segments;

namespace Suwen.Storage.Landing;

/// <content>Sealing, compressing, erasing, copying, verifying. One of them at a time; appends and reads go on beside them.</content>
public sealed partial class LandingJournal
{
    private Task _background = Task.CompletedTask;

    /// <summary>Ends the segment that is being written; the next append begins a new one.</summary>
    public async Task SealAsync(CancellationToken cancellationToken)
        => await EnqueueAsync(new PendingAppend([]), cancellationToken).ConfigureAwait(false);

    /// <summary>Compresses every sealed segment that is not compressed yet.</summary>
    public async Task CompressAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        await _maintenance.WaitAsync(stop.Token).ConfigureAwait(false);
        try
        {
            foreach (var segment in _segments)
            {
                if (segment is { IsSealed: true, Header.Kind: SegmentKind.Plain, HeaderIsInferred: false } && segment.DataEnd > SegmentHeader.AreaBytes)
                {
                    await Task.Run(() => Replace(segment, new SegmentRewriter(_files, segment, stop.Token).Rewrite(SegmentKind.Blocks, movesFrames: false, static _ => null)), stop.Token)
                        .ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ToMaintenanceException("compressed", e);
        }
        finally
        {
            _maintenance.Release();
        }
    }

    /// <summary>
    /// Replaces the payload at a position by a signed tombstone. Position, source and received time stay. The segment is rewritten, so that
    /// the bytes are gone from the journal; copies elsewhere (backups, <c>.cut</c> files) are the caller's to erase.
    /// Erasing what is erased already changes nothing.
    /// </summary>
    /// <exception cref="LandingException">There is no such entry, or the disk refused; then nothing has changed.</exception>
    public Task EraseAsync(LandingPosition position, string reason, CancellationToken cancellationToken) => EraseAsync([position], reason, cancellationToken);

    /// <summary>As the other overload, for many entries: each segment concerned is rewritten once.</summary>
    public async Task EraseAsync(IReadOnlyCollection<LandingPosition> positions, string reason, CancellationToken cancellationToken)
    {
        foreach (var position in positions)
        {
            if (Find(position) is null)
            {
                throw new LandingException(LandingFault.Caller, $"Caller: there is no readable entry at {position} to erase.");
            }
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        await _maintenance.WaitAsync(stop.Token).ConfigureAwait(false);
        try
        {
            foreach (var (first, sequences) in BySegment(positions))
            {
                if (!SegmentAt(first).IsSealed)
                {
                    await SealAsync(stop.Token).ConfigureAwait(false);
                }

                var segment = SegmentAt(first);
                await Task.Run(() => Erase(segment, sequences, reason, stop.Token), stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ToMaintenanceException("rewritten for erasure", e);
        }
        finally
        {
            _maintenance.Release();
        }
    }

    /// <summary>
    /// Copies the journal into a folder, as it is durable at the time of the call; appends go on. The copy opens as a journal.
    /// Keys are not copied.
    /// </summary>
    /// <exception cref="LandingException">The target is not empty, or the disk refused.</exception>
    public async Task CopyToAsync(string targetFolder, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        await _maintenance.WaitAsync(stop.Token).ConfigureAwait(false);
        try
        {
            var segments = _segments;
            var ends = new long[segments.Length];
            for (var i = 0; i < segments.Length; i++)
            {
                ends[i] = segments[i].DataEnd;
            }

            await Task.Run(() => CopySegments(segments, ends, targetFolder, stop.Token), stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ToMaintenanceException($"copied to {targetFolder}", e);
        }
        finally
        {
            _maintenance.Release();
        }
    }

    /// <summary>Reads every byte and checks checksums, keyed hashes, signatures and that no sequence is missing.</summary>
    public Task<LandingVerification> VerifyAsync(CancellationToken cancellationToken) => Task.Run(() => Verify(cancellationToken), cancellationToken);

    private LandingVerification Verify(CancellationToken cancellationToken)
    {
        var end = End;
        var segments = _segments;
        var damage = new List<LandingDamage>(_structuralDamage);
        using var reader = new JournalReader(_files, segments, LandingPosition.Start, end, FrameScanner.SequentialWindow, found =>
        {
            damage.Add(found);
            Report(found);
        });
        long entries = 0, erased = 0, bytes = 0;
        while (reader.Next() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            entries++;
            erased += entry.IsErased ? 1 : 0;
            bytes += entry.IsErased ? 0 : entry.Payload.Length;
            if (CheckContent(reader, entry) is { } altered)
            {
                damage.Add(altered);
                Report(altered);
            }
        }

        var (stored, compressed) = Sizes(segments);
        var missing = 0L;
        foreach (var found in damage)
        {
            missing += found.MissingCount;
        }

        return new LandingVerification(entries, erased, bytes, stored, segments.Length, compressed, missing, damage);
    }

    private LandingDamage? CheckContent(JournalReader reader, LandedEntry entry)
    {
        var fields = reader.Fields;
        if (entry.IsErased)
        {
            return Tombstone.IsSigned(_keys, entry.Payload, fields, entry.Position.Journal)
                ? null
                : At(LandingDamageKind.UnsignedErasure, $"The entry at {entry.Position} claims to be erased, but its tombstone is not signed by this installation.");
        }

        try
        {
            return HashOf(fields.KeyId).Compute(entry.Payload.Span) == fields.ContentHash
                ? null
                : At(LandingDamageKind.AlteredContent, $"The payload at {entry.Position} is not the one that was received, or the key ring belongs to another installation.");
        }
        catch (KeyMissingException e)
        {
            return At(LandingDamageKind.AlteredContent, $"The payload at {entry.Position} cannot be proven: {e.Message}");
        }

        LandingDamage At(LandingDamageKind kind, string explanation)
            => new(kind, entry.Position.Journal, reader.Segment.Name, reader.Offset, fields.FrameBytes, entry.Position, 0, false, explanation);
    }

    private (long Stored, int Compressed) Sizes(Segment[] segments)
    {
        long stored = 0;
        var compressed = 0;
        foreach (var segment in segments)
        {
            try
            {
                using var file = _files.Open(segment.Path, JournalFileMode.Read);
                stored += file.Length;
            }
            catch (IOException)
            {
                // A vanished segment is in the damage list already.
            }

            compressed += segment.Header.Kind == SegmentKind.Blocks ? 1 : 0;
        }

        return (stored, compressed);
    }

    private void CompressInBackground()
    {
        if (!_options.CompressSealedSegments || _closing.IsCancellationRequested)
        {
            return;
        }

        _background = Task.Run(async () =>
        {
            try
            {
                await CompressAsync(_closing.Token).ConfigureAwait(false);
                BackgroundFault = null;
            }
            catch (OperationCanceledException)
            {
                // Closing: the segment stays as it is and is compressed after the next open.
            }
            catch (Exception e)
            {
                BackgroundFault = e;
            }
        });
    }

    private void Replace(Segment old, Segment rewritten)
    {
        lock (_segmentGate)
        {
            var segments = (Segment[])_segments.Clone();
            var at = Array.IndexOf(segments, old);

            // The successor may have appeared while the rewrite ran.
            rewritten.LastAllowed = old.LastAllowed;
            rewritten.LastExpected = old.LastExpected;
            segments[at] = rewritten;
            _segments = segments;
        }
    }

    private Segment SegmentAt(LandingPosition first) => _segments[JournalReader.Find(_segments, first)];

    private Dictionary<LandingPosition, HashSet<long>> BySegment(IReadOnlyCollection<LandingPosition> positions)
    {
        var segments = _segments;
        var groups = new Dictionary<LandingPosition, HashSet<long>>();
        foreach (var position in positions)
        {
            var first = segments[JournalReader.Find(segments, position)].First;
            if (!groups.TryGetValue(first, out var sequences))
            {
                groups[first] = sequences = [];
            }

            sequences.Add(position.Sequence);
        }

        return groups;
    }

    private void Erase(Segment segment, HashSet<long> sequences, string reason, CancellationToken cancellationToken)
    {
        var descriptions = new DescriptionReader();
        var at = ToMicroseconds(_time.GetUtcNow());
        var rewritten = new SegmentRewriter(_files, segment, cancellationToken).Rewrite(segment.Header.Kind, movesFrames: true, scanner =>
        {
            var fields = scanner.Fields;
            if (!sequences.Contains(fields.Sequence) || (fields.Flags & FrameFlags.Redacted) != 0)
            {
                return null;
            }

            var key = _keys.CurrentKeyId;
            var payload = Tombstone.Create(_keys, key, fields, segment.Journal, at, reason);

            // The keyed hash goes too: with the key at hand it would still answer whether a guessed payload had been here.
            var header = Frame.EncodeHeader(descriptions.Read(scanner.Description), payload.Length, Crc32C.Compute(payload), key, UInt128.Zero, FrameFlags.Redacted);
            Frame.Complete(header, segment.Header.Salt, fields.Sequence, fields.ReceivedMicroseconds, fields.DurableThrough);
            var frame = new byte[Frame.Align(header.Length + payload.Length)];
            header.CopyTo(frame, 0);
            payload.CopyTo(frame, header.Length);
            return frame;
        });
        Replace(segment, rewritten);
    }

    private void CopySegments(Segment[] segments, long[] ends, string target, CancellationToken cancellationToken)
    {
        _files.CreateFolder(target);
        if (_files.ListFolders(target).Count > 0)
        {
            throw new LandingException(LandingFault.Caller, $"Caller: {target} is not empty; a copy of the landing journal needs an empty folder.");
        }

        var buffer = new byte[1 << 20];
        var folders = new HashSet<string>();
        for (var i = 0; i < segments.Length; i++)
        {
            var folder = Path.Combine(target, SegmentHeader.FolderName(segments[i].Journal));
            if (folders.Add(folder))
            {
                _files.CreateFolder(folder);
            }

            using var from = _files.Open(segments[i].Path, JournalFileMode.Read);
            using var to = _files.Open(Path.Combine(folder, segments[i].Name), JournalFileMode.Create);
            var end = segments[i].Header.Kind == SegmentKind.Plain ? Math.Min(ends[i], from.Length) : from.Length;
            for (long at = 0; at < end;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at));
                var got = from.Read(part, at);
                to.Write(part[..got], at);
                at += got;
            }

            to.Sync();
        }

        foreach (var folder in folders)
        {
            _files.SyncFolder(folder);
        }

        _files.SyncFolder(target);
    }

    private LandingException ToMaintenanceException(string what, Exception cause)
    {
        var general = ToLandingException(cause);
        return new LandingException(LandingFault.Platform, $"Platform: a segment of the landing journal in {_folder} could not be {what}: {cause.Message} The journal itself is unchanged.", cause)
        {
            IsDiskFull = general.IsDiskFull,
        };
    }
}
