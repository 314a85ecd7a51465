using System.Globalization;
using System.Text;

namespace Suwen.Standards.Names;

/// <summary>Latin letters without their diacritics, in lower case: Müller, MULLER and muller are one.</summary>
public static class LatinLetters
{
    // Spelled out, because the platform runs without culture data and then decomposes nothing beyond ASCII.
    private static readonly Dictionary<char, string> Folds = Create();

    /// <summary>A character's plain form: empty for a combining mark, one or two letters for a Latin letter, null for one that is no letter with a mark.</summary>
    public static string? Fold(char letter)
    {
        if (letter is >= '\u0300' and <= '\u036F')
        {
            return "";
        }

        return letter < '\u00C0' ? null : Folds.GetValueOrDefault(letter);
    }

    /// <summary>A whole text in plain lower case letters; the same string where nothing changes.</summary>
    public static string Fold(string text)
    {
        StringBuilder? folded = null;
        for (var i = 0; i < text.Length; i++)
        {
            var plain = Fold(text[i]);
            var lower = char.ToLower(text[i], CultureInfo.InvariantCulture);
            if (folded is null && (plain is not null || lower != text[i]))
            {
                folded = new StringBuilder(text, 0, i, text.Length);
            }

            if (folded is not null)
            {
                _ = plain is null ? folded.Append(lower) : folded.Append(plain);
            }
        }

        return folded?.ToString() ?? text;
    }

    private static Dictionary<char, string> Create()
    {
        var folds = new Dictionary<char, string>();
        (string Plain, string Marked)[] table =
        [
            ("a", "ÀÁÂÃÅÄàáâãåäĀāĂăĄąǍǎẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặ"), ("ae", "Ææ"), ("c", "ÇçĆćĈĉĊċČč"), ("d", "ÐðĎďĐđ"),
            ("e", "ÈÉÊËèéêëĒēĔĕĖėĘęĚěẸẹẺẻẼẽẾếỀềỂểỄễỆệ"), ("g", "ĜĝĞğĠġĢģ"), ("h", "ĤĥĦħ"), ("i", "ÌÍÎÏìíîïĨĩĪīĬĭĮįİıǏǐỈỉỊị"), ("j", "Ĵĵ"), ("k", "Ķķ"),
            ("l", "ĹĺĻļĽľŁł"), ("n", "ÑñŃńŅņŇň"), ("o", "ÒÓÔÕÖØòóôõöøŌōŎŏŐőǑǒƠơỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợ"), ("oe", "Œœ"), ("r", "ŔŕŖŗŘř"), ("s", "ŚśŜŝŞşŠšȘș"), ("ss", "ßẞ"),
            ("t", "ŢţŤťȚț"), ("th", "Þþ"), ("u", "ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲųǓǔƯưỤụỦủỨứỪừỬửỮữỰự"), ("w", "Ŵŵ"), ("y", "ÝýÿŶŷŸ"), ("z", "ŹźŻżŽž"),
        ];
        foreach (var (plain, marked) in table)
        {
            foreach (var letter in marked)
            {
                folds[letter] = plain;
            }
        }

        return folds;
    }
}
