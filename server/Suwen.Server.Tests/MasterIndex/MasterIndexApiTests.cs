using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Suwen.Server.Tests.Http;

namespace Suwen.Server.Tests.MasterIndex;

/// <summary>What a steward does through the API, and what others may not.</summary>
public sealed class MasterIndexApiTests(ServedSample served) : IClassFixture<ServedSample>
{
    /// <summary>Under the number of the sample's woman (the example of GB 11643-1999, whose 17th digit says female): a man of another name and age.</summary>
    internal const string Borrower =
        """
        {"resourceType":"Bundle","type":"collection","entry":[
        {"resource":{"resourceType":"Patient","id":"88","identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"NNCHN"}]},"system":"http://nhc.gov.cn/id","value":"11010519491231002X"}],"name":[{"text":"李借卡"}],"gender":"male","birthDate":"1977-02-03"}}
        ]}
        """;

    [Theory]
    [InlineData("GET", "/api/mpi")]
    [InlineData("GET", "/api/mpi/cases")]
    [InlineData("POST", "/api/mpi/match")]
    [InlineData("POST", "/api/mpi/split")]
    [InlineData("POST", "/fhir/Patient/$match")]
    public async Task The_index_is_closed_to_whoever_has_no_permission_for_it(string method, string address)
    {
        foreach (var (client, expected) in new[] { (served.NewClient(), HttpStatusCode.Unauthorized), (served.Researcher, HttpStatusCode.Forbidden) })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), address);
            request.Content = method == "POST" ? new StringContent("{}", Encoding.UTF8, "application/json") : null;
            using var answer = await client.SendAsync(request);
            answer.StatusCode.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Stewards_join_part_and_take_back_and_two_are_needed_where_one_number_contradicts_itself()
    {
        served.Folder.Write("clinic-d/bundle.json", Borrower);
        (await SuwenProcess.RunAsync(served.Folder.Path, "ingest", "clinic-d", "--data", served.Data)).Code.ShouldBe(0);
        using var li = await served.SignInAsync("steward-li", await served.AddUserAsync("steward-li", "steward"));
        using var wu = await served.SignInAsync("steward-wu", await served.AddUserAsync("steward-wu", "steward"));

        // Before the first linking there is no model, and the index says so.
        using (var early = await li.PostAsJsonAsync("/api/mpi/match", new { nationalId = Sample.NationalId }))
        {
            early.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        }

        // What the loading has found is in the queue before anybody has linked.
        using (var loaded = await JsonAsync(await li.GetAsync("/api/mpi/cases?kind=conflict&status=open")))
        {
            loaded.RootElement.GetProperty("items").GetArrayLength().ShouldBe(2);
        }

        (await StateAsync(li)).GetProperty("open").GetInt64().ShouldBe(2);
        (await SuwenProcess.RunAsync(served.Folder.Path, "mpi", "link", "--data", served.Data)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldContain("full: persons 4 "));
        await MatchedPatientsAreShownAsFarAsTheCallerMaySeeThemAsync(li);

        using var open = await JsonAsync(await li.GetAsync("/api/mpi/cases?kind=conflict"));
        var cases = open.RootElement.GetProperty("items").EnumerateArray().ToList();
        cases.Count.ShouldBe(2);
        cases.ShouldAllBe(c => c.GetProperty("needsTwo").GetBoolean());
        var id = cases[0].GetProperty("id").GetString();
        (await StateAsync(li)).GetProperty("persons").GetInt64().ShouldBe(3);

        // One proposes, the same cannot confirm, another does.
        (await StatusAsync(await li.PostAsJsonAsync($"/api/mpi/cases/{id}/decision", new { decision = "same", why = "card shown" }))).ShouldBe("proposed");
        using (var own = await li.PostAsJsonAsync($"/api/mpi/cases/{id}/confirmation", new { accept = true, why = "sure" }))
        {
            own.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        }

        (await StateAsync(li)).GetProperty("persons").GetInt64().ShouldBe(3);
        (await StatusAsync(await wu.PostAsJsonAsync($"/api/mpi/cases/{id}/confirmation", new { accept = true, why = "seen too" }))).ShouldBe("decided");
        (await StateAsync(li)).GetProperty("persons").GetInt64().ShouldBe(2);

        using var detail = await JsonAsync(await li.GetAsync($"/api/mpi/cases/{id}"));
        var person = detail.RootElement.GetProperty("case").GetProperty("left").GetProperty("personId").GetString();
        using var cluster = await JsonAsync(await li.GetAsync($"/api/mpi/clusters/{person}"));
        cluster.RootElement.GetProperty("members").GetArrayLength().ShouldBe(3);
        var link = cluster.RootElement.GetProperty("links").EnumerateArray().Single(l => l.GetProperty("kind").GetString() == "steward-same");
        link.GetProperty("by").GetString().ShouldBe("steward-li");
        link.GetProperty("confirmedBy").GetString().ShouldBe("steward-wu");

        (await StatusAsync(await wu.PostAsJsonAsync($"/api/mpi/cases/{id}/undo", new { why = "the card was borrowed" }))).ShouldBe("open");
        (await StateAsync(li)).GetProperty("persons").GetInt64().ShouldBe(3);
        (await StatusAsync(await wu.PostAsJsonAsync($"/api/mpi/cases/{id}/decision", new { decision = "different", why = "the card was borrowed" }))).ShouldBe("decided");
        (await StateAsync(li)).GetProperty("heldApart").GetInt64().ShouldBe(1);
        (await SuwenProcess.RunAsync(served.Folder.Path, "verify", "--data", served.Data)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Out));
    }

    [Fact]
    public async Task The_match_operation_is_in_the_capability_statement()
    {
        using var json = await JsonAsync(await served.Administrator.GetAsync("/fhir/metadata"));
        var patient = json.RootElement.GetProperty("rest")[0].GetProperty("resource").EnumerateArray().Single(r => r.GetProperty("type").GetString() == "Patient");
        var operation = patient.GetProperty("operation").EnumerateArray().ShouldHaveSingleItem();
        operation.GetProperty("name").GetString().ShouldBe("match");

        // The canonical address of FHIR R4, http://hl7.org/fhir/R4/patient-operation-match.html.
        operation.GetProperty("definition").GetString().ShouldBe("http://hl7.org/fhir/OperationDefinition/Patient-match");
    }

    /// <summary>The online index takes up a run within a second; the steward reads names, the engineer who treats nobody reads masks.</summary>
    private async Task MatchedPatientsAreShownAsFarAsTheCallerMaySeeThemAsync(HttpClient steward)
    {
        using var engineer = await served.SignInAsync("engineer-sun", await served.AddUserAsync("engineer-sun", "engineer"));
        const string question = """{"resourceType":"Patient","identifier":[{"value":"11010519491231002X"}],"name":[{"text":"王示例"}],"gender":"female","birthDate":"1949-12-31"}""";
        using var named = await MatchAsync(steward, question);
        var patient = WomanOf(named);
        patient.GetProperty("name")[0].GetProperty("text").GetString().ShouldBe("王示例");
        patient.GetProperty("telecom")[0].GetProperty("value").GetString().ShouldBe("10000000001");
        patient.GetProperty("birthDate").GetString().ShouldBe("1949-12-31");
        patient.GetProperty("identifier").EnumerateArray().Select(i => i.GetProperty("value").GetString()).ShouldBe(["11010519491231002X", "B-1001"], ignoreOrder: true);

        using var masked = await MatchAsync(engineer, question);
        WomanOf(masked).GetProperty("name")[0].GetProperty("text").GetString().ShouldBe("王*");
        masked.RootElement.ToString().ShouldNotContain("11010519491231002X");

        static JsonElement WomanOf(JsonDocument bundle) => bundle.RootElement.GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("resource")).First(r => r.GetProperty("gender").GetString() == "female");
    }

    private static async Task<JsonDocument> MatchAsync(HttpClient client, string patient)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await client.PostAsync("/fhir/Patient/$match", new StringContent(patient, Encoding.UTF8, "application/fhir+json"));
            if (answer.StatusCode != HttpStatusCode.Conflict || tries == 100)
            {
                return await JsonAsync(answer);
            }

            answer.Dispose();
            await Task.Delay(100);
        }
    }

    [Theory]
    [InlineData("{\"decision\":\"perhaps\",\"why\":\"x\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"decision\":\"same\",\"why\":\"\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"decision\":\"same\",\"why\":\"x\"}", HttpStatusCode.NotFound)]
    public async Task A_decision_without_word_reason_or_case_is_refused(string body, HttpStatusCode expected)
    {
        using var answer = await served.Administrator.PostAsync("/api/mpi/cases/999999/decision", new StringContent(body, Encoding.UTF8, "application/json"));
        answer.StatusCode.ShouldBe(expected);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"count\",\"valueInteger\":0}]}")]
    [InlineData("{\"resourceType\":\"Parameters\",\"parameter\":\"x\"}")]
    public async Task A_match_without_a_patient_is_answered_by_an_operation_outcome(string body)
    {
        using var answer = await served.Administrator.PostAsync("/fhir/Patient/$match", new StringContent(body, Encoding.UTF8, "application/fhir+json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        json.RootElement.GetProperty("resourceType").GetString().ShouldBe("OperationOutcome");
    }

    private static async Task<JsonElement> StateAsync(HttpClient client)
    {
        using var json = await JsonAsync(await client.GetAsync("/api/mpi"));
        return json.RootElement.Clone();
    }

    private static async Task<string?> StatusAsync(HttpResponseMessage answer)
    {
        using var json = await JsonAsync(answer);
        return json.RootElement.GetProperty("case").GetProperty("status").GetString();
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
