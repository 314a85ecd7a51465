using System.CommandLine;
using System.Globalization;
using Suwen.Governance.Verification;
using Suwen.Security;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen rebuild</c>: makes the warehouse again from the landing area.</summary>
internal static class RebuildCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var command = new Command("rebuild", "Make the warehouse again from what was received, beside the old one, and then put it in its place.");
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), RunAsync, token));
        return command;
    }

    private static async Task<int> RunAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ForPlatform("rebuild");
        await run.Node.WaitUntilLoadedAsync(run.Node.Journal.End, cancellationToken);
        await run.Error.WriteLineAsync("Reading the warehouse as it is …");
        await run.Error.FlushAsync(cancellationToken);
        var before = await TableDigest.OfWarehouseAsync(run.Node.Warehouse, scope, cancellationToken);
        await run.Error.WriteLineAsync($"Rebuilding from landing entries up to {run.Node.Journal.End} …");
        await run.Error.FlushAsync(cancellationToken);
        await run.Node.RebuildAsync(cancellationToken);
        var after = await TableDigest.OfWarehouseAsync(run.Node.Warehouse, scope, cancellationToken);
        await WriteComparisonAsync(run.Out, before, after);
        return await RunPacksAsync(run, cancellationToken);
    }

    /// <summary>Results of packs are derived and not landed: the new warehouse has none until they are computed again.</summary>
    private static async Task<int> RunPacksAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var code = ExitCode.Success;
        await foreach (var (pack, done, fault) in run.Node.Packs.RunAgainAsync("rebuild", cancellationToken))
        {
            var isWell = done is { Status: "succeeded" };
            code = isWell ? code : ExitCode.FoundProblems;
            await run.Out.WriteLineAsync(isWell
                ? string.Create(CultureInfo.InvariantCulture, $"Results of {pack} are computed again ({(done!.EndedAt - done.StartedAt)?.TotalSeconds ?? 0:0.00} s).")
                : $"Results of {pack} are not whole: {fault ?? done?.Message ?? done?.Results.FirstOrDefault(static r => r.Action == "failed")?.Message ?? "see suwen pack show " + pack + "."}");
        }

        return code;
    }

    private static async Task WriteComparisonAsync(TextWriter output, IReadOnlyList<TableDigest> before, IReadOnlyList<TableDigest> after)
    {
        var old = before.ToDictionary(t => t.Table, StringComparer.Ordinal);
        var table = new TextTable(["table", "before", "after", "rows are"]) { RightAligned = new HashSet<int> { 1, 2 } };
        var same = 0;
        foreach (var digest in after)
        {
            var was = old.GetValueOrDefault(digest.Table);
            var isSame = was is not null && was.Rows == digest.Rows && was.Digest == digest.Digest;
            same += isSame ? 1 : 0;
            if (digest.Rows > 0 || was?.Rows > 0)
            {
                table.Add([digest.Table, Number(was?.Rows ?? 0), Number(digest.Rows), isSame ? "the same" : "different"]);
            }
        }

        await table.WriteAsync(output);
        await output.WriteLineAsync(same == after.Count
            ? "The rebuilt warehouse has the same rows."
            : string.Create(CultureInfo.InvariantCulture, $"{after.Count - same} tables differ: a parser or mapping has changed since their rows were loaded."));
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
