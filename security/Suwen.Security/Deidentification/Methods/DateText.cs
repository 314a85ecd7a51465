namespace Suwen.Security.Deidentification.Methods;

/// <summary>
/// A date as it stands in a text, with the places of its year, month and day, so that only these are written anew and the rest (time of day, zone,
/// separators) stays as it was. Understood: <c>2024-03-05</c>, <c>20240305</c>, <c>2024/3/5</c>, <c>2024.3.5</c>, <c>2024年3月5日</c>, <c>3/5/2024</c>, each
/// with whatever follows; and year with month, or year alone.
/// </summary>
internal readonly ref struct DateText
{
    private readonly ReadOnlySpan<char> text;

    private DateText(ReadOnlySpan<char> text, (int Start, int Length) year, (int Start, int Length) month, (int Start, int Length) day, int end)
    {
        this.text = text;
        YearAt = year;
        MonthAt = month;
        DayAt = day;
        End = end;
        Year = Number(text, year);
        Month = Number(text, month);
        Day = Number(text, day);
    }

    public int Year { get; }

    /// <summary>0 where there is none.</summary>
    public int Month { get; }

    /// <summary>0 where there is none.</summary>
    public int Day { get; }

    /// <summary>Where the date ends and a time of day may begin.</summary>
    public int End { get; }

    private (int Start, int Length) YearAt { get; }

    private (int Start, int Length) MonthAt { get; }

    private (int Start, int Length) DayAt { get; }

    public bool IsWhole => Day > 0;

    public DateOnly Date => new(Year, Month, Day);

    /// <summary>Reads a date at the beginning of a text.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out DateText date)
    {
        date = default;
        var first = Digits(text, 0);
        if (first >= 8 && TryMake(text, (0, 4), (4, 2), (6, 2), 8, out date))
        {
            // Eight digits, or twelve to fourteen with the time: another count is a number of another sort.
            return first is 8 or 10 or 12 or 14;
        }

        if (first == 6 && TryMake(text, (0, 4), (4, 2), (0, 0), 6, out date))
        {
            return true;
        }

        return first == 4 ? TryYearFirst(text, out date) : first is 1 or 2 && TryYearLast(text, first, out date);
    }

    /// <summary>Writes the text with another date in place of this one.</summary>
    public void Write(DateOnly other, CharBuffer output)
    {
        Span<(int Start, int Length, int Value)> parts = [(YearAt.Start, YearAt.Length, other.Year), (MonthAt.Start, MonthAt.Length, other.Month), (DayAt.Start, DayAt.Length, other.Day)];
        parts.Sort(static (left, right) => left.Start.CompareTo(right.Start));
        var at = 0;
        foreach (var (start, length, value) in parts)
        {
            if (length > 0)
            {
                output.Append(text[at..start]);
                output.AppendNumber(value, length);
                at = start + length;
            }
        }

        output.Append(text[at..]);
    }

    private static bool TryYearFirst(ReadOnlySpan<char> text, out DateText date)
    {
        if (text.Length == 4 || (text[4] == '年' && text.Length == 5))
        {
            return TryMake(text, (0, 4), (0, 0), (0, 0), text.Length, out date);
        }

        date = default;
        var separator = text[4];
        if (separator is not ('-' or '/' or '.' or '年'))
        {
            return false;
        }

        var month = (5, Digits(text, 5));
        if (month.Item2 is not (1 or 2))
        {
            return false;
        }

        var next = 5 + month.Item2;
        if (next >= text.Length || (separator == '年' ? text[next] != '月' : text[next] != separator))
        {
            return next == text.Length && TryMake(text, (0, 4), month, (0, 0), next, out date);
        }

        var day = (next + 1, Digits(text, next + 1));
        if (day.Item2 is 1 or 2)
        {
            var end = day.Item1 + day.Item2;
            return TryMake(text, (0, 4), month, day, end < text.Length && text[end] is '日' or '号' ? end + 1 : end, out date);
        }

        return separator == '年' && day.Item2 == 0 && TryMake(text, (0, 4), month, (0, 0), next + 1, out date);
    }

    private static bool TryYearLast(ReadOnlySpan<char> text, int first, out DateText date)
    {
        date = default;
        if (first >= text.Length || text[first] is not ('/' or '-' or '.'))
        {
            return false;
        }

        var second = (first + 1, Digits(text, first + 1));
        var next = second.Item1 + second.Item2;
        if (second.Item2 is not (1 or 2) || next >= text.Length || text[next] != text[first] || Digits(text, next + 1) != 4)
        {
            return false;
        }

        // Month first, as in the United States, unless that is no month.
        return TryMake(text, (next + 1, 4), (0, first), second, next + 5, out date) || TryMake(text, (next + 1, 4), second, (0, first), next + 5, out date);
    }

    private static bool TryMake(ReadOnlySpan<char> text, (int Start, int Length) year, (int Start, int Length) month, (int Start, int Length) day, int end, out DateText date)
    {
        date = new DateText(text, year, month, day, end);
        return date.Year is >= 1800 and <= 2200 && (month.Length == 0 || date.Month is >= 1 and <= 12) && (day.Length == 0 || (date.Day >= 1 && date.Day <= DateTime.DaysInMonth(date.Year, date.Month)));
    }

    private static int Digits(ReadOnlySpan<char> text, int from)
    {
        var at = from;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at - from;
    }

    private static int Number(ReadOnlySpan<char> text, (int Start, int Length) at)
    {
        var value = 0;
        foreach (var c in text.Slice(at.Start, at.Length))
        {
            value = (value * 10) + c - '0';
        }

        return value;
    }
}
