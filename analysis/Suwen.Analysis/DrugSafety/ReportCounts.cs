namespace Suwen.Analysis.DrugSafety;

/// <summary>A pair of drug and event that was reported at least once.</summary>
/// <param name="Drug">Number of the drug.</param>
/// <param name="Event">Number of the event.</param>
/// <param name="Counts">Reports by stratum.</param>
internal sealed record ReportedPair(int Drug, int Event, double[] Counts)
{
    public double Count => Sum(Counts);

    public static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }
}

/// <summary>Reports by pair, drug, event and stratum: from which every measure of disproportionality is computed.</summary>
internal sealed class ReportCounts
{
    private ReportCounts(IReadOnlyList<string> drugs, IReadOnlyList<string> events, int strata)
    {
        Drugs = drugs;
        Events = events;
        OfDrug = Make(drugs.Count, strata);
        OfEvent = Make(events.Count, strata);
        OfStratum = new double[strata];
    }

    public IReadOnlyList<string> Drugs { get; }

    public IReadOnlyList<string> Events { get; }

    /// <summary>By drug, then by event.</summary>
    public IReadOnlyList<ReportedPair> Pairs { get; private set; } = [];

    /// <summary>By drug and stratum.</summary>
    public double[][] OfDrug { get; }

    /// <summary>By event and stratum.</summary>
    public double[][] OfEvent { get; }

    public double[] OfStratum { get; }

    public double Total => ReportedPair.Sum(OfStratum);

    /// <summary>From a table of counts: margins are sums of counts.</summary>
    public static ReportCounts OfTable(Factor drugs, Factor events, double[] counts, int[] strata, int stratumCount)
    {
        var result = new ReportCounts(drugs.Levels, events.Levels, stratumCount);
        var pairs = new Dictionary<long, double[]>();
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
            {
                continue;
            }

            var key = ((long)drugs.Codes[i] * events.Levels.Count) + events.Codes[i];
            if (!pairs.TryGetValue(key, out var cell))
            {
                pairs.Add(key, cell = new double[stratumCount]);
            }

            cell[strata[i]] += counts[i];
            result.OfDrug[drugs.Codes[i]][strata[i]] += counts[i];
            result.OfEvent[events.Codes[i]][strata[i]] += counts[i];
            result.OfStratum[strata[i]] += counts[i];
        }

        result.Take(pairs);
        return result;
    }

    /// <summary>From reports, a row per drug and event of a case: everything counts distinct cases.</summary>
    public static ReportCounts OfReports(Factor cases, Factor drugs, Factor events, int[] strata, int stratumCount)
    {
        var result = new ReportCounts(drugs.Levels, events.Levels, stratumCount);
        var n = cases.Codes.Length;
        var keys = new long[n];

        // A case counts once in its stratum; strata come last so that a distinct key tells its stratum.
        Distinct(keys, i => ((long)cases.Codes[i] * stratumCount) + strata[i], key => result.OfStratum[key % stratumCount]++);
        Distinct(keys, i => (((long)cases.Codes[i] * drugs.Levels.Count) + drugs.Codes[i]) * stratumCount + strata[i], key => result.OfDrug[(int)(key / stratumCount % drugs.Levels.Count)][key % stratumCount]++);
        Distinct(keys, i => (((long)cases.Codes[i] * events.Levels.Count) + events.Codes[i]) * stratumCount + strata[i], key => result.OfEvent[(int)(key / stratumCount % events.Levels.Count)][key % stratumCount]++);
        var numbers = new Dictionary<long, int>();
        var pairOfRow = new int[n];
        for (var i = 0; i < n; i++)
        {
            var key = ((long)drugs.Codes[i] * events.Levels.Count) + events.Codes[i];
            if (!numbers.TryGetValue(key, out pairOfRow[i]))
            {
                numbers.Add(key, pairOfRow[i] = numbers.Count);
            }
        }

        var cells = Make(numbers.Count, stratumCount);
        Distinct(keys, i => (((long)cases.Codes[i] * numbers.Count) + pairOfRow[i]) * stratumCount + strata[i], key => cells[(int)(key / stratumCount % numbers.Count)][key % stratumCount]++);
        result.Take(numbers.ToDictionary(static p => p.Key, p => cells[p.Value]));
        return result;
    }

    /// <summary>Reports expected if drug and event were independent within each stratum.</summary>
    public double Expected(int drug, int @event)
    {
        var sum = 0.0;
        for (var s = 0; s < OfStratum.Length; s++)
        {
            sum += OfStratum[s] > 0 ? OfDrug[drug][s] * OfEvent[@event][s] / OfStratum[s] : 0;
        }

        return sum;
    }

    private static void Distinct(long[] keys, Func<int, long> key, Action<long> count)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = key(i);
        }

        Array.Sort(keys);
        for (var i = 0; i < keys.Length; i++)
        {
            if (i == 0 || keys[i] != keys[i - 1])
            {
                count(keys[i]);
            }
        }
    }

    private static double[][] Make(int count, int strata)
    {
        var result = new double[count][];
        for (var i = 0; i < count; i++)
        {
            result[i] = new double[strata];
        }

        return result;
    }

    private void Take(Dictionary<long, double[]> pairs) =>
        Pairs = [.. pairs.OrderBy(static p => p.Key).Select(p => new ReportedPair((int)(p.Key / Events.Count), (int)(p.Key % Events.Count), p.Value))];
}
