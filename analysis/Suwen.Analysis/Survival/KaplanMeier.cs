using Suwen.Analysis.Regression;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Survival;

/// <summary><c>kaplan-meier</c>: survival curves by group with medians and restricted means, as R's survfit.</summary>
internal sealed class KaplanMeier : IOperator
{
    private static readonly OperatorParameter<IReadOnlyList<string>> Group =
        Parameter.Columns("group", false, "分组列,可多列", "Columns whose combinations are the groups");

    private static readonly OperatorParameter<double?> RestrictedTo =
        Parameter.OptionalNumber("rmean_time", 0, double.MaxValue, "限制性平均生存时间的上限;缺省为各组中最长的时间", "Upper limit of the restricted mean; the longest time of all groups where none is given");

    private static readonly OperatorParameter<IReadOnlyList<double>> Times =
        Parameter.Numbers("times", [], 0, double.MaxValue, "另给出这些时间点的生存率", "Also give survival at these times");

    private static readonly OperatorParameter<string> Robust =
        Parameter.Choice("robust", ["auto", "true", "false"], "auto", "稳健标准误;auto 为权重非整数时采用", "Standard errors by the infinitesimal jackknife; auto: where a weight is no whole number, as in R");

    public OperatorDescription Description { get; } = new(
        "kaplan-meier", "survival", new Words("Kaplan–Meier 生存曲线", "Kaplan–Meier survival curves"),
        new Words("估计各组的生存率、中位生存时间和限制性平均生存时间,可处理左截断和权重。", "Survival of each group over time, with medians and restricted means; allows for left truncation and weights."),
        [SurvivalTimes.TimeParameter, SurvivalTimes.EventParameter, SurvivalTimes.EventValueParameter, Group, DesignTerms.WeightsParameter, SurvivalTimes.EntryParameter, SurvivalInterval.ConfidenceTypeParameter, Parameter.Confidence, Times, RestrictedTo, Robust],
        [
            new OperatorOutput("result", new Words("每组每个时间点一行", "A row per group and time at which observation ended"), "time, n_risk, n_event, n_censor (weighted), estimate: survival, std_error: of log survival, but of survival itself where robust, as R has it, conf_high, conf_low, strata"),
            new OperatorOutput("summary", new Words("每组一行", "A row per group"), "strata, n: rows, n_max, n_start: at risk at most and first, events, rmean, rmean_std_error, median, conf_low, conf_high: of the median"),
            new OperatorOutput("at", new Words("指定时间点的生存率", "A row per group and time asked for; only where times is set"), "time, n_risk, estimate, std_error, conf_high, conf_low, strata"),
        ])
    {
        Aliases = ["km", "survfit"],
        References = ["Kaplan EL, Meier P. JASA 1958;53:457", "R survival 3.5 survfit, broom tidy.survfit"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var columns = call.Get(Group);
        var weightColumn = call.Get(DesignTerms.WeightsParameter);
        var wanted = SurvivalTimes.Wanted(call).Concat(columns.Select(static c => (c, FrameKind.Factor)));
        var frame = await Frame.ReadAsync(call.Input, weightColumn is null ? wanted : wanted.Append((weightColumn, FrameKind.Number)), cancellationToken);
        frame = DesignMatrix.WithWeight(frame.CompleteCases(call), weightColumn, call);
        var times = SurvivalTimes.Read(frame, call);
        var weights = weightColumn is null ? null : CoxInput.CheckedWeights(frame, weightColumn);
        var groups = RowGroups.Of(frame, columns);
        var isRobust = call.Get(Robust) switch { "true" => true, "false" => false, _ => weights?.Any(static w => w != Math.Floor(w)) ?? false };
        var curves = Array.ConvertAll(groups.Rows(), rows => KaplanMeierCurve.Of(times, weights, rows, isRobust));
        var limits = new Limits(isRobust, call.Get(SurvivalInterval.ConfidenceTypeParameter), Tails.TwoSidedQuantile(call.Get(Parameter.Confidence)));
        await call.WriteAsync(Curves(groups, curves, limits), cancellationToken);
        var until = call.Get(RestrictedTo) ?? curves.Max(static c => c.Time[^1]);
        var summaries = Array.ConvertAll(curves, c => Summary.Of(c, limits, until));
        await call.WriteAsync(SummaryTable(groups, curves, summaries), cancellationToken);
        if (call.Get(Times).Count > 0)
        {
            await call.WriteAsync(AtTimes(groups, curves, limits, call.Get(Times)), cancellationToken);
        }

        Say(call, groups, curves, summaries);
    }

    private static ResultTable Curves(RowGroups groups, KaplanMeierCurve[] curves, Limits limits)
    {
        var table = new ResultTable(
            "result", ("time", ColumnType.Double), ("n_risk", ColumnType.Double), ("n_event", ColumnType.Double), ("n_censor", ColumnType.Double),
            ("estimate", ColumnType.Double), ("std_error", ColumnType.Double), ("conf_high", ColumnType.Double), ("conf_low", ColumnType.Double), ("strata", ColumnType.Text));
        for (var g = 0; g < curves.Length; g++)
        {
            var c = curves[g];
            for (var k = 0; k < c.Time.Length; k++)
            {
                var (low, high) = limits.Of(c, k);
                table.Add(c.Time[k], c.AtRisk[k], c.Events[k], c.Censored[k], c.Survival[k], limits.Error(c, k), Tails.OrNull(high), Tails.OrNull(low), groups.Names[g]);
            }
        }

        return table;
    }

    private static ResultTable AtTimes(RowGroups groups, KaplanMeierCurve[] curves, Limits limits, IReadOnlyList<double> times)
    {
        var table = new ResultTable(
            "at", ("time", ColumnType.Double), ("n_risk", ColumnType.Double), ("estimate", ColumnType.Double), ("std_error", ColumnType.Double),
            ("conf_high", ColumnType.Double), ("conf_low", ColumnType.Double), ("strata", ColumnType.Text));
        for (var g = 0; g < curves.Length; g++)
        {
            var c = curves[g];
            foreach (var time in times.Order())
            {
                var k = c.IndexAt(time);
                var next = k >= 0 && c.Time[k] == time ? k : k + 1;
                double? risk = next < c.Time.Length ? c.AtRisk[next] : 0;
                if (k < 0)
                {
                    table.Add(time, risk, 1.0, 0.0, 1.0, 1.0, groups.Names[g]);
                }
                else if (time > c.Time[^1] && c.Survival[^1] > 0)
                {
                    // Beyond the last observation survival is not known.
                    table.Add(time, 0.0, null, null, null, null, groups.Names[g]);
                }
                else
                {
                    var (low, high) = limits.Of(c, k);
                    table.Add(time, risk, c.Survival[k], limits.Error(c, k), Tails.OrNull(high), Tails.OrNull(low), groups.Names[g]);
                }
            }
        }

        return table;
    }

    private static ResultTable SummaryTable(RowGroups groups, KaplanMeierCurve[] curves, Summary[] summaries)
    {
        var table = new ResultTable(
            "summary", ("strata", ColumnType.Text), ("n", ColumnType.Int64), ("n_max", ColumnType.Double), ("n_start", ColumnType.Double), ("events", ColumnType.Double),
            ("rmean", ColumnType.Double), ("rmean_std_error", ColumnType.Double), ("median", ColumnType.Double), ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double));
        for (var g = 0; g < curves.Length; g++)
        {
            var s = summaries[g];
            table.Add(groups.Names[g], curves[g].Records, curves[g].AtRisk.Max(), curves[g].AtRisk[0], s.Events, s.Mean, s.MeanError, Tails.OrNull(s.Median), Tails.OrNull(s.MedianLow), Tails.OrNull(s.MedianHigh));
        }

        return table;
    }

