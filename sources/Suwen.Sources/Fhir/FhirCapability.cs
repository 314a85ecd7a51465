using System.Buffers;
using System.Text.Json;
using Suwen.Standards.Fhir;

namespace Suwen.Sources.Fhir;

/// <summary>The CapabilityStatement (FHIR R4 5.2) of the API: what it takes and gives, by resource type.</summary>
internal static class FhirCapability
{
    /// <summary>Types that are found by their business identifiers: those for which rows carry aliases.</summary>
    public static readonly IReadOnlyList<string> SearchableTypes = ["Patient", "Practitioner", "Organization", "Location", "Encounter"];

    /// <summary>The statement as JSON; the same for all callers.</summary>
    public static readonly ReadOnlyMemory<byte> Statement = Write();

    private static ReadOnlyMemory<byte> Write()
    {
        var body = new ArrayBufferWriter<byte>(32 << 10);
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType"u8, "CapabilityStatement"u8);
            writer.WriteString("status"u8, "active"u8);
            writer.WriteString("date"u8, "2026-01-01"u8);
            writer.WriteString("kind"u8, "instance"u8);
            writer.WriteStartObject("software"u8);
            writer.WriteString("name"u8, "Suwen"u8);
            writer.WriteEndObject();
            writer.WriteStartObject("implementation"u8);
            writer.WriteString("description"u8, "Suwen takes FHIR R4 resources into one clinical data repository."u8);
            writer.WriteEndObject();
            writer.WriteString("fhirVersion"u8, "4.0.1"u8);
            WriteCodes(writer, "format"u8, FhirApi.JsonType, "json");
            writer.WriteStartArray("rest"u8);
            writer.WriteStartObject();
            writer.WriteString("mode"u8, "server"u8);
            writer.WriteString("documentation"u8, "Content is checked after it is stored: a resource that cannot be read is set aside with a reason. Searches are sent by POST to _search, since query strings would be logged on the way."u8);
            WriteResources(writer);
            WriteInteractions(writer, "transaction", "batch");
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    private static void WriteResources(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("resource"u8);
        foreach (var type in FhirResourceTypes.Codes)
        {
            if (type is "Resource" or "DomainResource" or "Bundle" or "Parameters")
            {
                continue;
            }

            var isSearchable = SearchableTypes.Contains(type);
            writer.WriteStartObject();
            writer.WriteString("type"u8, type);
            if (isSearchable)
            {
                WriteInteractions(writer, "read", "create", "update", "search-type");
            }
            else
            {
                WriteInteractions(writer, "read", "create", "update");
            }

            writer.WriteBoolean("updateCreate"u8, true);
            if (isSearchable)
            {
                writer.WriteStartArray("searchParam"u8);
                writer.WriteStartObject();
                writer.WriteString("name"u8, "identifier"u8);
                writer.WriteString("type"u8, "token"u8);
                writer.WriteEndObject();
                writer.WriteEndArray();
            }

            if (type == "Patient")
            {
                WriteMatch(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>The operation of the master index: POST [base]/Patient/$match (FHIR R4, Patient-match).</summary>
    private static void WriteMatch(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("operation"u8);
        writer.WriteStartObject();
        writer.WriteString("name"u8, "match"u8);
        writer.WriteString("definition"u8, "http://hl7.org/fhir/OperationDefinition/Patient-match"u8);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteInteractions(Utf8JsonWriter writer, params ReadOnlySpan<string> codes)
    {
        writer.WriteStartArray("interaction"u8);
        foreach (var code in codes)
        {
            writer.WriteStartObject();
            writer.WriteString("code"u8, code);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteCodes(Utf8JsonWriter writer, ReadOnlySpan<byte> name, params ReadOnlySpan<string> codes)
    {
        writer.WriteStartArray(name);
        foreach (var code in codes)
        {
            writer.WriteStringValue(code);
        }

        writer.WriteEndArray();
    }
}
