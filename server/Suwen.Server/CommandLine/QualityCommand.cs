using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Suwen.Governance.Quality;
using Suwen.Server.Node;
using Suwen.Server.Quality;
using Suwen.Storage.Landing;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen quality run|show|trend|drift|evaluate|tickets|owners</c></summary>
internal static class QualityCommand
{
    private const int TrendLength = 30;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    public static Command Create(CommandHost host, Option<DirectoryInfo> data) => new("quality", "Check the quality of the data.")
    {
        Run(host, data),
        Show(host, data),
        Trend(host, data),
        Drift(host, data),
        Evaluate(host, data),
        QualityTicketsCommand.Create(host, data),
        QualityOwnersCommand.Create(host, data),
    };

    private static Command Run(CommandHost host, Option<DirectoryInfo> data)
    {
        var table = new Option<string?>("--table") { Description = "Only checks of this table." };
        var check = new Option<string?>("--check") { Description = "Only this check, or checks of this type." };
        var source = new Option<string?>("--source") { Description = "Count only rows of this source." };
        var tickets = new Option<bool>("--tickets") { Description = "Open a ticket for each failing check of a source that has none." };
        var all = new Option<bool>("--all") { Description = "Also list checks that passed or had nothing to judge." };
        var format = FormatOption();
        var file = new Option<string?>("--out") { Description = "Write the results to this file instead." };
        var command = new Command("run", "Run the checks; exit code 1 where one failed or could not run.") { table, check, source, tickets, all, format, file };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                await run.WaitUntilLoadedAsync(cancel);
                var desk = QualityDesk.Open(run.Node);
                var request = new QualityRequest(parsed.GetValue(table), parsed.GetValue(check), parsed.GetValue(source));
                await RequireKnownAsync(run, desk, request);
                var (id, result) = await desk.RunAsync(request, "local", parsed.GetValue(tickets), cancel);
                var text = await ResultsAsync(result, parsed.GetRequiredValue(format), parsed.GetValue(all));
                if (parsed.GetValue(file) is { } path)
                {
                    await File.WriteAllTextAsync(run.Resolve(path), text, cancel);
                }
                else
                {
                    await run.Out.WriteAsync(text);
                }

                await WriteSummaryAsync(parsed.GetRequiredValue(format) == "table" ? run.Out : run.Error, id, result, desk.Catalogue.Faults);
                return result.Passed && desk.Catalogue.Faults.Count == 0 ? ExitCode.Success : ExitCode.FoundProblems;
            },
            token));
        return command;
    }

    private static Command Show(CommandHost host, Option<DirectoryInfo> data)
    {
        var check = new Argument<string?>("CHECK") { Description = "Id of a check; without it, the newest result of every failing check.", Arity = ArgumentArity.ZeroOrOne };
        var rows = new Option<int>("--rows") { Description = "List so many of the rows that violate it.", DefaultValueFactory = static _ => 20 };
        var source = new Option<string?>("--source") { Description = "Only rows of this source." };
        var format = FormatOption();
        var command = new Command("show", "Show a check, its newest result by source, and rows that violate it with their origin.") { check, rows, source, format };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                var desk = QualityDesk.Open(run.Node);
                if (parsed.GetValue(check) is not { } id)
                {
                    return await ListFailingAsync(desk, run.Out);
                }

                var found = Find(desk, id);
                if (parsed.GetRequiredValue(format) == "table")
                {
                    await DescribeAsync(desk, found, run.Out);
                }

                await run.WaitUntilLoadedAsync(cancel);
                var violations = await desk.ViolationsAsync(found, parsed.GetValue(source), Math.Max(0, parsed.GetValue(rows)), cancel);
                await run.Out.WriteAsync(await TextAsync(
                    ["table", "row", "source", "entry", "record"],
                    violations.Select(v => (IReadOnlyList<string>)[v.Table, Number(v.RowId), v.Source ?? "", v.EntryPosition is { } p ? new LandingPosition(p).ToString() : "", Number(v.RecordNumber)]),
                    parsed.GetRequiredValue(format),
                    new HashSet<int> { 1, 4 }));
                return violations.Count == 0 ? ExitCode.Success : ExitCode.FoundProblems;
            },
            token));
        return command;
    }

    private static Command Trend(CommandHost host, Option<DirectoryInfo> data)
    {
        var check = new Argument<string?>("CHECK") { Description = "Id of a check; without it, the score of whole runs.", Arity = ArgumentArity.ZeroOrOne };
        var source = new Option<string?>("--source") { Description = "Of this source." };
        var format = FormatOption();
        var command = new Command("trend", "Show how a check, or the score, went from run to run.") { check, source, format };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                var desk = QualityDesk.Open(run.Node);
                var wanted = parsed.GetValue(source);
                var text = parsed.GetValue(check) is { } id
                    ? await TextAsync(
                        ["run", "at", "violated", "of", "percent", "threshold", "status"],
                        desk.Store.Trend(Find(desk, id).Id, wanted, TrendLength).Select(p => (IReadOnlyList<string>)[Number(p.RunId), Moment(p.At), Number(p.Tally.Violated), Number(p.Tally.Considered), Percent(p.Tally.Percent), Percent(p.Tally.Threshold), QualityStore.NameOf(p.Tally.Status)]),
                        parsed.GetRequiredValue(format),
                        new HashSet<int> { 0, 2, 3, 4, 5 })
                    : await TextAsync(
                        ["run", "at", "dimension", "score"],
                        desk.Store.Scores(TrendLength).Where(s => s.Score.Source == wanted && s.Score.Table is null && s.Score.Month is null).Select(s => (IReadOnlyList<string>)[Number(s.RunId), Moment(s.At), s.Score.Category?.ToString().ToLowerInvariant() ?? "all", s.Score.Value.ToString("F1", CultureInfo.InvariantCulture)]),
                        parsed.GetRequiredValue(format),
                        new HashSet<int> { 0, 3 });
                await run.Out.WriteAsync(text);
                return ExitCode.Success;
            },
            token));
        return command;
    }

    private static Command Drift(CommandHost host, Option<DirectoryInfo> data)
    {
        var format = FormatOption();
        var command = new Command("drift", "Show tests whose results changed against the months before, and days with unusual numbers of visits.") { format };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                await run.WaitUntilLoadedAsync(cancel);
                var reading = await QualityMonitor.ReadAsync(run.Node.Warehouse, Security.Authorisation.ForPlatform("quality-monitor"), cancel);
                var rows = reading.Drift.Select(d => (IReadOnlyList<string>)[d.IsAlert ? "alert" : "watch", d.Kind, d.Source, d.Code, d.Name, d.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture), Number(d.ReferenceRows), Number(d.Rows), Percent(d.StabilityIndex), d.Distance is { } distance ? Percent(distance) : ""])
                    .Concat(reading.Volume.Select(v => (IReadOnlyList<string>)["alert", "volume", v.Source, "", "", v.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Percent(v.Expected), Number(v.Visits), "", ""]));
                await run.Out.WriteAsync(await TextAsync(["state", "kind", "source", "code", "name", "when", "before", "now", "psi", "ks"], rows, parsed.GetRequiredValue(format), new HashSet<int> { 6, 7, 8, 9 }));
                return reading.Drift.Any(d => d.IsAlert) || reading.Volume.Count > 0 ? ExitCode.FoundProblems : ExitCode.Success;
            },
            token));
        return command;
    }

    private static Command Evaluate(CommandHost host, Option<DirectoryInfo> data)
    {
        var answers = new Option<FileInfo>("--answers") { Required = true, Description = "answers/answers.jsonl of the synthetic region that the folder holds." };
        var command = new Command("evaluate", "Score the checks against the planted errors of a synthetic region.") { answers };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                var file = run.Resolve(parsed.GetRequiredValue(answers).ToString());
                if (!File.Exists(file))
                {
                    throw new SuwenFault(ExitCode.BadInput, "caller", "There is no such file.", file, "Give the file answers/answers.jsonl that suwen simulate wrote.");
                }

                await run.WaitUntilLoadedAsync(cancel);
                await QualityEvaluation.Read(file).WriteAsync(run.Node, QualityDesk.Open(run.Node), run.Out, cancel);
                return ExitCode.Success;
            },
            token));
        return command;
    }

    private static Option<string> FormatOption()
    {
        var format = new Option<string>("--format") { Description = "table, csv or json.", DefaultValueFactory = static _ => "table" };
        format.AcceptOnlyFromAmong("table", "csv", "json");
        return format;
    }

    private static QualityCheck Find(QualityDesk desk, string id) =>
        desk.Catalogue.TryFind(id, out var check) ? check : throw NoSuch("check", id, "suwen quality run --all --format csv lists them.");

    private static async Task RequireKnownAsync(CommandRun run, QualityDesk desk, QualityRequest request)
    {
        if (request.Table is { } table && !desk.Catalogue.Checks.Any(c => c.Table == table))
        {
            throw NoSuch("table", table, "Name a table of the model, such as measurement.");
        }

        if (request.Check is { } check && !desk.Catalogue.Checks.Any(c => c.Id == check || c.Type == check))
        {
            throw NoSuch("check", check, "suwen quality run --all --format csv lists them.");
        }

        if (request.Source is { } source)
        {
            var known = await run.Node.Warehouse.ReadAsync("select source_name from sys.source", Security.Authorisation.ForPlatform("quality"), static (b, r) => b[0].Text(r), CancellationToken.None);
            if (!known.Contains(source))
            {
                throw NoSuch("source", source, "Sources that have sent something: " + string.Join(", ", known) + ".");
            }
        }
    }

    private static SuwenFault NoSuch(string kind, string name, string whatToDo) => new(ExitCode.BadInput, "caller", $"There is no {kind} {name}.", "--" + kind, whatToDo);

    private static Task<string> ResultsAsync(QualityRun run, string format, bool all)
    {
        // A file for programs holds everything; on a terminal what needs no attention is left out.
        var shown = run.Results.Where(r => all || format != "table" || r.Status is CheckStatus.Failed or CheckStatus.Error);
        if (format == "json")
        {
            return Task.FromResult(JsonSerializer.Serialize(shown.Select(r => QualityAnswers.Of(r)), Json) + "\n");
        }

        if (format == "csv")
        {
            var rows = shown.SelectMany(r => r.BySource.Where(s => s.Source != r.Overall.Source).Prepend(r.Overall).Select(t => (IReadOnlyList<string>)
            [
                r.Check.Id, r.Check.Type, r.Check.Category.ToString().ToLowerInvariant(), r.Check.Subcategory, r.Check.Context.ToString().ToLowerInvariant(), r.Check.Severity.ToString().ToLowerInvariant(),
                r.Check.Table, r.Check.Field ?? "", t.Source ?? "", QualityStore.NameOf(t.Status), Number(t.Violated), Number(t.Considered), t.Percent.ToString("0.####", CultureInfo.InvariantCulture), Percent(t.Threshold),
                t == r.Overall ? r.Explanation ?? "" : "", r.Check.TitleZh, r.Check.TitleEn,
            ]));
            return TextAsync(["check", "type", "category", "subcategory", "context", "severity", "table", "field", "source", "status", "violated", "considered", "percent", "threshold", "explanation", "title_zh", "title_en"], rows, "csv", new HashSet<int>());
        }

        return TextAsync(
            ["status", "check", "violated", "of", "percent", "threshold", "what"],
            shown.Select(r => (IReadOnlyList<string>)[QualityStore.NameOf(r.Status), r.Check.Id, Number(r.Overall.Violated), Number(r.Overall.Considered), Percent(r.Overall.Percent), Percent(r.Overall.Threshold), r.Explanation ?? r.Check.TitleZh]),
            "table",
            new HashSet<int> { 2, 3, 4, 5 });
    }

    private static async Task WriteSummaryAsync(TextWriter output, long id, QualityRun run, IReadOnlyList<string> faults)
    {
        foreach (var fault in faults)
        {
            await output.WriteLineAsync("PROBLEM  site's rules: " + fault);
        }

        var counts = run.Results.CountBy(r => r.Status).ToDictionary();
        var score = run.Scores.FirstOrDefault(s => s is { Source: null, Category: null, Table: null, Month: null });
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Run {id}: {run.Results.Count:N0} checks in {(run.FinishedAt - run.StartedAt).TotalSeconds:F2} s: {counts.GetValueOrDefault(CheckStatus.Passed):N0} passed, {counts.GetValueOrDefault(CheckStatus.Failed):N0} failed, {counts.GetValueOrDefault(CheckStatus.NotApplicable):N0} not applicable, {counts.GetValueOrDefault(CheckStatus.Error):N0} failed to run. Score {score?.Value ?? 0:F1}."));
    }

    private static async Task<int> ListFailingAsync(QualityDesk desk, TextWriter output)
    {
        var failing = desk.Store.LatestResults().Where(r => r.Tally is { Source: null, Status: CheckStatus.Failed or CheckStatus.Error }).ToList();
        await output.WriteAsync(await TextAsync(
            ["status", "check", "violated", "of", "percent", "what"],
            failing.Select(r => (IReadOnlyList<string>)[QualityStore.NameOf(r.Tally.Status), r.CheckId, Number(r.Tally.Violated), Number(r.Tally.Considered), Percent(r.Tally.Percent), r.Explanation ?? (desk.Catalogue.TryFind(r.CheckId, out var c) ? c.TitleZh : "")]),
            "table",
            new HashSet<int> { 2, 3, 4 }));
        return failing.Count == 0 ? ExitCode.Success : ExitCode.FoundProblems;
    }

    private static async Task DescribeAsync(QualityDesk desk, QualityCheck check, TextWriter output)
    {
        await output.WriteLineAsync($"{check.Id}\n{check.TitleZh}\n{check.TitleEn}");
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{check.Category}, {check.Subcategory}, {check.Context}; severity {check.Severity}; threshold {check.Threshold} %\n").ToLowerInvariant());
        var kept = desk.Store.LatestResults().Where(r => r.CheckId == check.Id).ToList();
        if (kept.Count > 0)
        {
            await output.WriteLineAsync(await TextAsync(
                ["source", "status", "violated", "of", "percent", "threshold"],
                kept.Select(r => (IReadOnlyList<string>)[r.Tally.Source ?? "(all)", QualityStore.NameOf(r.Tally.Status), Number(r.Tally.Violated), Number(r.Tally.Considered), Percent(r.Tally.Percent), Percent(r.Tally.Threshold)]),
                "table",
                new HashSet<int> { 2, 3, 4, 5 }));
        }
    }

    private static async Task<string> TextAsync(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows, string format, HashSet<int> numbers)
    {
        if (format == "json")
        {
            return JsonSerializer.Serialize(rows.Select(r => head.Zip(r).ToDictionary(c => c.First, c => c.Second)), Json) + "\n";
        }

        if (format == "csv")
        {
            var text = new StringBuilder().AppendJoin(',', head).Append('\n');
            foreach (var row in rows)
            {
                text.AppendJoin(',', row.Select(c => c.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? "\"" + c.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : c)).Append('\n');
            }

            return text.ToString();
        }

        await using var writer = new StringWriter(CultureInfo.InvariantCulture);
        var table = new TextTable(head) { RightAligned = numbers };
        foreach (var row in rows)
        {
            table.Add(row);
        }

        await table.WriteAsync(writer);
        return writer.ToString();
    }

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Percent(double percent) => percent.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
