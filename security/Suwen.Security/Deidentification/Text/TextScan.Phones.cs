using Suwen.Standards.Identity;

namespace Suwen.Security.Deidentification;

/// <summary>Telephone numbers of China and of elsewhere.</summary>
internal ref partial struct TextScan
{
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
            if (area == 3 && rest > 7 && DigitsAt(groups) == 3 && FoldAt(groups + 3) is '-' or ' ' or '.' && DigitsAt(groups + 4) == 4)
            {
                (rest, end) = (7, groups + 8);
            }

            return (FoldAt(at) == '0' ? rest is 7 or 8 : area == 3 && rest == 7 && FoldAt(groups + 3) is '-' or ' ' or '.') && EmitPhone(start, ref end);
        }

        if (IsMobileInGroups(at, out end))
        {
            return EmitPhone(start, ref end);
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

        return (isMobile || isFixed || isJoined || isService || (hasCountry && count is >= 8 and <= 12) || IsTrunkInGroups(at, out end) || IsLocalBehindWord(start, at, out end) || (IsDotted(at, out end) && area == 3) || (isNorthAmerican && count == 10)) && EmitPhone(start, ref end);
    }

    /// <summary>189 1550 6627, 138-0013-8000: three, four and four figures, whatever number follows.</summary>
    private readonly bool IsMobileInGroups(int at, out int end)
    {
        end = at + 13;
        return DigitsAt(at) == 3 && FoldAt(at) == '1' && FoldAt(at + 1) is >= '3' and <= '9' && FoldAt(at + 3) is ' ' or '-' && DigitsAt(at + 4) == 4 && FoldAt(at + 8) is ' ' or '-' && DigitsAt(at + 9) == 4;
    }

    /// <summary>01793 555 0120, 08 5550 1472: two or three groups behind the trunk prefix, ten or eleven figures in all.</summary>
    private readonly bool IsTrunkInGroups(int at, out int end)
    {
        end = at;
        if (FoldAt(at) != '0' || FoldAt(at + 1) is not (>= '1' and <= '9'))
        {
            return false;
        }

        var (groups, figures) = (0, 0);
        while (DigitsAt(end) is var digits && digits is >= 2 and <= 8 && groups < 4)
        {
            figures += digits;
            groups++;
            end += digits;
            if (FoldAt(end) is not (' ' or '-') || !TextClasses.IsDigit(At(end + 1)) || figures >= 10)
            {
                break;
            }

            end++;
        }

        return groups is 2 or 3 && figures is 10 or 11 && FoldAt(end) is not (':' or '/' or '%');
    }

    /// <summary>ring 555-0109, call 9255 0164: numbers without an area, behind a word for calling or a name.</summary>
    private readonly bool IsLocalBehindWord(int start, int at, out int end)
    {
        end = at;
        var (first, second) = (DigitsAt(at), DigitsAt(at + DigitsAt(at) + 1));
        if (!((first == 3 && second == 4 && FoldAt(at + 3) == '-') || (first == 4 && second == 4 && FoldAt(at + 4) is ' ' or '-')))
        {
            return false;
        }

        end = at + first + 1 + second;
        if (spans.Count > 0 && spans[^1].Kind <= IdentifierKind.ClinicianName && start - spans[^1].End is 1 or 2)
        {
            return true;
        }

        var head = text[Math.Max(0, start - 8)..start].TrimEnd(" :.");
        foreach (var word in (ReadOnlySpan<string>)["ring", "call", "tel", "phone", "cell", "home", "pager", "page", " ph", "number", "dial", "mobile", "fax"])
        {
            if (head.EndsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
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
        at += At(at) is '转' || FoldAt(at) is '-' or 'x' ? 1 : FoldAt(at) == 'e' && text[at..].StartsWith("ext", StringComparison.OrdinalIgnoreCase) ? FoldAt(at + 3) == '.' ? 4 : 3 : 0;
        if (at > end + (FoldAt(end) == ' ' ? 1 : 0))
        {
            at += FoldAt(at) == ' ' ? 1 : 0;
            var digits = DigitsAt(at);
            end = digits is >= 2 and <= 6 || (digits == 1 && FoldAt(at - 1) is ' ' or '.') ? at + digits : end;
        }

        Emit(start, end, IdentifierKind.Phone, IdentifierEvidence.Form);
        return true;
    }
}
