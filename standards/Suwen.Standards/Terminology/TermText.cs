using System.Text;
using Suwen.Standards.Names;

namespace Suwen.Standards.Terminology;

/// <summary>
/// Brings clinical wording to one form for comparison: half-width letters, lower case, simplified characters, Arabic numerals for types, degrees,
/// stages and grades, no spaces or punctuation. For comparison only; what is shown is the text as it is.
/// </summary>
public static class TermText
{
    /// <summary>Words of a number that stand before a type, degree, stage, grade, class or level.</summary>
    private const string Classifiers = "型度期级类";

    /// <summary>Joints of compound wordings: what comes before is the disease, what follows is what it comes with.</summary>
    private static readonly string[] Joints = ["合并", "并发", "伴有", "伴", "并", "及", "、", "，", ",", "；", ";", "+"];

    private static readonly Lazy<(string Short, string Long)[]> Abbreviations = new(ReadAbbreviations);

    /// <summary>The text in the form in which it is compared.</summary>
    public static string Normalise(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Append(result, rune);
        }

        FoldNumerals(result);
        return result.ToString();
    }

    /// <summary>The normalised text with everyday short forms written out, where it holds any; null otherwise.</summary>
    public static string? Expand(string normalised)
    {
        var expanded = normalised;
        foreach (var (abbreviation, full) in Abbreviations.Value)
        {
            var at = IndexOfWord(expanded, abbreviation);
            if (at >= 0 && !expanded.Contains(full, StringComparison.Ordinal))
            {
                expanded = string.Concat(expanded.AsSpan(0, at), full, expanded.AsSpan(at + abbreviation.Length));
            }
        }

        // 国临 and 医保 name what clinicians call a cancer a malignant neoplasm of the organ.
        if (expanded.EndsWith('癌') && expanded.Length > 1 && !expanded.EndsWith("细胞癌", StringComparison.Ordinal) && !expanded.EndsWith("腺癌", StringComparison.Ordinal))
        {
            expanded = expanded[..^1] + "恶性肿瘤";
        }

        return expanded == normalised ? null : expanded;
    }

    /// <summary>What the wording says first, before 伴, 并, 合并, 及 and their like, and outside brackets; null where it is not a compound.</summary>
    public static string? MainPart(string text)
    {
        var end = text.Length;
        foreach (var joint in Joints)
        {
            var at = text.IndexOf(joint, StringComparison.Ordinal);
            if (at >= 2 && at < end)
            {
                end = at;
            }
        }

        var bracket = text.AsSpan().IndexOfAny("([（［【");
        if (bracket >= 2 && bracket < end)
        {
            end = bracket;
        }

        return end == text.Length ? null : text[..end];
    }

    /// <summary>The initials of the readings: 高血压 gxy; letters and digits stay.</summary>
    public static string Initials(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in Normalise(text).EnumerateRunes())
        {
            if (rune.Value < 128)
            {
                result.Append((char)rune.Value);
            }
            else if (ChineseNames.Reading(rune) is { Length: > 0 } reading)
            {
                result.Append(reading[0]);
            }
        }

        return result.ToString();
    }

    private static void Append(StringBuilder result, Rune rune)
    {
        switch (rune.Value)
        {
            case >= 0xFF01 and <= 0xFF5E:
                // Full-width forms of ASCII (Unicode block U+FF00).
                Append(result, new Rune(rune.Value - 0xFEE0));
                return;
            case >= 0x2160 and <= 0x216B:
                // Ⅰ to Ⅻ.
                result.Append(rune.Value - 0x2160 + 1);
                return;
            case >= 0x2170 and <= 0x217B:
                result.Append(rune.Value - 0x2170 + 1);
                return;
            case >= 0x2460 and <= 0x2473:
                // ① to ⑳.
                result.Append(rune.Value - 0x2460 + 1);
                return;
            case 'α' or 'Α':
                result.Append('α');
                return;
            case 'β' or 'Β':
                result.Append('β');
                return;
        }

        if (rune.Value < 128)
        {
            if (char.IsAsciiLetterOrDigit((char)rune.Value))
            {
                result.Append(char.ToLowerInvariant((char)rune.Value));
            }
            else if (rune.Value is '.' && result.Length > 0 && char.IsAsciiDigit(result[^1]))
            {
                result.Append('.');
            }

            return;
        }

        if (Rune.IsLetterOrDigit(rune))
        {
            result.Append(ChineseNames.Standard(rune).ToString());
        }
    }

    /// <summary>Writes II型, 二型 and 2型 alike.</summary>
    private static void FoldNumerals(StringBuilder text)
    {
        for (var i = text.Length - 1; i > 0; i--)
        {
            if (!Classifiers.Contains(text[i], StringComparison.Ordinal))
            {
                continue;
            }

            var start = i;
            while (start > 0 && text[start - 1] is 'i' or 'v' or 'x')
            {
                start--;
            }

            if (start < i && (start == 0 || !char.IsAsciiLetter(text[start - 1])) && Roman(text, start, i) is { } number)
            {
                text.Remove(start, i - start).Insert(start, number);
                i = start;
            }
            else if ("一二三四五六七八九".IndexOf(text[i - 1], StringComparison.Ordinal) is >= 0 and var digit)
            {
                text[i - 1] = (char)('1' + digit);
            }
        }
    }

    private static string? Roman(StringBuilder text, int start, int end)
    {
        Span<char> letters = stackalloc char[5];
        if (end - start > letters.Length)
        {
            return null;
        }

        for (var i = start; i < end; i++)
        {
            letters[i - start] = text[i];
        }

        return letters[..(end - start)] switch
        {
            "i" => "1",
            "ii" => "2",
            "iii" => "3",
            "iv" => "4",
            "v" => "5",
            "vi" => "6",
            "vii" => "7",
            "viii" => "8",
            "ix" => "9",
            "x" => "10",
            _ => null,
        };
    }

    /// <summary>Letters count as a word only where no other letter stands beside them.</summary>
    private static int IndexOfWord(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var isFree = !char.IsAsciiLetter(word[0])
                || ((at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1])) && (at + word.Length == text.Length || !char.IsAsciiLetter(text[at + word.Length])));
            if (isFree)
            {
                return at;
            }
        }

        return -1;
    }

    private static (string Short, string Long)[] ReadAbbreviations()
    {
        var rows = new List<(string Short, string Long)>();
        BuiltInTerms.ReadTable("abbreviations.csv", row => rows.Add((Normalise(row("short")!), Normalise(row("long")!))));

        // The longer form first: 脑梗塞 before 脑梗.
        rows.Sort(static (a, b) => a.Short.Length != b.Short.Length ? b.Short.Length.CompareTo(a.Short.Length) : string.CompareOrdinal(a.Short, b.Short));
        return [.. rows];
    }
}
