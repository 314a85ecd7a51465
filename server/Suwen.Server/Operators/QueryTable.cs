using System.Runtime.CompilerServices;
using Suwen.Analysis;
using Suwen.Storage;

namespace Suwen.Server.Operators;

/// <summary>The answer to a SELECT, as a table that an operator can read again and again, within what its reader may see.</summary>
internal sealed class QueryTable : IOperatorTable
{
    private readonly IWarehouse warehouse;
    private readonly string sql;
    private readonly ReadScope scope;
    private readonly UserSqlLimits limits;

    private QueryTable(IWarehouse warehouse, string sql, ReadScope scope, UserSqlLimits limits, IReadOnlyList<ResultColumn> columns)
    {
        this.warehouse = warehouse;
        this.sql = sql;
        this.scope = scope;
        this.limits = limits;
        Columns = columns;
    }

    public string Name => "the query";

    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>Checks the statement and learns its columns.</summary>
    /// <exception cref="WarehouseException">The statement is refused.</exception>
    public static async Task<QueryTable> OpenAsync(IWarehouse warehouse, string sql, ReadScope scope, UserSqlLimits limits, CancellationToken cancellationToken)
    {
        var statement = sql.Trim().TrimEnd(';');
        await using var shape = await UserSql.RunAsync(warehouse, $"select * from (\n{statement}\n) as operator_input limit 0", scope, limits, cancellationToken);
        if (shape.Columns.GroupBy(static c => c.Name).FirstOrDefault(static g => g.Count() > 1) is { } twice)
        {
            throw OperatorException.BadData($"The query has two columns named \"{twice.Key}\".", "Give each column a name of its own with AS.");
        }

        return new QueryTable(warehouse, statement, scope, limits, shape.Columns);
    }

    public async IAsyncEnumerable<ColumnBatch> ReadAsync(IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var column in columns.Where(c => Columns.All(known => known.Name != c)))
        {
            throw OperatorException.BadData($"The query has no column \"{column}\".", $"Its columns are: {string.Join(", ", Columns.Select(static c => c.Name).Take(50))}.");
        }

        var list = columns.Count == 0 ? "1 as one" : string.Join(", ", columns.Select(SqlName.Quote));
        await using var result = await UserSql.RunAsync(warehouse, $"select {list} from (\n{sql}\n) as operator_input", scope, limits, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } batch)
        {
            yield return batch;
        }
    }
}
