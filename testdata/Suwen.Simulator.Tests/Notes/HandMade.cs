using Suwen.Simulator.Care;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.Notes;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Tests.Notes;

/// <summary>A small catalogue and visits made by hand, of every kind of note, for people of any age and sex. All of it is invented.</summary>
internal static class HandMade
{
    public static readonly MedicalCatalogue Catalogue = MakeCatalogue();
    public static readonly string[] Hospitals = ["南湖市第一医院（合成）", "南湖市中医院（合成）"];

    private static readonly string[] Specialties = ["respiratory", "general-surgery", "cardiology", "paediatrics", "obstetrics", "traditional-medicine", "emergency", "icu", "oncology", "general-practice"];
    private static readonly Clinician[] Staff = [.. Enumerable.Range(1, 12).Select(i => new Clinician($"D{i:000}", "陈" + "明华建国志强文军平".AsSpan(i % 9, 1).ToString() + "安", i % 4 == 0 ? "主任医师" : i % 4 == 1 ? "副主任医师" : "住院医师", false))];
    private static readonly Clinician Nurse = new("N001", "沈护", "护师", true);

    public static NoteWriter Writer(NoteSet set, ulong seed = 1) => new(seed, set, Catalogue, Hospitals);

    /// <summary>A visit with notes of all kinds; everything about it follows from the number.</summary>
    public static Visit Visit(int number)
    {
        var random = new RandomStream(7, RandomPurpose.Visits, number);
        var disease = Catalogue.Diseases[random.Below(Catalogue.Diseases.Count)];
        var sex = disease.Id == "birth" || random.Chance(0.5) ? Sex.Female : Sex.Male;
        var start = new DateTime(2024, 1, 1).AddDays(random.Below(700)).AddMinutes(random.Below(1440));
        var age = disease.Id switch { "birth" => random.Between(20, 40), "jaundice" => 0, _ => random.Between(0, 95) };
        var birth = DateOnly.FromDateTime(start).AddYears(-age).AddDays(-random.Between(3, disease.Id == "jaundice" ? 12 : 300));
        var specialty = disease.Specialty.Length > 0 && random.Chance(0.7) ? disease.Specialty : Specialties[random.Below(Specialties.Length)];
        var staff = Staff[random.Below(Staff.Length)];
        var departments = Specialties.Select((name, i) => new Department(i, $"0{i}", "03", "第" + (i + 1) + "病区科", name, 20, Staff)).ToList();
        var visit = new Visit
        {
            Key = number, Kind = disease.Id == "cold-tcm" ? VisitKind.Outpatient : VisitKind.Inpatient, Number = $"ZY{number:000000}", Start = start, End = start.AddDays(random.Between(2, 14)), Bed = "12", Ward = "三病区",
            DischargeWay = random.Chance(0.1) ? 5 : random.Chance(0.1) ? 4 : 1, AdmissionCount = 1, Disease = disease, Doctor = staff, Nurse = Nurse, Person = Person(number, birth, sex, age),
            Resident = new Resident(new ResidentId(number), sex, birth, 1, HouseholdRole.Head, 1, ResidentId.None, ResidentId.None, ResidentId.None, DateOnly.MinValue, DateOnly.MaxValue, DateOnly.MaxValue),
            Institution = new Institution(0, "first-hospital", Hospitals[0], "330400000001", InstitutionKind.GeneralHospital, "三级", 0, 500, departments),
            Department = departments.First(department => department.Specialty == specialty || department.Index == departments.Count - 1),
        };
        AddDiagnoses(visit, disease, age, ref random);
        AddVitals(visit, disease, ref random);
        AddResults(visit, ref random);
        AddTreatment(visit, disease, ref random);
        AddNotes(visit, staff);
        return visit;
    }

