using Suwen.Security;
using Suwen.Server.Node;

namespace Suwen.Server.MasterIndex;

/// <summary>
/// Keeps the stewards' queue at what the loading has found: contradictions under one number and links that do not hold stand in tables of the warehouse, and become cases
/// when somebody looks at the queue. The gate does nothing for it.
/// </summary>
internal sealed class IdentityQueue(SuwenNode node, IdentityCases cases) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private string? seen;

    /// <summary>The queue as it is, after what has been loaded since the last look has been put into it.</summary>
    public async Task<IdentityCases> ReadAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var stamp = (await node.Warehouse.ReadAsync(
                WarehouseReading.Sql("MasterIndex/queuestamp.sql"), Authorisation.ForPlatform("master-index"), static (b, r) => $"{b[0].Lane(r)}/{b[1].Lane(r)}/{b[2].Lane(r)}/{b[3].Lane(r)}", cancellationToken))[0];
            if (stamp != seen)
            {
                await new IdentityLinking(node, cases).SynchroniseAsync(cancellationToken);
                seen = stamp;
            }

            return cases;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
