using System.Globalization;
using System.Text.Json;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.MasterIndex;

/// <summary>A golden person as a FHIR Patient.</summary>
internal sealed record GoldenPatient(string? Gender, string? BirthDate, bool? Deceased, string? Name, string? NationalId, string? Phone, string? Address, IReadOnlyList<(string? System, string Value, string? Assigner)> Identifiers)
{
    /// <summary>
    /// The code of the citizen's number among identifiers: OID 2.16.156.10011.1.3, which the national shared-document standards (WS/T 500) use for it.
    /// </summary>
    private const string NationalIdSystem = "urn:oid:2.16.156.10011.1.3";

    public static async Task<GoldenPatient?> ReadAsync(IWarehouse warehouse, ReadScope scope, string personId, bool isIdentified, CancellationToken cancellationToken)
    {
        var id = long.Parse(personId, CultureInfo.InvariantCulture);
        var rows = await warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("MasterIndex/golden.sql"), id), scope, static (b, r) => new GoldenPatient(
            b.LongOrNull(0, r) switch { 8507 => "male", 8532 => "female", _ => null }, b[1].Value(r) is DateOnly d ? d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
            b.LongOrNull(2, r) is { } dead ? dead != 0 : null, null, null, null, null, []), cancellationToken);
        if (rows.Count == 0 || !isIdentified)
        {
            return rows.Count == 0 ? null : rows[0];
        }

        var names = await warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("MasterIndex/goldennames.sql"), id), scope, static (b, r) => (b.TextOrNull(0, r), b.TextOrNull(1, r), b.TextOrNull(2, r), b.TextOrNull(3, r)), cancellationToken);
        var identifiers = await warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("MasterIndex/goldenidentifiers.sql"), id), scope, static (b, r) => (b.TextOrNull(0, r), b[1].Text(r), b.TextOrNull(2, r)), cancellationToken);
        var (name, nationalId, phone, address) = names[0];
        return rows[0] with { Name = name, NationalId = nationalId, Phone = phone, Address = address, Identifiers = identifiers };
    }

    public static void Write(Utf8JsonWriter json, string personId, GoldenPatient? patient)
    {
        json.WriteStartObject();
        json.WriteString("resourceType", "Patient");
        json.WriteString("id", personId);
        if (patient is not null)
        {
            WriteIdentifiers(json, patient);
            WriteOne(json, "name", "text", patient.Name);
            if (patient.Phone is not null)
            {
                json.WriteStartArray("telecom");
                json.WriteStartObject();
                json.WriteString("system", "phone");
                json.WriteString("value", patient.Phone);
                json.WriteEndObject();
                json.WriteEndArray();
            }

            json.WriteString("gender", patient.Gender ?? "unknown");
            if (patient.BirthDate is not null)
            {
                json.WriteString("birthDate", patient.BirthDate);
            }

            if (patient.Deceased is { } dead)
            {
                json.WriteBoolean("deceasedBoolean", dead);
            }

            WriteOne(json, "address", "text", patient.Address);
        }

        json.WriteEndObject();
    }

    private static void WriteIdentifiers(Utf8JsonWriter json, GoldenPatient patient)
    {
        if (patient.NationalId is null && patient.Identifiers.Count == 0)
        {
            return;
        }

        json.WriteStartArray("identifier");
        if (patient.NationalId is not null)
        {
            WriteIdentifier(json, NationalIdSystem, patient.NationalId, null);
        }

        foreach (var (system, value, assigner) in patient.Identifiers)
        {
            if (value != patient.NationalId)
            {
                WriteIdentifier(json, SystemOf(system), value, assigner);
            }
        }

        json.WriteEndArray();
    }

    private static void WriteIdentifier(Utf8JsonWriter json, string? system, string value, string? assigner)
    {
        json.WriteStartObject();
        if (system is not null)
        {
            json.WriteString("system", system);
        }

        json.WriteString("value", value);
        if (assigner is not null)
        {
            json.WriteStartObject("assigner");
            json.WriteString("display", assigner);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>An OID as it stands in HL7's CX.4.2 becomes the URI that FHIR asks for (FHIR R4, 2.24.0.1 oid); what is a URI already stays, and a local name is none.</summary>
    internal static string? SystemOf(string? system) => system switch
    {
        null or "" => null,
        _ when system.Contains(':', StringComparison.Ordinal) => system,
        _ when system.Contains('.', StringComparison.Ordinal) && system.All(static c => char.IsAsciiDigit(c) || c == '.') => "urn:oid:" + system,
        _ => "urn:suwen:authority:" + Uri.EscapeDataString(system),
    };

    private static void WriteOne(Utf8JsonWriter json, string list, string name, string? value)
    {
        if (value is null)
        {
            return;
        }

        json.WriteStartArray(list);
        json.WriteStartObject();
        json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
