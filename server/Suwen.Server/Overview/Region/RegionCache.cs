using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.Overview.Region;

/// <summary>Keeps the region's numbers, so that the overview is there at once whatever the size of the warehouse.</summary>
internal sealed class RegionCache(SuwenNode node)
{
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(3);

    /// <summary>People grow older while nothing is loaded.</summary>
    private static readonly TimeSpan LongestAge = TimeSpan.FromHours(1);

    private readonly RestingReading<RegionPicture> reading = new(node, ShortestRest, LongestAge, (scope, token) => RegionQueries.ReadAsync(node, scope, token));

    public Task<RegionPicture> GetAsync(ReadScope scope, CancellationToken cancellationToken) => reading.GetAsync(scope, cancellationToken);
}
