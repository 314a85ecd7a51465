using Suwen.Storage.Landing;

namespace Suwen.Governance.Gate;

/// <summary>
/// Turns the bytes of a landing entry into records with rows of the canonical model, or into rejections with a reason.
/// Never throws on bad input; has no state between entries, so that several may be parsed at once and any may be parsed again.
/// </summary>
public interface ISource
{
    /// <summary>The <see cref="LandingHeader.Format"/> this source reads.</summary>
    string Format { get; }

    /// <summary>Version of the rows this source makes; raised whenever the same bytes would give other rows.</summary>
    int Version { get; }

    /// <summary>
    /// Payload bytes that are parsed and loaded as one unit of work. Larger units spare statements; smaller ones spare memory where
    /// few bytes make many rows.
    /// </summary>
    int UnitBytes => 16 << 20;

    /// <summary>Parses one entry. Every record in it is begun and ended on the sink exactly once.</summary>
    void Parse(LandedEntry entry, RecordSink sink);
}

/// <summary>How a row meets an earlier version of itself.</summary>
public enum RowMode : byte
{
    /// <summary>The record states its rows whole: rows of its earlier version that it no longer has are gone.</summary>
    Replace,

    /// <summary>The record states some columns of a row that other records also speak of (HL7 v2): columns not set are kept, columns cleared are deleted.</summary>
    Merge,

    /// <summary>The record withdraws the row (a cancelled admission).</summary>
    Delete,
}

/// <summary>A key as mentioned by a record; the gate gives it an id in landing order.</summary>
public readonly record struct Mention(int Index)
{
    public static Mention None => new(-1);

    public bool IsNone => Index < 0;
}

/// <summary>What became of a record. Every record has exactly one.</summary>
public enum Disposition : byte
{
    Loaded,
    Kept,
    SupersededOnArrival,
    Quarantined,
    Duplicate,
    Erased,
}

/// <summary>Who has to act on a rejection.</summary>
public enum AtFault : byte
{
    /// <summary>The sending system sent something that cannot be what it meant.</summary>
    Source,

    /// <summary>The person or program that called Suwen.</summary>
    Caller,

    /// <summary>Suwen itself.</summary>
    Platform,
}

/// <summary>What a record can state of two persons: a source of its own, a landed decision of any.</summary>
public enum PersonLinkKind : byte
{
    /// <summary>The second identity is retired in favour of the first (HL7 A40, A34 …).</summary>
    Merge,

    /// <summary>Both identities are one person (HL7 A24).</summary>
    Link,

    /// <summary>An earlier link is undone (HL7 A37).</summary>
    Unlink,

    /// <summary>A steward has decided that both are one person.</summary>
    StewardSame,

    /// <summary>A steward has decided that they are two persons: no other link makes them one.</summary>
    StewardDifferent,

    /// <summary>The steward's decision is taken back.</summary>
    StewardNone,

    /// <summary>The linkage model found both to be one person.</summary>
    ModelSame,

    /// <summary>The model's finding is taken back.</summary>
    ModelNone,
}
