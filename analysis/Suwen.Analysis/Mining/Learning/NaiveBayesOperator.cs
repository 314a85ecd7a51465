using System.Text.Json.Nodes;

namespace Suwen.Analysis.Mining;

/// <summary><c>naive-bayes</c>: numbers by a normal distribution in each class, categories by their shares.</summary>
internal sealed class NaiveBayesOperator : LearningOperator
{
    private static readonly OperatorParameter<double> Alpha = Parameter.Number("alpha", 1, 0, 1000, "类别的拉普拉斯平滑", "Laplace smoothing of categories");
    private static readonly OperatorParameter<double> Smoothing = Parameter.Number("var_smoothing", 1e-9, 0, 1, "数值方差的平滑:占最大方差的比例", "Added to variances, as a share of the largest");

    public override OperatorDescription Description { get; } = new(
        "naive-bayes", "learning", new Words("朴素贝叶斯", "Naive Bayes"),
        new Words("假定各变量在类别内相互独立,由贝叶斯公式给出类别概率。", "Gives the probability of classes by Bayes' rule, taking the covariates as independent within a class."),
        With(Alpha, Smoothing), Outputs)
    {
        Aliases = ["naivebayes"],
        References = ["scikit-learn GaussianNB (numbers), CategoricalNB (categories)"],
        GivesModel = true,
    };

    protected override Task<ILearned> FitAsync(OperatorCall call, FeatureSpace space, double[][] columns, Target target, DataSplit split, CancellationToken cancellationToken)
    {
        if (!target.IsClass)
        {
            throw OperatorException.BadData($"The outcome {target.Column} is a number; naive Bayes tells classes apart.", "Choose an outcome with classes, or task=classification.");
        }

        var classes = target.Classes!.Count;
        var model = new NaiveBayesModel(space.Features.Count, space.Owners, [.. space.Features.Select(static f => f.Levels is not null)], classes);
        model.Fit(columns, target.Values, split.Train, call.Get(Alpha), call.Get(Smoothing));
        return System.Threading.Tasks.Task.FromResult<ILearned>(model);
    }

    internal override ILearned Restore(JsonObject json) => NaiveBayesModel.FromJson(json);
}

/// <summary>Priors; by class and column mean and variance, or the logarithm of the share of a category.</summary>
internal sealed class NaiveBayesModel(int featureCount, IReadOnlyList<int> owners, bool[] isCategory, int classes) : ILearned
{
    private double[] priors = [];
    private double[][] first = [];
    private double[][] second = [];

    public double[]? Importance => null;

    public void Fit(double[][] columns, double[] classOf, int[] rows, double alpha, double smoothing)
    {
        var counts = new double[classes];
        foreach (var row in rows)
        {
            counts[(int)classOf[row]]++;
        }

        priors = Array.ConvertAll(counts, n => Math.Log(n / rows.Length));
        first = new double[columns.Length][];
        second = new double[columns.Length][];
        var largest = 0.0;
        for (var c = 0; c < columns.Length; c++)
        {
            var sum = new double[classes];
            foreach (var row in rows)
            {
                sum[(int)classOf[row]] += columns[c][row];
            }

            if (isCategory[owners[c]])
            {
                var levels = owners.Count(o => o == owners[c]);
                first[c] = [.. sum.Select((s, k) => Math.Log((s + alpha) / (counts[k] + (alpha * levels))))];
                second[c] = new double[classes];
                continue;
            }

            first[c] = [.. sum.Select((s, k) => s / counts[k])];
            second[c] = new double[classes];
            var mean = sum.Sum() / rows.Length;
            var whole = 0.0;
            foreach (var row in rows)
            {
                var k = (int)classOf[row];
                var d = columns[c][row] - first[c][k];
                second[c][k] += d * d / counts[k];
                whole += (columns[c][row] - mean) * (columns[c][row] - mean) / rows.Length;
            }

            largest = Math.Max(largest, whole);
        }

        for (var c = 0; c < columns.Length; c++)
        {
            for (var k = 0; k < classes && !isCategory[owners[c]]; k++)
            {
                second[c][k] += smoothing * largest;
                if (!(second[c][k] > 0))
                {
                    throw OperatorException.BadData("A covariate has the same number in all rows of a class, so that its variance there is 0.", "Leave the covariate out, or set var_smoothing above 0.");
                }
            }
        }
    }

    public double[][] Predict(double[][] columns)
    {
        var rows = columns[0].Length;
        var result = Enumerable.Range(0, classes).Select(_ => new double[rows]).ToArray();
        var logs = new double[classes];
        for (var row = 0; row < rows; row++)
        {
            priors.CopyTo(logs, 0);
            for (var c = 0; c < columns.Length; c++)
            {
                var x = columns[c][row];
                for (var k = 0; k < classes; k++)
                {
                    logs[k] += isCategory[owners[c]]
                        ? (x > 0 ? first[c][k] : 0)
                        : -0.5 * (Math.Log(2 * Math.PI * second[c][k]) + ((x - first[c][k]) * (x - first[c][k]) / second[c][k]));
                }
            }

            var highest = logs.Max();
            var sum = logs.Sum(l => Math.Exp(l - highest));
            for (var k = 0; k < classes; k++)
            {
                result[k][row] = Math.Exp(logs[k] - highest) / sum;
            }
        }

        return result;
    }

    public JsonObject ToJson() => new()
    {
        ["features"] = featureCount,
        ["owners"] = Json(owners.Select(static o => (double)o)),
        ["isCategory"] = new JsonArray([.. isCategory.Select(static c => (JsonNode)c)]),
        ["priors"] = Json(priors),
        ["first"] = new JsonArray([.. first.Select(static f => (JsonNode)Json(f))]),
        ["second"] = new JsonArray([.. second.Select(static f => (JsonNode)Json(f))]),
    };

    public static NaiveBayesModel FromJson(JsonObject json)
    {
        double[] Numbers(JsonNode? node) => [.. node!.AsArray().Select(static v => v!.GetValue<double>())];
        var priors = Numbers(json["priors"]);
        return new NaiveBayesModel(json["features"]!.GetValue<int>(), [.. Numbers(json["owners"]).Select(static o => (int)o)], [.. json["isCategory"]!.AsArray().Select(static c => c!.GetValue<bool>())], priors.Length)
        {
            priors = priors,
            first = [.. json["first"]!.AsArray().Select(Numbers)],
            second = [.. json["second"]!.AsArray().Select(Numbers)],
        };
    }

    private static JsonArray Json(IEnumerable<double> values) => new([.. values.Select(static v => (JsonNode)(double.IsFinite(v) ? v : -1e300))]);
}
