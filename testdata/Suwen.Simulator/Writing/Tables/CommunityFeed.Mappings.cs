namespace Suwen.Simulator.Writing.Tables;

internal sealed partial class CommunityFeed
{
    private const string FollowUpHeader = "随访流水号,档案号,随访类型,随访日期,随访方式,随访医生,症状,收缩压,舒张压,体重,BMI,空腹血糖,服药依从性,随访结局,下次随访日期";

    private const string PersonsMapping = """
        key: 档案号
        person: 档案号
        updated_at: 登记时间
        rows:
          - table: cn_source_person
            columns:
              person_source_value: 档案号
              full_name: 姓名
              gender_source_value: 性别
              gender_concept_id: { column: 性别, values: { 1: 8507, 2: 8532 }, otherwise: 0 }
              birth_date: { column: 出生日期, format: yyyy/M/d }
              national_id: 身份证号
              phone: 联系电话
              address: 住址
              cn_ethnic_group: 民族
              marital_status: 婚姻
              education: 文化程度
              occupation: 职业
              insurance_type: 医保类型

        """;

    private const string VisitsMapping = """
        key: 就诊流水号
        person: 档案号
        visit: 就诊流水号
        rows:
          - table: visit_occurrence
            columns:
              visit_start_datetime: { column: 就诊时间, format: "yyyy/M/d H:mm" }
              visit_end_datetime: { column: 结束时间, format: "yyyy/M/d H:mm" }
              visit_concept_id: { column: 就诊类型, values: { 门诊: 9202, 急诊: 9203, 住院: 9201, 体检: 9202, 随访: 9202, 接种: 9202 }, otherwise: 0 }
              visit_type_concept_id: { constant: 32817 }
              visit_source_value: 就诊类型
              visit_status: { constant: finished }
              department_source_value: 科室
              reason_source_value: 主诉

        """;

    private const string DiagnosesMapping = """
        key: 诊断流水号
        person: 档案号
        visit: 就诊流水号
        rows:
          - table: condition_occurrence
            when: { ICD编码: "*" }
            columns:
              condition_type_concept_id: { constant: 32817 }
              condition_start_datetime: { column: 诊断时间, format: "yyyy/M/d H:mm" }
              condition_source_value: { column: ICD编码, vocabulary: ICD10CN }
              condition_source_name: 诊断名称
          - table: condition_occurrence
            when: { ICD编码: "" }
            columns:
              condition_type_concept_id: { constant: 32817 }
              condition_start_datetime: { column: 诊断时间, format: "yyyy/M/d H:mm" }
              condition_source_value: 诊断名称
              condition_source_name: 诊断名称

        """;

    private const string DispensingMapping = """
        key: 发药流水号
        person: 档案号
        visit: 就诊流水号
        rows:
          - table: drug_exposure
            columns:
              drug_type_concept_id: { constant: 32825 }
              drug_exposure_start_datetime: { column: 发药时间, format: "yyyy/M/d H:mm" }
              drug_source_value: { column: 药品代码, vocabulary: SQXT }
              drug_source_name: 药品名称
              quantity: 数量
              dose_value: 单次剂量
              dose_unit_source_value: 剂量单位
              sig: 用法
              days_supply: 天数

        """;

    private const string MeasurementsMapping = """
        key: 检查流水号
        person: 档案号
        visit: 就诊流水号
        rows:
          - table: measurement
            columns:
              measurement_type_concept_id: { constant: 32817 }
              measurement_datetime: { column: 检查时间, format: "yyyy/M/d H:mm" }
              measurement_source_value: 项目代码
              measurement_source_vocabulary: 编码体系
              measurement_source_name: 项目名称
              value_as_number: { column: 结果, unreadable: empty }
              value_source_value: 结果
              unit_source_value: 单位
              range_low: 参考下限
              range_high: 参考上限

        """;

    private const string RecordsMapping = """
        key: 健康档案编号
        person: 档案号
        updated_at: 更新时间
        rows:
          - table: cn_health_record
            columns:
              health_record_number: 健康档案编号
              institution_name: 建档单位
              responsible_doctor: 责任医生
              record_date: { column: 建档日期, format: yyyy/M/d }
              payment_method: 支付方式
              drug_allergy: 药物过敏史
              status: 状态

        """;

    private static string FollowUpsMapping(string date) => $$"""
        key: 随访流水号
        person: 档案号
        rows:
          - table: cn_follow_up
            columns:
              follow_up_type: 随访类型
              follow_up_date: { column: 随访日期, format: {{date}} }
              follow_up_way: 随访方式
              follow_up_doctor: 随访医生
              symptom: 症状
              systolic_mmhg: 收缩压
              diastolic_mmhg: 舒张压
              weight_kg: 体重
              bmi: BMI
              fasting_glucose_mmol_l: 空腹血糖
              medication_adherence: 服药依从性
              outcome: 随访结局
              next_follow_up_date: { column: 下次随访日期, format: {{date}} }

        """;
}
