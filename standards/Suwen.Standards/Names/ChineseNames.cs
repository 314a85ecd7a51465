using System.Text;
using Suwen.Standards.Csv;

namespace Suwen.Standards.Names;

/// <summary>
/// Chinese personal names: readings in pinyin without tones, family names of one and two characters, and the standard forms of traditional and variant
/// characters. The tables beside this file are written by eng/pinyin; NOTICE names their sources.
/// </summary>
public static class ChineseNames
{
    private static readonly Lazy<Dictionary<int, string>> Readings = new(LoadReadings);
    private static readonly Lazy<Dictionary<string, string>> Surnames = new(LoadSurnames);
    private static readonly Lazy<Dictionary<int, int>> Variants = new(LoadVariants);

    /// <summary>Sounds that dialects and typists confuse, as initial consonants; the first form stands for both.</summary>
    private static readonly (string From, string To)[] ConfusedInitials = [("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("r", "n"), ("h", "f")];

    /// <summary>Confused endings: with and without the final g.</summary>
    private static readonly (string From, string To)[] ConfusedEndings = [("ang", "an"), ("eng", "en"), ("ing", "in")];

    /// <summary>True for a character of the Chinese script.</summary>
    public static bool IsChinese(Rune rune) => rune.Value is (>= 0x3400 and <= 0x9FFF) or (>= 0x20000 and <= 0x3FFFF) or 0x3007 or (>= 0xF900 and <= 0xFAFF);

    /// <summary>True when the text holds a character of the Chinese script.</summary>
    public static bool HasChinese(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsChinese(rune))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The commonest reading of a character, without tone; null for one that has none in the table.</summary>
    public static string? Reading(Rune character) => Readings.Value.GetValueOrDefault(character.Value);

    /// <summary>The reading of a family name, in which some characters sound otherwise than elsewhere (单 shan, 曾 zeng, 尉迟 yuchi); null when a character has none.</summary>
    public static string? SurnameReading(string surname)
    {
        if (Surnames.Value.TryGetValue(surname, out var reading))
        {
            return reading;
        }

        var text = new StringBuilder();
        foreach (var rune in surname.EnumerateRunes())
        {
            // A married woman's double family name (陈方) is read name by name.
            if ((Surnames.Value.TryGetValue(rune.ToString(), out var single) ? single : Reading(rune)) is not { } one)
            {
                return null;
            }

            text.Append(one);
        }

        return text.ToString();
    }

    /// <summary>The form that a traditional or variant character is taken for; the character itself where it is standard.</summary>
    public static Rune Standard(Rune character) => Variants.Value.TryGetValue(character.Value, out var standard) ? new Rune(standard) : character;

    /// <summary>The text with every character in its standard form; the same string where nothing changes.</summary>
    public static string Standard(string text)
    {
        StringBuilder? changed = null;
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var standard = Standard(rune);
            if (standard != rune && changed is null)
            {
                changed = new StringBuilder(text, 0, at, text.Length);
            }

            changed?.Append(standard.ToString());
            at += rune.Utf16SequenceLength;
        }

        return changed?.ToString() ?? text;
    }

    /// <summary>Length in UTF-16 units of the family name that a full name begins with: two characters for the compound names of the table, otherwise one.</summary>
    public static int SurnameLength(string fullName)
    {
        var runes = 0;
        var length = 0;
        var first = 0;
        foreach (var rune in fullName.EnumerateRunes())
        {
            length += rune.Utf16SequenceLength;
            if (++runes == 1)
            {
                first = length;
            }
            else if (runes == 2)
            {
                break;
            }
        }

        // A name of two characters is a family name and a given name, whatever the two may mean together.
        return runes == 2 && length < fullName.Length && Surnames.Value.ContainsKey(fullName[..length]) ? length : first;
    }

    /// <summary>A syllable as those hear it who do not tell zh from z, l from n, h from f, or ng from n.</summary>
    public static string Blurred(string syllable)
    {
        foreach (var (from, to) in ConfusedInitials)
        {
            if (syllable.StartsWith(from, StringComparison.Ordinal))
            {
                syllable = to + syllable[from.Length..];
                break;
            }
        }

        foreach (var (from, to) in ConfusedEndings)
        {
            if (syllable.EndsWith(from, StringComparison.Ordinal))
            {
                return syllable[..^from.Length] + to;
            }
        }

        return syllable;
    }

    private static Dictionary<int, string> LoadReadings()
    {
        var readings = new Dictionary<int, string>(45_000);
        ReadTable("pinyin.csv", (syllable, characters) =>
        {
            foreach (var rune in characters.EnumerateRunes())
            {
                readings[rune.Value] = syllable;
            }
        });
        return readings;
    }

    private static Dictionary<string, string> LoadSurnames()
    {
        var surnames = new Dictionary<string, string>(StringComparer.Ordinal);
        ReadTable("surnames.csv", (surname, reading) => surnames[surname] = reading);
        return surnames;
    }

    private static Dictionary<int, int> LoadVariants()
    {
        var variants = new Dictionary<int, int>(5_000);
        ReadTable("variants.csv", (character, standard) => variants[Rune.GetRuneAt(character, 0).Value] = Rune.GetRuneAt(standard, 0).Value);
        return variants;
    }

    private static void ReadTable(string name, Action<string, string> row)
    {
        using var stream = typeof(ChineseNames).Assembly.GetManifestResourceStream("names/" + name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var reader = new CsvReader(bytes, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read();
        while (reader.Read())
        {
            row(Encoding.UTF8.GetString(reader[0]), Encoding.UTF8.GetString(reader[1]));
        }
    }
}
