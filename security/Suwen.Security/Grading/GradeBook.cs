using System.Collections.Frozen;

namespace Suwen.Security.Grading;

/// <summary>The grades that hold now: those of the rules, and what detectors, lineage and persons have made of them. Immutable.</summary>
public sealed class GradeBook
{
    private readonly FrozenDictionary<(string Table, string Column), DataLevel> levels;
    private readonly FrozenSet<string> derived;

    /// <summary>Makes a book of the rules and the levels that differ from them.</summary>
    public GradeBook(IEnumerable<KeyValuePair<(string Table, string Column), DataLevel>> levels) =>
        (this.levels, derived) = (levels.ToFrozenDictionary(), levels.Select(static l => l.Key.Table).Where(static t => t.Contains('.', StringComparison.Ordinal)).ToFrozenSet(StringComparer.Ordinal));

    /// <summary>The rules alone.</summary>
    public static GradeBook BuiltIn { get; } = new([]);

    /// <summary>True for a registered result, which is named by its schema and name and has a level for each column.</summary>
    public bool IsDerived(string table) => derived.Contains(table);

    /// <summary>The level that counts for a column.</summary>
    public DataLevel LevelOf(string table, string column) =>
        levels.TryGetValue((table, column), out var level) ? level : GradeRules.Of(table, column).Level;

    /// <summary>The grade of the rules, with the level that counts.</summary>
    public ColumnGrade GradeOf(string table, string column) => GradeRules.Of(table, column) with { Level = LevelOf(table, column) };
}
