using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Server.Overview.Region;

namespace Suwen.Server.Overview;

/// <summary>Rows of one table.</summary>
internal sealed record TableCount(string Table, long Rows);

/// <summary>What became of records. received = loaded + kept + superseded + quarantined + duplicate + erased.</summary>
internal sealed record RecordCounts(long Received, long Loaded, long Kept, long Superseded, long Quarantined, long Duplicate, long Erased);

/// <summary>One sending system.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name as ingested.</param>
/// <param name="DisplayName">Its name for people.</param>
/// <param name="Channels">The doors through which it sent.</param>
/// <param name="Formats">The formats that it sent.</param>
/// <param name="FirstReceived">When its first entry was received.</param>
/// <param name="LastReceived">When its newest entry was received.</param>
/// <param name="Entries">Landing entries.</param>
/// <param name="Bytes">Payload bytes.</param>
/// <param name="Records">What became of its records.</param>
internal sealed record SourceSummary(string Id, string Name, string DisplayName, IReadOnlyList<string> Channels, IReadOnlyList<string> Formats, DateTimeOffset FirstReceived, DateTimeOffset LastReceived, long Entries, long Bytes, RecordCounts Records);

/// <summary>How far loading has come.</summary>
/// <param name="End">Position of the newest entry that is durable.</param>
/// <param name="LoadedThrough">Position up to which everything is in the warehouse.</param>
/// <param name="IsCurrent">True when nothing waits.</param>
internal sealed record LandingProgress(string End, string LoadedThrough, bool IsCurrent);

/// <summary>What came in.</summary>
internal sealed record OverviewState(long Persons, long Visits, long Rows, RecordCounts Records, IReadOnlyList<TableCount> Tables, IReadOnlyList<SourceSummary> Sources, LandingProgress Landing);

/// <summary>Totals and the state of each source.</summary>
internal static class OverviewApi
{
    public static void MapOverviewApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/overview").WithTags("overview");
        group.MapGet("", GetAsync).WithName("getOverview").RequirePermission(Permission.OverviewRead, "overview").WithProblems(401, 403);
        group.MapGet("/region", RegionAsync).WithName("getRegion").RequirePermission(Permission.OverviewRead, "region").WithProblems(401, 403);
    }

    private static async Task<Ok<RegionPicture>> RegionAsync(HttpContext context, RegionCache region, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ScopeFor(context.User, Permission.OverviewRead, Purpose.Operations);
        return TypedResults.Ok(await region.GetAsync(scope, cancellationToken));
    }

    private static async Task<Ok<OverviewState>> GetAsync(HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ScopeFor(context.User, Permission.OverviewRead, Purpose.Operations);
        return TypedResults.Ok(await OverviewQueries.ReadAsync(node, scope, cancellationToken));
    }
}
