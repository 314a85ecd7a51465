using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Suwen.Storage.Tests.Postgres;

/// <summary>
/// The PostgreSQL server of the tests: that of SUWEN_TEST_POSTGRES, or else one that eng/postgres starts and that ends with this process.
/// Where none can be had the tests fail; they are never skipped.
/// </summary>
public sealed class PostgresCluster : IDisposable
{
    private static readonly Lock Gate = new();
    private readonly string? folder;

    public PostgresCluster()
    {
        lock (Gate)
        {
            ConnectionString = Environment.GetEnvironmentVariable("SUWEN_TEST_POSTGRES") is { Length: > 0 } given ? given : Start(out folder);
        }
    }

    public string ConnectionString { get; }

    /// <summary>An empty database of its own for one test.</summary>
    internal async Task<string> CreateDatabaseAsync(string options = "")
    {
        var name = "t" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"create database {name} {options}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    internal async Task DropDatabaseAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"drop database if exists {name} with (force)", connection);
        await command.ExecuteNonQueryAsync();
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        if (folder is not null)
        {
            Run("stop", folder);
        }
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
