namespace Suwen.Governance.Lineage;

/// <summary>
/// The way of data, from fields of sources over columns to views and results. Immutable: made of edges, then asked in both directions.
/// </summary>
public sealed class LineageGraph
{
    private static readonly IReadOnlyList<LineageEdge> None = [];
    private readonly Dictionary<LineageNode, List<LineageEdge>> incoming = [];
    private readonly Dictionary<LineageNode, List<LineageEdge>> outgoing = [];
    private readonly Dictionary<string, LineageNode> byName = new(StringComparer.OrdinalIgnoreCase);

    public LineageGraph(IEnumerable<LineageEdge> edges)
    {
        var seen = new HashSet<(LineageNode, LineageNode, LineageRelation)>();
        foreach (var edge in edges)
        {
            if (edge.From == edge.To || !seen.Add((edge.From, edge.To, edge.Relation)))
            {
                continue;
            }

            ListOf(outgoing, edge.From).Add(edge);
            ListOf(incoming, edge.To).Add(edge);
            byName.TryAdd(edge.From.ToString(), edge.From);
            byName.TryAdd(edge.To.ToString(), edge.To);
            EdgeCount++;
        }
    }

    public int EdgeCount { get; }

    /// <summary>Every place, in no order.</summary>
    public IReadOnlyCollection<LineageNode> Nodes => byName.Values;

    /// <summary>The place of this name (<see cref="LineageNode.ToString"/>), whatever the case of its letters; null where there is none.</summary>
    public LineageNode? Find(string name) => byName.TryGetValue(name, out var node) ? node : null;

    /// <summary>The places of one owner: all columns of a table, all fields of a record kind.</summary>
    public IEnumerable<LineageNode> NodesOf(string owner) => byName.Values.Where(n => string.Equals(n.Owner, owner, StringComparison.OrdinalIgnoreCase)).Order();

    /// <summary>The steps that lead directly to a place.</summary>
    public IReadOnlyList<LineageEdge> Into(LineageNode node) => incoming.GetValueOrDefault(node) ?? None;

    /// <summary>The steps that lead directly away from a place.</summary>
    public IReadOnlyList<LineageEdge> OutOf(LineageNode node) => outgoing.GetValueOrDefault(node) ?? None;

    /// <summary>All steps on the ways that lead to a place, nearest first.</summary>
    /// <param name="node">The place.</param>
    /// <param name="valuesOnly">True to follow values only: what a grade follows; otherwise keys and conditions too.</param>
    public IReadOnlyList<LineageEdge> Upstream(LineageNode node, bool valuesOnly = false) => Walk([node], incoming, static e => e.From, valuesOnly);

    /// <summary>All steps on the ways that lead away from a place, nearest first.</summary>
    /// <param name="node">The place.</param>
    /// <param name="valuesOnly">True to follow values only.</param>
    public IReadOnlyList<LineageEdge> Downstream(LineageNode node, bool valuesOnly = false) => Walk([node], outgoing, static e => e.To, valuesOnly);

    /// <summary>All steps on the ways that lead away from any of several places, those of some evidence left out.</summary>
    public IReadOnlyList<LineageEdge> Downstream(IEnumerable<LineageNode> nodes, string withoutEvidence) => Walk(nodes, outgoing, static e => e.To, valuesOnly: false, withoutEvidence);

    /// <summary>Breadth first, each step once: a cycle ends where it meets itself.</summary>
    private static List<LineageEdge> Walk(IEnumerable<LineageNode> starts, Dictionary<LineageNode, List<LineageEdge>> edges, Func<LineageEdge, LineageNode> next, bool valuesOnly, string? withoutEvidence = null)
    {
        var found = new List<LineageEdge>();
        var seen = new HashSet<LineageNode>(starts);
        var waiting = new Queue<LineageNode>(seen);
        while (waiting.TryDequeue(out var node))
        {
            foreach (var edge in edges.GetValueOrDefault(node) ?? [])
            {
                if ((valuesOnly && edge.Relation != LineageRelation.Value) || edge.Evidence == withoutEvidence)
                {
                    continue;
                }

                found.Add(edge);
                if (seen.Add(next(edge)))
                {
                    waiting.Enqueue(next(edge));
                }
            }
        }

        return found;
    }

    private static List<LineageEdge> ListOf(Dictionary<LineageNode, List<LineageEdge>> lists, LineageNode node)
    {
        if (!lists.TryGetValue(node, out var list))
        {
            lists.Add(node, list = []);
        }

        return list;
    }
}
