using Suwen.Scenarios.Testing;
using Suwen.Storage;
using Suwen.Storage.DuckDb;
using Suwen.Storage.Postgres;
using Suwen.Storage.Tests.Postgres;

namespace Suwen.Scenarios.Tests;

/// <summary>The tests of packs, on every engine.</summary>
public abstract class PackTestRunnerCompliance
{
    protected abstract Task<IWarehouse> OpenWarehouseAsync();

    [Fact]
    public async Task A_new_pack_passes_its_tests()
    {
        using var cases = new PackCases();
        await using var warehouse = await OpenWarehouseAsync();
        var outcomes = await PackTestRunner.RunAsync(await cases.LoadValidAsync(), warehouse, default);
        outcomes.SelectMany(o => o.Failures).ShouldBeEmpty();
        outcomes.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_wrong_expectation_fails_and_says_what_came_out()
    {
        using var cases = new PackCases();
        cases.Replace("tests/monthly_visits.yaml", "visits: 2, hypertension_visits: 1", "visits: 3, hypertension_visits: 1");
        await using var warehouse = await OpenWarehouseAsync();
        var failed = (await PackTestRunner.RunAsync(await cases.LoadValidAsync(), warehouse, default)).Single(o => !o.HasPassed);
        failed.Failures.ShouldBe(
        [
            "monthly_visits: the row of line 18 did not come out: month: 2026-02-01, visits: 3, hypertension_visits: 1",
            "monthly_visits: a row came out that is not expected: month: 2026-02-01, visits: 2, hypertension_visits: 1",
        ]);
    }

    [Fact]
    public async Task What_must_fail_fails()
    {
        const string head = "-- title: 甲 | A\n-- grain: one row\n-- column n: 数 | N\n";
        using var cases = new PackCases();
        cases.With("models/number.sql", head + "select cast(c.condition_source_value as integer) as n from {{input('condition_occurrence')}} c")
            .With("tests/number.yaml", "name: text is no number\nas_of: 2026-01-01\ngiven:\n  condition_occurrence:\n    - {visit_occurrence_id: 1, condition_source_value: x}\nexpect:\n  number: {fails: true}\n");
        await using var warehouse = await OpenWarehouseAsync();
        (await PackTestRunner.RunAsync(await cases.LoadValidAsync(), warehouse, default)).SelectMany(o => o.Failures).ShouldBeEmpty();

        cases.Replace("tests/number.yaml", "condition_source_value: x", "condition_source_value: \"7\"");
        (await PackTestRunner.RunAsync(await cases.LoadValidAsync(), warehouse, default)).SelectMany(o => o.Failures).ShouldBe(["number must fail, and did not."]);
    }

    [Theory]
    [InlineData("count(*)", "group by v.person_id", null)]
    [InlineData("count(*) over ()", "", "models/per_person.sql: computed in parts, per_person has a row that it has not when computed whole: person_id: ")]
    public async Task A_head_that_says_incremental_is_tried_in_two_loads(string visits, string group, string? fault)
    {
        using var cases = new PackCases();
        cases.With("models/per_person.sql", "-- title: 甲 | A\n-- grain: one row per person\n-- column person_id: 人 | Person\n-- column visits: 数 | Visits\n-- incremental: by person_id\n"
                + $"select v.person_id, {visits} as visits from {{{{input('visit_occurrence')}}}} v {group}")
            .With("tests/per_person.yaml", "name: per person\nas_of: 2026-01-01\ngiven:\n  visit_occurrence:\n    - {person_id: 1}\n    - {person_id: 2}\n    - {person_id: 3}\nexpect:\n  per_person: {contains: true, rows: [{person_id: 1}]}\n");
        await using var warehouse = await OpenWarehouseAsync();
        var outcome = (await PackTestRunner.RunAsync(await cases.LoadValidAsync(), warehouse, default)).Single(o => o.Name == "per person, in two loads");
        if (fault is null)
        {
            outcome.Failures.ShouldBeEmpty();
        }
        else
        {
            // The two rows of the first load still count two, where the whole counts three.
            outcome.Failures.Count(f => f.StartsWith(fault, StringComparison.Ordinal) && f.EndsWith("visits: 2", StringComparison.Ordinal)).ShouldBe(2);
        }
    }
}

public sealed class DuckDbPackTestRunnerTests : PackTestRunnerCompliance
{
    protected override Task<IWarehouse> OpenWarehouseAsync() => Task.FromResult<IWarehouse>(DuckDbWarehouse.Open(":memory:"));
}

[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresPackTestRunnerTests(PostgresCluster cluster) : PackTestRunnerCompliance, IAsyncLifetime
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
