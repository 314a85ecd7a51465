using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>CarePlan (FHIR R4 9.5) → <c>cn_care_plan</c>; its activities stay JSON.</summary>
internal static class CarePlanRows
{
    private static readonly Table Plans = CanonicalModel.Table("cn_care_plan");
    private static readonly int Visit = Plans["visit_occurrence_id"];
    private static readonly int SourceValue = Plans["plan_source_value"];
    private static readonly int Vocabulary = Plans["plan_source_vocabulary"];
    private static readonly int SourceName = Plans["plan_source_name"];
    private static readonly int Status = Plans["plan_status"];
    private static readonly int Intent = Plans["plan_intent"];
    private static readonly int StartDate = Plans["plan_start_date"];
    private static readonly int StartTime = Plans["plan_start_datetime"];
    private static readonly int EndDate = Plans["plan_end_date"];
    private static readonly int EndTime = Plans["plan_end_datetime"];
    private static readonly int Description = Plans["description"];
    private static readonly int Activities = Plans["activities"];

    public static void Write(FhirRecord record)
    {
        var root = record.Root;
        if (!record.TryPerson("subject"u8, out var person))
        {
            return;
        }

        var period = root["period"u8];
        var row = record.Sink.Row(Plans, record.Key, person, RowMode.Replace);
        FhirRecord.Code(row, root["category"u8].First, SourceValue, Vocabulary, SourceName);
        var title = root["title"u8].Text;
        row.Text(SourceName, title);
        row.Text(Status, root["status"u8].Text);
        row.Text(Intent, root["intent"u8].Text);
        row.Text(Description, root["description"u8].Text);
        if ((record.Time(period, "start"u8, "period") ?? record.Time("created"u8)) is { } start)
        {
            row.Clock(StartDate, StartTime, start);
        }

        if (record.Time(period, "end"u8, "period") is { } end)
        {
            row.Date(EndDate, end);
            row.Timestamp(EndTime, end);
        }

        if (root["activity"u8].Exists)
        {
            record.RawJson(row, Activities, root["activity"u8]);
        }

        row.Reference(Visit, record.Reference(root["encounter"u8], ReferenceTarget.Visit));
    }
}
