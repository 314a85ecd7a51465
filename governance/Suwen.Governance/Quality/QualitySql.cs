using System.Globalization;
using System.Text;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Quality;

/// <summary>Writes the statements of checks: one scan for all checks of a table, a statement each for rules, and the rows that violate one.</summary>
internal static class QualitySql
{
    /// <summary>PostgreSQL allows 1,664 expressions in a select list; two for each check and some to spare.</summary>
    public const int ChecksPerScan = 400;

    private static readonly string[] JoinOrder = ["Person", "Death", "Visit", "Entry"];

    /// <summary>The table that a scan check reads: persons for those that count persons, otherwise the check's own.</summary>
    public static Table ScannedTable(QualityCheck check) =>
        CanonicalModel.Table(check.Type is "measurePersonCompleteness" or "measureConditionEraCompleteness" ? "person" : check.Table);

    /// <summary>
    /// One statement for many checks of a table. Grain: one source and month of the event; months outside of the two parameters, and rows
    /// without a time, are month 0. Columns: source, month, rows, then for each check the rows looked at and those that violate.
    /// </summary>
    public static string Scan(Table table, IReadOnlyList<QualityCheck> checks)
    {
        var sums = new Aggregates();
        var places = new StringBuilder();
        var joins = ScanJoins.None;
        foreach (var check in checks)
        {
            var body = (ScanBody)check.Body;
            joins |= body.Joins;
            places.Append(CultureInfo.InvariantCulture, $", {sums.Of(body.Considered)}, {sums.Of($"({body.Considered}) and ({body.Violated})")}");
        }

        return $"""
            select source_id, month_number, row_count{places}
            from (
              select {Source(table)} as source_id, {Month(EventColumn(table))} as month_number, count(*) as row_count{sums}
              from {SqlName.Of(table)} t{Joins(table, joins)}
              group by 1, 2
            ) scan
            """;
    }

    /// <summary>The same of a check with a statement of its own.</summary>
    public static string Tally(QueryBody body) => $"""
        select source_id, {Month("r.happened_on")} as month_number, count(*) as row_count, cast(sum(case when r.violated then 1 else 0 end) as bigint) as violated
        from (
        {body.Sql}
        ) r
        group by 1, 2
        """;

    /// <summary>The rows that violate a check, in the order in which they came. Parameters: the source's name or null, the number of rows wanted.</summary>
    public static string Violations(QualityCheck check)
    {
        var rows = check.Body switch
        {
            QueryBody query => $"select r.row_id, r.source_id, r.entry_position, r.record_number from (\n{query.Sql}\n) r where r.violated",
            ScanBody scan => ViolatedRows(ScannedTable(check), scan),
            _ => throw new InvalidOperationException($"{check.Id} has no rows."),
        };
        return $"""
            select cast(x.row_id as bigint), s.source_name, x.entry_position, x.record_number
            from (
            {rows}
            ) x
            left join sys.source s on s.source_id = x.source_id
            where cast($1 as varchar) is null or s.source_name = cast($1 as varchar)
            order by x.entry_position, x.record_number, x.row_id
            limit cast($2 as bigint)
            """;
    }

    /// <summary>How many rows each table has. Grain: one table.</summary>
    public static string RowCounts(IEnumerable<Table> tables) =>
        string.Join("\nunion all\n", tables.Select(t => $"select '{t.Name}' as table_name, count(*) as row_count from {SqlName.Of(t)}"));

    private static string ViolatedRows(Table table, ScanBody body)
    {
        var key = table.Key is { } k ? "t." + SqlName.Quote(k.Name) : "cast(null as bigint)";
        var (position, number) = table.IsLoaded ? ("t.entry_position", "t.record_number") : ("cast(null as bigint)", "cast(null as integer)");
        return $"select {key} as row_id, {Source(table)} as source_id, {position} as entry_position, {number} as record_number from {SqlName.Of(table)} t{Joins(table, body.Joins)} where ({body.Considered}) and ({body.Violated})";
    }

    private static string Source(Table table) => table.IsLoaded ? "t.source_id" : "cast(null as integer)";

    private static string? EventColumn(Table table) => FieldChecks.EventColumn(table) is { } column ? "t." + SqlName.Quote(column.Name) : null;

    private static string Month(string? at) => at is null
        ? "0"
        : $"case when cast({at} as date) >= cast($1 as date) and cast({at} as date) <= cast($2 as date) then cast(extract(year from {at}) * 12 + extract(month from {at}) - 1 as integer) else 0 end";

    private static string Joins(Table table, ScanJoins joins)
    {
        var text = new StringBuilder();
        foreach (var name in JoinOrder)
        {
            if (joins.HasFlag(Enum.Parse<ScanJoins>(name)))
            {
                text.Append('\n').Append(JoinOf(Enum.Parse<ScanJoins>(name), table));
            }
        }

        return text.ToString();
    }

    /// <summary>
    /// What is joined has one row per key, so that no judged row is doubled. A birth that is known to the year or month is the earliest day
    /// that it can be; days beyond 28 are only taken from a whole date.
    /// </summary>
    private static string JoinOf(ScanJoins join, Table table) => join switch
    {
        ScanJoins.Person => """
            left join (
              select person_id, max(gender_concept_id) as gender_concept_id,
                     max(coalesce(cast(birth_datetime as date),
                       case when year_of_birth between 1 and 9999 then make_date(year_of_birth, case when month_of_birth between 1 and 12 then month_of_birth else 1 end,
                         case when month_of_birth between 1 and 12 and day_of_birth between 1 and 28 then day_of_birth when month_of_birth between 1 and 12 and day_of_birth > 28 then 28 else 1 end) end)) as birth_date
              from cdr.person group by person_id
            ) p on p.person_id = t.person_id
            """,
        ScanJoins.Death => "left join (select person_id, min(death_date) as death_date from cdr.death group by person_id) d on d.person_id = t.person_id",
        ScanJoins.Visit => "left join (select visit_occurrence_id, min(visit_start_date) as visit_start_date, max(visit_end_date) as visit_end_date from cdr.visit_occurrence group by visit_occurrence_id) v on v.visit_occurrence_id = t.visit_occurrence_id",
        ScanJoins.Entry when table.IsLoaded => "left join (select entry_position, cast(received_at as date) as received_on from sys.entry) e on e.entry_position = t.entry_position",
        _ => throw new InvalidOperationException($"{table} cannot be joined with {join}."),
    };

    /// <summary>The distinct sums of a scan: the same condition is counted once.</summary>
    private sealed class Aggregates
    {
        private readonly Dictionary<string, string> names = new(StringComparer.Ordinal) { ["true"] = "row_count" };
        private readonly StringBuilder text = new();

        public string Of(string condition)
        {
            if (condition.StartsWith("(true) and ", StringComparison.Ordinal))
            {
                condition = condition["(true) and ".Length..];
            }

            if (!names.TryGetValue(condition, out var name))
            {
                name = string.Create(CultureInfo.InvariantCulture, $"n{names.Count}");
                names.Add(condition, name);
                text.Append(CultureInfo.InvariantCulture, $",\n    cast(sum(case when {condition} then 1 else 0 end) as bigint) as {name}");
            }

            return name;
        }

        public override string ToString() => text.ToString();
    }
}
