using System.Globalization;
using Suwen.Simulator.Care;
using Suwen.Simulator.People;
using Suwen.Simulator.Writing.Faults;
using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Tables;

/// <summary>The platform of all community clinics: tables in GB 18030 with dates apart by slashes and sex by GB/T 2261.1, and two workbooks a month for chronic follow-up and health records.</summary>
internal sealed partial class CommunityFeed : TableFeed
{
    private readonly TableFormat _persons;
    private readonly TableFormat _visits;
    private readonly TableFormat _diagnoses;
    private readonly TableFormat _dispensing;
    private readonly TableFormat _measurements;
    private readonly TableFormat _followUps;
    private readonly TableFormat _chronic;
    private readonly TableFormat _records;

    public CommunityFeed(World world, Institution institution)
        : base(world, institution)
    {
        _persons = Table("persons", "person", FilePeriod.Day, "档案号,姓名,性别,出生日期,身份证号,联系电话,住址,民族,婚姻,文化程度,职业,医保类型,登记时间", PersonsMapping, true);
        _visits = Table("visits", "visit", FilePeriod.Day, "就诊流水号,档案号,就诊类型,科室,医生,就诊时间,结束时间,主诉", VisitsMapping, true);
        _diagnoses = Table("diagnoses", "diagnosis", FilePeriod.Day, "诊断流水号,就诊流水号,档案号,ICD编码,诊断名称,诊断时间", DiagnosesMapping, true);
        _dispensing = Table("dispensing", "dispensing", FilePeriod.Day, "发药流水号,就诊流水号,档案号,发药时间,药品代码,药品名称,规格,数量,单位,单次剂量,剂量单位,用法,天数", DispensingMapping, true);
        _measurements = Table("measurements", "measurement", FilePeriod.Day, "检查流水号,就诊流水号,档案号,检查时间,项目代码,编码体系,项目名称,结果,单位,参考下限,参考上限", MeasurementsMapping, true);
        _followUps = Table("follow-ups", "follow-up", FilePeriod.Day, FollowUpHeader, FollowUpsMapping("yyyy/M/d"), true);
        _chronic = Table("chronic-follow-ups", "follow-up", FilePeriod.Month, FollowUpHeader, FollowUpsMapping("yyyy/M/d"), false, "xlsx");
        _records = Table("health-records", "health-record", FilePeriod.Month, "健康档案编号,档案号,建档单位,责任医生,建档日期,支付方式,药物过敏史,状态,更新时间,更新依据", RecordsMapping, false, "xlsx");
    }

    public override bool IsAtEnd => true;

    public override bool Wants(Visit visit) => visit.Institution.Index == House.Institution.Index;

    public override void WriteDay(DateOnly day, IFeedSink sink) => House.PlantTerms(day, sink);

    public override void Write(Visit visit, DateOnly day, IFeedSink sink)
    {
        Sink = sink;
        if (!House.IsLastDay(visit, day)) return;
        WritePerson(visit);
        WriteVisit(visit);
        for (var i = 0; i < visit.Diagnoses.Count; i++) WriteDiagnosis(visit, i);
        for (var i = 0; i < visit.Orders.Count; i++)
        {
            if (visit.Orders[i].Kind is OrderKind.Drug or OrderKind.Herbal) WriteDispensing(visit, i);
        }

        for (var i = 0; i < visit.LabReports.Count; i++) WriteLab(visit, i);
        for (var i = 0; i < visit.Vitals.Count; i++) WriteVitals(visit, i);
        if (visit.FollowUp is { } followUp)
        {
            WriteFollowUp(visit, followUp);
            WriteRecord(visit);
        }
    }

    private void WritePerson(Visit visit)
    {
        var person = House.Show(visit);
        var details = person.Details;
        Row().Cell(person.RecordNumber).Cell(details.FullName).Cell(person.IsSexUnknown ? person.UnknownSex : details.Sex == Sex.Male ? "1" : "2").Cell(person.BirthDate, DateStyle.Slash).Cell(person.NationalId).Cell(details.Phone).Cell(details.Address)
            .Cell(details.EthnicName).Cell(details.MaritalCode).Cell(details.EducationName).Cell(details.Occupation).Cell((int)details.Insurance).Cell(visit.Start);
        Send(_persons, visit.Start, person.Slip, person.RecordNumber, [("visit", visit.Number), .. person.Truth]);
    }

