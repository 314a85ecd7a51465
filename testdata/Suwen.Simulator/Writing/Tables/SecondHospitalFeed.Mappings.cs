namespace Suwen.Simulator.Writing.Tables;

internal sealed partial class SecondHospitalFeed
{
    private const string PersonsMapping = """
        key: 病人ID
        person: 病人ID
        updated_at: { column: 更新时间, format: yyyyMMddHHmmss }
        rows:
          - table: cn_source_person
            columns:
              person_source_value: 病人ID
              full_name: 姓名
              name_pinyin: 拼音码
              gender_source_value: 性别
              gender_concept_id: { column: 性别, values: { 男: 8507, 女: 8532 }, otherwise: 0 }
              birth_date: { column: 出生日期, format: yyyyMMdd }
              national_id: 身份证号
              cn_ethnic_group: 民族
              marital_status: 婚姻
              occupation: 职业
              phone: 电话
              address: 住址
              county_code: 区县
              insurance_type: 医保类型
              insurance_no: 医保号
              guardian_name: 联系人
              guardian_phone: 联系人电话

        """;

    private const string VisitsMapping = """
        key: 就诊流水号
        person: 病人ID
        visit: 就诊流水号
        provider: 医生工号
        rows:
          - table: visit_occurrence
            columns:
              visit_start_datetime: { column: 开始时间, format: yyyyMMddHHmmss }
              visit_end_datetime: { column: 结束时间, format: yyyyMMddHHmmss }
              visit_concept_id: { column: 就诊类别, values: { 门诊: 9202, 急诊: 9203, 住院: 9201, 体检: 9202, 随访: 9202, 接种: 9202 }, otherwise: 0 }
              visit_type_concept_id: { constant: 32817 }
              visit_source_value: 就诊类别
              visit_status: { constant: finished }
              care_site_id: 科室代码
              department_source_value: 科室名称
              bed_source_value: 床号
              discharged_to_source_value: 离院方式
              reason_source_value: 主诉
          - table: care_site
            key: 科室代码
            columns:
              care_site_name: 科室名称
              care_site_source_value: 科室代码

        """;

    private const string DiagnosesMapping = """
        key: 诊断流水号
        person: 病人ID
        visit: 就诊流水号
        provider: 医生工号
        rows:
          - table: condition_occurrence
            when: { 编码体系: 国临 }
            columns:
              condition_type_concept_id: { constant: 32817 }
              condition_start_datetime: { column: 诊断时间, format: yyyyMMddHHmmss }
              condition_source_value: { column: 诊断编码, vocabulary: ICD10CN }
              condition_source_name: 诊断名称
              condition_status_source_value: 诊断类别
          - table: condition_occurrence
            when: { 编码体系: [中医疾病, 中医证候] }
            columns:
              condition_type_concept_id: { constant: 32817 }
              condition_start_datetime: { column: 诊断时间, format: yyyyMMddHHmmss }
              condition_source_value: { column: 诊断编码, vocabulary: GB/T 15657 }
              condition_source_name: 诊断名称
              condition_status_source_value: 诊断类别
          - table: condition_occurrence
            when: { 编码体系: "" }
            columns:
              condition_type_concept_id: { constant: 32817 }
              condition_start_datetime: { column: 诊断时间, format: yyyyMMddHHmmss }
              condition_source_value: 诊断名称
              condition_source_name: 诊断名称
              condition_status_source_value: 诊断类别

        """;

    private const string OrdersMapping = """
        key: 医嘱号
        person: 病人ID
        visit: 就诊流水号
        provider: 医生工号
        rows:
          - table: cn_order
            columns:
              order_datetime: { column: 开立时间, format: yyyyMMddHHmmss }
              order_type: { column: 医嘱类别, values: { 西药: medication, 草药: medication, 检验: laboratory, 检查: imaging, 手术治疗: service, 护理: service }, otherwise: service }
              placer_order_number: 医嘱号
              order_source_value: { column: 项目代码, vocabulary: EYHIS }
              order_source_name: 项目名称
              frequency_source_value: 频次
              scheduled_end_datetime: { column: 停止时间, format: yyyyMMddHHmmss }
          - table: drug_exposure
            when: { 医嘱类别: [西药, 草药] }
            columns:
              drug_type_concept_id: { constant: 32838 }
              drug_exposure_start_datetime: { column: 开立时间, format: yyyyMMddHHmmss }
              drug_exposure_end_datetime: { column: 停止时间, format: yyyyMMddHHmmss }
              drug_source_value: { column: 项目代码, vocabulary: EYHIS }
              drug_source_name: 项目名称
              dose_value: 单次剂量
              dose_unit_source_value: 剂量单位
              route_source_value: 用法
              sig: 频次
              days_supply: 天数
              quantity: 发药数量

        """;

    private const string LabsMapping = """
        key: [报告单号, 项目代码]
        person: 病人ID
        visit: 就诊流水号
        rows:
          - table: measurement
            columns:
              measurement_type_concept_id: { constant: 32817 }
              measurement_datetime: { column: 采集时间, format: yyyyMMddHHmmss }
              measurement_source_value: { column: 项目代码, vocabulary: EYHIS }
              measurement_source_name: 项目名称
              value_as_number: { column: 结果, unreadable: empty }
              value_source_value: 结果
              unit_source_value: 单位
              range_low: 下限
              range_high: 上限
              abnormal_flag_source_value: 提示
              order_id: 医嘱号

        """;

    private const string VitalsMapping = """
        key: [记录号, 项目]
        person: 病人ID
        visit: 就诊流水号
        rows:
          - table: measurement
            columns:
              measurement_type_concept_id: { constant: 32817 }
              measurement_datetime: { column: 测量时间, format: yyyyMMddHHmmss }
              measurement_source_value: { column: 项目, vocabulary: EYHIS }
              measurement_source_name: 项目
              value_as_number: 数值
              value_source_value: 数值
              unit_source_value: 单位

        """;

    private const string ExamsMapping = """
        key: 检查号
        person: 病人ID
        visit: 就诊流水号
        provider: 报告医生
        rows:
          - table: cn_diagnostic_report
            columns:
              report_datetime: { column: 检查时间, format: yyyyMMddHHmmss }
              issued_datetime: { column: 报告时间, format: yyyyMMddHHmmss }
              report_source_value: { column: 检查代码, vocabulary: EYHIS }
              report_source_name: 检查名称
              report_category: 类别
              report_text: 所见
              conclusion: 结论
              order_id: 医嘱号

        """;

    private const string NotesMapping = """
        key: 文书号
        person: 病人ID
        visit: 就诊流水号
        provider: 作者工号
        rows:
          - table: note
            columns:
              note_datetime: { column: 书写时间, format: yyyyMMddHHmmss }
              note_type_concept_id: { constant: 32817 }
              note_title: 标题
              note_text: 正文
              note_source_value: 文书号
              note_class_source_value: 文书类别

        """;

    private const string ProceduresMapping = """
        key: 手术流水号
        person: 病人ID
        visit: 就诊流水号
        provider: 术者工号
        rows:
          - table: procedure_occurrence
            columns:
              procedure_type_concept_id: { constant: 32817 }
              procedure_datetime: { column: 开始时间, format: yyyyMMddHHmmss }
              procedure_end_datetime: { column: 结束时间, format: yyyyMMddHHmmss }
              procedure_source_value: { column: 手术编码, vocabulary: ICD9ProcCN }
              procedure_source_name: 手术名称
              modifier_source_value: 级别

        """;
}
