namespace Suwen.Security.Deidentification;

/// <summary>Words in Latin letters: labels, names, institutions, addresses, accounts.</summary>
internal ref partial struct TextScan
{
    private const int MostNameWords = 4;

    private readonly int LatinWordEnd(int start)
    {
        var end = start;
        while (end < text.Length && (TextClasses.IsLatin(text[end]) || (At(end) is '\'' or '’' && TextClasses.IsLatin(At(end + 1)) && end > start)))
        {
            end++;
        }

        return end;
    }

    private int ScanLatin(int start)
    {
        var wordEnd = LatinWordEnd(start);
        if (TryWebAddress(start, wordEnd, out var end) || TryMacAddress(start, out end))
        {
            return end;
        }

        if (HasLabel(WordRole.NumberLabel, start) && (labelKind == IdentifierKind.OnlineAccount || TextClasses.IsDigit(At(wordEnd)) || FoldAt(wordEnd) is '-') && TryLabelledNumber(start, out end))
        {
            return end;
        }

        if (HasLabel(WordRole.AddressLabel | WordRole.OrganisationLabel | WordRole.InstitutionLabel, start, mustBeParted: true) && (FoldAt(labelEnd) is ':' || FoldAt(labelEnd + 1) is ':') && TryFreeLatinValue(start, out end))
        {
            return end;
        }

        if (TextClasses.IsDigit(At(wordEnd)) || (FoldAt(wordEnd) is '-' or '_' && TextClasses.IsDigit(At(wordEnd + 1))))
        {
            return ScanMixed(start, wordEnd);
        }

        return ScanWord(start, wordEnd);
    }

    /// <summary>Letters and figures in one token: passports (GB/T 30282: E or two letters and figures), numbers of records, readings such as T2 that are nothing.</summary>
    private int ScanMixed(int start, int wordEnd)
    {
        var end = wordEnd;
        while (end < text.Length && (TextClasses.Of(text[end]) is TextClass.Digit or TextClass.Latin || (FoldAt(end) is '-' or '_' && TextClasses.Of(At(end + 1)) is TextClass.Digit or TextClass.Latin)))
        {
            end++;
        }

        if (At(end) is '@' or '＠')
        {
            return end;
        }

        var figures = end - wordEnd;
        if (wordEnd - start is 1 or 2 && figures is 7 or 8 && end - start == 9 && TextClasses.IsUpper(text[start]) && DigitsAt(wordEnd) == figures && FoldAt(start) is 'e' or 'g' or 'd' or 's' or 'p' or 'h' or 'm' && !HasLabel(WordRole.NotNumber, start))
        {
            Emit(start, end, IdentifierKind.OtherDocument, IdentifierEvidence.Form);
            return end;
        }

        EmitToken(start, end);
        return end;
    }

    private readonly bool TryWebAddress(int start, int wordEnd, out int end)
    {
        end = start;
        var isScheme = text[wordEnd..].StartsWith("://", StringComparison.Ordinal);
        if (!isScheme && !(text[start..wordEnd].Equals("www", StringComparison.OrdinalIgnoreCase) && At(wordEnd) == '.'))
        {
            return false;
        }

        end = wordEnd + (isScheme ? 3 : 1);
        while (end < text.Length && text[end] is > ' ' and < '\u007F' and not ('"' or '<' or '>' or '\'' or ')' or ','))
        {
            end++;
        }

        while (At(end - 1) is '.' or ';')
        {
            end--;
        }

        Emit(start, end, IdentifierKind.Url, IdentifierEvidence.Form);
        return true;
    }

    /// <summary>Reads both sides of an @ (the dot-atom form of RFC 5322, section 3.4.1).</summary>
    private readonly int ScanEmail(int at)
    {
        var start = at;
        while (start > 0 && at - start < 64 && (char.IsAsciiLetterOrDigit(TextClasses.Fold(text[start - 1])) || FoldAt(start - 1) is '.' or '_' or '-' or '+' or '%'))
        {
            start--;
        }

        var end = at + 1;
        var dot = false;
        while (end < text.Length && end - at < 80 && (char.IsAsciiLetterOrDigit(FoldAt(end)) || (FoldAt(end) is '.' or '-' && char.IsAsciiLetterOrDigit(FoldAt(end + 1)))))
        {
            dot |= FoldAt(end) == '.';
            end++;
        }

        if (!dot || start == at)
        {
            return at + 1;
        }

        Emit(start, end, IdentifierKind.Email, IdentifierEvidence.Form);
        return end;
    }

    private bool TryFreeLatinValue(int start, out int end)
    {
        end = start;
        while (end < text.Length && end - start < 80 && text[end] is not ('\n' or '\r' or ';' or '|') && !(At(end) == ' ' && At(end + 1) is ' ' or '\n') && !(At(end) == '.' && At(end + 1) is ' ' or '\n' && ClassAt(end - 2) != TextClass.Space))
        {
            if (At(end) == ' ' && lexicon.Latin.LongestAt(text[(end + 1)..Math.Min(text.Length, end + 30)], WordRole.AnyLabel, out _) is var label && label > 0 && At(end + 1 + label) == ':')
            {
                break;
            }

            end++;
        }

        if (end - start < 3)
        {
            return false;
        }

        Emit(start, end, (labelRoles & WordRole.AddressLabel) != 0 ? IdentifierKind.Address : labelKind, IdentifierEvidence.Label);
        labelEnd = -1;
        floor = end;
        return true;
    }

    private int ScanWord(int start, int wordEnd)
    {
        var limit = Math.Min(text.Length, start + 40);
        var phrase = lexicon.Latin.LongestAt(text[start..limit], WordRole.AnyLabel | WordRole.Title | WordRole.Festival | WordRole.NotNumber | WordRole.PlaceLead | WordRole.Credential, out var entry);
        var phraseEnd = start + phrase;
        if (phrase > 0 && !TextClasses.IsLatin(At(phraseEnd)) && ReadPhrase(start, phraseEnd, entry, out var goOn))
        {
            return goOn;
        }

        if (!TextClasses.IsUpper(text[start]))
        {
            return wordEnd;
        }

        var roles = lexicon.Latin.Find(text[start..wordEnd]).Roles;
        if ((roles & WordRole.Month) != 0 && TryMonth(start, wordEnd, out goOn))
        {
            return goOn;
        }

        return TryInstitutionName(start, wordEnd, out goOn) || TryLatinName(start, wordEnd, roles, out goOn) || TryLatinPlace(start, out goOn) ? goOn : wordEnd;
    }

    private bool ReadPhrase(int start, int end, WordEntry entry, out int goOn)
    {
        goOn = end;
        if ((entry.Roles & WordRole.Festival) != 0)
        {
            Emit(start, end, IdentifierKind.Date, IdentifierEvidence.Form);
            return true;
        }

        var after = end;
        while (FoldAt(after) is ' ' or '.' or ':' or '#' && after - end < 6)
        {
            after++;
        }

        var isTitle = (entry.Roles & WordRole.Title) != 0 && TextClasses.IsUpper(text[start]) && FoldAt(end) is '.' or ' ';
        var isLabel = (entry.Roles & WordRole.NameLabel) != 0 && (text[end..after].Contains(':') || (end - start > 8 && entry.Kind == IdentifierKind.ClinicianName));
        if ((isTitle || isLabel) && NameWords(after, isLabel, out var nameEnd))
        {
            Emit(after, nameEnd, entry.Kind, IdentifierEvidence.Label);
            goOn = nameEnd;
            return true;
        }

        // "lives in Framingham", "worked at General Motors": capitalised words behind a phrase that leaves no doubt.
        var isPhrase = end - start >= 7 && text[start..end].Contains(' ') && FoldAt(end) == ' ' && (entry.Roles & (WordRole.PlaceLead | WordRole.OrganisationLabel)) != 0;
        if (isPhrase && NameWords(after, isLabelled: true, out var placeEnd) && placeEnd - after >= 3)
        {
            Emit(after, placeEnd, entry.Kind, IdentifierEvidence.Label);
            goOn = placeEnd;
            return true;
        }

        if ((entry.Roles & (WordRole.AnyLabel | WordRole.NotNumber)) != 0 && !(start > 0 && FoldAt(start - 1) is '-'))
        {
            SetLabel(entry, end);
            // "Smith Clinic" and "Patient Jones": a label may be part of a name, so only real labels end the word here.
            return At(end) is ':' or '#' or '：' || (entry.Roles & WordRole.NumberLabel) != 0;
        }

        return false;
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

            if (At(at) != ' ' && !isInitial)
            {
                break;
            }

            at += At(at) == ' ' ? 1 : 0;
        }

        return end > start + 1 || (end == start + 1 && isLabelled);
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
        end = wordEnd;
        // Smith, John: a family name before a comma and a given one.
        if ((roles & WordRole.LastName) != 0 && At(wordEnd) == ',' && At(wordEnd + 1) == ' ' && LatinWordEnd(wordEnd + 2) is var given && given > wordEnd + 2 && TextClasses.IsUpper(At(wordEnd + 2)) && (lexicon.Latin.Find(text[(wordEnd + 2)..given]).Roles & WordRole.FirstName) != 0)
        {
            end = given + InitialBehind(given);
            Emit(start, end, IdentifierKind.PersonName, IdentifierEvidence.Context);
            return true;
        }

        var hasGiven = (roles & WordRole.FirstName) != 0;
        if (hasGiven || (wordEnd - start == 1 && At(wordEnd) == '.'))
        {
            return TryGivenFirst(start, wordEnd, roles, hasGiven, out end);
        }

        if (TryPinyinName(start, wordEnd, out end) || TryBeforeCredential(start, out end))
        {
            return true;
        }

        // A family name alone counts where it can hardly be anything else: in a text about Kowalski's follow-up it is labelled by its title.
        return false;
    }

    private readonly int InitialBehind(int at) => At(at) == ' ' && TextClasses.IsUpper(At(at + 1)) && !TextClasses.IsLatin(At(at + 2)) ? (At(at + 2) == '.' ? 3 : 2) : 0;

    private readonly bool TryGivenFirst(int start, int wordEnd, WordRole roles, bool hasGiven, out int end)
    {
        end = wordEnd;
        var at = wordEnd + (At(wordEnd) == '.' ? 1 : 0);
        at += InitialBehind(at);
        var isAmbiguous = (roles & (WordRole.Ambiguous | WordRole.DivisionStem | WordRole.State)) != 0 && !IsBehindRelative(start);
        at = BehindParticles(at);
        if (At(at) == ' ' && TextClasses.IsUpper(At(at + 1)) && LatinWordEnd(at + 1) is var last && last > at + 2)
        {
            var next = lexicon.Latin.Find(text[(at + 1)..last]).Roles;
            var isSurname = (next & WordRole.LastName) != 0;
            var isBarred = (next & (WordRole.Common | WordRole.InstitutionSuffix | WordRole.OrganisationSuffix | WordRole.Street | WordRole.Month)) != 0 && !isSurname;
            if (!isBarred && (isSurname || (hasGiven && !isAmbiguous && (next & WordRole.Eponym) == 0)))
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

        if (!hasGiven || isAmbiguous || TextClasses.IsUpper(At(start + 1)) || (roles & (WordRole.Eponym | WordRole.LastName)) != 0)
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
        foreach (var relative in (ReadOnlySpan<string>)["daughter ", "son ", "wife ", "husband ", "mother ", "father ", "sister ", "brother ", "niece ", "nephew ", "spouse ", "partner "])
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
        if (!NameWords(start, isLabelled: false, out var nameEnd) || nameEnd - start < 3)
        {
            return false;
        }

        var at = nameEnd;
        at += At(at) == ',' ? 1 : 0;
        at += At(at) == ' ' ? 1 : 0;
        var credential = lexicon.Latin.LongestAt(text[at..Math.Min(text.Length, at + 8)], WordRole.Credential, out _);
        if (credential < 2 || at == nameEnd || TextClasses.IsLatin(At(at + credential)) || !TextClasses.IsUpper(text[at]) || (At(nameEnd) != ',' && !text[start..nameEnd].Contains(' ')))
        {
            return false;
        }

        end = nameEnd;
        Emit(start, end, IdentifierKind.ClinicianName, IdentifierEvidence.Label);
        return true;
    }
}
