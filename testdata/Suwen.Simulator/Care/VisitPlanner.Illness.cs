using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

internal sealed partial class VisitPlanner
{
    // Planted bills: shares of the stays long enough to be split, and of the chronically ill per month (ghost visits, hanging beds) or in the period (stockpiling).
    private const double SplitShare = 0.012, GhostPerMonth = 0.0004, HangingPerMonth = 0.00025, StockpileShare = 0.0015;
    public const int StockpileVisits = 6;

    private void Episodes(int back)
    {
        var calendar = _calendars[back];
        if (calendar.First > _resident.DeathDate || calendar.First.AddDays(calendar.Days) <= _resident.BirthDate) return;
        var random = new RandomStream(_tables.Seed, RandomPurpose.Visits, _resident.Id.Value, calendar.Month);
        var unit = random.Unit();
        var count = _tables.Episodic.Length;
        if (count == 0) return;
        var cell = CareTables.Row(CareTables.SexIndex(_resident.Sex), CareTables.AgeIndex(_resident.Age(calendar.First))) * 12 + calendar.Month % 12;
        if (_plan.Count == 0 && unit < _tables.NoEpisode[cell]) return;
        var totals = _tables.EpisodeTotal.AsSpan(cell * count, count);
        double own = totals[^1];
        var extra = _plan.Count == 0 ? 0 : ExtraRate(totals, calendar.First.DayNumber, double.PositiveInfinity, out _);
        var episodes = Math.Min(4, LifePlan.PoissonAt(unit, own + extra));
        for (var n = 0; n < episodes; n++)
        {
            var at = random.Unit() * (own + extra);
            int chosen;
            if (at < own || extra <= 0) chosen = Search(totals, (float)Math.Min(at, own));
            else ExtraRate(totals, calendar.First.DayNumber, at - own, out chosen);
            var stream = new RandomStream(_tables.Seed, RandomPurpose.Severity, _resident.Id.Value, (long)calendar.Month * 8 + n);
            Episode(calendar, n, _tables.Episodic[chosen], ref stream);
        }
    }

    /// <summary>What the resident's chronic diseases add to the month's rate; also which episode stands at <paramref name="at"/> of it.</summary>
    private double ExtraRate(ReadOnlySpan<float> totals, int day, double at, out int chosen)
    {
        var sum = 0.0;
        chosen = 0;
        foreach (ref readonly var condition in _plan.Conditions)
        {
            if (condition.OnsetDay > day) continue;
            foreach (var (episode, factor) in _tables.EpisodeRisks[Array.IndexOf(_tables.Chronic, condition.Disease)])
            {
                var added = factor * (totals[episode] - (episode > 0 ? totals[episode - 1] : 0));
                if (added <= 0) continue;
                chosen = episode;
                sum += added;
                if (sum > at) return sum;
            }
        }
        return sum;
    }

