using Suwen.Simulator.Care;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;
using Suwen.Simulator.Writing.Faults;

namespace Suwen.Simulator.Writing.Hl7;

/// <summary>ADT: visits that begin, move and end, diagnoses, procedures (HL7 v2.4 chapter 3).</summary>
internal sealed partial class Hl7Feed
{
    /// <summary>Now and then somebody is registered for the wrong visit, which is taken back by A11 some minutes later.</summary>
    private bool IsCancelledFirst(Visit visit) => new RandomStream(_house.Seed, RandomPurpose.Resend, visit.Key, 11).Below(700) == 0;

    private static ReadOnlySpan<byte> ClassOf(VisitKind kind) => kind switch
    {
        VisitKind.Inpatient => "I"u8,
        VisitKind.Emergency => "E"u8,
        VisitKind.Screening => "R"u8,
        _ => "O"u8,
    };

    private void WritePatient(in ShownPerson person, Visit visit)
    {
        var details = person.Details;
        _patient.Text.Clear();
        _patient.Segment("PID|1|"u8).F(person.RecordNumber).SkipC(2).C(_house.Authority).C("MR");
        if (person.NationalId.Length > 0) _patient.R(person.NationalId).SkipC(2).C("公安").C("NI");
        if (details.InsuranceNumber.Length > 0) _patient.R(details.InsuranceNumber).SkipC(2).C("医保").C("HC");
        _patient.Skip(1);
        if (_dialect.HasWholeNames)
        {
            _patient.F(details.FullName);
        }
        else
        {
            _patient.F(details.FamilyName).C(details.GivenName).SkipC(4).C("L").C("I");
            if (details.Pinyin.Length > 0) _patient.R(details.Pinyin).SkipC(5).C("L").C("A");
        }

        _patient.Skip(1).F(person.BirthDate).F(person.IsSexUnknown ? person.UnknownSex : details.Sex == Sex.Male ? _dialect.Male : _dialect.Female);
        _patient.Skip(1).F(details.EthnicCode).C(details.EthnicName).C("GB/T 3304");
        _patient.F(details.Address).SkipC(3).C(details.Postcode).C("CHN").C("H").SkipC(1).C(details.CountyCode);
        _patient.Skip(1).F(details.Phone).Skip(2).F(details.MaritalCode).Skip(6).F(details.NativePlace);
        _patient.End();
        if (details.ContactName.Length > 0) _patient.Segment("NK1|1"u8).F(details.ContactName).F(details.ContactRelation).Skip(1).F(details.ContactPhone).End();
    }

    private void WriteVisit(Visit visit, string number, bool hasEnd, bool endsFirst = false)
    {
        _visit.Text.Clear();
        _visit.Segment("PV1|1"u8).Raw(ClassOf(visit.Kind));
        Location(_visit, visit.Department, visit.Bed);
        _visit.Skip(3).Person(visit.Doctor).Skip(2).F(visit.Department.StandardCode).Skip(8).F(number).SkipC(2).C(_house.Authority).C("VN");
        _visit.Skip(16);
        if (hasEnd && visit.DischargeWay > 0) _visit.F(visit.DischargeWay);
        else _visit.Skip(1);
        _visit.Skip(7).F(visit.Start);
        if (hasEnd) _visit.F(endsFirst ? visit.Start.AddDays(-2) : visit.End);
        _visit.End();
    }

    private void Location(Hl7Writer to, Department department, string bed) => to.F(department.Code).SkipC(1).C(bed).C(_house.Authority).SkipC(4).C(department.Name);

    /// <summary>PID and PV1 as they stand for the visit.</summary>
    private void AddPatientAndVisit()
    {
        _message.Text.Add(_patient.Text.Written);
        _message.Text.Add(_visit.Text.Written);
    }

    private void WriteCancelled(Visit visit, in Event happened)
    {
        var isUndone = happened.Kind == EventKind.CancelledUndone;
        var kind = isUndone ? "ADT^A11" : visit.Kind == VisitKind.Inpatient ? "ADT^A01" : "ADT^A04";
        var letter = isUndone ? 'Y' : 'X';
        BeginMessage(visit, kind, happened.At, letter, 0, hasEvent: true);
        WriteVisit(visit, visit.Number + "X", hasEnd: false);
        AddPatientAndVisit();
        WriteVisit(visit, visit.Number, hasEnd: false);
        Send(visit, kind, happened.At, Slip.None, letter, 0);
    }

    private void WriteBegin(Visit visit)
    {
        var kind = visit.Kind == VisitKind.Inpatient ? "ADT^A01" : "ADT^A04";
        var slip = Draw(RecordShape.Visit, visit, 'A', 0);
        if (slip is Slip.DischargeFirst or Slip.ColumnCount or Slip.FutureDate) slip = Slip.None;
        BeginMessage(visit, kind, visit.Start, 'A', 0, hasEvent: true);
        AddPatientAndVisit();
        if (visit.ChiefComplaint.Length > 0) _message.Segment("PV2"u8).Skip(2).F("").C(visit.ChiefComplaint).End();
        for (var i = 0; i < visit.Allergies.Count; i++)
        {
            var allergy = visit.Allergies[i];
            _message.Segment("AL1"u8).F(i + 1).F(allergy.Category).F(allergy.Substance.Code).C(allergy.Substance.Name).C("ATC").F(allergy.Severity).F(allergy.Reaction).F(DateOnly.FromDateTime(allergy.Recorded)).End();
        }

        var details = _person.Details;
        if (details.Insurance != InsuranceType.None)
        {
            _message.Segment("IN1|1"u8).F((int)details.Insurance).C(NameOf(details.Insurance)).F("YB3304").F("医疗保障局（合成）").Skip(10).F(NameOf(details.Insurance)).Skip(20).F(details.InsuranceNumber).End();
        }

        Send(visit, kind, visit.Start, slip, 'A', 0);
    }

