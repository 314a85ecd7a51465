using Suwen.Standards.Identity;

namespace Suwen.Security.Deidentification;

/// <summary>Numbers by their form and by the label before them.</summary>
internal ref partial struct TextScan
{
    private const int MostFigures = 24;

    private const string PlateProvinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

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
            Emit(start, end, IdentifierKind.Date, IdentifierEvidence.Form);
            return end;
        }

        if (isNumberAsked && TryLabelledNumber(start, out end))
        {
            return end;
        }

        if (TryStreetNumber(start, start + digits, out var from, out end))
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

        return ScanLongNumber(start, digits);
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

        // A labelled telephone number may end in an extension, an account may begin with a letter.
        if (figures < (labelKind is IdentifierKind.OnlineAccount ? 0 : labelKind is IdentifierKind.RecordNumber or IdentifierKind.DeviceNumber ? 3 : 4) || end - start < 3 || IsQuantity(end))
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
        At(at) == ' ' && at > start && TextClasses.IsDigit(At(at - 1)) && TextClasses.IsDigit(At(at + 1)) && labelKind is IdentifierKind.BankCard or IdentifierKind.NationalId or IdentifierKind.Phone or IdentifierKind.InsuranceNumber && DigitsAt(at + 1) >= 3;

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

    /// <summary>Mobile and fixed-line numbers of China (GB/T 15120 area codes begin with 0), 400 numbers, North American ones, all with country code and extension.</summary>
    private bool TryPhone(int start, out int end)
    {
        end = start;
        if (ClassAt(start - 1) is TextClass.Digit or TextClass.Latin || FoldAt(start - 1) is '.' or '-')
        {
            return false;
        }

        var at = start;
        var hasCountry = SkipCountry(ref at, out var isNorthAmerican);
        Span<char> figures = stackalloc char[MostFigures];
        var wasBracketed = FoldAt(at) == '(';
        if (wasBracketed)
        {
            at++;
        }

        var area = DigitsAt(at);
        var groups = at + area;
        if (wasBracketed)
        {
            if (FoldAt(groups) != ')' || area is < 2 or > 4)
            {
                return false;
            }

            groups += FoldAt(groups + 1) == ' ' ? 2 : 1;
            var rest = Gather(groups, figures, out end);
            return (FoldAt(at) == '0' ? rest is 7 or 8 : area == 3 && rest == 7 && FoldAt(groups + 3) is '-' or ' ' or '.') && EmitPhone(start, ref end);
        }

        var count = Gather(at, figures, out end);
        if (ClassAt(end) is TextClass.Latin && FoldAt(end) is not ('x' or 'e'))
        {
            return false;
        }

        var isMobile = count == 11 && figures[0] == '1' && figures[1] is >= '3' and <= '9' && (area is 11 or 3 || (area == 1 && end - at == 21));
        var isFixed = figures[0] == '0' && area is 3 or 4 && count - area is 7 or 8 && FoldAt(groups) is '-' or ' ';
        var isJoined = figures[0] == '0' && area == count && count is 11 or 12 && figures[1] is >= '1' and <= '9' && !hasCountry;
        var isService = area == 3 && count == 10 && ((figures[0] is '4' or '8' && figures[1] == '0' && figures[2] == '0') || IsNorthAmerican(at));
        var isSocialSecurity = area == 3 && count == 9 && FoldAt(at + 3) == '-' && FoldAt(at + 6) == '-' && end == at + 11;
        if (isSocialSecurity)
        {
            Emit(start, end, IdentifierKind.NationalId, IdentifierEvidence.Form);
            return true;
        }

        return (isMobile || isFixed || isJoined || isService || (hasCountry && count is >= 9 and <= 12) || (IsDotted(at, out end) && area == 3) || (isNorthAmerican && count == 10)) && EmitPhone(start, ref end);
    }

    private readonly bool SkipCountry(ref int at, out bool isNorthAmerican)
    {
        isNorthAmerican = false;
        var begin = at;
        if (FoldAt(at) == '(' && FoldAt(at + 1) == '+')
        {
            at++;
        }

        if (FoldAt(at) == '+')
        {
            at++;
            var digits = Math.Min(DigitsAt(at), 3);
            digits = At(at) == '1' ? 1 : digits > 2 && DigitsAt(at) > 3 ? 2 : digits;
            isNorthAmerican = At(at) == '1';
            at += digits;
            at += FoldAt(at) is ')' ? 1 : 0;
            at += FoldAt(at) is ' ' or '-' ? 1 : 0;
            return true;
        }

        at = begin;
        foreach (var prefix in (ReadOnlySpan<string>)["0086", "86"])
        {
            if (text[at..].StartsWith(prefix, StringComparison.Ordinal) && (FoldAt(at + prefix.Length) is '-' or ' ' || DigitsAt(at) == prefix.Length + 11) && FoldAt(at + prefix.Length + (DigitsAt(at) == prefix.Length ? 1 : 0)) == '1')
            {
                at += prefix.Length + (DigitsAt(at) == prefix.Length ? 1 : 0);
                return true;
            }
        }

        return false;
    }

    /// <summary>617-555-0123: three, three and four figures with the same mark between.</summary>
    private readonly bool IsNorthAmerican(int at) => DigitsAt(at) == 3 && DigitsAt(at + 4) == 3 && DigitsAt(at + 8) == 4 && FoldAt(at + 3) is '-' or ' ' && FoldAt(at + 7) == FoldAt(at + 3) && FoldAt(at) is >= '2' and <= '9';

    private readonly bool IsDotted(int at, out int end)
    {
        end = at + 12;
        return DigitsAt(at) == 3 && DigitsAt(at + 4) == 3 && DigitsAt(at + 8) == 4 && FoldAt(at + 3) == '.' && FoldAt(at + 7) == '.';
    }

    private readonly bool EmitPhone(int start, ref int end)
    {
        // An extension: 转801, -801, x12, ext. 12.
        var at = end;
        at += FoldAt(at) == ' ' ? 1 : 0;
        at += At(at) is '转' || FoldAt(at) is '-' or 'x' ? 1 : text[at..].StartsWith("ext", StringComparison.OrdinalIgnoreCase) ? FoldAt(at + 3) == '.' ? 4 : 3 : 0;
        if (at > end + (FoldAt(end) == ' ' ? 1 : 0))
        {
            at += FoldAt(at) == ' ' ? 1 : 0;
            var digits = DigitsAt(at);
            end = digits is >= 2 and <= 6 ? at + digits : end;
        }

        Emit(start, end, IdentifierKind.Phone, IdentifierEvidence.Form);
        return true;
    }

    private bool TryAge(int start, int digits, out int end)
    {
        end = start + digits;
        var value = ValueOf(start, digits);
        if (digits > 3 || value > 130 || (FoldAt(start - 1) == '-' && TextClasses.IsDigit(At(start - 2))))
        {
            return false;
        }

        var at = FoldAt(end) == ' ' && At(end + 1) is '岁' or '周' ? end + 1 : end;
        if (At(at) is '周' && At(at + 1) == '岁')
        {
            at++;
        }

        if (At(at) == '岁')
        {
            end = at + 1;
            if (IsPastAge(start, end, value))
            {
                return false;
            }

            // 1岁4个月, 3岁半.
            var months = DigitsAt(end);
            end += At(end) == '半' ? 1 : months is 1 or 2 && At(end + months) is '个' && At(end + months + 1) == '月' ? months + 2 : months is 1 or 2 && At(end + months) == '月' ? months + 1 : 0;
            Emit(WithWholeYears(start, digits), end, IdentifierKind.Age, IdentifierEvidence.Form);
            return true;
        }

        return TryInfantAge(start, end, out end) || TryEnglishAge(start, value, start + digits, out end);
    }

    /// <summary>1.5岁 is one number, but 1.61岁 is the first item of a list.</summary>
    private readonly int WithWholeYears(int start, int digits) => digits == 1 && At(start - 1) == '.' && TextClasses.IsDigit(At(start - 2)) && !IsLineStart(start - 2) ? start - 2 : start;

    /// <summary>Ages at which something happened once (初潮13岁, 22岁结婚) do not say how old somebody is; over 89 every age tells (45 CFR 164.514(b)(2)(i)(C)).</summary>
    private readonly bool IsPastAge(int start, int end, int value)
    {
        if (value > 89)
        {
            return false;
        }

        var before = text[Math.Max(0, start - 4)..start];
        return before.EndsWith("初潮") || before.EndsWith("初潮：") || before.EndsWith("初潮:") || before.EndsWith("绝经") || At(end) is '结' or '初' or '绝' or '闭' or '月' || (At(end) == '时' && value < 60) || before.IndexOfAny("<>≥≤") >= 0 || At(end) == '以';
    }

    /// <summary>3天, 2个月, 17日龄: an age where the label or the sex stands before it.</summary>
    private readonly bool TryInfantAge(int start, int unit, out int end)
    {
        end = unit;
        end += text[unit..].StartsWith("个月") ? 2 : At(unit) is '天' or '月' or '周' or '日' ? 1 : text[unit..].StartsWith("小时") ? 2 : 0;
        if (end == unit)
        {
            return false;
        }

        var isAge = At(end) == '龄';
        end += isAge ? 1 : DigitsAt(end) is 1 or 2 && At(end + DigitsAt(end)) == '天' ? DigitsAt(end) + 1 : 0;
        var before = start;
        while (before > 0 && FoldAt(before - 1) is ' ' or ',' or '，' or '、' or '(' && start - before < 5)
        {
            before--;
        }

        var hasSex = At(before - 1) is '男' or '女' || (At(before - 1) is '性' or '婴' or '孩' && At(before - 2) is '男' or '女');
        if ((!isAge && !hasSex && !HasLabel(WordRole.AgeLabel, start)) || At(end) is '前' or '后' or '来')
        {
            return false;
        }

        Emit(start, end, IdentifierKind.Age, hasSex ? IdentifierEvidence.Context : IdentifierEvidence.Label);
        return true;
    }

    /// <summary>A long number that nothing names, and tokens of letters and figures, are taken for numbers of records: no quantity in a note has nine figures.</summary>
    private int ScanLongNumber(int start, int digits)
    {
        var end = start + digits;
        while (end < text.Length && (TextClasses.Of(text[end]) is TextClass.Digit or TextClass.Latin || (FoldAt(end) is '-' or '_' && TextClasses.Of(At(end + 1)) is TextClass.Digit or TextClass.Latin)))
        {
            end++;
        }

        return EmitToken(start, end) ? end : start + digits;
    }

    private readonly bool EmitToken(int start, int end)
    {
        var figures = 0;
        var run = 0;
        var longest = 0;
        for (var i = start; i < end; i++)
        {
            run = TextClasses.IsDigit(text[i]) ? run + 1 : 0;
            figures += run > 0 ? 1 : 0;
            longest = Math.Max(longest, run);
        }

        if (figures < 8 || longest < 6 && !IsUuid(start, end) || HasLabel(WordRole.NotNumber, start) || FoldAt(start - 1) == '.' || FoldAt(end) == '.' && TextClasses.IsDigit(At(end + 1)) || (figures == 8 && longest == end - start))
        {
            return false;
        }

        Emit(start, end, IdentifierKind.RecordNumber, IdentifierEvidence.Form);
        return true;
    }

    /// <summary>The form of RFC 9562: 8-4-4-4-12 hexadecimal figures.</summary>
    private readonly bool IsUuid(int start, int end)
    {
        if (end - start != 36)
        {
            return false;
        }

        for (var i = 0; i < 36; i++)
        {
            var isHyphen = i is 8 or 13 or 18 or 23;
            if (isHyphen != (text[start + i] == '-') || (!isHyphen && !char.IsAsciiHexDigit(text[start + i])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Licence plates of GA 36-2018: province, letter, five positions, six with new energy; also the last position of police and learner plates.</summary>
    private readonly bool TryPlate(int start, out int end)
    {
        end = start + 2;
        if (!PlateProvinces.Contains(text[start], StringComparison.Ordinal) || !TextClasses.IsUpper(At(start + 1)))
        {
            return false;
        }

        end += At(end) is '·' or '-' or ' ' or '•' or '.' ? 1 : 0;
        var begin = end;
        var hasDigit = false;
        while (end - begin < 6 && (TextClasses.IsDigit(At(end)) || TextClasses.IsUpper(At(end))))
        {
            hasDigit |= TextClasses.IsDigit(At(end++));
        }

        if (end - begin == 4 && At(end) is '学' or '警' or '挂' or '港' or '澳')
        {
            end++;
        }

        if (!hasDigit || end - begin < 5 || ClassAt(end) is TextClass.Digit or TextClass.Latin)
        {
            return false;
        }

        Emit(start, end, IdentifierKind.VehiclePlate, IdentifierEvidence.Form);
        return true;
    }
}
