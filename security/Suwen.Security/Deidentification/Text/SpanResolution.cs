using System.Runtime.InteropServices;

namespace Suwen.Security.Deidentification;

/// <summary>
/// Brings the findings of all detectors into order. What overlaps becomes one span, so that no character which a detector took for part of an
/// identifier is left over; it is of the kind whose finding is the stronger one.
/// </summary>
internal static class SpanResolution
{
    public static void Resolve(List<IdentifierSpan> spans)
    {
        if (spans.Count < 2)
        {
            return;
        }

        var all = CollectionsMarshal.AsSpan(spans);
        all.Sort(static (left, right) => left.Start != right.Start ? left.Start.CompareTo(right.Start) : right.Length.CompareTo(left.Length));
        var kept = 0;
        for (var i = 1; i < all.Length; i++)
        {
            if (all[i].Start >= all[kept].End)
            {
                all[++kept] = all[i];
                continue;
            }

            var end = Math.Max(all[kept].End, all[i].End);
            var stronger = IsStronger(all[i], all[kept]) ? all[i] : all[kept];
            all[kept] = stronger with { Start = all[kept].Start, Length = end - all[kept].Start };
        }

        CollectionsMarshal.SetCount(spans, kept + 1);
    }

    /// <summary>Known values first; then the longer finding, and of equal ones that which a label betrayed.</summary>
    private static bool IsStronger(in IdentifierSpan challenger, in IdentifierSpan holder)
    {
        if (challenger.Evidence == IdentifierEvidence.Known != (holder.Evidence == IdentifierEvidence.Known))
        {
            return challenger.Evidence == IdentifierEvidence.Known;
        }

        return challenger.Length != holder.Length ? challenger.Length > holder.Length : challenger.Evidence == IdentifierEvidence.Label && holder.Evidence != IdentifierEvidence.Label;
    }
}
