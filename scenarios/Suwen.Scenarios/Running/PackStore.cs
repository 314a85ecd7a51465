using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Suwen.Security.State;

namespace Suwen.Scenarios.Running;

/// <summary>History of runs, and what is registered of packs, in the application state.</summary>
public sealed class PackStore(string path, TimeProvider time)
{
    private readonly StateDatabase database = StateDatabase.Open(path, "packs", typeof(PackStore).Assembly, "Suwen.Scenarios.Running.Migrations.", time);

    /// <summary>Writes down that a run begins; answers its number.</summary>
    public long Begin(Pack pack, string by, IReadOnlyDictionary<string, string> parameters)
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Command(
            connection,
            "INSERT INTO packs_run (pack, version, status, started_by, started_at, parameters) VALUES ($pack, $version, 'running', $by, $at, $parameters); SELECT last_insert_rowid()",
            ("$pack", pack.Id), ("$version", pack.Version), ("$by", by), ("$at", time.GetUtcNow().UtcTicks), ("$parameters", JsonSerializer.Serialize(parameters)));
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Writes down how it ended.</summary>
    public void End(PackRun run)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        Run(
            connection,
            "UPDATE packs_run SET status = $status, ended_at = $at, as_of = $asOf, load_id = $load, message = $message WHERE id = $id",
            ("$status", run.Status), ("$at", time.GetUtcNow().UtcTicks), ("$asOf", run.AsOf), ("$load", run.LoadId), ("$message", run.Message), ("$id", run.Id));
        foreach (var result in run.Results)
        {
            Run(
                connection,
                "INSERT OR REPLACE INTO packs_run_result (run_id, result, action, row_count, milliseconds, message) VALUES ($run, $result, $action, $rows, $ms, $message)",
                ("$run", run.Id), ("$result", result.Result), ("$action", result.Action), ("$rows", result.Rows), ("$ms", (long)result.Elapsed.TotalMilliseconds), ("$message", result.Message));
        }

        foreach (var (rule, found) in run.Rules)
        {
            Run(connection, "INSERT OR REPLACE INTO packs_run_rule (run_id, rule, found) VALUES ($run, $rule, $found)", ("$run", run.Id), ("$rule", rule), ("$found", found));
        }

        transaction.Commit();
    }

    /// <summary>Writes down that a pack's results are gone, as a run that failed.</summary>
    public void MarkLost(Pack pack, string by, string message)
    {
        ArgumentNullException.ThrowIfNull(pack);
        var at = time.GetUtcNow();
        End(new PackRun(Begin(pack, by, new Dictionary<string, string>()), pack.Id, pack.Version, "failed", by, at, at, null, null, message, [], new Dictionary<string, long>()));
    }

    /// <summary>Adds a sentence to what is told of a run.</summary>
    public PackRun Remark(PackRun run, string message)
    {
        ArgumentNullException.ThrowIfNull(run);
        using var connection = database.Connect();
        Run(connection, "UPDATE packs_run SET message = $message WHERE id = $id", ("$message", message), ("$id", run.Id));
        return run with { Message = message };
    }

    /// <summary>Runs that a process left unfinished are told as failed.</summary>
    public void EndOrphans()
    {
        using var connection = database.Connect();
        Run(connection, "UPDATE packs_run SET status = 'failed', ended_at = $at, message = 'The process ended in the middle of the run.' WHERE status = 'running'", ("$at", time.GetUtcNow().UtcTicks));
    }

    /// <summary>The newest runs of a pack.</summary>
    public IReadOnlyList<PackRun> Runs(string pack, int most)
    {
        using var connection = database.Connect();
        var runs = new List<PackRun>();
        using (var command = StateDatabase.Command(connection, "SELECT id, version, status, started_by, started_at, ended_at, as_of, load_id, message FROM packs_run WHERE pack = $pack ORDER BY id DESC LIMIT $most", ("$pack", pack), ("$most", most)))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                runs.Add(new PackRun(
                    reader.GetInt64(0), pack, reader.GetString(1), reader.GetString(2), reader.GetString(3), At(reader.GetInt64(4)), reader.IsDBNull(5) ? null : At(reader.GetInt64(5)),
                    reader.IsDBNull(6) ? null : reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetInt64(7), reader.IsDBNull(8) ? null : reader.GetString(8), [], new Dictionary<string, long>()));
            }
        }

        return [.. runs.Select(r => r with { Results = ResultsOf(connection, r.Id), Rules = RulesOf(connection, r.Id) })];
    }

    /// <summary>Keeps what is registered of a pack's results; null takes it away.</summary>
    public void Register(string pack, string? content)
    {
        using var connection = database.Connect();
        Run(connection, "DELETE FROM packs_registration WHERE pack = $pack", ("$pack", pack));
        if (content is not null)
        {
            Run(connection, "INSERT INTO packs_registration (pack, content) VALUES ($pack, $content)", ("$pack", pack), ("$content", content));
        }
    }

    /// <summary>What is registered, by pack.</summary>
    public IReadOnlyDictionary<string, string> Registrations()
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Command(connection, "SELECT pack, content FROM packs_registration ORDER BY pack");
        using var reader = command.ExecuteReader();
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            found[reader.GetString(0)] = reader.GetString(1);
        }

        return found;
    }

    /// <summary>Values of a pack's parameters that were set while the node ran.</summary>
    public IReadOnlyDictionary<string, string> Parameters(string pack)
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Command(connection, "SELECT name, value FROM packs_parameter WHERE pack = $pack", ("$pack", pack));
        using var reader = command.ExecuteReader();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            values[reader.GetString(0)] = reader.GetString(1);
        }

        return values;
    }

    /// <summary>Puts these values in the place of all that were set; none takes them away.</summary>
    public void SetParameters(string pack, IReadOnlyDictionary<string, string> values, string by)
    {
        ArgumentNullException.ThrowIfNull(values);
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        Run(connection, "DELETE FROM packs_parameter WHERE pack = $pack", ("$pack", pack));
        foreach (var (name, value) in values)
        {
            Run(
                connection,
                "INSERT INTO packs_parameter (pack, name, value, set_by, set_at) VALUES ($pack, $name, $value, $by, $at)",
                ("$pack", pack), ("$name", name), ("$value", value), ("$by", by), ("$at", time.GetUtcNow().UtcTicks));
        }

        transaction.Commit();
    }

    private static List<ResultRun> ResultsOf(SqliteConnection connection, long run)
    {
        using var command = StateDatabase.Command(connection, "SELECT result, action, row_count, milliseconds, message FROM packs_run_result WHERE run_id = $run ORDER BY rowid", ("$run", run));
        using var reader = command.ExecuteReader();
        var results = new List<ResultRun>();
        while (reader.Read())
        {
            results.Add(new ResultRun(reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetInt64(2), TimeSpan.FromMilliseconds(reader.GetInt64(3)), reader.IsDBNull(4) ? null : reader.GetString(4)));
        }

        return results;
    }

    private static Dictionary<string, long> RulesOf(SqliteConnection connection, long run)
    {
        using var command = StateDatabase.Command(connection, "SELECT rule, found FROM packs_run_rule WHERE run_id = $run ORDER BY rule", ("$run", run));
        using var reader = command.ExecuteReader();
        var rules = new Dictionary<string, long>(StringComparer.Ordinal);
        while (reader.Read())
        {
            rules[reader.GetString(0)] = reader.GetInt64(1);
        }

        return rules;
    }

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);

    private static void Run(SqliteConnection connection, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = StateDatabase.Command(connection, text, parameters);
        command.ExecuteNonQuery();
    }
}
