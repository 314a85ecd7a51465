using System.Globalization;
using Suwen.Simulator.Care;
using Suwen.Simulator.People;
using Suwen.Simulator.Writing.Faults;
using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Tables;

/// <summary>The insurance office: settlement lists of all insured visits with their diagnoses and operations, and the fee lines, in UTF-8, each day. Its person is the insurance number.</summary>
internal sealed class InsuranceFeed : TableFeed
{
    private readonly TableFormat _settlements;
    private readonly TableFormat _diagnoses;
    private readonly TableFormat _operations;
    private readonly TableFormat _fees;

    public InsuranceFeed(World world, Institution institution)
        : base(world, institution)
    {
        _settlements = Table("settlements", "settlement", FilePeriod.Day, "结算编号,参保号,姓名,性别,出生日期,身份证号,险种,机构编码,机构名称,机构等级,医疗类别,入院时间,出院时间,科室,住院天数,结算时间,总金额,基金支付,个人自付,个人自费,账户支付,现金支付", SettlementsMapping);
        _diagnoses = Table("settlement-diagnoses", "settlement-diagnosis", FilePeriod.Day, "结算编号,序号,参保号,类别,编码体系,诊断编码,诊断名称,入院病情", DiagnosesMapping);
        _operations = Table("settlement-operations", "settlement-operation", FilePeriod.Day, "结算编号,序号,参保号,手术编码,手术名称,手术时间,术者,麻醉医师", OperationsMapping);
        _fees = Table("fee-lines", "fee-line", FilePeriod.Day, "费用明细号,结算编号,参保号,费用类别,项目编码,项目名称,费用时间,数量,单价,金额,等级,科室", FeesMapping);
    }

    public override bool Wants(Visit visit) => visit.Settlement is not null && Pays(visit.Person.Details);

    public override void WriteDay(DateOnly day, IFeedSink sink)
    {
    }

    public override void Write(Visit visit, DateOnly day, IFeedSink sink)
    {
        if (visit.Settlement is not { } settlement || !House.IsLastDay(visit, day) || !Wants(visit)) return;
        Sink = sink;
        var person = NumberOf(visit.Person.Details);
        WriteSettlement(visit, settlement, person);
        for (var i = 0; i < visit.Diagnoses.Count; i++) WriteDiagnosis(visit, settlement, person, i);
        for (var i = 0; i < visit.Procedures.Count; i++)
        {
            var procedure = visit.Procedures[i];
            Row().Cell(settlement.Number).Cell(i + 1).Cell(person).Cell(procedure.Standard.Code).Cell(procedure.Standard.Name).Cell(procedure.Start).Cell(procedure.Surgeon.Name).Cell(procedure.Anaesthetist.Name);
            Send(_operations, settlement.At);
        }

        for (var i = 0; i < visit.Fees.Count; i++) WriteFee(visit, settlement, person, i);
    }

    private void WriteSettlement(Visit visit, Settlement settlement, string person)
    {
        var slip = Draw(_settlements, RecordShape.Visit, visit, 0);
        if (slip == Slip.DischargeFirst && visit.Kind != VisitKind.Inpatient) slip = Slip.None;
        var details = visit.Person.Details;
        var institution = visit.Institution;
        Row().Cell(settlement.Number).Cell(person).Cell(details.FullName).Cell(details.Sex == Sex.Male ? "1" : "2").Cell(details.BirthDate).Cell(details.NationalId).Cell((int)details.Insurance).Cell(institution.Code).Cell(institution.Name).Cell(institution.Level).Cell(settlement.MedicalType)
            .Cell(slip == Slip.FutureDate ? visit.Start.AddYears(1) : visit.Start).Cell(slip == Slip.DischargeFirst ? visit.Start.AddDays(-2) : visit.End).Cell(visit.Department.Name).CellUnlessZero(visit.LengthOfStayDays).Cell(settlement.At)
            .Yuan(settlement.TotalFen).Yuan(settlement.FundFen).Yuan(settlement.SelfPayFen).Yuan(settlement.SelfExpenseFen).Yuan(settlement.AccountFen).Yuan(settlement.CashFen);
        Send(_settlements, settlement.At, slip, settlement.Number, ("visit", visit.Number), ("institution", institution.Source));
    }

