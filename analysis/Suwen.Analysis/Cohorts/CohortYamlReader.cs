using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Suwen.Analysis.Cohorts;

/// <summary>Reads a definition in YAML (docs/cohorts.md) and tells every fault at once, each with its line.</summary>
internal sealed partial class CohortYamlReader
{
    private readonly YamlFaults faults;
    private readonly Func<string, string?> readFile;
    private readonly string origin;
    private readonly List<(YamlNode Node, string Name)> mentioned = [];

    private CohortYamlReader(string origin, Func<string, string?> readFile)
    {
        this.origin = origin;
        this.readFile = readFile;
        faults = new YamlFaults(origin);
    }

    public static CohortReading Read(string text, string origin, Func<string, string?> readFile)
    {
        var reader = new CohortYamlReader(origin, readFile);
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            return new CohortReading(null, [new CohortFault(string.Create(CultureInfo.InvariantCulture, $"{origin}:{e.Start.Line}"), "This is no YAML: " + e.Message)], []);
        }

        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
        {
            return new CohortReading(null, [new CohortFault(origin, "A definition is one mapping with cohort, value_sets and entry.")], []);
        }

        var definition = reader.Definition(new YamlMap(root, reader.faults));
        return new CohortReading(reader.faults.All.Count == 0 ? definition : null, [.. reader.faults.All.OrderBy(LineOf)], reader.faults.Warnings);
    }

    private static int LineOf(CohortFault fault) =>
        int.TryParse(fault.Where.AsSpan(fault.Where.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : 0;

    private CohortDefinition Definition(YamlMap root)
    {
        var name = root.Text("cohort");
        if (name is null || !IsName(name))
        {
            faults.Add(root.Get("cohort") ?? root.Node, "A definition names its cohort in small letters, digits and hyphens.", "Write cohort: new-celecoxib-users.");
        }

        var (zh, en) = Title(root);
        var sets = ValueSets(root);
        var entry = Entry(root);
        var qualifying = root.Get("qualifying") is { } node ? Qualifying(node) : (null, EventLimit.All);
        List<InclusionRule> rules = [.. Rules(root, "include", false), .. Rules(root, "exclude", true)];
        var definition = new CohortDefinition
        {
            Name = name ?? "cohort",
            TitleZh = zh,
            TitleEn = en,
            Description = root.Text("description"),
            Age = Choice(root, "age", AgeCounting.Birthday, ("birthday", AgeCounting.Birthday), ("calendar_year", AgeCounting.CalendarYear)),
            ValueSets = sets,
            Entry = entry.Events,
            Observation = entry.Observation,
            EntryLimit = entry.Limit,
            Qualifying = qualifying.Item1,
            QualifyingLimit = qualifying.Item2,
            Rules = rules,
            Limit = Limit(root),
            Exit = Exit(root),
            Censoring = [.. root.List("censor").Select(n => Event(n)).OfType<EventCriterion>()],
            CollapseGapDays = root.Whole("collapse_days", 0) ?? 0,
        };
        if (root.Map("study") is { } study)
        {
            definition = definition with { StudyStart = study.Date("from"), StudyEnd = study.Date("to") };
            study.Finish("study");
        }

        root.Finish("A definition");
        CheckMentions(sets);
        return definition;
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 100 && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    private (string? Zh, string? En) Title(YamlMap root)
    {
        if (root.Get("title") is not YamlMappingNode node)
        {
            return (null, root.Text("title"));
        }

        var title = new YamlMap(node, faults);
        var read = (title.Text("zh"), title.Text("en"));
        title.Finish("A title");
        return read;
    }

    private void CheckMentions(Dictionary<string, ValueSet> sets)
    {
        foreach (var (node, name) in mentioned)
        {
            if (!sets.ContainsKey(name))
            {
                faults.Add(node, $"There is no value set {name}.", sets.Count == 0 ? "Write it under value_sets." : "There are: " + string.Join(", ", sets.Keys.Order(StringComparer.Ordinal)) + ".");
            }
        }

        foreach (var unused in sets.Keys.Except(mentioned.Select(static m => m.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            faults.Warnings.Add(new CohortFault(origin, $"The value set {unused} is not used."));
        }
    }

    private string? SetName(YamlNode node)
    {
        var name = faults.Text(node, "A value set");
        if (name is not null)
        {
            mentioned.Add((node, name));
        }

        return name;
    }

    private (List<EventCriterion> Events, Observation? Observation, EventLimit Limit) Entry(YamlMap root)
    {
        if (root.Get("entry") is not { } node)
        {
            faults.Add(root.Node, "A definition says what a person enters with.", "Write entry: with a list of events.");
            return ([], null, EventLimit.All);
        }

        if (node is YamlSequenceNode list)
        {
            return ([.. list.Children.Select(n => Event(n)).OfType<EventCriterion>()], null, EventLimit.All);
        }

        if (faults.Map(node, "entry") is not { } entry)
        {
            return ([], null, EventLimit.All);
        }

        var events = entry.List("events").Select(n => Event(n)).OfType<EventCriterion>().ToList();
        if (events.Count == 0 && !entry.Has("events"))
        {
            faults.Add(node, "entry has events.", "Write events: with a list.");
        }

        Observation? observation = null;
        if (entry.Map("observation") is { } window)
        {
            observation = new Observation(window.Whole("days_before", 0) ?? 0, window.Whole("days_after", 0) ?? 0);
            window.Finish("observation");
        }

        var limit = Limit(entry);
        entry.Finish("entry");
        return (events, observation, limit);
    }

    private (CriteriaGroup?, EventLimit) Qualifying(YamlNode node)
    {
        if (faults.Map(node, "qualifying") is not { } map)
        {
            return (null, EventLimit.All);
        }

        var limit = Limit(map);
        var group = Group(map);
        map.Finish("qualifying", GroupKeys);
        return (group ?? new CriteriaGroup(GroupKind.All, 0, []), limit);
    }

    private IEnumerable<InclusionRule> Rules(YamlMap root, string key, bool excludes)
    {
        var number = 0;
        foreach (var node in root.List(key))
        {
            number++;
            if (faults.Map(node, "A rule") is not { } map)
            {
                continue;
            }

            var name = map.Text("rule") ?? string.Create(CultureInfo.InvariantCulture, $"{key} {number}");
            var description = map.Text("description");
            var group = Group(map);
            if (group is null)
            {
                // A rule of one criterion needs no group.
                group = Member(map) is { } only ? new CriteriaGroup(GroupKind.All, 0, [only]) : new CriteriaGroup(GroupKind.All, 0, []);
            }
            else
            {
                map.Finish("A rule", GroupKeys);
            }

            yield return new InclusionRule(name, group, excludes, description);
        }
    }

    private CohortExit Exit(YamlMap root)
    {
        var node = root.Get("exit");
        if (node is null or YamlScalarNode { Value: "end_of_observation" })
        {
            return CohortExit.EndOfObservation;
        }

        if (node is not YamlMappingNode mapping)
        {
            faults.Add(node, "exit is end_of_observation, or a mapping with days and after, or with exposure.");
            return CohortExit.EndOfObservation;
        }

        var map = new YamlMap(mapping, faults);
        CohortExit exit = CohortExit.EndOfObservation;
        if (map.Get("exposure") is { } exposure)
        {
            exit = new DrugExposureExit(SetName(exposure) ?? "", map.Whole("gap_days", 0) ?? 0, map.Whole("offset_days") ?? 0, map.Whole("days_supply", 0));
        }
        else if (map.Whole("days") is { } days)
        {
            exit = new OffsetExit(days, Choice(map, "after", false, ("start", false), ("end", true)));
        }
        else
        {
            faults.Add(node, "exit says days, or exposure.", "Write exit: {days: 30, after: start}.");
        }

        map.Finish("exit", "exposure", "gap_days", "offset_days", "days_supply", "days", "after");
        return exit;
    }

    private EventLimit Limit(YamlMap map) => Choice(map, "limit", EventLimit.All, ("all", EventLimit.All), ("first", EventLimit.First), ("last", EventLimit.Last));

    private T Choice<T>(YamlMap map, string key, T otherwise, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        if (map.Text(key) is not { } word)
        {
            return otherwise;
        }

        foreach (var (known, value) in choices)
        {
            if (known == word)
            {
                return value;
            }
        }

        var words = new List<string>();
        foreach (var (known, _) in choices)
        {
            words.Add(known);
        }

        faults.Add(map.Get(key)!, $"{key} is {string.Join(" or ", words)}.");
        return otherwise;
    }
}
