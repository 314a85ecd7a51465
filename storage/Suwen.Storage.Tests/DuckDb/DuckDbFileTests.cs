using Suwen.Storage.DuckDb;
using Suwen.Storage.Schema;
using Suwen.Storage.Tests.Warehouse;

namespace Suwen.Storage.Tests.DuckDb;

/// <summary>Files: what is kept, what is refused, and what the refusal says.</summary>
public sealed class DuckDbFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("suwen-duckdb-").FullName;

    private string File => Path.Combine(folder, "test.duckdb");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Committed_rows_are_there_after_opening_again()
    {
        await using (var warehouse = DuckDbWarehouse.Open(File))
        {
            await ExecuteAsync(warehouse, "create table cdr.t (id bigint)");
            await ExecuteAsync(warehouse, "insert into t values (1)");
        }

        await using var again = DuckDbWarehouse.Open(File);
        (await CountAsync(again)).ShouldBe(1);
    }

    /// <summary>The reason for the instance cache: two plain opens of one file in one process lost committed rows.</summary>
    [Fact]
    public async Task Opening_a_file_twice_in_one_process_loses_nothing()
    {
        await using var first = DuckDbWarehouse.Open(File);
        await ExecuteAsync(first, "create table cdr.t (id bigint)");
        await using (var second = DuckDbWarehouse.Open(File))
        {
            await ExecuteAsync(second, "insert into t select * from generate_series(1, 200000)");
            (await CountAsync(first)).ShouldBe(200_000);
        }

        await ExecuteAsync(first, "insert into t values (0)");
        (await CountAsync(first)).ShouldBe(200_001);
    }

    [Fact]
    public async Task A_commit_that_loses_against_another_is_a_conflict_and_the_writer_goes_on()
    {
        await using var first = DuckDbWarehouse.Open(File);
        await using var second = DuckDbWarehouse.Open(File);
        await ExecuteAsync(first, "create table cdr.t (id bigint unique)");
        await using (var loser = await second.BeginAsync(default))
        {
            await loser.ExecuteAsync("insert into t values (1)", default);
            await ExecuteAsync(first, "insert into t values (1)");
            (await Should.ThrowAsync<WarehouseException>(() => loser.CommitAsync(default))).Fault.ShouldBe(WarehouseFault.Conflict);
        }

        await ExecuteAsync(second, "insert into t values (2)");
        (await CountAsync(first)).ShouldBe(2);
    }

    [Fact]
    public async Task A_file_can_be_opened_for_reading_only()
    {
        await using (var warehouse = DuckDbWarehouse.Open(File))
        {
            await ExecuteAsync(warehouse, "create table cdr.t (id bigint)");
        }

        await using var reader = DuckDbWarehouse.Open(File, new DuckDbOptions { ReadOnly = true });
        (await CountAsync(reader)).ShouldBe(0);
        (await Should.ThrowAsync<WarehouseException>(() => reader.BeginAsync(default))).Message.ShouldContain("reading only");
    }

    [Fact]
    public async Task Databases_in_memory_are_apart_from_each_other()
    {
        await using var first = DuckDbWarehouse.Open(":memory:");
        await using var second = DuckDbWarehouse.Open(":memory:");
        await ExecuteAsync(first, "create table cdr.t (id bigint)");
        await Should.ThrowAsync<WarehouseException>(() => CountAsync(second));
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        var error = Should.Throw<WarehouseException>(() => DuckDbWarehouse.Open(Path.Combine(folder, "absent", "x.duckdb")));
        error.Fault.ShouldBe(WarehouseFault.Platform);
        error.Message.ShouldContain("absent does not exist");
    }

    [Fact]
    public void A_folder_in_place_of_the_file_is_refused()
    {
        Should.Throw<WarehouseException>(() => DuckDbWarehouse.Open(folder)).Message.ShouldContain("is a folder");
    }

    [Theory]
    [InlineData("id,name\n1,x\n")]
    [InlineData("SQLite format 3\0 and more than that, some thousand bytes of it")]
    public void A_file_of_another_kind_is_refused_and_left_alone(string content)
    {
        content = string.Concat(Enumerable.Repeat(content, 500));
        System.IO.File.WriteAllText(File, content);
        var error = Should.Throw<WarehouseException>(() => DuckDbWarehouse.Open(File));
        error.Fault.ShouldBe(WarehouseFault.Platform);
        error.Message.ShouldContain("another kind");
        System.IO.File.ReadAllText(File).ShouldBe(content);
    }

    [Fact]
    public async Task A_damaged_head_is_refused_with_advice()
    {
        await using (var warehouse = DuckDbWarehouse.Open(File))
        {
            await ExecuteAsync(warehouse, "create table cdr.t as select * from generate_series(1, 100000)");
        }

        await using (var stream = System.IO.File.OpenWrite(File))
        {
            // The two database headers follow the main one, 4 KiB each; both are overwritten.
            stream.Position = 4096;
            stream.Write(Enumerable.Repeat((byte)0x5A, 8192).ToArray());
        }

        var error = Should.Throw<WarehouseException>(() => DuckDbWarehouse.Open(File));
        error.Fault.ShouldBe(WarehouseFault.Platform);
        error.Message.ShouldContain("suwen rebuild");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told()
    {
        // /proc takes no files even from root, whom permissions would not stop; other systems have no such folder and root.
        var closed = Directory.Exists("/proc/self") ? "/proc" : "/";
        var path = Path.Combine(closed, "x.duckdb");
        var error = Should.Throw<WarehouseException>(() => DuckDbWarehouse.Open(path));
        error.Fault.ShouldBe(WarehouseFault.Platform);
        error.Message.ShouldContain(path);
    }

    [Fact]
    public async Task A_large_sort_spills_to_disk_within_the_memory_limit()
    {
        await using var warehouse = DuckDbWarehouse.Open(File, new DuckDbOptions { MemoryLimitBytes = 48L << 20 });
        await using var result = await warehouse.QueryAsync("select i, md5(cast(i as varchar)) as h from generate_series(1, 1000000) g(i) order by h", WarehouseCompliance.Everything, default);
        var rows = 0L;
        while (await result.NextAsync(default) is { } batch)
        {
            rows += batch.RowCount;
        }

        rows.ShouldBe(1_000_000);
    }

    [Fact]
    public async Task Memory_that_does_not_suffice_is_a_limit()
    {
        await using var warehouse = DuckDbWarehouse.Open(File, new DuckDbOptions { MemoryLimitBytes = 32L << 20 });
        var error = await Should.ThrowAsync<WarehouseException>(async () =>
        {
            await using var result = await warehouse.QueryAsync("select list(md5(cast(i as varchar))) from generate_series(1, 5000000) g(i)", WarehouseCompliance.Everything, default);
            await result.NextAsync(default);
        });
        error.Fault.ShouldBe(WarehouseFault.Limit);
    }

    [Theory]
    [InlineData("select interval '1 day'", "1 day")]
    [InlineData("select [1, 2]", "[1, 2]")]
    [InlineData("select {'a': 1}", "{'a': 1}")]
    [InlineData("select map([1], ['x'])", "{1=x}")]
    [InlineData("select 'a'::enum('a', 'b')", "a")]
    [InlineData("select true::bit", null)]
    public async Task Types_without_a_lane_are_read_as_text(string sql, string? expected)
    {
        await using var warehouse = DuckDbWarehouse.Open(":memory:");
        await using var result = await warehouse.QueryAsync(sql, WarehouseCompliance.Everything, default);
        result.Columns[0].Type.ShouldBe(ColumnType.Text);
        var batch = await result.NextAsync(default);
        batch!.RowCount.ShouldBe(1);
        if (expected is not null)
        {
            batch[0].Text(0).ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData("select 255::utinyint", 255)]
    [InlineData("select (-128)::tinyint", -128)]
    [InlineData("select 65535::usmallint", 65535)]
    [InlineData("select 4294967295::uinteger", 4294967295L)]
    [InlineData("select 9223372036854775807::ubigint", long.MaxValue)]
    [InlineData("select (-9223372036854775808)::hugeint", long.MinValue)]
    [InlineData("select 1.25::float", 1.25)]
    [InlineData("select 0.123456::decimal(7,6)", 0.123456)]
    public async Task Narrow_and_wide_numbers_find_their_lane(string sql, object expected)
    {
        await using var warehouse = DuckDbWarehouse.Open(":memory:");
        await using var result = await warehouse.QueryAsync(sql, WarehouseCompliance.Everything, default);
        (await result.NextAsync(default))![0].Value(0).ShouldBe(expected);
    }

    [Theory]
    [InlineData("select 9223372036854775808::hugeint")]
    [InlineData("select 18446744073709551615::ubigint")]
    [InlineData("select 999999999999999999::decimal(38,2)")]
    public async Task A_number_too_large_for_its_lane_is_an_error(string sql)
    {
        await using var warehouse = DuckDbWarehouse.Open(":memory:");
        var error = await Should.ThrowAsync<WarehouseException>(async () =>
        {
            await using var result = await warehouse.QueryAsync(sql, WarehouseCompliance.Everything, default);
            await result.NextAsync(default);
        });
        error.Message.ShouldContain("cast");
    }

    [Theory]
    [InlineData("timestamp_s '2026-01-01 00:00:01'")]
    [InlineData("timestamp_ms '2026-01-01 00:00:01'")]
    [InlineData("timestamp_ns '2026-01-01 00:00:01'")]
    public async Task Timestamps_of_every_precision_are_read_in_microseconds(string expression)
    {
        await using var warehouse = DuckDbWarehouse.Open(":memory:");
        await using var result = await warehouse.QueryAsync("select " + expression, WarehouseCompliance.Everything, default);
        (await result.NextAsync(default))![0].Value(0).ShouldBe(new DateTime(2026, 1, 1, 0, 0, 1));
    }

    private static async Task ExecuteAsync(DuckDbWarehouse warehouse, string sql)
    {
        await using var transaction = await warehouse.BeginAsync(default);
        await transaction.ExecuteAsync(sql, default);
        await transaction.CommitAsync(default);
    }

    private static async Task<long> CountAsync(DuckDbWarehouse warehouse)
    {
        await using var result = await warehouse.QueryAsync("select count(*) from t", WarehouseCompliance.Everything, default);
        return (await result.NextAsync(default))![0].Lane(0);
    }
}
