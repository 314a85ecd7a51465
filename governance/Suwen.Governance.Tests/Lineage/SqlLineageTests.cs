using Suwen.Governance.Lineage;

namespace Suwen.Governance.Tests.Lineage;

/// <summary>Expected values are read off the statements by hand, by the rules of SQL.</summary>
public sealed class SqlLineageTests
{
    private static string ValuesOf(string sql, string output) =>
        string.Join(' ', SqlLineage.Of(sql).Outputs.Single(o => o.Name == output).Values.Select(v => v.ToString()).Order(StringComparer.Ordinal));

    private static string ConditionsOf(string sql) =>
        string.Join(' ', SqlLineage.Of(sql).Conditions.Select(v => v.ToString()).Order(StringComparer.Ordinal));

    [Fact]
    public void A_column_keeps_its_name_or_takes_its_alias()
    {
        const string sql = "select m.value_as_number, m.unit_source_value as unit from cdr.measurement m";
        ValuesOf(sql, "value_as_number").ShouldBe("cdr.measurement.value_as_number");
        ValuesOf(sql, "unit").ShouldBe("cdr.measurement.unit_source_value");
    }

    [Fact]
    public void A_name_without_schema_is_of_the_repository() =>
        ValuesOf("select year_of_birth as y from person", "y").ShouldBe("cdr.person.year_of_birth");

    [Fact]
    public void An_expression_is_made_of_all_columns_in_it() =>
        ValuesOf("select case when p.year_of_birth > 2000 then c.condition_source_value else upper(c.condition_source_name) end as x from cdr.person p join cdr.condition_occurrence c on c.person_id = p.person_id", "x")
            .ShouldBe("cdr.condition_occurrence.condition_source_name cdr.condition_occurrence.condition_source_value cdr.person.year_of_birth");

    [Fact]
    public void Names_of_with_and_derived_tables_are_followed() =>
        ValuesOf("with v as (select visit_start_date as d, person_id from cdr.visit_occurrence) select max(q.e) as last from (select d as e from v) q", "last")
            .ShouldBe("cdr.visit_occurrence.visit_start_date");

    [Fact]
    public void A_name_of_with_hides_a_table_of_that_name() =>
        ValuesOf("with person as (select death_date as x from cdr.death) select x from person", "x").ShouldBe("cdr.death.death_date");

    [Fact]
    public void Parts_of_a_union_meet_by_position() =>
        ValuesOf("select condition_source_value as code from cdr.condition_occurrence union all select drug_source_value from cdr.drug_exposure", "code")
            .ShouldBe("cdr.condition_occurrence.condition_source_value cdr.drug_exposure.drug_source_value");

    [Fact]
    public void A_star_is_every_column_of_its_table_without_those_left_out()
    {
        var outputs = SqlLineage.Of("select d.* exclude (death_date) from cdm.death d").Outputs;
        outputs.Select(o => o.Name).ShouldBe(["person_id", "death_datetime", "death_type_concept_id", "cause_concept_id", "cause_source_value", "cause_source_concept_id"]);
        outputs[0].Values.ShouldHaveSingleItem().Node.Kind.ShouldBe(LineageKind.ViewColumn);
    }

    [Fact]
    public void Conditions_joins_and_groups_decide_about_rows_and_are_no_values()
    {
        const string sql = "select count(*) as n from cdr.visit_occurrence v join cdr.person p on p.person_id = v.person_id where v.visit_status = 'finished' group by p.gender_concept_id having max(p.year_of_birth) > 1900";
        ValuesOf(sql, "n").ShouldBe("");
        ConditionsOf(sql).ShouldBe("cdr.person.gender_concept_id cdr.person.person_id cdr.person.year_of_birth cdr.visit_occurrence.person_id cdr.visit_occurrence.visit_status");
    }

    [Fact]
    public void A_subquery_in_the_list_sees_the_query_around_it()
    {
        const string sql = "select (select max(d.death_date) from cdr.death d where d.person_id = p.person_id) as died from cdr.person p";
        ValuesOf(sql, "died").ShouldBe("cdr.death.death_date");
        ConditionsOf(sql).ShouldBe("cdr.death.person_id cdr.person.person_id");
    }

    [Fact]
    public void What_is_no_select_has_no_lineage() =>
        Should.Throw<FormatException>(() => SqlLineage.Of("delete from cdr.person"));
}
