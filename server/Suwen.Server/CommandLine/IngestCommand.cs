using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Suwen.Server.Ingest;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen ingest PATH…</c></summary>
internal static class IngestCommand
{
    private const int MaxRefusalsShown = 50;
    private const double BytesPerMegabyte = 1_000_000;

    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var paths = new Argument<string[]>("PATH") { Arity = ArgumentArity.OneOrMore, Description = "Files and folders; folders are searched through." };
        var source = new Option<string?>("--source") { Description = "Name of the sending system. Otherwise that of the folder, or of the first folder below it that is a source by suwen.json (of the data folder, or in or beside the named folder)." };
        var kind = new Option<string?>("--as") { Description = "Format of the files, where it is not to be recognised: " + string.Join(", ", SourceCatalogue.FileKinds) + "." };
        var mapping = new Option<string?>("--mapping") { Description = "Mapping file for tables; otherwise NAME.mapping.yaml beside each, or mapping.yaml in its folder." };
        kind.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } given && !SourceCatalogue.FileKinds.Contains(given))
            {
                result.AddError($"--as {given}: there is no such format. There are: {string.Join(", ", SourceCatalogue.FileKinds)}.");
            }
        });
        var command = new Command("ingest", "Take files in, load them, and say what became of them.") { paths, source, kind, mapping };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            (run, cancel) => RunAsync(run, new IngestRequest([.. parsed.GetRequiredValue(paths).Select(run.Resolve)], parsed.GetValue(source), parsed.GetValue(kind), parsed.GetValue(mapping) is { } m ? run.Resolve(m) : null), cancel),
            token));
        return command;
    }

    private static async Task<int> RunAsync(CommandRun run, IngestRequest request, CancellationToken cancellationToken)
    {
        var line = new ProgressLine(run);
        var outcome = await FileIngestion.RunAsync(run.Node, request, line.Report, cancellationToken);
        await line.EndAsync();
        await WriteRefusalsAsync(run, outcome);
        await WriteSummaryAsync(run, outcome);
        if (outcome.Files.Any(f => f.IsDefect))
        {
            return ExitCode.Fault;
        }

        return outcome.Files.Any(f => f.Refusal is not null && !f.IsPassedOver) || outcome.Files.All(f => f.Refusal is not null) ? ExitCode.BadInput : ExitCode.Success;
    }

    private static async Task WriteRefusalsAsync(CommandRun run, IngestOutcome outcome)
    {
        var refused = outcome.Files.Where(f => f.Refusal is not null).OrderByDescending(f => f.IsDefect).ToList();
        foreach (var file in refused.Take(MaxRefusalsShown))
        {
            await run.Error.WriteLineAsync($"{(file.IsPassedOver ? "passed over" : "refused")}: {file.Path}\n  where: {file.Refusal!.Where}\n  what: {file.Refusal.What}\n  what to do: {file.Refusal.WhatToDo}");
        }

        if (refused.Count > MaxRefusalsShown)
        {
            await run.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"… and {refused.Count - MaxRefusalsShown} more files."));
        }
    }

    private static async Task WriteSummaryAsync(CommandRun run, IngestOutcome outcome)
    {
        foreach (var folder in outcome.TakenAsOne)
        {
            await run.Error.WriteLineAsync($"note: all folders below {folder} were taken as one source, {SourceFolders.NameOf(folder)}. Where they are several senders, name these under \"sources\" in {DataFolder.SettingsName} beside the folder or in the data folder: numbers of records and persons are a sender's own.");
        }

        string[] dispositions = ["loaded", "kept", "superseded", "quarantined", "duplicate", "erased"];
        var table = new TextTable(["source", "kind", "received", .. dispositions]) { RightAlignedFrom = 2 };
        foreach (var group in outcome.Outcomes.GroupBy(o => (o.Source, o.RecordKind)))
        {
            table.Add([group.Key.Source, group.Key.RecordKind, Number(group.Sum(o => o.Records)), .. dispositions.Select(d => Number(group.Where(o => o.Disposition == d).Sum(o => o.Records)))]);
        }

        table.Add(["total", "", Number(outcome.Received), .. dispositions.Select(d => Number(outcome.Of(d)))]);
        await table.WriteAsync(run.Out);
        foreach (var reject in outcome.Rejects)
        {
            await run.Out.WriteLineAsync($"quarantined {Number(reject.Records)} × {reject.ReasonCode} at {reject.Path} ({reject.Source}): {reject.Detail}");
        }

        var seconds = Math.Max(outcome.Elapsed.TotalSeconds, 0.001);
        var landed = outcome.Files.Count(f => f.Entries > 0);
        await run.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{landed} of {outcome.Files.Count} files, {outcome.Bytes / BytesPerMegabyte:N1} MB, {outcome.Rows:N0} rows in {seconds:N2} s: {outcome.Received / seconds:N0} records/s, {outcome.Rows / seconds:N0} rows/s, {outcome.Bytes / BytesPerMegabyte / seconds:N1} MB/s"));
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>One line on standard error, written over twice a second, where someone watches.</summary>
    private sealed class ProgressLine(CommandRun run)
    {
        private readonly long step = Stopwatch.Frequency / 2;
        private long next;
        private int width;

        public void Report(IngestProgress progress)
        {
            var now = Stopwatch.GetTimestamp();
            if (!run.ShowsProgress || now < next)
            {
                return;
            }

            next = now + step;
            var text = string.Create(CultureInfo.InvariantCulture, $"{progress.FilesDone} of {progress.Files} files, {progress.Bytes / BytesPerMegabyte:N1} MB, {progress.RecordsLoaded:N0} records loaded");
            run.Error.Write("\r" + text.PadRight(width));
            run.Error.FlushAsync().GetAwaiter().GetResult();
            width = text.Length;
        }

        public Task EndAsync() => width == 0 ? Task.CompletedTask : run.Error.WriteAsync("\r" + new string(' ', width) + "\r");
    }
}
