using Suwen.Simulator.Care;
using Suwen.Simulator.Writing.Faults;

namespace Suwen.Simulator.Writing.Fhir;

/// <summary>Observation, DiagnosticReport, ImagingStudy.</summary>
internal sealed partial class FhirFeed
{
    private void WriteLab(Visit visit, int index)
    {
        var report = visit.LabReports[index];
        for (var i = 0; i < report.Results.Count; i++) WriteResult(visit, report, i, index);
        Resource("DiagnosticReport"u8, report.Number).Raw("status"u8, "\"final\""u8).OpenArray("category"u8).Open().OpenArray("coding"u8).Coding("http://terminology.hl7.org/CodeSystem/v2-0074", "LAB", "").CloseArray().Close().CloseArray();
        _json.Concept("code"u8, "urn:suwen:synthetic:panel:" + _house.Authority, report.Panel.Code, report.Panel.Name);
        Subject("subject"u8);
        Encounter().Time("effectiveDateTime"u8, report.CollectedAt).Time("issued"u8, report.ReportedAt);
        _json.OpenArray("performer"u8).Open().Text("reference"u8, "Practitioner/"u8, report.Reporter.Number).Close().CloseArray().OpenArray("result"u8);
        for (var i = 0; i < report.Results.Count; i++) _json.Open().Text("reference"u8, "Observation/"u8, Indexed(report.Number, 'R', i)).Close();
        _json.CloseArray();
        Send("DiagnosticReport", report.ReportedAt, report.Number);
    }

    private void WriteResult(Visit visit, LabReport report, int index, int reportIndex)
    {
        var result = report.Results[index];
        var slip = Draw(RecordShape.Number, visit, 'L', (reportIndex << 8) | index);
        if (result.Text is not null && slip is Slip.UnitSwapped or Slip.ImpossibleValue or Slip.MissingNumber) slip = Slip.None;
        if (slip == Slip.UnitSwapped && result.Number.Units == 0) slip = Slip.None;
        var id = Indexed(report.Number, 'R', index);
        var local = _house.Terms.Lab(result.Item);
        BeginObservation(id, "laboratory", slip, visit);
        _json.Open("code"u8).OpenArray("coding"u8).Coding(SystemOf(local.Vocabulary), local.Code, local.Name);
        if (_hasLocalCodings && local.Vocabulary == "LOINC") _json.Coding("urn:suwen:synthetic:lis:" + _house.Authority, result.Item.Id, result.Item.Name);
        _json.CloseArray().Text("text"u8, local.Name).Close();
        _json.Time("effectiveDateTime"u8, slip == Slip.FutureDate ? report.CollectedAt.AddYears(1) : report.CollectedAt).Time("issued"u8, report.ReportedAt);
        if (result.Text is { } text) _json.Text("valueString"u8, text);
        else if (slip != Slip.MissingNumber) Quantity("valueQuantity"u8, FaultPlan.Damage(slip, local.Unit, result.Number), local.Unit);
        if (result.Flag.Length > 0) _json.OpenArray("interpretation"u8).Open().OpenArray("coding"u8).Coding("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", result.Flag, "").CloseArray().Close().CloseArray();
        WriteRange(result);
        Send("Observation", report.ReportedAt, id, slip);
        if (slip is Slip.UnitSwapped or Slip.ImpossibleValue or Slip.MissingNumber)
        {
            _sink.Plant(_house.Faults.AnswerFor(slip, "lab-report", report.Number, ("visit", visit.Number), ("item", local.Code), ("truth", result.Number.ToString()), ("unit", local.Unit)));
        }
        else if (slip is Slip.SwappedPatient or Slip.Orphan)
        {
            _sink.Plant(_house.Faults.AnswerFor(slip, "lab-report", report.Number, ("true_patient", visit.Person.RecordNumber), ("true_visit", visit.Number)));
        }
    }

