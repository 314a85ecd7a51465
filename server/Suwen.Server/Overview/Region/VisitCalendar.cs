namespace Suwen.Server.Overview.Region;

/// <summary>Visits of one kind on one day.</summary>
internal readonly record struct DayCount(DateOnly Day, string Kind, long Visits);

/// <summary>Puts daily counts into series of days, weeks and months without gaps, which end with the newest day.</summary>
internal static class VisitCalendar
{
    public const int Days = 90;
    public const int Weeks = 104;
    public const int Months = 120;

    private static readonly string[] KindOrder = ["outpatient", "emergency", "inpatient", "home", "other"];

    public static VisitSeries ByDay(IReadOnlyList<DayCount> counts, DateOnly today) =>
        Series(counts, Days, static d => d, static (d, n) => d.AddDays(n), today);

    public static VisitSeries ByWeek(IReadOnlyList<DayCount> counts, DateOnly today) =>
        Series(counts, Weeks, MondayOf, static (d, n) => d.AddDays(7 * n), today);

    public static VisitSeries ByMonth(IReadOnlyList<DayCount> counts, DateOnly today) =>
        Series(counts, Months, static d => new DateOnly(d.Year, d.Month, 1), static (d, n) => d.AddMonths(n), today);

    private static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    /// <summary>The counts come in order of days.</summary>
    private static VisitSeries Series(IReadOnlyList<DayCount> counts, int most, Func<DateOnly, DateOnly> begin, Func<DateOnly, int, DateOnly> step, DateOnly today)
    {
        if (counts.Count == 0)
        {
            return new VisitSeries([], [], false);
        }

        var last = begin(counts[^1].Day);
        var first = Later(begin(counts[0].Day), step(last, 1 - most));
        var periods = new List<DateOnly>();
        for (var n = 0; step(first, n) <= last; n++)
        {
            periods.Add(step(first, n));
        }

        var places = new Dictionary<DateOnly, int>();
        for (var i = 0; i < periods.Count; i++)
        {
            places[periods[i]] = i;
        }

        var kinds = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach (var count in counts)
        {
            if (places.TryGetValue(begin(count.Day), out var place))
            {
                if (!kinds.TryGetValue(count.Kind, out var numbers))
                {
                    kinds.Add(count.Kind, numbers = new long[periods.Count]);
                }

                numbers[place] += count.Visits;
            }
        }

        return new VisitSeries(
            periods,
            [.. kinds.OrderBy(k => Array.IndexOf(KindOrder, k.Key)).Select(k => new VisitKindCounts(k.Key, k.Value))],
            step(last, 1) > today);
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;
}
