using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>DiagnosticReport (FHIR R4 10.3) → <c>cn_diagnostic_report</c>, and a <c>note</c> for each form that is text.</summary>
internal static class ReportRows
{
    private static readonly Table Reports = CanonicalModel.Table("cn_diagnostic_report");
    private static readonly int Visit = Reports["visit_occurrence_id"];
    private static readonly int SourceValue = Reports["report_source_value"];
    private static readonly int Vocabulary = Reports["report_source_vocabulary"];
    private static readonly int SourceName = Reports["report_source_name"];
    private static readonly int Category = Reports["report_category"];
    private static readonly int Status = Reports["report_status"];
    private static readonly int Date = Reports["report_date"];
    private static readonly int Time = Reports["report_datetime"];
    private static readonly int Issued = Reports["issued_datetime"];
    private static readonly int Conclusion = Reports["conclusion"];
    private static readonly int Text = Reports["report_text"];
    private static readonly int Provider = Reports["provider_id"];

    public static void Write(FhirRecord record)
    {
        var root = record.Root;
        if (!record.TryPerson("subject"u8, out var person))
        {
            return;
        }

        if (!root["code"u8].IsObject)
        {
            record.Missing("code");
            return;
        }

        var time = record.Time("effectiveDateTime"u8) ?? record.Time(root["effectivePeriod"u8], "start"u8, "effectivePeriod") ?? record.Time("issued"u8);
        var visit = record.Reference(root["encounter"u8], ReferenceTarget.Visit);
        var provider = record.FirstReference(root["resultsInterpreter"u8], ReferenceTarget.Provider);
        provider = provider.IsNone ? record.FirstReference(root["performer"u8], ReferenceTarget.Provider) : provider;
        var row = record.Sink.Row(Reports, record.Key, person, RowMode.Replace);
        FhirRecord.Code(row, root["code"u8], SourceValue, Vocabulary, SourceName);
        row.Text(Category, FhirRecord.CodeOrText(root["category"u8].First));
        row.Text(Status, root["status"u8].Text);
        row.Text(Conclusion, root["conclusion"u8].Text);
        if (time is { } effective)
        {
            row.Clock(Date, Time, effective);
        }

        if (record.Time("issued"u8) is { } issued)
        {
            row.Timestamp(Issued, issued);
        }

        row.Reference(Visit, visit);
        row.Reference(Provider, provider);
        var forms = root["presentedForm"u8];
        WriteText(row, forms);
        var number = 0;
        foreach (var form in forms)
        {
            if (AttachmentText.TryDecode(form, out _))
            {
                NoteRows.Write(record, record.SubKey(NoteRows.Notes, "note"u8, number), person, form, root["code"u8], time, visit, provider);
            }

            number++;
        }
    }

    private static void WriteText(RowWriter row, JsonNode forms)
    {
        foreach (var form in forms)
        {
            if (AttachmentText.TryDecode(form, out var text))
            {
                row.Text(Text, text);
                return;
            }
        }
    }
}