    /// <summary>An Observation up to its code; the slip may give it to another patient, or to an encounter that never was.</summary>
    private void BeginObservation(string id, string category, Slip slip, Visit visit)
    {
        Resource("Observation"u8, id).Raw("status"u8, "\"final\""u8);
        _json.OpenArray("category"u8).Open().OpenArray("coding"u8).Coding("http://terminology.hl7.org/CodeSystem/observation-category", category, "").CloseArray().Close().CloseArray();
        _json.Reference("subject"u8, "Patient/"u8, slip == Slip.SwappedPatient ? _house.SomebodyElse(visit).RecordNumber : _patient);
        _json.Reference("encounter"u8, "Encounter/"u8, slip == Slip.Orphan ? visit.Number + "9" : visit.Number);
    }

    private void Quantity(ReadOnlySpan<byte> name, FixedNumber value, string unit)
    {
        _json.Open(name).Number("value"u8, value);
        if (unit.Length > 0) _json.Text("unit"u8, unit);
        _json.Close();
    }

    private void WriteRange(in LabResult result)
    {
        if (double.IsNaN(result.Low) && double.IsNaN(result.High)) return;
        _json.OpenArray("referenceRange"u8).Open();
        if (!double.IsNaN(result.Low)) _json.Open("low"u8).Number("value"u8, result.Low, 3).Close();
        if (!double.IsNaN(result.High)) _json.Open("high"u8).Number("value"u8, result.High, 3).Close();
        _json.Close().CloseArray();
    }

    private void WriteVitals(Visit visit, int index)
    {
        var vitals = visit.Vitals[index];
        var slip = Draw(RecordShape.Number, visit, 'V', index);
        if (slip is not (Slip.ImpossibleValue or Slip.FutureDate or Slip.Resent or Slip.Truncated or Slip.BadBytes)) slip = Slip.None;
        var part = 0;
        Vital(visit, index, ref part, VitalSign.Temperature, slip == Slip.ImpossibleValue ? vitals.TemperatureC * 10 : vitals.TemperatureC, 1, slip);
        Vital(visit, index, ref part, VitalSign.Pulse, vitals.Pulse, 0, Slip.None);
        Vital(visit, index, ref part, VitalSign.Respiration, vitals.Respiration, 0, Slip.None);
        if (vitals is { Systolic: > 0, Diastolic: > 0 }) BloodPressure(visit, index, ref part);
        Vital(visit, index, ref part, VitalSign.Saturation, vitals.OxygenSaturation, 0, Slip.None);
        Vital(visit, index, ref part, VitalSign.Weight, vitals.WeightKg, 1, Slip.None);
        Vital(visit, index, ref part, VitalSign.Height, vitals.HeightCm, 0, Slip.None);
        Vital(visit, index, ref part, VitalSign.Pain, vitals.PainScore, 0, Slip.None);
    }

    private void Vital(Visit visit, int index, ref int part, VitalSign sign, double value, int decimals, Slip slip)
    {
        if (!(value > 0)) return;
        var at = visit.Vitals[index].At;
        var id = Indexed(Indexed(visit.Number, 'V', index), 'S', part++);
        BeginObservation(id, "vital-signs", Slip.None, visit);
        _json.Concept("code"u8, SystemOf("LOINC"), sign.Loinc, sign.Name).Time("effectiveDateTime"u8, slip == Slip.FutureDate ? at.AddYears(1) : at);
        Quantity("valueQuantity"u8, FixedNumber.Of(value, decimals), sign.Unit);
        Send("Observation", at, id, slip);
    }

    private void BloodPressure(Visit visit, int index, ref int part)
    {
        var vitals = visit.Vitals[index];
        var id = Indexed(Indexed(visit.Number, 'V', index), 'S', part++);
        BeginObservation(id, "vital-signs", Slip.None, visit);
        _json.Concept("code"u8, SystemOf("LOINC"), "85354-9", "血压").Time("effectiveDateTime"u8, vitals.At).OpenArray("component"u8);
        Component(VitalSign.Systolic, vitals.Systolic);
        Component(VitalSign.Diastolic, vitals.Diastolic);
        _json.CloseArray();
        Send("Observation", vitals.At, id);
    }

