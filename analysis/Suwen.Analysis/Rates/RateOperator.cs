using Suwen.Analysis.Statistics;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Rates;

/// <summary>Crude rates.</summary>
internal sealed class RateOperator : IOperator
{
    public OperatorDescription Description { get; } = new(
        "rate",
        "rates",
        new("粗率", "Crude rate"),
        new("事件数除以人口(或人时)的率及其区间,可分组。", "Events divided by population or person-time, with interval, by group if asked."),
        [RateTable.Count, RateTable.Population, RateTable.Group, RateTable.Per, RateTable.Method, Parameter.Confidence],
        [new OperatorOutput("result", new("每组一行", "One row per group"), "group; count; population; estimate: rate per `per`; conf_low; conf_high")])
    {
        Aliases = ["crude-rate", "rates"],
        References = ["R stats::poisson.test", "Breslow NE, Day NE. Statistical Methods in Cancer Research II. IARC 1987 (Byar)"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var (frame, groups) = await RateTable.ReadAsync(call, [], cancellationToken);
        var (count, population) = (frame.Numbers(call.Get(RateTable.Count)), frame.Numbers(call.Get(RateTable.Population)));
        var (per, confidence) = (call.Get(RateTable.Per), call.Get(Parameter.Confidence));
        var table = new ResultTable("result", ("group", ColumnType.Text), ("count", ColumnType.Double), ("population", ColumnType.Double), ("estimate", ColumnType.Double), ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double));
        for (var g = 0; g < groups.Levels.Count; g++)
        {
            double events = 0, persons = 0;
            for (var i = 0; i < frame.RowCount; i++)
            {
                events += groups.Codes[i] == g ? count[i] : 0;
                persons += groups.Codes[i] == g ? population[i] : 0;
            }

            if (!(persons > 0))
            {
                call.Note($"组 {groups.Levels[g]} 人口为零,没有率。", $"The group {groups.Levels[g]} has no population and no rate.");
                table.Add(RateTable.NameOf(call, groups, g), events, persons, null, null, null);
                continue;
            }

            var (low, high) = RateIntervals.Count(events, confidence, call.Get(RateTable.Method) == "byar");
            table.Add(RateTable.NameOf(call, groups, g), events, persons, per * events / persons, per * low / persons, per * high / persons);
            call.Sentence(
                $"{RateTable.NameOf(call, groups, g) ?? "总体"}:每 {per:0} 人口 {Say.Number(per * events / persons)}({Say.IntervalZh(confidence, per * low / persons, per * high / persons)};{events:0} 例)。",
                $"{RateTable.NameOf(call, groups, g) ?? "All"}: {Say.Number(per * events / persons)} per {per:0} ({Say.Interval(confidence, per * low / persons, per * high / persons)}; {events:0} events).");
        }

        await call.WriteAsync(table, cancellationToken);
    }
}

/// <summary>What methods on rates read.</summary>
internal static class RateTable
{
    public static OperatorParameter<string> Count { get; } = Parameter.Column("count", "事件数列", "Column of events");

    public static OperatorParameter<string> Population { get; } = Parameter.Column("population", "人口或人时列", "Column of the population or person-time");

    public static OperatorParameter<string?> Group { get; } = Parameter.OptionalColumn("group", "分组列", "Column of groups");

    public static OperatorParameter<double> Per { get; } = Parameter.Number("per", 100_000, 1e-9, 1e15, "率的基数", "Rates are per so many");

    public static OperatorParameter<string> Method { get; } = Parameter.Choice("interval", ["exact", "byar"], "exact", "区间算法", "Interval of counts: exact (Garwood) or Byar's");

    /// <summary>Reads complete cases and checks counts and populations; without group, one group.</summary>
    public static async Task<(Frame Frame, Factor Groups)> ReadAsync(OperatorCall call, IEnumerable<(string, FrameKind)> more, CancellationToken cancellationToken)
    {
        var group = call.Get(Group);
        List<(string, FrameKind)> wanted = [(call.Get(Count), FrameKind.Number), (call.Get(Population), FrameKind.Number), .. more];
        if (group is not null)
        {
            wanted.Add((group, FrameKind.Factor));
        }

        var frame = (await Frame.ReadAsync(call.Input, wanted, cancellationToken)).CompleteCases(call);
        var (count, population) = (frame.Numbers(call.Get(Count)), frame.Numbers(call.Get(Population)));
        for (var i = 0; i < count.Length; i++)
        {
            if (count[i] < 0 || population[i] < 0 || (population[i] == 0 && count[i] > 0))
            {
                throw OperatorException.BadData(
                    $"Row {(frame.InputRows is { } rows ? rows[i] : i) + 1} has {(count[i] < 0 ? "a count below zero" : population[i] < 0 ? "a population below zero" : "events in a population of zero")}.",
                    "Correct the row.");
            }
        }

        return (frame, group is null ? new Factor([""], new int[frame.RowCount]) : frame.Factor(group));
    }

    public static string? NameOf(OperatorCall call, Factor groups, int group) => call.Get(Group) is null ? null : groups.Levels[group];
}
