using Suwen.Security;
using Suwen.Security.Deidentification;
using Suwen.Server.Deidentification;
using Suwen.Server.Tests.Reliability;
using Suwen.Storage.Schema;
using Suwen.Storage.Tests.Postgres;

namespace Suwen.Server.Tests.Deidentification;

/// <summary>Releases of tables of the warehouse, and of files with the help of its master index; the same on both engines.</summary>
public abstract class ReleaseCompliance
{
    private static readonly string[] Tables = ["person", "cn_source_person", "visit_occurrence", "condition_occurrence", "measurement", "note"];

    [Fact]
    public async Task Every_row_of_the_tables_is_released_without_what_identifies()
    {
        await using var sample = await OpenAsync();
        await sample.IngestAsync(SampleExpectations.Institutions);
        using var folder = new TemporaryFolder();
        var outcome = await ReleaseAsync(sample, Tables, "research-cn", folder["out"]);
        outcome.Result.IsComplete.ShouldBeTrue();
        foreach (var table in Tables)
        {
            var expected = (await sample.LinesAsync($"select count(*) from cdr.{table}")).Single();
            var lines = await File.ReadAllTextAsync(Path.Combine(folder["out"], table + ".csv"));
            outcome.Result.Files.Single(f => f.Name == table + ".csv").Records.ToString(System.Globalization.CultureInfo.InvariantCulture).ShouldBe(expected, table);
            foreach (var secret in await sample.LinesAsync("select full_name from cdr.cn_source_person where length(full_name) > 1 union select national_id from cdr.cn_source_person where national_id is not null union select phone from cdr.cn_source_person where phone is not null union select person_source_value from cdr.cn_source_person where length(person_source_value) > 3"))
            {
                lines.ShouldNotContain(secret, Case.Sensitive, table);
            }
        }

        outcome.Body.DatesMovedBy.Keys.ShouldBe(["master-index"]);
        Certificate.Differing(outcome.Body, folder["out"]).ShouldBeEmpty();
        Certificate.Verify(outcome.Signed, sample.Node.Keys).IsGenuine.ShouldBeTrue();
    }

    [Fact]
    public async Task Dates_of_a_file_move_like_those_of_the_warehouse_for_a_person_whom_the_index_knows()
    {
        await using var sample = await OpenAsync();
        await sample.IngestAsync(SampleExpectations.Institutions);
        var known = (await sample.LinesAsync("select min(p.person_source_value), min(v.visit_start_date), v.person_id from cdr.visit_occurrence v join cdr.cn_source_person p on p.source_person_id = v.source_person_id where p.national_id is not null group by v.person_id having count(*) = 1 order by v.person_id limit 1")).Single().Split(',');
        var day = DateTime.Parse(known[1], System.Globalization.CultureInfo.InvariantCulture).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        using var folder = new TemporaryFolder();
        folder.Write("in.csv", $"病案号,就诊日期\n{known[0]},{day}\n");
        var outcome = await ReleaseAsync(sample, ["visit_occurrence"], "research-cn", folder["out"]);
        outcome.Result.IsComplete.ShouldBeTrue();
        var file = await Release.RunAsync(sample.Node, Scope, new ReleaseRequest([folder["in.csv"]], [], BuiltInPolicies.Find("research-cn")!, "study", 1, folder["released.csv"], "test"), null, CancellationToken.None);
        file.Body.DatesMovedBy.ShouldBe(new Dictionary<string, long> { ["master-index"] = 1 });
        var moved = (await File.ReadAllLinesAsync(folder["released.csv"]))[1].Split(',')[1];
        moved.ShouldNotBe(day);
        (await File.ReadAllTextAsync(Path.Combine(folder["out"], "visit_occurrence.csv"))).ShouldContain(moved);
    }

    private static Storage.ReadScope Scope => Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.DeidentifyRun, Purpose.Research);

    private static Task<ReleaseOutcome> ReleaseAsync(SampleNode sample, string[] tables, string policy, string output) =>
        Release.RunAsync(sample.Node, Scope, new ReleaseRequest([], [.. tables.Select(CanonicalModel.Table)], BuiltInPolicies.Find(policy)!, "study", 1, output, "test"), null, CancellationToken.None);

    private protected abstract Task<SampleNode> OpenAsync();
}

public sealed class DuckDbReleaseTests : ReleaseCompliance
{
    private protected override Task<SampleNode> OpenAsync() => SampleNode.OpenAsync(null);
}

[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresReleaseTests(PostgresCluster cluster) : ReleaseCompliance, IAsyncLifetime
{
    private readonly List<string> databases = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var database in databases)
        {
            await cluster.ReturnDatabaseAsync(database);
        }
    }

    private protected override async Task<SampleNode> OpenAsync()
    {
        databases.Add(await cluster.TakeDatabaseAsync());
        return await SampleNode.OpenAsync(databases[^1]);
    }
}
