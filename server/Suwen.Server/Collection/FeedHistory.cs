using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.Collection;

/// <summary>What the warehouse knows of a feed.</summary>
internal sealed record FeedTotals(FeedName Feed, DateTimeOffset First, DateTimeOffset Last, long Entries, long DayRecords);

/// <summary>What can be learned from how a feed has sent.</summary>
internal sealed record FeedRhythm(long ActiveMinutes, TimeSpan Span, TimeSpan? LongestGap)
{
    private const int EnoughMinutes = 10;
    private static readonly TimeSpan EnoughSpan = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);

    /// <summary>How far back is looked: a week holds its nights and its Sunday.</summary>
    public static TimeSpan History { get; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long the feed may be quiet: half as long again as it ever was within a week, so that nights and Sundays are no alert once
    /// they have been seen; null while too little is known (fewer than ten minutes with something in them, or less than half an hour).
    /// </summary>
    public TimeSpan? ExpectedWithin =>
        ActiveMinutes < EnoughMinutes || Span < EnoughSpan || LongestGap is not { } gap ? null
        : gap * 1.5 > Shortest ? gap * 1.5
        : Shortest;
}

/// <summary>The feeds as the warehouse knows them.</summary>
internal sealed record FeedHistory(IReadOnlyList<FeedTotals> Totals, IReadOnlyDictionary<FeedName, long> Quarantined, ILookup<FeedName, (DateTimeOffset Minute, long Entries)> Minutes)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static async Task<FeedHistory> ReadAsync(SuwenNode node, DateTimeOffset startedAt, ReadScope scope, CancellationToken cancellationToken)
    {
        var dayAgo = node.Time.GetUtcNow() - Day;
        var totals = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Collection/feeds.sql"), dayAgo),
            scope,
            static (b, r) => new FeedTotals(Name(b, r), b.Instant(2, r), b.Instant(3, r), b[4].Lane(r), b[5].Lane(r)),
            cancellationToken);
        var quarantined = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Collection/quarantined.sql"), dayAgo),
            scope,
            static (b, r) => (Feed: Name(b, r), Records: b[2].Lane(r)),
            cancellationToken);
        var minutes = startedAt <= dayAgo
            ? []
            : await node.Warehouse.ReadAsync(
                new SqlStatement(WarehouseReading.Sql("Collection/minutes.sql"), dayAgo, startedAt),
                scope,
                static (b, r) => (Feed: Name(b, r), Minute: b.Instant(2, r), Entries: b[3].Lane(r)),
                cancellationToken);
        return new FeedHistory(totals, quarantined.ToDictionary(q => q.Feed, q => q.Records), minutes.ToLookup(m => m.Feed, m => (m.Minute, m.Entries)));
    }

    public static async Task<IReadOnlyDictionary<FeedName, FeedRhythm>> ReadRhythmsAsync(SuwenNode node, ReadScope scope, CancellationToken cancellationToken)
    {
        var rows = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Collection/gaps.sql"), node.Time.GetUtcNow() - FeedRhythm.History),
            scope,
            static (b, r) => (Feed: Name(b, r), Rhythm: new FeedRhythm(b[2].Lane(r), b.Instant(4, r) - b.Instant(3, r), b.DoubleOrNull(5, r) is { } gap ? TimeSpan.FromSeconds(gap) : null)),
            cancellationToken);
        return rows.ToDictionary(r => r.Feed, r => r.Rhythm);
    }

    private static FeedName Name(ColumnBatch batch, int row) => new(batch[0].Text(row), batch[1].Text(row));
}
