using System.Globalization;
using Suwen.Simulator.Care;
using Suwen.Simulator.People;
using Suwen.Simulator.Writing.Faults;
using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Tables;

/// <summary>The exports of a hospital's HIS, one table each day and kind, in UTF-8; dates without separators, sex in words. What belongs to a visit is exported on the day on which it ends.</summary>
internal sealed partial class SecondHospitalFeed : TableFeed
{
    private readonly TableFormat _persons;
    private readonly TableFormat _visits;
    private readonly TableFormat _diagnoses;
    private readonly TableFormat _orders;
    private readonly TableFormat _labs;
    private readonly TableFormat _vitals;
    private readonly TableFormat _exams;
    private readonly TableFormat _notes;
    private readonly TableFormat _procedures;

    public SecondHospitalFeed(World world, Institution institution)
        : base(world, institution)
    {
        _persons = Table("persons", "person", FilePeriod.Day, "病人ID,姓名,拼音码,性别,出生日期,身份证号,民族,婚姻,职业,电话,住址,区县,医保类型,医保号,联系人,联系人电话,更新时间", PersonsMapping);
        _visits = Table("visits", "visit", FilePeriod.Day, "就诊流水号,病人ID,就诊类别,科室代码,科室名称,医生工号,床号,开始时间,结束时间,离院方式,主诉", VisitsMapping);
        _diagnoses = Table("diagnoses", "diagnosis", FilePeriod.Day, "诊断流水号,就诊流水号,病人ID,诊断类别,编码体系,诊断编码,诊断名称,诊断时间,医生工号", DiagnosesMapping);
        _orders = Table("orders", "order", FilePeriod.Day, "医嘱号,就诊流水号,病人ID,医嘱类别,项目代码,项目名称,ATC,单次剂量,剂量单位,频次,用法,天数,发药数量,发药单位,开立时间,停止时间,医生工号", OrdersMapping);
        _labs = Table("lab-results", "lab-result", FilePeriod.Day, "报告单号,项目代码,项目名称,就诊流水号,病人ID,医嘱号,标本,采集时间,报告时间,结果,单位,下限,上限,提示", LabsMapping);
        _vitals = Table("vital-signs", "vital-sign", FilePeriod.Day, "记录号,项目,就诊流水号,病人ID,测量时间,数值,单位", VitalsMapping);
        _exams = Table("exams", "exam", FilePeriod.Day, "检查号,就诊流水号,病人ID,医嘱号,检查代码,检查名称,类别,部位,检查时间,报告时间,所见,结论,报告医生", ExamsMapping);
        _notes = Table("notes", "note", FilePeriod.Day, "文书号,就诊流水号,病人ID,文书类别,标题,书写时间,作者工号,正文", NotesMapping);
        _procedures = Table("procedures", "procedure", FilePeriod.Day, "手术流水号,就诊流水号,病人ID,手术编码,手术名称,级别,开始时间,结束时间,术者工号,麻醉方式,切口愈合", ProceduresMapping);
    }

    public override bool IsAtEnd => true;

    public override bool HasNotes => true;

    public override bool Wants(Visit visit) => visit.Institution.Index == House.Institution.Index;

    public override void WriteDay(DateOnly day, IFeedSink sink) => House.PlantTerms(day, sink);

    public override void Write(Visit visit, DateOnly day, IFeedSink sink)
    {
        Sink = sink;
        if (House.IsFirstDay(visit, day)) WritePerson(visit);
        if (!House.IsLastDay(visit, day)) return;
        WriteVisit(visit);
        for (var i = 0; i < visit.Diagnoses.Count; i++) WriteDiagnosis(visit, i);
        for (var i = 0; i < visit.Orders.Count; i++) WriteOrder(visit, i);
        for (var i = 0; i < visit.LabReports.Count; i++) WriteLab(visit, i);
        for (var i = 0; i < visit.Vitals.Count; i++) WriteVitals(visit, i);
        for (var i = 0; i < visit.Exams.Count; i++) WriteExam(visit, i);
        for (var i = 0; i < visit.Notes.Count; i++) WriteNote(visit, i);
        for (var i = 0; i < visit.Procedures.Count; i++) WriteProcedure(visit, i);
    }

