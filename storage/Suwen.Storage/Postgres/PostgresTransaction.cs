using System.Text;
using Npgsql;
using Suwen.Storage.Schema;

namespace Suwen.Storage.Postgres;

/// <summary>The transaction of the one writer.</summary>
internal sealed class PostgresTransaction : IWarehouseTransaction
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly Action ended;
    private PostgresQueryResult? reading;
    private bool over;

    public PostgresTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction, Action ended)
    {
        this.connection = connection;
        this.transaction = transaction;
        this.ended = ended;
    }

    public Task<long> ExecuteAsync(SqlStatement statement, CancellationToken cancellationToken)
    {
        CheckUsable();
        return PostgresWarehouse.ExecuteAsync(connection, statement, cancellationToken);
    }

    public async Task<IQueryResult> QueryAsync(SqlStatement statement, ReadScope scope, CancellationToken cancellationToken)
    {
        CheckUsable();
        var scoped = ScopedSql.Apply(statement, scope, SqlDialect.Postgres);
        reading = await PostgresQueryResult.StartAsync(connection, scoped, Released, cancellationToken).ConfigureAwait(false);
        return reading;

        ValueTask Released()
        {
            reading = null;
            return ValueTask.CompletedTask;
        }
    }

    public Task AppendAsync(Table table, ColumnBatch rows, CancellationToken cancellationToken)
    {
        CheckUsable();
        return CopyAsync(SqlName.Of(table), rows, cancellationToken);
    }

    public async Task StageAsync(string name, ColumnBatch rows, CancellationToken cancellationToken)
    {
        CheckUsable();
        var table = "pg_temp." + SqlName.Quote(name);
        var sql = new StringBuilder("drop table if exists ").Append(table).Append("; create temp table ").Append(SqlName.Quote(name)).Append(" (");
        for (var i = 0; i < rows.Columns.Count; i++)
        {
            sql.Append(i == 0 ? "" : ", ").Append(SqlName.Definition(rows.Columns[i].Name, rows.Columns[i].Type, SqlDialect.Postgres));
        }

        await PostgresWarehouse.ExecuteAsync(connection, sql.Append(") on commit drop").ToString(), cancellationToken).ConfigureAwait(false);
        await CopyAsync(table, rows, cancellationToken).ConfigureAwait(false);
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        CheckUsable();
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            // A commit that has begun is not cancelled: nobody could say afterwards whether it happened.
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresErrors.IsMapped(e))
        {
            throw PostgresErrors.Create(e, CancellationToken.None);
        }

        await EndAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (over)
        {
            return;
        }

        if (reading is { } result)
        {
            await result.DisposeAsync().ConfigureAwait(false);
        }

        // Disposing an open transaction rolls it back; so does the server when the connection is gone.
        await EndAsync().ConfigureAwait(false);
    }

    private async Task CopyAsync(string table, ColumnBatch rows, CancellationToken cancellationToken)
    {
        if (rows.RowCount == 0)
        {
            return;
        }

        var columns = string.Join(", ", rows.Columns.Select(c => SqlName.Quote(c.Name)));
        try
        {
            var stream = await connection.BeginRawBinaryCopyAsync($"copy {table} ({columns}) from stdin (format binary)", cancellationToken).ConfigureAwait(false);
            try
            {
                using var writer = new BinaryCopyWriter(stream);
                await writer.WriteAsync(rows, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                await CancelAsync(stream).ConfigureAwait(false);
                throw;
            }

            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresErrors.IsMapped(e))
        {
            throw PostgresErrors.Create(e, cancellationToken);
        }
    }

    private static async Task CancelAsync(NpgsqlRawCopyStream stream)
    {
        try
        {
            await stream.CancelAsync().ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // The first error is the one to tell.
        }
    }

    private async Task EndAsync()
    {
        if (over)
        {
            return;
        }

        over = true;
        try
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // The connection broke; the server has rolled back.
        }
        finally
        {
            ended();
        }
    }

    private void CheckUsable()
    {
        ObjectDisposedException.ThrowIf(over, this);
        if (reading is not null)
        {
            throw new InvalidOperationException("Dispose the transaction's open result before the next statement.");
        }
    }
}
