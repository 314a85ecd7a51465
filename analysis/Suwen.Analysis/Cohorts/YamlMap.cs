using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Suwen.Analysis.Cohorts;

/// <summary>A mapping of a definition that remembers which of its keys were read, so that a mistyped key is told with its line and the key that was probably meant.</summary>
internal sealed class YamlMap
{
    private readonly YamlMappingNode node;
    private readonly HashSet<string> read = new(StringComparer.Ordinal);
    private readonly YamlFaults faults;

    public YamlMap(YamlMappingNode node, YamlFaults faults)
    {
        this.node = node;
        this.faults = faults;
    }

    public YamlNode Node => node;

    public YamlFaults Faults => faults;

    public IEnumerable<string> Keys => node.Children.Keys.OfType<YamlScalarNode>().Select(static k => k.Value ?? "");

    public bool Has(string key) => node.Children.ContainsKey(new YamlScalarNode(key));

    public YamlNode? Get(string key)
    {
        read.Add(key);
        return node.Children.TryGetValue(new YamlScalarNode(key), out var value) && !YamlFaults.IsEmpty(value) ? value : null;
    }

    public string? Text(string key) => Get(key) is { } value ? faults.Text(value, key) : null;

    public bool Flag(string key) => Get(key) is { } value && faults.Flag(value, key);

    public int? Whole(string key, int least = int.MinValue) => Get(key) is { } value ? faults.Whole(value, key, least) : null;

    public DateOnly? Date(string key) => Get(key) is { } value ? faults.Date(value, key) : null;

    public YamlMap? Map(string key) => Get(key) is { } value ? faults.Map(value, key) : null;

    public IReadOnlyList<YamlNode> List(string key) => Get(key) switch
    {
        null => [],
        YamlSequenceNode sequence => [.. sequence.Children],
        { } other => [other],
    };

    /// <summary>Tells every key that nobody read.</summary>
    /// <param name="what">What the mapping is: a definition, a rule.</param>
    /// <param name="known">The keys that there are beside those that were read.</param>
    public void Finish(string what, params IEnumerable<string> known)
    {
        List<string> possible = [.. read.Concat(known).Distinct(StringComparer.Ordinal)];
        foreach (var (key, _) in node.Children)
        {
            if (key is YamlScalarNode { Value: { } name } && !read.Contains(name))
            {
                var near = possible.Where(k => Distance(k, name) <= 2 + (name.Length / 6)).OrderBy(k => Distance(k, name)).FirstOrDefault();
                faults.Add(key, $"{what} has no {name}.", near is null ? "There are: " + string.Join(", ", possible.Order(StringComparer.Ordinal)) + "." : $"Did you mean {near}?");
            }
        }
    }

    /// <summary>Levenshtein's distance, for keys of a few letters.</summary>
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var next = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = row[j];
                row[j] = next;
            }
        }

        return row[b.Length];
    }
}

/// <summary>Faults of one file with their lines, and what a node is.</summary>
internal sealed class YamlFaults(string origin)
{
    public List<CohortFault> All { get; } = [];

    public List<CohortFault> Warnings { get; } = [];

    public string Place(YamlNode node) => string.Create(CultureInfo.InvariantCulture, $"{origin}:{node.Start.Line}");

    public void Add(YamlNode node, string what, string whatToDo = "") => All.Add(new CohortFault(Place(node), what, whatToDo));

    public void Warn(YamlNode node, string what, string whatToDo = "") => Warnings.Add(new CohortFault(Place(node), what, whatToDo));

    public static bool IsEmpty(YamlNode node) => node is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    public string? Text(YamlNode node, string what)
    {
        if (node is YamlScalarNode { Value: { } value })
        {
            return value;
        }

        Add(node, $"{what} is a text.");
        return null;
    }

    public bool Flag(YamlNode node, string what)
    {
        switch ((node as YamlScalarNode)?.Value)
        {
            case "true" or "yes":
                return true;
            case "false" or "no":
                return false;
            default:
                Add(node, $"{what} is true or false.");
                return false;
        }
    }

    public int? Whole(YamlNode node, string what, int least = int.MinValue)
    {
        const int most = 1_000_000;
        if (node is YamlScalarNode { Value: { } value } && int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && Math.Abs((long)number) <= most)
        {
            return number;
        }

        Add(node, least > -most ? string.Create(CultureInfo.InvariantCulture, $"{what} is a whole number, {least} or more.") : $"{what} is a whole number.");
        return null;
    }

    public decimal? Number(YamlNode node, string what)
    {
        if (node is YamlScalarNode { Value: { } value } && decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Add(node, $"{what} is a number.");
        return null;
    }

    public DateOnly? Date(YamlNode node, string what)
    {
        if (node is YamlScalarNode { Value: { } value } && DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        Add(node, $"{what} is a date as 2024-01-31.");
        return null;
    }

    public YamlMap? Map(YamlNode node, string what)
    {
        if (node is YamlMappingNode map)
        {
            return new YamlMap(map, this);
        }

        Add(node, $"{what} is a mapping.");
        return null;
    }
}
