namespace Suwen.Analysis.Mining;

/// <summary>Lloyd's algorithm from k-means++ starts (Arthur and Vassilvitskii 2007). Blocks of rows are worked on in parallel and summed in their order, so that the result is the same for any number of processors.</summary>
internal sealed class KMeans(RowMatrix data, int clusters, int maximumIterations, double tolerance)
{
    private readonly int width = data.Width;

    private KMeansBounds? bounds;
    private double? meanVariance;

    public sealed record Solution(double[][] Centers, double[] Within, long[] Sizes, int Iterations, bool HasConverged)
    {
        public double TotalWithin => Within.Sum();
    }

    /// <summary>The best of several starts.</summary>
    public Solution Best(int starts, Draws draws, CancellationToken cancellationToken)
    {
        Solution? best = null;
        for (var s = 0; s < starts; s++)
        {
            var found = From(Start(draws), cancellationToken);
            best = best is null || found.TotalWithin < best.TotalWithin * (1 - 1e-12) ? found : best;
        }

        return best!;
    }

    public Solution From(double[][] centers, CancellationToken cancellationToken)
    {
        meanVariance ??= data.Moments().Deviation.Average(static d => d * d);
        var threshold = tolerance * meanVariance.Value;
        bounds ??= new KMeansBounds(data, clusters);
        bounds.Reset();
        var before = centers;
        for (var iteration = 1; ; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (sums, counts) = bounds.Assign(centers, before);
            var moved = 0.0;
            var next = new double[clusters][];
            for (var k = 0; k < clusters; k++)
            {
                next[k] = new double[width];
                for (var c = 0; c < width; c++)
                {
                    next[k][c] = counts[k] > 0 ? sums[(k * width) + c] / counts[k] : centers[k][c];
                    moved += (next[k][c] - centers[k][c]) * (next[k][c] - centers[k][c]);
                }
            }

            if (Array.IndexOf(counts, 0L) is >= 0 and var empty)
            {
                // An emptied cluster takes the row that lies farthest from its centre.
                next[empty] = data.Row(Farthest(centers)).ToArray();
                moved = double.PositiveInfinity;
            }

            (before, centers) = (centers, next);
            if (moved <= threshold || iteration == maximumIterations)
            {
                var (within, sizes) = Pass(centers, null);
                return new Solution(centers, within, sizes, iteration, moved <= threshold);
            }
        }
    }

    /// <summary>The nearest centre of each row, and its squared distance.</summary>
    public void Assign(double[][] centers, int[] nearest) => _ = Pass(centers, nearest);

    /// <summary>k-means++ with 2 + ln k candidates a step, as scikit-learn.</summary>
    public double[][] Start(Draws draws)
    {
        var centers = new List<double[]> { data.Row(draws.Below(data.RowCount)).ToArray() };
        var distance = new double[data.RowCount];
        Array.Fill(distance, double.PositiveInfinity);
        var total = Lower(distance, centers[0]);
        var candidates = new double[2 + (int)Math.Log(clusters)][];
        while (centers.Count < clusters)
        {
            if (!(total > 0))
            {
                throw OperatorException.BadData($"There are only {centers.Count} different rows, fewer than the {clusters} clusters asked for.", "Ask for fewer clusters.");
            }

            for (var t = 0; t < candidates.Length; t++)
            {
                candidates[t] = data.Row(Pick(distance, draws.NextDouble() * total)).ToArray();
            }

            var sums = Totals(distance, candidates);
            var best = candidates[Array.IndexOf(sums, sums.Min())];
            total = Lower(distance, best);
            centers.Add(best);
        }

        return [.. centers];
    }

