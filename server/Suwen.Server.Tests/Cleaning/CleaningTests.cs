using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Suwen.Server.Tests.Commands;
using Suwen.Server.Tests.Http;
using Suwen.Storage.Landing;

namespace Suwen.Server.Tests.Cleaning;

/// <summary>A cleaning rule of a site: looked at, run, run again, taken back; by command, alone and beside a server.</summary>
public sealed class CleanCommandTests(SampleFolders folders) : IClassFixture<SampleFolders>
{
    internal const string Rule =
        """
        -- title: Pneumonia in full
        -- title-zh: 肺炎写全称
        -- kind: correct
        -- table: condition_occurrence
        -- version: 2
        -- why: The short name is not the one of the code.
        select c.condition_occurrence_id, '未特指的肺炎' as condition_source_name
        from condition_occurrence c
        where c.condition_source_value = 'J18.9' and c.condition_source_name = '肺炎'
        """;

    /// <summary>A position as people write it: the journal in the upper bits, the sequence in the lower ones.</summary>
    private static string PositionOf(string value) => new LandingPosition(long.Parse(value, CultureInfo.InvariantCulture)).ToString();

    private const string Names = "select condition_source_name as name, rules is not null as amended from condition_occurrence";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rule_of_the_site_is_previewed_run_and_taken_back(bool besideServer)
    {
        var rules = Directory.CreateDirectory(Path.Combine(besideServer ? folders.Served : folders.Alone, "cleaning")).FullName;
        await File.WriteAllTextAsync(Path.Combine(rules, "full-name.sql"), Rule);

        (await folders.RunAsync(besideServer, "clean", "preview", "full-name")).Out.ShouldContain("would amend 1");
        (await folders.RunAsync(besideServer, "sql", Names, "--format", "csv")).Out.ShouldBe("name,amended\n肺炎,false\n");
        (await folders.RunAsync(besideServer, "clean", "run", "full-name")).Out.ShouldBe("full-name@2: found 1, amended 1.\n");
        (await folders.RunAsync(besideServer, "sql", Names, "--format", "csv")).Out.ShouldBe("name,amended\n未特指的肺炎,true\n");
        (await folders.RunAsync(besideServer, "clean", "run", "full-name")).Out.ShouldBe("full-name@2: found 0, amended 0.\n");
        var origin = (await folders.RunAsync(besideServer, "sql", "select entry_position from condition_occurrence", "--format", "csv")).Out.Split('\n')[1];
        var trail = await folders.RunAsync(besideServer, "lineage", "of", "--entry", PositionOf(origin));
        trail.Code.ShouldBe(0, trail.Error);
        trail.Out.ShouldContain("full-name@2");
        trail.Out.ShouldContain("condition_source_name");
        (await folders.RunAsync(besideServer, "verify")).Code.ShouldBe(0);

        (await folders.RunAsync(besideServer, "clean", "undo", "--rule", "full-name", "--why", "The short name is what clinicians know.")).Out.ShouldBe("1 amendments taken back.\n");
        (await folders.RunAsync(besideServer, "sql", Names, "--format", "csv")).Out.ShouldBe("name,amended\n肺炎,false\n");
        (await folders.RunAsync(besideServer, "clean", "run", "full-name")).Out.ShouldBe("full-name@2: found 1, amended 0, left 1 that a person took back.\n");
        (await folders.RunAsync(besideServer, "verify")).Code.ShouldBe(0);
        (await folders.RunAsync(besideServer, "rebuild")).Code.ShouldBe(0);

        await File.WriteAllTextAsync(Path.Combine(rules, "broken.sql"), "-- title: none\nselect 1");
        var listed = await folders.RunAsync(besideServer, "clean", "list");
        listed.Code.ShouldBe(1);
        listed.Error.ShouldContain("broken.sql: The head lacks the line -- table:");
        File.Delete(Path.Combine(rules, "broken.sql"));
        (await folders.RunAsync(besideServer, "clean", "run", "no-such-rule")).Code.ShouldBe(3);
        (await folders.RunAsync(besideServer, "clean", "undo", "--why", "x")).Code.ShouldBe(2);
    }
}

/// <summary>The same through the API, and who may do it.</summary>
public sealed class CleaningApiTests(ServedSample sample) : IClassFixture<ServedSample>
{
    [Fact]
    public async Task Rules_are_seen_run_and_taken_back_by_those_who_may()
    {
        var rules = Directory.CreateDirectory(Path.Combine(sample.Data, "cleaning")).FullName;
        await File.WriteAllTextAsync(Path.Combine(rules, "full-name.sql"), CleanCommandTests.Rule);
        (await sample.NewClient().GetAsync("/api/cleaning/rules")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await sample.Clinician.PostAsJsonAsync("/api/cleaning/run", new { rule = "full-name" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await sample.Administrator.PostAsJsonAsync("/api/cleaning/run", new { rule = "no-such-rule" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var preview = await PostAsync("/api/cleaning/preview", new { rule = "full-name" });
        preview.GetProperty("rows")[0].GetProperty("changes")[0].GetProperty("new").GetString().ShouldBe("\"未特指的肺炎\"");
        (await PostAsync("/api/cleaning/run", new { rule = "full-name" })).GetProperty("amended").GetInt64().ShouldBe(1);
        var amendment = (await sample.Administrator.GetFromJsonAsync<JsonElement>("/api/cleaning/amendments?rule=full-name"))[0];
        amendment.GetProperty("state").GetString().ShouldBe("standing");
        amendment.GetProperty("by").GetString().ShouldBe("rule:full-name");

        (await sample.Administrator.PostAsJsonAsync("/api/cleaning/undo", new { rule = "full-name", why = " " })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync("/api/cleaning/undo", new { amendment = amendment.GetProperty("id").GetString(), why = "tried" })).GetProperty("count").GetInt64().ShouldBe(1);
        (await sample.Administrator.GetFromJsonAsync<JsonElement>("/api/cleaning/amendments?rule=full-name"))[0].GetProperty("state").GetString().ShouldBe("withdrawn");
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await sample.Administrator.PostAsJsonAsync(path, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
