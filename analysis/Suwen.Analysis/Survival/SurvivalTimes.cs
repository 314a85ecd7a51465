namespace Suwen.Analysis.Survival;

/// <summary>Times under observation, checked: what R's <c>Surv</c> holds.</summary>
/// <param name="Time">When observation ended.</param>
/// <param name="Entry">When it began, each before its end; null where all began at the origin.</param>
/// <param name="IsEvent">True where it ended with the event.</param>
internal sealed record SurvivalTimes(double[] Time, double[]? Entry, bool[] IsEvent)
{
    /// <summary>Times nearer to each other than this count as tied, as in R (square root of the precision of doubles).</summary>
    private const double Tolerance = 1.4901161193847656e-8;

    public int RowCount => Time.Length;

    public int EventCount => IsEvent.AsSpan().Count(true);

    public static OperatorParameter<string> TimeParameter { get; } =
        Parameter.Column("time", "随访时间列(结束时间)", "Column of the time at which observation ended");

    public static OperatorParameter<string> EventParameter { get; } =
        Parameter.Column("event", "结局列:1 为事件,0 为删失", "Column that is 1 where observation ended with the event, 0 where it was censored");

    public static OperatorParameter<string?> EventValueParameter { get; } =
        Parameter.OptionalText("event_value", "结局列中表示事件的取值(非 0/1 时)", "The value of the event column that means the event, where it is not 0 and 1");

    public static OperatorParameter<string?> EntryParameter { get; } =
        Parameter.OptionalColumn("entry", "进入观察的时间列(左截断或计数过程)", "Column of the time at which observation began: left truncation, or intervals of a counting process");

    /// <summary>The columns to read.</summary>
    public static IEnumerable<(string Column, FrameKind Kind)> Wanted(OperatorCall call)
    {
        yield return (call.Get(TimeParameter), FrameKind.Number);
        yield return (call.Get(EventParameter), call.Get(EventValueParameter) is null ? FrameKind.Either : FrameKind.Factor);
        if (call.Description.Parameters.Contains(EntryParameter) && call.Get(EntryParameter) is { } entry)
        {
            yield return (entry, FrameKind.Number);
        }
    }

    /// <summary>Reads and checks times and events of complete cases.</summary>
    public static SurvivalTimes Read(Frame frame, OperatorCall call)
    {
        var (time, entry) = ReadTimes(frame, call);
        return new SurvivalTimes(time, entry, ReadEvents(frame, call));
    }

    /// <summary>Times of end and entry, nearly tied ones made equal.</summary>
    public static (double[] Time, double[]? Entry) ReadTimes(Frame frame, OperatorCall call)
    {
        var column = call.Get(TimeParameter);
        var time = (double[])frame.Numbers(column).Clone();
        CheckNotNegative(frame, time, column);
        double[]? entry = null;
        if (call.Description.Parameters.Contains(EntryParameter) && call.Get(EntryParameter) is { } name)
        {
            entry = (double[])frame.Numbers(name).Clone();
            CheckNotNegative(frame, entry, name);
        }

        JoinNearTies(time, entry);
        if (entry is not null)
        {
            CheckOrder(frame, time, entry);
        }

        return (time, entry);
    }

    /// <summary>The number of a row in the input, from 1.</summary>
    public static int RowNumber(Frame frame, int row) => (frame.InputRows is { } rows ? rows[row] : row) + 1;

    private static void CheckNotNegative(Frame frame, double[] times, string column)
    {
        var bad = Array.FindIndex(times, static t => t < 0);
        if (bad >= 0)
        {
            throw OperatorException.BadData(
                $"{times.AsSpan().ToArray().Count(static t => t < 0)} rows have a negative time in the column {column}; the first is row {RowNumber(frame, bad)}.",
                "Count time from the beginning of observation, and correct or leave out such rows.");
        }
    }

    private static void CheckOrder(Frame frame, double[] time, double[] entry)
    {
        var bad = 0;
        var first = -1;
        for (var i = 0; i < time.Length; i++)
        {
            if (entry[i] >= time[i])
            {
                first = first < 0 ? i : first;
                bad++;
            }
        }

        if (bad > 0)
        {
            throw OperatorException.BadData($"{bad} rows end no later than they begin; the first is row {RowNumber(frame, first)}.", "Each row must end after its entry time; correct or leave out such rows.");
        }
    }

    private static bool[] ReadEvents(Frame frame, OperatorCall call)
    {
        var column = call.Get(EventParameter);
        if (call.Get(EventValueParameter) is { } wanted)
        {
            var factor = frame.Factor(column);
            var code = factor.Levels.ToList().IndexOf(wanted);
            return code >= 0
                ? Array.ConvertAll(factor.Codes, c => c == code)
                : throw OperatorException.BadData($"The value {wanted} does not occur in the column {column}.", $"Its values are: {string.Join(", ", factor.Levels.Take(20))}.");
        }

        if (!frame.IsNumber(column))
        {
            throw OperatorException.BadData(
                $"The column {column} holds text.", $"Set event_value to the value that means the event; the values are: {string.Join(", ", frame.Factor(column).Levels.Take(20))}.");
        }

        var numbers = frame.Numbers(column);
        var highest = 0.0;
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] is not (0 or 1 or 2))
            {
                throw OperatorException.BadData($"Row {RowNumber(frame, i)} has something else than 0 and 1 in the column {column}.", "Code the event as 1 and censoring as 0, or set event_value.");
            }

            highest = Math.Max(highest, numbers[i]);
        }

        if (highest == 2)
        {
            if (numbers.AsSpan().Contains(0))
            {
                throw OperatorException.BadData($"The column {column} holds 0, 1 and 2.", "Set event_value to the value that means the event; with several kinds of event use cumulative-incidence.");
            }

            call.Note($"{column} 以 1/2 编码:2 视为事件。", $"The column {column} is coded 1 and 2; 2 was taken as the event, as R does.");
        }

        return Array.ConvertAll(numbers, n => n == Math.Max(highest, 1));
    }

    private static void JoinNearTies(double[] time, double[]? entry)
    {
        double[] all = [.. time, .. entry ?? []];
        Array.Sort(all);
        var count = 0;
        var sum = 0.0;
        for (var i = 0; i < all.Length; i++)
        {
            if (i == 0 || all[i] != all[count - 1])
            {
                all[count++] = all[i];
                sum += all[i];
            }
        }

        var distinct = all.AsSpan(0, count);
        var near = Tolerance * Math.Max(1, sum / count);
        var isAny = false;
        for (var i = 1; i < count; i++)
        {
            isAny |= distinct[i] - distinct[i - 1] <= near;
        }

        if (!isAny)
        {
            return;
        }

        var cuts = new List<double> { distinct[0] };
        for (var i = 1; i < count; i++)
        {
            if (distinct[i] - distinct[i - 1] > near)
            {
                cuts.Add(distinct[i]);
            }
        }

        Snap(time, cuts);
        if (entry is not null)
        {
            Snap(entry, cuts);
        }
    }

    private static void Snap(double[] values, List<double> cuts)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var at = cuts.BinarySearch(values[i]);
            values[i] = cuts[at >= 0 ? at : ~at - 1];
        }
    }
}
