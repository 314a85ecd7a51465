using System.Globalization;
using System.Text;
using Suwen.Storage.Schema;

namespace Suwen.Storage;

/// <summary>
/// Brings a database to the canonical model: schemas <c>cdr</c> (current rows), <c>history</c> (superseded rows), <c>sys</c>
/// (bookkeeping) and <c>cdm</c> (strict OMOP CDM 5.4 views). A column's <c>since</c> in <c>columns.csv</c> is the number of the migration that adds it.
/// </summary>
public static class Migrations
{
    /// <summary>Applies what is missing, all in one transaction; does nothing on a database that is up to date.</summary>
    /// <exception cref="WarehouseException">The database was migrated by a newer version, or the engine failed.</exception>
    public static Task MigrateAsync(IWarehouse warehouse, CancellationToken cancellationToken) =>
        MigrateAsync(warehouse, CanonicalModel.Tables, cancellationToken);

    internal static async Task MigrateAsync(IWarehouse warehouse, IReadOnlyList<Table> model, CancellationToken cancellationToken)
    {
        await using var transaction = await warehouse.BeginAsync(cancellationToken).ConfigureAwait(false);
        foreach (var statement in Preparation(warehouse.Dialect))
        {
            await transaction.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
        }

        var current = await CurrentAsync(transaction, cancellationToken).ConfigureAwait(false);
        var latest = model.Max(t => t.Columns.Max(c => c.Since));
        if (current > latest)
        {
            throw new WarehouseException(
                WarehouseFault.Platform,
                string.Create(CultureInfo.InvariantCulture, $"The database is at migration {current}, but this version knows {latest} only. Use the newer version of Suwen, or restore a backup made by this one."));
        }

        for (var number = current + 1; number <= latest; number++)
        {
            foreach (var statement in Statements(model, number, warehouse.Dialect))
            {
                await transaction.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
            }

            await transaction.ExecuteAsync(Record(number, warehouse.Dialect), cancellationToken).ConfigureAwait(false);
        }

        if (current < latest)
        {
            foreach (var statement in model.Where(t => t.Schema == "cdr" && t.Columns.Any(c => c.IsOmop)).SelectMany(StrictView))
            {
                await transaction.ExecuteAsync(statement, cancellationToken).ConfigureAwait(false);
            }
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<string> Preparation(SqlDialect dialect)
    {
        foreach (var schema in new[] { "cdr", "sys", "history", "cdm" })
        {
            yield return $"create schema if not exists {SqlName.Quote(schema)}";
        }

        var text = SqlName.Of(ColumnType.Text, dialect);
        yield return $"create table if not exists \"sys\".\"migration\" (\"number\" integer not null, \"applied_at\" timestamptz not null, \"description\" {text} not null)";
    }

    private static async Task<int> CurrentAsync(IWarehouseTransaction transaction, CancellationToken cancellationToken)
    {
        var scope = new ReadScope("suwen", "migration", null);
        await using var result = await transaction.QueryAsync("select coalesce(max(\"number\"), 0) from \"sys\".\"migration\"", scope, cancellationToken).ConfigureAwait(false);
        var batch = await result.NextAsync(cancellationToken).ConfigureAwait(false);
        return (int)batch![0].Lane(0);
    }

    private static SqlStatement Record(int number, SqlDialect dialect)
    {
        var text = SqlName.Of(ColumnType.Text, dialect);
        return new SqlStatement(
            $"insert into \"sys\".\"migration\" (\"number\", \"applied_at\", \"description\") values (cast($1 as integer), current_timestamp, cast($2 as {text}))",
            number,
            number == 1 ? "canonical model" : "columns.csv since " + number.ToString(CultureInfo.InvariantCulture));
    }

    private static IEnumerable<string> Statements(IReadOnlyList<Table> model, int number, SqlDialect dialect)
    {
        foreach (var table in model)
        {
            var added = table.Columns.Where(c => c.Since == number).ToList();
            if (added.Count == 0)
            {
                continue;
            }

            if (added.Count == table.Columns.Count(c => c.Since <= number))
            {
                foreach (var statement in CreateTable(table, added, dialect))
                {
                    yield return statement;
                }
            }
            else
            {
                foreach (var statement in AddColumns(table, added, dialect))
                {
                    yield return statement;
                }
            }
        }
    }

    private static IEnumerable<string> CreateTable(Table table, List<Column> columns, SqlDialect dialect)
    {
        yield return $"create table {SqlName.Of(table)} ({Definition(columns, dialect)})";
        if (table.IsLoaded)
        {
            var history = columns.Concat(table.History.Columns.Skip(table.Columns.Count));
            yield return $"create table {SqlName.Of(table.History)} ({Definition(history, dialect)})";
        }

        // No index in DuckDB: it would halve the speed of loading, and scans are fast without. In PostgreSQL a batch's
        // deletes by key, record or person would each read the whole table without one.
        if (dialect == SqlDialect.Postgres)
        {
            foreach (var index in Indexes(table))
            {
                yield return $"create index on {SqlName.Of(table)} ({index})";
            }
        }
    }

    private static IEnumerable<string> AddColumns(Table table, List<Column> columns, SqlDialect dialect)
    {
        foreach (var column in columns)
        {
            var definition = SqlName.Definition(column.Name, column.Type, dialect);
            yield return $"alter table {SqlName.Of(table)} add column {definition}";
            if (table.IsLoaded)
            {
                yield return $"alter table {SqlName.Of(table.History)} add column {definition}";
            }
        }
    }

    private static IEnumerable<string> Indexes(Table table)
    {
        foreach (var column in table.Columns)
        {
            if (column.Role is ColumnRole.Key or ColumnRole.Person or ColumnRole.SourcePerson
                || column.Name == "record_id"
                || (table.Schema == "sys" && column.Name == "entry_position"))
            {
                yield return SqlName.Quote(column.Name);
            }
        }

        if (table.ToString() == "sys.key")
        {
            yield return "\"key_hash_high\", \"key_hash_low\"";
        }
    }

    /// <summary>Only OMOP's columns, and only rows that have every value which OMOP CDM 5.4 requires.</summary>
    private static IEnumerable<string> StrictView(Table table)
    {
        var name = "\"cdm\"." + SqlName.Quote(table.Name);
        yield return $"drop view if exists {name}";

        var sql = new StringBuilder("create view ").Append(name).Append(" as select ");
        sql.AppendJoin(", ", table.Columns.Where(c => c.IsOmop).Select(c => SqlName.Quote(c.Name)));
        sql.Append(" from ").Append(SqlName.Of(table));
        var required = table.Columns.Where(c => c.IsOmop && c.Required).Select(c => SqlName.Quote(c.Name) + " is not null").ToList();
        if (required.Count > 0)
        {
            sql.Append(" where ").AppendJoin(" and ", required);
        }

        yield return sql.ToString();
    }

    private static string Definition(IEnumerable<Column> columns, SqlDialect dialect) =>
        string.Join(", ", columns.Select(c => SqlName.Definition(c.Name, c.Type, dialect)));
}
