using System.Numerics;

namespace Suwen.Analysis.Mining;

/// <summary>
/// The assignment of rows to centres from one iteration of k-means to the next (Hamerly 2010): for each row an upper bound of the distance
/// to its own centre and a lower bound of that to any other, moved by as much as centres moved. Where they do not meet, the row stays, and
/// is not even read. The assignment is Lloyd's to the last row.
/// </summary>
internal sealed class KMeansBounds
{
    /// <summary>Bounds must be apart by so much of themselves before a row is left unread, so that rounding never decides.</summary>
    private const double Slack = 1 + 1e-9;

    private readonly RowMatrix data;
    private readonly int clusters;
    private readonly int width;
    private readonly int padded;
    private readonly int[] nearest;
    private readonly double[] upper;
    private readonly double[] lower;
    private readonly double[][] sums;
    private readonly long[][] counts;
    private bool isFirst = true;

    public KMeansBounds(RowMatrix data, int clusters)
    {
        (this.data, this.clusters, width) = (data, clusters, data.Width);
        padded = KMeansDistances.Padded(clusters);
        (nearest, upper, lower) = (new int[data.RowCount], new double[data.RowCount], new double[data.RowCount]);
        sums = Array.ConvertAll(new double[data.Blocks.Count][], _ => new double[clusters * width]);
        counts = Array.ConvertAll(new long[data.Blocks.Count][], _ => new long[clusters]);
    }

    /// <summary>Begins anew: the next assignment looks at every row.</summary>
    public void Reset() => isFirst = true;

    /// <summary>Assigns every row; answers the sums of rows and their number by centre, added block by block in their order.</summary>
    /// <param name="centers">The centres now.</param>
    /// <param name="before">The centres of the assignment before; not looked at the first time.</param>
    public (double[] Sums, long[] Counts) Assign(double[][] centers, double[][] before)
    {
        var turned = KMeansDistances.Turn(centers, width);
        var apart = isFirst ? [] : HalfToNext(centers);
        var drift = isFirst ? [] : Drift(centers, before);
        var (most, second, at) = Largest(drift);
        Parallel.For(0, data.Blocks.Count, b =>
        {
            var pass = new BlockPass(this, b, turned);
            if (isFirst)
            {
                pass.LookAtAll();
            }
            else
            {
                pass.LookWhereNeeded(centers, apart, drift, most, second, at);
            }
        });
        isFirst = false;
        var total = (Sums: new double[clusters * width], Counts: new long[clusters]);
        for (var b = 0; b < sums.Length; b++)
        {
            VectorSums.AddScaled(total.Sums, sums[b], 1);
            for (var k = 0; k < clusters; k++)
            {
                total.Counts[k] += counts[b][k];
            }
        }

        return total;
    }

    private double[] Drift(double[][] centers, double[][] before)
    {
        var drift = new double[clusters];
        for (var k = 0; k < clusters; k++)
        {
            drift[k] = Math.Sqrt(KMeansDistances.Squared(centers[k], before[k]));
        }

        return drift;
    }

    private double[] HalfToNext(double[][] centers)
    {
        var half = new double[clusters];
        half.AsSpan().Fill(double.PositiveInfinity);
        for (var k = 0; k < clusters; k++)
        {
            for (var j = 0; j < k; j++)
            {
                var d = Math.Sqrt(KMeansDistances.Squared(centers[k], centers[j])) / 2;
                (half[k], half[j]) = (Math.Min(half[k], d), Math.Min(half[j], d));
            }
        }

        return half;
    }

    private static (double Most, double Second, int At) Largest(double[] drift)
    {
        var (most, second, at) = (0.0, 0.0, 0);
        for (var k = 0; k < drift.Length; k++)
        {
            if (drift[k] > most)
            {
                (most, second, at) = (drift[k], most, k);
            }
            else if (drift[k] > second)
            {
                second = drift[k];
            }
        }

        return (most, second, at);
    }

