using System.Text.Json;
using Suwen.Server.Tests.Http;

namespace Suwen.Server.Tests.Terms;

/// <summary>A vocabulary that a site has loaded as OMOP tables: invented concepts, so that nothing of a licensed one is here.</summary>
public sealed class OmopVocabularyTests(ServedSample served) : IClassFixture<ServedSample>
{
    private const string Concepts =
        """
        concept_id,concept_name,domain_id,vocabulary_id,concept_class_id,standard_concept,concept_code,valid_start_date,valid_end_date,invalid_reason
        900000001,Disorder of example,Condition,EXAMPLE,Class,S,X0,1970-01-01,2099-12-31,
        900000002,Lung example,Condition,EXAMPLE,Class,S,X1,1970-01-01,2099-12-31,
        900000003,Bacterial lung example,Condition,EXAMPLE,Class,S,X2,1970-01-01,2099-12-31,

        """;

    private const string Synonyms = "concept_id,concept_synonym_name,language_concept_id\n900000003,Pneumonitis exemplaris,4180186\n";

    private const string Ancestors =
        """
        ancestor_concept_id,descendant_concept_id,min_levels_of_separation,max_levels_of_separation
        900000001,900000001,0,0
        900000002,900000002,0,0
        900000003,900000003,0,0
        900000001,900000002,1,1
        900000002,900000003,1,1
        900000001,900000003,2,2

        """;

    [Fact]
    public async Task Concepts_are_found_by_their_synonyms_and_open_from_the_top()
    {
        served.Folder.Write("vocabulary/concept.csv", Concepts);
        served.Folder.Write("vocabulary/concept_synonym.csv", Synonyms);
        served.Folder.Write("vocabulary/concept_ancestor.csv", Ancestors);
        (await SuwenProcess.RunAsync(served.Folder.Path, "ingest", "vocabulary", "--data", served.Data)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error));

        var found = (await GetAsync("/api/terms/search?q=Pneumonitis%20exemplaris&system=EXAMPLE")).GetProperty("items")[0];
        found.GetProperty("code").GetString().ShouldBe("X2");
        found.GetProperty("label").GetString().ShouldBe("Pneumonitis exemplaris");

        Codes(await GetAsync("/api/terms/below?system=EXAMPLE")).ShouldBe(["X0+"]);
        Codes(await GetAsync("/api/terms/below?system=EXAMPLE&code=X0")).ShouldBe(["X1+"]);
        Codes(await GetAsync("/api/terms/below?system=EXAMPLE&code=X1")).ShouldBe(["X2"]);
        Codes(await GetAsync("/api/terms/below?system=EXAMPLE&code=nothing")).ShouldBeEmpty();

        var shown = await GetAsync("/api/terms/show?system=EXAMPLE&code=X2");
        Codes(shown.GetProperty("above")).ShouldBe(["X0+", "X1+"]);
        shown.GetProperty("synonyms").EnumerateArray().Select(s => s.GetString()).ShouldBe(["Pneumonitis exemplaris"]);
    }

    private static List<string> Codes(JsonElement nodes) => [.. nodes.EnumerateArray().Select(n => n.GetProperty("code").GetString() + (n.GetProperty("hasChildren").GetBoolean() ? "+" : ""))];

    private async Task<JsonElement> GetAsync(string address)
    {
        using var answer = await served.Administrator.GetAsync(address);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }
}
