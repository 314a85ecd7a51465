using System.Text;
using Suwen.Standards.Names;

namespace Suwen.Standards.Tests.Names;

public class ChineseNamesTests
{
    /// <summary>Readings of family names by Xinhua Zidian, where they differ from the character's usual reading.</summary>
    [Theory]
    [InlineData("单", "shan")]
    [InlineData("曾", "zeng")]
    [InlineData("仇", "qiu")]
    [InlineData("解", "xie")]
    [InlineData("查", "zha")]
    [InlineData("区", "ou")]
    [InlineData("盖", "ge")]
    [InlineData("朴", "piao")]
    [InlineData("尉迟", "yuchi")]
    [InlineData("万俟", "moqi")]
    [InlineData("欧阳", "ouyang")]
    [InlineData("王", "wang")]
    [InlineData("吕", "lv")]
    public void Family_names_are_read_as_family_names(string surname, string reading) => ChineseNames.SurnameReading(surname).ShouldBe(reading);

    [Theory]
    [InlineData("明", "ming")]
    [InlineData("玥", "yue")]
    public void Characters_have_their_reading_without_tone(string character, string reading) => ChineseNames.Reading(Rune.GetRuneAt(character, 0)).ShouldBe(reading);

    [Theory]
    [InlineData("欧阳修", 2)]
    [InlineData("王小明", 1)]
    [InlineData("万俟明", 2)]
    [InlineData("东方", 1)]
    [InlineData("司马", 1)]
    [InlineData("王", 1)]
    public void A_full_name_begins_with_a_family_name_of_one_or_two_characters(string name, int length) => ChineseNames.SurnameLength(name).ShouldBe(length);

    /// <summary>Pairs of the General List of Simplified Chinese Characters (2013), appendix 1.</summary>
    [Theory]
    [InlineData("張偉", "张伟")]
    [InlineData("劉曉東", "刘晓东")]
    [InlineData("陳國強", "陈国强")]
    [InlineData("王芳", "王芳")]
    public void Traditional_characters_stand_for_the_simplified(string written, string standard) => ChineseNames.Standard(written).ShouldBe(standard);

    [Theory]
    [InlineData("zhang", "zan")]
    [InlineData("lin", "nin")]
    [InlineData("ling", "nin")]
    [InlineData("shi", "si")]
    [InlineData("hu", "fu")]
    public void Confusable_sounds_are_one(string syllable, string blurred) => ChineseNames.Blurred(syllable).ShouldBe(blurred);

    [Theory]
    [InlineData("Müller", "muller")]
    [InlineData("O’Brien", "o’brien")]
    [InlineData("Łukasz Žižka", "lukasz zizka")]
    [InlineData("Groß", "gross")]
    [InlineData("plain", "plain")]
    public void Latin_letters_lose_their_marks(string written, string plain) => LatinLetters.Fold(written).ShouldBe(plain);
}
