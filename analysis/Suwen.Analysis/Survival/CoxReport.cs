using Suwen.Analysis.Regression;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Survival;

/// <summary>Tables, notes and sentence of Cox's model.</summary>
internal static class CoxReport
{
    public static ResultTable Terms(DesignMatrix design, CoxFit fit, double z)
    {
        var table = new ResultTable(
            "result", ("term", ColumnType.Text), ("estimate", ColumnType.Double), ("std_error", ColumnType.Double), ("robust_se", ColumnType.Double), ("statistic", ColumnType.Double), ("p_value", ColumnType.Double),
            ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double), ("hazard_ratio", ColumnType.Double), ("hazard_ratio_low", ColumnType.Double), ("hazard_ratio_high", ColumnType.Double));
        var p = design.ColumnCount;
        for (var j = 0; j < p; j++)
        {
            if (fit.Aliased[j] || fit.IsInfinite[j] || fit.IsUndetermined[j])
            {
                table.Add(design.Columns[j].Name, null, null, null, null, null, null, null, null, null, null);
                continue;
            }

            var estimate = fit.Coefficients[j];
            var error = Math.Sqrt(fit.Variance[(j * p) + j]);
            double? robust = fit.RobustVariance is null ? null : Math.Sqrt(fit.RobustVariance[(j * p) + j]);
            var used = robust ?? error;
            double low = estimate - (z * used), high = estimate + (z * used);
            double? statistic = used > 0 ? estimate / used : null;
            table.Add(design.Columns[j].Name, estimate, error, robust, statistic, statistic is null ? null : Tails.TwoSidedNormal(statistic.Value), low, high, Math.Exp(estimate), Math.Exp(low), Math.Exp(high));
        }

