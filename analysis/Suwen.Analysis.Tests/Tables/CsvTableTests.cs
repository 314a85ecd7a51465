using System.Text;
using Suwen.Storage;

namespace Suwen.Analysis.Tests.Tables;

public sealed class CsvTableTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");

    public void Dispose() => File.Delete(path);

    [Fact]
    public async Task Empty_and_bare_NA_are_missing_and_quoted_NA_is_text()
    {
        var frame = await FrameOfAsync("a,b\n1,\"NA\"\n,NA\n2.5,x\n"u8.ToArray(), ("a", FrameKind.Number), ("b", FrameKind.Factor));
        frame.Numbers("a").ShouldBe([1, double.NaN, 2.5]);
        frame.Factor("b").Levels.ShouldBe(["NA", "x"]);
        frame.Factor("b").Codes.ShouldBe([0, -1, 1]);
    }

    [Fact]
    public async Task Text_after_numbers_makes_a_column_of_categories_with_all_its_values()
    {
        var frame = await FrameOfAsync("a,b\n10,1\n9,2\nx,3\n"u8.ToArray(), ("a", FrameKind.Either), ("b", FrameKind.Either));
        frame.IsNumber("a").ShouldBeFalse();
        frame.Factor("a").Levels.ShouldBe(["10", "9", "x"]);
        frame.Factor("a").Codes.ShouldBe([0, 1, 2]);
        frame.Numbers("b").ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Levels_that_are_numbers_are_in_their_order()
    {
        var frame = await FrameOfAsync("a\n10\n9\n100\n"u8.ToArray(), ("a", FrameKind.Factor));
        frame.Factor("a").Levels.ShouldBe(["9", "10", "100"]);
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("gb18030", false)]
    [InlineData("utf-16", true)]
    public async Task Encodings_of_Chinese_exports_are_read(string encoding, bool withMark)
    {
        var encoder = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        var text = encoder.GetBytes("性别;年龄\n男;61\n女;58\n");
        var frame = await FrameOfAsync(withMark ? [.. encoder.GetPreamble(), .. text] : text, ("性别", FrameKind.Factor), ("年龄", FrameKind.Number));
        frame.Factor("性别").Levels.ShouldBe(["女", "男"]);
        frame.Numbers("年龄").ShouldBe([61, 58]);
    }

    [Fact]
    public async Task Days_are_read_in_the_forms_that_people_write()
    {
        var frame = await FrameOfAsync("d\n1970-01-02\n1970/1/3\n19700104\n1970-01-05T23:00:00\n"u8.ToArray(), ("d", FrameKind.Day));
        frame.Days("d").ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task A_row_of_another_length_is_named()
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => FrameOfAsync("a,b\n1,2\n3\n"u8.ToArray(), ("a", FrameKind.Number)));
        fault.Fault.ShouldBe(OperatorFault.Data);
        fault.Message.ShouldContain("row 2 has 1 fields where the header has 2");
    }

    [Fact]
    public async Task Text_where_a_number_must_be_is_named_by_row_and_column_and_not_shown()
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => FrameOfAsync("a,b\n1,2\n张三,3\n"u8.ToArray(), ("a", FrameKind.Number)));
        fault.Message.ShouldContain("row 2: the column a holds something else than a number");
        fault.Message.ShouldNotContain("张三");
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a,a\n1,2\n", "two columns named \"a\"")]
    public async Task A_file_that_is_no_table_is_refused(string text, string words) =>
        (await Should.ThrowAsync<OperatorException>(() => FrameOfAsync(Encoding.UTF8.GetBytes(text), ("a", FrameKind.Number)))).Message.ShouldContain(words);

    [Fact]
    public async Task Rows_over_several_blocks_are_read_once_each()
    {
        var text = new StringBuilder("n,t\n");
        for (var i = 0; i < 400_000; i++)
        {
            text.Append(i).Append(",\"long text, with a delimiter\"\n");
        }

        var frame = await FrameOfAsync(Encoding.UTF8.GetBytes(text.ToString()), ("n", FrameKind.Number));
        frame.RowCount.ShouldBe(400_000);
        frame.Numbers("n").Sum().ShouldBe(400_000.0 * 399_999 / 2);
    }

    private async Task<Frame> FrameOfAsync(byte[] bytes, params (string, FrameKind)[] columns)
    {
        await File.WriteAllBytesAsync(path, bytes);
        return await Frame.ReadAsync(await CsvTable.OpenAsync(path, CancellationToken.None), columns, CancellationToken.None);
    }
}
