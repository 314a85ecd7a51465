using Suwen.Simulator.Care;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Notes;

public sealed partial class NoteWriter
{
    private const int MostResults = 12;

    private LabResult _result;
    private LabReport? _report;
    private ExamReport? _exam;

    private bool FillDiagnosis(Node node)
    {
        switch (node.Slot)
        {
            case Slot.Diagnosis: return AppendMainDiagnosis();
            case Slot.Diagnoses: return AppendProblems(isAll: true);
            case Slot.OtherDiagnoses: return AppendProblems(isAll: false);
            case Slot.AdmissionDiagnoses: return AppendProblems(isAll: true);
            case Slot.TcmDisease: return AppendTcm(CodeSystem.TcmDisease);
            case Slot.TcmSyndrome: return AppendTcm(CodeSystem.TcmSyndrome);
            case Slot.Differential: return AppendDifferential(node.Value == 0 ? 2 : node.Value);
            default: return FillPattern(node);
        }
    }

    private bool FillPattern(Node node)
    {
        if (_case.Pattern is not { } pattern) return false;
        var start = _length;
        switch (node.Slot)
        {
            case Slot.Tongue: Append(pattern.Tongue); Fact(start, "sign", "", "舌质", pattern.Tongue); break;
            case Slot.Coating: Append(pattern.Coating); Fact(start, "sign", "", "舌苔", pattern.Coating); break;
            case Slot.PulseQuality: Append(pattern.Pulse); Fact(start, "sign", "", "脉象", pattern.Pulse); break;
            case Slot.Principle: Append(pattern.Principle); Fact(start, "treatment", "", pattern.Principle); break;
            case Slot.Pathogenesis: Append(pattern.Pathogenesis); break;
            default: return false;
        }
        return _length > start;
    }

    /// <summary>Diagnoses of the first hours are not yet certain of everything: 入院病情 4 (无) came up during the stay only.</summary>
    private bool IsKnownNow(in Diagnosis diagnosis) => _kind switch
    {
        TextKind.Admission or TextKind.FirstProgress => diagnosis.AdmissionCondition != 4 && diagnosis.Role != DiagnosisRole.Complication && diagnosis.At <= _now,
        _ => diagnosis.At <= _now || _kind is TextKind.Discharge or TextKind.Death or TextKind.Outpatient or TextKind.Emergency or TextKind.Tcm,
    };

    private bool AppendMainDiagnosis()
    {
        foreach (var diagnosis in _visit.Diagnoses)
        {
            if (diagnosis.System != CodeSystem.Icd10) continue;
            return AppendDiagnosis(diagnosis);
        }
        return AppendTcm(CodeSystem.TcmDisease);
    }

    private bool AppendDiagnosis(in Diagnosis diagnosis)
    {
        var start = _length;
        Append(diagnosis.Standard.Name);
        Fact(start, "diagnosis", diagnosis.Standard.Code, diagnosis.Standard.Name);
        return true;
    }

    private bool AppendTcm(CodeSystem system)
    {
        foreach (var diagnosis in _visit.Diagnoses) if (diagnosis.System == system) return AppendDiagnosis(diagnosis);
        return false;
    }

    private bool AppendProblems(bool isAll)
    {
        var count = 0;
        var all = 0;
        foreach (var diagnosis in _visit.Diagnoses) if (IsListed(diagnosis, isAll, all == 0)) all++;
        foreach (var diagnosis in _visit.Diagnoses)
        {
            if (!IsListed(diagnosis, isAll, count == 0)) continue;
            if (count++ > 0) Append(_style.IsTerse ? "、" : _style.IsHalfWidth ? ";" : "；");
            if (all > 1 && !_style.IsTerse) { AppendNumber(count); Append('.'); }
            AppendDiagnosis(diagnosis);
        }
        return count > 0;
    }

    private bool IsListed(in Diagnosis diagnosis, bool isAll, bool isFirst)
    {
        if (diagnosis.System != CodeSystem.Icd10) return false;
        if (diagnosis.Role == DiagnosisRole.Main) return isAll;
        if (diagnosis.Role == DiagnosisRole.Admission) return isAll && isFirst && _kind is TextKind.Admission or TextKind.FirstProgress;
        return IsKnownNow(diagnosis);
    }

    private bool AppendDifferential(int most)
    {
        if (_case.Disease is not { } disease) return false;
        var neighbours = _index.Neighbours(disease);
        var count = 0;
        var random = new RandomStream(_seed, RandomPurpose.Note, _visit.Key, 6_000_000);
        var at = neighbours.Count == 0 ? 0 : random.Below(neighbours.Count);
        for (var i = 0; i < neighbours.Count && count < most; i++)
        {
            var other = neighbours[(at + i) % neighbours.Count];
            if (other.Id == disease.Id || other.Kind == DiseaseKind.Chronic != (disease.Kind == DiseaseKind.Chronic) || _case.Has(other.NameZh) || !CanHave(other)) continue;
            if (count++ > 0) Append('、');
            var start = _length;
            Append(other.NameZh);
            Fact(start, "diagnosis", "", other.NameZh, assertion: NoteAssertion.Possible);
        }
        return count > 0;
    }

