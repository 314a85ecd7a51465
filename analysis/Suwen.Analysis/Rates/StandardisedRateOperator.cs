using Suwen.Analysis.Statistics;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Rates;

/// <summary>Direct and indirect standardisation.</summary>
internal sealed class StandardisedRateOperator : IOperator
{
    private static readonly OperatorParameter<string> Method = Parameter.Choice("method", ["direct", "indirect"], "direct", "直接法(标化率)或间接法(标化比 SMR)", "Direct (standardised rate) or indirect (standardised ratio)");
    private static readonly OperatorParameter<string> Interval = Parameter.Choice("interval", ["gamma", "dobson", "exact", "byar"], "gamma", "区间:直接法 gamma(Fay–Feuer)或 dobson;间接法 exact 或 byar", "Interval: direct gamma (Fay and Feuer) or dobson (with Byar's limits); indirect exact or byar");
    private static readonly OperatorParameter<string?> Standard = Parameter.OptionalText("standard", "内置标准人口:who、segi、european2013;需 age 列", "A built-in standard population: who, segi, european2013; needs age");
    private static readonly OperatorParameter<string?> StandardPopulationColumn = Parameter.OptionalColumn("standard_population", "标准人口列", "Column of the standard population");
    private static readonly OperatorParameter<string?> ReferenceRate = Parameter.OptionalColumn("reference_rate", "参照率列(间接法),每 1 人口", "Column of reference rates per person (indirect)");
    private static readonly OperatorParameter<string?> ReferenceCount = Parameter.OptionalColumn("reference_count", "参照人群事件数列(间接法),与 standard_population 合用", "Column of events in the reference population (indirect), with standard_population");
    private static readonly OperatorParameter<string?> Expected = Parameter.OptionalColumn("expected", "期望事件数列(间接法)", "Column of expected events (indirect)");
    private static readonly OperatorParameter<string?> Age = Parameter.OptionalColumn("age", "年龄组列,如 0-4、85+", "Column of age groups such as 0-4 and 85+");

    public OperatorDescription Description { get; } = new(
        "standardised-rate",
        "rates",
        new("标化率", "Standardised rate"),
        new("直接法标化率或间接法标化比(SMR)及区间,每行为一个年龄(性别)层。", "Directly standardised rates or indirectly standardised ratios (SMR) with intervals; each row is a stratum of age (and sex)."),
        [RateTable.Count, RateTable.Population, RateTable.Group, Method, Interval, Standard, Age, StandardPopulationColumn, ReferenceRate, ReferenceCount, Expected, RateTable.Per, Parameter.Confidence],
        [new OperatorOutput("result", new("每组一行", "One row per group"), "group; count; population; crude_rate; expected (indirect); estimate: rate per `per`, or ratio; std_error (direct); conf_low; conf_high; standardised_rate (indirect: ratio times the crude reference rate, where it is known)")])
    {
        Aliases = ["standardized-rate", "standardised-rates", "standardized-rates", "age-standardised-rate"],
        References = ["R epitools::ageadjust.direct", "R PHEindicatormethods::phe_dsr (interval=dobson)", "R stats::poisson.test (SMR)", .. StandardPopulation.All.Select(static s => $"{s.Name}: {s.Source}")],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        List<(string, FrameKind)> more = [];
        foreach (var parameter in new[] { StandardPopulationColumn, ReferenceRate, ReferenceCount, Expected })
        {
            if (call.Get(parameter) is { } column)
            {
                more.Add((column, FrameKind.Number));
            }
        }

        if (call.Get(Age) is { } age)
        {
            more.Add((age, FrameKind.Factor));
        }

        var (frame, groups) = await RateTable.ReadAsync(call, more, cancellationToken);
        await (call.Get(Method) == "direct" ? DirectAsync(call, frame, groups, cancellationToken) : IndirectAsync(call, frame, groups, cancellationToken));
    }

    private static double[] StandardOf(OperatorCall call, Frame frame)
    {
        if (call.Get(StandardPopulationColumn) is { } column)
        {
            var persons = frame.Numbers(column);
            return Array.TrueForAll(persons, static p => p >= 0) ? persons : throw OperatorException.BadData($"The column {column} has a population below zero.", "Correct the standard population.");
        }

        var name = call.Get(Standard) ?? throw OperatorException.BadParameters("There is no standard population.", "Set standard_population to a column, or standard to who, segi or european2013 together with age.");
        var standard = StandardPopulation.All.FirstOrDefault(s => s.Name == name) ?? throw OperatorException.BadParameters($"There is no standard population {name}.", $"Built in are: {string.Join(", ", StandardPopulation.All.Select(static s => s.Name))}.");
        var age = call.Get(Age) ?? throw OperatorException.BadParameters("The parameter age is missing.", "Name the column of age groups, to which the standard population belongs.");
        var factor = frame.Factor(age);
        var persons5 = standard.For(factor.Levels, age);
        return Array.ConvertAll(factor.Codes, c => persons5[c]);
    }

