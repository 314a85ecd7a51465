using System.Globalization;
using Npgsql;

namespace Suwen.Storage.Postgres;

/// <summary>The warehouse on PostgreSQL, or on a cluster that speaks its dialect.</summary>
public sealed class PostgresWarehouse : IWarehouse
{
    /// <summary>Names Suwen's writer among advisory locks: "suwen" in ASCII.</summary>
    private const long WriterLock = 0x737577656E;

    private readonly NpgsqlDataSource readers;
    private readonly NpgsqlDataSource writers;
    private readonly SemaphoreSlim writing = new(1, 1);
    private bool disposed;

    private PostgresWarehouse(NpgsqlDataSource readers, NpgsqlDataSource writers)
    {
        this.readers = readers;
        this.writers = writers;
    }

    public SqlDialect Dialect => SqlDialect.Postgres;

    /// <summary>Connects, and checks that the database can hold the warehouse: encoding UTF8. Creates schema <c>cdr</c> when it is not there. The connection string is in Npgsql's form, <c>Host=…;Username=…;Password=…;Database=…</c>.</summary>
    /// <exception cref="WarehouseException">The server cannot be reached, or the database does not fit.</exception>
    public static async Task<PostgresWarehouse> OpenAsync(string connectionString, PostgresOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new PostgresOptions();
        var warehouse = new PostgresWarehouse(
            DataSource(connectionString, Math.Max(1, options.MaxReaders), ReaderSettings(options)),
            DataSource(connectionString, 2, ""));
        try
        {
            await warehouse.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return warehouse;
        }
        catch
        {
            await warehouse.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task<IQueryResult> QueryAsync(SqlStatement statement, ReadScope scope, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var scoped = ScopedSql.Apply(statement, scope, SqlDialect.Postgres);
        var connection = await ConnectAsync(readers, cancellationToken).ConfigureAwait(false);
        try
        {
            return await PostgresQueryResult.StartAsync(connection, scoped, connection.DisposeAsync, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task<IWarehouseTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await ConnectAsync(writers, cancellationToken).ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);

            // One writer also among processes; the lock ends with the transaction, however that ends.
            await ExecuteAsync(connection, new SqlStatement("select pg_advisory_xact_lock($1)", WriterLock), cancellationToken).ConfigureAwait(false);
            return new PostgresTransaction(connection, transaction, () => writing.Release());
        }
        catch
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            writing.Release();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!disposed)
        {
            disposed = true;
            await readers.DisposeAsync().ConfigureAwait(false);
            await writers.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal static NpgsqlCommand Command(NpgsqlConnection connection, SqlStatement statement)
    {
        if (statement.Text.Contains('\0', StringComparison.Ordinal))
        {
            throw new WarehouseException(WarehouseFault.Statement, "A statement cannot hold the character U+0000.");
        }

        if (string.IsNullOrWhiteSpace(statement.Text))
        {
            throw new WarehouseException(WarehouseFault.Statement, "The statement is empty.");
        }

#pragma warning disable CA2100 // Statements are the product's own or have passed UserSql; values are parameters.
        var command = new NpgsqlCommand(statement.Text, connection);
#pragma warning restore CA2100
        PostgresParameters.Add(command, statement.Parameters);
        return command;
    }

    internal static async Task<long> ExecuteAsync(NpgsqlConnection connection, SqlStatement statement, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, statement);
        try
        {
            return Math.Max(0, await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (PostgresErrors.IsMapped(e))
        {
            throw PostgresErrors.Create(e, cancellationToken);
        }
    }

    private static string ReaderSettings(PostgresOptions options)
    {
        var timeout = options.StatementTimeout is { } limit ? string.Create(CultureInfo.InvariantCulture, $" -c statement_timeout={(long)limit.TotalMilliseconds}") : "";

        // A reader cannot write, whatever the text says.
        return " -c default_transaction_read_only=on" + timeout;
    }

    private static NpgsqlDataSource DataSource(string connectionString, int connections, string settings)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            SearchPath = "cdr",
            Timezone = "UTC",
            CommandTimeout = 0,
            MaxPoolSize = connections,
            IncludeErrorDetail = false,
            ApplicationName = "suwen",
        };
        builder.Options = (builder.Options + " -c client_min_messages=warning -c standard_conforming_strings=on" + settings).Trim();
        return NpgsqlDataSource.Create(builder);
    }

    private static async Task<NpgsqlConnection> ConnectAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresErrors.IsMapped(e))
        {
            throw PostgresErrors.Create(e, cancellationToken);
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(writers, cancellationToken).ConfigureAwait(false);
        await using var command = Command(connection, "select pg_encoding_to_char(encoding) from pg_database where datname = current_database()");
        var encoding = (string?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        if (encoding != "UTF8")
        {
            throw new WarehouseException(WarehouseFault.Platform, $"The database has encoding {encoding}; Suwen needs UTF8: create it with `create database … encoding 'UTF8' lc_collate 'C' lc_ctype 'C' template template0`.");
        }

        await ExecuteAsync(connection, "create schema if not exists cdr", cancellationToken).ConfigureAwait(false);
    }
}
