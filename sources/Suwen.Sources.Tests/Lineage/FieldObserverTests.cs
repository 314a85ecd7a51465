using System.Text;
using Suwen.Governance.Lineage;
using Suwen.Sources.Fhir;
using Suwen.Sources.Hl7v2;
using Suwen.Sources.Omop;
using Suwen.Sources.Tables;
using Suwen.Sources.Tests.Hl7v2;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Lineage;

/// <summary>Expected uses are read off the standards' own segments and paths: HL7 v2.5.1 §3.4 and §7.4, FHIR R4, and the mapping in the test.</summary>
public sealed class FieldObserverTests
{
    private const string Mapping = """
        record: result
        key: 流水号
        person: 病人号
        rows:
          - table: measurement
            when: { 类型: 检验 }
            columns:
              measurement_date: { column: 日期, format: yyyy-MM-dd }
              measurement_source_value: { column: 代码, vocabulary: LOINC }
              value_as_number: 结果
        """;

    private static readonly LandedEntry MappingEntry = new(new LandingPosition(1, 7), DateTimeOffset.UnixEpoch, new LandingHeader("clinic", "file", "mapping", LandingHeader.NoMetadata), Encoding.UTF8.GetBytes(Mapping));

    private static readonly FieldObserver Observer = new([new Hl7v2Source(), new FhirSource(), new TableSource(), new OmopSource()], new KeyedHash(new byte[16]), p => p == MappingEntry.Position ? MappingEntry : null, DeclaredLineage.Of);

    private static IReadOnlyList<FieldUse> Observe(LandingHeader header, string payload) =>
        Observer.Observe(new LandedEntry(new LandingPosition(1, 1), DateTimeOffset.UnixEpoch, header, Encoding.UTF8.GetBytes(payload)));

    private static string[] ColumnsOf(IReadOnlyList<FieldUse> uses, string field) =>
        [.. uses.Where(u => u.Field == field && u.Relation == LineageRelation.Value).Select(u => u.Table + "." + u.Column).Distinct().Order(StringComparer.Ordinal)];

    [Fact]
    public void Fields_of_a_result_message_fill_the_columns_of_results()
    {
        var uses = Observe(Hl7Samples.Header("renhe.lis"), Hl7Samples.Results);
        ColumnsOf(uses, "OBX-5.1").ShouldContain("cdr.measurement.value_as_number");
        ColumnsOf(uses, "OBX-6.1").ShouldContain("cdr.measurement.unit_source_value");
        ColumnsOf(uses, "OBX-3.1").ShouldContain("cdr.measurement.measurement_source_value");
        ColumnsOf(uses, "OBX-3.2").ShouldContain("cdr.measurement.measurement_source_name");
        ColumnsOf(uses, "OBX-14.1").ShouldContain("cdr.measurement.measurement_datetime");
        ColumnsOf(uses, "PID-5.1").ShouldContain("cdr.cn_source_person.full_name");
        uses.ShouldAllBe(u => u.RecordKind == "ORU^R01" && u.Evidence == "observed");
    }

    [Fact]
    public void A_field_that_tells_persons_apart_is_a_key_and_no_value()
    {
        var uses = Observe(Hl7Samples.Header("renhe.his"), Hl7Samples.Admit);
        uses.ShouldContain(u => u.Field == "PID-3.1" && u.Table == "cdr.visit_occurrence" && u.Column == "source_person_id" && u.Relation == LineageRelation.Key);
        ColumnsOf(uses, "PID-8.1").ShouldContain("cdr.cn_source_person.gender_source_value");
        ColumnsOf(uses, "PID-7.1").ShouldContain("cdr.cn_source_person.birth_date");
    }

    [Fact]
    public void A_field_that_no_table_has_a_column_for_has_no_use() =>
        Observe(Hl7Samples.Header("renhe.his"), Hl7Samples.Admit).ShouldNotContain(u => u.Field.StartsWith("ZYB-", StringComparison.Ordinal));

    [Fact]
    public void Messages_in_gb18030_are_observed_too()
    {
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding(54936)!;
        var uses = Observer.Observe(new LandedEntry(new LandingPosition(1, 1), DateTimeOffset.UnixEpoch, Hl7Samples.Header("qsxyy"), gbk.GetBytes(Hl7Samples.Report)));
        ColumnsOf(uses, "PID-5.1").ShouldContain("cdr.cn_source_person.full_name");
    }

    [Fact]
    public void Paths_of_a_resource_fill_the_columns_of_its_table()
    {
        var uses = Observe(new LandingHeader("hospital-b", "http", "fhir", LandingHeader.NoMetadata), """
            {"resourceType":"Bundle","type":"collection","entry":[
             {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"p1","gender":"female","birthDate":"1949-12-31","name":[{"text":"王示例"}]}},
             {"resource":{"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p1"},"onsetDateTime":"2024-06-01","code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"J18.9","display":"肺炎"}]}}}]}
            """);
        ColumnsOf(uses, "Condition.code.coding.code").ShouldContain("cdr.condition_occurrence.condition_source_value");
        ColumnsOf(uses, "Condition.code.coding.display").ShouldContain("cdr.condition_occurrence.condition_source_name");
        ColumnsOf(uses, "Condition.onsetDateTime").ShouldContain("cdr.condition_occurrence.condition_start_date");
        ColumnsOf(uses, "Patient.birthDate").ShouldContain("cdr.cn_source_person.birth_date");
        uses.ShouldContain(u => u.Field == "Condition.subject.reference" && u.Column == "source_person_id" && u.Relation == LineageRelation.Key && u.RecordKind == "Condition");
    }

    [Fact]
    public void A_mapping_states_its_uses_itself()
    {
        var metadata = new Dictionary<string, string> { ["mapping"] = MappingEntry.Position.Value.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        var uses = Observe(new LandingHeader("clinic", "file", "table", metadata), "never parsed");
        uses.Where(u => u.Relation == LineageRelation.Value).Select(u => $"{u.Field} > {u.Column}").ShouldBe(["日期 > measurement_date", "代码 > measurement_source_value", "结果 > value_as_number"]);
        uses.ShouldContain(u => u.Field == "类型" && u.Column == "*" && u.Relation == LineageRelation.Selects);
        uses.ShouldContain(u => u.Field == "病人号" && u.Column == "source_person_id" && u.Relation == LineageRelation.Key);
        uses.ShouldAllBe(u => u.RecordKind == "result" && u.Evidence == "mapping");
    }

    [Fact]
    public void The_header_of_an_omop_file_states_its_uses()
    {
        var metadata = new Dictionary<string, string> { ["table"] = "death", ["header"] = "person_id,death_date,death_type_concept_id", ["delimiter"] = "," };

        // OMOP's death has no id of its own: a person dies once, so the person is the key (CDM 5.4, DEATH).
        Observe(new LandingHeader("cdm", "file", "omop", metadata), "").Select(u => $"{u.Field} > {u.Column} {u.Relation}")
            .ShouldBe(["death_date > death_date Value", "death_type_concept_id > death_type_concept_id Value", "person_id > source_person_id Key", "person_id > death_id Key"], ignoreOrder: true);
    }

    [Fact]
    public void What_cannot_be_read_has_no_uses()
    {
        Observe(Hl7Samples.Header("renhe.his"), "MSH|nothing").ShouldBeEmpty();
        Observe(new LandingHeader("x", "http", "fhir", LandingHeader.NoMetadata), "{\"resourceType\":").ShouldBeEmpty();
        Observe(new LandingHeader("x", "http", "unheard-of", LandingHeader.NoMetadata), "x").ShouldBeEmpty();
    }
}
