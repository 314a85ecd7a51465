using Suwen.Storage.Postgres;
using Suwen.Storage.Schema;
using Suwen.Storage.Tests.Warehouse;

namespace Suwen.Storage.Tests.Postgres;

/// <summary>What only a server can do.</summary>
[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresServerTests : IAsyncLifetime
{
    private readonly PostgresCluster cluster;
    private string database = "";

    public PostgresServerTests(PostgresCluster cluster)
    {
        this.cluster = cluster;
    }

    public async Task InitializeAsync()
    {
        database = await cluster.TakeDatabaseAsync();
    }

    public Task DisposeAsync() => cluster.ReturnDatabaseAsync(database);

    [Fact]
    public async Task The_character_U0000_is_refused_by_name_of_its_column()
    {
        await using var warehouse = await PostgresWarehouse.OpenAsync(database);
        await using var transaction = await warehouse.BeginAsync(default);
        var batch = new ColumnBatch([new ResultColumn("remark", ColumnType.Text)]);
        batch[0].Append("a\0b");
        var error = await Should.ThrowAsync<WarehouseException>(() => transaction.StageAsync("incoming", batch, default));
        error.Fault.ShouldBe(WarehouseFault.Statement);
        error.Message.ShouldContain("U+0000");
        error.Message.ShouldContain("remark");
    }

    [Fact]
    public async Task A_reader_has_a_time_limit_of_the_server()
    {
        await using var warehouse = await PostgresWarehouse.OpenAsync(database, new PostgresOptions { StatementTimeout = TimeSpan.FromMilliseconds(200) });
        var error = await Should.ThrowAsync<WarehouseException>(async () =>
        {
            await using var result = await warehouse.QueryAsync("select pg_sleep(30)", WarehouseCompliance.Everything, default);
            await result.NextAsync(default);
        });
        error.Fault.ShouldBe(WarehouseFault.Limit);
        error.SqlState.ShouldBe("57014");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_the_platforms_fault()
    {
        var error = await Should.ThrowAsync<WarehouseException>(() => PostgresWarehouse.OpenAsync("Host=127.0.0.1;Port=1;Username=x;Password=y;Database=z"));
        error.Fault.ShouldBe(WarehouseFault.Platform);
    }

    [Fact]
    public async Task A_wrong_password_is_the_platforms_fault()
    {
        var error = await Should.ThrowAsync<WarehouseException>(() => PostgresWarehouse.OpenAsync(database + ";Password=wrong"));
        error.Fault.ShouldBe(WarehouseFault.Platform);
        error.SqlState.ShouldBe("28P01");
    }

    [Fact]
    public async Task A_database_that_is_not_in_UTF8_is_refused_with_advice()
    {
        var other = await cluster.CreateDatabaseAsync("encoding 'SQL_ASCII' template template0");
        try
        {
            var error = await Should.ThrowAsync<WarehouseException>(() => PostgresWarehouse.OpenAsync(other));
            error.Fault.ShouldBe(WarehouseFault.Platform);
            error.Message.ShouldContain("UTF8");
        }
        finally
        {
            await cluster.DropDatabaseAsync(other);
        }
    }

    [Fact]
    public async Task There_is_one_writer_also_among_processes()
    {
        await using var first = await PostgresWarehouse.OpenAsync(database);
        await using var second = await PostgresWarehouse.OpenAsync(database);
        await using var transaction = await first.BeginAsync(default);
        using var source = new CancellationTokenSource(300);
        await Should.ThrowAsync<OperationCanceledException>(() => second.BeginAsync(source.Token));
        await transaction.CommitAsync(default);
        await (await second.BeginAsync(default)).DisposeAsync();
    }

    [Theory]
    [InlineData("select array[1, 2]", "{1,2}")]
    [InlineData("select interval '1 day'", "1 day")]
    [InlineData("select cast('10.0.0.1' as inet)", "10.0.0.1")]
    [InlineData("select row(1, 'x')", "(1,x)")]
    public async Task Types_without_a_lane_are_read_as_text(string sql, string expected)
    {
        await using var warehouse = await PostgresWarehouse.OpenAsync(database);
        await using var result = await warehouse.QueryAsync(sql, WarehouseCompliance.Everything, default);
        result.Columns[0].Type.ShouldBe(ColumnType.Text);
        (await result.NextAsync(default))![0].Text(0).ShouldBe(expected);
    }

    [Fact]
    public async Task A_broken_connection_is_the_platforms_fault_and_the_next_works()
    {
        await using var warehouse = await PostgresWarehouse.OpenAsync(database);
        await using (var transaction = await warehouse.BeginAsync(default))
        {
            var error = await Should.ThrowAsync<WarehouseException>(() => transaction.ExecuteAsync("select pg_terminate_backend(pg_backend_pid())", default));
            error.Fault.ShouldBe(WarehouseFault.Platform);
        }

        await using var next = await warehouse.BeginAsync(default);
        await next.ExecuteAsync("select 1", default);
    }
}
