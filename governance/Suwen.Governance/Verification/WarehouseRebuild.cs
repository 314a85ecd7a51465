using Suwen.Governance.Gate;
using Suwen.Storage;

namespace Suwen.Governance.Verification;

/// <summary>What a rebuild found: the tables of the warehouse that stood and of the one made anew from landing.</summary>
public sealed record RebuildReport(IReadOnlyList<TableDigest> Before, IReadOnlyList<TableDigest> After)
{
    /// <summary>Tables whose rows are not the same.</summary>
    public IReadOnlyList<(TableDigest Before, TableDigest After)> Differences { get; } =
        [.. Before.Zip(After).Where(pair => pair.First != pair.Second)];
}

/// <summary>Makes a warehouse anew from the landing area, and compares it with the one that stands.</summary>
public static class WarehouseRebuild
{
    /// <param name="standing">The warehouse to compare with; null to compare with nothing.</param>
    /// <param name="fresh">An empty warehouse, which is migrated and filled.</param>
    /// <param name="openGate">Opens a gate on the fresh warehouse.</param>
    /// <param name="scope">The platform's scope.</param>
    /// <param name="cancellationToken">Stops the rebuild; the standing warehouse is untouched in any case.</param>
    public static async Task<RebuildReport> RunAsync(IWarehouse? standing, IWarehouse fresh, Func<IWarehouse, CancellationToken, Task<LoadGate>> openGate, ReadScope scope, CancellationToken cancellationToken)
    {
        await Migrations.MigrateAsync(fresh, cancellationToken);
        await using (var gate = await openGate(fresh, cancellationToken))
        {
            await gate.DrainAsync(cancellationToken);
        }

        var after = await TableDigest.OfWarehouseAsync(fresh, scope, cancellationToken);
        var before = standing is null ? after : await TableDigest.OfWarehouseAsync(standing, scope, cancellationToken);
        return new RebuildReport(before, after);
    }
}
