using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Series;

/// <summary>Reads a table of dates and counts into series on one clock.</summary>
internal static class SeriesReader
{
    /// <param name="call">The call; its parameters must be those of <see cref="SeriesParameters"/>.</param>
    /// <param name="gaps">The operator's parameter for dates without a row; null where such a date is always zero.</param>
    /// <param name="population">Column of the population; null where there is none.</param>
    /// <param name="mayBeNegative">False where values are counts.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="OperatorException">The dates or counts cannot be read as series.</exception>
    public static async Task<SeriesSet> ReadAsync(OperatorCall call, OperatorParameter<string>? gaps, string? population, bool mayBeNegative, CancellationToken cancellationToken)
    {
        var date = call.Get(SeriesParameters.Date);
        var count = call.Get(SeriesParameters.Count);
        var group = call.Get(SeriesParameters.Group);
        var isText = call.Input.Columns.First(c => c.Name == date).Type is ColumnType.Text or ColumnType.Int32 or ColumnType.Int64;
        List<(string, FrameKind)> wanted = [(date, isText ? FrameKind.Factor : FrameKind.Day), (count, FrameKind.Number)];
        if (group is not null)
        {
            wanted.Add((group, FrameKind.Factor));
        }

        if (population is not null)
        {
            wanted.Add((population, FrameKind.Number));
        }

        if (wanted.DistinctBy(static w => w.Item1).Count() < wanted.Count)
        {
            throw OperatorException.BadParameters("One column is named by two of date, count, group and population.", "Name a column of its own for each.");
        }

        var frame = await Frame.ReadAsync(call.Input, wanted, cancellationToken);
        var (form, days) = Days(call, frame, date, isText);
        var clock = Clock(call.Get(SeriesParameters.Frequency), form, days, call);
        return new SeriesGathering(call, frame, clock, days, gaps, mayBeNegative) { CountColumn = count, GroupColumn = group, PopulationColumn = population }.Gather();
    }

    private static (SeriesStep Form, int[] Days) Days(OperatorCall call, Frame frame, string date, bool isText)
    {
        if (frame.RowCount == 0)
        {
            throw OperatorException.BadData($"{frame.Name} has no rows.", "Give a table with a row for each date.");
        }

        if (!isText)
        {
            return (SeriesStep.Day, Checked(frame.Days(date), call, frame));
        }

        var factor = frame.Factor(date);
        if (DateReading.ReadAll(factor.Levels, out var bad) is not { } read)
        {
            var row = Array.IndexOf(factor.Codes, bad);
            throw OperatorException.BadData(
                $"{frame.Name}, row {row + 1}: the column {date} holds something else than a date, or dates in different forms.", "Write all dates as 2026-01-31, or all as 2026-01, 2026Q1, 2026-W05 or 2026, or as whole numbers.");
        }

        return (read.Form, Checked(Array.ConvertAll(factor.Codes, c => c < 0 ? Frame.MissingDay : read.Days[c]), call, frame));
    }

    private static int[] Checked(int[] days, OperatorCall call, Frame frame)
    {
        var missing = days.Count(static d => d == Frame.MissingDay);
        if (missing == days.Length)
        {
            throw OperatorException.BadData($"No row of {frame.Name} has a date.", "Name the column that holds dates.");
        }

        if (missing > 0)
        {
            call.Note($"{missing} 行没有日期,未纳入。", $"{missing} rows without a date were left out.");
        }

        return days;
    }

    private static SeriesClock Clock(string frequency, SeriesStep form, int[] days, OperatorCall call)
    {
        if (form == SeriesStep.Number)
        {
            return frequency == "auto" ? new SeriesClock(form, 0) : throw OperatorException.BadParameters("The dates are whole numbers, which have no frequency.", "Leave frequency out, and set season where the series has one.");
        }

        var distinct = days.Where(static d => d != Frame.MissingDay).Distinct().Order().ToArray();
        var dayOfMonth = DayOfMonth(distinct);
        var step = frequency switch
        {
            "day" => SeriesStep.Day,
            "week" => SeriesStep.Week,
            "month" => SeriesStep.Month,
            "quarter" => SeriesStep.Quarter,
            "year" => SeriesStep.Year,
            _ => form != SeriesStep.Day ? form : Find(distinct, dayOfMonth, call),
        };
        if (Coarseness(step) < Coarseness(form))
        {
            throw OperatorException.BadParameters($"The parameter frequency is {frequency}, finer than the dates.", "Leave frequency out, or set a coarser one.");
        }

        // 1970-01-05 was a Monday: weeks whose days differ are ISO weeks.
        const int Monday = 4;
        var isOneWeekday = distinct.All(d => (d - distinct[0]) % 7 == 0);
        return new SeriesClock(step, step == SeriesStep.Week ? (isOneWeekday ? distinct[0] : Monday) : step == SeriesStep.Month ? dayOfMonth ?? 1 : 1);
    }

    private static int Coarseness(SeriesStep step) => step switch { SeriesStep.Day => 0, SeriesStep.Week => 1, SeriesStep.Month => 2, SeriesStep.Quarter => 3, _ => 4 };

    private static int? DayOfMonth(int[] distinct)
    {
        var dates = Array.ConvertAll(distinct, SeriesClock.Date);
        if (dates.All(d => d.Day == dates[0].Day))
        {
            return dates[0].Day;
        }

        return dates.All(static d => d.Day == DateTime.DaysInMonth(d.Year, d.Month)) ? SeriesClock.MonthEnd : null;
    }

    private static SeriesStep Find(int[] distinct, int? dayOfMonth, OperatorCall call)
    {
        if (distinct.Length == 1)
        {
            return SeriesStep.Day;
        }

        var least = int.MaxValue;
        for (var i = 1; i < distinct.Length; i++)
        {
            least = Math.Min(least, distinct[i] - distinct[i - 1]);
        }

        if (dayOfMonth is not null && least >= 28)
        {
            var months = Array.ConvertAll(distinct, static d => (SeriesClock.Date(d).Year * 12) + SeriesClock.Date(d).Month);
            return months.All(m => (m - months[0]) % 12 == 0) ? SeriesStep.Year : months.All(m => (m - months[0]) % 3 == 0) ? SeriesStep.Quarter : SeriesStep.Month;
        }

        if (distinct.All(d => (d - distinct[0]) % 7 == 0))
        {
            return SeriesStep.Week;
        }

        return least < 6
            ? SeriesStep.Day
            : throw OperatorException.BadData($"The dates in {call.Get(SeriesParameters.Date)} are neither days, nor weeks with one weekday, nor months with one day.", "Set frequency to day, week, month, quarter or year; counts are then summed by it.");
    }
}
