using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Enumeration;
using Suwen.Storage.Schema;

namespace Suwen.Security.Grading;

/// <summary>
/// The grade that a column has before anybody looked at its values: by <c>rules.csv</c>, of which the first line that fits counts. The
/// last line fits everything, so a column that is added later has a grade too.
/// </summary>
public static class GradeRules
{
    private static readonly Rule[] Rules =
    [
        .. GradeContent.Rows("rules.csv", 7).Select(static c => new Rule(
            c[0],
            c[1],
            new ColumnGrade(
                (DataLevel)int.Parse(c[3], CultureInfo.InvariantCulture),
                Enum.Parse<DataCategory>(c[2], ignoreCase: true),
                c[4].Length == 0 ? MaskKind.None : Enum.Parse<MaskKind>(c[4], ignoreCase: true),
                c[5],
                c[6]))),
    ];

    private static readonly ConcurrentDictionary<(string Table, string Column), ColumnGrade> Known = new();

    /// <summary>The grade by the rules alone.</summary>
    public static ColumnGrade Of(string table, string column) => Known.GetOrAdd((table, column), static key => Find(key.Table, key.Column));

    /// <summary>The tables that are graded: what sources send, and what is derived from it. Suwen's own bookkeeping has permissions instead.</summary>
    public static IEnumerable<Table> Tables => CanonicalModel.Tables.Where(static t => t.Schema == "cdr");

    private static ColumnGrade Find(string table, string column)
    {
        foreach (var rule in Rules)
        {
            if (FileSystemName.MatchesSimpleExpression(rule.Table, table, ignoreCase: false) && FileSystemName.MatchesSimpleExpression(rule.Column, column, ignoreCase: false))
            {
                return rule.Grade;
            }
        }

        throw new InvalidOperationException("The last line of rules.csv must fit every column.");
    }

    private sealed record Rule(string Table, string Column, ColumnGrade Grade);
}
