using Microsoft.Data.Sqlite;
using Suwen.Security.Deidentification.Methods;
using Suwen.Security.State;
using Suwen.Storage.Keys;

namespace Suwen.Security.Deidentification;

/// <summary>A request to lead a pseudonym back.</summary>
public sealed record TracingRequest(string Id, string Project, int KeyId, string Pseudonym, string Why, string RequestedBy, DateTimeOffset RequestedAt, string? DecidedBy, DateTimeOffset? DecidedAt, bool? IsApproved, string? DecisionWhy, DateTimeOffset? ExpiresAt, int Revealed);

/// <summary>Why a step was refused.</summary>
public enum TracingRefusal
{
    None,
    NotFound,

    /// <summary>Who asked does not decide: two persons are needed.</summary>
    SamePerson,
    AlreadyDecided,
    NotApproved,
    Expired,

    /// <summary>Only who asked may see the original.</summary>
    NotRequester,
}

/// <summary>
/// The way back from a pseudonym: asked for by one person with a reason, approved by another, open for a limited time, and each look counted. No mapping
/// is stored anywhere: the original is computed from the pseudonym by the project's key at the moment of the look, and kept nowhere.
/// </summary>
public sealed class TracingRequests
{
    private const string MigrationPrefix = "Suwen.Security.Deidentification.Tracing.Migrations.";
    private static readonly TimeSpan Validity = TimeSpan.FromDays(7);
    private static readonly (KeptRegion, KeptBirth)[] NationalIdForms = [.. from region in Enum.GetValues<KeptRegion>() from birth in Enum.GetValues<KeptBirth>() select (region, birth)];
    private readonly StateDatabase state;
    private readonly TimeProvider time;

    private TracingRequests(StateDatabase state, TimeProvider time)
    {
        this.state = state;
        this.time = time;
    }

    /// <summary>Opens the requests in the application state.</summary>
    public static TracingRequests Open(string path, TimeProvider time) => new(StateDatabase.Open(path, "deid", typeof(TracingRequests).Assembly, MigrationPrefix, time), time);

    public TracingRequest Request(string project, int keyId, string pseudonym, string why, string by)
    {
        var now = time.GetUtcNow();
        var request = new TracingRequest(Guid.CreateVersion7(now).ToString("N"), project, keyId, pseudonym, why, by, now, null, null, null, null, null, 0);
        using var connection = state.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO deid_request (id, project, key_id, pseudonym, why, requested_by, requested_at) VALUES ($id, $project, $key, $pseudonym, $why, $by, $at)";
        command.Parameters.AddWithValue("$id", request.Id);
        command.Parameters.AddWithValue("$project", project);
        command.Parameters.AddWithValue("$key", keyId);
        command.Parameters.AddWithValue("$pseudonym", pseudonym);
        command.Parameters.AddWithValue("$why", why);
        command.Parameters.AddWithValue("$by", by);
        command.Parameters.AddWithValue("$at", now.UtcTicks);
        command.ExecuteNonQuery();
        return request;
    }

    /// <summary>The requests, newest first.</summary>
    public IReadOnlyList<TracingRequest> List()
    {
        using var connection = state.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, project, key_id, pseudonym, why, requested_by, requested_at, decided_by, decided_at, is_approved, decision_why, expires_at, revealed FROM deid_request ORDER BY requested_at DESC, id LIMIT 500";
        using var reader = command.ExecuteReader();
        var requests = new List<TracingRequest>();
        while (reader.Read())
        {
            requests.Add(Read(reader));
        }

        return requests;
    }

    /// <summary>Approves or declines; somebody else than who asked.</summary>
    public TracingRefusal Decide(string id, bool approves, string why, string by)
    {
        if (Find(id) is not { } request)
        {
            return TracingRefusal.NotFound;
        }

        if (request.RequestedBy == by)
        {
            return TracingRefusal.SamePerson;
        }

        var now = time.GetUtcNow();
        using var connection = state.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE deid_request SET decided_by = $by, decided_at = $at, is_approved = $yes, decision_why = $why, expires_at = $until WHERE id = $id AND decided_at IS NULL";
        command.Parameters.AddWithValue("$by", by);
        command.Parameters.AddWithValue("$at", now.UtcTicks);
        command.Parameters.AddWithValue("$yes", approves ? 1 : 0);
        command.Parameters.AddWithValue("$why", why);
        command.Parameters.AddWithValue("$until", (now + Validity).UtcTicks);
        command.Parameters.AddWithValue("$id", id);
        return command.ExecuteNonQuery() == 1 ? TracingRefusal.None : TracingRefusal.AlreadyDecided;
    }

    /// <summary>The originals that the pseudonym may stand for: mostly one, none where it is not of this project or not reversible.</summary>
    public (TracingRefusal Refusal, IReadOnlyList<string> Originals) Reveal(string id, string by, IKeyRing ring)
    {
        if (Find(id) is not { } request)
        {
            return (TracingRefusal.NotFound, []);
        }

        if (request.RequestedBy != by)
        {
            return (TracingRefusal.NotRequester, []);
        }

        if (request.IsApproved != true)
        {
            return (TracingRefusal.NotApproved, []);
        }

        if (request.ExpiresAt <= time.GetUtcNow())
        {
            return (TracingRefusal.Expired, []);
        }

        // The look is on record before anything is shown.
        using (var connection = state.Connect())
        {
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE deid_request SET revealed = revealed + 1 WHERE id = $id";
            command.Parameters.AddWithValue("$id", id);
            command.ExecuteNonQuery();
        }

        return (TracingRefusal.None, new Pseudonyms(new ProjectKeys(ring, request.KeyId, request.Project)).Reverse(request.Pseudonym, NationalIdForms));
    }

    public TracingRequest? Find(string id)
    {
        using var connection = state.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, project, key_id, pseudonym, why, requested_by, requested_at, decided_by, decided_at, is_approved, decision_why, expires_at, revealed FROM deid_request WHERE id = $id";
        command.Parameters.AddWithValue("$id", id);
        using var reader = command.ExecuteReader();
        return reader.Read() ? Read(reader) : null;
    }

    private static TracingRequest Read(SqliteDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.GetInt32(2),
        reader.GetString(3),
        reader.GetString(4),
        reader.GetString(5),
        Instant(reader.GetInt64(6)),
        reader.IsDBNull(7) ? null : reader.GetString(7),
        reader.IsDBNull(8) ? null : Instant(reader.GetInt64(8)),
        reader.IsDBNull(9) ? null : reader.GetInt32(9) == 1,
        reader.IsDBNull(10) ? null : reader.GetString(10),
        reader.IsDBNull(11) ? null : Instant(reader.GetInt64(11)),
        reader.GetInt32(12));

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);
}
