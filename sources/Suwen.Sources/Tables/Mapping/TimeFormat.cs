using System.Text;
using Suwen.Standards.Time;

namespace Suwen.Sources.Tables.Mapping;

/// <summary>
/// A form in which a table states times, compiled from a pattern: <c>yyyy MM M dd d HH H mm ss f…</c> and any other text as it stands
/// (<c>yyyy年M月d日</c>), or one of the names <c>iso</c>, <c>excel</c>, <c>epoch</c>, <c>epoch-ms</c>.
/// </summary>
internal sealed class TimeFormat
{
    private const long MicrosPerSecond = 1_000_000;
    private const long MicrosPerDay = 86_400 * MicrosPerSecond;

    private readonly Part[] parts;
    private readonly Form form;
    private readonly TimePrecision precision;

    private TimeFormat(Form form, Part[] parts, TimePrecision precision)
    {
        this.form = form;
        this.parts = parts;
        this.precision = precision;
    }

    private enum Form : byte
    {
        Iso,
        Excel,
        EpochSeconds,
        EpochMilliseconds,
        Pattern,
    }

    private readonly record struct Part(char Letter, int Minimum, int Maximum, byte[] Literal);

    /// <summary>ISO 8601 with a blank or T, and its form without separators; what is read where a mapping states nothing.</summary>
    public static TimeFormat Iso { get; } = new(Form.Iso, [], TimePrecision.Fraction);

    /// <summary>True when the form states an instant and needs a zone to become a wall clock.</summary>
    public bool NeedsZone => form is Form.EpochSeconds or Form.EpochMilliseconds;

    /// <summary>Compiles a pattern; null, with what is wrong, when it is none.</summary>
    public static TimeFormat? Compile(string pattern, out string fault)
    {
        fault = "";
        switch (pattern.Trim().ToLowerInvariant())
        {
            case "iso":
                return Iso;
            case "excel":
                return new TimeFormat(Form.Excel, [], TimePrecision.Second);
            case "epoch":
                return new TimeFormat(Form.EpochSeconds, [], TimePrecision.Second);
            case "epoch-ms":
                return new TimeFormat(Form.EpochMilliseconds, [], TimePrecision.Fraction);
        }

        var parts = Split(pattern);
        fault = Check(parts);
        return fault.Length > 0 ? null : new TimeFormat(Form.Pattern, [.. parts], PrecisionOf(parts));
    }

    /// <summary>Reads a time.</summary>
    /// <param name="text">The cell, trimmed.</param>
    /// <param name="offsetMinutes">Zone of the table, for instants.</param>
    /// <param name="time">The time.</param>
    public bool TryRead(ReadOnlySpan<byte> text, short? offsetMinutes, out ClinicalTime time)
    {
        switch (form)
        {
            case Form.Iso:
                return CellReader.TryTime(text, out time);
            case Form.Excel:
                return TryExcel(text, out time);
            case Form.Pattern:
                return TryPattern(text, out time);
            default:
                var unit = form == Form.EpochSeconds ? MicrosPerSecond : 1_000;
                time = default;
                if (!CellReader.TryInteger(text, out var count) || Math.Abs(count) > 253_402_300_799_000 / (unit / 1_000))
                {
                    return false;
                }

                var offset = offsetMinutes ?? 0;
                time = new ClinicalTime((count * unit) + (offset * 60 * MicrosPerSecond), precision, offset);
                return true;
        }
    }

    private static List<Part> Split(string pattern)
    {
        var parts = new List<Part>();
        var at = 0;
        while (at < pattern.Length)
        {
            var letter = pattern[at];
            var length = 1;
            if ("yMdHmsf".Contains(letter, StringComparison.Ordinal))
            {
                while (at + length < pattern.Length && pattern[at + length] == letter)
                {
                    length++;
                }

                // One letter stands for one or two digits, as in yyyy/M/d; f for the digits of a second's fraction that are there.
                parts.Add(letter == 'f' ? new Part(letter, 1, 9, []) : new Part(letter, length, length == 1 ? 2 : length, []));
            }
            else
            {
                while (at + length < pattern.Length && !"yMdHmsf".Contains(pattern[at + length], StringComparison.Ordinal))
                {
                    length++;
                }

                parts.Add(new Part('\0', 0, 0, Encoding.UTF8.GetBytes(pattern.Substring(at, length))));
            }

            at += length;
        }

        return parts;
    }

