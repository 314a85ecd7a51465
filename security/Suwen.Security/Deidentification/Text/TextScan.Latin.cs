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
        if (TryWebAddress(start, wordEnd, out var end) || TryBareDomain(start, wordEnd, out end) || TryMacAddress(start, out end))
        {
            return end;
        }

        if (HasLabel(WordRole.NumberLabel, start) && (labelKind == IdentifierKind.OnlineAccount || TextClasses.IsDigit(At(wordEnd)) || FoldAt(wordEnd) is '-' || (FoldAt(wordEnd) is '/' or ' ' && wordEnd - start <= 3 && DigitsAt(wordEnd + 1) >= 2 && TextClasses.IsUpper(text[start]) && labelKind != IdentifierKind.Phone)) && TryLabelledNumber(start, out end))
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

        if (TryAsianIdentity(start, wordEnd, out var identityEnd) || TryBritishPostcode(start, wordEnd, out identityEnd))
        {
            return identityEnd;
        }

        if (TryUserName(start, wordEnd, end))
        {
            return end;
        }

        var figures = end - wordEnd;
        if (wordEnd - start is 1 or 2 && figures is 7 or 8 && end - start == 9 && TextClasses.IsUpper(text[start]) && DigitsAt(wordEnd) == figures && FoldAt(start) is 'e' or 'g' or 'd' or 's' or 'p' or 'h' or 'm' && !HasLabel(WordRole.NotNumber, start))
        {
            Emit(start, end, IdentifierKind.OtherDocument, IdentifierEvidence.Form);
            return end;
        }

        if (!HasLabel(WordRole.NotNumber, start) && TryNumberBehindSign(start, out var numberEnd))
        {
            return numberEnd;
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
            if (At(end) == ' ' && lexicon.LatinPhrases.LongestAt(text[(end + 1)..Math.Min(text.Length, end + 30)], WordRole.AnyLabel, out _) is var label && label > 0 && At(end + 1 + label) == ':')
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
        var phrase = lexicon.LatinPhrases.LongestAt(text[start..limit], WordRole.AnyLabel | WordRole.Title | WordRole.Festival | WordRole.NotNumber | WordRole.PlaceLead | WordRole.Credential | WordRole.NameLead, out var entry);
        var phraseEnd = start + phrase;
        if (phrase > 0 && !TextClasses.IsLatin(At(phraseEnd)) && ReadPhrase(start, phraseEnd, entry, out var goOn))
        {
            return goOn;
        }

        if (!TextClasses.IsUpper(text[start]))
        {
            if (wordEnd - start is 2 or 3 && IsBehindDate(start - 1) && IsLineEnd(wordEnd))
            {
                EmitInitials(start, wordEnd);
            }

            return wordEnd;
        }

        if (FoldAt(wordEnd) is '/' or ':' && wordEnd - start is >= 2 and <= 4 && TryInitials(start, wordEnd, out goOn))
        {
            return goOn;
        }

        if (wordEnd - start is 2 or 3 && At(start - 1) == '-' && FoldAt(start - 2) == ' ' && At(start - 3) == '.' && IsCapitals(start, wordEnd) && (IsLineEnd(wordEnd) || At(wordEnd) == ',' || (At(wordEnd) == ' ' && TextClasses.IsDigit(At(wordEnd + 1)))))
        {
            // No PT yet. -RB 10/10/18: initials sign a note.
            Emit(start, wordEnd, IdentifierKind.ClinicianName, IdentifierEvidence.Form);
            return wordEnd;
        }

        var roles = lexicon.Latin.Find(text[start..wordEnd]).Roles;
        if ((roles & WordRole.Month) != 0 && TryMonth(start, wordEnd, out goOn))
        {
            return goOn;
        }

        return TryInstitutionName(start, wordEnd, out goOn) || TryLatinSite(start, out goOn) || TryPlaceBeforeState(start, wordEnd, out goOn) || TryLatinName(start, wordEnd, roles, out goOn) || TryLatinPlace(start, out goOn) ? goOn : wordEnd;
    }

    /// <summary>CWG/nts, EM:dk   D: 02/09: who dictated and who wrote, alone in the last lines of a report.</summary>
    private readonly bool TryInitials(int start, int wordEnd, out int end)
    {
        end = wordEnd;
        var typist = wordEnd + 1;
        var typistEnd = LatinWordEnd(typist);
        if (!IsCapitals(start, wordEnd) || typistEnd - typist is < 2 or > 7 || !(IsLineStart(start) || (At(start - 1) == ' ' && At(start - 2) == ',' && IsLineEnd(typistEnd))) || (text[typist..typistEnd].ContainsAny('a', 'e', 'o') && (lexicon.Latin.Find(text[typist..typistEnd]).Roles & (WordRole.Word | WordRole.Common | WordRole.Unit)) != 0))
        {
            return false;
        }

        for (var i = typist; i < typistEnd; i++)
        {
            if (TextClasses.IsUpper(text[i]))
            {
                return false;
            }
        }

        var next = typistEnd;
        while (FoldAt(next) == ' ')
        {
            next++;
        }

        var isClosed = IsLineEnd(typistEnd) ? At(wordEnd) == '/' : next > typistEnd && (At(next) is 'D' or 'T' or 'd' or 't') && (FoldAt(next + 1) == ':' || FoldAt(next + 2) == ':' || text[next..].StartsWith("Doc"));
        if (!isClosed)
        {
            return false;
        }

        end = typistEnd;
        Emit(start, wordEnd, IdentifierKind.ClinicianName, IdentifierEvidence.Form);
        Emit(typist, typistEnd, IdentifierKind.ClinicianName, IdentifierEvidence.Form);
        return true;
    }

    /// <summary>3/30/17 cmh: small letters behind a date at the end of a line.</summary>
    private readonly void EmitInitials(int start, int end)
    {
        if (At(start - 1) != ' ' || text[start..end] is "am" or "pm" or "hrs" or "ago" || (lexicon.Latin.Find(text[start..end]).Roles & (WordRole.Word | WordRole.Common | WordRole.AnyLabel | WordRole.Unit)) != 0)
        {
            return;
        }

        Emit(start, end, IdentifierKind.ClinicianName, IdentifierEvidence.Form);
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
        while (FoldAt(after) is ' ' or '.' or ':' or '#' or '=' && after - end < 6)
        {
            after++;
        }

        var isTitle = (entry.Roles & WordRole.Title) != 0 && TextClasses.IsUpper(text[start]) && FoldAt(end) is '.' or ' ';
        var isLabel = (entry.Roles & WordRole.NameLabel) != 0 && (text[end..after].Contains(':') || At(end) == '=' || (end - start > 8 && entry.Kind == IdentifierKind.ClinicianName));
        if ((isTitle || isLabel) && !IsReading(start, end, after) && TryPlainName(after, isLabel, out var plainEnd))
        {
            Emit(after, plainEnd, entry.Kind, IdentifierEvidence.Label);
            goOn = plainEnd;
            return true;
        }

        if ((isTitle || isLabel) && !IsReading(start, end, after) && NameWords(after, isLabel, out var nameEnd))
        {
            Emit(after, nameEnd, entry.Kind, IdentifierEvidence.Label);
            goOn = nameEnd;
            return true;
        }

        if ((entry.Roles & WordRole.NameLead) != 0 && TryLeadName(end, entry, out goOn))
        {
            return true;
        }

        // "lives in Framingham", "worked at General Motors": capitalised words behind a phrase that leaves no doubt.
        var isPhrase = end - start >= 7 && text[start..end].Contains(' ') && FoldAt(end) == ' ' && (entry.Roles & (WordRole.PlaceLead | WordRole.OrganisationLabel)) != 0;
        if (isPhrase && (entry.Roles & WordRole.OrganisationLabel) != 0 && CapitalRun(after) is var runEnd && runEnd - after >= 3 && !IsPlainRun(after, runEnd))
        {
            Emit(after, runEnd, entry.Kind, IdentifierEvidence.Label);
            goOn = runEnd;
            return true;
        }

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
}
