using System.Text.Json.Nodes;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Mining;

/// <summary><c>decision-tree</c>: one CART tree.</summary>
internal sealed class DecisionTreeOperator : LearningOperator
{
    private static readonly OperatorParameter<string> Criterion = Parameter.Choice("criterion", ["gini", "entropy"], "gini", "分类的不纯度", "Impurity for classes; the variance for numbers");
    private static readonly OperatorParameter<long> MaximumDepth = Parameter.Integer("max_depth", 0, 0, 1000, "最大深度;0 不限", "Deepest level; 0 for no limit");
    private static readonly OperatorParameter<long> MinimumSplit = Parameter.Integer("min_split", 2, 2, 1_000_000_000, "可再分的最少行数", "Fewest rows of a node that may be split");
    private static readonly OperatorParameter<long> MinimumLeaf = Parameter.Integer("min_leaf", 1, 1, 1_000_000_000, "叶的最少行数", "Fewest rows of a leaf");
    private static readonly OperatorParameter<double> Alpha = Parameter.Number("ccp_alpha", 0, 0, 1e9, "代价复杂度剪枝参数", "Complexity parameter of cost-complexity pruning");

    public override OperatorDescription Description { get; } = new(
        "decision-tree", "learning", new Words("决策树(CART)", "Decision tree (CART)"),
        new Words("以一棵二叉树预测类别或数值,并给出树的规则。", "Predicts classes or a number by one binary tree, and shows its rules."),
        With(Criterion, MaximumDepth, MinimumSplit, MinimumLeaf, Alpha),
        [.. Outputs, new OperatorOutput("tree", new Words("树:每个节点一行", "One row per node of the tree"), "node, parent, rule, n, impurity, prediction, is_leaf")])
    {
        Aliases = ["cart", "tree", "rpart"],
        References = ["Breiman L, Friedman J, Olshen R, Stone C: Classification and Regression Trees, 1984", "scikit-learn DecisionTreeClassifier, DecisionTreeRegressor"],
        GivesModel = true,
    };

    protected override async Task<ILearned> FitAsync(OperatorCall call, FeatureSpace space, double[][] columns, Target target, DataSplit split, CancellationToken cancellationToken)
    {
        var depth = (int)call.Get(MaximumDepth);
        var limits = new TreeLimits(depth == 0 ? int.MaxValue : depth, (int)call.Get(MinimumSplit), (int)call.Get(MinimumLeaf), 0);
        var tree = new ExactTreeGrower(columns, target.Values, target.Classes?.Count ?? 0, split.Train, limits, call.Get(Criterion) == "entropy").Grow(cancellationToken);
        CostComplexity.Prune(tree, call.Get(Alpha));
        await call.WriteAsync(TableOf(tree, space, target), cancellationToken);
        return new TreeEnsemble([tree], target.Classes?.Count ?? 1, TreeEnsemble.ImportanceOf([tree], space.Count));
    }

    internal override ILearned Restore(JsonObject json) => TreeEnsemble.FromJson(json);

    private static ResultTable TableOf(Tree tree, FeatureSpace space, Target target)
    {
        var table = new ResultTable("tree", ("node", ColumnType.Int64), ("parent", ColumnType.Int64), ("rule", ColumnType.Text), ("n", ColumnType.Double), ("impurity", ColumnType.Double), ("prediction", ColumnType.Text), ("is_leaf", ColumnType.Boolean));

        void Visit(int node, int? parent, string rule)
        {
            var value = tree.ValueOf(node);
            var prediction = target.IsClass ? target.Classes![Array.IndexOf(value, value.Max())] : FormattableString.Invariant($"{value[0]:R}");
            table.Add(node, parent, rule, tree.WeightOf(node), tree.ImpurityOf(node), prediction, tree.IsLeaf(node));
            if (tree.IsLeaf(node))
            {
                return;
            }

            var name = space.Names[tree.FeatureOf(node)];
            var (left, right) = tree.Children(node);
            Visit(left, node, FormattableString.Invariant($"{name} <= {tree.ThresholdOf(node):R}"));
            Visit(right, node, FormattableString.Invariant($"{name} > {tree.ThresholdOf(node):R}"));
        }

        Visit(0, null, "");
        return table;
    }
}
