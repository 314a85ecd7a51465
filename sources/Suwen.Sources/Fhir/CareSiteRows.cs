using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>Organization (FHIR R4 8.6) and Location (8.7) → <c>care_site</c>, with a row of <c>location</c> for the address.</summary>
internal static class CareSiteRows
{
    private static readonly Table Sites = CanonicalModel.Table("care_site");
    private static readonly int Name = Sites["care_site_name"];
    private static readonly int Place = Sites["location_id"];
    private static readonly int SourceValue = Sites["care_site_source_value"];
    private static readonly int Service = Sites["place_of_service_source_value"];
    private static readonly int Parent = Sites["parent_care_site_id"];

    public static void WriteOrganization(FhirRecord record)
    {
        var root = record.Root;
        record.AliasIdentifiers("Organization"u8, Sites, record.Key);
        var place = LocationRows.Write(record, root["address"u8].First, "address"u8, default);
        WriteSite(record, place, root["type"u8].First, record.Reference(root["partOf"u8], ReferenceTarget.CareSite));
    }

    public static void WriteLocation(FhirRecord record)
    {
        var root = record.Root;
        record.AliasIdentifiers("Location"u8, Sites, record.Key);
        var place = LocationRows.Write(record, root["address"u8], "address"u8, root["position"u8]);
        var parent = record.Reference(root["partOf"u8], ReferenceTarget.Place);
        parent = parent.IsNone ? record.Reference(root["managingOrganization"u8], ReferenceTarget.CareSite) : parent;
        var type = root["type"u8].First;
        WriteSite(record, place, type.Exists ? type : root["physicalType"u8], parent);
    }

    private static void WriteSite(FhirRecord record, Mention place, JsonNode type, Mention parent)
    {
        var root = record.Root;
        var row = record.Sink.Row(Sites, record.Key, Mention.None, RowMode.Replace);
        row.Text(Name, root["name"u8].Text);
        row.Text(Service, FhirRecord.CodeOrText(type));
        var identifier = root["identifier"u8].First["value"u8].Text;
        row.Text(SourceValue, identifier.IsEmpty ? record.Id : identifier);
        row.Reference(Place, place);
        row.Reference(Parent, parent);
    }
}
