using System.Globalization;
using System.Security.Claims;
using Suwen.Governance.Grading;
using Suwen.Security;
using Suwen.Security.Grading;
using Suwen.Storage;
using Suwen.Storage.DuckDb;
using Suwen.Storage.Postgres;
using Suwen.Storage.Schema;
using Suwen.Storage.Tests.Postgres;

namespace Suwen.Governance.Tests.Grading;

/// <summary>
/// Three persons: 1 with pneumonia (J18), 2 with HIV disease (B24) by code, 3 with the same by the name of a hospital's own code. Who sees what of
/// them, on every engine. Levels are those of GB/T 39725-2020, clause 6.2.
/// </summary>
public abstract class GradeEnforcementCompliance
{
    [Fact]
    public async Task Each_role_sees_its_rows_columns_and_masks()
    {
        await using var warehouse = await FilledAsync();
        const string conditions = "select person_id from condition_occurrence order by 1";
        (await ReadAsync(warehouse, Role.Researcher, Permission.SqlQuery, Purpose.Research, conditions)).ShouldBe(["1"]);
        (await ReadAsync(warehouse, Role.Steward, Permission.PersonRead, Purpose.Treatment, conditions)).ShouldBe(["1"]);
        (await ReadAsync(warehouse, Role.Clinician, Permission.PersonRead, Purpose.Treatment, conditions)).ShouldBe(["1", "2", "3"]);
        (await ReadAsync(warehouse, Role.Engineer, Permission.SqlQuery, Purpose.Research, "select full_name, national_id, phone, address, family_name from cn_source_person where person_id = 1"))
            .ShouldBe(["王*|110105************|100********|示例省示例市***|***"]);
        (await ReadAsync(warehouse, Role.Clinician, Permission.PersonRead, Purpose.Treatment, "select full_name from cn_source_person where person_id = 1")).ShouldBe(["王示例"]);
    }

    [Theory]
    [InlineData("select count(*) from cn_source_person where full_name = '王示例'", "0")]
    [InlineData("select count(*) from cn_source_person where national_id like '%002X'", "0")]
    [InlineData("select count(*) from cn_source_person where length(national_id) <> 18", "0")]
    [InlineData("select count(*) from condition_occurrence where condition_source_value like 'B2%'", "0")]
    [InlineData("select count(*) from condition_occurrence where strpos(condition_source_name, '艾滋') > 0", "0")]
    [InlineData("select max(phone) from cn_source_person", "100********")]
    public async Task A_masked_value_cannot_be_probed(string sql, string expected)
    {
        await using var warehouse = await FilledAsync();
        (await ReadAsync(warehouse, Role.Engineer, Permission.SqlQuery, Purpose.Research, sql)).ShouldBe([expected]);
    }

    [Fact]
    public async Task Every_mask_of_every_column_is_SQL_of_the_engine_and_keeps_the_type()
    {
        await using var warehouse = await OpenAsync();
        await Migrations.MigrateAsync(warehouse, default);
        var everything = GradeRules.Tables.SelectMany(t => t.Columns.Select(c => KeyValuePair.Create((t.Name, c.Name), DataLevel.Minimal)));
        var policy = new AccessPolicy(new GradeBook(everything), RolePolicy.BuiltIn);
        var user = Authorisation.Principal("li", [Role.Steward], "test");
        var scope = Authorisation.ScopeFor(user, Permission.PersonRead, Purpose.Treatment, policy);
        foreach (var table in GradeRules.Tables)
        {
            await using var result = await warehouse.QueryAsync($"select * from cdr.\"{table.Name}\"", scope, default);
            result.Columns.Select(c => (c.Name, TypeOf(c.Type))).ShouldBe(table.Columns.Select(c => (c.Name, TypeOf(c.Type))), table.Name);
        }

        // JSON travels as text where an expression stands in its place.
        static ColumnType TypeOf(ColumnType type) => type == ColumnType.Json ? ColumnType.Text : type;
    }

    [Fact]
    public async Task Detectors_find_what_nobody_expected_in_a_column()
    {
        await using var warehouse = await FilledAsync();
        var (tables, findings) = await GradeSampling.RunAsync(warehouse, Authorisation.ForPlatform("test"), ["measurement"], TimeProvider.System, default);
        tables.ShouldBe(["measurement"]);
        findings.Select(f => (f.Column, f.Detector, f.Hits, f.Sampled, f.Level)).ShouldBe([("value_source_value", "national-id", 2L, 3L, DataLevel.Narrow)]);
    }

