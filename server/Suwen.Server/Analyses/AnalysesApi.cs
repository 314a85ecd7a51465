using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Analysis;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Storage;

namespace Suwen.Server.Analyses;

/// <summary>Methods of analysis, analyses that were run, and the shelf of models.</summary>
internal static class AnalysesApi
{
    private const int NameLength = 80;

    public static void MapAnalysesApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("analyses");
        group.MapGet("/operators", static () => TypedResults.Ok(AnalysisDesk.Methods)).WithName("getOperators").RequirePermission(Permission.SqlQuery, "analysis").WithProblems(401, 403);
        group.MapGet("/analyses", List).WithName("getAnalyses").RequirePermission(Permission.SqlQuery, "analysis").WithProblems(401, 403);
        group.MapPost("/analyses", RunAsync).WithName("runAnalysis").RequirePermission(Permission.SqlQuery, "analysis").WithProblems(400, 401, 403);
        group.MapGet("/analyses/{id}", Find).WithName("getAnalysis").RequirePermission(Permission.SqlQuery, "analysis").WithProblems(401, 403, 404);
        group.MapPost("/analyses/{id}/rerun", RerunAsync).WithName("rerunAnalysis").RequirePermission(Permission.SqlQuery, "analysis").WithProblems(400, 401, 403, 404);
        group.MapGet("/models", static (AnalysisDesk desk) => TypedResults.Ok(desk.Store.Models(null))).WithName("getModels").RequirePermission(Permission.SqlQuery, "analysis").WithProblems(401, 403);
        group.MapPost("/models", KeepAsync).WithName("keepModel").RequirePermission(Permission.SqlQuery, "analysis").WithProblems(400, 401, 403, 404);
    }

    private static Ok<IReadOnlyList<AnalysisSummary>> List(HttpContext context, AnalysisDesk desk) => TypedResults.Ok(desk.ListFor(context.User, 200));

    private static Results<Ok<Analysis>, ProblemAnswer> Find(string id, HttpContext context, AnalysisDesk desk) =>
        desk.FindFor(context.User, id) is { } found ? TypedResults.Ok(found) : ProblemAnswer.NotFound("There is no such analysis of yours.", "id");

    private static async Task<Results<Ok<Analysis>, ProblemAnswer>> RunAsync(AnalysisRequest request, HttpContext context, AnalysisDesk desk, CancellationToken cancellationToken) =>
        await GuardAsync(() => desk.RunAsync(context.User, request, null, cancellationToken));

    private static async Task<Results<Ok<Analysis>, ProblemAnswer>> RerunAsync(string id, HttpContext context, AnalysisDesk desk, CancellationToken cancellationToken)
    {
        if (desk.FindFor(context.User, id) is not { } found)
        {
            return ProblemAnswer.NotFound("There is no such analysis of yours.", "id");
        }

        var r = found.Record;
        return await GuardAsync(() => desk.RunAsync(context.User, new AnalysisRequest(r.Operator, r.Title, r.Sql, r.Settings, r.ModelName, r.ModelVersion), r.Id, cancellationToken));
    }

    private static async Task<Results<Ok<ShelfModel>, ProblemAnswer>> KeepAsync(KeepModelRequest request, HttpContext context, AnalysisDesk desk, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > NameLength)
        {
            return ProblemAnswer.BadRequest($"A model needs a name of 1 to {NameLength} characters.", "name", "Name it after what it predicts.");
        }

        return await desk.KeepAsync(context.User, request, cancellationToken) is { } kept
            ? TypedResults.Ok(kept)
            : ProblemAnswer.NotFound("There is no such analysis of yours, or it gave no model.", "analysisId");
    }

    private static async Task<Results<Ok<Analysis>, ProblemAnswer>> GuardAsync(Func<Task<Analysis>> run)
    {
        try
        {
            return TypedResults.Ok(await run());
        }
        catch (OperatorException e)
        {
            return ProblemAnswer.BadRequest(e.Message, e.Fault == OperatorFault.Parameters ? "settings" : "sql", e.WhatToDo);
        }
        catch (WarehouseException e) when (e.Fault is WarehouseFault.Statement or WarehouseFault.Limit)
        {
            return ProblemAnswer.BadRequest(e.Message, "sql", "Correct the statement; the tables and columns are those of the catalogue.");
        }
    }
}
