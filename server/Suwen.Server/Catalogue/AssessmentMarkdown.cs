using System.Globalization;
using System.Text;
using Suwen.Governance.Catalogue;

namespace Suwen.Server.Catalogue;

/// <summary>A self-assessment to read and to hand in with the papers.</summary>
internal static class AssessmentMarkdown
{
    public static string Of(AssessmentReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# 互联互通标准化自评 Interconnection self-assessment\n\n{report.At:yyyy-MM-dd HH:mm} UTC. Elements and data sets: {report.Standards}.\n");
        text.Append("The column *data part* is Suwen's own estimate from rows, no official mark: meets ≥ 90 % of items, partly ≥ 60 %. The level is given by assessors.\n\n");
        text.Append("| section | items | has | partly | data part |\n|---|---:|---:|---:|---|\n");
        foreach (var s in report.Sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {s.Name} | {s.Items} | {s.Met} | {s.Partly} | {s.DataPart} |\n");
        }

        foreach (var section in report.Items.GroupBy(i => i.Section))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {section.Key}\n\n| item | asked | status | share | of | evidence |\n|---|---|---|---:|---:|---|\n");
            foreach (var i in section)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {i.Item} | {i.Asked} | {i.Status} | {i.Share?.ToString("P1", CultureInfo.InvariantCulture)} | {i.Of?.ToString("N0", CultureInfo.InvariantCulture)} | {i.Evidence.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            }
        }

        return text.ToString();
    }
}
