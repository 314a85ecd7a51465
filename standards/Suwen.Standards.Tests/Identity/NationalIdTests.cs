using Suwen.Standards.Identity;

namespace Suwen.Standards.Tests.Identity;

public sealed class NationalIdTests
{
    // 11010519491231002X and 440524188001010014 are the two examples of GB 11643-1999, section 6.
    [Theory]
    [InlineData("11010519491231002X")]
    [InlineData("11010519491231002x")]
    [InlineData("440524188001010014")]
    [InlineData(" 440524188001010014 ")]
    public void The_examples_of_the_standard_are_valid(string number)
    {
        NationalId.TryNormalise(number, out var normalised).ShouldBeTrue();
        normalised.ShouldBe(number.Trim().ToUpperInvariant());
    }

    [Fact]
    public void A_number_of_fifteen_digits_becomes_one_of_eighteen()
    {
        // The 15-digit form of the standard's first example leaves out the century and the check character.
        NationalId.TryNormalise("110105491231002", out var normalised).ShouldBeTrue();
        normalised.ShouldBe("11010519491231002X");
    }

    [Theory]
    [InlineData("110105194912310021")] // wrong check character
    [InlineData("111111111111111111")] // placeholder
    [InlineData("110105194902310020")] // 31 February
    [InlineData("010105194912310021")] // no region begins with 0
    [InlineData("11010519491231002")] // 17 characters
    [InlineData("1101054912310021")] // 16 characters
    [InlineData("1101051949123100２X")] // full-width digit
    [InlineData("")]
    public void Others_are_not(string number) => NationalId.TryNormalise(number, out _).ShouldBeFalse();

    [Fact]
    public void Every_single_wrong_digit_is_found()
    {
        // ISO 7064 MOD 11-2 detects all single substitutions.
        const string valid = "440524188001010014";
        for (var i = 0; i < 17; i++)
        {
            for (var digit = '0'; digit <= '9'; digit++)
            {
                if (digit != valid[i])
                {
                    NationalId.TryNormalise(valid[..i] + digit + valid[(i + 1)..], out _).ShouldBeFalse();
                }
            }
        }
    }
}
