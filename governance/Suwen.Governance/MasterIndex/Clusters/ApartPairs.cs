using System.Runtime.InteropServices;

namespace Suwen.Governance.MasterIndex.Clusters;

/// <summary>Pairs of persons that are held apart: by a steward's decision, or by descriptions that contradict each other under one identity number.</summary>
internal sealed class ApartPairs
{
    private readonly Dictionary<long, List<(long Other, bool IsDecided)>> byPerson = [];

    public bool IsEmpty => byPerson.Count == 0;

    public IEnumerable<long> Persons => byPerson.Keys;

    /// <summary>True for a person that is in such a pair.</summary>
    public bool Concerns(long person) => byPerson.ContainsKey(person);

    /// <summary>True when one of the members is in such a pair.</summary>
    public bool ConcernsAny(IReadOnlyList<long> members)
    {
        if (IsEmpty)
        {
            return false;
        }

        foreach (var member in members)
        {
            if (byPerson.ContainsKey(member))
            {
                return true;
            }
        }

        return false;
    }

    public void Add(PersonPair pair, bool isDecided)
    {
        Note(pair.Low, pair.High, isDecided);
        Note(pair.High, pair.Low, isDecided);
    }

    public void Remove(PersonPair pair, bool isDecided)
    {
        Forget(pair.Low, pair.High, isDecided);
        Forget(pair.High, pair.Low, isDecided);
    }

    /// <summary>True when joining the two clusters would bring together two that are held apart.</summary>
    /// <param name="one">Members of one cluster.</param>
    /// <param name="other">Members of the other.</param>
    /// <param name="decidedOnly">True to ask for decisions of stewards alone.</param>
    public bool Forbids(IReadOnlyList<long> one, IReadOnlyList<long> other, bool decidedOnly)
    {
        if (IsEmpty)
        {
            return false;
        }

        var (few, many) = one.Count <= other.Count ? (one, other) : (other, one);
        HashSet<long>? lookup = null;
        foreach (var member in few)
        {
            foreach (var (apart, isDecided) in byPerson.GetValueOrDefault(member) ?? [])
            {
                if ((isDecided || (!decidedOnly && !IsOverruled(member, few) && !IsOverruled(apart, many))) && (lookup ??= [.. many]).Contains(apart))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// True for a person whom people have made one with somebody that its description contradicts: then its contradictions with the other
    /// holders of the number, which are the same ones, say no more.
    /// </summary>
    private bool IsOverruled(long person, IReadOnlyList<long> cluster)
    {
        foreach (var (other, isDecided) in byPerson.GetValueOrDefault(person) ?? [])
        {
            if (!isDecided && cluster.Contains(other))
            {
                return true;
            }
        }

        return false;
    }

    private void Note(long person, long other, bool isDecided)
    {
        var list = CollectionsMarshal.GetValueRefOrAddDefault(byPerson, person, out _) ??= [];
        if (!list.Contains((other, isDecided)))
        {
            list.Add((other, isDecided));
        }
    }

    private void Forget(long person, long other, bool isDecided)
    {
        if (byPerson.TryGetValue(person, out var list) && list.Remove((other, isDecided)) && list.Count == 0)
        {
            byPerson.Remove(person);
        }
    }
}
