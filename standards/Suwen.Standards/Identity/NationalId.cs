namespace Suwen.Standards.Identity;

/// <summary>
/// The citizen identification number of GB 11643-1999: six digits of county, eight of birth date, three of sequence (odd for men),
/// and a check character by ISO 7064 MOD 11-2. The older form of 15 digits lacks the century and the check character.
/// </summary>
public static class NationalId
{
    private const string CheckCharacters = "10X98765432";

    /// <summary>Brings a number to its form of 18 characters when it is a valid one: right length, a date that exists, right check character.</summary>
    /// <returns>False for anything else, placeholders of one repeated digit among them.</returns>
    public static bool TryNormalise(ReadOnlySpan<char> text, out string normalised)
    {
        normalised = "";
        text = text.Trim();
        Span<char> number = stackalloc char[18];
        if (text.Length == 15)
        {
            text[..6].CopyTo(number);
            number[6] = '1';
            number[7] = '9';
            text[6..].CopyTo(number[8..]);
            if (!AllDigits(number[..17]))
            {
                return false;
            }

            number[17] = CheckCharacter(number[..17]);
        }
        else if (text.Length == 18)
        {
            text.CopyTo(number);
            number[17] = char.ToUpperInvariant(number[17]);
            if (!AllDigits(number[..17]) || number[17] != CheckCharacter(number[..17]))
            {
                return false;
            }
        }
        else
        {
            return false;
        }

        if (number[0] == '0' || !DateOnly.TryParseExact(number.Slice(6, 8), "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var birth)
            || birth.Year < 1850)
        {
            return false;
        }

        normalised = new string(number);
        return true;
    }

    /// <summary>The check character of the first 17 digits, by ISO 7064 MOD 11-2.</summary>
    public static char CheckCharacter(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < 17; i++)
        {
            // Weights are powers of 2 modulo 11, from 2^17 down to 2^1.
            sum += (digits[i] - '0') * ((1 << (17 - i)) % 11);
        }

        return CheckCharacters[sum % 11];
    }

    private static bool AllDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
