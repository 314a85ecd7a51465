namespace Suwen.Standards.Time;

/// <summary>How much of a clinical time the sender stated.</summary>
public enum TimePrecision : byte
{
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Fraction,
}

/// <summary>
/// A clinical time as the sender's wall clock said it: microseconds since 1970-01-01T00:00:00 on that clock, how much was
/// stated, and the offset from UTC where one was given. Parts not stated are the earliest possible ones.
/// </summary>
public readonly record struct ClinicalTime(long Micros, TimePrecision Precision, short? UtcOffsetMinutes)
{
    private const long MicrosPerDay = 86_400_000_000;

    /// <summary>Days since 1970-01-01 of the wall-clock date.</summary>
    public int Days => (int)Math.DivRem(Micros, MicrosPerDay, out var rest) - (rest < 0 ? 1 : 0);

    /// <summary>True when a time of day was stated.</summary>
    public bool HasTimeOfDay => Precision >= TimePrecision.Hour;

    /// <summary>The instant in microseconds since the epoch, UTC; a time without offset is taken at <paramref name="defaultOffsetMinutes"/>.</summary>
    public long ToUtcMicros(int defaultOffsetMinutes) => Micros - ((UtcOffsetMinutes ?? defaultOffsetMinutes) * 60_000_000L);

    /// <summary>The name stored in <c>time_precision</c>.</summary>
    public static string NameOf(TimePrecision precision) => precision switch
    {
        TimePrecision.Year => "year",
        TimePrecision.Month => "month",
        TimePrecision.Day => "day",
        TimePrecision.Hour => "hour",
        TimePrecision.Minute => "minute",
        TimePrecision.Second => "second",
        _ => "fraction",
    };

    public static ClinicalTime FromDate(int days) => new(days * MicrosPerDay, TimePrecision.Day, null);

    /// <summary>HL7 v2 DTM/TS: <c>YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]</c> (HL7 v2.8 §2A.3.21). A second TS component is the caller's to cut off.</summary>
    public static bool TryParseHl7(ReadOnlySpan<byte> text, out ClinicalTime time)
    {
        time = default;
        text = text.Trim((byte)' ');
        short? offset = null;
        var sign = text.LastIndexOfAny((byte)'+', (byte)'-');
        if (sign >= 4)
        {
            if (!TryParseOffset(text[sign..], out offset))
            {
                return false;
            }

            text = text[..sign];
        }

        var dot = text.IndexOf((byte)'.');
        var fraction = dot < 0 ? default : text[(dot + 1)..];
        var digits = dot < 0 ? text : text[..dot];
        if (digits.Length is not (4 or 6 or 8 or 10 or 12 or 14) || (dot >= 0 && digits.Length != 14))
        {
            return false;
        }

        Span<int> parts = [1, 1, 1, 0, 0, 0];
        if (!TryDigits(digits[..4], out parts[0]))
        {
            return false;
        }

        for (var i = 4; i < digits.Length; i += 2)
        {
            if (!TryDigits(digits.Slice(i, 2), out parts[(i / 2) - 1]))
            {
                return false;
            }
        }

        var precision = fraction.Length > 0 ? TimePrecision.Fraction : (TimePrecision)((digits.Length / 2) - 2);
        return TryCompose(parts, fraction, precision, offset, out time);
    }

    /// <summary>ISO 8601 as FHIR date, dateTime and instant use it, with a blank allowed for T: <c>YYYY[-MM[-DD[Thh:mm[:ss[.fff]][Z|±hh:mm]]]]</c>.</summary>
    public static bool TryParseIso(ReadOnlySpan<byte> text, out ClinicalTime time)
    {
        time = default;
        text = text.Trim((byte)' ');
        Span<int> parts = [1, 1, 1, 0, 0, 0];
        if (text.Length < 4 || !TryDigits(text[..4], out parts[0]))
        {
            return false;
        }

        var precision = TimePrecision.Year;
        var at = 4;
        while (at < text.Length && precision < TimePrecision.Day)
        {
            if (text[at] != '-' || text.Length < at + 3 || !TryDigits(text.Slice(at + 1, 2), out parts[(int)precision + 1]))
            {
                return false;
            }

            at += 3;
            precision++;
        }

        if (at == text.Length)
        {
            return TryCompose(parts, default, precision, null, out time);
        }

        if (text[at] is not ((byte)'T' or (byte)' ') || text.Length < at + 6 || !TryDigits(text.Slice(at + 1, 2), out parts[3])
            || text[at + 3] != ':' || !TryDigits(text.Slice(at + 4, 2), out parts[4]))
        {
            return false;
        }

        at += 6;
        precision = TimePrecision.Minute;
        ReadOnlySpan<byte> fraction = default;
        if (at < text.Length && text[at] == ':')
        {
            if (text.Length < at + 3 || !TryDigits(text.Slice(at + 1, 2), out parts[5]))
            {
                return false;
            }

            at += 3;
            precision = TimePrecision.Second;
            if (at < text.Length && text[at] == '.')
            {
                var end = at + 1;
                while (end < text.Length && text[end] is >= (byte)'0' and <= (byte)'9')
                {
                    end++;
                }

                fraction = text[(at + 1)..end];
                if (fraction.IsEmpty)
                {
                    return false;
                }

                at = end;
                precision = TimePrecision.Fraction;
            }
        }

        short? offset = null;
        return (at == text.Length || TryParseOffset(text[at..], out offset)) && TryCompose(parts, fraction, precision, offset, out time);
    }

    private static bool TryParseOffset(ReadOnlySpan<byte> text, out short? minutes)
    {
        minutes = null;
        if (text.Length == 1 && text[0] == 'Z')
        {
            minutes = 0;
            return true;
        }

        if (text.Length < 5 || text[0] is not ((byte)'+' or (byte)'-') || !TryDigits(text.Slice(1, 2), out var hours))
        {
            return false;
        }

        var rest = text[3] == ':' ? text[4..] : text[3..];
        if (rest.Length != 2 || !TryDigits(rest, out var mins) || hours > 14 || mins > 59)
        {
            return false;
        }

        minutes = (short)((text[0] == '-' ? -1 : 1) * ((hours * 60) + mins));
        return true;
    }

    private static bool TryCompose(ReadOnlySpan<int> p, ReadOnlySpan<byte> fraction, TimePrecision precision, short? offset, out ClinicalTime time)
    {
        time = default;
        if (p[0] is < 1 or > 9999 || p[1] is < 1 or > 12 || p[2] < 1 || p[2] > DateTime.DaysInMonth(p[0], p[1]) || p[3] > 24 || p[4] > 59 || p[5] > 60)
        {
            return false;
        }

        // 24:00 is midnight at the day's end (ISO 8601); a leap second has no place on the lane and becomes :59.
        if (p[3] == 24 && (p[4] | p[5]) != 0)
        {
            return false;
        }

        long micros = 0;
        for (var i = 0; i < 6; i++)
        {
            var digit = 0;
            if (i < fraction.Length)
            {
                if (fraction[i] is < (byte)'0' or > (byte)'9')
                {
                    return false;
                }

                digit = fraction[i] - '0';
            }

            micros = (micros * 10) + digit;
        }

        var days = new DateOnly(p[0], p[1], p[2]).DayNumber - 719_162;
        var seconds = (p[3] * 3600L) + (p[4] * 60L) + Math.Min(p[5], 59);
        time = new ClinicalTime((days * MicrosPerDay) + (seconds * 1_000_000) + micros, precision, offset);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return true;
    }
}
