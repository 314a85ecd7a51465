using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.Collection;

/// <summary>
/// Watches what comes in: looks every five seconds whether anybody asks or not, so that an alert knows since when it stands, and says
/// in the log when one begins and ends.
/// </summary>
internal sealed class CollectionWatch : BackgroundService
{
    public const double DefaultLagSeconds = 60;
    public const double DefaultQuarantineShare = 0.05;
    public const double DefaultDiskFreeMegabytes = 2048;

    /// <summary>A share of a handful says little.</summary>
    private const long LeastRecords = 20;
    private const int MostSamples = 180;
    private const int TrendSamples = 6;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly SuwenNode node;
    private readonly RestingReading<FeedHistory> history;
    private readonly RestingReading<IReadOnlyDictionary<FeedName, FeedRhythm>> rhythms;
    private readonly Lock gate = new();
    private readonly List<double> samples = [];
    private readonly Dictionary<(string Kind, string? Source, string? Channel), DateTimeOffset> standing = [];
    private (DateTimeOffset At, long Entries) loadedBefore;
    private double loadedPerSecond;

    public CollectionWatch(SuwenNode node)
    {
        this.node = node;
        Meter = new FeedMeter(node.Time);
        node.Journal.Landed = Meter.Count;
        loadedBefore = (Meter.StartedAt, node.Gate.Counters.Entries);
        history = new RestingReading<FeedHistory>(node, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5), (scope, token) => FeedHistory.ReadAsync(node, Meter.StartedAt, scope, token));
        rhythms = new RestingReading<IReadOnlyDictionary<FeedName, FeedRhythm>>(node, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), (scope, token) => FeedHistory.ReadRhythmsAsync(node, scope, token));
    }

    public FeedMeter Meter { get; }

    private MonitorSettings Thresholds => node.Settings.Monitor ?? new MonitorSettings();

    public async Task<CollectionState> ReadAsync(ReadScope scope, CancellationToken cancellationToken)
    {
        var known = await history.GetAsync(scope, cancellationToken);
        var learned = await rhythms.GetAsync(scope, cancellationToken);
        var now = node.Time.GetUtcNow();
        var feeds = FeedsOf(known, learned, now);
        var loading = Loading(now);
        var disk = Disk();
        return new CollectionState(now, loading, disk, feeds, Alerts(feeds, loading, disk, now));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var scope = Authorisation.ForPlatform("collection-watch");
        using var timer = new PeriodicTimer(Step, node.Time);
        try
        {
            do
            {
                Sample(node.Time.GetUtcNow());
                await LookAsync(scope, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task LookAsync(ReadScope scope, CancellationToken cancellationToken)
    {
        try
        {
            var before = Standing();
            var state = await ReadAsync(scope, cancellationToken);
            foreach (var alert in state.Alerts.Where(a => !before.Contains((a.Kind, a.Source, a.Channel))))
            {
                ServerLog.AlertBegan(node.Logger, alert.Kind, alert.Source ?? "platform", alert.Channel ?? "", alert.Value, alert.Threshold);
            }
        }
        catch (WarehouseException e)
        {
            // The monitor of a warehouse that does not answer has nothing to add to what the gate says of it.
            ServerLog.WatchFailed(node.Logger, e.Message);
        }
    }

    private HashSet<(string, string?, string?)> Standing()
    {
        lock (gate)
        {
            return [.. standing.Keys];
        }
    }

    private void Sample(DateTimeOffset now)
    {
        var lag = LagSeconds(now);
        var entries = node.Gate.Counters.Entries;
        lock (gate)
        {
            samples.Add(lag);
            if (samples.Count > MostSamples)
            {
                samples.RemoveAt(0);
            }

            var seconds = (now - loadedBefore.At).TotalSeconds;
            loadedPerSecond = seconds > 0 ? Math.Max(0, entries - loadedBefore.Entries) / seconds : 0;
            loadedBefore = (now, entries);
        }
    }

    private List<FeedState> FeedsOf(FeedHistory known, IReadOnlyDictionary<FeedName, FeedRhythm> learned, DateTimeOffset now)
    {
        var totals = known.Totals.ToDictionary(t => t.Feed);
        var names = totals.Keys.Concat(Meter.Feeds).Distinct().OrderBy(f => f.Source, StringComparer.Ordinal).ThenBy(f => f.Channel, StringComparer.Ordinal);
        return [.. names.Select(name => FeedOf(name, totals.GetValueOrDefault(name), known, learned.GetValueOrDefault(name), now))];
    }

    private FeedState FeedOf(FeedName name, FeedTotals? total, FeedHistory known, FeedRhythm? rhythm, DateTimeOffset now)
    {
        var reading = Meter.Find(name)?.Read(now, node.Gate.LoadedThrough);
        var minutes = MinutesOf(name, reading, known, now);
        var settings = node.Settings.Sources?.GetValueOrDefault(name.Source);
        var last = reading?.Last > total?.Last || total is null ? reading?.Last ?? now : total.Last;
        var (expected, from) = settings?.ExpectedEveryMinutes is { } configured
            ? (TimeSpan.FromMinutes(configured), "configured")
            : (rhythm?.ExpectedWithin, rhythm?.ExpectedWithin is null ? null : "learned");
        var quiet = now - last;
        var state = quiet > expected ? "silent" : quiet < TimeSpan.FromMinutes(1) ? "receiving" : expected is null ? "unknown" : "quiet";
        return new FeedState(
            name.Source,
            node.Settings.DisplayNameOf(name.Source, null),
            settings?.Kind,
            settings?.IsSynthetic ?? false,
            name.Channel,
            state,
            last,
            reading?.PerSecond ?? 0,
            [.. minutes.TakeLast(60)],
            [.. minutes.Chunk(15).Select(c => c.Sum())],
            minutes.Sum(m => (long)m),
            total?.DayRecords ?? 0,
            known.Quarantined.GetValueOrDefault(name),
            reading?.Waiting ?? 0,
            reading?.Lag?.TotalSeconds,
            expected?.TotalSeconds,
            from);
    }

    /// <summary>What landed since the server started, and before that what the warehouse knows.</summary>
    private static int[] MinutesOf(FeedName name, FeedReading? reading, FeedHistory known, DateTimeOffset now)
    {
        var minutes = reading?.ByMinute ?? new int[FeedCount.Minutes];
        var running = now.ToUnixTimeSeconds() / 60;
        foreach (var (minute, entries) in known.Minutes[name])
        {
            var back = running - (minute.ToUnixTimeSeconds() / 60);
            if (back is >= 0 and < FeedCount.Minutes)
            {
                minutes[FeedCount.Minutes - 1 - (int)back] += (int)Math.Min(entries, int.MaxValue / 2);
            }
        }

        return minutes;
    }

    private LoadingState Loading(DateTimeOffset now)
    {
        var lag = LagSeconds(now);
        lock (gate)
        {
            var before = samples.Count > TrendSamples ? samples[^(TrendSamples + 1)] : 0;
            var trend = Math.Abs(lag - before) < 2 ? "steady" : lag > before ? "growing" : "shrinking";
            return new LoadingState(node.Journal.End.ToString(), node.Gate.LoadedThrough.ToString(), Waiting(), lag, trend, [.. samples], loadedPerSecond, node.Gate.LastFault);
        }
    }

    /// <summary>Entries between what is loaded and what has landed; over two journals, those of the newer one.</summary>
    private long Waiting()
    {
        var (loaded, end) = (node.Gate.LoadedThrough, node.Journal.End);
        return loaded.Journal == end.Journal ? Math.Max(0, end.Sequence - loaded.Sequence) : end.Sequence;
    }

    private double LagSeconds(DateTimeOffset now)
    {
        if (Waiting() == 0)
        {
            return 0;
        }

        var oldest = node.Journal.Read(node.Gate.LoadedThrough).Select(e => (DateTimeOffset?)e.ReceivedAt).FirstOrDefault();
        return oldest is { } received ? Math.Max(0, Math.Round((now - received).TotalSeconds, 1)) : 0;
    }

    private DiskState Disk()
    {
        var drive = new DriveInfo(node.Folder.Root);
        return new DiskState(drive.AvailableFreeSpace, drive.TotalSize);
    }

    /// <summary>What stands now, the oldest first. An alert that ended and comes again begins anew.</summary>
    private List<CollectionAlert> Alerts(IReadOnlyList<FeedState> feeds, LoadingState loading, DiskState disk, DateTimeOffset now)
    {
        var found = new List<CollectionAlert>();
        foreach (var feed in feeds)
        {
            if (feed.State == "silent")
            {
                // A silence has begun when the expected time had passed, whenever it was noticed.
                found.Add(new CollectionAlert("silent", feed.Source, feed.DisplayName, feed.Channel, feed.LastReceived.AddSeconds(feed.ExpectedWithinSeconds!.Value), Math.Round((now - feed.LastReceived).TotalSeconds), feed.ExpectedWithinSeconds.Value));
            }

            var share = feed.RecordsLastDay == 0 ? 0 : (double)feed.QuarantinedLastDay / feed.RecordsLastDay;
            var most = Thresholds.QuarantineShare ?? DefaultQuarantineShare;
            if (feed.RecordsLastDay >= LeastRecords && share > most)
            {
                found.Add(new CollectionAlert("quarantine", feed.Source, feed.DisplayName, feed.Channel, now, share, most));
            }
        }

        AddPlatform(found, loading, disk, now);
        lock (gate)
        {
            var keys = found.Select(a => (a.Kind, a.Source, a.Channel)).ToHashSet();
            foreach (var ended in standing.Keys.Where(k => !keys.Contains(k)).ToList())
            {
                standing.Remove(ended);
            }

            for (var i = 0; i < found.Count; i++)
            {
                var key = (found[i].Kind, found[i].Source, found[i].Channel);
                standing.TryAdd(key, found[i].Since);
                found[i] = found[i] with { Since = standing[key] };
            }
        }

        found.Sort(static (a, b) => a.Since.CompareTo(b.Since));
        return found;
    }

    private void AddPlatform(List<CollectionAlert> found, LoadingState loading, DiskState disk, DateTimeOffset now)
    {
        var lag = Thresholds.LagSeconds ?? DefaultLagSeconds;
        if (loading.LagSeconds > lag)
        {
            found.Add(new CollectionAlert("lag", null, null, null, now, loading.LagSeconds, lag));
        }

        var free = (Thresholds.DiskFreeMegabytes ?? DefaultDiskFreeMegabytes) * (1L << 20);
        if (disk.FreeBytes < free)
        {
            found.Add(new CollectionAlert("disk", null, null, null, now, disk.FreeBytes, free));
        }

        if (loading.Fault is not null)
        {
            found.Add(new CollectionAlert("loading", null, null, null, now, 0, 0));
        }
    }
}
