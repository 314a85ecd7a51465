using System.Globalization;
using System.Text;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.People;

internal enum IdentitySlip : byte { None, Typo, Homophone, Variant, FifteenDigitId, MarriedName, MissingId, PhoneChanged, LunarBirthDate }

/// <summary>The slips of registration desks that give a person a second record, and how often each is planted: shares of the people of one institution, invented.</summary>
internal static class IdentitySlips
{
    public const double
        BorrowedCard = 0.0025,
        Typo = 0.006,
        Homophone = 0.006,
        Variant = 0.006,
        FifteenDigitId = 0.004,
        MarriedName = 0.004,
        MissingId = 0.008,
        PhoneChanged = 0.005,
        LunarBirthDate = 0.004;

    /// <summary>Of those whose name or date is written down wrongly, how many give no ID number: the others can be found by it.</summary>
    private const double WithoutId = 0.5;

    private static readonly ChineseLunisolarCalendar Lunar = new();

    /// <summary>The kind that falls on a number drawn from the unit interval; borrowed cards come first.</summary>
    public static IdentitySlip KindAt(double unit)
    {
        unit -= BorrowedCard;
        if (unit < 0) return IdentitySlip.None;
        if ((unit -= Typo) < 0) return IdentitySlip.Typo;
        if ((unit -= Homophone) < 0) return IdentitySlip.Homophone;
        if ((unit -= Variant) < 0) return IdentitySlip.Variant;
        if ((unit -= FifteenDigitId) < 0) return IdentitySlip.FifteenDigitId;
        if ((unit -= MarriedName) < 0) return IdentitySlip.MarriedName;
        if ((unit -= MissingId) < 0) return IdentitySlip.MissingId;
        if ((unit -= PhoneChanged) < 0) return IdentitySlip.PhoneChanged;
        return unit - LunarBirthDate < 0 ? IdentitySlip.LunarBirthDate : IdentitySlip.None;
    }

