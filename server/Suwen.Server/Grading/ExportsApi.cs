using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Governance.Grading;
using Suwen.Security;
using Suwen.Security.Grading;
using Suwen.Server.CommandLine;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Server.Sql;
using Suwen.Storage;

namespace Suwen.Server.Grading;

/// <summary>
/// Data that leaves as a file. Up to level 3 at once; levels 4 and 5 after another person has approved the very statement
/// (GB/T 39725-2020, clause 8.1 and appendix D: application and approval).
/// </summary>
internal static class ExportsApi
{
    private const int MaxStatement = 100_000;

    private static readonly UserSqlLimits Limits = new(TimeSpan.FromMinutes(10), 10_000_000);

    public static void MapExportsApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/exports").WithTags("exports");
        group.MapGet("", Own).WithName("getOwnExports").RequirePermission(Permission.SqlQuery, "export").WithProblems(401, 403);
        group.MapGet("/all", All).WithName("getAllExports").RequirePermission(Permission.DeidentifyApprove, "export").WithProblems(401, 403);
        group.MapPost("/level", Level).WithName("getExportLevel").RequirePermission(Permission.SqlQuery, "export").WithProblems(400, 401, 403);
        group.MapPost("", Ask).WithName("askExport").RequirePermission(Permission.SqlQuery, "export").WithProblems(400, 401, 403);
        group.MapPost("/{id}/decision", Decide).WithName("decideExport").RequirePermission(Permission.DeidentifyApprove, "export").WithProblems(400, 401, 403, 404, 409);
        group.MapPost("/file", TakeAsync).WithName("takeExport").RequirePermission(Permission.SqlQuery, "export", Purpose.Research).WithProblems(400, 401, 403, 404, 409);
    }

    private static Ok<IReadOnlyList<ExportView>> Own(HttpContext context, SuwenNode node) =>
        TypedResults.Ok<IReadOnlyList<ExportView>>([.. node.Grades.Exports().Where(e => e.By == NameOf(context.User)).Select(ExportView.Of)]);

    private static Ok<IReadOnlyList<ExportView>> All(SuwenNode node) =>
        TypedResults.Ok<IReadOnlyList<ExportView>>([.. node.Grades.Exports().Select(ExportView.Of)]);

    private static Results<Ok<ExportLevel>, ProblemAnswer> Level(ExportStatement request, HttpContext context, SuwenNode node) =>
        TryLevel(node, context.User, request.Sql, out var level, out var refusal) ? TypedResults.Ok(new ExportLevel((int)level, level >= DataLevel.Narrow)) : refusal!;

    private static Results<Ok<ExportView>, ProblemAnswer> Ask(ExportAsk request, HttpContext context, SuwenNode node)
    {
        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            return ProblemAnswer.BadRequest("A request needs a reason.", "reason", "Say what the data is for.");
        }

        return TryLevel(node, context.User, request.Sql, out var level, out var refusal)
            ? TypedResults.Ok(ExportView.Of(node.Grades.RequestExport(NameOf(context.User), request.Sql, level, request.Reason)))
            : refusal!;
    }

    private static Results<Ok<ExportView>, ProblemAnswer> Decide(string id, ExportJudgement judgement, HttpContext context, SuwenNode node)
    {
        if (node.Grades.FindExport(id) is not { } request)
        {
            return ProblemAnswer.NotFound("There is no such request.", "id");
        }

        if (string.IsNullOrWhiteSpace(judgement.Reason))
        {
            return ProblemAnswer.BadRequest("A decision needs a reason.", "reason", "Say why.");
        }

        return node.Grades.DecideExport(request.Id, judgement.Approve, NameOf(context.User), judgement.Reason) is { } decided
            ? TypedResults.Ok(ExportView.Of(decided))
            : ProblemAnswer.Conflict("The request is decided already, or it is your own.", "id", "Another person must decide about a request.");
    }

    private static async Task<Results<PushStreamHttpResult, ProblemAnswer>> TakeAsync(ExportTake take, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(take.Sql) == string.IsNullOrEmpty(take.Id))
        {
            return ProblemAnswer.BadRequest("Either sql or id is given.", "sql", "Send a statement of level 1 to 3, or the id of an approved request.");
        }

        var request = take.Id is null ? null : node.Grades.FindExport(take.Id);
        if (take.Id is not null && (request is null || request.By != NameOf(context.User)))
        {
            return ProblemAnswer.NotFound("You have no such request.", "id");
        }

        var sql = request?.Statement ?? take.Sql!;
        if (!TryLevel(node, context.User, sql, out var level, out var refusal))
        {
            return refusal!;
        }

        if (level >= DataLevel.Narrow && RefusalOf(node, request, level, context) is { } notNow)
        {
            return notNow;
        }

        return await StreamAsync(node, ScopeOf(context.User), sql, cancellationToken);
    }

    /// <summary>Levels may have risen since the approval: then it does not cover what would leave now.</summary>
    private static ProblemAnswer? RefusalOf(SuwenNode node, ExportRequest? request, DataLevel level, HttpContext context) =>
        request is null ? ProblemAnswer.Conflict($"The data is of level {(int)level} and needs an approval.", "sql", "Ask for it with POST /api/exports.")
        : !node.Grades.MayTake(request, NameOf(context.User)) ? ProblemAnswer.Conflict("The request is not approved, or the approval has expired.", "id", "Wait for the approval, or ask again.")
        : level > request.Level ? ProblemAnswer.Conflict("The data has a higher level than when this was approved.", "id", "Ask again.")
        : null;

    private static async Task<Results<PushStreamHttpResult, ProblemAnswer>> StreamAsync(SuwenNode node, ReadScope scope, string sql, CancellationToken cancellationToken)
    {
        IQueryResult result;
        try
        {
            result = await UserSql.RunAsync(node.Warehouse, sql, scope, Limits, cancellationToken);
        }
        catch (WarehouseException e) when (e.Fault is WarehouseFault.Statement or WarehouseFault.Limit)
        {
            return ProblemAnswer.BadRequest(e.Message, "sql", "Correct the statement.");
        }

        return TypedResults.Stream(
            async stream =>
            {
                await using (result)
                await using (var writer = new StreamWriter(stream, new UTF8Encoding(true), 64 << 10) { NewLine = "\n" })
                {
                    await SqlCommand.WriteCsvAsync(result, writer, cancellationToken);
                }
            },
            "text/csv; charset=utf-8",
            "suwen-export.csv");
    }

    private static bool TryLevel(SuwenNode node, ClaimsPrincipal user, string sql, out DataLevel level, out ProblemAnswer? refusal)
    {
        (level, refusal) = (DataLevel.Minimal, null);
        if (string.IsNullOrWhiteSpace(sql) || sql.Length > MaxStatement)
        {
            refusal = ProblemAnswer.BadRequest("sql must be a SELECT of at most 100,000 characters.", "sql", "Write one SELECT.");
            return false;
        }

        try
        {
            level = UserQuestions.LevelOf(node, ScopeOf(user), sql);
            return true;
        }
        catch (WarehouseException e) when (e.Fault is WarehouseFault.Statement or WarehouseFault.Limit)
        {
            refusal = ProblemAnswer.BadRequest(e.Message, "sql", "Correct the statement; the tables and columns are those of the catalogue.");
            return false;
        }
    }

    private static ReadScope ScopeOf(ClaimsPrincipal user) => Authorisation.ScopeFor(user, Permission.SqlQuery, Purpose.Research);

    private static string NameOf(ClaimsPrincipal user) => user.Identity!.Name!;
}
