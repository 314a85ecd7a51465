using System.Collections.Concurrent;
using Suwen.Storage.Landing;

namespace Suwen.Server.Collection;

/// <summary>A source and the door through which it sends.</summary>
internal readonly record struct FeedName(string Source, string Channel);

/// <summary>Counts what lands, by source and door, since the server started: what is not loaded yet is counted too.</summary>
internal sealed class FeedMeter(TimeProvider time)
{
    private readonly ConcurrentDictionary<FeedName, FeedCount> feeds = new();

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public IEnumerable<FeedName> Feeds => feeds.Keys;

    /// <summary>For <see cref="LandingJournal.Landed"/>. Mappings and decisions land too, but nobody sends them.</summary>
    public void Count(LandingHeader header, int bytes, LandingPosition position, DateTimeOffset receivedAt)
    {
        if (header.Format is not ("mapping" or "decision"))
        {
            feeds.GetOrAdd(new FeedName(header.Source, header.Channel), static _ => new FeedCount()).Add(position, receivedAt);
        }
    }

    public FeedCount? Find(FeedName feed) => feeds.GetValueOrDefault(feed);
}

/// <summary>The counts of one feed. Added to by whoever lands, read by the monitor.</summary>
internal sealed class FeedCount
{
    public const int Minutes = 24 * 60;
    private const int Seconds = 64;
    private const int MostCheckpoints = 4096;

    private readonly Lock gate = new();
    private readonly int[] byMinute = new int[Minutes];
    private readonly int[] bySecond = new int[Seconds];
    private readonly LinkedList<Checkpoint> notLoaded = new();
    private long minute;
    private long second;
    private long total;
    private long loadedTotal;
    private DateTimeOffset last;

    public void Add(LandingPosition position, DateTimeOffset receivedAt)
    {
        lock (gate)
        {
            MoveTo(receivedAt);
            byMinute[(int)(minute % Minutes)]++;
            bySecond[(int)(second % Seconds)]++;
            total++;
            last = receivedAt > last ? receivedAt : last;

            // One checkpoint a second: waiting entries are counted to the second, and a long outage costs little memory.
            if (notLoaded.Last is { } node && (receivedAt - node.Value.From < TimeSpan.FromSeconds(1) || notLoaded.Count >= MostCheckpoints))
            {
                node.Value = node.Value with { Position = Math.Max(node.Value.Position, position.Value), Total = total };
            }
            else
            {
                notLoaded.AddLast(new Checkpoint(receivedAt, position.Value, total));
            }
        }
    }

    /// <summary>The state at a time.</summary>
    /// <param name="now">Now.</param>
    /// <param name="loadedThrough">Up to here everything is loaded.</param>
    public FeedReading Read(DateTimeOffset now, LandingPosition loadedThrough)
    {
        lock (gate)
        {
            MoveTo(now);
            while (notLoaded.First is { } first && first.Value.Position <= loadedThrough.Value)
            {
                loadedTotal = first.Value.Total;
                notLoaded.RemoveFirst();
            }

            var minutes = new int[Minutes];
            for (var i = 0; i < Minutes; i++)
            {
                minutes[i] = byMinute[(int)((minute + 1 + i) % Minutes)];
            }

            var recent = 0;
            for (var back = 1; back <= FeedReading.RateSeconds; back++)
            {
                recent += second >= back ? bySecond[(int)((second - back) % Seconds)] : 0;
            }

            return new FeedReading(minutes, (double)recent / FeedReading.RateSeconds, total - loadedTotal, notLoaded.First is { } waiting ? now - waiting.Value.From : null, total == 0 ? null : last);
        }
    }

    /// <summary>Clears the minutes and seconds in which nothing came.</summary>
    private void MoveTo(DateTimeOffset now)
    {
        Move(byMinute, ref minute, now.ToUnixTimeSeconds() / 60);
        Move(bySecond, ref second, now.ToUnixTimeSeconds());
    }

    private static void Move(int[] counts, ref long at, long to)
    {
        for (var i = Math.Max(at + 1, to - counts.Length + 1); i <= to; i++)
        {
            counts[(int)(i % counts.Length)] = 0;
        }

        at = Math.Max(at, to);
    }

    private readonly record struct Checkpoint(DateTimeOffset From, long Position, long Total);
}

/// <summary>What a feed's counts say at a time.</summary>
/// <param name="ByMinute">Entries of the last 24 hours by minute, the running one last.</param>
/// <param name="PerSecond">Entries a second over the last ten whole seconds.</param>
/// <param name="Waiting">Entries landed and not loaded, to the second.</param>
/// <param name="Lag">How long the oldest of them has waited.</param>
/// <param name="Last">When the newest entry landed.</param>
internal sealed record FeedReading(int[] ByMinute, double PerSecond, long Waiting, TimeSpan? Lag, DateTimeOffset? Last)
{
    public const int RateSeconds = 10;
}
