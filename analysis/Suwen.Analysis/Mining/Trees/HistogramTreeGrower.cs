namespace Suwen.Analysis.Mining;

/// <summary>
/// Grows one tree on binned columns: at each node, sums by part of each column are searched for the threshold that takes away most. With
/// classes, sums are weights by class and the gain is that of Gini; with numbers they are weight and weighted value, and the gain is that of
/// the squared error.
/// </summary>
internal sealed class HistogramTreeGrower
{
    /// <summary>Rows times columns above which a node's columns are searched on several processors.</summary>
    private const int WorthSharing = 1 << 18;

    /// <summary>Rows above which a node's sums are kept, so that those of its larger child are a difference.</summary>
    private const int WorthKeeping = 512;

    /// <summary>Rows up to which a node is searched by sorting them: with fewer rows than parts of a column, its sums by part would be mostly empty.</summary>
    private const int FewRows = 96;

    private readonly Binned data;
    private readonly TreeLimits limits;
    private readonly int columnsPerNode;
    private readonly Draws? draws;
    private readonly double[] values;
    private readonly int[]? weights;
    private readonly int classes;
    private readonly int width;
    private readonly int[] columnOrder;
    private readonly Tree tree = new();
    private int[] rows = [];
    private int[] spare = [];
    private double[] gatheredWeight = [];
    private double[] gatheredValue = [];
    private int[] gatheredClass = [];
    private Histogram? scratch;

    /// <param name="data">The columns in parts.</param>
    /// <param name="limits">How far it grows.</param>
    /// <param name="columnsPerNode">Columns tried at a node.</param>
    /// <param name="draws">Draws those columns; null where all are tried.</param>
    /// <param name="values">Classes or numbers, by row.</param>
    /// <param name="weights">How often each row counts; null for once.</param>
    /// <param name="classes">Number of classes; 0 for numbers.</param>
    public HistogramTreeGrower(Binned data, TreeLimits limits, int columnsPerNode, Draws? draws, double[] values, int[]? weights, int classes)
    {
        (this.data, this.limits, this.columnsPerNode, this.draws) = (data, limits, columnsPerNode, draws);
        (this.values, this.weights, this.classes) = (values, weights, classes);
        width = classes == 0 ? 2 : classes;
        columnOrder = [.. Enumerable.Range(0, data.Codes.Length)];
    }

    /// <summary>Ranges of the rows in <see cref="Grow"/>'s order that ended in each leaf.</summary>
    public List<(int Leaf, int Start, int Length)> Leaves { get; } = [];

    private bool IsNumber => classes == 0;

    private bool KeepsSums => columnsPerNode >= data.Codes.Length;

    /// <summary>Grows the tree.</summary>
    /// <param name="learnFrom">Rows to learn from; reordered so that those of a leaf stand together.</param>
    public Tree Grow(int[] learnFrom)
    {
        rows = learnFrom;
        spare = new int[rows.Length];
        (gatheredWeight, gatheredValue, gatheredClass) = (new double[rows.Length], new double[IsNumber ? rows.Length : 0], new int[IsNumber ? 0 : rows.Length]);
        var (root, sums) = AddNode(0, rows.Length);
        var open = new Stack<Open>();
        open.Push(new Open(root, 0, rows.Length, 0, sums, null));
        while (open.TryPop(out var next))
        {
            if (IsFinal(next) || Split(next) is not { } children)
            {
                Leaves.Add((next.Node, next.Start, next.Length));
                continue;
            }

            open.Push(children.Right);
            open.Push(children.Left);
        }

        return tree;
    }

    private bool IsFinal(in Open node) =>
        node.Depth >= limits.MaximumDepth || node.Length < limits.MinimumSplit || node.Length < 2 * limits.MinimumLeaf || tree.ImpurityOf(node.Node) <= 1e-15;

    private (Open Left, Open Right)? Split(Open node)
    {
        var histograms = node.Histograms;
        var isKept = KeepsSums && node.Length >= WorthKeeping;
        if (isKept && histograms is null)
        {
            histograms = SumAll(node.Start, node.Length);
        }

        if (Best(node, isKept ? histograms : null) is not { } best)
        {
            return null;
        }

        var leftLength = Part(rows.AsSpan(node.Start, node.Length), data.Codes[best.Column], best.Bin, spare);
        var (leftNode, leftSums) = AddNode(node.Start, leftLength);
        var (rightNode, rightSums) = AddNode(node.Start + leftLength, node.Length - leftLength);
        tree.Split(node.Node, best.Column, data.Cuts[best.Column][best.Bin], leftNode, rightNode);
        var left = new Open(leftNode, node.Start, leftLength, node.Depth + 1, leftSums, null);
        var right = new Open(rightNode, node.Start + leftLength, node.Length - leftLength, node.Depth + 1, rightSums, null);
        return isKept ? WithSums(left, right, histograms!) : (left, right);
    }