    private static RecordedPerson Person(int number, DateOnly birth, Sex sex, int age) => new()
    {
        RecordNumber = $"P{number:0000000}", Truth = new ResidentId(number),
        Details = new PersonDetails
        {
            Id = new ResidentId(number), FullName = "测试" + (char)('甲' + number % 4), FamilyName = "测", GivenName = "试", Pinyin = "Ce Shi", Sex = sex, BirthDate = birth,
            NationalId = age < 1 ? "" : $"330402{birth:yyyyMMdd}001X", EthnicCode = "01", EthnicName = "汉族", MaritalCode = age < 22 ? "10" : "20", EducationCode = "60", EducationName = "高中",
            Occupation = age < 7 ? "学龄前儿童" : "农民", Employer = (number % 3) switch { 0 => "南湖合成纺织厂", 1 => "退休", _ => "" }, Phone = "13900000" + (number % 1000).ToString("000", null), Address = "浙江省南湖市合成路" + (number % 200 + 1) + "号",
            Street = "合成路", CountyCode = "330402", Postcode = "314000", NativePlace = "南湖区", Insurance = InsuranceType.Resident, InsuranceNumber = "X", BloodType = "A", RhPositive = true,
            ContactName = "测联系", ContactRelation = "配偶", ContactPhone = "13800000000", HouseholdNumber = "H1",
        },
    };

    private static void AddDiagnoses(Visit visit, Disease disease, int age, ref RandomStream random)
    {
        foreach (var code in disease.Codes)
        {
            var system = code.Role switch { "tcm-disease" => CodeSystem.TcmDisease, "tcm-syndrome" => CodeSystem.TcmSyndrome, _ => CodeSystem.Icd10 };
            var role = code.Role switch { "main" => DiagnosisRole.Main, "tcm-disease" => DiagnosisRole.TcmDisease, _ => DiagnosisRole.TcmSyndrome };
            visit.Diagnoses.Add(new Diagnosis(new Term(code.Code, code.NameZh), role, system, visit.Start, 1));
        }
        if (age > 40 && disease.Id != "hypertension" && random.Chance(0.5)) visit.Diagnoses.Add(new Diagnosis(new Term("I10.x00", "特发性(原发性)高血压"), DiagnosisRole.Other, CodeSystem.Icd10, visit.Start, 1));
        if (random.Chance(0.2)) visit.Allergies.Add(new AllergyFact(new Term("J01CA04", "阿莫西林"), "药物", "皮疹", "轻", visit.Start));
    }

    private static void AddVitals(Visit visit, Disease disease, ref RandomStream random)
    {
        var days = (visit.End - visit.Start).TotalDays;
        for (var hour = 0; hour < days * 24; hour += 12)
        {
            var share = hour / (days * 24);
            var fever = disease.Id is "pneumonia" or "appendicitis" or "cold-tcm" ? Math.Max(0, 1.9 - 3 * share) : 0;
            visit.Vitals.Add(new VitalSigns(visit.Start.AddHours(hour), Math.Floor((36.4 + fever + random.Unit() * 0.4) * 10) / 10, random.Between(65, 110), random.Between(14, 24), random.Between(95, 165), random.Between(55, 95), random.Between(92, 99), hour == 0 ? 61.5 : double.NaN, hour == 0 ? 168 : double.NaN, random.Below(4)));
            visit.Nursing.Add(new NursingEntry(visit.Start.AddHours(hour), Nurse, "", hour == 0 ? 0 : 800, hour == 0 ? 0 : 600));
        }
    }

    private static void AddResults(Visit visit, ref RandomStream random)
    {
        var report = new LabReport { Number = "L1", OrderNumber = "O1", Panel = new Term("cbc", "血常规"), Specimen = "全血", CollectedAt = visit.Start, ReportedAt = visit.Start.AddHours(1), Reporter = Staff[3] };
        var whiteCells = FixedNumber.Of(3 + random.Unit() * 15, 2);
        report.Results.Add(new LabResult(new LabItem("wbc", "6690-2", "白细胞计数", "WBC", "10^9/L", 2), whiteCells, null, 3.5, 9.5, whiteCells.Value > 9.5 ? "H" : whiteCells.Value < 3.5 ? "L" : ""));
        report.Results.Add(new LabResult(new LabItem("crp", "1988-5", "C反应蛋白", "CRP", "mg/L", 1), FixedNumber.Of(random.Unit() * 90, 1), null, double.NaN, 10, random.Chance(0.5) ? "H" : ""));
        report.Results.Add(new LabResult(new LabItem("mp", "", "肺炎支原体抗体", "MP-Ab", "", 0), default, "阳性", double.NaN, double.NaN, "A"));
        visit.LabReports.Add(report);
        visit.Exams.Add(new ExamReport { Number = "E1", OrderNumber = "O2", Exam = new Term("chest-ct", "胸部CT平扫"), Modality = "CT", BodyPart = "CHEST", PerformedAt = visit.Start.AddHours(1), ReportedAt = visit.Start.AddHours(3), Reporter = Staff[5], IsAbnormal = random.Chance(0.6) });
    }

