using System.Numerics;

namespace Suwen.Analysis.Mining;

/// <summary>Lloyd's algorithm from k-means++ starts (Arthur and Vassilvitskii 2007). Blocks of rows are worked on in parallel and summed in their order, so that the result is the same for any number of processors.</summary>
internal sealed class KMeans(RowMatrix data, int clusters, int maximumIterations, double tolerance)
{
    private readonly int width = data.Width;

    /// <summary>Centres run by column in groups of so many, so that one row is held against several centres at once.</summary>
    private readonly int padded = (clusters + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;

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
        var threshold = tolerance * MeanVariance();
        for (var iteration = 1; ; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (sums, counts, within) = Pass(centers, null);
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

            centers = next;
            if (moved <= threshold || iteration == maximumIterations)
            {
                (_, counts, within) = Pass(centers, null);
                return new Solution(centers, within, counts, iteration, moved <= threshold);
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
        Lower(distance, centers[0]);
        var trials = 2 + (int)Math.Log(clusters);
        while (centers.Count < clusters)
        {
            var total = distance.Sum();
            if (!(total > 0))
            {
                throw OperatorException.BadData($"There are only {centers.Count} different rows, fewer than the {clusters} clusters asked for.", "Ask for fewer clusters.");
            }

            double[]? best = null;
            var bestDistance = distance;
            var bestTotal = double.PositiveInfinity;
            for (var t = 0; t < trials; t++)
            {
                var candidate = data.Row(Pick(distance, draws.NextDouble() * total)).ToArray();
                var lowered = (double[])distance.Clone();
                Lower(lowered, candidate);
                var sum = lowered.Sum();
                if (sum < bestTotal)
                {
                    (best, bestDistance, bestTotal) = (candidate, lowered, sum);
                }
            }

            distance = bestDistance;
            centers.Add(best!);
        }

        return [.. centers];
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

    private void Lower(double[] distance, double[] center) => Parallel.For(0, data.Blocks.Count, b =>
    {
        var rows = data.Blocks[b];
        var first = b * RowMatrix.BlockRows;
        for (var r = 0; r < data.RowsOf(b); r++)
        {
            var d = Squared(rows.AsSpan(r * width, width), center);
            distance[first + r] = Math.Min(distance[first + r], d);
        }
    });

    private static double Squared(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            var d = a[i] - b[i];
            sum += d * d;
        }

        return sum;
    }

    private int Farthest(double[][] centers)
    {
        var nearest = new int[data.RowCount];
        Assign(centers, nearest);
        var far = 0;
        var most = -1.0;
        for (var row = 0; row < nearest.Length; row++)
        {
            var d = Squared(data.Row(row), centers[nearest[row]]);
            if (d > most)
            {
                (far, most) = (row, d);
            }
        }

        return far;
    }

    private double MeanVariance() => data.Moments().Deviation.Average(static d => d * d);

    private (double[] Sums, long[] Counts, double[] Within) Pass(double[][] centers, int[]? nearest)
    {
        var turned = new double[width * padded];
        for (var c = 0; c < width; c++)
        {
            for (var k = 0; k < padded; k++)
            {
                turned[(c * padded) + k] = k < clusters ? centers[k][c] : double.PositiveInfinity;
            }
        }

        var parts = new (double[] Sums, long[] Counts, double[] Within)[data.Blocks.Count];
        Parallel.For(0, parts.Length, b => parts[b] = PassBlock(b, turned, nearest));
        var total = (Sums: new double[clusters * width], Counts: new long[clusters], Within: new double[clusters]);
        foreach (var part in parts)
        {
            VectorSums.AddScaled(total.Sums, part.Sums, 1);
            for (var k = 0; k < clusters; k++)
            {
                total.Counts[k] += part.Counts[k];
                total.Within[k] += part.Within[k];
            }
        }

        return total;
    }

    private (double[] Sums, long[] Counts, double[] Within) PassBlock(int block, double[] turned, int[]? nearest)
    {
        var sums = new double[clusters * width];
        var counts = new long[clusters];
        var within = new double[clusters];
        var rows = data.Blocks[block];
        var distance = new double[padded];
        for (var r = 0; r < data.RowsOf(block); r++)
        {
            var row = rows.AsSpan(r * width, width);
            for (var k = 0; k < padded; k += Vector<double>.Count)
            {
                var sum = Vector<double>.Zero;
                for (var c = 0; c < row.Length; c++)
                {
                    var d = new Vector<double>(row[c]) - new Vector<double>(turned, (c * padded) + k);
                    sum += d * d;
                }

                sum.CopyTo(distance, k);
            }

            var best = 0;
            for (var k = 1; k < clusters; k++)
            {
                best = distance[k] < distance[best] ? k : best;
            }

            counts[best]++;
            within[best] += distance[best];
            VectorSums.AddScaled(sums.AsSpan(best * width, width), row, 1);
            if (nearest is not null)
            {
                nearest[(block * RowMatrix.BlockRows) + r] = best;
            }
        }

        return (sums, counts, within);
    }
}
