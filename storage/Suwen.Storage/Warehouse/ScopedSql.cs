namespace Suwen.Storage;

/// <summary>Applies a <see cref="ReadScope"/> to a statement; the one place that does so, for every engine.</summary>
internal static class ScopedSql
{
    /// <summary>The statement as its reader may run it. An unrestricted scope leaves it untouched.</summary>
    public static SqlStatement Apply(SqlStatement statement, ReadScope scope, SqlDialect dialect) =>
        scope.IsUnrestricted
            ? statement
            : throw new WarehouseException(WarehouseFault.Statement, $"Restricted reads of {dialect} are refused until their rewriting is in place.");
}
