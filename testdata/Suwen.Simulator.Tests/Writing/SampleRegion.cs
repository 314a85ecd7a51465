using System.Runtime.CompilerServices;
using Suwen.Simulator.Care;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;
using Suwen.Simulator.Region;

namespace Suwen.Simulator.Tests.Writing;

/// <summary>A region made by hand, so that feeds are tested without the models that make visits: ten institutions, and visits drawn from a seed.</summary>
internal static class SampleRegion
{
    public static readonly LabItem Glucose = new("glu", "14771-0", "葡萄糖", "GLU", "mmol/L", 1);
    public static readonly LabItem Haemoglobin = new("hgb", "718-7", "血红蛋白", "HGB", "g/L", 0);
    public static readonly LabItem Creatinine = new("crea", "14682-9", "肌酐", "CREA", "μmol/L", 0);
    public static readonly LabItem Antigen = new("hbsag", "5195-3", "乙肝表面抗原", "HBsAg", "", 0);

    private static readonly string[] Sources =
        ["first-hospital", "tcm-hospital", "county-hospital", "second-hospital", "maternal-hospital", "community", "disease-control", "insurance", "population", "wearables"];

    private static readonly InstitutionKind[] Kinds =
    [
        InstitutionKind.GeneralHospital, InstitutionKind.TraditionalHospital, InstitutionKind.GeneralHospital, InstitutionKind.GeneralHospital, InstitutionKind.MaternalHospital,
        InstitutionKind.CommunityCentre, InstitutionKind.DiseaseControl, InstitutionKind.Insurance, InstitutionKind.PopulationOffice, InstitutionKind.DevicePlatform,
    ];

    public static World World()
    {
        var map = new RegionMap { ProvinceName = "浙江省", CityName = "嘉兴市", Counties = [], Communities = [], Gatherings = [] };
        return new World
        {
            Options = new SimulationOptions { Seed = 7, From = new DateOnly(2024, 1, 1), To = new DateOnly(2024, 12, 31) },
            Map = map,

            // Nobody asks for another resident unless a result is sent under a wrong name; visits on which that falls are left out.
            Population = (Population)RuntimeHelpers.GetUninitializedObject(typeof(Population)),
            Institutions = new InstitutionList { All = [.. Sources.Select((source, index) => Institution(index, source))] },
            Catalogue = MedicalCatalogue.Load(),
        };
    }

    public static Visit Visit(World world, string source, long key, VisitKind kind)
    {
        var institution = world.Institutions.All.First(i => i.Source == source);
        var random = new RandomStream(99, RandomPurpose.Visits, key);
        var start = new DateTime(2024, 3, 1).AddMinutes(random.Below(60 * 24 * 200));
        var visit = new Visit
        {
            Key = key,
            Resident = new Resident(new ResidentId((int)(key % 100)), key % 2 == 0 ? Sex.Male : Sex.Female, new DateOnly(1960, 5, 4), 1, HouseholdRole.Head, 0, ResidentId.None, ResidentId.None, ResidentId.None, DateOnly.MinValue, DateOnly.MaxValue, DateOnly.MaxValue),
            Person = Person(key),
            Institution = institution,
            Department = institution.Departments[0],
            Doctor = institution.Departments[0].Staff[0],
            Nurse = institution.Departments[0].Staff[1],
            Kind = kind,
            Number = $"{(kind == VisitKind.Inpatient ? "ZY" : "MZ")}{key:00000000}",
            Start = start,
            End = kind == VisitKind.Inpatient ? start.AddDays(3).AddHours(2) : start.AddMinutes(45),
            ChiefComplaint = "胸痛2小时 | 伴 ^大汗^ & ~心悸~",
        };
        FillCare(visit, random);
        if (kind == VisitKind.Inpatient) FillStay(visit);
        return visit;
    }

