using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Suwen.Analysis.Payment.FrontPage;

namespace Suwen.Analysis.Tests.Payment.FrontPage;

/// <summary>
/// Checks of front pages. What is expected follows from 国卫办医发〔2016〕24号 (choice of the main diagnosis), from ICD-10's own notes on categories, and from
/// KDIGO 2012 for kidney injury, as each case says.
/// </summary>
public sealed class FrontPageCheckerTests
{
    private static readonly DateTime Day = new(2026, 1, 10, 8, 0, 0);

    private static FrontPageCase Page(string diagnoses, string procedures = "", int sex = 1, int age = 60) => new()
    {
        CaseId = "1",
        Sex = sex,
        AgeYears = age,
        LengthOfStayDays = 7,
        Diagnoses = diagnoses.Split('|', StringSplitOptions.RemoveEmptyEntries),
        Procedures = [.. procedures.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(static p => new FrontPageProcedure(p, Day.AddDays(1), "全身麻醉"))],
        Admission = Day,
        Discharge = Day.AddDays(7),
        Cost = 8000,
    };

    private static IEnumerable<string> Rules(FrontPageCase page, FrontPageRecord? record = null) => FrontPageChecker.Check(page, record).Findings.Select(static f => f.Rule);

    [Theory]
    [InlineData("W01.x00|S72.000", "main-external-cause")] // ICD-10 chapter XX: never the single or main code.
    [InlineData("N08.300*|E11.201", "main-asterisk-or-morphology")] // Volume 2: an asterisk code stands behind its dagger.
    [InlineData("Z37.000|O80.000", "main-outcome-of-delivery")]
    [InlineData("R50.900|J18.900", "main-symptom")] // A cause that explains the symptom is chosen.
    [InlineData("I46.900|I21.900", "main-terminal-state")]
    [InlineData("I10.x00|N18.900", "hypertension-kidney")] // I12 includes I10 with N18.
    [InlineData("E11.900|E11.400", "diabetes-2-without-and-with")]
    [InlineData("J44.900|J18.900", "copd-with-infection")] // J44.0.
    [InlineData("K80.200|K81.000", "gallstones-cholecystitis")] // K80.0, K80.1.
    [InlineData("K26.900|K92.200", "ulcer-bleeding")] // The fourth characters .0 and .4.
    [InlineData("I21.900|I20.000", "angina-beside-infarction")]
    [InlineData("O80.000|O72.100|Z37.000", "obstetric-complication-main")]
    [InlineData("O80.000", "delivery-without-outcome")]
    [InlineData("S72.000", "injury-without-cause")]
    [InlineData("C78.000", "metastasis-without-primary")]
    [InlineData("", "main-diagnosis-missing")]
    [InlineData("I63.900|i63.900", "diagnosis-twice")]
    public void A_page_that_breaks_a_rule_of_coding_is_told(string diagnoses, string rule) => Rules(Page(diagnoses, sex: 2, age: 30)).ShouldContain(rule);

    [Theory]
    [InlineData("E11.200x021+N08.3*|I10.x00")] // A dagger with its asterisk is one code.
    [InlineData("R50.900")]
    [InlineData("J44.000|I10.x00")]
    [InlineData("S72.000|W01.x00")]
    [InlineData("C34.100|C78.000")]
    public void A_page_that_keeps_them_is_left_alone(string diagnoses) => Rules(Page(diagnoses)).ShouldBeEmpty();

    [Fact]
    public void Pregnancy_in_a_man_and_a_prostate_in_a_woman_contradict_the_sex()
    {
        Rules(Page("O80.000|Z37.000", sex: 1, age: 30)).ShouldContain("pregnancy-in-a-man");
        Rules(Page("N40.x00", sex: 2)).ShouldContain("male-disease-in-a-woman");
        Rules(Page("N40.x00", sex: 1)).ShouldBeEmpty();
    }

    [Fact]
    public void The_main_diagnosis_is_that_for_which_the_operation_was_done()
    {
        // "以手术治疗为住院目的的，选择与手术治疗相一致的疾病作为主要诊断".
        Rules(Page("C22.000|C50.900", "85.4300x004", sex: 2)).ShouldContain("main-diagnosis-not-of-operation");
        Rules(Page("C50.900|C22.000", "85.4300x004", sex: 2)).ShouldNotContain("main-diagnosis-not-of-operation");
        Rules(Page("J18.900", "85.4300x004", sex: 2)).ShouldContain("operation-without-diagnosis");
    }

    [Fact]
    public void Chemotherapy_alone_makes_the_therapy_the_main_diagnosis_and_an_operation_the_tumour()
    {
        Rules(Page("C34.100", "99.2500")).ShouldContain("tumour-therapy-main");
        Rules(Page("Z51.100|C34.100", "99.2500")).ShouldNotContain("tumour-therapy-main");
        Rules(Page("C34.100", "32.4100|99.2500")).ShouldNotContain("tumour-therapy-main");
    }

