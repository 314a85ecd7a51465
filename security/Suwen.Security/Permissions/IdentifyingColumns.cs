namespace Suwen.Security;

/// <summary>The columns that name a person, lead to one, or hold free text; see <c>ReadableTables</c>.</summary>
public static class IdentifyingColumns
{
    /// <summary>True for a column of that name in any table.</summary>
    public static bool Contains(string column) => ReadableTables.IsIdentifying(column);
}
