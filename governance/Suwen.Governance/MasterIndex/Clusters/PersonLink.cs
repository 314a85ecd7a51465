namespace Suwen.Governance.MasterIndex.Clusters;

/// <summary>Words of <c>sys.person_link.link_kind</c>. Stable: they are in warehouses.</summary>
public static class LinkKinds
{
    /// <summary>From a person to the identity number that its source states.</summary>
    public const string NationalId = "national-id";

    /// <summary>The source has merged two of its persons (HL7 A40, FHIR replaced-by).</summary>
    public const string Merge = "merge";

    /// <summary>The source has linked two of its persons (HL7 A24, FHIR seealso).</summary>
    public const string Link = "link";

    /// <summary>A steward has decided that two persons are one.</summary>
    public const string StewardSame = "steward-same";

    /// <summary>A steward has decided that two persons are two: not a link, but what holds links apart.</summary>
    public const string StewardDifferent = "steward-different";

    /// <summary>The linkage model found two persons to be one.</summary>
    public const string Model = "model";

    /// <summary>
    /// The order in which links are honoured where they contradict what is held apart; lower goes first. People go before programs:
    /// a steward, then the source about its own persons, then the number, then the model.
    /// </summary>
    public static int Rank(string kind) => kind switch
    {
        StewardSame => 0,
        Merge => 1,
        Link => 2,
        NationalId => 3,
        _ => 4,
    };

    /// <summary>Links up to this rank are statements of people about this very pair: no contradiction between the descriptions keeps them from holding.</summary>
    public const int LastOfPeople = 2;
}

/// <summary>A link as stored: between a person and an identity number, or between two persons.</summary>
/// <param name="Person">The source's person.</param>
/// <param name="Other">The number's id, or the other person.</param>
/// <param name="Kind">One of <see cref="LinkKinds"/>.</param>
internal readonly record struct PersonLink(long Person, long Other, string Kind);

/// <summary>Two persons in ascending order, so that a pair is the same from both sides.</summary>
internal readonly record struct PersonPair
{
    public PersonPair(long a, long b) => (Low, High) = a < b ? (a, b) : (b, a);

    public long Low { get; }

    public long High { get; }
}
