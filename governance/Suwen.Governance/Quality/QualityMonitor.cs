using Suwen.Storage;

namespace Suwen.Governance.Quality;

/// <summary>A test whose results changed.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="Code">Its code of the test.</param>
/// <param name="Name">Its name of the test.</param>
/// <param name="Unit">Unit; empty for results that are words.</param>
/// <param name="Month">First day of the month looked at.</param>
/// <param name="Kind">values, words or missing.</param>
/// <param name="ReferenceRows">Rows of the months before.</param>
/// <param name="Rows">Rows of the month.</param>
/// <param name="StabilityIndex">Population stability index; for missing, the change of the share without a number in percentage points.</param>
/// <param name="Distance">Kolmogorov–Smirnov distance; null where there is no order.</param>
/// <param name="IsAlert">True for a major change; false for one to watch.</param>
public sealed record DriftFinding(string Source, string Code, string Name, string Unit, DateOnly Month, string Kind, long ReferenceRows, long Rows, double StabilityIndex, double? Distance, bool IsAlert);

/// <summary>A day whose number of visits is not that of the source's other days of the week.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="Day">The day.</param>
/// <param name="Visits">Visits on it.</param>
/// <param name="Expected">Median of the same day of the week in the eight weeks before.</param>
public sealed record VolumeFinding(string Source, DateOnly Day, long Visits, double Expected);

/// <summary>What the monitors see now.</summary>
public sealed record MonitorReading(IReadOnlyList<DriftFinding> Drift, IReadOnlyList<VolumeFinding> Volume);

/// <summary>
/// Looks for changes that no rule forbids: distributions of results against the months before, and visits per day against the source's own
/// weeks. Delay and silence of feeds are watched where they arrive, by the collection monitor.
/// </summary>
public static class QualityMonitor
{
    private const int ReferenceMonths = 6;
    private const int LeastRows = 100;
    private const int VolumeWeeks = 8;
    private const int VolumeDays = 28;

    /// <summary>Median absolute deviations (scaled) that a day may lie away; and it may lie half of the median away.</summary>
    private const double VolumeDeviations = 5;

    /// <summary>A month counts for a source from this share of its usual visits on: dates in the future make no newest month.</summary>
    private const double LeastMonthShare = 0.2;

    /// <summary>A change of the share without a number that is worth an alert, in percentage points.</summary>
    private const double MissingAlert = 10;

    /// <summary>Reads the state of all sources.</summary>
    public static async Task<MonitorReading> ReadAsync(IWarehouse warehouse, ReadScope scope, CancellationToken cancellationToken)
    {
        var days = await RowsAsync(warehouse, QualityContent.Text("volume.sql"), scope, static (b, r) => (Source: b[0].Text(r), Day: DateOnly.FromDayNumber((int)b[1].Lane(r) + ColumnVector.UnixEpochDay), Visits: b[2].Lane(r)), cancellationToken);
        var drift = new List<DriftFinding>();
        var volume = new List<VolumeFinding>();
        foreach (var source in days.GroupBy(d => d.Source, StringComparer.Ordinal))
        {
            var newest = NewestMonth(source.Select(d => (d.Day, d.Visits)));
            volume.AddRange(Volume(source.Key, source.ToDictionary(d => d.Day, d => d.Visits), newest.AddMonths(1)));
            drift.AddRange(await DriftAsync(warehouse, scope, source.Key, newest, cancellationToken));
        }

        return new MonitorReading([.. drift.OrderByDescending(d => d.IsAlert).ThenByDescending(d => d.StabilityIndex)], [.. volume.OrderByDescending(v => v.Day)]);
    }

    /// <summary>The newest month that has its share of visits.</summary>
    internal static DateOnly NewestMonth(IEnumerable<(DateOnly Day, long Visits)> days)
    {
        var months = days.GroupBy(d => new DateOnly(d.Day.Year, d.Day.Month, 1)).Select(g => (Month: g.Key, Visits: g.Sum(d => d.Visits))).OrderBy(m => m.Month).ToList();
        var usual = Median(months.Select(m => (double)m.Visits));
        return months.LastOrDefault(m => m.Visits >= LeastMonthShare * usual, months[^1]).Month;
    }

    /// <summary>Days of the last four weeks before <paramref name="end"/> that are far from the source's same days of the week.</summary>
    internal static IEnumerable<VolumeFinding> Volume(string source, IReadOnlyDictionary<DateOnly, long> visits, DateOnly end)
    {
        for (var back = 1; back <= VolumeDays; back++)
        {
            var day = end.AddDays(-back);
            var before = Enumerable.Range(1, VolumeWeeks).Select(w => day.AddDays(-7 * w)).Select(d => (double)visits.GetValueOrDefault(d)).ToList();
            var expected = Median(before);
            var spread = 1.4826 * Median(before.Select(v => Math.Abs(v - expected)));
            var found = visits.GetValueOrDefault(day);
            if (expected >= 10 && Math.Abs(found - expected) > Math.Max(VolumeDeviations * spread, expected / 2))
            {
                yield return new VolumeFinding(source, day, found, expected);
            }
        }
    }

