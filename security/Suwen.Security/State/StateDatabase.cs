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
}
