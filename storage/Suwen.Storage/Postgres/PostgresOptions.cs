namespace Suwen.Storage.Postgres;

/// <summary>How a PostgreSQL database is used.</summary>
public sealed record PostgresOptions
{
    /// <summary>Connections that readers may hold at once; more of them wait.</summary>
    public int MaxReaders { get; init; } = 20;

    /// <summary>Time after which the server ends a reader's statement; null means no limit.</summary>
    public TimeSpan? StatementTimeout { get; init; }
}
