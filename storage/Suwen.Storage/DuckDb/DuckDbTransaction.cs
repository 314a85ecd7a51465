using System.Text;
using Suwen.Storage.Schema;

namespace Suwen.Storage.DuckDb;

/// <summary>The transaction of the one writer.</summary>
internal sealed class DuckDbTransaction : IWarehouseTransaction
{
    private readonly DuckDbConnection connection;
    private readonly Action ended;
    private readonly HashSet<string> staged = new(StringComparer.Ordinal);
    private DuckDbQueryResult? reading;
    private bool over;

    public DuckDbTransaction(DuckDbConnection connection, Action ended)
    {
        this.connection = connection;
        this.ended = ended;
    }

    public Task<long> ExecuteAsync(SqlStatement statement, CancellationToken cancellationToken)
    {
        CheckUsable();
        return Task.Run(() => connection.Execute(statement, cancellationToken), cancellationToken);
    }

    public Task<IQueryResult> QueryAsync(SqlStatement statement, ReadScope scope, CancellationToken cancellationToken)
    {
        CheckUsable();
        return Task.Run<IQueryResult>(
            () => reading = DuckDbQueryResult.Start(connection, ScopedSql.Apply(statement, scope, SqlDialect.DuckDb), _ => reading = null, cancellationToken),
            cancellationToken);
    }

    public Task AppendAsync(Table table, ColumnBatch rows, CancellationToken cancellationToken)
    {
        CheckUsable();
        return Task.Run(() => DuckDbAppender.Append(connection, null, table.Schema, table.Name, rows, cancellationToken), cancellationToken);
    }

    public Task StageAsync(string name, ColumnBatch rows, CancellationToken cancellationToken)
    {
        CheckUsable();
        return Task.Run(() => Stage(name, rows, cancellationToken), cancellationToken);
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        CheckUsable();
        cancellationToken.ThrowIfCancellationRequested();

        // A commit that has begun is not interrupted: nobody could say afterwards whether it happened.
        await Task.Run(Commit, CancellationToken.None).ConfigureAwait(false);
        End();
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

        try
        {
            connection.Execute("rollback", CancellationToken.None);
        }
        catch (WarehouseException e) when (e.Message.Contains("no transaction is active", StringComparison.Ordinal))
        {
            // A failed commit has already rolled back: then there is no transaction any more.
        }
        finally
        {
            End();
        }
    }

    private void Commit()
    {
        foreach (var name in staged)
        {
            connection.Execute($"drop table temp.main.{SqlName.Quote(name)}", CancellationToken.None);
        }

        connection.Execute("commit", CancellationToken.None);
    }

    private void Stage(string name, ColumnBatch rows, CancellationToken cancellationToken)
    {
        var sql = new StringBuilder("create or replace temp table ").Append(SqlName.Quote(name)).Append(" (");
        for (var i = 0; i < rows.Columns.Count; i++)
        {
            sql.Append(i == 0 ? "" : ", ").Append(SqlName.Definition(rows.Columns[i].Name, rows.Columns[i].Type, SqlDialect.DuckDb));
        }

        connection.Execute(sql.Append(')').ToString(), cancellationToken);
        staged.Add(name);
        DuckDbAppender.Append(connection, "temp", "main", name, rows, cancellationToken);
    }

    private void End()
    {
        if (!over)
        {
            over = true;
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
