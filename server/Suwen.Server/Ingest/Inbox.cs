using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Storage.Landing;

namespace Suwen.Server.Ingest;

/// <summary>
/// The folder into which sources drop files: <c>inbox/SOURCE/</c>. A file is taken once it is complete: unchanged for some seconds, or
/// renamed from <c>NAME.part</c>. It lands through its door and then moves to <c>inbox/.done/SOURCE/</c>, or to <c>inbox/.failed/SOURCE/</c>
/// with an explanation beside it. A server that ends between the two lands the file again when it starts, which doubles nothing.
/// </summary>
/// <remarks>The folder is looked at and not listened to: events of the file system do not come from network drives.</remarks>
internal sealed class Inbox : BackgroundService
{
    public const string DoneName = ".done";
    public const string FailedName = ".failed";
    private const string PartEnding = ".part";
    private const string WhyEnding = ".why.txt";

    /// <summary>An empty file is more often one whose writer has not begun than one that is meant.</summary>
    private const int EmptyFactor = 10;
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(15);
    private static readonly string[] UnfinishedEndings = [PartEnding, ".tmp", ".filepart", ".crdownload"];

    private readonly SuwenNode node;
    private readonly string root;
    private Dictionary<string, Seen> seen = new(StringComparer.Ordinal);
    private DateTimeOffset notBefore;

    public Inbox(SuwenNode node)
    {
        this.node = node;
        root = node.Settings.Inbox is { } elsewhere ? Path.GetFullPath(elsewhere, node.Folder.Root) : node.Folder.Inbox;
    }

    /// <summary>Looks once, and takes what is complete.</summary>
    /// <returns>Files taken, whether they landed or were refused.</returns>
    public async Task<int> LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (now < notBefore || !Directory.Exists(root))
        {
            return 0;
        }

        var found = new Dictionary<string, Seen>(StringComparer.Ordinal);
        var complete = new List<(string Path, string Source)>();
        foreach (var folder in new DirectoryInfo(root).EnumerateDirectories("*", Options(false)).OrderBy(d => d.Name, StringComparer.Ordinal))
        {
            foreach (var file in folder.EnumerateFiles("*", Options(true)).OrderBy(f => f.FullName, StringComparer.Ordinal))
            {
                var state = Look(file, now);
                found[file.FullName] = state;
                if (state.IsComplete(now) && !FileIngestion.IsMapping(file.Name) && !IsUnfinished(file.Name))
                {
                    complete.Add((file.FullName, folder.Name));
                }
            }
        }

        seen = found;
        foreach (var (path, source) in complete)
        {
            await TakeAsync(path, source, now, cancellationToken);
            seen.Remove(path);
        }

        return complete.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            Directory.CreateDirectory(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ServerLog.InboxFailed(node.Logger, e.GetType().Name);
            return;
        }

        using var timer = new PeriodicTimer(Step, node.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await LookGuardedAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops; what was being landed is landed again at the next start.
        }
    }

    /// <summary>A full disk or a folder that cannot be read now may be better later: files stay where they are.</summary>
    private async Task LookGuardedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(node.Time.GetUtcNow(), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LandingException)
        {
            notBefore = node.Time.GetUtcNow() + PauseAfterFault;
            ServerLog.InboxFailed(node.Logger, e is LandingException ? e.Message : e.GetType().Name);
        }
    }

    private Seen Look(FileInfo file, DateTimeOffset now)
    {
        var before = seen.GetValueOrDefault(file.FullName);
        if (before is not null && before.Length == file.Length && before.Written == file.LastWriteTimeUtc)
        {
            return before;
        }

        // Its writer says that it is whole by taking the ending off.
        var isRenamed = before is null && seen.TryGetValue(file.FullName + PartEnding, out var part) && part.Length <= file.Length && !File.Exists(file.FullName + PartEnding);
        return new Seen(file.Length, file.LastWriteTimeUtc, now, isRenamed);
    }

    private async Task TakeAsync(string path, string source, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var result = await FileIngestion.LandFileAsync(node, path, source, MappingFor(path, Path.Combine(root, source)), cancellationToken);
        var target = Move(path, result.Refusal is null ? DoneName : FailedName, now);
        if (result.Refusal is { } refusal)
        {
            var landed = result.Entries == 0 ? "Nothing of the file has landed." : $"{result.Entries} entries of the file landed before this and are loaded; sent again they are not doubled.";
            await File.WriteAllTextAsync(target + WhyEnding, $"where: {refusal.Where}\nwhat: {refusal.What}\nwhat to do: {refusal.WhatToDo}\n\n{landed}\nPut the corrected file into {Path.Combine(root, source)} again.\n", cancellationToken);
            ServerLog.InboxRefused(node.Logger, source, result.Kind ?? "unknown", refusal.Where);
        }
        else
        {
            ServerLog.InboxTook(node.Logger, source, result.Kind!, result.Entries, result.Bytes);
        }
    }

    /// <summary>Moves a file out of the way under its own name; one of that name that is there already stays beside it.</summary>
    private string Move(string path, string to, DateTimeOffset now)
    {
        var target = Path.Combine(root, to, Path.GetRelativePath(root, path));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (File.Exists(target))
        {
            var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(target)}.{now:yyyyMMdd'T'HHmmssfff}{Path.GetExtension(target)}");
            target = Path.Combine(Path.GetDirectoryName(target)!, name);
        }

        File.Move(path, target, overwrite: true);
        return target;
    }

    /// <summary>
    /// The mapping of a table: the one of its own name beside it is found by the door; else the one whose name is the longest beginning of
    /// the file's, in its folder or above it up to the source's, so that <c>lab.mapping.yaml</c> serves <c>lab-2026-03-01.csv</c> and <c>mapping.yaml</c> every table.
    /// </summary>
    private static string? MappingFor(string path, string top)
    {
        var name = Path.GetFileName(path);
        for (var folder = Path.GetDirectoryName(path); folder is not null && folder.StartsWith(top, StringComparison.Ordinal); folder = Path.GetDirectoryName(folder))
        {
            var best = Directory.EnumerateFiles(folder).Where(f => FileIngestion.IsMapping(f) && name.StartsWith(StemOf(f), StringComparison.OrdinalIgnoreCase)).MaxBy(static f => StemOf(f).Length);
            if (best is not null)
            {
                return best;
            }
        }

        return null;
    }

    private static string StemOf(string mapping)
    {
        var name = Path.GetFileName(mapping);
        var end = name.LastIndexOf(".mapping.", StringComparison.OrdinalIgnoreCase);
        return end < 0 ? "" : name[..end];
    }

    private static bool IsUnfinished(string name) => UnfinishedEndings.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    /// <summary>Names that begin with a dot are not looked at, nor links: a link could lead out of the folder.</summary>
    private static EnumerationOptions Options(bool deep) => new()
    {
        RecurseSubdirectories = deep,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    private sealed record Seen(long Length, DateTime Written, DateTimeOffset Since, bool IsRenamed)
    {
        public bool IsComplete(DateTimeOffset now) => IsRenamed || now - Since >= Settled * (Length == 0 ? EmptyFactor : 1);
    }
}
