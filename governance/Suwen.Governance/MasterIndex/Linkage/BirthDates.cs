using System.Globalization;

namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>Dates of birth as written: whole, partial, or wrong.</summary>
internal static class BirthDates
{
    private static readonly ChineseLunisolarCalendar Lunar = new();

    /// <summary>
    /// Year × 10,000 + month × 100 + day, zeros for what is not stated; 0 when the text holds no year. A month or day that does not exist stays as written:
    /// one digit of it may be wrong, and the rest still tells something.
    /// </summary>
    /// <param name="text">The date as written.</param>
    /// <param name="isMonthFirst">True where 3/4/1980 is the fourth of March.</param>
    public static int Parse(ReadOnlySpan<char> text, bool isMonthFirst = false)
    {
        Span<int> parts = stackalloc int[3];
        Span<int> lengths = stackalloc int[3];
        var count = 0;
        var isIn = false;
        var named = NamedMonth(text);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (!char.IsAsciiDigit(c))
            {
                // What follows a whole date is a time of day.
                if (count == 3 || (count == 1 && lengths[0] >= 8) || (named > 0 && count == 2))
                {
                    break;
                }

                isIn = false;
                continue;
            }

            if (!isIn)
            {
                if (count == 3)
                {
                    break;
                }

                count++;
                isIn = true;
            }

            if (lengths[count - 1] < 8)
            {
                parts[count - 1] = (parts[count - 1] * 10) + (c - '0');
                lengths[count - 1]++;
            }
        }

