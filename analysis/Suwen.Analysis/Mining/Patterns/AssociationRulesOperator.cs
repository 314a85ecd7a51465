using Suwen.Storage.Schema;

namespace Suwen.Analysis.Mining;

/// <summary><c>association-rules</c>: what occurs together, by FP-growth.</summary>
internal sealed class AssociationRulesOperator : IOperator
{
    private const int MaximumSets = 5_000_000;

    private static readonly OperatorParameter<string> Item = Parameter.Column("item", "项目列;若未给 id,则每行是一个事务,项目以 | 分隔", "Item column; without id each row is a transaction, its items separated by |");
    private static readonly OperatorParameter<string?> Identifier = Parameter.OptionalColumn("id", "事务列(如病人、就诊):每行一个项目", "Transaction column (a person, a visit), with one item a row");
    private static readonly OperatorParameter<double> Support = Parameter.Number("support", 0.05, 1e-9, 1, "最小支持度", "Least support, as a share of transactions");
    private static readonly OperatorParameter<double> Confidence = Parameter.Number("min_confidence", 0.5, 0, 1, "最小置信度", "Least confidence of a rule");
    private static readonly OperatorParameter<double> Lift = Parameter.Number("min_lift", 0, 0, 1e9, "最小提升度", "Least lift of a rule");
    private static readonly OperatorParameter<long> MaximumLength = Parameter.Integer("max_length", 5, 1, 20, "项集的最多项目数", "Most items of a set");

    public OperatorDescription Description { get; } = new(
        "association-rules", "patterns", new Words("关联规则(FP-growth)", "Association rules (FP-growth)"),
        new Words("找出经常一同出现的项目及由此得到的规则,如共病与联合用药。", "Finds items that often occur together, and the rules that follow: comorbidity, drugs given together."),
        [Item, Identifier, Support, Confidence, Lift, MaximumLength],
        [
            new OperatorOutput("result", new Words("每条规则一行", "One row per rule"), "antecedent, consequent (one item), count, support, confidence, coverage (support of the antecedent), lift, leverage, conviction (Inf where the rule has no exception)"),
            new OperatorOutput("itemsets", new Words("每个频繁项集一行", "One row per frequent set"), "items, size, count, support"),
        ])
    {
        Aliases = ["fp-growth", "fpgrowth", "apriori"],
        References = ["Han J, Pei J, Yin Y: Mining frequent patterns without candidate generation. SIGMOD 2000", "R arules::apriori (same sets and measures)"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var (transactions, names) = await ReadAsync(call, cancellationToken);
        if (transactions.Count == 0)
        {
            throw OperatorException.BadData($"{call.Input.Name} has no items.", "Give transactions with items.");
        }

        // A share times a whole number may fall a rounding error above the whole number meant.
        var least = Math.Max(1, (int)Math.Ceiling((call.Get(Support) * transactions.Count) - 1e-9));
        var sets = FrequentSets.Find(transactions, names.Count, least, (int)call.Get(MaximumLength), MaximumSets, cancellationToken);
        var ordered = sets.OrderByDescending(static s => s.Value).ThenBy(static s => s.Key.Items.Length).ThenBy(s => Text(s.Key.Items, names), StringComparer.Ordinal).ToList();
        await WriteRulesAsync(call, sets, ordered, names, transactions.Count, cancellationToken);
        var table = new ResultTable("itemsets", ("items", ColumnType.Text), ("size", ColumnType.Int64), ("count", ColumnType.Int64), ("support", ColumnType.Double));
        foreach (var (set, count) in ordered)
        {
            table.Add(Text(set.Items, names), set.Items.Length, count, count / (double)transactions.Count);
        }

        await call.WriteAsync(table, cancellationToken);
    }

    private static string Text(IEnumerable<int> items, List<string> names) => string.Join(" | ", items.Select(i => names[i]).Order(StringComparer.Ordinal));

    private static async Task WriteRulesAsync(OperatorCall call, Dictionary<ItemSet, int> sets, List<KeyValuePair<ItemSet, int>> ordered, List<string> names, int total, CancellationToken cancellationToken)
    {
        var rules = new List<(int[] From, int To, int Count, double Confidence, int Coverage, double Lift, int Right)>();
        foreach (var (set, count) in ordered.Where(static s => s.Key.Items.Length > 1))
        {
            foreach (var to in set.Items)
            {
                var from = set.Items.Where(i => i != to).ToArray();
                var coverage = sets[new ItemSet(from)];
                var right = sets[new ItemSet([to])];
                var confidence = count / (double)coverage;
                var lift = confidence * total / right;
                if (confidence >= call.Get(Confidence) - 1e-12 && lift >= call.Get(Lift) - 1e-12)
                {
                    rules.Add((from, to, count, confidence, coverage, lift, right));
                }
            }
        }

        var table = new ResultTable(
            "result", ("antecedent", ColumnType.Text), ("consequent", ColumnType.Text), ("count", ColumnType.Int64), ("support", ColumnType.Double), ("confidence", ColumnType.Double), ("coverage", ColumnType.Double), ("lift", ColumnType.Double), ("leverage", ColumnType.Double), ("conviction", ColumnType.Double));
        double n = total;
        foreach (var r in rules.OrderByDescending(static r => r.Lift).ThenByDescending(static r => r.Count).ThenBy(r => Text(r.From, names), StringComparer.Ordinal).ThenBy(r => names[r.To], StringComparer.Ordinal))
        {
            var conviction = r.Count == r.Coverage ? double.PositiveInfinity : (1 - (r.Right / n)) / (1 - r.Confidence);
            table.Add(Text(r.From, names), names[r.To], r.Count, r.Count / n, r.Confidence, r.Coverage / n, r.Lift, (r.Count / n) - (r.Coverage / n * (r.Right / n)), conviction);
        }

        await call.WriteAsync(table, cancellationToken);
        call.Sentence(
            $"在 {total} 个事务中找到 {sets.Count} 个频繁项集、{rules.Count} 条规则。",
            $"In {total} transactions there are {sets.Count} frequent sets and {rules.Count} rules.");
    }

    private static async Task<(List<int[]> Transactions, List<string> Names)> ReadAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var item = call.Get(Item);
        if (call.Get(Identifier) is { } id)
        {
            var frame = (await Frame.ReadAsync(call.Input, [(id, FrameKind.Factor), (item, FrameKind.Factor)], cancellationToken)).CompleteCases(call);
            var byId = new HashSet<int>[frame.Factor(id).Levels.Count];
            for (var row = 0; row < frame.RowCount; row++)
            {
                (byId[frame.Factor(id).Codes[row]] ??= []).Add(frame.Factor(item).Codes[row]);
            }

            return ([.. byId.Select(static s => s.ToArray())], [.. frame.Factor(item).Levels]);
        }

        var names = new List<string>();
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        var transactions = new List<int[]>();
        await foreach (var batch in call.Input.ReadAsync([item], cancellationToken))
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                var items = batch[0].IsNull(row) ? [] : Convert.ToString(batch[0].Value(row), System.Globalization.CultureInfo.InvariantCulture)!.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                transactions.Add([.. items.Distinct().Select(text =>
                {
                    if (!codes.TryGetValue(text, out var code))
                    {
                        codes.Add(text, code = names.Count);
                        names.Add(text);
                    }

                    return code;
                })]);
            }
        }

        return (names.Count == 0 ? [] : transactions, names);
    }
}

