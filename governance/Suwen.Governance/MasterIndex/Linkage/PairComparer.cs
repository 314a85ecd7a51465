using Suwen.Standards.Names;

namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>Compares two records field by field; the outcome is packed, four bits a field in the order of <see cref="LinkageField"/>.</summary>
internal static class PairComparer
{
    private const double CloseLikeness = 0.88, SimilarLikeness = 0.75;

    public static ulong Compare(PersonRecord a, PersonRecord b)
    {
        var (family, given) = Names(a, b);
        var birth = a.BirthDate is null || b.BirthDate is null ? MatchLevel.Missing : BirthDates.Compare(a.BirthDate, b.BirthDate);
        var sex = Plain(a.Sex, b.Sex);
        var id = NationalId(a.NationalId, b.NationalId);
        if (id == MatchLevel.Conflict && (a.IsNumberDoubtful || b.IsNumberDoubtful))
        {
            // A number that contradicts its own record's date of birth is a parent's or somebody else's: that it is another one says nothing.
            id = MatchLevel.Missing;
        }

        if (id == MatchLevel.Exact && a.NationalId!.IsValid)
        {
            // The number holds date of birth and sex: that they agree too is no further evidence, only that they do not.
            birth = birth == MatchLevel.Exact ? MatchLevel.Missing : birth;
            sex = sex == MatchLevel.Exact ? MatchLevel.Missing : sex;
        }

        if (sex == MatchLevel.Exact && IsStrong(given))
        {
            // Most given names are of one sex.
            sex = MatchLevel.Missing;
        }

        var email = Email(a.Email, b.Email);
        if ((IsAlike(family) || IsAlike(given)) && email switch
        {
            MatchLevel.Similar => true,
            MatchLevel.Close => !HasNumber(a.Email!.Text),
            MatchLevel.Slip => IsSameButForNumber(a.Email!.Text, b.Email!.Text),
            _ => false,
        })
        {
            // Addresses are made of names: that those of namesakes resemble each other is known already, and the number tells them apart.
            email = MatchLevel.Missing;
        }

        var levels = Pack(LinkageField.FamilyName, family) | Pack(LinkageField.GivenName, given) | Pack(LinkageField.BirthDate, birth)
            | Pack(LinkageField.Sex, sex) | Pack(LinkageField.NationalId, id)
            | Pack(LinkageField.Phone, Phone(a.Phone, b.Phone)) | Pack(LinkageField.Email, email)
            | Pack(LinkageField.StreetNumber, Number(a.StreetNumber, b.StreetNumber)) | Pack(LinkageField.Street, Words(a.Street, b.Street))
            | Pack(LinkageField.District, Words(a.District, b.District)) | Pack(LinkageField.City, Words(a.City, b.City))
            | Pack(LinkageField.Province, Words(a.Province, b.Province)) | Pack(LinkageField.Postcode, Number(a.Postcode, b.Postcode))
            | Pack(LinkageField.InsuranceNo, Number(a.InsuranceNo, b.InsuranceNo)) | Pack(LinkageField.GuardianName, Guardian(a.Guardian, b.Guardian));

        // A house counts its numbers up: two that are alike are two registrations, of a family's children most often, and no slip of the pen.
        return ReferenceEquals(a.Source, b.Source) || a.Source?.Text == b.Source?.Text ? levels | Pack(LinkageField.RecordNo, Plain(a.RecordNo, b.RecordNo)) : levels;
    }

    private static ulong Pack(LinkageField field, MatchLevel level) => (ulong)level << ((int)field * 4);

