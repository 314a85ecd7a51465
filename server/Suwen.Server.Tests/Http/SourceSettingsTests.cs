using System.Net.Http.Json;
using System.Text.Json;

namespace Suwen.Server.Tests.Http;

/// <summary>What <c>suwen.json</c> says of sources, seen through the API.</summary>
public sealed class SourceSettingsTests
{
    [Fact]
    public async Task People_count_as_synthetic_only_while_every_source_that_sent_something_is_declared_so()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["data"]);
        await File.WriteAllTextAsync(folder["data/suwen.json"], """{"sources":{"a":{"name":"示例医院","isSynthetic":true}}}""");
        await using var server = await ServerProcess.StartAsync(folder["data"]);
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Add("X-Suwen-Request", "1");
        var password = (await File.ReadAllLinesAsync(folder["data/first-login.txt"]))[1]["password  ".Length..];
        (await client.PostAsJsonAsync("/api/session", new { name = "admin", password })).EnsureSuccessStatusCode();

        (await IsSyntheticAsync(client)).ShouldBeFalse("nothing has come yet");
        await IngestAsync(folder, "a", "1");
        (await IsSyntheticAsync(client)).ShouldBeTrue();
        using (var overview = JsonDocument.Parse(await client.GetStringAsync("/api/overview")))
        {
            overview.RootElement.GetProperty("sources")[0].GetProperty("displayName").GetString().ShouldBe("示例医院");
        }

        await IngestAsync(folder, "b", "2");
        (await IsSyntheticAsync(client)).ShouldBeFalse("another source has sent something");
    }

    [Fact]
    public async Task Folders_named_as_sources_beside_the_folder_that_is_taken_in_are_these_sources_and_others_are_one_with_a_note()
    {
        using var folder = new TemporaryFolder();
        foreach (var source in new[] { "a", "b" })
        {
            Directory.CreateDirectory(folder[$"region/sources/{source}/2026-01"]);
            await File.WriteAllTextAsync(folder[$"region/sources/{source}/2026-01/patient.json"], """{"resourceType":"Patient","id":"1"}""");
        }

        var asOne = await SuwenProcess.RunAsync(folder.Path, "ingest", folder["region/sources"], "--data", folder["one"]);
        asOne.Code.ShouldBe(0, asOne.Error);
        asOne.Error.ShouldContain("were taken as one source, sources");

        await File.WriteAllTextAsync(folder["region/suwen.json"], """{"sources":{"a":{"name":"甲","isSynthetic":true},"b":{"name":"乙","isSynthetic":true}}}""");
        var asTwo = await SuwenProcess.RunAsync(folder.Path, "ingest", folder["region/sources"], "--data", folder["two"]);
        asTwo.Code.ShouldBe(0, asTwo.Error);
        asTwo.Error.ShouldNotContain("taken as one");
        asTwo.Out.Split('\n').Select(l => l.Split(' ')[0]).Where(w => w is "a" or "b" or "sources").ShouldBe(["a", "b"]);
    }

    private static async Task<bool> IsSyntheticAsync(HttpClient client)
    {
        using var state = JsonDocument.Parse(await client.GetStringAsync("/api/session"));
        return state.RootElement.GetProperty("isSynthetic").GetBoolean();
    }

    private static async Task IngestAsync(TemporaryFolder folder, string source, string id)
    {
        var file = folder[$"{source}.json"];
        await File.WriteAllTextAsync(file, $$"""{"resourceType":"Patient","id":"{{id}}"}""");
        var result = await SuwenProcess.RunAsync(folder.Path, "ingest", file, "--source", source, "--data", folder["data"]);
        result.Code.ShouldBe(0, result.Error);
    }
}
