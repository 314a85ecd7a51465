namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>One linkage, step by step.</summary>
internal sealed class LinkageRun
{
    /// <summary>Up to so many records every pair is compared; blocking would save nothing that matters.</summary>
    private const int EveryPair = 2_500;

    /// <summary>Outcomes that the model is estimated from, and random pairs for what strangers show.</summary>
    private const int EstimationPairs = 1_000_000, RandomPairs = 1_000_000;

    /// <summary>Pairs below this are forgotten at once: log2 odds of one in a thousand.</summary>
    private const float Kept = -10;

    /// <summary>Odds of one to twenty: below, a steward would look at twenty pairs to find one.</summary>
    private const double GreyOdds = -4.3;

    private readonly PersonRecord[] records;
    private readonly LinkageOptions options;
    private readonly int threads;
    private readonly CancellationToken cancellation;
    private BlockedPairs pairs = null!;

    public LinkageRun(PersonRecord[] records, LinkageOptions options, CancellationToken cancellation)
    {
        this.records = records;
        this.options = options;
        this.cancellation = cancellation;
        threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
    }

    /// <summary>True where dates with the year last have the month first; kept in the model.</summary>
    public bool IsMonthFirst { get; init; }

    /// <summary>Names that the reader took as not stated, for the report.</summary>
    public IReadOnlyList<ContainedValue> NamesForNone { get; init; } = [];

    public LinkageResult Execute()
    {
        List<ContainedValue> contained = [.. Containment.Apply(records, out var isNewYearYearOnly), .. NamesForNone];
        pairs = new BlockedPairs(records, Rules(), threads, cancellation);
        if (options.Model is { } given)
        {
            var known = new PairScorer(given);
            var scored = Score(known, out var fresh);
            return Finish(known, scored, new Clustering(records, known, given.LinkWeight).Run(scored, cancellation), contained, fresh);
        }

        var chance = Frequencies.Count(records, null);
        var model = Estimate(chance, null);
        var scorer = new PairScorer(model);
        var edges = Score(scorer, out var newPairs);
        SetThresholds(model, edges);
        var persons = new Clustering(records, scorer, model.LinkWeight).Run(edges, cancellation);

        // Values counted once per person, not once per record, say how common they are; so the second round knows what the first could only guess.
        chance = Frequencies.Count(records, SharedBy(persons));
        model = Estimate(chance, persons);
        scorer = new PairScorer(model);
        edges = Rescore(scorer, edges);
        SetThresholds(model, edges);
        persons = new Clustering(records, scorer, model.LinkWeight).Run(edges, cancellation);
        model.IsMonthFirst = IsMonthFirst;
        model.IsNewYearYearOnly = isNewYearYearOnly;
        ModelFrequencies.Save(model, records, contained);
        return Finish(scorer, edges, persons, contained, newPairs);
    }

    private List<BlockingKey[]> Rules()
    {
        if (options.Model is { Rules.Length: > 0 } model)
        {
            return [.. model.Rules.Select(BlockingRules.Parse)];
        }

        return records.Length <= EveryPair ? [] : new BlockingPlan(records, MostPairs(records.Length, options.PairsPerRecord)).Choose();
    }

    /// <summary>Pairs that may be compared: everything that is quick in a small file, some twenty a record in a large one.</summary>
    private static double MostPairs(int records, int perRecord) => perRecord > 0 ? (double)perRecord * records : Math.Max(20.0 * records, Math.Min(4e6, 800.0 * records));

    private LinkageModel Estimate(double[] chance, int[]? persons)
    {
        // Which pairs are taken depends on their records alone, so that threads and order change nothing.
        var every = Math.Max(1, (ulong)(pairs.TotalPairs / EstimationPairs));
        var parts = new Dictionary<ulong, double>[pairs.Units.Count];
        Parallel.For(0, pairs.Units.Count, Options(), u =>
        {
            var outcomes = new Dictionary<ulong, double>();
            pairs.Run(pairs.Units[u], (left, right) =>
            {
                if (every == 1 || NameParts.Mix(((ulong)left << 32) | (uint)right) % every == 0)
                {
                    var levels = PairComparer.Compare(records[left], records[right]);
                    outcomes[levels] = outcomes.GetValueOrDefault(levels) + every;
                }
            });
            parts[u] = outcomes;
        });
        var all = parts[0];
        foreach (var part in parts.AsSpan(1))
        {
            foreach (var (levels, count) in part)
            {
                all[levels] = all.GetValueOrDefault(levels) + count;
            }
        }

        var model = new ModelEstimation(all, RandomOutcomes(persons), chance, records.Length).Run(cancellation);
        model.Rules = [.. pairs.Rules.Select(BlockingRules.Name)];
        return model;
    }

