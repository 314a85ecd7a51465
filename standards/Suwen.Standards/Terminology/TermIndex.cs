using System.Buffers;

namespace Suwen.Standards.Terminology;

/// <summary>How a term was found.</summary>
public enum TermMatchKind : byte
{
    /// <summary>By its code.</summary>
    Code,

    /// <summary>By a name that is the same.</summary>
    Name,

    /// <summary>By the initials of its reading.</summary>
    Initials,

    /// <summary>By likeness.</summary>
    Similar,
}

/// <summary>A term that was found.</summary>
/// <param name="Term">The term.</param>
/// <param name="Score">From 0 to 1; 1 for the code itself or the same name.</param>
/// <param name="Kind">How.</param>
/// <param name="Label">The name that was alike: the term's own, or a synonym.</param>
public readonly record struct TermMatch(Term Term, double Score, TermMatchKind Kind, string Label);

/// <summary>What is searched for.</summary>
/// <param name="Text">A code, a name or part of one, initials, or a local wording.</param>
/// <param name="Systems">Ids of the systems to search; null for all.</param>
/// <param name="On">Only terms that hold on this day; null for all.</param>
/// <param name="Limit">The most that are answered.</param>
public sealed record TermQuery(string Text, IReadOnlyCollection<string>? Systems = null, DateOnly? On = null, int Limit = 20);

/// <summary>
/// Finds terms by code, name, initials and likeness. Names are cut into pairs of neighbouring characters; an inverted index weighs each pair by
/// how rare it is (inverse document frequency: Spärck Jones, 1972), the likeness of two names is the weight of the pairs they share against the
/// weight of all theirs (Dice, 1945), and the best are ranked once more by what they contain of each other. Immutable and thread-safe.
/// </summary>
public sealed partial class TermIndex
{
    private const int Reranked = 96;

    private readonly Term[] terms;
    private readonly short[] systemOfTerm;
    private readonly Dictionary<string, short> systemNumbers = new(StringComparer.Ordinal);

    // A label is one name of a term: its own or a synonym.
    private readonly string[] labels;
    private readonly string[] forms;
    private readonly int[] termOfLabel;
    private readonly float[] labelWeights;

    private readonly Dictionary<int, int> grams;
    private readonly int[] postingStarts;
    private readonly int[] postings;
    private readonly float[] gramWeights;

    private readonly Dictionary<string, List<int>> labelsByForm;
    private readonly (string Code, int Term)[] codes;
    private readonly byte[] initials;
    private readonly int[] initialStarts;

    /// <summary>Builds the index; about a second for 100,000 terms.</summary>
    public TermIndex(IEnumerable<Term> source)
    {
        terms = [.. source];
        systemOfTerm = new short[terms.Length];
        var names = new List<string>(terms.Length * 5 / 4);
        var owners = new List<int>(names.Capacity);
        for (var t = 0; t < terms.Length; t++)
        {
            if (!systemNumbers.TryGetValue(terms[t].System, out var number))
            {
                systemNumbers.Add(terms[t].System, number = (short)systemNumbers.Count);
            }

            systemOfTerm[t] = number;
            AddLabels(terms[t], t, names, owners);
        }

        labels = [.. names];
        termOfLabel = [.. owners];
        forms = new string[labels.Length];
        labelsByForm = new Dictionary<string, List<int>>(labels.Length, StringComparer.Ordinal);
        for (var i = 0; i < labels.Length; i++)
        {
            forms[i] = TermText.Normalise(labels[i]);
            (System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(labelsByForm, forms[i], out _) ??= new List<int>(1)).Add(i);
        }

        (grams, postingStarts, postings) = BuildPostings(forms);
        gramWeights = new float[postingStarts.Length - 1];
        for (var g = 0; g < gramWeights.Length; g++)
        {
            gramWeights[g] = MathF.Log((labels.Length + 1f) / (postingStarts[g + 1] - postingStarts[g] + 0.5f));
        }

        labelWeights = WeighLabels();
        codes = [.. terms.Select((t, i) => (t.Code.ToUpperInvariant(), i)).OrderBy(c => c.Item1, StringComparer.Ordinal).ThenBy(c => c.i)];
        (initials, initialStarts) = BuildInitials();
    }

    /// <summary>Number of terms.</summary>
    public int TermCount => terms.Length;

    /// <summary>Number of names, synonyms included.</summary>
    public int LabelCount => labels.Length;

    /// <summary>The best terms for a query, best first; of equal ones that of the earlier system and place.</summary>
    public IReadOnlyList<TermMatch> Search(TermQuery query)
    {
        var text = query.Text.Trim();
        if (text.Length == 0 || query.Limit <= 0 || terms.Length == 0)
        {
            return [];
        }

        var found = new Dictionary<int, TermMatch>();
        var filter = FilterOf(query);
        FindByCode(text, filter, found, query.Limit);
        FindByName(TermText.Normalise(text), filter, found);
        if (IsLetters(text))
        {
            FindByInitials(text.ToLowerInvariant(), filter, found, query.Limit);
        }

        FindSimilar(text, filter, found);
        return [.. found.Select(f => (Place: f.Key, Match: f.Value)).OrderByDescending(f => f.Match.Score).ThenBy(f => f.Place).Take(query.Limit).Select(f => f.Match)];
    }

