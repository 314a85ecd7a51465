using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.People;

/// <summary>
/// Makes families of the people of a community: couples of similar age, children with a mother twenty to forty years older, elders with a child or by themselves.
/// The shares of those who live together are invented; ages and sexes are given and stay as they are.
/// </summary>
internal sealed class HouseholdMatching(Demography demography)
{
    private const int YoungestMother = 20, OldestMother = 40, YoungestFather = 20;
    private const int ElderAge = 58;
    private const double TwinShare = 0.011;
    private const double EldersWithChild = 0.42, ElderIsHead = 0.35, HusbandIsHead = 0.8, SharedLodging = 0.3;

    private readonly List<int> _children = [];
    private readonly List<int> _lodgers = [];

    public void Match(CommunityDraft draft, ref RandomStream stream)
    {
        draft.SortByAge();
        Marry(draft, ref stream);
        FindMothers(draft, ref stream);
        FindElders(draft, ref stream);
        FormHouseholds(draft, ref stream);
    }

    private void Marry(CommunityDraft draft, ref RandomStream stream)
    {
        for (var wife = 0; wife < draft.Count; wife++)
        {
            if (draft.Sex[wife] != Sex.Female || draft.Age[wife] < 20 || !stream.Chance(demography.MarriedWomen(draft.Age[wife]))) continue;
            var wanted = draft.Age[wife] + (int)Math.Floor(stream.Normal(2.2, 2.6) + 0.5);
            for (var distance = 0; distance <= 8 && draft.Spouse[wife] < 0; distance++)
            {
                if (!TryMarry(draft, wife, wanted + distance) && distance > 0) TryMarry(draft, wife, wanted - distance);
            }
        }
    }

    private static bool TryMarry(CommunityDraft draft, int wife, int age)
    {
        if (age < 21) return false;
        foreach (var man in draft.Of(Sex.Male, age))
        {
            if (draft.Spouse[man] >= 0) continue;
            draft.Spouse[man] = wife;
            draft.Spouse[wife] = man;
            return true;
        }

        return false;
    }

    private void FindMothers(CommunityDraft draft, ref RandomStream stream)
    {
        _children.Clear();
        for (var age = 0; age <= 40; age++)
        {
            Add(draft.Of(Sex.Male, age), ref stream);
            Add(draft.Of(Sex.Female, age), ref stream);
        }

        for (var i = 0; i < _children.Count; i++)
        {
            var child = _children[i];
            if (draft.Mother[child] >= 0) continue;
            var mother = FindMother(draft, child, ref stream);
            if (mother < 0) continue;
            Adopt(draft, mother, child);
            // A twin: the next child of the same year of age gets the same day of birth.
            if (!stream.Chance(TwinShare)) continue;
            for (var j = i + 1; j < _children.Count && draft.Age[_children[j]] == draft.Age[child]; j++)
            {
                if (draft.Mother[_children[j]] >= 0) continue;
                draft.BirthDay[_children[j]] = draft.BirthDay[child];
                Adopt(draft, mother, _children[j]);
                break;
            }
        }

        void Add(ReadOnlySpan<int> people, ref RandomStream stream)
        {
            foreach (var person in people)
            {
                var age = draft.Age[person];
                var lives = age < 18 ? 1.0 : draft.Spouse[person] >= 0 ? 0 : age < 25 ? 0.75 : age < 31 ? 0.5 : 0.35;
                if (lives >= 1 || stream.Chance(lives)) _children.Add(person);
            }
        }
    }

    private static void Adopt(CommunityDraft draft, int mother, int child)
    {
        draft.Mother[child] = mother;
        draft.Father[child] = draft.Spouse[mother];
        draft.AddChild(mother, child);
        draft.Children[mother]++;
        draft.LastChildBirth[mother] = draft.BirthDay[child];
    }

    /// <summary>A married woman of the age drawn or near it; then one with more children than usual; then an unmarried one.</summary>
    private static int FindMother(CommunityDraft draft, int child, ref RandomStream stream)
    {
        var wanted = draft.Age[child] + (int)Math.Clamp(Math.Floor(stream.Normal(27.5, 4.6) + 0.5), YoungestMother, OldestMother);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            for (var distance = 0; distance <= OldestMother - YoungestMother; distance++)
            {
                for (var side = 0; side < (distance == 0 ? 1 : 2); side++)
                {
                    var age = side == 0 ? wanted + distance : wanted - distance;
                    // One year of age more at the lower end, since completed years of child and mother differ by up to one from the mother's age at birth.
                    if (age <= draft.Age[child] + YoungestMother || age > draft.Age[child] + OldestMother) continue;
                    var women = draft.Of(Sex.Female, age);
                    if (women.Length == 0) continue;
                    var start = stream.Below(women.Length);
                    for (var i = 0; i < women.Length; i++)
                    {
                        var woman = women[(start + i) % women.Length];
                        if (CanHave(draft, woman, child, attempt)) return woman;
                    }
                }
            }
        }

