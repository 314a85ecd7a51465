using System.Diagnostics;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Sources.Files;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.Ingest;

/// <summary>Files to take in.</summary>
/// <param name="Paths">Files and folders, absolute.</param>
/// <param name="Source">The sending system's name; null to name it after each path's folder.</param>
/// <param name="Kind">The door for every file; null to recognise each.</param>
/// <param name="Mapping">The mapping file for tables.</param>
internal sealed record IngestRequest(IReadOnlyList<string> Paths, string? Source, string? Kind, string? Mapping);

/// <summary>What became of one file. A file found in a folder that no door recognises is passed over; one that was named is refused.</summary>
internal sealed record FileResult(string Path, string Source, string? Kind, long Entries, long Bytes, FileRefusal? Refusal, bool IsPassedOver)
{
    /// <summary>True where the file was refused because a door failed on it, which is no fault of the file.</summary>
    public bool IsDefect { get; init; }
}

/// <summary>Records of one source and kind by what became of them.</summary>
internal sealed record OutcomeCount(string Source, string RecordKind, string Disposition, long Records);

/// <summary>Records set aside for one reason at one place.</summary>
internal sealed record RejectCount(string Source, string ReasonCode, string Path, string Detail, long Records);

/// <summary>What became of everything taken in.</summary>
/// <param name="Files">What became of each file.</param>
/// <param name="Outcomes">Records by what became of them.</param>
/// <param name="Rejects">Records set aside.</param>
/// <param name="Rows">Rows written.</param>
/// <param name="Elapsed">Time taken.</param>
internal sealed record IngestOutcome(IReadOnlyList<FileResult> Files, IReadOnlyList<OutcomeCount> Outcomes, IReadOnlyList<RejectCount> Rejects, long Rows, TimeSpan Elapsed)
{
    /// <summary>Folders that were named, hold several folders with files, and were taken as one source each.</summary>
    public IReadOnlyList<string> TakenAsOne { get; init; } = [];

    public long Bytes => Files.Sum(f => f.Bytes);

    public long Of(string disposition) => Outcomes.Where(o => o.Disposition == disposition).Sum(o => o.Records);

    public long Received => Outcomes.Sum(o => o.Records);
}

/// <summary>How far an ingestion has come.</summary>
internal readonly record struct IngestProgress(int FilesDone, int Files, long Bytes, long RecordsLoaded);

/// <summary>Lands files through their doors and waits until what they hold is loaded.</summary>
internal static class FileIngestion
{
    private const int HeadBytes = 64 << 10;

    public static async Task<IngestOutcome> RunAsync(SuwenNode node, IngestRequest request, Action<IngestProgress> report, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var (files, takenAsOne) = Find(request, node.Settings);
        var before = node.Journal.End;
        var rowsBefore = node.Gate.Counters.Rows;
        var recordsBefore = node.Gate.Counters.Received;
        var results = new List<FileResult>();
        long bytes = 0;
        foreach (var file in files)
        {
            var landedBefore = bytes;
            var done = results.Count;
            var progress = new InlineProgress(read => report(new IngestProgress(done, files.Count, landedBefore + read, node.Gate.Counters.Received - recordsBefore)));
            var result = await LandAsync(node, file, request, progress, cancellationToken);
            bytes += result.Bytes;
            results.Add(result);
            report(new IngestProgress(results.Count, files.Count, bytes, node.Gate.Counters.Received - recordsBefore));
        }

        var end = node.Journal.End;
        await node.WaitUntilLoadedAsync(end, cancellationToken);
        var rows = node.Gate.Counters.Rows - rowsBefore;
        var (outcomes, rejects) = await CountAsync(node, before, end, results, cancellationToken);
        return new IngestOutcome(results, outcomes, rejects, rows, watch.Elapsed) { TakenAsOne = takenAsOne };
    }

    /// <summary>Lands one file through the door that recognises it, without waiting until it is loaded.</summary>
    public static Task<FileResult> LandFileAsync(SuwenNode node, string path, string source, string? mapping, CancellationToken cancellationToken) =>
        LandAsync(node, new FoundFile(path, source, true), new IngestRequest([path], source, null, mapping), new InlineProgress(static _ => { }), cancellationToken);

