using System.Text;
using Suwen.Governance.Terminology;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Terms;
using Suwen.Server.Tests.Reliability;
using Suwen.Storage;
using Suwen.Storage.Tests.Postgres;

namespace Suwen.Server.Tests.Terms;

/// <summary>Codes of the repository's sample mapped, confirmed, taken back and rebuilt; the same on both engines.</summary>
public abstract class MappingDecisionsCompliance
{
    private static readonly ReadScope Scope = Authorisation.ScopeFor(Authorisation.Principal("chen", [Role.Administrator], "test"), Permission.TermsMap, Purpose.Operations);

    [Fact]
    public async Task The_most_frequent_unmapped_code_is_decided_taken_back_and_stands_after_a_rebuild()
    {
        await using var sample = await OpenAsync();
        await sample.IngestAsync(SampleExpectations.Institutions);
        await sample.VerifyAsync();
        var before = await sample.DigestsAsync();
        var code = (await UnmappedAsync(sample))[0];
        (await RowsAsync(sample, code)).ShouldBe(code.Rows);

        var request = new MapRequest(code.Vocabulary, code.Code, "icd10-gl2", "E11.900", "asked the ward", code.Source, code.Name);
        var (mapped, problem) = await MappingDecisions.MapAsync(sample.Node, Scope, "chen", request, default);
        problem?.Problem.What.ShouldBeNull();
        (mapped!.Status, mapped.Remapped).ShouldBe(("decided", code.Rows));
        (await UnmappedAsync(sample)).ShouldNotContain(c => c.Code == code.Code && c.Source == code.Source && c.Table == code.Table);
        await sample.VerifyAsync();

        // The same once more changes nothing; another target contradicts it, and both are named.
        (await MappingDecisions.MapAsync(sample.Node, Scope, "li", request, default)).Outcome!.Remapped.ShouldBe(0);
        var (_, conflict) = await MappingDecisions.MapAsync(sample.Node, Scope, "li", request with { Target = "I10.x00x002" }, default);
        conflict!.Problem.What.ShouldContain("E11.900");
        conflict.Problem.What.ShouldContain("I10.x00x002");
        (await MappingDecisions.MapAsync(sample.Node, Scope, "li", request with { Target = "I10.x00x002", Replaces = true }, default)).Outcome!.Remapped.ShouldBe(code.Rows);

        var during = await sample.DigestsAsync();
        await sample.RebuildAsync();
        (await sample.DigestsAsync()).ShouldBe(during);
        await sample.VerifyAsync();

        // Undo goes to the version before, and once more to none.
        var reference = new MapReference(code.Vocabulary, code.Code, "was wrong", code.Source);
        Said((await MappingDecisions.UndoAsync(sample.Node, Scope, "li", reference, default)).Outcome).ShouldBe(("decided", code.Rows));
        (await MappingDecisions.VersionsAsync(sample.Node, Scope, code.Source, new SourceCode(code.Vocabulary, code.Code), default))[0].Target.ShouldBe("E11.900");
        (await MappingDecisions.MapAsync(sample.Node, Scope, "li", request with { System = "none", Target = null, Replaces = true }, default)).Outcome!.Remapped.ShouldBe(code.Rows);
        (await sample.DigestsAsync()).Where(d => d.Table != "cn_code_map").ShouldBe(before.Where(d => d.Table != "cn_code_map"));
        await sample.VerifyAsync();
    }

    [Fact]
    public async Task Where_two_persons_are_asked_for_a_mapping_waits_for_the_second()
    {
        await using var sample = await OpenAsync("{\"terms\":{\"twoPersons\":true}}");
        await sample.IngestAsync("clinic-c");
        var code = (await UnmappedAsync(sample))[0];
        var request = new MapRequest(code.Vocabulary, code.Code, "icd10-gl2", "E11.900", "asked the ward", code.Source);
        var reference = new MapReference(code.Vocabulary, code.Code, "agreed", code.Source);
        Said((await MappingDecisions.MapAsync(sample.Node, Scope, "chen", request, default)).Outcome).ShouldBe(("proposed", 0));
        (await MappingDecisions.AnswerAsync(sample.Node, Scope, "chen", reference, confirms: true, default)).Problem!.Problem.Status.ShouldBe(409);
        (await RowsAsync(sample, code)).ShouldBe(code.Rows);
        Said((await MappingDecisions.AnswerAsync(sample.Node, Scope, "li", reference, confirms: true, default)).Outcome).ShouldBe(("decided", code.Rows));
        (await MappingDecisions.AnswerAsync(sample.Node, Scope, "li", reference, confirms: true, default)).Problem!.Problem.Status.ShouldBe(404);
        var standing = (await MappingDecisions.ListAsync(sample.Node, Scope, null, null, null, 10, default)).Single(m => !m.IsProposal);
        (standing.By, standing.ConfirmedBy).ShouldBe(("chen", "li"));
        await sample.VerifyAsync();
    }

