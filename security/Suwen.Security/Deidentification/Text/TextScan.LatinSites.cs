namespace Suwen.Security.Deidentification;

/// <summary>English practices, firms and streets: capitalised words that end in a sort of place, or stand behind words of work.</summary>
internal ref partial struct TextScan
{
    private const int MostSiteWords = 6;

    private bool TryLatinSite(int start, out int end)
    {
        var lead = LeadBefore(start);
        if (lead == '\0' && text[start] is not ('S' or 'M'))
        {
            end = start;
            return false;
        }

        return TrySaint(start, lead, out end) || TryPlaceOfWork(start, lead, out end) || TrySortedSite(start, lead, out end);
    }

    /// <summary>The preposition before a word, by its first letter: a (at), f (from, for), t (to), o (on, off, of), v (via), b (by), n (near), ':' behind a colon.</summary>
    private readonly char LeadBefore(int start)
    {
        if (start < 3 || At(start - 1) != ' ')
        {
            return IsLineStart(start) ? '\n' : '\0';
        }

        var at = start - 1;
        if (text[at - 1] is ':' or '：')
        {
            return ':';
        }

        if (text[at - 1] is not ('t' or 'm' or 'r' or 'o' or 'n' or 'f' or 'a' or 'y' or 'h' or 'e'))
        {
            return '\0';
        }

        var word = at;
        while (word > 0 && at - word < 5 && TextClasses.IsLatin(text[word - 1]))
        {
            word--;
        }

        return text[word..at] is "at" or "from" or "for" or "to" or "on" or "off" or "of" or "via" or "by" or "near" or "with" or "the" ? text[word] : '\0';
    }

    /// <summary>St Thomas's, at St. Luke's: hospitals and schools are called after saints.</summary>
    private bool TrySaint(int start, char lead, out int end)
    {
        end = start;
        if (text[start] is not ('S' or 'M'))
        {
            return false;
        }

        end = LatinWordEnd(start);
        if (text[start..end] is not ("St" or "Saint" or "Mt" or "Mount"))
        {
            return false;
        }

        var name = end + (At(end) == '.' ? 1 : 0) + 1;
        var isPossessive = LatinWordEnd(name) is var nameEnd && nameEnd - name > 3 && At(nameEnd - 1) == 's' && At(nameEnd - 2) is '\'' or '’';
        if (At(name - 1) != ' ' || !TextClasses.IsUpper(At(name)) || !(isPossessive || lead is 'a' or 't' or 'f' or 'v') || nameEnd - name < 3)
        {
            return false;
        }

        end = nameEnd;
        Emit(start, end, IdentifierKind.Institution, IdentifierEvidence.Context);
        return true;
    }

    /// <summary>works nights at Harbor Linen Supply, retired from Buckeye Glass: a word of work stands some words before.</summary>
    private bool TryPlaceOfWork(int start, char lead, out int end)
    {
        end = start;
        if (lead is not ('a' or 'f' or 'o') || CapitalRun(start) is var run && (run - start < 3 || IsPlainRun(start, run) || !IsBehindWork(start)))
        {
            return false;
        }

        end = CapitalRun(start);

        Emit(start, end, IdentifierKind.Organisation, IdentifierEvidence.Context);
        return true;
    }

    private readonly bool IsBehindWork(int start)
    {
        var at = start - 1;
        for (var words = 0; words < 5 && at > 0; words++)
        {
            var wordStart = at;
            while (wordStart > 0 && (TextClasses.IsLatin(text[wordStart - 1]) || TextClasses.IsDigit(text[wordStart - 1]) || text[wordStart - 1] == '-'))
            {
                wordStart--;
            }

            if (wordStart == at)
            {
                return false;
            }

            if (words > 0 && (lexicon.LatinSites.Find(text[wordStart..at]).Roles & WordRole.OrganisationLabel) != 0)
            {
                return true;
            }

            at = wordStart - 1;
            if (at <= 0 || text[at] != ' ')
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Capitalised words, also with of, and, &amp; between them; a bracket with a capitalised word goes with them.</summary>
    private readonly int CapitalRun(int start)
    {
        var end = start;
        var at = start;
        for (var count = 0; count < MostSiteWords; count++)
        {
            var next = SiteWordEnd(at);
            if (next == at || !(TextClasses.IsUpper(At(at)) || TextClasses.IsDigit(At(at))))
            {
                break;
            }

            end = next;
            at = BehindJoin(next);
            if (at == next)
            {
                break;
            }
        }

        if (end > start && At(end) == ' ' && At(end + 1) == '(' && TextClasses.IsUpper(At(end + 2)) && LatinWordEnd(end + 2) is var close && At(close) == ')' && close - end > 5)
        {
            end = close + 1;
            return text[end..].StartsWith(" Ltd", StringComparison.Ordinal) || text[end..].StartsWith(" Inc", StringComparison.Ordinal) ? end + 4 : end;
        }

        return end;
    }

    /// <summary>A word of a name, also 9th.</summary>
    private readonly int SiteWordEnd(int start)
    {
        var digits = DigitsAt(start);
        return digits is 1 or 2 && At(start + digits) is 's' or 'n' or 'r' or 't' ? LatinWordEnd(start + digits) : LatinWordEnd(start);
    }

    private readonly int BehindJoin(int end)
    {
        if (At(end) == '-' && TextClasses.IsUpper(At(end + 1)))
        {
            return end + 1;
        }

        if (At(end) != ' ')
        {
            return end;
        }

        if (At(end + 1) is not ('&' or 'a' or 'o'))
        {
            return TextClasses.IsUpper(At(end + 1)) ? end + 1 : end;
        }

        foreach (var join in (ReadOnlySpan<string>)[" & ", " and ", " of ", " of the "])
        {
            if (text[end..].StartsWith(join, StringComparison.Ordinal) && (TextClasses.IsUpper(At(end + join.Length)) || (join == " & " && TextClasses.IsDigit(At(end + join.Length)))))
            {
                return end + join.Length;
            }
        }

        return end;
    }

    /// <summary>Home, Night Shift, Boston: words that name nobody's employer. A word alone must be no word of English.</summary>
    private readonly bool IsPlainRun(int start, int end)
    {
        var words = 0;
        var plain = 0;
        for (var at = start; at < end;)
        {
            var next = LatinWordEnd(at);
            if (next > at)
            {
                words++;
                var roles = lexicon.Latin.Find(text[at..next]).Roles;
                plain += (roles & (WordRole.Common | WordRole.Month | WordRole.State | WordRole.DivisionStem | WordRole.Title | WordRole.Festival)) != 0 ? 1 : 0;
                if (words == 1 && LatinWordEnd(at) == end && ((roles & (WordRole.Word | WordRole.FirstName | WordRole.LastName)) != 0 || IsAbbreviation(at, next)))
                {
                    return true;
                }
            }

            at = Math.Max(next, at + 1);
        }

        return plain == words;
    }

    /// <summary>Cedar Bluff Dermatology, Larkfield Surgery, Delta Cold Storage, on Collins Road; at Gold River.</summary>
    private bool TrySortedSite(int start, char lead, out int end)
    {
        end = start;
        if (lead == '\0' || SiteWordEnd(start) is var first && BehindJoin(first) == first)
        {
            return false;
        }

        var kind = IdentifierKind.Institution;
        var isOwn = false;
        var isNamed = false;
        var at = start;
        for (var count = 0; count < MostSiteWords; count++)
        {
            var next = SiteWordEnd(at);
            if (next == at || !(TextClasses.IsUpper(At(at)) || (count > 0 && TextClasses.IsDigit(At(at)))))
            {
                break;
            }

            if (isOwn && count > 0 && SortAt(at, start, lead, isNamed, out var sortEnd, out var sortKind))
            {
                end = sortEnd;
                kind = sortKind;
            }

            var word = WithoutPossessive(at, next);
            var isLandmark = (lexicon.LatinSites.Find(text[at..word]).Roles & WordRole.Street) != 0;
            isNamed |= !isLandmark && IsOwnWord(at, word);
            if (isLandmark && count > 0 && isNamed && lead is 'a' or 'f' && end < next && BehindJoin(next) == next)
            {
                end = next;
                kind = IdentifierKind.Institution;
            }

            isOwn |= isLandmark || isNamed;
            at = BehindJoin(next);
            if (at == next)
            {
                break;
            }
        }

        if (end == start)
        {
            return false;
        }

        Emit(start, end, kind, IdentifierEvidence.Context);
        floor = end;
        return true;
    }

    /// <summary>Whether the sort of a place is what stands here, and enough speaks for a name before it.</summary>
    private readonly bool SortAt(int at, int start, char lead, bool isNamed, out int end, out IdentifierKind kind)
    {
        end = at;
        kind = IdentifierKind.Institution;
        var next = LatinWordEnd(at);
        if (text[at..next] is "Road" or "Street" or "Avenue" or "Lane" or "Boulevard" or "Parkway" or "Highway" or "Crescent" or "Drive")
        {
            (end, kind) = (next, IdentifierKind.Address);
            return isNamed ? lead is 'o' or 'a' or 'n' or 'f' : lead is 'o' or 'n' && At(next) is not ' ';
        }

        var length = lexicon.LatinSites.LongestAt(text[at..Math.Min(text.Length, at + 30)], WordRole.InstitutionSuffix, out var entry);
        if (length == 0 || TextClasses.IsLatin(At(at + length)))
        {
            return false;
        }

        end = at + length;
        kind = entry.Kind;
        // One plain word of a sort (Surgery, Health, Market) needs a name of its own before it and a word that leads to a place.
        var isBounded = lead is 'a' or 'f' or 't' or 'v' or ':' or 'o' or 'b' or 'w' || (lead == '\n' && (IsLineEnd(end) || FoldAt(end) == ','));
        return isBounded && (isNamed || lead is 'a' or 'f' or 't' or ':' or '\n');
    }

    /// <summary>A word that is no word of English, of care or of anatomy: what names are made of.</summary>
    private readonly bool IsOwnWord(int start, int end)
    {
        const WordRole Plain = WordRole.Word | WordRole.Common | WordRole.Eponym | WordRole.Month | WordRole.Festival | WordRole.AnyLabel | WordRole.Title | WordRole.Credential | WordRole.InstitutionSuffix | WordRole.NameLead | WordRole.Unit;
        var word = text[start..end];
        if (word.Length < 3 || (word.Length <= 5 && IsCapitals(start, end)) || (lexicon.Latin.Find(word).Roles & Plain) != 0)
        {
            return false;
        }

        foreach (var ending in (ReadOnlySpan<string>)["ic", "al", "ar", "ary", "logy", "ive", "ory", "ent", "ac", "ous", "ist", "ists", "ing", "ine", "try", "oma", "itis", "osis", "scopy", "ectomy", "gram", "graphy", "therapy", "tion", "ian", "ed"])
        {
            if (word.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && (lexicon.Latin.Find(word).Roles & (WordRole.LastName | WordRole.FirstName | WordRole.DivisionStem)) == 0)
            {
                return false;
            }
        }

        return true;
    }
}
