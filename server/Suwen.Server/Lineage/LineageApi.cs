using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Governance.Lineage;
using Suwen.Security;
using Suwen.Server.Catalogue;
using Suwen.Server.Http;
using Suwen.Server.Landing;
using Suwen.Server.Node;

namespace Suwen.Server.Lineage;

/// <summary>Where data come from and where they go.</summary>
internal static class LineageApi
{
    public static void MapLineageApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/lineage").WithTags("lineage");
        group.MapGet("", GetAsync).WithName("getLineage").RequirePermission(Permission.CatalogueRead, "lineage").WithProblems(401, 403, 404);
        group.MapGet("/entry", EntryAsync).WithName("getEntryLineage").RequirePermission(Permission.CatalogueRead, "lineage").WithProblems(400, 401, 403, 404);
        group.MapGet("/impact", ImpactAsync).WithName("getImpact").RequirePermission(Permission.CatalogueRead, "lineage").WithProblems(400, 401, 403, 404);
        group.MapPost("/learn", LearnAsync).WithName("learnLineage").RequirePermission(Permission.CatalogueManage, "lineage").WithProblems(401, 403);
    }

    private static Results<Ok<LineageAnswer>, ProblemAnswer> GetAsync(CatalogueDesk desk, string node, bool values = false) =>
        desk.Graph().Find(node) is { } place ? TypedResults.Ok(LineageAnswer.Between(desk.Graph(), place, values)) : UnknownPlace();

    private static async Task<Results<Ok<EntryTrail>, ProblemAnswer>> EntryAsync(HttpContext context, CatalogueDesk desk, SuwenNode node, string position, CancellationToken cancellationToken)
    {
        if (!EntryReading.TryParsePosition(position, out var place))
        {
            return ProblemAnswer.BadRequest("A position is written journal:sequence, such as 1:42.", "position", "Take the position from a row's origin.");
        }

        return await EntryLineage.ReadAsync(node.Warehouse, desk.State, place, ScopeOf(context), cancellationToken) is { } trail
            ? TypedResults.Ok(trail)
            : ProblemAnswer.NotFound("No loaded entry stands at this position. Take the position from a row's origin.", "position");
    }

    private static async Task<Results<Ok<ImpactReport>, ProblemAnswer>> ImpactAsync(HttpContext context, CatalogueDesk desk, SuwenNode node, CancellationToken cancellationToken, string? source = null, string? column = null)
    {
        if (source is null == column is null)
        {
            return ProblemAnswer.BadRequest("Name either a source or a column.", "source", "Ask for one of the two.");
        }

        if (column is not null)
        {
            return desk.Graph().Find(column) is { } place ? TypedResults.Ok(Impact.OfNode(desk.Graph(), place)) : UnknownPlace();
        }

        return await Impact.OfSourceAsync(node.Warehouse, desk.Graph(), desk.State, source!, ScopeOf(context), node.Time, cancellationToken) is { } report
            ? TypedResults.Ok(report)
            : ProblemAnswer.NotFound("No source of that name has sent anything. Take the name from the list of sources.", "source");
    }

    private static async Task<Ok<LearningReport>> LearnAsync(CatalogueDesk desk, CancellationToken cancellationToken, bool again = false) =>
        TypedResults.Ok(await desk.LearnAsync(again, cancellationToken));

    private static Suwen.Storage.ReadScope ScopeOf(HttpContext context) => Authorisation.ScopeFor(context.User, Permission.CatalogueRead, Purpose.Operations);

    private static ProblemAnswer UnknownPlace() =>
        ProblemAnswer.NotFound("Nothing is known of such a place. Name a column such as cdr.measurement.value_as_number, or a field of a source as the lineage shows it.", "node");
}
