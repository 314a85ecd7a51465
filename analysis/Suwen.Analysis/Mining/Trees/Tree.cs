using System.Text.Json.Nodes;

namespace Suwen.Analysis.Mining;

/// <summary>A binary tree in arrays. A row goes left where its value is at most the threshold; a leaf holds the estimate of each output.</summary>
internal sealed class Tree
{
    private readonly List<int> feature = [];
    private readonly List<double> threshold = [];
    private readonly List<int> left = [];
    private readonly List<int> right = [];
    private readonly List<double[]> value = [];
    private readonly List<double> weight = [];
    private readonly List<double> impurity = [];

    public int NodeCount => feature.Count;

    public int LeafCount => feature.Count(static f => f < 0);

    public int Add(double[] estimate, double rows, double nodeImpurity)
    {
        feature.Add(-1);
        threshold.Add(0);
        left.Add(-1);
        right.Add(-1);
        value.Add(estimate);
        weight.Add(rows);
        impurity.Add(nodeImpurity);
        return feature.Count - 1;
    }

    public void Split(int node, int onFeature, double at, int leftNode, int rightNode)
    {
        feature[node] = onFeature;
        threshold[node] = at;
        left[node] = leftNode;
        right[node] = rightNode;
    }

    public void MakeLeaf(int node) => feature[node] = -1;

    public bool IsLeaf(int node) => feature[node] < 0;

    public int FeatureOf(int node) => feature[node];

    public double ThresholdOf(int node) => threshold[node];

    public (int Left, int Right) Children(int node) => (left[node], right[node]);

    public double[] ValueOf(int node) => value[node];

    public double WeightOf(int node) => weight[node];

    public double ImpurityOf(int node) => impurity[node];

    public void SetValue(int node, double[] estimate) => value[node] = estimate;

    public int LeafOf(double[][] columns, int row)
    {
        var node = 0;
        while (feature[node] >= 0)
        {
            node = columns[feature[node]][row] <= threshold[node] ? left[node] : right[node];
        }

        return node;
    }

    /// <summary>Adds to each column the impurity that its splits took away, weighted by rows.</summary>
    public void AddImportance(double[] importance)
    {
        for (var node = 0; node < feature.Count; node++)
        {
            if (feature[node] >= 0)
            {
                importance[feature[node]] += (weight[node] * impurity[node]) - (weight[left[node]] * impurity[left[node]]) - (weight[right[node]] * impurity[right[node]]);
            }
        }
    }

    public JsonObject ToJson() => new()
    {
        ["feature"] = Array(feature, static v => v),
        ["threshold"] = Array(threshold, static v => v),
        ["left"] = Array(left, static v => v),
        ["right"] = Array(right, static v => v),
        ["value"] = new JsonArray([.. value.Select(static v => (JsonNode)new JsonArray([.. v.Select(static x => (JsonNode)x)]))]),
    };

    public static Tree FromJson(JsonNode json)
    {
        var tree = new Tree();
        var features = json["feature"]!.AsArray();
        for (var i = 0; i < features.Count; i++)
        {
            tree.Add([.. json["value"]![i]!.AsArray().Select(static v => v!.GetValue<double>())], 0, 0);
            tree.Split(i, features[i]!.GetValue<int>(), json["threshold"]![i]!.GetValue<double>(), json["left"]![i]!.GetValue<int>(), json["right"]![i]!.GetValue<int>());
        }

        return tree;
    }

    private static JsonArray Array<T>(List<T> values, Func<T, JsonNode> make) => new([.. values.Select(make)]);
}

/// <summary>Trees whose estimates are averaged (a forest), or one tree.</summary>
internal sealed class TreeEnsemble(IReadOnlyList<Tree> trees, int outputs, double[]? importance) : ILearned
{
    public IReadOnlyList<Tree> Trees => trees;

    public double[]? Importance => importance;

    public double[][] Predict(double[][] columns)
    {
        var rows = columns[0].Length;
        var result = new double[outputs][];
        for (var o = 0; o < outputs; o++)
        {
            result[o] = new double[rows];
        }

        Parallel.For(0, (rows + 4095) / 4096, block =>
        {
            for (var row = block * 4096; row < Math.Min(rows, (block + 1) * 4096); row++)
            {
                foreach (var tree in trees)
                {
                    var value = tree.ValueOf(tree.LeafOf(columns, row));
                    for (var o = 0; o < value.Length; o++)
                    {
                        result[o][row] += value[o];
                    }
                }

                for (var o = 0; o < outputs; o++)
                {
                    // The sum is divided, not each estimate, as in the forest that was not yet written: equal shares must stay equal.
                    result[o][row] /= trees.Count;
                }
            }
        });
        return result;
    }

    public JsonObject ToJson() => new() { ["outputs"] = outputs, ["trees"] = new JsonArray([.. trees.Select(static t => (JsonNode)t.ToJson())]) };

    public static TreeEnsemble FromJson(JsonObject json) => new([.. json["trees"]!.AsArray().Select(static t => Tree.FromJson(t!))], json["outputs"]!.GetValue<int>(), null);

    /// <summary>Importance of sum 1; all zero where nothing was split.</summary>
    public static double[] ImportanceOf(IEnumerable<Tree> trees, int columns) => MeanOf(
        trees.Select(tree =>
        {
            var own = new double[columns];
            tree.AddImportance(own);
            return own;
        }),
        columns);

    /// <summary>The mean of what the trees' splits took away, of sum 1.</summary>
    public static double[] MeanOf(IEnumerable<double[]> ofTrees, int columns)
    {
        var total = new double[columns];
        foreach (var own in ofTrees)
        {
            // As scikit-learn: each tree's importance has sum 1 before the mean is taken.
            var sum = own.Sum();
            for (var i = 0; sum > 0 && i < columns; i++)
            {
                total[i] += own[i] / sum;
            }
        }

        var all = total.Sum();
        return all > 0 ? Array.ConvertAll(total, t => t / all) : total;
    }
}
