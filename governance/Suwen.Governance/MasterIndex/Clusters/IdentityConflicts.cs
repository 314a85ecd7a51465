namespace Suwen.Governance.MasterIndex.Clusters;

/// <summary>The contradictions that stand, by identity number: the working copy of <c>sys.person_conflict</c>.</summary>
internal sealed class IdentityConflicts
{
    private readonly Dictionary<long, List<IdentityConflict>> byIdentity = [];

    public bool IsEmpty => byIdentity.Count == 0;

    public IReadOnlyList<IdentityConflict> Of(long identity) => byIdentity.GetValueOrDefault(identity) ?? [];

    public void Restore(long identity, IdentityConflict conflict, ApartPairs apart)
    {
        (System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(byIdentity, identity, out _) ??= []).Add(conflict);
        if (conflict.HoldsApart)
        {
            apart.Add(conflict.Pair, isDecided: false);
        }
    }

    /// <summary>Puts what an identity number's holders say now in place of what they said.</summary>
    /// <param name="identity">The number's id.</param>
    /// <param name="now">Contradictions of today.</param>
    /// <param name="apart">Takes what is held apart by them.</param>
    /// <param name="concerned">Takes the persons whose cluster may change.</param>
    /// <returns>False when nothing has changed.</returns>
    public bool Replace(long identity, List<IdentityConflict> now, ApartPairs apart, HashSet<long> concerned)
    {
        var before = Of(identity);
        if (before.Count == now.Count && before.All(now.Contains))
        {
            return false;
        }

        foreach (var gone in before.Where(c => c.HoldsApart && !now.Exists(n => n.HoldsApart && n.Pair == c.Pair)))
        {
            apart.Remove(gone.Pair, isDecided: false);
            concerned.Add(gone.Pair.Low);
            concerned.Add(gone.Pair.High);
        }

        foreach (var added in now.Where(c => c.HoldsApart && !before.Any(b => b.HoldsApart && b.Pair == c.Pair)))
        {
            apart.Add(added.Pair, isDecided: false);
            concerned.Add(added.Pair.Low);
            concerned.Add(added.Pair.High);
        }

        if (now.Count == 0)
        {
            byIdentity.Remove(identity);
        }
        else
        {
            byIdentity[identity] = now;
        }

        return true;
    }
}
