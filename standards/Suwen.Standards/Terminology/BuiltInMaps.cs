namespace Suwen.Standards.Terminology;

/// <summary>A table that leads from one built-in system to another.</summary>
/// <param name="From">The system that is left.</param>
/// <param name="To">The system that is reached.</param>
/// <param name="Source">Where the table comes from, and whether it is official.</param>
public sealed record CodeMap(string From, string To, string Source)
{
    private readonly Lazy<Dictionary<string, string>> listed = new(() => Read(From, To));

    /// <summary>The codes whose target is another code than themselves, with it; an empty target where there is none.</summary>
    public IReadOnlyDictionary<string, string> Listed => listed.Value;

    /// <summary>The target of a code: the listed one, else the same code where the target system has it; null where there is none.</summary>
    public string? Target(string code)
    {
        if (listed.Value.TryGetValue(code, out var target))
        {
            return target.Length == 0 ? null : target;
        }

        return BuiltInTerms.Find(To, code)?.Code;
    }

    private static Dictionary<string, string> Read(string from, string to)
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        BuiltInTerms.ReadTable($"{from}.{to}.map.csv", row => map[row("from")!] = row("to") ?? "");
        return map;
    }
}

/// <summary>The maps that are built in: codes lead to themselves unless the table says otherwise.</summary>
public static class BuiltInMaps
{
    /// <summary>Every map. National clinical codes of procedures (3.0) come without their names, so that they are no system of their own here.</summary>
    public static IReadOnlyList<CodeMap> All { get; } =
    [
        new CodeMap("icd10-gl2", "icd10-yb2", "OpenDRG ICD/ZD_MAP (Apache-2.0); not a text of the National Healthcare Security Administration"),
        new CodeMap("icd9cm3-gl3", "icd9cm3-yb2", "OpenDRG ICD/SS_MAP (Apache-2.0); not a text of the National Healthcare Security Administration"),
    ];
}
