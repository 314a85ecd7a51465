using Suwen.Storage.Schema;

namespace Suwen.Analysis.Survival;

/// <summary><c>cumulative-incidence</c>: competing risks, as R's survfit and cmprsk's cuminc.</summary>
internal sealed class CumulativeIncidence : IOperator
{
    private static readonly OperatorParameter<IReadOnlyList<string>> Group =
        Parameter.Columns("group", false, "分组列,可多列", "Columns whose combinations are the groups");

    private static readonly OperatorParameter<IReadOnlyList<string>> Strata =
        Parameter.Columns("strata", false, "Gray 检验的分层列", "Columns whose combinations are strata of Gray's test");

    private static readonly OperatorParameter<double> Rho =
        Parameter.Number("rho", 0, -10, 10, "Gray 检验的权重指数", "Gray's test weighs a time by (1 - F)^rho");

    private static readonly OperatorParameter<string> Variance =
        Parameter.Choice("variance", ["greenwood", "gray"], "greenwood", "方差:greenwood 同 survfit,gray 同 cmprsk", "Variance: greenwood agrees with survfit, gray with cmprsk's cuminc");

    private static readonly OperatorParameter<IReadOnlyList<double>> Times =
        Parameter.Numbers("times", [], 0, double.MaxValue, "另给出这些时间点的累积发生率", "Also give the incidence at these times");

    public OperatorDescription Description { get; } = new(
        "cumulative-incidence", "survival", new Words("竞争风险累积发生率", "Cumulative incidence with competing risks"),
        new Words("Aalen–Johansen 累积发生率及 Gray 检验。", "Cumulative incidence of each kind of event (Aalen–Johansen), compared between groups by Gray's test."),
        [SurvivalTimes.TimeParameter, CompetingTimes.EventParameter, CompetingTimes.CensoredParameter, CompetingTimes.InterestParameter, Group, Strata, SurvivalTimes.EntryParameter, SurvivalInterval.ConfidenceTypeParameter, Parameter.Confidence, Variance, Rho, Times],
        [
            new OperatorOutput("result", new Words("每组每种事件每个时间点一行", "A row per group, kind of event and time"), "time, n_risk, n_event: of this kind, n_censor, estimate, std_error, conf_low, conf_high, state: the event, strata"),
            new OperatorOutput("tests", new Words("Gray 检验,每种事件一行;两组以上时", "Gray's test, a row per kind of event; with two groups or more"), "state, statistic: chi-squared, df, p_value"),
            new OperatorOutput("at", new Words("指定时间点的累积发生率", "The incidence at the times asked for; only where times is set"), "time, n_risk, estimate, std_error, conf_low, conf_high, state, strata"),
        ])
    {
        Aliases = ["competing-risks", "cuminc"],
        References = ["Aalen OO, Johansen S. Scand J Stat 1978;5:141", "Gray RJ. Ann Stat 1988;16:1141", "R survival 3.5 survfit, cmprsk 2.2 cuminc"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var columns = call.Get(Group);
        var wanted = CompetingTimes.Wanted(call).Concat(columns.Concat(call.Get(Strata)).Select(static c => (c, FrameKind.Factor)));
        var frame = (await Frame.ReadAsync(call.Input, wanted, cancellationToken)).CompleteCases(call);
        var times = CompetingTimes.Read(frame, call);
        int[] causes = call.Get(CompetingTimes.InterestParameter) is { } interest ? [times.Find(interest)] : [.. Enumerable.Range(1, times.Causes.Count)];
        if (times.Causes.Count == 1)
        {
            call.Note("只有一种事件,没有竞争风险;结果等于 1 减去 Kaplan–Meier 估计。", "There is one kind of event only and no competing risk; the result is one minus Kaplan–Meier.");
        }

        var groups = RowGroups.Of(frame, columns);
        var curves = Array.ConvertAll(groups.Rows(), rows => IncidenceCurves.Of(times, rows, call.Get(Variance) == "greenwood"));
        await call.WriteAsync(Curves(call, times, groups, curves, causes), cancellationToken);
        if (groups.Count > 1)
        {
            await call.WriteAsync(Tests(call, frame, times, groups, causes), cancellationToken);
        }

        if (call.Get(Times).Count > 0)
        {
            await call.WriteAsync(AtTimes(call, times, groups, curves, causes), cancellationToken);
        }

        Say(call, times, groups, curves, causes);
    }

    private static ResultTable Curves(OperatorCall call, CompetingTimes times, RowGroups groups, IncidenceCurves[] curves, int[] causes)
    {
        var (type, z) = (call.Get(SurvivalInterval.ConfidenceTypeParameter), Tails.TwoSidedQuantile(call.Get(Parameter.Confidence)));
        var table = new ResultTable(
            "result", ("time", ColumnType.Double), ("n_risk", ColumnType.Double), ("n_event", ColumnType.Double), ("n_censor", ColumnType.Double), ("estimate", ColumnType.Double), ("std_error", ColumnType.Double),
            ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double), ("state", ColumnType.Text), ("strata", ColumnType.Text));
        for (var g = 0; g < curves.Length; g++)
        {
            var curve = curves[g];
            foreach (var cause in causes)
            {
                for (var k = 0; k < curve.Time.Length; k++)
                {
                    var (p, error) = (curve.Incidence[cause - 1][k], curve.StandardError[cause - 1][k]);
                    var (low, high) = SurvivalInterval.Of(type, p, error / p, z);
                    table.Add(curve.Time[k], curve.AtRisk[k], curve.Events[cause - 1][k], curve.Censored[k], p, error, Tails.OrNull(low), Tails.OrNull(high), times.Causes[cause - 1], groups.Names[g]);
                }
            }
        }

        return table;
    }

