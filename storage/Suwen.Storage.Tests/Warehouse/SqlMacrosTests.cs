namespace Suwen.Storage.Tests.Warehouse;

public sealed class SqlMacrosTests
{
    [Theory]
    [InlineData("select 1", "select 1")]
    [InlineData("order by x {{order_nulls_last}}", "order by x nulls last")]
    [InlineData("{{ date_trunc(month, f(a, ',')) }}", "date_trunc('month', cast(f(a, ',') as timestamp))")]
    [InlineData("{{last_day({{date_trunc(year, a)}})}};", "cast(date_trunc('month', cast(date_trunc('year', cast(a as timestamp)) as timestamp)) + interval '1 month' - interval '1 day' as date);")]
    public void Macros_expand_in_place_and_nest(string template, string expected)
    {
        SqlMacros.Expand(template, SqlDialect.DuckDb).ShouldBe(expected);
        SqlMacros.Expand(template, SqlDialect.Postgres).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{{nonsense(1)}}")]
    [InlineData("{{datediff(day, a)}}")]
    [InlineData("{{datediff(fortnight, a, b)}}")]
    [InlineData("{{safe_cast(x, uuid)}}")]
    [InlineData("{{last_day(a)")]
    [InlineData("{{last_day(a}}")]
    public void A_wrong_macro_is_refused(string template)
    {
        Should.Throw<FormatException>(() => SqlMacros.Expand(template, SqlDialect.Postgres));
    }
}
