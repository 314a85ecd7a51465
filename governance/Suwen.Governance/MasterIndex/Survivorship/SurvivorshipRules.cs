using System.Globalization;

namespace Suwen.Governance.MasterIndex.Survivorship;

/// <summary>What makes one source's value of a field better than another's.</summary>
public enum SurvivorshipRule : byte
{
    /// <summary>A number with a right check character; a sex or birth date that the row's own valid number says too.</summary>
    Verified,

    /// <summary>Its source stands higher in the site's list of trust.</summary>
    Trusted,

    /// <summary>More sources' persons say the same.</summary>
    Frequent,

    /// <summary>It says more: a longer text, a date to the day.</summary>
    Complete,

    /// <summary>Yes before no: a death that one source knows of.</summary>
    Affirmed,

    /// <summary>Its source's row is the latest by the order of versions. Always the last resort, so that every field is decided.</summary>
    Recent,
}

/// <summary>
/// Which source's value becomes the golden one, field by field: rules in falling order. The built-in ones stand in
/// <c>survivorship.csv</c>; a site changes single fields and says which sources it trusts in <c>suwen.json</c>.
/// </summary>
public sealed class SurvivorshipRules
{
    private readonly Dictionary<string, SurvivorshipRule[]> byField;
    private readonly Dictionary<string, int> trust;

    private SurvivorshipRules(Dictionary<string, SurvivorshipRule[]> byField, IReadOnlyList<string> trusted)
    {
        this.byField = byField;
        trust = trusted.Select((name, i) => (name, i)).DistinctBy(t => t.name).ToDictionary(t => t.name, t => trusted.Count - t.i, StringComparer.Ordinal);
    }

    /// <summary>The built-in rules, with no source trusted more than another.</summary>
    public static SurvivorshipRules BuiltIn { get; } = new(ReadBuiltIn(), []);

    /// <summary>Fields that have rules, in the order of the file.</summary>
    public IReadOnlyCollection<string> Fields => byField.Keys;

    /// <summary>Rules of a field, the first first.</summary>
    public IReadOnlyList<SurvivorshipRule> Of(string field) => byField[field];

    /// <summary>How much a source is trusted: the higher the more, 0 for one that the site does not name.</summary>
    public int TrustIn(string source) => trust.GetValueOrDefault(source);

    /// <summary>The built-in rules with a site's own in their place.</summary>
    /// <param name="trusted">Names of sources, the most trusted first.</param>
    /// <param name="fields">By field: rules joined by a bar, such as <c>trusted|recent</c>.</param>
    /// <param name="faults">What is wrong with them; the rules are the built-in ones where something is.</param>
    public static SurvivorshipRules ForSite(IReadOnlyList<string>? trusted, IReadOnlyDictionary<string, string>? fields, out IReadOnlyList<string> faults)
    {
        var all = new Dictionary<string, SurvivorshipRule[]>(BuiltIn.byField, StringComparer.Ordinal);
        var found = new List<string>();
        foreach (var (field, text) in fields ?? new Dictionary<string, string>())
        {
            if (!all.ContainsKey(field))
            {
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{field} is no field of the golden record; there are {string.Join(", ", all.Keys)}"));
            }
            else if (Parse(text) is not { } rules)
            {
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{text} is no list of rules for {field}; rules are {string.Join(", ", Enum.GetNames<SurvivorshipRule>()).ToLowerInvariant()}, joined by |"));
            }
            else
            {
                all[field] = rules;
            }
        }

        faults = found;
        return found.Count > 0 ? BuiltIn : new SurvivorshipRules(all, trusted ?? []);
    }

    private static SurvivorshipRule[]? Parse(string text)
    {
        var rules = new List<SurvivorshipRule>();
        foreach (var word in text.Split('|', StringSplitOptions.TrimEntries))
        {
            if (!Enum.TryParse<SurvivorshipRule>(word, ignoreCase: true, out var rule) || char.IsDigit(word[0]))
            {
                return null;
            }

            rules.Add(rule);
        }

        return [.. rules];
    }

    private static Dictionary<string, SurvivorshipRule[]> ReadBuiltIn()
    {
        using var stream = typeof(SurvivorshipRules).Assembly.GetManifestResourceStream("Suwen.Governance.MasterIndex.survivorship.csv")!;
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        var fields = new Dictionary<string, SurvivorshipRule[]>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var comma = line.IndexOf(',', StringComparison.Ordinal);
            fields.Add(line[..comma], Parse(line[(comma + 1)..]) ?? throw new InvalidDataException("survivorship.csv names an unknown rule."));
        }

        return fields;
    }
}
