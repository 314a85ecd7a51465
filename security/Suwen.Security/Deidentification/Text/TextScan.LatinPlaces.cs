namespace Suwen.Security.Deidentification;

/// <summary>English dates by month, ages, institutions and addresses.</summary>
internal ref partial struct TextScan
{
    /// <summary>March 5, 2024; Mar 5th; March 2024; May only before a figure.</summary>
    private readonly bool TryMonth(int start, int wordEnd, out int end)
    {
        end = wordEnd;
        var at = wordEnd;
        while (FoldAt(at) is ' ' or '.' or '-' or ',' && at - wordEnd < 3)
        {
            at++;
        }

        var digits = DigitsAt(at);
        if (at == wordEnd || digits is 0 or 3 or > 4)
        {
            // A month by its whole name tells a date; March and May are words as well.
            end = wordEnd;
            if (wordEnd - start < 4 || text[start..wordEnd] is "March" or "MARCH" or "Sept")
            {
                return false;
            }

            Emit(start, end, IdentifierKind.Date, IdentifierEvidence.Form);
            return true;
        }

        var value = ValueOf(at, digits);
        if (digits == 4)
        {
            end = at + 4;
            if (value is < 1880 or > 2250)
            {
                return false;
            }
        }
        else
        {
            if (value is < 1 or > 31)
            {
                return false;
            }

            end = at + digits;
            end += FoldAt(end) is 's' or 'n' or 'r' or 't' && TextClasses.IsLatin(At(end + 1)) && !TextClasses.IsLatin(At(end + 2)) ? 2 : 0;
            end = YearBehind(end);
        }

        Emit(WithWeekday(start), end, IdentifierKind.Date, IdentifierEvidence.Form);
        return true;
    }

    /// <summary>45-year-old, 45 y/o, 45yo, 3-month-old, aged 45.</summary>
    private readonly bool TryEnglishAge(int start, int value, int after, out int end)
    {
        end = after;
        if (HasLabel(WordRole.AgeLabel, start) && value is > 0 and < 130 && !TextClasses.IsDigit(At(after)))
        {
            Emit(start, end, IdentifierKind.Age, IdentifierEvidence.Label);
            return true;
        }

        if (value is > 0 and <= OldestAge && IsAgeInPlace(start, after))
        {
            Emit(start, end, IdentifierKind.Age, IdentifierEvidence.Context);
            return true;
        }

        var at = after + (FoldAt(after) is '-' or ' ' ? 1 : 0);
        if (value is > 0 and < 130 && At(at) is 'F' or 'M' && IsSexBehindAge(at + 1) && (start == 0 || FoldAt(start - 1) is ' ' or ',' or '(' or '\n'))
        {
            // 33F, G2P1: the sex behind the age, where what follows is no catheter.
            Emit(start, end, IdentifierKind.Age, IdentifierEvidence.Form);
            return true;
        }

        if (FoldAt(at) is not ('y' or 'm' or 'w' or 'd'))
        {
            return false;
        }

        foreach (var form in (ReadOnlySpan<string>)["year-old", "years old", "year old", "years-old", "y/o", "yo ", "y.o", "yr old", "yrs old", "yr-old", "years of age", "month-old", "month old", "months old", "week-old", "week old", "weeks old", "day-old", "day old", "days old", "yo,", "yo.", "yom", "yof", "yo\n"])
        {
            if (text[at..].StartsWith(form, StringComparison.OrdinalIgnoreCase))
            {
                end = at + form.AsSpan().TrimEnd(" ,.\n").Length;
                Emit(start, end, IdentifierKind.Age, IdentifierEvidence.Form);
                return true;
            }
        }

        return false;
    }

    private readonly bool IsSexBehindAge(int at) =>
        FoldAt(at) is ',' or ')' || (FoldAt(at) == '.' && FoldAt(at + 1) == ' ' && TextClasses.IsUpper(At(at + 2)) && At(at - 3) is >= '4' and <= '9' && FoldAt(at - 4) == ' ' && FoldAt(at - 5) is ',' or '\n') || (FoldAt(at) is ' ' or '\n' && At(at - 2) is >= '0' and <= '9' && At(at - 3) is >= '2' and <= '9' && (FoldAt(at + 1) is '-' or '\n' || (At(at + 1) == 'G' && TextClasses.IsDigit(At(at + 2))) || (FoldAt(at - 4) is ' ' && FoldAt(at - 5) == ',')) && IsNoCatheter(at)) || text[at..].StartsWith(" with ", StringComparison.Ordinal) || text[at..].StartsWith(" w/", StringComparison.Ordinal) || text[at..].StartsWith(" s/p", StringComparison.Ordinal)
        || text[at..].StartsWith(" h/o", StringComparison.Ordinal) || text[at..].StartsWith(" who ", StringComparison.Ordinal) || text[at..].StartsWith(" admitted", StringComparison.Ordinal) || text[at..].StartsWith(" presents", StringComparison.Ordinal) || text[at..].StartsWith(" presenting", StringComparison.Ordinal);

    /// <summary>Capitalised words that end in Hospital, Medical Center, University and the like.</summary>
    private bool TryInstitutionName(int start, int wordEnd, out int end)
    {
        end = wordEnd;
        var at = start;
        for (var count = 0; count < 7; count++)
        {
            var next = LatinWordEnd(at);
            if (next == at)
            {
                break;
            }

            var isJoin = text[at..next] is "of" or "and" or "the" or "for" or "at";
            if (!TextClasses.IsUpper(text[at]) && !isJoin)
            {
                break;
            }

            var suffix = lexicon.LatinPhrases.LongestAt(text[at..Math.Min(text.Length, at + 30)], WordRole.InstitutionSuffix | WordRole.OrganisationSuffix, out var entry);
            if (count > 0 && suffix > 0 && !TextClasses.IsLatin(At(at + suffix)) && !IsGenericHead(start, at) && !(IsWeakSuffix(text.Slice(at, suffix)) && IsPlainWordBefore(at)))
            {
                end = at + suffix;
                end = WithOfPlace(end);
                Emit(start, end, entry.Kind, IdentifierEvidence.Form);
                floor = end;
                return true;
            }

            at = next;
            at += At(at) is '.' && At(at + 1) == ' ' && next - start <= 3 ? 1 : 0;
            at += At(at) is ' ' or '-' or '&' ? 1 : 0;
            if (at == next)
            {
                break;
            }

            at += At(at) is '&' ? 2 : 0;
        }

        return false;
    }

    /// <summary>The Hospital, Emergency Department, Our Clinic: no name.</summary>
    private readonly bool IsGenericHead(int start, int suffix)
    {
        var head = text[start..suffix].TrimEnd();
        foreach (var word in head.Split(' '))
        {
            var roles = lexicon.Latin.Find(head[word]).Roles;
            if ((roles & WordRole.Common) == 0 && head[word] is not ("the" or "of" or "The" or "Our" or "This" or "Outpatient" or "Inpatient" or "Community" or "Local" or "Outside" or "General"))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWeakSuffix(ReadOnlySpan<char> suffix) => suffix is "General" or "Memorial" or "Practice" or "Manor" or "Baptist" or "Methodist" or "Presbyterian" or "Dialysis" or "Mill" or "Mills" or "Farms" or "Stores" or "Insurance" or "Diagnostics" or "Plant" or "Library" or "Mining";

    private readonly bool IsPlainWordBefore(int at)
    {
        var end = at;
        while (end > 0 && FoldAt(end - 1) is ' ' or '-')
        {
            end--;
        }

        var start = end;
        while (start > 0 && TextClasses.IsLatin(text[start - 1]))
        {
            start--;
        }

        return (lexicon.Latin.Find(text[start..end]).Roles & (WordRole.Word | WordRole.Common | WordRole.InstitutionSuffix)) != 0;
    }

    private readonly int WithOfPlace(int end)
    {
        if (!text[end..].StartsWith(" of ", StringComparison.Ordinal) || !TextClasses.IsUpper(At(end + 4)))
        {
            return end;
        }

        var at = LatinWordEnd(end + 4);
        while (At(at) == ' ' && TextClasses.IsUpper(At(at + 1)) && at - end < 40)
        {
            at = LatinWordEnd(at + 1);
        }

        return at;
    }

    /// <summary>A state or city by name; with its postal code where one follows.</summary>
    private readonly bool TryLatinPlace(int start, out int end)
    {
        end = start;
        var length = lexicon.Latin.LongestAt(text[start..Math.Min(text.Length, start + 24)], WordRole.State | WordRole.DivisionStem, out var entry);
        if (length == 0 || TextClasses.IsLatin(At(start + length)) || ((entry.Roles & (WordRole.Eponym | WordRole.FirstName | WordRole.LastName)) != 0 && !IsAfterPlaceLead(start)))
        {
            return false;
        }

        end = WithState(start + length);
        Emit(start, end, IdentifierKind.Address, IdentifierEvidence.Context);
        return true;
    }

    private readonly bool IsAfterPlaceLead(int start)
    {
        var before = text[Math.Max(0, start - 6)..start];
        return before.EndsWith(" in ") || before.EndsWith("from ") || before.EndsWith(", ");
    }

    /// <summary>", MA 02114" and "-1234" behind a place.</summary>
    private readonly int WithState(int end)
    {
        var at = end;
        at += At(at) == ',' ? 1 : 0;
        at += At(at) == ' ' ? 1 : 0;
        if (at > end && TextClasses.IsUpper(At(at)) && TextClasses.IsUpper(At(at + 1)) && ClassAt(at + 2) is not (TextClass.Latin or TextClass.Digit) && (At(end) == ',' || DigitsAt(at + 3) == 5))
        {
            end = at + 2;
            at = end + 1;
        }

        if (At(at - 1) is ' ' && text[at..Math.Min(text.Length, at + 3)] is "NSW" or "VIC" or "QLD" or "TAS" or "ACT" or "WA " or "SA " or "NT " && DigitsAt(LatinWordEnd(at) + 1) == 4)
        {
            return LatinWordEnd(at) + 5;
        }

        if (At(at - 1) is ' ' && DigitsAt(at) == 5)
        {
            end = at + 5 + (At(at + 5) == '-' && DigitsAt(at + 6) == 4 ? 5 : 0);
        }

        return end;
    }

    /// <summary>123 Main Street, Apt 4B, Springfield, IL 62704: from the number of the house on.</summary>
    private readonly bool TryEnglishStreet(int start, int digits, out int end)
    {
        end = start + digits;
        if (digits > 5 || At(end) != ' ' || !TextClasses.IsUpper(At(end + 1)))
        {
            return false;
        }

        var at = end + 1;
        for (var count = 0; count < 4; count++)
        {
            var next = LatinWordEnd(at);
            if (next == at || (!TextClasses.IsUpper(text[at]) && count == 0))
            {
                return false;
            }

            var suffix = lexicon.LatinPhrases.LongestAt(text[at..Math.Min(text.Length, at + 12)], WordRole.Street, out _);
            if (count > 0 && suffix > 0 && !TextClasses.IsLatin(At(at + suffix)))
            {
                end = WithCity(at + suffix);
                Emit(StreetStart(start), end, IdentifierKind.Address, IdentifierEvidence.Form);
                return true;
            }

            at = next + (At(next) == '.' ? 1 : 0);
            if (At(at) != ' ')
            {
                return false;
            }

            at++;
        }

        return false;
    }

    /// <summary>SN2, WA 6210, MA 02114: no word of a city's name.</summary>
    private readonly bool IsCodeBeforeFigures(int at)
    {
        var end = LatinWordEnd(at);
        return end - at <= 3 && TextClasses.IsUpper(At(end - 1)) && (TextClasses.IsDigit(At(end)) || (At(end) == ' ' && TextClasses.IsDigit(At(end + 1))));
    }

    /// <summary>#2204, #02-3571, 3rd floor, Hong Kong, Singapore 150163: what may follow a street besides a city.</summary>
    private readonly int TailAt(int at)
    {
        if (At(at) == '#' && TextClasses.IsDigit(At(at + 1)))
        {
            var end = at + 1 + DigitsAt(at + 1);
            return At(end) == '-' ? end + 1 + DigitsAt(end + 1) : end;
        }

        var digits = DigitsAt(at);
        if (digits is 1 or 2 && LatinWordEnd(at + digits) is var ordinal && ordinal == at + digits + 2 && text[ordinal..].StartsWith(" floor", StringComparison.OrdinalIgnoreCase))
        {
            return ordinal + 6;
        }

        foreach (var place in (ReadOnlySpan<string>)["Singapore", "Hong Kong", "Kowloon", "New Territories", "Central", "Shanghai", "Beijing", "Guangzhou", "Shenzhen", "China", "UK", "USA", "Canada", "Australia", "New Zealand", "Ireland"])
        {
            if (text[at..].StartsWith(place, StringComparison.Ordinal) && !TextClasses.IsLatin(At(at + place.Length)))
            {
                var end = at + place.Length;
                return At(end) == ' ' && DigitsAt(end + 1) == 6 ? end + 7 : end;
            }
        }

        // Honolulu HI 96814.
        var word = LatinWordEnd(at);
        return word > at && TextClasses.IsUpper(At(at)) && At(word) == ' ' && word + 9 <= text.Length && IsCapitals(word + 1, word + 3) && At(word + 3) == ' ' && DigitsAt(word + 4) == 5 ? word + 9 : at;
    }

    private readonly int WithCity(int end)
    {
        for (var part = 0; part < 4; part++)
        {
            var at = end;
            at += At(at) == ',' ? 1 : 0;
            at += At(at) == ' ' ? 1 : 0;
            var unit = lexicon.LatinPhrases.LongestAt(text[Math.Min(at, text.Length)..Math.Min(text.Length, at + 10)], WordRole.Unit, out _);
            if (unit > 0 && At(at + unit) is ' ' or '#')
            {
                end = at + unit + 1;
                while (TextClasses.Of(At(end)) is TextClass.Digit or TextClass.Latin || At(end) == '#')
                {
                    end++;
                }

                continue;
            }

            if (TailAt(at) is var tail && tail > at)
            {
                end = tail;
                continue;
            }

            var word = LatinWordEnd(at);
            if (at == end || word == at || !TextClasses.IsUpper(At(at)) || At(end) != ',' || (TextClasses.IsDigit(At(word)) && word - at <= 2))
            {
                break;
            }

            while (At(word) == ' ' && TextClasses.IsUpper(At(word + 1)) && word - at < 30 && !IsCodeBeforeFigures(word + 1))
            {
                word = LatinWordEnd(word + 1);
            }

            end = word;
        }

        return WithState(end);
    }
}
