using System.Security.Claims;
using Suwen.Security.Grading;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Security;

/// <summary>
/// The one authorisation point: decides whether a caller may do something, and makes the <see cref="ReadScope"/> without which
/// nothing can be read. No other code can make one (its constructor is internal to storage and seen only from here).
/// </summary>
public static class Authorisation
{
    /// <summary>Claim that names a role.</summary>
    public const string RoleClaim = "role";

    private static AccessPolicy policy = AccessPolicy.BuiltIn;

    /// <summary>The grades and the policy of roles that hold in this process, which has one data folder open.</summary>
    public static AccessPolicy Policy => Volatile.Read(ref policy);

    /// <summary>Makes other grades hold, for every scope made from now on.</summary>
    public static void Use(AccessPolicy next) => Volatile.Write(ref policy, next);

    /// <summary>True when one of the caller's roles holds the permission.</summary>
    public static bool IsGranted(ClaimsPrincipal user, string permission)
    {
        if (user.Identity?.IsAuthenticated != true)
        {
            return false;
        }

        foreach (var claim in user.FindAll(RoleClaim))
        {
            if (Role.TryFind(claim.Value, out var role) && role.Permissions.Contains(permission))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Every permission the caller holds, in the order of <see cref="Permission.All"/>.</summary>
    public static IReadOnlyList<string> PermissionsOf(ClaimsPrincipal user) => [.. Permission.All.Where(p => IsGranted(user, p))];

    /// <summary>What the caller may read under a permission, for a purpose: tables, columns, rows, and masks by the grades that hold.</summary>
    /// <exception cref="PermissionDeniedException">The caller does not hold the permission.</exception>
    public static ReadScope ScopeFor(ClaimsPrincipal user, string permission, string purpose) => ScopeFor(user, permission, purpose, Policy);

    internal static ReadScope ScopeFor(ClaimsPrincipal user, string permission, string purpose, AccessPolicy current)
    {
        if (!IsGranted(user, permission))
        {
            throw new PermissionDeniedException(permission);
        }

        var (tables, derived) = current.TablesFor(user, permission, current.ReachOf(user, permission, purpose));
        return new ReadScope(user.Identity!.Name ?? "?", purpose, tables, derived);
    }

    /// <summary>The scope of the platform's own work: loading, verifying, rebuilding, backing up. Never for showing something to a user.</summary>
    public static ReadScope ForPlatform(string purpose) => new("platform", purpose, null);

    /// <summary>The scope of a pack's own work: the inputs that it declares and its own results, and nothing else of the warehouse. Never for showing something to a user.</summary>
    /// <param name="pack">Name of the pack.</param>
    /// <param name="tables">What it may read, by name of a table of the model or by schema and name of a result.</param>
    /// <param name="results">Its own results.</param>
    public static ReadScope ForPack(string pack, IReadOnlyDictionary<string, TableScope> tables, IReadOnlyList<Table> results) =>
        new("pack:" + pack, Purpose.Operations, tables, results.ToDictionary(static r => r.ToString(), StringComparer.Ordinal));

    /// <summary>A caller with one role, for work that is not bound to a stored user: the command line of the folder's owner.</summary>
    public static ClaimsPrincipal LocalOwner { get; } = Principal("local", [Role.Administrator], "local");

    /// <summary>Makes the principal of a signed-in user.</summary>
    public static ClaimsPrincipal Principal(string name, IEnumerable<string> roles, string scheme)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, RoleClaim);
        identity.AddClaim(new Claim(ClaimTypes.Name, name));
        foreach (var role in roles)
        {
            identity.AddClaim(new Claim(RoleClaim, role));
        }

        return new ClaimsPrincipal(identity);
    }
}

/// <summary>The caller does not hold a permission. Carries its name and nothing of what was asked for.</summary>
public sealed class PermissionDeniedException : Exception
{
    public PermissionDeniedException(string permission)
        : base($"Caller: the permission {permission} is needed.")
    {
        Permission = permission;
    }

    public string Permission { get; }
}
