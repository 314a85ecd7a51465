namespace Suwen.Standards.Names;

/// <summary>Measures of likeness of two short texts, for names and addresses.</summary>
public static class TextSimilarity
{
    /// <summary>Longest text that is measured; names and addresses are shorter, and what goes beyond is cut off.</summary>
    private const int MaximumLength = 128;

    /// <summary>Winkler's weight of the common beginning, and how many characters of it count (Winkler 1990).</summary>
    private const double PrefixWeight = 0.1;

    private const int PrefixLength = 4;

    /// <summary>Jaro's likeness with Winkler's bonus for a common beginning: 1 for equal texts, 0 for texts with nothing in common.</summary>
    public static double JaroWinkler(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var jaro = Jaro(a, b);
        var prefix = 0;
        var limit = Math.Min(PrefixLength, Math.Min(a.Length, b.Length));
        while (prefix < limit && a[prefix] == b[prefix])
        {
            prefix++;
        }

        return jaro + (prefix * PrefixWeight * (1 - jaro));
    }

    /// <summary>Jaro's likeness: shares of common characters that stand near each other, less half of those out of order (Jaro, JASA 84, 1989).</summary>
    public static double Jaro(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        a = a[..Math.Min(a.Length, MaximumLength)];
        b = b[..Math.Min(b.Length, MaximumLength)];
        if (a.Length == 0 || b.Length == 0)
        {
            return a.Length == b.Length ? 1 : 0;
        }

        var window = Math.Max(0, (Math.Max(a.Length, b.Length) / 2) - 1);
        Span<bool> taken = stackalloc bool[MaximumLength];
        Span<char> common = stackalloc char[MaximumLength];
        taken[..b.Length].Clear();
        var count = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var to = Math.Min(b.Length - 1, i + window);
            for (var j = Math.Max(0, i - window); j <= to; j++)
            {
                if (!taken[j] && a[i] == b[j])
                {
                    taken[j] = true;
                    common[count++] = a[i];
                    break;
                }
            }
        }

        if (count == 0)
        {
            return 0;
        }

        var at = 0;
        var outOfOrder = 0;
        for (var j = 0; j < b.Length; j++)
        {
            if (taken[j] && b[j] != common[at++])
            {
                outOfOrder++;
            }
        }

        return (((double)count / a.Length) + ((double)count / b.Length) + ((count - (outOfOrder / 2)) / (double)count)) / 3;
    }

    /// <summary>
    /// True when one slip of the keyboard makes one text of the other: a character added, left out, replaced, or changed over with its neighbour
    /// (the four errors of Damerau, CACM 7, 1964). Equal texts are no slip.
    /// </summary>
    public static bool IsOneSlip(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.Length > b.Length)
        {
            var longer = a;
            a = b;
            b = longer;
        }

        if (b.Length - a.Length > 1)
        {
            return false;
        }

        var prefix = a.CommonPrefixLength(b);
        if (a.Length < b.Length)
        {
            return a[prefix..].SequenceEqual(b[(prefix + 1)..]);
        }

        if (prefix == a.Length)
        {
            return false;
        }

        return a[(prefix + 1)..].SequenceEqual(b[(prefix + 1)..])
            || (prefix + 1 < a.Length && a[prefix] == b[prefix + 1] && a[prefix + 1] == b[prefix] && a[(prefix + 2)..].SequenceEqual(b[(prefix + 2)..]));
    }
}
