using Suwen.Storage;
using Suwen.Storage.DuckDb;
using Suwen.Storage.Postgres;
using Suwen.Storage.Tests.Postgres;

namespace Suwen.Governance.Tests.Catalogue;

public sealed class DuckDbCatalogueTests : CatalogueCompliance
{
    protected override Task<IWarehouse> OpenWarehouseAsync(string path) => Task.FromResult<IWarehouse>(DuckDbWarehouse.Open(path + ".duckdb"));
}

[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresCatalogueTests(PostgresCluster cluster) : CatalogueCompliance, IAsyncLifetime
{
    private readonly Dictionary<string, string> databases = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var database in databases.Values)
        {
            await cluster.ReturnDatabaseAsync(database);
        }
    }

    protected override async Task<IWarehouse> OpenWarehouseAsync(string path)
    {
        if (!databases.TryGetValue(path, out var database))
        {
            databases[path] = database = await cluster.TakeDatabaseAsync();
        }

        return await PostgresWarehouse.OpenAsync(database);
    }
}
