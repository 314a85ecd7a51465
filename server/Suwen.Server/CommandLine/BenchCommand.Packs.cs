using System.CommandLine;
using System.Globalization;
using Suwen.Scenarios;
using Suwen.Scenarios.Running;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <content><c>suwen bench packs</c>: what the engine of packs adds to their SQL, in the data folder that is named.</content>
internal static partial class BenchCommand
{
    private const int UsualRounds = 5;

    private static Command Packs(CommandHost host, Option<DirectoryInfo> data)
    {
        var chosen = new Option<string?>("--packs") { Description = "Ids, with commas between; every installed pack where not given." };
        var rounds = new Option<int>("--rounds") { Description = "Rounds that count, after one that does not.", DefaultValueFactory = static _ => UsualRounds };
        var command = new Command("packs", "Run packs whole, and their SQL bare, in a data folder: what the engine adds. Results are made anew there; use a copy.") { chosen, rounds };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            (run, cancel) => ComparePacksAsync(run, parsed.GetValue(chosen)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), Math.Max(1, parsed.GetValue(rounds)), cancel),
            token));
        return command;
    }

    private static async Task<int> ComparePacksAsync(CommandRun run, string[]? chosen, int rounds, CancellationToken cancellationToken)
    {
        var packs = (await run.Node.Packs.AllAsync(cancellationToken)).Where(p => p.IsValid && !p.IsLibrary && chosen?.Contains(p.Id) != false).ToList();
        if (chosen?.FirstOrDefault(c => packs.All(p => p.Id != c)) is { } unknown)
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", $"There is no pack {unknown} without faults.", "--packs", "suwen pack list names those that are installed.");
        }

        await run.WaitUntilLoadedAsync(cancellationToken);
        var comparison = new PackComparison(run.Node.Warehouse, new PackStore(run.Node.Folder.Application, run.Node.Time), run.Node.Time);
        await run.Out.WriteLineAsync("| pack | results | engine, s | of which results, s | bare SQL, s | ratio | operators, s |");
        await run.Out.WriteLineAsync("|---|---|---|---|---|---|---|");
        var sum = new PackSeconds(0, 0, 0, 0);
        var results = 0;
        var code = ExitCode.Success;
        foreach (var pack in packs)
        {
            var (least, failure) = await LeastAsync(comparison, pack, run.Node.Packs.ParametersOf(pack), rounds, cancellationToken);
            if (least is not { } seconds)
            {
                // What one pack lacks does not keep the others from being measured.
                await run.Error.WriteLineAsync($"{pack.Id} cannot be compared. {failure}");
                code = ExitCode.FoundProblems;
                continue;
            }

            await WriteAsync(run.Out, pack.Id, pack.Results.Count, seconds);
            sum = new PackSeconds(sum.Run + seconds.Run, sum.Models + seconds.Models, sum.Steps + seconds.Steps, sum.Bare + seconds.Bare);
            results += pack.Results.Count;
        }

        await WriteAsync(run.Out, "all", results, sum);
        return code;
    }

    /// <summary>The least of each figure, since what else runs on the machine only adds. The order changes from round to round, so that neither side always finds the cache warm.</summary>
    private static async Task<(PackSeconds? Seconds, string? Failure)> LeastAsync(PackComparison comparison, Pack pack, IReadOnlyDictionary<string, string> parameters, int rounds, CancellationToken cancellationToken)
    {
        var measured = new List<PackSeconds>();
        for (var round = -1; round < rounds; round++)
        {
            var (seconds, failure) = await comparison.MeasureAsync(pack, parameters, isBareFirst: round >= 0 && round % 2 == 0, cancellationToken);
            if (seconds is null)
            {
                return (null, failure);
            }

            measured.Add(seconds);
        }

        // The first round warms up and does not count.
        measured.RemoveAt(0);
        return (new PackSeconds(measured.Min(static m => m.Run), measured.Min(static m => m.Models), measured.Min(static m => m.Steps), measured.Min(static m => m.Bare)), null);
    }

    private static Task WriteAsync(TextWriter output, string name, int results, PackSeconds s) => output.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture, $"| {name} | {results} | {s.Run:F3} | {s.Models:F3} | {s.Bare:F3} | {s.Run / s.Bare:F2} | {s.Steps:F3} |"));
}
