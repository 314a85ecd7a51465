using Suwen.Server.Tests.Commands;

namespace Suwen.Server.Tests.Packs;

/// <summary>The command, once opening the folder itself and once beside a server on it.</summary>
public sealed class PackCommandTests(SampleFolders folders) : IClassFixture<SampleFolders>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pack_is_written_tested_installed_run_and_asked_in_SQL(bool besideServer)
    {
        var root = folders.Folder[besideServer ? "beside" : "plain"];
        var pack = Path.Combine(root, "my-visits");
        (await folders.RunAsync(false, "pack", "new", "my-visits", "--in", root)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldContain("pack.yaml"));
        (await folders.RunAsync(false, "pack", "test", pack)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Out + r.Error), r => r.Out.ShouldEndWith("3 passed, 0 failed\n"));
        (await folders.RunAsync(besideServer, "pack", "install", pack)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldContain("my-visits 0.1.0 is installed"));
        (await folders.RunAsync(besideServer, "pack", "list")).Out.ShouldContain("never-run");
        (await folders.RunAsync(besideServer, "pack", "run", "my-visits", "--as-of", "2026-12-31")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Out + r.Error), r => r.Out.ShouldContain("monthly_visits: computed"));
        (await folders.RunAsync(besideServer, "pack", "run", "my-visits", "--as-of", "2026-12-31")).Out.ShouldContain("monthly_visits: current");
        var counted = await folders.RunAsync(besideServer, "sql", "select sum(visits) as n from pack_my_visits.monthly_visits", "--format", "csv");
        var there = await folders.RunAsync(besideServer, "sql", "select count(*) as n from visit_occurrence where visit_start_date <= date '2026-12-31'", "--format", "csv");
        counted.Out.ShouldBe(there.Out, counted.Error);
        (await folders.RunAsync(besideServer, "pack", "show", "my-visits")).Out.ShouldContain("pack_my_visits.monthly_visits");
        (await folders.RunAsync(besideServer, "lineage", "of", "pack_my_visits.monthly_visits.month")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldContain("cdr.visit_occurrence.visit_start_date"));
        (await folders.RunAsync(besideServer, "pipeline", "list")).Out.ShouldContain("pack-my-visits");
        if (!besideServer)
        {
            // The new warehouse has no results until they are computed again.
            (await folders.RunAsync(false, "rebuild")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Out + r.Error), r => r.Out.ShouldContain("Results of my-visits are computed again"));
            (await folders.RunAsync(false, "sql", "select sum(visits) as n from pack_my_visits.monthly_visits", "--format", "csv")).Error.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_faulty_pack_is_told_with_file_and_line_and_is_not_installed()
    {
        var root = folders.Folder["faulty"];
        await folders.RunAsync(false, "pack", "new", "wrong", "--in", root);
        var model = Path.Combine(root, "wrong", "models", "monthly_visits.sql");
        await File.WriteAllTextAsync(model, (await File.ReadAllTextAsync(model)).Replace("count(*) as visits", "count(v.visit_id) as visits"));
        (await folders.RunAsync(false, "pack", "test", Path.Combine(root, "wrong"))).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(1), r => r.Out.ShouldContain("wrong/models/monthly_visits.sql:13:"));
        (await folders.RunAsync(false, "pack", "install", Path.Combine(root, "wrong"))).Code.ShouldBe(3);
        (await folders.RunAsync(false, "pack", "run", "wrong")).Code.ShouldBe(3);
    }

    [Fact]
    public async Task Wrong_usage_has_its_own_exit_code()
    {
        (await folders.RunAsync(false, "pack", "new", "Not A Name")).Code.ShouldBe(2);
        (await folders.RunAsync(false, "pack", "test")).Code.ShouldBe(2);
        (await folders.RunAsync(false, "pack", "test", "nowhere")).Code.ShouldBe(3);
        (await folders.RunAsync(false, "pack", "run", "--all", "x")).Code.ShouldBe(2);
    }
}
