using System.Collections.Concurrent;
using System.Security.Claims;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Security.Grading;

/// <summary>
/// What decides how much of a table exists for a reader: the grades and the policy of roles. Immutable; another one takes its place when
/// a person changes a grade (<see cref="Authorisation.Use"/>).
/// </summary>
public sealed class AccessPolicy
{
    private readonly ConcurrentDictionary<(string Permission, Reach Reach, string Hidden), (IReadOnlyDictionary<string, TableScope> Tables, IReadOnlyDictionary<string, Table> Derived)> scopes = new();

    public AccessPolicy(GradeBook grades, RolePolicy roles, IReadOnlyList<DerivedResult>? derived = null)
    {
        Grades = grades;
        Roles = roles;
        Derived = derived ?? [];
    }

    /// <summary>What ships: the rules and the policy, without anybody's decision.</summary>
    public static AccessPolicy BuiltIn { get; } = new(GradeBook.BuiltIn, RolePolicy.BuiltIn);

    public GradeBook Grades { get; }

    public RolePolicy Roles { get; }

    /// <summary>Results that are registered, with the grades of their columns.</summary>
    public IReadOnlyList<DerivedResult> Derived { get; }

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
    internal (IReadOnlyDictionary<string, TableScope> Tables, IReadOnlyDictionary<string, Table> Derived) TablesFor(ClaimsPrincipal user, string permission, Reach reach)
    {
        var hidden = Derived.Where(d => !d.ExistsFor(user)).Select(static d => d.Table.ToString()).ToHashSet(StringComparer.Ordinal);
        return scopes.GetOrAdd((permission, reach, string.Join(' ', hidden)), key =>
        {
            var derived = Derived.Where(d => !hidden.Contains(d.Table.ToString())).ToList();
            return (ReadableTables.Of(key.Permission, key.Reach, Grades, derived), derived.ToDictionary(static d => d.Table.ToString(), static d => d.Table, StringComparer.Ordinal));
        });
    }

    private static DataLevel Highest(DataLevel a, DataLevel b) => a > b ? a : b;
}
