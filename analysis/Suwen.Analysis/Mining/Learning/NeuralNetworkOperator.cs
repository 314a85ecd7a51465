using System.Text.Json.Nodes;

namespace Suwen.Analysis.Mining;

/// <summary><c>neural-network</c>: a multilayer perceptron, fitted by Adam.</summary>
internal sealed class NeuralNetworkOperator : LearningOperator
{
    private static readonly OperatorParameter<IReadOnlyList<double>> Hidden = Parameter.Numbers("hidden", [100], 1, 4096, "各隐藏层的单元数", "Units of the hidden layers, one after another");
    private static readonly OperatorParameter<string> Activation = Parameter.Choice("activation", ["relu", "tanh", "logistic"], "relu", "激活函数", "Activation of hidden units");
    private static readonly OperatorParameter<double> Penalty = Parameter.Number("alpha", 1e-4, 0, 1000, "L2 惩罚", "L2 penalty");
    private static readonly OperatorParameter<double> LearningRate = Parameter.Number("learning_rate", 1e-3, 1e-6, 1, "学习率", "Learning rate of Adam");
    private static readonly OperatorParameter<long> BatchSize = Parameter.Integer("batch", 200, 1, 100_000, "批大小", "Rows of a batch");
    private static readonly OperatorParameter<long> Epochs = Parameter.Integer("epochs", 200, 1, 100_000, "最多轮数", "Most passes over the data");
    private static readonly OperatorParameter<long> Patience = Parameter.Integer("patience", 10, 1, 10_000, "多少轮不再改善即停", "Passes without a better loss before it stops");

    public override OperatorDescription Description { get; } = new(
        "neural-network", "learning", new Words("神经网络(多层感知机)", "Neural network (multilayer perceptron)"),
        new Words("以多层感知机预测类别或数值;各列先标准化,数值结局亦然;预测值与误差(RMSE、MAE)已换回结局原来的单位。", "Predicts classes or a number by a multilayer perceptron. Columns are standardised first, and so is a numeric outcome; predictions and errors (RMSE, MAE) are in its own unit again."),
        With(Hidden, Activation, Penalty, LearningRate, BatchSize, Epochs, Patience), Outputs)
    {
        Aliases = ["mlp", "multilayer-perceptron"],
        References = ["Kingma DP, Ba J: Adam: a method for stochastic optimization. ICLR 2015", "scikit-learn MLPClassifier, MLPRegressor on standardised columns"],
        GivesModel = true,
    };

    protected override Task<ILearned> FitAsync(OperatorCall call, FeatureSpace space, double[][] columns, Target target, DataSplit split, CancellationToken cancellationToken)
    {
        var network = new Network([space.Count, .. call.Get(Hidden).Select(static h => (int)h), target.Classes is { Count: > 2 } c ? c.Count : 1], call.Get(Activation), target.Classes?.Count ?? 0);
        network.Standardise(columns, target, split.Train);
        var training = new NetworkTraining(network, columns, target, split, call.Get(Penalty), call.Get(LearningRate), (int)call.Get(BatchSize), new Draws(call.Get(Parameter.Seed), 13));
        var passes = training.Run((int)call.Get(Epochs), (int)call.Get(Patience), cancellationToken);
        if (passes == call.Get(Epochs))
        {
            call.Note($"{passes} 轮后损失仍在下降,尚未收敛。", $"After {passes} passes the loss was still falling: it has not converged.");
        }

        return System.Threading.Tasks.Task.FromResult<ILearned>(network);
    }

    internal override ILearned Restore(JsonObject json) => Network.FromJson(json);
}

/// <summary>Weights and biases of a perceptron, and how columns are standardised before it.</summary>
internal sealed class Network : ILearned
{
    private readonly int[] sizes;
    private readonly string activation;
    private readonly int classes;
    private double[] center = [];
    private double[] scale = [];
    private double outputCenter;
    private double outputScale = 1;

