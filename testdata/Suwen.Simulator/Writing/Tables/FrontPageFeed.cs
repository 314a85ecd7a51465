using System.Globalization;
using Suwen.Simulator.Care;
using Suwen.Simulator.Writing.Faults;
using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Tables;

/// <summary>The front pages (病案首页) of a hospital's stays, with their diagnoses and operations, monthly. Persons and visits are named as the house's own interface names them.</summary>
internal sealed class FrontPageFeed : TableFeed
{
    /// <summary>The costs of the front page: the heading, the names under which <see cref="FrontPage.CostFen"/> holds its parts, and the column of the model. They sum to the total.</summary>
    private static readonly (string Heading, string[] Parts, string Column)[] Costs =
    [
        ("一般医疗服务费", ["一般医疗服务费"], "general_service_cost"), ("治疗费", ["一般治疗操作费"], "treatment_cost"), ("护理费", ["护理费"], "nursing_cost"), ("病理诊断费", ["病理诊断费"], "pathology_cost"),
        ("实验室诊断费", ["实验室诊断费"], "laboratory_cost"), ("影像学诊断费", ["影像学诊断费"], "imaging_cost"), ("手术费", ["手术治疗费"], "surgery_cost"), ("康复费", [], "rehabilitation_cost"), ("西药费", ["西药费"], "western_drug_cost"),
        ("中成药费", ["中成药费"], "chinese_patent_drug_cost"), ("中草药费", ["中草药费"], "chinese_herb_cost"), ("血费", [], "blood_cost"), ("材料费", ["治疗用一次性医用材料费"], "consumable_cost"),
        // The model has no column for the diagnostic items of the clinic (electrocardiograms, endoscopies).
        ("其他费", ["综合医疗服务其他费用", "临床诊断项目费"], "other_cost"),
    ];

    private readonly TableFormat _pages;
    private readonly TableFormat _diagnoses;
    private readonly TableFormat _operations;
    private readonly string _personSuffix;
    private readonly string _personPrefix;
    private readonly string _visitPrefix;

    public FrontPageFeed(World world, Institution institution)
        : base(world, institution)
    {
        var isHl7 = institution.Source is "first-hospital" or "tcm-hospital";
        var isFhir = institution.Source is "county-hospital" or "maternal-hospital";
        _personSuffix = isHl7 ? "^" + House.Authority : "";
        _personPrefix = isFhir ? "Patient/" : "";
        _visitPrefix = isFhir ? "Encounter/" : "";
        var headings = string.Join(',', Costs.Select(c => c.Heading));
        _pages = Table("front-page", "front-page", FilePeriod.Month,
            "首页编号,病案号,患者标识,就诊标识,住院次数,付费方式,入院时间,入院科室,病区,入院途径,转科科别,出院时间,出院科室,实际住院天数,门诊诊断编码,门诊诊断名称,主要诊断编码,主要诊断名称,入院病情,损伤外因编码,病理号,药物过敏,尸检,ABO血型,Rh血型,科主任,主任医师,主治医师,住院医师,责任护士,编码员,病案质量,离院方式,31天再住院计划,昏迷入院前分钟,昏迷入院后分钟,新生儿年龄天,新生儿出生体重,新生儿入院体重,总费用,自付金额," + headings,
            PagesMapping());
        _diagnoses = Table("front-page-diagnosis", "front-page-diagnosis", FilePeriod.Month, "首页编号,序号,患者标识,类别,编码体系,诊断编码,诊断名称,入院病情", DiagnosesMapping);
        _operations = Table("front-page-operation", "front-page-operation", FilePeriod.Month, "首页编号,序号,患者标识,手术编码,手术名称,手术时间,手术级别,术者,一助,切口愈合,麻醉方式,麻醉医师", OperationsMapping);
    }

    public override bool Wants(Visit visit) => visit.Institution.Index == House.Institution.Index && visit.FrontPage is not null;

    public override void WriteDay(DateOnly day, IFeedSink sink)
    {
    }

