using System.Globalization;

namespace Suwen.Security.Grading;

/// <summary>How far a reader sees.</summary>
/// <param name="Clear">The highest level that is seen as it is.</param>
/// <param name="Masked">The highest level that is seen masked; what is above does not exist for the reader. At least <paramref name="Clear"/>.</param>
public readonly record struct Reach(DataLevel Clear, DataLevel Masked)
{
    /// <summary>Sees everything.</summary>
    public static Reach Whole { get; } = new(DataLevel.Minimal, DataLevel.Minimal);
}

/// <summary>One line of the policy: the reach of a role for a purpose.</summary>
/// <param name="Role">Name of a role.</param>
/// <param name="Purpose">Name of a purpose, or <c>*</c> for every one.</param>
/// <param name="Clear">The highest level seen as it is, 1 to 5.</param>
/// <param name="Masked">The highest level seen masked, 1 to 5.</param>
public sealed record RolePolicyLine(string Role, string Purpose, int Clear, int Masked);

/// <summary>The highest level of each role per purpose (GB/T 39725-2020, clauses 6.3 and 8.1): the table <c>policy.csv</c>, and a site's own lines before it.</summary>
public sealed class RolePolicy
{
    private readonly Dictionary<(string Role, string Purpose), Reach> reaches = [];

    private RolePolicy(IEnumerable<RolePolicyLine> lines)
    {
        foreach (var line in lines)
        {
            reaches[(line.Role, line.Purpose)] = new Reach((DataLevel)line.Clear, (DataLevel)line.Masked);
        }
    }

    /// <summary>What ships.</summary>
    public static RolePolicy BuiltIn { get; } = new(BuiltInLines());

    /// <summary>The policy with a site's own lines in place of those that ship.</summary>
    /// <param name="lines">The site's lines.</param>
    /// <param name="policy">The policy; null where there are faults.</param>
    /// <returns>Every fault, each in a sentence; empty when there is none.</returns>
    public static IReadOnlyList<string> TryMake(IReadOnlyList<RolePolicyLine> lines, out RolePolicy? policy)
    {
        var faults = new List<string>();
        foreach (var line in lines)
        {
            if (!Role.TryFind(line.Role, out var role))
            {
                faults.Add($"{line.Role} is not a role.");
            }
            else if (line.Clear >= (int)DataLevel.Narrow && !role.Permissions.Contains(Permission.PersonIdentify))
            {
                faults.Add($"{line.Role} cannot see level {line.Clear.ToString(CultureInfo.InvariantCulture)}: the role does not hold {Permission.PersonIdentify}.");
            }

            if (line.Purpose is not ("*" or Purpose.Treatment or Purpose.Operations or Purpose.Research))
            {
                faults.Add($"{line.Purpose} is not a purpose.");
            }

            if (line.Clear is < 1 or > 5 || line.Masked is < 1 or > 5 || line.Masked < line.Clear)
            {
                faults.Add($"{line.Role}, {line.Purpose}: clear and masked are levels 1 to 5, and masked is not below clear.");
            }
        }

        policy = faults.Count == 0 ? new RolePolicy([.. BuiltInLines(), .. lines]) : null;
        return faults;
    }

    /// <summary>The reach of one role; level 1 for what the policy does not name.</summary>
    public Reach Of(string role, string purpose) =>
        reaches.TryGetValue((role, purpose), out var reach) || reaches.TryGetValue((role, "*"), out reach) ? reach : new Reach(DataLevel.Public, DataLevel.Public);

    /// <summary>Every line, for people to look at.</summary>
    public IReadOnlyList<RolePolicyLine> Lines => [.. reaches.Select(static r => new RolePolicyLine(r.Key.Role, r.Key.Purpose, (int)r.Value.Clear, (int)r.Value.Masked))];

    private static IEnumerable<RolePolicyLine> BuiltInLines() =>
        GradeContent.Rows("policy.csv", 4).Select(static c => new RolePolicyLine(c[0], c[1], int.Parse(c[2], CultureInfo.InvariantCulture), int.Parse(c[3], CultureInfo.InvariantCulture)));
}
