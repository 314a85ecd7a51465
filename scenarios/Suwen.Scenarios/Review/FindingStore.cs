using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Suwen.Security.State;

namespace Suwen.Scenarios.Review;

/// <summary>Findings and their history, in the application state.</summary>
public sealed partial class FindingStore
{
    private const string Columns =
        "f.finding_id, f.pack, f.rule, f.key_hash, f.label, f.ask, f.amount, f.state, f.assignee, f.due_on, f.first_seen, case when f.gone_at is null then coalesce(r.checked_at, f.last_seen) else f.last_seen end, f.gone_at, f.changed_at, f.recovered";

    private const string From = "review_finding f left join review_rule r on r.pack = f.pack and r.rule = f.rule";

    private readonly StateDatabase database;
    private readonly TimeProvider time;

    private FindingStore(StateDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
        Salt = SaltOf();
    }

    /// <summary>What goes into the hashes of keys, so that they tell nothing to whom does not have this file.</summary>
    public string Salt { get; }

    /// <summary>Opens the area <c>review</c> of the application state.</summary>
    public static FindingStore Open(string path, TimeProvider time) =>
        new(StateDatabase.Open(path, "review", typeof(FindingStore).Assembly, "Suwen.Scenarios.Review.Migrations.", time), time);

    /// <summary>True where the findings of a rule are up to date with this text and run; that they are still there is then noted.</summary>
    public bool IsFollowed(string pack, string rule, string signature)
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Numbered(connection, "update review_rule set checked_at = $1 where pack = $2 and rule = $3 and signature = $4", Now, pack, rule, HashOf(signature));
        return command.ExecuteNonQuery() > 0;
    }

    /// <summary>
    /// Brings the findings of a rule up to date with the rows that it finds now: new ones are opened, those no longer found are marked as
    /// gone, and those found again as returned. What people decided stands.
    /// </summary>
    public void Follow(string pack, string rule, int? days, string signature, IReadOnlyCollection<FoundRow> rows)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        Stage(connection, rows);
        var now = Now;
        const string Known = "select * from found where found.key_hash = review_finding.key_hash";
        StateDatabase.ExecuteNumbered(
            connection,
            $"""
            insert into review_event (finding_id, at, by, kind, words, state, amount)
            select finding_id, $1, 'run', 'gone', '', state, null from review_finding where pack = $2 and rule = $3 and gone_at is null and not exists ({Known})
            """,
            now, pack, rule);
        StateDatabase.ExecuteNumbered(
            connection,
            $"""
            update review_finding set gone_at = $1, last_seen = coalesce((select checked_at from review_rule r where r.pack = $2 and r.rule = $3), last_seen)
            where pack = $2 and rule = $3 and gone_at is null and not exists ({Known})
            """,
            now, pack, rule);
        StateDatabase.ExecuteNumbered(
            connection,
            """
            insert into review_event (finding_id, at, by, kind, words, state, amount)
            select f.finding_id, $1, 'run', case when f.gone_at is null then 'amount' else 'returned' end, '', f.state, found.amount
            from review_finding f join found on found.key_hash = f.key_hash
            where f.pack = $2 and f.rule = $3 and (f.gone_at is not null or abs(coalesce(f.amount, 0) - coalesce(found.amount, 0)) >= 0.005)
            """,
            now, pack, rule);
        StateDatabase.ExecuteNumbered(
            connection,
            """
            update review_finding set gone_at = null, label = found.label, ask = found.ask, amount = found.amount
            from found where found.key_hash = review_finding.key_hash and review_finding.pack = $1 and review_finding.rule = $2
            """,
            pack, rule);
        StateDatabase.ExecuteNumbered(
            connection,
            """
            insert into review_finding (pack, rule, key_hash, label, ask, amount, state, due_on, first_seen, last_seen, changed_at)
            select $1, $2, key_hash, label, ask, amount, 'open', $3, $4, $4, $4 from found
            where not exists (select * from review_finding f where f.pack = $1 and f.rule = $2 and f.key_hash = found.key_hash)
            order by amount desc, key_hash
            """,
            pack, rule, days is { } count ? TextOf(Today.AddDays(count)) : null, now);
        StateDatabase.ExecuteNumbered(connection, "insert or replace into review_rule (pack, rule, signature, checked_at) values ($1, $2, $3, $4)", pack, rule, HashOf(signature), now);
        transaction.Commit();
    }

    /// <summary>A finding with what happened to it; null where the pack has none of the number.</summary>
    public (Finding Finding, IReadOnlyList<FindingEvent> Events)? Find(string pack, long id)
    {
        using var connection = database.Connect();
        if (Find(connection, pack, id) is not { } finding)
        {
            return null;
        }

        using var command = StateDatabase.Numbered(connection, "select at, by, kind, words, state, amount from review_event where finding_id = $1 order by event_id", id);
        var events = StateDatabase.Rows(command, static r => new FindingEvent(At(r.GetInt64(0)), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.IsDBNull(5) ? null : r.GetDouble(5)));
        return (finding, [new FindingEvent(finding.FirstSeen, "run", "found", "", FindingStates.Open, null), .. events]);
    }

    /// <summary>Changes findings of a pack together, all or none.</summary>
    /// <returns>What is wrong, in a sentence; null where it was done.</returns>
    public string? Change(string pack, IReadOnlyCollection<long> ids, FindingChange change, string by)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        foreach (var id in ids)
        {
            if (Find(connection, pack, id) is not { } finding)
            {
                return string.Create(CultureInfo.InvariantCulture, $"The pack has no finding {id}.");
            }

            if (FindingStates.FaultOf(finding.State, change) is { } fault)
            {
                return ids.Count == 1 ? fault : string.Create(CultureInfo.InvariantCulture, $"Finding {id}: {fault}");
            }

            Change(connection, finding, change, by);
        }

        transaction.Commit();
        return null;
    }

    private void Change(SqliteConnection connection, Finding finding, FindingChange change, string by)
    {
        var state = change.State ?? finding.State;
        var recovered = state != FindingStates.Recovered ? null : change.Recovered ?? (finding.State == state ? finding.Recovered : finding.Amount);
        var assignee = change.Assignee is null ? finding.Assignee : change.Assignee.Length == 0 ? null : change.Assignee;
        StateDatabase.ExecuteNumbered(
            connection, "update review_finding set state = $1, assignee = $2, due_on = $3, recovered = $4, changed_at = $5 where finding_id = $6",
            state, assignee, (change.DueOn ?? finding.DueOn) is { } due ? TextOf(due) : null, recovered, Now, finding.Id);
        var comment = change.Comment?.Trim() ?? "";
        if (state != finding.State)
        {
            Note(connection, finding.Id, by, "state", comment, state, recovered);
        }
        else if (comment.Length > 0)
        {
            Note(connection, finding.Id, by, "comment", comment, state, null);
        }

        if (assignee != finding.Assignee)
        {
            Note(connection, finding.Id, by, "assigned", assignee ?? "", state, null);
        }

        if (change.DueOn is { } day && day != finding.DueOn)
        {
            Note(connection, finding.Id, by, "due", TextOf(day), state, null);
        }
    }

    private void Note(SqliteConnection connection, long finding, string by, string kind, string words, string state, double? amount) =>
        StateDatabase.ExecuteNumbered(connection, "insert into review_event (finding_id, at, by, kind, words, state, amount) values ($1, $2, $3, $4, $5, $6, $7)", finding, Now, by, kind, words, state, amount);

    private static void Stage(SqliteConnection connection, IReadOnlyCollection<FoundRow> rows)
    {
        StateDatabase.ExecuteNumbered(connection, "create temp table found (key_hash text primary key, label text, ask text, amount real) without rowid");
        using var insert = StateDatabase.Numbered(connection, "insert into found (key_hash, label, ask, amount) values ($1, $2, $3, $4)", "", "", "", 0.0);
        insert.Prepare();
        foreach (var row in rows)
        {
            insert.Parameters[0].Value = row.KeyHash;
            insert.Parameters[1].Value = row.Label ?? (object)DBNull.Value;
            insert.Parameters[2].Value = row.Ask ?? (object)DBNull.Value;
            insert.Parameters[3].Value = row.Amount ?? (object)DBNull.Value;
            insert.ExecuteNonQuery();
        }
    }

    private string SaltOf()
    {
        using var connection = database.Connect();
        StateDatabase.ExecuteNumbered(connection, "insert or ignore into review_setting (name, value) values ('salt', $1)", RandomNumberGenerator.GetHexString(32, lowercase: true));
        using var read = StateDatabase.Numbered(connection, "select value from review_setting where name = 'salt'");
        return (string)read.ExecuteScalar()!;
    }

    private static Finding? Find(SqliteConnection connection, string pack, long id)
    {
        using var command = StateDatabase.Numbered(connection, $"select {Columns} from {From} where f.pack = $1 and f.finding_id = $2", pack, id);
        return StateDatabase.Rows(command, FindingOf).FirstOrDefault();
    }

    private static Finding FindingOf(SqliteDataReader r) => new(
        r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetString(3), Text(r, 4), Text(r, 5), r.IsDBNull(6) ? null : r.GetDouble(6), r.GetString(7), Text(r, 8),
        Text(r, 9) is { } due ? DateOnly.ParseExact(due, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
        At(r.GetInt64(10)), At(r.GetInt64(11)), r.IsDBNull(12) ? null : At(r.GetInt64(12)), At(r.GetInt64(13)), r.IsDBNull(14) ? null : r.GetDouble(14));

    private long Now => time.GetUtcNow().UtcTicks;

    /// <summary>Deadlines are days of China, where the platform runs.</summary>
    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime.AddHours(8));

    private static string TextOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);

    private static string? Text(SqliteDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);
}
