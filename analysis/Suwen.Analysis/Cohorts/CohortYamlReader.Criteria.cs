using YamlDotNet.RepresentationModel;

namespace Suwen.Analysis.Cohorts;

internal sealed partial class CohortYamlReader
{
    private static readonly string[] GroupKeys = ["all", "any", "at_least_of", "at_most_of"];
    private static readonly string[] EventKeys = ["source_concepts", "first", "having", "shift", "period"];
    private static readonly string[] CountKeys = ["at_least", "at_most", "exactly", "distinct", "days", "days_from", "days_of", "also_days", "also_days_from", "also_days_of", "same_visit", "outside_observation"];

    /// <summary>The group that a mapping has; null where it has none.</summary>
    private CriteriaGroup? Group(YamlMap map)
    {
        CriteriaGroup? group = null;
        foreach (var key in GroupKeys.Where(map.Has))
        {
            if (group is not null)
            {
                faults.Add(map.Node, "There is one of all, any, at_least_of and at_most_of.", "Put one group into another.");
            }

            var kind = key switch { "all" => GroupKind.All, "any" => GroupKind.Any, "at_least_of" => GroupKind.AtLeast, _ => GroupKind.AtMost };
            if (kind is GroupKind.All or GroupKind.Any)
            {
                group = new CriteriaGroup(kind, 0, Members(map.List(key)));
            }
            else if (map.Map(key) is { } counted)
            {
                group = new CriteriaGroup(kind, counted.Whole("count", 0) ?? 0, Members(counted.List("criteria")));
                counted.Finish(key, "count", "criteria");
            }
        }

        return group;
    }

    private List<GroupMember> Members(IEnumerable<YamlNode> nodes)
    {
        var members = new List<GroupMember>();
        foreach (var node in nodes)
        {
            if (faults.Map(node, "A criterion") is not { } map)
            {
                continue;
            }

            if (Group(map) is { } group)
            {
                map.Finish("A group", GroupKeys);
                members.Add(group);
            }
            else if (Member(map) is { } member)
            {
                members.Add(member);
            }
        }

        return members;
    }

    /// <summary>A test of the person, or a number of events.</summary>
    private GroupMember? Member(YamlMap map)
    {
        map.Text("rule");
        map.Text("description");
        if (map.Map("person") is { } person)
        {
            var tests = CohortDomains.Person.Values.SelectMany(a => Test(person, a)).ToList();
            person.Finish("person", CohortDomains.Person.Keys);
            map.Finish("A criterion", "person");
            return new PersonCriterion(tests);
        }

        if (DomainOf(map) is not { } domain)
        {
            return null;
        }

        var (kind, count) = CountOf(map);
        var distinct = map.Text("distinct");
        if (distinct is not (null or "start_date" or "end_date" or "length_days") && !domain.Distinct.ContainsKey(distinct))
        {
            faults.Add(map.Get("distinct")!, $"Events of {domain.Name} cannot be counted by {distinct}.", "Possible are: " + string.Join(", ", domain.Distinct.Keys.Concat(["start_date", "end_date", "length_days"]).Order(StringComparer.Ordinal)) + ".");
        }

        var window = Window(map, "days", "start");
        var second = Window(map, "also_days", "end");
        var sameVisit = map.Flag("same_visit");
        var outside = map.Flag("outside_observation");
        var found = Event(map, domain);
        map.Finish($"A criterion of {domain.Name}", domain.Attributes.Keys.Concat(EventKeys).Concat(CountKeys));
        return new CountedCriterion(found, kind, count) { DistinctBy = distinct, Window = window, SecondWindow = second, SameVisit = sameVisit, OutsideObservation = outside };
    }

    private (CountKind Kind, int Count) CountOf(YamlMap map)
    {
        (CountKind Kind, int Count)? read = null;
        foreach (var (key, kind) in new[] { ("at_least", CountKind.AtLeast), ("at_most", CountKind.AtMost), ("exactly", CountKind.Exactly) })
        {
            if (map.Has(key))
            {
                if (read is not null)
                {
                    faults.Add(map.Node, "There is one of at_least, at_most and exactly.", "Write two criteria.");
                }

                read = (kind, map.Whole(key, 0) ?? 0);
            }
        }

        return read ?? (CountKind.AtLeast, 1);
    }