    private static string Check(List<Part> parts)
    {
        var letters = string.Concat(parts.Where(p => p.Letter != '\0').Select(p => p.Letter));
        var years = parts.Where(p => p.Letter == 'y').ToList();
        if (years.Count != 1 || years[0].Minimum != 4)
        {
            return "needs a year of four digits, yyyy";
        }

        if (letters.Distinct().Count() != letters.Length || parts.Any(p => p.Letter is not ('y' or 'f' or '\0') && p.Minimum > 2))
        {
            return "states a part twice, or with more digits than it has (months are MM, minutes mm)";
        }

        var present = "yMdHmsf".Where(letters.Contains).ToArray();
        return "yMdHmsf".StartsWith(new string(present), StringComparison.Ordinal) ? "" : "leaves out a part between others (M is the month, m the minute, H the hour of 24)";
    }

    private static TimePrecision PrecisionOf(List<Part> parts) =>
        (TimePrecision)parts.Max(p => p.Letter == '\0' ? 0 : "yMdHmsf".IndexOf(p.Letter, StringComparison.Ordinal));

    private bool TryPattern(ReadOnlySpan<byte> text, out ClinicalTime time)
    {
        time = default;
        Span<int> values = [0, 1, 1, 0, 0, 0, 0];
        foreach (var part in parts)
        {
            if (part.Letter == '\0')
            {
                if (!text.StartsWith(part.Literal))
                {
                    return false;
                }

                text = text[part.Literal.Length..];
                continue;
            }

            if (!TryDigits(ref text, part, out var value))
            {
                return false;
            }

            values["yMdHmsf".IndexOf(part.Letter, StringComparison.Ordinal)] = value;
        }

        if (!text.IsEmpty || values[0] < 1 || values[1] is < 1 or > 12 || values[2] < 1 || values[2] > DateTime.DaysInMonth(values[0], values[1])
            || values[3] > 23 || values[4] > 59 || values[5] > 59)
        {
            return false;
        }

        var days = new DateOnly(values[0], values[1], values[2]).DayNumber - Storage.ColumnVector.UnixEpochDay;
        var seconds = (((values[3] * 60) + values[4]) * 60L) + values[5];
        time = new ClinicalTime((days * MicrosPerDay) + (seconds * MicrosPerSecond) + values[6], precision, null);
        return true;
    }

    private static bool TryDigits(ref ReadOnlySpan<byte> text, in Part part, out int value)
    {
        value = 0;
        var length = 0;
        while (length < part.Maximum && length < text.Length && (uint)(text[length] - '0') <= 9)
        {
            value = (value * 10) + (text[length] - '0');
            length++;
        }

        if (length < part.Minimum)
        {
            return false;
        }

        text = text[length..];
        for (; part.Letter == 'f' && length < 6; length++)
        {
            value *= 10;
        }

        for (; part.Letter == 'f' && length > 6; length--)
        {
            value /= 10;
        }

        return true;
    }

    /// <summary>
    /// Days since 1899-12-31 as spreadsheets count them (ECMA-376 part 1, §18.17.4.1, 1900 date base). They hold 1900-02-29, which never
    /// was, so days before 1900-03-01 are one lower than the count suggests; serial 60 itself is no day.
    /// </summary>
    private static bool TryExcel(ReadOnlySpan<byte> text, out ClinicalTime time)
    {
        time = default;
        const int UnixEpochSerial = 25_569;
        if (!CellReader.TryDouble(text, out var serial) || serial is < 1 or >= 2_958_466 or (>= 60 and < 61))
        {
            return false;
        }

        var days = (long)Math.Floor(serial);
        var seconds = (long)Math.Round((serial - days) * 86_400, MidpointRounding.AwayFromZero);
        days = days - UnixEpochSerial + (serial < 60 ? 1 : 0);
        time = new ClinicalTime((days * MicrosPerDay) + (seconds * MicrosPerSecond), seconds == 0 ? TimePrecision.Day : TimePrecision.Second, null);
        return true;
    }
}
