using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

/// <summary>
/// Finds the visits of a month. What comes of an episode depends on the resident and the month in which the episode begins only, so any month can be asked for; stays last no more than <see cref="LongestStayDays"/> days,
/// and whoever lies in hospital has no other visit, so the months before the one asked for are looked at too.
/// </summary>
internal sealed partial class VisitPlanner
{
    public const int LongestStayDays = 56;

    // Of those who die, this share dies in hospital in a stay that was for it (invented; a quarter to a third of deaths in China happen in hospital, more in the cities of the Yangtze delta).
    private const double HospitalDeathShare = 0.38;

    private readonly CareTables _tables;
    private readonly LifePlan _plan;
    private readonly List<VisitSeed> _visits = [];
    private readonly List<VisitSeed> _stays = [];
    private readonly MonthCalendar[] _calendars = new MonthCalendar[3];
    private readonly Dictionary<int, MonthCalendar> _known = [];
    private readonly List<VisitSeed> _earlier = [];
    private readonly int[] _countyOf;
    private Resident _resident;
    private int _month;
    private int _county;
    private DateOnly _first, _last;

    public VisitPlanner(CareTables tables)
    {
        _tables = tables;
        _plan = new LifePlan(tables);
        var communities = tables.World.Map.Communities;
        _countyOf = new int[communities.Count];
        for (var i = 0; i < _countyOf.Length; i++) _countyOf[i] = communities[i].County.Index;
    }

    public void VisitsBeginningIn(int year, int month, List<VisitSeed> visits)
    {
        SetMonth(year * 12 + month - 1);
        var population = _tables.World.Population;
        var count = population.Count;
        for (var i = 0; i < count; i++) OfResident(population[new ResidentId(i)], visits);
    }

    private void SetMonth(int month)
    {
        if (_month == month) return;
        _month = month;
        for (var back = 0; back < 3; back++) _calendars[back] = CalendarOf(month - back);
        _first = _calendars[0].First;
        _last = _first.AddDays(_calendars[0].Days - 1);
    }

    private MonthCalendar CalendarOf(int month)
    {
        if (!_known.TryGetValue(month, out var calendar)) _known.Add(month, calendar = new MonthCalendar(month));
        return calendar;
    }

    /// <summary>How many stays of the period the resident has had in an institution before a time.</summary>
    public int StaysBefore(in Resident resident, int institution, DateTime start)
    {
        _earlier.Clear();
        for (var month = MonthOf(_tables.From.ToDateTime(TimeOnly.MinValue)); month <= MonthOf(start); month++)
        {
            SetMonth(month);
            OfResident(resident, _earlier);
        }

        var count = 0;
        foreach (var visit in _earlier)
        {
            if (visit.Kind == VisitKind.Inpatient && visit.Institution == institution && visit.Start < start && DateOnly.FromDateTime(visit.Start) >= _tables.From) count++;
        }

        return count;
    }

    private void OfResident(in Resident resident, List<VisitSeed> visits)
    {
        if (resident.BirthDate > _last || resident.MovedIn > _last || resident.DeathDate < _first || resident.MovedOut <= _calendars[2].First) return;
        _resident = resident;
        _county = _countyOf[resident.Community];
        _visits.Clear();
        _stays.Clear();
        _plan.Make(resident);
        for (var back = 0; back < 3; back++) Episodes(back);
        if (_plan.Count > 0) Chronic();
        if (resident.DeathDate < DateOnly.MaxValue) TerminalStay();
        Programs();
        var outbreaks = _tables.Outbreaks.Of(resident.Community);
        for (var i = 0; i < outbreaks.Length; i++) OutbreakCase(outbreaks[i], i);
        if (_visits.Count > 0 || _stays.Count > 0) Keep(visits);
    }

    /// <summary>Keeps what begins in the month and doesn't fall into a stay. Every stay thought of counts, also one that is itself left out, so that the outcome is the same whichever month is asked for.</summary>
    private void Keep(List<VisitSeed> visits)
    {
        foreach (var visit in _visits)
        {
            if (MonthOf(visit.Start) != _month) continue;
            var free = true;
            foreach (var stay in _stays) free &= stay.Start >= visit.End || stay.End <= visit.Start;
            if (free) visits.Add(visit);
        }
        foreach (var stay in _stays)
        {
            if (MonthOf(stay.Start) != _month) continue;
            var free = true;
            foreach (var other in _stays) free &= other.Key == stay.Key || other.End <= stay.Start || VisitSeed.ByStart(other, stay) > 0;
            if (free) visits.Add(stay);
        }
    }

