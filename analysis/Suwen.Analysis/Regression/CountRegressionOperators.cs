using Suwen.Analysis.Statistics;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Regression;

/// <summary>What Poisson and negative binomial regression share: counts, exposure.</summary>
internal static class CountRegression
{
    public static OperatorParameter<string> Outcome { get; } = Parameter.Column("outcome", "结局(计数)列", "Column of counts");

    public static OperatorParameter<string?> Exposure { get; } = Parameter.OptionalColumn("exposure", "暴露量列(人年、人数);其对数作为偏移量", "Column of the exposure (person-years, persons), whose logarithm is the offset");

    /// <summary>Reads counts and design, the exposure as offset.</summary>
    public static async Task<(Frame Frame, DesignMatrix Design, double[] Y, DesignTerms Terms)> ReadAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var (outcome, exposure) = (call.Get(Outcome), call.Get(Exposure));
        var terms = DesignTerms.Of(call);
        if (exposure is not null && terms.Offset is not null)
        {
            throw OperatorException.BadParameters("The parameters exposure and offset do not go together.", "Give one of them.");
        }

        terms = terms with { Offset = exposure ?? terms.Offset };
        var frame = await RegressionRows.ReadAsync(call, (outcome, FrameKind.Number), terms, [], cancellationToken);
        var y = frame.Numbers(outcome);
        for (var i = 0; i < y.Length; i++)
        {
            if (y[i] < 0 || y[i] != Math.Floor(y[i]) || (exposure is not null && !(frame.Numbers(exposure)[i] > 0)))
            {
                throw OperatorException.BadData(
                    $"Row {(frame.InputRows is { } rows ? rows[i] : i) + 1}: {(y[i] < 0 || y[i] != Math.Floor(y[i]) ? $"the outcome {outcome} is no count" : $"the exposure {exposure} is not above zero")}.",
                    "Counts are whole numbers of at least zero, exposures are above zero.");
            }
        }

        if (y.AsSpan().IndexOfAnyExcept(0) < 0)
        {
            throw OperatorException.BadData($"The outcome {outcome} is zero in all {y.Length} rows that are analysed.", "There must be events.");
        }

        var design = DesignMatrix.Of(frame, terms);
        return (frame, exposure is null ? design : design.WithOffset(Array.ConvertAll(frame.Numbers(exposure), Math.Log)), y, terms);
    }

    /// <summary>Writes coefficients, fit, sentence and model.</summary>
    public static async Task WriteAsync(OperatorCall call, GlmRows run, Frame frame, double dispersion, double df, DesignTerms terms, string method, string methodZh, Func<(string, ColumnType, object?), ResultTable> fit, CancellationToken cancellationToken)
    {
        var covariance = run.Covariance(call, frame, dispersion);
        var confidence = call.Get(Parameter.Confidence);
        var limits = ProfileIntervals.Of(call, run, dispersion);
        await call.WriteAsync(RegressionRows.Table(run.Whole, run.Aliased, run.Fit.Coefficients, covariance, df, confidence, "rate_ratio", limits), cancellationToken);
        await call.WriteAsync(fit(("interval", ColumnType.Text, limits is null ? "wald" : "profile")), cancellationToken);
        var outcome = call.Get(Outcome);
        var events = Moments.Sum(run.Y);
        RegressionRows.Sentence(
            call, run.Design, run.Fit.Coefficients, covariance, df, confidence,
            $"{outcome} 的{methodZh}(n = {frame.RowCount},事件 {events:0})的率比", $"Rate ratios of the {method} of {outcome} (n = {frame.RowCount}, {events:0} events)", true, limits);
        call.Sink.Keep(run.Model("log", terms.Offset, call.Get(Exposure) is not null, covariance)
            .ToModel(call.Description.Name, outcome, new Dictionary<string, double> { ["n"] = frame.RowCount, ["n_event"] = events, ["deviance"] = run.Fit.Deviance }));
    }
}

/// <summary>Poisson regression.</summary>
internal sealed class PoissonRegressionOperator : IOperator
{
    private static readonly OperatorParameter<bool> Quasi = Parameter.Flag("quasi", false, "用数据估计离散度(quasi-Poisson)", "Estimates the dispersion from the data (quasi-Poisson)");

