using System.Diagnostics;
using System.Security.Claims;
using Suwen.Analysis;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Server.Operators;
using Suwen.Server.Sql;
using Suwen.Storage;

namespace Suwen.Server.Analyses;

/// <summary>Runs methods on what a user may see, keeps a record of each run, and the shelf of models.</summary>
internal sealed class AnalysisDesk(SuwenNode node)
{
    /// <summary>Rows of a table that a record keeps and shows.</summary>
    private const int RowsKept = 5000;

    /// <summary>Rows of an output above which a run belongs on the command line.</summary>
    private const long RowsAllowed = 2_000_000;

    private static readonly UserSqlLimits Limits = new(TimeSpan.FromMinutes(5), 20_000_000);
    private readonly AnalysisStore store = new(node.Folder.Application, node.Time);

    public AnalysisStore Store => store;

    public static IReadOnlyList<Method> Methods { get; } = [.. OperatorCatalogue.All.Select(static o => MethodOf(o.Description))];

    /// <summary>Runs a method and keeps the record.</summary>
    /// <exception cref="OperatorException">The method cannot be computed so.</exception>
    /// <exception cref="WarehouseException">The statement is refused.</exception>
    public async Task<Analysis> RunAsync(ClaimsPrincipal user, AnalysisRequest request, string? rerunOf, CancellationToken cancellationToken)
    {
        if (!OperatorCatalogue.TryFind(request.Operator, out var method))
        {
            throw OperatorException.BadParameters($"There is no method {request.Operator}.", "GET /api/operators lists them.");
        }

        var watch = Stopwatch.StartNew();
        var scope = Authorisation.ScopeFor(user, Permission.SqlQuery, Purpose.Research);
        var inputs = new Dictionary<string, IOperatorTable>();
        var level = 1;
        if (!string.IsNullOrWhiteSpace(request.Sql))
        {
            inputs.Add("", await QueryTable.OpenAsync(node.Warehouse, request.Sql, scope, Limits, cancellationToken));
            level = (int)UserQuestions.LevelOf(node, scope, request.Sql.Trim().TrimEnd(';'));
        }

        var kept = request.ModelName is { } name
            ? store.Model(name, request.ModelVersion) ?? throw OperatorException.BadParameters($"There is no model {name} of that version on the shelf.", "GET /api/models lists them.")
            : ((int Version, string Model, string Baseline)?)null;
        var sink = new MemorySink(RowsAllowed);
        var settings = request.Settings ?? new Dictionary<string, string>();
        var call = OperatorCall.Create(method.Description, settings, inputs, sink, kept is { } k ? OperatorModel.Parse(k.Model) : null);
        await method.RunAsync(call, cancellationToken);

        var record = new AnalysisSummary(
            store.NewId(), string.IsNullOrWhiteSpace(request.Title) ? method.Description.Title.Zh : request.Title.Trim(), method.Description.Name, settings, request.Sql, request.ModelName, kept?.Version,
            user.Identity?.Name ?? "?", node.Time.GetUtcNow(), watch.Elapsed.TotalMilliseconds, ProductVersion.Text, await NewestLoadAsync(cancellationToken), level, rerunOf, sink.Model is not null);
        var analysis = new Analysis(record, ResultOf(sink));
        store.Add(analysis, sink.Model?.ToJson());
        if (kept is { } used && inputs.TryGetValue("", out var data))
        {
            var drift = await ModelBaseline.Parse(used.Baseline).DriftOfAsync(data, cancellationToken);
            store.Used(request.ModelName!, used.Version, record.By, record.Id, analysis.Result.Tables.Count > 0 ? analysis.Result.Tables[0].RowCount : 0, drift);
        }

        return analysis;
    }

