using System.Globalization;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

/// <summary>The days of a month with the load that they carry: clinics are full on Mondays and quiet on Sundays and holidays; emergency rooms are fuller on those.</summary>
internal sealed class MonthCalendar
{
    // Invented, after the common experience of Chinese clinics: Sunday first.
    private static readonly int[] ClinicWeek = [42, 128, 115, 110, 105, 106, 68];
    private static readonly int[] ElectiveWeek = [30, 150, 130, 115, 105, 90, 40];
    private static readonly int[] EmergencyWeek = [112, 100, 96, 95, 96, 102, 112];
    private const int HolidayClinicPercent = 38, HolidayElectivePercent = 15, HolidayEmergencyPercent = 118;

    private readonly int[] _clinic, _elective, _emergency;

    public MonthCalendar(int month)
    {
        Month = month;
        First = new DateOnly(month / 12, month % 12 + 1, 1);
        Days = DateTime.DaysInMonth(First.Year, First.Month);
        _clinic = new int[Days];
        _elective = new int[Days];
        _emergency = new int[Days];
        for (var i = 0; i < Days; i++)
        {
            var day = First.AddDays(i);
            var holiday = IsHoliday(day);
            var week = (int)day.DayOfWeek;
            _clinic[i] = ClinicWeek[week] * (holiday ? HolidayClinicPercent : 100) + (i > 0 ? _clinic[i - 1] : 0);
            _elective[i] = ElectiveWeek[week] * (holiday ? HolidayElectivePercent : 100) + (i > 0 ? _elective[i - 1] : 0);
            _emergency[i] = EmergencyWeek[week] * (holiday ? HolidayEmergencyPercent : 100) + (i > 0 ? _emergency[i - 1] : 0);
        }
    }

    /// <summary>Months since year 0: year × 12 + month − 1.</summary>
    public int Month { get; }
    public DateOnly First { get; }
    public int Days { get; }

    public DateOnly ClinicDay(ref RandomStream random) => First.AddDays(random.Cumulative(_clinic));

    public DateOnly ElectiveDay(ref RandomStream random) => First.AddDays(random.Cumulative(_elective));

    public DateOnly EmergencyDay(ref RandomStream random) => First.AddDays(random.Cumulative(_emergency));

    /// <summary>A day at which clinics are quiet is mostly put off to the next working day.</summary>
    public static DateOnly ToWorkingDay(DateOnly day, ref RandomStream random)
    {
        for (var i = 0; i < 9; i++)
        {
            var weekend = day.DayOfWeek is DayOfWeek.Sunday or DayOfWeek.Saturday;
            if (!weekend && !IsHoliday(day)) return day;
            if (random.Chance(weekend ? 0.35 : 0.2)) return day;
            day = day.AddDays(1);
        }
        return day;
    }

    /// <summary>Statutory holidays of China: fixed dates, Qingming, and the festivals of the lunar calendar (make-up working days are left out).</summary>
    public static bool IsHoliday(DateOnly day)
    {
        switch (day.Month, day.Day)
        {
            case (1, 1) or (5, <= 5) or (10, <= 7): return true;
            case (4, 4 or 5): return true;
        }
        var at = day.DayNumber - FirstFestivalDay;
        return (uint)at < (uint)Festivals.Length && Festivals[at];
    }

    // A table by day, as the calendar's conversions take microseconds.
    private static readonly int FirstFestivalDay = new DateOnly(1990, 1, 1).DayNumber;
    private static readonly bool[] Festivals = MakeFestivals();

    private static bool[] MakeFestivals()
    {
        var festivals = new bool[new DateOnly(2060, 1, 1).DayNumber - FirstFestivalDay];
        for (var i = 0; i < festivals.Length; i++) festivals[i] = Lunar.IsFestival(DateOnly.FromDayNumber(FirstFestivalDay + i));
        return festivals;
    }

    private static class Lunar
    {
        private static readonly ChineseLunisolarCalendar Calendar = new();

        public static bool IsFestival(DateOnly day)
        {
            var time = day.ToDateTime(TimeOnly.MinValue);
            if (time < Calendar.MinSupportedDateTime || time > Calendar.MaxSupportedDateTime) return false;
            var next = Calendar.GetDayOfMonth(time.AddDays(1)) == 1 && MonthNumber(time.AddDays(1)) == 1;
            if (next) return true;
            return (MonthNumber(time), Calendar.GetDayOfMonth(time)) is (1, <= 6) or (5, 5) or (8, 15);
        }

        private static int MonthNumber(DateTime time)
        {
            var month = Calendar.GetMonth(time);
            var leap = Calendar.GetLeapMonth(Calendar.GetYear(time));
            if (leap == 0 || month < leap) return month;
            return month == leap ? 0 : month - 1;
        }
    }
}

/// <summary>Hours of the day at which people come.</summary>
internal static class VisitHours
{
    // Running totals by hour, invented after the common pattern: the morning peak from eight to ten, a second after the noon break, emergencies in the evening.
    private static readonly int[] Clinic = Running([0, 0, 0, 0, 0, 0, 0, 30, 220, 240, 190, 80, 15, 70, 125, 105, 60, 12, 8, 5, 0, 0, 0, 0]);
    private static readonly int[] Emergency = Running([28, 20, 16, 13, 12, 14, 20, 32, 48, 56, 54, 48, 44, 46, 48, 48, 50, 54, 66, 76, 76, 66, 52, 38]);
    private static readonly int[] Admission = Running([4, 3, 3, 2, 2, 3, 5, 12, 90, 170, 180, 110, 40, 60, 110, 100, 60, 25, 15, 14, 12, 10, 8, 6]);

    public static DateTime ClinicTime(DateOnly day, ref RandomStream random) => At(day, Clinic, ref random);

    public static DateTime EmergencyTime(DateOnly day, ref RandomStream random) => At(day, Emergency, ref random);

    public static DateTime AdmissionTime(DateOnly day, ref RandomStream random) => At(day, Admission, ref random);

    private static DateTime At(DateOnly day, int[] hours, ref RandomStream random)
    {
        var hour = random.Cumulative(hours);
        var second = random.Below(3600);
        return day.ToDateTime(TimeOnly.MinValue).AddTicks((hour * 3600L + second) * TimeSpan.TicksPerSecond);
    }

    private static int[] Running(int[] weights)
    {
        for (var i = 1; i < weights.Length; i++) weights[i] += weights[i - 1];
        return weights;
    }
}
