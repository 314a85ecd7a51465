using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Suwen.Storage.Tests.Postgres;

/// <summary>
/// The PostgreSQL server of the tests: that of SUWEN_TEST_POSTGRES, or else one that eng/postgres starts and that ends with this process.
/// Where none can be had the tests fail; they are never skipped.
/// </summary>
public sealed class PostgresCluster : IAsyncLifetime
{
    private static readonly Lock Gate = new();
    private readonly ConcurrentBag<string> free = [];
    private readonly ConcurrentBag<string> databases = [];
    private readonly string? folder;

    public PostgresCluster()
    {
        lock (Gate)
        {
            ConnectionString = Environment.GetEnvironmentVariable("SUWEN_TEST_POSTGRES") is { Length: > 0 } given ? given : Start(out folder);
        }
    }

    public string ConnectionString { get; }

    /// <summary>An empty database for one test, new or emptied.</summary>
    internal async Task<string> TakeDatabaseAsync()
    {
        if (free.TryTake(out var known))
        {
            return known;
        }

        var database = await CreateDatabaseAsync("");
        databases.Add(database);
        return database;
    }

    /// <summary>Empties a database for the next test; that is much quicker than making another.</summary>
    internal async Task ReturnDatabaseAsync(string database)
    {
        await ExecuteAsync(database, "drop schema if exists cdr, sys, history, cdm cascade");
        free.Add(database);
    }

    internal async Task<string> CreateDatabaseAsync(string options)
    {
        var name = "suwen_test_" + Guid.NewGuid().ToString("N");
        await ExecuteAsync(ConnectionString, $"create database {name} {options}");
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    internal Task DropDatabaseAsync(string database) =>
        ExecuteAsync(ConnectionString, $"drop database if exists {new NpgsqlConnectionStringBuilder(database).Database} with (force)");

    public async Task DisposeAsync()
    {
        if (folder is not null)
        {
            Run("stop", folder);
            return;
        }

        foreach (var database in databases)
        {
            await DropDatabaseAsync(database);
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false, Options = "-c client_min_messages=warning" }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Start(out string folder)
    {
        var lines = Run("start", "--owner", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        folder = lines[1];
        return lines[0];
    }

    private static string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Script());
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException("The tests need a PostgreSQL server. " + errors.Result);
    }

    private static string Script([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../eng/postgres"));
}

[CollectionDefinition(nameof(PostgresTestGroup))]
public sealed class PostgresTestGroup : ICollectionFixture<PostgresCluster>;
