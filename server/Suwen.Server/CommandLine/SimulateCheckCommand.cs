using System.CommandLine;
using System.Globalization;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Simulator.Running;
using Suwen.Storage;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen simulate check LEDGER</c>: whether a data folder received what a simulation says it sent.</summary>
internal static class SimulateCheckCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var ledger = new Argument<string>("LEDGER") { Description = "ledger.csv of a simulation, or demo/ledger.csv of a data folder." };
        var command = new Command("check", "Compare what the platform received with what the simulation sent, source by source.") { ledger };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            (run, cancel) => SimulateCommand.GuardAsync(() => RunAsync(run, run.Resolve(parsed.GetRequiredValue(ledger)), cancel)),
            token));
        return command;
    }

    private static async Task<int> RunAsync(CommandRun run, string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "There is no such file.", path, "Name ledger.csv of the folder that was given to suwen simulate --out.");
        }

        var sent = RegionLedger.Read(path).Counts.Where(c => !c.Key.Channel.StartsWith(RegionLedger.Attachments, StringComparison.Ordinal)).ToList();
        await run.Node.WaitUntilLoadedAsync(run.Node.Journal.End, cancellationToken);
        var received = await run.Node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Demo/received.sql")),
            Authorisation.ForPlatform("simulate-check"),
            static (b, r) => new Received(b[0].Text(r), b[1].Lane(r), b[2].Lane(r), b[3].Lane(r), b[4].Lane(r)),
            cancellationToken);
        var problems = 0;
        var table = new TextTable(["source", "sent", "received", "duplicate", "superseded", "to quarantine", "quarantined", ""]) { RightAlignedFrom = 1 };
        foreach (var source in sent.GroupBy(c => c.Key.Source))
        {
            var total = source.Aggregate(LedgerCount.None, static (sum, c) => sum + c.Value);
            var got = received.Find(r => r.Source == source.Key) ?? new Received(source.Key, 0, 0, 0, 0);
            // What was sent again after a stop is received twice: a duplicate, or superseded where a later version had come meanwhile.
            var agrees = got.Records >= total.Records && got.Records - total.Records <= got.Duplicates + got.Superseded && got.Quarantined == total.Quarantined;
            problems += agrees ? 0 : 1;
            table.Add([source.Key, Number(total.Records), Number(got.Records), Number(got.Duplicates), Number(got.Superseded), Number(total.Quarantined), Number(got.Quarantined), agrees ? "ok" : "PROBLEM"]);
        }

        await table.WriteAsync(run.Out);
        await run.Out.WriteLineAsync(problems == 0 ? "Every source: what was sent was received, and what was damaged on purpose is in quarantine." : string.Create(CultureInfo.InvariantCulture, $"{problems} sources disagree."));
        return problems == 0 ? ExitCode.Success : ExitCode.FoundProblems;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private sealed record Received(string Source, long Records, long Duplicates, long Superseded, long Quarantined);
}
