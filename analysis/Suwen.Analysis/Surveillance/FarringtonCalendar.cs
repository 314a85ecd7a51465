using Suwen.Analysis.Series;

namespace Suwen.Analysis.Surveillance;

/// <summary>The same date in past years, as surveillance finds it where epochs are dates.</summary>
internal static class FarringtonCalendar
{
    /// <summary>The day so many years before; 29 February becomes 1 March, as in R's seq by years.</summary>
    public static int YearsBefore(int day, int years)
    {
        var date = SeriesClock.Date(day);
        var year = date.Year - years;
        return date is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(year)
            ? Day(new DateOnly(year, 3, 1))
            : Day(new DateOnly(year, date.Month, date.Day));
    }

    /// <summary>The day of the same weekday that is nearest to a day.</summary>
    public static int NearestWeekday(int day, int like)
    {
        var back = (((day - like) % 7) + 7) % 7;
        return back <= 3 ? day - back : day + 7 - back;
    }

    private static int Day(DateOnly date) => date.DayNumber - Storage.ColumnVector.UnixEpochDay;
}
