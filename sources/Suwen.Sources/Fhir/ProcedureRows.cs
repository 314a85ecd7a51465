using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>Procedure (FHIR R4 9.3) → <c>procedure_occurrence</c>. One that was not done has no row.</summary>
internal static class ProcedureRows
{
    private static readonly Table Procedures = CanonicalModel.Table("procedure_occurrence");
    private static readonly int Concept = Procedures["procedure_concept_id"];
    private static readonly int Date = Procedures["procedure_date"];
    private static readonly int Time = Procedures["procedure_datetime"];
    private static readonly int EndDate = Procedures["procedure_end_date"];
    private static readonly int EndTime = Procedures["procedure_end_datetime"];
    private static readonly int Type = Procedures["procedure_type_concept_id"];
    private static readonly int Provider = Procedures["provider_id"];
    private static readonly int Visit = Procedures["visit_occurrence_id"];
    private static readonly int SourceValue = Procedures["procedure_source_value"];
    private static readonly int Vocabulary = Procedures["procedure_source_vocabulary"];
    private static readonly int SourceName = Procedures["procedure_source_name"];
    private static readonly int Modifier = Procedures["modifier_source_value"];
    private static readonly int Status = Procedures["procedure_status_source_value"];

    public static void Write(FhirRecord record)
    {
        var root = record.Root;
        if (!record.TryPerson("subject"u8, out var person) || root["status"u8].Is("not-done"u8))
        {
            return;
        }

        var row = record.Sink.Row(Procedures, record.Key, person, RowMode.Replace);
        row.Long(Concept, FhirConcepts.None);
        row.Long(Type, FhirConcepts.TypeRecord);
        FhirRecord.Code(row, root["code"u8], SourceValue, Vocabulary, SourceName);
        var period = root["performedPeriod"u8];
        if ((record.Time("performedDateTime"u8) ?? record.Time(period, "start"u8, "performedPeriod")) is { } start)
        {
            row.Clock(Date, Time, start);
        }

        if (record.Time(period, "end"u8, "performedPeriod") is { } end)
        {
            row.Date(EndDate, end);
            row.Timestamp(EndTime, end);
        }

        row.Text(Modifier, FhirRecord.CodeOrText(root["bodySite"u8].First));
        row.Text(Status, root["status"u8].Text);
        row.Reference(Visit, record.Reference(root["encounter"u8], ReferenceTarget.Visit));
        row.Reference(Provider, record.FirstActor(root["performer"u8]));
    }
}
