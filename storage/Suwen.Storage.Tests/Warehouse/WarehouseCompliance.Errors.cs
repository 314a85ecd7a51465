namespace Suwen.Storage.Tests.Warehouse;

public abstract partial class WarehouseCompliance
{
    [Theory]
    [InlineData("selct 1")]
    [InlineData("select * from nowhere")]
    [InlineData("select nothing from (values (1)) t(n)")]
    [InlineData("select no_such_function(1)")]
    [InlineData("select cast('x' || cast(n as varchar) as integer) from (values (1)) t(n)")]
    [InlineData("")]
    public async Task A_wrong_statement_is_the_statements_fault(string sql)
    {
        (await Should.ThrowAsync<WarehouseException>(() => Rows(sql))).Fault.ShouldBe(WarehouseFault.Statement);
        (await Scalar("select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_result_is_told()
    {
        var error = await Should.ThrowAsync<WarehouseException>(() => Rows("select cast(case when i = 200000 then 'Zhang San' else '1' end as integer) from generate_series(1, 300000) as g(i)"));
        error.Fault.ShouldBe(WarehouseFault.Statement);
        error.Message.ShouldNotContain("Zhang");
    }

    [Theory]
    [InlineData("select cast(cast($1 as varchar) as integer)", "440301199001011234X")]
    [InlineData("select cast(cast($1 as varchar) as date)", "Zhang San")]
    [InlineData("select cast(cast($1 as varchar) as double precision)", "it's \"Zhang San\"")]
    [InlineData("select cast(cast($1 as varchar) as bigint)", "4403011990010112345678")]
    [InlineData("select cast(cast($1 as bigint) as integer)", 440301199001011234L)]
    [InlineData("select cast($1 as bigint) * 4000000000000000000", 440301199001011234L)]
    public async Task A_message_never_holds_a_value(string sql, object value)
    {
        var error = await Should.ThrowAsync<WarehouseException>(() => Rows(sql, value));
        error.Fault.ShouldBe(WarehouseFault.Statement);
        error.ToString().ShouldNotContain("440301");
        error.ToString().ShouldNotContain("Zhang");
    }

    [Fact]
    public async Task A_broken_constraint_is_a_conflict_and_its_message_holds_no_value()
    {
        await Execute("create table cdr.u (id bigint unique, name varchar not null)", "insert into u values (440301, 'x')");
        foreach (var sql in new[] { "insert into u values ($1, 'y')", "insert into u values ($1 + 1, null)" })
        {
            await using var transaction = await Warehouse.BeginAsync(None);
            var error = await Should.ThrowAsync<WarehouseException>(() => transaction.ExecuteAsync(new SqlStatement(sql, 440301L), None));
            error.Fault.ShouldBe(WarehouseFault.Conflict);
            error.ToString().ShouldNotContain("440301");
        }
    }

    [Fact]
    public async Task A_result_left_half_read_does_not_hold_up_the_next()
    {
        for (var i = 0; i < 5; i++)
        {
            await using var result = await Warehouse.QueryAsync("select i, 'some text to fill the buffers' from generate_series(1, 5000000) as g(i)", Everything, None);
            (await result.NextAsync(None))!.RowCount.ShouldBeGreaterThan(0);
        }

        (await Scalar("select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task An_open_result_of_a_transaction_must_be_disposed_before_the_next_statement()
    {
        await using var transaction = await Warehouse.BeginAsync(None);
        var result = await transaction.QueryAsync("select 1", Everything, None);
        await Should.ThrowAsync<InvalidOperationException>(() => transaction.ExecuteAsync("select 1", None));
        await result.DisposeAsync();
        await transaction.ExecuteAsync("select 1", None);
    }

    [Fact]
    public async Task A_parameter_of_an_unknown_type_is_the_programmers_error()
    {
        await Should.ThrowAsync<ArgumentException>(() => Rows("select $1", Guid.Empty));
    }
}