    public OperatorDescription Description { get; } = new(
        "poisson-regression",
        "regression",
        new("Poisson 回归", "Poisson regression"),
        new("计数与率的回归,给出率比;可用暴露量、quasi-Poisson、稳健标准误。", "Regression of counts and rates, with rate ratios; exposure, quasi-Poisson and robust errors if asked."),
        [CountRegression.Outcome, DesignTerms.CovariatesParameter, DesignTerms.FactorsParameter, DesignTerms.ReferenceParameter, DesignTerms.InteractionsParameter, CountRegression.Exposure, DesignTerms.OffsetParameter, DesignTerms.WeightsParameter, Quasi, RegressionRows.Robust, RegressionRows.Cluster, ProfileIntervals.Interval, Parameter.Confidence],
        [
            new OperatorOutput("result", new("每行为一项", "One row per term"), RegressionRows.Columns + "; rate_ratio; rate_ratio_conf_low; rate_ratio_conf_high"),
            new OperatorOutput("fit", new("模型一行", "One row for the model"), GlmRows.Columns + "; interval: profile or wald; pearson_dispersion"),
        ])
    {
        Aliases = ["poisson"],
        References = ["R stats::glm(family = poisson), quasipoisson"],
        GivesModel = true,
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var (frame, whole, y, terms) = await CountRegression.ReadAsync(call, cancellationToken);
        var run = GlmRows.Run(call, whole, y, whole.Weights ?? LinearFit.Ones(y.Length), PoissonFamily.Instance);
        double? pearson = run.ResidualDf > 0 ? run.PearsonDispersion() : null;
        var isQuasi = call.Get(Quasi);
        if (isQuasi && pearson is null)
        {
            throw OperatorException.BadData($"The model has {run.Design.ColumnCount} parameters for {y.Length} rows; the dispersion cannot be estimated.", "Use fewer covariates, or leave quasi out.");
        }

        if (!isQuasi && pearson > 1.5)
        {
            call.Note($"数据比 Poisson 分布更离散(Pearson 离散度 {Say.Number(pearson.Value)});可用 quasi=true 或 negative-binomial-regression。", $"The counts vary more than Poisson's (Pearson dispersion {Say.Number(pearson.Value)}); consider quasi=true or negative-binomial-regression.");
        }

        var dispersion = isQuasi ? pearson!.Value : 1;
        await CountRegression.WriteAsync(
            call, run, frame, dispersion, isQuasi ? run.ResidualDf : double.PositiveInfinity, terms, isQuasi ? "quasi-Poisson regression" : "Poisson regression", isQuasi ? "quasi-Poisson 回归" : "Poisson 回归",
            interval => run.Glance(dispersion, interval, ("pearson_dispersion", ColumnType.Double, pearson)), cancellationToken);
    }
}

/// <summary>Negative binomial regression.</summary>
internal sealed class NegativeBinomialRegressionOperator : IOperator
{
    public OperatorDescription Description { get; } = new(
        "negative-binomial-regression",
        "regression",
        new("负二项回归", "Negative binomial regression"),
        new("过离散计数的回归,theta 由最大似然估计。", "Regression of counts that vary more than Poisson's, with theta by maximum likelihood."),
        [CountRegression.Outcome, DesignTerms.CovariatesParameter, DesignTerms.FactorsParameter, DesignTerms.ReferenceParameter, DesignTerms.InteractionsParameter, CountRegression.Exposure, DesignTerms.OffsetParameter, DesignTerms.WeightsParameter, RegressionRows.Robust, RegressionRows.Cluster, ProfileIntervals.Interval, Parameter.Confidence],
        [
            new OperatorOutput("result", new("每行为一项", "One row per term"), RegressionRows.Columns + "; rate_ratio; rate_ratio_conf_low; rate_ratio_conf_high"),
            new OperatorOutput("fit", new("模型一行", "One row for the model"), GlmRows.Columns + "; interval: profile or wald; theta; theta_std_error"),
        ])
    {
        Aliases = ["negative-binomial", "negbin", "glm-nb"],
        References = ["R MASS::glm.nb"],
        GivesModel = true,
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var (frame, whole, y, terms) = await CountRegression.ReadAsync(call, cancellationToken);
        var prior = whole.Weights ?? LinearFit.Ones(y.Length);
        var aliased = whole.FindAliased();
        var design = whole.Keep(aliased);
        var fit = GlmFit.Fit(design, y, prior, PoissonFamily.Instance);
        var theta = 0.0;
        var isDone = false;
        for (var round = 0; round < 100 && !isDone; round++)
        {
            var means = Array.ConvertAll(fit.Predictor, Math.Exp);
            var next = Theta.Estimate(y, means, prior) ?? throw OperatorException.BadData("The counts do not vary more than Poisson's, so theta has no finite estimate.", "Use poisson-regression.");
            isDone = Math.Abs(next - theta) <= 1e-10 * next;
            theta = next;
            fit = GlmFit.Fit(design, y, prior, new NegativeBinomialFamily(theta), fit.Coefficients);
        }

        if (!isDone)
        {
            call.Note("theta 的迭代未完全收敛。", "The iteration for theta did not settle completely.");
        }

        whole.NoteAliased(call, aliased);
        var run = new GlmRows(whole, design, aliased, y, prior, new NegativeBinomialFamily(theta), fit);
        var error = 1 / Math.Sqrt(Theta.Information(theta, y, Array.ConvertAll(fit.Predictor, Math.Exp), prior));
        await CountRegression.WriteAsync(
            call, run, frame, 1, double.PositiveInfinity, terms, "negative binomial regression", "负二项回归",
            interval => run.Glance(1, interval, ("theta", ColumnType.Double, theta), ("theta_std_error", ColumnType.Double, error)), cancellationToken);
    }
}
