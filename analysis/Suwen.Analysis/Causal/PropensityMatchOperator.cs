using Suwen.Analysis.Regression;
using Suwen.Analysis.Statistics;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Causal;

/// <summary>Propensity score matching.</summary>
internal sealed class PropensityMatchOperator : IOperator
{
    private static readonly OperatorParameter<string> Order = Parameter.Choice("order", ["largest", "smallest", "random", "data"], "largest", "处理组选择对照的次序", "Order in which treated rows choose: by score, at random, or as the data stand");
    private static readonly OperatorParameter<double?> Caliper = Parameter.OptionalNumber("caliper", 0, 1e9, "卡钳宽度,以 distance 的标准差为单位", "Caliper in standard deviations of the distance");
    private static readonly OperatorParameter<string> Distance = Parameter.Choice("distance", ["probability", "logit"], "probability", "距离:倾向评分或其 logit", "Distance: the score or its logit");
    private static readonly OperatorParameter<long> Ratio = Parameter.Integer("ratio", 1, 1, 1000, "每个处理对象匹配的对照数", "Controls per treated row");
    private static readonly OperatorParameter<bool> Replace = Parameter.Flag("replace", false, "对照可重复使用", "Controls may be used again");
    private static readonly OperatorParameter<IReadOnlyList<string>> Exact = Parameter.Columns("exact", false, "必须完全相同的列", "Columns that must be the same");

