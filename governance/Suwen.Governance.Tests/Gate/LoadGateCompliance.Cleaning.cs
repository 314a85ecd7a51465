using System.Globalization;
using Suwen.Governance.Cleaning;
using Suwen.Governance.Gate.Decisions;
using Suwen.Storage;

namespace Suwen.Governance.Tests.Gate;

/// <content>The built-in cleaning rules, from rows to amendments and back, on both engines.</content>
public abstract partial class LoadGateCompliance
{
    /// <summary>11010519491231002X is the example number of GB 11643-1999: born 1949-12-31, a woman. 440524188001010014, of its annex, is a man born 1880-01-01.</summary>
    [Fact]
    public async Task What_a_valid_identity_number_says_completes_and_corrects_the_person()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync(
            "a",
            "replace|p1||cn_source_person|p1|national_id=11010519491231002X",
            "replace|p2||cn_source_person|p2|national_id=440524188001010014;gender_concept_id=8507;birth_date=20000",
            "replace|p3||cn_source_person|p3|national_id=110105194912310021",
            "replace|p4||cn_source_person|p4|national_id=11010519491231002X;gender_concept_id=8507;birth_date=-7000",
            "replace|v2||visit_occurrence|p2|visit_start_date=15000",
            "replace|v4||visit_occurrence|p4|visit_start_date=15000");

        (await CleanAsync(fixture, "sex-from-identity-number")).ShouldBe(1);
        (await CleanAsync(fixture, "birth-date-from-identity-number")).ShouldBe(2);
        (await fixture.QueryAsync("select gender_concept_id, cast(birth_date as varchar), year_of_birth from cn_source_person order by source_person_id"))
            .ShouldBe(["8532|1949-12-31|1949", "8507|1880-01-01|1880", "||", "8507|1950-11-02|"]);
        (await fixture.QueryAsync("select rule_id, rule_version, decided_by from cn_amendment order by amendment_id"))
            .ShouldBe(["sex-from-identity-number|1|rule:sex-from-identity-number", .. Enumerable.Repeat("birth-date-from-identity-number|1|rule:birth-date-from-identity-number", 2)]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_rule_that_has_run_finds_nothing_more()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync(
            "a",
            "replace|p1||cn_source_person|p1|phone=１３８ 1234-5678",
            "replace|p2||cn_source_person|p2|phone=13812345678",
            "replace|p3||cn_source_person|p3|phone=0573-82012345");
        (await CleanAsync(fixture, "phone-digits")).ShouldBe(1);
        (await fixture.QueryAsync("select phone from cn_source_person order by 1")).ShouldBe(["0573-82012345", "13812345678", "13812345678"]);
        (await CleanAsync(fixture, "phone-digits")).ShouldBe(0);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_unit_that_the_item_never_has_is_corrected_where_the_value_fits_the_usual_one()
    {
        await using var fixture = await OpenAsync();
        string Result(int n, double value, string unit) =>
            $"replace|m{n}||measurement|p1|measurement_source_vocabulary=lab;measurement_source_value=GLU;value_as_number={BitConverter.DoubleToInt64Bits(value).ToString(CultureInfo.InvariantCulture)};unit_source_value={unit}";
        await fixture.LoadAsync("a", [.. Enumerable.Range(0, 120).Select(n => Result(n, 4 + (n / 40.0), "mmol/L")), Result(200, 5.1, "mg/dL"), Result(201, 96, "mg/dL")]);

        (await CleanAsync(fixture, "unit-of-the-item")).ShouldBe(1);
        (await fixture.QueryAsync("select value_as_number, unit_source_value from measurement where unit_source_value <> 'mmol/L' or rules is not null order by 1"))
            .ShouldBe(["5.1|mmol/L", "96|mg/dL"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task An_impossible_vital_sign_loses_its_number_and_keeps_its_text()
    {
        await using var fixture = await OpenAsync();
        string Sign(string key, double value) =>
            $"replace|{key}||measurement|p1|measurement_source_name=体温;value_as_number={BitConverter.DoubleToInt64Bits(value).ToString(CultureInfo.InvariantCulture)}";
        await fixture.LoadAsync("a", Sign("m1", 46), Sign("m2", 367));

        (await CleanAsync(fixture, "impossible-vital-sign")).ShouldBe(1);
        (await fixture.QueryAsync("select value_as_number, value_source_value is not null from measurement order by measurement_id")).ShouldBe(["46|False", "|True"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_stay_without_an_end_takes_it_from_its_front_page()
    {
        await using var fixture = await OpenAsync();
        var discharge = (15_005L * 86_400_000_000).ToString(CultureInfo.InvariantCulture);
        await fixture.LoadAsync(
            "a",
            "replace|v1||visit_occurrence|p1|visit_start_date=15000",
            "replace|v2||visit_occurrence|p1|visit_start_date=16000",
            $"replace|c1||cn_inpatient_case|p1|visit_occurrence_id=v1;discharge_datetime={discharge}",
            $"replace|c2||cn_inpatient_case|p1|visit_occurrence_id=v2;discharge_datetime={discharge}");

        (await CleanAsync(fixture, "visit-end-from-front-page")).ShouldBe(1);
        (await fixture.QueryAsync("select cast(visit_end_date as varchar) from visit_occurrence order by visit_start_date")).ShouldBe(["2011-01-31", ""]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task Of_one_result_sent_twice_the_first_stays_and_the_other_comes_back_when_asked_for()
    {
        await using var fixture = await OpenAsync();
        const string result = "visit_occurrence_id=v1;measurement_source_value=GLU;measurement_datetime=1000000;value_source_value=5.1";
        await fixture.LoadAsync("a", $"replace|m1||measurement|p1|{result}", $"replace|m2||measurement|p1|{result}", $"replace|m3||measurement|p1|{result};unit_source_value=mmol/L");

        (await CleanAsync(fixture, "same-result-twice")).ShouldBe(1);
        (await fixture.QueryAsync("select count(*) from measurement")).ShouldBe(["2"]);
        await fixture.ShouldVerifyAsync();
        var before = await fixture.DigestsAsync();
        await fixture.OpenWarehouseAsync("rebuilt");
        await fixture.Gate.DrainAsync(default);
        (await fixture.DigestsAsync()).ShouldBe(before);
    }

    private static async Task<int> CleanAsync(GateFixture fixture, string rule)
    {
        var plan = await CleaningPlan.MakeAsync(fixture.Warehouse, CleaningRule.BuiltIn.Single(r => r.Id == rule), GateFixture.Scope, default);
        foreach (var (source, lines) in plan.Decisions("rule:" + rule))
        {
            await fixture.Journal.AppendAsync(DecisionSource.Header(source), lines, default);
        }

        await fixture.Gate.DrainAsync(default);
        return plan.Steps.Count;
    }
}
