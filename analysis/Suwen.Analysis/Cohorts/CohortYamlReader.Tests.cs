using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Suwen.Analysis.Cohorts;

internal sealed partial class CohortYamlReader
{
    private static readonly string[] RangeKeys = ["at_least", "at_most", "above", "below", "equals", "not", "between", "outside"];

    /// <summary>Names for the concepts that OMOP fixes and authors use daily.</summary>
    private static readonly Dictionary<string, long> NamedConcepts = new(StringComparer.Ordinal)
    {
        ["male"] = 8507,
        ["female"] = 8532,
        ["inpatient"] = 9201,
        ["outpatient"] = 9202,
        ["emergency"] = 9203,
        ["emergency_inpatient"] = 262,
    };

    private IEnumerable<AttributeTest> Test(YamlMap map, DomainAttribute attribute)
    {
        if (map.Get(attribute.Name) is not { } node)
        {
            return [];
        }

        return attribute.Kind switch
        {
            AttributeKind.Number => (IEnumerable<AttributeTest>)NumberOf(node, attribute.Name),
            AttributeKind.Date => DateOf(node, attribute.Name),
            AttributeKind.Concept => ConceptOf(node, attribute.Name),
            AttributeKind.Text => TextOf(node, attribute.Name),
            _ => faults.Flag(node, attribute.Name) ? [new FlagTest(attribute.Name)] : [],
        };
    }

    private List<AttributeTest> NumberOf(YamlNode node, string attribute)
    {
        if (node is YamlScalarNode)
        {
            return faults.Number(node, attribute) is { } value ? [new NumberTest(attribute, Comparison.Equal, value)] : [];
        }

        return Range(node, attribute, faults.Number, (comparison, value, upper) => new NumberTest(attribute, comparison, value, upper));
    }

    private List<AttributeTest> DateOf(YamlNode node, string attribute)
    {
        if (node is YamlScalarNode)
        {
            return faults.Date(node, attribute) is { } value ? [new DateTest(attribute, Comparison.Equal, value)] : [];
        }

        return Range(node, attribute, faults.Date, (comparison, value, upper) => new DateTest(attribute, comparison, value, upper));
    }

    /// <summary>Each key of a range is a test of its own, so that bounds combine as they are written.</summary>
    private List<AttributeTest> Range<T>(YamlNode node, string attribute, Func<YamlNode, string, T?> read, Func<Comparison, T, T?, AttributeTest> test)
        where T : struct
    {
        var tests = new List<AttributeTest>();
        if (faults.Map(node, attribute) is not { } map)
        {
            return tests;
        }

        foreach (var (key, comparison) in new[] { ("at_least", Comparison.AtLeast), ("at_most", Comparison.AtMost), ("above", Comparison.Greater), ("below", Comparison.Less), ("equals", Comparison.Equal), ("not", Comparison.NotEqual) })
        {
            if (map.Get(key) is { } bound && read(bound, attribute) is { } value)
            {
                tests.Add(test(comparison, value, null));
            }
        }

        foreach (var (key, comparison) in new[] { ("between", Comparison.Between), ("outside", Comparison.NotBetween) })
        {
            if (map.Get(key) is not { } pair)
            {
                continue;
            }

            if (pair is not YamlSequenceNode { Children.Count: 2 } bounds)
            {
                faults.Add(pair, $"{key} is a pair.", $"Write {key}: [18, 64].");
            }
            else if (read(bounds.Children[0], attribute) is { } lower && read(bounds.Children[1], attribute) is { } upper)
            {
                tests.Add(test(comparison, lower, upper));
            }
        }

        map.Finish(attribute, RangeKeys);
        if (tests.Count == 0)
        {
            faults.Add(node, $"{attribute} has no bound.", "Write {at_least: 18, at_most: 64}.");
        }

        return tests;
    }

    private List<ConceptTest> ConceptOf(YamlNode node, string attribute)
    {
        if (node is YamlMappingNode mapping)
        {
            var map = new YamlMap(mapping, faults);
            var set = map.Get("value_set") is { } named ? SetName(named) : null;
            var not = map.Get("not") is { } contrary ? ConceptOf(contrary, attribute).ConvertAll(static t => t with { Excludes = !t.Excludes }) : [];
            map.Finish(attribute, "value_set", "not");
            return set is null ? not : [.. not, new ConceptTest(attribute, [], set)];
        }

        var ids = (node is YamlSequenceNode list ? list.Children : [node]).Select(n => ConceptId(n, attribute)).OfType<long>().ToList();
        return ids.Count == 0 ? [] : [new ConceptTest(attribute, ids)];
    }

    private long? ConceptId(YamlNode node, string attribute)
    {
        var text = (node as YamlScalarNode)?.Value ?? "";
        if (NamedConcepts.TryGetValue(text, out var named) || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out named))
        {
            return named;
        }

        faults.Add(node, $"{attribute} is a concept id, one of {string.Join(", ", NamedConcepts.Keys)}, a list of them, {{value_set: NAME}} or {{not: …}}.");
        return null;
    }

    private List<AttributeTest> TextOf(YamlNode node, string attribute)
    {
        if (node is not YamlMappingNode mapping)
        {
            return TextsOf(node, attribute) is { Count: > 0 } texts ? [new TextTest(attribute, TextComparison.Equals, texts)] : [];
        }

        var map = new YamlMap(mapping, faults);
        var tests = new List<AttributeTest>();
        foreach (var (key, comparison) in new[] { ("equals", TextComparison.Equals), ("contains", TextComparison.Contains), ("starts_with", TextComparison.StartsWith), ("ends_with", TextComparison.EndsWith) })
        {
            if (map.Get(key) is { } some && TextsOf(some, attribute) is { Count: > 0 } texts)
            {
                tests.Add(new TextTest(attribute, comparison, texts));
            }
        }

        if (map.Get("not") is { } contrary)
        {
            tests.AddRange(TextOf(contrary, attribute).OfType<TextTest>().Select(static t => t with { Excludes = !t.Excludes }));
        }

        map.Finish(attribute, "equals", "contains", "starts_with", "ends_with", "not");
        return tests;
    }

    private List<string> TextsOf(YamlNode node, string attribute) =>
        [.. (node is YamlSequenceNode list ? list.Children : [node]).Select(n => faults.Text(n, attribute)).OfType<string>().Where(static t => t.Length > 0)];
}
