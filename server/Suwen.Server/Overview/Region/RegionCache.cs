using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.Overview.Region;

/// <summary>Keeps the region's numbers, so that the overview is there at once whatever the size of the warehouse.</summary>
internal sealed class RegionCache(SuwenNode node) : BackgroundService
{
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(3);

    /// <summary>People grow older while nothing is loaded.</summary>
    private static readonly TimeSpan LongestAge = TimeSpan.FromHours(1);

    private readonly RestingReading<RegionPicture> reading = new(node, ShortestRest, LongestAge, (scope, token) => RegionQueries.ReadAsync(node, scope, token));

    /// <summary>Reads once when the server starts, so that over a large warehouse the first visitor does not wait for it.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await GetAsync(Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.OverviewRead, Purpose.Operations), stoppingToken);
        }
        catch (Exception e) when (e is WarehouseException or OperationCanceledException)
        {
            // The visitor who comes meets the same fault, in words; or the server stops.
        }
    }

    public Task<RegionPicture> GetAsync(ReadScope scope, CancellationToken cancellationToken) => reading.GetAsync(scope, cancellationToken);
}
