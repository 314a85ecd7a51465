using System.Buffers;
using System.Text;

namespace Suwen.Standards.Terminology;

/// <content>Likeness.</content>
public sealed partial class TermIndex
{
    private static (Dictionary<int, int> Grams, int[] Starts, int[] Postings) BuildPostings(string[] forms)
    {
        var grams = new Dictionary<int, int>(200_000);
        var counts = new List<int>();
        var seen = new HashSet<int>();
        foreach (var form in forms)
        {
            foreach (var gram in GramsOf(form, seen))
            {
                if (!grams.TryGetValue(gram, out var number))
                {
                    grams.Add(gram, number = counts.Count);
                    counts.Add(0);
                }

                counts[number]++;
            }
        }

        var starts = new int[counts.Count + 1];
        for (var g = 0; g < counts.Count; g++)
        {
            starts[g + 1] = starts[g] + counts[g];
        }

        var next = starts[..^1].ToArray();
        var postings = new int[starts[^1]];
        for (var label = 0; label < forms.Length; label++)
        {
            foreach (var gram in GramsOf(forms[label], seen))
            {
                postings[next[grams[gram]]++] = label;
            }
        }

        return (grams, starts, postings);
    }

    /// <summary>The pairs of neighbouring characters, each once. The first character counts as a pair with nothing, so that names of one character have one.</summary>
    private static HashSet<int> GramsOf(string form, HashSet<int> into)
    {
        into.Clear();
        var before = 0;
        foreach (var c in form)
        {
            into.Add((before << 16) | c);
            before = c;
        }

        return into;
    }

    private float[] WeighLabels()
    {
        var weights = new float[labels.Length];
        for (var g = 0; g < gramWeights.Length; g++)
        {
            for (var p = postingStarts[g]; p < postingStarts[g + 1]; p++)
            {
                weights[postings[p]] += gramWeights[g];
            }
        }

        return weights;
    }

    private (byte[] Text, int[] Starts) BuildInitials()
    {
        var text = new ArrayBufferWriter<byte>(labels.Length * 12);
        var starts = new int[labels.Length + 1];
        for (var i = 0; i < labels.Length; i++)
        {
            starts[i] = text.WrittenCount;
            var own = TermText.Initials(labels[i]);
            var span = text.GetSpan(own.Length + 1);
            Encoding.ASCII.GetBytes(own, span);
            span[own.Length] = (byte)'\n';
            text.Advance(own.Length + 1);
        }

        starts[labels.Length] = text.WrittenCount;
        return (text.WrittenSpan.ToArray(), starts);
    }

    /// <summary>Ranks by likeness to the wording, to the wording with its short forms written out, and to what it says first.</summary>
    private void FindSimilar(string text, in Filter filter, Dictionary<int, TermMatch> found)
    {
        var whole = TermText.Normalise(text);
        var candidates = new Dictionary<int, double>();
        var wordings = new List<(string Form, double Weight)> { (whole, 1) };
        if (TermText.Expand(whole) is { } expanded)
        {
            wordings.Add((expanded, 1));
            FindByName(expanded, filter, found);
        }

        if (TermText.MainPart(text) is { } part)
        {
            // What is said first names the disease; a term that says only that is right, though less so than one that says it all.
            var main = TermText.Normalise(part);
            wordings.Add((main, 0.9));
            if (TermText.Expand(main) is { } expandedMain)
            {
                wordings.Add((expandedMain, 0.9));
            }
        }

        foreach (var (form, weight) in wordings)
        {
            FindAlike(form, weight, filter, candidates);
        }

        foreach (var (label, score) in candidates)
        {
            Keep(found, label, score, TermMatchKind.Similar);
        }
    }

    private void FindAlike(string form, double weight, in Filter filter, Dictionary<int, double> candidates)
    {
        var shared = ArrayPool<float>.Shared.Rent(labels.Length);
        var touched = ArrayPool<int>.Shared.Rent(labels.Length);
        Array.Clear(shared, 0, labels.Length);
        var count = 0;
        var sought = GramsOf(form, []);
        var total = 0f;
        foreach (var gram in sought)
        {
            if (!grams.TryGetValue(gram, out var g))
            {
                // Pairs that no term has weigh as the rarest: they are what the wording says beyond any term.
                total += MathF.Log(labels.Length + 1f) * 0.5f;
                continue;
            }

            total += gramWeights[g];
            for (var p = postingStarts[g]; p < postingStarts[g + 1]; p++)
            {
                var label = postings[p];
                if (shared[label] == 0)
                {
                    touched[count++] = label;
                }

                shared[label] += gramWeights[g];
            }
        }

        var best = new PriorityQueue<int, float>(Reranked + 1);
        for (var i = 0; i < count; i++)
        {
            var label = touched[i];
            var likeness = 2 * shared[label] / (total + labelWeights[label]);
            if ((best.Count < Reranked || (best.TryPeek(out _, out var worst) && likeness > worst)) && Passes(filter, termOfLabel[label]))
            {
                best.Enqueue(label, likeness);
                if (best.Count > Reranked)
                {
                    best.Dequeue();
                }
            }
        }

        while (best.TryDequeue(out var label, out var likeness))
        {
            var score = weight * Rerank(form, label, likeness, shared[label], total);
            if (score > candidates.GetValueOrDefault(label))
            {
                candidates[label] = score;
            }
        }

        ArrayPool<float>.Shared.Return(shared);
        ArrayPool<int>.Shared.Return(touched);
    }

    /// <summary>
    /// Likeness, raised where one contains the other, and by the share of characters that they have in the same order (the longest common
    /// subsequence), which pairs alone do not see: 胃溃疡出血 and 出血性胃溃疡 share pairs, 肺恶性肿瘤 and 肺部恶性肿瘤 share the order.
    /// </summary>
    private double Rerank(string sought, int label, double likeness, double shared, double total)
    {
        var form = forms[label];
        var order = 2.0 * CommonSubsequence(sought, form) / (sought.Length + form.Length);
        var covered = Math.Min(1, shared / Math.Max(1e-6, Math.Min(total, labelWeights[label])));
        var contains = sought.Contains(form, StringComparison.Ordinal) || form.Contains(sought, StringComparison.Ordinal) ? 0.06 : 0;
        return Math.Min(0.99, (0.55 * likeness) + (0.3 * order) + (0.09 * covered) + contains);
    }

    private static int CommonSubsequence(string a, string b)
    {
        const int longest = 64;
        var first = a.AsSpan(0, Math.Min(longest, a.Length));
        var second = b.AsSpan(0, Math.Min(longest, b.Length));
        Span<int> row = stackalloc int[longest + 1];
        row.Clear();
        foreach (var c in first)
        {
            var diagonal = 0;
            for (var j = 0; j < second.Length; j++)
            {
                var above = row[j + 1];
                row[j + 1] = c == second[j] ? diagonal + 1 : Math.Max(above, row[j]);
                diagonal = above;
            }
        }

        return row[second.Length];
    }
}
