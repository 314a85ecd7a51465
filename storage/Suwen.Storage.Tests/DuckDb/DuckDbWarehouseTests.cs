using Suwen.Storage.DuckDb;
using Suwen.Storage.Tests.Warehouse;

namespace Suwen.Storage.Tests.DuckDb;

public sealed class DuckDbWarehouseTests : WarehouseCompliance
{
    private readonly string folder = Directory.CreateTempSubdirectory("suwen-duckdb-").FullName;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    protected override Task<IWarehouse> OpenAsync() =>
        Task.FromResult<IWarehouse>(DuckDbWarehouse.Open(Path.Combine(folder, "test.duckdb")));
}
