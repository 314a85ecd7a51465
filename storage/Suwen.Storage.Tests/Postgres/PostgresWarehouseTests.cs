using Suwen.Storage.Postgres;
using Suwen.Storage.Tests.Warehouse;

namespace Suwen.Storage.Tests.Postgres;

[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresWarehouseTests : WarehouseCompliance
{
    private readonly PostgresCluster cluster;
    private string database = "";

    public PostgresWarehouseTests(PostgresCluster cluster)
    {
        this.cluster = cluster;
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await cluster.ReturnDatabaseAsync(database);
    }

    protected override async Task<IWarehouse> OpenAsync()
    {
        database = await cluster.TakeDatabaseAsync();
        return await PostgresWarehouse.OpenAsync(database, cancellationToken: None);
    }
}
