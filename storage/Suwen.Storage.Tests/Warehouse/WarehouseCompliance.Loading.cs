using System.Text;
using Suwen.Storage.Schema;

namespace Suwen.Storage.Tests.Warehouse;

public abstract partial class WarehouseCompliance
{
    [Theory]
    [InlineData(1)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(10_000)]
    public async Task A_bulk_load_of_every_type_reads_back_row_by_row(int rows)
    {
        await CreateEveryType();
        var batch = ManyRows(rows);
        await Append(EveryType, batch);

        await using var result = await Warehouse.QueryAsync("select * from every_type order by c_int64", Everything, None);
        result.Columns.Select(c => c.Type).ShouldBe(EveryType.Columns.Select(c => c.Type));
        result.Columns.Select(c => c.Name).ShouldBe(EveryType.Columns.Select(c => c.Name));
        var row = 0;
        while (await result.NextAsync(None) is { } read)
        {
            for (var i = 0; i < read.RowCount; i++, row++)
            {
                for (var column = 0; column < EveryType.Columns.Count; column++)
                {
                    read[column].IsNull(i).ShouldBe(batch[column].IsNull(row));
                    if (!read[column].IsNull(i) && (read[column].IsBytes ? !read[column].Bytes(i).SequenceEqual(batch[column].Bytes(row)) : read[column].Lane(i) != batch[column].Lane(row)))
                    {
                        read[column].Value(i).ShouldBe(batch[column].Value(row), $"row {row}, column {column}");
                    }
                }
            }
        }

        row.ShouldBe(rows);
    }

    [Fact]
    public async Task Columns_left_out_of_a_bulk_load_are_null_and_their_order_is_free()
    {
        await CreateEveryType();
        var batch = new ColumnBatch([new ResultColumn("c_text", ColumnType.Text), new ResultColumn("c_int32", ColumnType.Int32)]);
        batch[0].Append("only this");
        batch[1].Append(7L);
        await Append(EveryType, batch);
        var row = (await Rows("select c_int32, c_text, c_int64, c_blob from every_type")).ShouldHaveSingleItem();
        row.ShouldBe([7, "only this", null, null]);
    }

    [Fact]
    public async Task Columns_without_any_value_and_rows_without_any_load_as_nulls()
    {
        await CreateEveryType();
        var batch = new ColumnBatch([new ResultColumn("c_text", ColumnType.Text), new ResultColumn("c_int32", ColumnType.Int32)]);
        batch[0].AppendNulls(3000);
        batch[1].AppendNulls(2999);
        batch[1].Append(7L);
        await Append(EveryType, batch);
        batch.Clear();
        batch[0].AppendNulls(70);
        batch[1].AppendNulls(70);
        await Append(EveryType, batch);
        (await Rows("select count(*), count(c_text), count(c_int32), max(c_int32) from every_type")).ShouldHaveSingleItem().ShouldBe([3070L, 0L, 1L, 7]);
    }

