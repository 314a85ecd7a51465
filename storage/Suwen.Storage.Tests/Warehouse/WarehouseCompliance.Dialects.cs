namespace Suwen.Storage.Tests.Warehouse;

/// <summary>Where the engines differ (design, 5.1), the portable form and its one answer. Expected values follow from arithmetic, the calendar or Unicode's code points.</summary>
public abstract partial class WarehouseCompliance
{
    [Theory]
    [InlineData("order by n", "1,2,")]
    [InlineData("order by n desc", ",2,1")]
    [InlineData("order by n desc nulls last", "2,1,")]
    [InlineData("order by n desc {{order_nulls_last}}", "2,1,")]
    [InlineData("order by n nulls first", ",1,2")]
    public async Task Nulls_are_ordered_alike(string order, string expected)
    {
        var rows = await Rows(Expanded("select n from (values (2), (null), (1)) t(n) " + order));
        string.Join(",", rows.Select(r => r[0])).ShouldBe(expected);
    }

    [Theory]
    [InlineData("0.5", 0, 1)]
    [InlineData("-0.5", 0, -1)]
    [InlineData("1.5", 0, 2)]
    [InlineData("2.5", 0, 3)]
    [InlineData("2.675", 2, 2.68)]
    [InlineData("-2.675", 2, -2.68)]
    [InlineData("1.005", 2, 1.01)]
    [InlineData("1234.5678", -2, 1200)]
    public async Task Rounding_goes_away_from_zero(string value, int places, double expected)
    {
        (await Scalar(Expanded($"select {{{{round_half_away(cast({value} as double precision), {places})}}}}"))).ShouldBe(expected);
        (await Scalar(Expanded($"select {{{{round_half_away(cast({value} as decimal(18,4)), {places})}}}}"))).ShouldBe(expected);
    }

    [Fact]
    public async Task Sums_of_integers_are_cast_to_bigint()
    {
        (await Scalar("select cast(sum(n) as bigint) from (values (2147483647), (2147483647)) t(n)")).ShouldBe(4294967294L);
        (await Scalar("select cast(sum(cast(n as bigint)) as bigint) from (values (1), (2)) t(n)")).ShouldBe(3L);
        (await Scalar("select cast(sum(n) as decimal(18,4)) from (values (cast(0.1 as decimal(18,4))), (cast(0.2 as decimal(18,4)))) t(n)")).ShouldBe(0.3m);
        (await Scalar("select cast(sum(n) as bigint) from (values (1)) t(n) where n > 1")).ShouldBeNull();
    }

    [Fact]
    public async Task A_sum_beyond_bigint_is_an_error_and_no_wrong_number()
    {
        var error = await Should.ThrowAsync<WarehouseException>(() => Scalar("select cast(sum(n) as bigint) from (values (9223372036854775807), (9223372036854775807)) t(n)"));
        error.Fault.ShouldBe(WarehouseFault.Statement);
    }

    [Fact]
    public async Task Averages_are_cast_to_double()
    {
        (await Scalar("select cast(avg(n) as double precision) from (values (1), (2)) t(n)")).ShouldBe(1.5);
        (await Scalar("select cast(avg(n) as double precision) from (values (cast(0.1 as decimal(18,4))), (cast(0.2 as decimal(18,4)))) t(n)"))
            .ShouldBeOfType<double>().ShouldBe(0.15, 1e-12);
    }

    [Theory]
    [InlineData(7, 2, 3L)]
    [InlineData(-7, 2, -3L)]
    [InlineData(7, -2, -3L)]
    [InlineData(1, 3, 0L)]
    [InlineData(1, 0, null)]
    public async Task Integer_division_truncates_towards_zero(int a, int b, object? expected)
    {
        (await Scalar(Expanded("select {{int_div(cast($1 as integer), cast($2 as integer))}}"), a, b)).ShouldBe(expected);
    }

    [Fact]
    public async Task A_ratio_of_integers_is_cast_to_double()
    {
        (await Scalar("select cast(n as double precision) / 2 from (values (1)) t(n)")).ShouldBe(0.5);
        (await Scalar("select 1 / cast(2 as double precision)")).ShouldBe(0.5);
    }

