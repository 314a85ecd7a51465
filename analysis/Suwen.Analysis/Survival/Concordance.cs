namespace Suwen.Analysis.Survival;

/// <summary>
/// Harrell's concordance between risk scores and survival with the infinitesimal jackknife variance of R's <c>concordance</c>: of pairs
/// in which one is known to have the event while the other is at risk and survives it, the share in which the higher score came first.
/// </summary>
internal static class Concordance
{
    /// <param name="input">Times, weights and strata.</param>
    /// <param name="risk">Its order and groups.</param>
    /// <param name="clusters">Clusters whose influences are summed; null for rows.</param>
    /// <returns>NaN where no pair can be compared.</returns>
    public static (double Estimate, double StandardError) Of(CoxInput input, CoxRisk risk, int[]? clusters)
    {
        var n = input.Times.RowCount;
        var ranks = Ranks(risk.LinearPredictor, out var rankCount);
        var agree = new double[n];
        var pairs = new double[n];
        Backwards(input, risk, ranks, rankCount, agree, pairs);
        Forwards(input, risk, ranks, rankCount, agree, pairs);
        double agreed = 0, compared = 0;
        for (var i = 0; i < n; i++)
        {
            agreed += risk.WeightAt(i) * agree[i] / 2;
            compared += risk.WeightAt(i) * pairs[i] / 2;
        }

        if (compared <= 0)
        {
            return (double.NaN, double.NaN);
        }

        var estimate = agreed / compared;
        var influence = new double[clusters is null ? n : clusters.Max() + 1];
        for (var i = 0; i < n; i++)
        {
            influence[clusters is null ? i : clusters[risk.Order[i]]] += risk.WeightAt(i) * (agree[i] - (estimate * pairs[i])) / compared;
        }

        return (estimate, Math.Sqrt(Regression.Vectors.Dot(influence, influence)));
    }

    /// <summary>For each event: those at risk who outlive it.</summary>
    private static void Backwards(CoxInput input, CoxRisk risk, int[] ranks, int rankCount, double[] agree, double[] pairs)
    {
        var tree = new RankSums(rankCount);
        var entries = risk.EntryOrder;
        foreach (var group in risk.Groups)
        {
            if (group.BeginsStratum)
            {
                tree.Clear();
            }

            var end = group.FirstEvent + group.EventCount;
            for (var i = group.FirstRow; i < group.EndRow; i++)
            {
                tree.Add(ranks[i], i >= group.FirstEvent && i < end ? 0 : risk.WeightAt(i));
            }

            for (var e = group.FirstEntry; e < group.EndEntry; e++)
            {
                tree.Add(ranks[entries![e]], -risk.WeightAt(entries[e]));
            }

            for (var i = group.FirstEvent; i < end; i++)
            {
                var below = tree.Below(ranks[i]);
                agree[i] += below + (tree.At(ranks[i]) / 2);
                pairs[i] += tree.Total;
            }

            for (var i = group.FirstEvent; i < end; i++)
            {
                tree.Add(ranks[i], risk.WeightAt(i));
            }
        }
    }

    /// <summary>For each row: the events that it outlives while at risk.</summary>
    private static void Forwards(CoxInput input, CoxRisk risk, int[] ranks, int rankCount, double[] agree, double[] pairs)
    {
        var n = ranks.Length;
        var tree = new RankSums(rankCount);
        var groups = risk.Groups;
        var rowsByGroup = Bucket(risk.RowGroup, groups.Length);
        var entriesByGroup = risk.EntryGroup is null ? null : Bucket(risk.EntryGroup, groups.Length);
        for (var g = groups.Length - 1; g >= 0; g--)
        {
            if (g + 1 == groups.Length || groups[g + 1].BeginsStratum)
            {
                tree.Clear();
            }

            // Rows that had the event at this time outlived the earlier events only.
            Count(rowsByGroup[g], true, 1);
            for (var i = groups[g].FirstEvent; i < groups[g].FirstEvent + groups[g].EventCount; i++)
            {
                tree.Add(ranks[i], risk.WeightAt(i));
            }

            Count(rowsByGroup[g], false, 1);
            if (entriesByGroup is not null)
            {
                foreach (var i in entriesByGroup[g])
                {
                    Add(i, -1);
                }
            }
        }

        void Count(List<int> rows, bool isEvent, int sign)
        {
            foreach (var i in rows)
            {
                if (risk.IsEventAt(i) == isEvent)
                {
                    Add(i, sign);
                }
            }
        }

        void Add(int i, int sign)
        {
            var at = tree.At(ranks[i]);
            agree[i] += sign * (tree.Total - tree.Below(ranks[i]) - at + (at / 2));
            pairs[i] += sign * tree.Total;
        }
    }

    private static List<int>[] Bucket(int[] groupOf, int count)
    {
        var buckets = new List<int>[count];
        for (var g = 0; g < count; g++)
        {
            buckets[g] = [];
        }

        for (var i = 0; i < groupOf.Length; i++)
        {
            if (groupOf[i] >= 0)
            {
                buckets[groupOf[i]].Add(i);
            }
        }

        return buckets;
    }

    private static int[] Ranks(ReadOnlySpan<double> scores, out int count)
    {
        var sorted = scores.ToArray();
        Array.Sort(sorted);
        // Scores that differ by rounding only are tied, as in R.
        const double Tolerance = 1.4901161193847656e-8;
        var scale = 0.0;
        foreach (var value in sorted)
        {
            scale += Math.Abs(value) / sorted.Length;
        }

        var starts = new List<double>();
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] - sorted[i - 1] > Tolerance * Math.Min(1, scale) * 1e-4)
            {
                starts.Add(sorted[i]);
            }
        }

        var ranks = new int[scores.Length];
        for (var i = 0; i < ranks.Length; i++)
        {
            var at = starts.BinarySearch(scores[i]);
            ranks[i] = at >= 0 ? at : ~at - 1;
        }

        count = starts.Count;
        return ranks;
    }

    /// <summary>Sums of weights by rank (Fenwick).</summary>
    private sealed class RankSums(int count)
    {
        private readonly double[] tree = new double[count + 1];
        private readonly double[] single = new double[count];

        public double Total { get; private set; }

        public void Clear()
        {
            Array.Clear(tree);
            Array.Clear(single);
            Total = 0;
        }

        public void Add(int rank, double weight)
        {
            single[rank] += weight;
            Total += weight;
            for (var i = rank + 1; i < tree.Length; i += i & -i)
            {
                tree[i] += weight;
            }
        }

        public double At(int rank) => single[rank];

        public double Below(int rank)
        {
            var sum = 0.0;
            for (var i = rank; i > 0; i -= i & -i)
            {
                sum += tree[i];
            }

            return sum;
        }
    }
}
