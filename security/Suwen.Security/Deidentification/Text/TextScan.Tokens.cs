using System.Buffers;

namespace Suwen.Security.Deidentification;

/// <summary>What the words of a run say.</summary>
internal ref partial struct TextScan
{
    private const int LongestInstitution = 24;

    private static readonly SearchValues<char> InstitutionSorts = SearchValues.Create("民中妇儿传肿口");

    /// <summary>Reads the words of the run that was cut last; answers where the scan goes on.</summary>
    private int ReadTokens(int end)
    {
        var tokens = lattice.Tokens;
        var goOn = end;
        for (var i = 0; i < tokens.Length; i++)
        {
            ref readonly var token = ref tokens[i];
            if (token.Start < floor)
            {
                continue;
            }

            if (token.IsName)
            {
                ReadName(tokens, i);
                continue;
            }

            var roles = token.Entry.Roles;
            if (token.Length == 1 && ReadCharacter(token.Start, end, out var dateEnd))
            {
                goOn = Math.Max(goOn, dateEnd);
                floor = dateEnd;
                continue;
            }

            if (TryShortInstitution(token.Start, end, out var shortEnd))
            {
                goOn = Math.Max(goOn, shortEnd);
                floor = shortEnd;
                continue;
            }

            if (roles == WordRole.None)
            {
                continue;
            }

            goOn = Math.Max(goOn, ReadWord(tokens, i, roles));
        }

        return goOn;
    }

    private void ReadName(ReadOnlySpan<NameLattice.Token> tokens, int i)
    {
        ref readonly var token = ref tokens[i];
        var telling = token.Bonus >= TellingBonus;
        var kind = telling ? token.BonusKind : IdentifierKind.PersonName;
        var title = i + 1 < tokens.Length ? tokens[i + 1].Entry : default;
        if ((title.Roles & WordRole.Title) != 0 && title.Kind == IdentifierKind.ClinicianName && !(telling && kind != IdentifierKind.PersonName))
        {
            kind = IdentifierKind.ClinicianName;
        }
        else if (!telling && IsLineEnd(token.End) && IsLineStart(token.Start) && token.Start > 0)
        {
            // A name alone in a line, not the first, is a signature.
            kind = IdentifierKind.ClinicianName;
        }

        // 王医生, 李女士: the title makes the surname a name, and goes with it.
        var end = token.Length == 1 && (title.Roles & WordRole.Title) != 0 ? tokens[i + 1].End : token.End;
        EmitName(token.Start, end, kind, telling ? IdentifierEvidence.Label : IdentifierEvidence.Context);
    }

    /// <summary>A token of one character may begin a date in Chinese numerals.</summary>
    private readonly bool ReadCharacter(int start, int runEnd, out int end)
    {
        end = start;
        if (ChineseAgeEnd(start) is var age && age > start)
        {
            end = age;
            Emit(start, end, IdentifierKind.Age, IdentifierEvidence.Form);
            return true;
        }

        if (ChineseDigit(text[start]) < 0 || (start > 0 && ChineseDigit(text[start - 1]) >= 0))
        {
            return false;
        }

        end = ChineseDateEnd(start);
        if (end <= start)
        {
            return false;
        }

        Emit(start, end, IdentifierKind.Date, IdentifierEvidence.Form);
        return true;
    }

    private int ReadWord(ReadOnlySpan<NameLattice.Token> tokens, int i, WordRole roles)
    {
        ref readonly var token = ref tokens[i];
        var goOn = token.End;
        if ((roles & (WordRole.Division | WordRole.DivisionStem)) != 0 && TryPlace(tokens, i, out var placeEnd))
        {
            floor = placeEnd;
            return placeEnd;
        }

        if ((roles & (WordRole.InstitutionSuffix | WordRole.OrganisationSuffix)) != 0)
        {
            goOn = ReadInstitution(tokens, i);
        }

        if ((roles & WordRole.Festival) != 0)
        {
            Emit(token.Start, token.End, IdentifierKind.Date, IdentifierEvidence.Form);
        }

        if (ChineseAgeEnd(token.Start) is var ageEnd && ageEnd > token.End)
        {
            Emit(token.Start, ageEnd, IdentifierKind.Age, IdentifierEvidence.Form);
            floor = ageEnd;
            return ageEnd;
        }

        if (text[token.Start] == '民' && RepublicanYearEnd(token.Start) is var era && era > token.End)
        {
            Emit(token.Start, era, IdentifierKind.Date, IdentifierEvidence.Form);
            floor = era;
            return era;
        }

        if ((roles & (WordRole.AnyLabel | WordRole.NotNumber)) != 0)
        {
            SetLabel(token.Entry, token.End);
            if ((roles & WordRole.OrganisationLabel) != 0 && token.Length >= 4 && i + 1 < tokens.Length && TryFreeValue(token.End, out var valueEnd))
            {
                floor = valueEnd;
                return valueEnd;
            }
        }

        if (ChineseDigit(text[token.Start]) >= 0 && ChineseDateEnd(token.Start) is var dateEnd && dateEnd > token.End && (token.Start == 0 || ChineseDigit(text[token.Start - 1]) < 0))
        {
            Emit(token.Start, dateEnd, IdentifierKind.Date, IdentifierEvidence.Form);
            floor = dateEnd;
            goOn = Math.Max(goOn, dateEnd);
        }

        return goOn;
    }

    /// <summary>Looks back from 医院 or 公司 to the beginning of the name; what only says which sort (当地医院, 我院) is no name.</summary>
    private int ReadInstitution(ReadOnlySpan<NameLattice.Token> tokens, int i)
    {
        ref readonly var suffix = ref tokens[i];
        var first = i;
        var hasOwn = false;
        while (first > 0 && suffix.End - tokens[first - 1].Start <= LongestInstitution)
        {
            ref readonly var before = ref tokens[first - 1];
            var isPlace = (before.Entry.Roles & (WordRole.Division | WordRole.DivisionStem)) != 0;
            if (before.Start < floor || (!isPlace && (before.Entry.Roles & (WordRole.Stop | WordRole.AnyLabel | WordRole.NameLead)) != 0 && (before.Entry.Roles & WordRole.Generic) == 0) || (before.IsName && before.Bonus >= TellingBonus)
                || (before.Length == 1 && IsStopCharacter(text[before.Start])))
            {
                break;
            }

            first--;
            hasOwn |= (before.Entry.Roles & WordRole.Generic) == 0;
            if (isPlace && (first == 0 || (tokens[first - 1].Entry.Roles & (WordRole.Division | WordRole.DivisionStem)) == 0))
            {
                break;
            }
        }

        while (first < i && (tokens[first].Entry.Roles & WordRole.Generic) != 0 && hasOwn && IsWeakHead(tokens[first]))
        {
            first++;
        }

        var start = tokens[first].Start;
        hasOwn |= IsNumberedPlace(text[start..suffix.Start]);
        start = WithNumberBefore(start, ref hasOwn);
        start = WithPlaceInBrackets(start, ref hasOwn);
        if (!hasOwn || suffix.Start - start < 2)
        {
            return suffix.End;
        }

        var end = WithBranch(suffix.End);
        Emit(start, end, suffix.Entry.Kind, IdentifierEvidence.Context);
        floor = end;
        return end;
    }

    /// <summary>该, 某, 外: stand before a name and are not part of it.</summary>
    private readonly bool IsWeakHead(in NameLattice.Token token) => text[token.Start] is '该' or '某' or '外' or '本' or '我' or '原' or '各' or '多' or '当' or '上';

    /// <summary>县人民医院, 市中医院: a sort of institution of which a place has one.</summary>
    private static bool IsNumberedPlace(ReadOnlySpan<char> head) =>
        head.Length >= 2 && head[0] is '县' or '市' or '省' or '区' && head[1..].ContainsAny(InstitutionSorts);

    /// <summary>A digit splits a run: 嘉兴市第2人民医院.</summary>
    private readonly int WithNumberBefore(int start, ref bool hasOwn)
    {
        var at = start;
        while (at > floor && TextClasses.IsDigit(text[at - 1]) && start - at < 4)
        {
            at--;
        }

        if (at == start || at <= floor || text[at - 1] is not ('第' or '市' or '县' or '省' or '军' or '〇'))
        {
            return start;
        }

        while (at > floor && start - at < LongestInstitution && TextClasses.IsHan(text[at - 1]) && !IsStopCharacter(text[at - 1]))
        {
            at--;
        }

        hasOwn = true;
        return at;
    }

    /// <summary>三星电子（西安）有限公司: the head of a name stands before brackets.</summary>
    private readonly int WithPlaceInBrackets(int start, ref bool hasOwn)
    {
        if (start <= floor || text[start - 1] is not ('）' or ')'))
        {
            return start;
        }

        var open = start - 2;
        while (open > floor && start - open < 9 && TextClasses.IsHan(text[open]))
        {
            open--;
        }

        var at = open;
        while (at > floor && open - at < LongestInstitution && TextClasses.IsHan(text[at - 1]) && !IsStopCharacter(text[at - 1]))
        {
            at--;
        }

        if (At(open) is not ('（' or '(') || open - at < 2)
        {
            return start;
        }

        hasOwn = true;
        return at;
    }

    /// <summary>
    /// What people call a hospital for short (浙一, 湘雅二院): before 医院, 一院, 东院, or between a word of going there and one of what was done there,
    /// since many are ordinary words and names of places.
    /// </summary>
    private readonly bool TryShortInstitution(int start, int runEnd, out int end)
    {
        end = start;
        var rest = text[start..runEnd];
        var length = lexicon.ShortInstitutions.LongestAt(rest, WordRole.InstitutionSuffix, out _);
        var isPlaceOnly = length == 0 && text[start] is '市' or '县' or '省' && (start == 0 || !TextClasses.IsHan(text[start - 1]) || IsStopCharacter(text[start - 1]));
        if (length == 0 && !isPlaceOnly)
        {
            return false;
        }

        end = start + (isPlaceOnly ? 1 : length);
        var hasSuffix = false;
        if (ChineseDigit(At(end)) is >= 1 and <= 10 && At(end + 1) == '院')
        {
            (end, hasSuffix) = (end + 2, true);
        }
        else if (!isPlaceOnly && At(end) is '东' or '西' or '南' or '北' or '本' or '总' && At(end + 1) == '院')
        {
            (end, hasSuffix) = (end + 2, true);
        }

        if (hasSuffix)
        {
            return EmitInstitution(start, ref end);
        }

        var isGoing = start > 0 && text[start - 1] is '在' or '于' or '至' or '赴' or '到' or '往' or '由' or '从' or '经' or '去' or '送' or '回';
        var isDone = !TextClasses.IsHan(At(end)) || At(end) == '行' || lexicon.ShortInstitutions.LongestAt(text[end..runEnd], WordRole.Stop, out _) > 0;
        return !isPlaceOnly && isGoing && isDone && EmitInstitution(start, ref end);
    }

    private readonly bool EmitInstitution(int start, ref int end)
    {
        end = WithBranch(end);
        Emit(start, end, IdentifierKind.Institution, IdentifierEvidence.Context);
        return true;
    }

    /// <summary>A branch in brackets belongs to the name: （庆春院区）.</summary>
    private readonly int WithBranch(int end)
    {
        if (At(end) is '东' or '西' or '南' or '北' or '总' or '分' or '本' && At(end + 1) is '院' or '部')
        {
            return At(end + 2) == '区' ? end + 3 : end + 2;
        }

        if (At(end) is not ('（' or '('))
        {
            return end;
        }

        var close = end + 1;
        while (close < text.Length && close - end < 10 && TextClasses.IsHan(text[close]))
        {
            close++;
        }

        return At(close) is '）' or ')' && close > end + 1 && (text[(end + 1)..close].SequenceEqual("合成") || text[close - 1] is '区' or '院' or '部' or '店' or '厂' or '团') ? close + 1 : end;
    }

    private static readonly SearchValues<char> StopCharacters = SearchValues.Create("到在于至由往赴转从去回与及或为是曾因拟今又再已并被把将就送来遂的了对以同跟请让诉称入出向经系他她你您我患者予查虑有无址住");

    private static bool IsStopCharacter(char c) => StopCharacters.Contains(c);

    /// <summary>Further characters that spell foreign names; only with a dot between its parts are they taken for one.</summary>
    private const string DottedOnly = "冈雷卢诺戴蒂凯丝莉露琳薇珊妮芙鲍勃费舍科沃菲泽朱汉歇佩切伊莲谢瑟宾本敏迈维彼得梅拉涅叶捷波葛温亨利乔治劳路德福柯霍华摩根赛格雅各布";

    private static readonly SearchValues<char> DottedSet = SearchValues.Create(Transliterating + DottedOnly);

    /// <summary>A name with a dot between its parts: 买买提·吐尔逊.</summary>
    private int ScanNameDot(int dot)
    {
        if (dot == 0 || !TextClasses.IsHan(At(dot - 1)) || ClassAt(dot + 1) != TextClass.Han)
        {
            return dot + 1;
        }

        var isMiddleDot = text[dot] is not ('.' or '．');
        var start = dot;
        while (start > 0 && start > floor && dot - start < 9 && DottedSet.Contains(text[start - 1]))
        {
            start--;
        }

        var end = dot + 1;
        while (end < text.Length && end - dot <= 9 && DottedSet.Contains(text[end]))
        {
            end++;
        }

        if (dot - start >= 2 && end - dot > 2 && (isMiddleDot || dot - start >= 3))
        {
            EmitName(start, end, labelEnd >= 0 && start - labelEnd is >= 0 and <= 4 && (labelRoles & WordRole.NameLabel) != 0 ? labelKind : IdentifierKind.PersonName, IdentifierEvidence.Form);
            return end;
        }

        return dot + 1;
    }

    /// <summary>Takes what stands behind 地址： or 工作单位： up to the next mark, unless it says that nothing is known.</summary>
    private bool TryFreeValue(int start, out int end)
    {
        end = start;
        while (end < text.Length && end - start < 60 && !IsValueEnd(end, start))
        {
            end++;
        }

        while (end > start && TextClasses.Of(text[end - 1]) == TextClass.Space)
        {
            end--;
        }

        if (end - start < 2 || (lexicon.Chinese.LongestAt(text[start..end], WordRole.NotName | WordRole.AnyLabel, out _) is var known && known == end - start))
        {
            return false;
        }

        var kind = (labelRoles & WordRole.AddressLabel) != 0 ? IdentifierKind.Address : labelKind;
        Emit(start, end, kind, IdentifierEvidence.Label);
        labelEnd = -1;
        floor = end;
        return true;
    }

    private readonly bool IsValueEnd(int at, int start)
    {
        var c = FoldAt(at);
        if (c is '\n' or '\r' or ',' or '，' or '。' or ';' or '；' or '、' or '|' or '"' or '”')
        {
            return true;
        }

        if (c == '.')
        {
            return !TextClasses.IsDigit(At(at + 1));
        }

        // One blank inside an address is only a blank; two, or one before a label, end the value.
        return c == ' ' && at > start && (FoldAt(at + 1) is ' ' or '\n' or '\r' || lexicon.Chinese.LongestAt(text[(at + 1)..Math.Min(text.Length, at + 10)], WordRole.AnyLabel, out _) > 0);
    }
}
