using System.CommandLine;
using System.Globalization;
using Suwen.Scenarios;
using Suwen.Security;
using Suwen.Security.Audit;
using Suwen.Server.Node;
using Suwen.Server.Packs;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen pack list|new|test|run|show|docs|export|install|remove|sign</c></summary>
internal static partial class PackCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data) => new("pack", "Applications as folders: models, rules, views and tests.")
    {
        List(host, data),
        Show(host, data),
        New(host),
        Test(host, data),
        Run(host, data),
        Docs(host, data),
        Export(host, data),
        Install(host, data),
        Remove(host, data),
        Sign(host),
    };

    private static Command List(CommandHost host, Option<DirectoryInfo> data)
    {
        var command = new Command("list", "List the packs that are installed.");
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            var table = new TextTable(["pack", "version", "title", "results", "state", "last run"]);
            foreach (var pack in await run.Node.Packs.AllAsync(cancel))
            {
                var state = run.Node.Packs.StateOf(pack);
                table.Add([pack.Id, pack.Version, $"{pack.Title.Zh} {pack.Title.En}", Number(pack.Results.Count), state.Word, state.LastRun is { } last ? $"{last.Status} {Instant(last.StartedAt)}" : ""]);
            }

            await table.WriteAsync(run.Out);
            foreach (var stray in run.Node.Packs.Stray())
            {
                await run.Out.WriteLineAsync("fault: packs/" + stray);
            }

            return run.Node.Packs.Stray().Count == 0 ? ExitCode.Success : ExitCode.FoundProblems;
        }, token));
        return command;
    }

    private static Command Remove(CommandHost host, Option<DirectoryInfo> data)
    {
        var name = new Argument<string>("PACK") { Description = "Id of a pack of the site." };
        var command = new Command("remove", "Take a pack of the site and its results away.") { name };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            var id = parsed.GetRequiredValue(name);
            var isRemoved = PackTemplate.IsName(id) && await run.Node.Packs.RemoveAsync(id, cancel);
            run.Node.Audit.Write(new AuditEvent(Authorisation.LocalOwner.Identity!.Name!, "suwen pack remove", Permission.PackManage, "pack", null, Purpose.Operations, isRemoved ? "ok" : "refused"));
            if (!isRemoved)
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", $"There is no pack {id}.", "PACK", "suwen pack list names those that are installed.");
            }

            await run.Out.WriteLineAsync($"{id} is removed. Decisions about its findings stay.");
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Show(CommandHost host, Option<DirectoryInfo> data)
    {
        var name = new Argument<string>("PACK") { Description = "Id of an installed pack." };
        var command = new Command("show", "Show a pack's results, their state, and its faults.") { name };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            var pack = await FindAsync(run, parsed.GetRequiredValue(name), cancel);
            await run.Out.WriteLineAsync($"{pack.Id} {pack.Version}  {pack.Title.Zh} {pack.Title.En}");
            var standing = await run.Node.Packs.StandingAsync(pack.Id, cancel);
            var table = new TextTable(["result", "kind", "grain", "rows", "as of", "state"]) { RightAligned = new HashSet<int> { 3 } };
            foreach (var result in pack.Results)
            {
                var known = standing.GetValueOrDefault(result.Name);
                table.Add([$"{pack.Schema}.{result.Name}", result.IsView ? "view" : result.Kind.ToString().ToLowerInvariant(), result.Grain, known?.Rows is { } rows ? Number(rows) : "", known?.AsOf ?? "", known is null ? "not run" : known.StaleReason is { } reason ? "stale: " + reason : "current"]);
            }

            await table.WriteAsync(run.Out);
            foreach (var fault in pack.Faults)
            {
                await run.Out.WriteLineAsync("fault: " + fault);
            }

            return pack.IsValid ? ExitCode.Success : ExitCode.FoundProblems;
        }, token));
        return command;
    }

    private static Command New(CommandHost host)
    {
        var name = new Argument<string>("NAME") { Description = "Id of the pack: lower-case words joined by hyphens." };
        var into = new Option<DirectoryInfo?>("--in") { Description = "Folder in which the pack's folder is made; the current one where not given." };
        var command = new Command("new", "Write a small whole pack to begin with.") { name, into };
        command.SetAction((parsed, token) => host.RunAloneAsync(async _ =>
        {
            var id = parsed.GetRequiredValue(name);
            if (!PackTemplate.IsName(id))
            {
                throw new SuwenFault(ExitCode.WrongUsage, "caller", $"A pack cannot be called {id}.", "NAME", "Write lower-case words of letters and digits joined by hyphens, at most 40 characters.");
            }

            var root = Path.GetFullPath(parsed.GetValue(into)?.ToString() ?? ".", host.WorkingDirectory);
            if (Path.Exists(Path.Combine(root, id)))
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", "There is a file or folder of that name.", Path.Combine(root, id), "Choose another name, or another folder with --in.");
            }

            foreach (var file in PackTemplate.Write(root, id))
            {
                await host.Out.WriteLineAsync(file);
            }

            await host.Out.WriteLineAsync($"Next: suwen pack test {Path.Combine(root, id)}");
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static async Task<Pack> FindAsync(CommandRun run, string id, CancellationToken cancellationToken) =>
        await run.Node.Packs.FindAsync(id, cancellationToken)
            ?? throw new SuwenFault(ExitCode.BadInput, "caller", $"There is no pack {id}.", "PACK", $"Installed are: {string.Join(", ", (await run.Node.Packs.AllAsync(cancellationToken)).Select(static p => p.Id))}.");
}