    public override void Write(Visit visit, DateOnly day, IFeedSink sink)
    {
        if (visit.FrontPage is not { } page || !House.IsLastDay(visit, day)) return;
        Sink = sink;
        var person = _personPrefix + visit.Person.RecordNumber + _personSuffix;
        WritePage(visit, page, person);
        var number = 0;
        for (var i = 0; i < visit.Diagnoses.Count; i++)
        {
            if (visit.Diagnoses[i].Role != DiagnosisRole.Admission) WriteDiagnosis(visit, page, person, i, ++number);
        }

        for (var i = 0; i < visit.Procedures.Count; i++) WriteOperation(visit, page, person, i);
    }

    private void WritePage(Visit visit, FrontPage page, string person)
    {
        var slip = Draw(_pages, RecordShape.Visit, visit, 0);
        var main = Main(visit);
        var details = visit.Person.Details;
        var admitted = slip == Slip.FutureDate ? visit.Start.AddYears(1) : visit.Start;
        var moves = visit.Moves.Count == 0 ? "" : string.Join('→', visit.Moves.Select(m => m.To.Name));
        var last = visit.Moves.Count > 0 ? visit.Moves[^1].To : visit.Department;
        Row().Cell(page.Number).Cell(visit.Person.RecordNumber).Cell(person).Cell(_visitPrefix + visit.Number + _personSuffix).Cell(visit.AdmissionCount).Cell(PaymentOf(details.Insurance)).Cell(admitted).Cell(visit.Department.Name).Cell(visit.Ward).Cell(page.AdmissionPath).Cell(moves)
            .Cell(slip == Slip.DischargeFirst ? visit.Start.AddDays(-2) : slip == Slip.FutureDate ? visit.End.AddYears(1) : visit.End).Cell(last.Name).Cell(visit.LengthOfStayDays).Cell(page.OutpatientDiagnosisCode).Cell(page.OutpatientDiagnosisName)
            .Cell(main.Standard?.Code).Cell(main.Standard?.Name).CellUnlessZero(main.AdmissionCondition).Cell(page.InjuryCauseCode).Cell(page.PathologyNumber).Cell(page.DrugAllergy).Cell(page.Autopsy ? "是" : "否").Cell(details.BloodType).Cell(details.RhPositive ? "阳" : "阴")
            .Cell(page.Director.Name).Cell(page.Chief.Name).Cell(page.Attending.Name).Cell(page.Resident.Name).Cell(page.Nurse.Name).Cell(page.Coder.Name).Cell(page.Quality).Cell(visit.DischargeWay).Cell(page.ReadmissionPlan)
            .Cell(page.ComaBeforeMinutes).Cell(page.ComaAfterMinutes).CellUnlessZero(page.NewbornAgeDays).CellUnlessZero(page.NewbornBirthWeightG).CellUnlessZero(page.NewbornAdmissionWeightG);
        Current.Yuan(visit.Settlement?.TotalFen ?? TotalOf(visit)).Yuan(visit.Settlement?.SelfPayFen ?? 0);
        foreach (var cost in Costs) Current.Yuan(Sum(page, cost.Parts));
        Send(_pages, visit.End, slip, page.Number, ("visit", visit.Number));
    }

    private static long Sum(FrontPage page, string[] parts)
    {
        long sum = 0;
        foreach (var part in parts) sum += page.CostFen.TryGetValue(part, out var fen) ? fen : 0;
        return sum;
    }

    private static Diagnosis Main(Visit visit)
    {
        foreach (var diagnosis in visit.Diagnoses)
        {
            if (diagnosis.Role == DiagnosisRole.Main) return diagnosis;
        }

        return default;
    }

    private static long TotalOf(Visit visit)
    {
        long total = 0;
        foreach (var fee in visit.Fees) total += fee.AmountFen;
        return total;
    }

    /// <summary>医疗付费方式 of the front page (卫医政发〔2011〕84号): 1 职工, 2 居民, 5 商业, 7 全自费.</summary>
    private static string PaymentOf(People.InsuranceType insurance) => insurance switch
    {
        People.InsuranceType.Employee => "1",
        People.InsuranceType.Resident => "2",
        People.InsuranceType.Commercial => "5",
        _ => "7",
    };

