using System.Collections.Concurrent;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing.Files;
using Suwen.Storage.Landing.Format;
using Suwen.Storage.Landing.Segments;

namespace Suwen.Storage.Landing;

/// <summary>
/// The landing area: a durable, append-only, replayable journal of bytes as they were received. An append that has completed survives
/// power loss. One process owns a journal; any number of threads append and read. docs/landing-format.md describes the files.
/// </summary>
public sealed partial class LandingJournal : IAsyncDisposable
{
    private const string LockName = "lock";

    private readonly string _folder;
    private readonly LandingOptions _options;
    private readonly IKeyRing _keys;
    private readonly TimeProvider _time;
    private readonly IJournalFiles _files;
    private readonly IDisposable _lock;
    private readonly ConcurrentDictionary<int, KeyedHash> _hashes = new();
    private readonly Lock _segmentGate = new();
    private readonly Lock _damageGate = new();
    private readonly Lock _signalGate = new();
    private readonly List<LandingDamage> _damage = [];
    private readonly HashSet<(int Journal, string Segment, long Offset, LandingDamageKind Kind)> _damageSeen = [];
    private readonly SemaphoreSlim _maintenance = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private volatile Segment[] _segments = [];
    private long _end;
    private TaskCompletionSource? _more;
    private int _disposed;

    private LandingJournal(string folder, LandingOptions options, IKeyRing keys, TimeProvider time, IJournalFiles files, IDisposable held)
    {
        _folder = folder;
        _options = options;
        _keys = keys;
        _time = time;
        _files = files;
        _lock = held;
    }

    /// <summary>The last durable position; <see cref="LandingPosition.Start"/> when the journal is empty.</summary>
    public LandingPosition End => new(Volatile.Read(ref _end));

    /// <summary>What opening and reading have met so far, each place once.</summary>
    public IReadOnlyList<LandingDamage> Damage
    {
        get
        {
            lock (_damageGate)
            {
                return [.. _damage];
            }
        }
    }

    /// <summary>The last failure of background compression, which is tried again after the next segment; null when the last attempt went well.</summary>
    public Exception? BackgroundFault { get; private set; }

    /// <summary>
    /// Told of every entry that was accepted, on the thread of whoever landed it: for counting what comes in by source and door. It must
    /// be quick and must not throw.
    /// </summary>
    public Action<LandingHeader, int, LandingPosition, DateTimeOffset>? Landed { get; set; }

    /// <summary>Opens the journal in a folder; creates it when absent; recovers what an interrupted process left.</summary>
    /// <exception cref="LandingException">Another process has it open, the folder cannot be read or written, or a newer program wrote it.</exception>
    public static LandingJournal Open(string folder, LandingOptions options, IKeyRing keys, TimeProvider time)
        => Open(folder, options, keys, time, DiskJournalFiles.Instance);

    internal static LandingJournal Open(string folder, LandingOptions options, IKeyRing keys, TimeProvider time, IJournalFiles files)
    {
        IDisposable? held = null;
        try
        {
            files.CreateFolder(folder);
            held = files.TryLock(Path.Combine(folder, LockName))
                ?? throw new LandingException(
                    LandingFault.Caller,
                    $"Caller: the landing journal in {folder} is open in another process. Stop it, or let it do the work.");
            var journal = new LandingJournal(folder, options, keys, time, files, held);
            journal.Recover();
            journal.StartWriter();
            journal.CompressInBackground();
            return journal;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new LandingException(LandingFault.Platform, $"Platform: the landing journal in {folder} cannot be opened: {e.Message}", e);
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>Completes when <see cref="End"/> is beyond the position.</summary>
    public async Task WaitForMoreAsync(LandingPosition after, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            lock (_signalGate)
            {
                if (End > after)
                {
                    return;
                }

                ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
                more = (_more ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await more.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for appends under way, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        StopWriter();
        await _background.ConfigureAwait(false);
        await _maintenance.WaitAsync().ConfigureAwait(false);
        lock (_signalGate)
        {
            _more?.TrySetException(new ObjectDisposedException(nameof(LandingJournal)));
            _more = null;
        }

        _lock.Dispose();
        _closing.Dispose();
        _maintenance.Dispose();
    }

    private void Publish(LandingPosition end)
    {
        TaskCompletionSource? waiting;
        lock (_signalGate)
        {
            Volatile.Write(ref _end, end.Value);
            waiting = _more;
            _more = null;
        }

        waiting?.TrySetResult();
    }

    private void Report(LandingDamage damage)
    {
        lock (_damageGate)
        {
            if (_damageSeen.Add((damage.Journal, damage.Segment, damage.Offset, damage.Kind)))
            {
                _damage.Add(damage);
            }
        }
    }

    private KeyedHash HashOf(int keyId)
        => _hashes.TryGetValue(keyId, out var hash) ? hash : _hashes.GetOrAdd(keyId, new KeyedHash(_keys.Key(keyId, "landing-content").Span));

    private string JournalFolder(int journal) => Path.Combine(_folder, SegmentHeader.FolderName(journal));

    private static long ToMicroseconds(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset FromMicroseconds(long microseconds)
        => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
