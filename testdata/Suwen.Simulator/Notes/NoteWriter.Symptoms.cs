using Suwen.Simulator.Care;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Notes;

public sealed partial class NoteWriter
{
    private VitalSigns _vitals;

    private bool FillSymptom(Node node)
    {
        switch (node.Slot)
        {
            case Slot.Complaint: return AppendComplaint();
            case Slot.ComplaintSymptoms: return AppendSymptoms(_case.Complaints, "symptom", NoteAssertion.Present, 9);
            case Slot.FirstSymptom: return _case.Complaints.Count > 0 && AppendSymptom(_case.Complaints[0].TextZh, "symptom", NoteAssertion.Present);
            case Slot.Duration: return AppendDuration();
            case Slot.Symptoms: return AppendSymptoms(_case.Symptoms, "symptom", NoteAssertion.Present, node.Value == 0 ? 9 : node.Value);
            case Slot.Signs: return AppendSymptoms(_case.Signs, "sign", NoteAssertion.Present, 9);
            case Slot.Sign: return _case.Signs.Count > 0 && AppendSymptom(_case.Signs[0].TextZh, "sign", NoteAssertion.Present);
            case Slot.SymptomsNow: return AppendCourse(NoteAssertion.Present);
            case Slot.SymptomsGone: return AppendCourse(NoteAssertion.Absent);
            case Slot.Histories: return AppendHistories();
            case Slot.Negatives: return AppendNegatives(node.Value == 0 ? 6 : node.Value);
            case Slot.Deny: return AppendDenied(node.Arguments);
            case Slot.Neg: return AppendAbsent(node.Argument);
            case Slot.Pos: return AppendSymptom(node.Argument, "sign", NoteAssertion.Present);
            default: return !_case.Concerns(node.Arguments);
        }
    }

    private bool AppendComplaint()
    {
        if (_case.FreeComplaint.Length > 0)
        {
            var start = _length;
            Append(_case.FreeComplaint);
            Fact(start, "complaint", "", _case.FreeComplaint);
            return true;
        }
        if (!AppendSymptoms(_case.Complaints, "complaint", NoteAssertion.Present, 9)) return false;
        AppendDuration();
        return true;
    }

    private bool AppendDuration()
    {
        if (_case.Duration == 0) return false;
        var start = _length;
        AppendCount(_case.Duration);
        Append(_case.DurationUnit == "月" ? "个月" : _case.DurationUnit);
        Fact(start, "duration", "", _case.Complaints.Count > 0 ? _case.Complaints[0].TextZh : "", Shared(_case.Duration), _case.DurationUnit);
        return true;
    }

    private bool AppendSymptoms(List<DiseaseSymptom> symptoms, string kind, NoteAssertion assertion, int most)
    {
        var count = 0;
        foreach (var symptom in symptoms)
        {
            if (count == most) break;
            if (count++ > 0) Append(symptom.TextZh.Length > 6 ? '，' : '、');
            AppendSymptom(symptom.TextZh, kind, assertion);
        }
        return count > 0;
    }

    /// <summary>The symptom in the writer's word for it; the fact bears the catalogue's.</summary>
    private bool AppendSymptom(string name, string kind, NoteAssertion assertion)
    {
        var start = _length;
        var said = name;
        if (_templates.Synonyms.TryGetValue(name, out var synonyms))
        {
            var choice = (int)((_style.Writer >> 17) % (ulong)(synonyms.Length + 1));
            if (choice > 0) said = synonyms[choice - 1];
        }
        Append(said);
        Fact(start, kind, "", name, assertion: assertion);
        return true;
    }

    private static bool IsFever(string text) => text.Contains('热') || text.Contains("体温", StringComparison.Ordinal) || text.Contains("寒战", StringComparison.Ordinal);

    /// <summary>
    /// Complaints as they are on a later day: still there, or gone. They last until the last third of the stay, but for those who die; fever goes by the thermometer.
    /// </summary>
    private bool AppendCourse(NoteAssertion assertion)
    {
        var isOver = HoldsOfCourse(Condition.Late);
        var isFeverish = _vitals.TemperatureC >= 37.3;
        var count = 0;
        foreach (var complaint in _case.Complaints)
        {
            var isThere = IsFever(complaint.TextZh) ? isFeverish : !isOver;
            if (isThere != (assertion == NoteAssertion.Present) || count == 3) continue;
            if (count++ > 0) Append('、');
            AppendSymptom(complaint.TextZh, "symptom", assertion);
        }
        return count > 0;
    }

    private bool AppendHistories()
    {
        var count = 0;
        foreach (var history in _case.Histories)
        {
            if (count++ > 0) Append('，');
            var isOfFamily = history.TextZh.Contains("家族", StringComparison.Ordinal);
            AppendSymptom(history.TextZh, isOfFamily ? "family-history" : "history", isOfFamily ? NoteAssertion.Family : NoteAssertion.Past);
        }
        return count > 0;
    }

    private bool AppendNegatives(int most)
    {
        var count = 0;
        foreach (var negative in _case.Negatives)
        {
            if (count == most) break;
            if (count++ > 0) Append('、');
            AppendSymptom(negative, "symptom", NoteAssertion.Absent);
        }
        return count > 0;
    }

