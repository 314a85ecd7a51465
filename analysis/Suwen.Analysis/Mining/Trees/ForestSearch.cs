using System.Numerics;

namespace Suwen.Analysis.Mining;

/// <summary>The search for a node's best threshold: the sums of its rows by part of a column, read in the order of the parts.</summary>
internal abstract class ForestSearch
{
    /// <summary>Rows up to which the parts that a node is in are marked rather than looked for.</summary>
    private const int FewRows = 128;

    private readonly ulong[] marks = new ulong[4];
    private readonly byte[] occupied = new byte[256];

    protected ForestSearch(ForestRecords source, int minimumLeaf, int classes)
    {
        (Stride, ClassAt, MinimumLeaf, Classes) = (source.Stride, source.Columns, minimumLeaf, classes);
    }

    public int Classes { get; }

    public bool IsPure { get; protected set; }

    public int OnlyClass { get; protected set; }

    public bool HasBest => BestGain >= 0;

    public int BestColumn { get; private set; }

    public int BestBin { get; private set; }

    /// <summary>The impurity that the best threshold takes away, times the weight of the rows.</summary>
    public abstract double GainOfBest { get; }

    protected int Stride { get; }

    protected int ClassAt { get; }

    protected int MinimumLeaf { get; }

    /// <summary>The best so far, on a scale of the search's own; −1 where there is none.</summary>
    protected double BestGain { get; set; }

    public static ForestSearch Of(ForestRecords source, int minimumLeaf, int classes) =>
        classes == 2 && source.Count <= TwoClassSearch.MostRows ? new TwoClassSearch(source, minimumLeaf) : new ManyClassSearch(source, minimumLeaf, classes);

    /// <summary>Takes the records of a node.</summary>
    public abstract void Begin(ReadOnlySpan<byte> bytes);

    /// <summary>The share of each class in the node.</summary>
    public abstract void Shares(Span<double> shares);

    /// <summary>Looks for a better threshold of a column; false where it is constant in the node.</summary>
    public bool Try(ReadOnlySpan<byte> bytes, int column)
    {
        ReadOnlySpan<byte> bins;
        if (bytes.Length <= FewRows * Stride)
        {
            for (var i = column; i < bytes.Length; i += Stride)
            {
                marks[bytes[i] >> 6] |= 1UL << bytes[i];
            }

            bins = occupied.AsSpan(0, TakeMarks());
            if (bins.Length < 2)
            {
                return false;
            }

            Sum(bytes, column);
        }
        else
        {
            Sum(bytes, column);
            bins = occupied.AsSpan(0, FindOccupied(occupied));
        }

        if (Best(bins) is var best and > 0)
        {
            // Midway between the last part on the left and the first on the right, as between two values.
            (BestColumn, BestBin) = (column, (bins[best - 1] + bins[best] - 1) / 2);
        }

        return bins.Length > 1;
    }

    /// <summary>Adds the records up by part of a column.</summary>
    protected abstract void Sum(ReadOnlySpan<byte> bytes, int column);

    /// <summary>The parts of which the sum is not empty, in order; their number.</summary>
    protected abstract int FindOccupied(Span<byte> into);

    /// <summary>The number, among the parts occupied, of the first that lies right of a better threshold, or 0; empties the sums.</summary>
    protected abstract int Best(ReadOnlySpan<byte> bins);

    private int TakeMarks()
    {
        var count = 0;
        for (var word = 0; word < marks.Length; word++)
        {
            for (var bits = marks[word]; bits != 0; bits &= bits - 1)
            {
                occupied[count++] = (byte)((word << 6) + BitOperations.TrailingZeroCount(bits));
            }

            marks[word] = 0;
        }

        return count;
    }
}

/// <summary>Of two classes: the rows and the weight of each class are three fields of one number, which a single addition counts.</summary>
internal sealed class TwoClassSearch(ForestRecords source, int minimumLeaf) : ForestSearch(source, minimumLeaf, 2)
{
    /// <summary>Rows whose number a field holds.</summary>
    public const int MostRows = (1 << Field) - 1;

    private const int Field = 21;

    private readonly ulong[] sums = new ulong[256];
    private int rows;
    private double weight;
    private double events;

    /// <remarks>With n rows of which e are events, and a left side of m rows with f of them, Gini's gain is 2 (f n − e m)² / (n m (n − m)).</remarks>
    public override double GainOfBest => 2 * BestGain / weight;

    public override void Begin(ReadOnlySpan<byte> bytes)
    {
        var total = 0UL;
        for (var i = ClassAt; i + 1 < bytes.Length; i += Stride)
        {
            total += Count(bytes[i], bytes[i + 1]);
        }

        rows = (int)(total & MostRows);
        events = total >> (2 * Field);
        weight = ((total >> Field) & MostRows) + events;
        IsPure = events == 0 || events == weight;
        OnlyClass = events > 0 ? 1 : 0;
        BestGain = -1;
    }

