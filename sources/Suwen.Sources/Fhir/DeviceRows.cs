using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>Device (FHIR R4 8.8) → <c>device_exposure</c> where it names the patient who has it; any other device is kept.</summary>
internal static class DeviceRows
{
    private static readonly Table Devices = CanonicalModel.Table("device_exposure");
    private static readonly int Concept = Devices["device_concept_id"];
    private static readonly int Type = Devices["device_type_concept_id"];
    private static readonly int UniqueId = Devices["unique_device_id"];
    private static readonly int ProductionId = Devices["production_id"];
    private static readonly int SourceValue = Devices["device_source_value"];
    private static readonly int Vocabulary = Devices["device_source_vocabulary"];
    private static readonly int SourceName = Devices["device_source_name"];

    public static void Write(FhirRecord record)
    {
        var root = record.Root;
        if (!root["patient"u8].Exists || !record.TryPerson("patient"u8, out var person))
        {
            return;
        }

        // R4 has no element for the time of use; the date of manufacture is not one, and the row has none.
        var row = record.Sink.Row(Devices, record.Key, person, RowMode.Replace);
        row.Long(Concept, FhirConcepts.None);
        row.Long(Type, FhirConcepts.TypeRecord);
        FhirRecord.Code(row, root["type"u8], SourceValue, Vocabulary, SourceName);
        if (FhirRecord.DisplayOf(root["type"u8]).IsEmpty)
        {
            row.Text(SourceName, root["deviceName"u8].First["name"u8].Text);
        }

        row.Text(UniqueId, root["udiCarrier"u8].First["deviceIdentifier"u8].Text);
        var serial = root["serialNumber"u8].Text;
        row.Text(ProductionId, serial.IsEmpty ? root["lotNumber"u8].Text : serial);
    }
}
