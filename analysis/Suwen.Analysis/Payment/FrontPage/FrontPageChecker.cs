using System.Globalization;
using Suwen.Analysis.Payment.Dip;

namespace Suwen.Analysis.Payment.FrontPage;

/// <summary>Checks a front page by itself and against the record of its stay. Thread-safe.</summary>
/// <remarks>
/// It never advises a code because it pays more: what is coded and not shown by the record is told as what is shown and not coded.
/// </remarks>
public static class FrontPageChecker
{
    private const string Quality = "国卫办医发〔2016〕24号 住院病案首页数据填写质量规范（暂行）";
    private const string Own = "项目自定";

    private static readonly CodeSet Injuries = new("S00-T78");
    private static readonly CodeSet ExternalCauses = new("V01-Y98");

    /// <summary>Assistance at a birth stands in the record of the birth, not in an operative note.</summary>
    private static readonly CodeSet AtBirth = new("72 73 75");

    /// <summary>Checks a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="record">What the record of the stay says; null where it is not at hand, so that evidence is not judged.</param>
    public static FrontPageReport Check(FrontPageCase page, FrontPageRecord? record)
    {
        ArgumentNullException.ThrowIfNull(page);
        var findings = new List<FrontPageFinding>();
        CheckCodes(page, findings);
        CheckForm(page, findings);
        CheckOperations(page, record, findings);
        CheckTimes(page, findings);
        CheckCost(page, findings);
        var hasRecord = record is { HasRows: true };
        if (hasRecord)
        {
            CheckSupport(page, record!, findings);
            CheckDocumented(page, record!, findings);
        }

        findings.Sort(static (a, b) => a.Severity != b.Severity ? b.Severity.CompareTo(a.Severity) : string.CompareOrdinal(a.Rule, b.Rule));
        return new FrontPageReport(page.CaseId, findings, FrontPageScore.Of(page, findings), hasRecord);
    }

    private static void CheckCodes(FrontPageCase page, List<FrontPageFinding> findings)
    {
        foreach (var rule in FrontPageRules.Codes)
        {
            if (Matches(rule, page, out var code))
            {
                findings.Add(new FrontPageFinding(rule.Name, rule.Kind, rule.Severity, code, rule.Title, rule.Basis, []));
            }
        }
    }

    private static bool Matches(CodeRule rule, FrontPageCase page, out string? code)
    {
        code = page.Diagnoses.Count > 0 ? page.Diagnoses[0] : null;
        if (!rule.Main.IsEmpty && (code is null || !rule.Main.Contains(code)))
        {
            return false;
        }

        if (!rule.Any.IsEmpty && (code = First(page.Diagnoses, rule.Any, 0)) is null)
        {
            return false;
        }

        // A partner stands beside what the rule is about: of a rule about the main diagnosis, among the others.
        var partnersFrom = rule.Any.IsEmpty && !rule.Main.IsEmpty ? 1 : 0;
        return (rule.With.IsEmpty || First(page.Diagnoses, rule.With, partnersFrom) is not null)
            && (rule.Without.IsEmpty || First(page.Diagnoses, rule.Without, 0) is null)
            && (rule.Procedure.IsEmpty || page.Procedures.Any(p => rule.Procedure.Contains(p.Code)))
            && (rule.WithoutProcedure.IsEmpty || !page.Procedures.Any(p => rule.WithoutProcedure.Contains(p.Code) && !rule.Procedure.Contains(p.Code)))
            && (rule.Sex is not { } sex || page.Sex == sex)
            && (rule.AgeFrom is not { } from || page.AgeYears >= from)
            && (rule.AgeBelow is not { } below || page.AgeYears < below);
    }

    private static string? First(IReadOnlyList<string> codes, CodeSet set, int from)
    {
        for (var i = from; i < codes.Count; i++)
        {
            if (set.Contains(codes[i]))
            {
                return codes[i];
            }
        }

        return null;
    }

