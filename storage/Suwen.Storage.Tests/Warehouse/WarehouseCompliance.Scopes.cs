using System.Diagnostics;
using Suwen.Storage.Schema;

namespace Suwen.Storage.Tests.Warehouse;

public abstract partial class WarehouseCompliance
{
    /// <summary>A reader who sees the persons 1 and 2 without their source values, and the visits whole.</summary>
    private static ReadScope Restricted { get; } = new("reader", "treatment", new Dictionary<string, TableScope>
    {
        ["person"] = new(["person_id", "year_of_birth", "gender_concept_id"], "person_id in (select 1 union all select 2) -- policy"),
        ["visit_occurrence"] = new(null, null),
        ["sys.load"] = new(null, "load_id < 100"),
    });

    [Theory]
    [InlineData("select person_id from person order by 1", "1;2")]
    [InlineData("select person_id from cdr.person order by 1", "1;2")]
    [InlineData("select person_id from \"cdr\".\"person\" order by 1", "1;2")]
    [InlineData("select person_id from cdr . person order by 1 -- the end", "1;2")]
    [InlineData("select p.person_id from person p order by 1", "1;2")]
    [InlineData("select p.person_id from person as p order by 1", "1;2")]
    [InlineData("select person.person_id from cdr.person order by 1", "1;2")]
    [InlineData("select '素问 person', person_id from person order by 2", "素问 person,1;素问 person,2")]
    [InlineData("select * from person order by 1", "1,8507,1980;2,8532,1990")]
    [InlineData("with person as (select * from person) select person_id from person order by 1", "1;2")]
    [InlineData("with a as (select * from person), b as (select * from a) select person_id from b order by 1", "1;2")]
    [InlineData("with person as (select 7 as n) select n from person", "7")]
    [InlineData("with person as (select 7 as n) select n from person union all select cast(person_id as integer) from cdr.person order by 1", "1;2;7")]
    [InlineData("select person_id from person union all select person_id from person order by 1", "1;1;2;2")]
    [InlineData("select count(*) from person a, person b", "4")]
    [InlineData("select visit_occurrence_id from visit_occurrence v where exists (select 1 from person p where p.person_id = v.person_id) order by 1", "10;20")]
    [InlineData("select (select max(person_id) from person)", "2")]
    [InlineData("select x.person_id from (select * from (select person_id from person) y) x order by 1", "1;2")]
    [InlineData("with recursive r as (select 1 as n union all select n + 1 from r where n < (select count(*) from person)) select count(*) from r", "2")]
    [InlineData("select person_id from cdm.person order by 1", "1;2")]
    [InlineData("select load_id from sys.load", "5")]
    [InlineData("select count(*) from person group by gender_concept_id having count(*) = (select count(*) - 1 from person) order by 1", "1;1")]
    public async Task A_restricted_reader_sees_its_rows_only(string sql, string expected)
    {
        await FillPersons();
        await using var result = await Warehouse.QueryAsync(sql, Restricted, None);
        var rows = await Read(result);
        string.Join(";", rows.Select(r => string.Join(",", r))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("select person_source_value from person")]
    [InlineData("select person.person_source_value from cdr.person")]
    [InlineData("select cdr.person.person_source_value from cdr.person")]
    [InlineData("select 1 from person where person_source_value like 'P%'")]
    [InlineData("select person_source_value from cdm.person")]
    [InlineData("select * from death")]
    [InlineData("select * from history.person")]
    [InlineData("select * from sys.entry")]
    [InlineData("select * from main.person")]
    [InlineData("select * from public.person")]
    [InlineData("select * from person, \"PERSON\".x")]
    [InlineData("with a as (select * from death) select * from a")]
    [InlineData("select (select count(*) from death)")]
    [InlineData("select 1 where exists (from death)")]
    [InlineData("select * from information_schema.tables")]
    [InlineData("select * from person for update; select 1")]
    [InlineData("insert into person (person_id) values (1)")]
    public async Task What_does_not_exist_for_a_restricted_reader_is_refused(string sql)
    {
        await FillPersons();
        var error = await Should.ThrowAsync<WarehouseException>(async () =>
        {
            await using var result = await Warehouse.QueryAsync(sql, Restricted, None);
            await Read(result);
        });
        error.Fault.ShouldBe(WarehouseFault.Statement);
    }

    /// <summary>A reader who sees the persons born before 1995, the year as a mask and the source value starred.</summary>
    private static ReadScope MaskedReader { get; } = new("reader", "research", new Dictionary<string, TableScope>
    {
        ["person"] = new(
            ["person_id", "year_of_birth", "gender_concept_id", "person_source_value", "birth_datetime"],
            "year_of_birth < 1995 -- policy",
            new Dictionary<string, string>
            {
                ["year_of_birth"] = "case when false then \"year_of_birth\" end",
                ["person_source_value"] = "case when length(\"person_source_value\") > 1 then substr(\"person_source_value\", 1, 1) || '*' when \"person_source_value\" is not null then '*' end",
            }),
    });

    [Theory]
    [InlineData("select person_id, person_source_value, year_of_birth from person order by 1", "1,P*,;2,P*,")]
    [InlineData("select count(*) from person where person_source_value = 'P1'", "0")]
    [InlineData("select count(*) from person where person_source_value like '%1%'", "0")]
    [InlineData("select count(*) from person where year_of_birth = 1980", "0")]
    [InlineData("select max(p.person_source_value) from cdr.person p group by substr(p.person_source_value, 2) order by 1", "P*")]
    [InlineData("select person_id from person order by person_source_value desc, person_id", "1;2")]
    [InlineData("select count(*) from person a join person b on a.person_source_value = b.person_source_value", "4")]
    [InlineData("select count(*) from cdm.person where person_source_value = 'P*'", "2")]
    [InlineData("with recursive r as (select min(person_source_value) as v from person) select v from r", "P*")]
    [InlineData("select * from person order by person_id limit 1", "1,8507,,,P*")]
    public async Task A_reader_of_masks_can_neither_see_nor_ask_for_a_value(string sql, string expected)
    {
        await FillPersons();
        await using var result = await Warehouse.QueryAsync(sql, MaskedReader, None);
        var rows = await Read(result);
        string.Join(";", rows.Select(r => string.Join(",", r))).ShouldBe(expected);
    }

    [Fact]
    public async Task A_refused_table_is_named()
    {
        await FillPersons();
        var error = await Should.ThrowAsync<WarehouseException>(() => Warehouse.QueryAsync("select * from death", Restricted, None));
        error.Message.ShouldBe("The table death is not available to you.");
    }

    [Fact]
    public async Task Parameters_go_through_a_restricted_scope()
    {
        await FillPersons();
        await using var result = await Warehouse.QueryAsync(new SqlStatement("select person_id from person where person_id >= $1 and year_of_birth = $2", 2L, 1990), Restricted, None);
        (await Read(result)).ShouldBe([[2L]]);
    }

    [Fact]
    public async Task A_scope_holds_inside_a_transaction_too()
    {
        await FillPersons();
        await using var transaction = await Warehouse.BeginAsync(None);
        await using var result = await transaction.QueryAsync("select count(*) from person", Restricted, None);
        (await Read(result)).ShouldBe([[2L]]);
    }

    [Fact]
    public async Task SQL_of_users_runs_within_its_limits()
    {
        await FillPersons();
        await using (var result = await UserSql.RunAsync(Warehouse, "select person_id, upper(person_source_value) from person order by 1", Everything, UserSqlLimits.Default, None))
        {
            (await Read(result)).ShouldBe([[1L, "P1"], [2L, "P2"], [3L, "P3"]]);
        }

        await using (var limited = await UserSql.RunAsync(Warehouse, "select person_id from person order by 1", Everything, new UserSqlLimits(TimeSpan.FromMinutes(1), 2), None))
        {
            (await limited.NextAsync(None))!.RowCount.ShouldBe(2);
        }

        await using (var many = await UserSql.RunAsync(Warehouse, "select * from generate_series(1, 100000) as g(i)", Everything, new UserSqlLimits(TimeSpan.FromMinutes(1), 50_000), None))
        {
            (await Should.ThrowAsync<WarehouseException>(() => Read(many))).Fault.ShouldBe(WarehouseFault.Limit);
        }

        var clock = Stopwatch.StartNew();
        var slow = await Should.ThrowAsync<WarehouseException>(async () =>
        {
            await using var result = await UserSql.RunAsync(Warehouse, "select count(*) from generate_series(1, 100000000) a, generate_series(1, 1000) b", Everything, new UserSqlLimits(TimeSpan.FromMilliseconds(300), 10), None);
            await Read(result);
        });
        slow.Fault.ShouldBe(WarehouseFault.Limit);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData("select table_name from information_schema.tables where table_schema = 'sys' and table_name = 'load'")]
    [InlineData("select gender_concept_id, count(*) as n, avg(year_of_birth) from cdr.person group by 1 order by n desc limit 10")]
    [InlineData("select row_number() over (partition by gender_concept_id order by person_id), lag(person_id) over (order by person_id) from person")]
    [InlineData("select extract(year from visit_start_date), substring('abc' from 1 for 2), position('b' in 'abc'), trim(both from ' a ') from visit_occurrence")]
    [InlineData("select case when person_id > 1 then 'x' else 'y' end, coalesce(null, person_id), cast(person_id as integer), nullif(1, 2) from person where person_id between 1 and 9 and person_source_value like 'P%' and person_source_value not in ('a', 'b')")]
    [InlineData("select string_agg(person_source_value, ',' order by person_id), count(distinct person_id) filter (where person_id > 1) from person")]
    [InlineData("values (1, 'a'), (2, 'b')")]
    [InlineData("select * from person except select * from person")]
    [InlineData("select lpad('1', 5, '0'), regexp_replace('abc', 'b', 'x'), date_trunc('month', timestamp '2026-03-05 01:02:03')")]
    [InlineData("select * from cdm.concept join cdm.vocabulary using (vocabulary_id)")]
    [InlineData("select number from sys.migration")]
    public async Task Ordinary_SQL_of_users_is_accepted(string sql)
    {
        await FillPersons();
        await using var result = await UserSql.RunAsync(Warehouse, sql, Everything, UserSqlLimits.Default, None);
        await Read(result);
    }

    private async Task FillPersons()
    {
        string[] names = ["cdr.person", "cdr.visit_occurrence", "cdr.death", "cdr.concept", "cdr.vocabulary", "sys.load", "sys.entry"];
        await Migrations.MigrateAsync(Warehouse, [.. CanonicalModel.Tables.Where(t => names.Contains(t.ToString()))], None);
        await Execute(
            """
            insert into cdr.person (person_id, gender_concept_id, year_of_birth, race_concept_id, ethnicity_concept_id, person_source_value)
            values (1, 8507, 1980, 0, 0, 'P1'), (2, 8532, 1990, 0, 0, 'P2'), (3, 8507, 2000, 0, 0, 'P3')
            """,
            "insert into cdr.visit_occurrence (visit_occurrence_id, person_id, visit_start_date) values (10, 1, date '2026-01-01'), (20, 2, date '2026-01-02'), (30, 3, date '2026-01-03')",
            "insert into sys.load (load_id) values (5), (500)");
    }
}