    private static string NameOf(InsuranceType insurance) => insurance switch
    {
        InsuranceType.Employee => "职工基本医疗保险",
        InsuranceType.Resident => "城乡居民基本医疗保险",
        InsuranceType.Commercial => "商业医疗保险",
        _ => "全自费",
    };

    private void WriteMove(Visit visit, in Event happened)
    {
        var move = visit.Moves[happened.Index];
        BeginMessage(visit, "ADT^A02", move.At, 'B', happened.Index, hasEvent: true);
        _message.Text.Add(_patient.Text.Written);
        _message.Segment("PV1|1"u8).Raw(ClassOf(visit.Kind));
        Location(_message, move.To, move.Bed);
        _message.Skip(2);
        Location(_message, move.From, visit.Bed);
        _message.Person(visit.Doctor).Skip(11).F(visit.Number).SkipC(2).C(_house.Authority).C("VN").Skip(24).F(visit.Start).End();
        Send(visit, "ADT^A02", move.At, Slip.None, 'B', happened.Index);
    }

    private void WriteEnd(Visit visit)
    {
        var slip = Draw(RecordShape.Visit, visit, 'Z', 0);
        if (slip == Slip.ColumnCount || (slip == Slip.DischargeFirst && visit.Kind != VisitKind.Inpatient)) slip = Slip.None;
        BeginMessage(visit, "ADT^A03", visit.End, 'Z', 0, hasEvent: true);
        if (visit.Died) AddDeadPatient(visit);
        else _message.Text.Add(_patient.Text.Written);
        WriteVisit(visit, visit.Number, hasEnd: true, slip == Slip.DischargeFirst);
        if (slip == Slip.FutureDate)
        {
            // The tens of the year of the end are typed one too high.
            var end = _visit.Text.Length - 1 - (_dialect.HasSeconds ? 14 : 12);
            _visit.Text.CutTo(end);
            _visit.Time(visit.End.AddYears(10));
            _visit.End();
        }

        _message.Text.Add(_visit.Text.Written);
        WriteVisit(visit, visit.Number, hasEnd: false);
        Send(visit, "ADT^A03", visit.End, slip, 'Z', 0);
    }

    /// <summary>PID with time and fact of death (PID-29, PID-30).</summary>
    private void AddDeadPatient(Visit visit)
    {
        var pid = _patient.Text.Written;
        var end = pid.IndexOf((byte)'\r');
        _message.Text.Add(pid[..end]);
        _message.Skip(5).F(visit.End).Raw("Y"u8).End();
        _message.Text.Add(pid[(end + 1)..]);
    }

    private void WriteDiagnoses(Visit visit, in Event happened)
    {
        var slip = Draw(RecordShape.Diagnosis, visit, 'D', happened.Index);
        if (slip is Slip.ColumnCount) slip = Slip.None;
        var at = visit.Diagnoses[happened.Index].At;
        BeginMessage(visit, "ADT^A08", at, 'D', happened.Index, hasEvent: true);
        AddPatientAndVisit();
        for (var i = 0; i < happened.Count; i++)
        {
            WriteDiagnosis(visit, happened.Index + i, i + 1, slip == Slip.FutureDate ? at.AddYears(1) : at);
        }

        if (slip == Slip.SexConflict)
        {
            _message.Segment("DG1"u8).F(happened.Count + 1).Skip(1).Coded(FaultPlan.ConflictFor(visit.Resident.Sex), "ICD10CN").Skip(1).F(at).Raw("W"u8).End();
        }

        Send(visit, "ADT^A08", at, slip, 'D', happened.Index);
    }

    private void WriteDiagnosis(Visit visit, int index, int number, DateTime at)
    {
        var diagnosis = visit.Diagnoses[index];
        _message.Segment("DG1"u8).F(number).Skip(1);
        if (_house.Terms.Wording(diagnosis, _house.Seed, visit.Key, index) is { } wording) _message.F("").C(wording).Skip(1);
        else _message.Coded(diagnosis.Standard, SystemOf(diagnosis.System)).Skip(1);
        _message.F(at).Raw(diagnosis.Role == DiagnosisRole.Admission ? "A"u8 : visit.Kind == VisitKind.Inpatient ? "F"u8 : "W"u8).Skip(8);
        _message.F(diagnosis.Role == DiagnosisRole.Main ? 1 : 2).Person(visit.Doctor).End();
    }

    private static string SystemOf(CodeSystem system) => system switch
    {
        CodeSystem.TcmDisease => "GB/T 15657-D",
        CodeSystem.TcmSyndrome => "GB/T 15657-S",
        _ => "ICD10CN",
    };

    private void WriteProcedure(Visit visit, in Event happened)
    {
        var procedure = visit.Procedures[happened.Index];
        BeginMessage(visit, "ADT^A08", procedure.End, 'P', happened.Index, hasEvent: true);
        AddPatientAndVisit();
        _message.Segment("PR1"u8).F(happened.Index + 1).Skip(1).Coded(procedure.Standard, "ICD9ProcCN").Skip(1).F(procedure.Start).F(procedure.Level > 0 ? "O" : "D");
        _message.F((long)(procedure.End - procedure.Start).TotalMinutes).Person(procedure.Anaesthetist).F(procedure.Anaesthesia).Skip(1).Person(procedure.Surgeon).End();
        Send(visit, "ADT^A08", procedure.End, Slip.None, 'P', happened.Index);
    }
}
