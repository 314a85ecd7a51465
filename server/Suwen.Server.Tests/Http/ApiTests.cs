using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Suwen.Server.Tests.Http;

public sealed class ApiTests(ServedSample served) : IClassFixture<ServedSample>
{
    [Theory]
    [InlineData("GET", "/api/overview")]
    [InlineData("GET", "/api/session")]
    [InlineData("GET", "/api/quarantine")]
    [InlineData("POST", "/api/persons/search")]
    [InlineData("GET", "/api/persons/1")]
    [InlineData("GET", "/api/persons/1/timeline")]
    [InlineData("GET", "/api/landing/1:1/bytes")]
    [InlineData("POST", "/api/sql")]
    [InlineData("POST", "/api/ingest")]
    [InlineData("POST", "/api/local/command")]
    [InlineData("POST", "/fhir")]
    public async Task Nothing_is_answered_to_a_caller_who_is_not_signed_in(string method, string address)
    {
        using var client = served.NewClient();
        using HttpContent? content = method != "POST" ? null
            : address == "/api/ingest" ? new MultipartFormDataContent { { new StringContent("x"), "files", "x.txt" } }
            : new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = content };
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await ShouldBeProblemAsync(answer);
    }

    [Fact]
    public async Task Health_is_answered_to_anyone_and_says_nothing_of_the_data()
    {
        using var client = served.NewClient();
        (await client.GetStringAsync("/api/health")).ShouldBe("""{"status":"ok","version":"0.1.0"}""");
    }

    [Theory]
    [InlineData("admin", "wrong password")]
    [InlineData("nobody", "wrong password")]
    public async Task A_wrong_name_and_a_wrong_password_are_answered_alike(string name, string password)
    {
        using var client = served.NewClient();
        using var answer = await client.PostAsJsonAsync("/api/session", new { name, password });
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Name or password is wrong, or the user is disabled.");
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task A_session_says_who_is_signed_in_and_what_they_may_do()
    {
        using var json = await JsonAsync(await served.Clinician.GetAsync("/api/session"));
        json.RootElement.GetProperty("name").GetString().ShouldBe("chen");
        json.RootElement.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()).ShouldBe(["person.read", "person.identify", "landing.read", "overview.read", "pack.read", "session.own"]);
    }

    [Fact]
    public async Task A_session_cookie_is_kept_from_scripts_and_from_other_sites_and_ends_at_sign_out()
    {
        var password = await served.AddUserAsync("lin", "clinician");
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false, UseProxy = false }) { BaseAddress = served.Address };
        client.DefaultRequestHeaders.Add("X-Suwen-Request", "1");
        using var answer = await client.PostAsJsonAsync("/api/session", new { name = "lin", password });
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=strict", Case.Insensitive);
        client.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        (await client.GetAsync("/api/session")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.DeleteAsync("/api/session")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetAsync("/api/session")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_request_of_another_site_changes_nothing_though_the_browser_sends_the_cookie()
    {
        var client = await served.SignInAsync("mei", await served.AddUserAsync("mei", "administrator"));
        client.DefaultRequestHeaders.Remove("X-Suwen-Request");
        (await client.PostAsJsonAsync("/api/sql", new { sql = "select 1" })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.GetAsync("/api/overview")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_researcher_may_not_see_a_person_nor_bytes_nor_names_in_sql()
    {
        var id = await served.PersonIdAsync();
        foreach (var address in new[] { $"/api/persons/{id}", $"/api/persons/{id}/timeline", "/api/landing/1:1/bytes", "/api/quarantine" })
        {
            using var answer = await served.Researcher.GetAsync(address);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, address);
            await ShouldBeProblemAsync(answer);
        }

        (await served.Researcher.PostAsJsonAsync("/api/sql", new { sql = "select full_name from cn_source_person" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var counted = await JsonAsync(await served.Researcher.PostAsJsonAsync("/api/sql", new { sql = "select year_of_birth from cn_source_person order by 1 limit 1" }));
        counted.RootElement.GetProperty("rows")[0][0].GetInt32().ShouldBe(1949);
        using var all = await JsonAsync(await served.Researcher.PostAsJsonAsync("/api/sql", new { sql = "select * from cn_source_person" }));
        all.RootElement.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString()).ShouldNotContain("full_name");
    }

    [Theory]
    [InlineData(Sample.NationalId, "national-id")]
    [InlineData("B-1001", "identifier")]
    [InlineData("10000000001", "phone")]
    [InlineData("王示例", "name")]
    [InlineData("示例", "name")]
    public async Task A_person_is_found_by_what_people_know_of_them(string text, string matchedOn)
    {
        using var json = await JsonAsync(await served.Clinician.PostAsJsonAsync("/api/persons/search", new { text }));
        var hit = json.RootElement.GetProperty("items").EnumerateArray().Single();
        hit.GetProperty("name").GetString().ShouldBe("王示例");
        hit.GetProperty("sex").GetString().ShouldBe("female");
        hit.GetProperty("birthDate").GetString().ShouldBe("1949-12-31");
        hit.GetProperty("matchedOn").GetString().ShouldBe(matchedOn);
        hit.GetProperty("sources").EnumerateArray().Select(s => s.GetString()).Order().ShouldBe(["clinic-c", "hospital-b"]);
    }

    [Fact]
    public async Task A_person_has_one_identity_for_each_institution()
    {
        using var json = await JsonAsync(await served.Clinician.GetAsync("/api/persons/" + await served.PersonIdAsync()));
        json.RootElement.GetProperty("identities").EnumerateArray().Select(i => i.GetProperty("source").GetString()).Order().ShouldBe(["clinic-c", "hospital-b"]);
        json.RootElement.GetProperty("identifiers").EnumerateArray().Select(i => i.GetProperty("value").GetString()).ShouldContain("B-1001");
        json.RootElement.GetProperty("kinds").EnumerateArray().Single(k => k.GetProperty("kind").GetString() == "visit").GetProperty("count").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task The_id_of_a_sources_person_leads_to_the_golden_person()
    {
        var id = await served.PersonIdAsync();
        using var json = await JsonAsync(await served.Clinician.GetAsync("/api/persons/" + id));
        foreach (var identity in json.RootElement.GetProperty("identities").EnumerateArray())
        {
            using var same = await JsonAsync(await served.Clinician.GetAsync("/api/persons/" + identity.GetProperty("sourcePersonId").GetString()));
            same.RootElement.GetProperty("personId").GetString().ShouldBe(id);
        }
    }

    [Fact]
    public async Task A_timeline_is_newest_first_pages_without_gaps_and_says_no_more_of_a_time_than_was_sent()
    {
        var id = await served.PersonIdAsync();
        var seen = new List<(string Kind, string? Start)>();
        for (string? next = ""; next is not null;)
        {
            using var page = await JsonAsync(await served.Clinician.GetAsync($"/api/persons/{id}/timeline?limit=2{(next.Length == 0 ? "" : "&after=" + Uri.EscapeDataString(next))}"));
            seen.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(i => (i.GetProperty("kind").GetString()!, i.GetProperty("start").GetString())));
            next = page.RootElement.GetProperty("next").GetString();
        }

        seen.ShouldBe([("visit", "2025-01-10T09:00:00"), ("visit", "2024-06-01T14:00:00"), ("measurement", "2024-03-01T09:15:00"), ("visit", "2024-03-01T08:30:00"), ("condition", "2024-03-01")]);
    }

    [Fact]
    public async Task A_timeline_is_narrowed_by_kind_and_time()
    {
        var id = await served.PersonIdAsync();
        using var kinds = await JsonAsync(await served.Clinician.GetAsync($"/api/persons/{id}/timeline?kinds=measurement,condition"));
        kinds.RootElement.GetProperty("items").GetArrayLength().ShouldBe(2);
        using var time = await JsonAsync(await served.Clinician.GetAsync($"/api/persons/{id}/timeline?kinds=visit&from=2024-03-05&to=2024-06-01"));
        time.RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("start").GetString()).ShouldBe(["2024-06-01T14:00:00", "2024-03-01T08:30:00"]);
        (await served.Clinician.GetAsync($"/api/persons/{id}/timeline?kinds=rumour")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await served.Clinician.GetAsync($"/api/persons/{id}/timeline?limit=many")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await served.Clinician.GetAsync($"/api/persons/{id}/timeline?after=x")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_timeline_entry_opens_the_bytes_that_it_came_from()
    {
        using var timeline = await JsonAsync(await served.Clinician.GetAsync($"/api/persons/{await served.PersonIdAsync()}/timeline?kinds=measurement"));
        var entry = timeline.RootElement.GetProperty("items")[0];
        entry.GetProperty("value").GetString().ShouldBe("118");
        entry.GetProperty("unit").GetString().ShouldBe("g/L");
        var position = entry.GetProperty("position").GetString();
        using var bytes = await JsonAsync(await served.Clinician.GetAsync($"/api/landing/{position}/bytes?record={entry.GetProperty("recordNumber").GetInt32()}"));
        using var resource = JsonDocument.Parse(bytes.RootElement.GetProperty("text").GetString()!);
        resource.RootElement.GetProperty("id").GetString().ShouldBe("o1");
        using var header = await JsonAsync(await served.Clinician.GetAsync($"/api/landing/{position}"));
        header.RootElement.GetProperty("mappingVersion").GetInt32().ShouldBe(entry.GetProperty("mappingVersion").GetInt32());
        header.RootElement.GetProperty("format").GetString().ShouldBe("fhir");
        header.RootElement.GetProperty("recordCount").GetInt32().ShouldBe(7);
        (await served.Clinician.GetByteArrayAsync($"/api/landing/{position}/file")).ShouldBe(System.Text.Encoding.UTF8.GetBytes(Sample.Bundle));
        (await served.Clinician.GetAsync("/api/landing/1:999999")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await served.Clinician.GetAsync("/api/landing/x")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_was_set_aside_is_shown_with_its_reason()
    {
        using var json = await JsonAsync(await served.Administrator.GetAsync("/api/quarantine?source=hospital-b"));
        var item = json.RootElement.GetProperty("items").EnumerateArray().Single();
        item.GetProperty("reasonCode").GetString().ShouldBe("invalid-value");
        item.GetProperty("path").GetString().ShouldBe("Observation.effectiveDateTime");
        item.GetProperty("recordNumber").GetInt32().ShouldBe(6);
        item.GetProperty("fault").GetString().ShouldBe("source");
        using var reasons = await JsonAsync(await served.Administrator.GetAsync("/api/quarantine/reasons"));
        reasons.RootElement.EnumerateArray().Single().GetProperty("count").GetInt32().ShouldBe(1);
        using var none = await JsonAsync(await served.Administrator.GetAsync("/api/quarantine?reason=no-such-reason"));
        none.RootElement.GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_overview_accounts_for_every_record()
    {
        using var json = await JsonAsync(await served.Researcher.GetAsync("/api/overview"));
        json.RootElement.GetProperty("persons").GetInt64().ShouldBeGreaterThanOrEqualTo(2);
        var source = json.RootElement.GetProperty("sources").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "hospital-b");
        var records = source.GetProperty("records");
        records.GetProperty("received").GetInt64().ShouldBe(7);
        records.GetProperty("loaded").GetInt64().ShouldBe(6);
        records.GetProperty("quarantined").GetInt64().ShouldBe(1);
        json.RootElement.GetProperty("landing").GetProperty("isCurrent").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Files_sent_in_are_loaded_and_accounted_for()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("upload-test"), "source" },
            { new StringContent("""{"resourceType":"Patient","id":"up1","name":[{"text":"赵范例"}],"gender":"male"}"""), "files", "../patient.json" },
            { new StringContent("not a health record"), "files", "notes.txt" },
        };
        using var json = await JsonAsync(await served.Administrator.PostAsync("/api/ingest", form));
        var files = json.RootElement.GetProperty("files").EnumerateArray().ToList();
        files[0].GetProperty("name").GetString().ShouldBe("patient.json");
        files[0].GetProperty("entries").GetInt32().ShouldBe(1);
        files[1].GetProperty("refusal").GetProperty("what").GetString().ShouldBe("No door recognises the file.");
        json.RootElement.GetProperty("records").GetProperty("loaded").GetInt32().ShouldBe(1);
        Directory.EnumerateFileSystemEntries(Path.Combine(served.Data, "tmp")).ShouldBeEmpty();
        (await served.Clinician.PostAsync("/api/ingest", form)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_machine_sends_and_reads_FHIR_with_its_token()
    {
        var made = await SuwenProcess.RunAsync(served.Folder.Path, "token", "add", "his-d", "--role", "sender", "--data", served.Data);
        using var client = new HttpClient { BaseAddress = served.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.Out.Trim());
        using var content = new StringContent("""{"resourceType":"Patient","id":"d1","name":[{"text":"钱范例"}],"gender":"female"}""", System.Text.Encoding.UTF8, "application/fhir+json");
        using var answer = await client.PutAsync("/fhir/Patient/d1", content);
        ((int)answer.StatusCode).ShouldBeInRange(200, 201, await answer.Content.ReadAsStringAsync());
        (await client.GetAsync("/fhir/Patient/d1")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await SuwenProcess.RunAsync(served.Folder.Path, "sql", "select 1", "--data", served.Data);
        using var read = await served.Administrator.GetAsync("/fhir/Patient/d1");
        read.StatusCode.ShouldBe(HttpStatusCode.OK, await read.Content.ReadAsStringAsync());
        (await read.Content.ReadAsStringAsync()).ShouldContain("钱范例");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "swn_0000");
        (await client.GetAsync("/api/session")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>MLLP (HL7 v2 Transport Specification): 0B before a message, 1C 0D after it; MSA-1 AA accepts.</summary>
    [Fact]
    public async Task A_message_over_MLLP_is_acknowledged_and_its_patient_found()
    {
        using var line = new System.Net.Sockets.TcpClient();
        await line.ConnectAsync(System.Net.IPAddress.Loopback, served.MllpPort);
        await using var stream = line.GetStream();
        var message = "MSH|^~\\&|HIS|MLLPTEST|SUWEN|SUWEN|20240601120000||ADT^A01^ADT_A01|m1|P|2.5\rEVN|A01|20240601120000\rPID|1||7001^^^MLLPTEST^MR||SUN^EXAMPLE||19700101|M\rPV1|1|I|W1^1^1|||||||||||||||||V7001|||||||||||||||||||||||||20240601120000\r";
        await stream.WriteAsync((byte[])[0x0B, .. System.Text.Encoding.UTF8.GetBytes(message), 0x1C, 0x0D]);
        var answer = new byte[4096];
        var length = await stream.ReadAtLeastAsync(answer, 4096, throwOnEndOfStream: false, new CancellationTokenSource(TimeSpan.FromSeconds(5)).Token).AsTask().ContinueWith(t => t.IsCompletedSuccessfully ? t.Result : answer.AsSpan().IndexOf((byte)0x1C), TaskScheduler.Default);
        System.Text.Encoding.UTF8.GetString(answer, 0, length).ShouldContain("MSA|AA|m1");
        await SuwenProcess.RunAsync(served.Folder.Path, "sql", "select 1", "--data", served.Data);
        using var json = await JsonAsync(await served.Clinician.PostAsJsonAsync("/api/persons/search", new { text = "7001" }));
        json.RootElement.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Commands_are_not_run_for_callers_from_the_network()
    {
        using var answer = await served.Administrator.PostAsJsonAsync("/api/local/command", new { args = new[] { "verify" }, workingDirectory = "/", showsProgress = false });
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_protect_it()
    {
        using var answer = await served.Clinician.GetAsync("/api/session");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("script-src 'self';");
        answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task Faults_are_problems_that_say_who_what_where_and_what_to_do()
    {
        await ShouldBeProblemAsync(await served.Clinician.GetAsync("/api/persons/999999999"));
        await ShouldBeProblemAsync(await served.Clinician.GetAsync("/api/persons/abc"));
        await ShouldBeProblemAsync(await served.Clinician.GetAsync("/api/no-such-endpoint"));
        await ShouldBeProblemAsync(await served.Clinician.DeleteAsync("/api/overview"));
        await ShouldBeProblemAsync(await served.Administrator.PostAsync("/api/sql", new StringContent("select 1")));
        await ShouldBeProblemAsync(await served.Administrator.PostAsJsonAsync("/api/sql", new { sql = "selekt 1" }));
        await ShouldBeProblemAsync(await served.Administrator.PostAsync("/api/sql", new StringContent("{", System.Text.Encoding.UTF8, "application/json")));
    }

    [Fact]
    public async Task The_audit_names_who_saw_whom_and_holds_no_name_of_a_patient()
    {
        var id = await served.PersonIdAsync();
        await served.Clinician.GetAsync($"/api/persons/{id}/timeline");
        await served.Researcher.GetAsync("/api/persons/" + id);
        var lines = await File.ReadAllLinesAsync(Path.Combine(served.Data, "audit", "audit.jsonl"));
        lines.ShouldContain(l => l.Contains("\"who\":\"chen\"", StringComparison.Ordinal) && l.Contains($"\"personId\":{id}", StringComparison.Ordinal) && l.Contains("timeline", StringComparison.Ordinal));
        lines.ShouldContain(l => l.Contains("\"who\":\"rui\"", StringComparison.Ordinal) && l.Contains("\"outcome\":\"denied\"", StringComparison.Ordinal));
        var text = string.Join('\n', lines);
        text.ShouldNotContain(Sample.NationalId);
        text.ShouldNotContain("王示例");
        text.ShouldNotContain("\\u738B");
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

    private static async Task ShouldBeProblemAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            answer.IsSuccessStatusCode.ShouldBeFalse();
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            foreach (var field in new[] { "title", "who", "what", "where", "whatToDo" })
            {
                json.RootElement.GetProperty(field).GetString().ShouldNotBeNullOrEmpty(field);
            }

            json.RootElement.GetProperty("status").GetInt32().ShouldBe((int)answer.StatusCode);
        }
    }
}
