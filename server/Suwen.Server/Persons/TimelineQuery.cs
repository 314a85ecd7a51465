using System.Globalization;
using Suwen.Server.Node;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.Persons;

/// <summary>What of a timeline is asked for.</summary>
/// <param name="PersonId">The golden person.</param>
/// <param name="Kinds">Kinds wanted.</param>
/// <param name="From">Entries that end before this day are left out.</param>
/// <param name="To">Entries that start after this day are left out.</param>
/// <param name="After">Where the page before ended.</param>
/// <param name="Limit">Entries per page.</param>
internal sealed record TimelineRequest(long PersonId, IReadOnlyList<string> Kinds, DateOnly? From, DateOnly? To, TimelineCursor? After, int Limit);

/// <summary>The entry after which a page begins.</summary>
internal sealed record TimelineCursor(DateTime SortTime, string Kind, long RowId)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(SortTime - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}~{Kind}~{RowId}");

    public static TimelineCursor? TryParse(string text)
    {
        var parts = text.Split('~');
        return parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros)
            && micros is >= -62_135_596_800_000_000 and < 253_402_300_800_000_000
            && TimelineQuery.Kinds.Contains(parts[1])
            && long.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
            ? new TimelineCursor(DateTime.UnixEpoch.AddMicroseconds(micros), parts[1], id)
            : null;
    }
}

/// <summary>Reads one person's life, page by page, from all clinical tables.</summary>
internal static class TimelineQuery
{
    /// <summary>The kinds of entries; each has a file <c>Persons/Timeline/KIND.sql</c>.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "visit", "transfer", "condition", "drug", "immunisation", "procedure", "measurement", "observation", "note", "report", "imaging", "order",
        "allergy", "device", "specimen", "appointment", "care-plan", "questionnaire", "cost", "coverage", "inpatient-case", "settlement",
        "report-card", "health-record", "follow-up", "device-reading", "death",
    ];

    /// <summary>Reads a comma-separated list of kinds; none means all.</summary>
    public static bool TryParseKinds(string? text, out IReadOnlyList<string> kinds, out string? unknown)
    {
        unknown = null;
        kinds = Kinds;
        if (string.IsNullOrWhiteSpace(text))
        {
            return true;
        }

        var chosen = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        unknown = Array.Find(chosen, k => !Kinds.Contains(k));
        kinds = [.. Kinds.Where(chosen.Contains)];
        return unknown is null;
    }

    public static async Task<TimelinePage> ReadAsync(IWarehouse warehouse, ReadScope scope, TimelineRequest request, CancellationToken cancellationToken)
    {
        if (request.Kinds.Count == 0)
        {
            return new TimelinePage([], null);
        }

        var statement = new SqlStatement(
            Compose("Persons/Timeline/page.sql", request.Kinds),
            request.PersonId,
            request.From?.ToDateTime(TimeOnly.MinValue),
            request.To is { } to && to < DateOnly.MaxValue ? to.AddDays(1).ToDateTime(TimeOnly.MinValue) : null,
            request.After?.SortTime,
            request.After?.Kind,
            request.After?.RowId,
            request.Limit + 1L);
        var rows = await warehouse.ReadAsync(statement, scope, static (b, r) => (Entry: ReadEntry(b, r), SortTime: (DateTime)b[2].Value(r)!), cancellationToken);
        var page = rows.Take(request.Limit).ToList();
        var next = rows.Count > request.Limit
            ? new TimelineCursor(page[^1].SortTime, page[^1].Entry.Kind, long.Parse(page[^1].Entry.Id, CultureInfo.InvariantCulture)).ToString()
            : null;
        return new TimelinePage([.. page.Select(p => p.Entry)], next);
    }

    public static async Task<IReadOnlyList<KindCount>> CountKindsAsync(IWarehouse warehouse, ReadScope scope, long personId, CancellationToken cancellationToken) =>
        await warehouse.ReadAsync(
            new SqlStatement(Compose("Persons/Timeline/kinds.sql", Kinds), personId),
            scope,
            static (b, r) => new KindCount(b[0].Text(r), b[1].Lane(r)),
            cancellationToken);

    private static string Compose(string file, IReadOnlyList<string> kinds) =>
        WarehouseReading.Sql(file).Replace("{{entries}}", string.Join("union all\n", kinds.Select(k => WarehouseReading.Sql($"Persons/Timeline/{k}.sql"))), StringComparison.Ordinal);

    private static TimelineEntry ReadEntry(ColumnBatch b, int r)
    {
        var kind = b[0].Text(r);
        var precision = b.TextOrNull(4, r);
        return new TimelineEntry(
            b[1].Lane(r).ToString(CultureInfo.InvariantCulture),
            kind,
            TimeText(b, 3, r, precision),
            TimeText(b, 5, r, b.TextOrNull(6, r)),
            b[3].IsNull(r) ? null : precision,
            TitleOf(kind, b.TextOrNull(7, r), b.LongOrNull(25, r)),
            b.TextOrNull(8, r),
            b.TextOrNull(9, r),
            b.TextOrNull(11, r) ?? b.DoubleOrNull(10, r)?.ToString("R", CultureInfo.InvariantCulture),
            b.TextOrNull(12, r),
            b.TextOrNull(15, r) ?? RangeText(b.DoubleOrNull(13, r), b.DoubleOrNull(14, r)),
            b.TextOrNull(16, r),
            b.TextOrNull(17, r),
            b.TextOrNull(18, r),
            b.LongOrNull(19, r)?.ToString(CultureInfo.InvariantCulture),
            b.TextOrNull(20, r) ?? "",
            b.TextOrNull(21, r) ?? b.TextOrNull(20, r) ?? "",
            b.TextOrNull(22, r),
            new LandingPosition(b.LongOrNull(23, r) ?? 0).ToString(),
            (int)(b.LongOrNull(24, r) ?? 0),
            (int?)b.LongOrNull(26, r));
    }

    /// <summary>A visit often has no name of its own: what kind of visit it was says more than its number (OMOP's visit concepts).</summary>
    private static string TitleOf(string kind, string? title, long? concept) => title ?? (kind, concept) switch
    {
        ("visit", 9201) => "Inpatient visit",
        ("visit", 9202) => "Outpatient visit",
        ("visit", 9203) => "Emergency visit",
        ("visit", 262) => "Emergency and inpatient visit",
        ("visit", 581476) => "Home visit",
        _ => kind,
    };

    private static string? RangeText(double? low, double? high) => (low, high) switch
    {
        (null, null) => null,
        ({ } l, { } h) => string.Create(CultureInfo.InvariantCulture, $"{l}–{h}"),
        ({ } l, null) => string.Create(CultureInfo.InvariantCulture, $"≥ {l}"),
        (null, { } h) => string.Create(CultureInfo.InvariantCulture, $"≤ {h}"),
    };

    /// <summary>Says no more of a time than its sender did.</summary>
    private static string? TimeText(ColumnBatch batch, int column, int row, string? precision) => batch[column].Value(row) is not DateTime time ? null : time.ToString(
        precision switch
        {
            "year" => "yyyy",
            "month" => "yyyy-MM",
            "day" => "yyyy-MM-dd",
            "hour" or "minute" => "yyyy-MM-ddTHH:mm",
            "fraction" => "yyyy-MM-ddTHH:mm:ss.FFFFFF",
            _ => "yyyy-MM-ddTHH:mm:ss",
        },
        CultureInfo.InvariantCulture);
}