    [Fact]
    public async Task A_bulk_load_into_an_unknown_column_names_it()
    {
        await CreateEveryType();
        var batch = new ColumnBatch([new ResultColumn("nonsense", ColumnType.Text)]);
        batch[0].Append("x");
        var error = await Should.ThrowAsync<WarehouseException>(() => Append(EveryType, batch));
        error.Fault.ShouldBe(WarehouseFault.Statement);
        error.Message.ShouldContain("nonsense");
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_refused_and_nothing_of_the_batch_is_loaded()
    {
        await CreateEveryType();
        var batch = new ColumnBatch([new ResultColumn("c_text", ColumnType.Text)]);
        batch[0].Append("good");
        batch[0].Append([0xD5, 0xC5, 0xC8, 0xFD]);
        var error = await Should.ThrowAsync<WarehouseException>(() => Append(EveryType, batch));
        error.Fault.ShouldBe(WarehouseFault.Statement);
        (await Scalar("select count(*) from every_type")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_character_cut_in_two_between_values_is_refused()
    {
        await CreateEveryType();
        var batch = new ColumnBatch([new ResultColumn("c_text", ColumnType.Text)]);
        var character = Encoding.UTF8.GetBytes("素");
        batch[0].Append(character.AsSpan(0, 1));
        batch[0].Append(character.AsSpan(1));
        await Should.ThrowAsync<WarehouseException>(() => Append(EveryType, batch));
    }

    [Fact]
    public async Task A_staged_table_is_seen_by_its_transaction_only()
    {
        await Execute("create table cdr.t (id bigint)");
        await using (var transaction = await Warehouse.BeginAsync(None))
        {
            var batch = Numbers(3);
            await transaction.StageAsync("incoming", batch, None);
            await transaction.ExecuteAsync("insert into t select id from incoming", None);
            (await Should.ThrowAsync<WarehouseException>(() => Rows("select * from incoming"))).Fault.ShouldBe(WarehouseFault.Statement);
            await transaction.CommitAsync(None);
        }

        (await Scalar("select count(*) from t")).ShouldBe(3L);
        await using var next = await Warehouse.BeginAsync(None);
        await Should.ThrowAsync<WarehouseException>(() => next.ExecuteAsync("select * from incoming", None));
    }

    [Fact]
    public async Task Staging_under_the_same_name_replaces_the_rows()
    {
        await using var transaction = await Warehouse.BeginAsync(None);
        await transaction.StageAsync("incoming", Numbers(3), None);
        await transaction.StageAsync("incoming", Numbers(5), None);
        await using var result = await transaction.QueryAsync("select count(*) from incoming", Everything, None);
        (await Read(result)).ShouldHaveSingleItem()[0].ShouldBe(5L);
    }

    [Fact]
    public async Task The_portable_upsert_replaces_known_rows_and_adds_new_ones()
    {
        await Execute("create table cdr.t (id bigint, name text)", "insert into t values (1, 'old'), (2, 'kept')");
        await using (var transaction = await Warehouse.BeginAsync(None))
        {
            var batch = new ColumnBatch([new ResultColumn("id", ColumnType.Int64), new ResultColumn("name", ColumnType.Text)]);
            batch[0].Append(1L);
            batch[1].Append("new");
            batch[0].Append(3L);
            batch[1].Append("added");
            await transaction.StageAsync("incoming", batch, None);
            (await transaction.ExecuteAsync("delete from t using incoming where t.id = incoming.id", None)).ShouldBe(1);
            (await transaction.ExecuteAsync("insert into t (id, name) select id, name from incoming", None)).ShouldBe(2);
            await transaction.CommitAsync(None);
        }

        (await Rows("select id, name from t order by id")).ShouldBe([[1L, "new"], [2L, "kept"], [3L, "added"]]);
    }

    protected static ColumnBatch Numbers(int count)
    {
        var batch = new ColumnBatch([new ResultColumn("id", ColumnType.Int64)]);
        for (var i = 0; i < count; i++)
        {
            batch[0].Append((long)i);
        }

        return batch;
    }

    protected async Task Append(Table table, ColumnBatch batch)
    {
        await using var transaction = await Warehouse.BeginAsync(None);
        await transaction.AppendAsync(table, batch, None);
        await transaction.CommitAsync(None);
    }

    private static ColumnBatch ManyRows(int count)
    {
        var batch = new ColumnBatch(EveryType);
        var first = new DateOnly(1, 1, 1).DayNumber - ColumnVector.UnixEpochDay;
        for (var i = 0; i < count; i++)
        {
            for (var column = 0; column < EveryType.Columns.Count; column++)
            {
                var vector = batch[column];
                if (EveryType.Columns[column].Type != ColumnType.Int64 && (i + column) % 7 == 3)
                {
                    vector.AppendNull();
                    continue;
                }

                switch (vector.Type)
                {
                    case ColumnType.Boolean: vector.Append((long)(i & 1)); break;
                    case ColumnType.Int32: vector.Append((long)(int)(i * 2654435761L)); break;
                    case ColumnType.Int64: vector.Append(i * 1_000_000_007L); break;
                    case ColumnType.Double: vector.Append(i % 5 == 0 ? double.NaN : i / 3.0); break;
                    case ColumnType.Decimal: vector.Append(i % 2 == 0 ? 999_999_999_999_999_999 - i : i - 999_999_999_999_999_999); break;
                    case ColumnType.Date: vector.Append((long)(first + (i % 3_652_059))); break;
                    case ColumnType.Timestamp or ColumnType.TimestampTz: vector.Append((i * 86_400_000_123L) - 62_135_596_800_000_000); break;
                    case ColumnType.Text: vector.Append(string.Concat(Enumerable.Repeat("素𠀀a", i % 9))); break;
                    case ColumnType.Json: vector.Append($$"""{"n": {{i}}, "text": "long enough not to be held inline"}"""); break;
                    default: vector.Append(Enumerable.Range(0, i % 20).Select(b => (byte)(b * 13)).ToArray()); break;
                }
            }
        }

        return batch;
    }
}
