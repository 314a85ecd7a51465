using Suwen.Simulator.Care;
using Suwen.Simulator.Writing.Faults;
using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Hl7;

/// <summary>Results, reports and documents (HL7 v2.4 chapters 7 and 9).</summary>
internal sealed partial class Hl7Feed
{
    private void WriteLab(Visit visit, int index)
    {
        var report = visit.LabReports[index];
        var slip = Draw(RecordShape.Number, visit, 'L', index);
        if (slip == Slip.ColumnCount) slip = Slip.None;
        var target = -1;
        for (var i = 0; i < report.Results.Count && target < 0; i++) target = report.Results[i].Text is null ? i : -1;
        if (target < 0 && slip is Slip.UnitSwapped or Slip.ImpossibleValue or Slip.MissingNumber) slip = Slip.None;
        // Nought is nought in any unit.
        if (slip == Slip.UnitSwapped && report.Results[target].Number.Units == 0) slip = Slip.None;
        var at = report.ReportedAt;
        BeginMessage(visit, "ORU^R01", at, 'L', index, hasEvent: false);
        AddWhom(visit, slip);
        var collected = slip == Slip.FutureDate ? report.CollectedAt.AddYears(1) : report.CollectedAt;
        _message.Segment("ORC|RE"u8).F(report.OrderNumber).F(report.Number).End();
        _message.Segment("OBR|1"u8).F(report.OrderNumber).F(report.Number).Coded(report.Panel, _house.Terms.Vocabulary).Skip(2).F(collected).Skip(7).F("").C(report.Specimen);
        _message.Skip(6).F(report.ReportedAt).Skip(1).Raw("LAB"u8).Raw("F"u8).End();
        for (var i = 0; i < report.Results.Count; i++) WriteResult(report.Results[i], i, i == target ? slip : Slip.None, collected);
        Send(visit, "ORU^R01", at, slip, 'L', index);
        if (slip != Slip.None) PlantResult(visit, report, target, slip);
    }

    /// <summary>The answer of a damaged value names the result; the message has one of its own.</summary>
    private void PlantResult(Visit visit, LabReport report, int target, Slip slip)
    {
        if (slip is Slip.UnitSwapped or Slip.ImpossibleValue or Slip.MissingNumber)
        {
            var result = report.Results[target];
            var local = _house.Terms.Lab(result.Item);
            _sink.Plant(_house.Faults.AnswerFor(slip, "lab-report", report.Number, ("visit", visit.Number), ("item", local.Code), ("truth", InUnitOf(local, result.Number).ToString()), ("unit", local.Unit)));
        }
        else if (slip is Slip.SwappedPatient or Slip.Orphan)
        {
            _sink.Plant(_house.Faults.AnswerFor(slip, "lab-report", report.Number, ("true_patient", visit.Person.RecordNumber), ("true_visit", visit.Number)));
        }
    }

    /// <summary>PID and PV1: the visit's, somebody else's, or of a visit that never was.</summary>
    private void AddWhom(Visit visit, Slip slip)
    {
        switch (slip)
        {
            case Slip.SwappedPatient:
                WritePatient(_house.ShowOther(visit), visit);
                _message.Text.Add(_patient.Text.Written);
                WritePatient(_person, visit);
                break;
            case Slip.Orphan:
                _message.Text.Add(_patient.Text.Written);
                WriteVisit(visit, visit.Number + "9", hasEnd: false);
                _message.Text.Add(_visit.Text.Written);
                WriteVisit(visit, visit.Number, hasEnd: false);
                break;
            default:
                AddPatientAndVisit();
                break;
        }
    }

    private void WriteResult(in LabResult result, int index, Slip slip, DateTime at)
    {
        var local = _house.Terms.Lab(result.Item);
        _message.Segment("OBX"u8).F(index + 1);
        if (result.Text is { } text)
        {
            _message.Raw("ST"u8).F(local.Code).C(local.Name).C(local.Vocabulary).Skip(1).F(text).Skip(2);
        }
        else
        {
            _message.Raw("NM"u8).F(local.Code).C(local.Name).C(local.Vocabulary).Skip(1);
            var number = InUnitOf(local, result.Number);
            if (slip == Slip.MissingNumber) _message.Skip(1);
            else _message.F(FaultPlan.Damage(slip, local.Unit, number));
            _message.F(local.Unit).Skip(1);
            WriteRange(_message.Text, result, local.Factor);
        }

        _message.F(result.Flag.Length == 0 ? "N" : result.Flag).Skip(2).Raw("F"u8).Skip(2).F(at).End();
    }

