using System.Globalization;
using System.Text.RegularExpressions;
using Suwen.Standards.Time;
using Suwen.Storage;

namespace Suwen.Analysis.Series;

/// <summary>Reads the forms in which dates of series are written.</summary>
internal static partial class DateReading
{
    /// <summary>Reads all distinct texts of a date column.</summary>
    /// <returns>The step their form tells, <see cref="SeriesStep.Day"/> for days whatever their distance, and a day or number per text; null where one text is no date or forms are mixed.</returns>
    public static (SeriesStep Form, int[] Days)? ReadAll(IReadOnlyList<string> texts, out int firstBad)
    {
        var days = new int[texts.Count];
        SeriesStep? form = null;
        var allYears = true;
        foreach (var text in texts)
        {
            allYears &= YearText().IsMatch(text.Trim());
        }

        for (var i = 0; i < days.Length; i++)
        {
            firstBad = i;
            var found = Read(texts[i].Trim(), allYears, out days[i]);
            if (found is null || (form is not null && found != form))
            {
                return null;
            }

            form = found;
        }

        firstBad = -1;
        return (form ?? SeriesStep.Day, days);
    }

    private static SeriesStep? Read(string text, bool isYear, out int day)
    {
        day = 0;
        if (isYear)
        {
            day = FirstDay(int.Parse(text, CultureInfo.InvariantCulture), 1);
            return SeriesStep.Year;
        }

        if (PeriodText().Match(text) is { Success: true } period)
        {
            return ReadPeriod(period, out day);
        }

        if (DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyy/M/d", "yyyyMMdd", "yyyy-M-d", "yyyy年M月d日"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            day = date.DayNumber - ColumnVector.UnixEpochDay;
            return SeriesStep.Day;
        }

        if (text.Length > 10 && ClinicalTime.TryParseIso(System.Text.Encoding.UTF8.GetBytes(text), out var time) && time.Precision >= TimePrecision.Day)
        {
            day = time.Days;
            return SeriesStep.Day;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out day) ? SeriesStep.Number : null;
    }

    private static SeriesStep? ReadPeriod(Match period, out int day)
    {
        day = 0;
        var year = int.Parse(period.Groups["year"].ValueSpan, CultureInfo.InvariantCulture);
        if (year is < 1 or > 9998)
        {
            return null;
        }

        if (period.Groups["quarter"].Success)
        {
            day = FirstDay(year, (3 * int.Parse(period.Groups["quarter"].ValueSpan, CultureInfo.InvariantCulture)) - 2);
            return SeriesStep.Quarter;
        }

        if (period.Groups["week"].Success)
        {
            var week = int.Parse(period.Groups["week"].ValueSpan, CultureInfo.InvariantCulture);
            if (week < 1 || week > ISOWeek.GetWeeksInYear(year))
            {
                return null;
            }

            day = DateOnly.FromDateTime(ISOWeek.ToDateTime(year, week, DayOfWeek.Monday)).DayNumber - ColumnVector.UnixEpochDay;
            return SeriesStep.Week;
        }

        var month = int.Parse(period.Groups["month"].ValueSpan, CultureInfo.InvariantCulture);
        if (month is < 1 or > 12)
        {
            return null;
        }

        day = FirstDay(year, month);
        return SeriesStep.Month;
    }

    private static int FirstDay(int year, int month) => new DateOnly(year, month, 1).DayNumber - ColumnVector.UnixEpochDay;

    [GeneratedRegex("^(1[5-9]|2[01])[0-9]{2}$")]
    private static partial Regex YearText();

    [GeneratedRegex("^(?<year>[0-9]{4})(?:[- ]?Q(?<quarter>[1-4])|-?W(?<week>[0-9]{1,2})|[-/M年](?<month>[0-9]{1,2})月?)$")]
    private static partial Regex PeriodText();
}
