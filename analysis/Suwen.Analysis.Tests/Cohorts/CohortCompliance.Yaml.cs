using Suwen.Analysis.Cohorts;
using Suwen.Security;
using Suwen.Storage;

namespace Suwen.Analysis.Tests.Cohorts;

public abstract partial class CohortCompliance
{
    /// <summary>A few people, told so that each line of a definition has its person, its boundary and its counter-example.</summary>
    private static readonly string[] People =
    [
        "insert into cdr.person (person_id, gender_concept_id, year_of_birth, month_of_birth, day_of_birth) values (1, 8532, 1960, 6, 15), (2, 8507, 1960, 6, 15), (3, 8532, 1985, 1, 1), (4, 8507, 1950, 1, 1), (5, 8532, 1970, 1, 1)",
        "insert into cdr.visit_occurrence (visit_occurrence_id, person_id, visit_concept_id, visit_start_date, visit_end_date, visit_source_value, care_site_id, source_id) values (11, 1, 9201, date '2024-03-01', date '2024-03-08', '住院', 1, 1), (21, 2, 9202, date '2024-06-14', date '2024-06-14', '门诊', 2, 1), (31, 3, 9202, date '2024-05-01', null, '门诊', 1, 2), (12, 1, 9202, date '2024-09-01', date '2024-09-01', '门诊', 1, 1)",
        "insert into cdr.care_site (care_site_id, care_site_name, care_site_source_value) values (1, '第一医院', 'H1'), (2, '第二医院', 'H2')",
        "insert into sys.source (source_id, source_name) values (1, 'his-1'), (2, 'his-2')",
        """
        insert into cdr.condition_occurrence (condition_occurrence_id, person_id, condition_concept_id, condition_start_date, visit_occurrence_id, condition_source_value, condition_source_vocabulary, source_id) values
        (1, 1, 0, date '2024-03-01', 11, 'E11.900', 'ICD10CN', 1), (2, 2, 0, date '2024-06-14', 21, 'E11', 'icd-10', 1), (3, 3, 0, date '2024-05-01', 31, 'E12.100', 'ICD10CN', 2),
        (4, 4, 0, date '2024-05-01', null, 'E11.000', 'LOCAL', 1), (5, 5, 0, date '2024-05-01', null, 'E11.200', 'ICD10CN', 2), (6, 1, 0, date '2024-08-30', 12, 'I10.x00', 'ICD10CN', 1), (7, 5, 0, date '2024-08-30', null, 'E11X', 'ICD10CN', 2)
        """,
        "insert into cdr.measurement (measurement_id, person_id, measurement_concept_id, measurement_date, measurement_source_value, measurement_source_vocabulary, value_as_number, visit_occurrence_id) values (1, 1, 0, date '2024-03-31', '4548-4', 'LOINC', 7.0, 11), (2, 2, 0, date '2024-07-15', '4548-4', 'LOINC', 7.5, 21), (3, 5, 0, date '2024-05-01', '4548-4', 'LOINC', 6.9, null)",
    ];

    private const string Diabetes = """
        cohort: diabetes
        value_sets:
          diabetes: [{system: ICD-10, code: E11*}, {system: ICD-10, code: E11.2*, exclude: true}]
          hba1c: [{system: LOINC, code: 4548-4}]
        entry: [{condition: diabetes}]
        """;

    [Fact]
    public async Task Codes_are_found_by_system_and_prefix_and_what_is_excluded_is_out()
    {
        await using var warehouse = await WithPeopleAsync();

        // Person 4's code is of another system and person 3's another code; of person 5's two, E11.2 is excluded and E11X is not.
        (await MembersAsync(warehouse, Yaml(Diabetes))).ShouldBe(["1,2024-03-01,2024-09-01", "2,2024-06-14,2024-06-15", "5,2024-08-30,2024-08-31"]);
        (await MembersAsync(warehouse, Yaml(Diabetes.Replace("{system: ICD-10, code: E11*}", "{code: E11*}", StringComparison.Ordinal)))).Select(static m => m[..1]).ShouldBe(["1", "2", "4", "5"]);
    }

