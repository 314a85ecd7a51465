using Suwen.Simulator.Care;

namespace Suwen.Simulator.Running;

/// <summary>A unit of work: visits of one day, few enough to be held at once.</summary>
/// <param name="First">Index of its first visit in <see cref="MonthPlan.VisitsOf"/> of the day.</param>
/// <param name="IsLast">The last of its day: what hangs on no visit goes with it.</param>
internal readonly record struct WorkUnit(int Number, DateOnly Day, int First, int Count, bool IsLast);

/// <summary>The visits of a month by day, and the month cut into units of work.</summary>
internal sealed class MonthPlan
{
    /// <summary>Longest stay that is looked for in the months before.</summary>
    private const int MonthsLookedBack = 3;

    /// <summary>Visits of a unit: with some 20 records of a kilobyte each, about 20 MB.</summary>
    internal const int VisitsPerUnit = 1000;

    private readonly List<VisitSeed>[] _days;

    private MonthPlan(DateOnly first, List<VisitSeed>[] days, DateOnly from, DateOnly to)
    {
        First = first;
        _days = days;
        Units = CutIntoUnits(from, to);
    }

    public DateOnly First { get; }
    public IReadOnlyList<WorkUnit> Units { get; }

    public IReadOnlyList<VisitSeed> VisitsOf(DateOnly day) => _days[day.Day - 1];

    /// <summary>Plans a month. A stay counts on each of its days.</summary>
    /// <param name="first">The month's first day.</param>
    /// <param name="beginning">The region's first day: visits that began before it are nobody's.</param>
    /// <param name="from">No unit is made for days before.</param>
    /// <param name="to">No unit is made for days after.</param>
    public static MonthPlan Create(MonthVisits visits, DateOnly first, DateOnly beginning, DateOnly from, DateOnly to)
    {
        var days = new List<VisitSeed>[DateTime.DaysInMonth(first.Year, first.Month)];
        for (var i = 0; i < days.Length; i++) days[i] = [];
        for (var back = MonthsLookedBack; back >= 0; back--)
        {
            var month = first.AddMonths(-back);
            if (month.AddMonths(1) <= beginning) continue;
            foreach (var seed in back == 0 ? visits.BeginningIn(month) : visits.OutlastingMonth(month))
            {
                AddDays(seed, first, beginning, to, days);
            }
        }

        foreach (var day in days) day.Sort(VisitSeed.ByStart);
        return new MonthPlan(first, days, from, to);
    }

    private static void AddDays(VisitSeed seed, DateOnly first, DateOnly beginning, DateOnly to, List<VisitSeed>[] days)
    {
        var begin = DateOnly.FromDateTime(seed.Start);
        if (begin < beginning) return;
        var end = DateOnly.FromDateTime(seed.End);
        var last = first.AddDays(days.Length - 1);
        if (begin < first) begin = first;
        if (end > last) end = last;
        if (end > to) end = to;
        for (var day = begin; day <= end; day = day.AddDays(1)) days[day.Day - 1].Add(seed);
    }

    private List<WorkUnit> CutIntoUnits(DateOnly from, DateOnly to)
    {
        var units = new List<WorkUnit>();
        for (var i = 0; i < _days.Length; i++)
        {
            var day = First.AddDays(i);
            if (day < from || day > to) continue;
            var count = _days[i].Count;
            var at = 0;
            do
            {
                var size = Math.Min(VisitsPerUnit, count - at);
                units.Add(new WorkUnit(units.Count, day, at, size, at + size == count));
                at += size;
            }
            while (at < count);
        }

        return units;
    }
}

/// <summary>The visits that begin in a month, and of the months before the few that outlast theirs, which are remembered.</summary>
internal sealed class MonthVisits(CareModel care)
{
    private const int Kept = 6;
    private readonly List<(DateOnly Month, List<VisitSeed> Visits)> _outlasting = [];

    /// <summary>All of a month, unordered.</summary>
    public List<VisitSeed> BeginningIn(DateOnly month)
    {
        var visits = new List<VisitSeed>();
        care.VisitsBeginningIn(month.Year, month.Month, visits);
        Remember(month, visits);
        return visits;
    }

    /// <summary>Those of a month that end after it.</summary>
    public List<VisitSeed> OutlastingMonth(DateOnly month)
    {
        for (var i = 0; i < _outlasting.Count; i++)
        {
            if (_outlasting[i].Month != month) continue;
            var known = _outlasting[i];
            _outlasting.RemoveAt(i);
            _outlasting.Add(known);
            return known.Visits;
        }

        BeginningIn(month);
        return _outlasting[^1].Visits;
    }

    private void Remember(DateOnly month, List<VisitSeed> visits)
    {
        var next = month.AddMonths(1).ToDateTime(TimeOnly.MinValue);
        _outlasting.RemoveAll(m => m.Month == month);
        if (_outlasting.Count == Kept) _outlasting.RemoveAt(0);
        _outlasting.Add((month, visits.FindAll(v => v.End >= next)));
    }
}
