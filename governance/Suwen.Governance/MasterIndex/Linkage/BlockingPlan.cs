namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>
/// Chooses blocking rules by what they cost in these records and by what they find. The cost of a rule is counted on a sample. What it finds is judged on
/// imagined pairs of one person in which each field is spoilt now and then: rules are taken one after another by what they add per cost, and a pair is best
/// found by several rules that look at different fields.
/// </summary>
internal sealed class BlockingPlan
{
    private const int SampleRecords = 20_000, ImaginedPairs = 3_000, MostRules = 28;

    /// <summary>Share of one person's pairs that agree on a key although both state it, assumed for the choice alone; scoring has its own estimates.</summary>
    private static readonly double[] Reliability = CreateReliability();

    /// <summary>What it is worth that a pair is found by one rule, by a second, by a third.</summary>
    private static readonly double[] Worth = [1, 0.3, 0.1, 0.03];

    private readonly ulong[][] keys = new ulong[BlockingKeys.Count][];
    private readonly double[] stated = new double[BlockingKeys.Count];
    private readonly double scale;
    private readonly int sample;
    private readonly double mostPairs;
    private readonly int recordCount;

    public BlockingPlan(IReadOnlyList<PersonRecord> records, double mostPairs)
    {
        recordCount = records.Count;
        this.mostPairs = mostPairs;
        sample = Math.Min(SampleRecords, records.Count);
        scale = records.Count * (records.Count - 1.0) / Math.Max(1, sample * (sample - 1.0));
        for (var k = 0; k < BlockingKeys.Count; k++)
        {
            keys[k] = new ulong[sample];
            for (var i = 0; i < sample; i++)
            {
                keys[k][i] = BlockingKeys.Of(records[(int)((long)i * records.Count / sample)], (BlockingKey)k);
                stated[k] += keys[k][i] == 0 ? 0 : 1.0 / sample;
            }
        }
    }

    /// <summary>Rules, the cheapest first.</summary>
    public List<BlockingKey[]> Choose()
    {
        var options = Options();
        var imagined = Imagine();
        var covered = new byte[ImaginedPairs];
        var chosen = new List<(BlockingKey[] Keys, double Pairs)>();
        var spent = 0.0;
        // What a rule costs whatever it yields, so that a few broad rules come before many narrow ones that cost little and find little.
        var offset = mostPairs / 40;
        while (chosen.Count < MostRules && options.Count > 0)
        {
            var best = -1;
            double bestValue = 0;
            for (var o = 0; o < options.Count; o++)
            {
                var value = spent + options[o].Pairs > mostPairs ? 0 : Gain(options[o].Keys, imagined, covered) / (options[o].Pairs + offset);
                if (value > bestValue)
                {
                    (best, bestValue) = (o, value);
                }
            }

            if (best < 0 || bestValue * (options[best].Pairs + offset) < 0.5)
            {
                break;
            }

            Cover(options[best].Keys, imagined, covered);
            spent += options[best].Pairs;
            var taken = options[best];
            chosen.Add(taken);
            // A rule that asks for more than a chosen one finds nothing new.
            options.RemoveAll(o => Contains(o.Keys, taken.Keys));
        }

        return [.. chosen.OrderBy(static c => c.Pairs).ThenBy(static c => string.Join('+', c.Keys), StringComparer.Ordinal).Select(static c => c.Keys)];
    }

    /// <summary>Single keys that are selective enough; of the others pairs of keys, and triples of keys whose pairs are not.</summary>
    private List<(BlockingKey[] Keys, double Pairs)> Options()
    {
        var limit = mostPairs / 4;
        var options = new List<(BlockingKey[], double)>();
        var open = new List<BlockingKey[]>();
        var selective = new List<BlockingKey[]>();
        for (var k = 0; k < BlockingKeys.Count; k++)
        {
            Consider([(BlockingKey)k]);
        }

        for (var round = 0; round < 2; round++)
        {
            var longer = open;
            open = [];
            foreach (var rule in longer)
            {
                for (var k = (int)rule[^1] + 1; k < BlockingKeys.Count; k++)
                {
                    if (IsNewField(rule, (BlockingKey)k))
                    {
                        Consider([.. rule, (BlockingKey)k]);
                    }
                }
            }
        }

        return options;

        void Consider(BlockingKey[] rule)
        {
            if (Array.Exists(rule, k => stated[(int)k] < 0.005) || selective.Exists(s => Contains(rule, s)))
            {
                return;
            }

            var pairs = PairsOf(rule);
            if (pairs <= limit)
            {
                options.Add((rule, pairs));
            }

            // A rule that yields many pairs is also worth narrowing when it could be afforded.
            if (pairs <= recordCount)
            {
                selective.Add(rule);
            }
            else if (rule.Length < 3)
            {
                open.Add(rule);
            }
        }
    }