    private static void AddLabels(Term term, int place, List<string> names, List<int> owners)
    {
        names.Add(term.Name);
        owners.Add(place);
        foreach (var synonym in term.Synonyms)
        {
            names.Add(synonym);
            owners.Add(place);
        }

        if (term.English is { } english)
        {
            names.Add(english);
            owners.Add(place);
        }

        // 特发性(原发性)高血压 is also found by what stands outside the brackets.
        if (term.Name.AsSpan().IndexOfAny("([（［") > 1 && WithoutBrackets(term.Name) is { Length: > 1 } outside)
        {
            names.Add(outside);
            owners.Add(place);
        }
    }

    private static string WithoutBrackets(string text)
    {
        var result = new System.Text.StringBuilder(text.Length);
        var depth = 0;
        foreach (var c in text)
        {
            depth += "([（［".Contains(c, StringComparison.Ordinal) ? 1 : 0;
            if (depth == 0)
            {
                result.Append(c);
            }

            depth -= ")]）］".Contains(c, StringComparison.Ordinal) && depth > 0 ? 1 : 0;
        }

        return result.ToString();
    }

    private readonly record struct Filter(bool[]? Systems, DateOnly? On);

    private Filter FilterOf(TermQuery query)
    {
        if (query.Systems is null)
        {
            return new Filter(null, query.On);
        }

        var systems = new bool[systemNumbers.Count];
        foreach (var system in query.Systems)
        {
            if (systemNumbers.TryGetValue(system, out var number))
            {
                systems[number] = true;
            }
        }

        return new Filter(systems, query.On);
    }

    private bool Passes(in Filter filter, int term) =>
        (filter.Systems is null || filter.Systems[systemOfTerm[term]]) && (filter.On is not { } day || terms[term].HoldsOn(day));

    private void Keep(Dictionary<int, TermMatch> found, int label, double score, TermMatchKind kind)
    {
        var term = termOfLabel[label];
        if (!found.TryGetValue(term, out var standing) || standing.Score < score)
        {
            found[term] = new TermMatch(terms[term], score, kind, labels[label]);
        }
    }

    private void FindByCode(string text, in Filter filter, Dictionary<int, TermMatch> found, int limit)
    {
        if (!char.IsAscii(text[0]) || text.Length > 40)
        {
            return;
        }

        var code = text.ToUpperInvariant();
        var at = Array.BinarySearch(codes, (code, -1), CodeOrder.Instance);
        at = at < 0 ? ~at : at;
        for (var taken = 0; at < codes.Length && taken < limit && codes[at].Code.StartsWith(code, StringComparison.Ordinal); at++)
        {
            var term = codes[at].Term;
            if (!Passes(filter, term))
            {
                continue;
            }

            // The code itself first, then those it begins, the shorter the nearer.
            var score = codes[at].Code.Length == code.Length ? 1 : 0.95 - (0.01 * Math.Min(20, codes[at].Code.Length - code.Length));
            found[term] = new TermMatch(terms[term], score, TermMatchKind.Code, terms[term].Name);
            taken++;
        }
    }

    private void FindByName(string form, in Filter filter, Dictionary<int, TermMatch> found)
    {
        if (labelsByForm.TryGetValue(form, out var same))
        {
            foreach (var label in same)
            {
                if (Passes(filter, termOfLabel[label]))
                {
                    Keep(found, label, 1, TermMatchKind.Name);
                }
            }
        }
    }

    private void FindByInitials(string text, in Filter filter, Dictionary<int, TermMatch> found, int limit)
    {
        var sought = new byte[text.Length];
        System.Text.Encoding.ASCII.GetBytes(text, sought);
        var from = 0;
        for (var taken = 0; taken < limit * 4;)
        {
            var at = initials.AsSpan(from).IndexOf(sought);
            if (at < 0)
            {
                return;
            }

            from += at;
            var label = Array.BinarySearch(initialStarts, from);
            label = label < 0 ? ~label - 1 : label;
            var (start, end) = (initialStarts[label], initialStarts[label + 1] - 1);
            if (Passes(filter, termOfLabel[label]))
            {
                // Whole initials before those it begins, and these before those it is somewhere in.
                var share = (double)sought.Length / Math.Max(1, end - start);
                Keep(found, label, (from == start ? 0.6 : 0.3) + (0.35 * share), TermMatchKind.Initials);
                taken++;
            }

            from = end;
        }
    }

    private static bool IsLetters(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }
        }

        return text.Length >= 2;
    }

    private sealed class CodeOrder : IComparer<(string Code, int Term)>
    {
        public static readonly CodeOrder Instance = new();

        public int Compare((string Code, int Term) x, (string Code, int Term) y)
        {
            var byCode = string.CompareOrdinal(x.Code, y.Code);
            return byCode != 0 ? byCode : x.Term.CompareTo(y.Term);
        }
    }
}
