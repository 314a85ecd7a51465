namespace Suwen.Security.Deidentification;

/// <summary>Names by where they stand: in the rows of lists, before sex, age or telephone, spread out over blanks.</summary>
internal ref partial struct TextScan
{
    private const int LongestSeparation = 5;

    /// <summary>
    /// 15床 金黄 29岁, 左右，男，27岁, 阳光 13812773345: a run of two to four characters that is parted from what stands around it, with the sex, an age, a
    /// telephone or a bed beside it, is a name even where it is spelled like a word.
    /// </summary>
    private bool TryRowName(int start, int end)
    {
        // A mark that ends a clause stands behind most runs; the others are looked at more closely.
        if (end - start is > 10 or < 2 || FoldAt(end) is '。' or ';' or '；' or '.' || (FoldAt(end) == ':' && end - start > 2) || (FoldAt(end) is '，' or ',' or '、' && TextClasses.IsHan(At(end + 1)) && At(end + 1) is not ('男' or '女') && FoldAt(start - 1) is not (' ' or ':') && text[end..Math.Min(text.Length, end + 8)].IndexOf('族') < 0))
        {
            return false;
        }

        if (TryFamiliar(start, end))
        {
            return true;
        }

        var isBehindBed = IsBehindBed(start);
        var first = text[start] == '床' && TextClasses.IsDigit(At(start - 1)) ? start + 1 : start;
        isBehindBed |= first > start;
        var length = CodePoints(first, end);
        if (length < 2 || (length > 4 && (length > 8 || text[first..end].ContainsAnyExcept(DottedSet))))
        {
            return false;
        }

        if (lastNameEnd == first - 1 && lastNameEnd > 0 && At(first - 1) is '(' or '（' && At(end) is ')' or '）' && !text[first..end].ContainsAnyExcept(DottedSet))
        {
            // Maria Rodrigues（玛丽亚）: the name again in Chinese characters.
            EmitName(first, end, lastNameKind, IdentifierEvidence.Context);
            return true;
        }

        var kind = IdentifierKind.PersonName;
        var isNamed = IsRow(first, end, isBehindBed) && (length > 4 || MayBeName(first, end, length, isBehindBed && DigitsAt(end + 1) > 0));
        if (!isNamed && IsBehindRole(first) && length is 2 or 3 && !TextClasses.IsHan(At(end)) && MayBeName(first, end, length, isLoose: false))
        {
            (isNamed, kind) = (true, IdentifierKind.ClinicianName);
        }

        if (isNamed)
        {
            EmitName(first, end, kind, IdentifierEvidence.Label);
        }

        return isNamed;
    }

    /// <summary>老孟：, 小齐：: an endearment with a surname, alone before or behind a colon.</summary>
    private bool TryFamiliar(int start, int end)
    {
        if (end - start != 2 || text[start] is not ('老' or '小' or '阿') || !(FoldAt(end) == ':' || (FoldAt(start - 1) == ':' && text[start] != '阿') || (FoldAt(start - 1) == ' ' && IsLineEnd(end))) || !IsFamiliar(start))
        {
            return false;
        }

        EmitName(start, end, HasLabel(WordRole.NameLabel, start) ? labelKind : IdentifierKind.PersonName, IdentifierEvidence.Label);
        return true;
    }

    private readonly bool IsFamiliar(int start) => lexicon.SurnameCost(At(start + 1)) > 0 && lexicon.Chinese.Find(text.Slice(start, 2)).Roles == WordRole.None && At(start + 1) is not ('时' or '年' or '于' or '米' or '麦' or '便' or '家' or '水' or '花' or '叶' or '房' or '包' or '双' or '安' or '干' or '容' or '能' or '习');

    /// <summary>物理师 盛夏, 填表人：柳絮: a word behind which a colon or blank stands, and that ends as words for people do who sign.</summary>
    private readonly bool IsBehindRole(int start)
    {
        var at = start;
        var hasColon = false;
        while (at > 0 && FoldAt(at - 1) is ' ' or ':' && start - at < 4)
        {
            hasColon |= FoldAt(--at) == ':';
        }

        if (at == start || at < 2 || !TextClasses.IsHan(text[at - 2]))
        {
            return false;
        }

        return text[at - 1] == '师' ? text[at - 2] is not ('老' or '教' or '律') || hasColon : hasColon && text[at - 1] is '员' or '者' or '人' or '医' or '护' && text[at - 2] is not ('病' or '患' or '家' or '本' or '成' or '人' or '在' or '超' or '二' or '一' or '三');
    }

    /// <summary>No word of a form or of care; a word of the dictionary only where it begins with a surname and goes on as given names do.</summary>
    private readonly bool MayBeName(int start, int end, int length, bool isLoose)
    {
        const WordRole Never = WordRole.NotName | WordRole.AnyLabel | WordRole.Title | WordRole.NameLead | WordRole.InstitutionSuffix | WordRole.OrganisationSuffix | WordRole.Division | WordRole.DivisionStem
            | WordRole.Stop | WordRole.Generic | WordRole.NotNumber | WordRole.Festival | WordRole.PlaceLead;
        var roles = lexicon.Chinese.Find(text[start..end]).Roles;
        if ((roles & Never) != 0)
        {
            return false;
        }

        if (text[end - 1] is '族' or '科' or '室' or '床' or '号' or '籍' or '性' or '型' or '期' or '级' or '度' or '症' or '病' or '炎' or '癌' or '术' or '痛' or '热' or '区' or '院' or '楼' or '史' or '者' or '员' or '片' or '胎')
        {
            return false;
        }

        if (isLoose && lexicon.SurnameCost(text[start]) > 0)
        {
            return true;
        }

        var isCompound = lexicon.CompoundCost(text[start], At(start + 1)) > 0;
        if (lexicon.SurnameCost(text[start]) == 0 && !isCompound)
        {
            return (roles & WordRole.NamePart) != 0 || (length <= 3 && roles == WordRole.None && IsSpelledLikeGiven(start, end));
        }

        return (length <= (isCompound ? 4 : 3) || lexicon.SurnameCost(At(start + 1)) > 0) && (length == 2 || (roles & WordRole.Word) == 0) && IsSpelledLikeGiven(start + (isCompound ? 2 : 1), end);
    }

    private readonly bool IsSpelledLikeGiven(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var cost = lexicon.Given(text[i]);
            if (Math.Min(cost.First, Math.Min(cost.Second, cost.Single)) >= Lexicon.UnknownCost && !char.IsSurrogate(text[i]))
            {
                return false;
            }

            if (i + 1 < end && (lexicon.Chinese.Find(text[i..end]).Roles & (WordRole.NotName | WordRole.AnyLabel | WordRole.Title)) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private readonly bool IsRow(int start, int end, bool isBehindBed)
    {
        var next = end;
        while (FoldAt(next) is ' ' or ',' or '，' or '、' or '|' or '/' or '(' or '（' && next - end < LongestSeparation)
        {
            next++;
        }

        if (next == end)
        {
            return false;
        }

        if (TextClasses.IsHan(At(next)) && text[next..Math.Min(text.Length, next + 6)].IndexOf('族') is var people && people > 0 && !TextClasses.IsHan(At(next + people + 1)))
        {
            // The people stands between name and sex: 和阿普，怒族，男.
            next += people + 1;
            next += FoldAt(next) is ' ' or ',' or '，' or '、' or '|' ? 1 : 0;
        }

        if ((At(next) is '男' or '女' && (ClassAt(next + 1) != TextClass.Han || At(next + 1) == '性')) || (At(next) is 'F' or 'M' && ClassAt(next + 1) is TextClass.Space or TextClass.Other && FoldAt(next + 1) is ' ' or ',' or '，' or '/' or '|'))
        {
            return true;
        }

        var digits = DigitsAt(next);
        var opens = isBehindBed || IsLineStart(start) || HasLabel(WordRole.NameLabel, start);
        if (digits is >= 1 and <= 3)
        {
            return (opens && IsAgeUnit(next + digits)) || (IsLineStart(start) && At(next + digits) == '床');
        }

        return digits is 11 or 18 && FoldAt(end) is ' ' or '|' or '(' or '（' && (digits == 18 || (text[next] == '1' && At(next + 1) is >= '3' and <= '9'));
    }

    private readonly bool IsAgeUnit(int at) => At(at) == '岁' || (At(at) == '周' && At(at + 1) == '岁') || (FoldAt(at) == 'y' && !TextClasses.IsLatin(At(at + 1)));

    /// <summary>12床 before a blank, or 床12.</summary>
    private readonly bool IsBehindBed(int start)
    {
        var at = start;
        while (at > 0 && FoldAt(at - 1) is ' ' or '-' or ':' or '|' && start - at < LongestSeparation)
        {
            at--;
        }

        if (At(at - 1) == '床')
        {
            return TextClasses.IsDigit(At(at - 2)) || At(at - 2) is '号' or '加';
        }

        var digits = at;
        while (digits > 0 && TextClasses.IsDigit(text[digits - 1]))
        {
            digits--;
        }

        return digits < at && at < start && At(digits - 1) == '床';
    }

    /// <summary>姓名：过 雪 梅, 医师：王　强: behind a label, single characters with blanks between.</summary>
    private bool TrySpacedName(int start, out int end)
    {
        end = start + 1;
        if (!HasLabel(WordRole.NameLabel, start, mustBeParted: true) || TextClasses.IsHan(At(end)))
        {
            return false;
        }

        var count = 1;
        while (count < 4)
        {
            var next = end;
            while (FoldAt(next) == ' ' && next - end < 3)
            {
                next++;
            }

            if (next == end || !TextClasses.IsHan(At(next)) || TextClasses.IsHan(At(next + 1)) || At(next) is '男' or '女')
            {
                break;
            }

            end = next + 1;
            count++;
        }

        if (count < 2 || (lexicon.SurnameCost(text[start]) == 0 && count == 2) || IsSpacedWord(start, end))
        {
            return false;
        }

        EmitName(start, end, labelKind, IdentifierEvidence.Label);
        labelEnd = -1;
        return true;
    }

    /// <summary>性 别, 年 龄: the next label of a form, spread out as well.</summary>
    private readonly bool IsSpacedWord(int start, int end)
    {
        Span<char> word = stackalloc char[4];
        var length = 0;
        for (var i = start; i < end && length < word.Length; i++)
        {
            if (TextClasses.IsHan(text[i]))
            {
                word[length++] = text[i];
            }
        }

        return (lexicon.Chinese.Find(word[..length]).Roles & (WordRole.NotName | WordRole.AnyLabel)) != 0;
    }
}
