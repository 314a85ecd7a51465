using Suwen.Storage;

namespace Suwen.Governance.MasterIndex.Clusters;

/// <summary>The clusters and what is held apart, made from the stored links alone: at the opening of the gate, and to verify what the gate has done since.</summary>
internal static class PersonLinkReading
{
    private const string Conflicts = "select identity_id, left_person_id, right_person_id, fields, holds_apart from sys.person_conflict";

    /// <summary>Links that can join: of identity numbers those with two holders and more, unless they have so many that they identify nobody. Grain: one link.</summary>
    private static readonly string Links =
        $"""
        select l.source_person_id, l.linked_to_id, l.link_kind, coalesce(l.link_weight, 0)
        from sys.person_link l
        where l.active and (l.link_kind <> '{LinkKinds.NationalId}' or l.linked_to_id in
          (select linked_to_id from sys.person_link where active and link_kind = '{LinkKinds.NationalId}'
           group by linked_to_id having count(*) between 2 and {PersonClustering.MostHoldersOfNumber}))
        """;

    /// <summary>Fills empty clusters, pairs and conflicts.</summary>
    public static async Task ReadAsync(IWarehouse warehouse, ReadScope scope, PersonClusters clusters, ApartPairs apart, IdentityConflicts conflicts, CancellationToken cancellationToken)
    {
        await ForEachAsync(warehouse, scope, Conflicts, (rows, i) => conflicts.Restore(
            rows[0].Lane(i), new IdentityConflict(new PersonPair(rows[1].Lane(i), rows[2].Lane(i)), rows[3].Text(i), rows[4].Lane(i) != 0), apart), cancellationToken);
        var links = new List<(PersonLink Link, double Weight)>();
        var firstOfNumber = new Dictionary<long, long>();
        await ForEachAsync(warehouse, scope, Links, (rows, i) =>
        {
            var link = new PersonLink(rows[0].Lane(i), rows[1].Lane(i), Intern(rows[2].Text(i)));
            if (link.Kind == LinkKinds.StewardDifferent)
            {
                apart.Add(new PersonPair(link.Person, link.Other), isDecided: true);
            }
            else if (link.Kind != LinkKinds.NationalId)
            {
                clusters.Join(link.Person, link.Other);
                links.Add((link, rows[3].Double(i)));
            }
            else
            {
                links.Add((link, 0));
                if (!firstOfNumber.TryAdd(link.Other, link.Person))
                {
                    clusters.Join(firstOfNumber[link.Other], link.Person);
                }
            }
        }, cancellationToken);
        PartComponents(links, apart, clusters);
    }

    /// <summary>So far a cluster is everything that links reach. Those in which something is held apart are joined anew, link by link.</summary>
    private static void PartComponents(List<(PersonLink Link, double Weight)> links, ApartPairs apart, PersonClusters clusters)
    {
        var components = apart.Persons.Select(clusters.GoldenOf).ToHashSet();
        if (components.Count == 0)
        {
            return;
        }

        var concerned = new PersonLinks();
        var members = components.SelectMany(clusters.MembersOf).ToHashSet();
        foreach (var (link, weight) in links)
        {
            if (members.Contains(link.Person))
            {
                concerned.Add(link, weight);
            }
        }

        foreach (var component in components)
        {
            clusters.Dissolve(component);
        }

        var edges = new List<PersonEdge>();
        foreach (var member in members)
        {
            PersonClustering.AddEdges(concerned, member, edges);
        }

        PersonClustering.Join(edges, apart, clusters);
    }

    private static string Intern(string kind) => string.IsInterned(kind) ?? kind;

    private static async Task ForEachAsync(IWarehouse warehouse, ReadScope scope, string sql, Action<ColumnBatch, int> take, CancellationToken cancellationToken)
    {
        await using var result = await warehouse.QueryAsync(sql, scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } rows)
        {
            for (var i = 0; i < rows.RowCount; i++)
            {
                take(rows, i);
            }
        }
    }
}
