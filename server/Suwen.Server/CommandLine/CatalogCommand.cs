using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Suwen.Governance.Catalogue;
using Suwen.Security;
using Suwen.Server.Catalogue;
using Suwen.Server.Node;
using Suwen.Standards.DataElements;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen catalog</c>: the resource catalogue.</summary>
internal static partial class CatalogCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    private static ReadScope Scope => Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.CatalogueRead, Purpose.Operations);

    public static Command Create(CommandHost host, Option<DirectoryInfo> data) => new("catalog", "The resource catalogue: what there is, what it holds, who answers for it.")
    {
        List(host, data),
        Show(host, data),
        Search(host, data),
        Profile(host, data),
        Check(host, data),
        Describe(host, data),
        Assess(host, data),
        Export(host, data),
        Import(host, data),
    };

    private static Command List(CommandHost host, Option<DirectoryInfo> data)
    {
        var category = new Option<string?>("--category") { HelpName = "CODE", Description = "Only this category and those below, such as 04 or 0402." };
        var command = new Command("list", "List resources by category.") { category };
        command.SetAction((parsed, token) => OnDesk(host, parsed, data, async (run, desk, cancel) =>
        {
            var resources = await desk.ListAsync(Scope, cancel);
            var chosen = parsed.GetValue(category);
            await WriteListAsync(run.Out, [.. resources.Where(r => chosen is null || r.Category.StartsWith(chosen, StringComparison.Ordinal))]);
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Search(CommandHost host, Option<DirectoryInfo> data)
    {
        var text = new Argument<string>("TEXT") { Description = "Words of names, titles, descriptions, tags, owners or columns." };
        var command = new Command("search", "Find resources.") { text };
        command.SetAction((parsed, token) => OnDesk(host, parsed, data, async (run, desk, cancel) =>
        {
            var hits = ResourceCatalogue.Search(await desk.ListAsync(Scope, cancel), parsed.GetRequiredValue(text));
            await WriteListAsync(run.Out, hits);
            return hits.Count > 0 ? ExitCode.Success : ExitCode.FoundProblems;
        }, token));
        return command;
    }

    private static Command Show(CommandHost host, Option<DirectoryInfo> data)
    {
        var name = new Argument<string>("NAME") { Description = "Name or identifier of a resource: cdr.measurement." };
        var command = new Command("show", "Show a resource with its metadata, columns, elements and profile.") { name };
        command.SetAction((parsed, token) => OnDesk(host, parsed, data, async (run, desk, cancel) =>
        {
            var detail = ResourceDetails.Of(await FindAsync(desk, parsed.GetRequiredValue(name), cancel), desk.State);
            await WriteDetailAsync(run.Out, detail);
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Profile(CommandHost host, Option<DirectoryInfo> data)
    {
        var tables = new Argument<string[]>("TABLE") { Arity = ArgumentArity.ZeroOrMore, Description = "Tables; all where none is named." };
        var again = new Option<bool>("--again") { Description = "Also those that have not changed since their last profile." };
        var command = new Command("profile", "Look at tables column by column.") { tables, again };
        command.SetAction((parsed, token) => OnDesk(host, parsed, data, async (run, desk, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            var begun = Stopwatch.GetTimestamp();
            long rows = 0;
            int profiled = 0, unchanged = 0;
            await desk.ProfileAsync([.. (parsed.GetValue(tables) ?? []).Select(TableOf)], parsed.GetValue(again), async (table, profile) =>
            {
                profiled += profile is null ? 0 : 1;
                unchanged += profile is null ? 1 : 0;
                rows += profile?.Rows ?? 0;
                if (profile is { Rows: > 0 })
                {
                    await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{table.Name,-32} {profile.Rows,12:N0} rows  {profile.Seconds,7:N2} s  {profile.From ?? ""}{(profile.To is null ? "" : " – " + profile.To)}"));
                }
            }, cancel);
            await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{profiled} tables with {rows:N0} rows profiled in {Stopwatch.GetElapsedTime(begun).TotalSeconds:N2} s; {unchanged} unchanged."));
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Check(CommandHost host, Option<DirectoryInfo> data)
    {
        var command = new Command("check", "Check every identifier, and that every resource is placed, owned and described.");
        command.SetAction((parsed, token) => OnDesk(host, parsed, data, async (run, desk, cancel) =>
        {
            var resources = await desk.ListAsync(Scope, cancel);
            var problems = 0;
            foreach (var resource in resources)
            {
                if (ResourceIdentifier.FaultOf(resource.Identifier) is { } fault)
                {
                    problems++;
                    await run.Out.WriteLineAsync($"PROBLEM  {resource.Name}: {resource.Identifier}. {fault}");
                }
            }

            foreach (var twice in resources.GroupBy(r => r.Identifier, StringComparer.Ordinal).Where(g => g.Count() > 1))
            {
                problems++;
                await run.Out.WriteLineAsync($"PROBLEM  {string.Join(", ", twice.Select(r => r.Name))} have one identifier, {twice.Key}.");
            }

            foreach (var resource in resources.Where(r => !r.IsPlaced))
            {
                await run.Out.WriteLineAsync($"note     {resource.Name} stands under 综合管理/资源/数据治理 until somebody places it.");
            }

            if (desk.Catalogue.HasPlaceholderRoot)
            {
                await run.Out.WriteLineAsync($"note     Identifiers stand under {ResourceIdentifier.PlaceholderRoot}, the arc for examples: state the site's own as catalogue.oidRoot in suwen.json.");
            }

            await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{resources.Count} resources, {resources.Count(r => r.Owner is null)} without an owner. {(problems == 0 ? "Every identifier is in order." : $"{problems} problems.")}"));
            return problems == 0 ? ExitCode.Success : ExitCode.FoundProblems;
        }, token));
        return command;
    }

    private static Command Describe(CommandHost host, Option<DirectoryInfo> data)
    {
        var name = new Argument<string>("NAME") { Description = "Name or identifier of a resource." };
        var owner = new Option<string?>("--owner") { Description = "The party responsible." };
        var description = new Option<string?>("--description") { Description = "What it is, in words." };
        var tags = new Option<string[]>("--tag") { Description = "A tag; may be given several times and replaces those before.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("describe", "Say who answers for a resource and what it is.") { name, owner, description, tags };
        command.SetAction((parsed, token) => OnDesk(host, parsed, data, async (run, desk, cancel) =>
        {
            var resource = await FindAsync(desk, parsed.GetRequiredValue(name), cancel);
            var given = parsed.GetValue(tags) is { Length: > 0 } list ? list : null;
            if (parsed.GetValue(owner) is null && parsed.GetValue(description) is null && given is null)
            {
                throw new SuwenFault(ExitCode.WrongUsage, "caller", "Nothing is said of the resource.", resource.Name, "Give --owner, --description or --tag.");
            }

            var note = desk.State.Describe(resource.Name, parsed.GetValue(owner), parsed.GetValue(description), given, Authorisation.LocalOwner.Identity!.Name!);
            await run.Out.WriteLineAsync($"{resource.Name}: owner {note.Owner ?? "(none)"}; tags {string.Join(", ", note.Tags)}; {note.Description ?? "no description"}");
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Assess(CommandHost host, Option<DirectoryInfo> data)
    {
        var format = new Option<string>("--format") { Description = "md or json.", DefaultValueFactory = static _ => "md" };
        format.AcceptOnlyFromAmong("md", "json");
        var command = new Command("assess", "Hold the data against the standards of interconnection, item by item, with evidence.") { format };
        command.SetAction((parsed, token) => OnDesk(host, parsed, data, async (run, desk, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            await desk.ProfileAsync([], again: false, static (_, _) => Task.CompletedTask, cancel);
            var report = await SelfAssessment.RunAsync(run.Node.Warehouse, desk.State, Scope, run.Node.Time, cancel);
            await run.Out.WriteLineAsync(parsed.GetRequiredValue(format) == "json" ? JsonSerializer.Serialize(report, Json) : AssessmentMarkdown.Of(report));
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Export(CommandHost host, Option<DirectoryInfo> data)
    {
        var format = new Option<string>("--format") { Description = "jsonld or turtle.", DefaultValueFactory = static _ => "jsonld" };
        format.AcceptOnlyFromAmong("jsonld", "turtle");
        var file = new Option<string?>("--out") { HelpName = "FILE", Description = "Where to write; otherwise standard output." };
        var command = new Command("export", "Write the catalogue as DCAT 3.") { format, file };
        command.SetAction((parsed, token) => OnDesk(host, parsed, data, async (run, desk, cancel) =>
        {
            var resources = await desk.ListAsync(Scope, cancel);
            var text = parsed.GetRequiredValue(format) == "turtle" ? DcatExport.ToTurtle(resources, desk.Title) : DcatExport.ToJsonLd(resources, desk.Title);
            if (parsed.GetValue(file) is { } path)
            {
                await File.WriteAllTextAsync(run.Resolve(path), text, cancel);
                await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{resources.Count} resources written to {path}."));
            }
            else
            {
                await run.Out.WriteLineAsync(text);
            }

            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Import(CommandHost host, Option<DirectoryInfo> data)
    {
        var elements = new Option<string?>("--elements") { HelpName = "FILE", Description = "element_id,name_zh,value_set_id,data_type,format,unit" };
        var valueSets = new Option<string?>("--value-sets") { HelpName = "FILE", Description = "value_set_id,value_set_name_zh,code,name_zh" };
        var dataSets = new Option<string?>("--data-sets") { HelpName = "FILE", Description = "data_set_id,data_set_name_zh,element_id" };
        var command = new Command("import", "Take the site's own data elements, value sets and data sets in place of the built-in sample (UTF-8 CSV).") { elements, valueSets, dataSets };
        command.SetAction((parsed, token) => OnDesk(host, parsed, data, async (run, desk, cancel) =>
        {
            var faults = new List<string>();
            var readElements = await ReadAsync(run, parsed.GetValue(elements), static (b, f) => DataElementFiles.ReadElements(b, f), faults, cancel);
            var readSets = await ReadAsync(run, parsed.GetValue(valueSets), static (b, f) => DataElementFiles.ReadValueSets(b, f), faults, cancel);
            var readMembers = await ReadAsync(run, parsed.GetValue(dataSets), static (b, f) => DataElementFiles.ReadMembers(b, f), faults, cancel);
            if (readElements is null && readSets is null && readMembers is null && faults.Count == 0)
            {
                throw new SuwenFault(ExitCode.WrongUsage, "caller", "No file is named.", "catalog import", "Give --elements, --value-sets or --data-sets.");
            }

            if (faults.Count > 0)
            {
                foreach (var fault in faults)
                {
                    await run.Error.WriteLineAsync("source: " + fault);
                }

                await run.Error.WriteLineAsync("Nothing was imported.");
                return ExitCode.BadInput;
            }

            if (readElements is not null)
            {
                desk.State.Replace(readElements);
            }

            if (readSets is not null)
            {
                desk.State.Replace(readSets);
            }

            if (readMembers is not null)
            {
                desk.State.Replace(readMembers);
            }

            await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{readElements?.Count ?? 0:N0} elements, {readSets?.Count ?? 0:N0} values of value sets and {readMembers?.Count ?? 0:N0} members of data sets imported."));
            return ExitCode.Success;
        }, token));
        return command;
    }

    private delegate IReadOnlyList<T> Reader<T>(ReadOnlySpan<byte> csv, List<ImportFault> faults);

    private static async Task<IReadOnlyList<T>?> ReadAsync<T>(CommandRun run, string? path, Reader<T> read, List<string> faults, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return null;
        }

        var found = new List<ImportFault>();
        var rows = read(await File.ReadAllBytesAsync(run.Resolve(path), cancellationToken), found);
        faults.AddRange(found.Select(f => string.Create(CultureInfo.InvariantCulture, $"{path} line {f.Line}: {f.Message}")));
        return rows;
    }

    private static Task<int> OnDesk(CommandHost host, ParseResult parsed, Option<DirectoryInfo> data, Func<CommandRun, CatalogueDesk, CancellationToken, Task<int>> body, CancellationToken token) =>
        host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), (run, cancel) => body(run, new CatalogueDesk(run.Node), cancel), token);

    private static async Task<Resource> FindAsync(CatalogueDesk desk, string name, CancellationToken cancellationToken) =>
        (await desk.ListAsync(Scope, cancellationToken)).FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase) || r.Identifier == name || string.Equals(r.Name, "cdr." + name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SuwenFault(ExitCode.BadInput, "caller", "The catalogue has no such resource.", name, "See suwen catalog list, or suwen catalog search.");

    private static Table TableOf(string name) =>
        CanonicalModel.TryFind(name.StartsWith("cdr.", StringComparison.Ordinal) ? name[4..] : name, out var table) && table.Schema == "cdr"
            ? table
            : throw new SuwenFault(ExitCode.BadInput, "caller", "The model has no such table.", name, "See suwen catalog list.");
}