    public Network(int[] sizes, string activation, int classes)
    {
        this.sizes = sizes;
        this.activation = activation;
        this.classes = classes;
        Weights = [.. Enumerable.Range(0, sizes.Length - 1).Select(l => new double[sizes[l] * sizes[l + 1]])];
        Biases = [.. Enumerable.Range(0, sizes.Length - 1).Select(l => new double[sizes[l + 1]])];
    }

    /// <summary>By layer, row by row of the layer before.</summary>
    public double[][] Weights { get; }

    public double[][] Biases { get; }

    public IReadOnlyList<int> Sizes => sizes;

    public int Classes => classes;

    public double[]? Importance => null;

    public void Standardise(double[][] columns, Target target, int[] rows)
    {
        center = Array.ConvertAll(columns, c => rows.Average(r => c[r]));
        scale = [.. columns.Select((c, i) => Math.Sqrt(rows.Average(r => (c[r] - center[i]) * (c[r] - center[i])))).Select(static s => s > 0 ? s : 1)];
        if (classes == 0)
        {
            outputCenter = rows.Average(r => target.Values[r]);
            outputScale = Math.Sqrt(rows.Average(r => (target.Values[r] - outputCenter) * (target.Values[r] - outputCenter)));
        }
    }

    public double ScaledTruth(double value) => (value - outputCenter) / outputScale;

    public void Input(double[][] columns, int row, Span<double> into)
    {
        for (var c = 0; c < into.Length; c++)
        {
            into[c] = (columns[c][row] - center[c]) / scale[c];
        }
    }

    /// <summary>Fills each layer from the one before; the last holds probabilities, or the standardised estimate.</summary>
    public void Forward(double[][] layers)
    {
        for (var l = 0; l < Weights.Length; l++)
        {
            var from = layers[l];
            var to = layers[l + 1];
            Biases[l].CopyTo(to, 0);
            for (var i = 0; i < from.Length; i++)
            {
                var x = from[i];
                if (x == 0)
                {
                    continue;
                }

                VectorSums.AddScaled(to, Weights[l].AsSpan(i * to.Length, to.Length), x);
            }

            if (l < Weights.Length - 1)
            {
                Activate(to);
            }
        }

        Finish(layers[^1]);
    }

    public void Activate(Span<double> values)
    {
        foreach (ref var v in values)
        {
            v = activation switch { "relu" => Math.Max(0, v), "tanh" => Math.Tanh(v), _ => 1 / (1 + Math.Exp(-v)) };
        }
    }

    /// <summary>The derivative of the activation, from its value.</summary>
    public double Slope(double value) => activation switch { "relu" => value > 0 ? 1 : 0, "tanh" => 1 - (value * value), _ => value * (1 - value) };

    public double[][] Predict(double[][] columns)
    {
        var rows = columns[0].Length;
        var outputs = Math.Max(1, classes);
        var result = Enumerable.Range(0, outputs).Select(_ => new double[rows]).ToArray();
        Parallel.For(0, (rows + 1023) / 1024, block =>
        {
            var layers = sizes.Select(static s => new double[s]).ToArray();
            for (var row = block * 1024; row < Math.Min(rows, (block + 1) * 1024); row++)
            {
                Input(columns, row, layers[0]);
                Forward(layers);
                if (classes == 2)
                {
                    result[1][row] = layers[^1][0];
                    result[0][row] = 1 - layers[^1][0];
                    continue;
                }

                for (var o = 0; o < outputs; o++)
                {
                    result[o][row] = classes == 0 ? (layers[^1][0] * outputScale) + outputCenter : layers[^1][o];
                }
            }
        });
        return result;
    }

    public JsonObject ToJson() => new()
    {
        ["sizes"] = Json(sizes.Select(static s => (double)s)),
        ["activation"] = activation,
        ["classes"] = classes,
        ["center"] = Json(center),
        ["scale"] = Json(scale),
        ["outputCenter"] = outputCenter,
        ["outputScale"] = outputScale,
        ["weights"] = new JsonArray([.. Weights.Select(static w => (JsonNode)Json(w))]),
        ["biases"] = new JsonArray([.. Biases.Select(static w => (JsonNode)Json(w))]),
    };