    private static async Task DirectAsync(OperatorCall call, Frame frame, Factor groups, CancellationToken cancellationToken)
    {
        var standard = StandardOf(call, frame);
        var (count, population) = (frame.Numbers(call.Get(RateTable.Count)), frame.Numbers(call.Get(RateTable.Population)));
        var (per, confidence) = (call.Get(RateTable.Per), call.Get(Parameter.Confidence));
        var table = new ResultTable(
            "result", ("group", ColumnType.Text), ("count", ColumnType.Double), ("population", ColumnType.Double), ("crude_rate", ColumnType.Double), ("estimate", ColumnType.Double), ("std_error", ColumnType.Double), ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double));
        for (var g = 0; g < groups.Levels.Count; g++)
        {
            double total = 0, events = 0, persons = 0, rate = 0, variance = 0, largest = 0;
            for (var i = 0; i < count.Length; i++)
            {
                total += groups.Codes[i] == g ? standard[i] : 0;
            }

            for (var i = 0; i < count.Length; i++)
            {
                if (groups.Codes[i] != g || standard[i] == 0)
                {
                    continue;
                }

                if (population[i] == 0)
                {
                    throw OperatorException.BadData($"Row {(frame.InputRows is { } rows ? rows[i] : i) + 1} has a population of zero in a stratum that the standard population has.", "Merge it with the next stratum.");
                }

                var weight = standard[i] / total / population[i];
                (events, persons) = (events + count[i], persons + population[i]);
                rate += weight * count[i];
                variance += weight * weight * count[i];
                largest = Math.Max(largest, weight);
            }

            if (!(total > 0))
            {
                throw OperatorException.BadData($"The standard population of the group {groups.Levels[g]} is zero.", "Give a standard population above zero.");
            }

            var name = RateTable.NameOf(call, groups, g);
            var isDobson = call.Get(Interval) is "dobson" or "byar";
            if (events == 0 && isDobson)
            {
                call.Note($"组 {name} 没有事件,dobson 区间不存在,改用 gamma。", $"The group {name} has no events, for which Dobson's interval does not exist; gamma was used.");
            }

            var (low, high) = isDobson && events > 0 ? RateIntervals.Dobson(rate, variance, events, confidence, isByar: true) : RateIntervals.Gamma(rate, variance, largest, confidence);
            table.Add(name, events, persons, per * events / persons, per * rate, per * Math.Sqrt(variance), per * Math.Max(0, low), per * high);
            call.Sentence(
                $"{name ?? "总体"}:标化率每 {per:0} 人口 {Say.Number(per * rate)}({Say.IntervalZh(confidence, per * low, per * high)};粗率 {Say.Number(per * events / persons)})。",
                $"{name ?? "All"}: the directly standardised rate was {Say.Number(per * rate)} per {per:0} ({Say.Interval(confidence, per * low, per * high)}; crude {Say.Number(per * events / persons)}).");
        }

        await call.WriteAsync(table, cancellationToken);
    }

    private static async Task IndirectAsync(OperatorCall call, Frame frame, Factor groups, CancellationToken cancellationToken)
    {
        var (count, population) = (frame.Numbers(call.Get(RateTable.Count)), frame.Numbers(call.Get(RateTable.Population)));
        var expected = ExpectedOf(call, frame, population);
        var (per, confidence) = (call.Get(RateTable.Per), call.Get(Parameter.Confidence));
        var table = new ResultTable(
            "result", ("group", ColumnType.Text), ("count", ColumnType.Double), ("population", ColumnType.Double), ("crude_rate", ColumnType.Double), ("expected", ColumnType.Double), ("estimate", ColumnType.Double),
            ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double), ("standardised_rate", ColumnType.Double));
        for (var g = 0; g < groups.Levels.Count; g++)
        {
            double events = 0, persons = 0, hoped = 0, reference = 0, referencePersons = 0;
            for (var i = 0; i < count.Length; i++)
            {
                if (groups.Codes[i] == g)
                {
                    (events, persons, hoped) = (events + count[i], persons + population[i], hoped + expected[i]);
                    reference += call.Get(ReferenceCount) is { } r ? frame.Numbers(r)[i] : 0;
                    referencePersons += call.Get(ReferenceCount) is not null ? frame.Numbers(call.Get(StandardPopulationColumn)!)[i] : 0;
                }
            }

            var name = RateTable.NameOf(call, groups, g);
            if (!(hoped > 0))
            {
                call.Note($"组 {name} 的期望事件数为零,没有标化比。", $"The group {name} has no expected events and no ratio.");
                table.Add(name, events, persons, persons > 0 ? per * events / persons : null, hoped, null, null, null, null);
                continue;
            }

            var (low, high) = RateIntervals.Count(events, confidence, call.Get(Interval) == "byar");
            table.Add(name, events, persons, persons > 0 ? per * events / persons : null, hoped, events / hoped, low / hoped, high / hoped, referencePersons > 0 ? per * events / hoped * reference / referencePersons : null);
            call.Sentence(
                $"{name ?? "总体"}:标化比 {Say.Number(events / hoped)}({Say.IntervalZh(confidence, low / hoped, high / hoped)};观察 {events:0},期望 {Say.Number(hoped)})。",
                $"{name ?? "All"}: the standardised ratio was {Say.Number(events / hoped)} ({Say.Interval(confidence, low / hoped, high / hoped)}; {events:0} observed, {Say.Number(hoped)} expected).");
        }

        await call.WriteAsync(table, cancellationToken);
    }

    private static double[] ExpectedOf(OperatorCall call, Frame frame, double[] population)
    {
        if (call.Get(Expected) is { } column)
        {
            return frame.Numbers(column);
        }

        var rates = call.Get(ReferenceRate) is { } rate ? frame.Numbers(rate)
            : call.Get(ReferenceCount) is { } events && call.Get(StandardPopulationColumn) is { } persons ? [.. frame.Numbers(events).Zip(frame.Numbers(persons), static (e, p) => p > 0 ? e / p : 0)]
            : throw OperatorException.BadParameters("Indirect standardisation has nothing to expect from.", "Set expected, or reference_rate, or reference_count together with standard_population.");
        return [.. rates.Zip(population, static (r, p) => r * p)];
    }
}
