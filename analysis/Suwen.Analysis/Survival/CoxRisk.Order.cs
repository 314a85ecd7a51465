namespace Suwen.Analysis.Survival;

/// <summary>The order of rows, and which of them each event time finds at risk.</summary>
internal sealed partial class CoxRisk
{
    private static double[] Permute(double[] values, int[] order)
    {
        var result = new double[values.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = values[order[i]];
        }

        return result;
    }

    /// <summary>By stratum, then by time backwards, events first among the tied.</summary>
    private static int[] SortRows(CoxInput input)
    {
        var order = new int[input.Times.RowCount];
        var starts = StartsOfStrata(input);
        var next = (int[])starts.Clone();
        for (var i = 0; i < order.Length; i++)
        {
            order[next[input.Strata?[i] ?? 0]++] = i;
        }

        var keys = Array.ConvertAll(order, r => -input.Times.Time[r]);
        for (var s = 0; s < input.StratumCount; s++)
        {
            Array.Sort(keys, order, starts[s], starts[s + 1] - starts[s]);
            EventsFirst(input.Times, order, starts[s], starts[s + 1]);
        }

        return order;
    }

    private static int[] StartsOfStrata(CoxInput input)
    {
        var starts = new int[input.StratumCount + 1];
        for (var i = 0; i < input.Times.RowCount; i++)
        {
            starts[(input.Strata?[i] ?? 0) + 1]++;
        }

        for (var s = 0; s < input.StratumCount; s++)
        {
            starts[s + 1] += starts[s];
        }

        return starts;
    }

    private static void EventsFirst(SurvivalTimes times, int[] order, int start, int end)
    {
        for (var i = start; i < end;)
        {
            var place = i;
            var time = times.Time[order[i]];
            for (; i < end && times.Time[order[i]] == time; i++)
            {
                if (times.IsEvent[order[i]])
                {
                    (order[i], order[place]) = (order[place], order[i]);
                    place++;
                }
            }
        }
    }

    /// <summary>Places of rows by stratum and entry time backwards.</summary>
    private static int[] SortEntries(CoxInput input, int[] order)
    {
        var places = new int[order.Length];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }

        var keys = Array.ConvertAll(order, r => -input.Times.Entry![r]);
        var starts = StartsOfStrata(input);
        for (var s = 0; s < input.StratumCount; s++)
        {
            Array.Sort(keys, places, starts[s], starts[s + 1] - starts[s]);
        }

        return places;
    }

    private EventGroup[] FindGroups(CoxInput input)
    {
        var groups = new List<EventGroup>();
        var starts = StartsOfStrata(input);
        RowGroup.AsSpan().Fill(-1);
        EntryGroup?.AsSpan().Fill(-1);
        for (var s = 0; s < input.StratumCount; s++)
        {
            var before = groups.Count;
            int row = starts[s], entry = starts[s], firstRow = row, firstEntry = entry;
            while (row < starts[s + 1])
            {
                var time = input.Times.Time[Order[row]];
                var first = row;
                double weight = 0;
                var events = 0;
                for (; row < starts[s + 1] && input.Times.Time[Order[row]] == time; row++)
                {
                    events += isEvent[row] ? 1 : 0;
                    weight += isEvent[row] ? WeightAt(row) : 0;
                }

                if (events == 0)
                {
                    continue;
                }

                while (entryOrder is not null && entry < starts[s + 1] && input.Times.Entry![Order[entryOrder[entry]]] >= time)
                {
                    entry++;
                }

                groups.Add(new EventGroup(s, time, firstRow, row, entry, firstEntry, first, events, weight, groups.Count == before));
                firstRow = row;
                firstEntry = entry;
            }

            Assign(input, groups, before, starts[s], starts[s + 1]);
        }

        return [.. groups];
    }

    /// <summary>Finds for each row of a stratum the latest event time not after its end, and not after its entry.</summary>
    private void Assign(CoxInput input, List<EventGroup> groups, int first, int start, int end)
    {
        var g = first;
        for (var i = start; i < end; i++)
        {
            while (g < groups.Count && groups[g].Time > input.Times.Time[Order[i]])
            {
                g++;
            }

            RowGroup[i] = g < groups.Count ? g : -1;
        }

        g = first;
        for (var e = start; entryOrder is not null && e < end; e++)
        {
            while (g < groups.Count && groups[g].Time > input.Times.Entry![Order[entryOrder[e]]])
            {
                g++;
            }

            EntryGroup![entryOrder[e]] = g < groups.Count ? g : -1;
        }
    }
}
