using System.CommandLine;
using System.Globalization;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen backup DIR</c></summary>
internal static class BackupCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var target = new Argument<string>("DIR") { Description = "A folder that does not exist yet, or is empty." };
        var command = new Command("backup", "Copy the data folder while it is in use.") { target };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                var folder = run.Resolve(parsed.GetRequiredValue(target));
                var manifest = await Backup.WriteAsync(run.Node, folder, cancel);
                await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Backed up to {folder}: {manifest.Files.Count:N0} files, {manifest.Files.Sum(f => f.Bytes) / 1_000_000.0:N1} MB, landing up to {manifest.LandingEnd}, {manifest.Persons:N0} persons."));
                return ExitCode.Success;
            },
            token));
        return command;
    }
}

/// <summary><c>suwen restore DIR</c></summary>
internal static class RestoreCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var backup = new Argument<string>("DIR") { Description = "A folder that suwen backup wrote." };
        var command = new Command("restore", "Make a data folder from a backup, and verify it. The folder named by --data must be empty or absent.") { backup };
        command.SetAction((parsed, token) => host.RunAloneAsync(
            cancel => RunAsync(host, Path.GetFullPath(parsed.GetRequiredValue(backup), host.WorkingDirectory), DataOption.FolderOf(parsed, data), cancel), token));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, string backup, DataFolder target, CancellationToken cancellationToken)
    {
        if (await ServerDescription.FindAsync(target, cancellationToken) is not null || FolderLock.IsHeld(target))
        {
            throw new SuwenFault(ExitCode.Fault, "caller", "A server or command works on the folder to restore to.", target.Root, "Stop it and move its folder away, or restore to another folder with --data.");
        }

        await host.Error.WriteLineAsync("Checking the backup …");
        var manifest = await Backup.ReadManifestAsync(backup, cancellationToken);
        await Backup.CheckAsync(backup, manifest, cancellationToken);
        await host.Error.WriteLineAsync("Copying …");
        await Backup.RestoreAsync(backup, manifest, target, cancellationToken);
        await host.Error.WriteLineAsync("Opening and verifying …");
        using var logging = NodeLogging.Create();
        await using var node = await SuwenNode.OpenAsync(target, TimeProvider.System, logging.CreateLogger("Suwen"), cancellationToken, isRestored: true);
        File.Delete(target.UnfinishedRestore);
        return await VerifyCommand.RunAsync(node, host.Out, cancellationToken);
    }
}