    private static async Task<List<DriftFinding>> DriftAsync(IWarehouse warehouse, ReadScope scope, string source, DateOnly month, CancellationToken cancellationToken)
    {
        object?[] parameters = [month, month.AddMonths(1), month.AddMonths(-ReferenceMonths), source];
        var numbers = await RowsAsync(
            warehouse, new SqlStatement(QualityContent.Text("drift.sql"), parameters), scope,
            static (b, r) => new Counted(b[1].Text(r), Text(b, 2, r), b[3].Text(r), b[4].Lane(r) != 0, b[5].IsNull(r) ? null : (int)b[5].Lane(r), null, b[6].Lane(r)), cancellationToken);
        var words = await RowsAsync(
            warehouse, new SqlStatement(QualityContent.Text("drift-categories.sql"), parameters), scope,
            static (b, r) => new Counted(b[1].Text(r), Text(b, 2, r), "", b[4].Lane(r) != 0, null, b[5].Text(r), b[6].Lane(r)), cancellationToken);
        var findings = new List<DriftFinding>();
        foreach (var test in numbers.GroupBy(n => (n.Code, n.Unit)))
        {
            findings.AddRange(OfNumbers(source, month, [.. test]));
        }

        foreach (var test in words.GroupBy(n => n.Code))
        {
            var classes = test.GroupBy(w => w.Word!).Select(g => (g.Where(w => !w.IsMonth).Sum(w => w.Rows), g.Where(w => w.IsMonth).Sum(w => w.Rows))).ToList();
            if (Find(source, month, test.First(), "words", [.. classes.Select(c => c.Item1)], [.. classes.Select(c => c.Item2)], null) is { } finding)
            {
                findings.Add(finding);
            }
        }

        return findings;
    }

    private static IEnumerable<DriftFinding> OfNumbers(string source, DateOnly month, IReadOnlyList<Counted> test)
    {
        var steps = test.Where(t => t.Step is not null).GroupBy(t => t.Step!.Value).OrderBy(g => g.Key)
            .Select(g => (g.Where(t => !t.IsMonth).Sum(t => t.Rows), g.Where(t => t.IsMonth).Sum(t => t.Rows))).ToList();
        var (reference, current) = Drift.Deciles(steps);
        var distance = Drift.KolmogorovSmirnov([.. steps.Select(s => s.Item1)], [.. steps.Select(s => s.Item2)]);
        if (Find(source, month, test[0], "values", reference, current, distance) is { } finding)
        {
            yield return finding;
        }

        var (all, now) = (test.Where(t => !t.IsMonth).Sum(t => t.Rows), test.Where(t => t.IsMonth).Sum(t => t.Rows));
        var (without, withoutNow) = (test.Where(t => !t.IsMonth && t.Step is null).Sum(t => t.Rows), test.Where(t => t.IsMonth && t.Step is null).Sum(t => t.Rows));
        if (all >= LeastRows && now >= LeastRows && 100.0 * Math.Abs(((double)withoutNow / now) - ((double)without / all)) is >= MissingAlert and var change)
        {
            yield return new DriftFinding(source, test[0].Code, test[0].Name, test[0].Unit, month, "missing", all, now, change, null, true);
        }
    }

    private static DriftFinding? Find(string source, DateOnly month, Counted test, string kind, long[] reference, long[] current, double? distance)
    {
        var (all, now) = (reference.Sum(), current.Sum());
        if (all < LeastRows || now < LeastRows)
        {
            return null;
        }

        var index = Drift.StabilityIndex(reference, current);

        // A small sample has a large index by chance; where there is an order the distance must be more than chance too.
        return index < Drift.Watch || (distance <= Drift.CriticalDistance(all, now))
            ? null
            : new DriftFinding(source, test.Code, test.Name, test.Unit, month, kind, all, now, index, distance, index >= Drift.Alert);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? 0 : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Text(ColumnBatch batch, int column, int row) => batch[column].IsNull(row) ? "" : batch[column].Text(row);

    private static async Task<List<T>> RowsAsync<T>(IWarehouse warehouse, SqlStatement statement, ReadScope scope, Func<ColumnBatch, int, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await using var result = await warehouse.QueryAsync(statement, scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                rows.Add(read(batch, row));
            }
        }

        return rows;
    }

    private sealed record Counted(string Code, string Name, string Unit, bool IsMonth, int? Step, string? Word, long Rows);
}
