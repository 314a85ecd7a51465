using System.Diagnostics;

namespace Suwen.Storage.Tests.Warehouse;

public abstract partial class WarehouseCompliance
{
    [Fact]
    public async Task Disposing_without_commit_rolls_back()
    {
        await Execute("create table cdr.t (id bigint)");
        await using (var transaction = await Warehouse.BeginAsync(None))
        {
            await transaction.ExecuteAsync("insert into t values (1)", None);
        }

        (await Scalar("select count(*) from t")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_failed_statement_leaves_nothing_behind()
    {
        await Execute("create table cdr.t (id bigint)");
        await using (var transaction = await Warehouse.BeginAsync(None))
        {
            await transaction.ExecuteAsync("insert into t values (1)", None);
            await Should.ThrowAsync<WarehouseException>(() => transaction.ExecuteAsync("insert into t select cast('x' || id as bigint) from t", None));
        }

        (await Scalar("select count(*) from t")).ShouldBe(0L);
        await Execute("insert into t values (2)");
        (await Scalar("select id from t")).ShouldBe(2L);
    }

    [Fact]
    public async Task A_transaction_sees_its_own_writes_and_readers_see_committed_ones_only()
    {
        await Execute("create table cdr.t (id bigint)", "insert into t values (1)");
        await using var transaction = await Warehouse.BeginAsync(None);
        await transaction.ExecuteAsync("insert into t values (2)", None);
        await using (var inside = await transaction.QueryAsync("select count(*) from t", Everything, None))
        {
            (await Read(inside)).ShouldHaveSingleItem()[0].ShouldBe(2L);
        }

        (await Scalar("select count(*) from t")).ShouldBe(1L);
        await transaction.CommitAsync(None);
        (await Scalar("select count(*) from t")).ShouldBe(2L);
    }

    [Fact]
    public async Task A_reader_keeps_its_snapshot_while_the_writer_commits()
    {
        await Execute("create table cdr.t (id bigint)", "insert into t select * from generate_series(1, 300000)");
        await using var result = await Warehouse.QueryAsync("select id from t", Everything, None);
        var first = await result.NextAsync(None);
        long rows = first!.RowCount;
        await Execute("delete from t");
        while (await result.NextAsync(None) is { } batch)
        {
            rows += batch.RowCount;
        }

        rows.ShouldBe(300_000);
        (await Scalar("select count(*) from t")).ShouldBe(0L);
    }

    [Fact]
    public async Task Many_readers_work_beside_the_writer()
    {
        await Execute("create table cdr.t (id bigint)");
        var writer = Task.Run(async () =>
        {
            for (var i = 0; i < 30; i++)
            {
                await Execute("insert into t select * from generate_series(1, 10)");
            }
        });
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 30; i++)
            {
                var count = (long)(await Scalar("select count(*) from t"))!;
                (count % 10).ShouldBe(0);
            }
        }));
        await Task.WhenAll(readers.Append(writer));
        (await Scalar("select count(*) from t")).ShouldBe(300L);
    }

    [Fact]
    public async Task Transactions_of_the_writer_come_one_after_another()
    {
        var first = await Warehouse.BeginAsync(None);
        var second = Warehouse.BeginAsync(None);
        await Task.Delay(100);
        second.IsCompleted.ShouldBeFalse();
        await first.DisposeAsync();
        await (await second).DisposeAsync();
    }

    [Fact]
    public async Task Waiting_for_the_writer_can_be_cancelled()
    {
        await using var first = await Warehouse.BeginAsync(None);
        using var source = new CancellationTokenSource(50);
        await Should.ThrowAsync<OperationCanceledException>(() => Warehouse.BeginAsync(source.Token));
    }

    [Fact]
    public async Task A_transaction_that_is_over_refuses_more_work()
    {
        var transaction = await Warehouse.BeginAsync(None);
        await transaction.CommitAsync(None);
        await Should.ThrowAsync<ObjectDisposedException>(() => transaction.ExecuteAsync("select 1", None));
        await transaction.DisposeAsync();
    }

    [Fact]
    public async Task A_query_cannot_write()
    {
        await Execute("create table cdr.t (id bigint)");
        foreach (var sql in new[] { "insert into t values (1)", "delete from t", "create table u (id bigint)", "drop table t", "select 1; drop table t" })
        {
            var error = await Should.ThrowAsync<WarehouseException>(() => Rows(sql), sql);
            error.Fault.ShouldBe(WarehouseFault.Statement, sql);
        }

        (await Scalar("select count(*) from t")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_long_query_stops_within_two_seconds_of_its_cancellation()
    {
        using var source = new CancellationTokenSource();
        var running = Task.Run(async () =>
        {
            await using var result = await Warehouse.QueryAsync("select count(*) from generate_series(1, 100000000) a, generate_series(1, 1000) b", Everything, source.Token);
            await result.NextAsync(source.Token);
        });
        await Task.Delay(300);
        var clock = Stopwatch.StartNew();
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        (await Scalar("select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_cancelled_statement_of_the_writer_rolls_back()
    {
        await Execute("create table cdr.t (id bigint)");
        using var source = new CancellationTokenSource(300);
        await using (var transaction = await Warehouse.BeginAsync(None))
        {
            await Should.ThrowAsync<OperationCanceledException>(() =>
                transaction.ExecuteAsync("insert into t select count(*) from generate_series(1, 100000000) a, generate_series(1, 1000) b", source.Token));
        }

        (await Scalar("select count(*) from t")).ShouldBe(0L);
        await Execute("insert into t values (1)");
    }

    [Fact]
    public async Task Ten_million_rows_stream_in_bounded_memory()
    {
        await using var result = await Warehouse.QueryAsync("select i as id, i * 0.5 as half, 'text of row ' || cast(i as varchar(20)) as name from generate_series(1, 10000000) as g(i)", Everything, None);
        long rows = 0;
        long sum = 0;
        var baseline = 0L;
        var peak = 0L;
        while (await result.NextAsync(None) is { } batch)
        {
            foreach (var id in batch[0].Lanes)
            {
                sum += id;
            }

            rows += batch.RowCount;
            if (rows > 500_000)
            {
                var now = Environment.WorkingSet;
                baseline = baseline == 0 ? now : baseline;
                peak = Math.Max(peak, now);
            }
        }

        rows.ShouldBe(10_000_000);
        sum.ShouldBe(50_000_005_000_000);

        // Held whole, the rows would take some 500 MB; a stream needs a few buffers.
        (peak - baseline).ShouldBeLessThan(100L << 20);
    }
}
