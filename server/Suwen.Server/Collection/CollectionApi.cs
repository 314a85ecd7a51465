using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Security;
using Suwen.Server.Http;

namespace Suwen.Server.Collection;

/// <summary>The collection monitor.</summary>
internal static class CollectionApi
{
    public static void MapCollectionApi(this IEndpointRouteBuilder api) =>
        api.MapGet("/collection", GetAsync).WithName("getCollection").WithTags("collection")
            .RequirePermission(Permission.OverviewRead, "collection")
            .WithProblems(401, 403);

    private static async Task<Ok<CollectionState>> GetAsync(HttpContext context, CollectionWatch watch, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ScopeFor(context.User, Permission.OverviewRead, Purpose.Operations);
        return TypedResults.Ok(await watch.ReadAsync(scope, cancellationToken));
    }
}
