using System.Globalization;
using Suwen.Analysis.Series;

namespace Suwen.Analysis.Forecasting;

/// <summary>
/// The Chinese New Year, which moves between 21 January and 20 February, so that no season of fixed length can hold it. Its days are
/// taken out of the history by a straight line between the same weekdays before and after; what they differed from it, averaged over
/// years by distance from New Year's Day, is put back where it falls next.
/// </summary>
internal sealed class SpringFestival
{
    /// <summary>Days before and after New Year's Day that the holiday changes: travel before it, the public holiday and the return to the fifteenth day.</summary>
    private const int DaysBefore = 7;
    private const int DaysAfter = 15;
    private const int FirstYear = 1902;
    private const int LastYear = 2100;

    private static readonly ChineseLunisolarCalendar Lunar = new();

    private readonly Dictionary<int, (double Sum, int Count)> effects = [];

    /// <summary>The series with the holiday taken out.</summary>
    public double[] Values { get; }

    /// <summary>Holidays that the history holds.</summary>
    public int Years { get; private set; }

    public SpringFestival(DatedSeries series, SeriesClock clock)
    {
        Values = (double[])series.Values.Clone();
        var stride = clock.Step == SeriesStep.Day ? 7 : 1;
        foreach (var newYear in NewYears(clock.DayOf(series.Start), clock.DayOf(series.Start + series.Length - 1)))
        {
            var (first, last) = Window(clock, newYear, series.Start);
            if (first - stride < 0 || last + stride >= Values.Length)
            {
                continue;
            }

            Years++;
            TakeOut(series.Values, first, last, stride, clock.IndexOf(newYear) - series.Start);
        }
    }

    /// <summary>Adds the holiday to forecasts.</summary>
    public void PutBack(double[] estimate, DatedSeries series, SeriesClock clock)
    {
        var start = series.Start + series.Length;
        foreach (var newYear in NewYears(clock.DayOf(start), clock.DayOf(start + estimate.Length - 1)))
        {
            var (first, last) = Window(clock, newYear, start);
            for (var i = Math.Max(0, first); i <= Math.Min(last, estimate.Length - 1); i++)
            {
                if (effects.TryGetValue(start + i - clock.IndexOf(newYear), out var effect))
                {
                    estimate[i] += effect.Sum / effect.Count;
                }
            }
        }
    }

    private void TakeOut(double[] observed, int first, int last, int stride, int newYear)
    {
        for (var i = first; i <= last; i++)
        {
            var before = i - (((i - first) / stride) + 1) * stride;
            var after = i + (((last - i) / stride) + 1) * stride;
            var line = observed[before] + ((observed[after] - observed[before]) * (i - before) / (after - before));
            var known = effects.GetValueOrDefault(i - newYear);
            effects[i - newYear] = (known.Sum + observed[i] - line, known.Count + 1);
            Values[i] = line;
        }
    }

    private static (int First, int Last) Window(SeriesClock clock, int newYear, int start) =>
        (clock.IndexOf(newYear - DaysBefore) - start, clock.IndexOf(newYear + DaysAfter) - start);

    private static IEnumerable<int> NewYears(int from, int to)
    {
        for (var year = Math.Max(FirstYear, SeriesClock.Date(from).Year); year <= Math.Min(LastYear, SeriesClock.Date(to).Year + 1); year++)
        {
            yield return DateOnly.FromDateTime(Lunar.ToDateTime(year, 1, 1, 0, 0, 0, 0)).DayNumber - Storage.ColumnVector.UnixEpochDay;
        }
    }
}
