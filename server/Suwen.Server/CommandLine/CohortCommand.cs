using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Suwen.Analysis.Cohorts;
using Suwen.Security;
using Suwen.Server.Cohorts;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen cohort count|run|sql|import FILE</c></summary>
internal static class CohortCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    public static Command Create(CommandHost host, Option<DirectoryInfo> data) => new("cohort", "Define groups of people once, count them, and list them.")
    {
        Count(host, data),
        Run(host, data),
        Sql(host),
        Import(host),
    };

    private static Argument<string> FileArgument() => new("FILE") { Description = "A definition in YAML (docs/cohorts.md), or an OHDSI cohort expression in JSON." };

    private static Command Count(CommandHost host, Option<DirectoryInfo> data)
    {
        var file = FileArgument();
        var format = new Option<string>("--format") { Description = "table or json.", DefaultValueFactory = static _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var suppress = new Option<int?>("--suppress") { Description = "Do not show counts below this number, and round the others to its multiples." };
        var command = new Command("count", "Count persons and events, after each step.") { file, format, suppress };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            var rule = parsed.GetValue(suppress) is { } least ? SuppressionOf(least) : null;
            var definition = await ReadAsync(run.Resolve(parsed.GetRequiredValue(file)), parsed.GetRequiredValue(file), run.Error, cancel);
            await run.WaitUntilLoadedAsync(cancel);
            var began = Stopwatch.GetTimestamp();
            var count = await CohortCount.OfAsync(run.Node.Warehouse, OwnersScope(), definition, rule, cancel);
            var milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (parsed.GetRequiredValue(format) == "json")
            {
                await run.Out.WriteLineAsync(JsonSerializer.Serialize(CohortAnswer.Of(definition, count, milliseconds), Json));
            }
            else
            {
                await WriteAsync(run.Out, definition, count, milliseconds);
            }

            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Run(CommandHost host, Option<DirectoryInfo> data)
    {
        var file = FileArgument();
        var output = new Option<string?>("--out") { Description = "Write subject_id, cohort_start_date, cohort_end_date to this CSV file." };
        var save = new Option<bool>("--save") { Description = "Write the cohort to the tables cohort and cohort_definition." };
        var command = new Command("run", "List the members; or write them to a file or to the tables of cohorts.") { file, output, save };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            var path = run.Resolve(parsed.GetRequiredValue(file));
            var definition = await ReadAsync(path, parsed.GetRequiredValue(file), run.Error, cancel);
            await run.WaitUntilLoadedAsync(cancel);
            if (parsed.GetValue(save))
            {
                var today = DateOnly.FromDateTime(run.Node.Time.GetUtcNow().UtcDateTime);
                var (id, rows) = await CohortStore.SaveAsync(run.Node.Warehouse, OwnersScope(), definition, await File.ReadAllTextAsync(path, cancel), today, cancel);
                await run.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Cohort {id}, {definition.Name}: {rows:N0} memberships written to cohort."));
            }

            var members = CohortCompiler.Compile(definition, run.Node.Warehouse.Dialect, CohortTarget.Members).Statement;
            if (parsed.GetValue(output) is { } target)
            {
                await using var writer = new StreamWriter(run.Resolve(target), append: false, new UTF8Encoding(false));
                await WriteMembersAsync(run, members, writer, cancel);
            }
            else if (!parsed.GetValue(save))
            {
                await WriteMembersAsync(run, members, run.Out, cancel);
            }

            return ExitCode.Success;
        }, token));
        return command;
    }

    private static async Task WriteMembersAsync(CommandRun run, SqlStatement members, TextWriter writer, CancellationToken cancellationToken)
    {
        await using var result = await run.Node.Warehouse.QueryAsync(members, OwnersScope(), cancellationToken);
        await SqlCommand.WriteCsvAsync(result, writer, cancellationToken);
    }

    private static Command Sql(CommandHost host)
    {
        var file = FileArgument();
        var dialect = new Option<string>("--dialect") { Description = "duckdb or postgres.", DefaultValueFactory = static _ => "duckdb" };
        dialect.AcceptOnlyFromAmong("duckdb", "postgres");
        var attrition = new Option<bool>("--attrition") { Description = "The statement of counts instead of that of members." };
        var command = new Command("sql", "Print the SQL that a definition becomes.") { file, dialect, attrition };
        command.SetAction((parsed, token) => host.RunAloneAsync(async cancel =>
        {
            var definition = await ReadAsync(Path.GetFullPath(parsed.GetRequiredValue(file), host.WorkingDirectory), parsed.GetRequiredValue(file), host.Error, cancel);
            var engine = parsed.GetRequiredValue(dialect) == "postgres" ? SqlDialect.Postgres : SqlDialect.DuckDb;
            await host.Out.WriteLineAsync(CohortCompiler.Compile(definition, engine, parsed.GetValue(attrition) ? CohortTarget.Attrition : CohortTarget.Members).ToText());
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Import(CommandHost host)
    {
        var file = new Argument<string>("FILE") { Description = "An OHDSI cohort expression in JSON." };
        var output = new Option<string?>("--out") { Description = "Write the YAML to this file." };
        var command = new Command("import", "Turn an OHDSI cohort expression into YAML; what is not supported is told with its path.") { file, output };
        command.SetAction((parsed, token) => host.RunAloneAsync(async cancel =>
        {
            var definition = await ReadAsync(Path.GetFullPath(parsed.GetRequiredValue(file), host.WorkingDirectory), parsed.GetRequiredValue(file), host.Error, cancel);
            var yaml = CohortYamlWriter.Write(definition);
            if (parsed.GetValue(output) is { } target)
            {
                await File.WriteAllTextAsync(Path.GetFullPath(target, host.WorkingDirectory), yaml, cancel);
            }
            else
            {
                await host.Out.WriteAsync(yaml);
            }

            return ExitCode.Success;
        }, token));
        return command;
    }

    private static ReadScope OwnersScope() => Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.SqlQuery, Purpose.Operations);

    private static SmallCells SuppressionOf(int least) => least >= 2
        ? new SmallCells(least)
        : throw new SuwenFault(ExitCode.WrongUsage, "caller", "The least count that is shown is 2 or more.", "--suppress", "Write --suppress 10.");

    /// <summary>Reads a definition; its warnings and faults go to the caller.</summary>
    private static async Task<CohortDefinition> ReadAsync(string path, string shown, TextWriter error, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "There is no such file.", shown, "Name a definition in YAML or JSON.");
        }

        var folder = Path.GetDirectoryName(path)!;
        var reading = CohortDefinition.Parse(await File.ReadAllTextAsync(path, cancellationToken), Path.GetFileName(path), name =>
        {
            var file = Path.GetFullPath(name, folder);
            return File.Exists(file) ? File.ReadAllText(file) : null;
        });
        foreach (var warning in reading.Warnings)
        {
            await error.WriteLineAsync("warning: " + warning);
        }

        foreach (var fault in reading.Faults)
        {
            await error.WriteLineAsync(fault.ToString());
        }

        return reading.Definition ?? throw new SuwenFault(ExitCode.BadInput, "caller", string.Create(CultureInfo.InvariantCulture, $"The definition has {reading.Faults.Count} {(reading.Faults.Count == 1 ? "fault" : "faults")}; nothing was counted."), shown, "Correct what is told above.");
    }

    private static async Task WriteAsync(TextWriter output, CohortDefinition definition, CohortCount count, double milliseconds)
    {
        await output.WriteLineAsync($"{definition.Name}{((definition.TitleZh ?? definition.TitleEn) is { } title ? " · " + title : "")}");
        await output.WriteLineAsync($"persons: {Shown(count.Persons, count)}");
        await output.WriteLineAsync($"memberships: {Shown(count.Memberships, count)}");
        await output.WriteLineAsync();
        var table = new TextTable(["step", "events", "persons", "lost", "alone", "lost by it alone"]) { RightAligned = new HashSet<int> { 1, 2, 3, 4, 5 } };
        AttritionCount? before = null;
        foreach (var step in count.Attrition)
        {
            var isRule = step.Kind == "rule";
            var lost = before is null ? "" : step.Persons is { } now && before.Persons is { } then ? Number(then - now) : "–";
            table.Add([NameOf(step), Shown(step.Events, count), Shown(step.Persons, count), lost, isRule ? Shown(step.PersonsAlone, count) : "", isRule ? Shown(step.PersonsLostByItAlone, count) : ""]);
            before = step;
        }

        await table.WriteAsync(output);
        await output.WriteLineAsync();
        var found = new TextTable(["criterion", "value set", "events found"]) { RightAligned = new HashSet<int> { 2 } };
        foreach (var criterion in count.Criteria)
        {
            found.Add([criterion.Domain, criterion.ValueSet ?? "any", Shown(criterion.Events, count)]);
        }

        await found.WriteAsync(output);
        foreach (var note in count.Notes)
        {
            await output.WriteLineAsync("note: " + note);
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"({milliseconds:N0} ms)"));
    }

    private static string NameOf(AttritionCount step) => step.Kind switch
    {
        "entry" => "entry events",
        "observation" => "within observation",
        "entry-limit" => "limit of entry events",
        "qualifying" => "qualifying criteria",
        "qualifying-limit" => "limit of qualifying events",
        "rule" => step.Name,
        "limit" => "limit of events",
        _ => "members",
    };

    private static string Shown(long? number, CohortCount count) =>
        number is { } n ? Number(n) : string.Create(CultureInfo.InvariantCulture, $"<{count.Suppression?.Least}");

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
