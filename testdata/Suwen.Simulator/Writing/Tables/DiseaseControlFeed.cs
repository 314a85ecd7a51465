using System.Globalization;
using Suwen.Simulator.Care;
using Suwen.Simulator.People;
using Suwen.Simulator.Writing.Faults;
using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Tables;

/// <summary>The centre for disease control: report cards as they are reported (missed ones never), vaccinations and certificates of death. Its person is the ID number, and before there is one the institution's number.</summary>
internal sealed class DiseaseControlFeed : TableFeed
{
    private const string PersonHeader = "人员编号,姓名,性别,出生日期,身份证号,电话,现住址,区县";

    private const string PersonRow = """
          - table: cn_source_person
            columns:
              person_source_value: 人员编号
              full_name: 姓名
              gender_source_value: 性别
              gender_concept_id: { column: 性别, values: { 男: 8507, 女: 8532 }, otherwise: 0 }
              birth_date: 出生日期
              national_id: 身份证号
              phone: 电话
              address: 现住址
              county_code: 区县

        """;

    private readonly TableFormat _cards;
    private readonly TableFormat _vaccinations;
    private readonly TableFormat _deaths;

    public DiseaseControlFeed(World world, Institution institution)
        : base(world, institution)
    {
        _cards = Table("report-cards", "report-card", FilePeriod.Day, "卡片编号,卡片类型," + PersonHeader + ",职业,疾病编码,疾病名称,病例分类,病例分类2,发病日期,诊断时间,死亡日期,报告时间,报告单位,报告医生", CardsMapping);
        _vaccinations = Table("vaccinations", "vaccination", FilePeriod.Day, "接种流水号," + PersonHeader + ",疫苗代码,疫苗名称,剂次,接种时间,批号,生产企业,接种部位,接种单位", VaccinationsMapping);
        _deaths = Table("deaths", "death", FilePeriod.Month, "死亡证编号," + PersonHeader + ",死亡时间,死因编码,死因名称,死亡地点,填报单位", DeathsMapping);
    }

    public override bool Wants(Visit visit) => visit.ReportCard is { IsMissed: false } || visit.Vaccination is not null || visit.Died;

    public override void WriteDay(DateOnly day, IFeedSink sink)
    {
    }

    public override void Write(Visit visit, DateOnly day, IFeedSink sink)
    {
        if (!House.IsLastDay(visit, day)) return;
        Sink = sink;
        if (visit.ReportCard is { IsMissed: false } card) WriteCard(visit, card);
        if (visit.Vaccination is { } vaccination) WriteVaccination(visit, vaccination);
        if (visit.Died) WriteDeath(visit);
    }

    private void Person(Visit visit)
    {
        var details = visit.Person.Details;
        if (details.NationalId.Length > 0) Current.Cell(details.NationalId);
        else Current.Joined(visit.Institution.Source, ":", visit.Person.RecordNumber);
        Current.Cell(details.FullName).Cell(details.Sex == Sex.Male ? "男" : "女").Cell(details.BirthDate).Cell(details.NationalId).Cell(details.Phone).Cell(details.Address).Cell(details.CountyCode);
    }

    private void WriteCard(Visit visit, ReportCard card)
    {
        var slip = Draw(_cards, RecordShape.Report, visit, 0);
        if (slip is Slip.Orphan or Slip.SwappedPatient) slip = Slip.None;
        Row().Cell(card.Number).Cell(card.Type);
        Person(visit);
        Current.Cell(visit.Person.Details.Occupation).Cell(card.Disease.Code).Cell(card.Disease.Name).Cell(card.Classification).Cell(card.Classification2).Cell(slip == Slip.FutureDate ? card.Onset.AddYears(1) : card.Onset).Cell(card.Diagnosed)
            .Cell(card.Death).Cell(card.Reported).Cell(visit.Institution.Name).Cell(card.Doctor.Name);
        Send(_cards, card.Reported, slip, card.Number);
    }

    private void WriteVaccination(Visit visit, VaccinationFact vaccination)
    {
        var slip = Draw(_vaccinations, RecordShape.Other, visit, 0);
        var number = visit.Institution.Code + "-" + visit.Number;
        Row().Cell(number);
        Person(visit);
        Current.Cell(vaccination.Vaccine.Code).Cell(vaccination.Vaccine.Name).Cell(vaccination.Dose).Cell(vaccination.At).Cell(vaccination.Lot).Cell(vaccination.Maker).Cell(vaccination.Site).Cell(visit.Institution.Name);
        Send(_vaccinations, vaccination.At, slip, number);
    }

    private void WriteDeath(Visit visit)
    {
        var cause = default(Diagnosis);
        foreach (var diagnosis in visit.Diagnoses)
        {
            if (diagnosis.Role != DiagnosisRole.Main) continue;
            cause = diagnosis;
            break;
        }

        Row().Cell(string.Create(CultureInfo.InvariantCulture, $"{visit.Institution.Code}-{visit.Number}"));
        Person(visit);
        Current.Cell(visit.End).Cell(cause.Standard?.Code).Cell(cause.Standard?.Name).Cell("医疗卫生机构"u8).Cell(visit.Institution.Name);
        Send(_deaths, visit.End);
    }

    private const string CardsMapping = """
        key: 卡片编号
        person: 人员编号
        rows:
          - table: cn_report_card
            columns:
              card_number: 卡片编号
              card_type: 卡片类型
              disease_code: { column: 疾病编码, vocabulary: ICD10CN }
              disease_name: 疾病名称
              case_classification: 病例分类
              case_classification_2: 病例分类2
              onset_date: 发病日期
              diagnosis_datetime: 诊断时间
              death_date: 死亡日期
              report_datetime: 报告时间
              reporting_unit: 报告单位
              reporting_doctor: 报告医生
              county_code: 区县
              address: 现住址
              occupation: 职业

        """ + PersonRow;

    private const string VaccinationsMapping = """
        key: 接种流水号
        person: 人员编号
        rows:
          - table: drug_exposure
            columns:
              drug_type_concept_id: { constant: 32818 }
              drug_exposure_start_datetime: 接种时间
              drug_exposure_end_datetime: 接种时间
              drug_source_value: { column: 疫苗代码, vocabulary: CVX }
              drug_source_name: 疫苗名称
              quantity: { constant: 1 }
              lot_number: 批号
              sig: 剂次
              route_source_value: 接种部位

        """ + PersonRow;

    private const string DeathsMapping = """
        key: 死亡证编号
        person: 人员编号
        rows:
          - table: death
            columns:
              death_datetime: 死亡时间
              death_type_concept_id: { constant: 32815 }
              cause_source_value: 死因编码

        """ + PersonRow;
}
