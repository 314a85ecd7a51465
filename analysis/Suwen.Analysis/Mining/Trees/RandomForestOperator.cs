using System.Text.Json.Nodes;

namespace Suwen.Analysis.Mining;

/// <summary><c>random-forest</c>: many trees on drawn rows and columns.</summary>
internal sealed class RandomForestOperator : LearningOperator
{
    private static readonly OperatorParameter<long> TreeCount = Parameter.Integer("trees", 100, 1, 10_000, "树的数量", "Number of trees");
    private static readonly OperatorParameter<long> MaximumDepth = Parameter.Integer("max_depth", 0, 0, 1000, "最大深度;0 不限", "Deepest level; 0 for no limit");
    private static readonly OperatorParameter<long> MinimumLeaf = Parameter.Integer("min_leaf", 1, 1, 1_000_000_000, "叶的最少行数", "Fewest rows of a leaf");
    private static readonly OperatorParameter<long> ColumnsPerNode = Parameter.Integer("max_features", 0, 0, 1_000_000, "每个节点考虑的列数;0 为分类取平方根、数值取全部", "Columns tried at a node; 0 takes the square root for classes and all for numbers");

    public override OperatorDescription Description { get; } = new(
        "random-forest", "learning", new Words("随机森林", "Random forest"),
        new Words("以许多棵树的平均预测类别或数值;每棵树取有放回的行与随机的列。", "Predicts by the mean of many trees, each on rows drawn with replacement and columns drawn at each node."),
        With(TreeCount, MaximumDepth, MinimumLeaf, ColumnsPerNode), Outputs)
    {
        Aliases = ["randomforest", "rf", "forest"],
        References = ["Breiman L: Random forests. Machine Learning 2001;45:5–32", "scikit-learn RandomForestClassifier, RandomForestRegressor (thresholds are searched among 255 quantiles)"],
        GivesModel = true,
    };

    protected override Task<ILearned> FitAsync(OperatorCall call, FeatureSpace space, double[][] columns, Target target, DataSplit split, CancellationToken cancellationToken)
    {
        var binned = Binned.Of(columns, split.Train);
        var depth = (int)call.Get(MaximumDepth);
        var limits = new TreeLimits(depth == 0 ? int.MaxValue : depth, 2, (int)call.Get(MinimumLeaf), 0);
        var asked = (int)call.Get(ColumnsPerNode);
        var perNode = asked > 0 ? Math.Min(asked, space.Count) : target.IsClass ? Math.Max(1, (int)Math.Sqrt(space.Count)) : space.Count;
        var seed = call.Get(Parameter.Seed);
        var trees = new PackedTree[call.Get(TreeCount)];
        var importance = new double[trees.Length][];
        var classes = target.Classes?.Count ?? 0;
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        if (target.IsClass && ForestRecords.Holds(space.Count, split.Train.Length))
        {
            var records = new ForestRecords(binned, target.Values, split.Train);
            Parallel.For(
                0, trees.Length, options, () => new ForestGrower(records, binned, limits, perNode, classes),
                (t, _, grower) =>
                {
                    trees[t] = grower.Grow(new Draws(seed, t + 100), importance[t] = new double[space.Count]);
                    return grower;
                },
                static _ => { });
        }
        else
        {
            Parallel.For(0, trees.Length, options, t => trees[t] = GrowOne(binned, limits, perNode, target, split.Train, new Draws(seed, t + 100), importance[t] = new double[space.Count]));
        }

        return System.Threading.Tasks.Task.FromResult<ILearned>(new PackedForest(trees, binned.Cuts, Math.Max(classes, 1), TreeEnsemble.MeanOf(importance, space.Count)));
    }

    internal override ILearned Restore(JsonObject json) => PackedForest.FromJson(json);

    /// <summary>A tree of numbers, or of more columns than records hold.</summary>
    private static PackedTree GrowOne(Binned binned, TreeLimits limits, int perNode, Target target, int[] train, Draws draws, double[] importance)
    {
        var weights = new int[target.Values.Length];
        for (var i = 0; i < train.Length; i++)
        {
            weights[train[draws.Below(train.Length)]]++;
        }

        var rows = Array.FindAll(train, r => weights[r] > 0);
        var classes = target.Classes?.Count ?? 0;
        var tree = new HistogramTreeGrower(binned, limits, perNode, draws, target.Values, weights, classes).Grow(rows);
        tree.AddImportance(importance);
        return Pack(tree, binned.Cuts, classes);
    }

    private static PackedTree Pack(Tree tree, double[][] cuts, int classes)
    {
        var packed = new PackedTree.Builder(classes, Math.Max(classes, 1));
        var open = new Stack<(int From, int To)>();
        open.Push((0, packed.Add()));
        while (open.TryPop(out var node))
        {
            if (tree.IsLeaf(node.From))
            {
                packed.SetEstimate(node.To, tree.ValueOf(node.From));
                continue;
            }

            var column = tree.FeatureOf(node.From);
            var (left, right) = tree.Children(node.From);
            var to = packed.Split(node.To, column, Array.BinarySearch(cuts[column], tree.ThresholdOf(node.From)));
            open.Push((right, to + 1));
            open.Push((left, to));
        }

        return packed.Build();
    }
}