/// <summary>Items in ascending order, equal by content.</summary>
internal readonly struct ItemSet(int[] items) : IEquatable<ItemSet>
{
    public int[] Items { get; } = items;

    public bool Equals(ItemSet other) => Items.AsSpan().SequenceEqual(other.Items);

    public override bool Equals(object? obj) => obj is ItemSet other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var item in Items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}

/// <summary>FP-growth: transactions in a tree by falling frequency, searched item by item without candidates.</summary>
internal static class FrequentSets
{
    public static Dictionary<ItemSet, int> Find(List<int[]> transactions, int itemCount, int least, int maximumLength, int maximumSets, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ItemSet, int>();
        Grow(transactions.Select(static t => (t, 1)), itemCount, least, maximumLength, [], found, maximumSets, cancellationToken);
        return found;
    }

    private static void Grow(IEnumerable<(int[] Items, int Count)> paths, int itemCount, int least, int room, int[] suffix, Dictionary<ItemSet, int> found, int maximumSets, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var list = paths as List<(int[] Items, int Count)> ?? [.. paths];
        var counts = new Dictionary<int, int>();
        foreach (var (items, count) in list)
        {
            foreach (var item in items)
            {
                counts[item] = counts.GetValueOrDefault(item) + count;
            }
        }

        var frequent = counts.Where(c => c.Value >= least).OrderByDescending(static c => c.Value).ThenBy(static c => c.Key).ToList();
        if (frequent.Count == 0)
        {
            return;
        }

        var tree = new PatternTree(frequent.Select(static f => f.Key).ToList());
        foreach (var (items, count) in list)
        {
            tree.Add(items, count);
        }

        for (var rank = frequent.Count - 1; rank >= 0; rank--)
        {
            int[] set = [.. suffix, frequent[rank].Key];
            Array.Sort(set);
            found.Add(new ItemSet(set), frequent[rank].Value);
            if (found.Count > maximumSets)
            {
                throw OperatorException.BadData($"There are more than {maximumSets} frequent sets.", "Raise the support, or lower max_length.");
            }

            if (room > 1 && rank > 0)
            {
                Grow(tree.PathsTo(rank), itemCount, least, room - 1, set, found, maximumSets, cancellationToken);
            }
        }
    }

    private sealed class PatternTree(List<int> items)
    {
        private readonly Dictionary<int, int> rankOf = items.Select(static (item, rank) => (item, rank)).ToDictionary(static p => p.item, static p => p.rank);
        private readonly List<int> parent = [-1];
        private readonly List<int> rank = [-1];
        private readonly List<int> count = [0];
        private readonly Dictionary<(int Parent, int Rank), int> children = [];
        private readonly List<int>[] nodes = [.. items.Select(static _ => new List<int>())];

        public void Add(int[] transaction, int times)
        {
            var ranks = transaction.Where(rankOf.ContainsKey).Select(i => rankOf[i]).ToArray();
            Array.Sort(ranks);
            var at = 0;
            foreach (var r in ranks)
            {
                if (!children.TryGetValue((at, r), out var child))
                {
                    child = parent.Count;
                    parent.Add(at);
                    rank.Add(r);
                    count.Add(0);
                    nodes[r].Add(child);
                    children.Add((at, r), child);
                }

                count[child] += times;
                at = child;
            }
        }

        /// <summary>The paths that lead to an item, each with how often.</summary>
        public List<(int[] Items, int Count)> PathsTo(int ofRank)
        {
            var paths = new List<(int[], int)>(nodes[ofRank].Count);
            foreach (var node in nodes[ofRank])
            {
                var path = new List<int>();
                for (var at = parent[node]; at > 0; at = parent[at])
                {
                    path.Add(items[rank[at]]);
                }

                if (path.Count > 0)
                {
                    paths.Add(([.. path], count[node]));
                }
            }

            return paths;
        }
    }
}
