using System.CommandLine;
using System.Globalization;
using Suwen.Governance.Verification;
using Suwen.Security;
using Suwen.Security.Audit;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen verify</c>: checks the promises of the data folder.</summary>
internal static class VerifyCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var command = new Command("verify", "Check that nothing is lost, nothing is doubled, and every row knows where it came from.");
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), (run, cancel) => RunAsync(run.Node, run.Out, cancel), token));
        return command;
    }

    /// <summary>Runs every check and prints what it found; answers the exit code.</summary>
    public static async Task<int> RunAsync(SuwenNode node, TextWriter output, CancellationToken cancellationToken)
    {
        await node.WaitUntilLoadedAsync(node.Journal.End, cancellationToken);
        var report = await WarehouseVerification.RunAsync(node.Warehouse, node.Journal, Authorisation.ForPlatform("verify"), cancellationToken);
        var audit = AuditLog.Verify(node.Folder.Audit, node.Keys);
        await WriteTotalsAsync(output, report);
        foreach (var check in report.Checks)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{(check.Passed ? "ok     " : "PROBLEM")}  {check.Name}: {(check.Violations == 0 ? "" : $"{check.Violations:N0} of ")}{check.Checked:N0}. {check.Explanation}"));
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{(audit.IsWhole ? "ok     " : "PROBLEM")}  audit.chain: {(audit.IsWhole ? "" : $"{audit.Faults.Count:N0} faults in ")}{audit.Entries:N0}. Every audit entry is there and unchanged."));
        foreach (var fault in audit.Faults)
        {
            await output.WriteLineAsync("           " + fault);
        }

        var problems = report.Checks.Count(c => !c.Passed) + (audit.IsWhole ? 0 : 1);
        await output.WriteLineAsync(problems == 0 ? "Everything is in order." : string.Create(CultureInfo.InvariantCulture, $"{problems} of {report.Checks.Count + 1} checks found problems."));
        return problems == 0 ? ExitCode.Success : ExitCode.FoundProblems;
    }

    private static async Task WriteTotalsAsync(TextWriter output, VerificationReport report)
    {
        var table = new TextTable(["source", "disposition", "records"]) { RightAlignedFrom = 2 };
        foreach (var total in report.Totals)
        {
            table.Add([total.Source, total.Disposition, total.Records.ToString("N0", CultureInfo.InvariantCulture)]);
        }

        if (report.Totals.Count > 0)
        {
            await table.WriteAsync(output);
            await output.WriteLineAsync();
        }
    }
}
