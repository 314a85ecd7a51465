using System.Text;
using System.Text.Json;

namespace Suwen.Governance.Lineage;

/// <summary>The leaves of FHIR resources in JSON, by their path without indexes.</summary>
internal static class FhirFields
{
    private const int MaxWholeBundle = 256 << 10;

    /// <summary>The resources of an entry as samples, up to a number for each type.</summary>
    public static IEnumerable<FieldSample> SamplesOf(ReadOnlyMemory<byte> payload, int mostOfType)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (bytes, isEntry) in ResourcesOf(payload))
        {
            if (SampleOf(bytes, isEntry) is not { } sample)
            {
                continue;
            }

            var type = sample.Fields.Count > 0 ? sample.Fields[0].Name.Split('.')[0] : "";
            counts[type] = counts.GetValueOrDefault(type) + 1;
            if (counts[type] <= mostOfType)
            {
                yield return sample;
            }
        }
    }

    /// <summary>
    /// The whole bundle as one sample, with the fields of a few resources of each type: references inside it can be resolved only there.
    /// Null where it is too large to be parsed for every field.
    /// </summary>
    public static FieldSample? WholeBundle(ReadOnlyMemory<byte> payload, int mostOfType)
    {
        if (payload.Length > MaxWholeBundle || !IsBundle(payload))
        {
            return null;
        }

        var fields = new List<FieldPart>();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (start, length) in EntryResources(payload.Span))
        {
            var own = LeavesOf(payload.Span.Slice(start, length), start);
            var type = own.Count > 0 ? own[0].Name.Split('.')[0] : "";
            counts[type] = counts.GetValueOrDefault(type) + 1;
            if (counts[type] <= mostOfType)
            {
                fields.AddRange(own);
            }
        }

        return fields.Count == 0 ? null : new FieldSample(payload.ToArray(), fields, NamesKind: true);
    }

    private static bool IsBundle(ReadOnlyMemory<byte> payload)
    {
        var head = Encoding.UTF8.GetString(payload.Span[..Math.Min(payload.Length, 4096)]);
        return head.Contains("\"Bundle\"", StringComparison.Ordinal) && !head.TrimStart().StartsWith('[');
    }

    private static IEnumerable<(ReadOnlyMemory<byte> Bytes, bool IsEntry)> ResourcesOf(ReadOnlyMemory<byte> payload)
    {
        if (IsBundle(payload))
        {
            // A bundle too large to be parsed whole again and again: its resources one by one.
            return payload.Length <= MaxWholeBundle ? [] : EntryResources(payload.Span).Select(r => (payload.Slice(r.Start, r.Length), true));
        }

        return Lines(payload).Select(l => (l, false));
    }

    /// <summary>Lines that hold an object each; the whole where it is one object over several lines.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> payload)
    {
        var text = payload;
        var first = text.Span.IndexOf((byte)'\n');
        if (first < 0 || !IsObject(text[..first]))
        {
            yield return text;
            yield break;
        }

        while (!text.IsEmpty)
        {
            var end = text.Span.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (!line.Span.Trim(" \r\t"u8).IsEmpty)
            {
                yield return line;
            }
        }
    }

    private static bool IsObject(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static FieldSample? SampleOf(ReadOnlyMemory<byte> resource, bool isEntry)
    {
        try
        {
            var bytes = isEntry ? [.. """{"resourceType":"Bundle","type":"collection","entry":[{"resource":"""u8, .. resource.Span, .. "}]}"u8] : resource.ToArray();
            var offset = isEntry ? bytes.AsSpan().IndexOf(resource.Span) : 0;
            var fields = LeavesOf(resource.Span, offset);
            return fields.Count == 0 ? null : new FieldSample(bytes, fields, NamesKind: true);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Where the resources of a bundle's entries lie.</summary>
    private static List<(int Start, int Length)> EntryResources(ReadOnlySpan<byte> bundle)
    {
        var found = new List<(int, int)>();
        var reader = new Utf8JsonReader(bundle);
        try
        {
            while (reader.Read())
            {
                // Depth 3: the bundle's object, the array of entries, the entry.
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 3 && reader.ValueTextEquals("resource"u8))
                {
                    reader.Read();
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    found.Add((start, (int)reader.BytesConsumed - start));
                }
            }
        }
        catch (JsonException)
        {
            // What is before the fault is whole.
        }

        return found;
    }

    /// <summary>Every leaf but the type itself, with its path.</summary>
    private static List<FieldPart> LeavesOf(ReadOnlySpan<byte> resource, int offset)
    {
        var fields = new List<FieldPart>();
        var path = new List<string>();
        var property = "";
        var type = "";
        var reader = new Utf8JsonReader(resource);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    property = reader.GetString()!;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    path.Add(property);
                    property = "";
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.RemoveAt(path.Count - 1);
                    property = "";
                    break;
                case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                    if (property == "resourceType" && path.Count == 1)
                    {
                        type = reader.GetString()!;
                        break;
                    }

                    var isText = reader.TokenType == JsonTokenType.String;
                    var start = (int)reader.TokenStartIndex;
                    var name = string.Join('.', path.Append(property).Where(p => p.Length > 0));
                    fields.Add(new FieldPart(name, offset + start, (isText ? reader.ValueSpan.Length + 2 : reader.ValueSpan.Length), "null"));
                    break;
                default:
                    break;
            }
        }

        return type.Length == 0 ? [] : [.. fields.Select(f => f with { Name = type + "." + f.Name })];
    }
}
