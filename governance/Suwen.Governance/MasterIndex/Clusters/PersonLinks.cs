using System.Runtime.InteropServices;

namespace Suwen.Governance.MasterIndex.Clusters;

/// <summary>Links in memory, by person and by what they lead to.</summary>
internal sealed class PersonLinks
{
    private static readonly List<PersonLink> None = [];

    private readonly Dictionary<PersonLink, double> all = [];
    private readonly Dictionary<long, List<PersonLink>> byPerson = [];
    private readonly Dictionary<long, List<PersonLink>> byOther = [];

    public bool Add(PersonLink link, double weight)
    {
        if (!all.TryAdd(link, weight))
        {
            return false;
        }

        (CollectionsMarshal.GetValueRefOrAddDefault(byPerson, link.Person, out _) ??= []).Add(link);
        (CollectionsMarshal.GetValueRefOrAddDefault(byOther, link.Other, out _) ??= []).Add(link);
        return true;
    }

    public bool Remove(PersonLink link)
    {
        if (!all.Remove(link))
        {
            return false;
        }

        byPerson[link.Person].Remove(link);
        byOther[link.Other].Remove(link);
        return true;
    }

    public void RemoveAll(IEnumerable<PersonLink> links)
    {
        foreach (var link in links)
        {
            Remove(link);
        }
    }

    public double WeightOf(PersonLink link) => all.GetValueOrDefault(link);

    public IReadOnlyList<PersonLink> OfPerson(long person) => byPerson.GetValueOrDefault(person) ?? None;

    /// <summary>Links that lead to an identity number, or to a person.</summary>
    public IReadOnlyList<PersonLink> To(long other) => byOther.GetValueOrDefault(other) ?? None;
}
