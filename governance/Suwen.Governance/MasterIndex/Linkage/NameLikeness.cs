using System.Numerics;

namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>Likeness of two Western names beyond a common beginning: two slips of the keyboard, or the same letters in another order.</summary>
internal static class NameLikeness
{
    private const int Shortest = 5, Longest = 31;

    /// <summary>The letters a to z of a text as bits.</summary>
    public static uint AlphabetOf(ReadOnlySpan<char> text)
    {
        uint letters = 0;
        foreach (var c in text)
        {
            letters |= c is >= 'a' and <= 'z' ? 1u << (c - 'a') : 0;
        }

        return letters;
    }

    /// <summary>True for names of at least five letters that two slips part, or whose letters are the same four or more in another order.</summary>
    public static bool IsAlike(FieldValue a, FieldValue b)
    {
        ReadOnlySpan<char> x = a.Text, y = b.Text;
        if (a.Alphabet == b.Alphabet && x.Length == y.Length && x.Length >= Shortest - 1 && HasSameLetters(x, y))
        {
            return true;
        }

        return Math.Max(x.Length, y.Length) >= Shortest && Math.Max(x.Length, y.Length) <= Longest && Math.Abs(x.Length - y.Length) <= 2
            && BitOperations.PopCount(a.Alphabet ^ b.Alphabet) <= 4 && Distance(x, y) <= 2;
    }

    private static bool HasSameLetters(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        Span<sbyte> counts = stackalloc sbyte[26];
        counts.Clear();
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] is < 'a' or > 'z' || b[i] is < 'a' or > 'z')
            {
                return false;
            }

            counts[a[i] - 'a']++;
            counts[b[i] - 'a']--;
        }

        return !counts.ContainsAnyExcept((sbyte)0);
    }

    /// <summary>Slips that part two texts: characters added, left out, replaced, or changed over with their neighbour (Damerau, CACM 7, 1964; each character in one slip only).</summary>
    private static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        Span<int> rows = stackalloc int[(Longest + 1) * 3];
        var width = b.Length + 1;
        for (var j = 0; j < width; j++)
        {
            rows[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var row = rows.Slice(i % 3 * (Longest + 1), width);
            var above = rows.Slice((i + 2) % 3 * (Longest + 1), width);
            var before = rows.Slice((i + 1) % 3 * (Longest + 1), width);
            row[0] = i;
            for (var j = 1; j < width; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }
        }

        return rows[(a.Length % 3 * (Longest + 1)) + b.Length];
    }
}