    /// <summary>One block of rows in one iteration.</summary>
    private readonly struct BlockPass(KMeansBounds owner, int block, double[] turned)
    {
        private readonly double[] rows = owner.data.Blocks[block];
        private readonly double[] distance = new double[KMeansDistances.Together * owner.padded];
        private readonly int[] waiting = new int[KMeansDistances.Together];
        private readonly int first = block * RowMatrix.BlockRows;

        public void LookAtAll()
        {
            var count = owner.data.RowsOf(block);
            owner.sums[block].AsSpan().Clear();
            owner.counts[block].AsSpan().Clear();
            owner.nearest.AsSpan(first, count).Fill(-1);
            for (var r = 0; r < count; r += waiting.Length)
            {
                var many = Math.Min(waiting.Length, count - r);
                for (var i = 0; i < many; i++)
                {
                    waiting[i] = r + i;
                }

                Look(many);
            }
        }

        public void LookWhereNeeded(double[][] centers, double[] apart, double[] drift, double most, double second, int at)
        {
            var count = owner.data.RowsOf(block);
            var nearest = owner.nearest.AsSpan(first, count);
            var upper = owner.upper.AsSpan(first, count);
            var lower = owner.lower.AsSpan(first, count);
            var many = 0;
            for (var r = 0; r < nearest.Length; r++)
            {
                var own = nearest[r];
                var (high, low) = (upper[r] + drift[own], lower[r] - (own == at ? second : most));
                (upper[r], lower[r]) = (high, low);
                var limit = Math.Max(apart[own], low);
                if (high * Slack < limit)
                {
                    continue;
                }

                high = Math.Sqrt(KMeansDistances.Squared(rows.AsSpan(r * owner.width, owner.width), centers[own]));
                upper[r] = high;
                if (high * Slack < limit)
                {
                    continue;
                }

                waiting[many++] = r;
                if (many == waiting.Length)
                {
                    Look(many);
                    many = 0;
                }
            }

            Look(many);
        }

        /// <summary>Holds some rows against every centre.</summary>
        private void Look(int many)
        {
            if (many == 0)
            {
                return;
            }

            KMeansDistances.Fill(rows, waiting.AsSpan(0, many), owner.width, turned, owner.padded, distance);
            for (var i = 0; i < many; i++)
            {
                var d = distance.AsSpan(i * owner.padded, owner.clusters);
                var (best, least, next) = (0, d[0], double.PositiveInfinity);
                for (var k = 1; k < d.Length; k++)
                {
                    var value = d[k];
                    if (value < least)
                    {
                        (best, least, next) = (k, value, least);
                    }
                    else
                    {
                        next = value < next ? value : next;
                    }
                }

                var row = first + waiting[i];
                (owner.upper[row], owner.lower[row]) = (Math.Sqrt(least), Math.Sqrt(next));
                if (owner.nearest[row] != best)
                {
                    Move(waiting[i], owner.nearest[row], best);
                    owner.nearest[row] = best;
                }
            }
        }

        private void Move(int row, int from, int to)
        {
            var width = owner.width;
            var values = rows.AsSpan(row * width, width);
            VectorSums.AddScaled(owner.sums[block].AsSpan(to * width, width), values, 1);
            owner.counts[block][to]++;
            if (from >= 0)
            {
                VectorSums.AddScaled(owner.sums[block].AsSpan(from * width, width), values, -1);
                owner.counts[block][from]--;
            }
        }
    }
}

/// <summary>Squared distances of rows to centres, several rows and several centres at a time.</summary>
internal static class KMeansDistances
{
    /// <summary>Rows that share a reading of the centres.</summary>
    public const int Together = 4;

    public static int Padded(int clusters) => (clusters + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;

    /// <summary>The centres column by column, in groups that fill a register; what pads them is infinitely far.</summary>
    public static double[] Turn(double[][] centers, int width)
    {
        var padded = Padded(centers.Length);
        var turned = new double[width * padded];
        for (var c = 0; c < width; c++)
        {
            for (var k = 0; k < padded; k++)
            {
                turned[(c * padded) + k] = k < centers.Length ? centers[k][c] : double.PositiveInfinity;
            }
        }

        return turned;
    }

    /// <summary>Fills the squared distances of up to <see cref="Together"/> rows of a block.</summary>
    public static void Fill(double[] rows, ReadOnlySpan<int> which, int width, double[] turned, int padded, double[] distance)
    {
        // A group that is not full repeats its last row.
        int a = which[0] * width, b = which[Math.Min(1, which.Length - 1)] * width, c = which[Math.Min(2, which.Length - 1)] * width, d = which[^1] * width;
        for (var k = 0; k < padded; k += Vector<double>.Count)
        {
            Vector<double> sa = default, sb = default, sc = default, sd = default;
            for (var j = 0; j < width; j++)
            {
                var center = new Vector<double>(turned, (j * padded) + k);
                var (da, db, dc, dd) = (new Vector<double>(rows[a + j]) - center, new Vector<double>(rows[b + j]) - center, new Vector<double>(rows[c + j]) - center, new Vector<double>(rows[d + j]) - center);
                sa = Vector.FusedMultiplyAdd(da, da, sa);
                sb = Vector.FusedMultiplyAdd(db, db, sb);
                sc = Vector.FusedMultiplyAdd(dc, dc, sc);
                sd = Vector.FusedMultiplyAdd(dd, dd, sd);
            }

            sa.CopyTo(distance, k);
            sb.CopyTo(distance, padded + k);
            sc.CopyTo(distance, (2 * padded) + k);
            sd.CopyTo(distance, (3 * padded) + k);
        }
    }

    public static double Squared(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var i = 0;
        var wide = Vector<double>.Zero;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var d = new Vector<double>(a[i..]) - new Vector<double>(b[i..]);
            wide = Vector.FusedMultiplyAdd(d, d, wide);
        }

        var sum = Vector.Sum(wide);
        for (; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
