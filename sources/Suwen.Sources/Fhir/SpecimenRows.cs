using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>Specimen (FHIR R4 10.6) → <c>specimen</c>.</summary>
internal static class SpecimenRows
{
    private static readonly Table Specimens = CanonicalModel.Table("specimen");
    private static readonly int Concept = Specimens["specimen_concept_id"];
    private static readonly int Type = Specimens["specimen_type_concept_id"];
    private static readonly int Date = Specimens["specimen_date"];
    private static readonly int Time = Specimens["specimen_datetime"];
    private static readonly int Quantity = Specimens["quantity"];
    private static readonly int SourceId = Specimens["specimen_source_id"];
    private static readonly int SourceValue = Specimens["specimen_source_value"];
    private static readonly int Unit = Specimens["unit_source_value"];
    private static readonly int Site = Specimens["anatomic_site_source_value"];
    private static readonly int Condition = Specimens["disease_status_source_value"];

    public static void Write(FhirRecord record)
    {
        var root = record.Root;
        if (!record.TryPerson("subject"u8, out var person))
        {
            return;
        }

        var collection = root["collection"u8];
        var row = record.Sink.Row(Specimens, record.Key, person, RowMode.Replace);
        row.Long(Concept, FhirConcepts.None);
        row.Long(Type, FhirConcepts.TypeRecord);
        row.Text(SourceValue, FhirRecord.CodeOrText(root["type"u8]));
        var taken = record.Time(collection, "collectedDateTime"u8, "collection")
            ?? record.Time(collection["collectedPeriod"u8], "start"u8, "collection.collectedPeriod")
            ?? record.Time("receivedTime"u8);
        if (taken is { } time)
        {
            row.Clock(Date, Time, time);
        }

        var quantity = collection["quantity"u8];
        if (record.Number(quantity, "value"u8, "collection.quantity") is { } value)
        {
            row.Double(Quantity, value);
        }

        var unit = quantity["code"u8].Text;
        row.Text(Unit, unit.IsEmpty ? quantity["unit"u8].Text : unit);
        row.Text(Site, FhirRecord.CodeOrText(collection["bodySite"u8]));
        row.Text(Condition, FhirRecord.CodeOrText(root["condition"u8].First));
        var accession = root["accessionIdentifier"u8]["value"u8].Text;
        row.Text(SourceId, accession.IsEmpty ? root["identifier"u8].First["value"u8].Text : accession);
    }
}
