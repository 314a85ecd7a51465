using System.Globalization;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Survival;

/// <summary><c>log-rank</c>: compares survival of groups, as R's survdiff.</summary>
internal sealed class LogRank : IOperator
{
    private static readonly OperatorParameter<IReadOnlyList<string>> Group =
        Parameter.Columns("group", true, "比较的分组列,可多列", "Columns whose combinations are the groups compared");

    private static readonly OperatorParameter<IReadOnlyList<string>> Strata =
        Parameter.Columns("strata", false, "分层列", "Columns whose combinations are strata: groups are compared within each");

    private static readonly OperatorParameter<double> Rho =
        Parameter.Number("rho", 0, -10, 10, "0 为 log-rank,1 为 Peto–Peto 修正的 Wilcoxon", "Weights S(t)^rho: 0 is the log-rank test, 1 Peto and Peto's modification of Wilcoxon's");

    private static readonly OperatorParameter<bool> Trend =
        Parameter.Flag("trend", false, "同时做趋势检验", "Also test for a trend over the groups in their order");

    private static readonly OperatorParameter<IReadOnlyList<double>> Scores =
        Parameter.Numbers("scores", [], -1e12, 1e12, "趋势检验各组的得分,缺省为 1, 2, 3 …", "Scores of the groups for the trend; 1, 2, 3 … where none are given");

    public OperatorDescription Description { get; } = new(
        "log-rank", "survival", new Words("log-rank 检验", "Log-rank test"),
        new Words("比较各组生存曲线,可分层、加权(rho)并检验趋势。", "Compares survival curves of groups; with strata, weights over time (rho) and a test for trend."),
        [SurvivalTimes.TimeParameter, SurvivalTimes.EventParameter, SurvivalTimes.EventValueParameter, Group, Strata, SurvivalTimes.EntryParameter, Rho, Trend, Scores],
        [
            new OperatorOutput("result", new Words("每个检验一行", "A row per test"), "method, statistic: chi-squared, df, p_value"),
            new OperatorOutput("groups", new Words("每组一行", "A row per group"), "group, n, obs, exp: weighted by S(t)^rho as in R"),
        ])
    {
        Aliases = ["logrank", "survdiff"],
        References = ["Mantel N. Cancer Chemother Rep 1966;50:163", "Harrington DP, Fleming TR. Biometrika 1982;69:553", "R survival 3.5 survdiff"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var wanted = SurvivalTimes.Wanted(call).Concat(call.Get(Group).Concat(call.Get(Strata)).Select(static c => (c, FrameKind.Factor)));
        var frame = (await Frame.ReadAsync(call.Input, wanted, cancellationToken)).CompleteCases(call);
        var times = SurvivalTimes.Read(frame, call);
        var groups = RowGroups.Of(frame, call.Get(Group));
        var scores = Check(call, times, groups);
        var test = new LogRankTest(groups.Count);
        foreach (var rows in RowGroups.Of(frame, call.Get(Strata)).Rows())
        {
            test.Add(times, groups.Codes, rows, call.Get(Rho));
        }

        var (statistic, df) = test.Test();
        if (!double.IsFinite(statistic))
        {
            throw OperatorException.BadData("The groups are never at risk at the same time as an event, so nothing can be compared.", "Check entry times and strata: each stratum needs rows of more than one group.");
        }

        if (df < groups.Count - 1)
        {
            call.Note("有组别不在任何事件的风险集中,检验未计入。", "A group is in no risk set of an event; the test does not count it.");
        }

        await WriteAsync(call, groups, test, (statistic, df), scores, cancellationToken);
    }

    private static IReadOnlyList<double>? Check(OperatorCall call, SurvivalTimes times, RowGroups groups)
    {
        if (groups.Count < 2)
        {
            throw OperatorException.BadData("All rows belong to one group, so there is nothing to compare.", "Name a column with two groups or more.");
        }

        if (times.EventCount == 0)
        {
            throw OperatorException.BadData($"None of the {times.RowCount} rows has the event, so survival cannot be compared.", "Check the event column and event_value.");
        }

        var scores = call.Get(Scores);
        if (scores.Count > 0 && scores.Count != groups.Count)
        {
            throw OperatorException.BadParameters($"There are {scores.Count} scores for {groups.Count} groups.", "Give one score per group, in the order of the output groups.");
        }

        return !call.Get(Trend) && scores.Count == 0 ? null : scores.Count > 0 ? scores : [.. Enumerable.Range(1, groups.Count).Select(static i => (double)i)];
    }

    private static async Task WriteAsync(OperatorCall call, RowGroups groups, LogRankTest test, (double Statistic, int Df) main, IReadOnlyList<double>? scores, CancellationToken cancellationToken)
    {
        var rho = call.Get(Rho);
        var name = rho switch { 0 => "log-rank", 1 => "Peto-Peto", _ => "G-rho " + rho.ToString("R", CultureInfo.InvariantCulture) };
        var p = Tails.UpperChiSquared(main.Statistic, main.Df);
        var result = new ResultTable("result", ("method", ColumnType.Text), ("statistic", ColumnType.Double), ("df", ColumnType.Int64), ("p_value", ColumnType.Double));
        result.Add(name, main.Statistic, main.Df, p);
        if (scores is not null)
        {
            var trend = test.Trend(scores);
            result.Add("trend", trend, 1, Tails.UpperChiSquared(trend, 1));
        }

        await call.WriteAsync(result, cancellationToken);
        var table = new ResultTable("groups", ("group", ColumnType.Text), ("n", ColumnType.Int64), ("obs", ColumnType.Double), ("exp", ColumnType.Double));
        var sizes = Array.ConvertAll(groups.Rows(), static r => r.Length);
        for (var g = 0; g < groups.Count; g++)
        {
            table.Add(groups.Names[g], sizes[g], test.Observed[g], test.Expected[g]);
        }

        await call.WriteAsync(table, cancellationToken);
        call.Sentence(
            $"{groups.Count} 组生存曲线比较:{name} 检验 χ² = {Tails.Short(main.Statistic)},自由度 {main.Df},{Tails.Written(p)}。",
            $"Survival of {groups.Count} groups was compared by the {name} test: chi-squared = {Tails.Short(main.Statistic)}, df = {main.Df}, {Tails.Written(p)}.");
    }
}
