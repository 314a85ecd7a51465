using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Suwen.Security.State;

/// <summary>
/// Brings one area's tables in the application state to the newest version by the numbered SQL files embedded in an assembly, each in
/// its own transaction. A file that has run must not change: its hash is kept and compared.
/// </summary>
internal static class StateMigrations
{
    /// <summary>The version table of an area; that of the users is the oldest and has the plain name.</summary>
    private static string VersionTable(string area) => area == "users" ? "schema_version" : "schema_version_" + area;

    public static void Run(SqliteConnection connection, Assembly assembly, string prefix, string area, TimeProvider time)
    {
        Execute(connection, null, $"CREATE TABLE IF NOT EXISTS {VersionTable(area)} (number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, applied_at INTEGER NOT NULL)");
        var applied = Applied(connection, area);
        var files = Files(assembly, prefix);
        foreach (var (number, hash) in applied)
        {
            if (!files.TryGetValue(number, out var file))
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Platform: the application state of {area} has version {number}, which this Suwen does not know. Use the newer Suwen that wrote it."));
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
                Apply(connection, area, number, file, time);
            }
        }
    }

    private static void Apply(SqliteConnection connection, string area, int number, MigrationFile file, TimeProvider time)
    {
        using var transaction = connection.BeginTransaction();
        Execute(connection, transaction, file.Text);
        using var note = connection.CreateCommand();
        note.Transaction = transaction;
#pragma warning disable CA2100 // The area is a constant of the code, never input.
        note.CommandText = $"INSERT INTO {VersionTable(area)} (number, name, hash, applied_at) VALUES ($number, $name, $hash, $at)";
#pragma warning restore CA2100
        note.Parameters.AddWithValue("$number", number);
        note.Parameters.AddWithValue("$name", file.Name);
        note.Parameters.AddWithValue("$hash", file.Hash);
        note.Parameters.AddWithValue("$at", time.GetUtcNow().UtcTicks);
        note.ExecuteNonQuery();
        transaction.Commit();
    }

    private static Dictionary<int, string> Applied(SqliteConnection connection, string area)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The area is a constant of the code, never input.
        command.CommandText = $"SELECT number, hash FROM {VersionTable(area)}";
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var applied = new Dictionary<int, string>();
        while (reader.Read())
        {
            applied.Add(reader.GetInt32(0), reader.GetString(1));
        }

        return applied;
    }

    private static SortedDictionary<int, MigrationFile> Files(Assembly assembly, string prefix)
    {
        var files = new SortedDictionary<int, MigrationFile>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (resource.StartsWith(prefix, StringComparison.Ordinal))
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                var text = reader.ReadToEnd();
                var name = resource[prefix.Length..];
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
