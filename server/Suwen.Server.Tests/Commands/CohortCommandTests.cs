namespace Suwen.Server.Tests.Commands;

/// <summary><c>suwen cohort</c>, with a folder of its own and beside a server.</summary>
public sealed class CohortCommandTests(SampleFolders folders) : IClassFixture<SampleFolders>, IDisposable
{
    private readonly string place = Directory.CreateTempSubdirectory("suwen-cohort-").FullName;

    public void Dispose() => Directory.Delete(place, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_count_is_what_SQL_counts(bool besideServer)
    {
        var counted = await folders.RunAsync(besideServer, "sql", "select count(distinct person_id) as n from visit_occurrence");
        var persons = counted.Out.Split('\n').Select(static l => l.Trim()).First(static l => l.Length > 0 && l.All(char.IsAsciiDigit));
        persons.ShouldNotBe("0");
        var run = await folders.RunAsync(besideServer, "cohort", "count", await WriteAsync());
        run.Code.ShouldBe(0, run.Error);
        run.Out.ShouldContain($"persons: {persons}\n");
    }

    [Fact]
    public async Task Members_are_listed_SQL_is_shown_and_OHDSI_JSON_becomes_YAML()
    {
        var file = await WriteAsync();
        var members = Path.Combine(place, "members.csv");
        (await folders.RunAsync(false, "cohort", "run", file, "--out", members)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error));
        var lines = await File.ReadAllLinesAsync(members);
        lines[0].ShouldBe("subject_id,cohort_start_date,cohort_end_date");
        lines.Length.ShouldBeGreaterThan(1);

        var sql = await folders.RunAsync(false, "cohort", "sql", file, "--dialect", "postgres");
        sql.Code.ShouldBe(0, sql.Error);
        sql.Out.ShouldContain("visit_occurrence");

        var json = Path.Combine(place, "atlas.json");
        await File.WriteAllTextAsync(json, """{"ConceptSets": [], "PrimaryCriteria": {"CriteriaList": [{"VisitOccurrence": {"First": true}}], "ObservationWindow": {"PriorDays": 0, "PostDays": 0}, "PrimaryCriteriaLimit": {"Type": "First"}}}""");
        var yaml = await folders.RunAsync(false, "cohort", "import", json);
        yaml.Code.ShouldBe(0, yaml.Error);
        yaml.Out.ShouldContain("visit: any");

        await File.WriteAllTextAsync(json, """{"ConceptSets": [], "PrimaryCriteria": {"CriteriaList": [{"LocationRegion": {}}]}}""");
        var refused = await folders.RunAsync(false, "cohort", "import", json);
        refused.Code.ShouldBe(3);
        refused.Error.ShouldContain("LocationRegion");
    }

    private async Task<string> WriteAsync()
    {
        var file = Path.Combine(place, "first-visits.yaml");
        await File.WriteAllTextAsync(file, "cohort: first-visits\nentry:\n  - {visit: any, first: true}\n");
        return file;
    }
}
