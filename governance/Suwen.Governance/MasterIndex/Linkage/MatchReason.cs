namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>What is compared. The order is that of the packed levels of a pair and of a model's file: new ones go to the end.</summary>
public enum LinkageField : byte
{
    FamilyName,
    GivenName,
    BirthDate,
    Sex,
    NationalId,
    Phone,
    Email,
    StreetNumber,
    Street,
    District,
    City,
    Province,
    Postcode,
    InsuranceNo,
    RecordNo,
    GuardianName,
}

/// <summary>How well two values of a field agree. Numbers are part of a model's file: they never change.</summary>
public enum MatchLevel : byte
{
    /// <summary>One of the two, or both, say nothing (or a placeholder), or another field says the same already: no evidence.</summary>
    Missing = 0,

    /// <summary>The same after normalisation.</summary>
    Exact = 1,

    /// <summary>Family and given name stand in each other's place; day and month do.</summary>
    Swapped = 2,

    /// <summary>Sounds the same (pinyin without tone, or the phonetic code of a Western name), is a variant of the same characters, or a usual form of the same name (Bill, William).</summary>
    SameSound = 3,

    /// <summary>One slip of the keyboard: a character added, left out, replaced or changed over with its neighbour.</summary>
    Slip = 4,

    /// <summary>Very similar: Jaro–Winkler at least 0.88; of a date, year and month agree.</summary>
    Close = 5,

    /// <summary>Somewhat similar: Jaro–Winkler at least 0.75; of a date, the year agrees, or month and day.</summary>
    Similar = 6,

    /// <summary>One is part of the other: an initial, one of two given names, the husband's family name before one's own, a year alone.</summary>
    Part = 7,

    /// <summary>One date is the other by the Chinese lunar calendar.</summary>
    Lunar = 8,

    /// <summary>Both are stated and differ.</summary>
    Different = 9,

    /// <summary>Both are valid by their own check and differ: a person has one.</summary>
    Conflict = 10,
}

/// <summary>What one field says for or against two statements being of one person.</summary>
/// <param name="Field">The field.</param>
/// <param name="Level">How well the values agree.</param>
/// <param name="Weight">Evidence in bits: log2 of the likelihood ratio; positive speaks for one person.</param>
public readonly record struct MatchReason(LinkageField Field, MatchLevel Level, double Weight);
