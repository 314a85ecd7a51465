using FsCheck;
using FsCheck.Fluent;
using Suwen.Standards.Names;

namespace Suwen.Standards.Tests.Names;

public class TextSimilarityTests
{
    /// <summary>Values of Winkler, "String comparator metrics and enhanced decision rules in the Fellegi–Sunter model of record linkage" (1990) and "The state of record linkage" (1999), table of examples.</summary>
    [Theory]
    [InlineData("MARTHA", "MARHTA", 0.944, 0.961)]
    [InlineData("DIXON", "DICKSONX", 0.767, 0.813)]
    [InlineData("DWAYNE", "DUANE", 0.822, 0.840)]
    [InlineData("JONES", "JOHNSON", 0.790, 0.832)]
    [InlineData("MASSEY", "MASSIE", 0.889, 0.933)]
    [InlineData("ABROMS", "ABRAMS", 0.889, 0.922)]
    public void Jaro_and_Winkler_are_as_published(string a, string b, double jaro, double winkler)
    {
        TextSimilarity.Jaro(a, b).ShouldBe(jaro, 0.0006);
        TextSimilarity.JaroWinkler(a, b).ShouldBe(winkler, 0.0006);
        TextSimilarity.JaroWinkler(b, a).ShouldBe(winkler, 0.0006);
    }

    [Fact]
    public void Empty_texts_are_alike_and_unlike_anything_else()
    {
        TextSimilarity.JaroWinkler("", "").ShouldBe(1);
        TextSimilarity.JaroWinkler("", "A").ShouldBe(0);
    }

    /// <summary>The four errors of Damerau (1964).</summary>
    [Theory]
    [InlineData("smith", "smth", true)]
    [InlineData("smith", "smitth", true)]
    [InlineData("smith", "smyth", true)]
    [InlineData("smith", "simth", true)]
    [InlineData("smith", "smith", false)]
    [InlineData("smith", "smtih x", false)]
    [InlineData("smith", "mtish", false)]
    [InlineData("", "a", true)]
    [InlineData("", "ab", false)]
    public void One_slip_is_added_left_out_replaced_or_changed_over(string a, string b, bool isSlip)
    {
        TextSimilarity.IsOneSlip(a, b).ShouldBe(isSlip);
        TextSimilarity.IsOneSlip(b, a).ShouldBe(isSlip);
    }

    [Fact]
    public void Any_two_texts_have_a_likeness_between_nothing_and_one_that_is_one_for_the_same() => Prop.ForAll<string?, string?>((a, b) =>
    {
        var likeness = TextSimilarity.JaroWinkler(a, b);
        return likeness is >= 0 and <= 1.0000001 && TextSimilarity.JaroWinkler(a, a) > 0.9999;
    }).QuickCheckThrowOnFailure();
}