    private void WriteVisit(Visit visit)
    {
        var slip = Draw(_visits, RecordShape.Visit, visit, 0);
        if (slip == Slip.DischargeFirst) slip = Slip.None;
        var years = slip == Slip.FutureDate ? 1 : 0;
        Row().Cell(visit.Number).Cell(visit.Person.RecordNumber).Cell(SecondHospitalFeed.KindName(visit.Kind)).Cell(visit.Department.Name).Cell(visit.Doctor.Name)
            .Cell(visit.Start.AddYears(years), DateStyle.Slash).Cell(visit.End.AddYears(years), DateStyle.Slash).Cell(visit.ChiefComplaint);
        Send(_visits, visit.Start, slip, visit.Number);
    }

    private void WriteDiagnosis(Visit visit, int index)
    {
        var diagnosis = visit.Diagnoses[index];
        var slip = Draw(_diagnoses, RecordShape.Diagnosis, visit, index);
        var standard = slip == Slip.SexConflict ? FaultPlan.ConflictFor(visit.Resident.Sex) : diagnosis.Standard;
        var wording = slip == Slip.SexConflict ? null : House.Terms.Wording(diagnosis, House.Seed, visit.Key, index);
        var number = Numbered(visit.Number, "-D", index);
        Row().Cell(number).Cell(visit.Number).Cell(visit.Person.RecordNumber).Cell(wording is null ? standard.Code : "").Cell(wording ?? standard.Name).Cell(slip == Slip.FutureDate ? diagnosis.At.AddYears(1) : diagnosis.At, DateStyle.Slash);
        Send(_diagnoses, diagnosis.At, slip, number, ("visit", visit.Number));
    }

    private static string Numbered(string number, string letter, int index) => string.Create(CultureInfo.InvariantCulture, $"{number}{letter}{index + 1}");

    private void WriteDispensing(Visit visit, int index)
    {
        var order = visit.Orders[index];
        var slip = Draw(_dispensing, RecordShape.Order, visit, index);
        var drug = House.Terms.Drug(order.Item);
        Row().Cell(order.Number).Cell(visit.Number).Cell(visit.Person.RecordNumber).Cell(slip == Slip.FutureDate ? order.At.AddYears(1) : order.At, DateStyle.Slash).Cell(drug.Code).Cell(drug.Name).Cell(order.Specification);
        if (order.Quantity.Units > 0) Current.Cell(order.Quantity);
        else Current.Empty();
        Current.Cell(order.QuantityUnit);
        if (order.Dose.Units > 0) Current.Cell(order.Dose);
        else Current.Empty();
        Current.Cell(order.DoseUnit).Joined(order.Frequency, " ", order.Route).CellUnlessZero(order.Days);
        Send(_dispensing, order.At, slip, order.Number, ("visit", visit.Number));
    }

    private void WriteLab(Visit visit, int index)
    {
        var report = visit.LabReports[index];
        for (var i = 0; i < report.Results.Count; i++)
        {
            var result = report.Results[i];
            var slip = Draw(_measurements, RecordShape.Number, visit, (index << 8) | i);
            if (result.Text is not null && slip is Slip.UnitSwapped or Slip.ImpossibleValue or Slip.MissingNumber) slip = Slip.None;
            if (slip == Slip.UnitSwapped && result.Number.Units == 0) slip = Slip.None;
            var local = House.Terms.Lab(result.Item);
            var number = Numbered(report.Number, "-", i);
            var person = slip == Slip.SwappedPatient ? House.SomebodyElse(visit).RecordNumber : visit.Person.RecordNumber;
            BeginMeasurement(number, slip == Slip.Orphan ? visit.Number + "9" : visit.Number, person, slip == Slip.FutureDate ? report.CollectedAt.AddYears(1) : report.CollectedAt, local.Code, local.Vocabulary, local.Name);
            if (result.Text is { } text) Current.Cell(text);
            else if (slip == Slip.MissingNumber) Current.Empty();
            else Current.Cell(FaultPlan.Damage(slip, local.Unit, result.Number));
            Current.Cell(local.Unit).Cell(double.IsNaN(result.Low) ? 0 : result.Low, 3).Cell(double.IsNaN(result.High) ? 0 : result.High, 3);
            Send(_measurements, report.ReportedAt, slip, number, ("item", local.Code), ("truth", result.Text ?? result.Number.ToString()), ("true_patient", visit.Person.RecordNumber), ("true_visit", visit.Number));
        }
    }

