namespace Suwen.Analysis.Mining;

/// <summary>A tree as a model's JSON holds it.</summary>
/// <param name="Feature">By node the column that it compares; −1 for a leaf.</param>
/// <param name="Threshold">By node what it compares with.</param>
/// <param name="Left">By node its left child.</param>
/// <param name="Right">By node its right child.</param>
/// <param name="Value">By leaf the estimate of each output.</param>
internal sealed record FlatTree(int[] Feature, double[] Threshold, int[] Left, int[] Right, double[][] Value)
{
    /// <summary>By column the thresholds of all trees, in order; null where a column has more than parts can be told.</summary>
    public static double[][]? CutsOf(FlatTree[] trees)
    {
        var found = new List<SortedSet<double>>();
        foreach (var tree in trees)
        {
            for (var node = 0; node < tree.Feature.Length; node++)
            {
                if (tree.Feature[node] < 0)
                {
                    continue;
                }

                while (found.Count <= tree.Feature[node])
                {
                    found.Add([]);
                }

                if (found[tree.Feature[node]].Add(tree.Threshold[node]) && found[tree.Feature[node]].Count >= Binned.MaximumBins)
                {
                    return null;
                }
            }
        }

        return [.. found.Select(static f => f.ToArray())];
    }

    /// <summary>The same tree on parts of the columns; its outputs are classes where there is more than one.</summary>
    public PackedTree Pack(double[][] cuts)
    {
        // The estimates are taken as they are: with no classes, a leaf holds as many numbers as there are outputs.
        var packed = new PackedTree.Builder(0, Value.Max(static v => v.Length));
        var open = new Stack<(int From, int To)>();
        open.Push((0, packed.Add()));
        while (open.TryPop(out var node))
        {
            var column = Feature[node.From];
            if (column < 0)
            {
                packed.SetEstimate(node.To, Value[node.From]);
                continue;
            }

            if (packed.Count > Feature.Length)
            {
                throw new InvalidOperationException("A tree of the model leads back to itself.");
            }

            var to = packed.Split(node.To, column, Array.BinarySearch(cuts[column], Threshold[node.From]));
            open.Push((Right[node.From], to + 1));
            open.Push((Left[node.From], to));
        }

        return packed.Build();
    }
}