    private static (MatchLevel Family, MatchLevel Given) Names(PersonRecord a, PersonRecord b)
    {
        var family = Name(a.Family, b.Family, isFamily: true);
        var given = Name(a.Given, b.Given, isFamily: false);
        if (family == MatchLevel.Exact || (given == MatchLevel.Exact && family != MatchLevel.Different) || (family is MatchLevel.SameSound or MatchLevel.Slip && given is MatchLevel.SameSound or MatchLevel.Slip))
        {
            return (family, given);
        }

        // Names at each other's place: both must fit, or the one that is stated where the other is not.
        var familyToGiven = Name(a.Family, b.Given, isFamily: false);
        var givenToFamily = Name(a.Given, b.Family, isFamily: false);
        var first = IsStrong(familyToGiven);
        var second = IsStrong(givenToFamily);
        if (first && second)
        {
            // What merely sounds alike in the other's place is not counted as the name itself.
            var isFamilySure = IsSure(familyToGiven, a.Family!, b.Given!);
            var isGivenSure = IsSure(givenToFamily, a.Given!, b.Family!);
            if (isFamilySure || isGivenSure)
            {
                return (isFamilySure ? MatchLevel.Swapped : MatchLevel.Missing, isGivenSure ? MatchLevel.Swapped : MatchLevel.Missing);
            }
        }

        if ((first && givenToFamily == MatchLevel.Missing && given == MatchLevel.Missing) || (second && familyToGiven == MatchLevel.Missing && family == MatchLevel.Missing)
            || (first && givenToFamily == MatchLevel.Missing && family == MatchLevel.Different) || (second && familyToGiven == MatchLevel.Missing && family == MatchLevel.Different))
        {
            return (MatchLevel.Swapped, MatchLevel.Missing);
        }

        // The same characters parted elsewhere: 欧 阳修 and 欧阳 修.
        return a.Family is { IsChinese: true } && IsSameWhole(a, b) ? (MatchLevel.Exact, MatchLevel.Exact) : (family, given);
    }

    private static bool IsStrong(MatchLevel level) => level is MatchLevel.Exact or MatchLevel.SameSound or MatchLevel.Slip or MatchLevel.Close or MatchLevel.Swapped;

    /// <summary>The same name but for a slip, or the same letters, as a Chinese name and its pinyin have.</summary>
    private static bool IsSure(MatchLevel level, FieldValue a, FieldValue b) => level is MatchLevel.Exact or MatchLevel.Slip || (level == MatchLevel.SameSound && a.Letters == b.Letters);

    private static bool HasNumber(string email) => email.AsSpan(0, Math.Max(0, email.IndexOf('@', StringComparison.Ordinal))).ContainsAnyInRange('0', '9');

    private static bool IsSameButForNumber(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int i = 0, j = 0;
        while (true)
        {
            while (i < a.Length && char.IsAsciiDigit(a[i]))
            {
                i++;
            }

            while (j < b.Length && char.IsAsciiDigit(b[j]))
            {
                j++;
            }

            if (i == a.Length || j == b.Length)
            {
                return i == a.Length && j == b.Length;
            }

            if (a[i++] != b[j++])
            {
                return false;
            }
        }
    }

    private static bool IsAlike(MatchLevel level) => level is not (MatchLevel.Missing or MatchLevel.Different or MatchLevel.Conflict);

    private static bool IsSameWhole(PersonRecord a, PersonRecord b)
    {
        ReadOnlySpan<char> familyA = a.Family?.Standard, givenA = a.Given?.Standard, familyB = b.Family?.Standard, givenB = b.Given?.Standard;
        if (familyA.Length + givenA.Length != familyB.Length + givenB.Length || familyA.Length == familyB.Length)
        {
            return false;
        }

        if (familyA.Length > familyB.Length)
        {
            return familyA.StartsWith(familyB) && givenB.StartsWith(familyA[familyB.Length..]) && givenB[(familyA.Length - familyB.Length)..].SequenceEqual(givenA);
        }

        return familyB.StartsWith(familyA) && givenA.StartsWith(familyB[familyA.Length..]) && givenA[(familyB.Length - familyA.Length)..].SequenceEqual(givenB);
    }

