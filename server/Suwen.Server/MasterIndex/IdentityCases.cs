using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Suwen.Security.State;
using Suwen.Server.Node;

namespace Suwen.Server.MasterIndex;

/// <summary>A case as the queue holds it.</summary>
internal sealed record CaseRow(
    long Id, long LeftPerson, long RightPerson, string Kind, double Weight, string Reasons, string? Model, bool NeedsTwo, string Status, string? AssignedTo,
    string? Decision, string? Why, string? DecidedBy, DateTimeOffset? DecidedAt, string? ConfirmedBy, string? Position)
{
    public string Pair => IdentityCases.PairOf(LeftPerson, RightPerson);
}

/// <summary>A pair for the queue.</summary>
internal sealed record NewCase(long LeftPerson, long RightPerson, string Kind, double Weight, IReadOnlyList<IdentityReason> Reasons, string? Model, bool NeedsTwo);

/// <summary>The stewards' queue and the runs of the model, in the application state.</summary>
internal sealed class IdentityCases
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly StateDatabase database;
    private readonly TimeProvider time;

    private IdentityCases(StateDatabase database, TimeProvider time) => (this.database, this.time) = (database, time);

    public static IdentityCases Open(SuwenNode node) =>
        new(StateDatabase.Open(node.Folder.Application, "identities", typeof(IdentityCases).Assembly, "sql/MasterIndex/State/", node.Time), node.Time);

    /// <summary>A pair's name in the queue: the same from both sides.</summary>
    public static string PairOf(long a, long b) => string.Create(CultureInfo.InvariantCulture, $"{Math.Min(a, b)}-{Math.Max(a, b)}");

    public static IReadOnlyList<IdentityReason> ReasonsOf(string json) => JsonSerializer.Deserialize<List<IdentityReason>>(json, Json) ?? [];

    /// <summary>Puts pairs into the queue. One that stands there undecided is weighed anew; one that somebody has decided stays decided.</summary>
    /// <returns>How many were not there before.</returns>
    public int Put(IEnumerable<NewCase> cases)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        const string put =
            """
            INSERT INTO identities_case (pair, left_person, right_person, kind, weight, reasons, model, needs_two, status, created_at, updated_at)
            VALUES ($pair, $left, $right, $kind, $weight, $reasons, $model, $two, 'open', $at, $at)
            ON CONFLICT (pair) DO UPDATE SET kind = excluded.kind, weight = excluded.weight, reasons = excluded.reasons, model = excluded.model,
                needs_two = excluded.needs_two OR identities_case.needs_two, updated_at = excluded.updated_at,
                status = CASE WHEN identities_case.status = 'closed' THEN 'open' ELSE identities_case.status END
            WHERE identities_case.status IN ('open', 'unsure', 'closed')
            """;
        var before = Count(connection);
        foreach (var c in cases)
        {
            StateDatabase.Execute(
                connection, put, ("$pair", PairOf(c.LeftPerson, c.RightPerson)), ("$left", Math.Min(c.LeftPerson, c.RightPerson)), ("$right", Math.Max(c.LeftPerson, c.RightPerson)),
                ("$kind", c.Kind), ("$weight", c.Weight), ("$reasons", JsonSerializer.Serialize(c.Reasons, Json)), ("$model", c.Model), ("$two", c.NeedsTwo ? 1 : 0), ("$at", Now));
        }

        var added = Count(connection) - before;
        transaction.Commit();
        return (int)added;
    }

    /// <summary>Closes open cases of a kind that are not among the pairs any more: there is nothing left to decide.</summary>
    public int CloseOthers(string kind, IReadOnlySet<string> pairs)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        var gone = new List<long>();
        using (var command = StateDatabase.Command(connection, "SELECT id, pair FROM identities_case WHERE kind = $kind AND status = 'open'", ("$kind", kind)))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                if (!pairs.Contains(reader.GetString(1)))
                {
                    gone.Add(reader.GetInt64(0));
                }
            }
        }

        foreach (var id in gone)
        {
            StateDatabase.Execute(connection, "UPDATE identities_case SET status = 'closed', updated_at = $at WHERE id = $id", ("$at", Now), ("$id", id));
        }

        transaction.Commit();
        return gone.Count;
    }

    public CaseRow? Find(long id) => Read("WHERE id = $id", ("$id", id)).FirstOrDefault();

    public CaseRow? FindPair(long a, long b) => Read("WHERE pair = $pair", ("$pair", PairOf(a, b))).FirstOrDefault();

    public (List<CaseRow> Rows, long Total) List(string? status, string? kind, long skip, int limit)
    {
        const string where = "WHERE ($status IS NULL OR status = $status OR ($status = 'open' AND status = 'unsure')) AND ($kind IS NULL OR kind = $kind)";
        var rows = Read(
            where + " ORDER BY CASE status WHEN 'proposed' THEN 0 WHEN 'open' THEN 1 ELSE 2 END, CASE WHEN status = 'decided' THEN -updated_at ELSE 0 END, weight DESC, id LIMIT $limit OFFSET $skip",
            ("$status", status), ("$kind", kind), ("$limit", limit), ("$skip", skip));
        using var connection = database.Connect();
        using var command = StateDatabase.Command(connection, "SELECT count(*) FROM identities_case " + where, ("$status", status), ("$kind", kind));
        return (rows, (long)command.ExecuteScalar()!);
    }

    public long CountOf(string status)
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Command(connection, "SELECT count(*) FROM identities_case WHERE status = $status", ("$status", status));
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Notes a step, and what the case is after it. Somebody else's step in between is not overwritten.</summary>
    /// <param name="row">The case as it was read.</param>
    /// <param name="after">The case as it shall be.</param>
    /// <param name="step">The step.</param>
    /// <returns>False when the case was changed meanwhile.</returns>
    public bool Note(CaseRow row, CaseRow after, IdentityStep step)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        using var update = StateDatabase.Command(connection,
            """
            UPDATE identities_case SET status = $status, assigned_to = $assigned, decision = $decision, why = $why, decided_by = $by, decided_at = $decided,
                confirmed_by = $confirmed, position = $position, updated_at = $at
            WHERE id = $id AND status = $before AND coalesce(position, '') = $place
            """,
            ("$status", after.Status), ("$assigned", after.AssignedTo), ("$decision", after.Decision), ("$why", after.Why), ("$by", after.DecidedBy), ("$decided", after.DecidedAt?.UtcTicks),
            ("$confirmed", after.ConfirmedBy), ("$position", after.Position), ("$at", Now), ("$id", row.Id), ("$before", row.Status), ("$place", row.Position ?? ""));
        if (update.ExecuteNonQuery() == 0)
        {
            return false;
        }

        StateDatabase.Execute(connection, "INSERT INTO identities_step (case_id, at, by, step, why, position) VALUES ($id, $at, $by, $step, $why, $position)",
            ("$id", row.Id), ("$at", step.At.UtcTicks), ("$by", step.By), ("$step", step.Step), ("$why", step.Why), ("$position", step.Position));
        transaction.Commit();
        return true;
    }

    public List<IdentityStep> StepsOf(long id)
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Command(connection, "SELECT at, by, step, why, position FROM identities_step WHERE case_id = $id ORDER BY id", ("$id", id));
        return StateDatabase.Rows(command, static r => new IdentityStep(new DateTimeOffset(r.GetInt64(0), TimeSpan.Zero), r.GetString(1), r.GetString(2), Text(r, 3), Text(r, 4)));
    }

    public void NoteRun(string kind, long throughLoad, string model, string report)
    {
        using var connection = database.Connect();
        StateDatabase.Execute(connection, "INSERT INTO identities_run (at, kind, through_load, model, report) VALUES ($at, $kind, $load, $model, $report)",
            ("$at", Now), ("$kind", kind), ("$load", throughLoad), ("$model", model), ("$report", report));
    }

    /// <summary>The last run: when, up to which load, and its model as JSON.</summary>
    public (DateTimeOffset At, long ThroughLoad, string Model)? LastRun()
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Command(connection, "SELECT at, through_load, model FROM identities_run ORDER BY id DESC LIMIT 1");
        using var reader = command.ExecuteReader();
        return reader.Read() ? (new DateTimeOffset(reader.GetInt64(0), TimeSpan.Zero), reader.GetInt64(1), reader.GetString(2)) : null;
    }

    private long Now => time.GetUtcNow().UtcTicks;

    private static long Count(SqliteConnection connection)
    {
        using var command = StateDatabase.Command(connection, "SELECT count(*) FROM identities_case");
        return (long)command.ExecuteScalar()!;
    }

    private List<CaseRow> Read(string where, params (string Name, object? Value)[] parameters)
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Command(connection,
            "SELECT id, left_person, right_person, kind, weight, reasons, model, needs_two, status, assigned_to, decision, why, decided_by, decided_at, confirmed_by, position FROM identities_case " + where, parameters);
        return StateDatabase.Rows(command, static r => new CaseRow(
            r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetString(3), r.GetDouble(4), r.GetString(5), Text(r, 6), r.GetInt64(7) != 0, r.GetString(8),
            Text(r, 9), Text(r, 10), Text(r, 11), Text(r, 12), r.IsDBNull(13) ? null : new DateTimeOffset(r.GetInt64(13), TimeSpan.Zero), Text(r, 14), Text(r, 15)));
    }

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
