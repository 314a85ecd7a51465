namespace Suwen.Security.Deidentification;

/// <summary>Names in Latin letters.</summary>
internal ref partial struct TextScan
{
    /// <summary>MR. Repeat, MS Contin: what is written in capitals and stands before a word of English is no title.</summary>
    private readonly bool IsReading(int start, int end, int next) => end - start == 2 && TextClasses.IsUpper(text[start + 1]) && (lexicon.Latin.Find(text[next..LatinWordEnd(next)]).Roles & (WordRole.Word | WordRole.Common)) != 0 && !TextClasses.IsUpper(At(next + 1));

    /// <summary>Mrs. Page, Dr. May, NAME: PAGE, VIOLA: names that are words of English, behind a title or before a comma and a given name.</summary>
    private readonly bool TryPlainName(int start, bool isLabel, out int end)
    {
        end = LatinWordEnd(start);
        var roles = lexicon.Latin.Find(text[start..end]).Roles;
        if (end - start < 3 || !TextClasses.IsUpper(text[start]) || (roles & (WordRole.Word | WordRole.Common)) == 0 || (roles & (WordRole.FirstName | WordRole.LastName | WordRole.Title)) != 0)
        {
            return false;
        }

        if (isLabel)
        {
            var given = end + 2;
            if (At(end) != ',' || At(end + 1) != ' ' || (lexicon.Latin.Find(text[given..LatinWordEnd(given)]).Roles & WordRole.FirstName) == 0)
            {
                return false;
            }

            end = LatinWordEnd(given);
            return true;
        }

        return FoldAt(end) is not ('-' or ':') && (end - start >= 4 || text[start..end] is "May" or "Day" or "Way" or "Fry") && text[start..end] is not ("Will" or "This" or "That" or "Does" or "Have" or "With" or "From" or "Your" or "Please");
    }

    /// <summary>Up to four words of a name: Smith, John Q.; J. Smith; John O'Neil-Smith; Zhang Wei.</summary>
    private readonly bool NameWords(int start, bool isLabelled, out int end)
    {
        end = start;
        var at = start;
        for (var count = 0; count < MostNameWords; count++)
        {
            var wordEnd = LatinWordEnd(at);
            if (wordEnd == at || !TextClasses.IsUpper(text[at]) || IsNoName(at, wordEnd, count, isLabelled))
            {
                break;
            }

            while (At(wordEnd) == '-' && TextClasses.IsUpper(At(wordEnd + 1)))
            {
                wordEnd = LatinWordEnd(wordEnd + 1);
            }

            end = wordEnd;
            var isInitial = wordEnd - at == 1;
            at = wordEnd;
            at += isInitial && At(at) == '.' ? 1 : 0;
            at = BehindNickname(at);
            end = at;
            if (At(at) == ',' && At(at + 1) == ' ' && count == 0 && isLabelled)
            {
                at++;
            }
            else if (At(at) == ',' && count == 0 && isLabelled && TextClasses.IsUpper(At(at + 1)))
            {
                at++;
                continue;
            }

            if (PatronymicAt(at) is var patronymic && patronymic > at)
            {
                at = patronymic;
                continue;
            }

            if (At(at) != ' ' && !isInitial)
            {
                break;
            }

            at += At(at) == ' ' ? 1 : 0;
        }

        return end > start + 1 || (end == start + 1 && isLabelled);
    }

    /// <summary>Ganesh s/o Muthusamy, Siti binte Rahmat: son or daughter of.</summary>
    private readonly int PatronymicAt(int at)
    {
        if (At(at) != ' ' || At(at + 1) is not ('s' or 'd' or 'a' or 'b' or 'i' or 'v' or 'B'))
        {
            return at;
        }

        foreach (var form in (ReadOnlySpan<string>)[" s/o ", " d/o ", " a/l ", " a/p ", " bin ", " binte ", " binti ", " bte ", " ibn ", " Bin ", " Binte ", " Binti ", " der ", " den ", " van der ", " van den ", " de la ", " van ", " von ", " de ", " da ", " dos "])
        {
            if (text[at..].StartsWith(form, StringComparison.Ordinal) && TextClasses.IsUpper(At(at + form.Length)))
            {
                return at + form.Length;
            }
        }

        return at;
    }

    /// <summary>Lau Chi Keung, Ong Beng Huat: a family name as Hong Kong and Singapore spell it, before two syllables.</summary>
    private readonly bool TrySouthernName(int start, int wordEnd, out int end)
    {
        end = wordEnd;
        if (wordEnd - start > 6 || At(wordEnd) != ' ' || !TextClasses.IsUpper(At(wordEnd + 1)) || (lexicon.LatinSites.Find(text[start..wordEnd]).Roles & WordRole.LastName) == 0)
        {
            return false;
        }

        for (var count = 0; count < 2; count++)
        {
            var next = end + 1;
            var nextEnd = LatinWordEnd(next);
            if (At(end) != ' ' || nextEnd - next is < 2 or > 6 || !TextClasses.IsUpper(At(next)) || (lexicon.Latin.Find(text[next..nextEnd]).Roles & (WordRole.Word | WordRole.Common | WordRole.InstitutionSuffix | WordRole.Street | WordRole.State | WordRole.Unit)) != 0)
            {
                return false;
            }

            end = nextEnd;
        }

        if (At(end) == ',' && At(end + 1) == ' ' && LatinWordEnd(end + 2) is var given && given > end + 2 && (lexicon.Latin.Find(text[(end + 2)..given]).Roles & WordRole.FirstName) != 0)
        {
            end = given;
        }

        Emit(start, end, IdentifierKind.PersonName, IdentifierEvidence.Context);
        return true;
    }

    /// <summary>OKAFOR^LINDA^M: a name in the components of HL7 v2 (data type XPN, chapter 2A).</summary>
    private readonly bool TryComponentName(int start, int wordEnd, WordRole roles, out int end)
    {
        end = wordEnd;
        if (At(wordEnd) != '^' || FoldAt(start - 1) is not ('|' or '=' or '~' or '\n' or ' ' or ':') || wordEnd - start < 2)
        {
            return false;
        }

        var given = LatinWordEnd(wordEnd + 1);
        if (given == wordEnd + 1 || !((lexicon.Latin.Find(text[(wordEnd + 1)..given]).Roles & WordRole.FirstName) != 0 || (roles & WordRole.LastName) != 0 || IsPinyinSurname(start, wordEnd) || FoldAt(start - 1) == '='))
        {
            return false;
        }

        end = given;
        while (At(end) == '^' && LatinWordEnd(end + 1) > end + 1)
        {
            end = LatinWordEnd(end + 1);
        }

        Emit(start, end, IdentifierKind.PersonName, IdentifierEvidence.Form);
        return true;
    }

    private readonly bool IsPinyinSurname(int start, int end)
    {
        Span<char> word = stackalloc char[18];
        return end - start <= word.Length && Pinyin.IsSurname(word[..FoldInto(start, end, word)]);
    }

    /// <summary>Russell "Rusty" Kincaid, Giuseppe (Joe) Catalano: what somebody is called stands between given and family name.</summary>
    private readonly int BehindNickname(int at)
    {
        if (At(at) != ' ' || At(at + 1) is not ('"' or '\'' or '(' or '“' or '‘') || !TextClasses.IsUpper(At(at + 2)))
        {
            return at;
        }

        var end = LatinWordEnd(at + 2);
        return At(end) is '"' or '\'' or ')' or '”' or '’' && At(end + 1) == ' ' && TextClasses.IsUpper(At(end + 2)) ? end + 1 : at;
    }

    private readonly bool IsNoName(int start, int end, int count, bool isLabelled)
    {
        var roles = lexicon.Latin.Find(text[start..end]).Roles;
        if ((roles & WordRole.Credential) != 0 && end - start <= 4 && (count > 0 || end - start == 2))
        {
            return true;
        }

        if (count == 0 && (roles & WordRole.Title) != 0 && end - start <= 4)
        {
            return true;
        }

        return (roles & WordRole.Common) != 0 && (roles & (WordRole.FirstName | WordRole.LastName)) == 0 && !(end - start == 1)
            || (count > 0 && (roles & (WordRole.AnyLabel | WordRole.Title | WordRole.InstitutionSuffix)) != 0 && (roles & (WordRole.FirstName | WordRole.LastName)) == 0)
            || (!isLabelled && count > 2);
    }

    private bool TryLatinName(int start, int wordEnd, WordRole roles, out int end)
    {
        if (TryComponentName(start, wordEnd, roles, out end) || TrySouthernName(start, wordEnd, out end))
        {
            return true;
        }

        end = wordEnd;
        // Smith, John: a family name before a comma and a given one.
        var family = wordEnd;
        while (At(family) == '-' && TextClasses.IsUpper(At(family + 1)))
        {
            family = LatinWordEnd(family + 1);
        }

        var isCapitals = IsCapitals(start, family) && family - start >= 3;
        var mayBeFamily = (isCapitals && IsLineStart(start) && (roles & (WordRole.AnyLabel | WordRole.Title | WordRole.InstitutionSuffix)) == 0) || (roles & WordRole.LastName) != 0 || ((roles & NoNameRoles) == 0 && family - start > 2 && (IsLineStart(start) || !IsAbbreviation(start, wordEnd)));
        if (mayBeFamily && At(family) == ',' && At(family + 1) == ' ' && LatinWordEnd(family + 2) is var given && given > family + 2 && TextClasses.IsUpper(At(family + 2)) && IsGivenBehindComma(start, wordEnd, family + 2, given))
        {
            end = given + InitialBehind(given);
            while (At(end) == ' ' && TextClasses.IsUpper(At(end + 1)) && LatinWordEnd(end + 1) is var more && (lexicon.Latin.Find(text[(end + 1)..more]).Roles & WordRole.FirstName) != 0)
            {
                end = more;
            }

            Emit(start, end, IdentifierKind.PersonName, IdentifierEvidence.Context);
            return true;
        }

        var hasGiven = (roles & WordRole.FirstName) != 0;
        if (hasGiven && (TryNameBeforeAge(start, wordEnd, out end) || TryBeforeCredential(start, out end)))
        {
            return true;
        }

        if (hasGiven || (wordEnd - start == 1 && At(wordEnd) == '.'))
        {
            return TryGivenFirst(start, wordEnd, roles, hasGiven, out end);
        }

        if (TryPinyinName(start, wordEnd, out end) || TryBeforeCredential(start, out end) || TryNameBeforeAge(start, wordEnd, out end))
        {
            return true;
        }

        // A family name alone counts where it can hardly be anything else: in a text about Kowalski's follow-up it is labelled by its title.
        return false;
    }

    /// <summary>A given name behind the comma, surely where the family name is known or both are in capitals.</summary>
    private readonly bool IsGivenBehindComma(int start, int wordEnd, int given, int givenEnd)
    {
        var roles = lexicon.Latin.Find(text[given..givenEnd]).Roles;
        var family = lexicon.Latin.Find(text[start..wordEnd]).Roles;
        if (IsCapitals(start, wordEnd) && IsCapitals(given, givenEnd) && ((family | roles) & NoNameRoles) == 0 && givenEnd - given >= 4 && wordEnd - start >= 4)
        {
            return true;
        }

        if (IsLineStart(start) && (family & WordRole.LastName) != 0 && (family & (WordRole.Word | WordRole.Common)) == 0 && (roles & NoNameRoles) == 0 && givenEnd - given >= 3 && At(givenEnd) is ' ' && !IsCapitals(given, givenEnd))
        {
            return true;
        }

        return (roles & WordRole.FirstName) != 0 && ((family & WordRole.LastName) != 0 || (roles & (WordRole.State | WordRole.DivisionStem)) == 0) && (roles & WordRole.Credential) == 0;
    }

    private readonly bool IsCapitals(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (!TextClasses.IsUpper(text[i]) && text[i] is not ('-' or '\''))
            {
                return false;
            }
        }

        return end > start;
    }

    private readonly int InitialBehind(int at) => At(at) == ' ' && TextClasses.IsUpper(At(at + 1)) && !TextClasses.IsLatin(At(at + 2)) ? (At(at + 2) == '.' ? 3 : 2) : 0;

    private readonly bool TryGivenFirst(int start, int wordEnd, WordRole roles, bool hasGiven, out int end)
    {
        end = wordEnd;
        var at = wordEnd + (At(wordEnd) == '.' ? 1 : 0);
        at += InitialBehind(at);
        var isAmbiguous = (roles & (WordRole.Ambiguous | WordRole.DivisionStem | WordRole.State)) != 0 && !IsBehindRelative(start);
        at = BehindParticles(BehindNickname(at));
        if (At(at) == ' ' && TextClasses.IsUpper(At(at + 1)) && LatinWordEnd(at + 1) is var last && last > at + 2)
        {
            var next = lexicon.Latin.Find(text[(at + 1)..last]).Roles;
            var isSurname = (next & WordRole.LastName) != 0;
            var isBarred = (next & (WordRole.Common | WordRole.InstitutionSuffix | WordRole.OrganisationSuffix | WordRole.Street | WordRole.Month)) != 0 && !isSurname;
            var isInitialed = !hasGiven && last - at > 3 && (next & NoNameRoles) == 0 && !TextClasses.IsUpper(At(at + 2)) && ClassAt(start - 1) is not TextClass.Digit && FoldAt(start - 1) is not ('.' or '/');
            if (!isBarred && (isSurname || isInitialed || (hasGiven && !isAmbiguous && (next & WordRole.Eponym) == 0)))
            {
                while (At(last) == '-' && TextClasses.IsUpper(At(last + 1)))
                {
                    last = LatinWordEnd(last + 1);
                }

                end = last;
                Emit(start, end, IdentifierKind.PersonName, IdentifierEvidence.Context);
                return true;
            }
        }

        // Glenn手术, Lambert-Eaton: beside a Chinese character or a hyphen it is an eponym.
        var isJoined = TextClasses.IsHan(At(wordEnd)) || TextClasses.IsHan(At(start - 1)) || FoldAt(wordEnd) == '-' || FoldAt(start - 1) == '-';
        if (!hasGiven || isAmbiguous || isJoined || TextClasses.IsUpper(At(start + 1)) || (roles & (WordRole.Eponym | WordRole.LastName)) != 0)
        {
            return false;
        }

        Emit(start, wordEnd, IdentifierKind.PersonName, IdentifierEvidence.Context);
        return true;
    }

    /// <summary>her daughter Hope: behind such a word a word that is also a given name is one.</summary>
    private readonly bool IsBehindRelative(int start)
    {
        var before = text[Math.Max(0, start - 12)..start];
        foreach (var relative in (ReadOnlySpan<string>)["daughter ", "son ", "mom ", "aunt ", "uncle ", "fiance ", "cousin ", "wife ", "husband ", "mother ", "father ", "sister ", "brother ", "niece ", "nephew ", "spouse ", "partner "])
        {
            if (before.EndsWith(relative, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The place before the family name where particles stand before it: M. de la Cruz, Jan van der Berg.</summary>
    private readonly int BehindParticles(int at)
    {
        var behind = at;
        while (At(behind) == ' ')
        {
            var end = LatinWordEnd(behind + 1);
            if (text[(behind + 1)..end] is not ("de" or "la" or "del" or "los" or "las" or "da" or "di" or "dos" or "van" or "der" or "den" or "von" or "ter" or "bin" or "al" or "el"))
            {
                break;
            }

            behind = end;
        }

        return behind > at && At(behind) == ' ' && TextClasses.IsUpper(At(behind + 1)) ? behind : at;
    }

    /// <summary>Zhang Wei, Wang Xiaoming, Xiaoming Wang, ZHANG Wei: a surname and a given name in pinyin, of which at least one cannot be English.</summary>
    private readonly bool TryPinyinName(int start, int wordEnd, out int end)
    {
        end = wordEnd;
        if (At(wordEnd) is not (' ' or ',') || wordEnd - start < 2)
        {
            return false;
        }

        var next = wordEnd + (At(wordEnd) == ',' && At(wordEnd + 1) == ' ' ? 2 : 1);
        end = LatinWordEnd(next);
        while (At(end) == '-' && LatinWordEnd(end + 1) > end + 1)
        {
            end = LatinWordEnd(end + 1);
        }

        end = WithoutPossessive(next, end);
        if (end - next < 2 || end - next > 18 || wordEnd - start > 18 || !TextClasses.IsUpper(At(next)))
        {
            return false;
        }

        Span<char> first = stackalloc char[18];
        Span<char> second = stackalloc char[18];
        var firstLength = FoldInto(start, wordEnd, first);
        var secondLength = FoldInto(next, end, second);
        var left = first[..firstLength];
        var right = second[..secondLength];
        var isName = (Pinyin.IsSurname(left) && Pinyin.IsGivenName(right)) || (Pinyin.IsSurname(right) && Pinyin.IsGivenName(left) && At(wordEnd) == ' ');
        var roles = lexicon.Latin.Find(text[start..wordEnd]).Roles | lexicon.Latin.Find(text[next..end]).Roles;
        if (!isName || (roles & (WordRole.Common | WordRole.State | WordRole.DivisionStem | WordRole.Title)) != 0 || left.Length + right.Length < 5)
        {
            return false;
        }

        Emit(start, end, IdentifierKind.PersonName, IdentifierEvidence.Context);
        return true;
    }

    private readonly int FoldInto(int start, int end, Span<char> target)
    {
        var length = 0;
        for (var i = start; i < end; i++)
        {
            if (TextClasses.IsLatin(text[i]))
            {
                target[length++] = TextClasses.Fold(text[i]);
            }
        }

        return length;
    }

    /// <summary>Jane Whitcomb, MD: capitalised words before a degree.</summary>
    private readonly bool TryBeforeCredential(int start, out int end)
    {
        end = start;
        if (!NameWords(start, isLabelled: false, out var nameEnd) || nameEnd - start < 3 || (lexicon.Latin.Find(text[start..LatinWordEnd(start)]).Roles & WordRole.Credential) != 0)
        {
            return false;
        }

        var at = nameEnd;
        at += At(at) == ',' ? 1 : 0;
        at += At(at) == ' ' ? 1 : 0;
        var credential = lexicon.LatinPhrases.LongestAt(text[at..Math.Min(text.Length, at + 18)], WordRole.Credential, out _);
        if (credential < 2 || at == nameEnd || TextClasses.IsLatin(At(at + credential)) || !TextClasses.IsUpper(text[at]) || (At(nameEnd) != ',' && !text[start..nameEnd].Contains(' ')))
        {
            return false;
        }

        end = nameEnd;
        Emit(start, end, IdentifierKind.ClinicianName, IdentifierEvidence.Label);
        return true;
    }
}
