using Suwen.Security;
using Suwen.Server.Ingest;
using Suwen.Server.Landing;
using Suwen.Server.Quarantine;
using Suwen.Server.Tests.Reliability;
using Suwen.Storage;
using Suwen.Storage.Landing;
using Suwen.Storage.Tests.Postgres;

namespace Suwen.Server.Tests.Quarantine;

/// <summary>Records of the repository's sample corrected, discarded and replayed; the same on both engines.</summary>
public abstract class QuarantineDecisionsCompliance
{
    private static readonly ReadScope Scope = Authorisation.ScopeFor(Authorisation.Principal("chen", [Role.Engineer], "test"), Permission.QuarantineFix, Purpose.Operations);

    /// <summary>testdata/sample/README.md lists what is wrong on purpose: one HL7 message, one FHIR resource and two rows of tables.</summary>
    [Fact]
    public async Task Every_faulty_record_of_the_sample_can_be_corrected_by_hand_and_a_rebuild_keeps_that()
    {
        await using var sample = await OpenAsync();
        await sample.IngestAsync(SampleExpectations.Institutions);
        var open = await ListAsync(sample, "open");
        open.Count.ShouldBe(4);
        foreach (var record in open)
        {
            var text = await TextAsync(sample, record);
            var corrected = record.Format == "hl7v2"
                ? text.Replace("\rPV1|", "\rPID|1||A900999^^^A^MR||示例^某||19800101|M\rPV1|", StringComparison.Ordinal)
                : text.Replace("2025-02-30", "2025-02-28", StringComparison.Ordinal).Replace("2024-02-30", "2024-02-29", StringComparison.Ordinal).Replace("一百三十八", "138", StringComparison.Ordinal);
            corrected.ShouldNotBe(text, record.Path);
            var (outcome, problem) = await QuarantineDecisions.FixAsync(sample.Node, Scope, "chen", new FixRequest(record.Position, record.RecordNumber, corrected, "telephoned the ward"), CancellationToken.None);
            problem?.Problem.What.ShouldBeNull();
            outcome!.Disposition.ShouldBe("loaded", record.Path);
        }

        (await ListAsync(sample, "open")).ShouldBeEmpty();
        var done = await ListAsync(sample, "fixed");
        done.ShouldAllBe(r => r.Decision != null && r.Decision.By == "chen" && r.Decision.Why == "telephoned the ward");
        done.Select(r => (r.Position, r.RecordNumber)).ShouldBe(open.Select(r => (r.Position, r.RecordNumber)), ignoreOrder: true);
        (await sample.LinesAsync("select count(*) from cdr.measurement where value_as_number = 138")).ShouldNotBe(["0"]);
        (await QuarantineQueries.ReasonsAsync(sample.Node, Scope, CancellationToken.None)).Sum(r => r.Fixed).ShouldBe(4);

        var before = await sample.DigestsAsync();
        await sample.VerifyAsync();
        await sample.RebuildAsync();
        (await sample.DigestsAsync()).ShouldBe(before);
        (await ListAsync(sample, "fixed")).Count.ShouldBe(4);
        await sample.VerifyAsync();

        // Replayed, corrected records stay as they are.
        var replay = await QuarantineDecisions.ReplayAsync(sample.Node, Scope, null, new ReplayRequest(), CancellationToken.None);
        replay.ShouldBe(new ReplayOutcome(0, 0, 0, 0));
    }

    [Fact]
    public async Task A_record_is_discarded_with_its_reason_and_the_equation_still_holds()
    {
        await using var sample = await OpenAsync();
        await sample.IngestAsync("clinic-c");
        var record = (await ListAsync(sample, null))[0];
        var (outcome, _) = await QuarantineDecisions.DiscardAsync(sample.Node, Scope, "chen", new DiscardRequest(record.Position, record.RecordNumber, "a test row of the clinic"), CancellationToken.None);
        outcome!.Disposition.ShouldBe("kept");
        (await ListAsync(sample, "discarded")).Single().Decision!.Why.ShouldBe("a test row of the clinic");
        (await ListAsync(sample, "open")).Count.ShouldBe(1);
        await sample.VerifyAsync();
        var replay = await QuarantineDecisions.ReplayAsync(sample.Node, Scope, null, new ReplayRequest(Source: "clinic-c"), CancellationToken.None);
        (replay.Entries, replay.Records, replay.Released, replay.Remaining).ShouldBe((1, 1, 0, 0));
        (await ListAsync(sample, "discarded")).Count.ShouldBe(1);
        await sample.VerifyAsync();
    }