    [Fact]
    public async Task Text_is_ordered_by_code_points()
    {
        await Execute($"create table cdr.words ({SqlName.Definition("w", Schema.ColumnType.Text, Warehouse.Dialect)})", "insert into words values ('b'), ('B'), ('a'), ('中'), ('é'), ('𠀀'), ('_'), ('')");
        var rows = await Rows("select w from words order by w");
        string.Join(" ", rows.Select(r => r[0])).ShouldBe(" B _ a b é 中 𠀀");
        (await Scalar("select count(*) from words where w < 'a'")).ShouldBe(3L);
        (await Scalar("select w from words where w = 'B'")).ShouldBe("B");
    }

    [Fact]
    public async Task NaN_equals_itself_and_is_the_greatest()
    {
        const string Values = "(values (cast(1 as double precision)), (cast('NaN' as double precision)), (cast('Infinity' as double precision))) t(x)";
        (await Rows($"select x from {Values} order by x")).Select(r => r[0]).ShouldBe([1.0, double.PositiveInfinity, double.NaN]);
        (await Scalar($"select count(*) from {Values} where x = cast('NaN' as double precision)")).ShouldBe(1L);
        (await Scalar($"select count(*) from {Values} where x > 1e308")).ShouldBe(2L);
    }

    [Theory]
    [InlineData("I21.4", "^I2[01]", true)]
    [InlineData("XI21", "^I2[01]", false)]
    [InlineData("XI21", "I2", true)]
    [InlineData("糖尿病", "尿", true)]
    [InlineData("a1", "^[a-z][0-9]$", true)]
    public async Task A_regular_expression_is_searched_anywhere(string text, string pattern, bool expected)
    {
        (await Scalar(Expanded("select {{regexp_like(cast($1 as varchar), cast($2 as varchar))}}"), text, pattern)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("day", "2024-02-28", "2024-03-01", 2)]
    [InlineData("day", "2026-01-01 23:59:59", "2026-01-02 00:00:00", 1)]
    [InlineData("day", "2026-01-02", "2026-01-01", -1)]
    [InlineData("week", "2026-01-04", "2026-01-05", 1)]
    [InlineData("week", "2026-01-05", "2026-01-11", 0)]
    [InlineData("week", "2026-01-05", "2025-12-28", -2)]
    [InlineData("month", "2026-01-31", "2026-02-01", 1)]
    [InlineData("month", "2025-12-31", "2027-01-01", 13)]
    [InlineData("quarter", "2025-12-31", "2026-01-01", 1)]
    [InlineData("year", "2025-12-31", "2026-01-01", 1)]
    [InlineData("year", "1900-06-01", "2026-01-01", 126)]
    [InlineData("hour", "2026-01-01 00:59:59", "2026-01-01 01:00:00", 1)]
    [InlineData("hour", "1969-12-31 22:30:00", "1970-01-01 01:00:00", 3)]
    [InlineData("minute", "2026-01-01 00:00:30", "2026-01-01 00:02:10", 2)]
    [InlineData("second", "2026-01-01 00:00:00.9", "2026-01-01 00:00:01.1", 1)]
    public async Task Differences_of_dates_count_the_boundaries_crossed(string part, string from, string to, long expected)
    {
        (await Scalar(Expanded($"select {{{{datediff({part}, cast($1 as timestamp), cast($2 as timestamp))}}}}"), DateTime.Parse(from), DateTime.Parse(to))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("day", 1, "2024-02-28", "2024-02-29")]
    [InlineData("month", 1, "2026-01-31", "2026-02-28")]
    [InlineData("quarter", -1, "2026-05-31", "2026-02-28")]
    [InlineData("year", 1, "2024-02-29", "2025-02-28")]
    [InlineData("week", 2, "2026-01-01", "2026-01-15")]
    [InlineData("hour", 25, "2026-01-01", "2026-01-02 01:00:00")]
    public async Task Adding_to_a_date_keeps_within_the_month(string part, int count, string from, string expected)
    {
        (await Scalar(Expanded($"select {{{{dateadd({part}, $1, cast($2 as timestamp))}}}}"), count, DateTime.Parse(from))).ShouldBe(DateTime.Parse(expected));
        (await Scalar(Expanded($"select {{{{dateadd({part}, $1, cast($2 as date))}}}}"), count, DateOnly.FromDateTime(DateTime.Parse(from)))).ShouldBe(DateTime.Parse(expected));
    }

    [Theory]
    [InlineData("week", "2026-01-01 12:00:00", "2025-12-29")]
    [InlineData("month", "2026-03-05 01:02:03", "2026-03-01")]
    [InlineData("quarter", "2026-06-30", "2026-04-01")]
    [InlineData("year", "2026-06-30", "2026-01-01")]
    [InlineData("hour", "2026-06-30 10:59:59", "2026-06-30 10:00:00")]
    public async Task Truncating_a_time_answers_a_timestamp(string part, string from, string expected)
    {
        (await Scalar(Expanded($"select {{{{date_trunc({part}, cast($1 as timestamp))}}}}"), DateTime.Parse(from))).ShouldBe(DateTime.Parse(expected));
        (await Scalar(Expanded("select {{last_day(cast($1 as date))}}"), new DateOnly(2024, 2, 3))).ShouldBe(new DateOnly(2024, 2, 29));
    }

    [Fact]
    public async Task Sessions_are_in_UTC_whatever_the_machine_is()
    {
        (await Scalar("select cast(timestamptz '2026-01-01 00:00:00+08' as timestamp)")).ShouldBe(new DateTime(2025, 12, 31, 16, 0, 0));
        (await Scalar("select cast(timestamptz '2026-01-01 00:00:00+08' as date)")).ShouldBe(new DateOnly(2025, 12, 31));
        (await Scalar("select extract(hour from timestamptz '2026-01-01 00:00:00+08') = 16")).ShouldBe(true);
        (await Scalar("select timestamptz '2025-12-31 16:00:00+00' at time zone 'Asia/Shanghai'")).ShouldBe(new DateTime(2026, 1, 1));
        var now = (DateTimeOffset)(await Scalar("select cast(current_timestamp as timestamptz)"))!;
        (TimeProvider.System.GetUtcNow() - now).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("integer", "12;-3; 7 ;+5;1.6;x;;2147483648;99999999999999999999", "12;-3;7;5;;;;;")]
    [InlineData("bigint", "9223372036854775807;9223372036854775808;-9223372036854775808", "9223372036854775807;;-9223372036854775808")]
    [InlineData("double", "1.5;-.5;1e3;1e400;abc;5.", "1.5;-0.5;1000;;;5")]
    [InlineData("decimal", "1.23456;0.00005;abc;9999999999999.9;99999999999999.9", "1.2346;0.0001;;9999999999999.9;")]
    [InlineData("date", "2024-02-29;2026-02-29;2026-13-01;2026-1-1;yesterday;0000-01-01;2026-12-31", "02/29/2024;;;;;;12/31/2026")]
    [InlineData("timestamp", "2026-01-01 23:59:59.5;2026-01-01T01:02;2026-01-01 24:00:00;2026-02-30 00:00:00", "01/01/2026 23:59:59;01/01/2026 01:02:00;;")]
    [InlineData("boolean", "true;F;1;0;yes;", "True;False;True;False;;")]
    [InlineData("text", "a;", "a;")]
    public async Task A_safe_cast_is_null_where_the_text_has_no_such_form(string type, string texts, string expected)
    {
        await Execute("create table cdr.texts (n integer, x varchar)");
        var values = texts.Split(';');
        for (var i = 0; i < values.Length; i++)
        {
            await using var transaction = await Warehouse.BeginAsync(None);
            await transaction.ExecuteAsync(new SqlStatement("insert into texts values ($1, $2)", i, values[i]), None);
            await transaction.CommitAsync(None);
        }

        var rows = await Rows(Expanded($"select {{{{safe_cast(x, {type})}}}} from texts order by n"));
        string.Join(";", rows.Select(r => Convert.ToString(r[0], System.Globalization.CultureInfo.InvariantCulture))).ShouldBe(expected);
    }

    [Fact]
    public async Task Texts_are_joined_in_the_order_asked_for()
    {
        (await Scalar(Expanded("select {{string_agg(n, ', ', order by n desc)}} from (values (1), (3), (2)) t(n)"))).ShouldBe("3, 2, 1");
        (await Scalar(Expanded("select {{string_agg(n, '(,)')}} from (values (1)) t(n)"))).ShouldBe("1");
    }

    protected string Expanded(string template) => SqlMacros.Expand(template, Warehouse.Dialect);
}