        return -1;
    }

    private static bool CanHave(CommunityDraft draft, int woman, int child, int attempt)
    {
        // How many children a woman has at most, by her number: 15 in 100 none, half one, 30 two, the rest three (invented).
        var draw = (uint)woman * 2654435761u >> 16;
        var most = (draw % 100) switch { < 15 => 0, < 65 => 1, < 95 => 2, _ => 3 };
        if (attempt > 0) most = Math.Max(1, most) + 1;
        var husband = draft.Spouse[woman];
        if (draft.Children[woman] >= most || (attempt < 2 && husband < 0) || (husband >= 0 && draft.Age[husband] - draft.Age[child] < YoungestFather)) return false;
        return draft.Children[woman] == 0 || draft.LastChildBirth[woman] - draft.BirthDay[child] >= 330;
    }

    private static void FindElders(CommunityDraft draft, ref RandomStream stream)
    {
        for (var elder = 0; elder < draft.Count; elder++)
        {
            if (draft.Age[elder] < ElderAge || (draft.Sex[elder] == Sex.Male && draft.Spouse[elder] >= 0) || draft.Children[elder] > 0 || !stream.Chance(EldersWithChild)) continue;
            var spouse = draft.Spouse[elder];
            // Its children live with the mother; a mother's husband is never taken apart from her.
            var wanted = draft.Age[elder] - stream.Between(22, 32);
            for (var distance = 0; distance <= 6; distance++)
            {
                var child = FindGrownChild(draft, elder, spouse, wanted + distance);
                if (child < 0) child = FindGrownChild(draft, elder, spouse, wanted - distance);
                if (child < 0) continue;
                var (mother, father) = draft.Sex[elder] == Sex.Female ? (elder, spouse) : (CommunityDraft.None, elder);
                draft.Mother[child] = mother;
                draft.Father[child] = father;
                draft.AddChild(elder, child);
                if (mother >= 0) draft.Children[mother]++;
                break;
            }
        }
    }

    /// <summary>A married man of that age without parents in the community, or else a married woman.</summary>
    private static int FindGrownChild(CommunityDraft draft, int elder, int spouse, int age)
    {
        if (draft.Age[elder] - age is <= YoungestMother or > OldestMother || (spouse >= 0 && draft.Age[spouse] - age is <= YoungestMother or > 45)) return -1;
        for (var sex = Sex.Male; sex <= Sex.Female; sex++)
        {
            foreach (var person in draft.Of(sex, age))
            {
                var partner = draft.Spouse[person];
                // Below the elders' age, so that no more than three generations are chained.
                if (partner >= 0 && age < ElderAge && draft.Age[partner] < ElderAge && draft.Mother[person] < 0 && draft.Father[person] < 0 && draft.Mother[partner] < 0 && draft.Father[partner] < 0) return person;
            }
        }

        return -1;
    }

    private void FormHouseholds(CommunityDraft draft, ref RandomStream stream)
    {
        _lodgers.Clear();
        for (var i = 0; i < draft.Count; i++)
        {
            if (draft.Household[i] >= 0) continue;
            var parent = draft.Mother[i] >= 0 ? draft.Mother[i] : draft.Father[i];
            if (parent >= 0)
            {
                // Made with its parents: at their turn, or now, whichever comes first.
                FamilyOf(draft, Root(draft, parent), ref stream);
            }
            else if (draft.Spouse[i] >= 0 || draft.Children[i] > 0 || draft.Age[i] >= 18)
            {
                var single = draft.Spouse[i] < 0 && draft.Children[i] == 0 && draft.Age[i] is >= 18 and <= 30;
                if (single && stream.Chance(SharedLodging)) _lodgers.Add(i);
                else FamilyOf(draft, Root(draft, i), ref stream);
            }
        }

        ShareLodgings(draft, _lodgers);
        PlaceChildrenLeft(draft);
    }

    private static void ShareLodgings(CommunityDraft draft, List<int> lodgers)
    {
        for (var i = 0; i < lodgers.Count; i++)
        {
            if (draft.Household[lodgers[i]] >= 0) continue;
            var members = 0;
            for (var j = i; j < lodgers.Count && members < 4; j++)
            {
                if (draft.Household[lodgers[j]] >= 0 || draft.Sex[lodgers[j]] != draft.Sex[lodgers[i]]) continue;
                draft.Place(lodgers[j], members == 0 ? HouseholdRole.Head : HouseholdRole.Other);
                members++;
            }

            draft.Households++;
        }
    }

    /// <summary>Children for whom no mother was to be had live with the household that was made last. Only very small communities have them.</summary>
    private static void PlaceChildrenLeft(CommunityDraft draft)
    {
        var isAlone = draft.Households == 0;
        if (!isAlone) draft.Households--;
        for (var i = 0; i < draft.Count; i++)
        {
            if (draft.Household[i] < 0) draft.Place(i, draft.Order.Count == 0 ? HouseholdRole.Head : HouseholdRole.Other);
        }

        draft.Households++;
    }

    /// <summary>The eldest generation that the person lives with.</summary>
    private static int Root(CommunityDraft draft, int person)
    {
        var spouse = draft.Spouse[person];
        var linked = draft.Mother[person] >= 0 || draft.Father[person] >= 0 || spouse < 0 ? person : spouse;
        var parent = draft.Mother[linked] >= 0 ? draft.Mother[linked] : draft.Father[linked];
        return parent >= 0 ? Root(draft, parent) : person;
    }

    private static void FamilyOf(CommunityDraft draft, int root, ref RandomStream stream)
    {
        if (draft.Household[root] >= 0) return;
        var grown = GrownChildOf(draft, root);
        if (grown < 0 && draft.Spouse[root] >= 0) grown = GrownChildOf(draft, draft.Spouse[root]);
        if (grown < 0)
        {
            PlaceCouple(draft, root, HouseholdRole.Head, HouseholdRole.Spouse, stream.Chance(HusbandIsHead));
            PlaceChildren(draft, root, HouseholdRole.Child);
        }
        else if (stream.Chance(ElderIsHead))
        {
            PlaceCouple(draft, root, HouseholdRole.Head, HouseholdRole.Spouse, true);
            PlaceCouple(draft, grown, HouseholdRole.Child, HouseholdRole.ChildInLaw, draft.Sex[grown] == Sex.Male);
            PlaceChildren(draft, grown, HouseholdRole.Grandchild);
            PlaceChildren(draft, root, HouseholdRole.Child);
        }
        else
        {
            PlaceCouple(draft, grown, HouseholdRole.Head, HouseholdRole.Spouse, draft.Sex[grown] == Sex.Male);
            PlaceChildren(draft, grown, HouseholdRole.Child);
            PlaceCouple(draft, root, HouseholdRole.Parent, HouseholdRole.Parent, true);
            PlaceChildren(draft, root, HouseholdRole.Other);
        }

        draft.Households++;
    }

    /// <summary>The married child that lives with the person or the spouse.</summary>
    private static int GrownChildOf(CommunityDraft draft, int root)
    {
        for (var child = draft.LastChild[root]; child >= 0; child = draft.ChildBefore[child])
        {
            if (draft.Spouse[child] >= 0) return child;
        }

        return -1;
    }

    private static void PlaceCouple(CommunityDraft draft, int person, HouseholdRole first, HouseholdRole second, bool manFirst)
    {
        var spouse = draft.Spouse[person];
        if (spouse < 0)
        {
            draft.Place(person, first);
            return;
        }

        var (man, woman) = draft.Sex[person] == Sex.Male ? (person, spouse) : (spouse, person);
        draft.Place(manFirst ? man : woman, first);
        draft.Place(manFirst ? woman : man, second);
    }

    private static void PlaceChildren(CommunityDraft draft, int parent, HouseholdRole role)
    {
        PlaceChain(draft, draft.LastChild[parent], role);
        if (draft.Spouse[parent] >= 0) PlaceChain(draft, draft.LastChild[draft.Spouse[parent]], role);
    }

    private static void PlaceChain(CommunityDraft draft, int child, HouseholdRole role)
    {
        for (; child >= 0; child = draft.ChildBefore[child])
        {
            if (draft.Household[child] < 0 && draft.Spouse[child] < 0) draft.Place(child, role);
        }
    }
}
