using Suwen.Storage.Schema;

namespace Suwen.Governance.Quality;

/// <summary>Names of column types in <c>information_schema</c> of both engines.</summary>
internal static class EngineTypes
{
    public static bool IsSame(string engineType, ColumnType type)
    {
        var name = engineType.ToUpperInvariant();
        return type switch
        {
            ColumnType.Boolean => name == "BOOLEAN",
            ColumnType.Int32 => name == "INTEGER",
            ColumnType.Int64 => name == "BIGINT",
            ColumnType.Double => name is "DOUBLE" or "DOUBLE PRECISION",
            ColumnType.Decimal => name is "DECIMAL(18,4)" or "NUMERIC",
            ColumnType.Date => name == "DATE",
            ColumnType.Timestamp => name is "TIMESTAMP" or "TIMESTAMP WITHOUT TIME ZONE",
            ColumnType.TimestampTz => name == "TIMESTAMP WITH TIME ZONE",
            ColumnType.Text => name is "VARCHAR" or "TEXT" or "CHARACTER VARYING",
            ColumnType.Blob => name is "BLOB" or "BYTEA",
            ColumnType.Json => name == "JSON",
            _ => false,
        };
    }
}
