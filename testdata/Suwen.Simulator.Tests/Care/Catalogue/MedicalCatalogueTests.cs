using Suwen.Simulator.Care.Catalogue;

namespace Suwen.Simulator.Tests.Care.Catalogue;

public sealed class MedicalCatalogueTests
{
    private static readonly MedicalCatalogue Content = MedicalCatalogue.Load();

    [Fact]
    public void The_content_is_as_large_as_the_issue_asks()
    {
        Content.LabItems.Count.ShouldBeGreaterThanOrEqualTo(120);
        Content.LabPanels.Count.ShouldBeGreaterThanOrEqualTo(35);
        Content.Drugs.Count.ShouldBeGreaterThanOrEqualTo(180);
        Content.Exams.Count.ShouldBeGreaterThanOrEqualTo(45);
        Content.Formulas.Count.ShouldBeGreaterThanOrEqualTo(25);
        Content.FeeItems.Count.ShouldBeGreaterThanOrEqualTo(50);
    }

    [Fact]
    public void The_healthy_mean_lies_in_the_reference_range()
    {
        foreach (var item in Content.LabItems.Values)
        {
            if (item.IsText) continue;
            Inside(item.MaleMean, item.MaleLow, item.MaleHigh).ShouldBeTrue(item.Item.Id);
            Inside(item.FemaleMean, item.FemaleLow, item.FemaleHigh).ShouldBeTrue(item.Item.Id);
            Inside(item.ChildMean, item.ChildLow, item.ChildHigh).ShouldBeTrue(item.Item.Id);
        }

        static bool Inside(double mean, double low, double high) => !(mean < low) && !(mean > high) && !(double.IsNaN(low) && double.IsNaN(high));
    }

    [Fact]
    public void Most_healthy_people_are_within_two_spreads_of_the_range()
    {
        // A reference range holds 95 % of the healthy by definition: mean ± 2 spreads must not reach far beyond it.
        foreach (var item in Content.LabItems.Values)
        {
            if (item.IsText) continue;
            var spread = Math.Sqrt(item.BetweenSigma * item.BetweenSigma + item.WithinSigma * item.WithinSigma);
            var high = item.IsLogNormal ? item.MaleMean * Suwen.Simulator.Randomness.FixedMath.Exp(1.6 * spread) : item.MaleMean + 1.6 * spread;
            if (!double.IsNaN(item.MaleHigh)) high.ShouldBeLessThanOrEqualTo(item.MaleHigh * 1.0001, item.Item.Id);
        }
    }

    [Fact]
    public void Every_season_has_mean_one() =>
        Content.Diseases.ShouldAllBe(disease => disease.Season.Count == 12 && Math.Abs(disease.Season.Sum() - 12) < 0.001);

    [Fact]
    public void Every_loinc_code_has_its_check_digit()
    {
        // LOINC Users' Guide: the last digit is the Mod 10 (Luhn) check digit of the number before the hyphen.
        foreach (var item in Content.LabItems.Values)
        {
            var code = item.Item.Loinc;
            if (code.Length == 0) continue;
            var hyphen = code.IndexOf('-', StringComparison.Ordinal);
            var sum = 0;
            var doubles = true;
            for (var i = hyphen - 1; i >= 0; i--, doubles = !doubles)
            {
                var digit = (code[i] - '0') * (doubles ? 2 : 1);
                sum += digit > 9 ? digit - 9 : digit;
            }
            ((10 - sum % 10) % 10).ShouldBe(code[^1] - '0', code);
        }
    }

    [Fact]
    public void Notifiable_diseases_have_a_class_and_the_others_have_none() =>
        Content.Diseases.ShouldAllBe(disease => (disease.Notifiable.Length > 0) == (disease.NotifiableClass.Length > 0));

    [Fact]
    public void Influenza_follows_the_reported_cases_of_three_years()
    {
        // National bulletins: 12,528,150 + 8,588,661 + 17,181,873 cases in 2023, 2024 and 2025 among 1.41 bn, taken 1.6 times for unreported visits: 1,448 per 100,000 and year.
        var influenza = Content.Disease["influenza"];
        influenza.Season[7].ShouldBeLessThan(0.5);
        influenza.Rates.Max(rate => rate.Per100000).ShouldBeInRange(1448, 100_000);
        influenza.Rates.Min(rate => rate.Per100000).ShouldBeInRange(1, 1448);
    }

    [Fact]
    public void Patterns_have_their_codes_among_the_codes_of_the_disease()
    {
        foreach (var disease in Content.Diseases)
        {
            foreach (var pattern in disease.Patterns)
            {
                disease.Codes.ShouldContain(code => code.Role == "tcm-disease" && code.Code == pattern.DiseaseCode && code.NameZh == pattern.DiseaseName);
                disease.Codes.ShouldContain(code => code.Role == "tcm-syndrome" && code.Code == pattern.SyndromeCode && code.NameZh == pattern.SyndromeName);
            }
        }
    }

