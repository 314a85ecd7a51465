using System.CommandLine;
using System.Globalization;
using Suwen.Security.Deidentification;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen deid risk --in FILE --quasi a,b,c</c></summary>
internal static class DeidRiskCommand
{
    public static Command Create(CommandHost host)
    {
        var input = new Option<string>("--in") { Required = true, Description = "A delimited file." };
        var quasi = new Option<string[]>("--quasi") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Columns by which somebody might be recognised, with commas between." };
        var sensitive = new Option<string?>("--sensitive") { Description = "A column that nobody should learn about a person." };
        var k = new Option<int>("--k") { DefaultValueFactory = static _ => 5, Description = "The size that every group should have." };
        var suppress = new Option<double>("--suppress") { DefaultValueFactory = static _ => 0.01, Description = "Share of records that may be left out to reach it, 0 to 0.5." };
        var fraction = new Option<double>("--sampling-fraction") { DefaultValueFactory = static _ => 1, Description = "Share of the population that is in the file, for the journalist's risk." };
        var command = new Command("risk", "k-anonymity, l-diversity, t-closeness and the risk of being recognised; and the least coarsening that reaches k.") { input, quasi, sensitive, k, suppress, fraction };
        command.SetAction((parsed, token) => host.RunAloneAsync(
            async _ =>
            {
                var names = parsed.GetRequiredValue(quasi).SelectMany(q => q.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
                var path = Path.GetFullPath(parsed.GetRequiredValue(input), host.WorkingDirectory);
                if (!File.Exists(path))
                {
                    throw new SuwenFault(ExitCode.BadInput, "caller", "There is no such file.", "--in", "Check the path.");
                }

                if (parsed.GetRequiredValue(k) < 1 || parsed.GetRequiredValue(suppress) is < 0 or > 0.5 || parsed.GetRequiredValue(fraction) is <= 0 or > 1)
                {
                    throw new SuwenFault(ExitCode.WrongUsage, "caller", "--k is at least 1, --suppress from 0 to 0.5, --sampling-fraction above 0 and at most 1.", "the command line", "Correct it.");
                }

                await using var stream = File.OpenRead(path);
                var (table, fault) = RiskTable.Read(stream, names, parsed.GetValue(sensitive));
                if (table is null)
                {
                    throw new SuwenFault(ExitCode.BadInput, "caller", fault!, parsed.GetRequiredValue(input), "Name columns of the header, and a delimited file.");
                }

                var report = RiskReport.Of(table, parsed.GetRequiredValue(k), parsed.GetRequiredValue(fraction));
                await WriteAsync(host.Out, report);
                if (report.K >= report.Threshold || report.Records == 0)
                {
                    return ExitCode.Success;
                }

                await SuggestAsync(host.Out, table, report, parsed.GetRequiredValue(suppress));
                return ExitCode.FoundProblems;
            },
            token));
        return command;
    }

    private static async Task WriteAsync(TextWriter output, RiskReport report)
    {
        var culture = CultureInfo.InvariantCulture;
        await output.WriteLineAsync(string.Create(culture, $"records            {report.Records}\ngroups             {report.Classes}\nk                  {report.K}\nbelow k={report.Threshold}          {report.BelowThreshold} ({(double)report.BelowThreshold / Math.Max(1, report.Records):P2})\nunique             {report.Unique} ({(double)report.Unique / Math.Max(1, report.Records):P2})"));
        await output.WriteLineAsync("records by size    " + string.Join("  ", RiskReport.SizeNames.Select((name, i) => string.Create(culture, $"{name}: {report.Sizes[i]}"))));
        await output.WriteLineAsync(string.Create(culture, $"prosecutor         highest {report.ProsecutorHighest:0.####}  at risk {report.ProsecutorAtRisk:P2}\njournalist         highest {report.JournalistHighest:0.####}\nmarketer           {report.Marketer:0.####}"));
        if (report.DistinctL is { } distinct)
        {
            await output.WriteLineAsync(string.Create(culture, $"l-diversity        distinct {distinct}  entropy {report.EntropyL:0.###}\nt-closeness        {report.T:0.####}"));
        }
    }

    private static async Task SuggestAsync(TextWriter output, RiskTable table, RiskReport report, double suppress)
    {
        if (GeneralisationSearch.Find(table, report.Threshold, suppress) is not { } found)
        {
            await output.WriteLineAsync("No coarsening of these columns reaches k.");
            return;
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"to reach k={report.Threshold}       loss {found.Loss:0.###}, {found.Suppressed} records left out, {found.Examined} combinations examined"));
        foreach (var column in found.Columns)
        {
            await output.WriteLineAsync($"  {column.Column}: {column.Meaning}");
        }
    }
}
