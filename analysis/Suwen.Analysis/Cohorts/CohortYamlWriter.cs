using System.Globalization;
using System.Text;

namespace Suwen.Analysis.Cohorts;

/// <summary>Writes a definition as YAML: what an imported expression says, for people to read and to go on with.</summary>
public static class CohortYamlWriter
{
    /// <summary>The definition as text; reading it gives the same definition.</summary>
    public static string Write(CohortDefinition definition)
    {
        var yaml = new Lines();
        yaml.Add(0, "cohort: " + NameOf(definition.Name));
        if (definition.TitleEn is not null || definition.TitleZh is not null)
        {
            yaml.Add(0, "title: {" + string.Join(", ", new[] { ("zh", definition.TitleZh), ("en", definition.TitleEn) }.Where(static t => t.Item2 is not null).Select(static t => $"{t.Item1}: {Text(t.Item2!)}")) + "}");
        }

        if (definition.Description is not null)
        {
            yaml.Add(0, "description: " + Text(definition.Description));
        }

        yaml.Add(0, "age: " + (definition.Age == AgeCounting.CalendarYear ? "calendar_year" : "birthday"));
        WriteSets(yaml, definition);
        WriteEntry(yaml, definition);
        if (definition.Qualifying is { } qualifying)
        {
            yaml.Add(0, "qualifying:");
            Group(yaml, 2, qualifying);
            yaml.Add(2, "limit: " + Limit(definition.QualifyingLimit));
        }

        // The order of rules is the order of attrition, so that one list takes them all where none of the other kind stands between.
        WriteRules(yaml, "include", definition.Rules.Where(static r => !r.Excludes));
        WriteRules(yaml, "exclude", definition.Rules.Where(static r => r.Excludes));
        yaml.Add(0, "limit: " + Limit(definition.Limit));
        yaml.Add(0, "exit: " + Exit(definition.Exit));
        if (definition.Censoring.Count > 0)
        {
            yaml.Add(0, "censor:");
            definition.Censoring.ToList().ForEach(e => Event(yaml, 2, e, null));
        }

        yaml.Add(0, FormattableString.Invariant($"collapse_days: {definition.CollapseGapDays}"));
        if (definition.StudyStart is not null || definition.StudyEnd is not null)
        {
            yaml.Add(0, "study: {" + string.Join(", ", Dates(("from", definition.StudyStart), ("to", definition.StudyEnd))) + "}");
        }

        return yaml.ToString();
    }