    private void WriteDiagnosis(Visit visit, FrontPage page, string person, int index, int number)
    {
        var diagnosis = visit.Diagnoses[index];
        var slip = Draw(_diagnoses, RecordShape.Diagnosis, visit, index);
        if (slip == Slip.FutureDate) slip = Slip.None;
        var standard = slip == Slip.SexConflict ? FaultPlan.ConflictFor(visit.Resident.Sex) : diagnosis.Standard;
        Row().Cell(page.Number).Cell(number).Cell(person).Cell(SecondHospitalFeed.RoleName(diagnosis.Role)).Cell(SecondHospitalFeed.SystemName(diagnosis.System)).Cell(standard.Code).Cell(standard.Name).CellUnlessZero(diagnosis.AdmissionCondition);
        Send(_diagnoses, visit.End, slip, string.Create(CultureInfo.InvariantCulture, $"{page.Number}/{number}"), ("visit", visit.Number));
    }

    private void WriteOperation(Visit visit, FrontPage page, string person, int index)
    {
        var procedure = visit.Procedures[index];
        Row().Cell(page.Number).Cell(index + 1).Cell(person).Cell(procedure.Standard.Code).Cell(procedure.Standard.Name).Cell(procedure.Start).CellUnlessZero(procedure.Level).Cell(procedure.Surgeon.Name).Cell(procedure.Assistant.Name)
            .Cell(procedure.Incision).Cell(procedure.Anaesthesia).Cell(procedure.Anaesthetist.Name);
        Send(_operations, visit.End);
    }

    private static string PagesMapping() => """
        key: 首页编号
        person: 患者标识
        visit: 就诊标识
        rows:
          - table: cn_inpatient_case
            columns:
              case_number: 病案号
              admission_number: 首页编号
              admission_count: 住院次数
              payment_method: 付费方式
              admission_datetime: 入院时间
              admission_department: 入院科室
              admission_ward: 病区
              admission_path: 入院途径
              transfer_departments: 转科科别
              discharge_datetime: 出院时间
              discharge_department: 出院科室
              length_of_stay_days: 实际住院天数
              outpatient_diagnosis_code: 门诊诊断编码
              outpatient_diagnosis_name: 门诊诊断名称
              main_diagnosis_code: 主要诊断编码
              main_diagnosis_name: 主要诊断名称
              main_diagnosis_admission_condition: 入院病情
              injury_cause_code: 损伤外因编码
              pathology_code: 病理号
              drug_allergy: 药物过敏
              autopsy: 尸检
              abo_blood_type: ABO血型
              rh_blood_type: Rh血型
              department_director: 科主任
              chief_physician: 主任医师
              attending_physician: 主治医师
              resident_physician: 住院医师
              responsible_nurse: 责任护士
              coder: 编码员
              case_quality: 病案质量
              discharge_way: 离院方式
              readmission_plan_31_days: 31天再住院计划
              coma_before_admission_minutes: 昏迷入院前分钟
              coma_after_admission_minutes: 昏迷入院后分钟
              newborn_age_days: 新生儿年龄天
              newborn_birth_weight_g: 新生儿出生体重
              newborn_admission_weight_g: 新生儿入院体重
              total_cost: 总费用
              self_payment: 自付金额

        """ + string.Concat(Costs.Select(c => $"      {c.Column}: {c.Heading}\n"));

    private const string DiagnosesMapping = """
        key: [首页编号, 序号]
        person: 患者标识
        rows:
          - table: cn_inpatient_case_diagnosis
            columns:
              inpatient_case_id: 首页编号
              diagnosis_order: 序号
              diagnosis_role: 类别
              diagnosis_code: 诊断编码
              diagnosis_vocabulary: { column: 编码体系, values: { 国临: ICD10CN, 中医疾病: GB/T 15657, 中医证候: GB/T 15657 }, otherwise: keep }
              diagnosis_name: 诊断名称
              admission_condition: 入院病情

        """;

    private const string OperationsMapping = """
        key: [首页编号, 序号]
        person: 患者标识
        rows:
          - table: cn_inpatient_case_operation
            columns:
              inpatient_case_id: 首页编号
              operation_order: 序号
              operation_code: { column: 手术编码, vocabulary: ICD9ProcCN }
              operation_name: 手术名称
              operation_datetime: 手术时间
              operation_level: 手术级别
              surgeon: 术者
              first_assistant: 一助
              incision_healing: 切口愈合
              anaesthesia_method: 麻醉方式
              anaesthetist: 麻醉医师

        """;
}
