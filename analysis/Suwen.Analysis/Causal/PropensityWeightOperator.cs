using Suwen.Analysis.Regression;
using Suwen.Analysis.Statistics;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Causal;

/// <summary>Propensity score weighting.</summary>
internal sealed class PropensityWeightOperator : IOperator
{
    private static readonly OperatorParameter<string> Estimand = Parameter.Choice("estimand", ["ATE", "ATT", "ATC", "ATO"], "ATE", "目标:总体、处理组、对照组或重叠人群的平均效应", "Whose average effect: all, the treated, the controls, or the overlap");
    private static readonly OperatorParameter<bool> Stabilise = Parameter.Flag("stabilise", false, "稳定权重(乘以各组比例)", "Stabilises weights by the shares of the groups");
    private static readonly OperatorParameter<double?> Truncate = Parameter.OptionalNumber("truncate", 0.5, 1, "把权重截断在此分位数,例如 0.99", "Truncates weights at this quantile, for example 0.99");

    public OperatorDescription Description { get; } = new(
        "propensity-weight",
        "causal",
        new("倾向评分加权", "Propensity score weighting"),
        new("用 logistic 回归估计倾向评分并计算权重(ATE、ATT、ATC、ATO),给出均衡性与有效样本量。", "Estimates the propensity score by logistic regression and gives weights (ATE, ATT, ATC, ATO), balance and effective sample sizes."),
        [Propensity.Group, Propensity.GroupValue, DesignTerms.CovariatesParameter, DesignTerms.FactorsParameter, DesignTerms.InteractionsParameter, Estimand, Stabilise, Truncate],
        [
            new OperatorOutput("result", new("每行输入一行", "One row per row of the input"), "row: of the input from 1; treated; propensity; weight"),
            new OperatorOutput("balance", new("每个变量一行:加权前后的均衡性", "One row per variable: balance before and after"), "term; mean_treated_before; mean_control_before; smd_before; variance_ratio_before; the same after"),
            new OperatorOutput("sizes", new("每组一行", "One row per group"), "treated; n; effective_n; weight_max"),
        ])
    {
        Aliases = ["propensity-weighting", "propensity-score-weighting", "iptw", "ipw"],
        References = ["R WeightIt::weightit(method = \"glm\")", "Li F, Morgan KL, Zaslavsky AM. JASA 2018;113:390-400 (overlap weights)"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var score = await Propensity.FitAsync(call, [], cancellationToken);
        var weights = Weights(score, call.Get(Estimand), call.Get(Stabilise));
        if (call.Get(Truncate) is { } share)
        {
            var limit = Quantiles.Select((double[])weights.Clone(), share);
            var above = weights.Count(w => w > limit);
            weights = Array.ConvertAll(weights, w => Math.Min(w, limit));
            call.Note($"{above} 行的权重截断为 {Say.Number(limit)}。", $"The weights of {above} rows were truncated at {Say.Number(limit)}.");
        }

        var table = new ResultTable("result", ("row", ColumnType.Int64), ("treated", ColumnType.Int64), ("propensity", ColumnType.Double), ("weight", ColumnType.Double));
        for (var i = 0; i < weights.Length; i++)
        {
            table.Add(score.InputRow(i), (long)score.Treated[i], score.Score[i], weights[i]);
        }

        await call.WriteAsync(table, cancellationToken);
        var (balance, worst, before) = score.Balance(weights, call.Get(Estimand) == "ATT");
        await call.WriteAsync(balance, cancellationToken);
        await call.WriteAsync(Sizes(score, weights), cancellationToken);
        call.Sentence(
            $"倾向评分加权({call.Get(Estimand)},n = {weights.Length}):最大标准化均值差由 {before:0.000} 变为 {worst:0.000},最大权重 {Say.Number(weights.Max())}。",
            $"Propensity score weighting ({call.Get(Estimand)}, n = {weights.Length}): the largest standardised mean difference went from {before:0.000} to {worst:0.000}; the largest weight is {Say.Number(weights.Max())}.");
    }

    private static double[] Weights(Propensity score, string estimand, bool isStabilised)
    {
        var share = Moments.Of(score.Treated).Mean;
        var weights = new double[score.Treated.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var p = score.Score[i];
            var isTreated = score.Treated[i] == 1;
            weights[i] = estimand switch
            {
                "ATT" => isTreated ? 1 : p / (1 - p),
                "ATC" => isTreated ? (1 - p) / p : 1,
                "ATO" => isTreated ? 1 - p : p,
                _ => isTreated ? 1 / p : 1 / (1 - p),
            };
            weights[i] *= !isStabilised ? 1 : estimand switch
            {
                "ATE" => isTreated ? share : 1 - share,
                "ATT" => isTreated ? 1 : (1 - share) / share,
                "ATC" => isTreated ? share / (1 - share) : 1,
                _ => 1,
            };
        }

        return weights;
    }

    private static ResultTable Sizes(Propensity score, double[] weights)
    {
        var table = new ResultTable("sizes", ("treated", ColumnType.Int64), ("n", ColumnType.Int64), ("effective_n", ColumnType.Double), ("weight_max", ColumnType.Double));
        for (var side = 0; side < 2; side++)
        {
            double n = 0, sum = 0, squares = 0, most = 0;
            for (var i = 0; i < weights.Length; i++)
            {
                if (score.Treated[i] == side)
                {
                    n++;
                    sum += weights[i];
                    squares += weights[i] * weights[i];
                    most = Math.Max(most, weights[i]);
                }
            }

            table.Add(side, (long)n, sum * sum / squares, most);
        }

        return table;
    }
}
