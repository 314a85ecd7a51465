using System.Text;

namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>Usual forms of English given names: Bill and Will are William. One form may be of several names (Ted of Edward and of Theodore).</summary>
internal static class Nicknames
{
    private static readonly Dictionary<string, int[]> Names = Load();

    /// <summary>The numbers of the names that a given name is a form of; null for none. Of several words the first counts.</summary>
    public static int[]? Of(string given)
    {
        var blank = given.IndexOf(' ', StringComparison.Ordinal);
        return Names.GetValueOrDefault(blank < 0 ? given : given[..blank]);
    }

    /// <summary>True when both can be forms of one name.</summary>
    public static bool AreOne(int[] a, int[] b)
    {
        foreach (var name in a)
        {
            if (Array.IndexOf(b, name) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static Dictionary<string, int[]> Load()
    {
        using var stream = typeof(Nicknames).Assembly.GetManifestResourceStream("Suwen.Governance.MasterIndex.nicknames.csv")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var names = new Dictionary<string, int[]>(StringComparer.Ordinal);
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            foreach (var form in line.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                names[form] = names.TryGetValue(form, out var known) ? [.. known, number] : [number];
            }

            number++;
        }

        return names;
    }
}