    private static void AddTreatment(Visit visit, Disease disease, ref RandomStream random)
    {
        Add(visit, "头孢呋辛钠", "J01DC02", FixedNumber.Of(1.5, 2), "g", "q12h", "静脉滴注", 5, true, 1);
        Add(visit, "苯磺酸氨氯地平片", "C08CA01", FixedNumber.Of(5, 0), "mg", "qd", "口服", 14, false, (visit.End - visit.Start).TotalHours - 2);
        visit.Orders.Add(new MedicalOrder("O9", OrderKind.Laboratory, new Term("cbc", "血常规"), visit.Start, Staff[0], false));
        if (disease.Id == "cold-tcm") visit.Orders.Add(new MedicalOrder("O10", OrderKind.Herbal, new Term("yinqiao", "银翘散"), visit.Start, Staff[0], false) { Days = 7 });
        if (disease.Procedures.Count == 0) return;
        var procedure = Catalogue.Procedures[disease.Procedures[0].ProcedureId];
        var at = visit.Start.AddHours(random.Between(4, 20));
        visit.Procedures.Add(new PerformedProcedure(new Term(procedure.Code, procedure.NameZh), at, at.AddMinutes(procedure.Minutes), Staff[1], Staff[2], Staff[6], procedure.Level, procedure.Incision, procedure.Anaesthesia, true));
    }

    private static void Add(Visit visit, string name, string atc, FixedNumber dose, string unit, string frequency, string route, int days, bool isLong, double hours) =>
        visit.Orders.Add(new MedicalOrder("O" + name.Length, OrderKind.Drug, new Term(atc, name), visit.Start.AddHours(hours), Staff[0], isLong) { Dose = dose, DoseUnit = unit, Frequency = frequency, Route = route, Days = days, Atc = atc });

    private static void AddNotes(Visit visit, Clinician author)
    {
        var number = 0;
        foreach (var kind in Enum.GetValues<NoteKind>())
        {
            if (kind == NoteKind.DeathRecord && !visit.Died || kind is NoteKind.PreoperativeSummary or NoteKind.Operation && visit.Procedures.Count == 0 || kind == NoteKind.TcmRecord && visit.Disease?.Id != "cold-tcm") continue;
            var at = kind switch
            {
                NoteKind.Admission => visit.Start.AddHours(3.5), NoteKind.FirstProgress => visit.Start.AddHours(4), NoteKind.Discharge or NoteKind.DeathRecord => visit.End, NoteKind.OutpatientRecord or NoteKind.EmergencyRecord or NoteKind.TcmRecord => visit.Start,
                NoteKind.PreoperativeSummary => visit.Procedures[0].Start.AddHours(-1), NoteKind.Operation => visit.Procedures[0].End, _ => visit.Start + (visit.End - visit.Start) * 0.5,
            };
            visit.Notes.Add(new ClinicalNote { Number = $"{visit.Number}-{++number}", Kind = kind, Title = kind.ToString(), At = at, Author = author });
        }
    }

