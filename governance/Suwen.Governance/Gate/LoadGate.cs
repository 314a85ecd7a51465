using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Suwen.Storage;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

/// <summary>How the gate batches its work.</summary>
public sealed record GateOptions
{
    /// <summary>Names to show people, by source: what a new source is registered with; one that is not named goes by its own.</summary>
    public IReadOnlyDictionary<string, string> SourceNames { get; init; } = new Dictionary<string, string>();

    /// <summary>Threads that parse; the loader is one more.</summary>
    public int ParseWorkers { get; init; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Entries parsed as one unit.</summary>
    public int UnitEntries { get; init; } = 16_384;

    /// <summary>Payload bytes after which a transaction is committed.</summary>
    public long BatchBytes { get; init; } = 64L << 20;

    /// <summary>Time after which a transaction is committed even when more is waiting.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long the gate, while it follows the journal, waits for more before it commits. Few large transactions cost much less
    /// than many small ones; a record is loaded this much later.
    /// </summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Entries a second from which on the doors count as busy: then acknowledgements go before loading, for senders wait for them.</summary>
    public int BusyEntriesPerSecond { get; init; } = 2_000;

    /// <summary>Which source's value becomes the golden one, field by field.</summary>
    public MasterIndex.Survivorship.SurvivorshipRules Survivorship { get; init; } = MasterIndex.Survivorship.SurvivorshipRules.BuiltIn;

    /// <summary>How far loading may fall behind busy doors before it goes on without rest.</summary>
    public TimeSpan MaxLag { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>What a reprocessing did.</summary>
public sealed record ReprocessOutcome(long Entries, long Records, long Quarantined, IReadOnlyList<LandingPosition> NotFound);

/// <summary>
/// The gate between landing and warehouse: follows the journal, parses entries side by side, and loads them in landing order.
/// Rows, dispositions, quarantine and the position loaded so far are committed together, so that every record is loaded exactly once.
/// </summary>
public sealed partial class LoadGate : IAsyncDisposable
{
    private readonly IWarehouse warehouse;
    private readonly LandingJournal journal;
    private readonly GateOptions options;
    private readonly TimeProvider time;
    private readonly ReadScope scope;
    private readonly ILogger logger;
    private readonly KeyedHash hash;
    private readonly Dictionary<string, ISource> sources;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly System.Collections.Concurrent.ConcurrentBag<RecordSink> idleSinks = [];
    private GateState state;
    private long loadedThrough;
    private TaskCompletionSource advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LoadGate(IWarehouse warehouse, LandingJournal journal, KeyedHash hash, IReadOnlyList<ISource> sources, GateOptions options, TimeProvider time, ReadScope scope, ILogger logger)
    {
        this.warehouse = warehouse;
        this.journal = journal;
        this.hash = hash;
        this.options = options;
        this.time = time;
        this.scope = scope;
        this.logger = logger;
        this.sources = sources.ToDictionary(s => s.Format, StringComparer.Ordinal);
        state = new GateState(ParserVersions(), options.Survivorship, options.SourceNames);
    }

    /// <summary>Counts since the gate was opened.</summary>
    public GateCounters Counters { get; } = new();

    /// <summary>Everything up to here is loaded and committed.</summary>
    public LandingPosition LoadedThrough => new(Interlocked.Read(ref loadedThrough));

    /// <summary>The last fault that kept the gate from loading, until it has passed; null when all is well.</summary>
    public string? LastFault { get; private set; }

    /// <summary>Opens the gate on a migrated warehouse and takes up its working state.</summary>
    /// <exception cref="WarehouseException">The warehouse cannot be read.</exception>
    public static async Task<LoadGate> OpenAsync(IWarehouse warehouse, LandingJournal journal, IKeyRing keys, IReadOnlyList<ISource> sources, GateOptions options, ReadScope scope, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var hash = new KeyedHash(keys.Key(1, "key-ledger").Span[..16]);
        var gate = new LoadGate(warehouse, journal, hash, sources, options, time, scope, logger);
        await gate.RestoreAsync(cancellationToken);
        return gate;
    }

    /// <summary>Follows the journal until cancelled. A fault of the platform is retried with growing pauses; nothing is lost meanwhile, since everything is landed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(1);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await LoadAvailableAsync(options.Linger, cancellationToken);
                LastFault = null;
                pause = TimeSpan.FromSeconds(1);
                await journal.WaitForMoreAsync(LoadedThrough, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (WarehouseException exception)
            {
                LastFault = exception.Message;
                GateLog.LoadFailed(logger, exception.Fault.ToString(), exception.Message, pause.TotalSeconds);
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = TimeSpan.FromSeconds(Math.Min(60, pause.TotalSeconds * 2));
            }
        }
    }

    /// <summary>Loads everything that is durable at the time of the call.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var end = journal.End;
        while (LoadedThrough < end)
        {
            await LoadAvailableAsync(TimeSpan.Zero, cancellationToken);
        }
    }

    /// <summary>Completes when everything up to the position is loaded, by whichever caller drives the gate.</summary>
    public async Task WaitUntilLoadedAsync(LandingPosition position, CancellationToken cancellationToken)
    {
        while (LoadedThrough < position)
        {
            var signal = Volatile.Read(ref advanced);
            if (LoadedThrough >= position)
            {
                return;
            }

            await signal.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Parses and loads entries once more: after a parser was fixed, a mapping changed, or an entry was erased.</summary>
    public async Task<ReprocessOutcome> ReprocessAsync(IReadOnlyList<LandingPosition> positions, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var missing = new List<LandingPosition>();
            long entries = 0, records = 0, quarantined = 0;
            foreach (var group in positions.Where(p => p <= LoadedThrough).Distinct().Order().Chunk(options.UnitEntries))
            {
                var landed = new List<LandedEntry>();
                foreach (var position in group)
                {
                    if (journal.Find(position) is { } entry)
                    {
                        landed.Add(entry);
                    }
                    else
                    {
                        missing.Add(position);
                    }
                }

                var unit = Parse(landed);
                entries += landed.Count;
                records += unit.Records.Count;
                quarantined += unit.Rejections.Count;
                await LoadUnitAloneAsync(unit, isReprocess: true, cancellationToken);
            }

            return new ReprocessOutcome(entries, records, quarantined, missing);
        }
        finally
        {
            turn.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        turn.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Loads what is durable now: a reader cuts units, workers parse them, and this thread loads them in order.</summary>
    private async Task LoadAvailableAsync(TimeSpan linger, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (journal.End <= LoadedThrough)
            {
                return;
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var units = Channel.CreateBounded<Task<RecordSink>>(options.ParseWorkers);
            var producing = Task.Run(() => ProduceAsync(units.Writer, linger, stop.Token), stop.Token);
            try
            {
                await ConsumeAsync(units.Reader, isFollowing: linger > TimeSpan.Zero, cancellationToken);
            }
            finally
            {
                await stop.CancelAsync();
                await producing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task ConsumeAsync(ChannelReader<Task<RecordSink>> units, bool isFollowing, CancellationToken cancellationToken)
    {
        LoadBatch? batch = null;
        var loaded = new List<RecordSink>();
        var clock = Stopwatch.StartNew();
        var work = new WorkSpan(time, journal.End);
        try
        {
            await foreach (var parsing in units.ReadAllAsync(cancellationToken))
            {
                var unit = await parsing;
                loaded.Add(unit);
                if (batch is null)
                {
                    batch = await BeginAsync(cancellationToken);
                    clock.Restart();
                }

                await LoadAsync(batch, unit, isReprocess: false, cancellationToken);
                await state.SaveKeysAsync(batch, cancellationToken);
                var newest = unit.Entries[^1].ReceivedAt;
                Recycle(loaded);
                if (batch.Tally.Bytes >= options.BatchBytes || clock.Elapsed >= options.MaxDelay)
                {
                    await CommitAsync(batch, "load", cancellationToken);
                    batch = null;
                }

                if (isFollowing)
                {
                    await YieldToDoorsAsync(work, newest, cancellationToken);
                    work = new WorkSpan(time, journal.End);
                }
            }

            if (batch is not null)
            {
                await CommitAsync(batch, "load", cancellationToken);
            }
        }
        catch (WarehouseException exception) when (exception.Fault == WarehouseFault.Statement)
        {
            // Rows that the engine refuses: find the entry that holds them, so that the others pass.
            GateLog.BatchRefused(logger, exception.Message);
            await AbandonBatchAsync(batch, cancellationToken);
            await LoadOneByOneAsync(cancellationToken);
        }
        catch
        {
            await AbandonBatchAsync(batch, CancellationToken.None);
            throw;
        }
    }

    private void Recycle(List<RecordSink> units)
    {
        foreach (var unit in units)
        {
            unit.Clear();
            idleSinks.Add(unit);
        }

        units.Clear();
    }

    private async Task AbandonBatchAsync(LoadBatch? batch, CancellationToken cancellationToken)
    {
        if (batch is not null)
        {
            await batch.Transaction.DisposeAsync();
        }

        // The working copies are ahead of the warehouse now: take them up again.
        await RestoreAsync(cancellationToken);
    }

    /// <summary>Loads the next entries each in a transaction of its own; one that is refused even so is quarantined whole.</summary>
    private async Task LoadOneByOneAsync(CancellationToken cancellationToken)
    {
        var remaining = options.UnitEntries;
        foreach (var entry in journal.Read(LoadedThrough))
        {
            if (remaining-- == 0)
            {
                return;
            }

            var unit = Parse([entry]);
            try
            {
                await LoadUnitAloneAsync(unit, isReprocess: false, cancellationToken);
            }
            catch (WarehouseException exception) when (exception.Fault == WarehouseFault.Statement)
            {
                GateLog.EntryRefused(logger, entry.Position.ToString(), exception.Message);
                var refused = Parse([entry]);
                refused.RejectAll("The warehouse refused the rows made of this record, which is a defect of Suwen; the bytes are kept and can be replayed after the fix.");
                await LoadUnitAloneAsync(refused, isReprocess: false, cancellationToken);
            }
        }
    }

    private async Task LoadUnitAloneAsync(RecordSink unit, bool isReprocess, CancellationToken cancellationToken)
    {
        var batch = await BeginAsync(cancellationToken);
        try
        {
            await LoadAsync(batch, unit, isReprocess, cancellationToken);
            await CommitAsync(batch, isReprocess ? "reprocess" : "load", cancellationToken);
            Recycle([unit]);
        }
        catch
        {
            await AbandonBatchAsync(batch, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Loads a unit, and in the same transaction reads entries once more whose rows an amendment has let go.</summary>
    private async Task LoadAsync(LoadBatch batch, RecordSink unit, bool isReprocess, CancellationToken cancellationToken)
    {
        await state.Loader.LoadAsync(batch, unit, isReprocess, cancellationToken);
        while (state.Loader.ToRead is { Count: > 0 } positions)
        {
            var next = positions.Distinct().Order().Take(options.UnitEntries).ToList();
            positions.RemoveAll(next.Contains);
            var again = Parse([.. next.Select(journal.Find).OfType<LandedEntry>()]);
            await state.Loader.LoadAsync(batch, again, isReprocess: true, cancellationToken);
            Recycle([again]);
        }
    }

    private async Task<LoadBatch> BeginAsync(CancellationToken cancellationToken) =>
        new(await warehouse.BeginAsync(cancellationToken), state.NextLoadId, scope);

    private async Task CommitAsync(LoadBatch batch, string kind, CancellationToken cancellationToken)
    {
        await state.Loader.RefreshPersonsAsync(batch, cancellationToken);
        await state.SaveAsync(batch, kind, Math.Max(Interlocked.Read(ref loadedThrough), batch.LastPosition), time, cancellationToken);
        await batch.Transaction.CommitAsync(cancellationToken);
        await batch.Transaction.DisposeAsync();
        state.Committed();
        Counters.Add(batch.Tally);
        if (batch.LastPosition > Interlocked.Read(ref loadedThrough))
        {
            Interlocked.Exchange(ref loadedThrough, batch.LastPosition);
        }

        if (batch.Fixed.Count > 0)
        {
            await SettleFixesAsync(batch.Fixed, cancellationToken);
        }

        Interlocked.Exchange(ref advanced, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private async Task RestoreAsync(CancellationToken cancellationToken)
    {
        state = new GateState(ParserVersions(), options.Survivorship, options.SourceNames);
        await state.RestoreAsync(warehouse, scope, cancellationToken);
        Interlocked.Exchange(ref loadedThrough, state.LoadedThrough);
        foreach (var (file, first) in state.OpenFiles)
        {
            RestoreOccurrences(file, first);
        }
    }

    /// <summary>Takes up the occurrence marks of a file that was half loaded, by parsing its earlier chunks once more.</summary>
    private void RestoreOccurrences(string file, long firstPosition)
    {
        foreach (var entry in journal.Read(new LandingPosition(firstPosition - 1)))
        {
            if (entry.Position > LoadedThrough)
            {
                return;
            }

            if (entry.Header.Source + "/" + entry.Header.Metadata.GetValueOrDefault("file-id") != file)
            {
                continue;
            }

            var unit = Parse([entry]);
            state.Loader.RestoreOccurrences(unit, file);
            Recycle([unit]);
        }
    }

    private Dictionary<string, int> ParserVersions() => sources.ToDictionary(s => s.Key, s => s.Value.Version, StringComparer.Ordinal);
}

internal static partial class GateLog
{
    [LoggerMessage(1, LogLevel.Error, "Loading failed ({Fault}): {Explanation} Trying again in {Seconds} s; what has landed is safe.")]
    public static partial void LoadFailed(ILogger logger, string fault, string explanation, double seconds);

    [LoggerMessage(2, LogLevel.Error, "The parser of {Format} failed at landing position {Position} with {Exception}: the entry is quarantined. {StackTrace}")]
    public static partial void ParserFailed(ILogger logger, string format, string position, string exception, string stackTrace);

    [LoggerMessage(3, LogLevel.Warning, "The warehouse refused a batch: {Explanation} Loading it entry by entry.")]
    public static partial void BatchRefused(ILogger logger, string explanation);

    [LoggerMessage(4, LogLevel.Error, "The warehouse refused the entry at landing position {Position}: {Explanation} It is quarantined.")]
    public static partial void EntryRefused(ILogger logger, string position, string explanation);
}