    private static void Say(OperatorCall call, RowGroups groups, KaplanMeierCurve[] curves, Summary[] summaries)
    {
        if (summaries.Any(static s => double.IsNaN(s.Median)))
        {
            call.Note("有组别的生存率未降至 50%,其中位生存时间不存在。", "Where survival stays above one half there is no median.");
        }

        for (var g = 0; g < curves.Length && g < 6; g++)
        {
            var s = summaries[g];
            var name = groups.Names[g].Length == 0 ? "" : $" ({groups.Names[g]})";
            var median = double.IsNaN(s.Median) ? ("未达到", "not reached") : (Tails.Short(s.Median), Tails.Short(s.Median));
            var low = double.IsNaN(s.MedianLow) ? "–" : Tails.Short(s.MedianLow);
            var high = double.IsNaN(s.MedianHigh) ? "–" : Tails.Short(s.MedianHigh);
            call.Sentence(
                $"{curves[g].Records} 例中发生 {Tails.Short(s.Events)} 例事件{name},中位生存时间{median.Item1}(区间 {low} 至 {high})。",
                $"There were {Tails.Short(s.Events)} events among {curves[g].Records} rows{name}; median survival {median.Item2} (interval {low} to {high}).");
        }
    }

    /// <summary>How limits are computed.</summary>
    private readonly record struct Limits(bool IsRobust, string Type, double Z)
    {
        public double Error(KaplanMeierCurve curve, int k) => !IsRobust ? curve.StandardError[k] : curve.Survival[k] > 0 ? curve.StandardError[k] * curve.Survival[k] : 0;

        public (double Low, double High) Of(KaplanMeierCurve curve, int k) => SurvivalInterval.Of(Type, curve.Survival[k], curve.StandardError[k], Z);
    }

