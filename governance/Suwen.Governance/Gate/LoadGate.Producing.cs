using System.Diagnostics;
using System.Threading.Channels;
using Suwen.Storage.Landing;

namespace Suwen.Governance.Gate;

/// <content>Cutting the journal into units and parsing them, beside the loader.</content>
public sealed partial class LoadGate
{
    private async Task ProduceAsync(ChannelWriter<Task<RecordSink>> units, TimeSpan linger, CancellationToken cancellationToken)
    {
        try
        {
            var group = new List<LandedEntry>();
            var filled = 0.0;
            var position = LoadedThrough;
            var age = Stopwatch.StartNew();
            do
            {
                foreach (var entry in journal.Read(position))
                {
                    position = entry.Position;
                    group.Add(entry);
                    filled += (double)entry.Payload.Length / UnitBytesOf(entry);
                    if (filled >= 1 || group.Count >= options.UnitEntries)
                    {
                        await WriteUnitAsync(units, group, cancellationToken);
                        (group, filled) = ([], 0);
                        age.Restart();
                    }
                }

                // While little comes in, what there is must not wait for a full unit.
                if (group.Count > 0 && age.Elapsed >= options.MaxDelay / 4)
                {
                    await WriteUnitAsync(units, group, cancellationToken);
                    (group, filled) = ([], 0);
                    age.Restart();
                }
            }
            while (await MoreComesAsync(position, linger, cancellationToken));

            if (group.Count > 0)
            {
                await WriteUnitAsync(units, group, cancellationToken);
            }

            units.Complete();
        }
        catch (Exception exception)
        {
            units.Complete(exception);
        }
    }

    /// <summary>Waits a little for more to land; false when nothing did.</summary>
    private async Task<bool> MoreComesAsync(LandingPosition position, TimeSpan linger, CancellationToken cancellationToken)
    {
        if (linger == TimeSpan.Zero)
        {
            return false;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(linger);
        await journal.WaitForMoreAsync(position, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (journal.End <= position)
        {
            return false;
        }

        // Waking for every message would cost more than loading it.
        await Task.Delay(linger / 8, time, cancellationToken);
        return true;
    }

    /// <summary>When the loader began a unit, and where the journal ended then.</summary>
    private readonly struct WorkSpan(TimeProvider time, LandingPosition end)
    {
        private readonly long begun = time.GetTimestamp();

        public TimeSpan Elapsed => time.GetElapsedTime(begun);

        public double EntriesPerSecond(LandingPosition now) => (now.Value - end.Value) / Math.Max(0.001, Elapsed.TotalSeconds);
    }

    /// <summary>
    /// While entries come thick and fast the loader rests twice as long as it has worked: whoever sends waits for the acknowledgement,
    /// nobody for the row, and on few cores the one is paid with the other. It does not rest when it has fallen too far behind.
    /// </summary>
    private async Task YieldToDoorsAsync(WorkSpan work, DateTimeOffset newest, CancellationToken cancellationToken)
    {
        var rest = work.Elapsed * 2;
        if (work.EntriesPerSecond(journal.End) < options.BusyEntriesPerSecond || time.GetUtcNow() - newest > options.MaxLag)
        {
            return;
        }

        const int sliceMilliseconds = 50;
        for (var resting = new WorkSpan(time, journal.End); resting.Elapsed < rest;)
        {
            var before = new WorkSpan(time, journal.End);
            await Task.Delay(TimeSpan.FromMilliseconds(sliceMilliseconds), time, cancellationToken);
            if (before.EntriesPerSecond(journal.End) < options.BusyEntriesPerSecond)
            {
                return;
            }
        }
    }

    private int UnitBytesOf(LandedEntry entry) => sources.TryGetValue(entry.Header.Format, out var source) ? source.UnitBytes : 16 << 20;

    private ValueTask WriteUnitAsync(ChannelWriter<Task<RecordSink>> units, List<LandedEntry> group, CancellationToken cancellationToken) =>
        units.WriteAsync(Task.Run(() => Parse(group), cancellationToken), cancellationToken);

    /// <summary>Parses entries; a parser that throws costs its entry's rest, never the load.</summary>
    private RecordSink Parse(List<LandedEntry> group)
    {
        if (!idleSinks.TryTake(out var sink))
        {
            sink = new RecordSink(hash, journal.Find);
        }

        foreach (var entry in group)
        {
            sink.BeginEntry(entry);
            if (entry.IsErased)
            {
                sink.Erased();
            }
            else if (!sources.TryGetValue(entry.Header.Format, out var source))
            {
                // Mappings, decisions and formats of later versions: landed and kept.
                sink.BeginRecord(0, entry.Header.Format);
                sink.EndRecord();
            }
            else
            {
                ParseGuarded(source, entry, sink);
            }
        }

        return sink;
    }

    private void ParseGuarded(ISource source, LandedEntry entry, RecordSink sink)
    {
#pragma warning disable CA1031 // A defect of one parser must not stop the platform: the entry is quarantined with that reason.
        try
        {
            source.Parse(entry, sink);
        }
        catch (Exception exception)
        {
            GateLog.ParserFailed(logger, source.Format, entry.Position.ToString(), exception.GetType().Name, exception.StackTrace ?? "");
            sink.Abandon(source.Format, exception);
        }
#pragma warning restore CA1031
    }
}
