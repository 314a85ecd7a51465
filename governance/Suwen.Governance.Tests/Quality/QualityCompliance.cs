using Suwen.Governance.Quality;
using Suwen.Security;
using Suwen.Storage;
using Suwen.Storage.DuckDb;
using Suwen.Storage.Postgres;
using Suwen.Storage.Schema;
using Suwen.Storage.Tests.Postgres;

namespace Suwen.Governance.Tests.Quality;

/// <summary>What checks find, on each engine. Expected counts are of rows made by hand; a boundary row stands beside each violating one.</summary>
public abstract class QualityCompliance
{
    private static readonly ReadScope Scope = Authorisation.ForPlatform("test");

    protected abstract Task<IWarehouse> OpenWarehouseAsync();

    [Fact]
    public async Task Every_check_of_Suwen_runs_on_the_engine()
    {
        await using var warehouse = await StartAsync();
        foreach (var table in FieldChecks.Tables)
        {
            await RunAsync(warehouse, $"insert into cdr.{SqlName.Quote(table.Name)} ({string.Join(", ", table.Columns.Select(c => SqlName.Quote(c.Name)))}) values ({string.Join(", ", table.Columns.Select(ValueOf))})");
        }

        var run = await CheckAsync(warehouse, new QualityRequest());
        run.Results.Where(r => r.Status == CheckStatus.Error).Select(r => $"{r.Check.Id}: {r.Explanation}").ShouldBeEmpty();
        run.Results.Count.ShouldBe(QualityCatalogue.BuiltIn.Checks.Count);
        run.Results.Where(r => r.Check.Type is "cdmTable" or "cdmField" or "cdmDatatype").ShouldAllBe(r => r.Status == CheckStatus.Passed);
    }

    [Theory]
    [MemberData(nameof(FieldCases))]
    public async Task Checks_of_the_model_count_what_violates(string what, string[] rows, string[] expected)
    {
        await using var warehouse = await StartAsync();
        await RunAsync(warehouse, rows);
        await ShouldCountAsync(warehouse, what, expected);
    }

    [Theory]
    [MemberData(nameof(RuleCases))]
    public async Task Rules_count_what_violates(string what, string[] rows, string[] expected)
    {
        await using var warehouse = await StartAsync();
        await RunAsync(warehouse, rows);
        await ShouldCountAsync(warehouse, what, expected);
    }

    [Fact]
    public async Task A_result_says_each_source_and_judges_it_by_its_own_threshold()
    {
        await using var warehouse = await StartAsync();
        await RunAsync(warehouse, "insert into cdr.visit_occurrence (visit_occurrence_id, person_id, source_id) values (1, 1, 1), (2, null, 1), (3, 1, 2), (4, null, 2), (5, 1, 2), (6, 1, 2)");
        var thresholds = new QualityThresholds([new SiteThreshold("isRequired.visit_occurrence.person_id", "b", 25, "agreed")]);
        var run = await CheckAsync(warehouse, new QualityRequest(Check: "isRequired.visit_occurrence.person_id"), thresholds: thresholds);
        var result = run.Results.Single();
        result.Overall.ShouldBe(new CheckTally(null, 2, 6, 0, CheckStatus.Failed));
        result.BySource.ShouldBe([new CheckTally("a", 1, 2, 0, CheckStatus.Failed), new CheckTally("b", 1, 4, 25, CheckStatus.Passed)]);
    }

    [Fact]
    public async Task Violations_name_the_row_and_where_it_came_from()
    {
        await using var warehouse = await StartAsync();
        await RunAsync(warehouse, "insert into cdr.visit_occurrence (visit_occurrence_id, person_id, source_id, entry_position, record_number) values (1, 1, 1, 7, 0), (2, null, 1, 8, 3), (3, null, 2, 5, 1)");
        QualityCatalogue.BuiltIn.TryFind("isRequired.visit_occurrence.person_id", out var check).ShouldBeTrue();
        var runner = new QualityRunner(warehouse, QualityCatalogue.BuiltIn, QualityThresholds.None, TimeProvider.System);
        (await runner.ViolationsAsync(check, null, 10, Scope, default)).ShouldBe([new Violation("visit_occurrence", 3, "b", 5, 1), new Violation("visit_occurrence", 2, "a", 8, 3)]);
        (await runner.ViolationsAsync(check, "a", 10, Scope, default)).ShouldBe([new Violation("visit_occurrence", 2, "a", 8, 3)]);
    }

