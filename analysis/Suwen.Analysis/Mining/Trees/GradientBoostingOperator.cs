using System.Text.Json.Nodes;

namespace Suwen.Analysis.Mining;

/// <summary><c>gradient-boosting</c>: small trees, each on what the earlier ones leave.</summary>
internal sealed class GradientBoostingOperator : LearningOperator
{
    private static readonly OperatorParameter<long> TreeCount = Parameter.Integer("trees", 100, 1, 10_000, "轮数", "Rounds");
    private static readonly OperatorParameter<double> LearningRate = Parameter.Number("learning_rate", 0.1, 1e-4, 1, "学习率", "Learning rate");
    private static readonly OperatorParameter<long> MaximumDepth = Parameter.Integer("max_depth", 3, 1, 64, "每棵树的最大深度", "Deepest level of a tree");
    private static readonly OperatorParameter<long> MinimumLeaf = Parameter.Integer("min_leaf", 1, 1, 1_000_000_000, "叶的最少行数", "Fewest rows of a leaf");
    private static readonly OperatorParameter<double> Subsample = Parameter.Number("subsample", 1, 0.05, 1, "每轮取的行的比例", "Share of rows drawn for a round");
    private static readonly OperatorParameter<long> Patience = Parameter.Integer("patience", 10, 1, 10_000, "验证集多少轮不再改善即停", "Rounds without a better validation loss before it stops");

    public override OperatorDescription Description { get; } = new(
        "gradient-boosting", "learning", new Words("梯度提升树", "Gradient boosting"),
        new Words("逐轮以小树拟合前面各轮的残差;有验证集时提前停止。", "Fits small trees to what the earlier ones leave, round by round; stops early where validation rows are given."),
        With(TreeCount, LearningRate, MaximumDepth, MinimumLeaf, Subsample, Patience), Outputs)
    {
        Aliases = ["gbm", "gbdt", "boosting"],
        References = ["Friedman JH: Greedy function approximation: a gradient boosting machine. Annals of Statistics 2001;29:1189–1232", "scikit-learn GradientBoostingClassifier, GradientBoostingRegressor (thresholds are searched among 255 quantiles)"],
        GivesModel = true,
    };

    protected override Task<ILearned> FitAsync(OperatorCall call, FeatureSpace space, double[][] columns, Target target, DataSplit split, CancellationToken cancellationToken)
    {
        var boosting = new Boosting(
            columns, target, split, new TreeLimits((int)call.Get(MaximumDepth), 2, (int)call.Get(MinimumLeaf), 0), call.Get(LearningRate), call.Get(Subsample), (int)call.Get(Patience), new Draws(call.Get(Parameter.Seed), 11));
        var model = boosting.Run((int)call.Get(TreeCount), cancellationToken);
        if (model.Rounds.Count < call.Get(TreeCount))
        {
            call.Note($"验证集损失不再改善,于第 {model.Rounds.Count} 轮停止。", $"Stopped after {model.Rounds.Count} rounds, when the validation loss no longer fell.");
        }

        return System.Threading.Tasks.Task.FromResult<ILearned>(model);
    }

    internal override ILearned Restore(JsonObject json) => BoostedTrees.FromJson(json);
}

/// <summary>One run of boosting: the deviance of a class (logistic, or softmax for several), or the squared error.</summary>
internal sealed class Boosting(double[][] columns, Target target, DataSplit split, TreeLimits limits, double learningRate, double subsample, int patience, Draws draws)
{
    private readonly Binned binned = Binned.Of(columns, split.Train);
    private readonly int outputs = target.Classes is { Count: > 2 } c ? c.Count : 1;

    public BoostedTrees Run(int rounds, CancellationToken cancellationToken)
    {
        var start = Start();
        var score = start.Select(s => { var all = new double[target.Values.Length]; Array.Fill(all, s); return all; }).ToArray();
        var trees = new List<Tree[]>();
        var bestLoss = double.PositiveInfinity;
        var bestRound = 0;
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = subsample < 1 ? Array.FindAll(split.Train, _ => draws.NextDouble() < subsample) : (int[])split.Train.Clone();
            if (rows.Length < 2)
            {
                continue;
            }

            trees.Add(Round(rows, score));
            if (split.Validation.Length == 0)
            {
                continue;
            }

            var loss = Loss(score, split.Validation);
            if (loss < bestLoss - 1e-12)
            {
                (bestLoss, bestRound) = (loss, trees.Count);
            }
            else if (trees.Count - bestRound >= patience)
            {
                trees.RemoveRange(bestRound, trees.Count - bestRound);
                break;
            }
        }

