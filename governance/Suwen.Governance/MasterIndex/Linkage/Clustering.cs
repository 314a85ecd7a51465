namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>A scored pair by record numbers.</summary>
internal readonly record struct Edge(int Left, int Right, ulong Levels, float Weight);

/// <summary>
/// Forms clusters from scored pairs. Groups are merged while the mean weight between their members speaks for it (average linkage), so that one wrong link does
/// not join two people, and never when a member of one holds another valid national ID than a member of the other.
/// </summary>
internal sealed class Clustering(IReadOnlyList<PersonRecord> records, PairScorer scorer, double linkWeight)
{
    /// <summary>What one pair may say in the mean.</summary>
    private const float MostWeight = 15;

    /// <summary>Components larger than this are first cut at a higher weight.</summary>
    private const int MostMembers = 600;

    private const double CutStep = 4;

    private readonly int[] parent = new int[records.Count];
    private readonly int[] local = new int[records.Count];

    /// <summary>Components that were larger than one cluster can be.</summary>
    public int Cut { get; private set; }

    /// <summary>By record the first record of its cluster.</summary>
    public int[] Run(List<Edge> edges, CancellationToken cancellationToken)
    {
        var result = new int[records.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = i;
        }

        Form(edges, linkWeight, result, cancellationToken);
        return result;
    }

    private void Form(List<Edge> edges, double cut, int[] result, CancellationToken cancellationToken)
    {
        foreach (var edge in edges)
        {
            parent[edge.Left] = edge.Left;
            parent[edge.Right] = edge.Right;
        }

        foreach (var edge in edges)
        {
            if (edge.Weight >= cut)
            {
                var (a, b) = (Root(edge.Left), Root(edge.Right));
                parent[Math.Max(a, b)] = Math.Min(a, b);
            }
        }

        var components = new Dictionary<int, (List<int> Members, List<Edge> Edges)>();
        foreach (var edge in edges)
        {
            var root = Root(edge.Left);
            if (root == Root(edge.Right))
            {
                if (!components.TryGetValue(root, out var component))
                {
                    components[root] = component = ([], []);
                }

                component.Edges.Add(edge);
            }
        }

        foreach (var (_, component) in components.OrderBy(static c => c.Key))
        {
            cancellationToken.ThrowIfCancellationRequested();
            AddMembers(component.Edges, component.Members);
            if (component.Members.Count > MostMembers)
            {
                Cut++;
                Form(component.Edges, cut + CutStep, result, cancellationToken);
            }
            else
            {
                Merge(component.Members, component.Edges, result);
            }
        }
    }

    private static void AddMembers(List<Edge> edges, List<int> members)
    {
        var seen = new HashSet<int>();
        foreach (var edge in edges)
        {
            if (seen.Add(edge.Left))
            {
                members.Add(edge.Left);
            }

            if (seen.Add(edge.Right))
            {
                members.Add(edge.Right);
            }
        }

        members.Sort();
    }

    private void Merge(List<int> members, List<Edge> edges, int[] result)
    {
        if (members.Count == 2)
        {
            if (!IsConflict(edges[0].Levels))
            {
                result[members[1]] = members[0];
            }

            return;
        }

        var n = members.Count;
        for (var i = 0; i < n; i++)
        {
            local[members[i]] = i;
        }

        // Sums of weights between groups, and the groups' sizes; NaN forbids.
        var sums = Weights(members, edges);
        var size = new int[n];
        Array.Fill(size, 1);
        var group = Enumerable.Range(0, n).ToArray();
        while (Best(sums, size, n) is var (a, b) && a >= 0)
        {
            for (var k = 0; k < n; k++)
            {
                if (size[k] > 0 && k != a && k != b)
                {
                    sums[(a * n) + k] = sums[(k * n) + a] = sums[(a * n) + k] + sums[(b * n) + k];
                }
            }

            size[a] += size[b];
            size[b] = 0;
            for (var k = 0; k < n; k++)
            {
                group[k] = group[k] == b ? a : group[k];
            }
        }

        for (var i = 0; i < n; i++)
        {
            result[members[i]] = members[group[i]];
        }
    }

    /// <summary>Weights between all members; pairs that blocking did not yield are compared now.</summary>
    private float[] Weights(List<int> members, List<Edge> edges)
    {
        var n = members.Count;
        var weights = new float[n * n];
        var known = new bool[n * n];
        foreach (var edge in edges)
        {
            Set(local[edge.Left], local[edge.Right], edge.Levels, edge.Weight);
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
            {
                if (!known[(i * n) + j])
                {
                    var levels = PairComparer.Compare(records[members[i]], records[members[j]]);
                    Set(i, j, levels, (float)scorer.Weight(records[members[i]], records[members[j]], levels));
                }
            }
        }

        return weights;

        void Set(int i, int j, ulong levels, float weight)
        {
            var value = IsConflict(levels) ? float.NaN : Math.Clamp(weight, -MostWeight, MostWeight);
            weights[(i * n) + j] = weights[(j * n) + i] = value;
            known[(i * n) + j] = known[(j * n) + i] = true;
        }
    }

    private (int A, int B) Best(float[] sums, int[] size, int n)
    {
        var best = (-1, -1);
        var most = linkWeight;
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n && size[i] > 0; j++)
            {
                if (size[j] > 0)
                {
                    var mean = sums[(i * n) + j] / ((double)size[i] * size[j]);
                    if (mean > most || (best.Item1 < 0 && mean >= most))
                    {
                        (best, most) = ((i, j), mean);
                    }
                }
            }
        }

        return best;
    }

    public static bool IsConflict(ulong levels) =>
        ((levels >> ((int)LinkageField.NationalId * 4)) & 15) == (ulong)MatchLevel.Conflict || ((levels >> ((int)LinkageField.GivenName * 4)) & 15) == (ulong)MatchLevel.Conflict;

    private int Root(int record)
    {
        while (parent[record] != record)
        {
            record = parent[record] = parent[parent[record]];
        }

        return record;
    }
}
