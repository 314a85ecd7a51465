using Suwen.Simulator.Answers;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

internal sealed partial class VisitMaker
{
    // Of the cards that are due: never sent, and sent after the limit (invented, of the order that surveys of under-reporting find).
    private const double MissedShare = 0.05, LateShare = 0.06;

    private static readonly string[] AdmissionPaths = ["", "1", "2", "3", "9"];

    private void FrontPage()
    {
        var random = Stream(RandomPurpose.FrontPage);
        var main = _visit.Diagnoses.Count > 0 ? _visit.Diagnoses[0].Standard : new Term("", "");
        var newborn = _resident.AgeDays(_day) < 28;
        var allergic = _visit.Allergies.Count > 0;
        var pathology = "";
        foreach (var exam in _visit.Exams) if (exam.Modality == "PATH") pathology = exam.Number;
        _visit.FrontPage = new FrontPage(
            "B" + _visit.Number,
            AdmissionPaths[Math.Clamp(_detail.Ordinal, 1, 2)],
            main.Code, main.Name,
            _table is { IsInjury: true } ? InjuryCauses[random.Below(InjuryCauses.Length)] : "",
            allergic ? _visit.Allergies[0].Substance.Name : "",
            Autopsy: false,
            _doctors[0], _doctors[Math.Min(1, _doctors.Length - 1)], _visit.Doctor, _doctors[^1], _visit.Nurse, _nurses[^1],
            random.Chance(0.97) ? "甲" : "乙",
            random.Chance(0.04) ? "2" : "1",
            _table is { IsInjury: true } && random.Chance(0.08) ? random.Between(1, 90) : 0, 0,
            newborn ? _resident.AgeDays(_day) : 0,
            newborn ? BirthWeight() : 0,
            newborn ? Math.Max(600, BirthWeight() + random.Between(-150, 60)) : 0,
            pathology, Costs());
    }

    // ICD-10 chapter XX, as the front page wants the outside cause of an injury: fall on the level, fall on stairs, motorcycle in traffic, struck against an object.
    private static readonly string[] InjuryCauses = ["W01.x00", "W10.x00", "V29.900", "W22.x00"];

    private int BirthWeight()
    {
        var pregnancy = VisitPlanner.PregnancyOf(_tables, _resident.Id.Value, _resident.BirthDate);
        var random = new RandomStream(_tables.Seed, RandomPurpose.Birth, _resident.Id.Value, -81);
        // About 3,300 g at 39 weeks and 28 g a day less before (order of magnitude of the Chinese birth weight curves of 2020).
        return (int)Math.Clamp(3300 - (275 - pregnancy.GestationDays) * 28 + random.Normal() * 330, 600, 5200) / 10 * 10;
    }

    /// <summary>The cost block of the front page; the parts sum to 总费用.</summary>
    private Dictionary<string, long> Costs()
    {
        long total = 0, service = 0, treatment = 0, nursing = 0, other = 0, pathology = 0, laboratory = 0, imaging = 0, clinical = 0, surgery = 0, western = 0, antibiotics = 0, patent = 0, herbs = 0, material = 0;
        foreach (var fee in _visit.Fees)
        {
            total += fee.AmountFen;
            switch (fee.Category)
            {
                case "床位费" or "诊察费" or "一般诊疗费" or "挂号费": service += fee.AmountFen; break;
                case "治疗费": treatment += fee.AmountFen; break;
                case "护理费": nursing += fee.AmountFen; break;
                case "化验费": laboratory += fee.AmountFen; break;
                case "检查费":
                    if (_world.Catalogue.Exams.TryGetValue(fee.Item.Code, out var exam))
                    {
                        if (exam.Modality == "PATH") pathology += fee.AmountFen;
                        else if (exam.Modality is "ECG" or "ES") clinical += fee.AmountFen;
                        else imaging += fee.AmountFen;
                    }
                    else clinical += fee.AmountFen;
                    break;
                case "手术费": surgery += fee.AmountFen; break;
                case "西药费":
                    western += fee.AmountFen;
                    if (_world.Catalogue.Drugs.TryGetValue(fee.Item.Code, out var drug) && drug.Atc.StartsWith("J01", StringComparison.Ordinal)) antibiotics += fee.AmountFen;
                    break;
                case "中成药费": patent += fee.AmountFen; break;
                case "中药饮片费": herbs += fee.AmountFen; break;
                case "卫生材料费": material += fee.AmountFen; break;
                default: other += fee.AmountFen; break;
            }
        }
        return new Dictionary<string, long>(16, StringComparer.Ordinal)
        {
            ["总费用"] = total,
            ["自付金额"] = _visit.Settlement?.SelfPayFen ?? total,
            ["一般医疗服务费"] = service,
            ["一般治疗操作费"] = treatment,
            ["护理费"] = nursing,
            ["综合医疗服务其他费用"] = other,
            ["病理诊断费"] = pathology,
            ["实验室诊断费"] = laboratory,
            ["影像学诊断费"] = imaging,
            ["临床诊断项目费"] = clinical,
            ["手术治疗费"] = surgery,
            ["西药费"] = western,
            ["抗菌药物费用"] = antibiotics,
            ["中成药费"] = patent,
            ["中草药费"] = herbs,
            ["治疗用一次性医用材料费"] = material,
        };
    }