    private static MatchLevel Name(FieldValue? a, FieldValue? b, bool isFamily)
    {
        if (a is null || b is null)
        {
            return MatchLevel.Missing;
        }

        if (ReferenceEquals(a, b) || a.Text == b.Text)
        {
            return MatchLevel.Exact;
        }

        if (a.Text[0] == '#' || b.Text[0] == '#')
        {
            // First and second of twins without names; against a name the rank says nothing.
            return a.Text[0] == b.Text[0] ? MatchLevel.Conflict : MatchLevel.Missing;
        }

        if (a.IsChinese || b.IsChinese)
        {
            return ChineseName(a, b, isFamily);
        }

        return LatinName(a, b);
    }

    private static MatchLevel ChineseName(FieldValue a, FieldValue b, bool isFamily)
    {
        if (a.Standard == b.Standard || (a.Letters != 0 && a.Letters == b.Letters))
        {
            return MatchLevel.SameSound;
        }

        if (a.Sound != 0 && a.Sound == b.Sound)
        {
            return MatchLevel.Close;
        }

        ReadOnlySpan<char> shorter = a.Standard, longer = b.Standard;
        if (shorter.Length > longer.Length)
        {
            shorter = b.Standard;
            longer = a.Standard;
        }

        if (shorter.Length < longer.Length)
        {
            return longer.EndsWith(shorter) || longer.StartsWith(shorter) ? MatchLevel.Part : MatchLevel.Different;
        }

        if (isFamily && shorter.Length == 1)
        {
            return MatchLevel.Different;
        }

        var same = 0;
        var unreadable = 0;
        for (var i = 0; i < shorter.Length; i++)
        {
            same += shorter[i] == longer[i] ? 1 : 0;
            unreadable += shorter[i] is '*' or '?' || longer[i] is '*' or '?' ? 1 : 0;
        }

        if (same + unreadable == shorter.Length)
        {
            return MatchLevel.Part;
        }

        // Three characters of four, as in long names, are a slip; one of two is also what brothers and sisters share.
        return shorter.Length > 2 && same >= shorter.Length - 1 ? MatchLevel.Slip : same * 2 >= shorter.Length ? MatchLevel.Similar : MatchLevel.Different;
    }

    private static MatchLevel LatinName(FieldValue a, FieldValue b)
    {
        ReadOnlySpan<char> x = a.Text, y = b.Text;
        if (a.Letters == b.Letters && a.Letters != 0)
        {
            return MatchLevel.SameSound;
        }

        if (x.Length > 2 && y.Length > 2 && TextSimilarity.IsOneSlip(x, y))
        {
            return MatchLevel.Slip;
        }

        if (a.ShortForms is { } formsA && b.ShortForms is { } formsB && Nicknames.AreOne(formsA, formsB))
        {
            return MatchLevel.SameSound;
        }

        if (IsPart(x, y))
        {
            return MatchLevel.Part;
        }

        var likeness = TextSimilarity.JaroWinkler(x, y);
        return likeness >= CloseLikeness ? MatchLevel.Close
            : a.Sound == b.Sound && a.Sound != 0 ? MatchLevel.SameSound
            : likeness >= SimilarLikeness || NameLikeness.IsAlike(a, b) ? MatchLevel.Similar
            : MatchLevel.Different;
    }

    /// <summary>An initial, a short form, or one word of several: j and john, rob and robert, anna and anna maria, smith and smith jones.</summary>
    private static bool IsPart(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.Length > b.Length)
        {
            var longer = a;
            a = b;
            b = longer;
        }

        if (b.StartsWith(a) && (a.Length is 1 or >= 3))
        {
            return true;
        }

