using Suwen.Analysis.Cohorts;

namespace Suwen.Analysis.Tests.Cohorts;

/// <summary>What a definition with faults is told.</summary>
public sealed class CohortReadingTests
{
    [Fact]
    public void Every_fault_of_a_definition_is_told_at_once_with_its_line()
    {
        var reading = CohortDefinition.Parse("""
            cohort: New Users
            value_sets:
              a: [{value_set: b}]
              b: [{value_set: a}]
              c: [{concept: many}, {codes: [X], sytem: ICD-10}]
            entry:
              events:
                - conditon: c
                - condition: d
                  agee: 18
                - drug: c
                  age: {at_least: old}
            include:
              - rule: r
                measurement: c
                days: [0, -30]
                distinct: colour
            exit: someday
            """, "x.yaml");
        reading.Definition.ShouldBeNull();
        reading.Faults.Select(static f => f.ToString()).ShouldBe(
            [
                "x.yaml:1: A definition names its cohort in small letters, digits and hyphens. Write cohort: new-celecoxib-users.",
                "x.yaml:3: Value sets take each other in: b → a → b. Take one of them out.",
                "x.yaml:4: Value sets take each other in: a → b → a. Take one of them out.",
                "x.yaml:5: A concept is the number of an OMOP concept. For a code write code and system.",
                "x.yaml:5: An item has no sytem. Did you mean system?",
                "x.yaml:8: A criterion has no conditon. Did you mean condition?",
                "x.yaml:8: A criterion names its domain with a value set, or any.",
                "x.yaml:9: There is no value set d. There are: a, b, c.",
                "x.yaml:10: An event of condition has no agee. Did you mean age?",
                "x.yaml:12: age is a number.",
                "x.yaml:12: age has no bound. Write {at_least: 18, at_most: 64}.",
                "x.yaml:16: The window ends before it begins, so nothing is ever in it. Turn the days round.",
                "x.yaml:17: Events of measurement cannot be counted by colour.",
                "x.yaml:18: exit is end_of_observation, or a mapping with days and after, or with exposure.",
            ],
            ignoreOrder: true,
            comparer: new BeginningComparer());
    }

