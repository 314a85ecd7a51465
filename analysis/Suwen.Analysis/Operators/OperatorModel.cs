using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Suwen.Analysis;

/// <summary>A fitted model as it is kept: JSON that names its operator and the version of its form, and measures of how good it is.</summary>
/// <param name="Operator">Name of the operator that fitted it.</param>
/// <param name="FormatVersion">Version of <paramref name="Content"/>; grows when its form changes.</param>
/// <param name="Content">Coefficients, trees, weights: whatever applying it needs, with the columns and levels it expects.</param>
/// <param name="Metrics">Measures on the data it was fitted or tested on, by name.</param>
public sealed record OperatorModel(string Operator, int FormatVersion, JsonObject Content, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>The model as it is written to a file.</summary>
    public string ToJson()
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
        {
            WriteTo(writer);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>Writes the model to a stream: a large one never lies in memory as text.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using var writer = new Utf8JsonWriter(stream);
        WriteTo(writer);
        await writer.FlushAsync(cancellationToken);
    }

    private void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("suwenModel", FormatVersion);
        writer.WriteString("operator", Operator);
        writer.WriteStartObject("metrics");
        foreach (var (metric, value) in Metrics)
        {
            writer.WriteNumber(metric, value);
        }

        writer.WriteEndObject();
        writer.WritePropertyName("content");
        Content.WriteTo(writer);
        writer.WriteEndObject();
    }

    /// <exception cref="OperatorException">The text is no model.</exception>
    public static OperatorModel Parse(string json)
    {
        try
        {
            var root = JsonNode.Parse(json)!.AsObject();
            var metrics = root["metrics"]!.AsObject().ToDictionary(static m => m.Key, static m => m.Value!.GetValue<double>());
            var content = root["content"]!.AsObject();

            // Detached rather than copied: a forest has many numbers.
            root.Remove("content");
            return new OperatorModel(root["operator"]!.GetValue<string>(), root["suwenModel"]!.GetValue<int>(), content, metrics);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw OperatorException.BadData("The model is no model of Suwen: it must be a JSON object with suwenModel, operator, metrics and content.", "Name a file that an operator wrote with --model-out.");
        }
    }
}
