using System.Globalization;
using Suwen.Analysis.Cohorts;
using Suwen.Security;
using Suwen.Storage;
using Suwen.Storage.DuckDb;
using Suwen.Storage.Postgres;
using Suwen.Storage.Tests.Postgres;

namespace Suwen.Analysis.Tests.Cohorts;

/// <summary>Who is in a cohort, on each engine. Expected members are those of <c>Oracle/oracle.py</c>, which shares nothing with the compiler, or are counted by hand.</summary>
public abstract partial class CohortCompliance
{
    protected static readonly ReadScope Scope = Authorisation.ForPlatform("test");

    protected abstract Task<IWarehouse> OpenWarehouseAsync();

    private static IEnumerable<string> Definitions { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(CohortWarehouse.OracleFolder, "definitions"), "*.json").Order(StringComparer.Ordinal).Select(static p => Path.GetFileNameWithoutExtension(p))];

    [Fact]
    public async Task Members_of_ohdsi_expressions_are_those_of_the_independent_program()
    {
        await using var warehouse = await CohortWarehouse.WithDataAsync(await OpenWarehouseAsync());
        var wrong = new List<string>();
        foreach (var name in Definitions)
        {
            var definition = Read(name);
            var expected = await File.ReadAllLinesAsync(Path.Combine(CohortWarehouse.OracleFolder, "expected", name + ".csv"));
            expected.Length.ShouldBeGreaterThan(1, name);
            var members = await MembersAsync(warehouse, definition);
            if (!members.SequenceEqual(expected.Skip(1)))
            {
                wrong.Add($"{name}: {members.Count} instead of {expected.Length - 1}; first: {string.Join(" | ", members.Except(expected).Take(3))} instead of {string.Join(" | ", expected.Skip(1).Except(members).Take(3))}");
            }

            var count = await CohortCount.OfAsync(warehouse, Scope, definition, null, default);
            (count.Persons, count.Memberships).ShouldBe((members.Select(static m => m.Split(',')[0]).Distinct().Count(), members.Count), name);
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_imported_expression_means_the_same_when_it_is_read_again_from_yaml()
    {
        await using var warehouse = await CohortWarehouse.WithDataAsync(await OpenWarehouseAsync());
        foreach (var name in Definitions)
        {
            var reading = CohortDefinition.Parse(CohortYamlWriter.Write(Read(name)), name + ".yaml");
            reading.Faults.ShouldBeEmpty(name);
            var expected = await File.ReadAllLinesAsync(Path.Combine(CohortWarehouse.OracleFolder, "expected", name + ".csv"));
            (await MembersAsync(warehouse, reading.Definition!)).ShouldBe(expected.Skip(1), name);
        }
    }

    [Fact]
    public async Task A_reader_with_columns_and_rows_of_his_own_counts_what_he_may_see()
    {
        await using var warehouse = await CohortWarehouse.WithDataAsync(await OpenWarehouseAsync());
        var owner = Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.SqlQuery, Purpose.Research);
        var researcher = Authorisation.ScopeFor(Authorisation.Principal("r", [Role.Researcher], "test"), Permission.SqlQuery, Purpose.Research);
        var refused = new List<string>();
        foreach (var name in Definitions)
        {
            var whole = await CohortCount.OfAsync(warehouse, Scope, Read(name), null, default);
            (await CohortCount.OfAsync(warehouse, owner, Read(name), null, default)).Persons.ShouldBe(whole.Persons, name);
            try
            {
                (await CohortCount.OfAsync(warehouse, researcher, Read(name), null, default)).Persons.ShouldNotBeNull(name);
            }
            catch (WarehouseException e) when (e.Fault == WarehouseFault.Statement)
            {
                refused.Add(name);
            }
        }

        // These test a free text or an identifier, which a researcher does not see at all.
        refused.ShouldBe(["10-deaths", "16-many-domains"]);
    }

    protected static CohortDefinition Read(string name)
    {
        var reading = CohortDefinition.Parse(File.ReadAllText(Path.Combine(CohortWarehouse.OracleFolder, "definitions", name + ".json")), name + ".json");
        reading.Faults.ShouldBeEmpty(name);
        return reading.Definition!;
    }

    protected static CohortDefinition Yaml(string text)
    {
        var reading = CohortDefinition.Parse(text, "test.yaml");
        reading.Faults.ShouldBeEmpty();
        return reading.Definition!;
    }

    protected static async Task<List<string>> MembersAsync(IWarehouse warehouse, CohortDefinition definition)
    {
        var lines = new List<string>();
        await using var result = await warehouse.QueryAsync(CohortCompiler.Compile(definition, warehouse.Dialect, CohortTarget.Members).Statement, Scope, default);
        result.Columns.Select(static c => c.Name).ShouldBe(["subject_id", "cohort_start_date", "cohort_end_date"]);
        while (await result.NextAsync(default) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{batch[0].Value(row)},{(DateOnly)batch[1].Value(row)!:yyyy-MM-dd},{(DateOnly)batch[2].Value(row)!:yyyy-MM-dd}"));
            }
        }

        return lines;
    }
}

public sealed class DuckDbCohortTests : CohortCompliance, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("suwen-cohorts-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    protected override Task<IWarehouse> OpenWarehouseAsync() => Task.FromResult<IWarehouse>(DuckDbWarehouse.Open(Path.Combine(folder, "warehouse.duckdb")));
}

[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresCohortTests(PostgresCluster cluster) : CohortCompliance, IAsyncLifetime
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
