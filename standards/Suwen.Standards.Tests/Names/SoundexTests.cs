using Suwen.Standards.Names;

namespace Suwen.Standards.Tests.Names;

public class SoundexTests
{
    /// <summary>Examples of the National Archives' page "The Soundex Indexing System" and of Knuth, The Art of Computer Programming 3, 6.</summary>
    [Theory]
    [InlineData("Washington", "W252")]
    [InlineData("Lee", "L000")]
    [InlineData("Gutierrez", "G362")]
    [InlineData("Pfister", "P236")]
    [InlineData("Jackson", "J250")]
    [InlineData("Tymczak", "T522")]
    [InlineData("Ashcraft", "A261")]
    [InlineData("Euler", "E460")]
    [InlineData("Hilbert", "H416")]
    [InlineData("Lukasiewicz", "L222")]
    public void Codes_are_as_published(string name, string code) => Text(Soundex.Of(name)).ShouldBe(code);

    [Fact]
    public void What_has_no_letter_has_no_code() => Soundex.Of("王 12").ShouldBe(0u);

    private static string Text(uint code) => new([(char)(code >> 24), (char)((code >> 16) & 255), (char)((code >> 8) & 255), (char)(code & 255)]);
}
