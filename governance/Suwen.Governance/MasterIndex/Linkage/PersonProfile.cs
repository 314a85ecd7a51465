namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>
/// One person as one source states it. Every value is text as written by the sender: it may be partial, wrong or a placeholder. Null or blank means that
/// the sender said nothing.
/// </summary>
public sealed record PersonProfile
{
    /// <summary>The caller's key of this statement; results speak of it.</summary>
    public required long Id { get; init; }

    /// <summary>Who says so; null where all come from one source. Record numbers are compared within one source only.</summary>
    public string? Source { get; init; }

    public string? FullName { get; init; }

    public string? FamilyName { get; init; }

    public string? GivenName { get; init; }

    /// <summary>Year, month and day in this order with or without separators, or day and month before the year; a year alone, or a year and month.</summary>
    public string? BirthDate { get; init; }

    public string? Sex { get; init; }

    public string? NationalId { get; init; }

    public string? Phone { get; init; }

    public string? Email { get; init; }

    public string? StreetNumber { get; init; }

    public string? Street { get; init; }

    public string? District { get; init; }

    public string? City { get; init; }

    public string? Province { get; init; }

    public string? Postcode { get; init; }

    public string? InsuranceNo { get; init; }

    public string? RecordNo { get; init; }

    /// <summary>Mother, father or other guardian, as children's records name them.</summary>
    public string? GuardianName { get; init; }
}
