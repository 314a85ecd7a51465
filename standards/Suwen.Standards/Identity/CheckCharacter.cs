namespace Suwen.Standards.Identity;

/// <summary>
/// The check character of ISO/IEC 7064:2003, system MOD 37,36: one letter or digit after letters and digits. It finds every single
/// character that is wrong and nearly every two neighbours that changed places (clause 5).
/// </summary>
public static class CheckCharacter
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const int Modulus = 36;

    /// <summary>The check character of a text; whatever is no letter or digit (dots, hyphens) is passed over, small letters count as large ones.</summary>
    public static char Of(ReadOnlySpan<char> text) => Alphabet[(Modulus + 1 - Sum(text)) % Modulus];

    /// <summary>True when the last letter or digit is the check character of those before it.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd();
        return text.Length > 1 && ValueOf(text[^1]) >= 0 && (Sum(text[..^1]) + ValueOf(text[^1])) % Modulus == 1;
    }

    /// <summary>Clause 9: start with the modulus; add a character, reduce (0 stands for 36), double modulo 37.</summary>
    private static int Sum(ReadOnlySpan<char> text)
    {
        var product = Modulus;
        foreach (var c in text)
        {
            if (ValueOf(c) is >= 0 and var value)
            {
                var sum = (product + value) % Modulus;
                product = (sum == 0 ? Modulus : sum) * 2 % (Modulus + 1);
            }
        }

        return product % Modulus;
    }

    private static int ValueOf(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'A' and <= 'Z' => c - 'A' + 10,
        >= 'a' and <= 'z' => c - 'a' + 10,
        _ => -1,
    };
}
