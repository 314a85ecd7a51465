namespace Suwen.Governance.Gate;

/// <summary>Codes of the reasons for which a record is set aside. Codes are stable: sites write rules and work lists against them.</summary>
public static class RejectReasons
{
    /// <summary>The bytes are not of the stated format: cut short, or another format.</summary>
    public const string Syntax = "syntax";

    /// <summary>The bytes cannot be decoded in any character set that the format allows.</summary>
    public const string CharacterSet = "character-set";

    /// <summary>A text holds U+0000, which no database can hold everywhere.</summary>
    public const string NulCharacter = "nul-character";

    /// <summary>The record's kind or event is unknown to the standard.</summary>
    public const string UnknownKind = "unknown-kind";

    /// <summary>The record has no identifier of its own where its kind needs one.</summary>
    public const string MissingIdentifier = "missing-identifier";

    /// <summary>The record speaks of a person and names none.</summary>
    public const string MissingPerson = "missing-person";

    /// <summary>A field that the kind cannot do without is empty.</summary>
    public const string MissingField = "missing-field";

    /// <summary>A field's value is not of its type: a date, number or code that cannot be read.</summary>
    public const string InvalidValue = "invalid-value";

    /// <summary>A time order that cannot be: an end before its start, an event before birth.</summary>
    public const string TimeOrder = "time-order";

    /// <summary>The record exceeds a limit.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The parser failed: a defect of Suwen, kept for replay after the fix.</summary>
    public const string ParserFault = "parser-fault";
}