    [Fact]
    public void At_least_sixty_five_diseases_are_complete()
    {
        Content.Diseases.Count.ShouldBeGreaterThanOrEqualTo(65);
        Content.Procedures.Count.ShouldBeGreaterThanOrEqualTo(65);
        foreach (var disease in Content.Diseases)
        {
            disease.Codes.Count(code => code.Role == "main").ShouldBeGreaterThan(0, disease.Id);
            disease.Symptoms.ShouldContain(symptom => symptom.Kind == "complaint", disease.Id);
            disease.Symptoms.ShouldContain(symptom => symptom.Kind == "sign", disease.Id);
            (disease.Panels.Count + disease.Exams.Count + disease.Drugs.Count).ShouldBeGreaterThan(0, disease.Id);
            disease.Rates.ShouldAllBe(rate => rate.Per100000 >= 0 && rate.Per100000 <= 100_000);
        }
    }

    [Theory]
    [InlineData("prostate-cancer", "M")]
    [InlineData("bph", "M")]
    [InlineData("cervical-cancer", "F")]
    [InlineData("breast-cancer", "F")]
    [InlineData("fibroids", "F")]
    [InlineData("vaginitis", "F")]
    [InlineData("antenatal-screening", "F")]
    [InlineData("tcm-menstrual", "F")]
    public void Diseases_of_one_sex_have_rates_for_that_sex_alone(string id, string sex) =>
        Content.Disease[id].Rates.ShouldAllBe(rate => rate.Sex == sex);

    [Theory]
    // Mean of the reported cases of 2023, 2024 and 2025 (national bulletins) per 1.41 bn people and 100,000, times the stated factor.
    [InlineData("hfm", (1_682_860 + 1_058_797 + 1_476_328) / 3.0 / 14_100 * 1.3)]
    [InlineData("tb", (773_512 + 702_565 + 649_666) / 3.0 / 14_100 * 1.0)]
    [InlineData("syphilis", (616_933 + 674_184 + 640_034) / 3.0 / 14_100 * 1.0)]
    [InlineData("brucellosis", (75_858 + 67_418 + 62_099) / 3.0 / 14_100 * 1.2)]
    public void Notifiable_rates_surround_the_reported_incidence(string id, double per100000)
    {
        var rates = Content.Disease[id].Rates.Where(rate => rate.Measure == "incidence").ToList();
        rates.Min(rate => rate.Per100000).ShouldBeLessThan(per100000);
        rates.Max(rate => rate.Per100000).ShouldBeGreaterThan(per100000);
    }

    [Fact]
    public void Hand_foot_mouth_disease_peaks_in_early_summer_or_autumn_and_pertussis_is_a_childhood_disease()
    {
        var season = Content.Disease["hfm"].Season;
        season.Skip(5).Take(6).Sum().ShouldBeGreaterThan(season.Take(4).Sum() * 2);
        Content.Disease["pertussis"].Rates.MaxBy(rate => rate.Per100000)!.AgeTo.ShouldBeLessThan(15);
    }

    [Fact]
    public void Controlled_patients_are_nearer_to_health_than_untreated_ones()
    {
        Moves("t2dm", "hba1c", 1.0);
        Moves("hypertension", null, 10);
        Moves("hyperlipidaemia", "ldl", 1.0);
        Moves("gout", "ua", 100);

        static void Moves(string id, string? item, double least)
        {
            var disease = Content.Disease[id];
            var (untreated, controlled) = item is null
                ? disease.Vitals.Where(vital => vital.Vital == "systolic").Select(vital => (vital.Untreated, vital.Controlled)).Single()
                : disease.LabEffects.Where(effect => effect.ItemId == item).Select(effect => (effect.Untreated, effect.Controlled)).Single();
            (untreated - controlled).ShouldBeGreaterThan(least, id);
        }
    }

    [Fact]
    public void Every_specialty_that_treats_a_disease_is_at_some_institution()
    {
        foreach (var disease in Content.Diseases)
        {
            var department = Content.Departments.Single(one => one.Specialty == disease.Specialty);
            (department.InTertiaryGeneral || department.InSecondaryGeneral || department.InTraditional || department.InMaternal || department.InCommunity).ShouldBeTrue(disease.Id);
        }
    }

    [Fact]
    public void Patients_who_are_admitted_find_a_ward()
    {
        foreach (var disease in Content.Diseases.Where(disease => disease.AdmissionShare > 0 || disease.AdmissionsPerYear > 0))
        {
            Content.Departments.Single(one => one.Specialty == disease.InpatientSpecialty).BedWeight.ShouldBeGreaterThan(0, disease.Id);
        }
    }

    [Fact]
    public void Planted_signals_are_of_both_kinds_and_of_drugs_that_are_given()
    {
        Content.AdverseSignals.ShouldContain(signal => signal.IsLabelKnown);
        Content.AdverseSignals.ShouldContain(signal => !signal.IsLabelKnown);
        var given = Content.Diseases.SelectMany(disease => disease.Drugs).Select(drug => drug.DrugId).ToHashSet();
        Content.AdverseSignals.ShouldAllBe(signal => given.Contains(signal.DrugId));
    }

