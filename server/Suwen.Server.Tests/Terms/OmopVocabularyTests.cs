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

    private const string Adopted =
        """
        concept_id,concept_name,domain_id,vocabulary_id,concept_class_id,standard_concept,concept_code,valid_start_date,valid_end_date,invalid_reason
        900000101,Standard itself,Condition,urn:example:adopt,Class,S,S1,1970-01-01,2099-12-31,
        900000102,Leads to one,Condition,urn:example:adopt,Class,,N1,1970-01-01,2099-12-31,
        900000103,Leads to two,Condition,urn:example:adopt,Class,,N2,1970-01-01,2099-12-31,
        900000104,Other standard,Condition,urn:example:adopt,Class,S,S2,1970-01-01,2099-12-31,

        """;

    private const string Relations =
        """
        concept_id_1,concept_id_2,relationship_id,valid_start_date,valid_end_date,invalid_reason
        900000102,900000101,Maps to,1970-01-01,2099-12-31,
        900000103,900000101,Maps to,1970-01-01,2099-12-31,
        900000103,900000104,Maps to,1970-01-01,2099-12-31,

        """;

    /// <summary>OMOP's rule: a standard concept stands for itself, another for what it "Maps to" (OHDSI, Standardized Vocabularies).</summary>
    [Fact]
    public async Task What_a_loaded_vocabulary_says_of_codes_is_adopted_as_decisions()
    {
        var codes = new[] { "S1", "N1", "N1", "N2", "absent" };
        var conditions = codes.Select((code, i) => $$$"""{"resource":{"resourceType":"Condition","id":"adopt-{{{i}}}","subject":{"reference":"Patient/adopt-p"},"code":{"coding":[{"system":"urn:example:adopt","code":"{{{code}}}"}]},"recordedDate":"2024-01-02"}}""");
        served.Folder.Write("adopt/bundle.json", $$$"""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","id":"adopt-p"}},{{{string.Join(',', conditions)}}}]}""");
        served.Folder.Write("adopt-vocabulary/concept.csv", Adopted);
        served.Folder.Write("adopt-vocabulary/concept_relationship.csv", Relations);
        (await SuwenProcess.RunAsync(served.Folder.Path, "ingest", "adopt-vocabulary", "adopt", "--data", served.Data)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error));

        var adopted = await SuwenProcess.RunAsync(served.Folder.Path, "terms", "adopt", "--vocabulary", "urn:example:adopt", "--by", "lin", "--data", served.Data);
        adopted.Out.ShouldStartWith("2 codes of 3 rows decided: 3 rows mapped again; 1 codes have several meanings, 1 are not in their vocabulary.", customMessage: adopted.Error);

        var (_, rows, _) = await SuwenProcess.RunAsync(
            served.Folder.Path, "sql", "select condition_source_value, condition_concept_id from condition_occurrence where condition_source_vocabulary = 'urn:example:adopt' order by 1, 2", "--format", "csv", "--data", served.Data);
        rows.ReplaceLineEndings("\n").ShouldContain("N1,900000101\nN1,900000101\nN2,0\nS1,900000101\nabsent,0");

        (await SuwenProcess.RunAsync(served.Folder.Path, "terms", "adopt", "--vocabulary", "urn:example:adopt", "--data", served.Data)).Out.ShouldStartWith("0 codes of 0 rows");
        (await SuwenProcess.RunAsync(served.Folder.Path, "terms", "adopt", "--vocabulary", "NOT-LOADED", "--data", served.Data)).Code.ShouldNotBe(0);
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
