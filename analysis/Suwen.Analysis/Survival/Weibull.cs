using Suwen.Analysis.Regression;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Survival;

/// <summary><c>weibull</c>: parametric survival regression, as R's survreg.</summary>
internal sealed class Weibull : IOperator
{
    private static readonly OperatorParameter<string> Distribution =
        Parameter.Choice("distribution", ["weibull", "exponential"], "weibull", "生存时间的分布", "Distribution of survival times");

    public OperatorDescription Description { get; } = new(
        "weibull", "survival", new Words("Weibull 生存回归", "Weibull survival regression"),
        new Words("加速失效时间模型(Weibull 或指数分布),同时给出风险比。", "Accelerated failure time model (Weibull or exponential), with hazard ratios beside it."),
        [
            SurvivalTimes.TimeParameter, SurvivalTimes.EventParameter, SurvivalTimes.EventValueParameter, DesignTerms.CovariatesParameter, DesignTerms.FactorsParameter, DesignTerms.ReferenceParameter,
            DesignTerms.InteractionsParameter, DesignTerms.WeightsParameter, DesignTerms.OffsetParameter, Distribution, Parameter.Confidence,
        ],
        [
            new OperatorOutput("result", new Words("每项一行", "A row per term, the last one Log(scale)"), "term, estimate: on the scale of log time, std_error, statistic: z, p_value, conf_low, conf_high, time_ratio: exp(estimate), hazard_ratio: exp(-estimate/scale)"),
            new OperatorOutput("fit", new Words("模型一行", "One row for the model"), "n, nevent, df, scale, loglik_null: intercept only, loglik, statistic, p_value: likelihood ratio test, aic, bic, iterations, converged"),
        ])
    {
        Aliases = ["survreg", "weibull-regression"],
        References = ["Kalbfleisch JD, Prentice RL. The Statistical Analysis of Failure Time Data, 2002", "R survival 3.5 survreg, broom tidy.survreg"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var terms = DesignTerms.Of(call);
        var frame = await Frame.ReadAsync(call.Input, SurvivalTimes.Wanted(call).Concat(terms.Wanted()), cancellationToken);
        frame = DesignMatrix.WithWeight(frame.CompleteCases(call), terms.Weights, call);
        var times = SurvivalTimes.Read(frame, call);
        Check(frame, times, call);
        var design = DesignMatrix.Of(frame, terms);
        var aliased = design.FindAliased();
        design.NoteAliased(call, aliased);
        var kept = design.Keep(aliased);
        var hasScale = call.Get(Distribution) == "weibull";
        var scaled = new ScaledColumns(kept.Values[1..]);
        var fit = WeibullFit.Of(times.Time, times.IsEvent, [kept.Values[0], .. scaled.Values], kept.Weights, kept.Offset, hasScale);
        var none = WeibullFit.Of(times.Time, times.IsEvent, [kept.Values[0]], kept.Weights, kept.Offset, hasScale);
        if (fit.IsInfinite || !fit.HasConverged)
        {
            throw OperatorException.BadData(
                "The likelihood has no maximum: a coefficient grows without bound, as where a level of a category has no event.", "Join that level with another, or leave the covariate out.");
        }

        await call.WriteAsync(Terms(call, design, aliased, scaled, fit, hasScale), cancellationToken);
        await call.WriteAsync(Fit(times, fit, none, hasScale), cancellationToken);
    }

    private static void Check(Frame frame, SurvivalTimes times, OperatorCall call)
    {
        if (times.EventCount == 0)
        {
            throw OperatorException.BadData($"None of the {times.RowCount} rows has the event, so no time can be modelled.", "Check the event column and event_value.");
        }

        var zero = Array.FindIndex(times.Time, static t => t <= 0);
        if (zero >= 0)
        {
            throw OperatorException.BadData($"Row {SurvivalTimes.RowNumber(frame, zero)} has a time of 0 in the column {call.Get(SurvivalTimes.TimeParameter)}, which has no logarithm.", "Use times above 0, for example half the unit of measurement.");
        }
    }

    private static ResultTable Terms(OperatorCall call, DesignMatrix design, bool[] aliased, ScaledColumns scaled, WeibullFit fit, bool hasScale)
    {
        var z = Tails.TwoSidedQuantile(call.Get(Parameter.Confidence));
        var count = scaled.Values.Length + 1;
        var scale = hasScale ? Math.Exp(fit.At[count]) : 1;
        var table = new ResultTable(
            "result", ("term", ColumnType.Text), ("estimate", ColumnType.Double), ("std_error", ColumnType.Double), ("statistic", ColumnType.Double), ("p_value", ColumnType.Double),
            ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double), ("time_ratio", ColumnType.Double), ("hazard_ratio", ColumnType.Double));
        for (int column = 0, j = 0; column < design.ColumnCount; column++)
        {
            var name = design.Columns[column].Name;
            if (aliased[column])
            {
                table.Add(name, null, null, null, null, null, null, null, null);
                continue;
            }

            var (b, error) = Unscaled(fit, scaled, j);
            double? timeRatio = j == 0 ? null : Math.Exp(b), hazardRatio = j == 0 ? null : Math.Exp(-b / scale);
            var p = Tails.TwoSidedNormal(b / error);
            table.Add(name, b, error, b / error, p, b - (z * error), b + (z * error), timeRatio, hazardRatio);
            if (j > 0)
            {
                var numbers = FormattableString.Invariant($"{Math.Exp(b):0.00} ({Math.Exp(b - (z * error)):0.00}–{Math.Exp(b + (z * error)):0.00})");
                call.Sentence($"{call.Get(Distribution)} 模型中 {name} 的时间比为 {numbers},{Tails.Written(p)}。", $"In a {call.Get(Distribution)} model the time ratio of {name} was {numbers}, {Tails.Written(p)}.");
            }

            j++;
        }

        if (hasScale)
        {
            var size = count + 1;
            var error = Math.Sqrt(fit.Variance[(count * size) + count]);
            var b = fit.At[count];
            table.Add("Log(scale)", b, error, b / error, Tails.TwoSidedNormal(b / error), b - (z * error), b + (z * error), null, null);
        }

        return table;
    }

