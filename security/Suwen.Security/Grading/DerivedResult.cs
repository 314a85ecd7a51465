using System.Security.Claims;
using Suwen.Storage.Schema;

namespace Suwen.Security.Grading;

/// <summary>A table that is made of others, such as a result of a pack, as readers may see it.</summary>
/// <param name="Table">The table.</param>
/// <param name="Grades">The grade of each of its columns; a column that is not named here does not exist for readers.</param>
/// <param name="Roles">The roles for which it exists; null for everybody who may read results.</param>
public sealed record DerivedResult(Table Table, IReadOnlyDictionary<string, ColumnGrade> Grades, IReadOnlyList<string>? Roles = null)
{
    /// <summary>True where one of the caller's roles is among those for which it exists.</summary>
    public bool ExistsFor(ClaimsPrincipal user) => Roles is null || user.FindAll(Authorisation.RoleClaim).Any(c => Roles.Contains(c.Value, StringComparer.Ordinal));
}
