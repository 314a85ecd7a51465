using System.Collections.Concurrent;

namespace Suwen.Storage.DuckDb;

/// <summary>The warehouse on DuckDB, in process: one file, one serialised writer, a connection per reader.</summary>
public sealed class DuckDbWarehouse : IWarehouse
{
    private const int IdleReaders = 8;

    private readonly DuckDbDatabase database;
    private readonly DuckDbConnection? writer;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly ConcurrentBag<DuckDbConnection> idle = [];
    private int open;
    private volatile bool disposed;

    private DuckDbWarehouse(DuckDbDatabase database, DuckDbConnection? writer)
    {
        this.database = database;
        this.writer = writer;
    }

    public SqlDialect Dialect => SqlDialect.DuckDb;

    /// <summary>Opens or creates a file; <c>:memory:</c> is a database of its own that vanishes with this object.</summary>
    /// <exception cref="WarehouseException">The library is missing, or the file cannot be opened; the message says what to do.</exception>
    public static DuckDbWarehouse Open(string path, DuckDbOptions? options = null)
    {
        options ??= new DuckDbOptions();
        var database = DuckDbDatabase.Open(path, options);
        DuckDbConnection? writer = null;
        try
        {
            writer = database.Connect();
            if (!options.ReadOnly)
            {
                writer.Execute("create schema if not exists cdr", CancellationToken.None);
            }

            Pin(writer);
            if (options.ReadOnly)
            {
                writer.Dispose();
                writer = null;
            }

            return new DuckDbWarehouse(database, writer);
        }
        catch
        {
            writer?.Dispose();
            database.Dispose();
            throw;
        }
    }

    public Task<IQueryResult> QueryAsync(SqlStatement statement, ReadScope scope, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return Task.Run<IQueryResult>(() => Query(ScopedSql.Apply(statement, scope, SqlDialect.DuckDb), cancellationToken), cancellationToken);
    }

    public async Task<IWarehouseTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (writer is null)
        {
            throw new WarehouseException(WarehouseFault.Platform, "The warehouse was opened for reading only.");
        }

        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            writer.Execute("begin transaction", CancellationToken.None);
            return new DuckDbTransaction(writer, () => writing.Release());
        }
        catch
        {
            writing.Release();
            throw;
        }
    }

    /// <summary>Waits for a running transaction to end. Results that are still open keep the file open until they are disposed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        await writing.WaitAsync().ConfigureAwait(false);
        disposed = true;
        writer?.Dispose();
        while (idle.TryTake(out var reader))
        {
            reader.Dispose();
        }

        database.Dispose();
    }

    /// <summary>Makes a session independent of the machine's time zone and lets plain names mean the clinical tables.</summary>
    private static void Pin(DuckDbConnection connection)
    {
        connection.Execute("set TimeZone = 'UTC'", CancellationToken.None);
        connection.Execute("set search_path = 'cdr,main'", CancellationToken.None);
    }

    private DuckDbQueryResult Query(SqlStatement statement, CancellationToken cancellationToken)
    {
        var reader = Rent();
        try
        {
            // A transaction also for one statement: it cannot write, whatever the text says.
            reader.BeginReading();
            return DuckDbQueryResult.Start(reader, statement, _ => Return(reader), cancellationToken);
        }
        catch
        {
            Return(reader);
            throw;
        }
    }

    private DuckDbConnection Rent()
    {
        if (idle.TryTake(out var reader))
        {
            Interlocked.Decrement(ref open);
            return reader;
        }

        reader = database.Connect();
        Pin(reader);
        return reader;
    }

    private void Return(DuckDbConnection reader)
    {
        try
        {
            reader.EndReading();
        }
        catch (WarehouseException)
        {
            // Whatever state it is in, it is not handed to another reader.
            reader.Dispose();
            return;
        }

        if (disposed || Interlocked.Increment(ref open) > IdleReaders)
        {
            Interlocked.Decrement(ref open);
            reader.Dispose();
            return;
        }

        idle.Add(reader);
    }
}