    public override void Shares(Span<double> shares) => (shares[0], shares[1]) = ((weight - events) / weight, events / weight);

    protected override void Sum(ReadOnlySpan<byte> bytes, int column)
    {
        var own = sums;
        for (int i = column, c = ClassAt; c + 1 < bytes.Length; i += Stride, c += Stride)
        {
            own[bytes[i]] += Count(bytes[c], bytes[c + 1]);
        }
    }

    protected override int FindOccupied(Span<byte> into)
    {
        var count = 0;
        for (var bin = 0; bin < sums.Length; bin++)
        {
            if (sums[bin] != 0)
            {
                into[count++] = (byte)bin;
            }
        }

        return count;
    }

    protected override int Best(ReadOnlySpan<byte> bins)
    {
        var found = 0;
        var best = BestGain;
        var left = 0UL;
        for (var i = 0; i < bins.Length; i++)
        {
            var leftRows = (int)(left & MostRows);
            if (i > 0 && leftRows >= MinimumLeaf && rows - leftRows >= MinimumLeaf)
            {
                double leftEvents = (long)(left >> (2 * Field));
                var leftWeight = (double)(long)((left >> Field) & MostRows) + leftEvents;
                var apart = (leftEvents * weight) - (events * leftWeight);
                var gain = apart * apart / (leftWeight * (weight - leftWeight));
                if (gain > best)
                {
                    (best, found) = (gain, i);
                }
            }

            left += sums[bins[i]];
            sums[bins[i]] = 0;
        }

        BestGain = best;
        return found;
    }

    private static ulong Count(byte ofClass, byte times) => 1UL + ((ulong)times << (ofClass == 0 ? Field : 2 * Field));
}

/// <summary>Of any number of classes.</summary>
internal sealed class ManyClassSearch(ForestRecords source, int minimumLeaf, int classes) : ForestSearch(source, minimumLeaf, classes)
{
    private readonly int[] counts = new int[256];
    private readonly int[] sums = new int[256 * classes];
    private readonly int[] total = new int[classes];
    private readonly int[] left = new int[classes];
    private int rows;
    private double weight;
    private double purity;

    public override double GainOfBest => BestGain;

    public override void Begin(ReadOnlySpan<byte> bytes)
    {
        Array.Clear(total);
        rows = bytes.Length / Stride;
        for (var i = ClassAt; i + 1 < bytes.Length; i += Stride)
        {
            total[bytes[i]] += bytes[i + 1];
        }

        long sum = 0;
        var squares = 0.0;
        IsPure = false;
        foreach (var own in total)
        {
            sum += own;
            squares += (double)own * own;
        }

        weight = sum;
        purity = squares / weight;
        OnlyClass = Array.FindIndex(total, own => own == sum);
        IsPure = OnlyClass >= 0;
        BestGain = -1;
    }

    public override void Shares(Span<double> shares)
    {
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = total[i] / weight;
        }
    }

    protected override void Sum(ReadOnlySpan<byte> bytes, int column)
    {
        for (int i = column, c = ClassAt; c + 1 < bytes.Length; i += Stride, c += Stride)
        {
            counts[bytes[i]]++;
            sums[(bytes[i] * Classes) + bytes[c]] += bytes[c + 1];
        }
    }

    protected override int FindOccupied(Span<byte> into)
    {
        var count = 0;
        for (var bin = 0; bin < counts.Length; bin++)
        {
            if (counts[bin] != 0)
            {
                into[count++] = (byte)bin;
            }
        }

        return count;
    }

    protected override int Best(ReadOnlySpan<byte> bins)
    {
        Array.Clear(left);
        var (found, leftRows) = (0, 0);
        for (var i = 0; i < bins.Length; i++)
        {
            if (i > 0 && leftRows >= MinimumLeaf && rows - leftRows >= MinimumLeaf && Gain() is var gain && gain > BestGain)
            {
                (BestGain, found) = (gain, i);
            }

            var own = sums.AsSpan(bins[i] * Classes, Classes);
            for (var c = 0; c < own.Length; c++)
            {
                left[c] += own[c];
            }

            own.Clear();
            leftRows += counts[bins[i]];
            counts[bins[i]] = 0;
        }

        return found;
    }

    /// <summary>Σ count² / n of both sides, less that of the node; not below 0, where rounding would put it.</summary>
    private double Gain()
    {
        double leftWeight = 0, leftSquares = 0, rightSquares = 0;
        for (var c = 0; c < left.Length; c++)
        {
            double own = left[c];
            var other = total[c] - own;
            leftWeight += own;
            leftSquares += own * own;
            rightSquares += other * other;
        }

        return Math.Max(0, (leftSquares / leftWeight) + (rightSquares / (weight - leftWeight)) - purity);
    }
}
