using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Suwen.Server.Tests.Http;

namespace Suwen.Server.Tests.Packs;

/// <summary>Packs through the API of a running server: what a viewer sees follows from the grades of what results are made of.</summary>
public sealed class PacksApiTests(ServedSample served) : IClassFixture<ServedSample>
{
    [Theory]
    [InlineData("GET", "/api/packs")]
    [InlineData("GET", "/api/packs/people")]
    [InlineData("POST", "/api/packs/people/rows")]
    [InlineData("POST", "/api/packs/people/values")]
    [InlineData("POST", "/api/packs/people/runs")]
    [InlineData("POST", "/api/packs/people/findings")]
    [InlineData("GET", "/api/packs/people/findings/1")]
    [InlineData("POST", "/api/packs/people/findings/changes")]
    [InlineData("POST", "/api/packs/people/findings/file")]
    [InlineData("POST", "/api/packs/install")]
    [InlineData("DELETE", "/api/packs/people")]
    [InlineData("PUT", "/api/packs/people/parameters")]
    public async Task Nobody_gets_in_without_signing_in(string method, string path)
    {
        using var client = served.NewClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method is "POST" or "PUT" ? JsonContent.Create(new { }) : null };
        if (path == "/api/packs/install")
        {
            request.Content!.Headers.ContentType = new("application/zip");
        }

        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_viewer_sees_of_a_result_what_the_grades_of_its_origin_allow()
    {
        Write();
        (await served.Researcher.PostAsJsonAsync("/api/packs/people/runs", new { })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await SuwenProcess.RunAsync(served.Folder.Path, "pack", "run", "people", "--data", served.Data)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Out + r.Error));

        using var list = await JsonAsync(await served.Researcher.GetAsync("/api/packs"));
        list.RootElement.EnumerateArray().Single(p => p.GetProperty("id").GetString() == "people").GetProperty("state").GetString().ShouldBe("current");

        using var masked = await JsonAsync(await served.Researcher.PostAsJsonAsync("/api/packs/people/rows", new { result = "people", filters = new[] { new { column = "full_name", contains = "王" } } }));
        masked.RootElement.GetProperty("masked").EnumerateArray().Select(c => c.GetString()).ShouldBe(["full_name"]);
        masked.RootElement.GetProperty("rows").EnumerateArray().ShouldAllBe(r => r[1].GetString() == "王*");

        using var clear = await JsonAsync(await served.Clinician.PostAsJsonAsync("/api/packs/people/rows", new { result = "people" }));
        clear.RootElement.GetProperty("rows").EnumerateArray().ShouldContain(r => r[1].GetString() == "王示例");

        // A count over persons says nothing of one: level 2, seen by everybody who may read results.
        using var counted = await JsonAsync(await served.Researcher.PostAsJsonAsync("/api/packs/people/rows", new { view = "by-name" }));
        counted.RootElement.GetProperty("masked").GetArrayLength().ShouldBe(0);
        counted.RootElement.GetProperty("rows").GetArrayLength().ShouldBe(1);