        return new BoostedTrees(start, trees, learningRate, target.Classes?.Count ?? 0, TreeEnsemble.ImportanceOf(trees.SelectMany(static t => t), columns.Length));
    }

    private double[] Start()
    {
        var counts = new double[Math.Max(outputs, 2)];
        if (!target.IsClass)
        {
            return [split.Train.Average(r => target.Values[r])];
        }

        foreach (var row in split.Train)
        {
            counts[(int)target.Values[row]]++;
        }

        return outputs == 1 ? [Math.Log(counts[1] / counts[0])] : Array.ConvertAll(counts, n => Math.Log(n / split.Train.Length));
    }

    private Tree[] Round(int[] rows, double[][] score)
    {
        var made = new Tree[outputs];
        var probability = target.IsClass ? BoostedTrees.Probabilities(score) : [];
        for (var o = 0; o < outputs; o++)
        {
            var residual = new double[target.Values.Length];
            for (var i = 0; i < residual.Length; i++)
            {
                residual[i] = !target.IsClass ? target.Values[i] - score[0][i]
                    : outputs == 1 ? target.Values[i] - probability[1][i]
                    : ((int)target.Values[i] == o ? 1 : 0) - probability[o][i];
            }

            var parted = (int[])rows.Clone();
            var grower = new HistogramTreeGrower(binned, limits, int.MaxValue, null, residual, null, 0);
            var tree = grower.Grow(parted);
            if (target.IsClass)
            {
                SetNewtonSteps(tree, grower.Leaves, parted, residual);
            }

            Add(tree, grower.Leaves, parted, score[o]);
            made[o] = tree;
        }

        return made;
    }

    /// <summary>Adds a tree to the score of every row: rows it grew from lie by leaf already, the others walk down.</summary>
    private void Add(Tree tree, List<(int Leaf, int Start, int Length)> leaves, int[] parted, double[] own)
    {
        foreach (var (leaf, start, length) in leaves)
        {
            var step = learningRate * tree.ValueOf(leaf)[0];
            foreach (var row in parted.AsSpan(start, length))
            {
                own[row] += step;
            }
        }

        if (parted.Length == own.Length)
        {
            return;
        }

        var isLearnt = new bool[own.Length];
        foreach (var row in parted)
        {
            isLearnt[row] = true;
        }

        Parallel.For(0, (own.Length + 8191) / 8192, block =>
        {
            for (var row = block * 8192; row < Math.Min(own.Length, (block + 1) * 8192); row++)
            {
                if (!isLearnt[row])
                {
                    own[row] += learningRate * tree.ValueOf(tree.LeafOf(columns, row))[0];
                }
            }
        });
    }

    /// <summary>Friedman 2001, algorithms 5 and 6: a leaf's step is Σ residual / Σ p (1 − p), times (K − 1) / K for K classes.</summary>
    private void SetNewtonSteps(Tree tree, List<(int Leaf, int Start, int Length)> leaves, int[] parted, double[] residual)
    {
        var factor = outputs == 1 ? 1 : (outputs - 1.0) / outputs;
        foreach (var (leaf, start, length) in leaves)
        {
            double sum = 0, curvature = 0;
            foreach (var row in parted.AsSpan(start, length))
            {
                var y = outputs == 1 ? target.Values[row] : residual[row] > 0 ? 1 : 0;
                sum += residual[row];
                curvature += (y - residual[row]) * (1 - y + residual[row]);
            }

            tree.SetValue(leaf, [Math.Abs(curvature) < 1e-150 ? 0 : factor * sum / curvature]);
        }
    }

    private double Loss(double[][] score, int[] rows)
    {
        if (!target.IsClass)
        {
            return rows.Average(r => (target.Values[r] - score[0][r]) * (target.Values[r] - score[0][r]));
        }

        var probability = BoostedTrees.Probabilities(score);
        return rows.Average(r => -Math.Log(Math.Max(1e-15, probability[(int)target.Values[r]][r])));
    }
}

/// <summary>Trees that are added up.</summary>
internal sealed class BoostedTrees(double[] start, IReadOnlyList<Tree[]> rounds, double learningRate, int classes, double[]? importance) : ILearned
{
    public IReadOnlyList<Tree[]> Rounds => rounds;

    public double[]? Importance => importance;

    public double[][] Predict(double[][] columns)
    {
        var rows = columns[0].Length;
        var score = start.Select(s => { var all = new double[rows]; Array.Fill(all, s); return all; }).ToArray();
        Parallel.For(0, (rows + 4095) / 4096, block =>
        {
            for (var row = block * 4096; row < Math.Min(rows, (block + 1) * 4096); row++)
            {
                foreach (var trees in rounds)
                {
                    for (var o = 0; o < trees.Length; o++)
                    {
                        score[o][row] += learningRate * trees[o].ValueOf(trees[o].LeafOf(columns, row))[0];
                    }
                }
            }
        });
        return classes == 0 ? score : Probabilities(score);
    }

    /// <summary>Of one score those of two classes by the logistic function, of several by softmax.</summary>
    public static double[][] Probabilities(double[][] score)
    {
        var rows = score[0].Length;
        if (score.Length == 1)
        {
            var event1 = Array.ConvertAll(score[0], static s => 1 / (1 + Math.Exp(-s)));
            return [Array.ConvertAll(event1, static p => 1 - p), event1];
        }

        var result = score.Select(_ => new double[rows]).ToArray();
        for (var row = 0; row < rows; row++)
        {
            var highest = score.Max(s => s[row]);
            var sum = score.Sum(s => Math.Exp(s[row] - highest));
            for (var c = 0; c < score.Length; c++)
            {
                result[c][row] = Math.Exp(score[c][row] - highest) / sum;
            }
        }

        return result;
    }

    public JsonObject ToJson() => new()
    {
        ["start"] = new JsonArray([.. start.Select(static s => (JsonNode)s)]),
        ["learningRate"] = learningRate,
        ["classes"] = classes,
        ["rounds"] = new JsonArray([.. rounds.Select(static r => (JsonNode)new JsonArray([.. r.Select(static t => (JsonNode)t.ToJson())]))]),
    };

    public static BoostedTrees FromJson(JsonObject json) => new(
        [.. json["start"]!.AsArray().Select(static s => s!.GetValue<double>())],
        [.. json["rounds"]!.AsArray().Select(static r => r!.AsArray().Select(static t => Tree.FromJson(t!)).ToArray())],
        json["learningRate"]!.GetValue<double>(), json["classes"]!.GetValue<int>(), null);
}
