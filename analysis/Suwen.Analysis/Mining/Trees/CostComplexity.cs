namespace Suwen.Analysis.Mining;

/// <summary>Minimal cost-complexity pruning (Breiman et al. 1984, chapter 3): the subtree whose impurity plus alpha times its leaves is least.</summary>
internal static class CostComplexity
{
    public static void Prune(Tree tree, double alpha)
    {
        if (alpha <= 0)
        {
            return;
        }

        while (true)
        {
            var (weakest, strength) = Weakest(tree);
            if (weakest < 0 || strength > alpha)
            {
                return;
            }

            tree.MakeLeaf(weakest);
        }
    }

    private static (int Node, double Strength) Weakest(Tree tree)
    {
        var total = tree.WeightOf(0);
        var weakest = (-1, double.PositiveInfinity);

        (double Risk, int Leaves) Visit(int node)
        {
            var own = tree.WeightOf(node) / total * tree.ImpurityOf(node);
            if (tree.IsLeaf(node))
            {
                return (own, 1);
            }

            var (l, r) = tree.Children(node);
            var left = Visit(l);
            var right = Visit(r);
            var risk = left.Risk + right.Risk;
            var leaves = left.Leaves + right.Leaves;
            var strength = (own - risk) / (leaves - 1);
            if (strength < weakest.Item2)
            {
                weakest = (node, strength);
            }

            return (risk, leaves);
        }

        _ = Visit(0);
        return weakest;
    }
}
