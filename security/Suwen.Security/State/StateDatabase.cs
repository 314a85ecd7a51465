using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace Suwen.Security.State;

/// <summary>
/// The application state: what people decide and do that changes no row of the warehouse (users, tickets, queues, descriptions, run
/// history). One SQLite file; each area has tables of its own, made by its own numbered SQL files. What changes rows is landed instead
/// (<c>governance/…/Gate/Decisions</c>), and a table here may be its working copy.
/// </summary>
/// <remarks>Instants are UTC ticks in an INTEGER column: SQLite cannot compare a DateTimeOffset.</remarks>
public sealed class StateDatabase
{
    private readonly string connectionString;

    private StateDatabase(string path) =>
        connectionString = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, Pooling = false, DefaultTimeout = 30 }.ToString();

    /// <summary>Opens (or makes) the file and brings the area's tables to the newest version.</summary>
    /// <param name="path">The SQLite file, shared by all areas.</param>
    /// <param name="area">Name of the area, a lower-case word: <c>quality</c>. Its tables begin with it.</param>
    /// <param name="assembly">Holds the migrations as embedded files.</param>
    /// <param name="prefix">What the names of those files begin with, before <c>0001_name.sql</c>.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InvalidDataException">The file was written by a newer Suwen, or a migration differs from the one that ran.</exception>
    public static StateDatabase Open(string path, string area, Assembly assembly, string prefix, TimeProvider time)
    {
        var database = new StateDatabase(path);
        using var connection = database.Connect();
        using (var mode = connection.CreateCommand())
        {
            mode.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
            mode.ExecuteNonQuery();
        }

        StateMigrations.Run(connection, assembly, prefix, area, time);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return database;
    }

    /// <summary>A connection of one's own, open. Waits up to 30 seconds where another one is writing.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }

    /// <summary>Runs one statement.</summary>
    /// <param name="sql">The statement, with named parameters.</param>
    /// <param name="values">Their values; null is NULL.</param>
    /// <returns>Rows changed.</returns>
    public int Run(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var connection = Connect();
        return Execute(connection, sql, values);
    }

    /// <summary>Runs one statement on a connection, in its transaction where it has one.</summary>
    /// <returns>Rows changed.</returns>
    public static int Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Rows of a query.</summary>
    /// <param name="sql">The query, with named parameters.</param>
    /// <param name="read">Reads the row on which the reader stands.</param>
    /// <param name="values">Values of the parameters; null is NULL.</param>
    public IReadOnlyList<T> Read<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var connection = Connect();
        using var command = Command(connection, sql, values);
        return Rows(command, read);
    }

    /// <summary>All rows that a command answers.</summary>
    public static List<T> Rows<T>(SqliteCommand command, Func<SqliteDataReader, T> read)
    {
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>The first row of a query; the type's default where there is none.</summary>
    public T? First<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values) =>
        Read(sql, read, values) is [var first, ..] ? first : default;

    /// <summary>A command with its parameters, in the connection's transaction where it has one.</summary>
    public static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = CommandOf(connection, sql);
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    /// <summary>A command whose parameters are <c>$1</c>, <c>$2</c> … in their order, in the connection's transaction where it has one.</summary>
    public static SqliteCommand Numbered(SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = CommandOf(connection, sql);
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i + 1}"), values[i] ?? DBNull.Value);
        }

        return command;
    }

    /// <summary>Runs one statement with numbered parameters on a connection, in its transaction where it has one.</summary>
    /// <returns>Rows changed.</returns>
    public static int ExecuteNumbered(SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using var command = Numbered(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    private static SqliteCommand CommandOf(SqliteConnection connection, string sql)
    {
        // The connection gives the command its transaction.
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements are constants of their callers; values come as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
