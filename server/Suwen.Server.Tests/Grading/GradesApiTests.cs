using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Suwen.Server.Tests.Http;

namespace Suwen.Server.Tests.Grading;

/// <summary>Grades through the API of a running server, and that they hold where data leaves it.</summary>
public sealed class GradesApiTests(ServedSample served) : IClassFixture<ServedSample>
{
    /// <summary>A third institution whose patient has HIV disease (ICD-10 B24): level 5 by GB/T 39725-2020, clause 6.2.</summary>
    private const string SensitiveBundle =
        """
        {"resourceType":"Bundle","type":"collection","entry":[
        {"resource":{"resourceType":"Patient","id":"s1","name":[{"text":"李范例"}],"gender":"male","birthDate":"1970-01-02"}},
        {"resource":{"resourceType":"Condition","id":"s2","subject":{"reference":"Patient/s1"},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"B24","display":"人类免疫缺陷病毒病"}]},"onsetDateTime":"2024-05-01"}}
        ]}
        """;

    [Theory]
    [InlineData("GET", "/api/grades")]
    [InlineData("POST", "/api/grades/decisions")]
    [InlineData("POST", "/api/grades/proposals")]
    [InlineData("GET", "/api/exports")]
    [InlineData("POST", "/api/exports/file")]
    public async Task Nobody_gets_in_without_signing_in(string method, string path)
    {
        using var client = served.NewClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? JsonContent.Create(new { }) : null };
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_researcher_looks_at_grades_and_decides_none()
    {
        using var overview = await JsonAsync(await served.Researcher.GetAsync("/api/grades"));
        overview.RootElement.GetProperty("levels").EnumerateArray().Sum(l => l.GetProperty("columns").GetInt32()).ShouldBeGreaterThan(1000);
        using var refused = await served.Researcher.PostAsJsonAsync("/api/grades/decisions", new { table = "measurement", column = "value_source_value", level = 1, reason = "x" });
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var unknown = await served.Administrator.PostAsJsonAsync("/api/grades/decisions", new { table = "measurement", column = "nothing", level = 1, reason = "x" });
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_level_that_is_decided_holds_for_the_next_question()
    {
        const string sql = "select range_source_value from measurement";
        (await served.Researcher.PostAsJsonAsync("/api/sql", new { sql })).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var decided = await JsonAsync(await served.Administrator.PostAsJsonAsync("/api/grades/decisions", new { table = "measurement", column = "range_source_value", level = 4, reason = "holds names here" }));
        decided.RootElement.GetProperty("isConfirmed").GetBoolean().ShouldBeTrue();
        (await served.Researcher.PostAsJsonAsync("/api/sql", new { sql })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var history = await JsonAsync(await served.Researcher.GetAsync("/api/grades/measurement/range_source_value/history"));
        history.RootElement[0].GetProperty("by").GetString().ShouldBe("admin");
    }

    [Fact]
    public async Task A_data_engineer_sees_masks_in_sql()
    {
        using var engineer = await served.SignInAsync("gao", await served.AddUserAsync("gao", "engineer"));
        using var answer = await JsonAsync(await engineer.PostAsJsonAsync("/api/sql", new { sql = "select distinct full_name from cn_source_person where national_id is not null" }));
        answer.RootElement.GetProperty("rows")[0][0].GetString().ShouldBe("王*");
        answer.RootElement.GetProperty("level").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task Bytes_of_a_disease_of_level_five_are_for_those_who_reach_it()
    {
        served.Folder.Write("hospital-s/bundle.json", SensitiveBundle);
        (await SuwenProcess.RunAsync(served.Folder.Path, "ingest", "hospital-s", "--data", served.Data)).Code.ShouldBe(0);
        using var steward = await served.SignInAsync("shen", await served.AddUserAsync("shen", "steward"));
        using var rows = JsonDocument.Parse((await SuwenProcess.RunAsync(served.Folder.Path, "sql", "select entry_position from condition_occurrence where condition_source_value = 'B24'", "--format", "json", "--data", served.Data)).Out);
        var position = rows.RootElement[0].GetProperty("entry_position");
        var packed = position.ValueKind == JsonValueKind.String ? long.Parse(position.GetString()!, System.Globalization.CultureInfo.InvariantCulture) : position.GetInt64();
        var address = $"/api/landing/{new Storage.Landing.LandingPosition(packed)}/bytes";
        (await steward.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await served.Clinician.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await steward.GetAsync("/fhir/Condition/s2")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await served.Clinician.GetAsync("/fhir/Condition/s2")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await steward.GetAsync("/fhir/Condition/c1")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Level_four_leaves_as_a_file_only_after_another_person_approved_it()
    {
        const string sql = "select full_name from cn_source_person where full_name is not null order by 1";
        (await served.Administrator.PostAsJsonAsync("/api/exports/file", new { sql })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var asked = await JsonAsync(await served.Administrator.PostAsJsonAsync("/api/exports", new { sql, reason = "letters" }));
        var id = asked.RootElement.GetProperty("id").GetString();
        (await served.Administrator.PostAsJsonAsync($"/api/exports/{id}/decision", new { approve = true, reason = "mine" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await served.Administrator.PostAsJsonAsync("/api/exports/file", new { id })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var auditor = await served.SignInAsync("zhao", await served.AddUserAsync("zhao", "auditor"));
        (await auditor.PostAsJsonAsync($"/api/exports/{id}/decision", new { approve = true, reason = "agreed" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var file = await served.Administrator.PostAsJsonAsync("/api/exports/file", new { id });
        file.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await file.Content.ReadAsStringAsync()).ShouldContain("王示例");
        (await auditor.PostAsJsonAsync("/api/exports/file", new { id })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Up_to_level_three_an_export_needs_nobody_else()
    {
        using var file = await served.Researcher.PostAsJsonAsync("/api/exports/file", new { sql = "select gender_concept_id, count(*) as n from person group by 1 order by 1" });
        file.StatusCode.ShouldBe(HttpStatusCode.OK);
        file.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        (await file.Content.ReadAsStringAsync()).TrimStart('\uFEFF').ShouldStartWith("gender_concept_id,n\n");
    }

    private static async Task<JsonDocument> JsonAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        answer.Dispose();
        return JsonDocument.Parse(text);
    }
}