    private void WritePerson(Visit visit)
    {
        var person = House.Show(visit);
        var details = person.Details;
        Row().Cell(person.RecordNumber).Cell(details.FullName).Cell(details.Pinyin).Cell(person.IsSexUnknown ? person.UnknownSex : details.Sex == Sex.Male ? "男" : "女").Cell(person.BirthDate, DateStyle.Compact).Cell(person.NationalId)
            .Cell(details.EthnicName).Cell(details.MaritalCode).Cell(details.Occupation).Cell(details.Phone).Cell(details.Address).Cell(details.CountyCode)
            .Cell((int)details.Insurance).Cell(details.InsuranceNumber).Cell(details.ContactName).Cell(details.ContactPhone).Cell(visit.Start, DateStyle.Compact);
        Send(_persons, visit.Start, person.Slip, person.RecordNumber, [("visit", visit.Number), .. person.Truth]);
    }

    private void WriteVisit(Visit visit)
    {
        var slip = Draw(_visits, RecordShape.Visit, visit, 0);
        if (slip == Slip.DischargeFirst && visit.Kind != VisitKind.Inpatient) slip = Slip.None;
        var start = slip == Slip.FutureDate ? visit.Start.AddYears(1) : visit.Start;
        var end = slip == Slip.FutureDate ? visit.End.AddYears(1) : slip == Slip.DischargeFirst ? visit.Start.AddDays(-2) : visit.End;
        Row().Cell(visit.Number).Cell(visit.Person.RecordNumber).Cell(KindName(visit.Kind)).Cell(visit.Department.Code).Cell(visit.Department.Name).Cell(visit.Doctor.Number).Cell(visit.Bed)
            .Cell(start, DateStyle.Compact).Cell(end, DateStyle.Compact).CellUnlessZero(visit.DischargeWay).Cell(visit.ChiefComplaint);
        Send(_visits, visit.End, slip, visit.Number);
    }

    internal static string KindName(VisitKind kind) => kind switch
    {
        VisitKind.Inpatient => "住院",
        VisitKind.Emergency => "急诊",
        VisitKind.Screening => "体检",
        VisitKind.FollowUp => "随访",
        VisitKind.Vaccination => "接种",
        _ => "门诊",
    };

    private void WriteDiagnosis(Visit visit, int index)
    {
        var diagnosis = visit.Diagnoses[index];
        var slip = Draw(_diagnoses, RecordShape.Diagnosis, visit, index);
        var standard = slip == Slip.SexConflict ? FaultPlan.ConflictFor(visit.Resident.Sex) : diagnosis.Standard;
        var wording = slip == Slip.SexConflict ? null : House.Terms.Wording(diagnosis, House.Seed, visit.Key, index);
        var number = string.Create(CultureInfo.InvariantCulture, $"{visit.Number}-{index + 1}");
        Row().Cell(number).Cell(visit.Number).Cell(visit.Person.RecordNumber).Cell(RoleName(diagnosis.Role)).Cell(wording is not null ? "" : SystemName(diagnosis.System)).Cell(wording is null ? standard.Code : "")
            .Cell(wording ?? standard.Name).Cell(slip == Slip.FutureDate ? diagnosis.At.AddYears(1) : diagnosis.At, DateStyle.Compact).Cell(visit.Doctor.Number);
        Send(_diagnoses, diagnosis.At, slip, number, ("visit", visit.Number));
    }

    internal static string RoleName(DiagnosisRole role) => role switch
    {
        DiagnosisRole.Main => "主要诊断",
        DiagnosisRole.Admission => "入院诊断",
        DiagnosisRole.TcmDisease => "中医病名",
        DiagnosisRole.TcmSyndrome => "中医证候",
        DiagnosisRole.Complication => "并发症",
        _ => "其他诊断",
    };

