namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>A scored pair by record numbers.</summary>
internal readonly record struct Edge(int Left, int Right, ulong Levels, float Weight);

/// <summary>
/// Forms clusters from scored pairs. Groups are merged while what their members say of each other speaks for it, field by field in the mean, so that one wrong
/// link does not join two people, and never when a member of one holds another valid national ID than a member of the other.
/// </summary>
internal sealed class Clustering(IReadOnlyList<PersonRecord> records, PairScorer scorer, double linkWeight)
{
    /// <summary>Components larger than this are first cut at a higher weight.</summary>
    private const int MostMembers = 600;

    private const double CutStep = 4;

    /// <summary>Beyond a million to one nothing is gained by asking for more.</summary>
    private const double Certain = 20;

    /// <summary>Pairs so far below the cut may still belong together by what others of their group say.</summary>
    private const double Reach = 3;

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

        Form(edges, linkWeight - Reach, result, cancellationToken);
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
            if (component.Members.Count > MostMembers && cut > Certain)
            {
                Accept(component.Members, component.Edges, cut, result);
            }
            else if (component.Members.Count > MostMembers)
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

    /// <summary>So many records that belong together beyond doubt are one person's, unless two of their numbers contradict each other.</summary>
    private void Accept(List<int> members, List<Edge> edges, double cut, int[] result)
    {
        if (edges.Exists(static e => IsConflict(e.Levels)))
        {
            Cut++;
            return;
        }

        foreach (var edge in edges)
        {
            (parent[edge.Left], parent[edge.Right]) = (edge.Left, edge.Right);
        }

        foreach (var edge in edges)
        {
            if (edge.Weight >= cut)
            {
                var (a, b) = (Root(edge.Left), Root(edge.Right));
                parent[Math.Max(a, b)] = Math.Min(a, b);
            }
        }

        foreach (var member in members)
        {
            result[member] = Root(member);
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
            if (edges[0].Weight >= linkWeight && !IsConflict(edges[0].Levels))
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

        var groups = new GroupEvidence(scorer, n);
        var known = new bool[n * n];
        foreach (var edge in edges)
        {
            var (i, j) = (local[edge.Left], local[edge.Right]);
            groups.Set(i, j, records[edge.Left], records[edge.Right], edge.Levels, edge.Weight);
            known[(i * n) + j] = known[(j * n) + i] = true;
        }

        // Pairs that blocking did not yield are compared now.
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
            {
                if (!known[(i * n) + j])
                {
                    var (a, b) = (records[members[i]], records[members[j]]);
                    var levels = PairComparer.Compare(a, b);
                    groups.Set(i, j, a, b, levels, (float)scorer.Weight(a, b, levels));
                }
            }
        }

        var group = groups.Merge(linkWeight);
        for (var i = 0; i < n; i++)
        {
            result[members[i]] = members[group[i]];
        }
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
