using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Suwen.Sources.Fhir;

/// <summary>Bundles that answer: what became of the entries of a bundle (FHIR R4 3.1.0.11.3), and what a search found.</summary>
internal static class FhirBundleAnswer
{
    /// <summary>One answer for each entry, in their order: 201 with a location where the entry's identity is known, else 202.</summary>
    public static ReadOnlyMemory<byte> ToEntries(JsonNode bundle)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType"u8, "Bundle"u8);
            writer.WriteString("type"u8, bundle["type"u8].Is("transaction"u8) ? "transaction-response"u8 : "batch-response"u8);
            writer.WriteStartArray("entry"u8);
            foreach (var entry in bundle["entry"u8])
            {
                writer.WriteStartObject();
                writer.WriteStartObject("response"u8);
                var location = LocationOf(entry);
                writer.WriteString("status"u8, location is null ? "202 Accepted"u8 : "201 Created"u8);
                if (location is not null)
                {
                    writer.WriteString("location"u8, location);
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    public static ReadOnlyMemory<byte> OfSearch(IReadOnlyList<ReadOnlyMemory<byte>> found)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType"u8, "Bundle"u8);
            writer.WriteString("type"u8, "searchset"u8);
            writer.WriteNumber("total"u8, found.Count);
            writer.WriteStartArray("entry"u8);
            foreach (var resource in found)
            {
                writer.WriteStartObject();
                writer.WritePropertyName("resource"u8);
                writer.WriteRawValue(resource.Span, skipInputValidation: true);
                writer.WriteStartObject("search"u8);
                writer.WriteString("mode"u8, "match"u8);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    private static string? LocationOf(JsonNode entry)
    {
        var resource = entry["resource"u8];
        var id = FhirIdentity.IdOf(entry, resource);
        return FhirKind.TryFind(resource["resourceType"u8].Text, out var kind) && FhirIdentity.IsUsable(id) ? kind.Name + "/" + Encoding.UTF8.GetString(id) : null;
    }
}