    /// <summary>The variety in the answers.</summary>
    public static string Name(IdentitySlip kind) => kind switch
    {
        IdentitySlip.Typo => "typo",
        IdentitySlip.Homophone => "homophone",
        IdentitySlip.Variant => "variant-character",
        IdentitySlip.FifteenDigitId => "fifteen-digit-id",
        IdentitySlip.MarriedName => "married-name",
        IdentitySlip.MissingId => "missing-id",
        IdentitySlip.PhoneChanged => "phone-changed",
        IdentitySlip.LunarBirthDate => "lunar-birth-date",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>What was written down, by the person's details alone; null where this slip cannot be.</summary>
    public static PersonDetails? Apply(PersonDetails details, IdentitySlip kind, ref RandomStream stream) => kind switch
    {
        IdentitySlip.Typo => Mistyped(details, ref stream),
        IdentitySlip.Homophone => OtherCharacter(details, static (facts, which) => facts.Homophones.Length == 0 ? "" : facts.Homophones[which % facts.Homophones.Length], ref stream, true),
        IdentitySlip.Variant => OtherCharacter(details, static (facts, _) => facts.Variant, ref stream, true),
        IdentitySlip.FifteenDigitId => OldNumber(details),
        IdentitySlip.MissingId => details with { NationalId = "" },
        IdentitySlip.LunarBirthDate => LunarDate(details),
        _ => null,
    };

    /// <summary>Which fields differ, and how: name:张伟>张玮;national_id.</summary>
    public static string Difference(PersonDetails true_, PersonDetails written)
    {
        var text = new StringBuilder();
        Add("name", true_.FullName, written.FullName);
        Add("birth_date", Iso(true_.BirthDate), Iso(written.BirthDate));
        Add("national_id", true_.NationalId, written.NationalId);
        Add("phone", true_.Phone, written.Phone);
        return text.ToString();

        void Add(string field, string was, string now)
        {
            if (was == now) return;
            if (text.Length > 0) text.Append(';');
            text.Append(field).Append(':').Append(was).Append('>').Append(now);
        }

        static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static PersonDetails? Mistyped(PersonDetails details, ref RandomStream stream)
    {
        var unit = stream.Unit();
        if (unit < 0.4 && OtherCharacter(details, static (facts, which) => facts.Lookalikes.Length == 0 ? "" : facts.Lookalikes[which % facts.Lookalikes.Length], ref stream, true) is { } renamed) return renamed;
        if (unit < 0.7) return Transposed(details, ref stream);
        if (unit < 0.85) return details with { Phone = OtherDigit(details.Phone, stream.Between(3, 10), stream.Between(1, 9)) };
        var day = details.BirthDate.AddDays(stream.Pick<int>([-10, -1, 1, 10]));
        return details with { BirthDate = day, NationalId = "" };
    }

    /// <summary>Two neighbouring digits of the last part of the ID number changed over; the check character shows it.</summary>
    private static PersonDetails? Transposed(PersonDetails details, ref RandomStream stream)
    {
        var start = stream.Below(9);
        for (var i = 0; i < 9; i++)
        {
            var at = 7 + (start + i) % 9;
            if (details.NationalId[at] == details.NationalId[at + 1]) continue;
            var text = details.NationalId.ToCharArray();
            (text[at], text[at + 1]) = (text[at + 1], text[at]);
            return details with { NationalId = new string(text) };
        }

        return null;
    }

    private static string OtherDigit(string digits, int at, int step)
    {
        var text = digits.ToCharArray();
        text[at] = (char)('0' + (text[at] - '0' + step) % 10);
        return new string(text);
    }

    /// <summary>Replaces a character of the given name, or if none can be a character of the family name.</summary>
    private static PersonDetails? OtherCharacter(PersonDetails details, Func<CharacterFacts, int, string> choose, ref RandomStream stream, bool mayLackId)
    {
        if (details.FullName.Contains('·', StringComparison.Ordinal)) return null;
        var which = stream.Below(1000);
        var lacksId = mayLackId && stream.Chance(WithoutId);
        var (family, given) = (details.FamilyName, Replace(details.GivenName, choose, which));
        if (given is null)
        {
            given = details.GivenName;
            if (Replace(details.FamilyName, choose, which) is not { } other) return null;
            family = other;
        }

        return details with { FamilyName = family, GivenName = given, FullName = family + given, NationalId = lacksId ? "" : details.NationalId };
    }

    private static string? Replace(string name, Func<CharacterFacts, int, string> choose, int which)
    {
        Span<Rune> runes = new Rune[name.Length];
        var count = 0;
        foreach (var rune in name.EnumerateRunes()) runes[count++] = rune;
        for (var i = 0; i < count; i++)
        {
            var at = (i + which) % count;
            if (NameTables.Instance.Character(runes[at].ToString()) is not { } facts || choose(facts, which) is not { Length: > 0 } other) continue;
            var text = new StringBuilder();
            for (var j = 0; j < count; j++) text.Append(j == at ? other : runes[j].ToString());
            return text.ToString();
        }

        return null;
    }

    /// <summary>The form of before 1 October 1999: without the century and without the check character.</summary>
    private static PersonDetails? OldNumber(PersonDetails details) =>
        details.BirthDate >= new DateOnly(1999, 10, 1) || details.NationalId[6] != '1' ? null : details with { NationalId = string.Concat(details.NationalId.AsSpan(0, 6), details.NationalId.AsSpan(8, 9)) };

    /// <summary>The birthday by the lunar calendar, given as if it were one of the solar: some weeks early. Mostly the old count so.</summary>
    private static PersonDetails? LunarDate(PersonDetails details)
    {
        var birth = details.BirthDate.ToDateTime(TimeOnly.MinValue);
        if (birth < Lunar.MinSupportedDateTime || birth > Lunar.MaxSupportedDateTime) return null;
        var year = Lunar.GetYear(birth);
        var month = Lunar.GetMonth(birth);
        var leap = Lunar.GetLeapMonth(year);
        // From a leap month on the calendar counts one month more.
        if (leap > 0 && month >= leap) month--;
        var day = Math.Min(Lunar.GetDayOfMonth(birth), DateTime.DaysInMonth(year, month));
        return details with { BirthDate = new DateOnly(year, month, day), NationalId = "" };
    }
}
