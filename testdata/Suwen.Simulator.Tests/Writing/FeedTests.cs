using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Suwen.Simulator.Care;
using Suwen.Simulator.Writing;
using Suwen.Standards.Csv;
using Suwen.Standards.Hl7v2;
using Suwen.Standards.Text;

namespace Suwen.Simulator.Tests.Writing;

/// <summary>What is written is read back with other readers than those that wrote it: the parsers of Suwen.Standards, System.Text.Json, System.IO.Compression.</summary>
public class FeedTests
{
    private static readonly World Region = SampleRegion.World();
    private static readonly Lazy<RecordedFeed> Sample = new(() => RecordedFeed.OfVisits(Region, 1500));

    [Fact]
    public void Every_undamaged_message_is_read_with_its_patient_and_a_control_id_of_its_own()
    {
        foreach (var source in (string[])["first-hospital", "tcm-hospital"])
        {
            var ids = new HashSet<string>();
            foreach (var record in Sample.Value.Records.Where(r => r.Channel.Source == source && r.Channel.Extension == "hl7" && r.Fate == ExpectedFate.Loaded))
            {
                var index = new Hl7Index();
                var utf8 = Utf8Of(record.Bytes, source == "tcm-hospital");
                index.Read(utf8).ShouldBe(Hl7Fault.None);
                var message = new Hl7Message(utf8, index);
                ids.Add(Encoding.UTF8.GetString(message[0][10].Raw)).ShouldBeTrue();
                Encoding.UTF8.GetString(message[0][10].Raw).Length.ShouldBeLessThanOrEqualTo(20, "HL7 v2.4 §2.16.9.10: MSH-10 is ST of 20");
                Encoding.UTF8.GetString(message[0][9].Raw).ShouldBe(record.Kind);
                Encoding.UTF8.GetString(message[message.Find("PID"u8)][3].First.Value(1)).ShouldStartWith("P");
                message[message.Find("PV1"u8)][19].HasValue.ShouldBeTrue();
            }

            ids.Count.ShouldBeGreaterThan(1000);
        }
    }

