using System.Globalization;
using Suwen.Storage;

namespace Suwen.Analysis.Series;

/// <summary>Counts steps of a calendar: days, weeks of seven days, months, quarters, years. A week keeps the weekday of the data; ISO years of 53 weeks need no care, for weeks are counted, never numbered.</summary>
/// <param name="step">The step.</param>
/// <param name="anchor">For weeks a day with the weekday on which they begin; for months the day of the month, 32 for the last one; else 1.</param>
internal sealed class SeriesClock(SeriesStep step, int anchor)
{
    /// <summary>Day number that stands for the last day of a month.</summary>
    public const int MonthEnd = 32;

    public SeriesStep Step => step;

    /// <summary>Steps in a year, as surveillance counts them: 365, 52, 12, 4, 1.</summary>
    public int StepsInYear => step switch { SeriesStep.Day => 365, SeriesStep.Week => 52, SeriesStep.Month => 12, SeriesStep.Quarter => 4, _ => 1 };

    /// <summary>Steps in the season that forecasts look for first: a week of days, else a year.</summary>
    public int SeasonLength => step == SeriesStep.Day ? 7 : StepsInYear;

    /// <summary>The word for some steps, Chinese and English.</summary>
    public Words Unit => step switch
    {
        SeriesStep.Day => new Words("天", "days"),
        SeriesStep.Week => new Words("周", "weeks"),
        SeriesStep.Month => new Words("个月", "months"),
        SeriesStep.Quarter => new Words("个季度", "quarters"),
        SeriesStep.Year => new Words("年", "years"),
        _ => new Words("期", "periods"),
    };

    /// <summary>The step in which a day (since 1970-01-01, or the number itself) lies.</summary>
    public int IndexOf(int day)
    {
        switch (step)
        {
            case SeriesStep.Week:
                return (int)Math.Floor((day - anchor) / 7.0);
            case SeriesStep.Month or SeriesStep.Quarter or SeriesStep.Year:
                var date = Date(day);
                var months = (date.Year * 12) + date.Month - 1;
                return step == SeriesStep.Month ? months : step == SeriesStep.Quarter ? months / 3 : date.Year;
            default:
                return day;
        }
    }

    /// <summary>The day that stands for a step.</summary>
    public int DayOf(int index)
    {
        switch (step)
        {
            case SeriesStep.Week:
                return anchor + (index * 7);
            case SeriesStep.Month or SeriesStep.Quarter or SeriesStep.Year:
                var months = step == SeriesStep.Month ? index : step == SeriesStep.Quarter ? index * 3 : index * 12;
                // Quarters and years are dated by their first day, whatever day the data name: only their distance matters.
                var (year, month) = (months / 12, (months % 12) + 1);
                return new DateOnly(year, month, Math.Min(anchor, DateTime.DaysInMonth(year, month))).DayNumber - ColumnVector.UnixEpochDay;
            default:
                return index;
        }
    }

    /// <summary>A step as a cell of the result: a date, or the whole number.</summary>
    public object Cell(int index) => step == SeriesStep.Number ? (long)index : Date(DayOf(index));

    /// <summary>A step in messages.</summary>
    public string Label(int index) => step == SeriesStep.Number
        ? index.ToString(CultureInfo.InvariantCulture)
        : Date(DayOf(index)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly Date(int day) => DateOnly.FromDayNumber(day + ColumnVector.UnixEpochDay);
}
