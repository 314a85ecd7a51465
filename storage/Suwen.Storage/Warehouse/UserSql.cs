using System.Globalization;

namespace Suwen.Storage;

/// <summary>How much a statement written by a user may take.</summary>
/// <param name="Time">From start to the last row.</param>
/// <param name="Rows">Rows that are handed out; asking for more is an error.</param>
public sealed record UserSqlLimits(TimeSpan Time, long Rows)
{
    /// <summary>One minute and a million rows.</summary>
    public static UserSqlLimits Default { get; } = new(TimeSpan.FromMinutes(1), 1_000_000);
}

/// <summary>A column that a statement may read.</summary>
/// <param name="Schema">Schema of the table.</param>
/// <param name="Table">Name of the table.</param>
/// <param name="Column">Name of the column.</param>
/// <param name="IsMasked">True when the reader sees a mask.</param>
/// <param name="HasEveryRow">True when the reader's scope leaves out no row of the table.</param>
public readonly record struct ColumnRead(string Schema, string Table, string Column, bool IsMasked, bool HasEveryRow);

/// <summary>
/// Runs SQL that users wrote: one SELECT, over tables of the catalogue that exist for the reader, with functions that only
/// compute, in a read-only transaction, within limits. Settings of an engine are shared by all its connections and could not hold a user back.
/// </summary>
public static class UserSql
{
    /// <summary>Checks and starts a statement.</summary>
    /// <exception cref="WarehouseException">It is refused, wrong, or reached a limit; the last may come while rows are read.</exception>
    public static async Task<IQueryResult> RunAsync(IWarehouse warehouse, SqlStatement statement, ReadScope scope, UserSqlLimits limits, CancellationToken cancellationToken)
    {
        Check(statement.Text, scope, warehouse.Dialect);
        var timer = new CancellationTokenSource(limits.Time);
        try
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
            var result = await warehouse.QueryAsync(statement, scope, linked.Token).ConfigureAwait(false);
            return new LimitedResult(result, limits, timer);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            timer.Dispose();
            throw TooLong(limits);
        }
        catch
        {
            timer.Dispose();
            throw;
        }
    }

    /// <summary>Only checks: for an editor that wants to tell before running.</summary>
    public static void Check(string sql, ReadScope scope, SqlDialect dialect) => ScopedSql.Check(sql, scope, dialect);

    /// <summary>The columns of data that a statement may read: every one that it names, or all of its tables where it takes them whole. Rather too many than too few.</summary>
    /// <exception cref="WarehouseException">The statement is refused.</exception>
    public static IReadOnlyList<ColumnRead> ReadsOf(string sql, ReadScope scope, SqlDialect dialect) => ScopedSql.Reads(sql, scope, dialect);

    /// <summary>The text of one SELECT as the scope lets it run, for work that puts it into a statement of its own (a result that is stored).</summary>
    /// <exception cref="WarehouseException">The statement is refused.</exception>
    public static string Scoped(string sql, ReadScope scope, SqlDialect dialect) => ScopedSql.Apply(sql, scope, dialect).Text;

    private static WarehouseException TooLong(UserSqlLimits limits) =>
        new(WarehouseFault.Limit, string.Create(CultureInfo.InvariantCulture, $"The statement took longer than {limits.Time.TotalSeconds:0.#} s and was stopped."));

    private sealed class LimitedResult(IQueryResult inner, UserSqlLimits limits, CancellationTokenSource timer) : IQueryResult
    {
        private long rows;

        public IReadOnlyList<ResultColumn> Columns => inner.Columns;

        public async ValueTask<ColumnBatch?> NextAsync(CancellationToken cancellationToken)
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
            try
            {
                var batch = await inner.NextAsync(linked.Token).ConfigureAwait(false);
                return batch is null ? null : Limit(batch);
            }
            catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw TooLong(limits);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync().ConfigureAwait(false);
            timer.Dispose();
        }

        private ColumnBatch Limit(ColumnBatch batch)
        {
            if (rows >= limits.Rows)
            {
                throw new WarehouseException(WarehouseFault.Limit, string.Create(CultureInfo.InvariantCulture, $"The statement has more than {limits.Rows} rows; narrow it, or add a limit."));
            }

            batch.Truncate((int)Math.Min(batch.RowCount, limits.Rows - rows));
            rows += batch.RowCount;
            return batch;
        }
    }
}
