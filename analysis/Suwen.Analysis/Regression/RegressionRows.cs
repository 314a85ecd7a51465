using Suwen.Analysis.Statistics;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Regression;

/// <summary>Writes the coefficients of a regression as broom does.</summary>
internal static class RegressionRows
{
    public static OperatorParameter<string> Robust { get; } =
        Parameter.Choice("robust", Sandwich.Types, "none", "稳健标准误", "Robust standard errors (R sandwich::vcovHC)");

    public static OperatorParameter<string?> Cluster { get; } =
        Parameter.OptionalColumn("cluster", "聚类列;标准误按聚类稳健估计", "Column of clusters, for standard errors robust against dependence within them (R sandwich::vcovCL)");

    public const string Columns = "term; estimate; std_error; statistic; p_value; conf_low; conf_high";

    /// <summary>One row per term; null where it is aliased. Where errors are zero there are no tests.</summary>
    /// <param name="design">The whole design.</param>
    /// <param name="aliased">Its columns that were not estimated.</param>
    /// <param name="coefficients">Of the estimated columns.</param>
    /// <param name="covariance">Of the estimated columns.</param>
    /// <param name="df">Degrees of freedom of t; infinite for z.</param>
    /// <param name="confidence">Level of intervals.</param>
    /// <param name="ratio">Name of the column of e to the estimate; null for none.</param>
    /// <param name="profile">Limits by coefficient where they are not Wald's; NaN where there is none.</param>
    public static ResultTable Table(DesignMatrix design, bool[] aliased, double[] coefficients, double[] covariance, double df, double confidence, string? ratio, (double Low, double High)[]? profile = null)
    {
        List<(string, ColumnType)> columns =
            [("term", ColumnType.Text), ("estimate", ColumnType.Double), ("std_error", ColumnType.Double), ("statistic", ColumnType.Double), ("p_value", ColumnType.Double), ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double)];
        if (ratio is not null)
        {
            columns.AddRange([(ratio, ColumnType.Double), ($"{ratio}_conf_low", ColumnType.Double), ($"{ratio}_conf_high", ColumnType.Double)]);
        }

        var table = new ResultTable("result", [.. columns]);
        var reach = Distributions.StudentTailQuantile((1 - confidence) / 2, df);
        for (int i = 0, k = 0; i < design.ColumnCount; i++)
        {
            if (aliased[i])
            {
                object?[] empty = new object?[columns.Count];
                empty[0] = design.Columns[i].Name;
                table.Add(empty);
                continue;
            }

            var estimate = coefficients[k];
            var error = Math.Sqrt(covariance[(k * coefficients.Length) + k]);
            double? statistic = error > 0 ? estimate / error : null;
            var (low, high) = profile is null ? (estimate - (reach * error), estimate + (reach * error)) : profile[k];
            object?[] row = [design.Columns[i].Name, estimate, error, statistic, statistic is { } t ? Distributions.StudentTwoSided(t, df) : null, Known(low), Known(high)];
            table.Add(ratio is null ? row : [.. row, Math.Exp(estimate), Known(Math.Exp(low)), Known(Math.Exp(high))]);
            k++;
        }

        return table;
    }

    private static double? Known(double value) => double.IsNaN(value) ? null : value;

    /// <summary>The sentence: the estimates of the first terms after the intercept.</summary>
    public static void Sentence(OperatorCall call, DesignMatrix design, double[] coefficients, double[] covariance, double df, double confidence, string zh, string en, bool isRatio, (double Low, double High)[]? profile = null)
    {
        var reach = Distributions.StudentTailQuantile((1 - confidence) / 2, df);
        var (zhParts, enParts) = (new List<string>(), new List<string>());
        for (var k = 0; k < coefficients.Length && enParts.Count < 5; k++)
        {
            if (design.Columns[k].Parts.Count == 0)
            {
                continue;
            }

            var error = Math.Sqrt(covariance[(k * coefficients.Length) + k]);
            double Shown(double v) => isRatio ? Math.Exp(v) : v;
            var (low, high) = profile is null ? (coefficients[k] - (reach * error), coefficients[k] + (reach * error)) : profile[k];
            if (!(error > 0) || double.IsNaN(low + high))
            {
                zhParts.Add($"{design.Columns[k].Name} {Say.Number(Shown(coefficients[k]))}");
                enParts.Add($"{design.Columns[k].Name} {Say.Number(Shown(coefficients[k]))}");
                continue;
            }

            (low, high) = (Shown(low), Shown(high));
            var p = Distributions.StudentTwoSided(coefficients[k] / error, df);
            zhParts.Add($"{design.Columns[k].Name} {Say.Number(Shown(coefficients[k]))}({Say.IntervalZh(confidence, low, high)},{Say.P(p)})");
            enParts.Add($"{design.Columns[k].Name} {Say.Number(Shown(coefficients[k]))} ({Say.Interval(confidence, low, high)}, {Say.P(p)})");
        }

        call.Sentence($"{zh}:{string.Join(";", zhParts)}。", $"{en}: {string.Join("; ", enParts)}.");
    }

    /// <summary>The model-based covariance, or the robust one that the caller asked for.</summary>
    public static double[] Covariance(OperatorCall call, Frame frame, DesignMatrix design, double[] bread, double dispersion, bool isLinear, Func<(double[] Scores, double[] Information)> parts)
    {
        if (call.Get(Cluster) is { } cluster)
        {
            var factor = frame.Factor(cluster);
            return factor.Levels.Count > 1
                ? Sandwich.Clustered(design, bread, parts().Scores, factor.Codes, factor.Levels.Count, isLinear)
                : throw OperatorException.BadData($"The column {cluster} has one cluster only.", "Name a column with several clusters.");
        }

        if (call.Get(Robust) != "none")
        {
            var (scores, information) = parts();
            return Sandwich.Robust(design, bread, scores, information, call.Get(Robust));
        }

        return Array.ConvertAll(bread, b => b * dispersion);
    }

    /// <summary>Reads outcome, terms and cluster; complete cases with weight.</summary>
    public static async Task<Frame> ReadAsync(OperatorCall call, (string, FrameKind) outcome, DesignTerms terms, IEnumerable<(string, FrameKind)> more, CancellationToken cancellationToken)
    {
        var cluster = call.Get(Cluster);
        if (terms.Covariates.Contains(outcome.Item1))
        {
            throw OperatorException.BadParameters($"The outcome {outcome.Item1} is among the covariates.", "Leave it out of the covariates.");
        }

        IEnumerable<(string, FrameKind)> wanted = [outcome, .. terms.Wanted(), .. more];
        var frame = await Frame.ReadAsync(call.Input, cluster is null ? wanted : [.. wanted, (cluster, FrameKind.Factor)], cancellationToken);
        return DesignMatrix.WithWeight(frame.CompleteCases(call), terms.Weights, call);
    }
}