    /// <summary>Sums of the smaller child, and by difference those of the larger, in the arrays of their parent.</summary>
    private (Open Left, Open Right) WithSums(Open left, Open right, Histogram[] parent)
    {
        var isLeftSmaller = left.Length <= right.Length;
        var (small, large) = isLeftSmaller ? (left, right) : (right, left);
        if (IsFinal(large) || large.Length < WorthKeeping)
        {
            return (left, right);
        }

        var own = SumAll(small.Start, small.Length);
        for (var c = 0; c < own.Length; c++)
        {
            for (var i = 0; i < own[c].Counts.Length; i++)
            {
                parent[c].Counts[i] -= own[c].Counts[i];
            }

            VectorSums.AddScaled(parent[c].Sums, own[c].Sums, -1);
        }

        (small, large) = (small with { Histograms = own }, large with { Histograms = parent });
        return isLeftSmaller ? (small, large) : (large, small);
    }

    private (int Node, double[] Sums) AddNode(int start, int length)
    {
        var sums = new double[width];
        var own = rows.AsSpan(start, length);
        if (!IsNumber)
        {
            foreach (var row in own)
            {
                sums[(int)values[row]] += weights?[row] ?? 1;
            }

            var total = 0.0;
            foreach (var sum in sums)
            {
                total += sum;
            }

            var shares = new double[width];
            var purity = 0.0;
            for (var i = 0; i < shares.Length; i++)
            {
                shares[i] = sums[i] / total;
                purity += shares[i] * shares[i];
            }

            return (tree.Add(shares, total, 1 - purity), sums);
        }

        var squares = 0.0;
        foreach (var row in own)
        {
            var (weight, value) = (weights?[row] ?? 1, values[row]);
            sums[0] += weight;
            sums[1] += weight * value;
            squares += weight * value * value;
        }

        var mean = sums[1] / sums[0];
        return (tree.Add([mean], sums[0], Math.Max(0, (squares / sums[0]) - (mean * mean))), sums);
    }

    private Histogram[] SumAll(int start, int length)
    {
        Gather(start, length);
        var all = new Histogram[data.Codes.Length];
        Each(length, c =>
        {
            all[c] = new Histogram(data.Cuts[c].Length + 1, width);
            Sum(c, start, length, all[c]);
        });
        return all;
    }

    private void Each(int length, Action<int> work)
    {
        if (draws is null && (long)length * data.Codes.Length > WorthSharing)
        {
            Parallel.For(0, data.Codes.Length, work);
            return;
        }

        for (var c = 0; c < data.Codes.Length; c++)
        {
            work(c);
        }
    }

    /// <summary>Weights and values of a node's rows, one after another, so that each column reads them in order.</summary>
    private void Gather(int start, int length)
    {
        for (var i = start; i < start + length; i++)
        {
            var row = rows[i];
            double weight = weights?[row] ?? 1;
            gatheredWeight[i] = weight;
            if (IsNumber)
            {
                gatheredValue[i] = weight * values[row];
            }
            else
            {
                gatheredClass[i] = (int)values[row];
            }
        }
    }

    private void Sum(int column, int start, int length, Histogram into)
    {
        var own = rows.AsSpan(start, length);
        var weight = gatheredWeight.AsSpan(start, length);
        var (codes, counts, sums) = (data.Codes[column], into.Counts, into.Sums);
        if (IsNumber)
        {
            var value = gatheredValue.AsSpan(start, length);
            for (var i = 0; i < own.Length; i++)
            {
                int bin = codes[own[i]];
                counts[bin]++;
                sums[2 * bin] += weight[i];
                sums[(2 * bin) + 1] += value[i];
            }

            return;
        }

        var classOf = gatheredClass.AsSpan(start, length);
        for (var i = 0; i < own.Length; i++)
        {
            int bin = codes[own[i]];
            counts[bin]++;
            sums[(bin * width) + classOf[i]] += weight[i];
        }
    }

    private SplitFound? Best(Open node, Histogram[]? histograms)
    {
        if (histograms is not null && draws is null)
        {
            var found = new SplitFound?[histograms.Length];
            for (var c = 0; c < histograms.Length; c++)
            {
                found[c] = Search(c, node, histograms[c]);
            }

            SplitFound? first = null;
            foreach (var candidate in found)
            {
                first = candidate is { } f && (first is not { } b || f.Gain > b.Gain) ? f : first;
            }

            return first;
        }

        return BestOfDrawn(node, histograms);
    }

    private SplitFound? BestOfDrawn(Open node, Histogram[]? histograms)
    {
        if (histograms is null)
        {
            Gather(node.Start, node.Length);
        }

        SplitFound? best = null;
        var examined = 0;
        for (var c = 0; c < columnOrder.Length && examined < columnsPerNode; c++)
        {
            if (draws is not null)
            {
                // The columns of a node are drawn without replacement; one that is constant here does not count, as in scikit-learn.
                var other = c + draws.Below(columnOrder.Length - c);
                (columnOrder[c], columnOrder[other]) = (columnOrder[other], columnOrder[c]);
            }

            var column = columnOrder[c];
            var bins = data.Cuts[column].Length + 1;
            if (bins == 1)
            {
                continue;
            }

            if (histograms is null && node.Length <= FewRows)
            {
                var (few, varies) = SearchFew(column, node);
                best = few is { } f && (best is not { } b || f.Gain > b.Gain) ? few : best;
                examined += varies ? 1 : 0;
                continue;
            }

            var histogram = histograms?[column] ?? (scratch ??= new Histogram(Binned.MaximumBins + 1, width));
            if (histograms is null)
            {
                histogram.Clear(bins);
                Sum(column, node.Start, node.Length, histogram);
            }

            if (Search(column, node, histogram) is { } found)
            {
                best = best is not { } known || found.Gain > known.Gain ? found : best;
                examined++;
            }
            else if (histogram.Counts.AsSpan(0, bins).IndexOf(node.Length) < 0)
            {
                examined++;
            }
        }

        return best;
    }