    private static Institution Institution(int index, string source)
    {
        var staff = new[] { new Clinician($"D{index}01", "陆知远", "主任医师", false), new Clinician($"N{index}01", "沈清", "护士", true) };
        Department[] departments = [new(0, $"K{index}01", "03.04", "心血管内科", "cardiology", 30, staff), new(1, $"K{index}02", "04.01", "普通外科", "surgery", 30, staff)];
        return new Institution(index, source, $"嘉兴市示例{index}（合成）", $"33040000000{index}", Kinds[index], "三级", 0, 100, departments);
    }

    private static RecordedPerson Person(long key) => new()
    {
        RecordNumber = $"P{key % 100:0000}",
        Truth = new ResidentId((int)(key % 100)),
        Details = new PersonDetails
        {
            Id = new ResidentId((int)(key % 100)), FullName = "张堃", FamilyName = "张", GivenName = "堃", Pinyin = "Zhang Kun", Sex = key % 2 == 0 ? Sex.Male : Sex.Female, BirthDate = new DateOnly(1960, 5, 4),
            NationalId = "11010519491231002X", EthnicCode = "01", EthnicName = "汉族", MaritalCode = "20", EducationCode = "60", EducationName = "高中", Occupation = "退（离）休人员", Employer = "", Phone = "10012345678",
            Address = "浙江省嘉兴市南湖区新安社区1幢101室", Street = "新安路", CountyCode = "330402", Postcode = "314000", NativePlace = "嘉兴市", Insurance = InsuranceType.Employee, InsuranceNumber = $"33{key % 100:000000}",
            BloodType = "O", RhPositive = true, ContactName = "李玘", ContactRelation = "配偶", ContactPhone = "10087654321", HouseholdNumber = "H1",
        },
    };

    private static void FillCare(Visit visit, RandomStream random)
    {
        visit.Diagnoses.Add(new Diagnosis(new Term("I10.x00x002", "高血压"), DiagnosisRole.Main, CodeSystem.Icd10, visit.Start.AddMinutes(5), 1));
        visit.Diagnoses.Add(new Diagnosis(new Term("E11.900", "2型糖尿病"), DiagnosisRole.Other, CodeSystem.Icd10, visit.Start.AddMinutes(5), 1));
        visit.Orders.Add(new MedicalOrder($"O{visit.Key}1", OrderKind.Laboratory, new Term("PANEL", "生化"), visit.Start.AddMinutes(6), visit.Doctor, false));
        visit.Orders.Add(new MedicalOrder($"O{visit.Key}2", OrderKind.Drug, new Term("amlodipine", "苯磺酸氨氯地平片"), visit.Start.AddMinutes(6), visit.Doctor, false)
        {
            Dose = new FixedNumber(50, 1), DoseUnit = "mg", Frequency = "qd", Route = "口服", Days = 14, Quantity = new FixedNumber(2, 0), QuantityUnit = "盒", Atc = "C08CA01", Specification = "5mg*7片",
        });
        var report = new LabReport { Number = $"L{visit.Key}", OrderNumber = $"O{visit.Key}1", Panel = new Term("PANEL", "生化"), Specimen = "血清", CollectedAt = visit.Start.AddMinutes(10), ReportedAt = visit.Start.AddMinutes(40), Reporter = visit.Doctor };
        report.Results.Add(new LabResult(Glucose, FixedNumber.Of(4 + random.Unit() * 5, 1), null, 3.9, 6.1, "H"));
        report.Results.Add(new LabResult(Haemoglobin, FixedNumber.Of(110 + random.Unit() * 50, 0), null, 130, 175, ""));
        report.Results.Add(new LabResult(Creatinine, FixedNumber.Of(60 + random.Unit() * 50, 0), null, double.NaN, 111, ""));
        report.Results.Add(new LabResult(Antigen, default, "阴性", double.NaN, double.NaN, ""));
        visit.LabReports.Add(report);
        visit.Vitals.Add(new VitalSigns(visit.Start.AddMinutes(2), 36.6, 78, 18, 142, 88, 98, 66.5, 170, 0));
        visit.Exams.Add(new ExamReport { Number = $"X{visit.Key}", OrderNumber = $"O{visit.Key}3", Exam = new Term("CTXB", "胸部CT平扫"), Modality = "CT", BodyPart = "胸部", PerformedAt = visit.Start.AddMinutes(20), ReportedAt = visit.Start.AddMinutes(42), Reporter = visit.Doctor, Findings = "两肺纹理清晰。\n未见实变。", Conclusion = "未见异常", StudyUid = "2.25.3295718205710" + visit.Key });
        visit.Notes.Add(new ClinicalNote { Number = $"N{visit.Key}", Kind = NoteKind.OutpatientRecord, Title = "门诊病历", At = visit.Start.AddMinutes(30), Author = visit.Doctor, Text = "主诉：胸痛2小时。\n查体：BP 142/88mmHg，\"心音\"有力, A|B^C&D~E\\F。" });
        visit.Fees.Add(new FeeLine($"F{visit.Key}1", "西药费", new Term("86001", "苯磺酸氨氯地平片"), visit.Start.AddMinutes(7), 2000, 1850, 3700, "甲", $"O{visit.Key}2"));
        visit.Fees.Add(new FeeLine($"F{visit.Key}2", "化验费", new Term("25001", "生化"), visit.Start.AddMinutes(7), 1000, 6000, 6000, "甲", $"O{visit.Key}1"));
        visit.Settlement = new Settlement($"S{visit.Key}", visit.End, "11", 9700, 6000, 3700, 0, 2000, 1700);
        if (visit.Institution.Source == "community") visit.FollowUp = new FollowUpFact($"G{visit.Key}", key2(visit) ? "高血压" : "精神障碍", "门诊", "无", 142, 88, 66.5, 170, 6.7, "规律", "控制满意", DateOnly.FromDateTime(visit.Start).AddDays(90));

        static bool key2(Visit visit) => visit.Key % 3 != 0;
    }

