namespace Suwen.Server.Tests.Commands;

/// <summary><c>suwen quality</c>, once opening the folder itself and once beside a server on it.</summary>
public sealed class QualityCommandTests(SampleFolders folders) : IClassFixture<SampleFolders>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_shows_and_keeps_what_failed(bool besideServer)
    {
        var run = await folders.RunAsync(besideServer, "quality", "run", "--format", "csv", "--check", "isRequired");
        run.Code.ShouldBeOneOf(0, 1);
        run.Out.ShouldStartWith("check,type,category,");
        run.Out.ShouldContain("isRequired.visit_occurrence.visit_start_date,isRequired,conformance,relational,validation,error,visit_occurrence,visit_start_date,,passed,0,");
        run.Error.ShouldContain("0 failed to run.");
        var trend = await folders.RunAsync(besideServer, "quality", "trend", "isRequired.visit_occurrence.visit_start_date", "--format", "csv");
        trend.Out.ShouldContain(",passed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rule_of_the_site_that_cannot_run_is_exit_code_1(bool besideServer)
    {
        var site = Directory.CreateDirectory(Path.Combine(besideServer ? folders.Served : folders.Alone, "quality")).FullName;
        await File.WriteAllTextAsync(Path.Combine(site, "rules.csv"), "id,table,field,category,subcategory,context,severity,threshold,title_zh,title_en,owner\nsite-broken,measurement,,plausibility,,validation,error,0,坏,broken,\n");
        await File.WriteAllTextAsync(Path.Combine(site, "site-broken.sql"), "select no_such_column from measurement");
        var run = await folders.RunAsync(besideServer, "quality", "run", "--check", "site-broken");
        run.Code.ShouldBe(1);
        run.Out.ShouldContain("error");
        run.Out.ShouldContain("1 failed to run.");
        Directory.Delete(site, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Owners_are_named_listed_and_removed(bool besideServer)
    {
        (await folders.RunAsync(besideServer, "quality", "owners", "set", "信息科", "--source", "hospital-b", "--days", "5")).Code.ShouldBe(0);
        (await folders.RunAsync(besideServer, "quality", "owners", "set", "检验科", "--table", "measurement")).Code.ShouldBe(0);
        var listed = await folders.RunAsync(besideServer, "quality", "owners");
        listed.Out.ShouldContain("信息科");
        listed.Out.ShouldContain("measurement");
        (await folders.RunAsync(besideServer, "quality", "owners", "list")).Out.ShouldBe(listed.Out);
        (await folders.RunAsync(besideServer, "quality", "owners", "remove", "--table", "measurement")).Out.ShouldNotContain("检验科");
        (await folders.RunAsync(besideServer, "quality", "owners", "remove", "--table", "measurement")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(3), r => r.Error.ShouldStartWith("caller: Nobody is named there."));
        (await folders.RunAsync(besideServer, "quality", "owners", "set", "x", "--table", "no_such_table")).Code.ShouldBe(3);
        (await folders.RunAsync(besideServer, "quality", "owners", "set", "x", "--source", "nobody")).Error.ShouldContain("hospital-b");
        (await folders.RunAsync(besideServer, "quality", "owners", "set", "x", "--days", "0")).Code.ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_does_not_exist_is_the_callers_fault(bool besideServer)
    {
        var result = await folders.RunAsync(besideServer, "quality", "run", "--check", "no-such-check");
        result.Code.ShouldBe(3);
        result.Error.ShouldStartWith("caller: There is no check no-such-check.");
        (await folders.RunAsync(besideServer, "quality", "show", "no-such-check")).Code.ShouldBe(3);
        (await folders.RunAsync(besideServer, "quality", "run", "--source", "nobody")).Code.ShouldBe(3);
        (await folders.RunAsync(besideServer, "quality", "evaluate", "--answers", "absent.jsonl")).Code.ShouldBe(3);
    }
}
