namespace Suwen.Server.Tests.Commands;

/// <summary><c>suwen deid</c>, alone and beside a server. The people are invented.</summary>
public sealed class DeidRunCommandTests(SampleFolders folders) : IClassFixture<SampleFolders>
{
    public static TheoryData<bool> BesideServer => [false, true];

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task A_file_is_released_with_a_certificate_that_holds(bool besideServer)
    {
        using var folder = new TemporaryFolder();
        var input = Path.Combine(folder.Path, "persons.csv");
        var output = Path.Combine(folder.Path, "released.csv");
        await File.WriteAllTextAsync(input, "病案号,姓名,电话,血糖\nA100031,王小明,13905718888,5.6\n");
        var result = await folders.RunAsync(besideServer, "deid", "--in", input, "--policy", "research-cn", "--project", "test-1", "--out", output);
        result.Code.ShouldBe(0, result.Error);
        result.Out.ShouldStartWith("files 1  treated 1  not copied 0  records 1 ");
        var released = await File.ReadAllTextAsync(output);
        released.ShouldContain(",,,5.6");
        released.ShouldNotContain("A100031");

        var verified = await folders.RunAsync(besideServer, "deid", "certificate", "verify", output + ".certificate.json", "--files", folder.Path);
        verified.Code.ShouldBe(0, verified.Out + verified.Error);
        await File.AppendAllTextAsync(output, "x");
        (await folders.RunAsync(besideServer, "deid", "certificate", "verify", output + ".certificate.json", "--files", folder.Path)).Code.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task Tables_of_the_warehouse_are_released_without_names(bool besideServer)
    {
        using var folder = new TemporaryFolder();
        var result = await folders.RunAsync(besideServer, "deid", "--in", "warehouse", "--tables", "person,cn_source_person", "--policy", "safe-harbor", "--out", folder.Path);
        result.Code.ShouldBe(0, result.Error);
        var header = (await File.ReadAllLinesAsync(Path.Combine(folder.Path, "cn_source_person.csv")))[0].Split(',');
        var row = (await File.ReadAllLinesAsync(Path.Combine(folder.Path, "cn_source_person.csv")))[1].Split(',');
        row[Array.IndexOf(header, "full_name")].ShouldBeEmpty();
        row[Array.IndexOf(header, "national_id")].ShouldBeEmpty();
        header.ShouldNotContain("entry_position");
    }

    [Fact]
    public async Task Wrong_usage_bad_policies_and_files_that_cannot_be_treated_have_their_codes()
    {
        using var folder = new TemporaryFolder();
        var input = Path.Combine(folder.Path, "scan.pdf");
        var output = Path.Combine(folder.Path, "scan.out");
        var policy = Path.Combine(folder.Path, "policy.yaml");
        await File.WriteAllTextAsync(input, "%PDF-1.7");
        await File.WriteAllTextAsync(policy, "id: a\ntitle: A\nkinds: {phone: hide}\n");
        (await folders.RunAsync(false, "deid", "--in", input, "--out", output)).Code.ShouldBe(2);
        (await folders.RunAsync(false, "deid", "--in", input, "--policy", "none", "--out", output)).Code.ShouldBe(2);
        var faulty = await folders.RunAsync(false, "deid", "--in", input, "--policy", policy, "--out", output);
        faulty.Code.ShouldBe(3);
        faulty.Error.ShouldContain("line 3: There is no method hide.");
        (await folders.RunAsync(false, "deid", "--in", input, "--policy", "open-data", "--out", output)).Code.ShouldBe(3);
        File.Exists(output).ShouldBeFalse();
    }

    [Fact]
    public async Task Risk_suggests_what_reaches_k()
    {
        using var folder = new TemporaryFolder();
        var input = Path.Combine(folder.Path, "t.csv");
        await File.WriteAllTextAsync(input, "year,sex\n1960,f\n1961,f\n1965,m\n1966,m\n");
        var result = await folders.RunAsync(false, "deid", "risk", "--in", input, "--quasi", "year,sex", "--k", "2");
        result.Code.ShouldBe(1);
        result.Out.ShouldContain("year: bands of 5");
        result.Out.ShouldContain("sex: as it is");
        (await folders.RunAsync(false, "deid", "risk", "--in", input, "--quasi", "sex", "--k", "2")).Code.ShouldBe(0);
        (await folders.RunAsync(false, "deid", "risk", "--in", input, "--quasi", "colour")).Code.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task A_request_to_trace_is_not_approved_by_who_made_it(bool besideServer)
    {
        var asked = await folders.RunAsync(besideServer, "deid", "trace", "request", "YEVEAZC", "--why", "A finding that the patient must know of.");
        asked.Code.ShouldBe(0, asked.Error);
        var id = asked.Out.Split([' ', '\n'])[1].Trim();
        (await folders.RunAsync(besideServer, "deid", "trace", "list")).Out.ShouldContain(id);
        var revealed = await folders.RunAsync(besideServer, "deid", "trace", "reveal", id);
        revealed.Code.ShouldBe(3);
        revealed.Error.ShouldContain("not approved");
    }
}