    private static ResultTable AtTimes(OperatorCall call, CompetingTimes times, RowGroups groups, IncidenceCurves[] curves, int[] causes)
    {
        var (type, z) = (call.Get(SurvivalInterval.ConfidenceTypeParameter), Tails.TwoSidedQuantile(call.Get(Parameter.Confidence)));
        var table = new ResultTable(
            "at", ("time", ColumnType.Double), ("n_risk", ColumnType.Double), ("estimate", ColumnType.Double), ("std_error", ColumnType.Double),
            ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double), ("state", ColumnType.Text), ("strata", ColumnType.Text));
        for (var g = 0; g < curves.Length; g++)
        {
            var curve = curves[g];
            foreach (var (cause, time) in causes.SelectMany(_ => call.Get(Times).Order(), static (c, t) => (c, t)))
            {
                var found = Array.BinarySearch(curve.Time, time);
                var k = found >= 0 ? found : ~found - 1;
                var risk = found >= 0 ? curve.AtRisk[found] : ~found < curve.Time.Length ? curve.AtRisk[~found] : 0;
                if (k == curve.Time.Length - 1 && found < 0 && curve.Survival[k] > 0)
                {
                    // Beyond the last observation the incidence is not known.
                    table.Add(time, 0.0, null, null, null, null, times.Causes[cause - 1], groups.Names[g]);
                    continue;
                }

                var (p, error) = k < 0 ? (0, 0) : (curve.Incidence[cause - 1][k], curve.StandardError[cause - 1][k]);
                var (low, high) = SurvivalInterval.Of(type, p, error / p, z);
                table.Add(time, risk, p, error, Tails.OrNull(low), Tails.OrNull(high), times.Causes[cause - 1], groups.Names[g]);
            }
        }

        return table;
    }

    private static ResultTable Tests(OperatorCall call, Frame frame, CompetingTimes times, RowGroups groups, int[] causes)
    {
        var table = new ResultTable("tests", ("state", ColumnType.Text), ("statistic", ColumnType.Double), ("df", ColumnType.Int64), ("p_value", ColumnType.Double));
        var strata = RowGroups.Of(frame, call.Get(Strata)).Rows();
        if (times.Entry is not null)
        {
            call.Note("Gray 检验不支持左截断,未做。", "Gray's test does not allow for left truncation and was not done.");
            return table;
        }

        foreach (var cause in causes)
        {
            var kind = Array.ConvertAll(times.Cause, c => c == 0 ? 0 : c == cause ? 1 : 2);
            var test = new GrayTest(groups.Count, call.Get(Rho));
            foreach (var rows in strata)
            {
                test.Add(times.Time, kind, groups.Codes, rows);
            }

            var statistic = test.Statistic();
            if (!double.IsFinite(statistic))
            {
                call.Note($"事件 {times.Causes[cause - 1]} 的 Gray 检验无法计算。", $"Gray's test of event {times.Causes[cause - 1]} cannot be computed: the groups are not at risk together.");
                table.Add(times.Causes[cause - 1], null, groups.Count - 1, null);
                continue;
            }

            var p = Tails.UpperChiSquared(statistic, groups.Count - 1);
            table.Add(times.Causes[cause - 1], statistic, groups.Count - 1, p);
            call.Sentence(
                $"Gray 检验比较 {groups.Count} 组事件 {times.Causes[cause - 1]} 的累积发生率:χ² = {Tails.Short(statistic)},自由度 {groups.Count - 1},{Tails.Written(p)}。",
                $"Gray's test of the cumulative incidence of event {times.Causes[cause - 1]} in {groups.Count} groups: chi-squared = {Tails.Short(statistic)}, df = {groups.Count - 1}, {Tails.Written(p)}.");
        }

        return table;
    }

    private static void Say(OperatorCall call, CompetingTimes times, RowGroups groups, IncidenceCurves[] curves, int[] causes)
    {
        for (var g = 0; g < curves.Length && g < 6; g++)
        {
            foreach (var cause in causes)
            {
                var curve = curves[g];
                var name = groups.Names[g].Length == 0 ? "" : $" ({groups.Names[g]})";
                var share = FormattableString.Invariant($"{100 * curve.Incidence[cause - 1][^1]:0.0}%");
                call.Sentence(
                    $"至时间 {Tails.Short(curve.Time[^1])},事件 {times.Causes[cause - 1]}{name} 的累积发生率为 {share}。",
                    $"By time {Tails.Short(curve.Time[^1])} the cumulative incidence of event {times.Causes[cause - 1]}{name} was {share}.");
            }
        }
    }
}
