using System.Text;
using Suwen.Security;
using Suwen.Server.Collection;
using Suwen.Server.Tests.Reliability;
using Suwen.Storage.Landing;
using Suwen.Storage.Tests.Postgres;

namespace Suwen.Server.Tests.Collection;

/// <summary>The collection monitor on a node; the same on both engines.</summary>
public abstract class CollectionCompliance
{
    [Fact]
    public async Task Each_source_and_door_is_a_feed_with_what_it_sent_and_what_was_set_aside()
    {
        await using var sample = await OpenAsync();
        await sample.IngestAsync("hospital-b");
        using var watch = new CollectionWatch(sample.Node);
        await sample.IngestAsync("clinic-c");
        var reader = Authorisation.ScopeFor(Authorisation.Principal("test", [Role.Auditor], "test"), Permission.OverviewRead, Purpose.Operations);
        var state = await watch.ReadAsync(reader, CancellationToken.None);

        // Of hospital-b the warehouse knows, since it came before the monitor; of clinic-c the monitor does.
        state.Feeds.Select(f => (f.Source, f.Channel)).ShouldBe([("clinic-c", "file"), ("hospital-b", "file")]);
        foreach (var feed in state.Feeds)
        {
            var entries = long.Parse((await sample.LinesAsync("select count(*) from sys.entry e join sys.source s on s.source_id = e.source_id where s.source_name = $1 and e.format <> 'mapping'", feed.Source)).Single(), System.Globalization.CultureInfo.InvariantCulture);
            feed.EntriesLastDay.ShouldBe(entries, feed.Source);
            feed.LastHour.Sum().ShouldBe((int)entries, feed.Source);
            feed.LastDay.Count.ShouldBe(96);
            feed.State.ShouldBe("receiving");
            feed.ExpectedFrom.ShouldBeNull("One minute of history tells nothing.");
        }

        // testdata/sample/README.md: two rows of clinic-c and one resource of hospital-b are set aside.
        state.Feeds.Select(f => f.QuarantinedLastDay).ShouldBe([2, 1]);
        (state.Loading.WaitingEntries, state.Loading.LagSeconds, state.Loading.Fault).ShouldBe((0, 0, null));
        state.Disk.TotalBytes.ShouldBeGreaterThan(state.Disk.FreeBytes);
    }

    /// <summary>The MLLP door has a way of its own into the journal.</summary>
    [Fact]
    public async Task Whatever_way_an_entry_lands_it_is_counted()
    {
        await using var sample = await OpenAsync();
        using var watch = new CollectionWatch(sample.Node);
        var header = new LandingHeader("his", "mllp", "hl7v2", LandingHeader.NoMetadata);
        var bytes = Encoding.ASCII.GetBytes("not a message");
        await sample.Node.Journal.AppendAsync(header, bytes, CancellationToken.None);
        await sample.Node.Journal.AppendForAcknowledgementAsync(header, bytes);
        var positions = await sample.Node.Journal.AppendManyAsync([(header, bytes), (header, bytes)], CancellationToken.None);
        await sample.Node.WaitUntilLoadedAsync(positions[^1], CancellationToken.None);
        (await watch.ReadAsync(Authorisation.ForPlatform("test"), CancellationToken.None)).Feeds.Single().EntriesLastDay.ShouldBe(4);
    }

    [Fact]
    public async Task A_feed_that_its_settings_expect_and_that_is_quiet_for_longer_is_silent_since_then()
    {
        await using var sample = await OpenAsync("""{ "sources": { "his": { "name": "示例医院", "kind": "hospital", "isSynthetic": true, "expectedEveryMinutes": 0.001 } }, "monitor": { "quarantineShare": 0.5, "diskFreeMegabytes": 1 } }""");
        using var watch = new CollectionWatch(sample.Node);
        var landed = await sample.Node.Journal.AppendAsync(new LandingHeader("his", "mllp", "hl7v2", LandingHeader.NoMetadata), Encoding.ASCII.GetBytes("not a message"), CancellationToken.None);
        await sample.Node.WaitUntilLoadedAsync(landed.Position, CancellationToken.None);
        await Task.Delay(200);
        var state = await watch.ReadAsync(Authorisation.ForPlatform("test"), CancellationToken.None);

        var feed = state.Feeds.Single();
        (feed.DisplayName, feed.Kind, feed.IsSynthetic, feed.State, feed.ExpectedFrom).ShouldBe(("示例医院", "hospital", true, "silent", "configured"));
        feed.ExpectedWithinSeconds!.Value.ShouldBe(0.06, 0.0001);

        // One record set aside of one is a handful and no alert.
        var alert = state.Alerts.Single();
        (alert.Kind, alert.Source, alert.DisplayName, alert.Channel).ShouldBe(("silent", "his", "示例医院", "mllp"));
        alert.Since.ShouldBe(feed.LastReceived.AddSeconds(0.06), TimeSpan.FromMilliseconds(1));
        (await watch.ReadAsync(Authorisation.ForPlatform("test"), CancellationToken.None)).Alerts.Single().Since.ShouldBe(alert.Since);
    }

    private protected abstract Task<SampleNode> OpenAsync(string? settings = null);
}

public sealed class DuckDbCollectionTests : CollectionCompliance
{
    private protected override Task<SampleNode> OpenAsync(string? settings = null) => SampleNode.OpenAsync(null, settings);
}

[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresCollectionTests(PostgresCluster cluster) : CollectionCompliance, IAsyncLifetime
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

    private protected override async Task<SampleNode> OpenAsync(string? settings = null)
    {
        databases.Add(await cluster.TakeDatabaseAsync());
        return await SampleNode.OpenAsync(databases[^1], settings);
    }
}
