using System.Text;
using Suwen.Standards.Csv;

namespace Suwen.Standards.Tests.Csv;

public class CsvSnifferTests
{
    [Theory]
    [InlineData("id,name,note\n1,a,\"x;y;z\"\n2,b,\"p;q\"\n", ',')]
    [InlineData("id;value;unit\n1;5,6;mmol/L\n2;7,1;mmol/L\n", ';')]
    [InlineData("id\tname\n1\tSmith, John\n2\tDoe, Jane, Dr\n", '\t')]
    [InlineData("id|name|date\n1|a,b|2024-01-01\n", '|')]
    [InlineData("only\n1\n2\n", ',')]
    [InlineData("", ',')]
    public void The_delimiter_on_which_rows_agree_is_found(string text, char expected) =>
        ((char)CsvSniffer.Delimiter(Encoding.UTF8.GetBytes(text), isWhole: true)).ShouldBe(expected);

    [Fact]
    public void A_row_cut_off_at_the_end_does_not_count() =>
        ((char)CsvSniffer.Delimiter("a;b;c\n1;2;3\n4;"u8, isWhole: false)).ShouldBe(';');
}