    private static MedicalCatalogue MakeCatalogue()
    {
        Disease[] diseases =
        [
            Disease("pneumonia", 0, "肺炎", DiseaseKind.Acute, "respiratory", [("J18.900", "肺炎", "main")],
                ["complaint:发热:0.8:2:7:天", "complaint:咳嗽:0.9:2:7:天", "symptom:咳痰:0.7", "symptom:胸闷:0.4", "symptom:乏力:0.5", "negative:咯血:0.9", "negative:发热:0.5", "sign:右肺可闻及湿啰音:0.7", "history:受凉:0.5"]),
            Disease("hypertension", 1, "高血压病", DiseaseKind.Chronic, "cardiology", [("I10.x00", "特发性(原发性)高血压", "main")], ["complaint:发现血压升高:0.9:1:15:年", "symptom:头晕:0.6", "negative:胸痛:0.9"]),
            Disease("appendicitis", 2, "急性阑尾炎", DiseaseKind.Acute, "general-surgery", [("K35.900", "急性阑尾炎", "main")],
                ["complaint:转移性右下腹痛:0.9:6:48:小时", "symptom:恶心:0.7", "symptom:发热:0.5", "negative:腹泻:0.8", "sign:右下腹压痛:0.95", "sign:反跳痛:0.6"], ["appendectomy"]),
            Disease("birth", 3, "足月分娩", DiseaseKind.Pregnancy, "obstetrics", [("O80.000", "头位顺产", "main")], ["complaint:下腹阵痛:0.9:2:12:小时", "symptom:见红:0.4", "negative:阴道流液:0.8"]),
            Disease("jaundice", 4, "新生儿黄疸", DiseaseKind.Newborn, "paediatrics", [("P59.900", "新生儿黄疸", "main")], ["complaint:皮肤黄染:1:1:3:天", "negative:抽搐:0.8", "sign:全身皮肤黄染:0.9"]),
            Disease("cold-tcm", 5, "感冒", DiseaseKind.Traditional, "traditional-medicine", [("BNW010", "感冒病", "tcm-disease"), ("ZBFR50", "风热犯肺证", "tcm-syndrome")], ["complaint:鼻塞流涕:0.9:1:4:天", "symptom:咽痛:0.5", "symptom:头痛:0.4", "negative:胸痛:0.8"]),
            Disease("angina", 6, "冠心病", DiseaseKind.Chronic, "cardiology", [("I25.103", "冠状动脉粥样硬化性心脏病", "main")], ["complaint:胸闷:0.9:1:10:年", "symptom:心悸:0.5", "negative:晕厥:0.9"]),
        ];
        var appendectomy = new Procedure("appendectomy", "47.0901", "阑尾切除术", 2, "全身麻醉", 50, "Ⅱ/甲", 100, 100, "手术费", "阑尾长约{6-9}cm，充血水肿，周围{少量|无}渗液。", "平卧位，取麦氏切口长约{3-5}cm，分离系膜，切除阑尾，逐层关腹。");
        var chest = new Exam("chest-ct", "胸部CT平扫", "CT", "胸部", "CHEST", 100, 60, "双肺纹理清晰，未见明显结节及实变影。", "胸部CT平扫未见明显异常。", "甲");
        return new MedicalCatalogue
        {
            Diseases = diseases, Disease = diseases.ToDictionary(disease => disease.Id), LabItems = new Dictionary<string, LabItemEntry>(), LabPanels = new Dictionary<string, LabPanel>(), Drugs = new Dictionary<string, Drug>(),
            Formulas = new Dictionary<string, HerbalFormula> { ["yinqiao"] = new("yinqiao", "银翘散", "ZBFR50", [("金银花", 15), ("连翘", 15), ("荆芥", 10)], 1580) },
            Exams = new Dictionary<string, Exam> { ["chest-ct"] = chest }, Procedures = new Dictionary<string, Procedure> { ["appendectomy"] = appendectomy }, FeeItems = new Dictionary<string, FeeItem>(), Vaccines = [], AdverseSignals = [], Departments = [],
        };
    }

    private static Disease Disease(string id, int index, string name, DiseaseKind kind, string specialty, (string Code, string Name, string Role)[] codes, string[] symptoms, string[]? procedures = null) => new()
    {
        Id = id, Index = index, NameZh = name, Kind = kind, Specialty = specialty, InpatientSpecialty = specialty, Notifiable = "", NotifiableClass = "", EmergencyShare = 0, AdmissionShare = 0, InpatientFatality = 0,
        StayMedianDays = 5, StaySigma = 0.4, RepeatVisits = 0, FollowUpDays = 0, AdmissionsPerYear = 0, CommunityShare = 0, ControlledShare = 0, ExcessDeathsPer1000 = 0, RateSource = "invented",
        Codes = [.. codes.Select(code => new DiseaseCode(id, code.Code, code.Name, code.Role, 1))],
        Symptoms = [.. symptoms.Select(text => text.Split(':')).Select(part => new DiseaseSymptom(id, part[0], part[1], double.Parse(part[2], System.Globalization.CultureInfo.InvariantCulture), part.Length > 3 ? int.Parse(part[3], null) : 0, part.Length > 4 ? int.Parse(part[4], null) : 0, part.Length > 5 ? part[5] : ""))],
        Procedures = procedures is null ? [] : [.. procedures.Select(procedure => new DiseaseProcedure(id, procedure, 1, 6, true))],
        Exams = [new DiseaseExam(id, "chest-ct", "admission", 1, 1, "右肺下叶见结节影，大小约{5-14}mm×{3-9}mm，边缘{光滑|毛糙}。", "右肺下叶结节，大小约{5-14}mm。")],
    };
}
