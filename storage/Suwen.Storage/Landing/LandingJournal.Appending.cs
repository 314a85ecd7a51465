using System.Globalization;
using System.Text;
using Suwen.Storage.Landing.Files;
using Suwen.Storage.Landing.Format;
using Suwen.Storage.Landing.Segments;

namespace Suwen.Storage.Landing;

/// <content>
/// Appending. Callers checksum and encode on their own threads and queue up; one writer thread takes whatever has queued, writes it and
/// syncs once. While it syncs, the next batch gathers by itself, so no delay is added and under load hundreds share one fsync.
/// </content>
public sealed partial class LandingJournal
{
    private const int WriteBufferBytes = 1 << 20;
    private readonly Lock _queueGate = new();
    private readonly AutoResetEvent _queued = new(false);
    private readonly byte[] _writeBuffer = GC.AllocateUninitializedArray<byte>(WriteBufferBytes);
    private List<PendingAppend> _queue = [];
    private bool _stopping;
    private Thread? _writer;

    // Below: touched by the writer thread alone once it runs.
    private int _journal;
    private long _nextSequence = 1;
    private long _lastReceived;
    private Segment? _active;
    private IJournalFile? _activeFile;
    private readonly List<(long Sequence, long Offset)> _stagedPlaces = [];
    private int _buffered;
    private long _writeOffset;

    /// <summary>
    /// Lands one entry. Completes when the bytes are durable; <see cref="LandedEntry.ReceivedAt"/> is given here and never goes back.
    /// The payload must not change until completion. Cancelling before the writer has taken the entry withdraws it; later the append completes.
    /// </summary>
    /// <exception cref="LandingException">Not accepted, nothing is kept.</exception>
    public async ValueTask<LandedEntry> AppendAsync(LandingHeader header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var append = new PendingAppend([Encode(header, payload)]);
        await EnqueueAsync(append, cancellationToken).ConfigureAwait(false);
        var received = FromMicroseconds(append.Received);
        Landed?.Invoke(header, payload.Length, append.First, received);
        return new LandedEntry(append.First, received, header, payload);
    }

    /// <summary>
    /// Lands one entry like <see cref="AppendAsync"/>, for callers whose continuation is short and never blocks, such as a door that sends
    /// an acknowledgement: those of one group commit run one after another on one thread, instead of each waking a thread of its own.
    /// </summary>
    /// <exception cref="LandingException">Not accepted, nothing is kept.</exception>
    public async ValueTask<LandingPosition> AppendForAcknowledgementAsync(LandingHeader header, ReadOnlyMemory<byte> payload)
    {
        var append = new PendingAppend([Encode(header, payload)], hasShortContinuation: true);
        await EnqueueAsync(append, CancellationToken.None).ConfigureAwait(false);
        Landed?.Invoke(header, payload.Length, append.First, FromMicroseconds(append.Received));
        return append.First;
    }

    /// <summary>Lands entries in this order, at consecutive positions, with one sync. All are accepted or none.</summary>
    /// <exception cref="LandingException">Not accepted, nothing is kept.</exception>
    public async ValueTask<IReadOnlyList<LandingPosition>> AppendManyAsync(
        IReadOnlyList<(LandingHeader Header, ReadOnlyMemory<byte> Payload)> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return [];
        }

        var frames = new PendingFrame[entries.Count];
        for (var i = 0; i < frames.Length; i++)
        {
            frames[i] = Encode(entries[i].Header, entries[i].Payload);
        }

