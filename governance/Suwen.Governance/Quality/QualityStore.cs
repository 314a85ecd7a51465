using System.Globalization;
using Microsoft.Data.Sqlite;
using Suwen.Security.State;

namespace Suwen.Governance.Quality;

/// <summary>Totals of a run that was kept.</summary>
/// <param name="Id">Its number.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="By">Who started it.</param>
/// <param name="LoadId">The load that it speaks of.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="Checks">Checks in it.</param>
/// <param name="Passed">Of them passed.</param>
/// <param name="Failed">Failed.</param>
/// <param name="NotApplicable">Had nothing to judge.</param>
/// <param name="Errors">Failed to run.</param>
public sealed record RunSummary(long Id, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, string By, long LoadId, QualityRequest Request, long Checks, long Passed, long Failed, long NotApplicable, long Errors);

/// <summary>A kept result of a check, of all sources or of one.</summary>
public sealed record KeptResult(string CheckId, CheckTally Tally, string? Explanation);

/// <summary>A point of a check's history.</summary>
public sealed record TrendPoint(long RunId, DateTimeOffset At, CheckTally Tally);

/// <summary>A score of a kept run.</summary>
public sealed record ScorePoint(long RunId, DateTimeOffset At, QualityScore Score);

/// <summary>Runs, results, scores, thresholds, owners and tickets, in the application state.</summary>
public sealed partial class QualityStore
{
    private readonly StateDatabase database;
    private readonly TimeProvider time;

    private QualityStore(StateDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>Opens the area <c>quality</c> of the application state.</summary>
    public static QualityStore Open(string path, TimeProvider time) =>
        new(StateDatabase.Open(path, "quality", typeof(QualityStore).Assembly, "Suwen.Governance.Quality.Migrations.", time), time);

    /// <summary>Keeps a run with its results and scores, and brings standing tickets up to date. Answers its number.</summary>
    /// <param name="run">The run.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="by">Who asked.</param>
    /// <param name="openTickets">True to open a ticket for each failing check of a source that has none.</param>
    public long Keep(QualityRun run, QualityRequest request, string by, bool openTickets)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        var counts = run.Results.CountBy(r => r.Status).ToDictionary();
        using var insert = StateDatabase.Numbered(
            connection, """
            insert into quality_run (started_at, finished_at, started_by, load_id, only_table, only_check, only_source, checks, passed, failed, not_applicable, errors)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning run_id
            """,
            run.StartedAt.UtcTicks, run.FinishedAt.UtcTicks, by, run.LoadId, request.Table, request.Check, request.Source, run.Results.Count,
            counts.GetValueOrDefault(CheckStatus.Passed), counts.GetValueOrDefault(CheckStatus.Failed), counts.GetValueOrDefault(CheckStatus.NotApplicable), counts.GetValueOrDefault(CheckStatus.Error));
        var id = (long)insert.ExecuteScalar()!;
        KeepResults(connection, id, run);
        KeepScores(connection, id, run);
        FollowTickets(connection, run, by, openTickets);
        transaction.Commit();
        return id;
    }

