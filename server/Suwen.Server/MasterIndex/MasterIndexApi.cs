using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Governance.MasterIndex.Linkage;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.MasterIndex;

/// <summary>The master index: who is whom, asked online and decided by stewards.</summary>
internal static class MasterIndexApi
{
    private const int DefaultLimit = 30;
    private const int MaxLimit = 200;
    private const int MaxCandidates = 50;

    public static void MapMasterIndexApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/mpi").WithTags("mpi");
        group.MapGet("", StateAsync).WithName("getIndexState").RequirePermission(Permission.IndexRead, "index").WithProblems(401, 403);
        group.MapPost("/match", MatchAsync).WithName("matchPerson").RequirePermission(Permission.IndexRead, "index", Purpose.Treatment).WithProblems(400, 401, 403, 409);
        group.MapGet("/cases", ListAsync).WithName("listIdentityCases").RequirePermission(Permission.IndexSteward, "index").WithProblems(400, 401, 403);
        group.MapGet("/cases/{id:long}", GetAsync).WithName("getIdentityCase").RequirePermission(Permission.IndexSteward, "index").WithProblems(401, 403, 404);
        group.MapPost("/cases", TakeUpAsync).WithName("takeUpIdentityCase").RequirePermission(Permission.IndexSteward, "index").WithProblems(400, 401, 403);
        group.MapPost("/cases/{id:long}/decision", DecideAsync).WithName("decideIdentityCase").RequirePermission(Permission.IndexSteward, "index").WithProblems(400, 401, 403, 404, 409);
        group.MapPost("/cases/{id:long}/confirmation", ConfirmAsync).WithName("confirmIdentityCase").RequirePermission(Permission.IndexSteward, "index").WithProblems(400, 401, 403, 404, 409);
        group.MapPost("/cases/{id:long}/undo", UndoAsync).WithName("undoIdentityCase").RequirePermission(Permission.IndexSteward, "index").WithProblems(400, 401, 403, 404, 409);
        group.MapPost("/cases/{id:long}/assignment", AssignAsync).WithName("assignIdentityCase").RequirePermission(Permission.IndexSteward, "index").WithProblems(401, 403, 404, 409);
        group.MapGet("/clusters/{id:long}", ClusterAsync).WithName("getIdentityCluster").RequirePermission(Permission.IndexSteward, "index").WithProblems(401, 403, 404);
        group.MapPost("/split", SplitAsync).WithName("splitPerson").RequirePermission(Permission.IndexSteward, "index").WithProblems(400, 401, 403, 404, 409);
    }

    private static async Task<Ok<IdentityState>> StateAsync(HttpContext context, SuwenNode node, IdentityQueue queue, IdentityIndex index, CancellationToken cancellationToken)
    {
        var cases = await queue.ReadAsync(cancellationToken);
        var scope = Authorisation.ScopeFor(context.User, Permission.IndexRead, Purpose.Operations);
        var last = cases.LastRun();
        var rows = await node.Warehouse.ReadAsync(WarehouseReading.Sql("MasterIndex/counts.sql"), scope, (b, r) => new IdentityState(
            b[0].Lane(r), b[1].Lane(r), b[2].Lane(r), b.LongOrNull(3, r) ?? 0, b[4].Lane(r), b[5].Lane(r), b[6].Lane(r), b[7].Lane(r), b[8].Lane(r),
            cases.CountOf("open") + cases.CountOf("unsure"), cases.CountOf("proposed"), index.Count, index.Model ?? (last is { } run ? LinkageModel.FromJson(run.Model)?.Version : null), last?.At), cancellationToken);
        return TypedResults.Ok(rows[0]);
    }

    private static Results<Ok<MatchAnswers>, ProblemAnswer> MatchAsync(MatchRequest request, IdentityIndex index)
    {
        if (request.Limit is < 1 or > MaxCandidates)
        {
            return ProblemAnswer.BadRequest($"limit must be 1 to {MaxCandidates}.", "limit", "Ask for fewer candidates.");
        }

        var profile = ProfileOf(request);
        if (profile with { Id = 0, Source = null, Sex = null } == new PersonProfile { Id = 0 })
        {
            return ProblemAnswer.BadRequest("Nothing is said of the person.", "body", "Send at least a name, a birth date, a national ID or a telephone number.");
        }

        return index.Match(profile, request.Limit) is { } candidates
            ? TypedResults.Ok(new MatchAnswers(candidates, index.Model!))
            : NotReady();
    }

    internal static ProblemAnswer NotReady() =>
        ProblemAnswer.Conflict("The online index is not filled yet.", "index", "Run suwen mpi link once, so that there is a model; after a start wait until the persons are read.");

    private static async Task<Results<Ok<IdentityCasePage>, ProblemAnswer>> ListAsync(
        HttpContext context, SuwenNode node, IdentityQueue queue, CancellationToken cancellationToken, string? status = null, string? kind = null, long after = 0, int limit = DefaultLimit)
    {
        if (limit is < 1 or > MaxLimit || after < 0)
        {
            return ProblemAnswer.BadRequest($"limit must be 1 to {MaxLimit} and after a place that an earlier page named.", "limit, after", "Ask for fewer cases at a time and page with after.");
        }

        if (status is not (null or "open" or "unsure" or "proposed" or "decided" or "closed"))
        {
            return ProblemAnswer.BadRequest("status must be open, unsure, proposed, decided or closed.", "status", "Leave it out for all.");
        }

        var queries = Queries(context, node);
        var cases = await queue.ReadAsync(cancellationToken);
        var (rows, total) = cases.List(status, kind, after, limit);
        var items = new List<IdentityCase>(rows.Count);
        foreach (var row in rows)
        {
            items.Add(await queries.DescribeAsync(row, cancellationToken));
        }

        return TypedResults.Ok(new IdentityCasePage(items, after + rows.Count < total ? (after + rows.Count).ToString(CultureInfo.InvariantCulture) : null, total));
    }

    private static async Task<Results<Ok<IdentityCaseDetail>, ProblemAnswer>> GetAsync(long id, HttpContext context, SuwenNode node, IdentityCases cases, CancellationToken cancellationToken)
    {
        if (cases.Find(id) is not { } row)
        {
            return ProblemAnswer.NotFound("There is no such case.", "id");
        }

        context.Features.Set(new AuditedPerson(row.LeftPerson));
        return TypedResults.Ok(await Queries(context, node).DetailAsync(row, cases.StepsOf(id), cancellationToken));
    }

    private static async Task<Results<Ok<IdentityCaseDetail>, ProblemAnswer>> TakeUpAsync(PairRequest request, HttpContext context, SuwenNode node, IdentityCases cases, CancellationToken cancellationToken)
    {
        var (id, problem) = await new IdentityDecisions(node, cases).TakeUpAsync(request.LeftPerson, request.RightPerson, cancellationToken);
        return problem is not null ? problem : await GetAsync(id, context, node, cases, cancellationToken);
    }

    private static Task<Results<Ok<IdentityCaseDetail>, ProblemAnswer>> DecideAsync(long id, DecideRequest request, HttpContext context, SuwenNode node, IdentityCases cases, CancellationToken cancellationToken) =>
        AnswerAsync(id, context, node, cases, (decisions, user) => decisions.DecideAsync(id, user, request, cancellationToken), cancellationToken);

    private static Task<Results<Ok<IdentityCaseDetail>, ProblemAnswer>> ConfirmAsync(long id, ConfirmRequest request, HttpContext context, SuwenNode node, IdentityCases cases, CancellationToken cancellationToken) =>
        AnswerAsync(id, context, node, cases, (decisions, user) => decisions.ConfirmAsync(id, user, request, cancellationToken), cancellationToken);

    private static Task<Results<Ok<IdentityCaseDetail>, ProblemAnswer>> UndoAsync(long id, UndoRequest request, HttpContext context, SuwenNode node, IdentityCases cases, CancellationToken cancellationToken) =>
        AnswerAsync(id, context, node, cases, (decisions, user) => decisions.UndoAsync(id, user, request, cancellationToken), cancellationToken);

    private static Task<Results<Ok<IdentityCaseDetail>, ProblemAnswer>> AssignAsync(long id, AssignRequest request, HttpContext context, SuwenNode node, IdentityCases cases, CancellationToken cancellationToken) =>
        AnswerAsync(id, context, node, cases, (decisions, user) => Task.FromResult(decisions.Assign(id, user, request)), cancellationToken);

    private static async Task<Results<Ok<IdentityCaseDetail>, ProblemAnswer>> AnswerAsync(
        long id, HttpContext context, SuwenNode node, IdentityCases cases, Func<IdentityDecisions, string, Task<ProblemAnswer?>> decide, CancellationToken cancellationToken)
    {
        var user = Authorisation.ScopeFor(context.User, Permission.IndexSteward, Purpose.Operations).Principal;
        return await decide(new IdentityDecisions(node, cases), user) is { } problem ? problem : await GetAsync(id, context, node, cases, cancellationToken);
    }

    private static async Task<Results<Ok<IdentityCluster>, ProblemAnswer>> ClusterAsync(long id, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (await Queries(context, node).ClusterAsync(id, cancellationToken) is not { } cluster)
        {
            return ProblemAnswer.NotFound("There is no person with this id.", "id");
        }

        context.Features.Set(new AuditedPerson(long.Parse(cluster.PersonId, CultureInfo.InvariantCulture)));
        return TypedResults.Ok(cluster);
    }

    private static async Task<Results<Ok<IdentityCluster>, ProblemAnswer>> SplitAsync(SplitRequest request, HttpContext context, SuwenNode node, IdentityCases cases, CancellationToken cancellationToken)
    {
        var user = Authorisation.ScopeFor(context.User, Permission.IndexSteward, Purpose.Operations).Principal;
        var (_, problem) = await new IdentityDecisions(node, cases).SplitAsync(user, request, cancellationToken);
        return problem is not null ? problem : await ClusterAsync(long.Parse(request.SourcePerson, CultureInfo.InvariantCulture), context, node, cancellationToken);
    }

    private static IdentityQueries Queries(HttpContext context, SuwenNode node) =>
        new(node, Authorisation.ScopeFor(context.User, Permission.IndexSteward, Purpose.Operations));

    private static PersonProfile ProfileOf(MatchRequest r) => new()
    {
        Id = 0,
        Source = r.Source,
        FullName = r.FullName,
        FamilyName = r.FamilyName,
        GivenName = r.GivenName,
        BirthDate = r.BirthDate,
        Sex = r.Sex,
        NationalId = r.NationalId,
        Phone = r.Phone,
        Email = r.Email,
        Street = r.Address,
        District = r.CountyCode,
        Postcode = r.Postcode,
        InsuranceNo = r.InsuranceNo,
        RecordNo = r.RecordNo,
        GuardianName = r.GuardianName,
    };
}
