using Suwen.Standards.Identity;

namespace Suwen.Security.Deidentification;

/// <summary>Numbers of records, documents, cards and plates by their form.</summary>
internal ref partial struct TextScan
{
    private const string PlateProvinces = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

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

        var isBracketed = FoldAt(start - 1) is '(' or '（' && FoldAt(end) is ')' or '）' && figures is >= 5 and < 8 && figures < end - start && TextClasses.IsUpper(At(text[start..end].IndexOfAnyExceptInRange('0', '9') + start));
        isBracketed |= figures is 6 or 7 && longest >= 6 && TextClasses.IsUpper(text[start]) && TextClasses.IsUpper(At(start + 1)) && text[start..end].Contains('-');
        var isLeadingZero = figures == 7 && end - start == 7 && text[start] == '0';
        if ((figures < 8 && !isBracketed && !isLeadingZero) || (longest < 6 && !isBracketed && !IsUuid(start, end) && !(figures >= 8 && longest >= 4 && TextClasses.IsUpper(text[start]) && text[start..end].Contains('-'))) || HasLabel(WordRole.NotNumber, start) || FoldAt(start - 1) == '.' || FoldAt(end) == '.' && TextClasses.IsDigit(At(end + 1)) || (figures == 8 && longest == end - start))
        {
            return false;
        }

        Emit(start, end, IdentifierKind.RecordNumber, IdentifierEvidence.Form);
        return true;
    }

    /// <summary>会诊号HZ21-0417, No 00458812, Our ref: KM/4471802: what stands behind 号 or a sign for number, whatever was numbered.</summary>
    private readonly bool TryNumberBehindSign(int start, out int end)
    {
        end = start;
        var at = start;
        while (at > 0 && FoldAt(at - 1) is ' ' or ':' or '.' or '#' or '№' && start - at < 4)
        {
            at--;
        }

        var isChinese = At(at - 1) == '号' && at > 1 && TextClasses.IsHan(text[at - 2]) && ChineseDigit(text[at - 2]) < 0 && text[at - 2] is not ('型' or '批' or '文' or '国' or '挂' or '大' or '小' or '中' or '分' or '括' or '信' or '符' or '几' or '每' or '本' or '床' or '区' or '房');
        var isSign = !isChinese && (text[at..start].IndexOfAny('#', '№') >= 0 || IsLatinSign(at, start));
        if (!isChinese && !isSign)
        {
            return false;
        }

        var figures = 0;
        while (end < text.Length && end - start < 40 && (TextClasses.Of(text[end]) is TextClass.Digit or TextClass.Latin || (FoldAt(end) is '-' or '_' or '/' && TextClasses.Of(At(end + 1)) is TextClass.Digit or TextClass.Latin)))
        {
            figures += TextClasses.IsDigit(text[end++]) ? 1 : 0;
        }

        if (figures < (isChinese ? 4 : 5) || IsQuantity(end) || FoldAt(end) == '.' && TextClasses.IsDigit(At(end + 1)))
        {
            return false;
        }

        Emit(start, end, IdentifierKind.RecordNumber, IdentifierEvidence.Label);
        return true;
    }

    /// <summary>No 00458812, Ref: 4471802, UR 2204417 are signs; "no 100" is not.</summary>
    private readonly bool IsLatinSign(int at, int start)
    {
        var word = at;
        while (word > 0 && TextClasses.IsLatin(text[word - 1]) && at - word < 6)
        {
            word--;
        }

        return at < start && text[word..at] is "No" or "NO" or "Nr" or "Ref" or "ref" or "REF" or "reference" || (text[word..at] is "no" && At(at) == '.');
    }

    /// <summary>临鉴字第0683号, 人社工伤认字〔2020〕117号: documents of authorities bear the issuer's name, the year and a number.</summary>
    private readonly bool TryDocumentSign(int start, int digits, out int from, out int end)
    {
        from = start - (At(start - 1) == '第' ? 1 : 0);
        end = start + digits + 1;
        if (At(start + digits) != '号' || from == 0 || !(At(from - 1) is '〕' or ']' or '】' or ')' or '）' or '字'))
        {
            return false;
        }

        var hasYear = false;
        for (var part = 0; part < 3 && from > floor; part++)
        {
            if (At(from - 1) is '〕' or ']' or '】' or ')' or '）' && from >= 6 && DigitsAt(from - 5) >= 4 && At(from - 6) is '〔' or '[' or '【' or '(' or '（')
            {
                hasYear = true;
                from -= 6;
            }

            for (var length = 0; from > floor && length < 12 && TextClasses.IsHan(text[from - 1]); length++)
            {
                from--;
            }
        }

        if (!hasYear && At(start - 1) != '第')
        {
            return false;
        }

        Emit(from, end, IdentifierKind.OtherDocument, IdentifierEvidence.Form);
        return true;
    }

    /// <summary>6230 7800 0441 2098 137, 6226 09** **** 8823: cards are written in groups of four, with stars where somebody hid figures.</summary>
    private readonly bool TryGroupedCard(int start, out int from, out int end)
    {
        from = start;
        end = start;
        if (FoldAt(start) is not (>= '3' and <= '6') || FoldAt(start + 4) is not (' ' or '-') || TextClasses.IsDigit(At(start - 1)))
        {
            return false;
        }

        var groups = 0;
        var at = start;
        while (true)
        {
            var length = 0;
            while (length < 4 && (TextClasses.IsDigit(At(at + length)) || At(at + length) == '*'))
            {
                length++;
            }

            if (length < 4)
            {
                end = length >= 1 && groups >= 4 && !TextClasses.IsDigit(At(at + length)) ? at + length : at - 1;
                break;
            }

            groups++;
            end = at + length;
            if (FoldAt(end) is not (' ' or '-') || groups == 5)
            {
                break;
            }

            at = end + 1;
        }

        if (groups < 4 || TextClasses.IsDigit(At(end)))
        {
            return false;
        }

        Emit(start, end, IdentifierKind.BankCard, IdentifierEvidence.Form);
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
