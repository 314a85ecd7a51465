using System.Globalization;
using System.Text;
using Suwen.Storage.Schema;

namespace Suwen.Storage.DuckDb;

/// <summary>A streaming result: the engine holds a bounded buffer, this holds one batch.</summary>
internal sealed class DuckDbQueryResult : IQueryResult
{
    // Eight chunks of 2,048 rows make the hop to a pool thread cheap beside the copying.
    private const int RowsPerBatch = 8 * 2048;

    private readonly DuckDbConnection connection;
    private readonly Action<DuckDbQueryResult> released;
    private readonly DuckDbStatement statement;
    private readonly VectorReader[] readers;
    private readonly ColumnBatch batch;
    private NativeResult result;
    private bool ended;
    private bool disposed;

    private DuckDbQueryResult(DuckDbConnection connection, DuckDbStatement statement, NativeResult result, VectorReader[] readers, ResultColumn[] columns, Action<DuckDbQueryResult> released)
    {
        this.connection = connection;
        this.statement = statement;
        this.result = result;
        this.readers = readers;
        this.released = released;
        Columns = columns;
        batch = new ColumnBatch(columns);
    }

    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>Starts a query. <paramref name="released"/> is called once, when the result is disposed.</summary>
    public static DuckDbQueryResult Start(DuckDbConnection connection, SqlStatement sql, Action<DuckDbQueryResult> released, CancellationToken cancellationToken)
    {
        using var guard = InterruptGuard.Watch(connection.Handle, cancellationToken);
        try
        {
            var statement = Prepare(connection, sql.Text);
            try
            {
                var result = statement.Stream(sql.Parameters);
                var readers = Readers(ref result, out var columns);
                if (readers is null)
                {
                    // Only a parameter's type can make a column's type known as late as this.
                    NativeMethods.duckdb_destroy_result(ref result);
                    var wrapped = connection.Prepare(WithText(statement, sql.Text, castUnknown: true));
                    statement.Dispose();
                    statement = wrapped;
                    result = statement.Stream(sql.Parameters);
                    readers = Readers(ref result, out columns)!;
                }

                return new DuckDbQueryResult(connection, statement, result, readers, columns, released);
            }
            catch
            {
                statement.Dispose();
                throw;
            }
        }
        catch (WarehouseException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    public async ValueTask<ColumnBatch?> NextAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return ended ? null : await Task.Run(() => Next(cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            NativeMethods.duckdb_destroy_result(ref result);
            statement.Dispose();
            released(this);
        }
    }

    /// <summary>The next rows, on the calling thread.</summary>
    internal ColumnBatch? Next(CancellationToken cancellationToken)
    {
        using var guard = InterruptGuard.Watch(connection.Handle, cancellationToken);
        batch.Clear();
        var rows = 0;
        while (rows < RowsPerBatch)
        {
            var chunk = NativeMethods.duckdb_fetch_chunk(result);
            if (chunk == 0)
            {
                ended = true;
                ThrowIfFailed(cancellationToken);
                break;
            }

            rows += Read(chunk);
        }

        return rows == 0 ? null : batch;
    }

    private int Read(nint chunk)
    {
        try
        {
            var count = (int)NativeMethods.duckdb_data_chunk_get_size(chunk);
            for (var i = 0; i < readers.Length && count > 0; i++)
            {
                readers[i].Read(NativeMethods.duckdb_data_chunk_get_vector(chunk, (ulong)i), count, batch[i]);
            }

            return count;
        }
        finally
        {
            NativeMethods.duckdb_destroy_data_chunk(ref chunk);
        }
    }

    private unsafe void ThrowIfFailed(CancellationToken cancellationToken)
    {
        var error = NativeMethods.duckdb_result_error(ref result);
        if (error != null && *error != 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw DuckDbErrors.Create(NativeMethods.ToText(error));
        }
    }

    private static DuckDbStatement Prepare(DuckDbConnection connection, string text)
    {
        var statement = connection.Prepare(text);
        try
        {
            if (statement.Type is not (NativeStatementType.Select or NativeStatementType.Explain))
            {
                throw new WarehouseException(WarehouseFault.Statement, "A query must be a SELECT; statements that change something go through a transaction.");
            }

            if (statement.Type == NativeStatementType.Explain || !AnyNeedsText(statement))
            {
                return statement;
            }

            var wrapped = connection.Prepare(WithText(statement, text, castUnknown: false));
            statement.Dispose();
            return wrapped;
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }

    private static bool AnyNeedsText(DuckDbStatement statement)
    {
        for (var i = 0; i < statement.ColumnCount; i++)
        {
            if (NeedsText(statement.ColumnType(i), castUnknown: false))
            {
                return true;
            }
        }

        return false;
    }

    private static bool NeedsText(NativeType type, bool castUnknown) =>
        !VectorReader.HasLaneForm(type) && (castUnknown || type is not (NativeType.Invalid or NativeType.Any or NativeType.SqlNull));

    /// <summary>The same query with intervals, lists, structures and the like as text, which is how the engine itself prints them.</summary>
    private static string WithText(DuckDbStatement statement, string text, bool castUnknown)
    {
        var inner = new StringBuilder();
        var outer = new StringBuilder("select ");
        for (var i = 0; i < statement.ColumnCount; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"c{i}");
            var comma = i == 0 ? "" : ", ";
            inner.Append(comma).Append(name);
            outer.Append(comma)
                .Append(NeedsText(statement.ColumnType(i), castUnknown) ? $"cast({name} as varchar)" : name)
                .Append(" as ").Append(SqlName.Quote(statement.ColumnName(i)));
        }

        return $"{outer} from (\n{text.AsSpan().TrimEnd().TrimEnd(';')}\n) as suwen_result({inner})";
    }

    private static unsafe VectorReader[]? Readers(ref NativeResult result, out ResultColumn[] columns)
    {
        var count = (int)NativeMethods.duckdb_column_count(ref result);
        columns = new ResultColumn[count];
        var readers = new VectorReader[count];
        for (var i = 0; i < count; i++)
        {
            var type = NativeMethods.duckdb_column_logical_type(ref result, (ulong)i);
            var reader = VectorReader.For(type);
            NativeMethods.duckdb_destroy_logical_type(ref type);
            if (reader is null)
            {
                return null;
            }

            readers[i] = reader;
            columns[i] = new ResultColumn(NativeMethods.ToText(NativeMethods.duckdb_column_name(ref result, (ulong)i)), reader.Target);
        }

        return readers;
    }
}
