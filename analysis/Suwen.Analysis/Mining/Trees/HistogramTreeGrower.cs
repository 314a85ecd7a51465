namespace Suwen.Analysis.Mining;

/// <summary>
/// Grows one tree on binned columns from weighted gradients: at each node, sums by part of each column are searched for the threshold that takes
/// away most. With classes, targets are shares and the gain is that of Gini; with numbers or gradients that of the squared error.
/// </summary>
internal sealed class HistogramTreeGrower(Binned data, TreeLimits limits, int columnsPerNode, Draws? draws)
{
    private readonly int[] columnOrder = [.. Enumerable.Range(0, data.Codes.Length)];

    /// <summary>A tree of classes: rows count with their weight.</summary>
    /// <param name="rows">Rows to learn from; reordered.</param>
    /// <param name="classOf">Class of each row.</param>
    /// <param name="weights">Weight of each row, by row number; null for 1.</param>
    /// <param name="classes">Number of classes.</param>
    public Tree GrowClasses(int[] rows, double[] classOf, int[]? weights, int classes) =>
        Grow(rows, classes, (row, sums, at) => sums[at + (int)classOf[row]] += weights?[row] ?? 1);

    /// <summary>A tree of numbers: the estimate of a leaf is the mean.</summary>
    public Tree GrowNumbers(int[] rows, double[] values, int[]? weights) => Grow(
        rows,
        3,
        (row, sums, at) =>
        {
            var w = weights?[row] ?? 1;
            sums[at] += w;
            sums[at + 1] += w * values[row];
            sums[at + 2] += w * values[row] * values[row];
        },
        isNumber: true);

    private Tree Grow(int[] rows, int width, Action<int, double[], int> add, bool isNumber = false)
    {
        var tree = new Tree();
        var histogram = new double[(Binned.MaximumBins + 1) * width];
        var node = new double[width];
        foreach (var row in rows)
        {
            add(row, node, 0);
        }

        var root = AddNode(tree, node, isNumber);
        var open = new Stack<(int Node, int Start, int Length, int Depth, double[] Sums)>();
        open.Push((root, 0, rows.Length, 0, node));
        var spare = new int[rows.Length];
        while (open.TryPop(out var next))
        {
            if (next.Depth >= limits.MaximumDepth || next.Length < limits.MinimumSplit || next.Length < 2 * limits.MinimumLeaf || tree.ImpurityOf(next.Node) <= 1e-15)
            {
                continue;
            }

            if (Best(rows.AsSpan(next.Start, next.Length), next.Sums, histogram, width, add, isNumber) is not { } best)
            {
                continue;
            }

            var left = Part(rows.AsSpan(next.Start, next.Length), data.Codes[best.Column], best.Bin, spare);
            var leftNode = AddNode(tree, best.Left, isNumber);
            var rightSums = new double[width];
            for (var i = 0; i < width; i++)
            {
                rightSums[i] = next.Sums[i] - best.Left[i];
            }

            var rightNode = AddNode(tree, rightSums, isNumber);
            tree.Split(next.Node, best.Column, data.Cuts[best.Column][best.Bin], leftNode, rightNode);
            open.Push((rightNode, next.Start + left, next.Length - left, next.Depth + 1, rightSums));
            open.Push((leftNode, next.Start, left, next.Depth + 1, best.Left));
        }

        return tree;
    }

    private static int AddNode(Tree tree, double[] sums, bool isNumber)
    {
        if (isNumber)
        {
            var mean = sums[1] / sums[0];
            return tree.Add([mean], sums[0], Math.Max(0, (sums[2] / sums[0]) - (mean * mean)));
        }

        var total = sums.Sum();
        return tree.Add(Array.ConvertAll(sums, s => s / total), total, 1 - sums.Sum(s => s / total * (s / total)));
    }

    private SplitFound? Best(ReadOnlySpan<int> rows, double[] node, double[] histogram, int width, Action<int, double[], int> add, bool isNumber)
    {
        SplitFound? best = null;
        var counts = new int[Binned.MaximumBins + 1];
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

            Array.Clear(histogram, 0, bins * width);
            Array.Clear(counts, 0, bins);
            var codes = data.Codes[column];
            foreach (var row in rows)
            {
                counts[codes[row]]++;
                add(row, histogram, codes[row] * width);
            }

            if (Search(column, bins, rows.Length, node, histogram, counts, width, isNumber) is { } found)
            {
                best = best is not { } b || found.Gain > b.Gain ? found : best;
                examined++;
            }
            else if (counts.AsSpan(0, bins).IndexOf(rows.Length) < 0)
            {
                examined++;
            }
        }

        return best;
    }

    private SplitFound? Search(int column, int bins, int rowCount, double[] node, double[] histogram, int[] counts, int width, bool isNumber)
    {
        Span<double> left = stackalloc double[width];
        left.Clear();
        var leftRows = 0;
        var bestBin = -1;
        var bestGain = 1e-12;
        var whole = Purity(node, isNumber);
        Span<double> right = stackalloc double[width];
        for (var bin = 0; bin < bins - 1; bin++)
        {
            leftRows += counts[bin];
            for (var i = 0; i < width; i++)
            {
                left[i] += histogram[(bin * width) + i];
                right[i] = node[i] - left[i];
            }

            if (leftRows < limits.MinimumLeaf || rowCount - leftRows < limits.MinimumLeaf || counts[bin] == 0)
            {
                continue;
            }

            var gain = Purity(left, isNumber) + Purity(right, isNumber) - whole;
            if (gain > bestGain)
            {
                bestGain = gain;
                bestBin = bin;
            }
        }

        if (bestBin < 0)
        {
            return null;
        }

        left.Clear();
        for (var bin = 0; bin <= bestBin; bin++)
        {
            for (var i = 0; i < width; i++)
            {
                left[i] += histogram[(bin * width) + i];
            }
        }

        return new SplitFound(column, bestBin, bestGain, left.ToArray());
    }

    /// <summary>What a split increases: Σ count² / n for classes, sum² / n for numbers.</summary>
    private static double Purity(ReadOnlySpan<double> sums, bool isNumber)
    {
        if (isNumber)
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
            if (codes[row] <= bin)
            {
                rows[left++] = row;
            }
            else
            {
                spare[right++] = row;
            }
        }

        spare.AsSpan(0, right).CopyTo(rows[left..]);
        return left;
    }

    private readonly record struct SplitFound(int Column, int Bin, double Gain, double[] Left);
}