    /// <summary>Illnesses that are denied, all but those which the visit speaks of.</summary>
    private bool AppendDenied(string[] illnesses)
    {
        var count = 0;
        foreach (var illness in illnesses)
        {
            if (_case.Has(illness)) continue;
            if (count++ > 0) Append('、');
            var start = _length;
            Append(illness);
            Fact(start, "history", "", illness, assertion: NoteAssertion.Absent);
        }
        return count > 0;
    }

    /// <summary>Something looked for and not found; silent when the patient has it after all.</summary>
    private bool AppendAbsent(string sign)
    {
        if (_case.Says(sign) || IsFever(sign) && _vitals.TemperatureC >= 37.3) return false;
        var start = _length;
        Append(sign);
        Fact(start, "sign", "", sign, assertion: NoteAssertion.Absent);
        return true;
    }

    /// <summary>The last round of vital signs up to the time, or the first after it.</summary>
    private VitalSigns VitalsAt(DateTime time)
    {
        if (time == _now && _vitals.At != default) return _vitals;
        return FindVitals(time);
    }

    private VitalSigns FindVitals(DateTime time)
    {
        VitalSigns found = default;
        foreach (var vitals in _visit.Vitals)
        {
            if (vitals.At > time && found.At != default) break;
            found = vitals;
        }
        return found;
    }

    // LOINC codes of the vital signs panel 85353-1.
    private bool FillVital(Node node) => node.Slot switch
    {
        Slot.Temperature => AppendVital(FixedNumber.Of(Known(_vitals.TemperatureC), 1), "8310-5", "体温", "℃", "℃"),
        Slot.MaxTemperature => AppendMaxTemperature(),
        Slot.Pulse => AppendVital(new FixedNumber(_vitals.Pulse, 0), "8867-4", "脉搏", "次/分", "次/分"),
        Slot.Respiration => AppendVital(new FixedNumber(_vitals.Respiration, 0), "9279-1", "呼吸", "次/分", "次/分"),
        Slot.Pressure => AppendPressure(),
        Slot.Saturation => AppendVital(new FixedNumber(_vitals.OxygenSaturation, 0), "2708-6", "血氧饱和度", "%", "%"),
        Slot.Weight => AppendVital(FixedNumber.Of(Known(_vitals.WeightKg), 1), "29463-7", "体重", "kg", _style.ChineseUnits ? "公斤" : "kg"),
        Slot.Height => AppendVital(FixedNumber.Of(Known(_vitals.HeightCm), 0), "8302-2", "身高", "cm", _style.ChineseUnits ? "厘米" : "cm"),
        Slot.Pain => _vitals.At != default && _vitals.PainScore > 0 && AppendVital(new FixedNumber(_vitals.PainScore, 0), "72514-3", "疼痛评分", "分", "分"),
        Slot.Intake => AppendVolume(_nursing.IntakeMl, "入量"),
        Slot.Output => AppendVolume(_nursing.OutputMl, "出量"),
        _ => false,
    };

    private static double Known(double value) => double.IsNaN(value) ? 0 : value;

    private bool AppendVital(FixedNumber number, string code, string name, string unit, string writtenUnit)
    {
        if (number.Units <= 0) return false;
        var start = _length;
        AppendNumber(number);
        var value = Written(start);
        Append(writtenUnit);
        Fact(start, "vital", code, name, value, unit);
        return true;
    }

    private bool AppendPressure()
    {
        if (_vitals.Systolic <= 0 || _vitals.Diastolic <= 0) return false;
        var start = _length;
        AppendNumber(_vitals.Systolic);
        Fact(start, "vital", "8480-6", "收缩压", Written(start), "mmHg");
        Append('/');
        start = _length;
        AppendNumber(_vitals.Diastolic);
        Fact(start, "vital", "8462-4", "舒张压", Written(start), "mmHg");
        Append(_style.ChineseUnits ? "毫米汞柱" : "mmHg");
        return true;
    }

    /// <summary>The highest temperature at home: no lower than the first one measured here. Only for those who had a fever.</summary>
    private bool AppendMaxTemperature()
    {
        if (!_case.Mentions("发热")) return false;
        var first = _visit.Vitals.Count > 0 ? Known(_visit.Vitals[0].TemperatureC) : 0;
        var random = new RandomStream(_seed, RandomPurpose.Note, _visit.Key, 5_000_000);
        var highest = Math.Max(first, 37.8 + random.Below(15) / 10.0);
        var start = _length;
        AppendNumber(FixedNumber.Of(highest, 1));
        var value = Written(start);
        Append('℃');
        Fact(start, "vital", "8310-5", "体温", value, "℃", NoteAssertion.Past);
        return true;
    }

    private bool AppendVolume(int volume, string name)
    {
        if (volume <= 0) return false;
        var start = _length;
        AppendNumber(volume);
        var value = Written(start);
        Append("ml");
        Fact(start, "volume", "", name, value, "ml");
        return true;
    }
}
