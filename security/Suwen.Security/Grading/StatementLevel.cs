using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Security.Grading;

/// <summary>The level of what a statement may give to its reader.</summary>
public static class StatementLevel
{
    /// <summary>
    /// The highest level among the columns that the statement may read in clear. A mask is of level 3: it names nobody and can be traced back
    /// only with other data. A clinical column of a table with rows of level 5 is of level 5 where the reader has those rows.
    /// </summary>
    /// <param name="reads">What the statement may read (<see cref="UserSql.ReadsOf"/>).</param>
    /// <param name="grades">The grades that hold.</param>
    public static DataLevel Of(IReadOnlyList<ColumnRead> reads, GradeBook grades)
    {
        var highest = DataLevel.Public;
        foreach (var read in reads)
        {
            var level = read.Schema switch
            {
                "cdr" or "cdm" or "history" => LevelOf(read, grades),
                _ when grades.IsDerived(read.Schema + "." + read.Table) => LevelOf(read with { Table = read.Schema + "." + read.Table }, grades),
                _ => DataLevel.Narrow,
            };
            highest = level > highest ? level : highest;
        }

        return highest;
    }

    private static DataLevel LevelOf(ColumnRead read, GradeBook grades)
    {
        var level = grades.LevelOf(read.Table, read.Column);
        if (read.IsMasked)
        {
            return level > DataLevel.Medium ? DataLevel.Medium : level;
        }

        var isClinical = level >= DataLevel.Medium && CanonicalModel.TryFind(read.Table, out var table) && table.Columns.Any(c => c.Name == read.Column && c.Role is ColumnRole.Value);
        return isClinical && read.HasEveryRow && SensitiveRows.OrdinaryRowsOf(read.Table) is not null ? DataLevel.Minimal : level;
    }
}
