using System.Runtime.InteropServices;

namespace Suwen.Analysis.Mining;

/// <summary>
/// A tree of a forest in eight bytes a node: a part of a column to compare with, and where the left child stands (the right one follows it).
/// A leaf leads to itself, so that a walk needs no test for its end, and names an estimate.
/// </summary>
internal sealed class PackedTree
{
    /// <summary>No part is above it: every row goes left.</summary>
    private const int AllLeft = 255;

    private readonly Node[] nodes;
    private readonly int[] estimateOf;
    private readonly double[] estimates;
    private readonly int classes;
    private readonly int outputs;

    private PackedTree(Node[] nodes, int[] estimateOf, double[] estimates, int classes, int outputs)
    {
        (this.nodes, this.estimateOf, this.estimates, this.classes, this.outputs) = (nodes, estimateOf, estimates, classes, outputs);
    }

    public int Count => nodes.Length;

    public bool IsLeaf(int node) => estimateOf[node] >= 0;

    public (int Column, int Bin, int Left) TestOf(int node) => (nodes[node].Test >> 8, nodes[node].Test & 255, nodes[node].Link);

    /// <summary>The estimate of each output in a leaf.</summary>
    public void EstimateOf(int leaf, Span<double> into)
    {
        var own = estimateOf[leaf];
        if (own < classes)
        {
            into.Clear();
            into[own] = 1;
            return;
        }

        estimates.AsSpan((own - classes) * outputs, outputs).CopyTo(into);
    }

    /// <summary>Adds the estimates of rows to their sums.</summary>
    /// <param name="codes">Parts of the columns, row by row.</param>
    /// <param name="columns">Columns of a row.</param>
    /// <param name="at">Takes the node of each row.</param>
    /// <param name="walking">Takes the rows that have not reached their leaf.</param>
    /// <param name="sums">By row the sum of each output.</param>
    public void AddEstimates(ReadOnlySpan<byte> codes, int columns, Span<int> at, Span<int> walking, Span<double> sums)
    {
        var rows = codes.Length / columns;
        at[..rows].Clear();
        for (var row = 0; row < rows; row++)
        {
            walking[row] = row;
        }

        for (var left = rows; left > 0;)
        {
            // All rows take a step before any takes the next: the steps wait for memory together, and no branch has to be guessed.
            var still = 0;
            foreach (var row in walking[..left])
            {
                var node = at[row];
                var (link, test) = nodes[node];
                var next = link + (codes[(row * columns) + (test >> 8)] > (test & 255) ? 1 : 0);
                at[row] = next;
                walking[still] = row;
                still += next == node ? 0 : 1;
            }

            left = still;
        }

        for (var row = 0; row < rows; row++)
        {
            Add(at[row], row, sums);
        }
    }

    private void Add(int leaf, int row, Span<double> sums)
    {
        var own = estimateOf[leaf];
        if (own < classes)
        {
            sums[(row * outputs) + own]++;
            return;
        }

        var values = estimates.AsSpan((own - classes) * outputs, outputs);
        for (var o = 0; o < values.Length; o++)
        {
            sums[(row * outputs) + o] += values[o];
        }
    }

    /// <summary>Makes a tree, a node after another.</summary>
    /// <param name="classes">Number of classes that a leaf can name in place of an estimate; 0 where each has an estimate.</param>
    /// <param name="outputs">Numbers of an estimate.</param>
    public sealed class Builder(int classes, int outputs)
    {
        private readonly List<Node> nodes = [];
        private readonly List<int> estimateOf = [];
        private readonly List<double> estimates = [];

        public int Count => nodes.Count;

        /// <summary>Adds a node that will become a leaf, or be split.</summary>
        public int Add()
        {
            nodes.Add(new Node(nodes.Count, AllLeft));
            estimateOf.Add(-1);
            return nodes.Count - 1;
        }

        /// <summary>Splits a node; returns its left child, which the right one follows.</summary>
        public int Split(int node, int column, int bin)
        {
            var left = Add();
            Add();
            nodes[node] = new Node(left, (column << 8) | bin);
            return left;
        }

        /// <summary>Makes a node a leaf of one class.</summary>
        public void SetClass(int node, int only) => estimateOf[node] = only;

        /// <summary>Makes a node a leaf with an estimate of each output.</summary>
        public void SetEstimate(int node, ReadOnlySpan<double> estimate)
        {
            estimateOf[node] = classes + (estimates.Count / outputs);
            estimates.AddRange(estimate);
        }

        public PackedTree Build() => new([.. nodes], [.. estimateOf], [.. estimates], classes, outputs);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Node(int Link, int Test);
}