    /// <summary>Outcomes of random pairs; pairs already found to be of one person are no strangers.</summary>
    private Dictionary<ulong, double> RandomOutcomes(int[]? persons)
    {
        var random = new Random(20_260_102);
        var count = (int)Math.Min(RandomPairs, records.Length * (records.Length - 1L));
        var drawn = new (int Left, int Right)[count];
        for (var i = 0; i < count; i++)
        {
            drawn[i] = (random.Next(records.Length), random.Next(records.Length));
        }

        var workers = Math.Max(1, Math.Min(64, count / 10_000));
        var parts = new Dictionary<ulong, double>[workers];
        Parallel.For(0, workers, Options(), w =>
        {
            var outcomes = parts[w] = [];
            for (var i = (int)((long)count * w / workers); i < (long)count * (w + 1) / workers; i++)
            {
                var (left, right) = drawn[i];
                if (left != right && (persons is null || persons[left] != persons[right]))
                {
                    var levels = PairComparer.Compare(records[left], records[right]);
                    outcomes[levels] = outcomes.GetValueOrDefault(levels) + 1;
                }
            }
        });
        var all = parts[0];
        foreach (var part in parts.AsSpan(1))
        {
            foreach (var (levels, number) in part)
            {
                all[levels] = all.GetValueOrDefault(levels) + number;
            }
        }

        return all;
    }

    private List<Edge> Score(PairScorer scorer, out long[] newPairs)
    {
        var parts = new List<Edge>[pairs.Units.Count];
        var found = new long[pairs.Units.Count];
        Parallel.For(0, pairs.Units.Count, Options(), u =>
        {
            var kept = new List<Edge>();
            found[u] = pairs.Run(pairs.Units[u], (left, right) =>
            {
                var levels = PairComparer.Compare(records[left], records[right]);
                var weight = (float)scorer.Weight(records[left], records[right], levels);
                if (weight >= Kept || IsSharedNumber(levels))
                {
                    kept.Add(new Edge(left, right, levels, weight));
                }
            });
            parts[u] = kept;
        });
        newPairs = new long[Math.Max(1, pairs.Rules.Count)];
        for (var u = 0; u < found.Length; u++)
        {
            newPairs[Math.Max(0, pairs.Units[u].Rule)] += found[u];
        }

        var edges = new List<Edge>(parts.Sum(static p => p.Count));
        foreach (var part in parts)
        {
            edges.AddRange(part);
        }

        edges.Sort(static (a, b) => a.Left != b.Left ? a.Left.CompareTo(b.Left) : a.Right.CompareTo(b.Right));
        return edges;
    }

    private List<Edge> Rescore(PairScorer scorer, List<Edge> edges)
    {
        var again = new Edge[edges.Count];
        Parallel.For(0, edges.Count, Options(), i =>
        {
            var edge = edges[i];
            again[i] = edge with { Weight = (float)scorer.Weight(records[edge.Left], records[edge.Right], edge.Levels) };
        });
        return [.. again];
    }

    /// <summary>
    /// The cut at which the model itself expects the highest F1: with pairs in falling order of probability, the k for which
    /// 2 Σᵢ≤ₖ pᵢ / (k + Σ p) is largest.
    /// </summary>
    private static void SetThresholds(LinkageModel model, List<Edge> edges)
    {
        var weights = new float[edges.Count];
        var expected = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = edges[i].Weight;
            expected += Probability(weights[i]);
        }

        Array.Sort(weights);
        double best = 0, sum = 0;
        var cut = 0.0;
        for (var i = weights.Length - 1; i >= 0; i--)
        {
            sum += Probability(weights[i]);
            var f1 = 2 * sum / (weights.Length - i + expected);
            if (f1 > best)
            {
                (best, cut) = (f1, weights[i]);
            }
        }

