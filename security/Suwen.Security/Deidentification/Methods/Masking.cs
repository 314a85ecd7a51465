using System.Globalization;

namespace Suwen.Security.Deidentification.Methods;

/// <summary>Masks and coarser values: pure functions of the value.</summary>
internal static class Masking
{
    /// <summary>
    /// The three-digit areas with 20,000 inhabitants or fewer (2000 census), whose postcodes become 000: 45 CFR 164.514(b)(2)(i)(B) and the list in the
    /// Department of Health and Human Services' guidance on de-identification (2012).
    /// </summary>
    private static readonly string[] SparseZipAreas = ["036", "059", "063", "102", "203", "556", "692", "790", "821", "823", "830", "831", "878", "879", "884", "890", "893"];

    public static void Mask(FieldKind kind, ReadOnlySpan<char> value, CharBuffer output)
    {
        var (first, last) = kind switch
        {
            FieldKind.PersonName or FieldKind.FamilyName or FieldKind.GivenName or FieldKind.RelativeName or FieldKind.ClinicianName => (SurrogateNames.IsHan(value) ? SurrogateNames.SurnameLength(value) : 1, 0),
            FieldKind.Phone => (3, 4),
            FieldKind.NationalId => (6, 0),
            FieldKind.BankCard => (0, 4),
            FieldKind.Email => (1, value.Length - Math.Max(value.IndexOf('@'), 0)),
            FieldKind.Address => (AddressHead(value), 0),
            _ => (value.Length > 4 ? 2 : 0, 0),
        };

        // What is shown must leave at least half hidden, or a short value would show whole.
        if (kind != FieldKind.Email && kind != FieldKind.Address && first + last > value.Length - 1)
        {
            (first, last) = (0, 0);
        }

        output.Append(value[..first]);
        output.Append('*', Math.Max(1, value.Length - first - last));
        output.Append(value[(value.Length - last)..]);
    }

    /// <summary>An age in years, with its unit, in a band; <c>90+</c> from the top on. DICOM ages (<c>045Y</c>) stay of their form.</summary>
    public static bool TryBandAge(ReadOnlySpan<char> value, MethodSpec method, CharBuffer output)
    {
        var digits = value.IndexOfAnyExceptInRange('0', '9');
        var number = digits < 0 ? value : value[..digits];
        var unit = digits < 0 ? default : value[digits..];
        if (unit.StartsWith(".") && double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
        {
            unit = default;
        }

        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var age) || unit.ContainsAnyInRange('0', '9'))
        {
            return TryChineseAge(value, method, output);
        }

        var trimmed = unit.Trim();
        var isYears = trimmed.IsEmpty || trimmed is "岁" or "周岁" or "Y" or "y" or "years" or "year" or "yo" || trimmed.StartsWith("year") || trimmed.StartsWith("岁") || trimmed.StartsWith("-year") || trimmed.StartsWith("y/o");
        if (!isYears)
        {
            // Days, weeks and months tell no age that is a group of its own.
            output.Append(value);
            return true;
        }

        var isDicom = value.Length == 4 && trimmed is "Y";
        if (method.Top > 0 && age >= method.Top)
        {
            output.AppendNumber(method.Top, isDicom ? 3 : 1);
            output.Append(isDicom ? "" : "+");
        }
        else if (method.Band > 1)
        {
            var from = age - (age % method.Band);
            output.AppendNumber(from, isDicom ? 3 : 1);
            if (!isDicom)
            {
                output.Append('-');
                output.AppendNumber(from + method.Band - 1, 1);
            }
        }
        else
        {
            output.Append(number);
        }

        output.Append(unit);
        return true;
    }

    public static bool TryBandNumber(ReadOnlySpan<char> value, int band, CharBuffer output)
    {
        if (!decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        if (band <= 1)
        {
            output.Append(value);
            return true;
        }

        var from = Math.Floor(number / band) * band;
        output.Append(from.ToString("0", CultureInfo.InvariantCulture));
        output.Append('-');
        output.Append((from + band - 1).ToString("0", CultureInfo.InvariantCulture));
        return true;
    }

    public static bool TryShortenPostcode(ReadOnlySpan<char> value, int digits, CharBuffer output)
    {
        if (value.Length < digits || value[..digits].ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var kept = value[..digits];
        var isZip = value.Length == 5 || (value.Length == 10 && value[5] == '-');
        output.Append(isZip && digits == 3 && SparseZipAreas.AsSpan().Contains(kept.ToString()) ? "000" : kept);
        return true;
    }

    /// <summary>The code of the province, city or county that a division is in, filled up with zeros to six digits as GB/T 2260 writes it.</summary>
    public static bool TryShortenDivision(ReadOnlySpan<char> value, GeneralLevel level, CharBuffer output)
    {
        var digits = level switch { GeneralLevel.Province => 2, GeneralLevel.City => 4, _ => 6 };
        if (value.Length < digits || value.ContainsAnyExceptInRange('0', '9'))
        {
            return PlaceNames.TryGeneralise(value, level, output);
        }

        output.Append(value[..digits]);
        output.Append('0', 6 - digits);
        return true;
    }

    /// <summary>The category of a code: ICD-10 and ICD-9 to the point (E11.900 → E11), else the first characters.</summary>
    public static bool TryCategory(ReadOnlySpan<char> value, MethodSpec method, CharBuffer output)
    {
        var point = value.IndexOf('.');
        output.Append(method.To == GeneralLevel.Category && point > 0 ? value[..point] : value[..Math.Min(value.Length, method.Digits)]);
        return true;
    }

    private static bool TryChineseAge(ReadOnlySpan<char> value, MethodSpec method, CharBuffer output)
    {
        // An age in words, in a sentence ("九十二岁", "aged 92"): its last number decides; what cannot be read as one is no age to keep.
        var start = value.IndexOfAnyInRange('0', '9');
        if (start > 0)
        {
            output.Append(value[..start]);
            return TryBandAge(value[start..], method, output);
        }

        return false;
    }

    private static int AddressHead(ReadOnlySpan<char> value)
    {
        var head = new CharBuffer();
        return PlaceNames.TryGeneralise(value, GeneralLevel.County, head) && value.StartsWith(head.Span) ? head.Length : 0;
    }
}
