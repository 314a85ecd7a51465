using System.Text;
using Suwen.Server.Landing;
using Suwen.Storage.Landing;

namespace Suwen.Server.Tests.Landing;

public sealed class RecordSliceTests
{
    private const string Bundle = """{"resourceType":"Bundle","meta":{"entry":[{"resource":{"id":"decoy"}}]},"entry":[{"fullUrl":"a","resource":{"resourceType":"Patient","id":"1"}},{"resource":{"resourceType":"Patient","id":"2","contained":[{"resource":{"id":"inner"}}]}}]}""";

    [Theory]
    [InlineData(0, """{"resourceType":"Patient","id":"1"}""")]
    [InlineData(1, """{"resourceType":"Patient","id":"2","contained":[{"resource":{"id":"inner"}}]}""")]
    public void A_record_of_a_bundle_is_its_entrys_resource(int record, string expected) => Slice(Bundle, record).ShouldBe((expected, false));

    [Fact]
    public void A_bundle_over_several_lines_is_cut_alike() =>
        Slice(Bundle.Replace("},{", "},\n{", StringComparison.Ordinal), 0).ShouldBe(("""{"resourceType":"Patient","id":"1"}""", false));

    [Theory]
    [InlineData(0, """{"id":"1"}""")]
    [InlineData(2, """{"id":"3"}""")]
    public void A_record_of_lines_is_its_line_without_counting_blank_ones(int record, string expected) =>
        Slice("{\"id\":\"1\"}\n\n{\"id\":\"2\"}\n{\"id\":\"3\"}\n", record).ShouldBe((expected, false));

    [Theory]
    [InlineData("not json at all", 0)]
    [InlineData("{\"resourceType\":\"Bundle\",\"entry\":[", 1)]
    [InlineData(Bundle, 7)]
    public void What_cannot_be_cut_is_shown_whole(string text, int record) => Slice(text, record).ShouldBe((text, true));

    [Theory]
    [InlineData(0, "MSH|^~\\&|A|B\rPID|1")]
    [InlineData(1, "MSH|^~\\&|A|C\rPID|2")]
    public void A_record_of_a_file_of_messages_is_its_message(int record, string expected) =>
        Slice("FHS|^~\\&\rBHS|^~\\&\rMSH|^~\\&|A|B\rPID|1\rMSH|^~\\&|A|C\rPID|2\rBTS|2\rFTS|1\r", record, "hl7v2").ShouldBe((expected, false));

    [Theory]
    [InlineData(0, "1,\"a\nb\"")]
    [InlineData(1, "2,c")]
    public void A_record_of_a_table_is_its_row_without_counting_the_header_and_blank_rows(int record, string expected) =>
        Slice("\uFEFFid,text\r\n1,\"a\nb\"\r\n\r\n2,c\r\n", record, "table", new() { ["encoding"] = "UTF-8", ["delimiter"] = ",", ["first-row"] = "1", ["skip-rows"] = "1" }).ShouldBe((expected, false));

    [Fact]
    public void A_later_chunk_of_a_table_begins_with_a_row() =>
        Slice("8,x\n9,y\n", 0, "omop", new() { ["encoding"] = "UTF-8", ["delimiter"] = ",", ["first-row"] = "900", ["skip-rows"] = "1" }).ShouldBe(("8,x", false));

    [Fact]
    public void A_table_in_UTF_16_is_shown_whole() =>
        Slice("8,x\n", 0, "table", new() { ["encoding"] = "UTF-16LE", ["delimiter"] = ",", ["first-row"] = "1", ["skip-rows"] = "0" }).IsWhole.ShouldBeTrue();

    [Fact]
    public void Bytes_that_are_not_text_are_not_shown_as_text()
    {
        EntryText.Decode([0x89, 0x50, 0xFF, 0x00], null, 100).ShouldBeNull();
        EntryText.Decode("王"u8, null, 100).ShouldBe(new EntryText("王", "utf-8"));

        // GB 18030-2005: 王 is CD F5.
        EntryText.Decode([0xCD, 0xF5], "GB18030", 100).ShouldBe(new EntryText("王", "gb18030"));
    }

    [Fact]
    public void A_text_is_not_cut_through_a_character() =>
        EntryText.Decode("ab王"u8, null, 4).ShouldBe(new EntryText("ab", "utf-8"));

    [Fact]
    public void A_message_of_a_batch_is_cut_without_its_neighbours() =>
        Slice("FHS|^~\\&\rMSH|^~\\&|A\rPID|1\rMSH|^~\\&|B\rPID|2\r", 1, "hl7v2").ShouldBe(("MSH|^~\\&|B\rPID|2", false));

    private static (string Text, bool IsWhole) Slice(string payload, int record, string format = "fhir", Dictionary<string, string>? metadata = null)
    {
        var entry = new LandedEntry(new LandingPosition(1, 1), DateTimeOffset.UnixEpoch, new LandingHeader("s", "file", format, metadata ?? LandingHeader.NoMetadata), Encoding.UTF8.GetBytes(payload));
        var slice = RecordSlice.Of(entry, record);
        return (Encoding.UTF8.GetString(slice.Bytes.Span), slice.IsWhole);
    }
}
