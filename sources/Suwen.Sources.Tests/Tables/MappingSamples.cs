using System.Text;
using Suwen.Sources.Tables;
using Suwen.Sources.Tests.Compliance;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Tables;

/// <summary>Mappings and tables of synthetic people, as a laboratory and a registration desk export them.</summary>
internal static class MappingSamples
{
    /// <summary>The complete example of docs/table-mapping.md.</summary>
    public const string Laboratory = """
        record: 检验结果
        time_zone: "+08:00"
        nulls: ["NULL", "-", "/"]
        key: [报告号, 项目]
        person: 患者ID
        visit: 就诊号
        rows:
          - table: cn_source_person
            columns:
              full_name: 姓名
              gender_source_value: 性别
              gender_concept_id: { column: 性别, values: { 男: 8507, 女: 8532, 1: 8507, 2: 8532 }, otherwise: 0 }
              birth_date: { column: 出生日期, format: [yyyyMMdd, yyyy年M月d日] }
              national_id: 身份证号
          - table: measurement
            when: { 类别: 定量 }
            columns:
              measurement_datetime: { column: 检验时间, format: [yyyy/M/d H:mm, "yyyy-MM-dd HH:mm:ss"] }
              measurement_source_value: { column: 项目, vocabulary: LIS }
              measurement_type_concept_id: { constant: 32817 }
              value_as_number: { column: 结果, unreadable: empty }
              value_source_value: 结果
              unit_source_value: 单位
          - table: observation
            when: { 类别: [定性, ""] }
            columns:
              observation_datetime: { column: 检验时间, format: [yyyy/M/d H:mm, "yyyy-MM-dd HH:mm:ss"] }
              observation_source_value: 项目
              observation_type_concept_id: { constant: 32817 }
              value_as_string: 结果
        """;

    public const string Results = """"
        报告号,项目,类别,患者ID,就诊号,姓名,性别,出生日期,身份证号,检验时间,结果,单位
        R1,GLU,定量,P1,V1,赵四,男,19800101,11010119800101001X,2024/2/29 8:05,5.6,mmol/L
        R1,HBsAg,定性,P1,V1,赵四,男,19800101,11010119800101001X,2024/2/29 8:05,阴性,
        R2,GLU,定量,P2,,"钱五, ""小""",9,1990年2月3日,-,2024-03-01 10:00:00,<0.5,mmol/L

        """";

    /// <summary>A mapping without key: rows are known by their content.</summary>
    public const string Contacts = """
        person: rec_id
        rows:
          - table: cn_source_person
            columns: { given_name: given_name, family_name: surname, birth_date: { column: date_of_birth, format: yyyyMMdd } }
          - table: cn_person_identifier
            columns: { identifier_type: { constant: SS }, identifier_value: soc_sec_id }
        """;

    public const string People = """
        rec_id, given_name, surname, date_of_birth, soc_sec_id
        rec-1-org, lachlan, berry, 19990219, 7364009
        rec-1-dup-0, , bery, , 7364009

        """;

    /// <summary>A wide table: one row of the file gives two measurements.</summary>
    public const string Pressure = """
        key: no
        person: pid
        decimal: ","
        rows:
          - table: measurement
            columns:
              measurement_date: { column: day, format: excel }
              measurement_source_value: { constant: "8480-6", vocabulary: LOINC }
              value_as_number: { column: systolic, unit: "mm[Hg]" }
          - table: measurement
            columns:
              measurement_date: { column: day, format: excel }
              measurement_source_value: { constant: "8462-4", vocabulary: LOINC }
              value_as_number: { column: diastolic, unit: "mm[Hg]" }
        """;

    public const string Pressures = "no;pid;day;systolic;diastolic\n1;P1;45351;120,5;80\n2;P2;45352;1.130;\n";

    public static LandingPosition PositionOf(int mapping) => new(7, mapping);

    public static LandedEntry? Find(LandingPosition position)
    {
        var text = position == PositionOf(1) ? Laboratory : position == PositionOf(2) ? Contacts : position == PositionOf(3) ? Pressure : null;
        return text is null ? null : new LandedEntry(position, DateTimeOffset.UnixEpoch, new LandingHeader("hospital-test.tables", "file", "mapping", LandingHeader.NoMetadata), Encoding.UTF8.GetBytes(text));
    }

    public static SampleEntry Sample(string name, int mapping, string text) =>
        new(name, Chunks.Header("table", text, (TableMetadata.Mapping, PositionOf(mapping).Value.ToString(System.Globalization.CultureInfo.InvariantCulture))), Encoding.UTF8.GetBytes(text));
}
