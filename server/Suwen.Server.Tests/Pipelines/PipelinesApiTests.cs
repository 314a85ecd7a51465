using System.Net;
using System.Text.Json;
using Suwen.Server.Tests.Http;

namespace Suwen.Server.Tests.Pipelines;

/// <summary>Pipelines through the API of a running server.</summary>
public sealed class PipelinesApiTests(ServedSample served) : IClassFixture<ServedSample>
{
    [Fact]
    public async Task Only_who_may_sees_and_starts_pipelines()
    {
        using var stranger = served.NewClient();
        (await stranger.GetAsync("/api/pipelines")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await served.Researcher.GetAsync("/api/pipelines")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var steward = await served.SignInAsync("lu", await served.AddUserAsync("lu", "steward"));
        (await steward.GetAsync("/api/pipelines")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await steward.PostAsync("/api/pipelines/nightly/runs", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await served.Administrator.PostAsync("/api/pipelines/nobody/runs", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_run_is_started_and_followed_to_its_end()
    {
        using var started = JsonDocument.Parse(await (await served.Administrator.PostAsync("/api/pipelines/nightly/runs", null)).Content.ReadAsStringAsync());
        var id = started.RootElement.GetProperty("id").GetString();
        var status = "running";
        for (var i = 0; i < 300 && status == "running"; i++)
        {
            await Task.Delay(200);
            using var run = JsonDocument.Parse(await served.Administrator.GetStringAsync($"/api/pipelines/runs/{id}"));
            status = run.RootElement.GetProperty("status").GetString();
        }

        status.ShouldBe("succeeded");
        (await served.Administrator.GetStringAsync($"/api/pipelines/runs/{id}/log")).ShouldContain("tables looked at");
        (await served.Administrator.PostAsync($"/api/pipelines/runs/{id}/cancel", null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }
}
