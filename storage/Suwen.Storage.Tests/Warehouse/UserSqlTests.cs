namespace Suwen.Storage.Tests.Warehouse;

/// <summary>Ways out of the catalogue that must be closed; each is refused by the check alone, before an engine sees it.</summary>
public sealed class UserSqlTests
{
    [Theory]
    [InlineData("select * from 'file.csv'")]
    [InlineData("select * from \"/etc/passwd\"")]
    [InlineData("select * from read_csv('/etc/passwd')")]
    [InlineData("select * from read_csv_auto('/etc/passwd')")]
    [InlineData("select * from read_text('/etc/passwd')")]
    [InlineData("select * from read_blob('/etc/passwd')")]
    [InlineData("select * from read_json('x')")]
    [InlineData("select * from read_parquet('x')")]
    [InlineData("select * from parquet_scan('x')")]
    [InlineData("select * from glob('/*')")]
    [InlineData("select * from sniff_csv('x')")]
    [InlineData("select * from query('select 1')")]
    [InlineData("select * from query_table('person')")]
    [InlineData("select * from duckdb_settings()")]
    [InlineData("select * from duckdb_secrets()")]
    [InlineData("select * from pragma_table_info('person')")]
    [InlineData("select getenv('HOME')")]
    [InlineData("select 'HOME'.getenv()")]
    [InlineData("select current_setting('memory_limit')")]
    [InlineData("select set_config('search_path', 'x', false)")]
    [InlineData("select getvariable('x')")]
    [InlineData("select nextval('s')")]
    [InlineData("select pg_read_file('/etc/passwd')")]
    [InlineData("select pg_catalog.pg_read_file('/etc/passwd')")]
    [InlineData("select pg_catalog.lower('x')")]
    [InlineData("select pg_ls_dir('/')")]
    [InlineData("select pg_sleep(100)")]
    [InlineData("select lo_import('/etc/passwd')")]
    [InlineData("select query_to_xml('select * from sys.entry', true, true, '')")]
    [InlineData("select table_to_xml('sys.entry', true, true, '')")]
    [InlineData("select dblink('host=x', 'select 1')")]
    [InlineData("select pg_terminate_backend(1)")]
    [InlineData("select pg_advisory_lock(1)")]
    [InlineData("select txid_current()")]
    [InlineData("select * from pg_stat_activity")]
    [InlineData("select * from pg_authid")]
    [InlineData("select * from pg_catalog.pg_authid")]
    [InlineData("select * from sqlite_master")]
    [InlineData("select * from duckdb_tables")]
    [InlineData("select * from information_schema.schemata")]
    [InlineData("select * from nowhere")]
    [InlineData("select * from memory.cdr.person")]
    [InlineData("select repeat('x', 1000000000)")]
    [InlineData("select repeat('x', person_id) from person")]
    [InlineData("select lpad('x', 1000000000, 'y')")]
    [InlineData("select list_max(range(1000000000))")]
    [InlineData("copy person to '/tmp/x'")]
    [InlineData("attach '/tmp/x.db'")]
    [InlineData("install httpfs")]
    [InlineData("load 'x.so'")]
    [InlineData("pragma database_list")]
    [InlineData("set memory_limit = '1TB'")]
    [InlineData("reset all")]
    [InlineData("call pragma_version()")]
    [InlineData("export database '/tmp/x'")]
    [InlineData("checkpoint")]
    [InlineData("vacuum")]
    [InlineData("create table x as select 1")]
    [InlineData("insert into person (person_id) values (1)")]
    [InlineData("update person set person_id = 1")]
    [InlineData("delete from person")]
    [InlineData("drop table person")]
    [InlineData("begin")]
    [InlineData("explain analyze delete from person")]
    [InlineData("prepare p as select 1")]
    [InlineData("do $$ begin end $$")]
    [InlineData("show tables")]
    [InlineData("describe person")]
    [InlineData("select 1; select 2")]
    [InlineData("select 1; drop table person")]
    [InlineData("select 1 into outfile")]
    [InlineData("with x as (insert into person (person_id) values (1) returning *) select * from x")]
    [InlineData("with x as (select * from read_csv('/etc/passwd')) select 1")]
    [InlineData("select (select getenv('HOME'))")]
    [InlineData("select 1 from person order by getenv('HOME')")]
    [InlineData("select 1 from person group by getenv('HOME')")]
    [InlineData("select 1 from person limit (select count(*) from read_csv('x'))")]
    [InlineData("select sum(1) over (partition by getenv('HOME')) from person")]
    [InlineData("select count(*) filter (where getenv('HOME') = 'x') from person")]
    [InlineData("select 1 from person a join person b on getenv('HOME') = 'x'")]
    [InlineData("select list_transform([1], x -> getenv('HOME'))")]
    [InlineData("select [getenv('HOME')]")]
    [InlineData("select {'a': getenv('HOME')}")]
    [InlineData("select case when true then getenv('HOME') end")]
    [InlineData("select * from (values (getenv('HOME'))) v(x)")]
    [InlineData("select * from generate_series(1, (select count(*) from read_csv('x')))")]
    [InlineData("select * from unnest([getenv('HOME')])")]
    [InlineData("select * exclude (person_id) replace (getenv('HOME') as year_of_birth) from person")]
    [InlineData("select distinct on (getenv('HOME')) 1 from person")]
    [InlineData("select * from person at (version => 1)")]
    [InlineData("select 1\u00A0from\u00A0person")]
    [InlineData("")]
    [InlineData("-- nothing")]
    [InlineData("select $$")]
    public void An_attack_is_refused(string sql)
    {
        foreach (var dialect in Enum.GetValues<SqlDialect>())
        {
            var error = Should.Throw<WarehouseException>(() => UserSql.Check(sql, WarehouseCompliance.Everything, dialect), sql);
            error.Fault.ShouldBe(WarehouseFault.Statement);
        }
    }

    /// <summary>PostgreSQL would take the WITH name "Person" for another than person, and read the table.</summary>
    [Theory]
    [InlineData("with \"Person\" as (select 1 as n) select * from person")]
    [InlineData("with \"PG_AUTHID\" as (select 1) select * from PG_AUTHID")]
    public void A_name_of_WITH_that_the_engines_read_differently_is_refused_on_PostgreSQL(string sql)
    {
        Should.Throw<WarehouseException>(() => UserSql.Check(sql, WarehouseCompliance.Everything, SqlDialect.Postgres));
    }

    [Fact]
    public void A_name_of_WITH_is_not_seen_outside_of_its_part()
    {
        const string Sql = "(with nowhere as (select 1 as n) select n from nowhere) union all select n from nowhere";
        Should.Throw<WarehouseException>(() => UserSql.Check(Sql, WarehouseCompliance.Everything, SqlDialect.DuckDb)).Message.ShouldContain("nowhere");
    }

    [Fact]
    public void A_statement_nested_too_deeply_is_refused_and_harms_nothing()
    {
        var nested = string.Concat(Enumerable.Repeat("select * from (", 900)) + "select 1" + string.Concat(Enumerable.Repeat(") x", 900));
        Should.Throw<WarehouseException>(() => UserSql.Check(nested, WarehouseCompliance.Everything, SqlDialect.DuckDb));
        var chain = "select " + string.Concat(Enumerable.Repeat("1 - (", 800)) + "1" + new string(')', 800);
        Should.Throw<WarehouseException>(() => UserSql.Check(chain, WarehouseCompliance.Everything, SqlDialect.DuckDb));
        UserSql.Check("select 1", WarehouseCompliance.Everything, SqlDialect.DuckDb);
    }
}
