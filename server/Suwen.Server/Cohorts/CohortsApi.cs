using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Analysis.Cohorts;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.Cohorts;

/// <summary>A cohort's definition.</summary>
/// <param name="Definition">YAML, or an OHDSI cohort expression in JSON.</param>
/// <param name="LeastShown">Counts below this are not shown and the others rounded; who may not read persons is always answered so, from 10.</param>
internal sealed record CohortRequest([property: Required] string Definition, int? LeastShown);

/// <summary>A fault or a warning of a definition.</summary>
/// <param name="Where">Line, or JSON path.</param>
/// <param name="What">What is wrong.</param>
/// <param name="WhatToDo">What to do.</param>
internal sealed record CohortRemark(string Where, string What, string WhatToDo);

/// <summary>A definition as it was understood.</summary>
/// <param name="Yaml">It in YAML; null when it has faults.</param>
/// <param name="Faults">What keeps it from being used.</param>
/// <param name="Warnings">What its author should know.</param>
/// <param name="Sql">The SQL of its members, for the platform's engine; null when it has faults.</param>
/// <param name="Data">The SQL of a table to analyse: a row per membership with sex, age, days followed and death; null when it has faults.</param>
internal sealed record CohortCheck(string? Yaml, IReadOnlyList<CohortRemark> Faults, IReadOnlyList<CohortRemark> Warnings, string? Sql, string? Data);

/// <summary>A domain that the builder offers.</summary>
/// <param name="Name">Its name in a definition.</param>
/// <param name="Attributes">Its attributes: name and kind (number, date, concept, text, flag).</param>
/// <param name="HasCodes">True when value sets apply.</param>
internal sealed record CohortDomainItem(string Name, IReadOnlyDictionary<string, string> Attributes, bool HasCodes);

/// <summary>What the builder of cohorts asks. A definition speaks of no person; counts are read under the caller's scope.</summary>
internal static class CohortsApi
{
    /// <summary>The least count that is shown to whoever may not read single persons.</summary>
    private const int LeastShownWithoutPersons = 10;

    private const int MostCharacters = 1_000_000;

    public static void MapCohortsApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/cohorts").WithTags("cohorts");
        group.MapPost("/count", CountAsync).WithName("countCohort").RequirePermission(Permission.SqlQuery, "cohorts").WithProblems(400, 401, 403);
        group.MapPost("/check", Check).WithName("checkCohort").RequirePermission(Permission.SqlQuery, "cohorts").WithProblems(400, 401, 403);
        group.MapGet("", static (CohortShelf shelf) => TypedResults.Ok(shelf.List())).WithName("listCohorts").RequirePermission(Permission.SqlQuery, "cohorts").WithProblems(401, 403);
        group.MapPost("", Save).WithName("saveCohort").RequirePermission(Permission.SqlQuery, "cohorts").WithProblems(400, 401, 403);
        group.MapDelete("/{name}", Remove).WithName("removeCohort").RequirePermission(Permission.SqlQuery, "cohorts").WithProblems(401, 403, 404);
        group.MapGet("/domains", Domains).WithName("listCohortDomains").RequirePermission(Permission.SqlQuery, "cohorts").WithProblems(401, 403);
    }

    private static async Task<Results<Ok<CohortAnswer>, ProblemAnswer>> CountAsync(CohortRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (request.LeastShown is < 2 or > 1000)
        {
            return ProblemAnswer.BadRequest("leastShown must be 2 to 1000.", "leastShown", "Leave it out, or ask for 10.");
        }

        var reading = Read(request);
        if (reading.Definition is not { } definition)
        {
            return ProblemAnswer.BadRequest(string.Join(Environment.NewLine, reading.Faults), "definition", "Correct the definition; every fault is told with its line.");
        }

        var least = Authorisation.IsGranted(context.User, Permission.PersonRead) ? request.LeastShown : Math.Max(request.LeastShown ?? 0, LeastShownWithoutPersons);
        var scope = Authorisation.ScopeFor(context.User, Permission.SqlQuery, Purpose.Research);
        try
        {
            var began = Stopwatch.GetTimestamp();
            var count = await CohortCount.OfAsync(node.Warehouse, scope, definition, least is { } some ? new SmallCells(some) : null, cancellationToken);
            return TypedResults.Ok(CohortAnswer.Of(definition, count, Stopwatch.GetElapsedTime(began).TotalMilliseconds));
        }
        catch (WarehouseException e) when (e.Fault is WarehouseFault.Statement or WarehouseFault.Limit)
        {
            return new ProblemAnswer(new Problem(400, "Cohort cannot be counted", "caller", e.Message, "definition", "It may test what you may not read; take that test out."));
        }
    }

    private static Results<Ok<CohortCheck>, ProblemAnswer> Check(CohortRequest request, SuwenNode node)
    {
        var reading = Read(request);
        var definition = reading.Definition;
        var sql = definition is null ? null : CohortCompiler.Compile(definition, node.Warehouse.Dialect, CohortTarget.Members).ToText();
        return TypedResults.Ok(new CohortCheck(
            definition is null ? null : CohortYamlWriter.Write(definition),
            [.. reading.Faults.Select(static f => new CohortRemark(f.Where, f.What, f.WhatToDo))],
            [.. reading.Warnings.Select(static f => new CohortRemark(f.Where, f.What, f.WhatToDo))],
            sql,
            sql is null ? null : WarehouseReading.Sql("Cohorts/members.sql").Replace("{members}", sql, StringComparison.Ordinal)));
    }

    private static Results<Ok<SavedCohort>, ProblemAnswer> Save(CohortRequest request, HttpContext context, CohortShelf shelf)
    {
        var reading = Read(request);
        if (reading.Definition is not { } definition)
        {
            return ProblemAnswer.BadRequest(string.Join(Environment.NewLine, reading.Faults), "definition", "Correct the definition; every fault is told with its line.");
        }

        return MayChange(context, shelf.Find(definition.Name))
            ? TypedResults.Ok(shelf.Save(definition.Name, CohortYamlWriter.Write(definition), context.User.Identity?.Name ?? "?"))
            : ProblemAnswer.BadRequest("Somebody else saved a cohort of this name.", "definition", "Give yours another name after cohort:.");
    }

    private static Results<NoContent, ProblemAnswer> Remove(string name, HttpContext context, CohortShelf shelf) =>
        shelf.Find(name) is { } found && MayChange(context, found) && shelf.Remove(name) ? TypedResults.NoContent() : ProblemAnswer.NotFound("There is no such cohort of yours.", "name");

    private static bool MayChange(HttpContext context, SavedCohort? saved) =>
        saved is null || saved.SavedBy == context.User.Identity?.Name || Authorisation.IsGranted(context.User, Permission.AdminNode);

    private static Ok<IReadOnlyList<CohortDomainItem>> Domains() => TypedResults.Ok<IReadOnlyList<CohortDomainItem>>(
        [.. CohortVocabulary.Domains.Select(static d => new CohortDomainItem(d.Name, d.Attributes, d.HasCodes))]);

    /// <summary>A definition that came through the API names no files of the server.</summary>
    private static CohortReading Read(CohortRequest request) => request.Definition.Length > MostCharacters
        ? new CohortReading(null, [new CohortFault("definition", "The definition is longer than a million characters.")], [])
        : CohortDefinition.Parse(request.Definition, "definition");
}
