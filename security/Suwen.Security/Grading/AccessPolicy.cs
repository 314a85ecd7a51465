using System.Collections.Concurrent;
using System.Security.Claims;
using Suwen.Storage;

namespace Suwen.Security.Grading;

/// <summary>
/// What decides how much of a table exists for a reader: the grades and the policy of roles. Immutable; another one takes its place when
/// a person changes a grade (<see cref="Authorisation.Use"/>).
/// </summary>
public sealed class AccessPolicy
{
    private readonly ConcurrentDictionary<(string Permission, Reach Reach), IReadOnlyDictionary<string, TableScope>> scopes = new();

    public AccessPolicy(GradeBook grades, RolePolicy roles)
    {
        Grades = grades;
        Roles = roles;
    }

    /// <summary>What ships: the rules and the policy, without anybody's decision.</summary>
    public static AccessPolicy BuiltIn { get; } = new(GradeBook.BuiltIn, RolePolicy.BuiltIn);

    public GradeBook Grades { get; }

    public RolePolicy Roles { get; }

    /// <summary>How far a caller sees under a permission, for a purpose: the best of the roles that hold the permission.</summary>
    public Reach ReachOf(ClaimsPrincipal user, string permission, string purpose)
    {
        var best = new Reach(DataLevel.Public, DataLevel.Public);
        foreach (var claim in user.FindAll(Authorisation.RoleClaim))
        {
            if (Role.TryFind(claim.Value, out var role) && role.Permissions.Contains(permission))
            {
                var reach = Roles.Of(role.Name, purpose);
                best = new Reach(Highest(best.Clear, reach.Clear), Highest(best.Masked, reach.Masked));
            }
        }

        // What identifies a person is clear only to who may identify: the policy widens no permission.
        return Authorisation.IsGranted(user, Permission.PersonIdentify) || best.Clear < DataLevel.Narrow ? best : best with { Clear = DataLevel.Medium };
    }

    /// <summary>The tables as they exist for a reach under a permission.</summary>
    internal IReadOnlyDictionary<string, TableScope> TablesFor(string permission, Reach reach) =>
        scopes.GetOrAdd((permission, reach), static (key, grades) => ReadableTables.Of(key.Permission, key.Reach, grades), Grades);

    private static DataLevel Highest(DataLevel a, DataLevel b) => a > b ? a : b;
}