    private static int Search(ReadOnlySpan<float> totals, float at)
    {
        int low = 0, high = totals.Length - 1;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (at < totals[middle]) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private void Episode(MonthCalendar calendar, int n, int index, ref RandomStream random)
    {
        var disease = _tables.Diseases[index].Disease;
        var emergency = random.Chance(disease.EmergencyShare);
        var admitted = random.Chance(disease.AdmissionShare);
        var day = emergency ? calendar.EmergencyDay(ref random) : calendar.ClinicDay(ref random);
        if (!IsPresent(day)) return;
        var slot = VisitSlot.Episodes + n * 8;
        if (disease.Kind == DiseaseKind.Screening)
        {
            var where = random.Chance(disease.CommunityShare) ? _tables.Community.Index : _tables.Hospital(_resident.Id.Value, _county, index, false, ref random);
            AddVisit(VisitHours.ClinicTime(day, ref random), random.Between(60, 240), slot, VisitReason.Acute, index, VisitKind.Screening, where);
            return;
        }
        var hospital = _tables.Hospital(_resident.Id.Value, _county, index, stay: admitted, ref random);
        var institution = !emergency && !admitted && random.Chance(CommunityShare(disease)) ? _tables.Community.Index : disease.Kind == DiseaseKind.Traditional && random.Chance(0.6) ? _tables.Traditional.Index : hospital;
        var start = emergency ? VisitHours.EmergencyTime(day, ref random) : VisitHours.ClinicTime(day, ref random);
        var minutes = random.Between(35, 190);
        AddVisit(start, minutes, slot, VisitReason.Acute, index, emergency ? VisitKind.Emergency : VisitKind.Outpatient, institution);
        if (admitted) Admission(calendar, n, index, hospital, start, start.AddMinutes(minutes), emergency, ref random);
        else Repeats(calendar, n, index, institution, start, ref random);
    }

    private double CommunityShare(Disease disease)
    {
        if (disease.CommunityShare > 0) return disease.CommunityShare;
        // What is seldom admitted is mostly seen round the corner, children less so (invented).
        if (disease.AdmissionShare > 0.15) return 0.05;
        return _resident.Age(_first) < 7 ? 0.3 : 0.52;
    }

    private void Repeats(MonthCalendar calendar, int n, int index, int institution, DateTime first, ref RandomStream random)
    {
        var repeats = Math.Min(6, random.Poisson(_tables.Diseases[index].Disease.RepeatVisits));
        var day = DateOnly.FromDateTime(first);
        for (var i = 1; i <= repeats; i++)
        {
            day = MonthCalendar.ToWorkingDay(day.AddDays(random.Between(2, 8)), ref random);
            var start = VisitHours.ClinicTime(day, ref random);
            AddEpisodeVisit(calendar, n, i, start, random.Between(30, 120), VisitReason.Repeat, index, institution, (int)(start - first).TotalDays);
        }
    }

    private void Admission(MonthCalendar calendar, int n, int index, int hospital, DateTime first, DateTime seen, bool emergency, ref RandomStream random)
    {
        var disease = _tables.Diseases[index].Disease;
        var start = seen;
        if (!emergency && random.Chance(0.45)) start = VisitHours.AdmissionTime(MonthCalendar.ToWorkingDay(DateOnly.FromDateTime(seen).AddDays(random.Between(1, 10)), ref random), ref random);
        var days = Math.Min(40, StayDays(disease, ref random));
        var path = emergency ? 1 : 2;
        var split = days >= 8 && random.Chance(SplitShare);
        var reason = split ? VisitReason.SplitFirst : VisitReason.AcuteAdmission;
        var slot = VisitSlot.Episodes + (MonthOf(start) - calendar.Month) * 32 + n * 8 + 1;
        var end = AddStay(start, split ? days / 2 : days, slot, reason, index, hospital, path, (int)(start - first).TotalDays, ref random);
        if (end == DateTime.MinValue) return;
        if (split)
        {
            var again = end.Date.AddDays(1).AddMinutes(random.Between(8 * 60, 11 * 60));
            end = AddStay(again, days - days / 2, VisitSlot.Split + (MonthOf(again) - calendar.Month) * 4 + n, VisitReason.SplitSecond, index, hospital, path, (int)(again - first).TotalDays, ref random);
            if (end == DateTime.MinValue) return;
        }
        if (random.Chance(0.6))
        {
            var day = MonthCalendar.ToWorkingDay(DateOnly.FromDateTime(end).AddDays(random.Between(5, 14)), ref random);
            AddEpisodeVisit(calendar, n, 2, VisitHours.ClinicTime(day, ref random), random.Between(30, 120), VisitReason.PostDischarge, index, hospital, Math.Min(255, (int)(end - first).TotalDays + 10));
        }
    }

    private void AddEpisodeVisit(MonthCalendar calendar, int n, int ordinal, DateTime start, int minutes, VisitReason reason, int index, int institution, int courseDay)
    {
        var later = MonthOf(start) - calendar.Month;
        // A visit beyond the second month after is not looked for by later months.
        if (later > 2) return;
        AddVisit(start, minutes, VisitSlot.Episodes + later * 32 + n * 8 + ordinal, reason, index, VisitKind.Outpatient, institution, ordinal, courseDay);
    }

    private void Chronic()
    {
        for (var back = 0; back < 3; back++) ChronicAdmission(_calendars[back]);
        var followUps = 0;
        var conditions = _plan.Conditions;
        for (var i = 0; i < conditions.Length; i++)
        {
            Diagnosis(conditions[i], i);
            if (conditions[i].TreatedDay <= _last.DayNumber) FollowUps(conditions[i], conditions.Length, ref followUps);
            if (conditions[i].DiagnosedDay <= _last.DayNumber && (_tables.IsHypertension[conditions[i].Disease] || _tables.IsDiabetes[conditions[i].Disease])) PublicHealth(conditions[i], i);
        }
        PlantedVisits();
    }

    private void FollowUps(in ChronicCondition condition, int conditions, ref int count)
    {
        var disease = _tables.Diseases[condition.Disease].Disease;
        if (disease.FollowUpDays <= 0) return;
        // One visit looks after all that somebody has: with several diseases each leads to fewer visits of its own.
        var interval = (int)(disease.FollowUpDays * (1 + 0.35 * (conditions - 1)));
        var phase = (int)(((uint)_resident.Id.Value * 2654435761u + (uint)condition.Disease * 40503u) % (uint)interval);
        var from = Math.Max(condition.TreatedDay + 10, _first.DayNumber - 20);
        for (var k = (from - phase + interval - 1) / interval; phase + k * interval <= _last.DayNumber && count < 18; k++)
        {
            var random = new RandomStream(_tables.Seed, RandomPurpose.Visits, _resident.Id.Value, ((long)(condition.Disease + 1) << 32) | (uint)k);
            if (!random.Chance(condition.IsAdherent ? 0.95 : 0.6)) continue;
            var day = MonthCalendar.ToWorkingDay(DateOnly.FromDayNumber(phase + k * interval + random.Below(7)), ref random);
            if (day < _first || day > _last) continue;
            var institution = Clinic(condition.Disease, disease.CommunityShare, ref random);
            AddVisit(VisitHours.ClinicTime(day, ref random), random.Between(30, 150), VisitSlot.FollowUps + count++, VisitReason.ChronicFollowUp, condition.Disease, VisitKind.Outpatient, institution);
        }
    }

    private void PublicHealth(in ChronicCondition condition, int place)
    {
        var phase = new RandomStream(_tables.Seed, RandomPurpose.Visits, _resident.Id.Value, -20_000 - condition.Disease);
        // Seven of ten known cases are in the community's care (invented after the national targets).
        if (!phase.Chance(0.7) || (_month + phase.Below(3)) % 3 != 0) return;
        var random = new RandomStream(_tables.Seed, RandomPurpose.Visits, _resident.Id.Value, -((long)_month << 16) - condition.Disease);
        AddVisit(VisitHours.ClinicTime(_calendars[0].ClinicDay(ref random), ref random), random.Between(12, 30), VisitSlot.PublicHealth + Math.Min(7, place), VisitReason.PublicHealth, condition.Disease, VisitKind.FollowUp, _tables.Community.Index);
    }

    /// <summary>The visit at which a disease is found, if it is in the period, and the admission that follows for some.</summary>
    private void Diagnosis(in ChronicCondition condition, int place)
    {
        if (condition.DiagnosedDay < _calendars[2].First.DayNumber - 14 || condition.DiagnosedDay > _last.DayNumber || condition.DiagnosedDay < _tables.From.DayNumber) return;
        var disease = _tables.Diseases[condition.Disease].Disease;
        var random = new RandomStream(_tables.Seed, RandomPurpose.Severity, _resident.Id.Value, -1 - condition.Disease);
        var emergency = random.Chance(disease.EmergencyShare);
        var admitted = random.Chance(disease.AdmissionShare) && place < 4;
        var day = DateOnly.FromDayNumber(condition.DiagnosedDay);
        if (!emergency) day = MonthCalendar.ToWorkingDay(day, ref random);
        var start = emergency ? VisitHours.EmergencyTime(day, ref random) : VisitHours.ClinicTime(day, ref random);
        var hospital = _tables.Hospital(_resident.Id.Value, _county, condition.Disease, admitted, ref random);
        var institution = !emergency && !admitted && random.Chance(disease.CommunityShare * 0.5) ? _tables.Community.Index : hospital;
        var minutes = random.Between(60, 220);
        AddVisit(start, minutes, VisitSlot.Diagnoses + Math.Min(11, place), VisitReason.ChronicDiagnosis, condition.Disease, emergency ? VisitKind.Emergency : VisitKind.Outpatient, institution);
        if (!admitted) return;
        var admission = emergency ? start.AddMinutes(minutes) : VisitHours.AdmissionTime(MonthCalendar.ToWorkingDay(DateOnly.FromDateTime(start).AddDays(random.Between(1, 12)), ref random), ref random);
        AddStay(admission, Math.Min(40, StayDays(disease, ref random)), VisitSlot.ChronicStays + 6 + place * 2, VisitReason.ChronicAdmission, condition.Disease, hospital, emergency ? 1 : 2, 0, ref random);
    }

    private void ChronicAdmission(MonthCalendar calendar)
    {
        var day = calendar.First.DayNumber;
        var total = 0.0;
        foreach (ref readonly var condition in _plan.Conditions) if (condition.IsKnown(day)) total += AdmissionRate(condition);
        if (total <= 0) return;
        var random = new RandomStream(_tables.Seed, RandomPurpose.Severity, _resident.Id.Value, -((long)calendar.Month << 20));
        var at = random.Unit();
        if (at >= total) return;
        foreach (ref readonly var condition in _plan.Conditions)
        {
            if (!condition.IsKnown(day)) continue;
            at -= AdmissionRate(condition);
            if (at >= 0) continue;
            var disease = _tables.Diseases[condition.Disease].Disease;
            var emergency = random.Chance(0.35);
            var date = emergency ? calendar.EmergencyDay(ref random) : calendar.ElectiveDay(ref random);
            var start = emergency ? VisitHours.EmergencyTime(date, ref random) : VisitHours.AdmissionTime(date, ref random);
            var hospital = _tables.Hospital(_resident.Id.Value, _county, condition.Disease, true, ref random);
            AddStay(start, StayDays(disease, ref random), VisitSlot.ChronicStays, VisitReason.ChronicAdmission, condition.Disease, hospital, emergency ? 1 : 2, 0, ref random);
            return;
        }
    }

    /// <summary>Per month: seven tenths of the mean for the well controlled, more for the others.</summary>
    private double AdmissionRate(in ChronicCondition condition)
    {
        var disease = _tables.Diseases[condition.Disease].Disease;
        var controlled = Math.Min(0.9, disease.ControlledShare);
        var own = condition.IsControlled && condition.IsAdherent ? 0.7 : (1 - controlled * 0.7) / (1 - controlled);
        return disease.AdmissionsPerYear / 12 * own;
    }

    private void TerminalStay()
    {
        if (_resident.DeathDate > _last.AddDays(LongestStayDays) || _resident.DeathDate < _calendars[2].First) return;
        var random = new RandomStream(_tables.Seed, RandomPurpose.Death, _resident.Id.Value, -7);
        if (!random.Chance(HospitalDeathShare)) return;
        var cause = Cause();
        if (cause == VisitDetail.NoDisease) return;
        var days = Math.Min(LongestStayDays, StayDays(_tables.Diseases[cause].Disease, ref random));
        var start = VisitHours.EmergencyTime(_resident.DeathDate.AddDays(-days), ref random);
        if (MonthOf(start) > _month) return;
        AddStay(start, days, VisitSlot.Terminal, VisitReason.Terminal, cause, _tables.Hospital(_resident.Id.Value, _county, cause, true, ref random), 1, 0, ref random);
    }

    public Disease? CauseOfDeath(ResidentId id)
    {
        _resident = _tables.World.Population[id];
        if (_resident.DeathDate == DateOnly.MaxValue) return null;
        _plan.Make(_resident);
        var cause = Cause();
        return cause == VisitDetail.NoDisease ? null : _tables.Diseases[cause].Disease;
    }

    private int Cause()
    {
        var random = new RandomStream(_tables.Seed, RandomPurpose.Death, _resident.Id.Value, -8);
        var day = _resident.DeathDate.DayNumber;
        var sex = CareTables.SexIndex(_resident.Sex);
        var age = CareTables.AgeIndex(_resident.Age(_resident.DeathDate));
        Span<double> weights = stackalloc double[_tables.Diseases.Length];
        var total = 0.0;
        foreach (var index in _tables.Episodic)
        {
            var disease = _tables.Diseases[index].Disease;
            var rate = CareTables.RateOf(disease, "incidence", sex, age);
            if (!double.IsNaN(rate)) total += weights[index] = rate * disease.AdmissionShare * disease.InpatientFatality;
        }
        foreach (ref readonly var condition in _plan.Conditions)
        {
            if (condition.OnsetDay > day) continue;
            var own = _tables.Diseases[condition.Disease].Disease.ExcessDeathsPer1000 / 1000;
            total += own;
            weights[condition.Disease] += own;
        }
        return total <= 0 ? VisitDetail.NoDisease : random.Weighted(weights);
    }

    /// <summary>Visits that exist for the bill only.</summary>
    private void PlantedVisits()
    {
        var random = new RandomStream(_tables.Seed, RandomPurpose.Billing, _resident.Id.Value, _month);
        var condition = _plan.Conditions[0];
        if (!condition.IsKnown(_first.DayNumber)) return;
        var draw = random.Unit();
        if (draw < GhostPerMonth)
        {
            var hospital = _tables.Hospital(_resident.Id.Value, _county, condition.Disease, false, ref random);
            AddVisit(VisitHours.ClinicTime(_calendars[0].ClinicDay(ref random), ref random), 30, VisitSlot.Ghost, VisitReason.Ghost, condition.Disease, VisitKind.Outpatient, hospital);
        }
        else if (draw < GhostPerMonth + HangingPerMonth && MonthOf(_calendars[0].First.ToDateTime(TimeOnly.MinValue)) == _month)
        {
            var hospital = _tables.Hospital(_resident.Id.Value, _county, condition.Disease, true, ref random);
            var start = VisitHours.AdmissionTime(_calendars[0].ClinicDay(ref random), ref random);
            var end = start.Date.AddDays(random.Between(4, 8)).AddHours(10);
            // Nobody lies in this bed: it keeps the person from no other visit.
            if (DateOnly.FromDateTime(end) < _resident.DeathDate) AddVisit(start, (int)(end - start).TotalMinutes, VisitSlot.HangingBed, VisitReason.HangingBed, condition.Disease, VisitKind.Inpatient, hospital, 2);
        }
        Stockpiling();
    }

    private void Stockpiling()
    {
        var random = new RandomStream(_tables.Seed, RandomPurpose.Billing, _resident.Id.Value, -5);
        if (!random.Chance(StockpileShare)) return;
        var condition = _plan.Conditions[0];
        var begin = _tables.From.AddDays(random.Below(Math.Max(1, _tables.To.DayNumber - _tables.From.DayNumber - 50)));
        if (!condition.IsTreated(begin.DayNumber) || begin > _last || begin.AddDays(60) < _first) return;
        for (var i = 0; i < StockpileVisits; i++)
        {
            var day = begin.AddDays(i * 7 + random.Below(4));
            var start = VisitHours.ClinicTime(day, ref random);
            var institution = i == 0 ? _tables.Community.Index : _tables.Hospitals[(i + _resident.Id.Value) % _tables.Hospitals.Length];
            if (_tables.World.Institutions.All[institution].Kind == InstitutionKind.MaternalHospital) institution = _tables.Hospitals[0];
            if (MonthOf(start) == _month) AddVisit(start, 30, VisitSlot.Stockpile + i, VisitReason.Stockpile, condition.Disease, VisitKind.Outpatient, institution, i);
        }
    }
}
