using System.Text;
using Suwen.Governance.Gate;
using Suwen.Sources.Tables;
using Suwen.Sources.Tests.Compliance;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Tables;

public class TableSourceComplianceTests : SourceCompliance
{
    protected override ISource Source { get; } = new TableSource();

    protected override IReadOnlyList<SampleEntry> Samples =>
    [
        MappingSamples.Sample("laboratory", 1, MappingSamples.Results),
        MappingSamples.Sample("contacts", 2, MappingSamples.People),
        MappingSamples.Sample("pressure", 3, MappingSamples.Pressures),
    ];

    protected override IReadOnlyList<string> Secrets => ["赵四", "11010119800101001X", "lachlan", "7364009", "阴性"];

    protected override byte[] Delimiters => ",\"\r\n;"u8.ToArray();

    /// <summary>The mapping is compiled for every entry; an entry is a chunk of up to 4 MiB.</summary>
    protected override int AllocatedPerParse => 1024 * 1024;

    protected override LandedEntry? Find(LandingPosition position) => MappingSamples.Find(position);
}

/// <summary>Workbooks under mutation: a library reads them, and whatever it meets is a rejection.</summary>
public class WorkbookSourceComplianceTests : SourceCompliance
{
    protected override ISource Source { get; } = new TableSource();

    protected override IReadOnlyList<SampleEntry> Samples =>
    [
        WorkbookSamples.Sample("xlsx", WorkbookSamples.Laboratory()),
        WorkbookSamples.Sample("xlsx", WorkbookSamples.Fixture("sheetjs.xlsx")) with { Name = "SheetJS" },
        WorkbookSamples.Sample("xlsx", WorkbookSamples.Workbook(("检验结果", [[.. WorkbookSamples.Header.Split(',')], ["R9", "P9", "孙六", "20240229080500", "K", 4.1, "mmol/L"]]))) with { Name = "one sheet" },
    ];

    protected override IReadOnlyList<string> Secrets => ["赵四", "钱五"];

    protected override byte[] Delimiters => "PK<>\"/"u8.ToArray();

    /// <summary>The library holds a workbook's shared texts and unpacks its parts.</summary>
    protected override int AllocatedPerParse => 4 * 1024 * 1024;

    protected override LandedEntry? Find(LandingPosition position) => WorkbookSamples.Find(position);
}

public class TableSourceTests
{
    private static readonly TableSource Source = new();

