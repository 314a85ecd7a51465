using System.CommandLine;
using System.Globalization;
using Suwen.Governance.Grading;
using Suwen.Security;
using Suwen.Security.Grading;
using Suwen.Server.Grading;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen grade list|show|propose|confirm|report</c></summary>
internal static class GradeCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data) => new("grade", "Levels of columns by GB/T 39725-2020, and who sees them.")
    {
        List(host, data),
        Show(host, data),
        Propose(host, data),
        Confirm(host, data),
        Report(host, data),
    };

    private static Command List(CommandHost host, Option<DirectoryInfo> data)
    {
        var level = new Option<int?>("--level") { Description = "Only columns of this level, 1 to 5." };
        var table = new Option<string?>("--table") { Description = "Only columns of this table." };
        var unconfirmed = new Option<bool>("--unconfirmed") { Description = "Only columns whose proposal nobody has confirmed." };
        var command = new Command("list", "List columns with their levels.") { level, table, unconfirmed };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                var rows = run.Node.Grades.Columns.Where(c => (parsed.GetValue(level) is not { } l || (int)c.Level == l) && (parsed.GetValue(table) is not { } t || c.Table == t) && (!parsed.GetValue(unconfirmed) || !c.IsConfirmed));
                var text = new TextTable(["table", "column", "level", "proposed by", "confirmed", "reason"]);
                foreach (var c in rows)
                {
                    text.Add([c.Table, c.Column, Number(c.Level), c.ProposedBy, c.IsConfirmed ? c.Decision!.By : "", c.Rule.Reason]);
                }

                await text.WriteAsync(run.Out);
                return ExitCode.Success;
            },
            token));
        return command;
    }

    private static Command Show(CommandHost host, Option<DirectoryInfo> data)
    {
        var name = ColumnArgument();
        var command = new Command("show", "Show a column's grade: rule, findings, decisions.") { name };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                var c = Find(run, parsed.GetRequiredValue(name));
                await run.Out.WriteLineAsync($"{c.Table}.{c.Column}  level {Number(c.Level)}{(c.IsConfirmed ? "" : " (not confirmed)")}");
                await run.Out.WriteLineAsync($"rule      level {Number(c.Rule.Level)}  {c.Rule.Category}  GB/T 39725-2020 {c.Rule.Clause}  {c.Rule.Reason}");
                await run.Out.WriteLineAsync($"proposed  level {Number(c.ProposedLevel)} by {c.ProposedBy}");
                foreach (var f in c.Findings)
                {
                    await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"found     {f.Detector} in {f.Hits:N0} of {f.Sampled:N0} values, level {(int)f.Level}, {f.FoundAt:yyyy-MM-dd HH:mm}Z"));
                }

                foreach (var d in run.Node.Grades.HistoryOf(c.Table, c.Column))
                {
                    await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"decided   level {(int)d.Level} (proposed {(int)d.ProposedLevel}) by {d.By}, {d.At:yyyy-MM-dd HH:mm}Z: {d.Reason}"));
                }

                return ExitCode.Success;
            },
            token));
        return command;
    }

    private static Command Propose(CommandHost host, Option<DirectoryInfo> data)
    {
        var table = new Option<string[]>("--table") { Description = "Tables to look at; all where none is named.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("propose", "Let detectors look at samples of values for what identifies where nobody expects it.") { table };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                var named = parsed.GetValue(table) is { Length: > 0 } tables ? tables : null;
                if (named?.FirstOrDefault(t => !run.Node.Grades.Columns.Any(c => c.Table == t)) is { } unknown)
                {
                    throw new SuwenFault(ExitCode.BadInput, "caller", $"There is no graded table {unknown}.", "--table", "See suwen grade report for the tables.");
                }

                await run.WaitUntilLoadedAsync(cancel);
                var (looked, findings) = await GradeSampling.RunAsync(run.Node.Warehouse, Authorisation.ForPlatform("grading"), named, run.Node.Time, cancel);
                run.Node.Grades.Propose(looked, findings);
                foreach (var f in findings)
                {
                    await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{f.Table}.{f.Column}: {f.Detector} in {f.Hits:N0} of {f.Sampled:N0} values; level {(int)f.Level} counts until somebody decides"));
                }

                await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{looked.Count} tables looked at, {findings.Count} proposals"));
                return ExitCode.Success;
            },
            token));
        return command;
    }

    private static Command Confirm(CommandHost host, Option<DirectoryInfo> data)
    {
        var name = ColumnArgument();
        var level = new Option<int?>("--level") { Description = "The level decided, 1 to 5; the proposed one where not given." };
        var why = new Option<string>("--why") { Required = true, Description = "Why." };
        var command = new Command("confirm", "Confirm a column's proposed level, or decide another.") { name, level, why };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                var column = Find(run, parsed.GetRequiredValue(name));
                var decided = parsed.GetValue(level) ?? (int)column.ProposedLevel;
                if (decided is < 1 or > 5 || string.IsNullOrWhiteSpace(parsed.GetRequiredValue(why)))
                {
                    throw new SuwenFault(ExitCode.BadInput, "caller", "A decision has a level of 1 to 5 and a reason.", "--level", "State both.");
                }

                var after = run.Node.Grades.Decide(column.Table, column.Column, (DataLevel)decided, Authorisation.LocalOwner.Identity!.Name!, parsed.GetRequiredValue(why))!;
                await run.Out.WriteLineAsync($"{after.Table}.{after.Column}  level {Number(after.Level)}");
                return ExitCode.Success;
            },
            token));
        return command;
    }

    private static Command Report(CommandHost host, Option<DirectoryInfo> data)
    {
        var command = new Command("report", "Count columns by level and table, and print the policy of roles.");
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                var overview = GradesApi.OverviewOf(run.Node.Grades);
                var levels = new TextTable(["level", "columns", "confirmed"]) { RightAligned = new HashSet<int> { 0, 1, 2 } };
                foreach (var l in overview.Levels)
                {
                    levels.Add([Text(l.Level), Text(l.Columns), Text(l.Confirmed)]);
                }

                await levels.WriteAsync(run.Out);
                await run.Out.WriteLineAsync();
                var tables = new TextTable(["table", "columns", "highest", "unconfirmed", "rows of level 5"]) { RightAligned = new HashSet<int> { 1, 2, 3 } };
                foreach (var t in overview.Tables)
                {
                    tables.Add([t.Table, Text(t.Columns), Text(t.Highest), Text(t.Unconfirmed), t.HasSensitiveRows ? "by diagnosis" : ""]);
                }

                await tables.WriteAsync(run.Out);
                await run.Out.WriteLineAsync();
                var policy = new TextTable(["role", "purpose", "clear", "masked"]) { RightAligned = new HashSet<int> { 2, 3 } };
                foreach (var p in overview.Policy)
                {
                    policy.Add([p.Role, p.Purpose, Text(p.Clear), Text(p.Masked)]);
                }

                await policy.WriteAsync(run.Out);
                return ExitCode.Success;
            },
            token));
        return command;
    }

    private static Argument<string> ColumnArgument() => new("TABLE.COLUMN") { Description = "A column, such as measurement.value_source_value." };

    private static GradedColumn Find(CommandRun run, string name)
    {
        var parts = name.Split('.');
        return (parts.Length == 2 ? run.Node.Grades.Find(parts[0], parts[1]) : null)
            ?? throw new SuwenFault(ExitCode.BadInput, "caller", "There is no graded column of this name.", "TABLE.COLUMN", "See suwen grade list.");
    }

    private static string Number(DataLevel level) => Text((int)level);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