    [Theory]
    [InlineData(Role.Engineer, "select count(*) from cn_source_person", DataLevel.Public)]
    [InlineData(Role.Engineer, "select year_of_birth, count(*) as n from cn_source_person group by 1 order by n", DataLevel.Medium)]
    [InlineData(Role.Engineer, "select full_name from cn_source_person", DataLevel.Medium)]
    [InlineData(Role.Administrator, "select full_name from cn_source_person", DataLevel.Narrow)]
    [InlineData(Role.Administrator, "select p from cn_source_person p", DataLevel.Narrow)]
    [InlineData(Role.Administrator, "select x.* from (select * from cn_source_person) x", DataLevel.Narrow)]
    [InlineData(Role.Administrator, "with a as (select phone as p from cn_source_person) select p from a", DataLevel.Narrow)]
    [InlineData(Role.Administrator, "select condition_source_name from condition_occurrence", DataLevel.Medium)]
    public async Task The_level_of_a_statement_is_that_of_what_it_reads_in_clear(string role, string sql, DataLevel level)
    {
        await using var warehouse = await FilledAsync();
        var scope = Authorisation.ScopeFor(Authorisation.Principal("x", [role], "test"), Permission.SqlQuery, Purpose.Research);
        StatementLevel.Of(UserSql.ReadsOf(sql, scope, warehouse.Dialect), GradeBook.BuiltIn).ShouldBe(level);
    }

    [Fact]
    public async Task Rows_of_level_five_raise_a_statement_of_who_has_them()
    {
        await using var warehouse = await FilledAsync();
        var scope = Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.SqlQuery, Purpose.Operations);
        StatementLevel.Of(UserSql.ReadsOf("select condition_source_name from condition_occurrence", scope, warehouse.Dialect), GradeBook.BuiltIn).ShouldBe(DataLevel.Minimal);
        StatementLevel.Of(UserSql.ReadsOf("select count(*) from condition_occurrence", scope, warehouse.Dialect), GradeBook.BuiltIn).ShouldBe(DataLevel.Public);
    }

    protected abstract Task<IWarehouse> OpenAsync();

    private async Task<IWarehouse> FilledAsync()
    {
        var warehouse = await OpenAsync();
        await Migrations.MigrateAsync(warehouse, default);
        await using var transaction = await warehouse.BeginAsync(default);
        string[] rows =
        [
            "insert into cdr.cn_source_person (source_person_id, person_id, full_name, family_name, national_id, phone, address, year_of_birth) values (11, 1, '王示例', '王', '11010519491231002X', '10000000001', '示例省示例市示例区示例路1号', 1949)",
            "insert into cdr.condition_occurrence (condition_occurrence_id, person_id, condition_source_value, condition_source_name) values (101, 1, 'J18.9', '肺炎'), (102, 2, 'b24.x00', null), (103, 3, 'LOCAL-7', '艾滋病待查')",
            "insert into cdr.measurement (measurement_id, person_id, value_source_value) values (201, 1, '118'), (202, 1, '11010519491231002X'), (203, 1, '证件 11010519491231002X')",
        ];
        foreach (var sql in rows)
        {
            await transaction.ExecuteAsync(sql, default);
        }

        await transaction.CommitAsync(default);
        return warehouse;
    }

    private static async Task<List<string>> ReadAsync(IWarehouse warehouse, string role, string permission, string purpose, string sql)
    {
        ClaimsPrincipal user = Authorisation.Principal("somebody", [role], "test");
        var lines = new List<string>();
        await using var result = await warehouse.QueryAsync(sql, Authorisation.ScopeFor(user, permission, purpose), default);
        while (await result.NextAsync(default) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                lines.Add(string.Join('|', batch.Columns.Select((_, c) => Convert.ToString(batch[c].Value(row), CultureInfo.InvariantCulture))));
            }
        }

        return lines;
    }
}

public sealed class DuckDbGradeEnforcementTests : GradeEnforcementCompliance, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("suwen-grades-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    protected override Task<IWarehouse> OpenAsync() => Task.FromResult<IWarehouse>(DuckDbWarehouse.Open(Path.Combine(folder, "w.duckdb")));
}

[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresGradeEnforcementTests(PostgresCluster cluster) : GradeEnforcementCompliance, IAsyncLifetime
{
    private string? database;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => database is null ? Task.CompletedTask : cluster.ReturnDatabaseAsync(database);

    protected override async Task<IWarehouse> OpenAsync() => await PostgresWarehouse.OpenAsync(database = await cluster.TakeDatabaseAsync());
}
