using Suwen.Server.CommandLine;

namespace Suwen.Server.Tests.CommandLine;

public sealed class TextTableTests
{
    /// <summary>Unicode Standard Annex 11: ideographs and full-width forms are wide, Latin letters narrow.</summary>
    [Theory]
    [InlineData("abc", 3)]
    [InlineData("肺炎", 4)]
    [InlineData("A型，", 5)]
    [InlineData("한국", 4)]
    [InlineData("\U00020000", 2)]
    [InlineData("e\u0301", 1)]
    public void Chinese_characters_take_two_columns(string text, int width) => TextTable.WidthOf(text).ShouldBe(width);

    [Fact]
    public async Task A_value_cannot_steer_the_terminal()
    {
        var table = new TextTable(["name"]);
        table.Add(["\u001b[2J\nx"]);
        await using var writer = new StringWriter();
        await table.WriteAsync(writer);
        writer.ToString().ShouldNotContain("\u001b");
        writer.ToString().ShouldEndWith(" [2J x" + Environment.NewLine);
    }

    [Fact]
    public async Task Numbers_align_right_and_long_cells_are_cut()
    {
        var table = new TextTable(["name", "n"]) { RightAlignedFrom = 1, MaxCellWidth = 5 };
        table.Add(["abcdefgh", "1"]);
        table.Add(["肺炎肺炎", "10"]);
        await using var writer = new StringWriter { NewLine = "\n" };
        await table.WriteAsync(writer);
        writer.ToString().ShouldBe("name    n\n-----  --\nabcd…   1\n肺炎…  10\n");
    }
}