    [Theory]
    [InlineData("""{"PrimaryCriteria":{"CriteriaList":[{"LocationRegion":{"CodesetId":0}}],"ObservationWindow":{}}}""", "$.PrimaryCriteria.CriteriaList[0].LocationRegion: OMOP CDM 5.4 has no regions of locations")]
    [InlineData("""{"PrimaryCriteria":{"CriteriaList":[{"Episode":{}}]}}""", "$.PrimaryCriteria.CriteriaList[0].Episode: Episodes are not supported.")]
    [InlineData("""{"PrimaryCriteria":{"CriteriaList":[{"DrugExposure":{"EffectiveDrugDose":{"Value":1,"Op":"gt"}}}]}}""", "$.PrimaryCriteria.CriteriaList[0].DrugExposure.EffectiveDrugDose: This is not supported")]
    [InlineData("""{"PrimaryCriteria":{"CriteriaList":[{"VisitOccurrence":{"PlaceOfServiceLocation":3}}]}}""", "$.PrimaryCriteria.CriteriaList[0].VisitOccurrence.PlaceOfServiceLocation: This is not supported")]
    [InlineData("""{"PrimaryCriteria":{"CriteriaList":[{"ConditionOccurrence":{"CodesetId":7}}]}}""", "$.PrimaryCriteria.CriteriaList[0].ConditionOccurrence.CodesetId: There is no concept set 7")]
    [InlineData("""{"PrimaryCriteria":{"CriteriaList":[{"Death":{}}]},"EndStrategy":{"DateOffset":{"DateField":"StartDate","Offset":1,"OffsetUnit":"month"}}}""", "$.EndStrategy.DateOffset.OffsetUnit: Only days are supported.")]
    [InlineData("""{"PrimaryCriteria":{"CriteriaList":[{"Death":{"Age":{"Op":"bt","Value":1}}}]}}""", "$.PrimaryCriteria.CriteriaList[0].Death.Age.Extent: The upper end of the range is missing.")]
    [InlineData("""{"PrimaryCriteria":{"CriteriaList":[{"Death":{}}]},"InclusionRules":[{"name":"x","expression":{"Type":"MOST","CriteriaList":[]}}]}""", "$.InclusionRules[0].expression.Type: A group is ALL, ANY, AT_LEAST or AT_MOST.")]
    [InlineData("""{"PrimaryCriteria":{"CriteriaList":[{"Death":{}}]},"NewFeature":{"a":1}}""", "$.NewFeature: This is not supported")]
    [InlineData("""{"ConceptSets":[]}""", "$.PrimaryCriteria: An expression has primary criteria.")]
    [InlineData("""{"PrimaryCriteria":""", "x.json:1: This is no JSON.")]
    public void What_is_not_supported_of_an_expression_is_refused_with_its_path(string json, string expected)
    {
        var reading = CohortDefinition.Parse(json, "x.json");
        reading.Definition.ShouldBeNull();
        reading.Faults.Select(static f => f.ToString()).ShouldContain(f => f.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void An_expression_is_found_in_the_wrapping_of_Atlas_also_as_text()
    {
        const string expression = """{"PrimaryCriteria":{"CriteriaList":[{"Death":{}}],"ObservationWindow":{"PriorDays":"30","PostDays":0}}}""";
        CohortDefinition.Parse($$"""{"id":1,"name":"Deaths","expression":{{expression}}}""", "x.json").Definition!.TitleEn.ShouldBe("Deaths");
        var asText = CohortDefinition.Parse($$"""{"name":"Deaths","expression":{{System.Text.Json.JsonSerializer.Serialize(expression)}}}""", "x.json");
        asText.Definition!.Observation.ShouldBe(new Observation(30, 0));
        asText.Definition.EntryLimit.ShouldBe(EventLimit.First);
    }

    [Fact]
    public void A_value_set_comes_from_a_file_with_days_on_which_it_holds()
    {
        const string csv = "system,code,name,valid_from,valid_to,exclude\nICD-10,E11*,diabetes,2020-01-01,,\n,I10,,,2021-12-31,true\n";
        var reading = CohortDefinition.Parse("cohort: a\nvalue_sets:\n  d: {file: sets/d.csv}\nentry: [{condition: d}]\n", "a.yaml", name => name == "sets/d.csv" ? csv : null);
        reading.Faults.ShouldBeEmpty();
        reading.Definition!.ValueSets["d"].Items.ShouldBe([
            new ValueSetItem { System = "ICD-10", Code = "E11", Name = "diabetes", Descendants = true, ValidFrom = new DateOnly(2020, 1, 1) },
            new ValueSetItem { Code = "I10", ValidTo = new DateOnly(2021, 12, 31), Excludes = true },
        ]);
        CohortDefinition.Parse("cohort: a\nvalue_sets:\n  d: {file: no.csv}\nentry: [{condition: d}]\n", "a.yaml").Faults.ShouldHaveSingleItem().ToString().ShouldBe("a.yaml:3: There is no file no.csv. Name it relative to the definition.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a")]
    [InlineData("a: [")]
    [InlineData("cohort: x\nentry: 5\nvalue_sets: 3\ninclude: [1, [2]]\nexit: {}\nqualifying: a\nstudy: b")]
    [InlineData("{\"PrimaryCriteria\": [], \"ConceptSets\": {}, \"InclusionRules\": 3}")]
    [InlineData("{\"PrimaryCriteria\": {\"CriteriaList\": [{\"Death\": 5}, {}, 7]}, \"EndStrategy\": {\"CustomEra\": {}}, \"CensorWindow\": {\"StartDate\": \"soon\"}}")]
    public void No_text_makes_the_readers_throw(string text) => CohortDefinition.Parse(text, "x").Faults.ShouldNotBeEmpty();

    [Fact]
    public void The_text_of_a_statement_has_its_values_written_in()
    {
        var reading = CohortDefinition.Parse("cohort: a\nvalue_sets:\n  d: [{system: ICD-10, codes: [\"it's\", E11*]}]\nentry: [{condition: d}]\n", "a.yaml");
        var text = CohortCompiler.Compile(reading.Definition!, Storage.SqlDialect.Postgres, CohortTarget.Members).ToText();
        text.ShouldNotContain("$1");
        text.ShouldContain("'it''s'");
    }

    /// <summary>Lists what there is behind many messages; the test is of the beginning.</summary>
    private sealed class BeginningComparer : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => x is not null && y is not null && (x.StartsWith(y, StringComparison.Ordinal) || y.StartsWith(x, StringComparison.Ordinal));

        public int GetHashCode(string obj) => 0;
    }
}
