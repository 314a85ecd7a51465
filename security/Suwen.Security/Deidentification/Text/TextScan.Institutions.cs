using System.Buffers;

namespace Suwen.Security.Deidentification;

/// <summary>Institutions and employers by the end of their names, and by what they are called for short.</summary>
internal ref partial struct TextScan
{
    private const int LongestInstitution = 24;

    private static readonly SearchValues<char> InstitutionSorts = SearchValues.Create("民中妇儿传肿口");

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
            var isGrammar = (!isPlace && (before.Entry.Roles & (WordRole.Stop | WordRole.AnyLabel | WordRole.NameLead)) != 0 && (before.Entry.Roles & WordRole.Generic) == 0) || (before.Length == 1 && IsStopCharacter(text[before.Start]));
            if (before.Start < floor || (before.IsName && before.Bonus >= TellingBonus && !HeadsSite(tokens, first - 1)) || (isGrammar && !(before.Length == 1 && BeginsInstitution(tokens, first - 1, i))))
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

        var end = text[..suffix.End].EndsWith("委会") ? ExtendAddress(suffix.End) : WithBranch(suffix.End);
        Emit(start, end, suffix.Entry.Kind, IdentifierEvidence.Context);
        floor = end;
        return end;
    }

    /// <summary>
    /// Whether a word of grammar belongs to the name behind it: of that name no more than a character is left (向|塘|医院), or the name of its place ends
    /// where the word begins (高桥街道|向湾社区卫生站).
    /// </summary>
    private readonly bool BeginsInstitution(ReadOnlySpan<NameLattice.Token> tokens, int at, int suffix)
    {
        var own = 0;
        for (var i = at + 1; i < suffix; i++)
        {
            own += (tokens[i].Entry.Roles & WordRole.Generic) == 0 ? tokens[i].Length : 0;
            if ((tokens[i].Entry.Roles & (WordRole.Division | WordRole.DivisionStem)) != 0)
            {
                return false;
            }
        }

        return own == 1 && !(tokens[at + 1].Length == 1 && TextClasses.IsDigit(At(tokens[at + 1].Start - 1)));
    }

    /// <summary>向双溪镇卫生院反馈, 系桂东水泥厂职工: what was read as a name ends like a place, or the sort of an institution follows at once.</summary>
    private readonly bool HeadsSite(ReadOnlySpan<NameLattice.Token> tokens, int name)
    {
        const WordRole Sorts = WordRole.InstitutionSuffix | WordRole.OrganisationSuffix;
        ref readonly var token = ref tokens[name];
        if (!token.IsName || token.Length != 3 || name + 1 >= tokens.Length)
        {
            return false;
        }

        ref readonly var next = ref tokens[name + 1];
        if ((next.Entry.Roles & Sorts) != 0 && next.Length >= 2)
        {
            return true;
        }

        // 桂东水|泥|厂: the end of the name is the beginning of the sort.
        return lexicon.Chinese.LongestAt(text[(token.End - 1)..Math.Min(text.Length, token.End + 5)], Sorts, out _) > 1;
    }

    /// <summary>在富仕康上班, 在天朗汽修打工: between the preposition and a word of work stands whom somebody works for.</summary>
    private bool TryWorkplace(ReadOnlySpan<NameLattice.Token> tokens, int i)
    {
        ref readonly var work = ref tokens[i];
        if (work.Length != 2 || text[work.Start] is not ('上' or '打' or '务' or '任' or '做' or '就' or '读') || text.Slice(work.Start, 2) is not ("上班" or "打工" or "务工" or "任职" or "任教" or "做工" or "就读" or "读书" or "上学"))
        {
            return false;
        }

        for (var lead = i - 1; lead >= 0 && work.Start - tokens[lead].End <= LongestWorkplace; lead--)
        {
            var c = text[tokens[lead].Start];
            if (tokens[lead].Length == 1 && c is '在' or '于' or '去')
            {
                var start = tokens[lead].End;
                if (start < floor || work.Start - start < 3 || IsPlainWorkplace(tokens, lead + 1, i))
                {
                    return false;
                }

                Emit(start, work.Start, IdentifierKind.Organisation, IdentifierEvidence.Context);
                return true;
            }

            if ((tokens[lead].Length == 1 && IsStopCharacter(c)) || (tokens[lead].Entry.Roles & WordRole.AnyLabel) != 0)
            {
                return false;
            }
        }

        return false;
    }

    private const int LongestWorkplace = 14;

    /// <summary>在外地上班, 在附近工地打工, 在学校读书: every word of it is said of any place, or the last says where and not for whom.</summary>
    private readonly bool IsPlainWorkplace(ReadOnlySpan<NameLattice.Token> tokens, int first, int end)
    {
        if (text[tokens[end - 1].End - 1] is '地' or '里' or '外' or '家' or '上' or '边' or '处' or '市' or '县' or '省' or '镇' or '乡' or '村' or '中' or '内' or '间' or '年' or '月' or '前' or '后' or '时' or '夜' or '区' or '都' or '常' or '直' or '院' or '司' or '校' or '能')
        {
            return true;
        }

        for (var i = first; i < end; i++)
        {
            if ((tokens[i].Entry.Roles & (WordRole.Division | WordRole.DivisionStem)) != 0)
            {
                return true;
            }
        }

        return tokens[first].End == tokens[end - 1].End && tokens[first].Entry.Roles != WordRole.None;
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
}