    /// <summary>A name as a definition can have one.</summary>
    private static string NameOf(string name)
    {
        var letters = name.ToLowerInvariant().Select(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_' ? c : '-').ToArray();
        var made = new string(letters).Trim('-');
        return made.Length == 0 ? "cohort" : made[..Math.Min(made.Length, 100)];
    }

    private static void WriteSets(Lines yaml, CohortDefinition definition)
    {
        if (definition.ValueSets.Count == 0)
        {
            return;
        }

        yaml.Add(0, "value_sets:");
        foreach (var set in definition.ValueSets.Values)
        {
            yaml.Add(2, Text(set.Name) + (set.Items.Count == 0 ? ": []" : ":"));
            foreach (var item in set.Items)
            {
                var parts = new List<string> { item.Concept is { } id ? FormattableString.Invariant($"concept: {id}") : $"code: {Text(item.Code!)}" };
                parts.AddRange(new[] { ("system", item.System), ("name", item.Name) }.Where(static p => p.Item2 is not null).Select(static p => $"{p.Item1}: {Text(p.Item2!)}"));
                parts.AddRange(new[] { ("descendants", item.Descendants), ("mapped", item.Mapped), ("exclude", item.Excludes) }.Where(static p => p.Item2).Select(static p => p.Item1 + ": true"));
                parts.AddRange(Dates(("from", item.ValidFrom), ("to", item.ValidTo)));
                yaml.Add(4, "- {" + string.Join(", ", parts) + "}");
            }
        }
    }

    private static void WriteEntry(Lines yaml, CohortDefinition definition)
    {
        yaml.Add(0, "entry:");
        yaml.Add(2, "events:");
        definition.Entry.ToList().ForEach(e => Event(yaml, 4, e, null));
        if (definition.Observation is { } observation)
        {
            yaml.Add(2, FormattableString.Invariant($"observation: {{days_before: {observation.DaysBefore}, days_after: {observation.DaysAfter}}}"));
        }

        yaml.Add(2, "limit: " + Limit(definition.EntryLimit));
    }

    private static void WriteRules(Lines yaml, string key, IEnumerable<InclusionRule> rules)
    {
        var first = true;
        foreach (var rule in rules)
        {
            if (first)
            {
                yaml.Add(0, key + ":");
                first = false;
            }

            yaml.Add(2, "- rule: " + Text(rule.Name));
            if (rule.Description is not null)
            {
                yaml.Add(4, "description: " + Text(rule.Description));
            }

            Group(yaml, 4, rule.Group);
        }
    }

    private static void Group(Lines yaml, int indent, CriteriaGroup group)
    {
        var list = indent + 2;
        switch (group.Kind)
        {
            case GroupKind.All or GroupKind.Any:
                yaml.Add(indent, (group.Kind == GroupKind.All ? "all:" : "any:") + (group.Members.Count == 0 ? " []" : ""));
                break;
            default:
                yaml.Add(indent, group.Kind == GroupKind.AtLeast ? "at_least_of:" : "at_most_of:");
                yaml.Add(indent + 2, FormattableString.Invariant($"count: {group.Count}"));
                yaml.Add(indent + 2, "criteria:" + (group.Members.Count == 0 ? " []" : ""));
                list = indent + 4;
                break;
        }

        foreach (var member in group.Members)
        {
            switch (member)
            {
                case CriteriaGroup inner:
                    yaml.Dash(list);
                    Group(yaml, list + 2, inner);
                    break;
                case PersonCriterion person:
                    yaml.Add(list, "- person: {" + string.Join(", ", Tests(person.Tests)) + "}");
                    break;
                case CountedCriterion counted:
                    Event(yaml, list, counted.Event, counted);
                    break;
            }
        }
    }

    private static void Event(Lines yaml, int indent, EventCriterion criterion, CountedCriterion? counted)
    {
        yaml.Add(indent, $"- {criterion.Domain}: {(criterion.ValueSet is { } set ? Text(set) : "any")}");
        var lines = new List<string>();
        if (criterion.SourceValueSet is { } source)
        {
            lines.Add("source_concepts: " + Text(source));
        }

        if (criterion.First)
        {
            lines.Add("first: true");
        }

        lines.AddRange(Tests(criterion.Tests));
        if (criterion.Shift is { } shift)
        {
            lines.Add(FormattableString.Invariant($"shift: {{start_from: {(shift.StartFromEnd ? "end" : "start")}, start_days: {shift.StartDays}, end_from: {(shift.EndFromStart ? "start" : "end")}, end_days: {shift.EndDays}}}"));
        }

        if (criterion.Period is { } period)
        {
            lines.Add("period: {" + string.Join(", ", Dates(("from", period.From), ("to", period.To))) + "}");
        }

        if (counted is not null)
        {
            lines.AddRange(Count(counted));
        }

        lines.ForEach(l => yaml.Add(indent + 2, l));
        if (criterion.Having is { } having)
        {
            yaml.Add(indent + 2, "having:");
            Group(yaml, indent + 4, having);
        }
    }

    private static IEnumerable<string> Count(CountedCriterion counted)
    {
        yield return FormattableString.Invariant($"{counted.Kind switch { CountKind.Exactly => "exactly", CountKind.AtMost => "at_most", _ => "at_least" }}: {counted.Count}");
        if (counted.DistinctBy is { } column)
        {
            yield return "distinct: " + column;
        }

        foreach (var (key, window, ofEnd) in new[] { ("days", counted.Window, false), ("also_days", counted.SecondWindow, true) })
        {
            if (window is null)
            {
                continue;
            }

            yield return $"{key}: [{Bound(window.From)}, {Bound(window.To)}]";
            if (window.FromIndexEnd)
            {
                yield return key + "_from: entry_end";
            }

            if (window.OfEventEnd != ofEnd)
            {
                yield return key + "_of: " + (window.OfEventEnd ? "end" : "start");
            }
        }

        if (counted.SameVisit)
        {
            yield return "same_visit: true";
        }

        if (counted.OutsideObservation)
        {
            yield return "outside_observation: true";
        }
    }

    private static string Bound(WindowBound bound) => bound.Days is { } days ? days.ToString(CultureInfo.InvariantCulture) : bound.IsEnd ? "observation_end" : "observation_start";

    /// <summary>Tests of one attribute stand under one key.</summary>
    private static IEnumerable<string> Tests(IReadOnlyList<AttributeTest> tests) => tests.GroupBy(static t => t.Attribute).Select(static g => g.Key + ": " + TestsOf([.. g]));

    private static string TestsOf(List<AttributeTest> tests) => tests[0] switch
    {
        NumberTest => "{" + string.Join(", ", tests.OfType<NumberTest>().Select(static t => Range(t.Comparison, SqlText.Number(t.Value), t.Upper is { } u ? SqlText.Number(u) : ""))) + "}",
        DateTest => "{" + string.Join(", ", tests.OfType<DateTest>().Select(static t => Range(t.Comparison, Date(t.Value), t.Upper is { } u ? Date(u) : ""))) + "}",
        ConceptTest concept => ConceptText(concept),
        TextTest text => TextTestText(text),
        _ => "true",
    };

    private static string Range(Comparison comparison, string value, string upper) => comparison switch
    {
        Comparison.Less => "below: " + value,
        Comparison.AtMost => "at_most: " + value,
        Comparison.Equal => "equals: " + value,
        Comparison.NotEqual => "not: " + value,
        Comparison.Greater => "above: " + value,
        Comparison.AtLeast => "at_least: " + value,
        Comparison.Between => $"between: [{value}, {upper}]",
        _ => $"outside: [{value}, {upper}]",
    };

    private static string ConceptText(ConceptTest test)
    {
        var what = test.ValueSet is { } set ? $"{{value_set: {Text(set)}}}" : "[" + string.Join(", ", test.Concepts.Select(static c => c.ToString(CultureInfo.InvariantCulture))) + "]";
        return test.Excludes ? $"{{not: {what}}}" : what;
    }

    private static string TextTestText(TextTest test)
    {
        var key = test.Comparison switch { TextComparison.Contains => "contains", TextComparison.StartsWith => "starts_with", TextComparison.EndsWith => "ends_with", _ => "equals" };
        var what = $"{{{key}: [{string.Join(", ", test.Texts.Select(Text))}]}}";
        return test.Excludes ? $"{{not: {what}}}" : what;
    }

    private static string Exit(CohortExit exit) => exit switch
    {
        OffsetExit offset => FormattableString.Invariant($"{{days: {offset.Days}, after: {(offset.FromEnd ? "end" : "start")}}}"),
        DrugExposureExit drug => FormattableString.Invariant($"{{exposure: {Text(drug.ValueSet)}, gap_days: {drug.GapDays}, offset_days: {drug.OffsetDays}{(drug.DaysSupply is { } d ? FormattableString.Invariant($", days_supply: {d}") : "")}}}"),
        _ => "end_of_observation",
    };

    private static IEnumerable<string> Dates(params (string Key, DateOnly? Date)[] dates) => dates.Where(static d => d.Date is not null).Select(static d => $"{d.Key}: {Date(d.Date!.Value)}");

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Limit(EventLimit limit) => limit switch { EventLimit.First => "first", EventLimit.Last => "last", _ => "all" };

    /// <summary>A text in double quotes, with the escapes of YAML 1.2, which are those of JSON here.</summary>
    private static string Text(string text) => System.Text.Json.JsonSerializer.Serialize(text, TextOptions);

    private static readonly System.Text.Json.JsonSerializerOptions TextOptions = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private sealed class Lines
    {
        private readonly StringBuilder text = new();
        private int dash = -1;

        public void Add(int indent, string line)
        {
            // The first line of a group in a list stands behind the list's dash.
            text.Append(' ', dash >= 0 ? dash : indent).Append(dash >= 0 ? "- " : "").Append(line).Append('\n');
            dash = -1;
        }

        public void Dash(int indent) => dash = indent;

        public override string ToString() => text.ToString();
    }
}
