namespace Suwen.Governance.MasterIndex.Clusters;

/// <summary>What joins two persons.</summary>
/// <param name="Pair">The two.</param>
/// <param name="Kind">One of <see cref="LinkKinds"/>.</param>
/// <param name="Weight">Evidence of a model's link in bits; 0 for the others.</param>
internal readonly record struct PersonEdge(PersonPair Pair, string Kind, double Weight);

/// <summary>
/// Which persons are one, from links and from what is held apart: a pure function, so that the order in which decisions arrive, units and
/// rebuilds make no difference.
/// </summary>
/// <remarks>
/// Links are taken in the order of <see cref="LinkKinds.Rank"/>, then of falling weight, then of the persons' ids, as Kruskal's algorithm
/// takes edges; one that would bring two into one cluster who are held apart is withheld. So of A = B, B = C and A ≠ C the weaker of the two links
/// gives way, and the same one whenever it is asked.
/// </remarks>
internal static class PersonClustering
{
    /// <summary>More persons than this under one identity number are no one person: the number is a stand-in, and links nobody.</summary>
    public const int MostHoldersOfNumber = 64;

    /// <summary>Joins the members of a component.</summary>
    /// <param name="edges">Links between members, in any order.</param>
    /// <param name="apart">What is held apart.</param>
    /// <param name="clusters">Takes the result; the members are in no cluster before.</param>
    /// <param name="withheld">Takes the links that were withheld; null where nobody asks.</param>
    public static void Join(List<PersonEdge> edges, ApartPairs apart, PersonClusters clusters, List<PersonEdge>? withheld = null)
    {
        edges.Sort(static (x, y) => Compare(x, y));
        foreach (var edge in edges)
        {
            var (a, b) = (edge.Pair.Low, edge.Pair.High);
            if (clusters.GoldenOf(a) == clusters.GoldenOf(b))
            {
                continue;
            }

            if (apart.Forbids(clusters.MembersOf(a), clusters.MembersOf(b), decidedOnly: LinkKinds.Rank(edge.Kind) <= LinkKinds.LastOfPeople))
            {
                withheld?.Add(edge);
            }
            else
            {
                clusters.Join(a, b);
            }
        }
    }

    /// <summary>The edges that a person's links make; of an identity number, one to each of its other holders.</summary>
    public static void AddEdges(PersonLinks links, long person, List<PersonEdge> edges)
    {
        foreach (var link in links.OfPerson(person))
        {
            if (link.Kind == LinkKinds.StewardDifferent)
            {
                continue;
            }

            if (link.Kind != LinkKinds.NationalId)
            {
                edges.Add(new PersonEdge(new PersonPair(link.Person, link.Other), link.Kind, links.WeightOf(link)));
                continue;
            }

            var holders = links.To(link.Other);
            if (holders.Count > MostHoldersOfNumber)
            {
                continue;
            }

            foreach (var holder in holders)
            {
                // Each pair once, from its lower member.
                if (holder.Person > person)
                {
                    edges.Add(new PersonEdge(new PersonPair(person, holder.Person), link.Kind, 0));
                }
            }
        }
    }

    private static int Compare(PersonEdge x, PersonEdge y)
    {
        var byRank = LinkKinds.Rank(x.Kind).CompareTo(LinkKinds.Rank(y.Kind));
        if (byRank != 0)
        {
            return byRank;
        }

        var byWeight = y.Weight.CompareTo(x.Weight);
        if (byWeight != 0)
        {
            return byWeight;
        }

        var byLow = x.Pair.Low.CompareTo(y.Pair.Low);
        return byLow != 0 ? byLow : x.Pair.High.CompareTo(y.Pair.High);
    }
}
