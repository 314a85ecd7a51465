using Suwen.Security.Deidentification.Methods;

namespace Suwen.Security.Deidentification;

/// <summary>What is done with a value.</summary>
public enum DeidMethod : byte
{
    Keep,

    /// <summary>The value is left out: an empty cell, no element.</summary>
    Suppress,

    /// <summary>Another value, the same for all.</summary>
    Constant,

    /// <summary>Part of the characters become asterisks: 张*, 138****1234.</summary>
    Mask,

    /// <summary>A coarser value: month, year, age band, city, first digits.</summary>
    Generalise,

    /// <summary>Dates move by a number of days that is one person's own, so that intervals within a person stay.</summary>
    Shift,

    /// <summary>A value of the same form, the same for the same original under a project's key; only the key leads back.</summary>
    Pseudonym,

    /// <summary>A keyed code of sixteen characters; nothing leads back but trying originals with the key.</summary>
    Token,

    /// <summary>The value encrypted (AES-SIV), for any text.</summary>
    Encrypt,

    /// <summary>Free text: what the detectors find is replaced, the rest stays.</summary>
    Text,
}

/// <summary>How coarse a value becomes.</summary>
public enum GeneralLevel : byte
{
    None,
    Year,
    Quarter,
    Month,
    Decade,
    Province,
    City,
    County,
    Band,
    Digits,
    Category,
}

/// <summary>A method with its parameters; those that a method does not use have their defaults.</summary>
public sealed record MethodSpec(DeidMethod Method)
{
    /// <summary>What a constant is.</summary>
    public string Value { get; init; } = "";

    /// <summary>How coarse a generalised value is.</summary>
    public GeneralLevel To { get; init; }

    /// <summary>Width of a band of numbers or ages; 1 leaves them single.</summary>
    public int Band { get; init; } = 1;

    /// <summary>Ages from this on are one group, and so are birth dates that tell such an age; 0 for none. 90 in 45 CFR 164.514(b)(2)(i)(C).</summary>
    public int Top { get; init; }

    /// <summary>Leading characters that stay of a postcode or number.</summary>
    public int Digits { get; init; } = 3;

    /// <summary>The most days by which dates move, either way.</summary>
    public int Days { get; init; } = 180;

    /// <summary>True where dates move by whole weeks, so that the day of the week stays.</summary>
    public bool Weekday { get; init; }

    /// <summary>What the pseudonym of an ID number keeps of the county.</summary>
    public KeptRegion Region { get; init; }

    /// <summary>What the pseudonym of an ID number keeps of the birth date.</summary>
    public KeptBirth Birth { get; init; }

    /// <summary>True where identifiers in text become surrogates by the methods of their kinds; false where they become tags such as [姓名].</summary>
    public bool Surrogates { get; init; }
}

/// <summary>A rule of a policy for one place or several.</summary>
/// <param name="Format">csv, xlsx, json, fhir, hl7, dicom, text or table; null for all.</param>
/// <param name="File">Pattern of the file's name or the table's, with <c>*</c>; null for all.</param>
/// <param name="Place">Pattern of the column, path, field or tag, with <c>*</c>.</param>
/// <param name="Kind">What the place holds, treated by the method of that kind; null where a method is given.</param>
/// <param name="Method">What is done; null where a kind is given.</param>
/// <param name="Line">Line in the policy file.</param>
public sealed record PolicyRule(string? Format, string? File, string Place, FieldKind? Kind, MethodSpec? Method, int Line);

/// <summary>What happens to a field of which neither rules, nor names, nor content tell what it is.</summary>
public enum UnknownFields : byte
{
    /// <summary>Its values are searched for identifiers, and those are replaced.</summary>
    Scan,

    /// <summary>It is left out: what is not named is not released.</summary>
    Suppress,
    Keep,
}

/// <summary>A policy of de-identification, read whole and checked.</summary>
public sealed record DeidPolicy
{
    /// <summary>Stable name.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string TitleZh { get; init; }

    /// <summary>The documents that it follows.</summary>
    public required IReadOnlyList<string> Basis { get; init; }

    /// <summary>What happens to fields of unknown meaning.</summary>
    public required UnknownFields Unknown { get; init; }

    /// <summary>True where FHIR extensions that no rule names are left out; else they are searched like unknown fields.</summary>
    public required bool RemovesExtensions { get; init; }

    /// <summary>The method of each kind; a kind that is not named is suppressed.</summary>
    public required IReadOnlyDictionary<FieldKind, MethodSpec> Kinds { get; init; }

    /// <summary>Rules for places; the first that fits decides.</summary>
    public required IReadOnlyList<PolicyRule> Rules { get; init; }

    /// <summary>SHA-256 of the policy's text, as certificates name it.</summary>
    public required string Hash { get; init; }

    /// <summary>The text as it was read.</summary>
    public required string Text { get; init; }

    private static readonly MethodSpec Suppressed = new(DeidMethod.Suppress);
    private static readonly MethodSpec Kept = new(DeidMethod.Keep);
    private static readonly MethodSpec Searched = new(DeidMethod.Text);

    /// <summary>The method of a kind.</summary>
    public MethodSpec MethodOf(FieldKind kind) => kind switch
    {
        FieldKind.Clinical => Kinds.GetValueOrDefault(kind, Kept),
        FieldKind.Unknown => Unknown switch { UnknownFields.Keep => Kept, UnknownFields.Suppress => Suppressed, _ => Kinds.GetValueOrDefault(FieldKind.FreeText) is { Method: DeidMethod.Text } text ? text : Searched },
        FieldKind.FamilyName or FieldKind.GivenName => Kinds.GetValueOrDefault(kind) ?? MethodOf(FieldKind.PersonName),
        _ => Kinds.GetValueOrDefault(kind, Suppressed),
    };

    /// <summary>True where dates of any place move by an amount that is a person's own.</summary>
    public bool ShiftsDates => Kinds.Values.Any(static m => m.Method == DeidMethod.Shift) || Rules.Any(static r => r.Method?.Method == DeidMethod.Shift);

    /// <summary>The first rule that fits a place; null where none does.</summary>
    public PolicyRule? RuleFor(string format, string file, string place)
    {
        foreach (var rule in Rules)
        {
            if ((rule.Format is null || rule.Format == format) && (rule.File is null || Matches(rule.File, file)) && Matches(rule.Place, place))
            {
                return rule;
            }
        }

        return null;
    }

    private static bool Matches(string pattern, string text) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true);
}
