using Suwen.Storage.Schema;

namespace Suwen.Storage;

/// <summary>Identifiers and type names in SQL text.</summary>
public static class SqlName
{
    /// <summary>An identifier in double quotes, on both engines.</summary>
    public static string Quote(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>A table's name with its schema, quoted.</summary>
    public static string Of(Table table) => Quote(table.Schema) + "." + Quote(table.Name);

    /// <summary>A column's definition in CREATE TABLE.</summary>
    /// <remarks>Text is compared by bytes on both engines, also where a PostgreSQL database was not created with collation C.</remarks>
    public static string Definition(string name, ColumnType type, SqlDialect dialect) =>
        Quote(name) + " " + Of(type, dialect) + (type == ColumnType.Text && dialect == SqlDialect.Postgres ? " collate \"C\"" : "");

    /// <summary>The name of a column's type in an engine.</summary>
    public static string Of(ColumnType type, SqlDialect dialect) => type switch
    {
        ColumnType.Boolean => "boolean",
        ColumnType.Int32 => "integer",
        ColumnType.Int64 => "bigint",
        ColumnType.Double => dialect == SqlDialect.DuckDb ? "double" : "double precision",
        ColumnType.Decimal => dialect == SqlDialect.DuckDb ? "decimal(18,4)" : "numeric(18,4)",
        ColumnType.Date => "date",
        ColumnType.Timestamp => "timestamp",
        ColumnType.TimestampTz => "timestamptz",
        ColumnType.Text => dialect == SqlDialect.DuckDb ? "varchar" : "text",
        ColumnType.Blob => dialect == SqlDialect.DuckDb ? "blob" : "bytea",

        // PostgreSQL's json keeps the text as it came; jsonb would reorder keys and drop duplicates.
        ColumnType.Json => "json",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