    /// <summary>The best threshold among the parts that a few rows are in, and whether they are in more than one.</summary>
    private (SplitFound? Found, bool Varies) SearchFew(int column, in Open node)
    {
        Span<int> sorted = stackalloc int[node.Length];
        var codes = data.Codes[column];
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i] = (codes[rows[node.Start + i]] << 8) | i;
        }

        sorted.Sort();
        Span<double> left = stackalloc double[width], right = stackalloc double[width];
        left.Clear();
        var bestBin = -1;
        var bestGain = 1e-12;
        var whole = Purity(node.Sums);
        for (var i = 0; i < sorted.Length - 1; i++)
        {
            var at = node.Start + (sorted[i] & 255);
            if (IsNumber)
            {
                left[0] += gatheredWeight[at];
                left[1] += gatheredValue[at];
            }
            else
            {
                left[gatheredClass[at]] += gatheredWeight[at];
            }

            var bin = sorted[i] >> 8;
            if (bin == sorted[i + 1] >> 8 || i + 1 < limits.MinimumLeaf || sorted.Length - i - 1 < limits.MinimumLeaf)
            {
                continue;
            }

            for (var w = 0; w < left.Length; w++)
            {
                right[w] = node.Sums[w] - left[w];
            }

            var gain = Purity(left) + Purity(right) - whole;
            if (gain > bestGain)
            {
                (bestGain, bestBin) = (gain, bin);
            }
        }

        return (bestBin < 0 ? null : new SplitFound(column, bestBin, bestGain), sorted[0] >> 8 != sorted[^1] >> 8);
    }

    private SplitFound? Search(int column, in Open node, Histogram histogram)
    {
        Span<double> left = stackalloc double[width], right = stackalloc double[width];
        left.Clear();
        var (bins, counts, sums) = (data.Cuts[column].Length + 1, histogram.Counts, histogram.Sums);
        var leftRows = 0;
        var bestBin = -1;
        var bestGain = 1e-12;
        var whole = Purity(node.Sums);
        for (var bin = 0; bin < bins - 1; bin++)
        {
            if (counts[bin] == 0)
            {
                continue;
            }

            leftRows += counts[bin];
            for (var i = 0; i < left.Length; i++)
            {
                left[i] += sums[(bin * width) + i];
                right[i] = node.Sums[i] - left[i];
            }

            if (leftRows < limits.MinimumLeaf || node.Length - leftRows < limits.MinimumLeaf || leftRows == node.Length)
            {
                continue;
            }

            var gain = Purity(left) + Purity(right) - whole;
            if (gain > bestGain)
            {
                (bestGain, bestBin) = (gain, bin);
            }
        }

        return bestBin < 0 ? null : new SplitFound(column, bestBin, bestGain);
    }

    /// <summary>What a split increases: Σ count² / n for classes, sum² / n for numbers.</summary>
    private double Purity(ReadOnlySpan<double> sums)
    {
        if (IsNumber)
        {
            return sums[0] > 0 ? sums[1] * sums[1] / sums[0] : 0;
        }

        double total = 0, squares = 0;
        foreach (var s in sums)
        {
            total += s;
            squares += s * s;
        }

        return total > 0 ? squares / total : 0;
    }

    private static int Part(Span<int> rows, byte[] codes, int bin, int[] spare)
    {
        int left = 0, right = 0;
        foreach (var row in rows)
        {
            // Both are written and one of them is passed over: the direction is a coin toss that a branch would lose half of the time.
            var goesLeft = codes[row] <= bin ? 1 : 0;
            rows[left] = row;
            spare[right] = row;
            left += goesLeft;
            right += 1 - goesLeft;
        }

        spare.AsSpan(0, right).CopyTo(rows[left..]);
        return left;
    }

    /// <summary>Rows and sums by part of a column.</summary>
    private sealed class Histogram(int bins, int width)
    {
        public int[] Counts { get; } = new int[bins];

        public double[] Sums { get; } = new double[bins * width];

        public void Clear(int used)
        {
            Array.Clear(Counts, 0, used);
            Array.Clear(Sums, 0, used * width);
        }
    }

    private sealed record Open(int Node, int Start, int Length, int Depth, double[] Sums, Histogram[]? Histograms);

    private readonly record struct SplitFound(int Column, int Bin, double Gain);
}
