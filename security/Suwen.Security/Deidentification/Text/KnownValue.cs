namespace Suwen.Security.Deidentification;

/// <summary>A value that is known of a person, folded for comparison.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Folded">Its letters, digits and Chinese characters, folded; nothing between them.</param>
internal sealed record KnownValue(IdentifierKind Kind, string Folded)
{
    /// <summary>Blanks or hyphens that may stand between two characters of a known value where it is found.</summary>
    private const int MaxGap = 2;

    /// <summary>The characters of a value that count: letters, digits, Chinese characters.</summary>
    public static string Fold(ReadOnlySpan<char> text)
    {
        var form = new System.Text.StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (TextClasses.Of(c) >= TextClass.Digit)
            {
                form.Append(TextClasses.Fold(c));
            }
        }

        return form.ToString();
    }

    /// <summary>Where the value ends when it begins at <paramref name="at"/>; -1 if it does not. A number or Latin word must not be part of a longer one.</summary>
    public int EndAt(ReadOnlySpan<char> text, int at)
    {
        var next = at;
        for (var i = 0; i < Folded.Length; i++)
        {
            if (i > 0)
            {
                next = SkipGap(text, next);
            }

            if (next >= text.Length || TextClasses.Fold(text[next]) != Folded[i])
            {
                return -1;
            }

            next++;
        }

        return IsInsideWord(text, at - 1, at) || IsInsideWord(text, next - 1, next) ? -1 : next;
    }

    private static bool IsInsideWord(ReadOnlySpan<char> text, int left, int right) =>
        left >= 0 && right < text.Length && (TextClasses.Of(text[left]) is TextClass.Digit or TextClass.Latin) && TextClasses.Of(text[left]) == TextClasses.Of(text[right]);

    private static int SkipGap(ReadOnlySpan<char> text, int at)
    {
        for (var i = 0; i < MaxGap && at < text.Length && (TextClasses.Fold(text[at]) is ' ' or '-' or '·'); i++)
        {
            at++;
        }

        return at;
    }
}