    private static void CheckForm(FrontPageCase page, List<FrontPageFinding> findings)
    {
        if (page.Diagnoses.Count == 0)
        {
            findings.Add(Find("main-diagnosis-missing", "missing", FrontPageSeverity.Error, null, "缺少主要诊断", "The main diagnosis is missing", Quality));
            return;
        }

        var main = page.Diagnoses[0];
        if ((main.EndsWith('*') && !main.Contains('+', StringComparison.Ordinal)) || (main[0] is 'M' or 'm' && main.Contains('/', StringComparison.Ordinal)))
        {
            findings.Add(Find("main-asterisk-or-morphology", "main", FrontPageSeverity.Error, main, "星号编码或形态学编码不得作主要诊断", "An asterisk or morphology code cannot be the main diagnosis", "ICD-10 第二卷 编码规则"));
        }

        for (var i = 1; i < page.Diagnoses.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (string.Equals(page.Diagnoses[i], page.Diagnoses[j], StringComparison.OrdinalIgnoreCase))
                {
                    findings.Add(Find("diagnosis-twice", "code", FrontPageSeverity.Warning, page.Diagnoses[i], "同一诊断编码重复", "The same diagnosis stands twice", Own));
                    j = i;
                }
            }
        }

        if (First(page.Diagnoses, Injuries, 0) is { } injury && string.IsNullOrWhiteSpace(page.ExternalCause) && First(page.Diagnoses, ExternalCauses, 0) is null)
        {
            findings.Add(Find("injury-without-cause", "missing", FrontPageSeverity.Warning, injury, "损伤或中毒未填外部原因", "An injury or poisoning without its external cause", Quality));
        }

