using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>Coverage (FHIR R4 13.1) → <c>payer_plan_period</c>.</summary>
internal static class CoverageRows
{
    private static readonly Table Plans = CanonicalModel.Table("payer_plan_period");
    private static readonly int StartDate = Plans["payer_plan_period_start_date"];
    private static readonly int EndDate = Plans["payer_plan_period_end_date"];
    private static readonly int Payer = Plans["payer_source_value"];
    private static readonly int Plan = Plans["plan_source_value"];
    private static readonly int Sponsor = Plans["sponsor_source_value"];
    private static readonly int Family = Plans["family_source_value"];
    private static readonly int StopReason = Plans["stop_reason_source_value"];

    public static void Write(FhirRecord record)
    {
        var root = record.Root;
        if (!record.TryPerson("beneficiary"u8, out var person) || root["status"u8].Is("draft"u8))
        {
            return;
        }

        var period = root["period"u8];
        var row = record.Sink.Row(Plans, record.Key, person, RowMode.Replace);
        if (record.Time(period, "start"u8, "period") is { } start)
        {
            row.Clock(StartDate, -1, start);
        }

        if (record.Time(period, "end"u8, "period") is { } end)
        {
            row.Date(EndDate, end);
        }

        row.Text(Payer, NameOf(root["payor"u8].First));
        row.Text(Plan, PlanOf(root));
        row.Text(Sponsor, NameOf(root["policyHolder"u8]));
        row.Text(Family, root["subscriberId"u8].Text);
        if (root["status"u8].Is("cancelled"u8))
        {
            row.Text(StopReason, root["status"u8].Text);
        }
    }

    // Who a reference names, for a column of text: as displayed, else by identifier, else as referred to.
    private static ReadOnlySpan<byte> NameOf(JsonNode reference)
    {
        var display = reference["display"u8].Text;
        if (!display.IsEmpty)
        {
            return display;
        }

        var identifier = reference["identifier"u8]["value"u8].Text;
        return identifier.IsEmpty ? reference["reference"u8].Text : identifier;
    }

    // http://terminology.hl7.org/CodeSystem/coverage-class: the class of kind "plan"; else the kind of coverage.
    private static ReadOnlySpan<byte> PlanOf(JsonNode root)
    {
        foreach (var item in root["class"u8])
        {
            if (FhirRecord.HasCode(item["type"u8], "plan"u8))
            {
                return item["value"u8].Text;
            }
        }

        return FhirRecord.CodeOrText(root["type"u8]);
    }
}
