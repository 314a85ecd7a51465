namespace Suwen.Analysis.Forecasting;

/// <summary>What may change at a change point, as a cost of segments: twice the negative log-likelihood, but for constants.</summary>
internal enum ChangeKind
{
    /// <summary>The mean of a normal series with variance 1.</summary>
    Mean,

    /// <summary>Mean and variance of a normal series.</summary>
    MeanVariance,

    /// <summary>The rate of a Poisson count.</summary>
    Poisson,
}

/// <summary>Finds change points exactly (PELT; Killick, Fearnhead, Eckley 2012) or by binary segmentation (Scott, Knott 1974), with the costs and penalties of R's changepoint.</summary>
internal sealed class ChangePoints
{
    private const double LeastVariance = 1e-11;

    private readonly double[] sums;
    private readonly double[] squares;
    private readonly ChangeKind kind;
    private readonly int shortest;
    private readonly bool isModified;

    /// <param name="values">The series.</param>
    /// <param name="kind">What may change.</param>
    /// <param name="shortest">Fewest values of a segment.</param>
    /// <param name="isModified">True where the logarithm of a segment's length is part of its cost (the modified BIC of Zhang, Siegmund 2007).</param>
    public ChangePoints(double[] values, ChangeKind kind, int shortest, bool isModified)
    {
        this.kind = kind;
        this.shortest = shortest;
        this.isModified = isModified;
        sums = new double[values.Length + 1];
        squares = new double[values.Length + 1];

        // Taking the mean off first keeps the digits of sums of squares; the costs of normal segments do not change by it.
        var centre = kind == ChangeKind.Poisson ? 0 : values.Sum() / values.Length;
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i] - centre;
            sums[i + 1] = sums[i] + value;
            squares[i + 1] = squares[i] + (value * value);
        }
    }

    /// <summary>Cost of the segment after <paramref name="from"/> values up to <paramref name="to"/> of them.</summary>
    public double Cost(int from, int to)
    {
        var n = to - from;
        var sum = sums[to] - sums[from];
        var square = squares[to] - squares[from];
        var cost = kind switch
        {
            ChangeKind.Mean => square - (sum * sum / n),
            ChangeKind.MeanVariance => n * (Math.Log(2 * Math.PI) + Math.Log(Variance(square, sum, n)) + 1),
            _ => sum > 0 ? 2 * sum * (Math.Log(n) - Math.Log(sum)) : 0,
        };
        return cost + (isModified ? Math.Log(n) : 0);
    }

    private static double Variance(double square, double sum, int n)
    {
        var variance = (square - (sum * sum / n)) / n;
        return variance > 0 ? variance : LeastVariance;
    }

    /// <summary>Numbers of values before each change point, ascending: the segmentation with the least cost and penalty.</summary>
    public List<int> Pelt(double penalty)
    {
        var n = sums.Length - 1;
        var best = new double[n + 1];
        var previous = new int[n + 1];
        best.AsSpan().Fill(double.PositiveInfinity);
        best[0] = -penalty;
        var candidates = new List<int> { 0 };
        var trial = new List<double>();
        var expires = new int[n + 1];
        expires.AsSpan().Fill(int.MaxValue);
        for (var to = shortest; to <= n; to++)
        {
            trial.Clear();
            foreach (var from in candidates)
            {
                var cost = best[from] + Cost(from, to) + penalty;
                trial.Add(cost);
                if (cost < best[to])
                {
                    (best[to], previous[to]) = (cost, from);
                }
            }

            // A start that is behind by more than the penalty now can never come first again, once a segment may begin here. The modified
            // cost, whose lengths do not add up, may win back the logarithm of a length.
            var slack = penalty + (isModified ? Math.Log(n) : 0);
            var kept = 0;
            for (var i = 0; i < candidates.Count; i++)
            {
                var from = candidates[i];
                expires[from] = trial[i] > best[to] + slack ? Math.Min(expires[from], to + shortest) : expires[from];
                if (expires[from] > to + 1)
                {
                    candidates[kept++] = from;
                }
            }

            candidates.RemoveRange(kept, candidates.Count - kept);
            if (to - shortest + 1 >= shortest)
            {
                candidates.Add(to - shortest + 1);
            }
        }

        var points = new List<int>();
        for (var at = previous[n]; at > 0; at = previous[at])
        {
            points.Add(at);
        }

        points.Reverse();
        return points;
    }

    /// <summary>Numbers of values before each change point: the best split again and again while it gains more than the penalty.</summary>
    public List<int> BinarySegmentation(double penalty, int most)
    {
        var n = sums.Length - 1;
        var points = new SortedSet<int> { 0, n };
        while (points.Count - 2 < most)
        {
            var (gain, split) = (penalty, -1);
            var from = 0;
            foreach (var to in points)
            {
                for (var at = from + shortest; at <= to - shortest; at++)
                {
                    var better = Cost(from, to) - Cost(from, at) - Cost(at, to);
                    (gain, split) = better > gain ? (better, at) : (gain, split);
                }

                from = to;
            }

            if (split < 0)
            {
                break;
            }

            points.Add(split);
        }

        points.Remove(0);
        points.Remove(n);
        return [.. points];
    }
}