    [Fact]
    public async Task A_file_of_mappings_is_checked_whole_before_any_of_it_is_taken()
    {
        await using var sample = await OpenAsync();
        var table = CsvTable.Read(Encoding.UTF8.GetBytes("source,vocabulary,code,target_system,target_code\na,HIS,1,icd10-gl2,E11.900\na,HIS,1,icd10-gl2,I10.x00x002\na,HIS,2,icd10-gl2,no-such-code\na,HIS,3,none,\n"), out _)!;
        var (lines, faults) = await TermImport.CheckMapsAsync(sample.Node, Scope, "chen", table, false, default);
        lines.Count.ShouldBe(2);
        faults.Select(f => f.Line).ShouldBe([3, 4]);
        faults[0].What.ShouldBe("1 is mapped to icd10-gl2 I10.x00x002 here and to icd10-gl2 E11.900 in line 2.");
        faults[1].What.ShouldBe("icd10-gl2 has no code no-such-code.");
    }

    [Fact]
    public async Task A_table_of_the_site_is_found_and_keeps_its_concepts_when_it_comes_again()
    {
        await using var sample = await OpenAsync();
        var system = new SiteSystem("wards", "病区", "2026", null, null, "WARD");
        await TermImport.LandAsync(sample.Node, "li", system, [new SiteRow(2, "W1", "心内一病区", null, "CCU", null, "2025-12-31"), new SiteRow(3, "W2", "呼吸病区", "W1", null, null, null)], default);
        var first = await sample.Node.Terms.FindAsync(sample.Node.Warehouse, "wards", "W2", default);
        await TermImport.LandAsync(sample.Node, "li", system, [new SiteRow(2, "W3", "新病区", null, null, null, null), new SiteRow(3, "W2", "呼吸内科病区", "W1", null, null, null)], default);
        var again = await sample.Node.Terms.FindAsync(sample.Node.Warehouse, "wards", "W2", default);
        (again!.ConceptId, again.Name).ShouldBe((first!.ConceptId, "呼吸内科病区"));
        var found = await sample.Node.Terms.SearchAsync(sample.Node.Warehouse, new Standards.Terminology.TermQuery("CCU", ["wards"], new DateOnly(2025, 6, 1)), default);
        found.Select(f => f.Term.Code).ShouldBe(["W1"]);
        (await sample.Node.Terms.SearchAsync(sample.Node.Warehouse, new Standards.Terminology.TermQuery("CCU", ["wards"], new DateOnly(2026, 6, 1)), default)).ShouldBeEmpty();
        (await TermHierarchy.DetailAsync(sample.Node, "wards", "W2", default))!.Above.Select(n => n.Code).ShouldBe(["W1"]);
        (await sample.Node.Terms.ReadAsync(sample.Node.Warehouse, default)).Systems.Single(s => s.Id == "wards").Terms.ShouldBe(3);
        await sample.VerifyAsync();
    }

    private protected abstract Task<SampleNode> OpenAsync(string? settings = null);

    private static (string, long) Said(MapOutcome? outcome) => (outcome!.Status, outcome.Remapped);

    private static async Task<IReadOnlyList<UnmappedItem>> UnmappedAsync(SampleNode sample) =>
        await Suggestions.UnmappedAsync(sample.Node, Scope, null, null, 100, default);

    private static async Task<long> RowsAsync(SampleNode sample, UnmappedItem code)
    {
        var shares = await CodeUsage.UnmappedAsync(sample.Node.Warehouse, CodeMeanings.Empty, code.Source, int.MaxValue, Scope, default);
        return shares.Where(c => c.Code == new SourceCode(code.Vocabulary, code.Code) && c.Table == code.Table).Sum(c => c.Rows);
    }
}

public sealed class DuckDbMappingDecisionsTests : MappingDecisionsCompliance
{
    private protected override Task<SampleNode> OpenAsync(string? settings = null) => SampleNode.OpenAsync(null, settings);
}

[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresMappingDecisionsTests(PostgresCluster cluster) : MappingDecisionsCompliance, IAsyncLifetime
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
