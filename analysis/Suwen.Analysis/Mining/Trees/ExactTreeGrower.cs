namespace Suwen.Analysis.Mining;

/// <summary>How far a tree grows.</summary>
internal sealed record TreeLimits(int MaximumDepth, int MinimumSplit, int MinimumLeaf, double MinimumGain);

/// <summary>
/// CART (Breiman, Friedman, Olshen and Stone 1984) with every threshold tried: rows are sorted once per column and stay sorted as they are
/// parted, so a level of the tree costs rows × columns. Impurity is Gini, entropy, or the variance; a threshold lies midway between two values.
/// </summary>
internal sealed class ExactTreeGrower
{
    private readonly double[][] columns;
    private readonly double[] values;
    private readonly int classes;
    private readonly bool isEntropy;
    private readonly TreeLimits limits;
    private readonly int[][] sorted;
    private readonly int[] scratch;
    private readonly bool[] goesLeft;
    private readonly Tree tree = new();

    /// <param name="columns">Values by column.</param>
    /// <param name="values">Class indexes, or numbers.</param>
    /// <param name="classes">Number of classes; 0 for a number.</param>
    /// <param name="rows">Rows to learn from.</param>
    /// <param name="limits">How far it grows.</param>
    /// <param name="isEntropy">Entropy in place of Gini.</param>
    public ExactTreeGrower(double[][] columns, double[] values, int classes, int[] rows, TreeLimits limits, bool isEntropy)
    {
        this.columns = columns;
        this.values = values;
        this.classes = classes;
        this.limits = limits;
        this.isEntropy = isEntropy;
        scratch = new int[rows.Length];
        goesLeft = new bool[values.Length];
        sorted = new int[columns.Length][];
        Parallel.For(0, columns.Length, c =>
        {
            var order = (int[])rows.Clone();
            Array.Sort(Array.ConvertAll(rows, r => columns[c][r]), order);
            sorted[c] = order;
        });
    }

