using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Scenarios;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
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
        group.MapPost("/{id}/rows", RowsAsync).WithName("getPackRows").RequirePermission(Permission.PackRead, "pack").WithProblems(400, 401, 403, 404);
        group.MapPost("/{id}/values", ValuesAsync).WithName("getPackValues").RequirePermission(Permission.PackRead, "pack").WithProblems(400, 401, 403, 404);
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

        return TypedResults.Ok(PackViews.DetailOf(node.Packs, pack, await node.Packs.StandingAsync(id, cancellationToken), SetOf(node, pack)));
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

        var set = SetOf(node, pack);
        var standing = await node.Packs.StandingAsync(id, cancellationToken);
        var asOf = standing.Values.Select(static s => s.AsOf).FirstOrDefault(static a => a.Length > 0);
        if (PackQuery.Of(pack, request, c => PackParameters.Condition(pack, c, set, asOf, node.Warehouse.Dialect), limit + 1) is not { } query)
        {
            return ProblemAnswer.NotFound("The pack has no such view, rule or result.", "view");
        }

        if (query.Fault is { } fault)
        {
            return ProblemAnswer.BadRequest(fault, "filters", "The columns are those of the result.");
        }

        if (standing.GetValueOrDefault(query.Result.Name) is not { } stands)
        {
            return TypedResults.Ok(new PackRows(query.Result.Name, [.. query.Columns.Select(PackViews.ColumnOf)], [], false, [], null, "never-run"));
        }

        return await AnswerAsync(pack, query, Scope(context), stands.AsOf, stands.StaleReason, limit, node, cancellationToken);
    }

    private static async Task<Results<Ok<PackRows>, ProblemAnswer>> AnswerAsync(Pack pack, PackQuery query, ReadScope scope, string asOf, string? stale, int limit, SuwenNode node, CancellationToken cancellationToken)
    {
        var masks = scope.Tables!.GetValueOrDefault($"{pack.Schema}.{query.Result.Name}")?.Masks;
        try
        {
            var rows = new List<IReadOnlyList<object?>>();
            await using var answer = await UserSql.RunAsync(node.Warehouse, query.Statement, scope, UserSqlLimits.Default, cancellationToken);
            while (rows.Count <= limit && await answer.NextAsync(cancellationToken) is { } batch)
            {
                for (var row = 0; row < batch.RowCount; row++)
                {
                    rows.Add([.. Enumerable.Range(0, batch.Columns.Count).Select(c => UserQuestions.JsonValueOf(batch[c].Value(row)))]);
                }
            }

            var isTruncated = rows.Count > limit;
            return TypedResults.Ok(new PackRows(
                query.Result.Name, [.. query.Columns.Select(PackViews.ColumnOf)], isTruncated ? rows[..limit] : rows, isTruncated,
                [.. query.Columns.Select(static c => c.Name).Where(c => masks?.ContainsKey(c) == true)], asOf, stale));
        }
        catch (WarehouseException e) when (e.Fault is WarehouseFault.Statement or WarehouseFault.Limit)
        {
            return new ProblemAnswer(new Problem(400, "The rows cannot be read", "caller", e.Message, query.Result.Name, "Run the pack again; narrow the filters."));
        }
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

    private static ReadScope Scope(HttpContext context) => Authorisation.ScopeFor(context.User, Permission.PackRead, Purpose.Operations);

    private static IReadOnlyDictionary<string, string> SetOf(SuwenNode node, Pack pack)
    {
        try
        {
            return node.Packs.ParametersOf(pack);
        }
        catch (SuwenFault)
        {
            return new Dictionary<string, string>();
        }
    }

    private static async Task<Pack?> FindAsync(string id, HttpContext context, SuwenNode node, CancellationToken cancellationToken) =>
        await node.Packs.FindAsync(id, cancellationToken) is { } pack && IsOpen(pack, context) ? pack : null;

    private static bool IsOpen(Pack pack, HttpContext context) => pack.ReadRoles is null || context.User.FindAll(Authorisation.RoleClaim).Any(c => pack.ReadRoles.Contains(c.Value));

    private static ProblemAnswer NoPack() => ProblemAnswer.NotFound("There is no such pack, or no such result in it.", "id");
}