    [Fact]
    public async Task Items_of_a_value_set_count_while_they_are_valid()
    {
        await using var warehouse = await WithPeopleAsync();
        string Until(string day) => $$"""
            cohort: dated
            value_sets:
              dated: [{system: ICD-10, code: E11*, from: 2024-03-01, to: {{day}}}]
            entry: [{condition: dated}]
            """;
        (await MembersAsync(warehouse, Yaml(Until("2024-06-14")))).Select(static m => m[..1]).ShouldBe(["1", "2", "5"]);
        (await MembersAsync(warehouse, Yaml(Until("2024-06-13")))).Select(static m => m[..1]).ShouldBe(["1", "5"]);
        (await MembersAsync(warehouse, Yaml(Until("2024-03-01")))).Select(static m => m[..1]).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Ages_count_the_birthday_unless_the_definition_counts_years()
    {
        await using var warehouse = await WithPeopleAsync();

        // Person 2 becomes 64 on 15 June 2024, the day after the diagnosis.
        (await MembersAsync(warehouse, Yaml(Diabetes.Replace("diabetes}]", "diabetes, age: {at_least: 64}}]", StringComparison.Ordinal)))).ShouldBeEmpty();
        (await MembersAsync(warehouse, Yaml(Diabetes.Replace("diabetes}]", "diabetes, age: 63}]", StringComparison.Ordinal)))).Select(static m => m[..1]).ShouldBe(["1", "2"]);
        (await MembersAsync(warehouse, Yaml(Diabetes.Replace("diabetes}]", "diabetes, age: {at_least: 64}}]\nage: calendar_year", StringComparison.Ordinal)))).Select(static m => m[..1]).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Sex_visit_care_site_and_source_narrow_the_entry()
    {
        await using var warehouse = await WithPeopleAsync();
        async Task<string> WhoAsync(string test) => string.Join(' ', (await MembersAsync(warehouse, Yaml(Diabetes.Replace("diabetes}]", $"diabetes, {test}}}]", StringComparison.Ordinal)))).Select(static m => m[..1]));
        (await WhoAsync("sex: female")).ShouldBe("1 5");
        (await WhoAsync("sex: {not: female}")).ShouldBe("2");
        (await WhoAsync("visit_type: [inpatient, emergency]")).ShouldBe("1");
        (await WhoAsync("care_site: 第二医院")).ShouldBe("2");
        (await WhoAsync("care_site: H1")).ShouldBe("1");
        (await WhoAsync("source: his-2")).ShouldBe("5");
        (await WhoAsync("source: {not: his-2}")).ShouldBe("1 2");
        (await WhoAsync("start_date: {at_least: 2024-06-14, below: 2024-08-30}")).ShouldBe("2");
    }

    [Fact]
    public async Task A_window_takes_its_first_and_last_day_in()
    {
        await using var warehouse = await WithPeopleAsync();
        string With(string days, string more = "") => Diabetes + $"\ninclude: [{{rule: measured, measurement: hba1c, value: {{at_least: 7}}, days: {days}{more}}}]";

        // Person 1 is measured 30 days after the diagnosis, and person 2 after 31.
        (await MembersAsync(warehouse, Yaml(With("[0, 30]")))).Select(static m => m[..1]).ShouldBe(["1"]);
        (await MembersAsync(warehouse, Yaml(With("[0, 29]")))).ShouldBeEmpty();
        (await MembersAsync(warehouse, Yaml(With("[31, any]")))).Select(static m => m[..1]).ShouldBe(["2"]);
        (await MembersAsync(warehouse, Yaml(With("[any, any]", ", same_visit: true")))).Select(static m => m[..1]).ShouldBe(["1", "2"]);
        (await MembersAsync(warehouse, Yaml(With("[0, 30]", ", exactly: 0")))).Select(static m => m[..1]).ShouldBe(["2", "5"]);
        (await MembersAsync(warehouse, Yaml(With("[0, 30]").Replace("include:", "exclude:", StringComparison.Ordinal)))).Select(static m => m[..1]).ShouldBe(["2", "5"]);
    }

    [Fact]
    public async Task Membership_ends_where_the_definition_says()
    {
        await using var warehouse = await WithPeopleAsync();
        (await MembersAsync(warehouse, Yaml(Diabetes + "\nexit: {days: 10, after: end}"))).ShouldBe(["1,2024-03-01,2024-03-12", "2,2024-06-14,2024-06-25", "5,2024-08-30,2024-09-10"]);
        (await MembersAsync(warehouse, Yaml(Diabetes + "\ncensor: [{measurement: hba1c}]\nstudy: {from: 2024-03-10, to: 2024-06-30}"))).ShouldBe(["1,2024-03-10,2024-03-31", "2,2024-06-14,2024-06-15"]);
        await CohortWarehouse.RunAsync(warehouse, "insert into cdr.observation_period (observation_period_id, person_id, observation_period_start_date, observation_period_end_date, period_type_concept_id) values (1, 1, date '2024-01-01', date '2024-12-31', 0), (2, 2, date '2024-06-01', date '2024-06-30', 0)");
        (await MembersAsync(warehouse, Yaml(Diabetes))).ShouldBe(["1,2024-03-01,2024-12-31", "2,2024-06-14,2024-06-30", "5,2024-08-30,2024-08-31"]);
        string Observed(int before) => Diabetes.Replace("entry: [{condition: diabetes}]", $"entry: {{events: [{{condition: diabetes}}], observation: {{days_before: {before}}}}}", StringComparison.Ordinal);
        (await MembersAsync(warehouse, Yaml(Observed(13)))).Select(static m => m[..1]).ShouldBe(["1", "2"]);
        (await MembersAsync(warehouse, Yaml(Observed(14)))).Select(static m => m[..1]).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Attrition_says_what_each_rule_leaves_and_what_it_alone_costs()
    {
        await using var warehouse = await WithPeopleAsync();
        var definition = Yaml(Diabetes + """

            include:
              - {rule: women, person: {sex: female}}
              - {rule: measured, measurement: hba1c}
              - {rule: not in September, person: {start_date: {below: 2024-08-01}}}
            """);
        var count = await CohortCount.OfAsync(warehouse, Scope, definition, null, default);
        count.Attrition.Select(static s => $"{s.Name} {s.Events}/{s.Persons}/{s.PersonsAlone}/{s.PersonsLostByItAlone}").ShouldBe(["entry 3/3//", "women 2/2/2/1", "measured 2/2/3/0", "not in September 1/1/2/1", "members 1/1//"]);
        count.Criteria.Select(static c => $"{c.Domain} {c.ValueSet} {c.Events}").ShouldBe(["condition diabetes 3", "measurement hba1c 3"]);
        count.Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Small_counts_are_not_shown_and_the_others_are_rounded()
    {
        await using var warehouse = await WithPeopleAsync();
        var count = await CohortCount.OfAsync(warehouse, Scope, Yaml(Diabetes), new SmallCells(4), default);
        (count.Persons, count.Attrition[0].Events).ShouldBe((null, null));
        new long?[] { new SmallCells(10).Of(0), new SmallCells(10).Of(9), new SmallCells(10).Of(10), new SmallCells(10).Of(14), new SmallCells(10).Of(15) }.ShouldBe([0, null, 10, 10, 20]);
    }

    [Fact]
    public async Task An_empty_cohort_says_what_emptied_it_and_which_value_set_finds_nothing()
    {
        await using var warehouse = await WithPeopleAsync();
        var nobody = await CohortCount.OfAsync(warehouse, Scope, Yaml(Diabetes + "\ninclude: [{rule: children, person: {age: {below: 18}}}]"), null, default);
        nobody.Notes.ShouldHaveSingleItem().ShouldBe("The cohort is empty: the rule \"children\" leaves nobody.");
        var unknown = await CohortCount.OfAsync(warehouse, Scope, Yaml("""
            cohort: unknown
            value_sets:
              odd: [{system: NO-SUCH, code: X1}, {concept: 12345, descendants: true}]
            entry: [{condition: odd}]
            exclude: [{rule: drugs, drug: odd}]
            """), null, default);
        unknown.Notes.ShouldBe([
            "The cohort is empty: no row of the data is an entry event.",
            "The value set odd finds no condition: none of its 2 items (1 concepts) is in the condition_occurrence of these data. No vocabulary is loaded, so that descendants and maps of concepts are not known. Not known as code systems: NO-SUCH.",
            "The value set odd finds no drug: the table drug_exposure has no rows. No vocabulary is loaded, so that descendants and maps of concepts are not known. Not known as code systems: NO-SUCH.",
        ]);
    }

    [Fact]
    public async Task Many_codes_and_prefixes_are_found_as_few_are()
    {
        await using var warehouse = await WithPeopleAsync();
        var many = string.Join(", ", Enumerable.Range(0, 60).Select(static n => FormattableString.Invariant($"A{n:00}*")));
        var definition = Yaml(Diabetes.Replace("{system: ICD-10, code: E11*}", $"{{system: ICD-10, codes: [E11*, {many}, I10.x00]}}", StringComparison.Ordinal));
        (await MembersAsync(warehouse, definition)).Select(static m => m[..1]).ShouldBe(["1", "2", "5"]);
    }

    [Fact]
    public async Task A_cohort_is_written_for_other_tools_and_a_second_time_in_place_of_the_first()
    {
        await using var warehouse = await WithPeopleAsync();
        (await CohortStore.SaveAsync(warehouse, Scope, Yaml(Diabetes), Diabetes, new DateOnly(2026, 11, 22), default)).ShouldBe((1, 3));
        (await CohortStore.SaveAsync(warehouse, Scope, Yaml(Diabetes.Replace("cohort: diabetes", "cohort: other", StringComparison.Ordinal)), Diabetes, new DateOnly(2026, 11, 22), default)).ShouldBe((2, 3));
        (await CohortStore.SaveAsync(warehouse, Scope, Yaml(Diabetes.Replace("diabetes}]", "diabetes, sex: male}]", StringComparison.Ordinal)), Diabetes, new DateOnly(2026, 11, 22), default)).ShouldBe((1, 1));
        await using var result = await warehouse.QueryAsync("select count(*) from cdr.cohort", Scope, default);
        Convert.ToInt64((await result.NextAsync(default))![0].Value(0), System.Globalization.CultureInfo.InvariantCulture).ShouldBe(4);
    }

    [Fact]
    public async Task A_cohort_is_written_under_the_scope_of_its_reader()
    {
        await using var warehouse = await WithPeopleAsync();
        var owner = Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.SqlQuery, Purpose.Operations);
        (await CohortStore.SaveAsync(warehouse, owner, Yaml(Diabetes), Diabetes, new DateOnly(2026, 11, 22), default)).ShouldBe((1, 3));
        await using var result = await warehouse.QueryAsync("select min(cohort_start_date), max(cohort_end_date), sum(subject_id) from cdr.cohort", Scope, default);
        var row = (await result.NextAsync(default))!;
        (row[0].Value(0), row[1].Value(0), Convert.ToInt64(row[2].Value(0), System.Globalization.CultureInfo.InvariantCulture)).ShouldBe((new DateOnly(2024, 3, 1), new DateOnly(2024, 9, 1), 8));
    }

    private async Task<IWarehouse> WithPeopleAsync()
    {
        var warehouse = await OpenWarehouseAsync();
        await Migrations.MigrateAsync(warehouse, default);
        await CohortWarehouse.RunAsync(warehouse, People);
        return warehouse;
    }
}
