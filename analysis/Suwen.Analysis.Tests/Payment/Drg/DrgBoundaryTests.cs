using System.Globalization;
using System.Text.Json.Nodes;
using Suwen.Analysis.Payment.Drg;

namespace Suwen.Analysis.Tests.Payment.Drg;

/// <summary>Ages, weights and bad input of 1.1; expected values are read off the titles of the groups and the bad-input list of the plan of work.</summary>
public sealed class DrgBoundaryTests
{
    private static readonly Lazy<DrgLists> Lists = new(static () => DrgLists.Of("chs-drg-1.1"));

    // P07.300: preterm infant; in MDCP and in the lists of PS1 to PS4. No complication.
    [Theory]
    [InlineData(499, "PS1")]
    [InlineData(1499, "PS1")]
    [InlineData(1500, "PS2")]
    [InlineData(1999, "PS2")]
    [InlineData(2000, "PS3")]
    [InlineData(2499, "PS3")]
    [InlineData(2500, "PS4")]
    [InlineData(4999, "PS4")]
    public void A_preterm_newborn_is_grouped_by_birth_weight(int weight, string adrg) =>
        Lists.Value.Group(new TextCase("P07.300", "", "1", "0", "3", weight.ToString(CultureInfo.InvariantCulture))).Adrg.ShouldBe(adrg);

    [Theory]
    [InlineData("0", "0", "PS4")]
    [InlineData("0", "28", "PS4")]
    [InlineData("0", "29", "PV1")]
    [InlineData("0", "364", "PV1")]
    public void Groups_of_newborns_end_with_day_28_and_those_of_infants_with_the_first_birthday(string years, string days, string adrg) =>
        Lists.Value.Group(new TextCase("P07.300", "", "2", years, days, "2600")).Adrg.ShouldBe(adrg);

    [Theory]
    [InlineData("1", "", "ungroupable", "age_conflict")]
    [InlineData("40", "", "ungroupable", "age_conflict")]
    [InlineData("0", "", "invalid", "missing_age_days")]
    [InlineData("0", "400", "invalid", "age_conflict")]
    [InlineData("-1", "", "invalid", "invalid_age")]
    [InlineData("151", "", "invalid", "invalid_age")]
    [InlineData("", "", "invalid", "missing_age")]
    [InlineData("forty", "", "invalid", "invalid_age")]
    [InlineData("0", "-3", "invalid", "invalid_age")]
    public void An_age_that_cannot_be_is_named(string years, string days, string status, string reason)
    {
        var outcome = Lists.Value.Group(new TextCase("P22.000", "", "1", years, days, "3000"));

        (outcome.Drg, outcome.Status).ShouldBe(("0000", status));
        outcome.Reason.ShouldNotBeNull().ShouldStartWith(reason + ":");
    }

    [Theory]
    [InlineData("", "missing_birth_weight")]
    [InlineData("0", "missing_birth_weight")]
    [InlineData("30", "invalid_birth_weight")]
    [InlineData("10000", "invalid_birth_weight")]
    [InlineData("heavy", "invalid_birth_weight")]
    public void A_newborn_needs_a_birth_weight(string weight, string reason)
    {
        var outcome = Lists.Value.Group(new TextCase("J18.900", "", "1", "0", "28", weight));

        (outcome.Drg, outcome.Status).ShouldBe(("0000", "invalid"));
        outcome.Reason.ShouldNotBeNull().ShouldStartWith(reason + ":");
        Lists.Value.Group(new TextCase("J18.900", "", "1", "0", "29", weight)).Status.ShouldBe("grouped");
    }

