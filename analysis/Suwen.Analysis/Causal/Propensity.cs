using Suwen.Analysis.Regression;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Causal;

/// <summary>The propensity score of a treatment by logistic regression.</summary>
/// <param name="Frame">Complete cases.</param>
/// <param name="Design">Terms of the score.</param>
/// <param name="Treated">1 where treated.</param>
/// <param name="Score">Probability of treatment.</param>
/// <param name="Logit">Its logit.</param>
internal sealed record Propensity(Frame Frame, DesignMatrix Design, double[] Treated, double[] Score, double[] Logit)
{
    public static OperatorParameter<string> Group { get; } = Parameter.Column("group", "处理组列:0/1,或两个水平(设 group_value)", "Column of the treatment: 0/1, or two levels (set group_value)");

    public static OperatorParameter<string?> GroupValue { get; } = Parameter.OptionalText("group_value", "表示接受处理的水平", "The level that stands for treatment");

    /// <summary>Reads complete cases and fits the score.</summary>
    public static async Task<Propensity> FitAsync(OperatorCall call, IEnumerable<string> more, CancellationToken cancellationToken)
    {
        var (group, value) = (call.Get(Group), call.Get(GroupValue));
        var terms = DesignTerms.Of(call);
        if (terms.Covariates.Contains(group))
        {
            throw OperatorException.BadParameters($"The group {group} is among the covariates.", "Leave it out of the covariates.");
        }

        var frame = (await Frame.ReadAsync(call.Input, [BinaryOutcome.Wanted(group, value), .. terms.Wanted(), .. more.Select(static m => (m, FrameKind.Factor))], cancellationToken)).CompleteCases(call);
        var treated = BinaryOutcome.Read(frame, group, value);
        var design = DesignMatrix.Of(frame, terms);
        var run = GlmRows.Run(call, design, treated, LinearFit.Ones(treated.Length), LogisticFamily.Instance);
        return new Propensity(frame, design, treated, Array.ConvertAll(run.Fit.Predictor, LogisticFamily.Instance.Mean), run.Fit.Predictor);
    }

    public int InputRow(int row) => (Frame.InputRows is { } rows ? rows[row] : row) + 1;

    /// <summary>The balance table: the score, numbers as they are, every level of categories.</summary>
    /// <param name="weights">Weights after matching or weighting.</param>
    /// <param name="isTreatedScale">Differences in deviations of the treated (ATT) instead of the pooled ones.</param>
    public (ResultTable Table, double Worst, double WorstBefore) Balance(double[] weights, bool isTreatedScale)
    {
        var table = new ResultTable(
            "balance",
            ("term", ColumnType.Text), ("mean_treated_before", ColumnType.Double), ("mean_control_before", ColumnType.Double), ("smd_before", ColumnType.Double), ("variance_ratio_before", ColumnType.Double),
            ("mean_treated_after", ColumnType.Double), ("mean_control_after", ColumnType.Double), ("smd_after", ColumnType.Double), ("variance_ratio_after", ColumnType.Double));
        double worst = 0, worstBefore = 0;
        var ones = LinearFit.Ones(Treated.Length);
        foreach (var (name, values) in Variables())
        {
            var before = Side(values, ones);
            var after = Side(values, weights);
            var isBinary = Array.TrueForAll(values, static v => v is 0 or 1);
            double Spread(in Pair p) => isTreatedScale ? Math.Sqrt(p.TreatedVariance) : Math.Sqrt((p.TreatedVariance + p.ControlVariance) / 2);
            var deviation = Spread(isBinary ? before.AsBinary() : before);
            double? Smd(in Pair p) => deviation > 0 ? (p.Treated - p.Control) / deviation : null;
            double? Ratio(in Pair p) => !isBinary && p.ControlVariance > 0 ? p.TreatedVariance / p.ControlVariance : null;
            table.Add(name, before.Treated, before.Control, Smd(before), Ratio(before), after.Treated, after.Control, Smd(after), Ratio(after));
            if (name != "distance")
            {
                worst = Math.Max(worst, Math.Abs(Smd(after) ?? 0));
                worstBefore = Math.Max(worstBefore, Math.Abs(Smd(before) ?? 0));
            }
        }

        return (table, worst, worstBefore);
    }

    private IEnumerable<(string Name, double[] Values)> Variables()
    {
        yield return ("distance", Score);
        foreach (var column in Design.Columns.SelectMany(static c => c.Parts).Select(static p => p.Column).Distinct())
        {
            if (Frame.IsNumber(column))
            {
                yield return (column, Frame.Numbers(column));
                continue;
            }

            var factor = Frame.Factor(column);
            for (var level = 0; level < factor.Levels.Count; level++)
            {
                yield return (column + factor.Levels[level], Array.ConvertAll(factor.Codes, c => c == level ? 1.0 : 0));
            }
        }
    }

    private Pair Side(double[] values, double[] weights)
    {
        var (m1, v1) = Weighted(values, weights, 1);
        var (m0, v0) = Weighted(values, weights, 0);
        return new Pair(m1, m0, v1, v0);
    }

    /// <summary>Weighted mean and variance, unbiased for weights of reliability, as MatchIt and cobalt.</summary>
    private (double Mean, double Variance) Weighted(double[] values, double[] weights, double side)
    {
        double sum = 0, total = 0, squares = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (Treated[i] == side)
            {
                total += weights[i];
                squares += weights[i] * weights[i];
                sum += weights[i] * values[i];
            }
        }

        var mean = sum / total;
        var spread = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            spread += Treated[i] == side ? weights[i] * (values[i] - mean) * (values[i] - mean) : 0;
        }

        return (mean, spread / (total - (squares / total)));
    }

    private readonly record struct Pair(double Treated, double Control, double TreatedVariance, double ControlVariance)
    {
        /// <summary>Variances p (1 − p) of shares.</summary>
        public Pair AsBinary() => this with { TreatedVariance = Treated * (1 - Treated), ControlVariance = Control * (1 - Control) };
    }
}
