using System.Text;

namespace Suwen.Storage.DuckDb;

/// <summary>One connection to a DuckDB database. Not thread-safe: one statement at a time.</summary>
internal sealed unsafe class DuckDbConnection : IDisposable
{
    private nint handle;
    private DuckDbStatement? begin;
    private DuckDbStatement? rollback;

    public DuckDbConnection(nint handle)
    {
        this.handle = handle;
    }

    public nint Handle => handle;

    /// <summary>Runs a statement, or without parameters several of them, and answers the rows changed by the last.</summary>
    public long Execute(SqlStatement statement, CancellationToken cancellationToken)
    {
        using var guard = InterruptGuard.Watch(handle, cancellationToken);
        try
        {
            using var extracted = new ExtractedStatements(handle, statement.Text);
            if (extracted.Count > 1 && statement.Parameters.Length > 0)
            {
                throw new WarehouseException(WarehouseFault.Statement, "Parameters are possible with a single statement only.");
            }

            long changed = 0;
            for (var i = 0; i < extracted.Count; i++)
            {
                using var prepared = extracted.Prepare(i);
                changed = prepared.Execute(statement.Parameters);
            }

            return changed;
        }
        catch (WarehouseException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>Begins a transaction that cannot write. Prepared once, since every read begins with it.</summary>
    public void BeginReading() => (begin ??= Prepare("begin transaction read only")).Execute([]);

    /// <summary>Ends what <see cref="BeginReading"/> began.</summary>
    public void EndReading() => (rollback ??= Prepare("rollback")).Execute([]);

    /// <summary>Prepares the only statement of a text.</summary>
    public DuckDbStatement Prepare(string text)
    {
        using var extracted = new ExtractedStatements(handle, text);
        return extracted.Count == 1
            ? extracted.Prepare(0)
            : throw new WarehouseException(WarehouseFault.Statement, $"One statement is expected, not {extracted.Count}.");
    }

    public void Dispose()
    {
        if (handle != 0)
        {
            begin?.Dispose();
            rollback?.Dispose();
            NativeMethods.duckdb_disconnect(ref handle);
            handle = 0;
        }
    }

    private readonly ref struct ExtractedStatements : IDisposable
    {
        private readonly nint connection;
        private readonly nint extracted;

        public ExtractedStatements(nint connection, string text)
        {
            this.connection = connection;
            if (text.Contains('\0', StringComparison.Ordinal))
            {
                throw new WarehouseException(WarehouseFault.Statement, "A statement cannot hold the character U+0000.");
            }

            var bytes = Encoding.UTF8.GetBytes(text + '\0');
            fixed (byte* pointer = bytes)
            {
                Count = (int)NativeMethods.duckdb_extract_statements(connection, pointer, out extracted);
            }

            if (Count == 0)
            {
                var message = NativeMethods.ToText(NativeMethods.duckdb_extract_statements_error(extracted));
                Dispose();
                throw message.Length > 0 ? DuckDbErrors.Create(message) : new WarehouseException(WarehouseFault.Statement, "The statement is empty.");
            }
        }

        public int Count { get; }

        public DuckDbStatement Prepare(int index)
        {
            if (NativeMethods.duckdb_prepare_extracted_statement(connection, extracted, (ulong)index, out var prepared) != NativeMethods.Success)
            {
                var message = NativeMethods.ToText(NativeMethods.duckdb_prepare_error(prepared));
                NativeMethods.duckdb_destroy_prepare(ref prepared);
                throw DuckDbErrors.Create(message);
            }

            return new DuckDbStatement(prepared);
        }

        public void Dispose()
        {
            var pointer = extracted;
            NativeMethods.duckdb_destroy_extracted(ref pointer);
        }
    }
}