    /// <summary>What the sum of distances to the nearest centre would be with each candidate as a further centre.</summary>
    private double[] Totals(double[] distance, double[][] candidates)
    {
        var turned = KMeansDistances.Turn(candidates, width);
        var padded = KMeansDistances.Padded(candidates.Length);
        var parts = new double[data.Blocks.Count][];
        Parallel.For(0, parts.Length, b =>
        {
            var (part, found) = (new double[candidates.Length], new double[KMeansDistances.Together * padded]);
            Span<int> which = stackalloc int[KMeansDistances.Together];
            var rows = data.RowsOf(b);
            for (var r = 0; r < rows; r += which.Length)
            {
                var many = Math.Min(which.Length, rows - r);
                for (var i = 0; i < many; i++)
                {
                    which[i] = r + i;
                }

                KMeansDistances.Fill(data.Blocks[b], which[..many], width, turned, padded, found);
                for (var i = 0; i < many; i++)
                {
                    var now = distance[(b * RowMatrix.BlockRows) + r + i];
                    for (var t = 0; t < part.Length; t++)
                    {
                        part[t] += Math.Min(now, found[(i * padded) + t]);
                    }
                }
            }

            parts[b] = part;
        });
        var totals = new double[candidates.Length];
        foreach (var part in parts)
        {
            VectorSums.AddScaled(totals, part, 1);
        }

        return totals;
    }

    private static int Pick(double[] distance, double at)
    {
        var sum = 0.0;
        var last = 0;
        for (var i = 0; i < distance.Length; i++)
        {
            sum += distance[i];
            last = distance[i] > 0 ? i : last;
            if (sum >= at && distance[i] > 0)
            {
                return i;
            }
        }

        return last;
    }

    /// <summary>Lowers distances to those to a further centre; answers their sum.</summary>
    private double Lower(double[] distance, double[] center)
    {
        var parts = new double[data.Blocks.Count];
        Parallel.For(0, parts.Length, b =>
        {
            var rows = data.Blocks[b];
            var part = distance.AsSpan(b * RowMatrix.BlockRows, data.RowsOf(b));
            var sum = 0.0;
            for (var r = 0; r < part.Length; r++)
            {
                part[r] = Math.Min(part[r], KMeansDistances.Squared(rows.AsSpan(r * width, width), center));
                sum += part[r];
            }

            parts[b] = sum;
        });
        return parts.Sum();
    }

    private int Farthest(double[][] centers)
    {
        var nearest = new int[data.RowCount];
        Assign(centers, nearest);
        var far = 0;
        var most = -1.0;
        for (var row = 0; row < nearest.Length; row++)
        {
            var d = KMeansDistances.Squared(data.Row(row), centers[nearest[row]]);
            if (d > most)
            {
                (far, most) = (row, d);
            }
        }

        return far;
    }

    /// <summary>The sum of squared distances and the rows by centre, block by block in their order; fills the nearest centres if asked.</summary>
    private (double[] Within, long[] Counts) Pass(double[][] centers, int[]? nearest)
    {
        var turned = KMeansDistances.Turn(centers, width);
        var parts = new (double[] Within, long[] Counts)[data.Blocks.Count];
        Parallel.For(0, parts.Length, b => parts[b] = PassBlock(b, turned, nearest));
        var total = (Within: new double[clusters], Counts: new long[clusters]);
        foreach (var part in parts)
        {
            for (var k = 0; k < clusters; k++)
            {
                total.Counts[k] += part.Counts[k];
                total.Within[k] += part.Within[k];
            }
        }

        return total;
    }

    private (double[] Within, long[] Counts) PassBlock(int block, double[] turned, int[]? nearest)
    {
        var (within, counts) = (new double[clusters], new long[clusters]);
        var padded = KMeansDistances.Padded(clusters);
        var distance = new double[KMeansDistances.Together * padded];
        Span<int> which = stackalloc int[KMeansDistances.Together];
        var rows = data.RowsOf(block);
        for (var r = 0; r < rows; r += which.Length)
        {
            var many = Math.Min(which.Length, rows - r);
            for (var i = 0; i < many; i++)
            {
                which[i] = r + i;
            }

            KMeansDistances.Fill(data.Blocks[block], which[..many], width, turned, padded, distance);
            for (var i = 0; i < many; i++)
            {
                var d = distance.AsSpan(i * padded, clusters);
                var best = 0;
                for (var k = 1; k < d.Length; k++)
                {
                    best = d[k] < d[best] ? k : best;
                }

                counts[best]++;
                within[best] += d[best];
                if (nearest is not null)
                {
                    nearest[(block * RowMatrix.BlockRows) + r + i] = best;
                }
            }
        }

        return (within, counts);
    }
}
