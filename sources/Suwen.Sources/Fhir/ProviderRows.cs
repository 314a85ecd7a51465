using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>
/// Practitioner (FHIR R4 8.4) and PractitionerRole (8.5) → one row of <c>provider</c>, of which each states its columns: the row is merged.
/// A reference to a role finds the provider by an alias.
/// </summary>
internal static class ProviderRows
{
    private static readonly Table Providers = CanonicalModel.Table("provider");
    private static readonly int Name = Providers["provider_name"];
    private static readonly int Npi = Providers["npi"];
    private static readonly int Dea = Providers["dea"];
    private static readonly int CareSite = Providers["care_site_id"];
    private static readonly int YearOfBirth = Providers["year_of_birth"];
    private static readonly int Gender = Providers["gender_concept_id"];
    private static readonly int GenderSource = Providers["gender_source_value"];
    private static readonly int SourceValue = Providers["provider_source_value"];
    private static readonly int Specialty = Providers["specialty_source_value"];

    public static void WritePractitioner(FhirRecord record)
    {
        var root = record.Root;
        record.AliasIdentifiers("Practitioner"u8, Providers, record.Key);
        var birth = record.Time("birthDate"u8);
        var row = record.Sink.Row(Providers, record.Key, Mention.None, RowMode.Merge);

        // What this version no longer states is gone; specialty and care site are the role's to state.
        row.Clear(Name);
        row.Clear(Npi);
        row.Clear(Dea);
        row.Clear(YearOfBirth);
        row.Clear(GenderSource);
        PatientNames.WriteFullName(row, Name, root["name"u8].First);
        var gender = root["gender"u8].Text;
        row.Text(GenderSource, gender);
        row.Long(Gender, PatientRows.GenderConceptOf(gender));
        if (birth is { } time)
        {
            row.Long(YearOfBirth, DateOnly.FromDayNumber(time.Days + Storage.ColumnVector.UnixEpochDay).Year);
        }

        WriteIdentifiers(record, row, root["identifier"u8]);
    }

    public static void WriteRole(FhirRecord record)
    {
        var root = record.Root;
        var practitioner = record.Reference(root["practitioner"u8], ReferenceTarget.Provider);
        if (practitioner.IsNone)
        {
            // A vacant role is a role of nobody (FHIR R4 8.5.3): there is no provider to tell of.
            return;
        }

        record.Sink.Alias(practitioner, record.Key);
        var site = record.Reference(root["organization"u8], ReferenceTarget.CareSite);
        site = site.IsNone ? record.FirstReference(root["location"u8], ReferenceTarget.Place) : site;
        var row = record.Sink.Row(Providers, practitioner, Mention.None, RowMode.Merge);
        var specialty = root["specialty"u8].First;
        row.Clear(Specialty);
        row.Text(Specialty, FhirRecord.CodeOrText(specialty.Exists ? specialty : root["code"u8].First));
        row.Clear(CareSite);
        row.Reference(CareSite, site);
    }

    /// <summary>Withdraws the provider.</summary>
    public static void WithdrawPractitioner(FhirRecord record) => record.Sink.Row(Providers, record.Key, Mention.None, RowMode.Delete);

    /// <summary>Withdraws what the role has told of its provider, where the record says whose role it was.</summary>
    public static void WithdrawRole(FhirRecord record)
    {
        var practitioner = record.Reference(record.Root["practitioner"u8], ReferenceTarget.Provider);
        if (practitioner.IsNone)
        {
            return;
        }

        var row = record.Sink.Row(Providers, practitioner, Mention.None, RowMode.Merge);
        row.Clear(Specialty);
        row.Clear(CareSite);
    }

    private static void WriteIdentifiers(FhirRecord record, RowWriter row, JsonNode identifiers)
    {
        ReadOnlySpan<byte> first = default;
        foreach (var identifier in identifiers)
        {
            var system = identifier["system"u8];
            var value = identifier["value"u8].Text;
            first = first.IsEmpty ? value : first;
            if (system.Is("http://hl7.org/fhir/sid/us-npi"u8))
            {
                row.Text(Npi, value);
            }
            else if (system.Is("urn:oid:2.16.840.1.113883.4.814"u8))
            {
                row.Text(Dea, value);
            }
        }

        row.Text(SourceValue, first.IsEmpty ? record.Id : first);
    }
}
