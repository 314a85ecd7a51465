using Suwen.Scenarios.Testing;
using Suwen.Storage.DuckDb;

namespace Suwen.Scenarios.Tests;

/// <summary>A cohort of a pack is a result that models read by its name.</summary>
public sealed class PackCohortTests : IDisposable
{
    private const string Inputs =
        """
        visit_occurrence:
          why: visits
          columns: [visit_occurrence_id, person_id, visit_start_date]
        condition_occurrence:
          why: diagnoses
          columns: [visit_occurrence_id, condition_source_value]
        """;

    private const string Definition =
        """
        cohort: visitors
        title: {zh: 就诊者, en: Visitors}
        entry:
          events:
            - {visit: any}
        """;

    private readonly PackCases cases = new();

    public void Dispose() => cases.Dispose();

    [Fact]
    public async Task What_a_cohort_reads_must_be_declared()
    {
        cases.With("inputs.yaml", Inputs).With("cohorts/visitors.yaml", Definition).With("tests/c.yaml", "name: empty\nas_of: 2026-01-01\nexpect:\n  visitors: []\n");
        (await cases.LoadAsync()).Faults.ShouldContain(f => f.File == "cohorts/visitors.yaml");
    }

    [Fact]
    public async Task A_fault_of_a_definition_is_told_with_its_line()
    {
        cases.With("cohorts/visitors.yaml", Definition.Replace("visit: any", "vist: any", StringComparison.Ordinal));
        (await cases.LoadAsync()).Faults.ShouldContain(f => f.File == "cohorts/visitors.yaml" && f.Line == 5);
    }

    [Fact]
    public async Task A_model_reads_a_cohort_by_its_name()
    {
        cases.With("inputs.yaml", Inputs.Replace("[visit_occurrence_id, person_id, visit_start_date]", "[visit_occurrence_id, person_id, visit_start_date, visit_start_datetime, visit_end_date, visit_end_datetime, visit_concept_id, visit_source_value, visit_source_concept_id, visit_source_vocabulary, care_site_id, provider_id, visit_type_concept_id]", StringComparison.Ordinal) + "\nobservation_period:\n  why: exit\n  columns: [person_id, observation_period_start_date, observation_period_end_date]\n")
            .With("cohorts/visitors.yaml", Definition)
            .With("models/members.sql", "-- title: 人数 | Members\n-- grain: one row\n-- column members: 人数 | Members\nselect count(distinct v.subject_id) as members from {{ref('visitors')}} v")
            .With("tests/c.yaml", "name: members\nas_of: 2026-01-01\ngiven:\n  visit_occurrence:\n    - {visit_occurrence_id: 1, person_id: 7, visit_start_date: 2026-01-05, visit_end_date: 2026-01-05}\n  observation_period:\n    - {person_id: 7, observation_period_start_date: 2025-01-01, observation_period_end_date: 2026-12-31}\nexpect:\n  members: [{members: 1}]\n");
        var pack = await cases.LoadValidAsync();
        await using var warehouse = DuckDbWarehouse.Open(":memory:");
        (await PackTestRunner.RunAsync(pack, warehouse, default)).SelectMany(o => o.Failures).ShouldBeEmpty();
    }
}
