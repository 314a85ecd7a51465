namespace Suwen.Storage.Landing;

/// <summary>
/// The logical place of an entry in the landing area: journal number and sequence, never a byte offset.
/// Packed as <c>journal &lt;&lt; 40 | sequence</c>, so that positions order as they landed and stay below 2^53.
/// </summary>
public readonly record struct LandingPosition(long Value) : IComparable<LandingPosition>
{
    public LandingPosition(int journal, long sequence)
        : this(((long)journal << 40) | sequence)
    {
    }

    /// <summary>Before the first entry.</summary>
    public static LandingPosition Start => new(0);

    public int Journal => (int)(Value >> 40);

    public long Sequence => Value & ((1L << 40) - 1);

    public int CompareTo(LandingPosition other) => Value.CompareTo(other.Value);

    public static bool operator <(LandingPosition left, LandingPosition right) => left.Value < right.Value;

    public static bool operator >(LandingPosition left, LandingPosition right) => left.Value > right.Value;

    public static bool operator <=(LandingPosition left, LandingPosition right) => left.Value <= right.Value;

    public static bool operator >=(LandingPosition left, LandingPosition right) => left.Value >= right.Value;

    public override string ToString() => $"{Journal}:{Sequence}";
}

/// <summary>What a front door says of the bytes it hands over.</summary>
/// <param name="Source">The sending system, as the site names it: <c>hospital-a.his</c>.</param>
/// <param name="Channel">The door: <c>mllp</c>, <c>http</c>, <c>file</c>, <c>decision</c>.</param>
/// <param name="Format">How the bytes are to be parsed: <c>hl7v2</c>, <c>fhir</c>, <c>table</c>, <c>omop</c>, <c>mapping</c>, <c>decision</c>.</param>
/// <param name="Metadata">What parsing the bytes alone needs beside them: file name, first line number, header row, encoding, position of the mapping. No patient value.</param>
public sealed record LandingHeader(string Source, string Channel, string Format, IReadOnlyDictionary<string, string> Metadata)
{
    public static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>();
}

/// <summary>An entry as it landed.</summary>
public sealed record LandedEntry(LandingPosition Position, DateTimeOffset ReceivedAt, LandingHeader Header, ReadOnlyMemory<byte> Payload)
{
    /// <summary>True where erasure has replaced the payload by a tombstone.</summary>
    public bool IsErased { get; init; }
}