    internal static string SystemName(CodeSystem system) => system switch
    {
        CodeSystem.TcmDisease => "中医疾病",
        CodeSystem.TcmSyndrome => "中医证候",
        _ => "国临",
    };

    private void WriteOrder(Visit visit, int index)
    {
        var order = visit.Orders[index];
        var slip = Draw(_orders, RecordShape.Order, visit, index);
        var isDrug = order.Kind is OrderKind.Drug or OrderKind.Herbal;
        var item = isDrug ? House.Terms.Drug(order.Item) : order.Item;
        var row = Row().Cell(order.Number).Cell(visit.Number).Cell(visit.Person.RecordNumber).Cell(OrderName(order.Kind)).Cell(item.Code).Cell(item.Name).Cell(order.Atc);
        if (order.Dose.Units > 0) row.Cell(order.Dose);
        else row.Empty();
        row.Cell(order.DoseUnit).Cell(order.Frequency).Cell(order.Route).CellUnlessZero(order.Days);
        if (order.Quantity.Units > 0) row.Cell(order.Quantity);
        else row.Empty();
        row.Cell(order.QuantityUnit).Cell(slip == Slip.FutureDate ? order.At.AddYears(1) : order.At, DateStyle.Compact).Cell(order.Stop, DateStyle.Compact).Cell(order.Doctor.Number);
        Send(_orders, order.At, slip, order.Number, ("visit", visit.Number));
    }

    internal static string OrderName(OrderKind kind) => kind switch
    {
        OrderKind.Drug => "西药",
        OrderKind.Herbal => "草药",
        OrderKind.Laboratory => "检验",
        OrderKind.Examination => "检查",
        OrderKind.Procedure => "手术治疗",
        _ => "护理",
    };

    private void WriteLab(Visit visit, int index)
    {
        var report = visit.LabReports[index];
        for (var i = 0; i < report.Results.Count; i++)
        {
            var result = report.Results[i];
            var slip = Draw(_labs, RecordShape.Number, visit, (index << 8) | i);
            if (result.Text is not null && slip is Slip.UnitSwapped or Slip.ImpossibleValue or Slip.MissingNumber) slip = Slip.None;
            if (slip == Slip.UnitSwapped && result.Number.Units == 0) slip = Slip.None;
            var local = House.Terms.Lab(result.Item);
            var person = slip == Slip.SwappedPatient ? House.SomebodyElse(visit).RecordNumber : visit.Person.RecordNumber;
            var row = Row().Cell(report.Number).Cell(local.Code).Cell(local.Name).Cell(slip == Slip.Orphan ? visit.Number + "9" : visit.Number).Cell(person).Cell(report.OrderNumber).Cell(report.Specimen)
                .Cell(slip == Slip.FutureDate ? report.CollectedAt.AddYears(1) : report.CollectedAt, DateStyle.Compact).Cell(report.ReportedAt, DateStyle.Compact);
            var number = local.Factor == 1 ? result.Number : FixedNumber.Of(result.Number.Value * local.Factor, local.Decimals);
            if (result.Text is { } text) row.Cell(text);
            else if (slip == Slip.MissingNumber) row.Empty();
            else row.Cell(FaultPlan.Damage(slip, local.Unit, number));
            row.Cell(local.Unit).Cell(double.IsNaN(result.Low) ? 0 : result.Low * local.Factor, 3).Cell(double.IsNaN(result.High) ? 0 : result.High * local.Factor, 3).Cell(FlagName(result.Flag));
            Send(_labs, report.ReportedAt, slip, report.Number, ("item", local.Code), ("truth", result.Text ?? number.ToString()), ("true_patient", visit.Person.RecordNumber), ("true_visit", visit.Number));
        }
    }

    private static string FlagName(string flag) => flag switch { "H" => "↑", "L" => "↓", "A" => "异常", _ => "" };

