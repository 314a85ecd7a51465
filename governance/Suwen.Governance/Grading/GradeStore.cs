using Microsoft.Data.Sqlite;
using Suwen.Security.Grading;
using Suwen.Security.State;

namespace Suwen.Governance.Grading;

/// <summary>Findings, decisions and requests for export in the application state. Decisions are only added: the history is the table.</summary>
internal sealed class GradeStore(string path, TimeProvider time)
{
    private readonly StateDatabase database = StateDatabase.Open(path, "grading", typeof(GradeStore).Assembly, "Suwen.Governance.Grading.Migrations.", time);

    /// <summary>The findings of a table take the place of its earlier ones.</summary>
    public void ReplaceFindings(IReadOnlyList<string> tables, IReadOnlyList<GradeFinding> findings)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        foreach (var table in tables)
        {
            StateDatabase.Execute(connection, "DELETE FROM grading_finding WHERE table_name = $table", ("$table", table));
        }

        foreach (var finding in findings)
        {
            StateDatabase.Execute(
                connection,
                "INSERT INTO grading_finding (table_name, column_name, detector, level, sampled, hits, found_at) VALUES ($table, $column, $detector, $level, $sampled, $hits, $at)",
                ("$table", finding.Table), ("$column", finding.Column), ("$detector", finding.Detector), ("$level", (int)finding.Level), ("$sampled", finding.Sampled), ("$hits", finding.Hits), ("$at", finding.FoundAt.UtcTicks));
        }

        transaction.Commit();
    }

    public IReadOnlyList<GradeFinding> Findings() => database.Read(
        "SELECT table_name, column_name, detector, level, sampled, hits, found_at FROM grading_finding ORDER BY table_name, column_name, detector",
        static r => new GradeFinding(r.GetString(0), r.GetString(1), r.GetString(2), (DataLevel)r.GetInt32(3), r.GetInt64(4), r.GetInt64(5), Instant(r.GetInt64(6))));

    public void Add(GradeDecision decision)
    {
        using var connection = database.Connect();
        StateDatabase.Execute(
            connection,
            "INSERT INTO grading_decision (table_name, column_name, level, proposed_level, decided_by, decided_at, reason) VALUES ($table, $column, $level, $proposed, $by, $at, $reason)",
            ("$table", decision.Table), ("$column", decision.Column), ("$level", (int)decision.Level), ("$proposed", (int)decision.ProposedLevel), ("$by", decision.By), ("$at", decision.At.UtcTicks), ("$reason", decision.Reason));
    }

    /// <summary>Every decision, the oldest first.</summary>
    public IReadOnlyList<GradeDecision> Decisions() => database.Read(
        "SELECT table_name, column_name, level, proposed_level, decided_by, decided_at, reason FROM grading_decision ORDER BY decision_id",
        static r => new GradeDecision(r.GetString(0), r.GetString(1), (DataLevel)r.GetInt32(2), (DataLevel)r.GetInt32(3), r.GetString(4), Instant(r.GetInt64(5)), r.GetString(6)));

    public void Add(ExportRequest request)
    {
        using var connection = database.Connect();
        StateDatabase.Execute(
            connection,
            "INSERT INTO grading_export (export_id, requested_by, requested_at, statement, level, reason, status) VALUES ($id, $by, $at, $statement, $level, $reason, $status)",
            ("$id", request.Id), ("$by", request.By), ("$at", request.At.UtcTicks), ("$statement", request.Statement), ("$level", (int)request.Level), ("$reason", request.Reason), ("$status", request.Status));
    }

    /// <summary>Decides about a request that waits; false when it was decided meanwhile, or asked by the same person.</summary>
    public bool TryDecide(string id, string status, string by, string reason, DateTimeOffset? expiresAt)
    {
        using var connection = database.Connect();
        return StateDatabase.Execute(
            connection,
            "UPDATE grading_export SET status = $status, decided_by = $by, decided_at = $at, decision_reason = $reason, expires_at = $expires WHERE export_id = $id AND status = 'requested' AND requested_by <> $by",
            ("$id", id), ("$status", status), ("$by", by), ("$at", time.GetUtcNow().UtcTicks), ("$reason", reason), ("$expires", (object?)expiresAt?.UtcTicks ?? DBNull.Value)) == 1;
    }

    /// <summary>Every request, the newest first.</summary>
    public IReadOnlyList<ExportRequest> Exports() => database.Read(
        "SELECT export_id, requested_by, requested_at, statement, level, reason, status, decided_by, decided_at, decision_reason, expires_at FROM grading_export ORDER BY requested_at DESC, export_id",
        static r => new ExportRequest(
            r.GetString(0), r.GetString(1), Instant(r.GetInt64(2)), r.GetString(3), (DataLevel)r.GetInt32(4), r.GetString(5), r.GetString(6),
            r.IsDBNull(7) ? null : r.GetString(7), r.IsDBNull(8) ? null : Instant(r.GetInt64(8)), r.IsDBNull(9) ? null : r.GetString(9), r.IsDBNull(10) ? null : Instant(r.GetInt64(10))));

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);
}