    /// <summary>A coefficient and its standard error on the scale of the table; the first is the intercept, from which centring is undone.</summary>
    private static (double Estimate, double StandardError) Unscaled(WeibullFit fit, ScaledColumns scaled, int term)
    {
        var size = fit.At.Length;
        var factors = new double[size];
        if (term > 0)
        {
            factors[term] = 1 / scaled.Scale[term - 1];
        }
        else
        {
            factors[0] = 1;
            for (var j = 0; j < scaled.Values.Length; j++)
            {
                factors[j + 1] = -scaled.Centre[j] / scaled.Scale[j];
            }
        }

        double estimate = 0, variance = 0;
        for (var j = 0; j < size; j++)
        {
            estimate += factors[j] * fit.At[j];
            for (var k = 0; k < size; k++)
            {
                variance += factors[j] * factors[k] * fit.Variance[(j * size) + k];
            }
        }

        return (estimate, Math.Sqrt(variance));
    }

    private static ResultTable Fit(SurvivalTimes times, WeibullFit fit, WeibullFit none, bool hasScale)
    {
        var table = new ResultTable(
            "fit", ("n", ColumnType.Int64), ("nevent", ColumnType.Int64), ("df", ColumnType.Int64), ("scale", ColumnType.Double), ("loglik_null", ColumnType.Double), ("loglik", ColumnType.Double),
            ("statistic", ColumnType.Double), ("p_value", ColumnType.Double), ("aic", ColumnType.Double), ("bic", ColumnType.Double), ("iterations", ColumnType.Int64), ("converged", ColumnType.Boolean));
        var parameters = fit.At.Length;
        var df = parameters - none.At.Length;
        var ratio = 2 * (fit.LogLikelihood - none.LogLikelihood);
        table.Add(
            times.RowCount, times.EventCount, df, hasScale ? Math.Exp(fit.At[^1]) : 1.0, none.LogLikelihood, fit.LogLikelihood, ratio, Tails.UpperChiSquared(ratio, df),
            (2 * parameters) - (2 * fit.LogLikelihood), (Math.Log(times.RowCount) * parameters) - (2 * fit.LogLikelihood), fit.Iterations, fit.HasConverged);
        return table;
    }
}
