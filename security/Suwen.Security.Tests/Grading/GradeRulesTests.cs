using Suwen.Security.Grading;
using Suwen.Storage.Schema;

namespace Suwen.Security.Tests.Grading;

public sealed class GradeRulesTests
{
    /// <summary>Expected levels are the examples of GB/T 39725-2020, clause 6.2: public names of institutions 1, identifying data 4, genetic data and special diseases 5.</summary>
    [Theory]
    [InlineData("care_site", "care_site_name", DataLevel.Public)]
    [InlineData("concept", "concept_name", DataLevel.Public)]
    [InlineData("provider", "provider_name", DataLevel.Wide)]
    [InlineData("condition_occurrence", "condition_source_value", DataLevel.Medium)]
    [InlineData("measurement", "value_as_number", DataLevel.Medium)]
    [InlineData("cn_source_person", "year_of_birth", DataLevel.Medium)]
    [InlineData("cn_source_person", "full_name", DataLevel.Narrow)]
    [InlineData("cn_source_person", "national_id", DataLevel.Narrow)]
    [InlineData("cn_source_person", "guardian_phone", DataLevel.Narrow)]
    [InlineData("cn_report_card", "address", DataLevel.Narrow)]
    [InlineData("note", "note_text", DataLevel.Narrow)]
    [InlineData("cn_variant", "genotype", DataLevel.Minimal)]
    [InlineData("cn_health_record", "genetic_history", DataLevel.Minimal)]
    [InlineData("table_of_tomorrow", "anything", DataLevel.Medium)]
    public void A_column_has_the_level_of_the_standards_examples(string table, string column, DataLevel level) =>
        GradeRules.Of(table, column).Level.ShouldBe(level);

    [Fact]
    public void Every_column_of_data_has_a_grade_with_clause_and_reason()
    {
        var columns = GradeRules.Tables.SelectMany(t => t.Columns.Select(c => GradeRules.Of(t.Name, c.Name))).ToList();
        columns.Count.ShouldBeGreaterThan(1000);
        columns.ShouldAllBe(g => g.Clause.StartsWith("6.2", StringComparison.Ordinal) && g.Reason.Length > 0);
    }

    /// <summary>Masked keys would join everybody with nobody, and a reader's SQL would be wrong without a word.</summary>
    [Fact]
    public void Keys_are_never_above_the_level_of_research() =>
        CanonicalModel.Tables.Where(t => t.Schema == "cdr").SelectMany(t => t.Columns.Where(c => c.Role is ColumnRole.Key or ColumnRole.Person or ColumnRole.SourcePerson or ColumnRole.Reference or ColumnRole.Provenance).Select(c => (t.Name, c.Name, GradeRules.Of(t.Name, c.Name).Level)))
            .Where(c => c.Level > DataLevel.Medium).ShouldBeEmpty();

    [Fact]
    public void A_level_that_was_decided_takes_the_place_of_the_rule()
    {
        var book = new GradeBook([new(("measurement", "value_source_value"), DataLevel.Narrow)]);
        book.LevelOf("measurement", "value_source_value").ShouldBe(DataLevel.Narrow);
        book.LevelOf("measurement", "value_as_number").ShouldBe(DataLevel.Medium);
    }

    /// <summary>ICD-10 groups B20–B24 as HIV disease.</summary>
    [Fact]
    public void A_range_of_categories_is_all_of_them() =>
        SensitiveRows.Expand("B20-B24").ShouldBe(["B20", "B21", "B22", "B23", "B24"]);
}
