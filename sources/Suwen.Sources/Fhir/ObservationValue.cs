using Suwen.Governance.Gate;

namespace Suwen.Sources.Fhir;

internal enum ObservationValueKind : byte
{
    None,
    Quantity,
    Integer,
    Concept,
    Text,
    Range,
    Ratio,
    Period,
    Sampled,
}

/// <summary>The value[x] of an Observation or of one of its components (FHIR R4 10.1.3), whatever its type.</summary>
internal readonly struct ObservationValue(ObservationValueKind kind, JsonNode node)
{
    public ObservationValueKind Kind => kind;

    public JsonNode Node => node;

    public bool IsNumeric => kind is ObservationValueKind.Quantity or ObservationValueKind.Integer;

    public static ObservationValue Of(JsonNode part)
    {
        foreach (var property in part.Properties)
        {
            var name = property.Name;
            if (name.Length > 5 && name.StartsWith("value"u8))
            {
                return new ObservationValue(KindOf(name[5..]), property.Value);
            }
        }

        return default;
    }

    /// <summary>The value as it was sent, as one text.</summary>
    public void WriteSource(RowWriter row, int column)
    {
        switch (kind)
        {
            case ObservationValueKind.Quantity:
                row.Text(column, node["value"u8].Scalar);
                break;
            case ObservationValueKind.Concept:
                row.Text(column, FhirRecord.CodeOrText(node));
                break;
            case ObservationValueKind.Range:
                WritePair(row, column, node["low"u8], node["high"u8], " - "u8);
                break;
            case ObservationValueKind.Ratio:
                WritePair(row, column, node["numerator"u8], node["denominator"u8], ":"u8);
                break;
            case ObservationValueKind.Period:
                WriteJoined(row, column, node["start"u8].Text, "/"u8, node["end"u8].Text);
                break;
            case ObservationValueKind.Sampled:
                row.Text(column, node["data"u8].Text);
                break;
            default:
                row.Text(column, node.Scalar);
                break;
        }
    }

    private static ObservationValueKind KindOf(ReadOnlySpan<byte> type) => type switch
    {
        _ when type.SequenceEqual("Quantity"u8) => ObservationValueKind.Quantity,
        _ when type.SequenceEqual("CodeableConcept"u8) => ObservationValueKind.Concept,
        _ when type.SequenceEqual("Integer"u8) => ObservationValueKind.Integer,
        _ when type.SequenceEqual("Range"u8) => ObservationValueKind.Range,
        _ when type.SequenceEqual("Ratio"u8) => ObservationValueKind.Ratio,
        _ when type.SequenceEqual("Period"u8) => ObservationValueKind.Period,
        _ when type.SequenceEqual("SampledData"u8) => ObservationValueKind.Sampled,
        _ => ObservationValueKind.Text,
    };

    private static void WritePair(RowWriter row, int column, JsonNode left, JsonNode right, ReadOnlySpan<byte> separator) =>
        WriteJoined(row, column, left["value"u8].Scalar, separator, right["value"u8].Scalar);

    private static void WriteJoined(RowWriter row, int column, ReadOnlySpan<byte> left, ReadOnlySpan<byte> separator, ReadOnlySpan<byte> right)
    {
        var length = left.Length + separator.Length + right.Length;
        Span<byte> text = length <= 256 ? stackalloc byte[length] : new byte[length];
        left.CopyTo(text);
        separator.CopyTo(text[left.Length..]);
        right.CopyTo(text[(left.Length + separator.Length)..]);
        row.Text(column, text);
    }
}
