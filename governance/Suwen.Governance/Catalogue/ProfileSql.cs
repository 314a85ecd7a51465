using System.Globalization;
using System.Text;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Catalogue;

/// <summary>The statements of a profile. Names come from the model only. Grain of each is stated with it.</summary>
internal static class ProfileSql
{
    /// <summary>Up to so many rows everything is exact.</summary>
    public const long ExactRows = 200_000;

    /// <summary>Where the engine has no sketches, numbers of more rows than this are of a sample of about so many.</summary>
    public const long MostExactWithoutSketch = 1_000_000;

    /// <summary>Shapes of texts are looked for in so many rows.</summary>
    public const long PatternRows = 50_000;

    public const int TopValues = 20;
    public const int TopPatterns = 5;

    private static readonly double[] Points = [0.05, 0.25, 0.5, 0.75, 0.95];

    public static int PercentileCount => Points.Length;

    /// <summary>Grain: one row. Rows, and the newest load.</summary>
    public static string State(Table table) =>
        $"select count(*) as n, {(table.TryFind("load_id", out _) ? "coalesce(max(load_id), 0)" : "cast(0 as bigint)")} as load_id from {SqlName.Of(table)}";

    /// <summary>Grain: one source. Rows, and rows with a value for each column, in one pass.</summary>
    public static string Fill(Table table, IReadOnlyList<Column> columns) =>
        $"select {(table.TryFind("source_id", out _) ? "source_id" : "cast(null as integer)")} as source_id, count(*) as n{string.Concat(columns.Select(c => $", count({SqlName.Quote(c.Name)})"))} from {SqlName.Of(table)} group by 1 order by 1";

    /// <summary>Grain: one row. For each column, what <see cref="ValuesOf"/> says, in one pass.</summary>
    public static string Values(Table table, IReadOnlyList<Column> columns, SqlDialect dialect, long rows, long step) =>
        $"select {string.Join(", ", columns.SelectMany(c => ValuesOf(c, dialect, rows)))} from {Sampled(table, step)}";

    /// <summary>The numbers of one column, in the order in which the profiler reads them.</summary>
    public static IReadOnlyList<string> ValuesOf(Column column, SqlDialect dialect, long rows)
    {
        var name = SqlName.Quote(column.Name);
        var isLarge = rows > ExactRows;
        var parts = new List<string> { isLarge && dialect == SqlDialect.DuckDb ? $"approx_count_distinct({name})" : $"count(distinct {name})" };
        switch (KindOf(column))
        {
            case ValueKind.Number:
                parts.AddRange([$"cast(min({name}) as double precision)", $"cast(max({name}) as double precision)", $"avg(cast({name} as double precision))"]);
                parts.AddRange(Points.Select(p => isLarge && dialect == SqlDialect.DuckDb
                    ? string.Create(CultureInfo.InvariantCulture, $"approx_quantile(cast({name} as double precision), {p})")
                    : string.Create(CultureInfo.InvariantCulture, $"percentile_cont({p}) within group (order by cast({name} as double precision))")));
                break;
            case ValueKind.Time:
                parts.AddRange([$"cast(min({name}) as timestamp)", $"cast(max({name}) as timestamp)"]);
                break;
            case ValueKind.Text:
                parts.AddRange([$"max(length({name}))", $"avg(cast(length({name}) as double precision))"]);
                break;
            default:
                break;
        }

        return parts;
    }

    /// <summary>Grain: a column and one of its frequent values, which at least so many rows and persons have.</summary>
    public static string Top(Table table, IReadOnlyList<Column> columns, int smallestCell, long step)
    {
        var persons = table.TryFind("person_id", out var person) ? $" and count(distinct {SqlName.Quote(person.Name)}) >= {smallestCell}" : "";
        var least = table.Kind == "vocabulary" ? 1 : smallestCell;
        return string.Join(
            "\nunion all\n",
            columns.Select(c => $"(select {Literal(c.Name)} as name, cast({SqlName.Quote(c.Name)} as varchar) as v, count(*) as n from {Sampled(table, step)} where {SqlName.Quote(c.Name)} is not null group by 2 having count(*) >= {least}{persons} order by 3 desc, 2 limit {TopValues})"));
    }

    /// <summary>Grain: a column and a frequent shape of its texts.</summary>
    public static string Patterns(Table table, IReadOnlyList<Column> columns, int smallestCell, long step) => string.Join(
        "\nunion all\n",
        columns.Select(c => $"(select {Literal(c.Name)} as name, {Shape(SqlName.Quote(c.Name))} as v, count(*) as n from {Sampled(table, step)} where {SqlName.Quote(c.Name)} is not null group by 2 having count(*) >= {smallestCell} order by 3 desc, 2 limit {TopPatterns})"));

    /// <summary>Grain: a year.</summary>
    public static string Years(Table table, Column time) =>
        $"select cast(extract(year from {SqlName.Quote(time.Name)}) as integer) as y, count(*) as n from {SqlName.Of(table)} where {SqlName.Quote(time.Name)} is not null group by 1 order by 1";

    /// <summary>Grain: one row. First and last time.</summary>
    public static string Span(Table table, Column time) =>
        $"select cast(min({SqlName.Quote(time.Name)}) as date), cast(max({SqlName.Quote(time.Name)}) as date) from {SqlName.Of(table)}";

    public static ValueKind KindOf(Column column) => column switch
    {
        { Role: not (ColumnRole.Value or ColumnRole.Clock) } => ValueKind.Reference,
        { Type: ColumnType.Date or ColumnType.Timestamp or ColumnType.TimestampTz } => ValueKind.Time,
        { Type: ColumnType.Text } => ValueKind.Text,
        { Type: ColumnType.Double or ColumnType.Decimal or ColumnType.Int32 } => ValueKind.Number,
        { Type: ColumnType.Int64 } => column.Name.Contains("concept_id", StringComparison.Ordinal) || column.Name.EndsWith("_id", StringComparison.Ordinal) ? ValueKind.Code : ValueKind.Number,
        { Type: ColumnType.Boolean } => ValueKind.Code,
        _ => ValueKind.Opaque,
    };

    /// <summary>Every step-th row by the record that states it: the same rows on either engine.</summary>
    private static string Sampled(Table table, long step)
    {
        if (step <= 1)
        {
            return SqlName.Of(table);
        }

        var key = table.RecordColumn ?? table.Key ?? table.Columns.First(c => c.Type == ColumnType.Int64);
        return string.Create(CultureInfo.InvariantCulture, $"(select * from {SqlName.Of(table)} where mod({SqlName.Quote(key.Name)}, {step}) = 0) sampled");
    }

    private static string Shape(string name)
    {
        var shape = new StringBuilder($"substr({name}, 1, 40)");
        foreach (var (from, to) in new[] { ("[0-9]", "9"), ("[A-Za-z]", "A"), ("[一-鿿]+", "汉") })
        {
            shape.Insert(0, "regexp_replace(").Append(CultureInfo.InvariantCulture, $", '{from}', '{to}', 'g')");
        }

        return shape.ToString();
    }

    private static string Literal(string name) => "'" + name + "'";
}

/// <summary>What of a column can be said.</summary>
internal enum ValueKind : byte
{
    Number,
    Time,
    Text,
    Code,
    Reference,
    Opaque,
}
