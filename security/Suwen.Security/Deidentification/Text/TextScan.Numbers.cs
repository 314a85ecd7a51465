using Suwen.Standards.Identity;

namespace Suwen.Security.Deidentification;

/// <summary>Numbers by their form and by the label before them.</summary>
internal ref partial struct TextScan
{
    private const int MostFigures = 24;

    private int ScanNumber(int start)
    {
        var digits = DigitsAt(start);
        if (HasLabel(WordRole.AddressLabel, start, mustBeParted: true) && (TextClasses.IsHan(At(labelEnd - 1)) || FoldAt(labelEnd) == ':') && (TextClasses.IsHan(At(labelEnd - 1)) ? TryFreeValue(start, out var valueEnd) : TryFreeLatinValue(start, out valueEnd)))
        {
            return valueEnd;
        }

        if (digits >= 6 && HasLabel(WordRole.NotNumber, start))
        {
            return start + digits;
        }

        // Before dates: 10.12.3.45 begins like one.
        if ((digits <= 3 && FoldAt(start + digits) == '.' && TryIpAddress(start, out var addressEnd)) || TryMacAddress(start, out addressEnd))
        {
            return addressEnd;
        }

        var isNumberAsked = HasLabel(WordRole.NumberLabel, start);
        if (TryDate(start, out var end) && !(isNumberAsked && digits >= 8))
        {
            Emit(WithWeekday(start), end, IdentifierKind.Date, IdentifierEvidence.Form);
            return end;
        }

        if (isNumberAsked && TryLabelledNumber(start, out end))
        {
            return end;
        }

        if (TryDocumentSign(start, digits, out var from, out end) || TryGroupedCard(start, out from, out end))
        {
            return end;
        }

        if (TryStreetNumber(start, start + digits, out from, out end) || TryBuilding(start, digits, out from, out end))
        {
            Emit(from, end, IdentifierKind.Address, IdentifierEvidence.Form);
            floor = end;
            return end;
        }

        if (digits == 3 && text[(start + 3)..].StartsWith("医院") && At(start - 1) != '第')
        {
            // 301医院: hospitals of the army are called by number.
            end = WithBranch(start + 5);
            Emit(start, end, IdentifierKind.Institution, IdentifierEvidence.Form);
            floor = end;
            return end;
        }

        if (TryIdentity(start, out end) || TryPhone(start, out end) || TryAge(start, digits, out end) || TryEnglishStreet(start, digits, out end))
        {
            return end;
        }

        return TryNumberBehindSign(start, out end) ? end : ScanLongNumber(start, digits);
    }

    /// <summary>What stands behind 住院号: or MRN:, as long as it holds a figure and is no bare quantity.</summary>
    private bool TryLabelledNumber(int start, out int end)
    {
        end = start;
        var figures = 0;
        while (end < text.Length && end - start < 48)
        {
            var c = FoldAt(end);
            if (c is >= '0' and <= '9')
            {
                figures++;
            }
            else if (!TextClasses.IsLatin(At(end)) && !(c is '-' or '_' or '/' or '.' or '*' or '#' && TextClasses.Of(At(end + 1)) is TextClass.Digit or TextClass.Latin) && !IsInnerBlank(end, start))
            {
                break;
            }

            end++;
        }

        if (At(end) == '(' && At(end + 2) == ')' && ClassAt(end + 1) is TextClass.Digit or TextClass.Latin)
        {
            // B594360(A): the check character stands in brackets.
            end += 3;
        }

        // A labelled telephone number may end in an extension, an account may begin with a letter.
        if (figures < (labelKind is IdentifierKind.OnlineAccount ? 0 : labelKind is IdentifierKind.RecordNumber or IdentifierKind.DeviceNumber or IdentifierKind.OtherDocument ? 3 : 4) || end - start < 3 || IsQuantity(end))
        {
            return false;
        }

        var kind = labelKind;
        if (kind == IdentifierKind.Phone && TryPhone(start, out var phone))
        {
            end = Math.Max(end, phone);
            if (end == phone)
            {
                labelEnd = -1;
                return true;
            }
        }

        if (kind == IdentifierKind.Phone && (figures > 16 || figures < 5))
        {
            return false;
        }

        Emit(start, end, kind, IdentifierEvidence.Label);
        labelEnd = -1;
        return true;
    }

    /// <summary>Cards and telephones are written in groups: a blank between figures belongs to the number.</summary>
    private readonly bool IsInnerBlank(int at, int start) =>
        At(at) == ' ' && at > start && TextClasses.IsDigit(At(at - 1)) && TextClasses.IsDigit(At(at + 1)) && (labelKind is IdentifierKind.BankCard or IdentifierKind.NationalId or IdentifierKind.Phone or IdentifierKind.InsuranceNumber && DigitsAt(at + 1) >= 3)
        || At(at) == ' ' && at - start >= 2 && labelKind is IdentifierKind.RecordNumber or IdentifierKind.OtherDocument or IdentifierKind.OnlineAccount or IdentifierKind.InsuranceNumber && TextClasses.IsDigit(At(at - 1)) && IsGroupEnd(at + 1);

    /// <summary>A further group of a number: figures alone, with nothing behind that makes them a quantity, an age or a date.</summary>
    private readonly bool IsGroupEnd(int at)
    {
        var digits = DigitsAt(at);
        var end = at + digits;
        return (digits is >= 2 and <= 10 || (digits == 1 && FoldAt(end) is ',' or '.' or ';' or ')' or '\n')) && !IsQuantity(end) && ClassAt(end) is not (TextClass.Latin or TextClass.Han) && FoldAt(end) is not ('-' or '/' or '.' or ':' or '%' or '℃' or '×' or '*') && !(digits == 4 && ValueOf(at, 4) is >= 1900 and <= 2100);
    }

    /// <summary>A unit behind a number makes it a quantity.</summary>
    private readonly bool IsQuantity(int end) => At(end) is '岁' or '年' or '月' or '天' or '次' or '℃' or '%' or '元' or '例' or '片' or '个' or '分' or '周' or '床';

    private bool TryIpAddress(int start, out int end)
    {
        end = start;
        for (var part = 0; part < 4; part++)
        {
            var digits = DigitsAt(end);
            if (digits is < 1 or > 3 || ValueOf(end, digits) > 255 || (part < 3 && FoldAt(end + digits) != '.'))
            {
                return false;
            }

            end += digits + (part < 3 ? 1 : 0);
        }

        if (FoldAt(start - 1) is '.' or '-' || FoldAt(end) == '.' && TextClasses.IsDigit(At(end + 1)))
        {
            return false;
        }

        Emit(start, end, IdentifierKind.NetworkAddress, IdentifierEvidence.Form);
        return true;
    }

    /// <summary>Six pairs of hexadecimal figures (IEEE 802, EUI-48), parted by colons or hyphens.</summary>
    private readonly bool TryMacAddress(int start, out int end)
    {
        end = start + 17;
        if (FoldAt(start + 2) is not (':' or '-') || end > text.Length || FoldAt(start + 5) != FoldAt(start + 2))
        {
            return false;
        }

        for (var i = 0; i < 17; i++)
        {
            if (i % 3 == 2 ? FoldAt(start + i) != FoldAt(start + 2) : !char.IsAsciiHexDigit(FoldAt(start + i)))
            {
                return false;
            }
        }

        if (ClassAt(end) is TextClass.Digit or TextClass.Latin || FoldAt(end) == FoldAt(start + 2))
        {
            return false;
        }

        Emit(start, end, IdentifierKind.NetworkAddress, IdentifierEvidence.Form);
        return true;
    }

    /// <summary>Figures of a number in groups, gaps of one blank or hyphen passed over.</summary>
    private readonly int Gather(int start, Span<char> figures, out int end)
    {
        var count = 0;
        end = start;
        for (var at = start; at < text.Length && count < figures.Length; at++)
        {
            var c = FoldAt(at);
            if (c is >= '0' and <= '9' || (c == 'x' && count == 17))
            {
                figures[count++] = c == 'x' ? 'X' : c;
                end = at + 1;
            }
            else if (!(c is ' ' or '-' && end == at && TextClasses.IsDigit(At(at + 1))))
            {
                break;
            }
        }

        return count;
    }

    private bool TryIdentity(int start, out int end)
    {
        Span<char> figures = stackalloc char[MostFigures];
        var count = Gather(start, figures, out end);
        if (count < 13 || ClassAt(start - 1) is TextClass.Digit)
        {
            return false;
        }

        var isParted = end - start > count;
        if (count == 18 && IsBirth(figures.Slice(6, 8)) && figures[0] is >= '1' and <= '9' && (!isParted || NationalId.TryNormalise(figures[..18], out _)))
        {
            Emit(start, end, IdentifierKind.NationalId, IdentifierEvidence.Form);
            return true;
        }

        if (count == 15 && !isParted && figures[0] is >= '1' and <= '8' && NationalId.TryNormalise(figures[..15], out _) && IsProvince(figures))
        {
            Emit(start, end, IdentifierKind.NationalId, IdentifierEvidence.Form);
            return true;
        }

        if (count is >= 13 and <= 19 && figures[0] is >= '3' and <= '6' && IsLuhn(figures[..count]) && ClassAt(end) != TextClass.Latin)
        {
            Emit(start, end, IdentifierKind.BankCard, IdentifierEvidence.Form);
            return true;
        }

        return false;
    }

    private static bool IsProvince(ReadOnlySpan<char> figures) => Standards.Divisions.DivisionTables.Find(new string(figures[..2])) is not null;

    private static bool IsBirth(ReadOnlySpan<char> figures) =>
        figures[0] is '1' or '2' && int.TryParse(figures[..4], out var year) && year is >= 1880 and <= 2100 && int.TryParse(figures.Slice(4, 2), out var month) && month is >= 1 and <= 12 && int.TryParse(figures[6..], out var day) && day is >= 1 and <= 31;

    /// <summary>The check digit of ISO/IEC 7812-1, annex B.</summary>
    private static bool IsLuhn(ReadOnlySpan<char> figures)
    {
        var sum = 0;
        for (var i = 0; i < figures.Length; i++)
        {
            var digit = figures[figures.Length - 1 - i] - '0';
            if (digit is < 0 or > 9)
            {
                return false;
            }

            digit = (i & 1) == 1 ? digit * 2 : digit;
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }
}
