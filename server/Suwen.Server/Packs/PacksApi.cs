using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Scenarios;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Server.Packs.Export;
using Suwen.Server.Sql;
using Suwen.Storage;

namespace Suwen.Server.Packs;

/// <summary>Packs: what there is, their views and rows, runs.</summary>
internal static class PacksApi
{
    private const int DefaultLimit = 1000;
    private const int MaxLimit = 10_000;

    public static void MapPacksApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/packs").WithTags("packs");
        group.MapGet("", ListAsync).WithName("getPacks").RequirePermission(Permission.PackRead, "pack").WithProblems(401, 403);
        group.MapGet("/{id}", ShowAsync).WithName("getPack").RequirePermission(Permission.PackRead, "pack").WithProblems(401, 403, 404);
        group.MapGet("/{id}/runs", RunsAsync).WithName("getPackRuns").RequirePermission(Permission.PackRead, "pack").WithProblems(401, 403, 404);
        group.MapGet("/{id}/page", PageAsync).WithName("getPackPage").RequirePermission(Permission.PackRead, "pack").WithProblems(401, 403, 404);
        group.MapGet("/{id}/export", ExportAsync).WithName("exportPack").RequirePermission(Permission.PackRead, "export").Audited().WithProblems(400, 401, 403, 404, 409);
        group.MapPost("/{id}/rows", RowsAsync).WithName("getPackRows").RequirePermission(Permission.PackRead, "pack").WithProblems(400, 401, 403, 404);
        group.MapPost("/{id}/values", ValuesAsync).WithName("getPackValues").RequirePermission(Permission.PackRead, "pack").WithProblems(400, 401, 403, 404);
        group.MapFindings();
        group.MapManagement();
        group.MapPost("/{id}/runs", StartAsync).WithName("startPack").RequirePermission(Permission.PackRun, "pack").WithProblems(401, 403, 404, 409);
    }

    private static async Task<Ok<IReadOnlyList<PackItem>>> ListAsync(HttpContext context, SuwenNode node, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<PackItem>>([.. (await node.Packs.AllAsync(cancellationToken)).Where(p => IsOpen(p, context)).Select(p => PackViews.ItemOf(node.Packs, p))]);

    private static async Task<Results<Ok<PackDetail>, ProblemAnswer>> ShowAsync(string id, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, context, node, cancellationToken) is not { } pack)
        {
            return NoPack();
        }

        return TypedResults.Ok(PackViews.DetailOf(node.Packs, pack, await node.Packs.StandingAsync(id, cancellationToken), PackAnswers.SetOf(node, pack)));
    }

    private static async Task<Results<Ok<IReadOnlyList<PackRunView>>, ProblemAnswer>> RunsAsync(string id, HttpContext context, SuwenNode node, CancellationToken cancellationToken) =>
        await FindAsync(id, context, node, cancellationToken) is null
            ? NoPack()
            : TypedResults.Ok<IReadOnlyList<PackRunView>>([.. node.Packs.Runs(id, 50).Select(PackViews.RunOf)]);

    /// <summary>The reference page, in Markdown.</summary>
    private static async Task<Results<ContentHttpResult, ProblemAnswer>> PageAsync(string id, HttpContext context, SuwenNode node, CancellationToken cancellationToken) =>
        await FindAsync(id, context, node, cancellationToken) is { } pack ? TypedResults.Text(PackDocument.Write(pack), "text/markdown; charset=utf-8") : NoPack();

    private static async Task<Results<Ok<PackRows>, ProblemAnswer>> RowsAsync(string id, PackRowsRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        var limit = request.Limit ?? DefaultLimit;
        if (limit is < 1 or > MaxLimit || request.Offset is < 0 or > 10_000_000)
        {
            return ProblemAnswer.BadRequest($"limit must be 1 to {MaxLimit}.", "limit", "Ask for fewer rows.");
        }

        if (await FindAsync(id, context, node, cancellationToken) is not { } pack || !pack.IsValid)
        {
            return NoPack();
        }

        var answer = await PackAnswers.ReadAsync(node, pack, request, Scope(context), limit, cancellationToken);
        return answer.Rows is { } rows ? TypedResults.Ok(rows) : answer.Refusal!;
    }

    /// <summary>The pack's page as one file of HTML. What is of level 4 or 5 does not leave this way: it needs an approved request (see exports).</summary>
    private static async Task<Results<FileContentHttpResult, ProblemAnswer>> ExportAsync(string id, string? lang, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (lang is not (null or "zh" or "en"))
        {
            return ProblemAnswer.BadRequest("lang is zh or en.", "lang", "Leave it out for Chinese.");
        }

        if (await FindAsync(id, context, node, cancellationToken) is not { IsValid: true } pack)
        {
            return NoPack();
        }

        var export = await PackExport.MakeAsync(node, pack, Authorisation.ScopeFor(context.User, Permission.PackRead, Purpose.Operations), lang == "en", cancellationToken);
        return export.Refusal is { } refusal
            ? ProblemAnswer.Conflict(refusal, "id", export.WhatToDo!)
            : TypedResults.File(Encoding.UTF8.GetBytes(export.Html!), "text/html; charset=utf-8", pack.Id + ".html");
    }

    private static async Task<Results<Ok<IReadOnlyList<object?>>, ProblemAnswer>> ValuesAsync(string id, PackValuesRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, context, node, cancellationToken) is not { IsValid: true } pack || pack.Find(request.Result) is not { } result || result.Columns.FirstOrDefault(c => c.Name == request.Column) is not { } column)
        {
            return NoPack();
        }

        if (!(await node.Packs.StandingAsync(id, cancellationToken)).ContainsKey(result.Name))
        {
            return TypedResults.Ok<IReadOnlyList<object?>>([]);
        }

        return TypedResults.Ok<IReadOnlyList<object?>>(await node.Warehouse.ReadAsync(PackQuery.ValuesOf(pack, result, column), Scope(context), static (b, r) => UserQuestions.JsonValueOf(b[0].Value(r)), cancellationToken));
    }

    private static async Task<Results<Accepted, ProblemAnswer>> StartAsync(string id, HttpContext context, SuwenNode node, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, context, node, cancellationToken) is not { } pack)
        {
            return NoPack();
        }

        try
        {
            var run = node.Packs.RunAsync(pack, null, context.User.Identity!.Name!, false, lifetime.ApplicationStopping);

            // What keeps it from beginning is told at once; how it goes stands in the runs.
            if (run.IsFaulted)
            {
                await run;
            }
        }
        catch (SuwenFault e)
        {
            return ProblemAnswer.Conflict(e.What, id, e.WhatToDo);
        }

        return TypedResults.Accepted((string?)null);
    }

    internal static ReadScope Scope(HttpContext context) => Authorisation.ScopeFor(context.User, Permission.PackRead, Purpose.Operations);

    internal static async Task<Pack?> FindAsync(string id, HttpContext context, SuwenNode node, CancellationToken cancellationToken) =>
        await node.Packs.FindAsync(id, cancellationToken) is { } pack && IsOpen(pack, context) ? pack : null;

    private static bool IsOpen(Pack pack, HttpContext context) => !pack.IsLibrary && (pack.ReadRoles is null || context.User.FindAll(Authorisation.RoleClaim).Any(c => pack.ReadRoles.Contains(c.Value)));

    internal static ProblemAnswer NoPack() => ProblemAnswer.NotFound("There is no such pack, or no such result in it.", "id");
}