    private void WriteVitals(Visit visit, int index)
    {
        var vitals = visit.Vitals[index];
        Vital(visit, index, 0, VitalSign.Temperature, vitals.TemperatureC, 1);
        Vital(visit, index, 1, VitalSign.Pulse, vitals.Pulse, 0);
        Vital(visit, index, 2, VitalSign.Respiration, vitals.Respiration, 0);
        Vital(visit, index, 3, VitalSign.Systolic, vitals.Systolic, 0);
        Vital(visit, index, 4, VitalSign.Diastolic, vitals.Diastolic, 0);
        Vital(visit, index, 5, VitalSign.Saturation, vitals.OxygenSaturation, 0);
        Vital(visit, index, 6, VitalSign.Weight, vitals.WeightKg, 1);
        Vital(visit, index, 7, VitalSign.Height, vitals.HeightCm, 0);
        Vital(visit, index, 8, VitalSign.Pain, vitals.PainScore, 0);
    }

    private void Vital(Visit visit, int index, int part, VitalSign sign, double value, int decimals)
    {
        if (!(value > 0)) return;
        var slip = Draw(_vitals, RecordShape.Number, visit, (index << 8) | part);
        if (slip is Slip.UnitSwapped or Slip.Orphan or Slip.SwappedPatient) slip = Slip.None;
        var at = visit.Vitals[index].At;
        Row().Joined(visit.Number, "-V", index + 1).Cell(sign.Name).Cell(visit.Number).Cell(visit.Person.RecordNumber).Cell(slip == Slip.FutureDate ? at.AddYears(1) : at, DateStyle.Compact);
        if (slip == Slip.MissingNumber) Current.Empty();
        else Current.Cell(FaultPlan.Damage(slip, sign.Unit, FixedNumber.Of(value, decimals)));
        Current.Cell(sign.Unit);
        Send(_vitals, at, slip, string.Create(CultureInfo.InvariantCulture, $"{visit.Number}-V{index + 1}"), ("item", sign.Name), ("truth", FixedNumber.Of(value, decimals).ToString()));
    }

    private void WriteExam(Visit visit, int index)
    {
        var exam = visit.Exams[index];
        var slip = Draw(_exams, RecordShape.Report, visit, index);
        var person = slip == Slip.SwappedPatient ? House.SomebodyElse(visit).RecordNumber : visit.Person.RecordNumber;
        Row().Cell(exam.Number).Cell(slip == Slip.Orphan ? visit.Number + "9" : visit.Number).Cell(person).Cell(exam.OrderNumber).Cell(exam.Exam.Code).Cell(exam.Exam.Name).Cell(exam.Modality).Cell(exam.BodyPart)
            .Cell(slip == Slip.FutureDate ? exam.PerformedAt.AddYears(1) : exam.PerformedAt, DateStyle.Compact).Cell(exam.ReportedAt, DateStyle.Compact).Cell(exam.Findings).Cell(exam.Conclusion).Cell(exam.Reporter.Number);
        Send(_exams, exam.ReportedAt, slip, exam.Number, ("true_patient", visit.Person.RecordNumber), ("true_visit", visit.Number));
    }

    private void WriteNote(Visit visit, int index)
    {
        var note = visit.Notes[index];
        var slip = Draw(_notes, RecordShape.Note, visit, index);
        Row().Cell(note.Number).Cell(visit.Number).Cell(visit.Person.RecordNumber).Cell(note.Kind.ToString()).Cell(note.Title).Cell(slip == Slip.FutureDate ? note.At.AddYears(1) : note.At, DateStyle.Compact).Cell(note.Author.Number).Cell(note.Text);
        Send(_notes, note.At, slip, note.Number, ("visit", visit.Number));
    }

    private void WriteProcedure(Visit visit, int index)
    {
        var procedure = visit.Procedures[index];
        Row().Joined(visit.Number, "-S", index + 1).Cell(visit.Number).Cell(visit.Person.RecordNumber).Cell(procedure.Standard.Code).Cell(procedure.Standard.Name).CellUnlessZero(procedure.Level)
            .Cell(procedure.Start, DateStyle.Compact).Cell(procedure.End, DateStyle.Compact).Cell(procedure.Surgeon.Number).Cell(procedure.Anaesthesia).Cell(procedure.Incision);
        Send(_procedures, procedure.End);
    }
}
