using Suwen.Analysis.Statistics;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Regression;

/// <summary>Logistic regression.</summary>
internal sealed class LogisticRegressionOperator : IOperator
{
    private static readonly OperatorParameter<string?> Trials = Parameter.OptionalColumn("trials", "试验次数列;outcome 为其中的事件数", "Column of trials, where the outcome counts events among them");

    public OperatorDescription Description { get; } = new(
        "logistic-regression",
        "regression",
        new("Logistic 回归", "Logistic regression"),
        new("二分类结局的回归,给出比值比;发现完全分离时明确说明。", "Regression of an outcome of two values, with odds ratios; perfect separation is found and stated."),
        [BinaryOutcome.OutcomeParameter, BinaryOutcome.ValueParameter, DesignTerms.CovariatesParameter, DesignTerms.FactorsParameter, DesignTerms.ReferenceParameter, DesignTerms.InteractionsParameter, Trials, DesignTerms.WeightsParameter, DesignTerms.OffsetParameter, RegressionRows.Robust, RegressionRows.Cluster, ProfileIntervals.Interval, Parameter.Confidence],
        [
            new OperatorOutput("result", new("每行为一项", "One row per term"), RegressionRows.Columns + "; odds_ratio; odds_ratio_conf_low; odds_ratio_conf_high"),
            new OperatorOutput("fit", new("模型一行", "One row for the model"), GlmRows.Columns + "; interval: profile or wald; n_event; auc"),
        ])
    {
        Aliases = ["logistic", "logit"],
        References = ["R stats::glm(family = binomial)", "R sandwich::vcovHC, vcovCL"],
        GivesModel = true,
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var (outcome, trials, value) = (call.Get(BinaryOutcome.OutcomeParameter), call.Get(Trials), call.Get(BinaryOutcome.ValueParameter));
        var terms = DesignTerms.Of(call);
        if (trials is not null && (value is not null || terms.Weights is not null))
        {
            throw OperatorException.BadParameters("The parameter trials does not go together with outcome_value or weights.", "With trials, the outcome counts events.");
        }

        var frame = await RegressionRows.ReadAsync(
            call, trials is null ? BinaryOutcome.Wanted(outcome, value) : (outcome, FrameKind.Number), trials is null ? terms : terms with { Weights = trials }, [], cancellationToken);
        var whole = DesignMatrix.Of(frame, terms);
        var prior = trials is not null ? frame.Numbers(trials) : whole.Weights ?? LinearFit.Ones(frame.RowCount);
        var y = trials is null ? BinaryOutcome.Read(frame, outcome, value) : Shares(frame, outcome, trials);
        var run = GlmRows.Run(call, whole, y, prior, LogisticFamily.Instance);
        var covariance = run.Covariance(call, frame, 1);
        var confidence = call.Get(Parameter.Confidence);
        var limits = ProfileIntervals.Of(call, run, 1);
        await call.WriteAsync(RegressionRows.Table(whole, run.Aliased, run.Fit.Coefficients, covariance, double.PositiveInfinity, confidence, "odds_ratio", limits), cancellationToken);
        var events = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            events += trials is null ? y[i] : y[i] * prior[i];
        }

        var auc = trials is null && whole.Weights is null ? AreaUnderCurve(run.Fit.Predictor, y) : (double?)null;
        await call.WriteAsync(run.Glance(1, ("interval", ColumnType.Text, limits is null ? "wald" : "profile"), ("n_event", ColumnType.Int64, (long)Math.Round(events)), ("auc", ColumnType.Double, auc)), cancellationToken);
        RegressionRows.Sentence(
            call, run.Design, run.Fit.Coefficients, covariance, double.PositiveInfinity, confidence,
            $"{outcome} 的 Logistic 回归(n = {frame.RowCount},事件 {events:0})的比值比", $"Odds ratios of the logistic regression of {outcome} (n = {frame.RowCount}, {events:0} events)", true, limits);
        var metrics = new Dictionary<string, double> { ["n"] = frame.RowCount, ["n_event"] = events, ["deviance"] = run.Fit.Deviance };
        if (auc is { } area)
        {
            metrics["auc"] = area;
        }

        call.Sink.Keep(run.Model("logit", terms.Offset, false, covariance).ToModel(Description.Name, outcome, metrics));
    }

    /// <summary>The share of pairs of an event and a non-event in which the event has the larger score; ties count half.</summary>
    internal static double AreaUnderCurve(double[] scores, double[] y)
    {
        var keys = (double[])scores.Clone();
        var labels = (double[])y.Clone();
        Array.Sort(keys, labels);
        double below = 0, area = 0, events = 0;
        for (int first = 0, end; first < keys.Length; first = end)
        {
            double group = 0;
            for (end = first; end < keys.Length && keys[end] == keys[first]; end++)
            {
                group += labels[end];
            }

            var others = end - first - group;
            area += group * (below + (others / 2));
            below += others;
            events += group;
        }

        return area / (events * below);
    }

    private static double[] Shares(Frame frame, string outcome, string trials)
    {
        var (events, counts) = (frame.Numbers(outcome), frame.Numbers(trials));
        var shares = new double[events.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            if (events[i] < 0 || events[i] > counts[i])
            {
                throw OperatorException.BadData($"Row {(frame.InputRows is { } rows ? rows[i] : i) + 1} has more events than trials, or fewer than none.", "The outcome counts events among the trials.");
            }

            shares[i] = events[i] / counts[i];
        }

        return shares;
    }
}
