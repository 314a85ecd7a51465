using System.Buffers;

namespace Suwen.Analysis.Payment.FrontPage;

/// <summary>How a text speaks of something.</summary>
internal enum Mention
{
    /// <summary>Seen or felt now.</summary>
    Finding,

    /// <summary>Named in a list of diagnoses or in an assessment: a claim, not what shows it.</summary>
    Statement,

    /// <summary>Of earlier.</summary>
    History,

    /// <summary>Denied, or not to be seen.</summary>
    Negated,

    /// <summary>Considered, to be excluded, to be prevented.</summary>
    Uncertain,

    /// <summary>Of a relative.</summary>
    Family,
}

/// <summary>
/// Finds words in clinical texts and says how they are meant, by the words around them within the clause. It knows no grammar: a negation reaches to the
/// next comma, a heading to the end of its line. Where a clause is read wrongly a reader sees the words, which are given as evidence.
/// </summary>
internal sealed class FrontPageText
{
    private const int Around = 24;
    private const int After = 8;

    private static readonly SearchValues<char> Ends = SearchValues.Create("。；;\n\r");
    private static readonly Dictionary<string, string[]> Roles = FrontPageTable.Read("words.csv")
        .GroupBy(static r => r["role"], StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.Select(static r => r["word"]).ToArray(), StringComparer.Ordinal);

    private readonly SearchValues<string> search;
    private readonly Dictionary<char, (string Word, int Index)[]> byFirst;

    public FrontPageText(IReadOnlyList<string> words)
    {
        search = SearchValues.Create([.. words], StringComparison.Ordinal);
        byFirst = words.Select(static (w, i) => (Word: w, Index: i)).GroupBy(static w => w.Word[0]).ToDictionary(static g => g.Key, static g => g.ToArray());
    }

    /// <summary>Finds every word of the list in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="found">Told the word's place in the list, how it is meant, and where it stands.</param>
    public void Find(string text, Action<int, Mention, int> found)
    {
        for (var at = 0; at < text.Length;)
        {
            var next = text.AsSpan(at).IndexOfAny(search);
            if (next < 0)
            {
                return;
            }

            at += next;
            foreach (var (word, index) in byFirst[text[at]])
            {
                if (text.AsSpan(at).StartsWith(word, StringComparison.Ordinal))
                {
                    found(index, MentionAt(text, at, word.Length), at);
                }
            }

            at++;
        }
    }

    /// <summary>The words around a place, for the reader.</summary>
    public static string Snippet(string text, int at)
    {
        var from = Math.Max(0, at - Around);
        var to = Math.Min(text.Length, at + Around);
        var piece = text[from..to].Replace('\n', ' ').Replace('\r', ' ').Trim();
        return (from > 0 ? "…" : "") + piece + (to < text.Length ? "…" : "");
    }

    /// <summary>How the word at a place is meant.</summary>
    internal static Mention MentionAt(string text, int at, int length)
    {
        var (start, lineStart) = ClauseStart(text, at);
        var end = ClauseEnd(text, at + length);
        var before = text.AsSpan(start, at - start);
        var after = text.AsSpan(at + length, end - at - length);
        if (HasAny(before, "family"))
        {
            return Mention.Family;
        }

        if (HasAny(before, "uncertain") || HasAny(after, "uncertain"))
        {
            return Mention.Uncertain;
        }

        if (IsNegated(before) || HasAny(after[..Math.Min(After, after.Length)], "negation_after"))
        {
            return Mention.Negated;
        }

        // The second and later items of a numbered list of diagnoses begin with a number and stand on the heading's line.
        var isListItem = before.Length >= 2 && char.IsAsciiDigit(before.TrimStart()[..1].IsEmpty ? ' ' : before.TrimStart()[0]);
        if (HasAny(before, "statement") || (isListItem && HasAny(text.AsSpan(lineStart, at - lineStart), "statement")))
        {
            return Mention.Statement;
        }

        return HasAny(before, "history") || HasAny(after[..Math.Min(After, after.Length)], "history") ? Mention.History : Mention.Finding;
    }

    private static bool IsNegated(ReadOnlySpan<char> before)
    {
        // A negation holds for what is joined to it by 、 and ends at a comma.
        var comma = before.LastIndexOfAny(',', '，', '：');
        var scope = before[(comma + 1)..];
        foreach (var word in Roles["negation"])
        {
            for (var at = scope.IndexOf(word, StringComparison.Ordinal); at >= 0;)
            {
                if (!BeginsAny(scope[at..], "not_negation"))
                {
                    return true;
                }

                var next = scope[(at + 1)..].IndexOf(word, StringComparison.Ordinal);
                at = next < 0 ? -1 : at + 1 + next;
            }
        }

        return false;
    }

    private static (int Start, int LineStart) ClauseStart(string text, int at)
    {
        var start = -1;
        for (var i = at - 1; i >= 0; i--)
        {
            var c = text[i];
            if (c is '\n' or '\r')
            {
                return (start < 0 ? i + 1 : start, i + 1);
            }

            // A full stop between digits is a decimal point, and behind a number that begins an item it is no end.
            if (start < 0 && (Ends.Contains(c) || (c == '.' && i > 0 && !char.IsAsciiDigit(text[i - 1]))))
            {
                start = i + 1;
            }
        }

        return (Math.Max(0, start), 0);
    }

    private static int ClauseEnd(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (Ends.Contains(text[i]) || (text[i] == '.' && i > 0 && !char.IsAsciiDigit(text[i - 1])))
            {
                return i;
            }
        }

        return text.Length;
    }

    private static bool HasAny(ReadOnlySpan<char> text, string role)
    {
        foreach (var word in Roles[role])
        {
            if (text.Contains(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool BeginsAny(ReadOnlySpan<char> text, string role)
    {
        foreach (var word in Roles[role])
        {
            if (text.StartsWith(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