    private static FixedNumber InUnitOf(Terms.LocalLabItem local, FixedNumber number) => local.Factor == 1 ? number : FixedNumber.Of(number.Value * local.Factor, local.Decimals);

    private static void WriteRange(Utf8Record text, in LabResult result, double factor)
    {
        if (double.IsNaN(result.Low) && double.IsNaN(result.High)) return;
        if (double.IsNaN(result.Low)) text.Add((byte)'<');
        else if (double.IsNaN(result.High)) text.Add((byte)'>');
        if (!double.IsNaN(result.Low)) text.AddShort(result.Low * factor, 3);
        if (!double.IsNaN(result.Low) && !double.IsNaN(result.High)) text.Add((byte)'-');
        if (!double.IsNaN(result.High)) text.AddShort(result.High * factor, 3);
    }

    private void WriteVitals(Visit visit, int index)
    {
        var vitals = visit.Vitals[index];
        var slip = Draw(RecordShape.Number, visit, 'V', index);
        if (slip is not (Slip.ImpossibleValue or Slip.FutureDate or Slip.Resent or Slip.Truncated or Slip.BadBytes)) slip = Slip.None;
        if (slip == Slip.ImpossibleValue && !(vitals.TemperatureC > 0)) slip = Slip.None;
        BeginMessage(visit, "ORU^R01", vitals.At, 'V', index, hasEvent: false);
        AddPatientAndVisit();
        var at = slip == Slip.FutureDate ? vitals.At.AddYears(1) : vitals.At;
        _message.Segment("OBR|1||"u8).F("VS").C("生命体征").C(_house.Terms.Vocabulary).Skip(2).F(at).Skip(17).Raw("F"u8).End();
        var number = 0;
        Vital(ref number, VitalSign.Temperature, slip == Slip.ImpossibleValue ? vitals.TemperatureC * 10 : vitals.TemperatureC, 1, at);
        Vital(ref number, VitalSign.Pulse, vitals.Pulse, 0, at);
        Vital(ref number, VitalSign.Respiration, vitals.Respiration, 0, at);
        Vital(ref number, VitalSign.Systolic, vitals.Systolic, 0, at);
        Vital(ref number, VitalSign.Diastolic, vitals.Diastolic, 0, at);
        Vital(ref number, VitalSign.Saturation, vitals.OxygenSaturation, 0, at);
        Vital(ref number, VitalSign.Weight, vitals.WeightKg, 1, at);
        Vital(ref number, VitalSign.Height, vitals.HeightCm, 0, at);
        Vital(ref number, VitalSign.Pain, vitals.PainScore, 0, at);
        Send(visit, "ORU^R01", vitals.At, slip, 'V', index);
    }

    private void Vital(ref int number, VitalSign sign, double value, int decimals, DateTime at)
    {
        if (!(value > 0)) return;
        number++;
        _message.Segment("OBX"u8).F(number).Raw("NM"u8);
        if (_dialect.HasLoincVitals) _message.F(sign.Loinc).C(sign.Name).C("LN");
        else _message.F(sign.LocalCode).C(sign.Name).C(_house.Terms.Vocabulary);
        _message.Skip(1).F(FixedNumber.Of(value, decimals)).F(sign.Unit).Skip(4).Raw("F"u8).Skip(2).F(at).End();
    }

