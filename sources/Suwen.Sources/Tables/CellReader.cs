using System.Buffers.Text;
using Suwen.Standards.Time;

namespace Suwen.Sources.Tables;

/// <summary>Reads values out of cells as databases and statistics programs write them. Bad input is a <c>false</c>.</summary>
internal static class CellReader
{
    private const long MicrosPerDay = 86_400_000_000;

    private static readonly long[] PowersOfTen = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    /// <summary>An integer, also as a program that knows only floating numbers writes it: <c>4483.0</c>, <c>4.483e3</c>.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        var at = 0;
        var negative = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == '-';
            at = 1;
        }

        var begin = at;
        while (at < text.Length && (uint)(text[at] - '0') <= 9 && at - begin < 18)
        {
            value = (value * 10) + (text[at] - '0');
            at++;
        }

        if (at == begin)
        {
            return false;
        }

        if (at == text.Length || IsZeroFraction(text[at..]))
        {
            value = negative ? -value : value;
            return true;
        }

        return TryLargeInteger(text, out value);
    }

    /// <summary>
    /// The shortest text of an integer id: <c>4483.0</c> and <c>04483</c> are <c>4483</c>. The result is a part of the text or of the scratch.
    /// </summary>
    public static bool TryIntegerText(ReadOnlySpan<byte> text, Span<byte> scratch, out ReadOnlySpan<byte> normal)
    {
        var at = 0;
        while (at < text.Length && (uint)(text[at] - '0') <= 9)
        {
            at++;
        }

        if (at is > 0 and <= 18 && text[0] != '0' && (at == text.Length || IsZeroFraction(text[at..])))
        {
            normal = text[..at];
            return true;
        }

        normal = default;
        if (!TryInteger(text, out var value) || !Utf8Formatter.TryFormat(value, scratch, out var written))
        {
            return false;
        }

        normal = scratch[..written];
        return true;
    }

    public static bool TryDouble(ReadOnlySpan<byte> text, out double value)
    {
        if (TryShortDecimal(text, out value))
        {
            return true;
        }

        text = text.Trim((byte)' ');
        if (text.Length > 0 && text[0] == '+')
        {
            text = text[1..];
        }

        return Utf8Parser.TryParse(text, out value, out var consumed) && consumed == text.Length && double.IsFinite(value);
    }

    public static bool TryDecimal(ReadOnlySpan<byte> text, out decimal value)
    {
        text = text.Trim((byte)' ');
        return (Utf8Parser.TryParse(text, out value, out var consumed) && consumed == text.Length)
            || (Utf8Parser.TryParse(text, out value, out consumed, 'e') && consumed == text.Length);
    }

    /// <summary>Yes or no as programs and Chinese forms write it.</summary>
    public static bool TryBoolean(ReadOnlySpan<byte> text, out bool value)
    {
        value = text is [(byte)'1'] or [(byte)'Y' or (byte)'y'] || text.SequenceEqual("true"u8) || text.SequenceEqual("TRUE"u8) || text.SequenceEqual("True"u8) || text.SequenceEqual("是"u8);
        return value || text is [(byte)'0'] or [(byte)'N' or (byte)'n'] || text.SequenceEqual("false"u8) || text.SequenceEqual("FALSE"u8) || text.SequenceEqual("False"u8) || text.SequenceEqual("否"u8);
    }

    /// <summary>A date or a date with time: ISO 8601, or the same without separators.</summary>
    public static bool TryTime(ReadOnlySpan<byte> text, out ClinicalTime time)
    {
        if (text.Length == 10 && text[4] == '-' && text[7] == '-' && TryDay(text, out var days))
        {
            time = new ClinicalTime(days * MicrosPerDay, TimePrecision.Day, null);
            return true;
        }

        if (text.Length == 19 && text[4] == '-' && text[7] == '-' && text[10] is (byte)' ' or (byte)'T' && TryDay(text, out days) && TryTimeOfDay(text[11..], out var seconds))
        {
            time = new ClinicalTime((days * MicrosPerDay) + (seconds * 1_000_000L), TimePrecision.Second, null);
            return true;
        }

        return ClinicalTime.TryParseIso(text, out time) || ClinicalTime.TryParseHl7(text, out time);
    }

    private static bool IsZeroFraction(ReadOnlySpan<byte> text) => text[0] == '.' && !text[1..].ContainsAnyExcept((byte)'0');

    private static bool TryLargeInteger(ReadOnlySpan<byte> text, out long value)
    {
        text = text.Trim((byte)' ');
        if (Utf8Parser.TryParse(text, out value, out var consumed) && (consumed == text.Length || IsZeroFraction(text[consumed..])))
        {
            return true;
        }

        // Above 2^53 a floating number no longer tells neighbouring integers apart.
        const double Exact = 9_007_199_254_740_992;
        if (Utf8Parser.TryParse(text, out double number, out consumed) && consumed == text.Length && Math.Abs(number) <= Exact && Math.Truncate(number) == number)
        {
            value = (long)number;
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>
    /// Numbers such as results are: few digits, no exponent. Fifteen digits over a power of ten up to 10^22 are both exact doubles,
    /// so one division rounds correctly (Clinger 1990).
    /// </summary>
    private static bool TryShortDecimal(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.Length is 0 or > 15)
        {
            return false;
        }

        var at = text[0] == '-' ? 1 : 0;
        long digits = 0;
        var decimals = -1;
        var count = 0;
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
                count++;
                decimals += decimals >= 0 ? 1 : 0;
            }
            else if (text[at] == '.' && decimals < 0)
            {
                decimals = 0;
            }
            else
            {
                return false;
            }
        }

        if (count == 0 || decimals >= PowersOfTen.Length)
        {
            return false;
        }

        value = decimals > 0 ? (double)digits / PowersOfTen[decimals] : digits;
        value = text[0] == '-' ? -value : value;
        return true;
    }

    private static bool TryDay(ReadOnlySpan<byte> text, out int days)
    {
        days = 0;
        if (!TwoDigits(text, 0, out var century) || !TwoDigits(text, 2, out var year) || !TwoDigits(text, 5, out var month) || !TwoDigits(text, 8, out var day))
        {
            return false;
        }

        year += century * 100;
        if (year == 0 || month is < 1 or > 12 || day < 1 || (day > 28 && day > DateTime.DaysInMonth(year, month)))
        {
            return false;
        }

        days = DaysFromCivil(year, month, day);
        return true;
    }

    private static bool TryTimeOfDay(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        if (text[2] != ':' || text[5] != ':' || !TwoDigits(text, 0, out var hour) || !TwoDigits(text, 3, out var minute) || !TwoDigits(text, 6, out var second)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        seconds = (((hour * 60) + minute) * 60) + second;
        return true;
    }

    private static bool TwoDigits(ReadOnlySpan<byte> text, int at, out int value)
    {
        var tens = text[at] - '0';
        var ones = text[at + 1] - '0';
        value = (tens * 10) + ones;
        return (uint)tens <= 9 && (uint)ones <= 9;
    }

    /// <summary>Days since 1970-01-01 in the proleptic Gregorian calendar.</summary>
    private static int DaysFromCivil(int year, int month, int day) => new DateOnly(year, month, day).DayNumber - 719_162;
}
