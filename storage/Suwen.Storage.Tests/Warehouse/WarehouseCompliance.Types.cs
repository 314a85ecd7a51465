using Suwen.Storage.Schema;

namespace Suwen.Storage.Tests.Warehouse;

public abstract partial class WarehouseCompliance
{
    [Theory]
    [InlineData("cast(true as boolean)", true)]
    [InlineData("cast(false as boolean)", false)]
    [InlineData("cast(-2147483648 as integer)", int.MinValue)]
    [InlineData("cast(2147483647 as integer)", int.MaxValue)]
    [InlineData("cast(-9223372036854775808 as bigint)", long.MinValue)]
    [InlineData("cast(9223372036854775807 as bigint)", long.MaxValue)]
    [InlineData("cast(7 as smallint)", 7)]
    [InlineData("cast(0.1 as double precision)", 0.1)]
    [InlineData("cast('NaN' as double precision)", double.NaN)]
    [InlineData("cast('Infinity' as double precision)", double.PositiveInfinity)]
    [InlineData("cast('-Infinity' as double precision)", double.NegativeInfinity)]
    [InlineData("cast(1.5 as real)", 1.5)]
    [InlineData("'素问'", "素问")]
    [InlineData("'𠀀😀'", "𠀀😀")]
    [InlineData("''", "")]
    [InlineData("cast('{\"b\": 1,  \"a\": [2]}' as json)", "{\"b\": 1,  \"a\": [2]}")]
    public async Task A_value_reads_back_as_it_was_written(string expression, object expected)
    {
        (await Scalar("select " + expression)).ShouldBe(expected);
    }

    [Fact]
    public async Task Dates_span_the_years_1_to_9999()
    {
        (await Scalar("select date '0001-01-01'")).ShouldBe(new DateOnly(1, 1, 1));
        (await Scalar("select date '9999-12-31'")).ShouldBe(new DateOnly(9999, 12, 31));
        (await Scalar("select date '1970-01-01'")).ShouldBe(new DateOnly(1970, 1, 1));
    }

    [Fact]
    public async Task Wall_clock_times_keep_their_microseconds_and_know_no_zone()
    {
        var value = (await Scalar("select timestamp '2026-03-05 08:09:10.123456'")).ShouldBeOfType<DateTime>();
        value.ShouldBe(new DateTime(2026, 3, 5, 8, 9, 10).AddMicroseconds(123456));
    }

    [Fact]
    public async Task Times_beyond_the_calendar_read_as_infinity()
    {
        (await Rows("select timestamp 'infinity', timestamptz '-infinity', date 'infinity'")).ShouldHaveSingleItem().ShouldBe(["infinity", "-infinity", "infinity"]);
    }

    [Fact]
    public async Task Instants_are_the_same_whatever_zone_they_were_written_in()
    {
        var expected = new DateTimeOffset(2026, 3, 5, 0, 9, 10, TimeSpan.Zero);
        (await Scalar("select timestamptz '2026-03-05 08:09:10+08'")).ShouldBe(expected);
        (await Scalar("select timestamptz '2026-03-05 00:09:10+00'")).ShouldBe(expected);
        (await Scalar("select cast('2026-03-05 00:09:10' as timestamptz)")).ShouldBe(expected);
    }

    [Fact]
    public async Task Decimals_keep_four_places_to_the_last_digit_of_eighteen()
    {
        (await Scalar("select cast('99999999999999.9999' as decimal(18,4))")).ShouldBe(99999999999999.9999m);
        (await Scalar("select cast('-99999999999999.9999' as decimal(18,4))")).ShouldBe(-99999999999999.9999m);
        (await Scalar("select cast('0.0001' as decimal(18,4))")).ShouldBe(0.0001m);
        (await Scalar("select cast('12.5' as decimal(4,1))")).ShouldBe(12.5m);
        (await Scalar("select cast('12345678.25' as decimal(10,2))")).ShouldBe(12345678.25m);
    }

    [Fact]
    public async Task Other_types_are_read_as_text()
    {
        (await Scalar("select cast('00000000-0000-0000-0000-00000000002a' as uuid)")).ShouldBe("00000000-0000-0000-0000-00000000002a");
        (await Scalar("select cast('08:09:10' as time)")).ShouldBe("08:09:10");
        (await Rows("select 1 as n, cast('08:09:10' as time) as t order by 1 -- at the end")).ShouldHaveSingleItem()[1].ShouldBe("08:09:10");
    }

    [Fact]
    public async Task A_null_of_every_type_reads_as_null()
    {
        await CreateEveryType();
        var batch = new ColumnBatch(EveryType);
        for (var column = 0; column < EveryType.Columns.Count; column++)
        {
            batch[column].AppendNull();
        }

        await Append(EveryType, batch);
        var row = (await Rows("select * from every_type")).ShouldHaveSingleItem();
        row.Length.ShouldBe(EveryType.Columns.Count);
        row.ShouldAllBe(value => value == null);
    }

    [Fact]
    public async Task Parameters_of_every_type_arrive_unchanged()
    {
        object?[] values =
        [
            true, int.MinValue, long.MaxValue, Math.PI, -99999999999999.9999m, new DateOnly(1, 1, 1),
            new DateTime(9999, 12, 31, 23, 59, 59).AddMicroseconds(999999), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(8)),
            "𠀀 o'Neill \"quoted\" $1", new byte[] { 0, 1, 255 }, null, "",
        ];
        var row = (await Rows(
            """
            select cast($1 as boolean), cast($2 as integer), cast($3 as bigint), cast($4 as double precision), cast($5 as decimal(18,4)), cast($6 as date),
                   cast($7 as timestamp), cast($8 as timestamptz), $9, $10, cast($11 as integer), $12
            """.Replace("$9", Text(9), StringComparison.Ordinal).Replace("$10", Blob(10), StringComparison.Ordinal).Replace("$12", Text(12), StringComparison.Ordinal),
            values)).ShouldHaveSingleItem();
        for (var i = 0; i < values.Length; i++)
        {
            row[i].ShouldBe(values[i]);
        }

        string Text(int n) => $"cast(${n} as {SqlName.Of(ColumnType.Text, Warehouse.Dialect)})";
        string Blob(int n) => $"cast(${n} as {SqlName.Of(ColumnType.Blob, Warehouse.Dialect)})";
    }

    [Fact]
    public async Task A_parameter_in_a_comparison_finds_its_row()
    {
        await Execute("create table cdr.p (id bigint, name text, born date)", "insert into p values (1, '张三', date '1980-02-29'), (2, '李四', null)");
        (await Scalar("select id from p where name = $1 and born = $2", "张三", new DateOnly(1980, 2, 29))).ShouldBe(1L);
        (await Scalar("select id from p where id > $1", 1)).ShouldBe(2L);
        (await Rows("select id from p where name = $1", "' or 1=1 --")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_number_of_values_must_be_that_of_the_parameters()
    {
        var error = await Should.ThrowAsync<WarehouseException>(() => Rows("select cast($1 as integer)"));
        error.Fault.ShouldBe(WarehouseFault.Statement);
    }
}