    private static async Task<FileResult> LandAsync(SuwenNode node, FoundFile file, IngestRequest request, IProgress<long> progress, CancellationToken cancellationToken)
    {
        FileResult Refused(string where, string what, string whatToDo, bool passOver) =>
            new(file.Path, file.Source, null, 0, 0, new FileRefusal(where, what, whatToDo), passOver && !file.IsNamed);

        byte[] head;
        try
        {
            head = await ReadHeadAsync(file.Path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refused("the file", "It cannot be read.", "Check that it exists and that the user who runs suwen may read it.", passOver: false);
        }

        if (head.Length == 0)
        {
            return Refused("byte 0", "The file is empty.", "Send the file again, or leave it out.", passOver: true);
        }

        var door = request.Kind is { } kind
            ? node.FileDoors.First(d => d.Kind == kind)
            : node.FileDoors.FirstOrDefault(d => d.Recognises(file.Path, head));
        if (door is null)
        {
            return Refused("the first bytes", "No door recognises the file.", "Name its format with --as: " + string.Join(", ", SourceCatalogue.FileKinds) + ".", passOver: true);
        }

        try
        {
            var outcome = await door.LandAsync(new FileToLand(file.Path, file.Source, request.Mapping), node.Journal, progress, cancellationToken);
            return new FileResult(file.Path, file.Source, door.Kind, outcome.Entries, outcome.Bytes, outcome.Refusal, false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The journal's own faults are LandingExceptions: this is the file, on a network drive or a medium that was taken away.
            return Refused("the file", "It was there and can no longer be read.", "See that it stays in its place until it is read, and ingest it again: what landed of it is not doubled.", passOver: false);
        }
#pragma warning disable CA1031 // A defect of one door must not keep the other files out: the file is refused with that reason.
        catch (Exception e) when (e is not (OperationCanceledException or LandingException or SuwenFault))
        {
            ServerLog.DoorFailed(node.Logger, door.Kind, e.GetType().Name, e.StackTrace ?? "");
            return Refused("the file", $"The door for {door.Kind} failed with {e.GetType().Name}, which is a defect of Suwen.", "Report it; the other files are not affected.", passOver: false) with { IsDefect = true };
        }
#pragma warning restore CA1031
    }

    private static async Task<byte[]> ReadHeadAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        var head = new byte[HeadBytes];
        var length = await stream.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, cancellationToken);
        return head[..length];
    }

    private static (List<FoundFile> Files, List<string> TakenAsOne) Find(IngestRequest request, NodeSettings settings)
    {
        var files = new List<FoundFile>();
        var takenAsOne = new List<string>();
        foreach (var path in request.Paths)
        {
            if (File.Exists(path))
            {
                files.Add(new FoundFile(path, request.Source ?? SourceFolders.NameOf(Path.GetDirectoryName(path)!), true));
            }
            else if (Directory.Exists(path))
            {
                var folders = new SourceFolders(path, settings);
                var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
                List<FoundFile> found = [.. Directory.EnumerateFiles(path, "*", options).Where(f => !IsMapping(f) && Path.GetFileName(f) != DataFolder.SettingsName).Order(StringComparer.Ordinal).Select(f => new FoundFile(f, request.Source ?? folders.SourceOf(f), false))];
                files.AddRange(found);
                if (request.Source is null && folders.AreTakenAsOne(found.Select(f => f.Path)))
                {
                    takenAsOne.Add(path);
                }
            }
            else
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", "There is no such file or folder.", path, "Check the path.");
            }
        }

        return files.Count > 0 ? (files, takenAsOne) : throw new SuwenFault(ExitCode.BadInput, "caller", "There is no file to take in.", string.Join(", ", request.Paths), "Name the files, or a folder that holds them; hidden files are left out.");
    }

    /// <summary>Mappings are read beside the tables that they belong to.</summary>
    internal static bool IsMapping(string path) =>
        Path.GetFileName(path).Equals("mapping.yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".mapping.yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".mapping.yml", StringComparison.OrdinalIgnoreCase);

    private static async Task<(IReadOnlyList<OutcomeCount> Outcomes, IReadOnlyList<RejectCount> Rejects)> CountAsync(SuwenNode node, LandingPosition after, LandingPosition end, List<FileResult> files, CancellationToken cancellationToken)
    {
        // Other doors may have landed meanwhile; what they brought comes under other sources, or another channel.
        var mine = files.Select(f => f.Source).ToHashSet(StringComparer.Ordinal);
        var scope = Authorisation.ForPlatform("ingest-summary");
        var outcomes = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Ingest/outcomes.sql"), after.Value, end.Value),
            scope,
            static (b, r) => new OutcomeCount(b[0].Text(r), b.TextOrNull(1, r) ?? "", b[2].Text(r), b[3].Lane(r)),
            cancellationToken);
        var rejects = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Ingest/rejects.sql"), after.Value, end.Value),
            scope,
            static (b, r) => new RejectCount(b[0].Text(r), b[1].Text(r), b.TextOrNull(2, r) ?? "", b.TextOrNull(3, r) ?? "", b[4].Lane(r)),
            cancellationToken);
        return ([.. outcomes.Where(o => mine.Contains(o.Source))], [.. rejects.Where(r => mine.Contains(r.Source))]);
    }

    private sealed record FoundFile(string Path, string Source, bool IsNamed);

    /// <summary>Reports on the thread that reads, so that no report comes after the end.</summary>
    private sealed class InlineProgress(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
