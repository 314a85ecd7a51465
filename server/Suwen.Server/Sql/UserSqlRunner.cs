using Suwen.Storage;

namespace Suwen.Server.Sql;

/// <summary>Runs a user's statement within a scope.</summary>
internal static class UserSqlRunner
{
    public static Task<IQueryResult> RunAsync(IWarehouse warehouse, string sql, ReadScope scope, CancellationToken cancellationToken) =>
        warehouse.QueryAsync(sql, scope, cancellationToken);
}
