namespace Suwen.Security.Deidentification;

/// <summary>What a UTF-16 unit is to the detectors.</summary>
internal enum TextClass : byte
{
    /// <summary>Punctuation, symbols, other scripts.</summary>
    Other = 0,

    /// <summary>Blank, line break, control character.</summary>
    Space = 1,

    /// <summary>Digit, also full-width.</summary>
    Digit = 2,

    /// <summary>Latin letter, also full-width or with a mark.</summary>
    Latin = 3,

    /// <summary>Chinese character; a half of a surrogate pair counts as one, since rare name characters lie in the supplementary planes.</summary>
    Han = 4,
}

/// <summary>Two tables over all UTF-16 units: the class, and the form that labels and numbers are compared in.</summary>
internal static class TextClasses
{
    private static readonly TextClass[] Table = MakeClasses();
    private static readonly char[] Folds = MakeFolds();

    public static TextClass Of(char c) => Table[c];

    public static bool IsHan(char c) => Table[c] == TextClass.Han;

    public static bool IsDigit(char c) => Table[c] == TextClass.Digit;

    public static bool IsLatin(char c) => Table[c] == TextClass.Latin;

    /// <summary>Full-width forms become ASCII, capitals small, the ideographic space and tabs blanks. One unit stays one unit, so places stay the same.</summary>
    public static char Fold(char c) => Folds[c];

    /// <summary>Latin capital, also full-width.</summary>
    public static bool IsUpper(char c) => c is (>= 'A' and <= 'Z') or (>= 'Ａ' and <= 'Ｚ') or (>= 'À' and <= 'Þ' and not '×');

    /// <summary>Units that a code point takes from here on: 2 at a surrogate pair.</summary>
    public static int WidthAt(ReadOnlySpan<char> text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;

    private static TextClass[] MakeClasses()
    {
        var table = new TextClass[char.MaxValue + 1];
        for (var i = 0; i < table.Length; i++)
        {
            var c = (char)i;
            table[i] = c switch
            {
                (>= '0' and <= '9') or (>= '０' and <= '９') => TextClass.Digit,
                (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= 'ａ' and <= 'ｚ') or (>= 'Ａ' and <= 'Ｚ') => TextClass.Latin,
                >= 'À' and <= 'ɏ' and not '×' and not '÷' => TextClass.Latin,
                (>= '\u4E00' and <= '\u9FFF') or (>= '\u3400' and <= '\u4DBF') or (>= '\uF900' and <= '\uFAFF') or '〇' => TextClass.Han,
                // The planes of rare characters begin at U+20000: high surrogates D840 to D8FF, and every low one (the high one decides).
                (>= '\uD840' and <= '\uD8FF') or (>= '\uDC00' and <= '\uDFFF') => TextClass.Han,
                _ => char.IsWhiteSpace(c) || char.IsControl(c) || c is '\uFEFF' or '\u200B' ? TextClass.Space : TextClass.Other,
            };
        }

        return table;
    }

    private static char[] MakeFolds()
    {
        var table = new char[char.MaxValue + 1];
        for (var i = 0; i < table.Length; i++)
        {
            var c = (char)i;
            c = c is >= '！' and <= '～' ? (char)(c - 0xFEE0) : c is '\u3000' or '\u00A0' or '\t' ? ' ' : c;
            table[i] = c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c is '—' or '–' or '−' or '‐' or '‑' ? '-' : c;
        }

        return table;
    }
}