    /// <summary>Runs, the newest first.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="wholeOnly">Only runs that left nothing out.</param>
    public IReadOnlyList<RunSummary> Runs(int limit, bool wholeOnly = false)
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Numbered(
            connection, """
            select run_id, started_at, finished_at, started_by, load_id, only_table, only_check, only_source, checks, passed, failed, not_applicable, errors
            from quality_run
            where $1 = 0 or (only_table is null and only_check is null and only_source is null)
            order by run_id desc limit $2
            """,
            wholeOnly ? 1 : 0, limit);
        return StateDatabase.Rows(command, static r => new RunSummary(
            r.GetInt64(0), At(r, 1), At(r, 2), r.GetString(3), r.GetInt64(4), new QualityRequest(TextOrNull(r, 5), TextOrNull(r, 6), TextOrNull(r, 7)),
            r.GetInt64(8), r.GetInt64(9), r.GetInt64(10), r.GetInt64(11), r.GetInt64(12)));
    }

    /// <summary>The newest result of each check, whichever run it is from: of all sources together, and of each source.</summary>
    public IReadOnlyList<KeptResult> LatestResults()
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Numbered(
            connection, """
            select r.check_id, r.source, r.violated, r.considered, r.threshold, r.status, r.explanation
            from quality_result r
            join (
              select q.check_id, max(q.run_id) as run_id
              from quality_result q join quality_run u on u.run_id = q.run_id
              where u.only_source is null and q.source = ''
              group by q.check_id
            ) n on n.check_id = r.check_id and n.run_id = r.run_id
            order by r.check_id, r.source
            """);
        return StateDatabase.Rows(command, static r => new KeptResult(r.GetString(0), TallyOf(r, 1), TextOrNull(r, 6)));
    }

    /// <summary>A check's results over the runs, the oldest first.</summary>
    /// <param name="check">Id of the check.</param>
    /// <param name="source">Name of a source; null for all together.</param>
    /// <param name="limit">At most so many of the newest.</param>
    public IReadOnlyList<TrendPoint> Trend(string check, string? source, int limit)
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Numbered(
            connection, """
            select u.run_id, u.started_at, r.source, r.violated, r.considered, r.threshold, r.status
            from quality_result r join quality_run u on u.run_id = r.run_id
            where r.check_id = $1 and r.source = $2 and (u.only_source is null or u.only_source = $2)
            order by u.run_id desc limit $3
            """,
            check, source ?? "", limit);
        var points = StateDatabase.Rows(command, static r => new TrendPoint(r.GetInt64(0), At(r, 1), TallyOf(r, 2)));
        points.Reverse();
        return points;
    }

    /// <summary>Scores of whole runs, the oldest run first.</summary>
    /// <param name="limit">Of at most so many of the newest runs.</param>
    public IReadOnlyList<ScorePoint> Scores(int limit)
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Numbered(
            connection, """
            select u.run_id, u.started_at, s.source, s.category, s.table_name, s.month, s.passed, s.weight
            from quality_score s
            join (
              select run_id, started_at from quality_run
              where only_table is null and only_check is null and only_source is null
              order by run_id desc limit $1
            ) u on u.run_id = s.run_id
            order by u.run_id, s.source, s.category, s.table_name, s.month
            """,
            limit);
        return StateDatabase.Rows(command, static r => new ScorePoint(r.GetInt64(0), At(r, 1), new QualityScore(
            Named(r, 2), Named(r, 3) is { } c ? Enum.Parse<QualityCategory>(c, ignoreCase: true) : null, Named(r, 4),
            Named(r, 5) is { } m ? DateOnly.ParseExact(m, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null, r.GetDouble(6), r.GetDouble(7))));
    }

    private static void KeepResults(SqliteConnection connection, long id, QualityRun run)
    {
        using var insert = StateDatabase.Numbered(connection, "insert into quality_result values ($1, $2, $3, $4, $5, $6, $7, $8)", id, "", "", 0L, 0L, 0.0, "", null);
        foreach (var result in run.Results)
        {
            foreach (var tally in result.BySource.Prepend(result.Overall).DistinctBy(t => t.Source))
            {
                Set(insert, id, result.Check.Id, tally.Source ?? "", tally.Violated, tally.Considered, tally.Threshold, NameOf(tally.Status), tally == result.Overall ? result.Explanation : null);
                insert.ExecuteNonQuery();
            }
        }
    }

    private static void KeepScores(SqliteConnection connection, long id, QualityRun run)
    {
        using var insert = StateDatabase.Numbered(connection, "insert into quality_score values ($1, $2, $3, $4, $5, $6, $7)", id, "", "", "", "", 0.0, 0.0);
        foreach (var score in run.Scores)
        {
            Set(insert, id, score.Source ?? "", score.Category is { } c ? c.ToString().ToLowerInvariant() : "", score.Table ?? "", score.Month?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", score.Passed, score.Weight);
            insert.ExecuteNonQuery();
        }
    }

    /// <summary>The name of a status in answers and in the application state.</summary>
    public static string NameOf(CheckStatus status) => status switch
    {
        CheckStatus.Passed => "passed",
        CheckStatus.Failed => "failed",
        CheckStatus.NotApplicable => "not-applicable",
        _ => "error",
    };

    private static CheckStatus StatusOf(string name) => name switch
    {
        "passed" => CheckStatus.Passed,
        "failed" => CheckStatus.Failed,
        "not-applicable" => CheckStatus.NotApplicable,
        _ => CheckStatus.Error,
    };

    private static void Set(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }

    private static DateTimeOffset At(SqliteDataReader reader, int column) => new(reader.GetInt64(column), TimeSpan.Zero);

    private static string? TextOrNull(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>The empty text stands for "all": it can be part of a key, as null cannot.</summary>
    private static string? Named(SqliteDataReader reader, int column) => reader.GetString(column) is { Length: > 0 } text ? text : null;

    private static CheckTally TallyOf(SqliteDataReader r, int first) =>
        new(Named(r, first), r.GetInt64(first + 1), r.GetInt64(first + 2), r.GetDouble(first + 3), StatusOf(r.GetString(first + 4)));
}