        return a.Length >= 3 && b.Length > a.Length + 1 && b.EndsWith(a) && b[b.Length - a.Length - 1] == ' ';
    }

    private static MatchLevel Guardian(FieldValue? a, FieldValue? b) => Name(a, b, isFamily: false);

    private static MatchLevel NationalId(FieldValue? a, FieldValue? b)
    {
        if (a is null || b is null)
        {
            return MatchLevel.Missing;
        }

        if (ReferenceEquals(a, b) || a.Text == b.Text)
        {
            return MatchLevel.Exact;
        }

        // The check character shows every single slip, so that two right numbers are two numbers.
        return a.IsValid && b.IsValid ? MatchLevel.Conflict : TextSimilarity.IsOneSlip(a.Text, b.Text) ? MatchLevel.Slip : MatchLevel.Different;
    }

    private static MatchLevel Phone(FieldValue? a, FieldValue? b)
    {
        var level = Number(a, b);
        // With and without the area code.
        return level == MatchLevel.Different && a!.Text.Length != b!.Text.Length && a.Text.Length >= 7 && b.Text.Length >= 7 && a.Text.AsSpan()[^7..].SequenceEqual(b.Text.AsSpan()[^7..])
            ? MatchLevel.Close
            : level;
    }

    private static MatchLevel Plain(FieldValue? a, FieldValue? b) =>
        a is null || b is null ? MatchLevel.Missing : ReferenceEquals(a, b) || a.Text == b.Text ? MatchLevel.Exact : MatchLevel.Different;

    private static MatchLevel Number(FieldValue? a, FieldValue? b)
    {
        if (a is null || b is null)
        {
            return MatchLevel.Missing;
        }

        if (ReferenceEquals(a, b) || a.Text == b.Text)
        {
            return MatchLevel.Exact;
        }

        return a.Text.Length > 1 && b.Text.Length > 1 && TextSimilarity.IsOneSlip(a.Text, b.Text) ? MatchLevel.Slip : MatchLevel.Different;
    }

    private static MatchLevel Email(FieldValue? a, FieldValue? b)
    {
        if (a is null || b is null)
        {
            return MatchLevel.Missing;
        }

        if (ReferenceEquals(a, b) || a.Text == b.Text)
        {
            return MatchLevel.Exact;
        }

        if (TextSimilarity.IsOneSlip(a.Text, b.Text))
        {
            return MatchLevel.Slip;
        }

        ReadOnlySpan<char> x = a.Text, y = b.Text;
        var atX = x.IndexOf('@');
        var atY = y.IndexOf('@');
        if (atX > 2 && atX == atY && x[..atX].SequenceEqual(y[..atY]))
        {
            return MatchLevel.Close;
        }

        return TextSimilarity.JaroWinkler(x, y) >= SimilarLikeness ? MatchLevel.Similar : MatchLevel.Different;
    }

    private static MatchLevel Words(FieldValue? a, FieldValue? b)
    {
        if (a is null || b is null)
        {
            return MatchLevel.Missing;
        }

        if (ReferenceEquals(a, b) || a.Standard == b.Standard)
        {
            return MatchLevel.Exact;
        }

        if (a.Standard.Length > 2 && b.Standard.Length > 2 && HasSameDigits(a.Standard, b.Standard))
        {
            if (TextSimilarity.IsOneSlip(a.Standard, b.Standard))
            {
                return MatchLevel.Slip;
            }

            if (a.Standard.Contains(b.Standard, StringComparison.Ordinal) || b.Standard.Contains(a.Standard, StringComparison.Ordinal))
            {
                return MatchLevel.Part;
            }

            var likeness = TextSimilarity.JaroWinkler(a.Standard, b.Standard);
            return likeness >= CloseLikeness ? MatchLevel.Close : likeness >= SimilarLikeness ? MatchLevel.Similar : MatchLevel.Different;
        }

        // Another house or flat of the same street is another place, however alike the words are.
        return MatchLevel.Different;
    }

    private static bool HasSameDigits(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var j = 0;
        foreach (var c in a)
        {
            if (!char.IsAsciiDigit(c))
            {
                continue;
            }

            while (j < b.Length && !char.IsAsciiDigit(b[j]))
            {
                j++;
            }

            if (j == b.Length || b[j++] != c)
            {
                return false;
            }
        }

        while (j < b.Length && !char.IsAsciiDigit(b[j]))
        {
            j++;
        }

        return j == b.Length;
    }
}
