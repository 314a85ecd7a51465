using Suwen.Analysis.Regression;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Survival;

/// <summary><c>fine-gray</c>: regression of the subdistribution hazard, as cmprsk's crr.</summary>
internal sealed class FineGray : IOperator
{
    public OperatorDescription Description { get; } = new(
        "fine-gray", "survival", new Words("Fine–Gray 竞争风险回归", "Fine–Gray regression for competing risks"),
        new Words("估计协变量对关注事件累积发生率的次分布风险比。", "Subdistribution hazard ratios: how covariates bear on the cumulative incidence of one event while others compete."),
        [SurvivalTimes.TimeParameter, CompetingTimes.EventParameter, CompetingTimes.CensoredParameter, CompetingTimes.InterestParameter, DesignTerms.CovariatesParameter, DesignTerms.FactorsParameter, DesignTerms.ReferenceParameter, DesignTerms.InteractionsParameter, Parameter.Confidence],
        [
            new OperatorOutput("result", new Words("每项一行", "A row per term"), "term, estimate: log subdistribution hazard ratio, std_error, statistic: z, p_value, conf_low, conf_high, hazard_ratio, hazard_ratio_low, hazard_ratio_high"),
            new OperatorOutput("fit", new Words("模型一行", "One row for the model"), "n, nevent, n_competing, n_censored, loglik_null, loglik, statistic_log, df, iterations, converged"),
        ])
    {
        Aliases = ["crr"],
        References = ["Fine JP, Gray RJ. JASA 1999;94:496", "R cmprsk 2.2 crr"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var terms = DesignTerms.Of(call) with { HasIntercept = false };
        var frame = (await Frame.ReadAsync(call.Input, CompetingTimes.Wanted(call).Concat(terms.Wanted()), cancellationToken)).CompleteCases(call);
        var times = CompetingTimes.Read(frame, call);
        var interest = call.Get(CompetingTimes.InterestParameter) is { } wanted ? times.Find(wanted) : 1;
        var kind = Array.ConvertAll(times.Cause, c => c == 0 ? 0 : c == interest ? 1 : 2);
        var design = DesignMatrix.Of(frame, terms);
        var fit = FineGrayFit.Of(times.Time, kind, design.Values);
        Note(call, design, fit);
        await call.WriteAsync(Terms(call, design, fit), cancellationToken);
        var table = new ResultTable(
            "fit", ("n", ColumnType.Int64), ("nevent", ColumnType.Int64), ("n_competing", ColumnType.Int64), ("n_censored", ColumnType.Int64), ("loglik_null", ColumnType.Double), ("loglik", ColumnType.Double),
            ("statistic_log", ColumnType.Double), ("df", ColumnType.Int64), ("iterations", ColumnType.Int64), ("converged", ColumnType.Boolean));
        table.Add(
            kind.Length, kind.AsSpan().Count(1), kind.AsSpan().Count(2), kind.AsSpan().Count(0), fit.NullLogLikelihood, fit.LogLikelihood,
            2 * (fit.LogLikelihood - fit.NullLogLikelihood), design.ColumnCount - fit.Aliased.AsSpan().Count(true), fit.Iterations, fit.HasConverged);
        await call.WriteAsync(table, cancellationToken);
    }

    private static void Note(OperatorCall call, DesignMatrix design, FineGrayFit fit)
    {
        if (!fit.Aliased.Contains(false))
        {
            throw OperatorException.BadData("No covariate differs among the rows at risk at any event, so no hazard ratio can be estimated.", "Name covariates that are not constant.");
        }

        design.NoteAliased(call, fit.Aliased);
        for (var j = 0; j < design.ColumnCount; j++)
        {
            if (fit.IsInfinite[j])
            {
                call.Note($"{design.Columns[j].Name} 的系数趋于无穷(单调似然),不给出估计。", $"The coefficient of {design.Columns[j].Name} is infinite (monotone likelihood) and is not given.");
            }
        }

        if (!fit.HasConverged)
        {
            call.Note("迭代未收敛,结果不可靠。", "The fit did not converge; do not rely on the estimates.");
        }
    }

    private static ResultTable Terms(OperatorCall call, DesignMatrix design, FineGrayFit fit)
    {
        var z = Tails.TwoSidedQuantile(call.Get(Parameter.Confidence));
        var table = new ResultTable(
            "result", ("term", ColumnType.Text), ("estimate", ColumnType.Double), ("std_error", ColumnType.Double), ("statistic", ColumnType.Double), ("p_value", ColumnType.Double),
            ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double), ("hazard_ratio", ColumnType.Double), ("hazard_ratio_low", ColumnType.Double), ("hazard_ratio_high", ColumnType.Double));
        for (var j = 0; j < design.ColumnCount; j++)
        {
            var name = design.Columns[j].Name;
            var error = Math.Sqrt(fit.Variance[(j * design.ColumnCount) + j]);
            if (fit.Aliased[j] || fit.IsInfinite[j] || !(error > 0))
            {
                table.Add(name, null, null, null, null, null, null, null, null, null);
                continue;
            }

            var b = fit.Coefficients[j];
            var (low, high) = (b - (z * error), b + (z * error));
            var p = Tails.TwoSidedNormal(b / error);
            table.Add(name, b, error, b / error, p, low, high, Math.Exp(b), Math.Exp(low), Math.Exp(high));
            var numbers = FormattableString.Invariant($"{Math.Exp(b):0.00} ({Math.Exp(low):0.00}–{Math.Exp(high):0.00})");
            call.Sentence($"{name} 的次分布风险比为 {numbers},{Tails.Written(p)}。", $"The subdistribution hazard ratio of {name} was {numbers}, {Tails.Written(p)}.");
        }

        return table;
    }
}
