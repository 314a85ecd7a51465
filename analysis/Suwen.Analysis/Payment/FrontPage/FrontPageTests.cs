using System.Collections.Concurrent;
using System.Globalization;

namespace Suwen.Analysis.Payment.FrontPage;

/// <summary>A laboratory test or vital sign that rules speak of.</summary>
/// <param name="Name">Its name in rules.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Unit">The unit of thresholds.</param>
/// <param name="Units">Units that are understood, with the factor to <paramref name="Unit"/>; empty where it has none.</param>
/// <param name="Minimum">A value below it is a slip and is left out.</param>
/// <param name="Maximum">A value above it is a slip and is left out.</param>
internal sealed record FrontPageTest(string Name, Words Title, string Unit, Dictionary<string, double> Units, double Minimum, double Maximum);

/// <summary>Recognises tests by LOINC, else by the names that laboratories use.</summary>
internal static class FrontPageTests
{
    private static readonly string[] Endings = ["测定", "定量", "检测", "量"];

    private static readonly ConcurrentDictionary<(string, string), int> Known = new();
    private static readonly Dictionary<string, int> ByCode = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, int> ByName = new(StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<FrontPageTest> All { get; } = Load();

    public static int IndexOf(string name)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i].Name == name)
            {
                return i;
            }
        }

        throw new InvalidOperationException($"tests.csv has no test {name}.");
    }

    /// <summary>The test of a result; -1 where it is none that rules speak of.</summary>
    public static int Find(string code, string name)
    {
        // Laboratories have some thousands of names; a source that sends a new one with every row must not fill the memory.
        if (Known.TryGetValue((code, name), out var found))
        {
            return found;
        }

        found = ByCode.TryGetValue(code, out var byCode) ? byCode : FindName(name);
        if (Known.Count < 20_000)
        {
            Known[(code, name)] = found;
        }

        return found;
    }

    /// <summary>A value in the unit of thresholds; null where the unit is not understood or the value cannot be.</summary>
    public static double? InUnit(int test, double value, string unit)
    {
        var known = All[test];
        var factor = 1.0;
        if (unit.Length > 0 && known.Units.Count > 0 && !known.Units.TryGetValue(unit, out factor))
        {
            return null;
        }

        var converted = value * factor;
        return converted >= known.Minimum && converted <= known.Maximum ? converted : null;
    }

    private static int FindName(string name)
    {
        var cut = name.AsSpan().Trim();
        if (ByName.TryGetValue(cut.ToString(), out var whole))
        {
            return whole;
        }

        var bracket = cut.IndexOfAny('(', '（');
        cut = bracket > 0 ? cut[..bracket] : cut;
        cut = cut.StartsWith("血清", StringComparison.Ordinal) && cut.Length > 3 ? cut[2..] : cut;
        foreach (var ending in Endings)
        {
            if (cut.Length > ending.Length + 1 && cut.EndsWith(ending, StringComparison.Ordinal) && !ByName.ContainsKey(cut.ToString()))
            {
                cut = cut[..^ending.Length];
            }
        }

        if (ByName.TryGetValue(cut.ToString(), out var known))
        {
            return known;
        }

        // 肌酐Cr: the abbreviation behind the name.
        var end = cut.Length;
        while (end > 0 && char.IsAscii(cut[end - 1]))
        {
            end--;
        }

        return end > 1 && end < cut.Length && ByName.TryGetValue(cut[..end].ToString(), out known) ? known : -1;
    }

    private static List<FrontPageTest> Load()
    {
        var tests = new List<FrontPageTest>();
        foreach (var row in FrontPageTable.Read("tests.csv"))
        {
            var units = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
            foreach (var pair in SplitUnits(row["units"]))
            {
                units[pair[..pair.LastIndexOf('=')]] = double.Parse(pair[(pair.LastIndexOf('=') + 1)..], CultureInfo.InvariantCulture);
            }

            foreach (var code in row["loinc"].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                ByCode[code] = tests.Count;
            }

            foreach (var name in row["names"].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                ByName[name] = tests.Count;
            }

            tests.Add(new FrontPageTest(
                row["test"], new Words(row["title_zh"], row["title_en"]), row["unit"], units,
                double.Parse(row["minimum"], CultureInfo.InvariantCulture), double.Parse(row["maximum"], CultureInfo.InvariantCulture)));
        }

        return tests;
    }

    // A unit may hold a blank (mg/L FEU): a pair ends at its number.
    private static IEnumerable<string> SplitUnits(string text)
    {
        var start = 0;
        for (var at = text.IndexOf('='); at >= 0; at = start < text.Length ? text.IndexOf('=', start) : -1)
        {
            var end = text.IndexOf(' ', at);
            end = end < 0 ? text.Length : end;
            yield return text[start..end];
            start = end + 1;
        }
    }
}