    private void WriteNursing(Visit visit, int index)
    {
        var entry = visit.Nursing[index];
        BeginMessage(visit, "ORU^R01", entry.At, 'N', index, hasEvent: false);
        AddPatientAndVisit();
        _message.Segment("OBR|1||"u8).F("NURS").C("护理记录").C(_house.Terms.Vocabulary).Skip(2).F(entry.At).Skip(8).Person(entry.Nurse).Skip(8).Raw("F"u8).End();
        var number = 1;
        if (entry.Text.Length > 0) _message.Segment("OBX|1|ST"u8).F("HLJL").C("护理记录").C(_house.Terms.Vocabulary).Skip(1).F(entry.Text).Skip(5).Raw("F"u8).Skip(2).F(entry.At).End();
        if (entry.IntakeMl > 0) Balance(ref number, "9108-2", "入量", entry.IntakeMl, entry.At);
        if (entry.OutputMl > 0) Balance(ref number, "9257-7", "出量", entry.OutputMl, entry.At);
        Send(visit, "ORU^R01", entry.At, Slip.None, 'N', index);
    }

    private void Balance(ref int number, string code, string name, int millilitres, DateTime at) =>
        _message.Segment("OBX"u8).F(++number).Raw("NM"u8).F(code).C(name).C("LN").Skip(1).F(millilitres).F("mL").Skip(4).Raw("F"u8).Skip(2).F(at).End();

    private void WriteExam(Visit visit, int index)
    {
        var exam = visit.Exams[index];
        var slip = Draw(RecordShape.Report, visit, 'E', index);
        if (slip == Slip.ColumnCount) slip = Slip.None;
        BeginMessage(visit, "ORU^R01", exam.ReportedAt, 'E', index, hasEvent: false);
        AddWhom(visit, slip);
        _message.Segment("ORC|RE"u8).F(exam.OrderNumber).F(exam.Number).End();
        _message.Segment("OBR|1"u8).F(exam.OrderNumber).F(exam.Number).Coded(exam.Exam, _house.Terms.Vocabulary).Skip(2).F(slip == Slip.FutureDate ? exam.PerformedAt.AddYears(1) : exam.PerformedAt);
        _message.Skip(8).Person(exam.Reporter).Skip(1).F(exam.StudyUid).Skip(3).F(exam.ReportedAt).Skip(1).F(SectionOf(exam.Modality)).Raw("F"u8).End();
        _message.Segment("OBX|1|FT|GDT^检查所见|"u8).Lines(exam.Findings).Skip(5).Raw("F"u8).End();
        _message.Segment("OBX|2|FT|IMP^检查结论|"u8).Lines(exam.Conclusion).Skip(5).Raw("F"u8).End();
        Send(visit, "ORU^R01", exam.ReportedAt, slip, 'E', index);
        if (slip is Slip.SwappedPatient or Slip.Orphan)
        {
            _sink.Plant(_house.Faults.AnswerFor(slip, "exam", exam.Number, ("true_patient", visit.Person.RecordNumber), ("true_visit", visit.Number)));
        }
    }

    /// <summary>Diagnostic service section (table 0074); pathology is no laboratory value here, its report is text.</summary>
    private static string SectionOf(string modality) => modality switch
    {
        "CR" or "DX" or "MG" => "RAD",
        "CT" => "CT",
        "MR" => "NMR",
        "US" => "RUS",
        "ECG" => "EC",
        _ => "OTH",
    };

    private void WriteNote(Visit visit, int index)
    {
        var note = visit.Notes[index];
        var slip = Draw(RecordShape.Note, visit, 'M', index);
        if (slip == Slip.ColumnCount) slip = Slip.None;
        BeginMessage(visit, "MDM^T02", note.At, 'M', index, hasEvent: true);
        AddPatientAndVisit();
        _message.Segment("TXA|1"u8).F(note.Kind.ToString()).C(note.Title).Raw("TX"u8).F(slip == Slip.FutureDate ? note.At.AddYears(1) : note.At).Person(note.Author).Skip(6).F(note.Number).Skip(4).Raw("AU"u8).End();
        if (_dialect.HasLinePerObx)
        {
            var number = 0;
            foreach (var line in note.Text.AsSpan().EnumerateLines())
            {
                _message.Segment("OBX"u8).F(++number).Raw("TX|BL^病历正文|"u8).F(line.ToString()).Skip(5).Raw("F"u8).End();
            }
        }
        else
        {
            _message.Segment("OBX|1|TX|BL^病历正文|"u8).Lines(note.Text).Skip(5).Raw("F"u8).End();
        }

        Send(visit, "MDM^T02", note.At, slip, 'M', index);
    }
}
