namespace Suwen.Standards.Names;

/// <summary>The phonetic code of American Soundex, as the National Archives of the United States describe it: a letter and three digits.</summary>
public static class Soundex
{
    // By letter from A: 0 for vowels, 7 for H and W, which do not part two equal codes.
    private const string Codes = "01230127022455012623017202";

    /// <summary>The code packed in four bytes; 0 for a text without a letter A–Z.</summary>
    public static uint Of(ReadOnlySpan<char> text)
    {
        uint code = 0;
        var length = 0;
        var last = '0';
        foreach (var c in text)
        {
            var letter = char.ToUpperInvariant(c);
            if (letter is < 'A' or > 'Z')
            {
                continue;
            }

            var digit = Codes[letter - 'A'];
            if (length == 0)
            {
                code = letter;
                length = 1;
                last = digit;
                continue;
            }

            if (digit is >= '1' and <= '6' && digit != last)
            {
                code = (code << 8) | digit;
                if (++length == 4)
                {
                    return code;
                }
            }

            if (digit != '7')
            {
                last = digit;
            }
        }

        for (; length is > 0 and < 4; length++)
        {
            code = (code << 8) | '0';
        }

        return code;
    }
}
