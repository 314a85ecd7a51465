using Microsoft.Data.Sqlite;
using Suwen.Security.State;

namespace Suwen.Governance.Quality;

/// <summary>The task of mending what a check found in one source.</summary>
/// <param name="Id">Its number.</param>
/// <param name="CheckId">The check.</param>
/// <param name="Source">The source; null for all.</param>
/// <param name="Owner">Who has to see to it; null where the site names nobody.</param>
/// <param name="State">open, sent (told to the source), fixed, accepted (stays as it is, for a reason) or reopened.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="OpenedBy">By whom.</param>
/// <param name="DueAt">Until when.</param>
/// <param name="ChangedAt">When its state changed last.</param>
/// <param name="OpenedViolated">Rows that violated when it was opened.</param>
/// <param name="Violated">Rows that violate by the newest run.</param>
/// <param name="Considered">Rows looked at by the newest run.</param>
public sealed record QualityTicket(long Id, string CheckId, string? Source, string? Owner, string State, DateTimeOffset OpenedAt, string OpenedBy, DateTimeOffset DueAt, DateTimeOffset ChangedAt, long OpenedViolated, long Violated, long Considered);

/// <summary>Something that happened to a ticket.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who; <c>run</c> for a run of the checks.</param>
/// <param name="Kind">opened, comment, state, assigned or evaluated.</param>
/// <param name="Words">In their words.</param>
/// <param name="State">The state after it.</param>
/// <param name="Violated">Rows that violated then; null where nobody counted.</param>
public sealed record TicketEvent(DateTimeOffset At, string By, string Kind, string Words, string State, long? Violated);

/// <summary>A change of a ticket by a person; null leaves a part as it is.</summary>
/// <param name="State">The new state.</param>
/// <param name="Owner">Who takes it over.</param>
/// <param name="DueAt">The new deadline.</param>
/// <param name="Comment">In their words; required to accept what stays as it is.</param>
public sealed record TicketChange(string? State, string? Owner, DateTimeOffset? DueAt, string? Comment);

/// <summary>Who answers for a source, a table or a check: whoever has to see to what fails there.</summary>
/// <param name="CheckId">Check; empty for every one.</param>
/// <param name="Source">Source; empty for every one.</param>
/// <param name="Owner">Name of a user or of an office.</param>
/// <param name="Days">Days that they have.</param>
/// <param name="Table">Table of the checks; empty for every one, and where a check is named.</param>
public sealed record QualityOwner(string CheckId, string Source, string Owner, int Days, string Table = "");

/// <content>Tickets, owners and thresholds.</content>
public sealed partial class QualityStore
{
    /// <summary>Days to mend what failed where the site has not said otherwise.</summary>
    public const int DefaultDays = 14;

    private const string OwnerColumns = "check_id, table_name, source, owner, days";

    private const string TicketColumns = "ticket_id, check_id, source, owner, state, opened_at, opened_by, due_at, changed_at, opened_violated, violated, considered";

    /// <summary>States that a person can give a ticket.</summary>
    public static IReadOnlyList<string> TicketStates { get; } = ["open", "sent", "fixed", "accepted"];