    public Tree Grow(CancellationToken cancellationToken)
    {
        var rows = sorted[0].Length;
        var root = AddNode(0, rows);
        var open = new Stack<(int Node, int Start, int Length, int Depth)>();
        open.Push((root, 0, rows, 0));
        while (open.TryPop(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (next.Depth >= limits.MaximumDepth || next.Length < limits.MinimumSplit || next.Length < 2 * limits.MinimumLeaf || tree.ImpurityOf(next.Node) <= 1e-15)
            {
                continue;
            }

            if (Best(next.Start, next.Length, tree.ImpurityOf(next.Node)) is not { } best)
            {
                continue;
            }

            Part(next.Start, next.Length, best);
            var leftNode = AddNode(next.Start, best.LeftRows);
            var rightNode = AddNode(next.Start + best.LeftRows, next.Length - best.LeftRows);
            tree.Split(next.Node, best.Column, best.Threshold, leftNode, rightNode);
            open.Push((rightNode, next.Start + best.LeftRows, next.Length - best.LeftRows, next.Depth + 1));
            open.Push((leftNode, next.Start, best.LeftRows, next.Depth + 1));
        }

        return tree;
    }

    private int AddNode(int start, int length)
    {
        if (classes == 0)
        {
            double sum = 0, squares = 0;
            for (var i = start; i < start + length; i++)
            {
                sum += values[sorted[0][i]];
            }

            var mean = sum / length;
            for (var i = start; i < start + length; i++)
            {
                var d = values[sorted[0][i]] - mean;
                squares += d * d;
            }

            return tree.Add([mean], length, squares / length);
        }

        var counts = new double[classes];
        for (var i = start; i < start + length; i++)
        {
            counts[(int)values[sorted[0][i]]]++;
        }

        var node = Impurity(counts, length);
        return tree.Add(Array.ConvertAll(counts, c => c / length), length, node);
    }

    private double Impurity(ReadOnlySpan<double> counts, double total)
    {
        var sum = 0.0;
        foreach (var count in counts)
        {
            var p = count / total;
            sum += isEntropy ? (p > 0 ? -p * Math.Log2(p) : 0) : p * p;
        }

        return isEntropy ? sum : 1 - sum;
    }

    private BestSplit? Best(int start, int length, double impurity)
    {
        var found = new BestSplit?[columns.Length];
        if (length * columns.Length > 200_000)
        {
            Parallel.For(0, columns.Length, c => found[c] = classes == 0 ? BestOfNumber(c, start, length) : BestOfClasses(c, start, length));
        }
        else
        {
            for (var c = 0; c < columns.Length; c++)
            {
                found[c] = classes == 0 ? BestOfNumber(c, start, length) : BestOfClasses(c, start, length);
            }
        }

        BestSplit? best = null;
        foreach (var candidate in found)
        {
            // Equal splits are common between columns; the earlier column keeps its place against rounding.
            if (candidate is { } c && (best is not { } b || c.Impurity < b.Impurity - 1e-12))
            {
                best = c;
            }
        }

        return best is { } chosen && (impurity - chosen.Impurity) * length / sorted[0].Length >= limits.MinimumGain - 1e-15 ? chosen : null;
    }

    private BestSplit? BestOfClasses(int column, int start, int length)
    {
        var order = sorted[column].AsSpan(start, length);
        var x = columns[column];
        Span<double> left = stackalloc double[classes];
        Span<double> right = stackalloc double[classes];
        left.Clear();
        right.Clear();
        foreach (var row in order)
        {
            right[(int)values[row]]++;
        }

        BestSplit? best = null;
        for (var i = 0; i < length - 1; i++)
        {
            var c = (int)values[order[i]];
            left[c]++;
            right[c]--;
            if (i + 1 < limits.MinimumLeaf || length - i - 1 < limits.MinimumLeaf || !(x[order[i + 1]] > x[order[i]]))
            {
                continue;
            }

            var impurity = (((i + 1) * Impurity(left, i + 1)) + ((length - i - 1) * Impurity(right, length - i - 1))) / length;
            if (best is not { } b || impurity < b.Impurity - 1e-12)
            {
                best = new BestSplit(column, Binned.Midway(x[order[i]], x[order[i + 1]]), i + 1, impurity);
            }
        }

        return best;
    }

    private BestSplit? BestOfNumber(int column, int start, int length)
    {
        var order = sorted[column].AsSpan(start, length);
        var x = columns[column];
        double total = 0, squares = 0;
        foreach (var row in order)
        {
            total += values[row];
        }

        var mean = total / length;
        foreach (var row in order)
        {
            squares += (values[row] - mean) * (values[row] - mean);
        }

        // Sums are of what lies above the mean of the node, so that large numbers do not cancel.
        BestSplit? best = null;
        var left = 0.0;
        for (var i = 0; i < length - 1; i++)
        {
            left += values[order[i]] - mean;
            if (i + 1 < limits.MinimumLeaf || length - i - 1 < limits.MinimumLeaf || !(x[order[i + 1]] > x[order[i]]))
            {
                continue;
            }

            var impurity = (squares - (left * left / (i + 1)) - (left * left / (length - i - 1))) / length;
            if (best is not { } b || impurity < b.Impurity - (1e-12 * squares / length))
            {
                best = new BestSplit(column, Binned.Midway(x[order[i]], x[order[i + 1]]), i + 1, impurity);
            }
        }

        return best;
    }

    /// <summary>Parts the rows of a node in every column's order.</summary>
    private void Part(int start, int length, BestSplit best)
    {
        var x = columns[best.Column];
        foreach (var row in sorted[best.Column].AsSpan(start, length))
        {
            goesLeft[row] = x[row] <= best.Threshold;
        }

        foreach (var column in sorted)
        {
            var order = column.AsSpan(start, length);
            int left = 0, right = 0;
            foreach (var row in order)
            {
                if (goesLeft[row])
                {
                    order[left++] = row;
                }
                else
                {
                    scratch[right++] = row;
                }
            }

            scratch.AsSpan(0, right).CopyTo(order[left..]);
        }
    }

    private readonly record struct BestSplit(int Column, double Threshold, int LeftRows, double Impurity);
}
