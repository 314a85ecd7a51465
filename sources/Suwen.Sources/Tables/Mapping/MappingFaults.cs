namespace Suwen.Sources.Tables.Mapping;

/// <summary>One thing that is wrong with a mapping, and how to put it right.</summary>
/// <param name="Line">Line of the mapping file, from 1.</param>
/// <param name="Message">What is wrong and the fix.</param>
public readonly record struct MappingFault(int Line, string Message);

/// <summary>Gathers all faults of a mapping, so that they are put right in one go.</summary>
internal sealed class MappingFaults
{
    private const int Reported = 50;

    private readonly List<MappingFault> faults = [];

    public int Count => faults.Count;

    /// <summary>The faults in the order of their lines.</summary>
    public IReadOnlyList<MappingFault> InOrder => [.. faults.OrderBy(f => f.Line)];

    public void Add(int line, string message)
    {
        var fault = new MappingFault(line, message);
        if (!faults.Contains(fault))
        {
            faults.Add(fault);
        }
    }

    /// <summary>All faults as text, one a line.</summary>
    public string Describe(string file) => string.Join('\n', InOrder.Take(Reported).Select(f => $"{file}, line {f.Line}: {f.Message}"))
        + (faults.Count > Reported ? $"\n… and {faults.Count - Reported} more." : "");

    /// <summary>The known name nearest to one that is not known, as a hint; the known names when they are few; else nothing.</summary>
    public static string DidYouMean(string name, IEnumerable<string> known)
    {
        var names = known.ToList();
        var nearest = names.Select(k => (Name: k, Distance: Distance(name, k))).OrderBy(k => k.Distance).FirstOrDefault();
        if (nearest.Name is not null && nearest.Distance <= Math.Max(1, Math.Max(name.Length, nearest.Name.Length) / 3))
        {
            return $" Did you mean {nearest.Name}?";
        }

        return names.Count is > 0 and <= 30 ? $" Known: {string.Join(", ", names)}." : "";
    }

    /// <summary>Edits between two names, a swap of neighbours counted as one (Damerau 1964), letter case ignored.</summary>
    private static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 12 || left.Length > 100 || right.Length > 100)
        {
            return int.MaxValue;
        }

        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                table[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1),
                    table[i - 1, j - 1] + (Same(left[i - 1], right[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[left.Length, right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