    /// <summary>Tickets, those due first; those that are settled last.</summary>
    /// <param name="state">Only of this state; null for all.</param>
    /// <param name="check">Only of this check; null for all.</param>
    public IReadOnlyList<QualityTicket> Tickets(string? state, string? check)
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Numbered(
            connection, $"""
            select {TicketColumns} from quality_ticket
            where ($1 is null or state = $1) and ($2 is null or check_id = $2)
            order by case when state in ('fixed', 'accepted') then 1 else 0 end, due_at, ticket_id limit 2000
            """,
            state, check);
        return StateDatabase.Rows(command, TicketOf);
    }

    /// <summary>A ticket with what happened to it; null where there is none of the number.</summary>
    public (QualityTicket Ticket, IReadOnlyList<TicketEvent> Events)? FindTicket(long id)
    {
        using var connection = database.Connect();
        return Find(connection, id) is { } ticket ? (ticket, EventsOf(connection, id)) : null;
    }

    /// <summary>Opens a ticket on a check and source, or answers the one that stands.</summary>
    public QualityTicket OpenTicket(QualityCheck check, CheckTally tally, string by, string words)
    {
        ArgumentNullException.ThrowIfNull(check);
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        var ticket = Standing(connection, check.Id, tally.Source) ?? Open(connection, check, tally, by, words);
        transaction.Commit();
        return ticket;
    }

    /// <summary>Changes a ticket; answers it, or null where there is none of the number. Throws where the change is not one that a person can make.</summary>
    /// <exception cref="ArgumentException">The state is unknown, or a ticket is accepted without a reason.</exception>
    public QualityTicket? ChangeTicket(long id, TicketChange change, string by)
    {
        if (change.State is { } wanted && !TicketStates.Contains(wanted))
        {
            throw new ArgumentException($"state must be one of {string.Join(", ", TicketStates)}.", nameof(change));
        }

        if (change.State == "accepted" && string.IsNullOrWhiteSpace(change.Comment))
        {
            throw new ArgumentException("To accept what stays as it is takes a reason.", nameof(change));
        }

        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        if (Find(connection, id) is not { } ticket)
        {
            return null;
        }

        var state = change.State ?? ticket.State;
        if (change.State is not null and not "fixed" && Standing(connection, ticket.CheckId, ticket.Source) is { } standing && standing.Id != id)
        {
            throw new ArgumentException($"Ticket {standing.Id} already stands for this check and source.", nameof(change));
        }

        using var update = StateDatabase.Numbered(
            connection, "update quality_ticket set state = $1, owner = $2, due_at = $3, changed_at = $4 where ticket_id = $5",
            state, change.Owner ?? ticket.Owner, (change.DueAt ?? ticket.DueAt).UtcTicks, time.GetUtcNow().UtcTicks, id);
        update.ExecuteNonQuery();
        var kind = state != ticket.State ? "state" : change.Owner is not null ? "assigned" : "comment";
        Note(connection, id, by, kind, change.Comment ?? change.Owner ?? "", state, null);
        transaction.Commit();
        return Find(connection, id);
    }

    /// <summary>What the site set, in the order in which it counts.</summary>
    public IReadOnlyList<SiteThreshold> Thresholds()
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Numbered(connection, "select check_id, source, percent, why from quality_threshold order by set_at");
        return StateDatabase.Rows(command, static r => new SiteThreshold(r.GetString(0), r.GetString(1), r.GetDouble(2), r.GetString(3)));
    }

    /// <summary>Sets the threshold of a check or type, for a source or for all.</summary>
    public void SetThreshold(SiteThreshold threshold, string by)
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Numbered(
            connection, "insert or replace into quality_threshold values ($1, $2, $3, $4, $5, $6)",
            threshold.Check, threshold.Source, threshold.Percent, threshold.Why, by, time.GetUtcNow().UtcTicks);
        command.ExecuteNonQuery();
    }

    /// <summary>Who answers for what.</summary>
    public IReadOnlyList<QualityOwner> Owners()
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Numbered(connection, $"select {OwnerColumns} from quality_owner order by source, table_name, check_id");
        return StateDatabase.Rows(command, OwnerOf);
    }

    /// <summary>Says who answers for a check or table and source. Tickets that are opened from now on go to them.</summary>
    public void SetOwner(QualityOwner owner)
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Numbered(
            connection, "insert or replace into quality_owner (check_id, table_name, source, owner, days) values ($1, $2, $3, $4, $5)", owner.CheckId, owner.Table, owner.Source, owner.Owner, owner.Days);
        command.ExecuteNonQuery();
    }

    /// <summary>Nobody is named for a check or table and source any more; false where nobody was.</summary>
    public bool RemoveOwner(string check, string table, string source)
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Numbered(connection, "delete from quality_owner where check_id = $1 and table_name = $2 and source = $3", check, table, source);
        return command.ExecuteNonQuery() > 0;
    }

    /// <summary>
    /// Brings tickets up to date with a run: one whose check passes now is fixed, whoever mended it; one that a person called fixed and
    /// whose check still fails is reopened; one that was accepted stays so. A check that failed to run changes nothing.
    /// </summary>
    private void FollowTickets(SqliteConnection connection, QualityRun run, string by, bool openTickets)
    {
        var latest = LatestTickets(connection);
        foreach (var result in run.Results)
        {
            foreach (var tally in result.BySource.Prepend(result.Overall).DistinctBy(t => t.Source))
            {
                if (latest.TryGetValue((result.Check.Id, tally.Source ?? ""), out var ticket))
                {
                    Follow(connection, result.Check, ticket, tally);
                }
                else if (openTickets && tally is { Status: CheckStatus.Failed, Source: not null })
                {
                    Open(connection, result.Check, tally, by, "");
                }
            }
        }
    }

    private void Follow(SqliteConnection connection, QualityCheck check, QualityTicket ticket, CheckTally tally)
    {
        var state = (tally.Status, ticket.State) switch
        {
            (CheckStatus.Passed, not "fixed") => "fixed",
            (CheckStatus.Failed, "fixed") => "reopened",
            _ => ticket.State,
        };
        if (tally.Status is not (CheckStatus.Passed or CheckStatus.Failed) || (state == ticket.State && tally.Violated == ticket.Violated && tally.Considered == ticket.Considered))
        {
            return;
        }

        using var update = StateDatabase.Numbered(
            connection, "update quality_ticket set state = $1, violated = $2, considered = $3, changed_at = case when state = $1 then changed_at else $4 end, due_at = case when $1 = 'reopened' then $5 else due_at end where ticket_id = $6",
            state, tally.Violated, tally.Considered, time.GetUtcNow().UtcTicks, time.GetUtcNow().AddDays(OwnerOf(connection, check, ticket.Source)?.Days ?? DefaultDays).UtcTicks, ticket.Id);
        update.ExecuteNonQuery();
        Note(connection, ticket.Id, "run", "evaluated", "", state, tally.Violated);
    }

    private QualityTicket Open(SqliteConnection connection, QualityCheck check, CheckTally tally, string by, string words)
    {
        var owner = OwnerOf(connection, check, tally.Source);
        var now = time.GetUtcNow();
        using var insert = StateDatabase.Numbered(
            connection, """
            insert into quality_ticket (check_id, source, owner, state, opened_at, opened_by, due_at, changed_at, opened_violated, violated, considered)
            values ($1, $2, $3, 'open', $4, $5, $6, $4, $7, $7, $8) returning ticket_id
            """,
            check.Id, tally.Source ?? "", owner?.Owner, now.UtcTicks, by, now.AddDays(owner?.Days ?? DefaultDays).UtcTicks, tally.Violated, tally.Considered);
        var id = (long)insert.ExecuteScalar()!;
        Note(connection, id, by, "opened", words, "open", tally.Violated);
        return Find(connection, id)!;
    }

    private void Note(SqliteConnection connection, long ticket, string by, string kind, string words, string state, long? violated)
    {
        using var command = StateDatabase.Numbered(
            connection, "insert into quality_ticket_event (ticket_id, at, by, kind, words, state, violated) values ($1, $2, $3, $4, $5, $6, $7)",
            ticket, time.GetUtcNow().UtcTicks, by, kind, words, state, violated);
        command.ExecuteNonQuery();
    }

    /// <summary>The nearest word counts: the check, then its table, then all; in each the source before all sources.</summary>
    private static QualityOwner? OwnerOf(SqliteConnection connection, QualityCheck check, string? source)
    {
        using var command = StateDatabase.Numbered(
            connection, $"""
            select {OwnerColumns} from quality_owner
            where check_id in ($1, '') and table_name in ($2, '') and source in ($3, '')
            order by case when check_id = '' then 1 else 0 end, case when table_name = '' then 1 else 0 end, case when source = '' then 1 else 0 end limit 1
            """,
            check.Id, check.Table, source ?? "");
        return StateDatabase.Rows(command, OwnerOf).FirstOrDefault();
    }

    private static QualityOwner OwnerOf(SqliteDataReader r) => new(r.GetString(0), r.GetString(2), r.GetString(3), r.GetInt32(4), r.GetString(1));

    private static Dictionary<(string Check, string Source), QualityTicket> LatestTickets(SqliteConnection connection)
    {
        using var command = StateDatabase.Numbered(connection, $"select {TicketColumns} from quality_ticket order by ticket_id");
        var latest = new Dictionary<(string, string), QualityTicket>();
        foreach (var ticket in StateDatabase.Rows(command, TicketOf))
        {
            latest[(ticket.CheckId, ticket.Source ?? "")] = ticket;
        }

        return latest;
    }

    private static QualityTicket? Standing(SqliteConnection connection, string check, string? source)
    {
        using var command = StateDatabase.Numbered(
            connection, $"select {TicketColumns} from quality_ticket where check_id = $1 and source = $2 and state in ('open', 'sent', 'accepted', 'reopened')", check, source ?? "");
        return StateDatabase.Rows(command, TicketOf).FirstOrDefault();
    }

    private static QualityTicket? Find(SqliteConnection connection, long id)
    {
        using var command = StateDatabase.Numbered(connection, $"select {TicketColumns} from quality_ticket where ticket_id = $1", id);
        return StateDatabase.Rows(command, TicketOf).FirstOrDefault();
    }

    private static List<TicketEvent> EventsOf(SqliteConnection connection, long id)
    {
        using var command = StateDatabase.Numbered(connection, "select at, by, kind, words, state, violated from quality_ticket_event where ticket_id = $1 order by event_id", id);
        return StateDatabase.Rows(command, static r => new TicketEvent(At(r, 0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.IsDBNull(5) ? null : r.GetInt64(5)));
    }

    private static QualityTicket TicketOf(SqliteDataReader r) => new(
        r.GetInt64(0), r.GetString(1), Named(r, 2), TextOrNull(r, 3), r.GetString(4), At(r, 5), r.GetString(6), At(r, 7), At(r, 8), r.GetInt64(9), r.GetInt64(10), r.GetInt64(11));
}