    private void BeginMeasurement(string number, string visit, string person, DateTime at, string code, string vocabulary, string name) =>
        Row().Cell(number).Cell(visit).Cell(person).Cell(at, DateStyle.Slash).Cell(code).Cell(vocabulary).Cell(name);

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
    }

    private void Vital(Visit visit, int index, int part, VitalSign sign, double value, int decimals)
    {
        if (!(value > 0)) return;
        var slip = Draw(_measurements, RecordShape.Number, visit, (1 << 20) | (index << 8) | part);
        if (slip is Slip.Orphan or Slip.SwappedPatient or Slip.UnitSwapped) slip = Slip.None;
        var at = visit.Vitals[index].At;
        var number = Numbered(Numbered(visit.Number, "-V", index), sign.LocalCode, part);
        BeginMeasurement(number, visit.Number, visit.Person.RecordNumber, slip == Slip.FutureDate ? at.AddYears(1) : at, sign.Loinc, "LOINC", sign.Name);
        var right = FixedNumber.Of(value, decimals);
        if (slip == Slip.MissingNumber) Current.Empty();
        else Current.Cell(FaultPlan.Damage(slip, sign.Unit, right));
        Current.Cell(sign.Unit).Empty().Empty();
        Send(_measurements, at, slip, number, ("item", sign.Name), ("truth", right.ToString()));
    }

    private void WriteFollowUp(Visit visit, FollowUpFact followUp)
    {
        var isChronic = followUp.Type.Contains("高血压", StringComparison.Ordinal) || followUp.Type.Contains("糖尿病", StringComparison.Ordinal);
        var bmi = followUp.HeightCm > 0 ? followUp.WeightKg / (followUp.HeightCm * followUp.HeightCm / 10_000) : 0;
        Row().Cell(followUp.Number).Cell(visit.Person.RecordNumber).Cell(followUp.Type).Cell(DateOnly.FromDateTime(visit.Start), DateStyle.Slash).Cell(followUp.Way).Cell(visit.Doctor.Name).Cell(followUp.Symptom)
            .CellUnlessZero(followUp.Systolic).CellUnlessZero(followUp.Diastolic).Cell(followUp.WeightKg, 1).Cell(bmi, 1).Cell(followUp.FastingGlucose, 1).Cell(followUp.Adherence).Cell(followUp.Outcome).Cell(followUp.Next, DateStyle.Slash);
        Send(isChronic ? _chronic : _followUps, visit.End);
    }

    /// <summary>A follow-up brings the health record up to date; the newest row stands.</summary>
    private void WriteRecord(Visit visit)
    {
        var allergy = visit.Allergies.Count > 0 ? visit.Allergies[0].Substance.Name : "无";
        Row().Joined("JK", "", visit.Person.RecordNumber).Cell(visit.Person.RecordNumber).Cell(House.Institution.Name).Cell(visit.Doctor.Name).Cell(DateOnly.FromDateTime(visit.Start), DateStyle.Slash)
            .Cell((int)visit.Person.Details.Insurance).Cell(allergy).Cell("活动"u8).Cell(visit.Start).Cell(visit.FollowUp!.Number);
        Send(_records, visit.End);
    }
}