    private static int MonthOf(DateTime time) => time.Year * 12 + time.Month - 1;

    private bool IsPresent(DateOnly day) => _resident.IsPresent(day);

    /// <param name="slot">Of the month in which it begins.</param>
    private void AddVisit(DateTime start, int minutes, int slot, VisitReason reason, int disease, VisitKind kind, int institution, int ordinal = 0, int aux = 0)
    {
        var day = DateOnly.FromDateTime(start);
        if (!IsPresent(day) || day >= _resident.DeathDate) return;
        _visits.Add(new VisitSeed(start, start.AddMinutes(minutes), _resident.Id.Value, new VisitDetail(reason, disease, kind, institution, ordinal, aux).Pack(), VisitKey.Of(_resident.Id.Value, MonthOf(start), slot)));
    }

    /// <summary>Adds a stay; death cuts it short. Returns when it ends, MinValue if it isn't to be.</summary>
    private DateTime AddStay(DateTime start, int days, int slot, VisitReason reason, int disease, int institution, int ordinal, int aux, ref RandomStream random)
    {
        var day = DateOnly.FromDateTime(start);
        if (!IsPresent(day) || start.Year < 1900) return DateTime.MinValue;
        var end = start.Date.AddDays(Math.Clamp(days, 1, LongestStayDays)).AddMinutes(random.Between(9 * 60, 16 * 60));
        if (_resident.DeathDate < DateOnly.MaxValue && DateOnly.FromDateTime(end) >= _resident.DeathDate)
        {
            end = _resident.DeathDate.ToDateTime(TimeOnly.MinValue).AddMinutes(random.Below(24 * 60));
            if (end < start.AddHours(1)) end = start.AddHours(1);
            if (DateOnly.FromDateTime(end) != _resident.DeathDate) return DateTime.MinValue;
        }
        var seed = new VisitSeed(start, end, _resident.Id.Value, new VisitDetail(reason, disease, VisitKind.Inpatient, institution, ordinal, aux).Pack(), VisitKey.Of(_resident.Id.Value, MonthOf(start), slot));
        _stays.Add(seed);
        return end;
    }

    private static int StayDays(Disease disease, ref RandomStream random) => Math.Max(1, (int)(random.LogNormal(Math.Max(1, disease.StayMedianDays), disease.StaySigma) + 0.5));

    private int Clinic(int disease, double communityShare, ref RandomStream random) =>
        random.Chance(communityShare) ? _tables.Community.Index : _tables.Hospital(_resident.Id.Value, _county, disease, stay: false, ref random);

    private void OutbreakCase(Outbreak outbreak, int place)
    {
        if (outbreak.Start > _last || outbreak.Start.AddDays(50) < _first || outbreak.OnsetOf(_tables.Seed, _resident) is not { } onset) return;
        var random = new RandomStream(_tables.Seed, RandomPurpose.Outbreak, -1 - outbreak.Index, _resident.Id.Value);
        // One in eight stays at home.
        if (random.Chance(0.125)) return;
        var delay = random.Below(3);
        var emergency = random.Chance(Math.Max(0.3, _tables.Diseases[outbreak.Disease].Disease.EmergencyShare));
        var day = onset.AddDays(emergency ? delay / 2 : delay);
        var start = emergency ? VisitHours.EmergencyTime(day, ref random) : VisitHours.ClinicTime(day, ref random);
        if (MonthOf(start) != _month) return;
        var institution = Clinic(outbreak.Disease, emergency ? 0 : 0.35, ref random);
        AddVisit(start, random.Between(50, 200), VisitSlot.Outbreaks + place, VisitReason.Outbreak, outbreak.Disease, emergency ? VisitKind.Emergency : VisitKind.Outpatient, institution, place, day.DayNumber - onset.DayNumber);
    }
}