    public static Network FromJson(JsonObject json)
    {
        double[] Numbers(JsonNode? node) => [.. node!.AsArray().Select(static v => v!.GetValue<double>())];
        var network = new Network([.. Numbers(json["sizes"]).Select(static s => (int)s)], json["activation"]!.GetValue<string>(), json["classes"]!.GetValue<int>())
        {
            center = Numbers(json["center"]),
            scale = Numbers(json["scale"]),
            outputCenter = json["outputCenter"]!.GetValue<double>(),
            outputScale = json["outputScale"]!.GetValue<double>(),
        };
        for (var l = 0; l < network.Weights.Length; l++)
        {
            Numbers(json["weights"]![l]).CopyTo(network.Weights[l], 0);
            Numbers(json["biases"]![l]).CopyTo(network.Biases[l], 0);
        }

        return network;
    }

    private void Finish(double[] output)
    {
        if (classes == 2)
        {
            output[0] = 1 / (1 + Math.Exp(-output[0]));
        }
        else if (classes > 2)
        {
            var highest = output.Max();
            var sum = 0.0;
            for (var i = 0; i < output.Length; i++)
            {
                output[i] = Math.Exp(output[i] - highest);
                sum += output[i];
            }

            for (var i = 0; i < output.Length; i++)
            {
                output[i] /= sum;
            }
        }
    }

    private static JsonArray Json(IEnumerable<double> values) => new([.. values.Select(static v => (JsonNode)v)]);
}

