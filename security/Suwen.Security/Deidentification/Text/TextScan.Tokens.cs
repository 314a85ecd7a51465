using System.Buffers;

namespace Suwen.Security.Deidentification;

/// <summary>What the words of a run say.</summary>
internal ref partial struct TextScan
{
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
                if (token.Bonus < TellingBonus || !HeadsSite(tokens, i))
                {
                    ReadName(tokens, i);
                }

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

            if (TryWorkplace(tokens, i))
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

        if (ChineseAgeEnd(token.Start) is var ageEnd && ageEnd >= token.End)
        {
            Emit(token.Start, ageEnd, IdentifierKind.Age, IdentifierEvidence.Form);
            floor = ageEnd;
            return ageEnd;
        }

        if (token.Length == 2 && text[token.Start] is '正' or '腊' or '冬' && text[token.Start + 1] == '月' && (DayOfMonth(token.End, out var lunar) || LunarDay(token.End, out lunar)))
        {
            Emit(token.Start, lunar, IdentifierKind.Date, IdentifierEvidence.Form);
            floor = lunar;
            return lunar;
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
            if ((roles & WordRole.AddressLabel) != 0 && token.Length >= 2 && i + 1 < tokens.Length && TryUnmarkedAddress(token.End, out var addressEnd))
            {
                floor = addressEnd;
                return addressEnd;
            }

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

    private static readonly SearchValues<char> StopCharacters = SearchValues.Create("到在于至由往赴转从去回与及或为是曾因拟今又再已并被把将就送来遂的了对以同跟请让诉称入出向经系他她你您我患者予查虑有无址住");

    private static bool IsStopCharacter(char c) => StopCharacters.Contains(c);

    /// <summary>Further characters that spell foreign names; only with a dot between its parts are they taken for one.</summary>
    private const string DottedOnly = "冈雷卢诺戴蒂凯丝莉露琳薇珊妮芙鲍勃费舍科沃菲泽朱汉歇佩切伊莲谢瑟宾本敏迈维彼得梅拉涅叶捷波葛温亨利乔治劳路德福柯霍华摩根赛格雅各布海且山合斯苏若昂祖钮钴禄丹皮埃厄乔娅凡荷奈恩达瑞奥芬蒙罗希施密特曼赫尔穆盖尔安吉尼奇切夫罗维娅茜蕾娜吕桂";

    private static readonly SearchValues<char> DottedSet = SearchValues.Create(Transliterating + DottedOnly);

    /// <summary>A name with dots between its parts: 买买提·吐尔逊, 若昂·佩德罗·罗德里格斯, 汉斯-彼得·米勒.</summary>
    private int ScanNameDot(int dot)
    {
        if (dot == 0 || !TextClasses.IsHan(At(dot - 1)) || ClassAt(dot + 1) != TextClass.Han)
        {
            return dot + 1;
        }

        var isMiddleDot = text[dot] is not ('.' or '．');
        var start = DottedStart(dot);
        var end = DottedEnd(dot + 1);
        var run = RunStart(dot);
        var isAsked = isMiddleDot && (HasLabel(WordRole.NameLabel, run) || (start == run && dot - start >= 2));
        if (isAsked)
        {
            start = dot - run <= 6 && run >= floor ? run : start;
            end = end - dot > 1 && !TextClasses.IsHan(At(end)) ? end : WholeRun(dot + 1, end);
        }

        while (isMiddleDot && text[dot] == At(end) && DottedEnd(end + 1) > end + 1)
        {
            end = WholeRun(end + 1, DottedEnd(end + 1));
        }

        if (dot - start >= 2 && end - dot > (isAsked ? 1 : 2) && (isMiddleDot || dot - start >= 3))
        {
            EmitName(start, end, labelEnd >= 0 && start - labelEnd is >= 0 and <= 4 && (labelRoles & WordRole.NameLabel) != 0 ? labelKind : IdentifierKind.PersonName, IdentifierEvidence.Form);
            return end;
        }

        return dot + 1;
    }

    private readonly int DottedStart(int dot)
    {
        var start = dot;
        while (start > 0 && start > floor && dot - start < 9 && (DottedSet.Contains(text[start - 1]) || (text[start - 1] == '-' && start > 1 && start < dot && DottedSet.Contains(text[start - 2]))))
        {
            start--;
        }

        return start;
    }

    private readonly int DottedEnd(int start)
    {
        var end = start;
        while (end < text.Length && end - start <= 9 && DottedSet.Contains(text[end]))
        {
            end++;
        }

        return end;
    }

    private readonly int RunStart(int at)
    {
        while (at > 0 && TextClasses.IsHan(text[at - 1]))
        {
            at--;
        }

        return at;
    }

    /// <summary>The whole run behind a dot where it is short, else what spells a foreign name.</summary>
    private readonly int WholeRun(int start, int end)
    {
        var at = start;
        while (at - start <= 6 && TextClasses.IsHan(At(at)))
        {
            at++;
        }

        return at - start <= 6 ? at : end;
    }
}