    private void Report()
    {
        if (_detail.Reason == VisitReason.Outbreak)
        {
            var outbreaks = _tables.Outbreaks.Of(_resident.Community);
            if (_detail.Ordinal < outbreaks.Length) _visit.Answers.Add(OutbreakList.AnswerOf(outbreaks[_detail.Ordinal], _tables, _visit.Institution.Source, "visit", _visit.Number));
        }
        if (_table is null || _visit.Diagnoses.Count == 0) return;
        var disease = _table.Disease;
        var first = _detail.Reason is VisitReason.Acute or VisitReason.Outbreak or VisitReason.ChronicDiagnosis;
        var random = Stream(RandomPurpose.Reporting);
        if (disease.Notifiable.Length > 0 && (first || _detail.Reason == VisitReason.Terminal)) Card("传染病", disease, ref random);
        else if (Dies) Card("死亡", disease, ref random);
        else if (_table.IsCancer && first) Card("肿瘤", disease, ref random);
        else if (_table.IsInjury && first) Card("伤害", disease, ref random);
    }

    private void Card(string type, Disease disease, ref RandomStream random)
    {
        var diagnosis = _visit.Diagnoses[0];
        foreach (var one in _visit.Diagnoses) if (one.Role is DiagnosisRole.Main && one.System == CodeSystem.Icd10) { diagnosis = one; break; }
        var isInfection = type == "传染病";
        // Class A within two hours, B and C within 24; the others within a week (death) or a month.
        var limit = type switch { "传染病" => disease.NotifiableClass == "甲类" ? 2.0 : 24.0, "死亡" => 7 * 24.0, _ => 28 * 24.0 };
        var at = type == "死亡" ? _visit.End : diagnosis.At;
        var hours = limit * (0.03 + 0.85 * random.Unit());
        var draw = random.Unit();
        var missed = draw < MissedShare;
        var late = !missed && draw < MissedShare + LateShare;
        if (late) hours = limit + random.Between(12, 240);
        var reported = at.AddMinutes((int)(hours * 60));
        var incubated = _detail.Reason is VisitReason.Outbreak or VisitReason.Repeat ? _detail.Aux : random.Below(3);
        var onset = isInfection || type == "伤害" ? _day.AddDays(-(type == "伤害" ? 0 : incubated)) : _day;
        if (onset < _resident.BirthDate) onset = _resident.BirthDate;
        var classification = isInfection ? random.Chance(_visit.LabReports.Count > 0 ? 0.5 : 0.08) ? "确诊病例" : "临床诊断病例" : type == "肿瘤" ? "新发" : "";
        var classification2 = isInfection ? disease.Index >= 0 && IsLasting(disease) ? random.Chance(0.7) ? "慢性" : "未分型" : "急性" : "";
        _visit.ReportCard = new ReportCard("K" + _visit.Number, type, isInfection ? new Term(diagnosis.Standard.Code, disease.Notifiable) : diagnosis.Standard, classification, classification2, onset, at, reported, Dies ? DateOnly.FromDateTime(_visit.End) : null, _visit.Doctor) { IsMissed = missed };
        if (!missed && !late) return;
        _visit.Answers.Add(new Answer("report-card", missed ? "missed" : "late", InstitutionList.DiseaseControl, "card", _visit.ReportCard.Number,
            ("institution", _visit.Institution.Source), ("visit", _visit.Number), ("type", type), ("disease", disease.NameZh), ("limit_hours", Text((long)limit)), ("hours", missed ? "" : Text((long)hours))));
    }

    private static bool IsLasting(Disease disease) => disease.Kind == DiseaseKind.Chronic;

    /// <summary>What was planted in the region as a whole.</summary>
    public IReadOnlyList<Answer> PlannedAnswers()
    {
        var answers = new List<Answer>();
        foreach (var outbreak in _tables.Outbreaks.All) answers.Add(OutbreakList.AnswerOf(outbreak, _tables, "region", "place", outbreak.Place.Name));
        foreach (var signal in _world.Catalogue.AdverseSignals) answers.Add(SignalAnswer(signal, "region", "drug", signal.DrugId));
        return answers;
    }

    private static Answer SignalAnswer(AdverseSignal signal, string source, string record, string number)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        return new Answer("adverse-drug-signal", signal.IsLabelKnown ? "label-known" : "unknown", source, record, number,
            ("drug", signal.DrugId), ("reaction_kind", signal.ReactionKind), ("reaction", signal.ReactionId), ("name", signal.NameZh),
            ("relative_risk", signal.RelativeRisk.ToString("0.##", culture)), ("background_per_10000", signal.BackgroundPer10000.ToString("0.##", culture)));
    }
}
