using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Suwen.Governance.MasterIndex.Linkage;
using Suwen.Governance.MasterIndex.Linkage.Evaluation;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen mpi</c>: the master patient index.</summary>
internal static class MpiCommand
{
    private static readonly UTF8Encoding Utf8 = new(false);

    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var command = new Command("mpi", "The master patient index: who is whom.") { Evaluate(host) };
        foreach (var service in MpiServiceCommand.Create(host, data))
        {
            command.Add(service);
        }

        return command;
    }

    private static Command Evaluate(CommandHost host)
    {
        var input = new Option<string>("--in") { Required = true, Description = "A delimited file with a header; encoding and delimiter are found." };
        var truth = new Option<string>("--truth") { Required = true, Description = "The column that names the true person; linking never sees it." };
        var map = new Option<string?>("--map") { Description = "field=column,...; without it columns are taken by their names. Fields: " + string.Join(", ", EvaluationMapping.FieldNames) + "." };
        var errors = new Option<string?>("--errors") { Description = "A file for the wrong pairs: kind, row numbers, weight, reasons." };
        var model = new Option<string?>("--save-model") { Description = "A file for the model that was estimated (JSON)." };
        var threads = new Option<int>("--threads") { Description = "Threads to compare with; one for each processor where not given." };
        var command = new Command("evaluate", "Link a file without looking at the truth, and score the result against it.") { input, truth, map, errors, model, threads };
        command.SetAction((parsed, token) => host.RunAloneAsync(
            cancel => EvaluateAsync(
                host,
                new Request(
                    parsed.GetRequiredValue(input), parsed.GetRequiredValue(truth), parsed.GetValue(map), parsed.GetValue(errors), parsed.GetValue(model), parsed.GetValue(threads)),
                cancel),
            token));
        return command;
    }

    private static async Task<int> EvaluateAsync(CommandHost host, Request request, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        Dictionary<string, string>? mapping = null;
        if (request.Map is not null && EvaluationMapping.Parse(request.Map, out mapping) is { } wrong)
        {
            throw new SuwenFault(ExitCode.WrongUsage, "caller", wrong, "--map", "Write --map field=column,field=column.");
        }

        var path = Path.GetFullPath(request.Input, host.WorkingDirectory);
        if (!File.Exists(path))
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "There is no such file.", path, "Name an existing file with --in.");
        }

        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        var table = EvaluationTable.Read(bytes, request.Truth, ref mapping, out var fault)
            ?? throw new SuwenFault(ExitCode.BadInput, "caller", fault, path, "Correct the file or the names of its columns.");
        await host.Error.WriteLineAsync("fields: " + string.Join(", ", mapping!.Select(static m => m.Key == m.Value ? m.Key : $"{m.Key}={m.Value}")));

        var result = RecordLinkage.Run(table, new LinkageOptions { Threads = request.Threads }, cancellationToken);
        var clusters = EvaluationScore.ClustersOf(result, table.Count);
        var score = EvaluationScore.Of(clusters, table.Truth);
        await ReportAsync(host.Error, result);
        if (request.Errors is not null)
        {
            var found = EvaluationErrors.Find(result, clusters, table.Truth);
            await WriteErrorsAsync(host, request.Errors, result, found);
        }

        if (request.Model is not null)
        {
            await File.WriteAllTextAsync(Path.GetFullPath(request.Model, host.WorkingDirectory), result.Model.ToJson(), Utf8, cancellationToken);
        }

        using var process = Process.GetCurrentProcess();
        await host.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"precision {score.Precision:F4} recall {score.Recall:F4} f1 {score.F1:F4} pairs {score.Predicted} seconds {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} peak_mb {process.PeakWorkingSet64 / 1048576.0:F0}"));
        return ExitCode.Success;
    }

    private static async Task WriteErrorsAsync(CommandHost host, string file, LinkageResult result, List<EvaluationError> errors)
    {
        await using (var writer = new StreamWriter(Path.GetFullPath(file, host.WorkingDirectory), false, Utf8))
        {
            EvaluationErrors.Write(writer, result, errors);
        }

        foreach (var kind in errors.GroupBy(static e => (e.IsFalseLink, e.Kind)).OrderByDescending(static g => g.Count()).ThenBy(static g => g.Key.Kind, StringComparer.Ordinal))
        {
            await host.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{(kind.Key.IsFalseLink ? "false positive" : "false negative")}: {kind.Key.Kind} {kind.Count()}"));
        }
    }

    private static async Task ReportAsync(TextWriter error, LinkageResult result)
    {
        await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"compared {result.ComparedPairs} pairs; linked from {result.Model.LinkWeight:F1} bits, to a steward from {result.Model.GreyWeight:F1}: {result.GreyPairs.Count} pairs"));
        foreach (var rule in result.Blocking)
        {
            await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"blocking {rule.Keys}: {rule.Pairs} pairs, {rule.NewPairs} new, {rule.SkippedBlocks} blocks passed over, {rule.Links} links, {rule.OnlyLinks} by it alone"));
        }

        foreach (var contained in result.Contained)
        {
            await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"contained: a value of {contained.Field} in {contained.Records} records of at least {contained.Persons} people is taken as not stated"));
        }
    }

    private sealed record Request(string Input, string Truth, string? Map, string? Errors, string? Model, int Threads);
}
