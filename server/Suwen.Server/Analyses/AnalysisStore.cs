using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Suwen.Security.State;

namespace Suwen.Server.Analyses;

/// <summary>Analyses and models in the application state.</summary>
internal sealed class AnalysisStore(string path, TimeProvider time)
{
    private const string RecordColumns = "analysis_id, title, operator, settings, sql, model_name, model_version, run_by, run_at, elapsed_ms, product_version, load_id, level, rerun_of, model IS NOT NULL, result";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StateDatabase database = StateDatabase.Open(path, "analysis", typeof(AnalysisStore).Assembly, "Suwen.Server.Analyses.Migrations.", time);

    public string NewId() => Guid.CreateVersion7(time.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture);

    public void Add(Analysis analysis, string? model)
    {
        var r = analysis.Record;
        database.Run(
            "INSERT INTO analysis_record VALUES ($id, $title, $operator, $settings, $sql, $model_name, $model_version, $by, $at, $elapsed, $version, $load, $level, $rerun, $result, $model)",
            ("$id", r.Id), ("$title", r.Title), ("$operator", r.Operator), ("$settings", JsonSerializer.Serialize(r.Settings, Json)), ("$sql", r.Sql), ("$model_name", r.ModelName), ("$model_version", r.ModelVersion),
            ("$by", r.By), ("$at", r.At.UtcTicks), ("$elapsed", r.ElapsedMilliseconds), ("$version", r.ProductVersion), ("$load", r.LoadId), ("$level", r.Level), ("$rerun", r.RerunOf),
            ("$result", JsonSerializer.Serialize(analysis.Result, Json)), ("$model", model));
    }

    /// <summary>The newest analyses, of one person or (null) of all.</summary>
    public IReadOnlyList<AnalysisSummary> List(string? by, int limit) => database.Read(
        $"SELECT {RecordColumns} FROM analysis_record WHERE $by IS NULL OR run_by = $by ORDER BY run_at DESC LIMIT $limit",
        static r => ReadRecord(r),
        ("$by", by), ("$limit", limit));

    public Analysis? Find(string id) => database.First(
        $"SELECT {RecordColumns} FROM analysis_record WHERE analysis_id = $id",
        static r => new Analysis(ReadRecord(r), JsonSerializer.Deserialize<AnalysisResult>(r.GetString(15), Json)!),
        ("$id", id));

    /// <summary>The model that an analysis fitted.</summary>
    public string? ModelOf(string id) => database.First("SELECT model FROM analysis_record WHERE analysis_id = $id", static r => r.IsDBNull(0) ? null : r.GetString(0), ("$id", id));

    /// <summary>Keeps a model under the next version of its name.</summary>
    public int Keep(string name, string method, string analysisId, string by, IReadOnlyDictionary<string, double> metrics, string model, string baseline)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        using var next = StateDatabase.Command(connection, "SELECT coalesce(max(version), 0) + 1 FROM analysis_model WHERE name = $name", ("$name", name));
        var version = Convert.ToInt32(next.ExecuteScalar(), CultureInfo.InvariantCulture);
        using var insert = StateDatabase.Command(
            connection,
            "INSERT INTO analysis_model VALUES ($name, $version, $operator, $analysis, $by, $at, $metrics, $model, $baseline)",
            ("$name", name), ("$version", version), ("$operator", method), ("$analysis", analysisId), ("$by", by), ("$at", time.GetUtcNow().UtcTicks), ("$metrics", JsonSerializer.Serialize(metrics, Json)), ("$model", model), ("$baseline", baseline));
        insert.ExecuteNonQuery();
        transaction.Commit();
        return version;
    }

    /// <summary>Models by name and version, the newest version first.</summary>
    public IReadOnlyList<ShelfModel> Models(string? name) => database.Read(
        "SELECT name, version, operator, analysis_id, kept_by, kept_at, metrics FROM analysis_model WHERE $name IS NULL OR name = $name ORDER BY name, version DESC",
        r => new ShelfModel(r.GetString(0), r.GetInt32(1), r.GetString(2), r.GetString(3), r.GetString(4), Instant(r.GetInt64(5)), JsonSerializer.Deserialize<Dictionary<string, double>>(r.GetString(6), Json)!, Uses(r.GetString(0), r.GetInt32(1))),
        ("$name", name));

    /// <summary>The text of a model and of its baseline; the newest version where none is named.</summary>
    public (int Version, string Model, string Baseline)? Model(string name, int? version) => database.First(
        "SELECT version, model, baseline FROM analysis_model WHERE name = $name AND ($version IS NULL OR version = $version) ORDER BY version DESC LIMIT 1",
        static r => ((int, string, string)?)(r.GetInt32(0), r.GetString(1), r.GetString(2)),
        ("$name", name), ("$version", version));

    public void Used(string name, int version, string by, string analysisId, long rows, IReadOnlyList<ModelDrift> drift) => database.Run(
        "INSERT INTO analysis_model_use (name, version, used_by, used_at, analysis_id, row_count, drift) VALUES ($name, $version, $by, $at, $analysis, $rows, $drift)",
        ("$name", name), ("$version", version), ("$by", by), ("$at", time.GetUtcNow().UtcTicks), ("$analysis", analysisId), ("$rows", rows), ("$drift", JsonSerializer.Serialize(drift, Json)));

    private IReadOnlyList<ModelUse> Uses(string name, int version) => database.Read(
        "SELECT used_by, used_at, analysis_id, row_count, drift FROM analysis_model_use WHERE name = $name AND version = $version ORDER BY used_at DESC LIMIT 100",
        static r => new ModelUse(r.GetString(0), Instant(r.GetInt64(1)), r.GetString(2), r.GetInt64(3), JsonSerializer.Deserialize<List<ModelDrift>>(r.GetString(4), Json)!),
        ("$name", name), ("$version", version));

    private static AnalysisSummary ReadRecord(SqliteDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetString(2), JsonSerializer.Deserialize<Dictionary<string, string>>(r.GetString(3), Json)!,
        r.IsDBNull(4) ? null : r.GetString(4), r.IsDBNull(5) ? null : r.GetString(5), r.IsDBNull(6) ? null : r.GetInt32(6), r.GetString(7), Instant(r.GetInt64(8)), r.GetDouble(9), r.GetString(10), r.GetInt64(11), r.GetInt32(12),
        r.IsDBNull(13) ? null : r.GetString(13), r.GetBoolean(14));

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);
}