    private bool CanHave(Disease disease)
    {
        if (disease.Rates.Count == 0) return true;
        foreach (var rate in disease.Rates)
            if (rate.Per100000 > 0 && _case.Age >= rate.AgeFrom && _case.Age <= rate.AgeTo && (rate.Sex == "B" || rate.Sex == (_case.IsFemale ? "F" : "M"))) return true;
        return false;
    }

    private bool FillResult(Node node)
    {
        switch (node.Slot)
        {
            case Slot.Labs: return AppendLabs(DateTime.MinValue, node.Value == 0 ? MostResults : node.Value);
            case Slot.NewLabs: return AppendLabs(_before, node.Value == 0 ? 6 : node.Value);
            case Slot.LabPanels: return AppendPanels();
            case Slot.LabName: Append(_style.LabAbbreviations && _result.Item.EnglishAbbreviation.Length > 0 ? _result.Item.EnglishAbbreviation : _result.Item.Name); return true;
            case Slot.LabValue:
                if (_result.Text is { } words) Append(words);
                else
                {
                    AppendNumber(_result.Number);
                    if (_result.Item.Unit.StartsWith("10", StringComparison.Ordinal)) Append('×');
                    Append(_result.Item.Unit);
                }
                return true;
            case Slot.LabFlag:
                var flag = _result.Flag switch { "H" => "↑", "L" => "↓", _ => "" };
                Append(flag);
                return flag.Length > 0;
            case Slot.Exams: return AppendExams(DateTime.MinValue);
            case Slot.NewExams: return AppendExams(_before);
            case Slot.ExamName: Append(_exam!.Exam.Name); return true;
            case Slot.ExamConclusion: AppendConclusion(_exam!.Conclusion); return true;
            case Slot.ExamDate: return AppendDate(_exam!.PerformedAt);
            default: return false;
        }
    }

    /// <summary>A conclusion within a sentence: without its own full stop and line breaks.</summary>
    private void AppendConclusion(string conclusion)
    {
        var text = conclusion.AsSpan().TrimEnd("。.；;\n ");
        var start = _length;
        Append(text);
        _text.AsSpan(start, _length - start).Replace('\n', ' ');
    }

    /// <summary>Whether a result of that time can stand in this text: notes of an outpatient visit are finished when its results are in.</summary>
    private bool IsReported(DateTime reported, DateTime after) => reported > after && (reported <= _now || _kind is TextKind.Outpatient or TextKind.Emergency or TextKind.Tcm && reported <= _visit.End || _kind is TextKind.Discharge && reported <= _visit.End);

    private bool HasLabs(bool isAbnormal)
    {
        foreach (var report in _visit.LabReports)
        {
            if (!IsReported(report.ReportedAt, DateTime.MinValue)) continue;
            if (!isAbnormal) return true;
            foreach (var result in report.Results) if (result.Flag.Length > 0) return true;
        }
        return false;
    }

    /// <summary>Results, panel by panel: what is abnormal, and the first of a panel in which nothing is.</summary>
    private bool AppendLabs(DateTime after, int most)
    {
        var written = 0;
        foreach (var report in _visit.LabReports)
        {
            if (written >= most) break;
            if (!IsReported(report.ReportedAt, after) || report.Results.Count == 0) continue;
            var mark = Here();
            if (written > 0) Append(_style.IsHalfWidth ? ";" : "；");
            _report = report;
            var group = AppendGroup(most - written);
            if (group == 0) Return(mark);
            written += group;
        }
        return written > 0;
    }

    private int AppendGroup(int most)
    {
        Append(_report!.Panel.Name);
        Append(_style.IsHalfWidth ? ":" : "：");
        var count = 0;
        foreach (var result in _report.Results)
        {
            if (count == most) break;
            if (result.Flag.Length == 0) continue;
            if (count++ > 0) Append(_style.IsHalfWidth ? "," : "，");
            AppendResult(result);
        }
        if (count > 0) return count;
        AppendResult(_report.Results[0]);
        Include(_labGroupPhrase);
        return 1;
    }

    private void AppendResult(in LabResult result)
    {
        _result = result;
        var start = _length;
        if (!Include(_labPhrase)) return;
        var value = result.Text ?? Shared(result.Number);
        Fact(start, "lab", result.Item.Loinc, result.Item.Name, value, result.Text is null ? result.Item.Unit : "");
    }

    private bool AppendPanels()
    {
        var count = 0;
        foreach (var order in _visit.Orders)
        {
            if (order.Kind is not (OrderKind.Laboratory or OrderKind.Examination) || order.At > _now.AddHours(12) || count == 6) continue;
            if (count++ > 0) Append('、');
            Append(order.Item.Name);
        }
        return count > 0;
    }

    private bool HasExams()
    {
        foreach (var exam in _visit.Exams) if (IsReported(exam.ReportedAt, DateTime.MinValue)) return true;
        return false;
    }

    private bool AppendExams(DateTime after)
    {
        var count = 0;
        foreach (var exam in _visit.Exams)
        {
            if (!IsReported(exam.ReportedAt, after) || exam.Conclusion.Length == 0) continue;
            if (count++ > 0) Append(_style.IsHalfWidth ? ";" : "；");
            _exam = exam;
            var start = _length;
            if (Include(_examPhrase)) Fact(start, "exam", exam.Exam.Code, exam.Exam.Name, exam.Conclusion);
        }
        return count > 0;
    }
}