        // A pair that is more probably of two persons than of one is never linked, one that is of one person by a hundred to one always.
        model.LinkWeight = Math.Clamp(cut, -1, 6.6);
        model.GreyWeight = Math.Min(GreyOdds, model.LinkWeight);
    }

    private static double Probability(float weight) => 1 / (1 + Math.Exp(-weight * 0.6931471805599453));

    /// <summary>By record its person where the person has several records, otherwise −1.</summary>
    private static int[] SharedBy(int[] persons)
    {
        var count = new int[persons.Length];
        foreach (var person in persons)
        {
            count[person]++;
        }

        return Array.ConvertAll(persons, p => count[p] > 1 ? p : -1);
    }

    private LinkageResult Finish(PairScorer scorer, List<Edge> edges, int[] persons, List<ContainedValue> contained, long[] newPairs)
    {
        var model = scorer.Model;
        var kept = new List<ScoredPair>();
        var grey = new List<ScoredPair>();
        var recordOf = new Dictionary<(long, long), int>();
        foreach (var edge in edges)
        {
            var isOne = persons[edge.Left] == persons[edge.Right];
            var isGrey = isOne ? edge.Weight < model.GreyWeight : edge.Weight >= model.GreyWeight || IsSharedNumber(edge.Levels);
            if (isOne || isGrey)
            {
                var pair = new ScoredPair(records[edge.Left].Id, records[edge.Right].Id, edge.Levels, edge.Weight);
                kept.Add(pair);
                if (isGrey)
                {
                    grey.Add(pair);
                }
            }
        }

        var byId = new Lazy<Dictionary<long, PersonRecord>>(() => records.ToDictionary(static r => r.Id));
        return new LinkageResult(model, pair => scorer.Explain(byId.Value[pair.Left], byId.Value[pair.Right], pair.Levels), Between(scorer, byId))
        {
            Pairs = kept,
            GreyPairs = grey,
            Clusters = Clusters(persons),
            Blocking = Blocking(edges, persons, newPairs),
            Contained = contained,
            ComparedPairs = newPairs.Sum(),
        };
    }

    private static Func<long, long, ScoredPair> Between(PairScorer scorer, Lazy<Dictionary<long, PersonRecord>> byId) => (left, right) =>
    {
        var (a, b) = (byId.Value[left], byId.Value[right]);
        var levels = PairComparer.Compare(a, b);
        return new ScoredPair(left, right, levels, (float)scorer.Weight(a, b, levels));
    };

    /// <summary>One valid number in two records that are otherwise of different people: a borrowed card, or the wrong line.</summary>
    private static bool IsSharedNumber(ulong levels) => ((levels >> ((int)LinkageField.NationalId * 4)) & 15) == (ulong)MatchLevel.Exact;

    private List<LinkageCluster> Clusters(int[] persons)
    {
        var members = new SortedDictionary<int, List<long>>();
        for (var i = 0; i < persons.Length; i++)
        {
            if (persons[i] != i)
            {
                if (!members.TryGetValue(persons[i], out var list))
                {
                    members[persons[i]] = list = [records[persons[i]].Id];
                }

                list.Add(records[i].Id);
            }
        }

        foreach (var list in members.Values)
        {
            list.Sort();
        }

        return [.. members.Values.Select(static m => new LinkageCluster(m))];
    }

    private List<BlockingRuleReport> Blocking(List<Edge> edges, int[] persons, long[] newPairs)
    {
        var rules = pairs.Rules.Count;
        if (rules == 0)
        {
            var linked = edges.Count(e => persons[e.Left] == persons[e.Right]);
            return [new BlockingRuleReport("every pair", pairs.TotalPairs, pairs.TotalPairs, 0, linked, linked)];
        }

        var links = new long[rules];
        var only = new long[rules];
        foreach (var edge in edges)
        {
            if (persons[edge.Left] != persons[edge.Right])
            {
                continue;
            }

            var (last, count) = (0, 0);
            for (var r = 0; r < rules; r++)
            {
                if (pairs.Finds(r, edge.Left, edge.Right))
                {
                    links[r]++;
                    (last, count) = (r, count + 1);
                }
            }

            only[last] += count == 1 ? 1 : 0;
        }

        return [.. Enumerable.Range(0, rules).Select(r => new BlockingRuleReport(BlockingRules.Name(pairs.Rules[r]), pairs.Pairs[r], newPairs[r], pairs.Skipped[r], links[r], only[r]))];
    }

    private ParallelOptions Options() => new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
}
