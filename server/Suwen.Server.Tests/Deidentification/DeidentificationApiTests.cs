using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Suwen.Server.Tests.Http;

namespace Suwen.Server.Tests.Deidentification;

/// <summary>Releases and tracing over the API, on the sample; its people are invented.</summary>
public sealed class DeidentificationApiTests(ServedSample served) : IClassFixture<ServedSample>
{
    [Fact]
    public async Task Releases_are_for_who_may_run_them()
    {
        using var stranger = served.NewClient();
        (await stranger.GetAsync("/api/deid/choices")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await served.Researcher.PostAsJsonAsync("/api/deid/releases", new { tables = new[] { "person" }, policy = "research-cn", project = "p" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await served.Administrator.PostAsJsonAsync("/api/deid/releases", new { tables = new[] { "sys.users" }, policy = "research-cn", project = "p" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await served.Administrator.PostAsJsonAsync("/api/deid/releases", new { tables = new[] { "person" }, policy = "none", project = "p" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_release_is_certified_listed_and_fetched()
    {
        using var answer = await served.Administrator.PostAsJsonAsync("/api/deid/releases", new { tables = new[] { "cn_source_person" }, policy = "research-cn", project = "study" });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var id = body.RootElement.GetProperty("id").GetString()!;
        body.RootElement.GetProperty("by").GetString().ShouldBe("admin");

        using var list = JsonDocument.Parse(await served.Administrator.GetStringAsync("/api/deid/certificates"));
        list.RootElement.EnumerateArray().Single(l => l.GetProperty("id").GetString() == id).GetProperty("isGenuine").GetBoolean().ShouldBeTrue();

        await using var zip = await served.Administrator.GetStreamAsync("/api/deid/releases/" + id);
        using var memory = new MemoryStream();
        await zip.CopyToAsync(memory);
        using var archive = new ZipArchive(memory);
        archive.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal).ShouldBe(["certificate.json", "certificate.md", "cn_source_person.csv"]);
        using var reader = new StreamReader(archive.GetEntry("cn_source_person.csv")!.Open());
        (await reader.ReadToEndAsync()).ShouldNotContain(Sample.NationalId);
    }

    [Fact]
    public async Task Tracing_needs_two_persons()
    {
        using var steward = await served.SignInAsync("tan", await served.AddUserAsync("tan", "steward"));
        using var auditor = await served.SignInAsync("shen", await served.AddUserAsync("shen", "auditor"));
        using var asked = await steward.PostAsJsonAsync("/api/deid/tracing", new { pseudonym = "1234567", project = "study", keyId = 1, why = "A finding." });
        asked.StatusCode.ShouldBe(HttpStatusCode.OK, await asked.Content.ReadAsStringAsync());
        using var request = JsonDocument.Parse(await asked.Content.ReadAsStringAsync());
        var place = "/api/deid/tracing/" + request.RootElement.GetProperty("id").GetString();

        (await steward.PostAsync(place + "/original", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await steward.PostAsJsonAsync(place + "/decision", new { approves = true, why = "Yes." })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await auditor.GetAsync("/api/deid/tracing/open")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await auditor.PostAsJsonAsync(place + "/decision", new { approves = true, why = "Agreed." })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await auditor.PostAsync(place + "/original", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var original = JsonDocument.Parse(await (await steward.PostAsync(place + "/original", null)).Content.ReadAsStringAsync());
        original.RootElement.GetProperty("originals").GetArrayLength().ShouldBe(1);
    }
}