        return named > 0 ? ComposeNamed(parts, lengths, count, named) : Compose(parts, lengths, count, isMonthFirst);
    }

    /// <summary>Which of day and month the numbers of a text like 3/14/1980 show to come first: 1 the month, −1 the day, 0 neither.</summary>
    public static int OrderOf(ReadOnlySpan<char> text)
    {
        Span<int> numbers = stackalloc int[2];
        var at = -1;
        var isIn = false;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                isIn = false;
                continue;
            }

            at += isIn ? 0 : 1;
            if (at > 1)
            {
                break;
            }

            isIn = true;
            numbers[at] = Math.Min(9_999, (numbers[at] * 10) + (c - '0'));
        }

        return at < 2 || numbers[0] > 31 || numbers[1] > 31 ? 0 : numbers[0] > 12 ? -1 : numbers[1] > 12 ? 1 : 0;
    }

    /// <summary>The month whose English name, or its first three letters, stands in the text; 0 for none.</summary>
    private static int NamedMonth(ReadOnlySpan<char> text)
    {
        const string Names = "janfebmaraprmayjunjulaugsepoctnovdec";
        for (var i = 0; i + 3 <= text.Length; i++)
        {
            if (!char.IsAsciiLetter(text[i]) || (i > 0 && char.IsAsciiLetter(text[i - 1])))
            {
                continue;
            }

            for (var month = 0; month < 12; month++)
            {
                if (text.Slice(i, 3).Equals(Names.AsSpan(month * 3, 3), StringComparison.OrdinalIgnoreCase))
                {
                    return month + 1;
                }
            }
        }

        return 0;
    }

    /// <summary>14 Mar 1980, March 14, 1980, and March 1980.</summary>
    private static int ComposeNamed(ReadOnlySpan<int> parts, ReadOnlySpan<int> lengths, int count, int month)
    {
        if (count == 0)
        {
            return 0;
        }

        var yearAt = lengths[0] == 4 ? 0 : count == 1 ? 0 : 1;
        var year = lengths[yearAt] <= 2 ? Century(parts[yearAt]) : parts[yearAt];
        return (Math.Min(year, 9_999) * 10_000) + (month * 100) + (count == 1 ? 0 : Math.Min(parts[1 - yearAt], 99));
    }

    /// <summary>The year of two digits: from 30 on of the twentieth century. Within one file it matters only that equal digits give equal years.</summary>
    private static int Century(int year) => year < 30 ? 2000 + year : 1900 + year;

    /// <summary>The solar date when the digits are read as a day of the Chinese lunar calendar; 0 where they are none.</summary>
    public static int SolarOfLunar(int date)
    {
        var (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
        if (year is < 1902 or > 2099 || month is < 1 or > 12 || day is < 1 or > 30)
        {
            return 0;
        }

        // From a leap month on the calendar counts one month more.
        var leap = Lunar.GetLeapMonth(year);
        var counted = leap > 0 && month >= leap ? month + 1 : month;
        if (day > Lunar.GetDaysInMonth(year, counted))
        {
            return 0;
        }

        var solar = Lunar.ToDateTime(year, counted, day, 0, 0, 0, 0);
        return (solar.Year * 10_000) + (solar.Month * 100) + solar.Day;
    }

    /// <summary>How well two dates agree.</summary>
    public static MatchLevel Compare(FieldValue a, FieldValue b)
    {
        if (ReferenceEquals(a, b) || a.Date == b.Date)
        {
            return MatchLevel.Exact;
        }

        var (yearA, monthA, dayA) = (a.Date / 10_000, a.Date / 100 % 100, a.Date % 100);
        var (yearB, monthB, dayB) = (b.Date / 10_000, b.Date / 100 % 100, b.Date % 100);
        if (yearA == yearB && (a.IsYearOnly || b.IsYearOnly))
        {
            return MatchLevel.Part;
        }

        if (dayA == 0 || dayB == 0)
        {
            return yearA == yearB && (monthA == monthB || monthA == 0 || monthB == 0) ? MatchLevel.Part : MatchLevel.Different;
        }

        if (yearA == yearB && monthA == dayB && dayA == monthB)
        {
            return MatchLevel.Swapped;
        }

        Span<char> textA = stackalloc char[8];
        Span<char> textB = stackalloc char[8];
        a.Date.TryFormat(textA, out _, "D8", CultureInfo.InvariantCulture);
        b.Date.TryFormat(textB, out _, "D8", CultureInfo.InvariantCulture);
        if (Standards.Names.TextSimilarity.IsOneSlip(textA, textB))
        {
            return MatchLevel.Slip;
        }

        if (a.SolarOfLunar == b.Date || b.SolarOfLunar == a.Date)
        {
            return MatchLevel.Lunar;
        }

        var digits = 0;
        for (var i = 0; i < 8; i++)
        {
            digits += textA[i] == textB[i] ? 0 : 1;
        }

        if (IsNear(yearA - yearB, monthA - monthB, dayA - dayB))
        {
            return MatchLevel.Close;
        }

        var days = Math.Abs((((yearA * 12) + monthA) * 31) + dayA - (((yearB * 12) + monthB) * 31) - dayB);
        return days <= 31 || digits == 2 || (monthA == monthB && dayA == dayB) ? MatchLevel.Close
            : yearA == yearB || days <= 372 || digits == 3 ? MatchLevel.Similar
            : MatchLevel.Different;
    }

    /// <summary>Year, month and day each as far off as a slip makes them: a year or ten, a month, three days.</summary>
    private static bool IsNear(int years, int months, int days) => Math.Abs(years) is 0 or 1 or 10 && Math.Abs(months) <= 1 && Math.Abs(days) <= 3;

    private static int Compose(ReadOnlySpan<int> parts, ReadOnlySpan<int> lengths, int count, bool isMonthFirst)
    {
        if (count == 1)
        {
            return lengths[0] switch
            {
                8 => parts[0],
                6 when parts[0] / 100 is >= 1800 and <= 2199 && parts[0] % 100 is >= 1 and <= 12 => parts[0] * 100,
                6 => (Century(parts[0] / 10_000) * 10_000) + (parts[0] % 10_000),
                4 => parts[0] * 10_000,
                _ => 0,
            };
        }

        if (count > 1 && lengths[0] == 4)
        {
            return (parts[0] * 10_000) + (Math.Min(parts[1], 99) * 100) + (count == 3 ? Math.Min(parts[2], 99) : 0);
        }

        if (count == 3 && lengths[2] is 4 or 2)
        {
            // Day before month, as most of the world writes, unless the file shows otherwise; a number above 12 can only be the day.
            var (day, month) = parts[1] > 12 || (isMonthFirst && parts[0] <= 12) ? (parts[1], parts[0]) : (parts[0], parts[1]);
            return ((lengths[2] == 2 ? Century(parts[2]) : parts[2]) * 10_000) + (Math.Min(month, 99) * 100) + Math.Min(day, 99);
        }

        return count == 2 && lengths[1] == 4 ? (parts[1] * 10_000) + (Math.Min(parts[0], 99) * 100) : 0;
    }
}
