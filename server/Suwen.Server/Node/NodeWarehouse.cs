using Suwen.Storage;

namespace Suwen.Server.Node;

/// <summary>
/// The node's warehouse, which a rebuilt one can replace while the server runs: new work goes to the new one, and the old one is
/// closed when the last query on it has ended.
/// </summary>
internal sealed class NodeWarehouse(IWarehouse first) : IWarehouse
{
    private readonly Lock gate = new();
    private Lease current = new(first);

    public SqlDialect Dialect => current.Warehouse.Dialect;

    public async Task<IQueryResult> QueryAsync(SqlStatement statement, ReadScope scope, CancellationToken cancellationToken)
    {
        var lease = Enter();
        try
        {
            return new LeasedResult(await lease.Warehouse.QueryAsync(statement, scope, cancellationToken), lease);
        }
        catch
        {
            lease.Leave();
            throw;
        }
    }

    public async Task<IWarehouseTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        var lease = Enter();
        try
        {
            return new LeasedTransaction(await lease.Warehouse.BeginAsync(cancellationToken), lease);
        }
        catch
        {
            lease.Leave();
            throw;
        }
    }

    /// <summary>
    /// Keeps new work out, waits for the work under way, closes the warehouse and opens its replacement. The caller has stopped the gate.
    /// </summary>
    public async Task ReplaceAsync(Func<Task<IWarehouse>> openReplacement)
    {
        Lease old;
        var next = new Lease();
        lock (gate)
        {
            old = current;
            current = next;
        }

        try
        {
            await old.CloseAsync();
            next.Set(await openReplacement());
        }
        catch (Exception e)
        {
            next.Fail(e);
            throw;
        }
    }

    /// <summary>Runs work on the engine's own warehouse, for what only one engine can do (a copy of its file).</summary>
    public async Task<T> UseAsync<T>(Func<IWarehouse, Task<T>> work)
    {
        var lease = Enter();
        try
        {
            return await work(lease.Warehouse);
        }
        finally
        {
            lease.Leave();
        }
    }

    public async ValueTask DisposeAsync() => await current.CloseAsync();

    private Lease Enter()
    {
        while (true)
        {
            Lease lease;
            lock (gate)
            {
                lease = current;
            }

            if (lease.TryEnter())
            {
                return lease;
            }
        }
    }

    private sealed class Lease
    {
        private readonly TaskCompletionSource<IWarehouse> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock counting = new();
        private int users;
        private bool closing;

        public Lease()
        {
        }

        public Lease(IWarehouse warehouse) => Set(warehouse);

        /// <summary>Waits the moment that a replacement takes to open.</summary>
        public IWarehouse Warehouse => opened.Task.GetAwaiter().GetResult();

        public void Set(IWarehouse warehouse) => opened.SetResult(warehouse);

        public void Fail(Exception e) => opened.SetException(e);

        public bool TryEnter()
        {
            lock (counting)
            {
                if (closing)
                {
                    return false;
                }

                users++;
                return true;
            }
        }

        public void Leave()
        {
            lock (counting)
            {
                if (--users == 0 && closing)
                {
                    empty.TrySetResult();
                }
            }
        }

        public async Task CloseAsync()
        {
            lock (counting)
            {
                closing = true;
                if (users == 0)
                {
                    empty.TrySetResult();
                }
            }

            await empty.Task;
            await (await opened.Task).DisposeAsync();
        }
    }

    private sealed class LeasedResult(IQueryResult inner, Lease lease) : IQueryResult
    {
        private int left;

        public IReadOnlyList<ResultColumn> Columns => inner.Columns;

        public ValueTask<ColumnBatch?> NextAsync(CancellationToken cancellationToken) => inner.NextAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                lease.Leave();
            }
        }
    }

    private sealed class LeasedTransaction(IWarehouseTransaction inner, Lease lease) : IWarehouseTransaction
    {
        private int left;

        public Task<long> ExecuteAsync(SqlStatement statement, CancellationToken cancellationToken) => inner.ExecuteAsync(statement, cancellationToken);

        public Task<IQueryResult> QueryAsync(SqlStatement statement, ReadScope scope, CancellationToken cancellationToken) => inner.QueryAsync(statement, scope, cancellationToken);

        public Task AppendAsync(Storage.Schema.Table table, ColumnBatch rows, CancellationToken cancellationToken) => inner.AppendAsync(table, rows, cancellationToken);

        public Task StageAsync(string name, ColumnBatch rows, CancellationToken cancellationToken) => inner.StageAsync(name, rows, cancellationToken);

        public Task CommitAsync(CancellationToken cancellationToken) => inner.CommitAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                lease.Leave();
            }
        }
    }
}