    [Theory]
    [InlineData("", "missing_main_diagnosis")]
    [InlineData("|J18.900", "missing_main_diagnosis")]
    [InlineData("ABC", "unknown_main_diagnosis")]
    [InlineData("C90.004+N08.1*", "retired_main_diagnosis")]
    [InlineData("J18", "incomplete_main_diagnosis")]
    [InlineData("J18.9", "incomplete_main_diagnosis")]
    [InlineData("J17.0*", "asterisk_main_diagnosis")]
    [InlineData("A01.0+", "dagger_main_diagnosis")]
    [InlineData("M80000/3", "morphology_main_diagnosis")]
    [InlineData("M8000/3", "morphology_main_diagnosis")]
    [InlineData("V95.900", "external_cause_main_diagnosis")]
    [InlineData("Y83.100", "external_cause_main_diagnosis")]
    [InlineData("W19", "external_cause_main_diagnosis")]
    public void A_main_diagnosis_that_cannot_be_one_is_named(string diagnoses, string reason)
    {
        var outcome = Lists.Value.Group(new TextCase(diagnoses));

        (outcome.Mdc, outcome.Adrg, outcome.Drg, outcome.Status).ShouldBe((null, null, "0000", "invalid"));
        outcome.Reason.ShouldNotBeNull().ShouldStartWith(reason + ":");
    }

    [Theory]
    [InlineData("I10.x00x002|ABC", "", "unknown_secondary_diagnosis")]
    [InlineData("I10.x00x002|J18", "", "incomplete_secondary_diagnosis")]
    [InlineData("I10.x00x002|J17.0*", "", "asterisk_secondary_diagnosis")]
    [InlineData("I10.x00x002|M81400/3", "", "morphology_secondary_diagnosis")]
    [InlineData("C61.x00", "60.5x02|11.1", "incomplete_other_procedure")]
    [InlineData("C61.x00", "60.5x02|ABC", "unknown_other_procedure")]
    public void A_further_code_that_does_not_count_leaves_the_case_grouped_and_is_named(string diagnoses, string procedures, string reason)
    {
        var outcome = Lists.Value.Group(new TextCase(diagnoses, procedures));

        outcome.Status.ShouldBe("grouped");
        outcome.Reason.ShouldNotBeNull().ShouldStartWith(reason + ":");
        JsonNode.Parse(outcome.Path!)!["ignored"]!.AsArray().Count.ShouldBe(1);
    }

    // "Grey codes": in the insurance edition, but in no list of main diagnoses, since a finer code is to be used.
    [Theory]
    [InlineData("I10.x00")]
    [InlineData("I61.000")]
    public void A_code_too_coarse_to_be_a_main_diagnosis_is_ungroupable(string diagnosis)
    {
        var outcome = Lists.Value.Group(new TextCase(diagnosis));

        (outcome.Mdc, outcome.Drg, outcome.Status).ShouldBe((null, "0000", "ungroupable"));
        outcome.Reason.ShouldNotBeNull().ShouldStartWith("no_mdc:");
    }

    [Fact]
    public void An_unknown_main_procedure_is_no_case_without_surgery() =>
        Lists.Value.Group(new TextCase("K80.000", "99.9999")).Reason.ShouldNotBeNull().ShouldStartWith("unknown_main_procedure:");

    [Theory]
    [InlineData("N40.x00", "2", "ungroupable")]
    [InlineData("D25.900", "1", "ungroupable")]
    [InlineData("O80.000", "1", "invalid")]
    public void A_main_diagnosis_of_the_other_sex_is_named(string diagnosis, string sex, string status)
    {
        var outcome = Lists.Value.Group(new TextCase(diagnosis, "", sex));

        (outcome.Drg, outcome.Status).ShouldBe(("0000", status));
        outcome.Reason.ShouldNotBeNull().ShouldStartWith("sex_conflict:");
    }

    [Theory]
    [InlineData("", "missing_sex")]
    [InlineData("0", "invalid_sex")]
    [InlineData("3", "invalid_sex")]
    [InlineData("男", "invalid_sex")]
    public void A_sex_that_is_none_is_named(string sex, string reason) =>
        Lists.Value.Group(new TextCase("I10.x00x002", "", sex)).Reason.ShouldNotBeNull().ShouldStartWith(reason + ":");

