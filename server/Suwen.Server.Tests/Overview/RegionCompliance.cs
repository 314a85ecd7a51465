using Suwen.Security;
using Suwen.Server.Ingest;
using Suwen.Server.Overview.Region;
using Suwen.Server.Tests.Reliability;
using Suwen.Storage.Tests.Postgres;

namespace Suwen.Server.Tests.Overview;

/// <summary>The picture of the region, made of the repository's sample under the scope of a reader who may see the overview; the same on both engines.</summary>
public abstract class RegionCompliance
{
    /// <summary>The numbers are counted in testdata/sample/README.md: twenty-one people, one of whom is two persons until someone links her, and one of whom has died.</summary>
    [Fact]
    public async Task The_sample_gives_the_picture_that_its_makers_counted()
    {
        await using var sample = await OpenAsync();
        await sample.IngestAsync(SampleExpectations.Institutions);
        var reader = Authorisation.Principal("test", [Role.Auditor], "test");
        var picture = await RegionQueries.ReadAsync(sample.Node, Authorisation.ScopeFor(reader, Permission.OverviewRead, Purpose.Operations), CancellationToken.None);

        (picture.AgeGroups.Sum(g => g.Male + g.Female + g.Unknown) + picture.AgeUnknown).ShouldBe(21);
        picture.AgeUnknown.ShouldBe(1);
        picture.AgeGroups.ShouldAllBe(g => g.From % 5 == 0);
        (picture.Counties.Sum(c => c.Residents) + picture.CountyUnknown).ShouldBe(21);
        picture.Counties.ShouldBeEmpty("The sample's addresses carry no county code, and a place of birth is no residence.");

        var total = picture.ByMonth.Kinds.Sum(k => k.Counts.Sum());
        total.ShouldBe(long.Parse((await sample.LinesAsync("select count(*) from cdr.visit_occurrence where visit_start_date is not null and coalesce(visit_status, '') not in ('planned', 'cancelled')")).Single(), System.Globalization.CultureInfo.InvariantCulture));
        picture.YearTo!.Value.Year.ShouldBe(2025);

        // The files hold the code 32 times, for 陈建国, 马秀兰, 刘桂英, 王珺瑀 and 许璡 (grep over testdata/sample).
        var hypertension = picture.Diseases[0];
        (hypertension.Vocabulary, hypertension.Code, hypertension.Name, hypertension.Persons, hypertension.Records).ShouldBe(("ICD10CN", "I10.x00x002", "高血压", 5, 32));
        picture.Diseases.Select(d => d.Persons).ShouldBeInOrder(SortDirection.Descending);
    }

    /// <summary>Three residents of Jiaxing, one of whom has died; the living two made three visits in the twelve months before the newest.</summary>
    [Fact]
    public async Task Residents_and_their_visits_are_counted_by_county()
    {
        const string Bundle =
            """
            {"resourceType":"Bundle","type":"collection","entry":[
            {"resource":{"resourceType":"Patient","id":"a","gender":"female","birthDate":"1980-02-03","address":[{"district":"330402","text":"示例路1号"}]}},
            {"resource":{"resourceType":"Patient","id":"b","gender":"male","birthDate":"1975-02-03","address":[{"district":"330402","text":"示例路2号"}]}},
            {"resource":{"resourceType":"Patient","id":"c","gender":"male","birthDate":"1930-02-03","deceasedDateTime":"2024-05-01","address":[{"district":"330481","text":"示例路3号"}]}},
            {"resource":{"resourceType":"Encounter","id":"1","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/a"},"period":{"start":"2024-03-01T08:30:00+08:00"}}},
            {"resource":{"resourceType":"Encounter","id":"2","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/a"},"period":{"start":"2025-01-10T09:00:00+08:00"}}},
            {"resource":{"resourceType":"Encounter","id":"3","status":"finished","class":{"code":"EMER"},"subject":{"reference":"Patient/b"},"period":{"start":"2024-06-01T09:00:00+08:00"}}},
            {"resource":{"resourceType":"Encounter","id":"4","status":"cancelled","class":{"code":"AMB"},"subject":{"reference":"Patient/b"},"period":{"start":"2025-01-12T09:00:00+08:00"}}},
            {"resource":{"resourceType":"Encounter","id":"5","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/a"},"period":{"start":"2023-12-01T09:00:00+08:00"}}}
            ]}
            """;
        using var files = new TemporaryFolder();
        files.Write("jiaxing/bundle.json", Bundle);
        await using var sample = await OpenAsync();
        await FileIngestion.RunAsync(sample.Node, new IngestRequest([files["jiaxing"]], "jiaxing", null, null), static _ => { }, CancellationToken.None);
        var picture = await RegionQueries.ReadAsync(sample.Node, Authorisation.ForPlatform("test"), CancellationToken.None);
        picture.Counties.ShouldBe([new CountyCount("330402", 2, 3), new CountyCount("330481", 0, 0)]);
        picture.YearTo.ShouldBe(new DateOnly(2025, 1, 10));
        picture.YearFrom.ShouldBe(new DateOnly(2024, 1, 11));
        picture.ByMonth.Kinds.Select(k => (k.Kind, k.Counts.Sum())).ShouldBe([("outpatient", 3L), ("emergency", 1L)]);
    }

    [Fact]
    public async Task Before_any_data_the_picture_is_empty()
    {
        await using var sample = await OpenAsync();
        using var region = new RegionCache(sample.Node);
        var picture = await region.GetAsync(Authorisation.ForPlatform("test"), CancellationToken.None);
        picture.AgeGroups.ShouldBeEmpty();
        picture.ByDay.Periods.ShouldBeEmpty();
        picture.YearTo.ShouldBeNull();
    }

    private protected abstract Task<SampleNode> OpenAsync();
}

public sealed class DuckDbRegionTests : RegionCompliance
{
    private protected override Task<SampleNode> OpenAsync() => SampleNode.OpenAsync(null);
}

[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresRegionTests(PostgresCluster cluster) : RegionCompliance, IAsyncLifetime
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
