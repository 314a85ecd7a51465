using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Suwen.Analysis.Mining;

/// <summary>
/// Grows the trees of a forest of classes, one after another in the same arrays. A node's columns are drawn without replacement; one that
/// is constant in the node does not count, and the best threshold is taken even where it gains nothing yet, as in scikit-learn.
/// </summary>
internal sealed class ForestGrower
{
    private readonly ForestRecords source;
    private readonly TreeLimits limits;
    private readonly int columnsPerNode;
    private readonly ForestSearch search;
    private readonly int[] columnOrder;
    private readonly bool[] isConstant;
    private readonly Vector128<byte>[] records;
    private readonly Vector128<byte>[] spare;
    private readonly byte[] times;
    private readonly Stack<Open> open = new();

    /// <param name="source">The rows to draw from.</param>
    /// <param name="binned">The columns in parts.</param>
    /// <param name="limits">How far a tree grows.</param>
    /// <param name="columnsPerNode">Columns tried at a node.</param>
    /// <param name="classes">Number of classes.</param>
    public ForestGrower(ForestRecords source, Binned binned, TreeLimits limits, int columnsPerNode, int classes)
    {
        (this.source, this.limits, this.columnsPerNode) = (source, limits, columnsPerNode);
        search = ForestSearch.Of(source, limits.MinimumLeaf, classes);
        columnOrder = new int[source.Columns];
        isConstant = Array.ConvertAll(binned.Cuts, static c => c.Length == 0);
        records = GC.AllocateUninitializedArray<Vector128<byte>>(source.Count * source.Units);
        spare = GC.AllocateUninitializedArray<Vector128<byte>>(source.Count * source.Units);
        times = new byte[source.Count];
    }

    /// <summary>Draws rows and grows a tree on them.</summary>
    /// <param name="draws">Draws rows and columns.</param>
    /// <param name="importance">Takes, by column, the impurity that the splits took away, weighted by rows.</param>
    public PackedTree Grow(Draws draws, Span<double> importance)
    {
        for (var c = 0; c < columnOrder.Length; c++)
        {
            // The order that the last tree left depends on which thread grew it.
            columnOrder[c] = c;
        }

        var length = source.Draw(draws, source.Count, times, records);
        var tree = new PackedTree.Builder(search.Classes, search.Classes);
        open.Push(new Open(tree.Add(), 0, length, 0));
        while (open.TryPop(out var node))
        {
            var bytes = MemoryMarshal.AsBytes(records.AsSpan(node.Start * source.Units, node.Length * source.Units));
            search.Begin(bytes);
            if (search.IsPure || node.Depth >= limits.MaximumDepth || node.Length < limits.MinimumSplit || node.Length < 2 * limits.MinimumLeaf || !Search(bytes, draws))
            {
                SetEstimate(tree, node.Node);
                continue;
            }

            importance[search.BestColumn] += search.GainOfBest;
            var left = Part(node.Start, node.Length, search.BestColumn, search.BestBin);
            var child = tree.Split(node.Node, search.BestColumn, search.BestBin);
            open.Push(new Open(child + 1, node.Start + left, node.Length - left, node.Depth + 1));
            open.Push(new Open(child, node.Start, left, node.Depth + 1));
        }

        return tree.Build();
    }

    private void SetEstimate(PackedTree.Builder tree, int node)
    {
        if (search.IsPure)
        {
            tree.SetClass(node, search.OnlyClass);
            return;
        }

        Span<double> shares = stackalloc double[search.Classes];
        search.Shares(shares);
        tree.SetEstimate(node, shares);
    }

    private bool Search(ReadOnlySpan<byte> bytes, Draws draws)
    {
        var examined = 0;
        for (var c = 0; c < columnOrder.Length && examined < columnsPerNode; c++)
        {
            var other = c + draws.Below(columnOrder.Length - c);
            (columnOrder[c], columnOrder[other]) = (columnOrder[other], columnOrder[c]);
            if (!isConstant[columnOrder[c]] && search.Try(bytes, columnOrder[c]))
            {
                examined++;
            }
        }

        return search.HasBest;
    }

    private int Part(int start, int length, int column, int bin)
    {
        var (units, stride) = (source.Units, source.Stride);
        var own = records.AsSpan(start * units, length * units);
        var codes = MemoryMarshal.AsBytes(own);
        int left = 0, right = 0;
        if (units == 1)
        {
            for (var i = 0; i < own.Length; i++)
            {
                // Both are written and one of them is passed over: the direction is a coin toss that a branch would lose half of the time.
                var record = own[i];
                var goesLeft = codes[(i * ForestRecords.Unit) + column] <= bin ? 1 : 0;
                own[left] = record;
                spare[right] = record;
                left += goesLeft;
                right += 1 - goesLeft;
            }
        }
        else
        {
            for (var i = 0; i < length; i++)
            {
                var record = own.Slice(i * units, units);
                if (codes[(i * stride) + column] <= bin)
                {
                    record.CopyTo(own[(left++ * units)..]);
                }
                else
                {
                    record.CopyTo(spare.AsSpan(right++ * units));
                }
            }
        }

        spare.AsSpan(0, right * units).CopyTo(own[(left * units)..]);
        return left;
    }

    private readonly record struct Open(int Node, int Start, int Length, int Depth);
}