    [Fact]
    public void Duplicates_are_the_same_bytes_as_a_record_before_them()
    {
        var seen = new HashSet<string>();
        var duplicates = 0;
        foreach (var record in Sample.Value.Records)
        {
            var text = Convert.ToBase64String(record.Bytes);
            if (record.Fate == ExpectedFate.Duplicate)
            {
                seen.ShouldContain(record.Channel.Source + record.Channel.Name + text);
                duplicates++;
            }

            seen.Add(record.Channel.Source + record.Channel.Name + text);
        }

        duplicates.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Every_undamaged_resource_is_json_of_its_kind_and_its_note_is_the_text()
    {
        var notes = 0;
        foreach (var record in Sample.Value.Records.Where(r => r.Channel.Extension == "ndjson" && r.Fate == ExpectedFate.Loaded))
        {
            using var json = JsonDocument.Parse(record.Bytes);
            json.RootElement.GetProperty("resourceType").GetString().ShouldBe(record.Kind);
            json.RootElement.GetProperty("id").GetString()!.Length.ShouldBeInRange(1, 64);
            if (record.Kind != "DocumentReference") continue;
            notes++;
            json.RootElement.GetProperty("content")[0].GetProperty("attachment").GetProperty("data").GetBytesFromBase64().ShouldBe(Encoding.UTF8.GetBytes("主诉：胸痛2小时。\n查体：BP 142/88mmHg，\"心音\"有力, A|B^C&D~E\\F。"));
        }

        notes.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void Every_undamaged_row_has_as_many_cells_as_its_header()
    {
        var feeds = FeedList.Create(Region);
        var rows = 0;
        foreach (var record in Sample.Value.Records.Where(r => r.Channel.Extension is "csv" or "xlsx" && r.Fate == ExpectedFate.Loaded))
        {
            var isGb = record.Channel is { Source: "community", Extension: "csv", IsLoadable: true };
            CellCount(Utf8Of(record.Bytes, isGb)).ShouldBe(CellCount(Utf8Of(feeds.First(f => f.Channels.Contains(record.Channel)).Header(record.Channel).ToArray(), isGb)), record.Channel.ToString());
            rows++;
        }

        rows.ShouldBeGreaterThan(5000);
    }

    [Fact]
    public void Every_damaged_record_has_its_answer_with_the_source_in_which_it_is()
    {
        var sample = Sample.Value;
        sample.Answers.ShouldNotBeEmpty();
        foreach (var source in sample.Records.Where(r => r.Fate != ExpectedFate.Loaded).GroupBy(r => r.Channel.Source))
        {
            sample.Answers.Count(a => a.Kind == "data-error" && a.Source == source.Key && a.Variety is "column-count" or "bad-bytes" or "truncated" or "resent").ShouldBe(source.Count(), source.Key);
        }
    }

    [Fact]
    public void A_visit_gives_the_same_bytes_whoever_writes_it_and_after_whatever()
    {
        foreach (var institution in Region.Institutions.All.Where(i => i.IsProvider))
        {
            var visit = SampleRegion.Visit(Region, institution.Source, 77_000_000 + institution.Index, institution.Kind == InstitutionKind.CommunityCentre ? VisitKind.Outpatient : VisitKind.Inpatient);
            var first = new RecordedFeed();
            first.TryWrite(FeedList.Create(Region), visit).ShouldBeTrue();
            var used = FeedList.Create(SampleRegion.World());
            new RecordedFeed().TryWrite(used, SampleRegion.Visit(Region, institution.Source, 78_000_000, VisitKind.Emergency));
            var second = new RecordedFeed();
            second.TryWrite(used, visit);
            second.Records.Select(r => Convert.ToHexString(r.Bytes)).ShouldBe(first.Records.Select(r => Convert.ToHexString(r.Bytes)));
        }
    }

    [Fact]
    public void A_stay_sends_each_of_its_events_once_over_its_days()
    {
        var visit = SampleRegion.Visit(Region, "first-hospital", 4_000_001, VisitKind.Inpatient);
        var sink = new RecordedFeed();
        sink.TryWrite(FeedList.Create(Region), visit).ShouldBeTrue();
        var kinds = sink.Records.Where(r => r.Channel.Extension == "hl7").Select(r => r.Kind).ToList();
        kinds.Count(k => k == "ADT^A01").ShouldBe(1);
        kinds.Count(k => k == "ADT^A02").ShouldBe(1);
        kinds.Count(k => k == "ADT^A03").ShouldBe(1);
        kinds.Count(k => k == "MDM^T02").ShouldBe(1);
        kinds.Count(k => k == "ORU^R01").ShouldBe(4, "laboratory, examination, vital signs, nursing");
        kinds.Count(k => k == "DFT^P03").ShouldBe(1);
    }

    [Fact]
    public void A_workbook_is_a_zip_of_stored_parts_with_the_rows_in_it()
    {
        var workbook = new MemoryStream();
        XlsxFile.Write(new MemoryStream(Encoding.UTF8.GetBytes("11010519491231002X,2024/02/29,36.6,\"a,<b>\"\r\n007,2024-02-30,,是\r\n")), workbook, "编号,日期,数,文\r\n"u8);
        using var zip = new ZipArchive(new MemoryStream(workbook.ToArray()));
        using var reader = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var sheet = reader.ReadToEnd();
        sheet.ShouldContain("<c r=\"A2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">11010519491231002X</t></is></c>");
        sheet.ShouldContain("<c r=\"B2\" s=\"1\"><v>45351</v></c>", customMessage: "2024-02-29 is day 45351 in spreadsheets");
        sheet.ShouldContain("<c r=\"C2\"><v>36.6</v></c>");
        sheet.ShouldContain("a,&lt;b&gt;");
        sheet.ShouldContain(">007<");
        sheet.ShouldContain(">2024-02-30<");
    }

    private static byte[] Utf8Of(byte[] bytes, bool isGb18030)
    {
        if (!isGb18030) return bytes;
        CharacterSets.TryFind("GB18030"u8, out var set).ShouldBeTrue();
        var utf8 = new byte[set!.MaxUtf8Length(bytes.Length)];
        set.TryTranscode(bytes, utf8, out var length).ShouldBeTrue();
        return utf8[..length];
    }

    private static int CellCount(byte[] row)
    {
        var reader = new CsvReader(row, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read().ShouldBeTrue();
        return reader.FieldCount;
    }
}
