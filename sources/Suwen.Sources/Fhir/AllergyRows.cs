using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>AllergyIntolerance (FHIR R4 9.1) → <c>cn_allergy</c>.</summary>
internal static class AllergyRows
{
    private static readonly Table Allergies = CanonicalModel.Table("cn_allergy");
    private static readonly int SourceValue = Allergies["allergy_source_value"];
    private static readonly int Vocabulary = Allergies["allergy_source_vocabulary"];
    private static readonly int SourceName = Allergies["allergy_source_name"];
    private static readonly int Category = Allergies["allergy_category"];
    private static readonly int Criticality = Allergies["criticality"];
    private static readonly int Reaction = Allergies["reaction"];
    private static readonly int Severity = Allergies["severity"];
    private static readonly int OnsetDate = Allergies["onset_date"];
    private static readonly int OnsetTime = Allergies["onset_datetime"];
    private static readonly int Recorded = Allergies["recorded_date"];
    private static readonly int ClinicalStatus = Allergies["clinical_status"];
    private static readonly int Verification = Allergies["verification_status"];
    private static readonly int Visit = Allergies["visit_occurrence_id"];

    public static void Write(FhirRecord record)
    {
        var root = record.Root;
        if (!record.TryPerson("patient"u8, out var person) || FhirRecord.HasCode(root["verificationStatus"u8], "refuted"u8))
        {
            return;
        }

        var row = record.Sink.Row(Allergies, record.Key, person, RowMode.Replace);
        FhirRecord.Code(row, root["code"u8], SourceValue, Vocabulary, SourceName);
        row.Text(Category, root["category"u8].First.Text);
        row.Text(Criticality, root["criticality"u8].Text);
        var reaction = root["reaction"u8].First;
        row.Text(Reaction, FhirRecord.DisplayOf(reaction["manifestation"u8].First));
        row.Text(Severity, reaction["severity"u8].Text);
        row.Text(ClinicalStatus, FhirRecord.CodeOrText(root["clinicalStatus"u8]));
        row.Text(Verification, FhirRecord.CodeOrText(root["verificationStatus"u8]));
        if ((record.Time("onsetDateTime"u8) ?? record.Time(root["onsetPeriod"u8], "start"u8, "onsetPeriod")) is { } onset)
        {
            row.Clock(OnsetDate, OnsetTime, onset);
        }

        if (record.Time("recordedDate"u8) is { } recorded)
        {
            row.Date(Recorded, recorded);
        }

        row.Reference(Visit, record.Reference(root["encounter"u8], ReferenceTarget.Visit));
    }
}