    [Fact]
    public async Task Checks_on_empty_tables_and_without_vocabulary_are_not_applicable_and_say_why()
    {
        await using var warehouse = await StartAsync();
        await RunAsync(warehouse, "insert into cdr.measurement (measurement_id, measurement_concept_id, source_id) values (1, 5, 1)");
        var run = await CheckAsync(warehouse, new QualityRequest());
        ShouldBeNotApplicable(run, "isRequired.observation.person_id", "Table observation has no rows.");
        ShouldBeNotApplicable(run, "isStandardValidConcept.measurement.measurement_concept_id", "No OMOP vocabulary is loaded.");
        ShouldBeNotApplicable(run, "plausibleAfterBirth.measurement.measurement_date", "No row has a value that the check looks at.");
    }

    [Fact]
    public async Task A_rule_of_the_site_that_cannot_run_is_reported_as_failed_to_run_and_the_others_run()
    {
        await using var warehouse = await StartAsync();
        await RunAsync(warehouse, "insert into cdr.measurement (measurement_id, value_as_number, measurement_date, source_id) values (1, 5, date '2026-01-01', 1), (2, -1, date '2026-01-01', 1)");
        var folder = Directory.CreateTempSubdirectory("suwen-rules-").FullName;
        const string select = "select measurement_id as row_id, source_id, entry_position, record_number, measurement_date as happened_on, value_as_number < 0 as violated from measurement";
        await File.WriteAllTextAsync(
            Path.Combine(folder, "rules.csv"),
            "id,table,field,category,subcategory,context,severity,threshold,title_zh,title_en,owner\n"
            + "site-good,measurement,,plausibility,atemporal,validation,error,0,好,good,lab\nsite-missing,measurement,,plausibility,,validation,error,0,无,missing,\n"
            + "site-column,measurement,,plausibility,,validation,error,0,错,wrong column,\nsite-write,measurement,,plausibility,,validation,error,0,写,writes,\nsite-threshold,measurement,,plausibility,,validation,error,101,阈,threshold,\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "site-good.sql"), select);
        await File.WriteAllTextAsync(Path.Combine(folder, "site-column.sql"), select.Replace("value_as_number", "no_such_column", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(folder, "site-write.sql"), "delete from measurement");
        await File.WriteAllTextAsync(Path.Combine(folder, "site-threshold.sql"), select);
        await File.WriteAllTextAsync(Path.Combine(folder, "forgotten.sql"), select);

        var catalogue = QualityCatalogue.Load(folder, warehouse.Dialect);
        catalogue.Faults.ShouldBe(["forgotten.sql has no line in rules.csv, so it is not run."]);
        var run = await CheckAsync(warehouse, new QualityRequest(Table: "measurement"), catalogue);
        var site = run.Results.Where(r => r.Check.IsSite).ToDictionary(r => r.Check.Id, r => r.Status);
        site.ShouldBe(
            new Dictionary<string, CheckStatus> { ["site-good"] = CheckStatus.Failed, ["site-missing"] = CheckStatus.Error, ["site-column"] = CheckStatus.Error, ["site-write"] = CheckStatus.Error, ["site-threshold"] = CheckStatus.Error },
            ignoreOrder: true);
        run.Passed.ShouldBeFalse();
        run.Results.Single(r => r.Check.Id == "site-good").Overall.ShouldBe(new CheckTally(null, 1, 2, 0, CheckStatus.Failed));
        (await CheckAsync(warehouse, new QualityRequest(Check: "result-negative"))).Results.Single().Overall.Violated.ShouldBe(1);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_faulty_condition_costs_only_its_own_check_of_a_scan()
    {
        await using var warehouse = await StartAsync();
        await RunAsync(
            warehouse,
            "insert into cdr.visit_occurrence (visit_occurrence_id, person_id, source_id) values (1, null, 1)",
            "alter table cdr.visit_occurrence drop column bed_source_value");
        var run = await CheckAsync(warehouse, new QualityRequest(Table: "visit_occurrence"));
        run.Results.Where(r => r.Status == CheckStatus.Error).Select(r => r.Check.Id).ShouldBe(["measureValueCompleteness.visit_occurrence.bed_source_value"]);
        run.Results.Single(r => r.Check.Id == "cdmField.visit_occurrence.bed_source_value").Status.ShouldBe(CheckStatus.Failed);
        run.Results.Single(r => r.Check.Id == "isRequired.visit_occurrence.person_id").Overall.Violated.ShouldBe(1);
    }

    [Fact]
    public async Task Monitors_see_a_test_whose_values_changed_and_a_day_without_visits()
    {
        await using var warehouse = await StartAsync();
        // Twenty visits a day for nine months; none on 2025-09-17. One test has 100 in the reference and 200 in September; the other keeps its spread.
        await RunAsync(
            warehouse,
            """
            insert into cdr.visit_occurrence (visit_occurrence_id, visit_start_date, source_id)
            select d.n * 100 + v.n, date '2025-01-01' + cast(d.n as integer), 1
            from generate_series(0, 272) as d (n), generate_series(1, 20) as v (n) where date '2025-01-01' + cast(d.n as integer) <> date '2025-09-17'
            """,
            """
            insert into cdr.measurement (measurement_id, measurement_source_value, unit_source_value, value_as_number, measurement_date, source_id)
            select d.n * 100 + v.n, case when v.n <= 5 then 'shifted' else 'steady' end, 'g/L',
                   case when v.n <= 5 and d.n >= 243 then 200 when v.n <= 5 then 100 else 50 + v.n end, date '2025-01-01' + cast(d.n as integer), 1
            from generate_series(0, 272) as d (n), generate_series(1, 10) as v (n)
            """);
        var reading = await QualityMonitor.ReadAsync(warehouse, Scope, default);
        var drift = reading.Drift.ShouldHaveSingleItem();
        (drift.Source, drift.Code, drift.Month, drift.Kind, drift.IsAlert).ShouldBe(("a", "shifted", new DateOnly(2025, 9, 1), "values", true));
        drift.Distance.ShouldBe(1);
        reading.Volume.ShouldBe([new VolumeFinding("a", new DateOnly(2025, 9, 17), 0, 20)]);
    }

    public static TheoryData<string, string[], string[]> FieldCases => QualityCases.OfModel();

    public static TheoryData<string, string[], string[]> RuleCases => QualityCases.OfRules();

    private static void ShouldBeNotApplicable(QualityRun run, string check, string why)
    {
        var result = run.Results.Single(r => r.Check.Id == check);
        (result.Status, result.Explanation).ShouldBe((CheckStatus.NotApplicable, why));
    }

    private static async Task ShouldCountAsync(IWarehouse warehouse, string what, string[] expected)
    {
        foreach (var line in expected)
        {
            var parts = line.Split(' ');
            var result = (await CheckAsync(warehouse, new QualityRequest(Check: parts[0]))).Results.ShouldHaveSingleItem(parts[0]);
            $"{result.Overall.Violated}/{result.Overall.Considered} {result.Explanation}".Trim().ShouldBe(parts[1], $"{what}: {parts[0]}");
        }
    }

    private static Task<QualityRun> CheckAsync(IWarehouse warehouse, QualityRequest request, QualityCatalogue? catalogue = null, QualityThresholds? thresholds = null) =>
        new QualityRunner(warehouse, catalogue ?? QualityCatalogue.BuiltIn, thresholds ?? QualityThresholds.None, TimeProvider.System).RunAsync(request, Scope, default);

    private static async Task RunAsync(IWarehouse warehouse, params string[] statements)
    {
        await using var transaction = await warehouse.BeginAsync(default);
        foreach (var statement in statements)
        {
            await transaction.ExecuteAsync(statement, default);
        }

        await transaction.CommitAsync(default);
    }

    private static string ValueOf(Column column) => column.Type switch
    {
        ColumnType.Boolean => "true",
        ColumnType.Date => "date '2025-03-04'",
        ColumnType.Timestamp => "timestamp '2025-03-04 05:06:07'",
        ColumnType.TimestampTz => "timestamptz '2025-03-04 05:06:07+00'",
        ColumnType.Text => "'110105'",
        ColumnType.Json => "'{}'",
        ColumnType.Blob => "null",
        _ => "1",
    };

    private async Task<IWarehouse> StartAsync()
    {
        var warehouse = await OpenWarehouseAsync();
        await Migrations.MigrateAsync(warehouse, default);
        await RunAsync(
            warehouse,
            "insert into sys.source (source_id, source_name) values (1, 'a'), (2, 'b')",
            "insert into sys.entry (entry_position, source_id, received_at) values (1, 1, timestamptz '2026-01-10 12:00:00+00')");
        return warehouse;
    }
}

public sealed class DuckDbQualityTests : QualityCompliance, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("suwen-quality-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    protected override Task<IWarehouse> OpenWarehouseAsync() => Task.FromResult<IWarehouse>(DuckDbWarehouse.Open(Path.Combine(folder, "warehouse.duckdb")));
}

[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresQualityTests(PostgresCluster cluster) : QualityCompliance, IAsyncLifetime
{
    private string? database;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (database is not null)
        {
            await cluster.ReturnDatabaseAsync(database);
        }
    }

    protected override async Task<IWarehouse> OpenWarehouseAsync() => await PostgresWarehouse.OpenAsync(database = await cluster.TakeDatabaseAsync());
}