        // In SQL a column above a researcher's reach does not exist; the rest of the result does.
        (await served.Researcher.PostAsJsonAsync("/api/sql", new { sql = "select full_name from pack_people.people" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await served.Researcher.PostAsJsonAsync("/api/sql", new { sql = "select people from pack_people.counted" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await served.Researcher.PostAsJsonAsync("/api/sql", new { sql = "select * from pack_people.pack_result" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await served.Researcher.PostAsJsonAsync("/api/packs/people/rows", new { result = "people", filters = new[] { new { column = "nothing", contains = "x" } } })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await served.Researcher.PostAsJsonAsync("/api/packs/people/rows", new { result = "nothing" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_finding_is_read_under_the_viewers_grades_and_decided_by_who_may()
    {
        Write();
        (await SuwenProcess.RunAsync(served.Folder.Path, "pack", "run", "people", "--data", served.Data)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Out + r.Error));

        using var masked = await JsonAsync(await served.Researcher.PostAsJsonAsync("/api/packs/people/findings", new { rules = new[] { "named" } }));
        var first = masked.RootElement.GetProperty("findings").EnumerateArray().First(f => f.GetProperty("message").GetProperty("zh").GetString() == "王*");
        first.GetProperty("amount").GetDouble().ShouldBe(7);
        masked.RootElement.GetProperty("total").GetProperty("count").GetInt64().ShouldBeGreaterThan(0);
        var number = first.GetProperty("id").GetString()!;

        // The key is masked for a researcher, and the row and its evidence are found all the same.
        using var one = await JsonAsync(await served.Researcher.GetAsync("/api/packs/people/findings/" + number));
        one.RootElement.GetProperty("row").GetProperty("rows").EnumerateArray().Single()[1].GetString().ShouldBe("王*");
        one.RootElement.GetProperty("evidence").GetProperty("rows").EnumerateArray().Single()[1].GetString().ShouldBe("王*");
        using var clear = await JsonAsync(await served.Clinician.GetAsync("/api/packs/people/findings/" + number));
        clear.RootElement.GetProperty("row").GetProperty("rows").EnumerateArray().Single()[1].GetString()!.ShouldStartWith("王");
        clear.RootElement.GetProperty("row").GetProperty("rows").EnumerateArray().Single()[1].GetString().ShouldNotBe("王*");

        var change = new { findings = new[] { number }, state = "upheld", comment = "seen in the record" };
        (await served.Researcher.PostAsJsonAsync("/api/packs/people/findings/changes", change)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await served.Administrator.PostAsJsonAsync("/api/packs/people/findings/changes", change)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await served.Administrator.PostAsJsonAsync("/api/packs/people/findings/changes", change with { state = "asked" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var file = await served.Researcher.PostAsJsonAsync("/api/packs/people/findings/file", new { states = new[] { "upheld" } });
        var lines = (await file.Content.ReadAsStringAsync()).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        lines[1].ShouldStartWith($"{number},named,info,,,7,,upheld,,");
    }

    [Fact]
    public async Task A_signed_pack_is_installed_given_its_parameters_and_removed_by_who_manages_packs()
    {
        (await SuwenProcess.RunAsync(served.Folder.Path, "pack", "new", "installed")).Code.ShouldBe(0);
        await File.WriteAllTextAsync(served.Folder["pack.pem"], served.PackKey);
        (await SuwenProcess.RunAsync(served.Folder.Path, "pack", "sign", "installed", "--key", "pack.pem", "--out", "installed.zip")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error));
        var zip = await File.ReadAllBytesAsync(served.Folder["installed.zip"]);

        (await SendAsync(served.Researcher, zip)).ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(served.Administrator, zip[..^100])).ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(served.Administrator, zip)).ShouldBe(HttpStatusCode.OK);
        Directory.GetFileSystemEntries(Path.Combine(served.Data, "packs"), ".*").ShouldBeEmpty();

        const string parameters = "/api/packs/installed/parameters";
        (await served.Researcher.PutAsJsonAsync(parameters, new { parameters = new { minimum_visits = "7" } })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await served.Administrator.PutAsJsonAsync(parameters, new { parameters = new { minimum_visits = "many" } })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await served.Administrator.PutAsJsonAsync(parameters, new { parameters = new { nothing = "7" } })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await served.Administrator.PutAsJsonAsync(parameters, new { parameters = new { minimum_visits = "7" } })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using (var shown = await JsonAsync(await served.Administrator.GetAsync("/api/packs/installed")))
        {
            shown.RootElement.GetProperty("parameters").EnumerateArray().Single().GetProperty("value").GetString().ShouldBe("7");
        }

        (await served.Researcher.DeleteAsync("/api/packs/installed")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await served.Administrator.DeleteAsync("/api/packs/installed")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await served.Administrator.DeleteAsync("/api/packs/installed")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await served.Administrator.DeleteAsync("/api/packs/drg")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, byte[] zip)
    {
        using var body = new ByteArrayContent(zip);
        body.Headers.ContentType = new("application/zip");
        using var answer = await client.PostAsync("/api/packs/install", body);
        return answer.StatusCode;
    }

    private void Write()
    {
        void File(string name, string text)
        {
            var path = Path.Combine(served.Data, "packs", "people", name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            System.IO.File.WriteAllText(path, text);
        }

        File("pack.yaml", "id: people\ntitle: {zh: 人员, en: People}\nserves: [{zh: 测试, en: Tests}]\nversion: \"1.0.0\"\nauthority: [none, 2026]\n");
        File("README.md", "People.");
        File("inputs.yaml", "cn_source_person:\n  why: names\n  columns: [source_person_id, full_name]\n");
        File("models/people.sql", "-- title: 人员 | People\n-- grain: one row per person of a source\n-- column source_person_id: 人员 | Person\n-- column full_name: 姓名 | Name\n-- column yuan: 元 | Yuan\nselect p.source_person_id, p.full_name, 7 as yuan from {{input('cn_source_person')}} p\n");
        File("models/counted.sql", "-- title: 人数 | Number\n-- grain: one row\n-- column people: 人数 | People\nselect count(p.full_name) as people from {{ref('people')}} p\n");
        File("views.yaml", "- {id: by-name, title: {zh: 人数, en: People}, kind: indicators, of: counted, columns: [people], explain: {zh: 人数, en: People}}\n");
        File("rules.yaml", "- {id: named, kind: finding, of: people, when: full_name is not null, severity: info, message: {zh: \"{full_name}\", en: \"{full_name}\"}, key: [full_name, source_person_id], amount: yuan, evidence: {to: named_twice, by: [\"full_name:name\", source_person_id]}}\n");
        File("models/named_twice.sql", "-- title: 姓名 | Names\n-- grain: one row per person of a source\n-- column source_person_id: 人员 | Person\n-- column name: 姓名 | Name\nselect p.source_person_id, p.full_name as name from {{ref('people')}} p\n");
        File("tests/people.yaml", "name: counts\nas_of: 2026-01-01\ngiven:\n  cn_source_person:\n    - {source_person_id: 1, full_name: 测试}\nexpect:\n  counted: [{people: 1}]\n  named_twice: [{name: 测试}]\n");
    }

    private static async Task<JsonDocument> JsonAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            return JsonDocument.Parse(text);
        }
    }
}
