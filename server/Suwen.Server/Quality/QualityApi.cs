using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Governance.Gate.Decisions;
using Suwen.Governance.Quality;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Server.Sql;
using Suwen.Storage;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Server.Quality;

/// <summary>A row that violates a check.</summary>
/// <param name="Table">Its table.</param>
/// <param name="RowId">Its key, as text: it can be beyond 2^53 in other systems.</param>
/// <param name="Source">Name of its source.</param>
/// <param name="Position">The landing entry that it came from.</param>
/// <param name="RecordNumber">The record in that entry, from 0.</param>
/// <param name="Values">What the row holds, as far as the caller may read it; null where the caller may read no rows.</param>
internal sealed record ViolationAnswer(string Table, string? RowId, string? Source, string? Position, int? RecordNumber, IReadOnlyDictionary<string, object?>? Values);

/// <summary>A run that was kept.</summary>
internal sealed record RunAnswer(long Id, DateTimeOffset StartedAt, double Seconds, string By, string? Table, string? Check, string? Source, long Checks, long Passed, long Failed, long NotApplicable, long Errors);

/// <summary>A score, 0 to 100: the weighted share of checks that passed.</summary>
/// <param name="RunId">Run.</param>
/// <param name="At">When it was.</param>
/// <param name="Source">Name of the source; null for all.</param>
/// <param name="Category">Dimension; null for all.</param>
/// <param name="Table">Table; null for all.</param>
/// <param name="Month">First day of the month of the rows; null for all.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Weight">Sum of the weights of the checks that apply.</param>
internal sealed record ScoreAnswer(long RunId, DateTimeOffset At, string? Source, string? Category, string? Table, DateOnly? Month, double Score, double Weight);

/// <summary>A point of a check's history.</summary>
internal sealed record TrendAnswer(long RunId, DateTimeOffset At, TallyAnswer Tally);

/// <summary>A ticket.</summary>
internal sealed record TicketAnswer(long Id, string Check, string TitleZh, string TitleEn, string? Source, string? Owner, string State, DateTimeOffset OpenedAt, string OpenedBy, DateTimeOffset DueAt, bool IsOverdue, long OpenedViolated, long Violated, long Considered);

/// <summary>A ticket with what happened to it.</summary>
internal sealed record TicketDetail(TicketAnswer Ticket, IReadOnlyList<TicketEvent> Events);

/// <summary>What to run; what is left out means all.</summary>
internal sealed record RunRequest(string? Table, string? Check, string? Source, bool? OpenTickets);

/// <summary>A ticket to open on a failing check.</summary>
internal sealed record TicketRequest([property: Required] string Check, string? Source, string? Words);

/// <summary>A change of a ticket.</summary>
internal sealed record TicketChangeRequest(string? State, string? Owner, DateTimeOffset? DueAt, string? Comment);

/// <summary>A threshold of the site.</summary>
internal sealed record ThresholdRequest([property: Required] string Check, string? Source, double Percent, [property: Required] string Why);

/// <summary>Who answers for a source, a table or a check; what is left out means all.</summary>
internal sealed record OwnerRequest(string? Check, string? Source, [property: Required] string Owner, int? Days, string? Table = null);

/// <summary>For which source, table or check nobody is named any more.</summary>
internal sealed record OwnerRemoval(string? Check, string? Source, string? Table);

/// <summary>Checks, scores and tickets of data quality.</summary>
internal static class QualityApi
{
    private const int MaxRows = 200;
    private const int MaxChecks = 2000;
    private const int HistoryRuns = 30;

