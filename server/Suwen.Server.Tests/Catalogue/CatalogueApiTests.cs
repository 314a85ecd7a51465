using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Suwen.Server.Tests.Http;

namespace Suwen.Server.Tests.Catalogue;

public sealed class CatalogueApiTests(ServedSample served) : IClassFixture<ServedSample>
{
    private static readonly string[] Reads =
    [
        "/api/catalogue/tree", "/api/catalogue/resources", "/api/catalogue/resource?name=cdr.person", "/api/catalogue/assessment", "/api/catalogue/export",
        "/api/lineage?node=cdr.person.year_of_birth", "/api/lineage/entry?position=1:1", "/api/lineage/impact?source=hospital-b",
    ];

    [Fact]
    public async Task Nothing_is_shown_without_a_login_or_to_a_role_without_the_permission()
    {
        using var nobody = served.NewClient();
        foreach (var path in Reads)
        {
            (await nobody.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
            (await served.Clinician.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
            (await served.Administrator.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }
    }

    [Fact]
    public async Task The_tree_counts_resources()
    {
        using var tree = await JsonOf(served.Administrator.GetAsync("/api/catalogue/tree"));
        var categories = tree.RootElement.GetProperty("categories").EnumerateArray().ToList();
        categories.Count(c => c.GetProperty("level").GetInt32() == 1).ShouldBe(8);
        categories.Single(c => c.GetProperty("code").GetString() == "040201").GetProperty("resources").GetInt32().ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task A_profile_and_a_note_show_on_the_resource()
    {
        (await served.Administrator.PostAsync("/api/catalogue/profile?table=measurement", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await served.Administrator.PostAsync("/api/catalogue/profile?table=nothing", null)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await served.Administrator.PostAsJsonAsync("/api/catalogue/note", new { name = "cdr.measurement", owner = "检验科", tags = new[] { "重点" } })).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var detail = await JsonOf(served.Administrator.GetAsync("/api/catalogue/resource?name=cdr.measurement"));
        detail.RootElement.GetProperty("resource").GetProperty("owner").GetString().ShouldBe("检验科");
        var value = detail.RootElement.GetProperty("columns").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "value_as_number");
        value.GetProperty("profile").GetProperty("filled").GetInt64().ShouldBeGreaterThan(0);
        value.GetProperty("elements").EnumerateArray().ShouldContain(e => e.GetProperty("id").GetString() == "DE04.30.015.00");
        (await served.Administrator.PostAsJsonAsync("/api/catalogue/note", new { name = "cdr.nothing", owner = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Lineage_is_learned_and_answered_both_ways()
    {
        (await served.Administrator.PostAsync("/api/lineage/learn", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var lineage = await JsonOf(served.Administrator.GetAsync("/api/lineage?node=cdr.measurement.value_as_number&values=true"));
        lineage.RootElement.GetProperty("upstream").EnumerateArray().ShouldContain(s => s.GetProperty("from").GetString()!.EndsWith("#Observation.valueQuantity.value", StringComparison.Ordinal));
        lineage.RootElement.GetProperty("downstream").EnumerateArray().ShouldContain(s => s.GetProperty("to").GetString() == "cdm.measurement.value_as_number");
        (await served.Administrator.GetAsync("/api/lineage?node=cdr.nothing.x")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await served.Administrator.GetAsync("/api/lineage/impact")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<JsonDocument> JsonOf(Task<HttpResponseMessage> answer)
    {
        using var response = await answer;
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync());
    }
}
