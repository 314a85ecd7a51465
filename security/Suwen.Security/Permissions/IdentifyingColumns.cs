using System.Collections.Frozen;
using Suwen.Security.Grading;

namespace Suwen.Security;

/// <summary>The columns that name a person, lead to one, or hold free text in which a name can stand: by the rules of grading, those of level 4 and above.</summary>
public static class IdentifyingColumns
{
    private static readonly FrozenSet<string> Names = GradeRules.Tables
        .SelectMany(static t => t.Columns.Where(c => GradeRules.Of(t.Name, c.Name).Level >= DataLevel.Narrow).Select(static c => c.Name))
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True for a column of that name in any table.</summary>
    public static bool Contains(string column) => Names.Contains(column);
}
