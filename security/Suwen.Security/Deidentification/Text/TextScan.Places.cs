namespace Suwen.Security.Deidentification;

/// <summary>Addresses, from the province to the room.</summary>
internal ref partial struct TextScan
{
    private const int LongestPart = 12;

    /// <summary>Ends of the parts of an address, two characters first.</summary>
    private static readonly string[] LongParts =
        ["街道", "社区", "小区", "新区", "开发区", "单元", "号楼", "号院", "大道", "大街", "胡同", "新村", "花园", "公寓", "家园", "大厦", "广场", "办事处", "村民组", "生产队", "工业园", "自治区", "自治州", "自治县", "门面", "宿舍", "别墅", "名苑", "山庄", "农场", "林场", "大队", "小组", "弄堂", "号门"];

    private const string Parts = "省市区县旗盟州镇乡村路街道巷弄号栋幢座室楼层组队门里园苑厦庄屯社寨堡户坊府湾居庭邸桥城";

    private bool TryPlace(ReadOnlySpan<NameLattice.Token> tokens, int i, out int end)
    {
        ref readonly var token = ref tokens[i];
        end = ExtendAddress(token.End);
        // The place heads the name of an institution: that name is found by its end.
        if (HeadsInstitution(tokens, i, end))
        {
            return false;
        }

        var isWhole = (token.Entry.Roles & WordRole.Division) != 0;
        if (!isWhole && end == token.End)
        {
            var lead = i > 0 ? tokens[i - 1].Entry.Roles : WordRole.None;
            var next = At(end);
            var isAsked = ((lead & (WordRole.PlaceLead | WordRole.AddressLabel)) != 0 || HasLabel(WordRole.AddressLabel, token.Start)) && (ClassAt(end) != TextClass.Han || next is '人' or '出' or '工' or '打' or '旅' or '务' or '返' or '回' or '居' or '长');
            if (!isAsked && !(next is '人' or '籍' && At(end + 1) is not ('民' or '参')))
            {
                return false;
            }
        }

        Emit(token.Start, end, IdentifierKind.Address, IdentifierEvidence.Form);
        return true;
    }

    private static bool HeadsInstitution(ReadOnlySpan<NameLattice.Token> tokens, int i, int addressEnd)
    {
        for (var next = i + 1; next < tokens.Length && tokens[next].Start - tokens[i].End < LongestInstitution; next++)
        {
            var roles = tokens[next].Entry.Roles;
            if ((roles & (WordRole.InstitutionSuffix | WordRole.OrganisationSuffix)) != 0)
            {
                return tokens[next].End >= addressEnd;
            }

            if ((roles & (WordRole.Stop | WordRole.AnyLabel)) != 0 && (roles & (WordRole.Generic | WordRole.Division | WordRole.DivisionStem)) == 0)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Goes on over the further parts of an address.</summary>
    private readonly int ExtendAddress(int end)
    {
        while (PartEnd(end) is var next && next > end)
        {
            end = next;
        }

        // 7-2-102 behind a compound, or a number in brackets.
        if (At(end - 1) is '区' or '园' or '苑' or '村' or '幢' or '栋' or '号' or '元' or '门' or '弄' or '路' or '楼' or '庭' or '府' or '湾' or '寓' && TextClasses.IsDigit(At(end)))
        {
            var digits = end;
            while (digits < text.Length && digits - end < 14 && (TextClasses.IsDigit(text[digits]) || FoldAt(digits) is '-' or '#'))
            {
                digits++;
            }

            return digits;
        }

        return end;
    }

    private readonly int PartEnd(int start)
    {
        var at = At(start) == ' ' && ClassAt(start + 1) is TextClass.Han or TextClass.Digit && At(start - 1) is '省' or '市' or '区' or '县' or '镇' or '道' ? start + 1 : start;
        var division = lexicon.Chinese.LongestAt(text[at..Math.Min(text.Length, at + LongestPart)], WordRole.Division, out _);
        if (division > 0)
        {
            return at + division;
        }

        var hasDigit = false;
        for (var i = at; i < text.Length && i - at <= LongestPart; i++)
        {
            var c = text[i];
            var kind = TextClasses.Of(c);
            if (kind == TextClass.Digit || (kind == TextClass.Latin && i - at < 4) || (hasDigit && FoldAt(i) is '-' or '#'))
            {
                hasDigit = true;
                continue;
            }

            if (kind != TextClass.Han || IsStopCharacter(c))
            {
                return start;
            }

            foreach (var part in LongParts)
            {
                if (i > at && text[i..].StartsWith(part, StringComparison.Ordinal))
                {
                    return i + part.Length;
                }
            }

            if (Parts.Contains(c, StringComparison.Ordinal) && (i > at || c is '镇' or '村' or '号') && !(c is '里' or '城' or '桥' or '居' or '社' && At(i + 1) is not ('号' or (>= '0' and <= '9'))) && IsPartEnd(i, at, hasDigit))
            {
                return At(i + 1) is '县' or '市' or '区' or '镇' or '村' or '街' ? i + 2 : i + 1;
            }
        }

        return start;
    }

    /// <summary>号, 室, 组 and their like follow a number; the others follow a name.</summary>
    private readonly bool IsPartEnd(int at, int start, bool hasDigit) => text[at] switch
    {
        '号' or '室' or '层' or '组' or '队' or '户' or '栋' or '幢' or '座' => hasDigit || (at - start is > 0 and <= 4 && IsOrdinal(start, at)),
        '门' => hasDigit && TextClasses.IsDigit(At(at + 1)),
        '楼' => hasDigit || At(at + 1) is >= '0' and <= '9',
        _ => !hasDigit || at - start <= 6,
    };

    private readonly bool IsOrdinal(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (ChineseDigit(text[i]) < 0 && text[i] is not ('甲' or '乙' or '丙' or '东' or '西' or '南' or '北' or '第' or '附'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>An address without a division: 中山路128号, 幸福小区3幢502室. <paramref name="number"/> is where its first number begins.</summary>
    private readonly bool TryStreetNumber(int number, int numberEnd, out int start, out int end)
    {
        start = number;
        end = numberEnd;
        if (number == 0 || number <= floor || At(numberEnd) is not ('号' or '栋' or '幢' or '弄' or '单' or '组' or '座') || At(number - 1) is not ('路' or '街' or '巷' or '弄' or '道' or '村' or '区' or '园' or '苑' or '里' or '庄' or '寓' or '城' or '府' or '庭' or '湾' or '同' or '镇' or '乡' or '屯' or '坊' or '厦' or '期'))
        {
            return false;
        }

        if (At(numberEnd) == '单' && At(numberEnd + 1) != '元')
        {
            return false;
        }

        end = ExtendAddress(number);
        if (end < numberEnd)
        {
            return false;
        }

        var tokens = lattice.Tokens;
        var reach = tokens.Length - 1;
        while (reach >= 0 && tokens[reach].End == start && tokens[reach].Start >= floor && number - tokens[reach].Start <= LongestPart)
        {
            ref readonly var token = ref tokens[reach];
            if (((token.Entry.Roles & (WordRole.Stop | WordRole.AnyLabel | WordRole.PlaceLead)) != 0 && (token.Entry.Roles & WordRole.Generic) == 0) || (token.Length == 1 && IsStopCharacter(text[token.Start])))
            {
                break;
            }

            start = token.Start;
            reach--;
        }

        // 病区3组, 家园 alone: a name of its own stands before the street's sort.
        return number - start >= 3;
    }
}
