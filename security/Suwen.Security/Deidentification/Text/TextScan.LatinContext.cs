namespace Suwen.Security.Deidentification;

/// <summary>English names, ages and places by the words around them.</summary>
internal ref partial struct TextScan
{
    private const int OldestAge = 110;

    /// <summary>her son Rolf, RN Teodora, Hi Kagiso: behind such a word, capitalised words that are no words of English.</summary>
    private readonly bool TryLeadName(int leadEnd, in WordEntry entry, out int end)
    {
        end = leadEnd;
        var at = leadEnd;
        var isBracketed = false;
        if (FoldAt(at) is ',' or '(' || (FoldAt(at) == '.' && entry.Kind != IdentifierKind.RelativeName && text[..at].LastIndexOf(' ') >= at - 5) || (FoldAt(at) == ' ' && FoldAt(at + 1) == '('))
        {
            isBracketed = FoldAt(at) != '.';
            at += FoldAt(at) == ' ' ? 2 : 1;
            at += at < text.Length && (FoldAt(at) == ' ' || (FoldAt(at) == '\n' && entry.Kind == IdentifierKind.PersonName)) ? 1 : 0;
        }
        else if (FoldAt(at) == ' ')
        {
            at++;
        }
        else if (FoldAt(at) == ':' && FoldAt(at + 1) == ' ')
        {
            at += 2;
        }
        else
        {
            return false;
        }

        foreach (var between in (ReadOnlySpan<string>)["named ", "is "])
        {
            at += text[at..].StartsWith(between, StringComparison.Ordinal) && between.Length == 6 ? between.Length : 0;
        }

        if (!IsLikeName(at, out end) || (isBracketed && !(FoldAt(end) is ',' or ')' or '?' or '.' || (FoldAt(end) == '\n' && entry.Kind == IdentifierKind.PersonName))))
        {
            return false;
        }

        Emit(at, end, entry.Kind, IdentifierEvidence.Label);
        return true;
    }

    /// <summary>Up to four capitalised words of which none is a word of English, unless it is also a name.</summary>
    private readonly bool IsLikeName(int start, out int end)
    {
        if (!TextClasses.IsUpper(At(start)) || !NameWords(start, isLabelled: true, out var limit))
        {
            end = start;
            return false;
        }

        end = start;
        var words = 0;
        for (var at = start; at < limit;)
        {
            var wordEnd = LatinWordEnd(at);
            if (wordEnd == at)
            {
                at++;
                continue;
            }

            var word = WithoutPossessive(at, wordEnd);
            if (word - at > 1)
            {
                var roles = lexicon.Latin.Find(text[at..word]).Roles;
                var isKnown = (roles & (WordRole.FirstName | WordRole.LastName)) != 0;
                if (!isKnown && ((roles & NoNameRoles) != 0 || IsAbbreviation(at, word)))
                {
                    break;
                }

                words++;
            }

            end = word;
            at = wordEnd;
        }

        return words > 0;
    }

    private const WordRole NoNameRoles = WordRole.Word | WordRole.Common | WordRole.Month | WordRole.Festival | WordRole.Eponym | WordRole.InstitutionSuffix | WordRole.Street | WordRole.State | WordRole.DivisionStem | WordRole.AnyLabel | WordRole.Credential | WordRole.Title;

    private readonly bool IsAbbreviation(int start, int end)
    {
        for (var i = start + 1; i < end; i++)
        {
            if (!TextClasses.IsUpper(text[i]))
            {
                return i > start + 1 && TextClasses.IsUpper(text[end - 1]);
            }
        }

        return end - start <= 4;
    }

    private readonly int WithoutPossessive(int start, int end) => end - start > 3 && At(end - 1) == 's' && At(end - 2) is '\'' or '’' ? end - 2 : end;

    /// <summary>Warwick Tully, 59, farmer; Aoife Brennan-Clarke (29): a name of two words before an age.</summary>
    private readonly bool TryNameBeforeAge(int start, int wordEnd, out int end)
    {
        end = wordEnd;
        var limit = wordEnd;
        for (var words = 0; words < MostNameWords && At(limit) is ' ' or '-' or '.' or '\'' && (TextClasses.IsUpper(At(limit + 1)) || At(limit) == '.'); words++)
        {
            limit = LatinWordEnd(limit + 1);
        }

        if (limit == wordEnd || !IsAgeBehindName(limit) || !IsLikeName(start, out end) || !text[start..end].Contains(' ') || !IsAgeBehindName(end))
        {
            return false;
        }

        Emit(start, end, IdentifierKind.PersonName, IdentifierEvidence.Context);
        return true;
    }

    private readonly bool IsAgeBehindName(int nameEnd)
    {
        var at = nameEnd;
        if (FoldAt(at) is not (',' or ' '))
        {
            return false;
        }

        at += FoldAt(at) == ',' && FoldAt(at + 1) == ' ' ? 2 : FoldAt(at) == ' ' && FoldAt(at + 1) == '(' ? 2 : 0;
        return at > nameEnd && IsBareAge(at);
    }

    /// <summary>59, or 59F, or 59) and no more figures.</summary>
    private readonly bool IsBareAge(int at)
    {
        var digits = DigitsAt(at);
        if (digits is 0 or > 3 || ValueOf(at, digits) is < 1 or > OldestAge)
        {
            return false;
        }

        var end = at + digits;
        end += At(end) is 'F' or 'M' or 'f' or 'm' or 'y' ? 1 : 0;
        return FoldAt(end) is ',' or ')' or ';' || (FoldAt(end) is '.' or ' ' && (end > at + digits || FoldAt(end) == '.') && !TextClasses.IsDigit(At(end + 1)));
    }

    /// <summary>An age without a word for it: behind a name, before or behind the sex, behind "she is".</summary>
    private readonly bool IsAgeInPlace(int start, int after)
    {
        var before = start;
        while (before > 0 && FoldAt(before - 1) is ' ' or ',' or '(' && start - before < 3)
        {
            before--;
        }

        if (before < start && spans.Count > 0 && spans[^1].End == before && spans[^1].Kind <= IdentifierKind.ClinicianName && TextClasses.IsLatin(At(before - 1)) && IsBareAge(start))
        {
            return true;
        }

        // F/79, M 45, 79/F.
        if (FoldAt(start - 1) == '/' && At(start - 2) is 'F' or 'M' && !TextClasses.IsLatin(At(start - 3)) && !TextClasses.IsDigit(At(start - 3)))
        {
            return FoldAt(after) is ' ' or ',' or '.' or ')' or '\n' or ';';
        }

        // S5293330G, 72 / F / Malay.
        if (text[after..].StartsWith(" / ", StringComparison.Ordinal) && At(after + 3) is 'F' or 'M' && FoldAt(after + 4) is ' ' or '\n' && FoldAt(start - 1) is ' ' or ',' or '(' or '\n')
        {
            return true;
        }

        // 10 Oct 1944 (71 yrs).
        if (FoldAt(start - 1) is '(' && FoldAt(start - 2) is ' ' && (text[after..].StartsWith(" yrs)") || text[after..].StartsWith(" years)") || text[after..].StartsWith("y)") || text[after..].StartsWith(" y)")))
        {
            return spans.Count > 0 && start - spans[^1].End <= 2 && (spans[^1].Kind == IdentifierKind.Date || spans[^1].Kind <= IdentifierKind.ClinicianName);
        }

        if (FoldAt(after) == '/' && At(after + 1) is 'F' or 'M' && !TextClasses.IsLatin(At(after + 2)) && FoldAt(start - 1) is ' ' or ',' or '(' or '\n' or ':')
        {
            return true;
        }

        return FoldAt(start - 1) == ' ' && (FoldAt(after) is '.' or ',' or ';' && !TextClasses.IsDigit(At(after + 1)) || text[after..].StartsWith(" and ") || text[after..].StartsWith(" years")) && IsBehindPersonIs(start);
    }

    private readonly bool IsBehindPersonIs(int start)
    {
        var head = text[Math.Max(0, start - 14)..start];
        foreach (var form in (ReadOnlySpan<string>)["He is ", "She is ", "is now ", "living at ", "he is ", "she is ", "Mom is ", "Mum is ", "Dad is ", "who is ", "patient is ", "aged ", "male, ", "died at ", "died ", "dx at ", "diagnosed at ", "ca at ", "cancer at ", "turned ", "turning "])
        {
            if (head.EndsWith(form, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return head.EndsWith(" is ") && spans.Count > 0 && spans[^1].End == start - 4 && spans[^1].Kind <= IdentifierKind.ClinicianName;
    }

    /// <summary>56M - CBD stricture, 31F G2P1: what follows is no catheter, which is measured in French.</summary>
    private readonly bool IsNoCatheter(int at)
    {
        var next = at;
        while (FoldAt(next) == ' ' && next - at < 2)
        {
            next++;
        }

        var word = text[next..LatinWordEnd(next)];
        foreach (var device in (ReadOnlySpan<string>)["foley", "cath", "sheath", "guide", "introducer", "tube", "drain", "stent", "catheter", "pigtail", "coude", "french", "fr", "ng", "ngt", "dobhoff", "council", "picc", "arterial", "femoral", "radial", "suction", "silastic", "chest", "size", "to"])
        {
            if (word.StartsWith(device, StringComparison.OrdinalIgnoreCase) && device.Length > 2 || word.Equals(device, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Houma, Louisiana; Duluth, MN 55802: a place before its state.</summary>
    private readonly bool TryPlaceBeforeState(int start, int wordEnd, out int end)
    {
        end = wordEnd;
        var at = wordEnd;
        if (FoldAt(at) is not (',' or ' ' or '-') || (FoldAt(at) == ' ' && !TextClasses.IsUpper(At(at + 1))))
        {
            return false;
        }

        while (FoldAt(at) is ' ' or '-' && TextClasses.IsUpper(At(at + 1)) && at - start < 24)
        {
            at = LatinWordEnd(at + 1);
        }

        if (At(at) != ',' || At(at + 1) != ' ' || (lexicon.Latin.Find(text[start..wordEnd]).Roles & (WordRole.Word | WordRole.Common)) != 0)
        {
            return false;
        }

        var length = lexicon.LatinPhrases.LongestAt(text[(at + 2)..Math.Min(text.Length, at + 20)], WordRole.State, out _);
        var isName = length > 3 && TextClasses.IsUpper(At(at + 2)) && !TextClasses.IsLatin(At(at + 2 + length));
        var isCode = TextClasses.IsUpper(At(at + 2)) && TextClasses.IsUpper(At(at + 3)) && !TextClasses.IsLatin(At(at + 4)) && ((FoldAt(at + 4) == ' ' && DigitsAt(at + 5) == 5) || (IsAfterPlaceLead(start) && FoldAt(start - 1) == ' '));
        if (!isName && !isCode)
        {
            return false;
        }

        end = WithState(isName ? at + 2 + length : at);
        Emit(start, end, IdentifierKind.Address, IdentifierEvidence.Context);
        return true;
    }

    /// <summary>SN2 1EX (BS 7666-0, annex B), with the address before it.</summary>
    private readonly bool TryBritishPostcode(int start, int wordEnd, out int end)
    {
        end = start;
        if (wordEnd - start > 2 || !TextClasses.IsUpper(text[start]) || !TextClasses.IsUpper(text[wordEnd - 1]))
        {
            return false;
        }

        var at = wordEnd + DigitsAt(wordEnd);
        if (at - wordEnd is < 1 or > 2)
        {
            return false;
        }

        at += TextClasses.IsUpper(At(at)) ? 1 : 0;
        if (At(at) != ' ' || DigitsAt(at + 1) != 1 || !TextClasses.IsUpper(At(at + 2)) || !TextClasses.IsUpper(At(at + 3)) || ClassAt(at + 4) is TextClass.Latin or TextClass.Digit)
        {
            return false;
        }

        end = at + 4;
        EmitWithAddress(start, end, IdentifierKind.Postcode);
        return true;
    }

    /// <summary>A postcode, and what stands between it and the street before.</summary>
    private readonly void EmitWithAddress(int start, int end, IdentifierKind kind)
    {
        if (spans.Count > 0 && spans[^1] is { Kind: IdentifierKind.Address } street && start - street.End is >= 0 and <= 28 && text[street.End..start].IndexOfAny('\n', '.', ';') < 0)
        {
            Emit(street.Start, end, IdentifierKind.Address, IdentifierEvidence.Form);
            return;
        }

        Emit(start, end, kind, IdentifierEvidence.Form);
    }

    /// <summary>Where the address of a house begins that has more before its number: Flat 2B, 117 Cricklade Road; 88-90 Ferndale Road; Oakmere House, 61 Stapleton Rd.</summary>
    private readonly int StreetStart(int number)
    {
        var start = number;
        if (At(start - 1) == '-' && TextClasses.IsDigit(At(start - 2)))
        {
            start--;
            while (start > floor && TextClasses.IsDigit(At(start - 1)))
            {
                start--;
            }
        }

        if (At(start - 1) != ' ' || At(start - 2) != ',')
        {
            return start;
        }

        var line = start - 2;
        while (line > floor && start - line < 32 && text[line - 1] is not (',' or '\n' or '.' or ':' or ';' or '('))
        {
            line--;
        }

        while (line < start && At(line) == ' ')
        {
            line++;
        }

        var head = text[line..(start - 2)];
        foreach (var sort in (ReadOnlySpan<string>)["Flat ", "Apt ", "Unit ", "Suite ", "Rm ", "Room ", "Apartment "])
        {
            if (head.StartsWith(sort, StringComparison.Ordinal) && head.Length - sort.Length <= 5)
            {
                return line;
            }
        }

        foreach (var sort in (ReadOnlySpan<string>)[" House", " Lodge", " Court", " Building", " Tower", " Mansion", " Cottage", " Farm"])
        {
            if (head.EndsWith(sort, StringComparison.Ordinal) && TextClasses.IsUpper(head[0]))
            {
                return line;
            }
        }

        return start;
    }

    /// <summary>S8178788C (Singapore), B594360(A) (Hong Kong): identity cards with a check letter.</summary>
    private readonly bool TryAsianIdentity(int start, int wordEnd, out int end)
    {
        var digits = DigitsAt(wordEnd);
        end = wordEnd + digits;
        if (wordEnd - start == 1 && digits == 7 && text[start] is 'S' or 'T' or 'F' or 'G' or 'M' && TextClasses.IsUpper(At(end)) && ClassAt(end + 1) is not (TextClass.Latin or TextClass.Digit))
        {
            end++;
        }
        else if (wordEnd - start <= 2 && digits == 6 && TextClasses.IsUpper(text[start]) && At(end) == '(' && (TextClasses.IsDigit(At(end + 1)) || At(end + 1) == 'A') && At(end + 2) == ')')
        {
            end += 3;
        }
        else
        {
            return false;
        }

        Emit(start, end, IdentifierKind.NationalId, IdentifierEvidence.Form);
        return true;
    }

    /// <summary>user pdeshmukh1990, signed in as otisf1957: letters that end in figures, behind a word for an account.</summary>
    private readonly bool TryUserName(int start, int wordEnd, int end)
    {
        if (wordEnd - start < 3 || TextClasses.IsUpper(text[start]) || DigitsAt(wordEnd) != end - wordEnd)
        {
            return false;
        }

        var head = text[Math.Max(0, start - 12)..start];
        foreach (var form in (ReadOnlySpan<string>)["user ", "user: ", "username ", "username: ", "login ", "login: ", " as ", "userid ", "(user "])
        {
            if (head.EndsWith(form, StringComparison.OrdinalIgnoreCase))
            {
                Emit(start, end, IdentifierKind.OnlineAccount, IdentifierEvidence.Label);
                return true;
            }
        }

        return false;
    }

    /// <summary>A host name without a scheme: labels of RFC 1035 that end in a well-known top-level domain.</summary>
    private readonly bool TryBareDomain(int start, int wordEnd, out int end)
    {
        end = wordEnd;
        if (At(wordEnd) is not ('.' or '-') || FoldAt(start - 1) is '@' or '.' or '-' or '/')
        {
            return false;
        }

        var label = start;
        while (char.IsAsciiLetterOrDigit(At(end)) || (At(end) is '.' or '-' && char.IsAsciiLetterOrDigit(At(end + 1))))
        {
            label = At(end) == '.' ? end + 1 : label;
            end++;
        }

        if (label == start || At(end) == '@' || text[label..end] is not ("com" or "org" or "net" or "edu" or "gov" or "cn" or "uk" or "io" or "info" or "health" or "au" or "ca"))
        {
            return false;
        }

        while (At(end) is '/' or '?' or '=' or '&' or '_' or '%' or '-' || (char.IsAsciiLetterOrDigit(At(end)) && end > label) || (At(end) == '.' && char.IsAsciiLetterOrDigit(At(end + 1))))
        {
            end++;
        }

        Emit(start, end, IdentifierKind.Url, IdentifierEvidence.Form);
        return true;
    }

    /// <summary>The place before a day of the week that stands before a date: Thursday 9 March, Fri 21/6.</summary>
    private readonly int WithWeekday(int start)
    {
        var at = start;
        while (at > 0 && FoldAt(at - 1) is ' ' or ',' or '.' && start - at < 2)
        {
            at--;
        }

        if (at == start)
        {
            return start;
        }

        var word = at;
        while (word > 0 && TextClasses.IsLatin(text[word - 1]) && at - word < 10)
        {
            word--;
        }

        return at - word >= 3 && IsWeekday(text[word..at]) ? word : start;
    }

    private static bool IsWeekday(ReadOnlySpan<char> word)
    {
        foreach (var day in (ReadOnlySpan<string>)["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Thurs", "Tues", "Weds", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
        {
            if (word.SequenceEqual(day))
            {
                return true;
            }
        }

        return false;
    }
}
