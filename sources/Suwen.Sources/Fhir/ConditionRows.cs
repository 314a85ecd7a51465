using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>Condition (FHIR R4 9.2) → <c>condition_occurrence</c>.</summary>
internal static class ConditionRows
{
    private static readonly Table Conditions = CanonicalModel.Table("condition_occurrence");
    private static readonly int Concept = Conditions["condition_concept_id"];
    private static readonly int StartDate = Conditions["condition_start_date"];
    private static readonly int StartTime = Conditions["condition_start_datetime"];
    private static readonly int EndDate = Conditions["condition_end_date"];
    private static readonly int EndTime = Conditions["condition_end_datetime"];
    private static readonly int Type = Conditions["condition_type_concept_id"];
    private static readonly int Provider = Conditions["provider_id"];
    private static readonly int Visit = Conditions["visit_occurrence_id"];
    private static readonly int SourceValue = Conditions["condition_source_value"];
    private static readonly int Vocabulary = Conditions["condition_source_vocabulary"];
    private static readonly int SourceName = Conditions["condition_source_name"];
    private static readonly int Status = Conditions["condition_status_source_value"];
    private static readonly int Verification = Conditions["verification_status_source_value"];

    public static void Write(FhirRecord record)
    {
        var root = record.Root;

        // A refuted condition is one that the patient does not have (R4 condition-ver-status): a row would say the opposite.
        if (!record.TryPerson("subject"u8, out var person) || FhirRecord.HasCode(root["verificationStatus"u8], "refuted"u8))
        {
            return;
        }

        var row = record.Sink.Row(Conditions, record.Key, person, RowMode.Replace);
        row.Long(Concept, FhirConcepts.None);
        row.Long(Type, FhirConcepts.TypeRecord);
        FhirRecord.Code(row, root["code"u8], SourceValue, Vocabulary, SourceName);
        row.Text(Status, FhirRecord.CodeOrText(root["clinicalStatus"u8]));
        row.Text(Verification, FhirRecord.CodeOrText(root["verificationStatus"u8]));
        var start = record.Time("onsetDateTime"u8) ?? record.Time(root["onsetPeriod"u8], "start"u8, "onsetPeriod") ?? record.Time("recordedDate"u8);
        if (start is { } from)
        {
            row.Clock(StartDate, StartTime, from);
        }

        var end = record.Time("abatementDateTime"u8) ?? record.Time(root["abatementPeriod"u8], "end"u8, "abatementPeriod");
        if (end is { } to)
        {
            row.Date(EndDate, to);
            row.Timestamp(EndTime, to);
        }

        row.Reference(Visit, record.Reference(root["encounter"u8], ReferenceTarget.Visit));
        var asserter = record.Reference(root["asserter"u8], ReferenceTarget.Provider);
        row.Reference(Provider, asserter.IsNone ? record.Reference(root["recorder"u8], ReferenceTarget.Provider) : asserter);
    }
}
