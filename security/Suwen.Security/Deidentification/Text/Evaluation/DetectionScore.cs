using System.Text;

namespace Suwen.Security.Deidentification;

/// <summary>Why a span stands in the list of errors.</summary>
public enum DetectionError
{
    /// <summary>Nothing of a marked identifier was found.</summary>
    Missed,

    /// <summary>A part of a marked identifier was left over.</summary>
    Partial,

    /// <summary>Something was found where nothing is marked.</summary>
    False,
}

/// <summary>What was marked and found of one kind.</summary>
public sealed class KindScore
{
    /// <summary>Marked identifiers.</summary>
    public int Labelled { get; internal set; }

    /// <summary>Those of them that are covered wholly.</summary>
    public int Covered { get; internal set; }

    /// <summary>Those that some found span of the same kind overlaps; names of patients, relatives and clinicians count as one kind.</summary>
    public int OfSameKind { get; internal set; }

    /// <summary>Those whose beginning and end were found exactly.</summary>
    public int Exact { get; internal set; }

    /// <summary>Found spans that are called so.</summary>
    public int Found { get; internal set; }

    /// <summary>Those of them that overlap a marked identifier.</summary>
    public int Right { get; internal set; }
}

/// <summary>
/// Compares what was found with what was marked. A marked identifier counts as found when every letter, figure and Chinese character of it is covered, by
/// whatever kind: that is what decides whether something leaks. A found span counts as right when it overlaps a marked one.
/// </summary>
public sealed class DetectionScore
{
    private readonly SortedDictionary<string, KindScore> labelled = new(StringComparer.Ordinal);
    private readonly SortedDictionary<IdentifierKind, KindScore> found = [];

    /// <summary>Scores by the file's own names of kinds.</summary>
    public IReadOnlyDictionary<string, KindScore> ByLabel => labelled;

    /// <summary>Found spans by our kinds.</summary>
    public IReadOnlyDictionary<IdentifierKind, KindScore> ByFound => found;

    public int Texts { get; private set; }

    public int Labelled { get; private set; }

    public int Covered { get; private set; }

    public int Exact { get; private set; }

    public int Found { get; private set; }

    public int Right { get; private set; }

    /// <summary>Letters, figures and Chinese characters in marked identifiers.</summary>
    public long LabelledCharacters { get; private set; }

    /// <summary>Those of them that are covered.</summary>
    public long CoveredCharacters { get; private set; }

    public long Bytes { get; private set; }

    public double Precision => Found == 0 ? Labelled == 0 ? 1 : 0 : (double)Right / Found;

    public double Recall => Labelled == 0 ? 1 : (double)Covered / Labelled;

    public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

    /// <summary>Adds a text; calls back for every error.</summary>
    public void Add(LabelledText text, IReadOnlyList<IdentifierSpan> spans, Action<DetectionError, LabelledText, int, int, string>? onError = null)
    {
        Texts++;
        Bytes += Encoding.UTF8.GetByteCount(text.Text);
        foreach (var label in text.Spans)
        {
            AddLabel(text, label, spans, onError);
        }

        foreach (var span in spans)
        {
            var score = ScoreOf(found, span.Kind);
            score.Found++;
            Found++;
            if (Overlaps(text.Spans, span))
            {
                score.Right++;
                Right++;
            }
            else
            {
                onError?.Invoke(DetectionError.False, text, span.Start, span.Length, span.Kind.ToString());
            }
        }
    }

    private void AddLabel(LabelledText text, LabelledSpan label, IReadOnlyList<IdentifierSpan> spans, Action<DetectionError, LabelledText, int, int, string>? onError)
    {
        var score = ScoreOf(labelled, label.Label.Length == 0 ? "(none)" : label.Label);
        score.Labelled++;
        Labelled++;
        int all = 0, covered = 0, at = label.Start;
        bool same = false, exact = false;
        foreach (var span in spans)
        {
            if (span.End <= label.Start || span.Start >= label.Start + label.Length)
            {
                continue;
            }

            all += Count(text.Text, at, Math.Max(at, span.Start));
            var from = Math.Max(at, span.Start);
            var to = Math.Min(span.End, label.Start + label.Length);
            var part = Count(text.Text, from, to);
            all += part;
            covered += part;
            at = Math.Max(at, to);
            same |= label.Kind is { } kind && Group(kind) == Group(span.Kind);
            exact |= span.Start == label.Start && span.Length == label.Length;
        }

        all += Count(text.Text, at, label.Start + label.Length);
        LabelledCharacters += all;
        CoveredCharacters += covered;
        score.OfSameKind += same ? 1 : 0;
        score.Exact += exact ? 1 : 0;
        Exact += exact ? 1 : 0;
        if (covered == all)
        {
            score.Covered++;
            Covered++;
        }
        else
        {
            onError?.Invoke(covered == 0 ? DetectionError.Missed : DetectionError.Partial, text, label.Start, label.Length, label.Label);
        }
    }

    private static IdentifierKind Group(IdentifierKind kind) => kind is IdentifierKind.RelativeName or IdentifierKind.ClinicianName ? IdentifierKind.PersonName : kind;

    private static int Count(string text, int start, int end)
    {
        var count = 0;
        for (var i = start; i < end; i++)
        {
            count += TextClasses.Of(text[i]) >= TextClass.Digit ? 1 : 0;
        }

        return count;
    }

    private static bool Overlaps(IReadOnlyList<LabelledSpan> labels, IdentifierSpan span)
    {
        foreach (var label in labels)
        {
            if (label.Start < span.End && span.Start < label.Start + label.Length)
            {
                return true;
            }
        }

        return false;
    }

    private static KindScore ScoreOf<T>(SortedDictionary<T, KindScore> scores, T key)
        where T : notnull
    {
        if (!scores.TryGetValue(key, out var score))
        {
            scores[key] = score = new KindScore();
        }

        return score;
    }
}
