using System.Globalization;
using System.Text.Json;

namespace Suwen.Governance.Gate.Decisions;

/// <summary>One decision as it landed.</summary>
/// <param name="Json">The whole line, an object.</param>
/// <param name="Bytes">The line's bytes, for the hash of its content.</param>
/// <param name="By">Name of the user who decided, or of the rule or program: <c>rule:…</c>, <c>mpi:…</c>.</param>
/// <param name="Why">Why; no patient value.</param>
/// <param name="At">When it landed.</param>
public sealed record DecisionLine(JsonElement Json, ReadOnlyMemory<byte> Bytes, string By, string Why, DateTimeOffset At)
{
    /// <summary>A text of the line; null when it is absent or no text.</summary>
    public string? Text(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A whole number of the line, written as a number or as digits in a text (ids are texts in JSON); null when it is neither.</summary>
    public long? Whole(string name)
    {
        if (!Json.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var number) => number,
            JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
    }
}