    public static void MapQualityApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/quality").WithTags("quality");
        group.MapGet("/checks", ChecksAsync).WithName("listQualityChecks").RequirePermission(Permission.QualityRead, "quality").WithProblems(400, 401, 403);
        group.MapGet("/checks/{id}/rows", RowsAsync).WithName("listQualityRows").RequirePermission(Permission.QualityRead, "quality-rows").Audited().WithProblems(400, 401, 403, 404);
        group.MapGet("/checks/{id}/trend", TrendAsync).WithName("getQualityTrend").RequirePermission(Permission.QualityRead, "quality").WithProblems(401, 403, 404);
        group.MapGet("/scores", ScoresAsync).WithName("getQualityScores").RequirePermission(Permission.QualityRead, "quality").WithProblems(401, 403);
        group.MapGet("/runs", RunsAsync).WithName("listQualityRuns").RequirePermission(Permission.QualityRead, "quality").WithProblems(401, 403);
        group.MapPost("/runs", RunAsync).WithName("runQuality").RequirePermission(Permission.QualityManage, "quality").WithProblems(400, 401, 403);
        group.MapGet("/monitors", MonitorsAsync).WithName("getQualityMonitors").RequirePermission(Permission.QualityRead, "quality").WithProblems(401, 403);
        group.MapGet("/tickets", TicketsAsync).WithName("listQualityTickets").RequirePermission(Permission.QualityRead, "quality").WithProblems(401, 403);
        group.MapGet("/tickets/{id:long}", TicketAsync).WithName("getQualityTicket").RequirePermission(Permission.QualityRead, "quality").WithProblems(401, 403, 404);
        group.MapPost("/tickets", OpenTicketAsync).WithName("openQualityTicket").RequirePermission(Permission.QualityManage, "quality").WithProblems(400, 401, 403, 404);
        group.MapPost("/tickets/{id:long}", ChangeTicketAsync).WithName("changeQualityTicket").RequirePermission(Permission.QualityManage, "quality").WithProblems(400, 401, 403, 404);
        group.MapGet("/thresholds", ThresholdsAsync).WithName("listQualityThresholds").RequirePermission(Permission.QualityRead, "quality").WithProblems(401, 403);
        group.MapPost("/thresholds", SetThresholdAsync).WithName("setQualityThreshold").RequirePermission(Permission.QualityManage, "quality").WithProblems(400, 401, 403, 404);
        group.MapGet("/owners", OwnersAsync).WithName("listQualityOwners").RequirePermission(Permission.QualityRead, "quality").WithProblems(401, 403);
        group.MapPost("/owners", SetOwnerAsync).WithName("setQualityOwner").RequirePermission(Permission.QualityManage, "quality").WithProblems(400, 401, 403);
        group.MapPost("/owners/removal", RemoveOwnerAsync).WithName("removeQualityOwner").RequirePermission(Permission.QualityManage, "quality").WithProblems(401, 403, 404);
    }

    private static Results<Ok<IReadOnlyList<CheckAnswer>>, ProblemAnswer> ChecksAsync(SuwenNode node, string? status = null, string? table = null, string? category = null, string? source = null)
    {
        if (status is not (null or "passed" or "failed" or "not-applicable" or "error" or "attention"))
        {
            return ProblemAnswer.BadRequest("status must be passed, failed, not-applicable, error or attention.", "status", "attention is what failed or could not run; leave it out for all.");
        }

        var desk = QualityDesk.Open(node);
        var kept = desk.Store.LatestResults().ToLookup(r => r.CheckId, StringComparer.Ordinal);
        var answers = new List<CheckAnswer>();
        foreach (var check in desk.Catalogue.Checks.Where(c => (table is null || c.Table == table) && (category is null || QualityAnswers.Lower(c.Category) == category)))
        {
            var results = kept[check.Id].ToList();
            var overall = results.Find(r => r.Tally.Source is null);
            var judged = source is null ? overall : results.Find(r => r.Tally.Source == source);
            var name = judged is null ? null : QualityStore.NameOf(judged.Tally.Status);
            var isWanted = status is null || name == status || (status == "attention" && name is "failed" or "error");
            if (isWanted && (source is null || judged is not null) && answers.Count < MaxChecks)
            {
                answers.Add(QualityAnswers.Of(check, judged is null ? null : QualityAnswers.Of(judged.Tally), [.. results.Where(r => r.Tally.Source is not null).Select(r => QualityAnswers.Of(r.Tally))], overall?.Explanation));
            }
        }

        return TypedResults.Ok<IReadOnlyList<CheckAnswer>>(answers);
    }

    private static async Task<Results<Ok<IReadOnlyList<ViolationAnswer>>, ProblemAnswer>> RowsAsync(string id, HttpContext context, SuwenNode node, CancellationToken cancellationToken, string? source = null, int limit = 50)
    {
        if (limit is < 1 or > MaxRows)
        {
            return ProblemAnswer.BadRequest($"limit must be 1 to {MaxRows}.", "limit", "Ask for fewer rows.");
        }

        var desk = QualityDesk.Open(node);
        if (!desk.Catalogue.TryFind(id, out var check))
        {
            return ProblemAnswer.NotFound($"There is no check {id}.", "id");
        }

        // Which rows violate is the platform's finding and names nobody; what they hold is read with the caller's own scope.
        IReadOnlyList<Violation> violations;
        try
        {
            violations = await desk.ViolationsAsync(check, source, limit, cancellationToken);
        }
        catch (WarehouseException e) when (e.Fault == WarehouseFault.Statement)
        {
            return ProblemAnswer.BadRequest($"The check fails to run: {e.Message}", "id", "Correct the rule; until then it says nothing about the data.");
        }

        var permission = Authorisation.IsGranted(context.User, Permission.PersonRead) ? Permission.PersonRead : Permission.SqlQuery;
        var values = Authorisation.IsGranted(context.User, permission)
            ? await ValuesAsync(node, Authorisation.ScopeFor(context.User, permission, Purpose.Operations), violations, cancellationToken)
            : null;
        return TypedResults.Ok<IReadOnlyList<ViolationAnswer>>([.. violations.Select(v => new ViolationAnswer(
            v.Table, v.RowId?.ToString(CultureInfo.InvariantCulture), v.Source, v.EntryPosition is { } p ? new LandingPosition(p).ToString() : null, v.RecordNumber,
            values is null || v.RowId is null ? null : values.GetValueOrDefault(v.RowId.Value)))]);
    }

    private static async Task<Dictionary<long, IReadOnlyDictionary<string, object?>>> ValuesAsync(SuwenNode node, ReadScope scope, IReadOnlyList<Violation> violations, CancellationToken cancellationToken)
    {
        var values = new Dictionary<long, IReadOnlyDictionary<string, object?>>();
        var ids = violations.Where(v => v.RowId is not null).Select(v => v.RowId!.Value).Distinct().ToList();
        if (ids.Count == 0 || CanonicalModel.Table(violations[0].Table) is not { Key: { } key } table || scope.Tables?.ContainsKey(table.Name) == false)
        {
            return values;
        }

        var sql = $"select t.* from {table.Name} t where t.{key.Name} in ({string.Join(", ", ids.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"${i + 1}")))})";
        await using var result = await node.Warehouse.QueryAsync(new SqlStatement(sql, [.. ids.Cast<object?>()]), scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                var shown = new Dictionary<string, object?>();
                long id = 0;
                for (var c = 0; c < batch.Columns.Count; c++)
                {
                    var name = batch.Columns[c].Name;
                    id = name == key.Name ? batch[c].Lane(row) : id;
                    if (!batch[c].IsNull(row) && table.TryFind(name, out var column) && column.Role is not (ColumnRole.Provenance or ColumnRole.Clock))
                    {
                        shown[name] = UserQuestions.JsonValueOf(batch[c].Value(row));
                    }
                }

                values[id] = shown;
            }
        }

        return values;
    }

    private static Results<Ok<IReadOnlyList<TrendAnswer>>, ProblemAnswer> TrendAsync(string id, SuwenNode node, string? source = null)
    {
        var desk = QualityDesk.Open(node);
        return desk.Catalogue.TryFind(id, out _)
            ? TypedResults.Ok<IReadOnlyList<TrendAnswer>>([.. desk.Store.Trend(id, source, HistoryRuns).Select(p => new TrendAnswer(p.RunId, p.At, QualityAnswers.Of(p.Tally)))])
            : ProblemAnswer.NotFound($"There is no check {id}.", "id");
    }

    private static Ok<IReadOnlyList<ScoreAnswer>> ScoresAsync(SuwenNode node)
    {
        // Runs of before the platform's own decisions were left out have a score of them: it sends nothing.
        var points = QualityDesk.Open(node).Store.Scores(HistoryRuns).Where(static p => p.Score.Source != DecisionSource.SourceName).ToList();
        var newest = points.Count == 0 ? 0 : points[^1].RunId;

        // Of older runs the totals are enough for a trend.
        return TypedResults.Ok<IReadOnlyList<ScoreAnswer>>([.. points.Where(p => p.RunId == newest || p.Score is { Table: null, Month: null }).Select(p => new ScoreAnswer(
            p.RunId, p.At, p.Score.Source, p.Score.Category is { } c ? QualityAnswers.Lower(c) : null, p.Score.Table, p.Score.Month, p.Score.Value, p.Score.Weight))]);
    }

    private static Ok<IReadOnlyList<RunAnswer>> RunsAsync(SuwenNode node) =>
        TypedResults.Ok<IReadOnlyList<RunAnswer>>([.. QualityDesk.Open(node).Store.Runs(HistoryRuns).Select(Of)]);

    private static async Task<Results<Ok<RunAnswer>, ProblemAnswer>> RunAsync(RunRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        var desk = QualityDesk.Open(node);
        if (request.Check is { } check && !desk.Catalogue.Checks.Any(c => c.Id == check || c.Type == check))
        {
            return ProblemAnswer.BadRequest($"There is no check {check}.", "check", "Take the id from the list of checks.");
        }

        var wanted = new QualityRequest(request.Table, request.Check, request.Source);
        await desk.RunAsync(wanted, context.User.Identity!.Name ?? "?", request.OpenTickets ?? false, cancellationToken);
        return TypedResults.Ok(Of(desk.Store.Runs(1)[0]));
    }

    private static async Task<Ok<MonitorReading>> MonitorsAsync(QualityWatch watch, HttpContext context, CancellationToken cancellationToken) =>
        TypedResults.Ok(await watch.ReadAsync(Authorisation.ScopeFor(context.User, Permission.QualityRead, Purpose.Operations), cancellationToken));

    private static Ok<IReadOnlyList<TicketAnswer>> TicketsAsync(SuwenNode node, string? state = null, string? check = null)
    {
        var desk = QualityDesk.Open(node);
        return TypedResults.Ok<IReadOnlyList<TicketAnswer>>([.. desk.Store.Tickets(state, check).Select(t => Of(desk, node, t))]);
    }

    private static Results<Ok<TicketDetail>, ProblemAnswer> TicketAsync(long id, SuwenNode node)
    {
        var desk = QualityDesk.Open(node);
        return desk.Store.FindTicket(id) is { } found ? TypedResults.Ok(new TicketDetail(Of(desk, node, found.Ticket), found.Events)) : NoTicket(id);
    }

    private static Results<Ok<TicketAnswer>, ProblemAnswer> OpenTicketAsync(TicketRequest request, HttpContext context, SuwenNode node)
    {
        var desk = QualityDesk.Open(node);
        if (!desk.Catalogue.TryFind(request.Check, out var check))
        {
            return ProblemAnswer.NotFound($"There is no check {request.Check}.", "check");
        }

        if (desk.Store.LatestResults().FirstOrDefault(r => r.CheckId == check.Id && r.Tally.Source == request.Source) is not { Tally.Status: CheckStatus.Failed } failing)
        {
            return ProblemAnswer.BadRequest("The check does not fail there by its newest result.", "check", "Run it first, or name a source for which it fails.");
        }

        return TypedResults.Ok(Of(desk, node, desk.Store.OpenTicket(check, failing.Tally, context.User.Identity!.Name ?? "?", request.Words ?? "")));
    }

    private static Results<Ok<TicketAnswer>, ProblemAnswer> ChangeTicketAsync(long id, TicketChangeRequest request, HttpContext context, SuwenNode node)
    {
        var desk = QualityDesk.Open(node);
        try
        {
            var ticket = desk.Store.ChangeTicket(id, new TicketChange(request.State, request.Owner, request.DueAt, request.Comment), context.User.Identity!.Name ?? "?");
            return ticket is null ? NoTicket(id) : TypedResults.Ok(Of(desk, node, ticket));
        }
        catch (ArgumentException e)
        {
            return ProblemAnswer.BadRequest(e.Message.Split(" (Parameter", 2)[0], "state", "See the states of a ticket in docs/quality.md.");
        }
    }

    private static Ok<IReadOnlyList<SiteThreshold>> ThresholdsAsync(SuwenNode node) => TypedResults.Ok(QualityDesk.Open(node).Thresholds());

    private static Results<Ok<IReadOnlyList<SiteThreshold>>, ProblemAnswer> SetThresholdAsync(ThresholdRequest request, HttpContext context, SuwenNode node)
    {
        if (request.Percent is not (>= 0 and <= 100))
        {
            return ProblemAnswer.BadRequest("percent must be 0 to 100.", "percent", "It is the percent of violated rows up to which the check passes.");
        }

        var desk = QualityDesk.Open(node);
        if (!desk.Catalogue.Checks.Any(c => c.Id == request.Check || c.Type == request.Check))
        {
            return ProblemAnswer.NotFound($"There is no check {request.Check}.", "check");
        }

        desk.Store.SetThreshold(new SiteThreshold(request.Check, request.Source ?? "", request.Percent, request.Why), context.User.Identity!.Name ?? "?");
        return TypedResults.Ok(desk.Thresholds());
    }

    private static Ok<IReadOnlyList<QualityOwner>> OwnersAsync(SuwenNode node) => TypedResults.Ok(QualityDesk.Open(node).Store.Owners());

    private static async Task<Results<Ok<IReadOnlyList<QualityOwner>>, ProblemAnswer>> SetOwnerAsync(OwnerRequest request, SuwenNode node, CancellationToken cancellationToken)
    {
        var desk = QualityDesk.Open(node);
        var owner = new QualityOwner(request.Check ?? "", request.Source ?? "", request.Owner.Trim(), request.Days ?? QualityStore.DefaultDays, request.Table ?? "");
        if (await desk.RefusalAsync(owner, cancellationToken) is { } refusal)
        {
            return ProblemAnswer.BadRequest(refusal.What, refusal.Where, refusal.WhatToDo);
        }

        desk.Store.SetOwner(owner);
        return TypedResults.Ok(desk.Store.Owners());
    }

    private static Results<Ok<IReadOnlyList<QualityOwner>>, ProblemAnswer> RemoveOwnerAsync(OwnerRemoval request, SuwenNode node)
    {
        var store = QualityDesk.Open(node).Store;
        return store.RemoveOwner(request.Check ?? "", request.Table ?? "", request.Source ?? "")
            ? TypedResults.Ok(store.Owners())
            : ProblemAnswer.NotFound("Nobody is named there.", "check, table, source");
    }

    private static ProblemAnswer NoTicket(long id) => ProblemAnswer.NotFound(string.Create(CultureInfo.InvariantCulture, $"There is no ticket {id}."), "id");

    private static RunAnswer Of(RunSummary r) => new(r.Id, r.StartedAt, (r.FinishedAt - r.StartedAt).TotalSeconds, r.By, r.Request.Table, r.Request.Check, r.Request.Source, r.Checks, r.Passed, r.Failed, r.NotApplicable, r.Errors);

    private static TicketAnswer Of(QualityDesk desk, SuwenNode node, QualityTicket t)
    {
        var (zh, en) = desk.Catalogue.TryFind(t.CheckId, out var check) ? (check.TitleZh, check.TitleEn) : (t.CheckId, t.CheckId);
        var isOverdue = t.State is not ("fixed" or "accepted") && t.DueAt < node.Time.GetUtcNow();
        return new TicketAnswer(t.Id, t.CheckId, zh, en, t.Source, t.Owner, t.State, t.OpenedAt, t.OpenedBy, t.DueAt, isOverdue, t.OpenedViolated, t.Violated, t.Considered);
    }
}
