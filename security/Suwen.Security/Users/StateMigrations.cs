using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Suwen.Security.Users;

/// <summary>
/// Brings the application state to the newest version by the numbered SQL files embedded in an assembly, each in its own
/// transaction. A file that has run must not change: its hash is kept and compared.
/// </summary>
internal static class StateMigrations
{
    private const string Prefix = "Suwen.Security.Users.Migrations.";

    public static void Run(SqliteConnection connection, TimeProvider time)
    {
        Execute(connection, null, "CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, applied_at INTEGER NOT NULL)");
        var applied = Applied(connection);
        var files = Files();
        foreach (var (number, hash) in applied)
        {
            if (!files.TryGetValue(number, out var file))
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Platform: the application state has version {number}, which this Suwen does not know. Use the newer Suwen that wrote it."));
            }

            if (file.Hash != hash)
            {
                throw new InvalidDataException($"Platform: migration {file.Name} differs from the one that was run on this data folder. Migrations are never changed, only added.");
            }
        }

        foreach (var (number, file) in files)
        {
            if (!applied.ContainsKey(number))
            {
                Apply(connection, number, file, time);
            }
        }
    }

    private static void Apply(SqliteConnection connection, int number, MigrationFile file, TimeProvider time)
    {
        using var transaction = connection.BeginTransaction();
        Execute(connection, transaction, file.Text);
        using var note = connection.CreateCommand();
        note.Transaction = transaction;
        note.CommandText = "INSERT INTO schema_version (number, name, hash, applied_at) VALUES ($number, $name, $hash, $at)";
        note.Parameters.AddWithValue("$number", number);
        note.Parameters.AddWithValue("$name", file.Name);
        note.Parameters.AddWithValue("$hash", file.Hash);
        note.Parameters.AddWithValue("$at", time.GetUtcNow().UtcTicks);
        note.ExecuteNonQuery();
        transaction.Commit();
    }

    private static Dictionary<int, string> Applied(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT number, hash FROM schema_version";
        using var reader = command.ExecuteReader();
        var applied = new Dictionary<int, string>();
        while (reader.Read())
        {
            applied.Add(reader.GetInt32(0), reader.GetString(1));
        }

        return applied;
    }

    private static SortedDictionary<int, MigrationFile> Files()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var files = new SortedDictionary<int, MigrationFile>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (resource.StartsWith(Prefix, StringComparison.Ordinal))
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                var text = reader.ReadToEnd();
                var name = resource[Prefix.Length..];
                files.Add(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), new MigrationFile(name, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))));
            }
        }

        return files;
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction? transaction, string text)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The text is a file of this assembly.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private sealed record MigrationFile(string Name, string Text, string Hash);
}
