using System.Globalization;
using System.Text;
using Suwen.Scenarios.Models;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios;

/// <summary>
/// Value sets in SQL. A test whether a code is in a set becomes one list per length of prefix, which every engine looks up by hash,
/// instead of a comparison with each line.
/// </summary>
internal static class ValueSetSql
{
    /// <summary>Above this many codes a list in the text gives way to the stored set.</summary>
    private const int MostInText = 400;

    private const int MostCases = 2000;

    /// <summary>Up to so many beginnings are compared one by one; more are looked up by what is cut out.</summary>
    private const int MostBeginnings = 3;

    /// <summary>A condition: the expression's code or concept is in the set on the run's day.</summary>
    public static string Contains(ValueSet set, string expression, string? vocabulary, TemplateContext context)
    {
        var table = $"{SqlName.Quote(context.Schema)}.{SqlName.Quote(set.TableName)}";
        if (set.IsOfConcepts)
        {
            return $"({expression} in (select concept_id from {table}))";
        }

        var lines = set.On(context.AsOf);
        if (lines.Count == 0)
        {
            return "(1 = 0)";
        }

        var conditions = new List<string>();
        foreach (var group in lines.GroupBy(l => (Vocabulary: vocabulary is null ? null : l.Vocabulary, Length: l.Match == "prefix" ? l.Code!.Length : 0)))
        {
            var codes = group.Select(static l => l.Code!).Distinct(StringComparer.Ordinal).ToList();
            var value = group.Key.Length == 0 ? expression : string.Create(CultureInfo.InvariantCulture, $"substr({expression}, 1, {group.Key.Length})");
            var list = codes.Count <= MostInText
                ? string.Join(", ", codes.Select(SqlLiteral.Of))
                : string.Create(CultureInfo.InvariantCulture, $"select code from {table} where match = '{(group.Key.Length == 0 ? "exact" : "prefix")}'{(group.Key.Length == 0 ? "" : $" and length(code) = {group.Key.Length}")}");
            var condition = $"{value} in ({list})";
            conditions.Add(group.Key.Vocabulary is { } system ? $"({vocabulary} = {SqlLiteral.Of(system)} and {condition})" : condition);
        }

        return "(" + string.Join(" or ", conditions) + ")";
    }

    /// <summary>The value of a column of the set for an expression's code, by the longest code that fits; null where none does.</summary>
    public static string Value(ValueSet set, string column, string expression, DateOnly asOf)
    {
        var index = set.Columns.ToList().IndexOf(column);
        if (set.IsOfConcepts || index < 0)
        {
            throw new FormatException(set.IsOfConcepts ? $"{set.Name} is of concepts: join {{{{valueset('{set.Name}')}}}} by concept_id." : $"The value set {set.Name} has no column {column}.");
        }

        var lines = set.On(asOf);
        if (lines.Count > MostCases)
        {
            throw new FormatException($"The value set {set.Name} is too long for that: join {{{{valueset('{set.Name}')}}}} by code.");
        }

        var sql = new StringBuilder("(case");
        foreach (var group in lines.Where(l => l.Values[index] is not null)
            .GroupBy(l => (Length: l.Match == "prefix" ? l.Code!.Length : int.MaxValue, Value: l.Values[index]!))
            .OrderByDescending(static g => g.Key.Length))
        {
            var codes = group.Select(static l => SqlLiteral.Of(l.Code!)).Distinct().ToList();
            // A comparison of beginnings costs a fraction of cutting one out of a text of characters of several bytes.
            var condition = group.Key.Length == int.MaxValue ? $"{expression} in ({string.Join(", ", codes)})"
                : codes.Count <= MostBeginnings ? string.Join(" or ", codes.Select(c => $"starts_with({expression}, {c})"))
                : string.Create(CultureInfo.InvariantCulture, $"substr({expression}, 1, {group.Key.Length}) in ({string.Join(", ", codes)})");
            sql.Append(" when ").Append(condition).Append(" then ").Append(SqlLiteral.Of(group.Key.Value));
        }

        return lines.Count == 0 ? "cast(null as varchar)" : sql.Append(" end)").ToString();
    }

    /// <summary>The columns of the stored set.</summary>
    public static IReadOnlyList<ResultColumn> ColumnsOf(ValueSet set) =>
    [
        set.IsOfConcepts ? new ResultColumn("concept_id", ColumnType.Int64) : new ResultColumn("code", ColumnType.Text),
        new ResultColumn("match", ColumnType.Text),
        new ResultColumn("vocabulary", ColumnType.Text),
        new ResultColumn("valid_from", ColumnType.Date),
        new ResultColumn("valid_to", ColumnType.Date),
        .. set.Columns.Select(static c => new ResultColumn(c, ColumnType.Text)),
    ];

    /// <summary>The lines as rows.</summary>
    public static ColumnBatch Rows(ValueSet set, IReadOnlyList<ValueSetLine> lines)
    {
        var batch = new ColumnBatch(ColumnsOf(set), Math.Max(1, lines.Count));
        foreach (var line in lines)
        {
            if (line.ConceptId is { } concept)
            {
                batch[0].Append(concept);
            }
            else
            {
                Text(batch[0], line.Code);
            }

            Text(batch[1], line.Match);
            Text(batch[2], line.Vocabulary);
            Date(batch[3], line.From);
            Date(batch[4], line.To);
            for (var i = 0; i < set.Columns.Count; i++)
            {
                Text(batch[5 + i], line.Values[i]);
            }
        }

        return batch;
    }

    private static void Text(ColumnVector vector, string? value)
    {
        if (value is null)
        {
            vector.AppendNull();
        }
        else
        {
            vector.Append(value);
        }
    }

    private static void Date(ColumnVector vector, DateOnly? value)
    {
        if (value is { } date)
        {
            vector.Append((long)(date.DayNumber - ColumnVector.UnixEpochDay));
        }
        else
        {
            vector.AppendNull();
        }
    }
}
