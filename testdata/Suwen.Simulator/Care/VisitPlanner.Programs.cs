using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

/// <summary>A pregnancy as far as its visits go.</summary>
internal readonly record struct Pregnancy(long Subject, DateTime Birth, int GestationDays, bool IsCaesarean, bool IsPreterm)
{
    public DateOnly LastPeriod => DateOnly.FromDateTime(Birth).AddDays(-GestationDays);
}

internal sealed partial class VisitPlanner
{
    // Weeks of gestation of the visits: the national norm has at least five (before 13 weeks, 16–20, 21–24, 28–36, 37–40); the antenatal guideline of 2018 some nine to eleven.
    private static readonly int[] AntenatalWeeks = [8, 12, 16, 20, 24, 28, 30, 32, 34, 36, 37, 38, 39, 40];

    // Shares of births in China in the 2020s: about 7 % before 37 weeks, about 45 % by caesarean.
    private const double PretermShare = 0.07, CaesareanShare = 0.45;

    private void Programs()
    {
        var age = _resident.Age(_last);
        Vaccinations(age);
        if (age == 0 && _resident.BirthDate >= _calendars[2].First) Newborn();
        if (_resident.Sex != Sex.Female || age is < 15 or > 54) return;
        var (first, end) = _tables.BirthsOf(_resident.Id.Value);
        var before = DateOnly.MinValue;
        for (var i = first; i < end; i++)
        {
            var child = _tables.Child(i);
            var birth = _tables.World.Population[new ResidentId(child)].BirthDate;
            // Twins come of one pregnancy (and may be born on either side of midnight).
            if (before != DateOnly.MinValue && birth.DayNumber - before.DayNumber < 230) continue;
            PregnancyVisits(PregnancyOf(_tables, child, birth), i - first);
            before = birth;
        }
        if (_month > _tables.To.Year * 12 + _tables.To.Month - 1 - 10) LaterPregnancy(age);
    }

    /// <summary>The pregnancy that the child was born of.</summary>
    public static Pregnancy PregnancyOf(CareTables tables, int child, DateOnly birth)
    {
        var random = new RandomStream(tables.Seed, RandomPurpose.Birth, child, -77);
        var preterm = random.Chance(PretermShare);
        var days = preterm ? random.Between(200, 258) : random.Between(262, 287);
        var caesarean = random.Chance(CaesareanShare);
        var time = birth.ToDateTime(TimeOnly.MinValue).AddMinutes(random.Below(24 * 60));
        return new Pregnancy(child, time, days, caesarean, preterm);
    }

    /// <summary>Of women who are pregnant at the end of the period, whose children the population doesn't know.</summary>
    private void LaterPregnancy(int age)
    {
        var rate = _tables.Fertility[CareTables.AgeIndex(age)];
        var random = new RandomStream(_tables.Seed, RandomPurpose.Birth, _resident.Id.Value, -99);
        if (rate <= 0 || !random.Chance(rate * 280 / 365.25)) return;
        var birth = _tables.To.AddDays(1 + random.Below(280)).ToDateTime(TimeOnly.MinValue);
        var (first, end) = _tables.BirthsOf(_resident.Id.Value);
        for (var i = first; i < end; i++)
        {
            if ((birth - _tables.World.Population[new ResidentId(_tables.Child(i))].BirthDate.ToDateTime(TimeOnly.MinValue)).TotalDays < 400) return;
        }
        PregnancyVisits(new Pregnancy(_resident.Id.Value + (1L << 40), birth, 280, false, false), 0);
    }

    private void PregnancyVisits(Pregnancy pregnancy, int place)
    {
        var lastPeriod = pregnancy.LastPeriod;
        var birthDay = DateOnly.FromDateTime(pregnancy.Birth);
        if (lastPeriod > _last || birthDay.AddDays(70) < _calendars[2].First || _tables.AntenatalDisease == VisitDetail.NoDisease) return;
        var choice = new RandomStream(_tables.Seed, RandomPurpose.Birth, pregnancy.Subject, -78);
        var hospital = _tables.Hospital(_resident.Id.Value, _county, pregnancy.IsCaesarean && _tables.CaesareanBirth != VisitDetail.NoDisease ? _tables.CaesareanBirth : _tables.VaginalBirth, true, ref choice);
        for (var i = 0; i < AntenatalWeeks.Length; i++)
        {
            var week = AntenatalWeeks[i];
            var nominal = lastPeriod.AddDays(week * 7);
            if (nominal > _last || nominal < _first.AddDays(-20)) continue;
            var random = new RandomStream(_tables.Seed, RandomPurpose.Birth, pregnancy.Subject, week);
            if (!random.Chance(0.86)) continue;
            var day = MonthCalendar.ToWorkingDay(nominal.AddDays(random.Below(6)), ref random);
            if (day >= birthDay.AddDays(-1) || day < _first || day > _last) continue;
            var institution = week <= 12 && random.Chance(0.5) ? _tables.Community.Index : hospital;
            AddVisit(VisitHours.ClinicTime(day, ref random), random.Between(40, 160), VisitSlot.Antenatal + i, VisitReason.Antenatal, _tables.AntenatalDisease, VisitKind.Outpatient, institution, i, week);
        }
        if (pregnancy.Subject >= 1L << 40 || birthDay < _calendars[2].First.AddDays(-4) || birthDay > _last.AddDays(2)) return;
        var disease = pregnancy.IsCaesarean && _tables.CaesareanBirth != VisitDetail.NoDisease ? _tables.CaesareanBirth : _tables.VaginalBirth;
        var start = pregnancy.Birth.AddMinutes(-choice.Between(120, 1200));
        // The place of the birth in the list of the mother's tells one birth from another.
        var end = AddStay(start, pregnancy.IsCaesarean ? choice.Between(4, 6) : choice.Between(3, 4), VisitSlot.Birth + (place & 1), VisitReason.Birth, disease, hospital, 2, pregnancy.GestationDays / 7, ref choice);
        if (end == DateTime.MinValue) return;
        var check = MonthCalendar.ToWorkingDay(birthDay.AddDays(choice.Between(40, 48)), ref choice);
        if (check >= _first && check <= _last && choice.Chance(0.85))
            AddVisit(VisitHours.ClinicTime(check, ref choice), 60, VisitSlot.Postnatal, VisitReason.Postnatal, _tables.AntenatalDisease, VisitKind.Outpatient, choice.Chance(0.4) ? _tables.Community.Index : hospital, 0, 42);
    }