    /// <summary>Numbers of one curve.</summary>
    private readonly record struct Summary(double Events, double Mean, double MeanError, double Median, double MedianLow, double MedianHigh)
    {
        public static Summary Of(KaplanMeierCurve curve, Limits limits, double until)
        {
            var low = new double[curve.Time.Length];
            var high = new double[curve.Time.Length];
            for (var k = 0; k < low.Length; k++)
            {
                (low[k], high[k]) = limits.Of(curve, k);
            }

            var (mean, error) = RestrictedMean(curve, until);
            return new Summary(curve.Events.Sum(), mean, error, Half(curve.Time, curve.Survival), Half(curve.Time, low), Half(curve.Time, high));
        }

        /// <summary>The area under the curve up to a time, and its standard error after Greenwood.</summary>
        private static (double Mean, double Error) RestrictedMean(KaplanMeierCurve curve, double until)
        {
            var last = curve.Time.Length - 1;
            while (last >= 0 && curve.Time[last] > until)
            {
                last--;
            }

            double area = 0, variance = 0;
            var end = until;
            for (var k = last; k >= 0; k--)
            {
                area += curve.Survival[k] * (end - curve.Time[k]);
                end = curve.Time[k];
                var left = curve.AtRisk[k] - curve.Events[k];
                variance += curve.Survival[k] > 0 ? area * area * curve.Events[k] / (curve.AtRisk[k] * left) : 0;
            }

            return (area + end, Math.Sqrt(variance));
        }

        /// <summary>The first time at which a curve is below one half; the middle of its level stretch where it equals one half.</summary>
        private static double Half(double[] time, double[] curve)
        {
            const double Tolerance = 1.4901161193847656e-8;
            var first = Array.FindIndex(curve, static s => s < 0.5 + Tolerance);
            if (first < 0)
            {
                return double.NaN;
            }

            if (Math.Abs(curve[first] - 0.5) < Tolerance)
            {
                var next = Array.FindIndex(curve, first, s => s < curve[first]);
                return next < 0 ? time[first] : (time[first] + time[next]) / 2;
            }

            return time[first];
        }
    }
}