    [Fact]
    public void A_row_gives_rows_in_several_tables()
    {
        var sink = Parse(1, MappingSamples.Results);
        sink.Rejections.ShouldBeEmpty();
        sink.Records.Count.ShouldBe(3);
        sink.Records.ShouldAllBe(r => r.Kind == "检验结果");
        var rows = Chunks.Rows(sink);
        rows.Count(r => r.StartsWith("cn_source_person: Merge", StringComparison.Ordinal)).ShouldBe(3);
        rows.Count(r => r.StartsWith("measurement: Replace", StringComparison.Ordinal)).ShouldBe(2);
        rows.Count(r => r.StartsWith("observation: Replace", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void Values_dates_code_systems_and_constants_follow_the_mapping()
    {
        var rows = Chunks.Rows(Parse(1, MappingSamples.Results));
        var person = rows.First(r => r.StartsWith("cn_source_person", StringComparison.Ordinal));
        person.ShouldContain("full_name=赵四");
        person.ShouldContain("gender_source_value=男");
        person.ShouldContain("gender_concept_id=8507");
        person.ShouldContain("birth_date=01/01/1980");
        var measurement = rows.First(r => r.StartsWith("measurement", StringComparison.Ordinal));
        measurement.ShouldContain("measurement_date=02/29/2024");
        measurement.ShouldContain("measurement_datetime=02/29/2024 08:05:00");
        measurement.ShouldContain("time_precision=minute");
        measurement.ShouldContain("utc_offset_minutes=480");
        measurement.ShouldContain("measurement_source_vocabulary=LIS");
        measurement.ShouldContain("measurement_type_concept_id=32817");
        measurement.ShouldContain("measurement_concept_id=0");
        measurement.ShouldContain("value_as_number=5.6");
        measurement.ShouldContain("visit_occurrence_id=");
    }

    [Fact]
    public void A_value_that_cannot_be_read_stays_empty_where_the_mapping_says_so()
    {
        var rows = Chunks.Rows(Parse(1, MappingSamples.Results));
        var row = rows.Last(r => r.StartsWith("measurement", StringComparison.Ordinal));
        row.ShouldNotContain("value_as_number=");
        row.ShouldContain("value_source_value=<0.5");
        row.ShouldContain("time_precision=second");
        rows.Last(r => r.StartsWith("cn_source_person", StringComparison.Ordinal)).ShouldContain("gender_concept_id=0");
    }

    [Fact]
    public void A_national_id_is_stated_of_the_person()
    {
        // The check character of 11010119800101001 is worked out by GB 11643-1999 (ISO 7064, MOD 11-2); the sample's X is wrong on purpose.
        const string Seventeen = "11010119800101001";
        int[] weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        var sum = Seventeen.Select((c, i) => (c - '0') * weights[i]).Sum() % 11;
        var valid = Seventeen + "10X98765432"[sum];
        var sink = Parse(1, MappingSamples.Results.Replace("11010119800101001X", valid, StringComparison.Ordinal));
        sink.PersonStatements.Count.ShouldBe(2);
        Chunks.Rows(sink).ShouldContain(r => r.Contains("national_id=" + valid, StringComparison.Ordinal));
    }

    [Fact]
    public void Records_without_key_are_known_by_their_content()
    {
        var sink = Parse(2, MappingSamples.People);
        sink.Records.ShouldAllBe(r => r.IsKeyless && !r.Key.IsNone);
        var rows = Chunks.Rows(sink);
        rows.Count.ShouldBe(4);
        rows[0].ShouldContain("given_name=lachlan");
        rows[0].ShouldContain("birth_date=02/19/1999");
        rows[1].ShouldContain("identifier_value=7364009");
        rows.ShouldAllBe(r => !r.Contains("key=-", StringComparison.Ordinal));
    }

    [Fact]
    public void Several_rows_of_one_table_have_keys_of_their_own()
    {
        var sink = Parse(3, MappingSamples.Pressures);
        sink.Rejections.ShouldBeEmpty();
        var writer = sink.Writers.Single();
        writer.RowCount.ShouldBe(4);
        writer.Heads.Select(h => sink.Mentions[h.Key.Index]).Distinct().Count().ShouldBe(4);
        sink.Mentions[writer.Heads[0].Key.Index].ShouldBe(sink.Mentions[sink.Records[0].Key.Index]);
    }

    [Fact]
    public void Decimal_commas_units_and_serial_days_are_read()
    {
        var rows = Chunks.Rows(Parse(3, MappingSamples.Pressures));
        rows[0].ShouldContain("value_as_number=120.5");
        rows[0].ShouldContain("unit_source_value=mm[Hg]");
        rows[0].ShouldContain("measurement_source_vocabulary=LOINC");

        // Spreadsheets show serial 45351 as 2024-02-29.
        rows[0].ShouldContain("measurement_date=02/29/2024");
        rows[2].ShouldContain("value_as_number=1130");
        rows[3].ShouldNotContain("value_as_number=");
        rows[3].ShouldNotContain("unit_source_value=");
    }

    [Theory]
    [InlineData("R9,GLU,定量,,V1,赵四,男,19800101,,2024/2/29 8:05,5.6,mmol/L", RejectReasons.MissingPerson, "row 2, column 患者ID")]
    [InlineData("R9,,定量,P1,V1,赵四,男,19800101,,2024/2/29 8:05,5.6,mmol/L", RejectReasons.MissingIdentifier, "row 2, column 项目")]
    [InlineData("R9,GLU,定量,P1,V1,赵四,男,1980-01-01,,2024/2/29 8:05,5.6,mmol/L", RejectReasons.InvalidValue, "row 2, column 出生日期")]
    [InlineData("R9,GLU,定量,P1,V1,赵四,男,19800101,,,5.6,mmol/L", RejectReasons.MissingField, "row 2, column measurement.measurement_date")]
    [InlineData("R9,GLU,定量,P1", RejectReasons.Syntax, "row 2")]
    public void A_faulty_row_is_set_aside_with_row_and_column(string row, string reason, string path)
    {
        var header = MappingSamples.Results.Split('\n')[0];
        var sink = Parse(1, $"{header}\n{row}\n");
        var rejection = sink.Rejections.ShouldHaveSingleItem();
        rejection.ReasonCode.ShouldBe(reason);
        rejection.Path.ShouldBe(path);
        sink.Writers.ShouldBeEmpty();
    }

    [Fact]
    public void A_mapping_that_is_not_in_landing_is_the_callers_to_bring()
    {
        var sink = Parse(9, MappingSamples.Results);
        sink.Rejections.ShouldHaveSingleItem().Fault.ShouldBe(AtFault.Caller);
    }

    [Fact]
    public void The_same_row_under_another_mapping_is_another_statement()
    {
        var first = Parse(1, MappingSamples.Results);
        var changed = SinkSnapshot.NewSink(p => MappingSamples.Find(p)! with { Payload = Encoding.UTF8.GetBytes(MappingSamples.Laboratory + "\n# corrected") });
        SinkSnapshot.Parse(Source, changed, MappingSamples.Sample("x", 1, MappingSamples.Results).At(1));
        changed.Mentions[changed.Records[0].Key.Index].ShouldBe(first.Mentions[first.Records[0].Key.Index]);
        changed.Records[0].ContentHash.ShouldNotBe(first.Records[0].ContentHash);
    }

    private static RecordSink Parse(int mapping, string text)
    {
        var sink = SinkSnapshot.NewSink(MappingSamples.Find);
        SinkSnapshot.Parse(Source, sink, MappingSamples.Sample("sample", mapping, text).At(1));
        return sink;
    }
}
