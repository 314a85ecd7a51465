using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Suwen.Server.Tests.Http;

namespace Suwen.Server.Tests.Quality;

/// <summary>From a failing check to rows, their origin and a ticket, by those who may.</summary>
public sealed class QualityApiTests(ServedSample served) : IClassFixture<ServedSample>
{
    [Theory]
    [InlineData("GET", "/api/quality/checks")]
    [InlineData("GET", "/api/quality/checks/id-checksum/rows")]
    [InlineData("GET", "/api/quality/scores")]
    [InlineData("GET", "/api/quality/monitors")]
    [InlineData("POST", "/api/quality/runs")]
    [InlineData("POST", "/api/quality/tickets")]
    public async Task Nothing_is_answered_to_a_caller_who_is_not_signed_in(string method, string address)
    {
        using var client = served.NewClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = method == "POST" ? JsonContent.Create(new { check = "id-checksum" }) : null };
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_may_only_read_does_not_run_checks_and_who_treats_people_sees_none()
    {
        (await served.Researcher.PostAsJsonAsync("/api/quality/runs", new { })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await served.Researcher.PostAsJsonAsync("/api/quality/tickets", new { check = "id-checksum" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await served.Clinician.GetAsync("/api/quality/checks")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_failing_check_leads_to_rows_with_origin_and_to_a_ticket()
    {
        var run = await PostAsync("/api/quality/runs", new { openTickets = false });
        run.GetProperty("errors").GetInt64().ShouldBe(0);
        run.GetProperty("checks").GetInt64().ShouldBeGreaterThan(4000);
        var failing = (await GetAsync("/api/quality/checks?status=failed")).EnumerateArray()
            .First(c => c.GetProperty("type").GetString() == "isRequired" && c.GetProperty("bySource").GetArrayLength() > 0 && c.GetProperty("overall").GetProperty("violated").GetInt64() > 0);
        var id = failing.GetProperty("id").GetString()!;
        var source = failing.GetProperty("bySource").EnumerateArray().First(s => s.GetProperty("status").GetString() == "failed").GetProperty("source").GetString()!;

        var row = (await GetAsync($"/api/quality/checks/{id}/rows?source={source}")).EnumerateArray().First();
        row.GetProperty("source").GetString().ShouldBe(source);
        (await served.Administrator.GetAsync($"/api/landing/{row.GetProperty("position").GetString()}/bytes?record={row.GetProperty("recordNumber").GetInt32()}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var ticket = await PostAsync("/api/quality/tickets", new { check = id, source });
        ticket.GetProperty("state").GetString().ShouldBe("open");
        var number = ticket.GetProperty("id").GetInt64();
        (await served.Administrator.PostAsJsonAsync($"/api/quality/tickets/{number}", new { state = "accepted" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync($"/api/quality/tickets/{number}", new { state = "accepted", comment = "old archive" })).GetProperty("state").GetString().ShouldBe("accepted");
        (await GetAsync($"/api/quality/tickets/{number}")).GetProperty("events").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Values_of_rows_are_shown_as_far_as_the_caller_may_read_them()
    {
        await PostAsync("/api/quality/runs", new { table = "cn_source_person", openTickets = false });
        foreach (var client in new[] { served.Administrator, served.Researcher })
        {
            using var answer = await client.GetAsync("/api/quality/checks/measureValueCompleteness.cn_source_person.email/rows?limit=1");
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            var values = json.RootElement[0].GetProperty("values");
            values.TryGetProperty("gender_concept_id", out _).ShouldBeTrue();
            values.TryGetProperty("full_name", out _).ShouldBe(client == served.Administrator, "A researcher may not see what names a person.");
        }
    }

    [Fact]
    public async Task Whoever_lists_rows_of_a_check_stands_in_the_audit()
    {
        (await served.Researcher.GetAsync("/api/quality/checks/measureValueCompleteness.cn_source_person.email/rows?limit=1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var lines = await File.ReadAllLinesAsync(Path.Combine(served.Data, "audit", "audit.jsonl"));
        lines.ShouldContain(l => l.Contains("\"quality-rows\"", StringComparison.Ordinal) && l.Contains("\"rui\"", StringComparison.Ordinal));
        (await SuwenProcess.RunAsync(served.Folder.Path, "verify", "--data", served.Data)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Out));
    }

    [Fact]
    public async Task The_platform_that_lands_decisions_is_no_sender_with_a_score()
    {
        var outcome = await PostAsync("/api/terms/mapping/decide", new { source = "hospital-b", vocabulary = "http://hl7.org/fhir/sid/icd-10", code = "J18.9", system = "none", target = "", why = "tried" });
        outcome.ValueKind.ShouldBe(JsonValueKind.Object);
        await PostAsync("/api/quality/runs", new { openTickets = false });
        var sources = (await GetAsync("/api/quality/scores")).EnumerateArray().Select(s => s.GetProperty("source").GetString()).Distinct().ToList();
        sources.ShouldContain("hospital-b");
        sources.ShouldNotContain("suwen");
    }

    [Fact]
    public async Task Owners_are_named_and_removed_by_those_who_manage_quality()
    {
        (await served.Researcher.PostAsJsonAsync("/api/quality/owners", new { owner = "x" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await served.Researcher.PostAsJsonAsync("/api/quality/owners/removal", new { })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await served.Administrator.PostAsJsonAsync("/api/quality/owners", new { owner = "x", table = "no_such_table" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await served.Administrator.PostAsJsonAsync("/api/quality/owners", new { owner = " " })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync("/api/quality/owners", new { owner = "检验科", table = "measurement", source = "hospital-b" }))[0].GetProperty("table").GetString().ShouldBe("measurement");
        (await GetAsync("/api/quality/owners")).GetArrayLength().ShouldBe(1);
        (await PostAsync("/api/quality/owners/removal", new { table = "measurement", source = "hospital-b" })).GetArrayLength().ShouldBe(0);
        (await served.Administrator.PostAsJsonAsync("/api/quality/owners/removal", new { table = "measurement" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_check_that_does_not_exist_is_not_found() =>
        (await served.Administrator.GetAsync("/api/quality/checks/no-such-check/rows")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    private async Task<JsonElement> GetAsync(string address) => await ReadAsync(await served.Administrator.GetAsync(address));

    private async Task<JsonElement> PostAsync(string address, object body) => await ReadAsync(await served.Administrator.PostAsJsonAsync(address, body));

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }
}