    private static void FillStay(Visit visit)
    {
        visit.DischargeWay = visit.Key % 40 == 0 ? 5 : 1;
        visit.AdmissionCount = 1;
        visit.Bed = "12";
        visit.Ward = "一病区";
        visit.Allergies.Add(new AllergyFact(new Term("J01CA04", "阿莫西林"), "medication", "皮疹", "mild", visit.Start));
        visit.Moves.Add(new DepartmentMove(visit.Start.AddDays(1), visit.Department, visit.Institution.Departments[1], "7"));
        visit.Nursing.Add(new NursingEntry(visit.Start.AddHours(9), visit.Nurse, "患者安静休息", 500, 300));
        visit.Procedures.Add(new PerformedProcedure(new Term("47.0100", "腹腔镜下阑尾切除术"), visit.Start.AddDays(1), visit.Start.AddDays(1).AddHours(1), visit.Doctor, visit.Doctor, visit.Doctor, 3, "Ⅰ/甲", "全身麻醉", true));
        visit.FrontPage = new FrontPage($"B{visit.Key}", "2", "I10.x00x002", "高血压", "", "阿莫西林", false, visit.Doctor, visit.Doctor, visit.Doctor, visit.Doctor, visit.Nurse, visit.Doctor, "甲", "1", 0, 0, 0, 0, 0, "", new Dictionary<string, long> { ["西药费"] = 3700, ["实验室诊断费"] = 6000 });
        visit.ReportCard = new ReportCard($"C{visit.Key}", "传染病", new Term("J10.100", "流行性感冒"), "临床诊断病例", "急性", DateOnly.FromDateTime(visit.Start).AddDays(-2), visit.Start, visit.Start.AddHours(8), null, visit.Doctor);
        visit.Vaccination = new VaccinationFact(new Term("08", "乙肝疫苗"), 1, "L20240101", "示例生物", "左上臂", visit.Start.AddHours(3));
    }
}