    [Fact]
    public void Times_and_costs_must_agree()
    {
        var page = Page("I63.900");
        Rules(page with { Discharge = Day.AddDays(-1) }).ShouldBe(["discharge-before-admission"]);
        Rules(page with { LengthOfStayDays = 20 }).ShouldBe(["length-of-stay-differs"]);
        Rules(page with { Procedures = [new FrontPageProcedure("88.4101", Day.AddDays(8))] }).ShouldBe(["operation-outside-stay"]);
        Rules(page with { CostOfParts = 7999.9 }).ShouldBe(["cost-parts-differ"]);
        Rules(page with { CostOfParts = 8000.01 }).ShouldBeEmpty();
        Rules(page with { Cost = 0 }).ShouldBe(["cost-not-positive"]);
    }

    [Fact]
    public void A_code_is_supported_contradicted_or_without_evidence()
    {
        var record = new FrontPageRecord();
        record.AddTest("2823-3", "钾", 4.2, "mmol/L", Day);
        var contrary = FrontPageChecker.Check(Page("I63.900|E87.600"), record).Findings.Single(static f => f.Code == "E87.600");
        contrary.Kind.ShouldBe("not-supported");
        contrary.Evidence.ShouldHaveSingleItem().Value.ShouldBe("4.2 mmol/L");
        record.AddTest("2823-3", "钾", 3.1, "mmol/L", Day.AddDays(1));
        FrontPageChecker.Check(Page("I63.900|E87.600"), record).Findings.ShouldNotContain(static f => f.Code == "E87.600");
    }

    [Fact]
    public void A_diagnosis_named_in_a_list_of_diagnoses_does_not_support_itself()
    {
        var record = new FrontPageRecord();
        record.AddNote("首次病程记录", "诊断：急性心肌梗死\n查体：心律齐，无ST段抬高。", Day);
        record.AddTest("10839-9", "肌钙蛋白I", 0.01, "ng/mL", Day);
        Rules(Page("I21.900"), record).ShouldContain("not-supported:myocardial-infarction");
        record.AddTest("10839-9", "肌钙蛋白I", 1.6, "ng/mL", Day);
        Rules(Page("I21.900"), record).ShouldNotContain("not-supported:myocardial-infarction");
    }

    [Fact]
    public void What_was_measured_and_treated_weighs_more_than_what_was_only_measured()
    {
        var record = new FrontPageRecord();
        record.AddTest("2823-3", "钾", 3.1, "mmol/L", Day);
        FrontPageChecker.Check(Page("K35.900"), record).Findings.Single(static f => f.Rule == "not-coded:hypokalaemia").Severity.ShouldBe(FrontPageSeverity.Hint);
        record.AddDrug("氯化钾缓释片 0.5g*24片", Day);
        FrontPageChecker.Check(Page("K35.900"), record).Findings.Single(static f => f.Rule == "not-coded:hypokalaemia").Severity.ShouldBe(FrontPageSeverity.Warning);
        Rules(Page("K35.900|E87.600"), record).ShouldNotContain("not-coded:hypokalaemia");
    }

    [Theory]
    [InlineData(80, 107, 24, true)] // By 26.5 μmol/L within 48 hours.
    [InlineData(80, 107, 72, false)]
    [InlineData(80, 120, 150, true)] // To 1.5 times within 7 days.
    [InlineData(80, 120, 200, false)]
    [InlineData(120, 80, 24, false)] // It fell.
    public void Kidney_injury_follows_KDIGO(double first, double second, int hours, bool isInjury)
    {
        var record = new FrontPageRecord();
        record.AddTest("14682-9", "肌酐", first, "μmol/L", Day);
        record.AddTest("14682-9", "肌酐", second, "μmol/L", Day.AddHours(hours));
        Rules(Page("J18.900"), record).Contains("not-coded:acute-kidney-injury").ShouldBe(isInjury);
    }

    [Fact]
    public void Without_a_record_evidence_is_not_judged()
    {
        var report = FrontPageChecker.Check(Page("I21.900"), null);
        report.HasRecord.ShouldBeFalse();
        report.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_record_that_is_shuffled_gives_the_same_report() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), static seed =>
        {
            var rows = new List<Action<FrontPageRecord>>
            {
                static r => r.AddTest("2823-3", "钾", 3.2, "mmol/L", Day), static r => r.AddTest("2823-3", "钾", 4.2, "mmol/L", Day.AddDays(1)),
                static r => r.AddTest("14682-9", "肌酐", 80, "μmol/L", Day), static r => r.AddTest("14682-9", "肌酐", 130, "μmol/L", Day.AddDays(1)),
                static r => r.AddTest("718-7", "血红蛋白", 130, "g/L", Day), static r => r.AddTest("718-7", "血红蛋白", 84, "g/L", Day.AddDays(2)),
                static r => r.AddDrug("氯化钾缓释片", Day), static r => r.AddExam("胸部CT平扫", Day), static r => r.AddProcedure("96.7100", "呼吸机治疗", Day),
            };
            var ordered = new FrontPageRecord();
            rows.ForEach(r => r(ordered));
            var shuffled = new FrontPageRecord();
            rows.OrderBy(r => HashCode.Combine(seed, rows.IndexOf(r))).ToList().ForEach(r => r(shuffled));
            return Rules(Page("J18.900|I21.900"), shuffled).SequenceEqual(Rules(Page("J18.900|I21.900"), ordered));
        }).QuickCheckThrowOnFailure();
}