    private TimeWindow? Window(YamlMap map, string key, string otherwise)
    {
        var fromEnd = Choice(map, key + "_from", false, ("entry_start", false), ("entry_end", true));
        var ofEnd = Choice(map, key + "_of", otherwise == "end", ("start", false), ("end", true));
        if (map.Get(key) is not { } node)
        {
            if (map.Has(key + "_from") || map.Has(key + "_of"))
            {
                faults.Add(map.Node, $"{key} is missing beside {key}_from or {key}_of.", $"Write {key}: [-365, -1].");
            }

            return null;
        }

        if (node is not YamlSequenceNode { Children.Count: 2 } pair)
        {
            faults.Add(node, $"{key} is a pair of days around the entry.", $"Write {key}: [-365, -1]; any stands for as far as observation goes.");
            return null;
        }

        var from = Bound(pair.Children[0], false);
        var to = Bound(pair.Children[1], true);
        if (from.Days > to.Days)
        {
            faults.Add(node, "The window ends before it begins, so nothing is ever in it.", "Turn the days round.");
        }

        return new TimeWindow(from, to, fromEnd, ofEnd);
    }

    private WindowBound Bound(YamlNode node, bool isEnd) => (node as YamlScalarNode)?.Value switch
    {
        "any" => new WindowBound(null, isEnd),
        "observation_start" => new WindowBound(null, false),
        "observation_end" => new WindowBound(null, true),
        _ => new WindowBound(faults.Whole(node, "A day (or any, observation_start, observation_end)") ?? 0, isEnd),
    };

    /// <summary>An event where nothing is counted: an entry, or a censoring.</summary>
    private EventCriterion? Event(YamlNode node)
    {
        if (faults.Map(node, "An event") is not { } map || DomainOf(map) is not { } domain)
        {
            return null;
        }

        var read = Event(map, domain);
        map.Finish($"An event of {domain.Name}", domain.Attributes.Keys.Concat(EventKeys));
        return read;
    }

    private CohortDomain? DomainOf(YamlMap map)
    {
        var domains = map.Keys.Where(CohortDomains.ByName.ContainsKey).ToList();
        if (domains.Count == 1)
        {
            return CohortDomains.ByName[domains[0]];
        }

        if (domains.Count == 0)
        {
            // The keys are told as not known, which finds the mistyped one.
            map.Finish("A criterion", CohortDomains.ByName.Keys.Concat(["person"]).Concat(GroupKeys));
            faults.Add(map.Node, "A criterion names its domain with a value set, or any.", "Write condition: diabetes. Domains are: " + string.Join(", ", CohortDomains.ByName.Keys.Order(StringComparer.Ordinal)) + ", and person for tests of the person.");
            return null;
        }

        faults.Add(map.Node, $"A criterion is of one domain, and not of {string.Join(" and ", domains)}.", "Write one criterion for each, in a group.");
        return null;
    }

    private EventCriterion Event(YamlMap map, CohortDomain domain)
    {
        string? set = null;
        if (map.Get(domain.Name) is { } node and not YamlScalarNode { Value: "any" })
        {
            if (domain.Concept is null)
            {
                faults.Add(node, $"Events of {domain.Name} have no code.", $"Write {domain.Name}: any.");
            }
            else
            {
                set = SetName(node);
            }
        }

        string? source = null;
        if (map.Get("source_concepts") is { } sourceNode)
        {
            source = SetName(sourceNode);
            if (domain.SourceConcept is null)
            {
                faults.Add(sourceNode, $"Events of {domain.Name} have no source concept.");
            }
        }

        return new EventCriterion(domain.Name)
        {
            ValueSet = set,
            SourceValueSet = source,
            First = map.Flag("first"),
            Tests = [.. domain.Attributes.Values.OrderBy(static a => a.Name, StringComparer.Ordinal).SelectMany(a => Test(map, a))],
            Having = map.Get("having") is { } having ? Having(having) : null,
            Shift = Shift(map),
            Period = Period(map, domain),
            Where = faults.Place(map.Node),
        };
    }

    private CriteriaGroup? Having(YamlNode node)
    {
        if (faults.Map(node, "having") is not { } map)
        {
            return null;
        }

        if (Group(map) is { } group)
        {
            map.Finish("having", GroupKeys);
            return group;
        }

        return Member(map) is { } only ? new CriteriaGroup(GroupKind.All, 0, [only]) : null;
    }

    private DateShift? Shift(YamlMap map)
    {
        if (map.Map("shift") is not { } shift)
        {
            return null;
        }

        var read = new DateShift(Choice(shift, "start_from", false, ("start", false), ("end", true)), shift.Whole("start_days") ?? 0, Choice(shift, "end_from", false, ("end", false), ("start", true)), shift.Whole("end_days") ?? 0);
        shift.Finish("shift");
        return read;
    }

    private FixedPeriod? Period(YamlMap map, CohortDomain domain)
    {
        if (map.Map("period") is not { } period)
        {
            return null;
        }

        if (!domain.IsPeriod)
        {
            faults.Add(period.Node, $"Only observation_period and payer_plan have a period, and not {domain.Name}.");
        }

        var read = new FixedPeriod(period.Date("from"), period.Date("to"));
        period.Finish("period");
        return read;
    }
}
