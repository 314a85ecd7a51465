using Suwen.Storage.Schema;

namespace Suwen.Storage;

/// <summary>The SQL dialect of an engine, for the few places where the portable subset does not reach.</summary>
public enum SqlDialect
{
    DuckDb,
    Postgres,
}

/// <summary>
/// A statement with its parameters, written <c>$1</c>, <c>$2</c> … Parameters are bool, int, long, double, decimal, DateOnly,
/// DateTime (wall clock), DateTimeOffset (instant), string, byte[] or null. Never put input into the text.
/// </summary>
public sealed record SqlStatement(string Text, params object?[] Parameters)
{
    public static implicit operator SqlStatement(string text) => new(text);
}

/// <summary>
/// The one seam to a database engine: DuckDB in process, or PostgreSQL and what speaks its dialect.
/// Statements use the portable subset; sessions are pinned to UTC and collation "C".
/// </summary>
public interface IWarehouse : IAsyncDisposable
{
    SqlDialect Dialect { get; }

    /// <summary>Runs a read and streams its result. The scope says who reads what for which purpose; tables outside it do not exist for the reader.</summary>
    /// <exception cref="WarehouseException">The statement is wrong, was cancelled by a limit, or the engine failed.</exception>
    Task<IQueryResult> QueryAsync(SqlStatement statement, ReadScope scope, CancellationToken cancellationToken);

    /// <summary>Begins a transaction of the one writer; waits until an earlier one has ended. Disposing without commit rolls back.</summary>
    Task<IWarehouseTransaction> BeginAsync(CancellationToken cancellationToken);
}

/// <summary>A running query. Batches are valid until the next call.</summary>
public interface IQueryResult : IAsyncDisposable
{
    IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>The next rows, or null at the end.</summary>
    ValueTask<ColumnBatch?> NextAsync(CancellationToken cancellationToken);
}

/// <summary>A transaction of the writer.</summary>
public interface IWarehouseTransaction : IAsyncDisposable
{
    /// <summary>Runs a statement and answers the number of rows changed.</summary>
    Task<long> ExecuteAsync(SqlStatement statement, CancellationToken cancellationToken);

    /// <summary>Reads inside the transaction: sees its own writes.</summary>
    Task<IQueryResult> QueryAsync(SqlStatement statement, ReadScope scope, CancellationToken cancellationToken);

    /// <summary>Bulk-loads rows. The batch's columns are matched to the table's by name; columns left out are null.</summary>
    Task AppendAsync(Table table, ColumnBatch rows, CancellationToken cancellationToken);

    /// <summary>Creates (or replaces) a temporary table of this name, visible to this transaction only, holding the rows.</summary>
    Task StageAsync(string name, ColumnBatch rows, CancellationToken cancellationToken);

    Task CommitAsync(CancellationToken cancellationToken);
}

/// <summary>Whose fault a failed statement is.</summary>
public enum WarehouseFault
{
    /// <summary>The statement itself: syntax, unknown name, wrong type, a value out of range.</summary>
    Statement,

    /// <summary>A constraint or a concurrent change; retrying may help.</summary>
    Conflict,

    /// <summary>A limit of time, rows or memory was reached.</summary>
    Limit,

    /// <summary>Disk, file, network or the engine.</summary>
    Platform,
}

/// <summary>An engine refused or failed a statement. The message never holds a parameter's value.</summary>
public sealed class WarehouseException : Exception
{
    public WarehouseException(WarehouseFault fault, string message, Exception? inner = null)
        : base(message, inner)
    {
        Fault = fault;
    }

    public WarehouseFault Fault { get; }

    /// <summary>SQLSTATE where the engine gives one.</summary>
    public string? SqlState { get; init; }
}