    [Fact]
    public async Task A_correction_that_is_none_is_refused_with_words_and_lands_nothing()
    {
        await using var sample = await OpenAsync();
        await sample.IngestAsync("clinic-c");
        var record = (await ListAsync(sample, null)).First(r => r.Path.Contains("row", StringComparison.Ordinal));
        var text = await TextAsync(sample, record);
        var end = sample.Node.Journal.End;
        (await RefusalAsync(sample, new FixRequest(record.Position, record.RecordNumber, text, "unchanged"))).ShouldContain("set aside again");
        (await RefusalAsync(sample, new FixRequest(record.Position, record.RecordNumber, "", "nothing"))).ShouldContain("empty");
        (await RefusalAsync(sample, new FixRequest(record.Position, record.RecordNumber, text + "\n" + text, "twice"))).ShouldNotBeEmpty();
        (await RefusalAsync(sample, new FixRequest(record.Position, record.RecordNumber, text, " "))).ShouldContain("reason");
        (await RefusalAsync(sample, new FixRequest(record.Position, 999_999, text, "elsewhere"))).ShouldContain("no such record");
        (await RefusalAsync(sample, new FixRequest("nowhere", 0, text, "elsewhere"))).ShouldContain("journal:sequence");
        sample.Node.Journal.End.ShouldBe(end);
    }

    /// <summary>A resource without an id is named by its fullUrl, by which others of the bundle refer to it: its correction keeps that name.</summary>
    [Fact]
    public async Task A_resource_that_only_its_bundle_names_keeps_its_name_when_corrected()
    {
        const string Bundle =
            """
            {"resourceType":"Bundle","type":"collection","entry":[
            {"fullUrl":"urn:uuid:0c2f3d52-6f0a-4a0e-9d3a-0c2f3d526f0a","resource":{"resourceType":"Patient","gender":"female","birthDate":"1980-13-45","name":[{"text":"示例某"}]}},
            {"fullUrl":"urn:uuid:11111111-6f0a-4a0e-9d3a-0c2f3d526f0a","resource":{"resourceType":"Condition","subject":{"reference":"urn:uuid:0c2f3d52-6f0a-4a0e-9d3a-0c2f3d526f0a"},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"J18.9"}]}}}
            ]}
            """;
        using var files = new TemporaryFolder();
        files.Write("b/bundle.json", Bundle);
        await using var sample = await OpenAsync();
        await FileIngestion.RunAsync(sample.Node, new IngestRequest([files["b"]], "b", null, null), static _ => { }, CancellationToken.None);
        var record = (await ListAsync(sample, "open")).Single();
        var text = await TextAsync(sample, record);
        var (outcome, _) = await QuarantineDecisions.FixAsync(sample.Node, Scope, "chen", new FixRequest(record.Position, record.RecordNumber, text.Replace("1980-13-45", "1980-12-05", StringComparison.Ordinal), "a typing error"), CancellationToken.None);
        outcome!.Disposition.ShouldBe("loaded");
        (await sample.LinesAsync("select p.full_name from cdr.condition_occurrence c join cdr.cn_source_person p on p.source_person_id = c.source_person_id")).ShouldBe(["示例某"]);
        await sample.VerifyAsync();
    }

    private static async Task<IReadOnlyList<QuarantinedRecord>> ListAsync(SampleNode sample, string? status) =>
        (await QuarantineQueries.ListAsync(sample.Node, Scope, null, null, status, null, 100, CancellationToken.None)).Items;

    private static async Task<string> TextAsync(SampleNode sample, QuarantinedRecord record)
    {
        EntryReading.TryParsePosition(record.Position, out LandingPosition position).ShouldBeTrue();
        return (await EntryReading.BytesAsync(sample.Node, Authorisation.ForPlatform("test"), position, record.RecordNumber, CancellationToken.None))!.Text!;
    }

    private static async Task<string> RefusalAsync(SampleNode sample, FixRequest request)
    {
        var (outcome, problem) = await QuarantineDecisions.FixAsync(sample.Node, Scope, "chen", request, CancellationToken.None);
        outcome.ShouldBeNull();
        return problem!.Problem.What;
    }

    private protected abstract Task<SampleNode> OpenAsync();
}

public sealed class DuckDbQuarantineDecisionsTests : QuarantineDecisionsCompliance
{
    private protected override Task<SampleNode> OpenAsync() => SampleNode.OpenAsync(null);
}

[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresQuarantineDecisionsTests(PostgresCluster cluster) : QuarantineDecisionsCompliance, IAsyncLifetime
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