        return table;
    }

    public static ResultTable Fit(CoxInput input, CoxFit fit, (double Estimate, double StandardError) concordance)
    {
        var table = new ResultTable(
            "fit", ("n", ColumnType.Int64), ("nevent", ColumnType.Int64), ("df", ColumnType.Int64), ("loglik_null", ColumnType.Double), ("loglik", ColumnType.Double),
            ("statistic_log", ColumnType.Double), ("p_value_log", ColumnType.Double), ("statistic_wald", ColumnType.Double), ("p_value_wald", ColumnType.Double), ("statistic_sc", ColumnType.Double), ("p_value_sc", ColumnType.Double),
            ("statistic_robust", ColumnType.Double), ("p_value_robust", ColumnType.Double), ("concordance", ColumnType.Double), ("std_error_concordance", ColumnType.Double),
            ("aic", ColumnType.Double), ("bic", ColumnType.Double), ("iterations", ColumnType.Int64), ("converged", ColumnType.Boolean));
        var df = fit.DegreesOfFreedom;
        var ratio = 2 * (fit.LogLikelihood - fit.NullLogLikelihood);
        double? wald = fit.IsRegular ? fit.Wald() : null;
        double? robust = Tails.OrNull(fit.RobustScoreStatistic);
        table.Add(
            input.Times.RowCount, input.Times.EventCount, df, fit.NullLogLikelihood, fit.LogLikelihood, ratio, Tails.UpperChiSquared(ratio, df), wald, wald is null ? null : Tails.UpperChiSquared(wald.Value, df),
            fit.ScoreStatistic, Tails.UpperChiSquared(fit.ScoreStatistic, df), robust, robust is null ? null : Tails.UpperChiSquared(robust.Value, df),
            Tails.OrNull(concordance.Estimate), Tails.OrNull(concordance.StandardError), (2 * df) - (2 * fit.LogLikelihood), (Math.Log(input.Times.EventCount) * df) - (2 * fit.LogLikelihood), fit.Iterations, fit.HasConverged);
        return table;
    }

    public static ResultTable ProportionalHazards(OperatorCall call, string transform, DesignMatrix design, SurvivalTimes times, CoxFit fit)
    {
        var table = new ResultTable("ph", ("term", ColumnType.Text), ("statistic", ColumnType.Double), ("df", ColumnType.Int64), ("p_value", ColumnType.Double));
        var isZeroLogged = transform == "log" && fit.Risk.Groups.Any(static g => g.Time <= 0);
        if (!fit.IsRegular || isZeroLogged || fit.DegreesOfFreedom == 0 || fit.Risk.Groups.DistinctBy(static g => g.Time).Count() < 2)
        {
            call.Note("比例风险检验无法进行。", isZeroLogged ? "Proportional hazards were not tested: an event at time 0 has no logarithm." : "Proportional hazards were not tested: a coefficient is infinite, or all events happened at one time.");
            return table;
        }

        var terms = new List<int[]>();
        var names = new List<string>();
        foreach (var term in Enumerable.Range(0, design.ColumnCount).GroupBy(j => design.Columns[j].Term))
        {
            var columns = term.Where(j => !fit.Aliased[j]).ToArray();
            if (columns.Length > 0)
            {
                terms.Add(columns);
                names.Add(string.Join(':', design.Columns[columns[0]].Parts.Select(static p => p.Column)));
            }
        }

        var results = ProportionalHazardsTest.Of(fit, ProportionalHazardsTest.Transform(transform, times, fit.Risk), terms);
        for (var i = 0; i < results.Count; i++)
        {
            table.Add(i < names.Count ? names[i] : "GLOBAL", results[i].Statistic, results[i].DegreesOfFreedom, Tails.UpperChiSquared(results[i].Statistic, results[i].DegreesOfFreedom));
        }

        return table;
    }

    /// <summary>Hazard of a row whose columns have their means, as R's basehaz takes them: columns of -1, 0 and 1 are not centred.</summary>
    public static ResultTable Baseline(CoxInput input, DesignMatrix design, RowGroups strata, CoxFit fit)
    {
        var table = new ResultTable("baseline", ("time", ColumnType.Double), ("hazard", ColumnType.Double), ("survival", ColumnType.Double), ("strata", ColumnType.Text));
        var risk = fit.Risk;
        var factor = Math.Exp(CentredPredictor(input, design, fit) - risk.Shift);
        var hazard = 0.0;
        var hazards = new double[risk.Groups.Length];
        for (var g = hazards.Length - 1; g >= 0; g--)
        {
            hazard = (g + 1 == hazards.Length || risk.Groups[g + 1].BeginsStratum ? 0 : hazard) + (risk.Hazard[g] * factor);
            hazards[g] = hazard;
        }

        foreach (var rows in strata.Rows())
        {
            var places = new List<(double Time, int Group)>();
            var stratum = strata.Codes[rows[0]];
            for (var i = 0; i < risk.Order.Length; i++)
            {
                if (strata.Codes[risk.Order[i]] == stratum)
                {
                    places.Add((input.Times.Time[risk.Order[i]], risk.RowGroup[i]));
                }
            }

            foreach (var (time, group) in places.Distinct().OrderBy(static p => p.Time))
            {
                var met = group < 0 ? 0 : hazards[group];
                table.Add(time, met, Math.Exp(-met), strata.Names[stratum]);
            }
        }

        return table;
    }

    public static void NoteProblems(OperatorCall call, DesignMatrix design, RowGroups strata, CoxFit fit)
    {
        design.NoteAliased(call, fit.Aliased);
        if (fit.DegreesOfFreedom == 0)
        {
            throw OperatorException.BadData(
                "No covariate differs among the rows at risk at any event, so no hazard ratio can be estimated.", "Name covariates that are not constant within strata.");
        }

        for (var j = 0; j < design.ColumnCount; j++)
        {
            if (fit.IsInfinite[j])
            {
                var (zh, en) = fit.Coefficients[j] > 0 ? ("正", "plus") : ("负", "minus");
                call.Note(
                    $"{design.Columns[j].Name} 的系数趋于{zh}无穷(单调似然),不给出估计;似然比检验仍然有效。",
                    $"The coefficient of {design.Columns[j].Name} goes to {en} infinity (monotone likelihood: a level or value without events, or events only on one side); it is not given. The likelihood ratio test remains valid.");
            }
        }

        for (var j = 0; j < design.ColumnCount; j++)
        {
            if (fit.IsUndetermined[j])
            {
                call.Note(
                    $"{design.Columns[j].Name} 的系数只与趋于无穷的系数相对确定,不给出估计。",
                    $"The coefficient of {design.Columns[j].Name} is not determined beside infinite ones (its reference has no event either); it is not given.");
            }
        }

        if (!fit.HasConverged)
        {
            call.Note("迭代未收敛,结果不可靠。", "The fit did not converge; do not rely on the estimates.");
        }

        var empty = strata.Count - fit.Risk.Groups.Select(static g => g.Stratum).Distinct().Count();
        if (empty > 0)
        {
            call.Note($"{strata.Count} 层中有 {empty} 层没有事件,对估计没有贡献。", $"{empty} of {strata.Count} strata have no event and contribute nothing.");
        }
    }

    public static void Say(OperatorCall call, DesignMatrix design, SurvivalTimes times, CoxFit fit)
    {
        var z = Tails.TwoSidedQuantile(call.Get(Parameter.Confidence));
        var p = design.ColumnCount;
        for (var j = 0; j < p && j < 5; j++)
        {
            if (fit.Aliased[j] || fit.IsInfinite[j] || fit.IsUndetermined[j])
            {
                continue;
            }

            var error = Math.Sqrt((fit.RobustVariance ?? fit.Variance)[(j * p) + j]);
            var b = fit.Coefficients[j];
            var numbers = FormattableString.Invariant($"{Math.Exp(b):0.00} ({call.Get(Parameter.Confidence):0.##%} CI {Math.Exp(b - (z * error)):0.00}–{Math.Exp(b + (z * error)):0.00})");
            call.Sentence(
                $"Cox 回归({times.RowCount} 例,{times.EventCount} 例事件):{design.Columns[j].Name} 的风险比为 {numbers},{Tails.Written(Tails.TwoSidedNormal(b / error))}。",
                $"In a Cox model of {times.RowCount} rows with {times.EventCount} events the hazard ratio of {design.Columns[j].Name} was {numbers}, {Tails.Written(Tails.TwoSidedNormal(b / error))}.");
        }
    }

    private static double CentredPredictor(CoxInput input, DesignMatrix design, CoxFit fit)
    {
        // The risks were formed from scaled columns, whose predictor differs from the plain one by its value at the centres.
        double atCentre = 0, atMean = 0;
        for (var j = 0; j < design.ColumnCount; j++)
        {
            if (!fit.Aliased[j])
            {
                var column = design.Values[j];
                var mean = WeightedMean(column, input.Weights);
                atMean += fit.Coefficients[j] * (Array.TrueForAll(column, static v => v is -1 or 0 or 1) ? 0 : mean);
                atCentre += fit.Coefficients[j] * fit.Centres[j];
            }
        }

        return atMean - atCentre + (input.Offset is null ? 0 : WeightedMean(input.Offset, null));
    }

    private static double WeightedMean(double[] values, double[]? weights)
    {
        double sum = 0, total = 0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += values[i] * (weights?[i] ?? 1);
            total += weights?[i] ?? 1;
        }

        return sum / total;
    }
}
