using System.Buffers;

namespace Suwen.Security.Deidentification;

/// <summary>Addresses, from the province to the room.</summary>
internal ref partial struct TextScan
{
    private const int LongestPart = 12;

    /// <summary>Ends of the parts of an address, two characters first.</summary>
    private static readonly string[] LongParts =
        ["街道", "社区", "小区", "新区", "开发区", "单元", "号楼", "号院", "大道", "大街", "胡同", "新村", "花园", "公寓", "家园", "大厦", "广场", "办事处", "村民组", "村委会", "居委会", "生产队", "工业园", "底楼", "自治区", "自治州", "自治县", "门面", "宿舍", "别墅", "名苑", "山庄", "农场", "林场", "大队", "小组", "苏木", "嘎查", "综合楼", "宿舍楼", "教学楼", "弄堂", "号门", "村民小组"];

    private static readonly SearchValues<char> LongPartsBegin = SearchValues.Create("街社小新开单号大胡花公家广办村居生工底自门宿别名山农林苏嘎综教弄");

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
        while (!isWhole && lexicon.Chinese.LongestAt(text[end..Math.Min(text.Length, end + LongestPart)], WordRole.DivisionStem, out _) is var stem && stem > 0)
        {
            // 云南大理, 广西桂林: two names of places together.
            end = ExtendAddress(end + stem);
        }

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

    private readonly bool HeadsInstitution(ReadOnlySpan<NameLattice.Token> tokens, int i, int addressEnd)
    {
        for (var next = i + 1; next < tokens.Length && tokens[next].Start - Math.Max(tokens[i].End, addressEnd) < LongestInstitution; next++)
        {
            var roles = tokens[next].Entry.Roles;
            if ((roles & (WordRole.InstitutionSuffix | WordRole.OrganisationSuffix)) != 0 && tokens[next].End >= addressEnd)
            {
                return tokens[next].End > addressEnd || (roles & WordRole.InstitutionSuffix) != 0;
            }

            if (tokens[next].Start >= addressEnd && tokens[next].Length == 1 && IsStopCharacter(text[tokens[next].Start]))
            {
                return false;
            }

            if (tokens[next].Start >= addressEnd && (roles & (WordRole.Stop | WordRole.AnyLabel)) != 0 && (roles & (WordRole.Generic | WordRole.Division | WordRole.DivisionStem)) == 0)
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
        if (At(end - 1) is '区' or '园' or '苑' or '村' or '幢' or '栋' or '号' or '元' or '门' or '弄' or '路' or '楼' or '庭' or '府' or '湾' or '寓' or '邸' or '墅' or '期' or '同' && TextClasses.IsDigit(At(end)))
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
        var doubt = -1;
        for (var i = at; i < text.Length && i - at <= LongestPart; i++)
        {
            var c = text[i];
            var kind = TextClasses.Of(c);
            if (kind == TextClass.Digit || (kind == TextClass.Latin && i - at < 4) || (hasDigit && FoldAt(i) is '-' or '#'))
            {
                hasDigit = true;
                continue;
            }

            if (kind != TextClass.Han || (hasDigit && IsStopCharacter(c)))
            {
                return start;
            }

            var end = PartEndAt(at, i, hasDigit);
            if (end > i && (doubt < 0 || IsNameInChain(at, doubt, i, end)))
            {
                return end;
            }

            doubt = doubt < 0 && IsStopCharacter(c) ? i : doubt;
        }

        return start;
    }

    /// <summary>Where the part ends whose sort (路, 社区, 号) begins at <paramref name="sort"/>; -1 where none begins there.</summary>
    private readonly int PartEndAt(int start, int sort, bool hasDigit)
    {
        foreach (var part in sort > start && LongPartsBegin.Contains(text[sort]) ? LongParts : [])
        {
            if (text[sort] == part[0] && text[sort..].StartsWith(part, StringComparison.Ordinal))
            {
                return sort + part.Length;
            }
        }

        var c = text[sort];
        if (!Parts.Contains(c, StringComparison.Ordinal) || (sort == start && c is not ('镇' or '村' or '号')) || (c is '里' or '城' or '桥' or '居' or '社' && At(sort + 1) is not ('号' or (>= '0' and <= '9'))) || !IsPartEnd(sort, start, hasDigit))
        {
            return -1;
        }

        return At(sort + 1) is '县' or '市' or '区' or '镇' or '村' or '街' ? sort + 2 : sort + 1;
    }

    /// <summary>
    /// Whether a part that holds a preposition or another word of grammar (向 of 向湾社区) is a name all the same. A house number behind it says so; else
    /// the part must be short, its sort must not be the beginning of another word (路上, 村民), and no word of grammar, of places in general or of care
    /// may begin where the doubt does (转入, 当地, 在农村).
    /// </summary>
    private readonly bool IsNameInChain(int start, int doubt, int sort, int end)
    {
        var isNumbered = IsNumberedBehind(end);
        if (sort == start || sort - start > (isNumbered ? LongestNumberedName : LongestDoubtfulName) || (sort == doubt + 1 && doubt == start && !isNumbered))
        {
            return false;
        }

        for (var i = doubt; i < sort; i++)
        {
            var length = lexicon.Chinese.LongestAt(text[i..end], Telling, out _);
            if (length >= 2 && i + length < end && !IsKnownOpening(i, length))
            {
                return false;
            }
        }

        return isNumbered || (IsStrongSort(sort, end) && !RunsOn(sort, end) && !IsPlainBehind(doubt, sort, end));
    }

    private const int LongestNumberedName = 6;
    private const int LongestDoubtfulName = 5;

    /// <summary>Roles of words that no name of a place begins with.</summary>
    private const WordRole Telling = WordRole.Stop | WordRole.Generic | WordRole.AnyLabel | WordRole.Title | WordRole.NameLead | WordRole.PlaceLead | WordRole.Division | WordRole.DivisionStem | WordRole.InstitutionSuffix;

    /// <summary>A stem of a division may also begin the name of a road or estate: 南京路, 海宁新村.</summary>
    private readonly bool IsKnownOpening(int at, int length) => (lexicon.Chinese.Find(text.Slice(at, length)).Roles & Telling) == WordRole.DivisionStem;

    /// <summary>Whether a house number follows, at once or behind further parts of the address.</summary>
    private readonly bool IsNumberedBehind(int end)
    {
        for (var i = end; i < text.Length && i - end <= LongestPart; i++)
        {
            var kind = TextClasses.Of(text[i]);
            if (kind == TextClass.Digit)
            {
                var unit = i + DigitsAt(i);
                return FoldAt(unit) is '-' or '#' ? TextClasses.IsDigit(At(unit + 1)) : At(unit) is '号' or '栋' or '幢' or '弄' or '组' or '座' or '室' or '楼' or '队' or '期' or '区' or '单';
            }

            if (kind != TextClass.Han)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Sorts of places that are rarely the end of another word.</summary>
    private readonly bool IsStrongSort(int sort, int end) => end - sort >= 2 || text[sort] is '镇' or '乡' or '村' or '路' or '街' or '巷' or '弄' or '苑' or '庄' or '屯' or '寨' or '堡' or '道';

    /// <summary>路上, 村里, 社区医院: the sort is the beginning of another word or of what is near.</summary>
    private readonly bool RunsOn(int sort, int end)
    {
        if (ClassAt(end) != TextClass.Han || At(end) is '居' || (At(end) == '村' && At(end + 1) == '民'))
        {
            return false;
        }

        return At(end) is '上' or '边' or '口' or '旁' or '里' or '内' or '外' or '人' or '民' or '医' or '卫' or '干' or '工' or '服' or '门' or '站' or '诊'
            || lexicon.Chinese.LongestAt(text[sort..Math.Min(text.Length, end + 3)], WordRole.Word, out _) > end - sort;
    }

    /// <summary>到城区, 在农村, 从该社区: behind the word of grammar stands what any place may be called.</summary>
    private readonly bool IsPlainBehind(int doubt, int sort, int end)
    {
        if (sort == doubt + 2 && text[doubt + 1] == '家')
        {
            // 于家村, 向家社区: villages are called after families.
            return false;
        }

        for (var i = doubt + 1; i < sort; i++)
        {
            if ((lexicon.Chinese.Find(text[i..end]).Roles & WordRole.Word) != 0)
            {
                return true;
            }
        }

        return doubt + 1 < sort && (lexicon.Chinese.Find(text[(doubt + 1)..sort]).Roles & WordRole.Generic) != 0;
    }

    /// <summary>号, 室, 组 and their like follow a number; the others follow a name.</summary>
    private readonly bool IsPartEnd(int at, int start, bool hasDigit) => text[at] switch
    {
        '组' or '队' or '社' when !hasDigit && at - start is >= 2 and <= 4 && At(start - 1) is '村' or '会' or '寨' or '屯' => true,
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

    /// <summary>3号楼412室, 12幢502室: building and room, without the name of an estate.</summary>
    private readonly bool TryBuilding(int number, int digits, out int start, out int end)
    {
        start = number;
        end = number;
        if (digits > 3 || number <= floor || !(text[(number + digits)..].StartsWith("号楼") || At(number + digits) is '幢' or '栋'))
        {
            return false;
        }

        end = ExtendAddress(number);
        return At(end - 1) is '室' or '号' or '元' or '户' && end > number + digits + 3;
    }

    /// <summary>An address without a division: 中山路128号, 幸福小区3幢502室. <paramref name="number"/> is where its first number begins.</summary>
    private readonly bool TryStreetNumber(int number, int numberEnd, out int start, out int end)
    {
        start = number;
        end = numberEnd;
        if (number == 0 || number <= floor || (At(numberEnd) is not ('号' or '栋' or '幢' or '弄' or '单' or '组' or '座') && !IsEstateRoom(number, numberEnd)) || At(At(number - 1) is '甲' or '乙' or '丙' or '丁' or '附' ? number - 2 : number - 1) is not ('路' or '街' or '巷' or '弄' or '道' or '村' or '区' or '园' or '苑' or '里' or '庄' or '寓' or '城' or '府' or '庭' or '湾' or '同' or '镇' or '乡' or '屯' or '坊' or '厦' or '期' or '邸' or '墅' or '轩' or '居' or '会'))
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
            if ((token.Entry.Roles & (WordRole.Stop | WordRole.AnyLabel | WordRole.PlaceLead)) != 0 && (token.Entry.Roles & WordRole.Generic) == 0 && (token.Length > 1 || !IsOpeningOfName(tokens, reach, start, number)))
            {
                break;
            }

            if (token.Length == 1 && IsStopCharacter(text[token.Start]) && !IsOpeningOfName(tokens, reach, start, number))
            {
                break;
            }

            start = token.Start;
            reach--;
        }

        // 病区3组, 家园 alone: a name of its own stands before the street's sort.
        return number - start >= 3;
    }

    /// <summary>花苑14-628: building and room behind the name of an estate.</summary>
    private readonly bool IsEstateRoom(int number, int numberEnd) =>
        FoldAt(numberEnd) == '-' && DigitsAt(numberEnd + 1) is 3 or 4
        && (At(number - 1) is '苑' or '寓' or '庭' or '府' or '邸' or '墅' or '村' || (At(number - 1) == '园' && At(number - 2) is not ('公' or '校')) || (At(number - 1) == '区' && At(number - 2) is '小' or '社'));

    /// <summary>
    /// Whether a word of grammar before a name is rather its first character: of 塘路 or 湾小区 something is missing, and of two such words in a row
    /// (住因家新村) the second belongs to the name.
    /// </summary>
    private readonly bool IsOpeningOfName(ReadOnlySpan<NameLattice.Token> tokens, int at, int nameStart, int number)
    {
        ref readonly var token = ref tokens[at];
        if (token.End != nameStart || number - nameStart > LongestNumberedName + 2)
        {
            return false;
        }

        if (NameBeforeSort(nameStart, number) <= 1)
        {
            return true;
        }

        var isBehindAnother = token.Start > floor && !IsDoubleLead(text[token.Start - 1], text[token.Start])
            && (IsStopCharacter(text[token.Start - 1]) || text[token.Start - 1] is '居' or '自' || (at > 0 && (tokens[at - 1].Entry.Roles & (WordRole.PlaceLead | WordRole.AddressLabel)) != 0));
        var opensClause = !TextClasses.IsHan(At(token.Start - 1)) && text[token.Start] is not ('在' or '于' or '至' or '到' or '从' or '自' or '由' or '往' or '去' or '赴' or '住');
        return isBehindAnother || opensClause;
    }

    /// <summary>住在, 来自, 送到: two words of grammar that go together.</summary>
    private static bool IsDoubleLead(char first, char second) => second is '在' or '于' or '至' or '到' or '自' or '往' || (first is '住' or '在' && second is '我' or '他' or '她' or '你');

    /// <summary>Characters of the name that stand before the sort of place which ends at the number: 1 for 塘路, 湾小区.</summary>
    private readonly int NameBeforeSort(int start, int number)
    {
        foreach (var part in LongParts)
        {
            if (text[start..number].EndsWith(part, StringComparison.Ordinal))
            {
                return number - start - part.Length;
            }
        }

        return number - start - 1;
    }
}
