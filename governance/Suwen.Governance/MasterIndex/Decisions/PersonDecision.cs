using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Suwen.Governance.MasterIndex.Decisions;

/// <summary>A person as a landed decision names it.</summary>
/// <param name="Key">The key ledger's hash of the source's person, 32 hexadecimal digits: it outlives any id and says nothing of a patient.</param>
/// <param name="Source">Name of the source, for people's eyes.</param>
/// <param name="Id">What the source calls the person, for people's eyes.</param>
public sealed record DecidedPerson(
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("source")] string? Source = null,
    [property: JsonPropertyName("id")] string? Id = null)
{
    /// <summary>A key as the line holds it.</summary>
    public static string TextOf(UInt128 keyHash) => keyHash.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="TextOf"/> wrote.</summary>
    public static bool TryParse(string? text, out UInt128 keyHash)
    {
        keyHash = default;
        return text is { Length: 32 } && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out keyHash);
    }
}

/// <summary>What one field said for or against: never its value.</summary>
/// <param name="Field">The field.</param>
/// <param name="Level">How well it agrees.</param>
/// <param name="Weight">Evidence in bits.</param>
public sealed record DecisionReason(
    [property: JsonPropertyName("field")] string Field,
    [property: JsonPropertyName("level")] string Level,
    [property: JsonPropertyName("weight")] double Weight);

/// <summary>A decision about two persons as it lands: a line of format <c>decision</c>.</summary>
public sealed record PersonDecision
{
    /// <summary>One of <see cref="PersonDecisionKinds"/>.</summary>
    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    /// <summary>The user who decided; <c>mpi:</c> and the model's version for the linkage model.</summary>
    [JsonPropertyName("by")]
    public required string By { get; init; }

    /// <summary>Why; no patient value.</summary>
    [JsonPropertyName("why")]
    public required string Why { get; init; }

    /// <summary>The second user, where the case asks for two.</summary>
    [JsonPropertyName("confirmedBy")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ConfirmedBy { get; init; }

    [JsonPropertyName("a")]
    public required DecidedPerson A { get; init; }

    [JsonPropertyName("b")]
    public required DecidedPerson B { get; init; }

    /// <summary>Posterior evidence in bits that the decision had before it.</summary>
    [JsonPropertyName("weight")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Weight { get; init; }

    /// <summary>Version of the linkage model that weighed it.</summary>
    [JsonPropertyName("model")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Model { get; init; }

    [JsonPropertyName("reasons")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<DecisionReason>? Reasons { get; init; }

    /// <summary>The line, without its end.</summary>
    public byte[] ToLine() => JsonSerializer.SerializeToUtf8Bytes(this);
}

/// <summary>The words of decisions about persons.</summary>
public static class PersonDecisionKinds
{
    /// <summary>Two persons are one.</summary>
    public const string Link = "link-persons";

    /// <summary>Two persons are two: no other link makes them one. Only people say so.</summary>
    public const string Part = "part-persons";

    /// <summary>What was decided about two persons is taken back; what else is known of them holds again.</summary>
    public const string Unlink = "unlink-persons";

    /// <summary>What <c>by</c> begins with when the linkage model decides.</summary>
    public const string ModelPrefix = "mpi:";
}
