namespace Suwen.Security.Deidentification.Methods;

/// <summary>By what the person behind a record is known, for the amount that dates move by.</summary>
internal enum PersonBasis : byte
{
    /// <summary>The record names nobody.</summary>
    Nobody,

    /// <summary>A number at the sender.</summary>
    Number,

    /// <summary>A national ID, in the record or in another of the same release that has the same number.</summary>
    NationalId,

    /// <summary>The golden person of the master index.</summary>
    MasterIndex,
}

/// <summary>
/// Which key a person's dates move by: the golden person where the master index knows the number or the ID, else the national ID, else the number with its
/// sender. Before anything is treated a release is gone through once for records that have both a number and an ID, so that the files that have the number
/// alone move alike, whatever their order.
/// </summary>
internal sealed class PersonKeys(PersonDirectory? directory)
{
    private readonly Dictionary<UInt128, string> idsByNumber = [];

    /// <summary>True while links are gathered and nothing is treated.</summary>
    public bool IsSurvey { get; set; }

    /// <summary>Records whose dates moved, by what their person was known by.</summary>
    public long[] Counts { get; } = new long[Enum.GetValues<PersonBasis>().Length];

    /// <summary>A record has both; a number that stands beside several IDs belongs to several senders and leads to none.</summary>
    public void Link(string number, string nationalId)
    {
        if (!IsSurvey || number.Length == 0 || nationalId.Length == 0 || number == nationalId)
        {
            return;
        }

        var hash = PersonDirectory.Hash(number);
        idsByNumber[hash] = idsByNumber.TryGetValue(hash, out var known) && known != nationalId ? "" : nationalId;
    }

    /// <summary>The key of a person.</summary>
    public (string Key, PersonBasis Basis) Of(string number, string nationalId)
    {
        if (nationalId.Length == 0 && number.Length > 0)
        {
            nationalId = idsByNumber.GetValueOrDefault(PersonDirectory.Hash(number), "");
        }

        if (directory?.Find(number, nationalId) is { } person)
        {
            return (OfGolden(person), PersonBasis.MasterIndex);
        }

        return nationalId.Length > 0 ? ("national-id\u001f" + nationalId, PersonBasis.NationalId)
            : number.Length == 0 ? ("", PersonBasis.Nobody)
            : (directory?.Source is { } source ? source + "\u001f" + number : number, PersonBasis.Number);
    }

    /// <summary>The key of a golden person, also of tables of the warehouse that name it themselves.</summary>
    public static string OfGolden(long person) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"person\u001f{person}");
}