    /// <summary>What newborns have of their own: a stay for those who are ill, the visit of the community's midwife at home.</summary>
    private void Newborn()
    {
        if (_resident.BirthDate < _tables.From) return;
        var child = _resident.Id.Value;
        var pregnancy = PregnancyOf(_tables, child, _resident.BirthDate);
        var random = new RandomStream(_tables.Seed, RandomPurpose.Birth, child, -80);
        var sex = CareTables.SexIndex(_resident.Sex);
        for (var i = 0; i < _tables.NewbornDiseases.Length; i++)
        {
            var index = _tables.NewbornDiseases[i];
            var disease = _tables.Diseases[index].Disease;
            var isPrematurity = _tables.Diseases[index].Main.Terms is [var code, ..] && code.Code.StartsWith("P07", StringComparison.Ordinal);
            // The rates of newborns are per 100,000 births; prematurity follows from the pregnancy.
            var rate = CareTables.RateOf(disease, "incidence", sex, 0);
            var draw = random.Unit();
            if (isPrematurity ? !pregnancy.IsPreterm || pregnancy.GestationDays > 250 : double.IsNaN(rate) || draw >= rate * disease.AdmissionShare) continue;
            var start = pregnancy.Birth.AddMinutes(isPrematurity ? random.Between(30, 180) : random.Between(24 * 60, 6 * 24 * 60));
            var hospital = _tables.Hospital(_resident.Mother.IsNone ? child : _resident.Mother.Value, _county, index, true, ref random);
            AddStay(start, Math.Min(40, StayDays(disease, ref random)), VisitSlot.Newborn + (i & 3), VisitReason.NewbornStay, index, hospital, 1, 0, ref random);
            break;
        }
        var visit = MonthCalendar.ToWorkingDay(_resident.BirthDate.AddDays(random.Between(6, 13)), ref random);
        if (visit >= _first && visit <= _last && random.Chance(0.88) && _tables.AntenatalDisease != VisitDetail.NoDisease)
            AddVisit(VisitHours.ClinicTime(visit, ref random), 25, VisitSlot.Newborn + 5, VisitReason.HomeVisit, VisitDetail.NoDisease, VisitKind.FollowUp, _tables.Community.Index);
    }

    private void Vaccinations(int age)
    {
        var count = 0;
        foreach (var due in _tables.DosesAtAge[CareTables.AgeIndex(age)])
        {
            var nominal = _resident.BirthDate.AddMonths(due.AgeMonths);
            var spread = due.AgeMonths == 0 ? 2 : Math.Min(300, Math.Max(25, due.AgeMonths * 30 / 8));
            if (nominal > _last || nominal.AddDays(spread + 10) < _first) continue;
            var random = new RandomStream(_tables.Seed, RandomPurpose.Vaccination, _resident.Id.Value, due.Vaccine * 16 + due.Dose);
            if (!random.Chance(due.Uptake)) continue;
            var day = nominal.AddDays(random.Below(spread));
            if (due.AgeMonths > 0) day = MonthCalendar.ToWorkingDay(day, ref random);
            if (day < _first || day > _last || count >= 20) continue;
            var institution = due.AgeMonths == 0 ? _tables.Maternal.Index : _tables.Community.Index;
            AddVisit(VisitHours.ClinicTime(day, ref random), random.Between(35, 50), VisitSlot.Vaccinations + count++, VisitReason.Vaccination, VisitDetail.NoDisease, VisitKind.Vaccination, institution, due.Dose, due.Vaccine);
        }
        if (_month % 12 < 8) return;
        var vaccines = _tables.World.Catalogue.Vaccines;
        for (var v = 0; v < vaccines.Count; v++)
        {
            var vaccine = vaccines[v];
            if (!vaccine.IsSeasonal || age < vaccine.FromAge || age > vaccine.ToAge) continue;
            var random = new RandomStream(_tables.Seed, RandomPurpose.Vaccination, _resident.Id.Value, -((long)_month * 256) - v);
            // September to December: a quarter each, so that nobody's chance hangs on another month.
            if (!random.Chance(vaccine.Uptake * SeasonalShare(_month % 12))) continue;
            AddVisit(VisitHours.ClinicTime(_calendars[0].ClinicDay(ref random), ref random), random.Between(35, 50), VisitSlot.Vaccinations + 20, VisitReason.Vaccination, VisitDetail.NoDisease, VisitKind.Vaccination, _tables.Community.Index, 0, v);
        }
    }

    private static double SeasonalShare(int month) => month switch { 8 => 0.2, 9 => 0.35, 10 => 0.3, _ => 0.15 };
}
