using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Suwen.Server.Tests.Http;

namespace Suwen.Server.Tests.Analyses;

/// <summary>Analyses by those who may ask the warehouse: run, kept, run again; models on the shelf.</summary>
public sealed class AnalysesApiTests(ServedSample served) : IClassFixture<ServedSample>
{
    private const string Sql = "select g as month, (g % 7) + 0.5 * g as value from generate_series(1, 40) as t(g)";

    [Theory]
    [InlineData("GET", "/api/operators")]
    [InlineData("GET", "/api/analyses")]
    [InlineData("POST", "/api/analyses")]
    [InlineData("GET", "/api/models")]
    [InlineData("POST", "/api/models")]
    public async Task Nothing_is_answered_to_a_caller_who_is_not_signed_in(string method, string address)
    {
        using var client = served.NewClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), address) { Content = method == "POST" ? JsonContent.Create(new { @operator = "describe", analysisId = "x", name = "x" }) : null };
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_may_not_ask_in_sql_may_not_analyse() =>
        (await served.Clinician.PostAsJsonAsync("/api/analyses", new { @operator = "describe", sql = Sql, settings = new { columns = "value" } })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

    [Fact]
    public async Task An_analysis_is_kept_and_run_again_and_shown_to_its_owner_only()
    {
        var run = await PostAsync(served.Researcher, "/api/analyses", new { @operator = "describe", sql = Sql, settings = new { columns = "value" } });
        var id = run.GetProperty("record").GetProperty("id").GetString();
        run.GetProperty("result").GetProperty("tables")[0].GetProperty("rowCount").GetInt64().ShouldBeGreaterThan(0);
        (await GetAsync(served.Researcher, $"/api/analyses/{id}")).GetProperty("record").GetProperty("sql").GetString().ShouldBe(Sql);
        var again = await PostAsync(served.Researcher, $"/api/analyses/{id}/rerun", new { });
        again.GetProperty("record").GetProperty("rerunOf").GetString().ShouldBe(id);
        again.GetProperty("result").GetProperty("tables").ToString().ShouldBe(run.GetProperty("result").GetProperty("tables").ToString());
        (await served.Administrator.GetAsync($"/api/analyses/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var others = await PostAsync(served.Administrator, "/api/analyses", new { @operator = "describe", sql = Sql, settings = new { columns = "value" } });
        (await served.Researcher.GetAsync($"/api/analyses/{others.GetProperty("record").GetProperty("id").GetString()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("describe", "select name from secret_table", "columns", "name", "not available")]
    [InlineData("describe", "delete from person", "columns", "x", "")]
    [InlineData("describe", Sql, "columns", "nothing", "does not have")]
    [InlineData("no-such-method", Sql, "columns", "value", "There is no method")]
    [InlineData("drg-group", Sql, "scheme", "/etc", "There is no scheme")]
    public async Task What_cannot_be_run_is_a_problem_with_what_to_do(string method, string sql, string parameter, string value, string words)
    {
        using var answer = await served.Researcher.PostAsJsonAsync("/api/analyses", new { @operator = method, sql, settings = new Dictionary<string, string> { [parameter] = value } });
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("what").GetString()!.ShouldContain(words);
        problem.GetProperty("whatToDo").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_model_goes_to_the_shelf_in_versions_and_its_uses_show_drift()
    {
        var fitted = await PostAsync(served.Researcher, "/api/analyses", new { @operator = "linear-regression", sql = Sql, settings = new { outcome = "value", covariates = "month" } });
        var id = fitted.GetProperty("record").GetProperty("id").GetString();
        (await PostAsync(served.Researcher, "/api/models", new { analysisId = id, name = "value by month" })).GetProperty("version").GetInt32().ShouldBe(1);
        (await PostAsync(served.Researcher, "/api/models", new { analysisId = id, name = "value by month" })).GetProperty("version").GetInt32().ShouldBe(2);
        await PostAsync(served.Researcher, "/api/analyses", new { @operator = "predict", sql = Sql, modelName = "value by month", modelVersion = 1 });
        var model = (await GetAsync(served.Researcher, "/api/models")).EnumerateArray().Single(m => m.GetProperty("name").GetString() == "value by month" && m.GetProperty("version").GetInt32() == 1);
        var use = model.GetProperty("uses")[0];
        use.GetProperty("drift").EnumerateArray().Select(d => d.GetProperty("column").GetString()).ShouldContain("value");

        // The same rows as when it was fitted: nothing has moved.
        use.GetProperty("drift").EnumerateArray().ShouldAllBe(d => d.GetProperty("index").GetDouble() < 1e-9);
        (await served.Researcher.PostAsJsonAsync("/api/models", new { analysisId = "none", name = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_cohort_is_saved_by_its_name_changed_by_who_saved_it_and_analysed()
    {
        const string Definition = "cohort: first-visits\nentry:\n  - {visit: any, first: true}\n";
        (await PostAsync(served.Researcher, "/api/cohorts", new { definition = Definition })).GetProperty("savedBy").GetString().ShouldNotBeNullOrEmpty();
        var saved = (await GetAsync(served.Administrator, "/api/cohorts")).EnumerateArray().Single(c => c.GetProperty("name").GetString() == "first-visits");
        var count = await PostAsync(served.Administrator, "/api/cohorts/count", new { definition = saved.GetProperty("definition").GetString() });
        var data = (await PostAsync(served.Administrator, "/api/cohorts/check", new { definition = Definition })).GetProperty("data").GetString();
        var analysed = await PostAsync(served.Administrator, "/api/analyses", new { @operator = "describe", sql = data, settings = new { columns = "age" } });
        var table = analysed.GetProperty("result").GetProperty("tables")[0];
        var n = table.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString()).ToList().IndexOf("n");
        table.GetProperty("rows")[0][n].GetInt64().ShouldBe(count.GetProperty("persons").GetInt64());

        (await PostAsync(served.Administrator, "/api/cohorts", new { definition = Definition.Replace("first-visits", "of-the-administrator", StringComparison.Ordinal) })).GetProperty("name").GetString().ShouldBe("of-the-administrator");
        (await served.Researcher.DeleteAsync("/api/cohorts/of-the-administrator")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await served.Researcher.PostAsJsonAsync("/api/cohorts", new { definition = "cohort: of-the-administrator\nentry:\n  - {visit: any}\n" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await served.Researcher.PostAsJsonAsync("/api/cohorts", new { definition = "cohort: x\nentry: nothing\n" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await served.Researcher.DeleteAsync("/api/cohorts/first-visits")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await GetAsync(served.Administrator, "/api/cohorts")).GetArrayLength().ShouldBe(1);
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string address, object body)
    {
        using var answer = await client.PostAsJsonAsync(address, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string address) => await client.GetFromJsonAsync<JsonElement>(address);
}
