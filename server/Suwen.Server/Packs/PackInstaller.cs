using Suwen.Scenarios;
using Suwen.Server.Node;

namespace Suwen.Server.Packs;

/// <summary>Puts a pack into the data folder: unpacked and checked beside it first, then moved into place at once.</summary>
internal static class PackInstaller
{
    /// <exception cref="SuwenFault">The zip is refused, or the pack has faults.</exception>
    public static async Task<Pack> InstallAsync(SuwenNode node, PackDesk desk, string source, CancellationToken cancellationToken)
    {
        var waiting = Path.Combine(node.Folder.Packs, ".install-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(waiting);
        try
        {
            var folder = Directory.Exists(source) ? Copy(source, waiting) : Unpack(node, source, waiting);
            var installed = PackLibrary.Folders(desk.Roots);
            var pack = await PackLibrary.LoadAsync(folder, SiteValueSets.None, cancellationToken, installed.GetValueOrDefault);
            if (!pack.IsValid)
            {
                throw new SuwenFault(ExitCode.BadInput, "source", $"The pack has {pack.Faults.Count} faults: {string.Join(Environment.NewLine + "  ", pack.Faults)}", source, "Get a corrected one from its author.");
            }

            foreach (var user in desk.UsersOf(pack.Id))
            {
                if (await desk.FaultWithAsync(user, pack.Id, folder, cancellationToken) is { } broken && await desk.FindAsync(user, cancellationToken) is { IsValid: true })
                {
                    throw new SuwenFault(ExitCode.BadInput, "source", $"With this {pack.Id} the installed pack {user} would have a fault: {broken}", source, $"Install a {user} that fits first, or remove it.");
                }
            }

            var target = Path.Combine(node.Folder.Packs, pack.Id);
            if (Directory.Exists(target))
            {
                Directory.Move(target, Path.Combine(waiting, ".earlier"));
            }

            Directory.Move(folder, target);
            return pack;
        }
        catch (PackArchiveException e)
        {
            throw new SuwenFault(ExitCode.BadInput, "source", e.Message, source, e.WhatToDo, e);
        }
        finally
        {
            Directory.Delete(waiting, recursive: true);
        }
    }

    private static string Unpack(SuwenNode node, string source, string waiting)
    {
        if (!File.Exists(source))
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "There is no such file.", source, "Name a zip or a folder.");
        }

        var settings = node.Settings.Packs;
        var keys = (settings?.TrustedKeys ?? []).Select(k => k.Contains("-----BEGIN", StringComparison.Ordinal) ? k : File.ReadAllText(Path.Combine(node.Folder.Root, k))).ToList();
        return PackArchive.Unpack(source, waiting, keys, settings?.AllowUnsigned ?? false, out _);
    }

    private static string Copy(string source, string waiting)
    {
        var target = Path.Combine(waiting, Path.GetFileName(Path.TrimEndingDirectorySeparator(source)));
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(file, path);
        }

        return target;
    }
}
