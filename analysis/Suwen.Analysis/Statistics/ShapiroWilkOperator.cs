using Suwen.Storage.Schema;

namespace Suwen.Analysis.Statistics;

/// <summary>Shapiro and Wilk's test of normality.</summary>
internal sealed class ShapiroWilkOperator : IOperator
{
    public OperatorDescription Description { get; } = new(
        "shapiro-wilk",
        "statistics",
        new("Shapiro–Wilk 正态性检验", "Shapiro–Wilk test"),
        new("检验数值是否来自正态分布,可按组。", "Tests whether values come from a normal distribution, by group if asked."),
        [StatisticsParameters.Outcome, StatisticsParameters.OptionalGroup],
        [new OperatorOutput("result", new("每组一行", "One row per group"), "group; statistic: W; p_value; n; method")])
    {
        Aliases = ["shapiro"],
        References = ["R stats::shapiro.test", "Royston P. Applied Statistics 1995;44:547-551"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var outcome = call.Get(StatisticsParameters.Outcome);
        var group = call.Get(StatisticsParameters.OptionalGroup);
        var frame = (await Frame.ReadAsync(call.Input, group is null ? [(outcome, FrameKind.Number)] : [(outcome, FrameKind.Number), (group, FrameKind.Factor)], cancellationToken)).CompleteCases(call);
        var grouped = group is null ? new GroupedValues([""], [frame.Numbers(outcome)]) : GroupedValues.Split(frame, outcome, group);
        var table = new ResultTable("result", ("group", ColumnType.Text), ("statistic", ColumnType.Double), ("p_value", ColumnType.Double), ("n", ColumnType.Int64), ("method", ColumnType.Text));
        for (var i = 0; i < grouped.Values.Length; i++)
        {
            var values = grouped.Values[i];
            var name = group is null ? outcome : $"{group} = {grouped.Levels[i]}";
            if (values.Length is < 3 or > 5000)
            {
                throw OperatorException.BadData($"{name} has {values.Length} values; the test is for 3 to 5000.", values.Length < 3 ? "Leave the group out." : "With so many values look at a picture instead: the test finds any departure, however small.");
            }

            if (values.Max() - values.Min() < 1e-10 * Math.Abs(values.Max()) || values.Max() == values.Min())
            {
                throw OperatorException.BadData($"All values of {name} are the same.", "Look at the column.");
            }

            var (w, p) = ShapiroWilk.Test(values);
            table.Add(group is null ? null : grouped.Levels[i], w, p, values.Length, "Shapiro-Wilk normality test");
            call.Sentence($"{name} 的 Shapiro–Wilk 检验:W = {w:0.0000},{Say.P(p)}。", $"Shapiro–Wilk test of {name}: W = {w:0.0000}, {Say.P(p)}.");
        }

        await call.WriteAsync(table, cancellationToken);
    }
}