    /// <summary>Puts the model of an analysis on the shelf; null where the analysis gave none or is not the caller's.</summary>
    public async Task<ShelfModel?> KeepAsync(ClaimsPrincipal user, KeepModelRequest request, CancellationToken cancellationToken)
    {
        if (FindFor(user, request.AnalysisId) is not { } analysis || store.ModelOf(request.AnalysisId) is not { } text)
        {
            return null;
        }

        var model = OperatorModel.Parse(text);
        var scope = Authorisation.ScopeFor(user, Permission.SqlQuery, Purpose.Research);
        var baseline = new ModelBaseline(new Dictionary<string, ColumnBaseline>());
        if (analysis.Record.Sql is { } sql)
        {
            var table = await QueryTable.OpenAsync(node.Warehouse, sql, scope, Limits, cancellationToken);
            var columns = OperatorCatalogue.TryFind(model.Operator, out var method) ? ColumnsOf(method.Description, analysis.Record.Settings, table) : [];
            baseline = await ModelBaseline.OfAsync(table, columns, cancellationToken);
        }

        var version = store.Keep(request.Name, model.Operator, request.AnalysisId, user.Identity?.Name ?? "?", model.Metrics, text, baseline.ToJson());
        return store.Models(request.Name).First(m => m.Version == version);
    }

    /// <summary>An analysis that the caller may see: one's own, or any for an administrator.</summary>
    public Analysis? FindFor(ClaimsPrincipal user, string id) =>
        store.Find(id) is { } found && (found.Record.By == user.Identity?.Name || SeesAll(user)) ? found : null;

    public IReadOnlyList<AnalysisSummary> ListFor(ClaimsPrincipal user, int limit) => store.List(SeesAll(user) ? null : user.Identity?.Name ?? "", limit);

    private static bool SeesAll(ClaimsPrincipal user) => Authorisation.IsGranted(user, Permission.AdminNode);

    private static string[] ColumnsOf(OperatorDescription description, IReadOnlyDictionary<string, string> settings, QueryTable table) =>
        [.. description.Parameters.Where(static p => p.IsColumn).SelectMany(p => settings.GetValueOrDefault(p.Name)?.Split(',', StringSplitOptions.TrimEntries) ?? []).Where(c => table.Columns.Any(t => t.Name == c)).Distinct()];

    private static AnalysisResult ResultOf(MemorySink sink) => new(
        [.. sink.Outputs.Select(o => TableOf(o, sink))],
        [.. sink.Notes.Select(static w => new AnalysisWords(w.Zh, w.En))],
        [.. sink.Sentences.Select(static w => new AnalysisWords(w.Zh, w.En))]);

    private static AnalysisTable TableOf(string output, MemorySink sink)
    {
        var rows = new List<IReadOnlyList<object?>>();
        foreach (var batch in sink.Batches(output))
        {
            for (var row = 0; row < batch.RowCount && rows.Count < RowsKept; row++)
            {
                var values = new object?[batch.Columns.Count];
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = UserQuestions.JsonValueOf(batch[i].Value(row));
                }

                rows.Add(values);
            }
        }

        return new AnalysisTable(output, [.. sink.Table(output).Columns.Select(static c => new AnalysisColumn(c.Name, UserQuestions.NameOf(c.Type)))], sink.Batches(output).Sum(static b => (long)b.RowCount), rows);
    }

    private static Method MethodOf(OperatorDescription d) => new(
        d.Name, d.Area, WordsOf(d.Title), WordsOf(d.Summary), [.. d.Parameters.Select(ParameterOf)], [.. d.Outputs.Select(static o => new MethodOutput(o.Name, WordsOf(o.Summary), o.Columns))],
        d.References, d.GivesModel, d.TakesModel, !d.NeedsNoInput, [.. d.Inputs.Select(static i => i.Name)]);

    private static MethodParameter ParameterOf(OperatorParameter p) => new(
        p.Name, WordsOf(p.Summary), p.Schema["type"]!.GetValue<string>(), p.IsRequired, p.IsColumn, p.DefaultText,
        p.Schema["enum"]?.AsArray().Select(static c => c!.GetValue<string>()).ToList(), p.Schema["minimum"]?.GetValue<double>(), p.Schema["maximum"]?.GetValue<double>());

    private static AnalysisWords WordsOf(Words words) => new(words.Zh, words.En);

    private async Task<long> NewestLoadAsync(CancellationToken cancellationToken)
    {
        await using var result = await node.Warehouse.QueryAsync("select coalesce(max(load_id), 0) as load_id from sys.load", Authorisation.ForPlatform("analysis record"), cancellationToken);
        return await result.NextAsync(cancellationToken) is { RowCount: > 0 } batch ? batch[0].Lane(0) : 0;
    }
}
