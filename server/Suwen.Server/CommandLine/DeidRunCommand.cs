using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Suwen.Security;
using Suwen.Security.Deidentification;
using Suwen.Security.Deidentification.Methods;
using Suwen.Server.Deidentification;
using Suwen.Server.Node;
using Suwen.Storage.Schema;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen deid --in PATH --policy POLICY --out PATH</c></summary>
internal static class DeidRunCommand
{
    private const string Warehouse = "warehouse";
    private const double BytesPerMegabyte = 1_000_000;

    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var input = new Option<string?>("--in") { Description = "A file or folder, or warehouse with --tables." };
        var output = new Option<string?>("--out") { Description = "Where to: a file for a file, else a folder. The same tree comes about there." };
        var policy = new Option<string?>("--policy") { Description = "A policy file (YAML), or one that comes with Suwen: " + string.Join(", ", BuiltInPolicies.All.Select(p => p.Id)) + "." };
        var project = new Option<string>("--project") { Description = "Pseudonyms are the same within a project and different between projects.", DefaultValueFactory = static _ => "default" };
        var key = new Option<int>("--key-id") { Description = "Number of the key, the same for the whole life of a project.", DefaultValueFactory = static _ => 1 };
        var tables = new Option<string[]>("--tables") { Description = "Tables of the warehouse, with commas between.", AllowMultipleArgumentsPerToken = true };
        var sender = new Option<string?>("--source") { Description = "The sender of the files, as suwen ingest --source names it: people are then known by that sender's numbers." };
        var command = new Command("deid", "De-identify files, folders or tables; and measure what is left.") { input, output, policy, project, key, tables, sender };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            (run, cancel) =>
            {
                if (parsed.GetValue(input) is not { } source || parsed.GetValue(output) is not { } target || parsed.GetValue(policy) is not { } name)
                {
                    throw new SuwenFault(ExitCode.WrongUsage, "caller", "--in, --policy and --out are needed.", "the command line", "Run suwen deid --help.");
                }

                return RunAsync(run, RequestOf(run, source, target, name, parsed.GetRequiredValue(project), parsed.GetRequiredValue(key), parsed.GetValue(tables) ?? []) with { Source = parsed.GetValue(sender) }, cancel);
            },
            token));
        return command;
    }

    /// <summary><c>suwen deid policies [NAME]</c></summary>
    public static Command CreatePolicies(CommandHost host)
    {
        var name = new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "Prints this policy; a file is checked." };
        var command = new Command("policies", "List the policies that come with Suwen, print one to begin from, or check a file.") { name };
        command.SetAction((parsed, token) => host.RunAloneAsync(
            async _ =>
            {
                if (parsed.GetValue(name) is { } chosen)
                {
                    await host.Out.WriteAsync(PolicyOf(chosen, host.WorkingDirectory).Text);
                    return ExitCode.Success;
                }

                var table = new TextTable(["policy", "title", "follows"]);
                foreach (var policy in BuiltInPolicies.All)
                {
                    table.Add([policy.Id, policy.Title, string.Join("; ", policy.Basis)]);
                }

                await table.WriteAsync(host.Out);
                return ExitCode.Success;
            },
            token));
        return command;
    }

    private static ReleaseRequest RequestOf(CommandRun run, string source, string target, string policy, string project, int key, string[] tables)
    {
        if (!ProjectKeys.IsProjectName(project))
        {
            throw new SuwenFault(ExitCode.WrongUsage, "caller", "A project has a name of lower-case letters, digits, hyphens and dots.", "--project", "Choose such a name.");
        }

        var chosen = PolicyOf(policy, run.WorkingDirectory);
        if (source == Warehouse)
        {
            return new ReleaseRequest([], TablesOf(tables), chosen, project, key, run.Resolve(target), Authorisation.LocalOwner.Identity!.Name!);
        }

        var input = run.Resolve(source);
        var output = run.Resolve(target);
        if (!File.Exists(input) && !Directory.Exists(input))
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "There is no such file or folder.", source, "Check the path; relative paths begin at the working directory.");
        }

        if (output == input || (Directory.Exists(input) && (output + Path.DirectorySeparatorChar).StartsWith(input.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            throw new SuwenFault(ExitCode.WrongUsage, "caller", "The output is the input, or lies within it.", "--out", "Choose another folder.");
        }

        return new ReleaseRequest([input], [], chosen, project, key, output, Authorisation.LocalOwner.Identity!.Name!);
    }

    private static List<Table> TablesOf(string[] names)
    {
        var tables = new List<Table>();
        foreach (var name in names.SelectMany(n => n.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (!CanonicalModel.TryFind(name, out var table) || table.Schema != "cdr")
            {
                throw new SuwenFault(ExitCode.WrongUsage, "caller", $"There is no table {name}.", "--tables", "Tables are those of the clinical data repository: person, visit_occurrence, condition_occurrence, …");
            }

            tables.Add(table);
        }

        return tables.Count > 0 ? tables : throw new SuwenFault(ExitCode.WrongUsage, "caller", "--in warehouse needs --tables.", "--tables", "Name the tables, such as --tables person,condition_occurrence.");
    }

    /// <summary>A built-in policy by name, or a file; every fault of a file with its line.</summary>
    private static DeidPolicy PolicyOf(string name, string folder)
    {
        if (BuiltInPolicies.Find(name) is { } known)
        {
            return known;
        }

        var path = Path.GetFullPath(name, folder);
        if (!File.Exists(path))
        {
            throw new SuwenFault(ExitCode.WrongUsage, "caller", $"There is no policy {name}.", "--policy", "Name a file, or one of: " + string.Join(", ", BuiltInPolicies.All.Select(p => p.Id)) + ".");
        }

        var (policy, faults) = PolicyReader.Read(File.ReadAllText(path));
        return policy ?? throw new SuwenFault(
            ExitCode.BadInput,
            "caller",
            "The policy is not right." + string.Concat(faults.Select(f => string.Create(CultureInfo.InvariantCulture, $"{Environment.NewLine}  line {f.Line}: {f.What}"))),
            name,
            "Correct these lines; suwen deid policies NAME prints a policy to begin from.");
    }

    private static async Task<int> RunAsync(CommandRun run, ReleaseRequest request, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.DeidentifyRun, Purpose.Research);
        if (request.Tables.Count > 0)
        {
            await run.WaitUntilLoadedAsync(cancellationToken);
        }

        var clock = Stopwatch.StartNew();
        var outcome = await Release.RunAsync(run.Node, scope, request, null, cancellationToken);
        var seconds = Math.Max(clock.Elapsed.TotalSeconds, 0.001);
        foreach (var file in outcome.Result.Files.Where(f => f.Refusal is not null))
        {
            await run.Error.WriteLineAsync($"not copied: {file.Name}\n  what: {file.Refusal}\n  what to do: repair the file or leave it out; nothing of it was written.");
        }

        foreach (var (warning, count) in outcome.Result.Warnings)
        {
            await run.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"to be looked at: {warning} ({count})"));
        }

        foreach (var field in outcome.Result.Fields.Where(f => f.Why.StartsWith("content", StringComparison.Ordinal) && f.Kind is not ("clinical" or "unknown" or "date" or "free-text")).Take(50))
        {
            await run.Error.WriteLineAsync($"found: {field.Table} {field.Place} is treated as {field.Kind} ({field.Why})");
        }

        var bytes = outcome.Result.Files.Where(f => f.Refusal is null).Sum(f => f.Bytes);
        await run.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"files {outcome.Result.Files.Count}  treated {outcome.Result.Files.Count(f => f.Refusal is null)}  not copied {outcome.Result.Files.Count(f => f.Refusal is not null)}  records {outcome.Result.Files.Sum(f => f.Records):N0}  values changed {outcome.Result.Fields.Sum(f => f.Changed):N0}  removed {outcome.Result.Fields.Sum(f => f.Removed):N0}  MB {bytes / BytesPerMegabyte:0.0}  seconds {seconds:0.0}  MB/s {bytes / BytesPerMegabyte / seconds:0.0}"));
        await run.Out.WriteLineAsync("certificate " + outcome.CertificatePath);
        return outcome.Result.IsComplete ? ExitCode.Success : ExitCode.BadInput;
    }
}
