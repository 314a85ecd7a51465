using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>QuestionnaireResponse (FHIR R4 2.23) → <c>cn_questionnaire_response</c>; the answers stay JSON.</summary>
internal static class QuestionnaireRows
{
    private static readonly Table Responses = CanonicalModel.Table("cn_questionnaire_response");
    private static readonly int Visit = Responses["visit_occurrence_id"];
    private static readonly int Questionnaire = Responses["questionnaire_source_value"];
    private static readonly int Status = Responses["response_status"];
    private static readonly int Date = Responses["authored_date"];
    private static readonly int Time = Responses["authored_datetime"];
    private static readonly int Answers = Responses["answers"];

    public static void Write(FhirRecord record)
    {
        var root = record.Root;
        if (!record.TryPerson("subject"u8, out var person))
        {
            return;
        }

        var row = record.Sink.Row(Responses, record.Key, person, RowMode.Replace);
        row.Text(Questionnaire, root["questionnaire"u8].Text);
        row.Text(Status, root["status"u8].Text);
        if (record.Time("authored"u8) is { } authored)
        {
            row.Clock(Date, Time, authored);
        }

        if (root["item"u8].Exists)
        {
            record.RawJson(row, Answers, root["item"u8]);
        }

        row.Reference(Visit, record.Reference(root["encounter"u8], ReferenceTarget.Visit));
    }
}
