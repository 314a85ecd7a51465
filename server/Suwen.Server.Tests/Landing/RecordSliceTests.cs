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

    private static (string Text, bool IsWhole) Slice(string payload, int record)
    {
        var entry = new LandedEntry(new LandingPosition(1, 1), DateTimeOffset.UnixEpoch, new LandingHeader("s", "file", "fhir", LandingHeader.NoMetadata), Encoding.UTF8.GetBytes(payload));
        var slice = RecordSlice.Of(entry, record);
        return (Encoding.UTF8.GetString(slice.Bytes.Span), slice.IsWhole);
    }
}