    private static bool Contains(BlockingKey[] rule, BlockingKey[] keys) => Array.TrueForAll(keys, k => Array.IndexOf(rule, k) >= 0);

    private static bool IsNewField(BlockingKey[] rule, BlockingKey key)
    {
        var field = BlockingKeys.FieldOf(key);
        foreach (var other in rule)
        {
            var taken = BlockingKeys.FieldOf(other);
            if (taken == field || (taken == -1 && field is 0 or 1) || (field == -1 && taken is 0 or 1))
            {
                return false;
            }
        }

        return true;
    }

    private double PairsOf(BlockingKey[] rule)
    {
        var digests = new ulong[sample];
        var count = 0;
        for (var i = 0; i < sample; i++)
        {
            ulong all = 0;
            foreach (var key in rule)
            {
                var one = keys[(int)key][i];
                if (one == 0)
                {
                    all = 0;
                    break;
                }

                all = BlockingKeys.Combine(all, one);
            }

            if (all != 0)
            {
                digests[count++] = all;
            }
        }

        Array.Sort(digests, 0, count);
        double pairs = 0;
        for (int start = 0, end; start < count; start = end)
        {
            for (end = start + 1; end < count && digests[end] == digests[start]; end++)
            {
            }

            pairs += (end - start) * (end - start - 1.0) / 2;
        }

        return pairs * scale;
    }

    /// <summary>Pairs of one person as bits: which keys agree.</summary>
    private uint[] Imagine()
    {
        var random = new Random(20_260_101);
        var pairs = new uint[ImaginedPairs];
        Span<double> luck = stackalloc double[64];
        for (var p = 0; p < pairs.Length; p++)
        {
            // Some pairs are spoilt all over, as records of one desk are worse than those of another.
            var care = 0.4 + (1.6 * random.NextDouble());
            for (var f = 0; f < luck.Length; f++)
            {
                luck[f] = random.NextDouble();
            }

            for (var k = 0; k < BlockingKeys.Count; k++)
            {
                // The keys of one field share its luck: a coarser key survives what spoils a finer one.
                var field = BlockingKeys.FieldOf((BlockingKey)k);
                var share = field < 0 ? Math.Max(luck[0], luck[1]) : luck[field];
                var both = stated[k] * stated[k];
                if (share < (1 - ((1 - Reliability[k]) * care)) * 1 && luck[32 + (Math.Max(field, 0) % 32)] < both)
                {
                    pairs[p] |= 1u << k;
                }
            }
        }

        return pairs;
    }

    private static double Gain(BlockingKey[] rule, uint[] imagined, byte[] covered)
    {
        var mask = MaskOf(rule);
        var gain = 0.0;
        for (var p = 0; p < imagined.Length; p++)
        {
            if ((imagined[p] & mask) == mask && covered[p] < Worth.Length)
            {
                gain += Worth[covered[p]];
            }
        }

        return gain;
    }

    private static void Cover(BlockingKey[] rule, uint[] imagined, byte[] covered)
    {
        var mask = MaskOf(rule);
        for (var p = 0; p < imagined.Length; p++)
        {
            if ((imagined[p] & mask) == mask && covered[p] < byte.MaxValue)
            {
                covered[p]++;
            }
        }
    }

    private static uint MaskOf(BlockingKey[] rule)
    {
        uint mask = 0;
        foreach (var key in rule)
        {
            mask |= 1u << (int)key;
        }

        return mask;
    }

    private static double[] CreateReliability()
    {
        var reliability = new double[BlockingKeys.Count];
        Array.Fill(reliability, 0.8);
        reliability[(int)BlockingKey.FamilySound] = 0.88;
        reliability[(int)BlockingKey.GivenSound] = 0.86;
        reliability[(int)BlockingKey.Name] = 0.7;
        reliability[(int)BlockingKey.NameStarts] = 0.9;
        reliability[(int)BlockingKey.BirthDate] = 0.85;
        reliability[(int)BlockingKey.BirthYear] = 0.95;
        reliability[(int)BlockingKey.BirthYearMonth] = 0.91;
        reliability[(int)BlockingKey.BirthMonthDay] = 0.89;
        reliability[(int)BlockingKey.NationalId] = 0.9;
        reliability[(int)BlockingKey.NationalIdEnd] = 0.93;
        reliability[(int)BlockingKey.PhoneEnd] = 0.84;
        reliability[(int)BlockingKey.EmailName] = 0.84;
        reliability[(int)BlockingKey.Street] = 0.7;
        reliability[(int)BlockingKey.StreetNumber] = 0.75;
        reliability[(int)BlockingKey.Guardian] = 0.7;
        return reliability;
    }
}
