using System.Net;
using System.Net.Http.Json;

namespace Suwen.Server.Tests.Http;

public sealed class LoginLimitTests
{
    /// <summary>Ten attempts a minute and address; those of a minute ago are forgotten, which is the framework's work and not tested again.</summary>
    [Fact]
    public async Task Guessing_passwords_is_stopped_after_ten_attempts()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder["data"]);
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Add("X-Suwen-Request", "1");
        var statuses = new List<HttpStatusCode>();
        for (var attempt = 0; attempt < 12; attempt++)
        {
            using var answer = await client.PostAsJsonAsync("/api/session", new { name = "admin", password = "guess " + attempt });
            statuses.Add(answer.StatusCode);
        }

        statuses.Count(s => s == HttpStatusCode.Unauthorized).ShouldBe(10);
        statuses[^1].ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Changing_the_first_password_deletes_the_file_that_held_it()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(folder["data"]);
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Add("X-Suwen-Request", "1");
        var password = (await File.ReadAllLinesAsync(folder["data/first-login.txt"]))[1]["password  ".Length..];
        (await client.PostAsJsonAsync("/api/session", new { name = "admin", password })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.PostAsJsonAsync("/api/session/password", new { oldPassword = password, newPassword = "short" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.PostAsJsonAsync("/api/session/password", new { oldPassword = password, newPassword = "a sentence of several words" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        File.Exists(folder["data/first-login.txt"]).ShouldBeFalse();
        (await client.GetAsync("/api/session")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.PostAsJsonAsync("/api/session", new { name = "admin", password = "a sentence of several words" })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
