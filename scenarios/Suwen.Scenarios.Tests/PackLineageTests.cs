using Suwen.Governance.Grading;
using Suwen.Scenarios.Running;
using Suwen.Security.Grading;

namespace Suwen.Scenarios.Tests;

/// <summary>Grades travel with the data (GB/T 39725-2020, clause 6.2): a count over many persons is of level 2, what says something of one keeps its level.</summary>
public sealed class PackLineageTests : IDisposable
{
    private const string Diagnoses =
        """
        -- title: 诊断 | Diagnoses
        -- grain: one row per visit and code
        -- column visit_occurrence_id: 就诊 | Visit
        -- column code: 诊断 | Diagnosis
        select c.visit_occurrence_id, c.condition_source_value as code from {{input('condition_occurrence')}} c
        """;

    private const string Counted =
        """
        -- title: 计数 | Counted
        -- grain: one row
        -- column codes: 诊断数 | Diagnoses
        -- column highest: 最大 | Highest
        select count(d.code) as codes, max(d.code) as highest from {{ref('diagnoses')}} d
        """;

    private readonly PackCases cases = new();

    public void Dispose() => cases.Dispose();

    [Fact]
    public async Task A_count_lowers_the_level_and_the_highest_value_does_not()
    {
        var registration = await RegisterAsync("");
        Steps(registration, "counted", "codes").ShouldBe([FlowStep.Aggregate]);
        Steps(registration, "counted", "highest").ShouldBe([FlowStep.Value]);
        Steps(registration, "diagnoses", "code").ShouldBe([FlowStep.Value]);
        Steps(registration, "monthly_visits", "visits").ShouldBeEmpty();
    }

    [Fact]
    public async Task Diagnoses_of_single_rows_are_of_level_five_unless_those_of_level_five_are_left_out()
    {
        LevelOf(await RegisterAsync(""), "diagnoses", "code").ShouldBe(DataLevel.Minimal);
        LevelOf(await RegisterAsync("-- sensitive: excluded\n"), "diagnoses", "code").ShouldBe(DataLevel.Public);
    }

    [Fact]
    public async Task A_month_of_all_visits_tells_no_disease_and_a_day_of_rows_chosen_by_one_does()
    {
        LevelOf(await RegisterAsync(""), "monthly_visits", "month").ShouldNotBe(DataLevel.Minimal);
        cases.With("models/chosen.sql", """
            -- title: 甲 | A
            -- grain: one row per diagnosis
            -- column day: 日 | Day
            select v.visit_start_date as day from {{input('visit_occurrence')}} v
            join {{input('condition_occurrence')}} c on c.visit_occurrence_id = v.visit_occurrence_id where c.condition_source_value like 'B20%'
            """).With("tests/chosen.yaml", "name: chosen\nas_of: 2026-01-01\nexpect:\n  chosen: []\n");
        LevelOf(await RegisterAsync(""), "chosen", "day").ShouldBe(DataLevel.Minimal);
    }

    [Fact]
    public async Task What_is_registered_can_be_read_again()
    {
        var registration = await RegisterAsync("");
        var again = PackRegistration.Parse(registration.ToJson()).ShouldNotBeNull();
        again.ToJson().ShouldBe(registration.ToJson());
        again.Derived().Select(d => d.Table.ToString()).ShouldBe(["pack_sample.diagnoses", "pack_sample.counted", "pack_sample.monthly_visits"], ignoreOrder: true);
        PackRegistration.Parse("{").ShouldBeNull();
    }

    private async Task<PackRegistration> RegisterAsync(string head)
    {
        cases.With("models/diagnoses.sql", head + Diagnoses).With("models/counted.sql", Counted)
            .With("tests/counted.yaml", "name: counts\nas_of: 2026-01-01\nexpect:\n  counted: [{codes: 0, highest: null}]\n");
        return PackLineage.Of(await cases.LoadValidAsync(), new RunValues(new DateOnly(2026, 1, 1), new Dictionary<string, string>(), 0, 0));
    }

    private static IEnumerable<FlowStep> Steps(PackRegistration registration, string result, string column) =>
        registration.Flows.Where(f => f.ToTable == "pack_sample." + result && f.ToColumn == column).Select(f => f.Step);

    private static DataLevel LevelOf(PackRegistration registration, string result, string column) => registration.Results.Single(r => r.Name == result).Columns.Single(c => c.Name == column).Level;
}
