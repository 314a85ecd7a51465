using Suwen.Scenarios.Testing;
using Suwen.Storage;
using Suwen.Storage.DuckDb;
using Suwen.Storage.Postgres;
using Suwen.Storage.Tests.Postgres;

namespace Suwen.Scenarios.Tests;

/// <summary>The packs that ship: without a fault, and their own tests pass on every engine.</summary>
public abstract class ShippedPacksCompliance
{
    protected abstract Task<IWarehouse> OpenWarehouseAsync();

    [Fact]
    public async Task Every_pack_that_ships_passes_its_tests()
    {
        await using var warehouse = await OpenWarehouseAsync();
        var failures = new List<string>();
        foreach (var (id, folder) in PackLibrary.Folders([PackLibrary.Shipped]))
        {
            var pack = await PackLibrary.LoadAsync(folder, default);
            failures.AddRange(pack.Faults.Select(f => $"{id}/{f}"));
            foreach (var outcome in pack.IsValid ? await PackTestRunner.RunAsync(pack, warehouse, default) : [])
            {
                failures.AddRange(outcome.Failures.Select(f => $"{id}/{outcome.Where} {outcome.Name}: {f}"));
            }
        }

        failures.ShouldBeEmpty();
    }
}

public sealed class DuckDbShippedPacksTests : ShippedPacksCompliance
{
    protected override Task<IWarehouse> OpenWarehouseAsync() => Task.FromResult<IWarehouse>(DuckDbWarehouse.Open(":memory:"));
}

[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresShippedPacksTests(PostgresCluster cluster) : ShippedPacksCompliance, IAsyncLifetime
{
    private string? database;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (database is not null)
        {
            await cluster.ReturnDatabaseAsync(database);
        }
    }

    protected override async Task<IWarehouse> OpenWarehouseAsync() => await PostgresWarehouse.OpenAsync(database = await cluster.TakeDatabaseAsync());
}