    private void Component(VitalSign sign, int value)
    {
        _json.Open().Concept("code"u8, SystemOf("LOINC"), sign.Loinc, sign.Name);
        Quantity("valueQuantity"u8, new FixedNumber(value, 0), sign.Unit);
        _json.Close();
    }

    private void WriteNursing(Visit visit, int index)
    {
        var entry = visit.Nursing[index];
        var id = Indexed(visit.Number, 'N', index);
        BeginObservation(id, "survey", Slip.None, visit);
        _json.Concept("code"u8, "urn:suwen:synthetic:nursing", "HLJL", "护理记录").Time("effectiveDateTime"u8, entry.At);
        _json.OpenArray("performer"u8).Open().Text("reference"u8, "Practitioner/"u8, entry.Nurse.Number).Close().CloseArray().Text("valueString"u8, entry.Text);
        Send("Observation", entry.At, id);
    }

    private void WriteExam(Visit visit, int index)
    {
        var exam = visit.Exams[index];
        var slip = Draw(RecordShape.Report, visit, 'E', index);
        if (slip is Slip.Orphan or Slip.SwappedPatient) slip = Slip.None;
        Resource("DiagnosticReport"u8, exam.Number).Raw("status"u8, "\"final\""u8).OpenArray("category"u8).Open().OpenArray("coding"u8).Coding("http://dicom.nema.org/resources/ontology/DCM", exam.Modality, "").CloseArray().Close().CloseArray();
        _json.Concept("code"u8, "urn:suwen:synthetic:exam:" + _house.Authority, exam.Exam.Code, exam.Exam.Name);
        Subject("subject"u8);
        Encounter().Time("effectiveDateTime"u8, slip == Slip.FutureDate ? exam.PerformedAt.AddYears(1) : exam.PerformedAt).Time("issued"u8, exam.ReportedAt);
        _json.OpenArray("resultsInterpreter"u8).Open().Text("reference"u8, "Practitioner/"u8, exam.Reporter.Number).Close().CloseArray();
        if (exam.StudyUid.Length > 0) _json.OpenArray("imagingStudy"u8).Open().Text("reference"u8, "ImagingStudy/"u8, exam.Number + "-I").Close().CloseArray();
        _json.Text("conclusion"u8, exam.Conclusion).OpenArray("presentedForm"u8).Open().Raw("contentType"u8, "\"text/plain; charset=utf-8\""u8).Base64Text("data"u8, exam.Findings).Close().CloseArray();
        Send("DiagnosticReport", exam.ReportedAt, exam.Number, slip);
        if (exam.StudyUid.Length > 0) WriteStudy(exam);
    }

    private void WriteStudy(ExamReport exam)
    {
        var id = exam.Number + "-I";
        Resource("ImagingStudy"u8, id).OpenArray("identifier"u8).Open().Raw("system"u8, "\"urn:dicom:uid\""u8).Text("value"u8, "urn:oid:"u8, exam.StudyUid).Close().CloseArray().Raw("status"u8, "\"available\""u8);
        _json.OpenArray("modality"u8).Coding("http://dicom.nema.org/resources/ontology/DCM", exam.Modality, "").CloseArray();
        Subject("subject"u8);
        Encounter().Time("started"u8, exam.PerformedAt).Raw("numberOfSeries"u8, "1"u8).Raw("numberOfInstances"u8, "1"u8).Text("description"u8, exam.Exam.Name);
        _json.OpenArray("series"u8).Open().Text("uid"u8, exam.StudyUid + ".1").Open("modality"u8).Text("code"u8, exam.Modality).Close().Open("bodySite"u8).Text("display"u8, exam.BodyPart).Close().Close().CloseArray();
        Send("ImagingStudy", exam.PerformedAt, id);
    }
}