    private void WriteDiagnosis(Visit visit, Settlement settlement, string person, int index)
    {
        var diagnosis = visit.Diagnoses[index];
        var slip = Draw(_diagnoses, RecordShape.Diagnosis, visit, index);
        if (slip == Slip.FutureDate) slip = Slip.None;
        var standard = slip == Slip.SexConflict ? FaultPlan.ConflictFor(visit.Resident.Sex) : diagnosis.Standard;
        Row().Cell(settlement.Number).Cell(index + 1).Cell(person).Cell(SecondHospitalFeed.RoleName(diagnosis.Role)).Cell(SecondHospitalFeed.SystemName(diagnosis.System)).Cell(standard.Code).Cell(standard.Name).CellUnlessZero(diagnosis.AdmissionCondition);
        Send(_diagnoses, settlement.At, slip, string.Create(CultureInfo.InvariantCulture, $"{settlement.Number}/{index + 1}"));
    }

    /// <summary>A fee line's number here: the institution's own, with the institution before it.</summary>
    internal static string NumberOf(Institution institution, in FeeLine fee) => institution.Code + "-" + fee.Number;

    /// <summary>Whether the office pays for the person, and so gets the bill: not for those without insurance, nor for newborns who have no number yet.</summary>
    internal static bool Pays(PersonDetails person) => person.Insurance is InsuranceType.Employee or InsuranceType.Resident && NumberOf(person).Length > 0;

    /// <summary>The person's number here.</summary>
    private static string NumberOf(PersonDetails person) => person.InsuranceNumber.Length > 0 ? person.InsuranceNumber : person.NationalId;

    private void WriteFee(Visit visit, Settlement settlement, string person, int index)
    {
        var fee = visit.Fees[index];
        var slip = Draw(_fees, RecordShape.Fee, visit, index);

        // Fee numbers are the institution's own, and the office gathers them from all.
        Row().Joined(visit.Institution.Code, "-", fee.Number).Cell(settlement.Number).Cell(person).Cell(fee.Category).Cell(fee.Item.Code).Cell(fee.Item.Name).Cell(fee.At).Cell(fee.QuantityThousandths / 1000.0, 3)
            .Yuan(fee.UnitPriceFen).Yuan(fee.AmountFen).Cell(fee.InsuranceLevel).Cell(visit.Department.Name);
        Send(_fees, settlement.At, slip, NumberOf(visit.Institution, fee));
    }

    private const string SettlementsMapping = """
        key: 结算编号
        person: 参保号
        rows:
          - table: cn_settlement
            columns:
              settlement_number: 结算编号
              institution_code: 机构编码
              institution_name: 机构名称
              settlement_level: 机构等级
              insurance_type: 险种
              medical_type: 医疗类别
              admission_datetime: 入院时间
              discharge_datetime: 出院时间
              department: 科室
              length_of_stay_days: 住院天数
              settlement_end_date: 结算时间
              total_amount: 总金额
              fund_payment: 基金支付
              self_payment: 个人自付
              self_expense: 个人自费
              account_payment: 账户支付
              cash_payment: 现金支付
          - table: cn_source_person
            columns:
              person_source_value: 参保号
              full_name: 姓名
              gender_source_value: 性别
              gender_concept_id: { column: 性别, values: { 1: 8507, 2: 8532 }, otherwise: 0 }
              birth_date: 出生日期
              national_id: 身份证号
              insurance_type: 险种
              insurance_no: 参保号

        """;

    private const string DiagnosesMapping = """
        key: [结算编号, 序号]
        person: 参保号
        rows:
          - table: cn_settlement_diagnosis
            columns:
              settlement_id: 结算编号
              diagnosis_order: 序号
              diagnosis_role: 类别
              diagnosis_code: 诊断编码
              diagnosis_vocabulary: { column: 编码体系, values: { 国临: ICD10CN, 中医疾病: GB/T 15657, 中医证候: GB/T 15657 }, otherwise: keep }
              diagnosis_name: 诊断名称
              admission_condition: 入院病情

        """;

    private const string OperationsMapping = """
        key: [结算编号, 序号]
        person: 参保号
        rows:
          - table: cn_settlement_operation
            columns:
              settlement_id: 结算编号
              operation_order: 序号
              operation_code: { column: 手术编码, vocabulary: ICD9ProcCN }
              operation_name: 手术名称
              operation_datetime: 手术时间
              surgeon: 术者
              anaesthetist: 麻醉医师

        """;

    private const string FeesMapping = """
        key: 费用明细号
        person: 参保号
        rows:
          - table: cn_settlement_fee
            columns:
              settlement_id: 结算编号
              fee_category: 费用类别
              item_code: 项目编码
              item_name: 项目名称
              fee_datetime: 费用时间
              quantity: 数量
              unit_price: 单价
              amount: 金额
              item_level: 等级
              department: 科室

        """;
}
