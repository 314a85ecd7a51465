using System.Globalization;
using System.Text.Json;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.MasterIndex;

/// <summary>A golden person as a FHIR Patient.</summary>
internal sealed record GoldenPatient(string? Gender, string? BirthDate, bool? Deceased, string? Name, string? NationalId, string? Phone, string? Address, List<(string? System, string Value, string? Assigner)> Identifiers)
{
    /// <summary>
    /// The code of the citizen's number among identifiers: OID 2.16.156.10011.1.3, which the national shared-document standards (WS/T 500) use for it.
    /// </summary>
    private const string NationalIdSystem = "urn:oid:2.16.156.10011.1.3";

    /// <summary>
    /// Reads some persons at once: two statements however many there are, since asking costs more than what is read.
    /// </summary>
    /// <param name="warehouse">Where they are.</param>
    /// <param name="scope">The caller's.</param>
    /// <param name="persons">Their ids.</param>
    /// <param name="isIdentified">False leaves out what names a person.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>By id; whom the caller's scope does not hold is not there.</returns>
    public static async Task<Dictionary<long, GoldenPatient>> ReadAsync(IWarehouse warehouse, ReadScope scope, IReadOnlyList<long> persons, bool isIdentified, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, GoldenPatient>(persons.Count);
        if (persons.Count == 0)
        {
            return found;
        }

        foreach (var (id, patient) in await warehouse.ReadAsync(Statement(isIdentified ? "MasterIndex/goldennamed.sql" : "MasterIndex/golden.sql", persons), scope, (b, r) => (b[0].Lane(r), Of(b, r, isIdentified)), cancellationToken))
        {
            found[id] = patient;
        }

        if (isIdentified)
        {
            foreach (var (id, system, value, assigner) in await warehouse.ReadAsync(
                Statement("MasterIndex/goldenidentifiers.sql", persons), scope, static (b, r) => (b[0].Lane(r), b.TextOrNull(1, r), b[2].Text(r), b.TextOrNull(3, r)), cancellationToken))
            {
                if (found.TryGetValue(id, out var patient))
                {
                    patient.Identifiers.Add((system, value, assigner));
                }
            }
        }

        return found;
    }

    private static GoldenPatient Of(ColumnBatch b, int r, bool isIdentified) => new(
        b.LongOrNull(1, r) switch { 8507 => "male", 8532 => "female", _ => null }, b[2].Value(r) is DateOnly d ? d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
        b.LongOrNull(3, r) is { } dead ? dead != 0 : null, isIdentified ? b.TextOrNull(4, r) : null, isIdentified ? b.TextOrNull(5, r) : null, isIdentified ? b.TextOrNull(6, r) : null,
        isIdentified ? b.TextOrNull(7, r) : null, []);

    /// <summary>The persons stand in the text as numbered places; their ids are parameters.</summary>
    private static SqlStatement Statement(string file, IReadOnlyList<long> persons)
    {
        var places = Enumerable.Range(1, persons.Count).Select(static i => "$" + i.ToString(CultureInfo.InvariantCulture));
        return new SqlStatement(WarehouseReading.Sql(file).Replace("$persons", string.Join(", ", places), StringComparison.Ordinal), [.. persons.Cast<object?>()]);
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
