namespace Suwen.Governance.Quality;

/// <summary>Two distributions of one thing compared.</summary>
public static class Drift
{
    /// <summary>Below this, a population stability index means no change; the convention of credit scoring (Siddiqi 2006).</summary>
    public const double Watch = 0.1;

    /// <summary>From here on it means a major change, by the same convention.</summary>
    public const double Alert = 0.25;

    /// <summary>A share of zero would make the index infinite; it is taken for this much.</summary>
    private const double LeastShare = 0.0001;

    /// <summary>Population stability index: Σ (q − p) ln(q / p) over the classes.</summary>
    /// <param name="reference">Counts by class, before.</param>
    /// <param name="current">Counts by the same classes, now.</param>
    public static double StabilityIndex(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        long before = 0, now = 0;
        for (var i = 0; i < reference.Length; i++)
        {
            before += reference[i];
            now += current[i];
        }

        if (before == 0 || now == 0)
        {
            return 0;
        }

        var index = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            var p = Math.Max(LeastShare, (double)reference[i] / before);
            var q = Math.Max(LeastShare, (double)current[i] / now);
            index += (q - p) * Math.Log(q / p);
        }

        return index;
    }

    /// <summary>Kolmogorov–Smirnov distance: the largest difference of the two cumulative shares over classes in order.</summary>
    public static double KolmogorovSmirnov(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        long before = 0, now = 0;
        for (var i = 0; i < reference.Length; i++)
        {
            before += reference[i];
            now += current[i];
        }

        double p = 0, q = 0, distance = 0;
        for (var i = 0; i < reference.Length && before > 0 && now > 0; i++)
        {
            p += (double)reference[i] / before;
            q += (double)current[i] / now;
            distance = Math.Max(distance, Math.Abs(p - q));
        }

        return distance;
    }

    /// <summary>The distance that two samples of one distribution exceed once in a hundred times (Smirnov's asymptotic value, c = 1.628).</summary>
    public static double CriticalDistance(long reference, long current) => 1.628 * Math.Sqrt(((double)reference + current) / ((double)reference * current));

    /// <summary>
    /// Joins fine classes, in order, to at most ten that hold about a tenth of the reference each; what lies below or above all of the
    /// reference are classes of their own, or else a test that always had one value could not be seen to change.
    /// </summary>
    public static (long[] Reference, long[] Current) Deciles(IReadOnlyList<(long Reference, long Current)> classes)
    {
        var first = 0;
        var last = classes.Count - 1;
        while (first <= last && classes[first].Reference == 0)
        {
            first++;
        }

        while (last >= first && classes[last].Reference == 0)
        {
            last--;
        }

        var total = classes.Sum(c => c.Reference);
        var (reference, current) = (new List<long> { 0 }, new List<long> { classes.Take(first).Sum(c => c.Current) });
        long joined = 0, then = 0, now = 0, parts = 1;
        for (var i = first; i <= last; i++)
        {
            then += classes[i].Reference;
            now += classes[i].Current;
            if (i == last || joined + then >= parts * total / 10.0)
            {
                reference.Add(then);
                current.Add(now);
                joined += then;
                parts = (joined * 10 / total) + 1;
                then = now = 0;
            }
        }

        reference.Add(0);
        current.Add(classes.Skip(last + 1).Skip(first > last ? int.MaxValue : 0).Sum(c => c.Current));
        return ([.. reference], [.. current]);
    }
}
