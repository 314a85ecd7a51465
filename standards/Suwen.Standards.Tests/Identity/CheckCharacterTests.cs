using FsCheck;
using FsCheck.Fluent;
using Suwen.Standards.Identity;

namespace Suwen.Standards.Tests.Identity;

public sealed class CheckCharacterTests
{
    [Theory]
    [InlineData("A1-2425G-ABC1234002-M")] // Global Release Identifier standard 2.1, its example.
    [InlineData("0000-0001-8947-0000-8")] // ISAN User Guide: the root of its example with its check character.
    [InlineData("0000-0000-3A8D-0000-Z")] // ISO 15706-2, its example of an ISAN.
    public void Published_identifiers_are_valid(string text)
    {
        CheckCharacter.IsValid(text).ShouldBeTrue();
        CheckCharacter.Of(text.AsSpan(0, text.Length - 1)).ShouldBe(text[^1]);
    }

    [Fact]
    public void A_single_wrong_character_is_always_found() => Prop.ForAll(
        ArbMap.Default.ArbFor<(PositiveInt Number, byte Place, byte Other)>(),
        static sample =>
        {
            const string alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
            var text = "SUWEN" + sample.Number.Get.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var whole = (text + CheckCharacter.Of(text)).ToCharArray();
            var place = sample.Place % whole.Length;
            var other = alphabet[sample.Other % alphabet.Length];
            var isSame = whole[place] == other;
            whole[place] = other;
            return CheckCharacter.IsValid(whole) == isSame;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("A1-2425G-ABC1234002-N")]
    public void What_has_no_right_check_character_is_not_valid(string text) => CheckCharacter.IsValid(text).ShouldBeFalse();
}
