namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>What is done with a pair that the rules yield; called by several threads, each with its own sink.</summary>
internal delegate void PairSink(int left, int right);

/// <summary>The pairs of records that at least one rule yields, each once: by the first rule that does.</summary>
internal sealed class BlockedPairs
{
    /// <summary>A group larger than this tells too little about its members; its pairs are left to the other rules. In small files everything may be compared.</summary>
    private const int MostInBlock = 300, PairsPerUnit = 100_000;

    private readonly int records;
    private readonly int mostInBlock;

    // By rule: digest by record, and records in the order of their digests. No rules stand for every pair.
    private readonly ulong[][] keys;
    private readonly int[][] order;

    public BlockedPairs(IReadOnlyList<PersonRecord> people, IReadOnlyList<BlockingKey[]> rules, int threads, CancellationToken cancellationToken)
    {
        records = people.Count;
        mostInBlock = Math.Max(MostInBlock, records / 20);
        mostInBlock = records > 20_000 ? Math.Min(mostInBlock, 1_000) : mostInBlock;
        keys = new ulong[rules.Count][];
        order = new int[rules.Count][];
        Rules = rules;
        Pairs = new long[rules.Count];
        Skipped = new long[rules.Count];
        Units = [];
        Parallel.For(0, rules.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, r => Sort(people, r));
        if (rules.Count == 0)
        {
            AddAllPairs();
            return;
        }

        for (var r = 0; r < rules.Count; r++)
        {
            AddUnits(r);
        }
    }

    public IReadOnlyList<BlockingKey[]> Rules { get; }

    /// <summary>By rule: pairs it yields, and groups passed over.</summary>
    public long[] Pairs { get; }

    public long[] Skipped { get; }

    /// <summary>Pieces of work of about equal size, in a fixed order.</summary>
    public List<(int Rule, int Start, int End)> Units { get; }

    public long TotalPairs { get; private set; }

    /// <summary>True when the rule yields this pair.</summary>
    public bool Finds(int rule, int left, int right) => keys[rule][left] != 0 && keys[rule][left] == keys[rule][right];

    /// <summary>Runs through the pairs of a unit that no earlier rule yields.</summary>
    public long Run((int Rule, int Start, int End) unit, PairSink sink)
    {
        if (unit.Rule < 0)
        {
            return RunAll(unit.Start, unit.End, sink);
        }

        var sorted = order[unit.Rule];
        var digests = keys[unit.Rule];
        var found = 0L;
        for (var start = unit.Start; start < unit.End;)
        {
            var end = EndOf(sorted, digests, start);
            for (var i = start; i < end && end - start <= mostInBlock; i++)
            {
                for (var j = i + 1; j < end; j++)
                {
                    if (!FoundEarlier(unit.Rule, sorted[i], sorted[j]))
                    {
                        found++;
                        sink(Math.Min(sorted[i], sorted[j]), Math.Max(sorted[i], sorted[j]));
                    }
                }
            }

            start = end;
        }

        return found;
    }

    private long RunAll(int start, int end, PairSink sink)
    {
        var found = 0L;
        for (var i = start; i < end; i++)
        {
            for (var j = i + 1; j < records; j++)
            {
                found++;
                sink(i, j);
            }
        }

        return found;
    }

    private void AddAllPairs()
    {
        for (var i = 0; i < records; i += 64)
        {
            Units.Add((-1, i, Math.Min(records, i + 64)));
        }

        TotalPairs = records * (records - 1L) / 2;
    }

    private bool FoundEarlier(int rule, int left, int right)
    {
        for (var r = 0; r < rule; r++)
        {
            if (keys[r][left] == keys[r][right] && keys[r][left] != 0)
            {
                return true;
            }
        }

        return false;
    }

    private void Sort(IReadOnlyList<PersonRecord> people, int rule)
    {
        var digests = new ulong[records];
        var sorted = new int[records];
        var count = 0;
        for (var i = 0; i < records; i++)
        {
            digests[i] = BlockingKeys.Of(people[i], Rules[rule]);
            if (digests[i] != 0)
            {
                sorted[count++] = i;
            }
        }

        Array.Resize(ref sorted, count);
        var values = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = digests[sorted[i]];
        }

        // Equal digests keep the order of records only by chance, but each group is run through whole, and its pairs are put in order.
        Array.Sort(values, sorted);
        for (int start = 0, end; start < count; start = end)
        {
            end = EndOf(sorted, digests, start);
            if (end - start > mostInBlock)
            {
                Skipped[rule]++;
                for (var i = start; i < end; i++)
                {
                    // What is passed over here must not count as found here.
                    values[i] = 0;
                }
            }
            else
            {
                Pairs[rule] += (end - start) * (end - start - 1L) / 2;
                Array.Sort(sorted, start, end - start);
            }
        }

        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if (values[i] == 0)
            {
                digests[sorted[i]] = 0;
            }
            else
            {
                sorted[kept++] = sorted[i];
            }
        }

        Array.Resize(ref sorted, kept);
        keys[rule] = digests;
        order[rule] = sorted;
    }

    private void AddUnits(int rule)
    {
        var sorted = order[rule];
        var digests = keys[rule];
        var from = 0;
        var pairs = 0L;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = EndOf(sorted, digests, start);
            pairs += (end - start) * (end - start - 1L) / 2;
            if (pairs >= PairsPerUnit || end - from >= 1 << 17)
            {
                Units.Add((rule, from, end));
                TotalPairs += pairs;
                (from, pairs) = (end, 0);
            }
        }

        if (from < sorted.Length)
        {
            Units.Add((rule, from, sorted.Length));
            TotalPairs += pairs;
        }
    }

    private static int EndOf(int[] sorted, ulong[] digests, int start)
    {
        var digest = digests[sorted[start]];
        var end = start + 1;
        while (end < sorted.Length && digests[sorted[end]] == digest)
        {
            end++;
        }

        return end;
    }
}
