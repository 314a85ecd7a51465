using Suwen.Governance.Gate;
using Suwen.Standards.Time;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>DocumentReference (FHIR R4 2.42) → <c>note</c>, one row for each attachment; text that lies in it is decoded, and its content type kept.</summary>
internal static class NoteRows
{
    public static readonly Table Notes = CanonicalModel.Table("note");
    private static readonly int Date = Notes["note_date"];
    private static readonly int Time = Notes["note_datetime"];
    private static readonly int Type = Notes["note_type_concept_id"];
    private static readonly int Class = Notes["note_class_concept_id"];
    private static readonly int Title = Notes["note_title"];
    private static readonly int Text = Notes["note_text"];
    private static readonly int Encoding = Notes["encoding_concept_id"];
    private static readonly int Language = Notes["language_concept_id"];
    private static readonly int Provider = Notes["provider_id"];
    private static readonly int Visit = Notes["visit_occurrence_id"];
    private static readonly int SourceValue = Notes["note_source_value"];
    private static readonly int ClassSource = Notes["note_class_source_value"];
    private static readonly int Status = Notes["note_status_source_value"];
    private static readonly int ContentType = Notes["note_content_type"];

    public static void WriteDocument(FhirRecord record)
    {
        var root = record.Root;
        if (!record.TryPerson("subject"u8, out var person))
        {
            return;
        }

        var context = root["context"u8];
        var time = record.Time("date"u8) ?? record.Time(context["period"u8], "start"u8, "context.period");
        var visit = record.FirstReference(context["encounter"u8], ReferenceTarget.Visit);
        var provider = record.FirstReference(root["author"u8], ReferenceTarget.Provider);
        var number = 0;
        foreach (var content in root["content"u8])
        {
            var key = number == 0 ? record.Key : record.SubKey(Notes, "content"u8, number);
            Write(record, key, person, content["attachment"u8], root["type"u8], time, visit, provider);
            number++;
        }

        if (number == 0)
        {
            record.Missing("content");
        }
    }

    /// <summary>Writes the note that an attachment is.</summary>
    public static void Write(FhirRecord record, Mention key, Mention person, JsonNode attachment, JsonNode type, ClinicalTime? time, Mention visit, Mention provider)
    {
        var root = record.Root;
        var row = record.Sink.Row(Notes, key, person, RowMode.Replace);
        row.Long(Type, FhirConcepts.TypeRecord);
        row.Long(Class, FhirConcepts.None);
        row.Long(Encoding, FhirConcepts.None);
        row.Long(Language, FhirConcepts.None);
        var written = time ?? record.Time(attachment, "creation"u8, "attachment");
        if (written is { } at)
        {
            row.Clock(Date, Time, at);
        }

        var title = attachment["title"u8].Text;
        row.Text(Title, !title.IsEmpty ? title : root["description"u8].Text is { IsEmpty: false } description ? description : FhirRecord.DisplayOf(type));
        if (AttachmentText.TryDecode(attachment, out var text))
        {
            row.Text(Text, text);
        }

        row.Text(ContentType, attachment["contentType"u8].Text);
        row.Text(ClassSource, FhirRecord.CodeOrText(type));
        row.Text(SourceValue, attachment["url"u8].Text);
        var status = root["docStatus"u8].Text;
        row.Text(Status, status.IsEmpty ? root["status"u8].Text : status);
        row.Reference(Visit, visit);
        row.Reference(Provider, provider);
    }
}