    public OperatorDescription Description { get; } = new(
        "propensity-match",
        "causal",
        new("倾向评分匹配", "Propensity score matching"),
        new("用 logistic 回归估计倾向评分,贪心最近邻匹配,给出匹配对、权重和均衡性。", "Estimates the propensity score by logistic regression and matches greedily to the nearest control; gives pairs, weights and balance."),
        [Propensity.Group, Propensity.GroupValue, DesignTerms.CovariatesParameter, DesignTerms.FactorsParameter, DesignTerms.InteractionsParameter, Ratio, Caliper, Distance, Order, Replace, Exact, Parameter.Seed],
        [
            new OperatorOutput("result", new("匹配上的每行", "One row per matched row of the input"), "row: of the input from 1; treated: 1 or 0; distance: propensity score; weight; subclass: of the pair (without replacement)"),
            new OperatorOutput("pairs", new("每个匹配对一行", "One row per pair"), "subclass; treated_row; control_row; gap: difference of distances"),
            new OperatorOutput("balance", new("每个变量一行:匹配前后的均衡性", "One row per variable: balance before and after"), "term; mean_treated_before; mean_control_before; smd_before: in deviations of the treated; variance_ratio_before; the same after"),
        ])
    {
        Aliases = ["propensity-matching", "propensity-score-matching", "psm", "matchit"],
        References = ["R MatchIt::matchit(method = \"nearest\") 4.5"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var score = await Propensity.FitAsync(call, call.Get(Exact), cancellationToken);
        var distance = call.Get(Distance) == "logit" ? score.Logit : score.Score;
        var caliper = call.Get(Caliper) is { } width ? width * Moments.Of(distance).StandardDeviation : double.PositiveInfinity;
        var order = Ordered(call, score, distance);
        var matches = NearestMatching.Match(score.Treated, distance, Cells(score.Frame, call.Get(Exact)), order, (int)call.Get(Ratio), caliper, call.Get(Replace));
        var unmatched = order.Count(r => matches[r].Count == 0);
        if (unmatched == order.Length)
        {
            throw OperatorException.BadData("No treated row has a control within the caliper and the exact columns.", "Widen the caliper, or name fewer exact columns.");
        }

        if (unmatched > 0)
        {
            call.Note($"{order.Length} 个处理对象中有 {unmatched} 个没有匹配上。", $"{unmatched} of {order.Length} treated rows have no match.");
        }

        var weights = Weights(score.Treated, matches);
        await WriteAsync(call, score, distance, matches, weights, cancellationToken);
        var (balance, worst, before) = score.Balance(weights, isTreatedScale: true);
        await call.WriteAsync(balance, cancellationToken);
        var controls = weights.Where((w, i) => w > 0 && score.Treated[i] == 0).Count();
        call.Sentence(
            $"倾向评分最近邻匹配:{order.Length - unmatched} 个处理对象与 {controls} 个对照匹配,最大标准化均值差由 {before:0.000} 变为 {worst:0.000}。",
            $"Nearest-neighbour propensity score matching matched {order.Length - unmatched} treated rows to {controls} controls; the largest standardised mean difference went from {before:0.000} to {worst:0.000}.");
    }

    private static int[] Ordered(OperatorCall call, Propensity score, double[] distance)
    {
        var treated = Enumerable.Range(0, score.Treated.Length).Where(i => score.Treated[i] == 1).ToArray();
        switch (call.Get(Order))
        {
            case "largest": return [.. treated.OrderByDescending(i => distance[i]).ThenBy(static i => i)];
            case "smallest": return [.. treated.OrderBy(i => distance[i]).ThenBy(static i => i)];
            case "random":
                new Draws(call.Get(Parameter.Seed)).Shuffle(treated);
                return treated;
            default: return treated;
        }
    }

    private static int[] Cells(Frame frame, IReadOnlyList<string> exact)
    {
        var cells = new int[frame.RowCount];
        foreach (var column in exact)
        {
            // A column that is a covariate too may have been read as numbers.
            var keys = new Dictionary<(int, double), int>();
            for (var i = 0; i < cells.Length; i++)
            {
                var value = frame.IsNumber(column) ? frame.Numbers(column)[i] : frame.Factor(column).Codes[i];
                if (!keys.TryGetValue((cells[i], value), out var cell))
                {
                    keys.Add((cells[i], value), cell = keys.Count);
                }

                cells[i] = cell;
            }
        }

        return cells;
    }

    /// <summary>1 for matched treated rows; controls share the weight of theirs, scaled to a mean of 1.</summary>
    private static double[] Weights(double[] treated, List<int>[] matches)
    {
        var weights = new double[treated.Length];
        for (var i = 0; i < treated.Length; i++)
        {
            if (matches[i] is { Count: > 0 } controls)
            {
                weights[i] = 1;
                foreach (var control in controls)
                {
                    weights[control] += 1.0 / controls.Count;
                }
            }
        }

        double sum = 0, count = 0;
        for (var i = 0; i < treated.Length; i++)
        {
            sum += treated[i] == 0 ? weights[i] : 0;
            count += treated[i] == 0 && weights[i] > 0 ? 1 : 0;
        }

        for (var i = 0; i < treated.Length; i++)
        {
            weights[i] *= treated[i] == 0 ? count / sum : 1;
        }

        return weights;
    }

    private static async Task WriteAsync(OperatorCall call, Propensity score, double[] distance, List<int>[] matches, double[] weights, CancellationToken cancellationToken)
    {
        var pairs = new ResultTable("pairs", ("subclass", ColumnType.Int64), ("treated_row", ColumnType.Int64), ("control_row", ColumnType.Int64), ("gap", ColumnType.Double));
        var subclasses = new int[weights.Length];
        var subclass = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (matches[i] is { Count: > 0 } controls)
            {
                subclasses[i] = ++subclass;
                foreach (var control in controls)
                {
                    subclasses[control] = subclass;
                    pairs.Add(subclass, score.InputRow(i), score.InputRow(control), Math.Abs(distance[i] - distance[control]));
                }
            }
        }

        var table = new ResultTable("result", ("row", ColumnType.Int64), ("treated", ColumnType.Int64), ("distance", ColumnType.Double), ("weight", ColumnType.Double), ("subclass", ColumnType.Int64));
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0)
            {
                table.Add(score.InputRow(i), (long)score.Treated[i], score.Score[i], weights[i], call.Get(Replace) ? null : subclasses[i]);
            }
        }

        await call.WriteAsync(table, cancellationToken);
        await call.WriteAsync(pairs, cancellationToken);
    }
}
