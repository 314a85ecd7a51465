using Suwen.Governance.Quality;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.Quality;

/// <summary>Keeps what the quality monitors saw last, and reads it anew after something was loaded, seldom enough to cost little.</summary>
internal sealed class QualityWatch(SuwenNode node)
{
    private readonly RestingReading<MonitorReading> reading = new(
        node, TimeSpan.FromMinutes(1), null, (_, token) => QualityMonitor.ReadAsync(node.Warehouse, Authorisation.ForPlatform("quality-monitor"), token));

    /// <summary>Findings without a person in them: counts by source, test, month and day.</summary>
    public Task<MonitorReading> ReadAsync(ReadScope scope, CancellationToken cancellationToken) => reading.GetAsync(scope, cancellationToken);
}
