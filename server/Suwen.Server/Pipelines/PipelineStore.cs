using System.Globalization;
using Microsoft.Data.Sqlite;
using Suwen.Security.State;

namespace Suwen.Server.Pipelines;

/// <summary>Runs, steps and logs in the application state.</summary>
internal sealed class PipelineStore(string path, TimeProvider time)
{
    /// <summary>SQLite's code for a unique index that refuses a row.</summary>
    private const int ConstraintUnique = 2067;

    private readonly StateDatabase database = StateDatabase.Open(path, "pipelines", typeof(PipelineStore).Assembly, "Suwen.Server.Pipelines.Migrations.", time);

    /// <summary>Begins a run with all its steps waiting; null where the pipeline runs already.</summary>
    public PipelineRun? TryBegin(PipelineDefinition definition, string trigger, string by)
    {
        var run = new PipelineRun(Guid.CreateVersion7(time.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture), definition.Name, trigger, by, PipelineStatus.Running, time.GetUtcNow(), null, definition.Text);
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        try
        {
            StateDatabase.Execute(
                connection,
                "INSERT INTO pipelines_run (run_id, pipeline, trigger_kind, started_by, status, started_at, definition) VALUES ($id, $pipeline, $trigger, $by, $status, $at, $definition)",
                ("$id", run.Id), ("$pipeline", run.Pipeline), ("$trigger", trigger), ("$by", by), ("$status", run.Status), ("$at", run.StartedAt.UtcTicks), ("$definition", run.Definition));
        }
        catch (SqliteException e) when (e.SqliteExtendedErrorCode == ConstraintUnique)
        {
            return null;
        }

        var ordinal = 0;
        foreach (var step in definition.InOrder())
        {
            StateDatabase.Execute(
                connection,
                "INSERT INTO pipelines_step (run_id, step, ordinal, status, attempts) VALUES ($id, $step, $ordinal, $status, 0)",
                ("$id", run.Id), ("$step", step.Name), ("$ordinal", ordinal++), ("$status", PipelineStatus.Waiting));
        }

        transaction.Commit();
        return run;
    }

    /// <summary>Takes an interrupted, failed or cancelled run up again; false where the pipeline runs already or the run is none of these.</summary>
    public bool TryResume(string id)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        try
        {
            if (StateDatabase.Execute(connection, "UPDATE pipelines_run SET status = 'running', ended_at = NULL WHERE run_id = $id AND status IN ('interrupted', 'failed', 'cancelled')", ("$id", id)) != 1)
            {
                return false;
            }
        }
        catch (SqliteException e) when (e.SqliteExtendedErrorCode == ConstraintUnique)
        {
            return false;
        }

        StateDatabase.Execute(connection, "UPDATE pipelines_step SET status = 'waiting', exit_code = NULL, ended_at = NULL WHERE run_id = $id AND status <> 'succeeded'", ("$id", id));
        transaction.Commit();
        return true;
    }

    /// <summary>Marks what a process that is gone has left running; called once when the folder is opened, whose lock says that nobody else has it.</summary>
    public IReadOnlyList<PipelineRun> MarkInterrupted()
    {
        var left = Runs("WHERE status = 'running'");
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        StateDatabase.Execute(connection, "UPDATE pipelines_step SET status = 'interrupted', ended_at = $at WHERE status = 'running'", ("$at", time.GetUtcNow().UtcTicks));
        StateDatabase.Execute(connection, "UPDATE pipelines_run SET status = 'interrupted', ended_at = $at WHERE status = 'running'", ("$at", time.GetUtcNow().UtcTicks));
        transaction.Commit();
        return left;
    }

    public void End(string id, string status)
    {
        using var connection = database.Connect();
        StateDatabase.Execute(connection, "UPDATE pipelines_run SET status = $status, ended_at = $at WHERE run_id = $id", ("$id", id), ("$status", status), ("$at", time.GetUtcNow().UtcTicks));
    }

    public void BeginStep(string id, string step, int attempt)
    {
        using var connection = database.Connect();
        StateDatabase.Execute(
            connection,
            "UPDATE pipelines_step SET status = 'running', attempts = $attempt, started_at = CASE WHEN $attempt = 1 THEN $at ELSE coalesce(started_at, $at) END, ended_at = NULL WHERE run_id = $id AND step = $step",
            ("$id", id), ("$step", step), ("$attempt", attempt), ("$at", time.GetUtcNow().UtcTicks));
    }

    public void EndStep(string id, string step, string status, int? exitCode)
    {
        using var connection = database.Connect();
        StateDatabase.Execute(
            connection,
            "UPDATE pipelines_step SET status = $status, exit_code = $code, ended_at = $at WHERE run_id = $id AND step = $step",
            ("$id", id), ("$step", step), ("$status", status), ("$code", (object?)exitCode ?? DBNull.Value), ("$at", time.GetUtcNow().UtcTicks));
    }

    public void Log(string id, string step, int attempt, IReadOnlyList<(bool IsError, string Text)> lines)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        foreach (var (isError, text) in lines)
        {
            StateDatabase.Execute(
                connection,
                "INSERT INTO pipelines_log (run_id, step, attempt, written_at, is_error, text) VALUES ($id, $step, $attempt, $at, $error, $text)",
                ("$id", id), ("$step", step), ("$attempt", attempt), ("$at", time.GetUtcNow().UtcTicks), ("$error", isError ? 1 : 0), ("$text", text));
        }

        transaction.Commit();
    }

    public PipelineRun? Find(string id) => Runs("WHERE run_id = $value", ("$value", id)) is [var run, ..] ? run : null;

    /// <summary>Runs of a pipeline, the newest first.</summary>
    public IReadOnlyList<PipelineRun> RunsOf(string pipeline) => Runs("WHERE pipeline = $value", ("$value", pipeline));

    /// <summary>The newest run of a pipeline; null where it never ran.</summary>
    public PipelineRun? LastOf(string pipeline) => Runs("WHERE pipeline = $value", ("$value", pipeline)) is [var last, ..] ? last : null;

    public IReadOnlyList<PipelineRun> All() => Runs("");

    public IReadOnlyList<PipelineRunStep> StepsOf(string id) => database.Read(
        "SELECT step, status, attempts, started_at, ended_at, exit_code FROM pipelines_step WHERE run_id = $value ORDER BY ordinal",
        static r => new PipelineRunStep(r.GetString(0), r.GetString(1), r.GetInt32(2), InstantOrNull(r, 3), InstantOrNull(r, 4), r.IsDBNull(5) ? null : r.GetInt32(5)),
        ("$value", id));

    public IReadOnlyList<PipelineLogLine> LogOf(string id) => database.Read(
        "SELECT step, attempt, written_at, is_error, text FROM pipelines_log WHERE run_id = $value ORDER BY line_id",
        static r => new PipelineLogLine(r.GetString(0), r.GetInt32(1), Instant(r.GetInt64(2)), r.GetInt64(3) != 0, r.GetString(4)),
        ("$value", id));

    private IReadOnlyList<PipelineRun> Runs(string where, params ReadOnlySpan<(string Name, object? Value)> values) => database.Read(
        "SELECT run_id, pipeline, trigger_kind, started_by, status, started_at, ended_at, definition FROM pipelines_run " + where + " ORDER BY started_at DESC, run_id DESC LIMIT 200",
        static r => new PipelineRun(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), Instant(r.GetInt64(5)), InstantOrNull(r, 6), r.GetString(7)),
        values);

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);

    private static DateTimeOffset? InstantOrNull(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : Instant(reader.GetInt64(column));
}