        var append = new PendingAppend(frames);
        await EnqueueAsync(append, cancellationToken).ConfigureAwait(false);
        var positions = new LandingPosition[frames.Length];
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = new LandingPosition(append.First.Value + i);
            Landed?.Invoke(entries[i].Header, entries[i].Payload.Length, positions[i], FromMicroseconds(append.Received));
        }

        return positions;
    }

    private PendingFrame Encode(LandingHeader header, ReadOnlyMemory<byte> payload)
    {
        if (payload.Length > _options.MaxPayloadBytes)
        {
            throw new LandingException(
                LandingFault.Caller,
                string.Create(CultureInfo.InvariantCulture, $"Caller: a payload of {payload.Length} bytes is larger than the limit of {_options.MaxPayloadBytes}. Send it in parts, or raise {nameof(LandingOptions.MaxPayloadBytes)}."));
        }

        var key = _keys.CurrentKeyId;
        var encoded = Frame.EncodeHeader(header, payload.Length, Crc32C.Compute(payload.Span), key, HashOf(key).Compute(payload.Span), FrameFlags.None);
        if (encoded.Length > Frame.MaxHeaderBytes)
        {
            throw new LandingException(
                LandingFault.Caller,
                string.Create(CultureInfo.InvariantCulture, $"Caller: source, channel, format and metadata of an entry take {encoded.Length} bytes; the limit is {Frame.MaxHeaderBytes}."));
        }

        return new PendingFrame(encoded, payload);
    }

    private Task EnqueueAsync(PendingAppend append, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_queueGate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            _queue.Add(append);
        }

        _queued.Set();
        return cancellationToken.CanBeCanceled ? CompleteAsync(append, cancellationToken) : append.Task;
    }

    private static async Task CompleteAsync(PendingAppend append, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((PendingAppend)state!).TryWithdraw(token), append).ConfigureAwait(false);
        await append.Task.ConfigureAwait(false);
    }

    private void StartWriter()
    {
        _writer = new Thread(WriteLoop) { IsBackground = true, Name = "landing writer" };
        _writer.Start();
    }

    private void StopWriter()
    {
        lock (_queueGate)
        {
            _stopping = true;
        }

        _queued.Set();
        _writer?.Join();
        _activeFile?.Dispose();
        _activeFile = null;
        _queued.Dispose();
    }

    private void WriteLoop()
    {
        var taken = new List<PendingAppend>();
        while (true)
        {
            bool stop;
            lock (_queueGate)
            {
                (taken, _queue) = (_queue, taken);
                stop = _stopping;
            }

            if (taken.Count > 0)
            {
                WriteBatch(taken);
                taken.Clear();
            }
            else if (stop)
            {
                return;
            }
            else
            {
                _queued.WaitOne();
            }
        }
    }

    private void WriteBatch(List<PendingAppend> batch)
    {
        for (var done = 0; done < batch.Count;)
        {
            var from = done;
            try
            {
                done = WriteUntilSegmentIsFull(batch, from);
            }
            catch (Exception e)
            {
                // Whatever it was, the writer must live on: the next append finds either a working disk or the same refusal.
                Refuse(batch, from, e);
                return;
            }

            Accept(batch, from, done);
        }
    }

    /// <summary>Tells the callers. Short continuations are gathered into one work item, so that the writer goes on with the next batch meanwhile.</summary>
    private static void Accept(List<PendingAppend> batch, int from, int done)
    {
        List<PendingAppend>? shorts = null;
        for (var i = from; i < done; i++)
        {
            if (batch[i].HasShortContinuation)
            {
                (shorts ??= new List<PendingAppend>(done - i)).Add(batch[i]);
            }
            else
            {
                batch[i].Accept();
            }
        }

        if (shorts is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static accepted =>
                {
                    foreach (var append in accepted)
                    {
                        append.Accept();
                    }
                },
                shorts,
                preferLocal: false);
        }
    }

    /// <summary>Writes appends up to the end of the batch or of the segment, and syncs. Answers the index of the first append not written.</summary>
    private int WriteUntilSegmentIsFull(List<PendingAppend> batch, int from)
    {
        var at = from;
        var sequence = _nextSequence;
        BeginAtDurableEnd();
        for (; at < batch.Count; at++)
        {
            var append = batch[at];
            if (!append.TryTake())
            {
                continue;
            }

            if (append.IsSeal)
            {
                if (at > from)
                {
                    append.PutBack();
                    break;
                }

                CloseActive();
                return at + 1;
            }

            if (_active is null)
            {
                CreateSegment();
            }
            else if (_writeOffset + _buffered >= _options.SegmentBytes && sequence > _active.FirstSequence)
            {
                append.PutBack();
                break;
            }

            Stage(append, ref sequence);
        }

        Commit(sequence);
        return at;
    }

    private void BeginAtDurableEnd()
    {
        _writeOffset = _active?.DataEnd ?? 0;
        _buffered = 0;
        _stagedPlaces.Clear();
    }

    private void Stage(PendingAppend append, ref long sequence)
    {
        var received = Math.Max(_lastReceived, ToMicroseconds(_time.GetUtcNow()));
        _lastReceived = received;
        append.Received = received;
        append.First = new LandingPosition(_journal, sequence);
        foreach (var frame in append.Frames)
        {
            Frame.Complete(frame.Header, _active!.Header.Salt, sequence, received, _nextSequence - 1);
            NotePlace(sequence, _writeOffset + _buffered);
            sequence++;
            Buffer(frame.Header);
            Buffer(frame.Payload.Span);
            var padding = (int)(Frame.Align(_writeOffset + _buffered) - (_writeOffset + _buffered));
            Buffer(Padding[..padding]);
        }
    }

    /// <summary>Remembers a place for the index, which must not hear of it before it is durable.</summary>
    private void NotePlace(long sequence, long offset)
    {
        if (_stagedPlaces.Count == 0 || offset - _stagedPlaces[^1].Offset >= SparseIndex.Spacing)
        {
            _stagedPlaces.Add((sequence, offset));
        }
    }

    private static ReadOnlySpan<byte> Padding => [0, 0, 0, 0, 0, 0, 0, 0];

    private void Buffer(ReadOnlySpan<byte> bytes)
    {
        if (_buffered + bytes.Length > WriteBufferBytes)
        {
            Flush();
        }

        if (bytes.Length >= WriteBufferBytes)
        {
            _activeFile!.Write(bytes, _writeOffset);
            _writeOffset += bytes.Length;
        }
        else
        {
            bytes.CopyTo(_writeBuffer.AsSpan(_buffered));
            _buffered += bytes.Length;
        }
    }

    private void Flush()
    {
        if (_buffered > 0)
        {
            _activeFile!.Write(_writeBuffer.AsSpan(0, _buffered), _writeOffset);
            _writeOffset += _buffered;
            _buffered = 0;
        }
    }

    /// <summary>Makes what was staged durable and visible.</summary>
    private void Commit(long nextSequence)
    {
        if (nextSequence == _nextSequence)
        {
            return;
        }

        Flush();
        if (_options.SyncBeforeAcknowledging)
        {
            SyncActive();
        }

        foreach (var (sequence, offset) in _stagedPlaces)
        {
            _active!.Index?.Note(sequence, offset);
        }

        _active!.DataEnd = _writeOffset;
        _nextSequence = nextSequence;
        Publish(new LandingPosition(_journal, nextSequence - 1));
        if (_writeOffset >= _options.SegmentBytes)
        {
            CloseActive();
        }
    }

    private void SyncActive()
    {
        try
        {
            _activeFile!.Sync();
        }
        catch (Exception e)
        {
            throw new SyncFailedException(e);
        }
    }

    private void CreateSegment()
    {
        var folder = JournalFolder(_journal);
        _files.CreateFolder(folder);
        var previous = PreviousSegment();
        var salt = previous?.Header.Salt ?? DeriveSalt(_journal, _keys.CurrentKeyId);

        // Kept from going back, like received times: recovery of a segment without entries takes the last received time from here.
        _lastReceived = Math.Max(_lastReceived, ToMicroseconds(_time.GetUtcNow()));
        var header = new SegmentHeader(
            SegmentKind.Plain, _journal, 0, _nextSequence, previous?.FirstSequence ?? 0, _lastReceived, salt, 0, 0, 0);
        var segment = new Segment(header, folder, SegmentHeader.FileName(_nextSequence), SegmentHeader.AreaBytes, isSealed: false, new SparseIndex());

        // A file of this name can only be what an earlier failed attempt left: nothing with this sequence or a later one was acknowledged.
        _files.DeleteIfPresent(segment.Path);
        var file = _files.Open(segment.Path, JournalFileMode.Create);
        try
        {
            file.Write(header.ToArea(), 0);
            file.Sync();
            _files.SyncFolder(folder);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        AddSegment(segment);
        _active = segment;
        _activeFile = file;
        BeginAtDurableEnd();
    }

    /// <summary>The segment of this journal that the next one follows: one that begins at the next sequence holds nothing and is replaced.</summary>
    private Segment? PreviousSegment()
    {
        var segments = _segments;
        for (var i = segments.Length - 1; i >= 0 && segments[i].Journal == _journal; i--)
        {
            if (segments[i].FirstSequence < _nextSequence)
            {
                return segments[i];
            }
        }

        return null;
    }

    private void AddSegment(Segment segment)
    {
        lock (_segmentGate)
        {
            var kept = new List<Segment>(_segments.Length + 1);
            foreach (var other in _segments)
            {
                if (other.First < segment.First)
                {
                    kept.Add(other);
                }
            }

            if (kept.Count > 0 && kept[^1] is { } previous && previous.Journal == segment.Journal)
            {
                previous.LastAllowed = segment.FirstSequence - 1;
                previous.LastExpected = segment.FirstSequence - 1;
            }

            kept.Add(segment);
            _segments = [.. kept];
        }
    }

    private void CloseActive()
    {
        if (_active is null)
        {
            return;
        }

        _activeFile?.Dispose();
        _activeFile = null;
        _active.IsSealed = true;
        _active = null;
        CompressInBackground();
    }

    /// <summary>
    /// Tells every waiting caller that nothing was accepted, and removes what was written of it. After a failed write the segment goes on
    /// if it could be cut back; after a failed sync it is given up, because a later sync that succeeds says nothing about pages that the
    /// kernel has dropped. Should the bytes come back, the next segment's first sequence voids them.
    /// </summary>
    private void Refuse(List<PendingAppend> batch, int from, Exception cause)
    {
        var syncFailed = cause is SyncFailedException;
        cause = syncFailed ? cause.InnerException! : cause;
        if (_active is not null && !TryCutBack() | syncFailed)
        {
            _activeFile?.Dispose();
            _activeFile = null;
            _active.IsSealed = true;
            _active = null;
        }

        var refused = batch.GetRange(from, batch.Count - from);
        ThreadPool.UnsafeQueueUserWorkItem(
            static state =>
            {
                foreach (var append in state.Refused)
                {
                    append.Refuse(state.Journal.ToLandingException(state.Cause));
                }
            },
            (Journal: this, Refused: refused, Cause: cause),
            preferLocal: false);
    }

    private bool TryCutBack()
    {
        try
        {
            _activeFile!.SetLength(_active!.DataEnd);
            _activeFile.Sync();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return false;
        }
    }

    private LandingException ToLandingException(Exception cause)
    {
        // ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows; ENOSPC (28) and EDQUOT (122 on Linux, 69 on macOS) elsewhere.
        var full = cause is IOException && (cause.HResult & 0xFFFF) is 112 or 39 or 28 or 122 or 69;
        var what = full
            ? $"Platform: the disk of the landing journal in {_folder} is full. Nothing of the entry was kept; free space and send it again."
            : $"Platform: the landing journal in {_folder} could not be written ({cause.Message}). Nothing of the entry was kept; send it again when the cause is removed.";
        return new LandingException(LandingFault.Platform, what, cause) { IsDiskFull = full };
    }

#pragma warning disable CA1032, CA1064 // Private marker that never leaves the writer: it only tells a failed sync from a failed write.
    private sealed class SyncFailedException(Exception inner) : Exception("sync failed", inner);
#pragma warning restore CA1032, CA1064
}
