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
    private const string Borrower =
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

        (await SuwenProcess.RunAsync(served.Folder.Path, "mpi", "link", "--data", served.Data)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldContain("full: persons 4 "));

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
