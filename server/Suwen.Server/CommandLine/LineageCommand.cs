using System.CommandLine;
using System.Globalization;
using Suwen.Governance.Lineage;
using Suwen.Security;
using Suwen.Server.Catalogue;
using Suwen.Server.Landing;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen lineage</c>: where data come from, where they go, and what breaks when they stop.</summary>
internal static class LineageCommand
{
    private static ReadScope Scope => Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.CatalogueRead, Purpose.Operations);

    public static Command Create(CommandHost host, Option<DirectoryInfo> data) => new("lineage", "Where data come from, where they go, and what breaks when they stop.")
    {
        Learn(host, data),
        Of(host, data),
        ImpactOf(host, data),
    };

    private static Command Learn(CommandHost host, Option<DirectoryInfo> data)
    {
        var again = new Option<bool>("--again") { Description = "Also kinds of records that are known." };
        var command = new Command("learn", "Learn from samples of what has landed which fields fill which columns.") { again };
        command.SetAction((parsed, token) => OnDesk(host, parsed, data, async (run, desk, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            await WriteLearnedAsync(run.Out, await desk.LearnAsync(parsed.GetValue(again), cancel));
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Of(CommandHost host, Option<DirectoryInfo> data)
    {
        var place = new Argument<string?>("PLACE") { Arity = ArgumentArity.ZeroOrOne, Description = "A column such as cdr.measurement.value_as_number, or a field as lineage shows it." };
        var entry = new Option<string?>("--entry") { HelpName = "POSITION", Description = "A landing entry instead, such as 1:42." };
        var values = new Option<bool>("--values") { Description = "Follow values only, and not keys and conditions." };
        var command = new Command("of", "Show the ways to and from a place.") { place, entry, values };
        command.SetAction((parsed, token) => OnDesk(host, parsed, data, async (run, desk, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            await LearnFirstAsync(run, desk, cancel);
            if (parsed.GetValue(entry) is { } position)
            {
                return await WriteEntryAsync(run, desk, position, cancel);
            }

            var name = parsed.GetValue(place) ?? throw new SuwenFault(ExitCode.WrongUsage, "caller", "Nothing is asked about.", "lineage of", "Name a column, or an entry with --entry.");
            var graph = desk.Graph();
            var node = Find(graph, name);
            await WriteStepsAsync(run.Out, "comes from", graph.Upstream(node, parsed.GetValue(values)));
            await WriteStepsAsync(run.Out, "goes to", graph.Downstream(node, parsed.GetValue(values)));
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command ImpactOf(CommandHost host, Option<DirectoryInfo> data)
    {
        var source = new Option<string?>("--source") { HelpName = "NAME", Description = "A source that stops sending." };
        var column = new Option<string?>("--column") { HelpName = "PLACE", Description = "A column, or a field of a source, that stops having values." };
        var command = new Command("impact", "Show what breaks when a feed or a column stops.") { source, column };
        command.SetAction((parsed, token) => OnDesk(host, parsed, data, async (run, desk, cancel) =>
        {
            if (parsed.GetValue(source) is null == parsed.GetValue(column) is null)
            {
                throw new SuwenFault(ExitCode.WrongUsage, "caller", "One of --source and --column is needed.", "lineage impact", "Name the feed or the column.");
            }

            await run.WaitUntilLoadedAsync(cancel);
            await LearnFirstAsync(run, desk, cancel);
            if (parsed.GetValue(column) is { } place)
            {
                await WriteImpactAsync(run.Out, Impact.OfNode(desk.Graph(), Find(desk.Graph(), place)));
                return ExitCode.Success;
            }

            await desk.ProfileAsync([], again: false, static (_, _) => Task.CompletedTask, cancel);
            var name = parsed.GetValue(source)!;
            var report = await Impact.OfSourceAsync(run.Node.Warehouse, desk.Graph(), desk.State, name, Scope, run.Node.Time, cancel)
                ?? throw new SuwenFault(ExitCode.BadInput, "caller", "No source of that name has sent anything.", name, "See suwen catalog search feed.");
            await WriteImpactAsync(run.Out, report);
            return ExitCode.Success;
        }, token));
        return command;
    }

    /// <summary>Learns what is new before answering: it takes a moment where nothing is.</summary>
    private static async Task LearnFirstAsync(CommandRun run, CatalogueDesk desk, CancellationToken cancellationToken)
    {
        var report = await desk.LearnAsync(again: false, cancellationToken);
        if (report.Kinds > 0)
        {
            await WriteLearnedAsync(run.Error, report);
        }
    }

    private static Task WriteLearnedAsync(TextWriter output, LearningReport report) => output.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture, $"{report.Uses:N0} uses of fields learned from {report.Entries:N0} entries of {report.Kinds:N0} kinds of records; {report.Known:N0} kinds were known."));

    private static async Task<int> WriteEntryAsync(CommandRun run, CatalogueDesk desk, string text, CancellationToken cancellationToken)
    {
        if (!EntryReading.TryParsePosition(text, out var position))
        {
            throw new SuwenFault(ExitCode.WrongUsage, "caller", "A position is written journal:sequence.", "--entry", "Write it like 1:42.");
        }

        var trail = await EntryLineage.ReadAsync(run.Node.Warehouse, desk.State, position, Scope, cancellationToken)
            ?? throw new SuwenFault(ExitCode.BadInput, "caller", "No loaded entry stands at this position.", text, "Take the position from a row's entry_position.");
        await run.Out.WriteLineAsync($"{trail.Position}  {trail.Source}  {trail.Format}  received {trail.ReceivedAt:yyyy-MM-dd HH:mm:ss}Z{(trail.MappingVersion is > 0 and var mapping ? string.Create(CultureInfo.InvariantCulture, $"  mapping {mapping}") : "")}");
        foreach (var r in trail.Records)
        {
            await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  records {r.First}–{r.Last}: {r.Kind}, {r.Disposition}"));
        }

        var rows = new TextTable(["table", "record", "rows"]) { RightAlignedFrom = 1 };
        foreach (var r in trail.Rows)
        {
            rows.Add([r.Table, r.Record.ToString(CultureInfo.InvariantCulture), r.Rows.ToString("N0", CultureInfo.InvariantCulture)]);
        }

        await rows.WriteAsync(run.Out);
        await run.Out.WriteLineAsync();
        if (trail.Amendments.Count > 0)
        {
            await WriteAmendmentsAsync(run.Out, trail.Amendments);
        }

        await WriteStepsAsync(run.Out, "fields of such records", [.. trail.Fields.Select(f => f.Edge)]);
        return ExitCode.Success;
    }

    private static async Task WriteAmendmentsAsync(TextWriter output, IReadOnlyList<EntryAmendment> amendments)
    {
        var table = new TextTable(["amended", "row", "stated at", "columns", "by", "at", "state", "decision", "why"]) { MaxCellWidth = 60 };
        foreach (var a in amendments)
        {
            table.Add([
                a.Table, a.Row, string.Create(CultureInfo.InvariantCulture, $"{a.Basis} record {a.Record}"), a.Removes ? "(removed)" : string.Join(", ", a.Columns),
                a.Rule is null ? a.By : string.Create(CultureInfo.InvariantCulture, $"{a.Rule}@{a.RuleVersion}"), a.At.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), a.State, a.Decision, a.Why]);
        }

        await table.WriteAsync(output);
        await output.WriteLineAsync();
    }

    private static async Task WriteStepsAsync(TextWriter output, string title, IReadOnlyList<LineageEdge> edges)
    {
        var table = new TextTable([title + ": from", "to", "how", "known by"]) { MaxCellWidth = 80 };
        foreach (var edge in edges)
        {
            table.Add([edge.From.ToString(), edge.To.ToString(), LineageAnswer.RelationOf(edge.Relation), edge.Evidence]);
        }

        await table.WriteAsync(output);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"({edges.Count:N0} {(edges.Count == 1 ? "step" : "steps")})\n"));
    }

    private static async Task WriteImpactAsync(TextWriter output, ImpactReport report)
    {
        await output.WriteLineAsync($"If {report.Of} stops:");
        if (report.Tables.Count > 0)
        {
            var table = new TextTable(["table", "rows", "of it", "share", "last 30 days", "of it"]) { RightAlignedFrom = 1 };
            foreach (var t in report.Tables)
            {
                table.Add([t.Table, t.Rows.ToString("N0", CultureInfo.InvariantCulture), t.SourceRows.ToString("N0", CultureInfo.InvariantCulture), t.Share.ToString("P1", CultureInfo.InvariantCulture), t.RecentTotal.ToString("N0", CultureInfo.InvariantCulture), t.RecentRows.ToString("N0", CultureInfo.InvariantCulture)]);
            }

            await table.WriteAsync(output);
            await output.WriteLineAsync();
        }

        foreach (var group in report.SoleColumns.GroupBy(c => c.Table))
        {
            await output.WriteLineAsync($"nobody else fills {group.Key}: {string.Join(", ", group.Select(c => c.Column))}");
        }

        foreach (var result in report.Views.Concat(report.Results))
        {
            await output.WriteLineAsync($"{result.Result}: {string.Join(", ", result.Columns)}{(result.IsSelected ? " (and which rows there are)" : "")}");
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{report.Tables.Count} tables, {report.SoleColumns.Count} columns that nobody else fills, {report.Views.Count} views, {report.Results.Count} results."));
    }

    private static LineageNode Find(LineageGraph graph, string name) =>
        graph.Find(name) ?? graph.Find("cdr." + name)
        ?? throw new SuwenFault(ExitCode.BadInput, "caller", "Nothing is known of such a place.", name, "Name a column such as cdr.measurement.value_as_number, or a field such as SOURCE/hl7v2/ORU^R01#OBX-5.");

    private static Task<int> OnDesk(CommandHost host, ParseResult parsed, Option<DirectoryInfo> data, Func<CommandRun, CatalogueDesk, CancellationToken, Task<int>> body, CancellationToken token) =>
        host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), (run, cancel) => body(run, new CatalogueDesk(run.Node), cancel), token);
}
