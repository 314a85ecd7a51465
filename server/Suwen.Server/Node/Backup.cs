using System.Security.Cryptography;
using System.Text.Json;
using Suwen.Security;
using Suwen.Storage.Landing;

namespace Suwen.Server.Node;

/// <summary>A file of a backup.</summary>
internal sealed record BackedUpFile(string Path, long Bytes, string Sha256);

/// <summary>What a backup holds; written last, so that a folder without it is not a whole backup.</summary>
internal sealed record BackupManifest(int Format, string Version, DateTimeOffset WrittenAt, string LandingEnd, string LoadedThrough, long Persons, IReadOnlyList<BackedUpFile> Files)
{
    public const int CurrentFormat = 1;
}

/// <summary>
/// Backs a data folder up while it is in use, and restores one. The order is the promise: first the warehouse, then the application
/// state, the audit and the keys, and the landing area last, so that it holds everything that the others know of and more.
/// </summary>
internal static class Backup
{
    private const string ManifestName = "manifest.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<BackupManifest> WriteAsync(SuwenNode node, string folder, CancellationToken cancellationToken)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "The folder for the backup is not empty.", folder, "Name a new folder for each backup.");
        }

        var target = new DataFolder(folder);
        MakePrivate(folder);
        var loadedThrough = node.Gate.LoadedThrough;
        var persons = await node.CopyWarehouseAsync(target.Warehouse, cancellationToken);
        node.Users.CopyTo(target.Application);
        CopyTree(node.Folder.Audit, target.Audit);
        CopyTree(node.Folder.Keys, target.Keys);
        CopyIfPresent(node.Folder.Settings, target.Settings);
        CopyIfPresent(node.Folder.FirstLogin, target.FirstLogin);
        await node.Journal.CopyToAsync(target.Landing, cancellationToken);
        var files = new List<BackedUpFile>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            files.Add(new BackedUpFile(Path.GetRelativePath(folder, file).Replace('\\', '/'), new FileInfo(file).Length, await HashAsync(file, cancellationToken)));
        }

        var manifest = new BackupManifest(BackupManifest.CurrentFormat, ProductVersion.Text, node.Time.GetUtcNow(), node.Journal.End.ToString(), loadedThrough.ToString(), persons, files);
        await File.WriteAllTextAsync(Path.Combine(folder, ManifestName), JsonSerializer.Serialize(manifest, Json), cancellationToken);
        return manifest;
    }

    public static async Task<BackupManifest> ReadManifestAsync(string backup, CancellationToken cancellationToken)
    {
        var path = Path.Combine(backup, ManifestName);
        if (!File.Exists(path))
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "This is not a whole backup: it has no manifest.json.", backup, "Name a folder that suwen backup wrote to its end.");
        }

        try
        {
            var manifest = JsonSerializer.Deserialize<BackupManifest>(await File.ReadAllTextAsync(path, cancellationToken), Json);
            return manifest is { Format: BackupManifest.CurrentFormat, Files: not null }
                ? manifest
                : throw new SuwenFault(ExitCode.BadInput, "caller", "The backup is of a format that this suwen does not know.", path, "Restore it with the version of suwen that wrote it.");
        }
        catch (JsonException e)
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "The backup's manifest cannot be read.", path, "Use another backup.", e);
        }
    }

    /// <summary>Compares every file with the manifest.</summary>
    public static async Task CheckAsync(string backup, BackupManifest manifest, CancellationToken cancellationToken)
    {
        foreach (var file in manifest.Files)
        {
            var path = PathOf(backup, file);
            if (!File.Exists(path) || new FileInfo(path).Length != file.Bytes || await HashAsync(path, cancellationToken) != file.Sha256)
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", "A file of the backup is missing or was changed.", path, "Use another backup.");
            }
        }
    }

    public static async Task RestoreAsync(string backup, BackupManifest manifest, DataFolder target, CancellationToken cancellationToken)
    {
        if (Directory.Exists(target.Root) && Directory.EnumerateFileSystemEntries(target.Root).Any())
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "The folder to restore to is not empty.", target.Root, "Move it away, or name another folder with --data.");
        }

        MakePrivate(target.Root);
        await using (var marker = NewPrivateFile(target.UnfinishedRestore))
        {
            marker.Flush(flushToDisk: true);
        }

        foreach (var file in manifest.Files)
        {
            var path = PathOf(target.Root, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var from = new FileStream(PathOf(backup, file), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true);
            await using var to = NewPrivateFile(path);
            await from.CopyToAsync(to, cancellationToken);
            to.Flush(flushToDisk: true);
        }
    }

    /// <summary>A manifest is data: its paths must stay within the folder.</summary>
    private static string PathOf(string folder, BackedUpFile file)
    {
        var path = Path.GetFullPath(Path.Combine(folder, file.Path));
        return path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new SuwenFault(ExitCode.BadInput, "caller", "The backup's manifest names a file outside the backup.", ManifestName, "Do not use this backup.");
    }

    private static void CopyTree(string from, string to)
    {
        MakePrivate(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            if (!file.EndsWith(".tmp", StringComparison.Ordinal))
            {
                CopyShared(file, Path.Combine(to, Path.GetFileName(file)));
            }
        }
    }

    private static void CopyIfPresent(string from, string to)
    {
        if (File.Exists(from))
        {
            CopyShared(from, to);
        }
    }

    /// <summary>Copies a file that is being appended to: as far as it goes now.</summary>
    private static void CopyShared(string from, string to)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var target = NewPrivateFile(to);
        source.CopyTo(target);
    }

    private static FileStream NewPrivateFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    private static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