    [Fact]
    public void Two_hundred_secondary_diagnoses_are_read()
    {
        var counting = Lists.Value.Complications("I10.x00x002", 1).Concat(Lists.Value.Complications("I10.x00x002", 2)).ToHashSet();
        var plain = Lists.Value.Diagnoses("MDCC").Where(c => !counting.Contains(c)).Take(199).ToList();
        plain.Count.ShouldBe(199);

        var without = Lists.Value.Group(new TextCase("I10.x00x002|" + string.Join('|', plain)));
        var with = Lists.Value.Group(new TextCase("I10.x00x002|" + string.Join('|', plain) + "|" + Lists.Value.Complications("I10.x00x002", 2).First()));

        without.Drg.ShouldBe("FV25");
        with.Drg.ShouldBe("FV21");
    }

    // A01.000x002 (clinical edition only) leads to A01.003; A01.000x002 is no code of the insurance edition.
    [Fact]
    public void A_clinical_code_is_mapped_and_the_path_shows_it()
    {
        var outcome = Lists.Value.Group(new TextCase("A01.000x002"));

        outcome.Status.ShouldBe("grouped");
        outcome.Adrg.ShouldBe(Lists.Value.Group(new TextCase("A01.003")).Adrg);
        var mapped = JsonNode.Parse(outcome.Path!)!["mapped"]!.AsArray().ShouldHaveSingleItem()!;
        (mapped["from"]!.GetValue<string>(), mapped["to"]!.GetValue<string>(), mapped["kind"]!.GetValue<string>()).ShouldBe(("A01.000x002", "A01.003", "diagnosis"));
    }

    [Fact]
    public void Without_mapping_a_clinical_code_is_refused() =>
        DrgLists.Of("chs-drg-1.1", isMapping: false).Group(new TextCase("A01.000x002")).Reason.ShouldNotBeNull().ShouldStartWith("other_edition_main_diagnosis:");

    [Fact]
    public void Codes_of_two_editions_in_one_case_are_refused()
    {
        var flags = Lists.Value.Scheme.Diagnoses;
        var own = Enumerable.Range(0, flags.Count).First(i => (flags.Flags(i) & (DrgCodeFlags.InEdition | DrgCodeFlags.InOtherEdition)) == DrgCodeFlags.InEdition);

        var outcome = Lists.Value.Group(new TextCase("A01.000x002|" + System.Text.Encoding.UTF8.GetString(flags.Text(own))));

        outcome.Status.ShouldBe("invalid");
        outcome.Reason.ShouldNotBeNull().ShouldStartWith("mixed_code_editions:");
    }

    [Fact]
    public void The_path_names_lists_codes_complications_and_the_exclusion_table()
    {
        // I61.101: intracerebral haemorrhage, BR1. J18.900 is a complication beside it.
        var excluded = Lists.Value.Complications("I61.101", 2, excluded: true).First();
        var path = JsonNode.Parse(Lists.Value.Group(new TextCase($"I61.101|J18.900|{excluded}")).Path!)!;

        path["mdc"]!["because"]![0]!["test"]!.GetValue<string>().ShouldBe("main in MDCB");
        path["adrg"]!["because"]![0]!["codes"]![0]!.GetValue<string>().ShouldBe("I61.101");
        path["counted"]!.AsArray().Select(static c => c!["code"]!.GetValue<string>()).ShouldBe(["J18.900"]);
        path["excluded"]![0]!["code"]!.GetValue<string>().ShouldBe(excluded);
        path["excluded"]![0]!["main"]!.GetValue<string>().ShouldBe("I61.101");
        path["excluded"]![0]!["table"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public void Unrelated_surgery_is_left_to_the_medical_groups_where_the_caller_wants_it()
    {
        // I10.x00x002 essential hypertension with a cholecystectomy.
        Lists.Value.Group(new TextCase("I10.x00x002", "51.2300")).Drg.ShouldBe("FQY");
        DrgLists.Of("chs-drg-1.1", withUnrelated: false).Group(new TextCase("I10.x00x002", "51.2300")).Drg.ShouldBe("FV25");
    }
}
