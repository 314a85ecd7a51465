namespace Suwen.Analysis.Series;

/// <summary>Lays rows on the grid of a clock, group by group.</summary>
internal sealed class SeriesGathering(OperatorCall call, Frame frame, SeriesClock clock, int[] days, OperatorParameter<string>? gaps, bool mayBeNegative)
{
    /// <summary>Steps between the first and the last date above which a date is surely mistyped.</summary>
    private const int MaximumSteps = 200_000;

    public required string CountColumn { get; init; }

    public required string? GroupColumn { get; init; }

    public required string? PopulationColumn { get; init; }

    private int[] indexes = [];
    private int summed;
    private int filled;

    public SeriesSet Gather()
    {
        var groups = GroupColumn is null ? new Factor([""], new int[frame.RowCount]) : frame.Factor(GroupColumn);
        indexes = new int[frame.RowCount];
        var first = new int[groups.Levels.Count];
        var last = new int[groups.Levels.Count];
        first.AsSpan().Fill(int.MaxValue);
        last.AsSpan().Fill(int.MinValue);
        var ungrouped = 0;
        for (var row = 0; row < indexes.Length; row++)
        {
            var code = groups.Codes[row];
            ungrouped += code < 0 ? 1 : 0;
            if (code >= 0 && days[row] != Frame.MissingDay)
            {
                var index = indexes[row] = clock.IndexOf(days[row]);
                first[code] = Math.Min(first[code], index);
                last[code] = Math.Max(last[code], index);
            }
        }

        if (ungrouped > 0)
        {
            call.Note($"{ungrouped} 行没有分组,未纳入。", $"{ungrouped} rows without a group were left out.");
        }

        return Lay(groups, first, last);
    }

    private SeriesSet Lay(Factor groups, int[] first, int[] last)
    {
        var fill = gaps is null ? "zero" : call.Get(gaps);
        if (first.Min() == int.MaxValue)
        {
            throw OperatorException.BadData($"No row of {frame.Name} has both a date and a group.", "Name the columns that hold them.");
        }

        if (fill == "zero")
        {
            // Where no row means no case, a group without recent rows has had none until the last date of the table.
            first.AsSpan().Fill(first.Min());
            last.AsSpan().Fill(last.Max());
        }

        var values = new double[first.Length][];
        var populations = PopulationColumn is null ? null : new double[first.Length][];
        for (var g = 0; g < values.Length; g++)
        {
            if (first[g] == int.MaxValue)
            {
                continue;
            }

            if (last[g] - (long)first[g] > MaximumSteps)
            {
                throw OperatorException.BadData($"The dates reach from {clock.Label(first[g])} to {clock.Label(last[g])}, more than {MaximumSteps} {clock.Unit.En}.", "Correct the dates that are mistyped, or set a coarser frequency.");
            }

            values[g] = new double[last[g] - first[g] + 1];
            if (populations is not null)
            {
                populations[g] = new double[values[g].Length];
                populations[g].AsSpan().Fill(double.NaN);
            }
        }

        Place(groups, first, values, populations, fill);
        var series = new List<DatedSeries>();
        for (var g = 0; g < values.Length; g++)
        {
            if (values[g] is not null)
            {
                Interpolate(values[g], fill);
                CarryForward(populations?[g]);
                series.Add(new DatedSeries(GroupColumn is null ? null : groups.Levels[g], first[g], values[g], populations?[g]));
            }
        }

        Tell(fill);
        return new SeriesSet(clock, series, GroupColumn is not null);
    }

    private void Place(Factor groups, int[] first, double[][] values, double[][]? populations, string fill)
    {
        var counts = frame.Numbers(CountColumn);
        var population = PopulationColumn is null ? null : frame.Numbers(PopulationColumn);
        var rows = Array.ConvertAll(values, static v => v is null ? null! : new int[v.Length]);
        var isCoarse = call.IsGiven(SeriesParameters.Frequency);
        for (var row = 0; row < counts.Length; row++)
        {
            var g = groups.Codes[row];
            if (g < 0 || days[row] == Frame.MissingDay)
            {
                continue;
            }

            var at = indexes[row] - first[g];
            if (!mayBeNegative && counts[row] < 0)
            {
                throw OperatorException.BadData($"{frame.Name}, row {row + 1}: the column {CountColumn} holds a negative number.", "Counts are 0 or more; correct the row, or leave the value empty.");
            }

            if (rows[g][at] > 0)
            {
                CheckTwice(rows[g][at], row, isCoarse);
                summed++;
            }

            rows[g][at] = rows[g][at] == 0 ? row + 1 : rows[g][at];
            values[g][at] += counts[row];
            if (population is not null)
            {
                PlacePopulation(population[row], row, ref populations![g][at], isCoarse);
            }
        }

        for (var g = 0; g < values.Length; g++)
        {
            for (var i = 0; values[g] is not null && i < values[g].Length; i++)
            {
                if (rows[g][i] == 0)
                {
                    filled++;
                    values[g][i] = fill == "zero" ? 0 : double.NaN;
                }
            }
        }
    }

    private void PlacePopulation(double population, int row, ref double at, bool isCoarse)
    {
        if (population <= 0)
        {
            throw OperatorException.BadData($"{frame.Name}, row {row + 1}: the column {PopulationColumn} holds a number that is not above 0.", "A population must be positive; correct the row.");
        }

        // Areas of one date add up; days of one longer period do not.
        at = double.IsNaN(at) ? population : isCoarse ? Math.Max(at, population) : at + population;
    }

    private void CheckTwice(int earlier, int row, bool isCoarse)
    {
        if (call.Get(SeriesParameters.Duplicates) == "fault" && (!isCoarse || days[earlier - 1] == days[row]))
        {
            throw OperatorException.BadData(
                $"{frame.Name}, rows {earlier} and {row + 1} have the same date{(GroupColumn is null ? "" : " and group")}.",
                GroupColumn is null ? "Set duplicates=sum to add them up, or name the column that tells them apart with group." : "Set duplicates=sum to add them up.");
        }
    }

    private static void Interpolate(double[] values, string fill)
    {
        if (fill != "interpolate")
        {
            return;
        }

        var before = -1;
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                continue;
            }

            for (var j = before + 1; j < i; j++)
            {
                values[j] = before < 0 ? values[i] : values[before] + ((values[i] - values[before]) * (j - before) / (i - before));
            }

            before = i;
        }

        for (var j = before + 1; before >= 0 && j < values.Length; j++)
        {
            values[j] = values[before];
        }
    }

    private static void CarryForward(double[]? population)
    {
        if (population is null)
        {
            return;
        }

        for (var i = 1; i < population.Length; i++)
        {
            population[i] = double.IsNaN(population[i]) ? population[i - 1] : population[i];
        }

        for (var i = population.Length - 2; i >= 0; i--)
        {
            population[i] = double.IsNaN(population[i]) ? population[i + 1] : population[i];
        }
    }

    private void Tell(string fill)
    {
        if (summed > 0)
        {
            call.Note($"{summed} 行与同组同期的其他行合计。", $"{summed} rows were added to another row of the same period{(GroupColumn is null ? "" : " and group")}.");
        }

        if (filled > 0)
        {
            var (zh, en) = fill switch
            {
                "zero" => ("按 0 计", "are counted as zero"),
                "interpolate" => ("由线性插值补足", "are drawn in a straight line between their neighbours"),
                _ => ("视为缺失(gaps=zero 可按 0 计)", "are missing (set gaps=zero where no row means no case)"),
            };
            call.Note($"{filled} 个日期没有记录,{zh}。", $"{filled} dates without a row {en}.");
        }
    }
}
