namespace Suwen.Analysis.Statistics;

/// <summary>Midranks, and what ties take from variances.</summary>
internal static class Ranks
{
    /// <summary>Ranks from 1, ties share their mean rank.</summary>
    /// <param name="values">Values without NaN.</param>
    /// <param name="ties">Receives Σ(t³ − t) over groups of ties; 0 where there are none.</param>
    public static double[] Of(ReadOnlySpan<double> values, out double ties)
    {
        var sorted = values.ToArray();
        var order = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(sorted, order);
        var ranks = new double[sorted.Length];
        ties = 0;
        for (int first = 0, end; first < sorted.Length; first = end)
        {
            end = first + 1;
            while (end < sorted.Length && sorted[end] == sorted[first])
            {
                end++;
            }

            double count = end - first;
            ties += (count * count * count) - count;
            for (var i = first; i < end; i++)
            {
                ranks[order[i]] = (first + 1 + end) / 2.0;
            }
        }

        return ranks;
    }

    /// <summary>Sums over groups of equal values of t(t−1), t(t−1)(t−2) and t(t−1)(2t+5).</summary>
    public static (double Two, double Three, double Five) TieSums(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        double two = 0, three = 0, five = 0;
        for (int first = 0, end; first < sorted.Length; first = end)
        {
            end = first + 1;
            while (end < sorted.Length && sorted[end] == sorted[first])
            {
                end++;
            }

            double t = end - first;
            two += t * (t - 1);
            three += t * (t - 1) * (t - 2);
            five += t * (t - 1) * ((2 * t) + 5);
        }

        return (two, three, five);
    }
}
