using Suwen.Standards.Names;

namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>What can be asked to agree before two records are compared.</summary>
internal enum BlockingKey : byte
{
    Family,
    FamilySound,
    Given,
    GivenSound,
    Name,
    NameStarts,
    BirthDate,
    BirthYear,
    BirthMonthDay,
    BirthYearMonth,
    NationalId,
    NationalIdEnd,
    Phone,
    PhoneEnd,
    Email,
    EmailName,
    StreetNumber,
    Street,
    StreetStart,
    District,
    City,
    Postcode,
    InsuranceNo,
    RecordNo,
    Guardian,
}

/// <summary>Digests of what blocking asks to agree; 0 where a record does not state it.</summary>
internal static class BlockingKeys
{
    public const int Count = (int)BlockingKey.Guardian + 1;

    /// <summary>The field that a key looks at: no rule takes two of one field.</summary>
    public static int FieldOf(BlockingKey key) => key switch
    {
        BlockingKey.Family or BlockingKey.FamilySound => 0,
        BlockingKey.Given or BlockingKey.GivenSound => 1,
        BlockingKey.Name or BlockingKey.NameStarts => -1,
        BlockingKey.BirthDate or BlockingKey.BirthYear or BlockingKey.BirthMonthDay or BlockingKey.BirthYearMonth => 2,
        BlockingKey.NationalId or BlockingKey.NationalIdEnd => 3,
        BlockingKey.Phone or BlockingKey.PhoneEnd => 4,
        BlockingKey.Email or BlockingKey.EmailName => 5,
        BlockingKey.StreetNumber => 6,
        BlockingKey.Street or BlockingKey.StreetStart => 7,
        _ => (int)key,
    };

    public static ulong Of(PersonRecord r, BlockingKey key) => key switch
    {
        BlockingKey.Family => Text(r.Family, key),
        BlockingKey.FamilySound => Sound(r.Family, key),
        BlockingKey.Given => Text(r.Given, key),
        BlockingKey.GivenSound => Sound(r.Given, key),
        BlockingKey.Name => Names(r),
        BlockingKey.NameStarts => r.Family is { } f && r.Given is { } g ? Pair(f.Text[0], g.Text[0]) : 0,
        BlockingKey.BirthDate => Whole(r.BirthDate) is > 0 and var d ? Number(d, key) : 0,
        BlockingKey.BirthYear => r.BirthDate is { } b ? Number(b.Date / 10_000, key) : 0,
        BlockingKey.BirthMonthDay => Whole(r.BirthDate) is > 0 and var d ? Number(Ordered(d), key) : 0,
        BlockingKey.BirthYearMonth => Whole(r.BirthDate) is > 0 and var d ? Number(d / 100, key) : 0,
        BlockingKey.NationalId => Text(r.NationalId, key),
        BlockingKey.NationalIdEnd => End(r.NationalId, 6, key),
        BlockingKey.Phone => Text(r.Phone, key),
        BlockingKey.PhoneEnd => End(r.Phone, 6, key),
        BlockingKey.Email => Text(r.Email, key),
        BlockingKey.EmailName => r.Email is { } e && e.Text.IndexOf('@', StringComparison.Ordinal) is > 2 and var at ? Seeded(NameParts.Digest(e.Text.AsSpan(0, at)), key) : 0,
        BlockingKey.StreetNumber => Text(r.StreetNumber, key),
        BlockingKey.Street => Text(r.Street, key),
        BlockingKey.StreetStart => r.Street is { } s ? Seeded(NameParts.Digest(s.Standard.AsSpan(0, Math.Min(s.IsChinese ? 3 : 5, s.Standard.Length))), key) : 0,
        BlockingKey.District => Text(r.District, key),
        BlockingKey.City => Text(r.City, key),
        BlockingKey.Postcode => Text(r.Postcode, key),
        BlockingKey.InsuranceNo => Text(r.InsuranceNo, key),
        BlockingKey.RecordNo => r.RecordNo is null ? 0 : NameParts.Mix(Text(r.RecordNo, key) ^ NameParts.Digest(r.Source?.Text ?? "")),
        _ => Text(r.Guardian, key),
    };

    /// <summary>Digest of all keys of a rule; 0 when one of them is not stated.</summary>
    public static ulong Of(PersonRecord r, BlockingKey[] rule)
    {
        ulong all = 0;
        foreach (var key in rule)
        {
            var one = Of(r, key);
            if (one == 0)
            {
                return 0;
            }

            all = Combine(all, one);
        }

        return all;
    }

    public static ulong Combine(ulong a, ulong b) => NameParts.Mix((a * 0x9E3779B97F4A7C15UL) + b) | 1;

    /// <summary>Both names at once, whichever is the family's: swapped names meet. A newborn's is the parent's.</summary>
    private static ulong Names(PersonRecord r)
    {
        if (r.Family is { Letters: not 0 } family && r.Given is { Letters: not 0 } given)
        {
            return Seeded(family.Letters + given.Letters, BlockingKey.Name);
        }

        return 0;
    }

    private static ulong Pair(char a, char b) => Seeded(((ulong)Math.Min(a, b) << 16) | Math.Max(a, b), BlockingKey.NameStarts);

    private static int Whole(FieldValue? date) => date is not null && date.Date % 100 != 0 ? date.Date : 0;

    /// <summary>Month and day whichever comes first.</summary>
    private static int Ordered(int date)
    {
        var (month, day) = (date / 100 % 100, date % 100);
        return (Math.Min(month, day) * 100) + Math.Max(month, day);
    }

    private static ulong Text(FieldValue? value, BlockingKey key) => value is null ? 0 : Seeded(NameParts.Digest(value.Standard), key);

    private static ulong Sound(FieldValue? value, BlockingKey key) => value is null || value.Sound == 0 ? 0 : Seeded(value.Sound, key);

    private static ulong End(FieldValue? value, int length, BlockingKey key) => value is null || value.Text.Length < length ? 0 : Seeded(NameParts.Digest(value.Text.AsSpan()[^length..]), key);

    private static ulong Number(int number, BlockingKey key) => Seeded((ulong)number, key);

    private static ulong Seeded(ulong digest, BlockingKey key) => NameParts.Mix(digest + ((ulong)key * 0x9E3779B97F4A7C15UL)) | 1;
}