        CheckPerson(page, findings);
    }

    private static void CheckPerson(FrontPageCase page, List<FrontPageFinding> findings)
    {
        if (page.Sex is not (1 or 2))
        {
            findings.Add(Find("sex-missing", "missing", FrontPageSeverity.Error, null, "缺少性别", "The sex is missing", Quality));
        }

        if (page.AgeYears is null && page.AgeDays is null)
        {
            findings.Add(Find("age-missing", "missing", FrontPageSeverity.Error, null, "缺少年龄", "The age is missing", Quality));
        }

        if (page.AgeDays is >= 0 and <= 28 && page.AgeYears is null or 0 && page.AgeDays is not null && page.BirthWeightG is null or 0)
        {
            findings.Add(Find("newborn-weight-missing", "missing", FrontPageSeverity.Error, null, "新生儿（≤28天）缺少出生体重", "A newborn (28 days or less) without birth weight", Quality));
        }

        if (page.BirthWeightG is > 0 and (< 300 or > 7000))
        {
            findings.Add(Find("birth-weight-impossible", "code", FrontPageSeverity.Warning, null, "新生儿出生体重超出合理范围（300–7000克）", "The birth weight is out of range (300 to 7,000 g)", Own));
        }
    }

    private static void CheckOperations(FrontPageCase page, FrontPageRecord? record, List<FrontPageFinding> findings)
    {
        var isOperated = false;
        for (var i = 0; i < page.Procedures.Count; i++)
        {
            var procedure = page.Procedures[i];
            var isSurgery = IsSurgery(procedure.Code);
            isOperated |= isSurgery;
            CheckOperation(page, procedure, isMain: i == 0, findings);
            if (isSurgery && page.Filled is not null && string.IsNullOrWhiteSpace(procedure.Anaesthesia))
            {
                findings.Add(Find("operation-without-anaesthesia", "operation", FrontPageSeverity.Warning, procedure.Code, "手术未填麻醉方式", "An operation without its way of anaesthesia", Quality));
            }

            if (page.Filled is not null && procedure.At is null)
            {
                findings.Add(Find("operation-without-time", "operation", FrontPageSeverity.Warning, procedure.Code, "手术操作未填日期", "A procedure without its time", Quality));
            }
        }

        if (!isOperated || record is not { HasNotes: true })
        {
            return;
        }

        var main = page.Procedures.First(static p => IsSurgery(p.Code)).Code;
        if (!record.HasOperationNote)
        {
            findings.Add(Find("operation-without-note", "operation", FrontPageSeverity.Warning, main, "有手术而病历中无手术记录", "An operation without an operative note in the record", "病历书写基本规范（卫医政发〔2010〕11号）第二十二条"));
        }

        if (!record.HasConsent)
        {
            findings.Add(Find("operation-without-consent", "operation", FrontPageSeverity.Hint, main, "有手术而病历中未见知情同意（可能未电子化，请人工核对）", "An operation, and no consent is seen in the record (it may be on paper)", "病历书写基本规范（卫医政发〔2010〕11号）第二十三条"));
        }
    }

    private static bool IsSurgery(string code) => DipPrefixes.Treatments.Find(code) == (int)DipTreatment.Surgical && !AtBirth.Contains(code);

    private static void CheckOperation(FrontPageCase page, FrontPageProcedure procedure, bool isMain, List<FrontPageFinding> findings)
    {
        foreach (var rule in FrontPageRules.Operations)
        {
            if (!rule.Procedure.Contains(procedure.Code))
            {
                continue;
            }

            if (First(page.Diagnoses, rule.Diagnoses, 0) is null)
            {
                findings.Add(Find("operation-without-diagnosis", "operation", FrontPageSeverity.Warning, procedure.Code, $"{rule.Title.Zh}无相应诊断", $"No diagnosis for: {rule.Title.En}", "国卫办医发〔2016〕24号；对应范围为项目自定"));
            }
            else if (isMain && page.Diagnoses.Count > 0 && !rule.Diagnoses.Contains(page.Diagnoses[0]))
            {
                findings.Add(Find(
                    "main-diagnosis-not-of-operation", "main", FrontPageSeverity.Warning, page.Diagnoses[0], $"主要诊断与主要手术（{rule.Title.Zh}）不一致，手术所治疾病列在其他诊断",
                    $"The main diagnosis does not fit the main operation ({rule.Title.En}); the disease operated on stands among the others", "国卫办医发〔2016〕24号 以手术治疗为住院目的的选与手术相一致的疾病"));
            }
        }
    }

    private static void CheckTimes(FrontPageCase page, List<FrontPageFinding> findings)
    {
        if (page is not { Admission: { } from, Discharge: { } to })
        {
            return;
        }

        if (to < from)
        {
            findings.Add(Find("discharge-before-admission", "time", FrontPageSeverity.Error, null, "出院早于入院", "Discharged before admission", Own));
            return;
        }

        // The front page counts the days between the dates, at least one.
        var days = Math.Max(1, (to.Date - from.Date).Days);
        if (page.LengthOfStayDays is { } stated && Math.Abs(stated - days) > 1)
        {
            findings.Add(Find("length-of-stay-differs", "time", FrontPageSeverity.Warning, null, $"住院天数 {Text(stated)} 与入出院日期（{Text(days)} 天）不符", $"A stay of {Text(stated)} days, but {Text(days)} between the dates", Quality));
        }

        foreach (var procedure in page.Procedures)
        {
            if (procedure.At is { } at && (at.Date < from.Date || at.Date > to.Date))
            {
                findings.Add(Find("operation-outside-stay", "time", FrontPageSeverity.Error, procedure.Code, "手术操作日期不在住院期间", "A procedure outside of the stay", Quality));
            }
        }
    }

    private static void CheckCost(FrontPageCase page, List<FrontPageFinding> findings)
    {
        if (page.Cost is <= 0)
        {
            findings.Add(Find("cost-not-positive", "cost", FrontPageSeverity.Error, null, "总费用为零或负", "The total cost is nought or less", Quality));
        }

        if (page is { Cost: { } total, CostOfParts: { } parts } && Math.Abs(total - parts) > 0.05)
        {
            findings.Add(Find("cost-parts-differ", "cost", FrontPageSeverity.Warning, null, $"分项费用合计 {Money(parts)} 与总费用 {Money(total)} 不符", $"The parts add up to {Money(parts)} and not to {Money(total)}", Quality));
        }
    }

    private static void CheckSupport(FrontPageCase page, FrontPageRecord record, List<FrontPageFinding> findings)
    {
        for (var i = 0; i < page.Diagnoses.Count; i++)
        {
            var support = SupportOf(page, record, page.Diagnoses[i]);
            if (support.State is not (FrontPageSupport.None or FrontPageSupport.Contrary))
            {
                continue;
            }

            var isMain = i == 0;
            findings.Add(new FrontPageFinding(
                "not-supported:" + support.Rule!.Name, "not-supported", isMain ? FrontPageSeverity.Warning : FrontPageSeverity.Hint, page.Diagnoses[i],
                new Words(
                    $"{(isMain ? "主要诊断" : "其他诊断")}“{support.Rule.Title.Zh}”未见病历依据（应有：{support.Rule.Expected.Zh}）",
                    $"{(isMain ? "The main diagnosis" : "The diagnosis")} \"{support.Rule.Title.En}\" is not shown by the record (expected: {support.Rule.Expected.En})"),
                support.Rule.Basis, support.Evidence));
        }
    }

    /// <summary>What the record shows for a code.</summary>
    internal static (FrontPageSupport State, SupportRule? Rule, IReadOnlyList<FrontPageEvidence> Evidence) SupportOf(FrontPageCase page, FrontPageRecord record, string code)
    {
        foreach (var rule in FrontPageRules.Support)
        {
            if (!rule.Codes.Contains(code))
            {
                continue;
            }

            var evidence = new List<FrontPageEvidence>();
            if (rule.Needs.Holds(page, record, evidence))
            {
                return (FrontPageSupport.Shown, rule, evidence);
            }

            rule.Needs.AddContrary(record, evidence);
            return (evidence.Count > 0 ? FrontPageSupport.Contrary : FrontPageSupport.None, rule, evidence);
        }

        return (FrontPageSupport.NotJudged, null, []);
    }

    private static void CheckDocumented(FrontPageCase page, FrontPageRecord record, List<FrontPageFinding> findings)
    {
        foreach (var rule in FrontPageRules.Complications)
        {
            if (First(page.Diagnoses, rule.CodedBy, 0) is not null)
            {
                continue;
            }

            var evidence = new List<FrontPageEvidence>();
            if (!rule.Documented.Holds(page, record, evidence) || findings.Exists(f => f.Kind == "not-coded" && f.Code == rule.Code))
            {
                continue;
            }

            // What was neither assessed nor treated is not coded (the document's rule on other diagnoses), so treatment decides how grave it is.
            var isTreated = rule.Treated.Holds(page, record, evidence);
            findings.Add(new FrontPageFinding(
                "not-coded:" + rule.Name, "not-coded", isTreated ? FrontPageSeverity.Warning : FrontPageSeverity.Hint, rule.Code,
                isTreated
                    ? new Words($"病历显示“{rule.Title.Zh}”并有处理，首页未编码：请医师确认是否成立", $"The record shows \"{rule.Title.En}\" and its treatment; not coded. A physician decides whether it stands")
                    : new Words($"病历提示“{rule.Title.Zh}”，未见处理：仅有数值异常不应编码", $"The record hints at \"{rule.Title.En}\" without treatment: an abnormal value alone is not coded"),
                rule.Basis, evidence));
        }
    }

    private static FrontPageFinding Find(string rule, string kind, FrontPageSeverity severity, string? code, string zh, string en, string basis) =>
        new(rule, kind, severity, code, new Words(zh, en), basis, []);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Money(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>What the record says of a code.</summary>
public enum FrontPageSupport
{
    /// <summary>No rule speaks of the code.</summary>
    NotJudged,

    /// <summary>The record shows it.</summary>
    Shown,

    /// <summary>Nothing of what is asked for was found.</summary>
    None,

    /// <summary>What was measured speaks against it.</summary>
    Contrary,
}
