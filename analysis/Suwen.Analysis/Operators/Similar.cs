namespace Suwen.Analysis;

/// <summary>Finds the word that was probably meant.</summary>
public static class Similar
{
    /// <summary>The candidate nearest to a word, or null where none is near: at most a third of its letters wrong.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        var plain = Plain(word);
        string? best = null;
        var least = Math.Max(1, plain.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            var other = Plain(candidate);
            var distance = plain.Length > 3 && (other.StartsWith(plain, StringComparison.Ordinal) || (other.Length > 3 && plain.StartsWith(other, StringComparison.Ordinal))) ? 1 : Distance(plain, other);
            if (distance < least)
            {
                (best, least) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>" Did you mean X?", or nothing.</summary>
    public static string Question(string word, IEnumerable<string> candidates) => Nearest(word, candidates) is { } near ? $"Did you mean {near}? " : "";

    /// <summary>Letters and digits only, in lower case.</summary>
    internal static string Plain(string word) => string.Concat(word.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Letters to change, add, leave out or swap with their neighbour (Damerau's distance, restricted).</summary>
    private static int Distance(string a, string b)
    {
        int[] before = new int[b.Length + 1], last = new int[b.Length + 1], row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }
}
