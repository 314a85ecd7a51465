using System.Globalization;
using Suwen.Storage.Tests.Postgres;

namespace Suwen.Server.Tests.Reliability;

/// <summary>The sample of the repository from files to rows, held against expected.json; the same on both engines.</summary>
public abstract class SampleCompliance
{
    [Fact]
    public async Task The_sample_gives_what_its_makers_counted_and_ingesting_it_again_changes_nothing()
    {
        var expected = SampleExpectations.Read();
        await using var node = await OpenAsync();
        foreach (var institution in SampleExpectations.Institutions)
        {
            (await node.IngestAsync(institution)).Received.ShouldBe(expected.Received(institution), institution);
        }

        await CheckAsync(node, expected);
        var before = await node.DigestsAsync();
        foreach (var institution in SampleExpectations.Institutions)
        {
            // An older version of a record that has a newer one is superseded on arrival, again.
            var again = await node.IngestAsync(institution);
            again.Of("loaded").ShouldBe(0, institution);
        }

        (await node.DigestsAsync()).ShouldBe(before);
        await node.VerifyAsync();
        await node.RebuildAsync();
        (await node.DigestsAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("hospital-a", "clinic-c", "hospital-b")]
    [InlineData("hospital-b", "hospital-a", "clinic-c")]
    [InlineData("hospital-b", "clinic-c", "hospital-a")]
    [InlineData("clinic-c", "hospital-a", "hospital-b")]
    [InlineData("clinic-c", "hospital-b", "hospital-a")]
    public async Task Any_order_of_the_institutions_gives_the_same_counts_and_answers(params string[] order)
    {
        await using var node = await OpenAsync();
        await node.IngestAsync(order);
        await CheckAsync(node, SampleExpectations.Read());
    }

    private protected abstract Task<SampleNode> OpenAsync();

    private static async Task CheckAsync(SampleNode node, SampleExpectations expected)
    {
        var totals = (await node.VerifyAsync()).Totals.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Source},{t.Disposition},{t.Records}"));
        totals.Order(StringComparer.Ordinal).ShouldBe(expected.Dispositions().Order(StringComparer.Ordinal));
        await CheckQuarantineAsync(node, expected);
        await CheckPersonsAsync(node, expected);
        foreach (var (what, sql, answer) in expected.Values())
        {
            (await node.LinesAsync(sql)).Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ShouldBe(answer, what);
        }
    }

    private static async Task CheckQuarantineAsync(SampleNode node, SampleExpectations expected)
    {
        var items = expected.Quarantine().ToList();
        var found = await node.LinesAsync("select s.source_name, q.record_number, q.record_kind, q.reason_code, q.fault_path from sys.quarantine q join sys.source s on q.source_id = s.source_id");
        found.Count.ShouldBe(items.Count);
        foreach (var (source, record, kind, reason, path) in items)
        {
            var start = string.Create(CultureInfo.InvariantCulture, $"{source},{record},{kind},{reason},");
            found.ShouldContain(f => f.StartsWith(start, StringComparison.Ordinal) && f.Contains(path, StringComparison.Ordinal), start + path + "\n" + string.Join('\n', found));
        }
    }

    private static async Task CheckPersonsAsync(SampleNode node, SampleExpectations expected)
    {
        (await node.LinesAsync("select count(*) from cdr.cn_source_person")).ShouldBe([expected.SourcePersons.ToString(CultureInfo.InvariantCulture)]);
        (await node.LinesAsync("select count(*) from cdr.person")).ShouldBe([expected.GoldenPersons.ToString(CultureInfo.InvariantCulture)]);
        foreach (var (name, institutions) in expected.LivingUnderOneId())
        {
            (await node.LinesAsync("select count(distinct person_id) from cdr.cn_source_person where full_name = $1", name)).ShouldBe(["1"], name);
            var sources = await node.LinesAsync("select distinct s.source_name from cdr.cn_source_person p join sys.source s on p.source_id = s.source_id where p.full_name = $1", name);
            sources.Order(StringComparer.Ordinal).ShouldBe(institutions.Order(StringComparer.Ordinal), name);
        }

        foreach (var name in expected.TwoPersonsOfOneName())
        {
            (await node.LinesAsync("select count(distinct person_id) from cdr.cn_source_person where full_name = $1", name)).ShouldBe(["2"], name);
        }

        foreach (var (name, numbers) in expected.MergedByTheSource())
        {
            var persons = new HashSet<string>(StringComparer.Ordinal);
            foreach (var number in numbers)
            {
                persons.UnionWith(await node.LinesAsync("select person_id from cdr.cn_source_person where person_source_value = $1", number));
            }

            persons.Count.ShouldBe(1, name);
        }
    }
}

public sealed class DuckDbSampleTests : SampleCompliance
{
    private protected override Task<SampleNode> OpenAsync() => SampleNode.OpenAsync(null);
}

[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresSampleTests(PostgresCluster cluster) : SampleCompliance, IAsyncLifetime
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
