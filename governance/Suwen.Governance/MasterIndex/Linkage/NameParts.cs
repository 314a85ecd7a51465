using System.Globalization;
using System.Text;
using Suwen.Standards.Names;

namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>Takes names apart: what is written to what is compared.</summary>
internal static class NameParts
{
    /// <summary>Small words that belong to the family name behind them.</summary>
    private static readonly HashSet<string> Particles = new(StringComparer.Ordinal) { "van", "von", "der", "den", "de", "del", "della", "da", "di", "du", "la", "le", "st", "bin", "al", "el", "mc", "mac", "o", "ter", "dos" };

    /// <summary>Titles and generations, which are no part of a name.</summary>
    private static readonly HashSet<string> Titles = new(StringComparer.Ordinal) { "mr", "mrs", "ms", "miss", "dr", "prof", "jr", "sr", "ii", "iii", "iv", "esq", "rev" };

    /// <summary>A name in lower case, half width, without diacritics, dots of initials, and doubled blanks.</summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }

        Span<char> buffer = text.Length <= 128 ? stackalloc char[256] : new char[text.Length * 2];
        return buffer[..Simplify(text, buffer)].ToString();
    }

    /// <summary>Lower case, half width, without diacritics; punctuation becomes a blank, except a comma, an apostrophe, and the marks that stand for an unreadable character.</summary>
    public static int Simplify(ReadOnlySpan<char> text, Span<char> into)
    {
        var length = 0;
        foreach (var raw in text)
        {
            var c = raw is >= '！' and <= '～' ? (char)(raw - '！' + '!') : raw;
            if (LatinLetters.Fold(c) is { } plain)
            {
                plain.CopyTo(into[length..]);
                length += plain.Length;
            }
            else if (char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c is ',' or '*' or '?' or '#' or '〇')
            {
                into[length++] = char.ToLowerInvariant(c);
            }
            else if (c is not ('\'' or '’' or '‘') && length > 0 && into[length - 1] != ' ')
            {
                into[length++] = ' ';
            }
        }

        while (length > 0 && into[length - 1] is ' ' or ',')
        {
            length--;
        }

        return length;
    }

    /// <summary>Family and given name of a full name: a comma parts them; a Chinese name begins with the family name, another ends with it.</summary>
    public static (string Family, string Given) Split(string full)
    {
        var comma = full.IndexOf(',', StringComparison.Ordinal);
        if (comma > 0)
        {
            return (full[..comma].Trim(), full[(comma + 1)..].Trim());
        }

        if (ChineseNames.HasChinese(full))
        {
            var bare = full.Replace(" ", "", StringComparison.Ordinal);
            // Names of other peoples written with a middle dot (买买提·吐尔逊), which became a blank, have the person's own name first.
            var blank = full.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 1 && bare.Length > 4)
            {
                return (full[(blank + 1)..].Replace(" ", "", StringComparison.Ordinal), full[..blank]);
            }

            var length = ChineseNames.SurnameLength(bare);
            if (bare.Length == 4 && length == 1)
            {
                // Given names of three characters are all but unknown; a married woman's husband's name before her own (陈方安生) is not.
                length = 2;
            }

            return (bare[..length], bare[length..]);
        }

        var words = full.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => !Titles.Contains(w)).ToList();
        if (words.Count < 2)
        {
            return (words.Count == 0 ? full : words[0], "");
        }

        var family = words.Count - 1;
        while (family > 1 && Particles.Contains(words[family - 1]))
        {
            family--;
        }

        return (string.Join(' ', words.Skip(family)), string.Join(' ', words.Take(family)));
    }

    /// <summary>Takes apart how newborns are registered: the mother's or father's name, 之, and which child (王芳之女, 李强之子1, 王芳之次女).</summary>
    public static bool TryNewborn(string full, out string parent, out string rank)
    {
        (parent, rank) = ("", "");
        var bare = full.Replace(" ", "", StringComparison.Ordinal);
        var at = bare.LastIndexOf('之');
        if (at < 2)
        {
            return false;
        }

        var isChild = false;
        foreach (var c in bare.AsSpan(at + 1))
        {
            if (c is '子' or '女' or '婴' or '儿' or '孩' or '宝')
            {
                isChild = true;
            }
            else if (c is '长' or '大' or '一' or '甲' or 'a' or '1')
            {
                rank = "1";
            }
            else if (c is '次' or '二' or '小' or '乙' or 'b' or '2')
            {
                rank = "2";
            }
            else if (c is '三' or '丙' or 'c' or '3')
            {
                rank = "3";
            }
            else
            {
                return false;
            }
        }

        parent = bare[..at];
        return isChild;
    }

    /// <summary>What English-speaking wards write before a newborn has a name.</summary>
    public static bool IsUnnamedInfant(string given) => given is "baby" or "baby boy" or "baby girl" or "babyboy" or "babygirl" or "infant" or "newborn" or "infant boy" or "infant girl";

    /// <summary>A name with its sounds.</summary>
    public static FieldValue Value(LinkageField field, string text)
    {
        if (text[0] == '#')
        {
            return new FieldValue(text);
        }

        if (!ChineseNames.HasChinese(text))
        {
            var soundex = Soundex.Of(text);
            return new FieldValue(text) { Letters = LettersOf(text), Alphabet = NameLikeness.AlphabetOf(text), Sound = soundex, ShortForms = field == LinkageField.GivenName ? Nicknames.Of(text) : null };
        }

        var standard = ChineseNames.Standard(text);
        var syllables = Syllables(field, standard);
        return new FieldValue(text)
        {
            IsChinese = true,
            Standard = standard,
            Letters = syllables is null ? 0 : Digest(string.Concat(syllables)),
            Sound = syllables is null ? 0 : Digest(string.Join(' ', syllables.Select(ChineseNames.Blurred))),
        };
    }

    private static List<string>? Syllables(LinkageField field, string text)
    {
        var length = field switch { LinkageField.FamilyName => text.Length, LinkageField.GuardianName => ChineseNames.SurnameLength(text), _ => 0 };
        var syllables = new List<string>(4);
        if (length > 0)
        {
            if (ChineseNames.SurnameReading(text[..length]) is not { } surname)
            {
                return null;
            }

            syllables.Add(surname);
        }

        foreach (var rune in text.AsSpan(length).EnumerateRunes())
        {
            if (rune.Value is ' ')
            {
                continue;
            }

            if (ChineseNames.Reading(rune) is not { } reading)
            {
                return null;
            }

            syllables.Add(reading);
        }

        return syllables;
    }

    private static ulong LettersOf(string text)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetter(c))
            {
                letters.Append(c);
            }
        }

        return letters.Length == 0 ? 0 : Digest(letters.ToString());
    }

    /// <summary>FNV-1a over the UTF-16 units, mixed: the same on every machine and in every run.</summary>
    public static ulong Digest(ReadOnlySpan<char> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return Mix(hash);
    }

    /// <summary>The finaliser of SplitMix64: spreads close numbers over all bits.</summary>
    public static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }
}