    [Fact]
    public void The_national_programme_gives_every_child_its_twenty_two_doses()
    {
        // National schedule of 2021: 22 doses of these by the age of six.
        string[] programme = ["hepb", "bcg", "ipv", "bopv", "dtap", "dt", "mmr", "je", "mena", "menac", "hepa"];
        Content.Vaccines.Where(vaccine => programme.Contains(vaccine.Id)).Sum(vaccine => vaccine.AgeMonths.Count).ShouldBe(22);
        Content.Vaccines.Where(vaccine => programme.Contains(vaccine.Id)).ShouldAllBe(vaccine => vaccine.PriceFen == 0);
    }

    [Fact]
    public void Whatever_a_disease_does_to_an_item_some_panel_of_it_measures()
    {
        foreach (var disease in Content.Diseases)
        {
            var measured = disease.Panels.SelectMany(panel => Content.LabPanels[panel.PanelId].ItemIds).ToHashSet();
            disease.LabEffects.ShouldAllBe(effect => measured.Contains(effect.ItemId), disease.Id);
        }
    }

    [Fact]
    public void Two_loads_give_the_same_order() =>
        MedicalCatalogue.Load().Diseases.Select(disease => disease.Id).ShouldBe(Content.Diseases.Select(disease => disease.Id));

    [Theory]
    [InlineData("disease_rates.csv", "disease_id,measure,sex,age_from,age_to,per_100000,source\ninfluenza,incidence,B,0,9,10,x\ninfluenza,incidence,M,9,12,10,x\n", "disease_rates.csv:3: overlaps the rate of line 2")]
    [InlineData("disease_rates.csv", "disease_id,measure,sex,age_from,age_to,per_100000,source\ninfluenza,incidence,B,0,9,100001,x\n", "disease_rates.csv:2: 100001 is outside 0 … 100000")]
    [InlineData("disease_rates.csv", "disease_id,measure,sex,age_from,age_to,per_100000,source\ninfluenza,incidence,X,0,9,1,x\n", "disease_rates.csv:2: “X” is none of M, F, B")]
    [InlineData("disease_panels.csv", "disease_id,panel_id,when,probability\nghost,cbc,outpatient,1\n", "disease_panels.csv:2: “ghost” is unknown")]
    [InlineData("disease_panels.csv", "disease_id,panel_id,when,probability\ninfluenza,ghost,outpatient,1\n", "disease_panels.csv:2: “ghost” is unknown")]
    [InlineData("disease_panels.csv", "disease_id,panel_id,when\n", "disease_panels.csv:1: the header must be disease_id,panel_id,when,probability")]
    [InlineData("disease_seasons.csv", "disease_id,m01,m02,m03,m04,m05,m06,m07,m08,m09,m10,m11,m12\ninfluenza,2,1,1,1,1,1,1,1,1,1,1,1\n", "disease_seasons.csv:2: the season's mean is 1.0833, not 1")]
    [InlineData("disease_lab_effects.csv", "disease_id,item_id,mode,untreated,controlled,sigma,text,probability\ninfluenza,flua,times,2,1,0.1,,1\n", "disease_lab_effects.csv:2: words for a number, or a number for words")]
    [InlineData("disease_symptoms.csv", "disease_id,kind,text_zh,probability,duration_from,duration_to,duration_unit\ninfluenza,complaint,\"发热\n咳嗽\",1,1,2,天,9\n", "disease_symptoms.csv:2: 8 fields instead of 7")]
    public void A_fault_in_the_content_names_file_and_line(string file, string text, string fault)
    {
        var exception = Should.Throw<ContentException>(() => MedicalCatalogue.Load(name => name == file ? text : null));
        exception.Faults.ShouldContain(fault);
        exception.Message.ShouldContain(fault);
    }

    [Fact]
    public void All_faults_come_at_once()
    {
        var exception = Should.Throw<ContentException>(() => MedicalCatalogue.Load(name => name switch
        {
            "disease_panels.csv" => "disease_id,panel_id,when,probability\nghost,cbc,outpatient,1\ninfluenza,cbc,sometimes,2\n",
            "adverse_signals.csv" => "drug_id,reaction_kind,reaction_id,name_zh,relative_risk,background_per_10000,is_label_known,onset_days_from,onset_days_to,remark\nghost,lab,ghost,x,0.5,1,1,9,1,\n",
            _ => null,
        }));
        exception.Faults.Count(fault => fault.StartsWith("disease_panels.csv:3:", StringComparison.Ordinal)).ShouldBe(2);
        exception.Faults.Count(fault => fault.StartsWith("adverse_signals.csv:2:", StringComparison.Ordinal)).ShouldBe(4);
    }
}
