using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Suwen.Governance.Terminology;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Server.Terms;
using Suwen.Standards.Terminology;
using Suwen.Storage;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen terms systems|search|show|import|unmapped|map|adopt|confirm|undo|history</c></summary>
internal static partial class TermsCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    public static Command Create(CommandHost host, Option<DirectoryInfo> data) => new("terms", "Dictionaries, and what sources' codes mean.")
    {
        Systems(host, data),
        Search(host, data),
        Show(host, data),
        Import(host, data),
        Unmapped(host, data),
        Map(host, data),
        Adopt(host, data),
        Answer(host, data, "confirm", "Confirm what another has proposed on a code."),
        Answer(host, data, "decline", "Decline what was proposed on a code."),
        Answer(host, data, "undo", "Take the last decision on a code back."),
        History(host, data),
    };

    private static Option<string> FormatOption()
    {
        var format = new Option<string>("--format") { Description = "table, csv or json.", DefaultValueFactory = static _ => "table" };
        format.AcceptOnlyFromAmong("table", "csv", "json");
        return format;
    }

    private static Option<string> ByOption() => new("--by") { Description = "Who decides, where that is not the owner of the data folder.", DefaultValueFactory = static _ => "local" };

    private static Command Systems(CommandHost host, Option<DirectoryInfo> data)
    {
        var format = FormatOption();
        var command = new Command("systems", "List the code systems: version, source, official or not.") { format };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            var systems = (await run.Node.Terms.ReadAsync(run.Node.Warehouse, cancel)).Systems;
            await WriteAsync(run.Out, parsed.GetRequiredValue(format), systems, ["system", "terms", "version", "status", "standard for", "title", "source"],
                s => [s.Id, s.Terms.ToString(CultureInfo.InvariantCulture), s.Version, s.Status, string.Join(' ', s.StandardFor), s.TitleZh, s.Source]);
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Search(CommandHost host, Option<DirectoryInfo> data)
    {
        var text = new Argument<string>("TEXT") { Description = "A code, a name, initials (gxy), or a local wording." };
        var system = new Option<string[]>("--system") { Description = "Search this system only; may be repeated.", AllowMultipleArgumentsPerToken = true };
        var asOf = new Option<DateOnly?>("--as-of") { Description = "Only terms that hold on this day." };
        var limit = new Option<int>("--limit") { Description = "The most that are listed.", DefaultValueFactory = static _ => 20 };
        var format = FormatOption();
        var command = new Command("search", "Find terms by code, name, initials or likeness.") { text, system, asOf, limit, format };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            var systems = parsed.GetValue(system) is { Length: > 0 } some ? some : null;
            await run.Node.Terms.ReadAsync(run.Node.Warehouse, cancel);
            var began = System.Diagnostics.Stopwatch.GetTimestamp();
            var query = new TermQuery(parsed.GetRequiredValue(text), systems, parsed.GetValue(asOf), parsed.GetRequiredValue(limit));
            var found = await run.Node.Terms.SearchAsync(run.Node.Warehouse, query, cancel);
            var first = System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            began = System.Diagnostics.Stopwatch.GetTimestamp();
            await run.Node.Terms.SearchAsync(run.Node.Warehouse, query, cancel);
            var again = System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            await WriteAsync(run.Out, parsed.GetRequiredValue(format), [.. found.Select(FoundTerm.Of)], ["score", "match", "system", "code", "name", "concept"],
                f => [f.Score.ToString("F3", CultureInfo.InvariantCulture), f.Match, f.System, f.Code, f.Name, f.Concept]);
            await run.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{found.Count} terms in {again:F1} ms ({first:F1} ms for the first search of the process)"));
            return found.Count > 0 ? ExitCode.Success : ExitCode.FoundProblems;
        }, token));
        return command;
    }

    private static Command Show(CommandHost host, Option<DirectoryInfo> data)
    {
        var system = new Argument<string>("SYSTEM") { Description = "The system, as suwen terms systems lists it." };
        var code = new Argument<string>("CODE") { Description = "The code." };
        var command = new Command("show", "Show a term: what stands above and below it, its synonyms, where it leads.") { system, code };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            var detail = await TermHierarchy.DetailAsync(run.Node, parsed.GetRequiredValue(system), parsed.GetRequiredValue(code), cancel)
                ?? throw new SuwenFault(ExitCode.BadInput, "caller", "There is no such code in this system.", "SYSTEM, CODE", "Look for it with suwen terms search.");
            await run.Out.WriteLineAsync(JsonSerializer.Serialize(detail, Json));
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Import(CommandHost host, Option<DirectoryInfo> data)
    {
        var file = new Argument<string>("FILE") { Description = "A CSV file in UTF-8." };
        var system = new Option<string>("--system") { Required = true, Description = "A short name of your own: lab-items." };
        var title = new Option<string>("--title") { Required = true, Description = "What it is." };
        var version = new Option<string?>("--version", "--edition") { Description = "Its version or edition." };
        var publisher = new Option<string?>("--publisher") { Description = "Who publishes it." };
        var licence = new Option<string?>("--licence") { Description = "Its licence." };
        var alias = new Option<string?>("--alias") { Description = "What senders call it in their messages; several between bars." };
        var column = new Option<string?>("--column") { Description = "Which column is which: code=编码,name=名称,parent=上级,synonyms=别名,valid_from=…,valid_to=…" };
        var by = ByOption();
        var command = new Command("import", "Import a table of the site; it is checked whole before anything of it is taken.") { file, system, title, version, publisher, licence, alias, column, by };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            var id = parsed.GetRequiredValue(system);
            if (BuiltInTerms.System(id) is not null || id == MapCodeDecision.NoEquivalent)
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", $"{id} is built in.", "--system", "Choose another short name for the table.");
            }

            var table = await CsvTable.ReadAsync(run.Resolve(parsed.GetRequiredValue(file)), cancel);
            var (rows, faults) = SiteTable.Check(table, ColumnsOf(parsed.GetValue(column)));
            if (await ReportAsync(run, faults))
            {
                return ExitCode.BadInput;
            }

            var described = new SiteSystem(id, parsed.GetRequiredValue(title), parsed.GetValue(version), parsed.GetValue(publisher), parsed.GetValue(licence), parsed.GetValue(alias));
            var count = await TermImport.LandAsync(run.Node, parsed.GetRequiredValue(by), described, rows, cancel);
            await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count:N0} terms of {id} imported."));
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Dictionary<string, string> ColumnsOf(string? text)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var cut = pair.IndexOf('=', StringComparison.Ordinal);
            if (cut <= 0)
            {
                throw new SuwenFault(ExitCode.WrongUsage, "caller", $"{pair} does not say which column is which.", "--column", "Write code=编码,name=名称.");
            }

            columns[pair[..cut]] = pair[(cut + 1)..];
        }

        return columns;
    }

    private static async Task<bool> ReportAsync(CommandRun run, IReadOnlyList<FileFault> faults)
    {
        if (faults.Count == 0)
        {
            return false;
        }

        foreach (var fault in faults)
        {
            await run.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"line {fault.Line}: {fault.What}"));
        }

        await run.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"caller: The file has {faults.Count} faults; nothing of it was taken. Correct them and run the command again."));
        return true;
    }

    private static async Task WriteAsync<T>(TextWriter output, string format, IReadOnlyList<T> items, string[] head, Func<T, string[]> cells)
    {
        switch (format)
        {
            case "json":
                await output.WriteLineAsync(JsonSerializer.Serialize(items, Json));
                break;
            case "csv":
                await output.WriteLineAsync(string.Join(',', head.Select(h => h.Replace(' ', '_'))));
                foreach (var item in items)
                {
                    await output.WriteLineAsync(string.Join(',', cells(item).Select(Quoted)));
                }

                break;
            default:
                var table = new TextTable(head);
                foreach (var item in items)
                {
                    table.Add(cells(item));
                }

                await table.WriteAsync(output);
                break;
        }
    }

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;

    private static T Answered<T>(T? outcome, ProblemAnswer? problem)
        where T : class =>
        outcome ?? throw new SuwenFault(ExitCode.BadInput, "caller", problem!.Problem.What, problem.Problem.Where, problem.Problem.WhatToDo);

    private static ReadScope Scope(string permission) => Authorisation.ScopeFor(Authorisation.LocalOwner, permission, Purpose.Operations);
}
