using System.Globalization;
using Suwen.Standards.Divisions;
using Suwen.Standards.Identity;

namespace Suwen.Security.Deidentification.Methods;

/// <summary>How much of the county code of an ID number its pseudonym keeps.</summary>
public enum KeptRegion : byte
{
    None,
    Province,
    City,
    County,
}

/// <summary>How much of the birth date of an ID number its pseudonym keeps.</summary>
public enum KeptBirth : byte
{
    None,
    Year,
    Month,
    Day,
}

/// <summary>
/// Pseudonyms of ID numbers (GB 11643) that are ID numbers again: a county that exists or existed, a date of birth, a sequence number of the same sex,
/// a right check character. The parts that are not kept are numbered through and permuted by FF1 with cycle walking.
/// </summary>
internal sealed class NationalIdCipher(ProjectKeys keys)
{
    private const int Sequences = 500;
    private const byte Purpose = 0x49;
    private static readonly DateOnly FirstBirth = new(1900, 1, 1);
    private static readonly int AllDays = new DateOnly(2030, 1, 1).DayNumber - FirstBirth.DayNumber;
    private static readonly Lazy<string[]> Regions = new(LoadRegions);

    /// <summary>Appends the pseudonym of a valid number of 18 or 15 positions; false for anything else.</summary>
    public bool TryEncrypt(ReadOnlySpan<char> value, KeptRegion region, KeptBirth birth, CharBuffer output) => TryRun(value, region, birth, output, encrypts: true);

    /// <summary>Appends the number whose pseudonym this is, made with the same settings.</summary>
    public bool TryDecrypt(ReadOnlySpan<char> pseudonym, KeptRegion region, KeptBirth birth, CharBuffer output) => TryRun(pseudonym, region, birth, output, encrypts: false);

    private bool TryRun(ReadOnlySpan<char> value, KeptRegion region, KeptBirth birth, CharBuffer output, bool encrypts)
    {
        if (!NationalId.TryNormalise(value, out var number))
        {
            return false;
        }

        var regions = RegionsUnder(number.AsSpan(0, region switch { KeptRegion.None => 0, KeptRegion.Province => 2, KeptRegion.City => 4, _ => 6 }));
        var place = regions.BinarySearch(number[..6], StringComparer.Ordinal);
        var born = DateOnly.ParseExact(number.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture);
        var (firstDay, days) = Days(born, birth);
        var day = born.DayNumber - firstDay;
        var sequence = int.Parse(number.AsSpan(14, 3), CultureInfo.InvariantCulture);
        if (place < 0 || day < 0 || day >= days)
        {
            return false;
        }

        var ordinal = (((((long)place * days) + day) * Sequences) + (sequence / 2));
        var count = (long)regions.Length * days * Sequences;
        ordinal = Permute(ordinal, count, Tweak(number, region, birth, sequence), encrypts);
        sequence = ((int)(ordinal % Sequences) * 2) + (sequence % 2);
        ordinal /= Sequences;
        var newBirth = DateOnly.FromDayNumber(firstDay + (int)(ordinal % days));
        var start = output.Length;
        output.Append(regions[(int)(ordinal / days)]);
        output.AppendNumber(newBirth.Year, 4);
        output.AppendNumber(newBirth.Month, 2);
        output.AppendNumber(newBirth.Day, 2);
        output.AppendNumber(sequence, 3);
        output.Append(NationalId.CheckCharacter(output.Span[start..]));
        return true;
    }

    private long Permute(long ordinal, long count, ReadOnlySpan<byte> tweak, bool encrypts)
    {
        var digits = 6;
        for (var size = 1_000_000L; size < count; size *= 10)
        {
            digits++;
        }

        Span<byte> numerals = stackalloc byte[digits];
        do
        {
            for (var i = digits - 1; i >= 0; i--)
            {
                (ordinal, var rest) = Math.DivRem(ordinal, 10);
                numerals[i] = (byte)rest;
            }

            if (encrypts)
            {
                keys.Format.Encrypt(numerals, 10, tweak);
            }
            else
            {
                keys.Format.Decrypt(numerals, 10, tweak);
            }

            ordinal = 0;
            foreach (var numeral in numerals)
            {
                ordinal = (ordinal * 10) + numeral;
            }
        }
        while (ordinal >= count);
        return ordinal;
    }

    /// <summary>What is kept belongs to the tweak, so that equal remainders of different counties and years do not get equal pseudonyms.</summary>
    private static byte[] Tweak(string number, KeptRegion region, KeptBirth birth, int sequence)
    {
        var kept = number[..(region switch { KeptRegion.None => 0, KeptRegion.Province => 2, KeptRegion.City => 4, _ => 6 })]
            + "/" + number.AsSpan(6, birth switch { KeptBirth.None => 0, KeptBirth.Year => 4, KeptBirth.Month => 6, _ => 8 }).ToString() + "/" + (sequence % 2 == 0 ? "0" : "1");
        return [Purpose, .. System.Text.Encoding.ASCII.GetBytes(kept)];
    }

    private static (int FirstDay, int Days) Days(DateOnly born, KeptBirth kept)
    {
        switch (kept)
        {
            case KeptBirth.Year:
                return (new DateOnly(born.Year, 1, 1).DayNumber, DateTime.IsLeapYear(born.Year) ? 366 : 365);
            case KeptBirth.Month:
                return (new DateOnly(born.Year, born.Month, 1).DayNumber, DateTime.DaysInMonth(born.Year, born.Month));
            case KeptBirth.Day:
                return (born.DayNumber, 1);
            default:
                return (FirstBirth.DayNumber, AllDays);
        }
    }

    private static ReadOnlySpan<string> RegionsUnder(ReadOnlySpan<char> prefix)
    {
        var all = Regions.Value;
        var start = 0;
        while (start < all.Length && all[start].AsSpan().CompareTo(prefix, StringComparison.Ordinal) < 0)
        {
            start++;
        }

        var end = start;
        while (end < all.Length && all[end].AsSpan().StartsWith(prefix, StringComparison.Ordinal))
        {
            end++;
        }

        return all.AsSpan(start, end - start);
    }

    private static string[] LoadRegions()
    {
        var codes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var division in DivisionTables.Counties)
        {
            codes.Add(division.Code);
        }

        foreach (var division in DivisionTables.FormerCounties)
        {
            codes.Add(division.Code);
        }

        return [.. codes];
    }
}
