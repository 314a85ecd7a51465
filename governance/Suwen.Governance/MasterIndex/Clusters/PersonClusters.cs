namespace Suwen.Governance.MasterIndex.Clusters;

/// <summary>
/// Which of the senders' persons are one person: clusters of two or more, in memory. The golden person of a cluster is its
/// member with the smallest id, the one mentioned first; a person in no cluster is its own golden person.
/// </summary>
internal sealed class PersonClusters
{
    private readonly Dictionary<long, long> goldenByMember = [];
    private readonly Dictionary<long, List<long>> membersByGolden = [];

    public long GoldenOf(long sourcePerson) => goldenByMember.TryGetValue(sourcePerson, out var golden) ? golden : sourcePerson;

    /// <summary>Members of a person's cluster, itself included.</summary>
    public IReadOnlyList<long> MembersOf(long sourcePerson) =>
        membersByGolden.TryGetValue(GoldenOf(sourcePerson), out var members) ? members : [sourcePerson];

    /// <summary>Joins two clusters; answers the members whose golden person has changed.</summary>
    public IReadOnlyList<long> Join(long a, long b)
    {
        var (keep, retire) = (Math.Min(GoldenOf(a), GoldenOf(b)), Math.Max(GoldenOf(a), GoldenOf(b)));
        if (keep == retire)
        {
            return [];
        }

        var moved = MembersOf(retire);
        membersByGolden.Remove(retire);
        if (!membersByGolden.TryGetValue(keep, out var members))
        {
            membersByGolden[keep] = members = [keep];
            goldenByMember[keep] = keep;
        }

        foreach (var member in moved)
        {
            goldenByMember[member] = keep;
            members.Add(member);
        }

        return moved;
    }

    /// <summary>Takes a cluster apart; every member is its own golden person until joined again.</summary>
    public void Dissolve(long sourcePerson)
    {
        var golden = GoldenOf(sourcePerson);
        if (membersByGolden.Remove(golden, out var members))
        {
            foreach (var member in members)
            {
                goldenByMember.Remove(member);
            }
        }
    }

    public void Clear()
    {
        goldenByMember.Clear();
        membersByGolden.Clear();
    }
}