/// <summary>Adam on batches, with the penalty and the stopping rule of scikit-learn's perceptron.</summary>
internal sealed class NetworkTraining
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Tolerance = 1e-4;

    private readonly Network network;
    private readonly double[][] columns;
    private readonly Target target;
    private readonly DataSplit split;
    private readonly double penalty;
    private readonly double learningRate;
    private readonly int batchSize;
    private readonly Draws draws;
    private readonly double[][] gradient;
    private readonly double[][] firstMoment;
    private readonly double[][] secondMoment;
    private readonly double[][] layers;
    private readonly double[][] deltas;
    private long steps;

    public NetworkTraining(Network network, double[][] columns, Target target, DataSplit split, double penalty, double learningRate, int batchSize, Draws draws)
    {
        this.network = network;
        this.columns = columns;
        this.target = target;
        this.split = split;
        this.penalty = penalty;
        this.learningRate = learningRate;
        this.batchSize = Math.Min(batchSize, split.Train.Length);
        this.draws = draws;
        var parameters = network.Weights.Concat(network.Biases).ToArray();
        gradient = Array.ConvertAll(parameters, static p => new double[p.Length]);
        firstMoment = Array.ConvertAll(parameters, static p => new double[p.Length]);
        secondMoment = Array.ConvertAll(parameters, static p => new double[p.Length]);
        layers = [.. network.Sizes.Select(static s => new double[s])];
        deltas = [.. network.Sizes.Select(static s => new double[s])];
        for (var l = 0; l < network.Weights.Length; l++)
        {
            // Glorot and Bengio 2010.
            var bound = Math.Sqrt(6.0 / (network.Sizes[l] + network.Sizes[l + 1]));
            foreach (var values in new[] { network.Weights[l], network.Biases[l] })
            {
                foreach (ref var v in values.AsSpan())
                {
                    v = ((2 * draws.NextDouble()) - 1) * bound;
                }
            }
        }
    }

    /// <summary>Answers the passes made.</summary>
    public int Run(int epochs, int patience, CancellationToken cancellationToken)
    {
        var rows = (int[])split.Train.Clone();
        var best = double.PositiveInfinity;
        var idle = 0;
        var kept = Copy();
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            draws.Shuffle(rows);
            var sum = 0.0;
            for (var at = 0; at < rows.Length; at += batchSize)
            {
                var batch = rows.AsSpan(at, Math.Min(batchSize, rows.Length - at));
                sum += Step(batch) * batch.Length;
            }

            var loss = split.Validation.Length > 0 ? ValidationLoss() : sum / rows.Length;
            if (loss < best - Tolerance)
            {
                idle = 0;
            }
            else if (++idle > patience)
            {
                Restore(split.Validation.Length > 0 ? kept : null);
                return epoch;
            }

            if (loss < best)
            {
                best = loss;
                kept = split.Validation.Length > 0 ? Copy() : kept;
            }
        }

        return epochs;
    }

    private double[][] Copy() => [.. network.Weights.Concat(network.Biases).Select(static p => (double[])p.Clone())];

    private void Restore(double[][]? kept)
    {
        if (kept is not null)
        {
            var parameters = network.Weights.Concat(network.Biases).ToArray();
            for (var i = 0; i < parameters.Length; i++)
            {
                kept[i].CopyTo(parameters[i], 0);
            }
        }
    }

    private double ValidationLoss()
    {
        var sum = 0.0;
        foreach (var row in split.Validation)
        {
            network.Input(columns, row, layers[0]);
            network.Forward(layers);
            sum += Loss(row);
        }

        return sum / split.Validation.Length;
    }

    private double Loss(int row)
    {
        var output = layers[^1];
        if (network.Classes == 0)
        {
            var d = output[0] - network.ScaledTruth(target.Values[row]);
            return d * d / 2;
        }

        var truth = (int)target.Values[row];
        var p = network.Classes == 2 ? (truth == 1 ? output[0] : 1 - output[0]) : output[truth];
        return -Math.Log(Math.Max(1e-15, p));
    }

    private double Step(ReadOnlySpan<int> batch)
    {
        foreach (var g in gradient)
        {
            Array.Clear(g);
        }

        var loss = 0.0;
        foreach (var row in batch)
        {
            network.Input(columns, row, layers[0]);
            network.Forward(layers);
            loss += Loss(row);
            Backward(row);
        }

        Update(batch.Length);
        return loss / batch.Length;
    }

    private void Backward(int row)
    {
        var output = deltas[^1];
        for (var o = 0; o < output.Length; o++)
        {
            var truth = network.Classes == 0 ? network.ScaledTruth(target.Values[row]) : network.Classes == 2 ? target.Values[row] : (int)target.Values[row] == o ? 1 : 0;
            output[o] = layers[^1][o] - truth;
        }

        for (var l = network.Weights.Length - 1; l >= 0; l--)
        {
            var from = layers[l];
            var delta = deltas[l + 1];
            var weights = network.Weights[l];
            VectorSums.AddScaled(gradient[network.Weights.Length + l], delta, 1);
            for (var i = 0; i < from.Length; i++)
            {
                if (from[i] != 0)
                {
                    VectorSums.AddScaled(gradient[l].AsSpan(i * delta.Length, delta.Length), delta, from[i]);
                }

                if (l > 0)
                {
                    deltas[l][i] = VectorSums.Dot(weights.AsSpan(i * delta.Length, delta.Length), delta) * network.Slope(from[i]);
                }
            }
        }
    }

    private void Update(int rows)
    {
        steps++;
        var rate = learningRate * Math.Sqrt(1 - Math.Pow(Beta2, steps)) / (1 - Math.Pow(Beta1, steps));
        for (var p = 0; p < gradient.Length; p++)
        {
            var isWeight = p < network.Weights.Length;
            var values = isWeight ? network.Weights[p] : network.Biases[p - network.Weights.Length];
            for (var i = 0; i < values.Length; i++)
            {
                var g = (gradient[p][i] + (isWeight ? penalty * values[i] : 0)) / rows;
                firstMoment[p][i] = (Beta1 * firstMoment[p][i]) + ((1 - Beta1) * g);
                secondMoment[p][i] = (Beta2 * secondMoment[p][i]) + ((1 - Beta2) * g * g);
                values[i] -= rate * firstMoment[p][i] / (Math.Sqrt(secondMoment[p][i]) + 1e-8);
            }
        }
    }
}
