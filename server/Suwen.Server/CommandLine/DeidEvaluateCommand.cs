using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Suwen.Security.Deidentification;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen deid evaluate</c>: runs the text detectors on texts with marked identifiers and says how many they find.</summary>
internal static class DeidEvaluateCommand
{
    public static Command Create(CommandHost host)
    {
        var input = new Option<string>("--in") { Required = true, Description = "File .jsonl, .json, .csv, .xml (i2b2 2014), .txt beside .ann (BRAT), a folder of such files, or the folder of a simulated region." };
        var text = new Option<string?>("--text") { Description = "Field or column of the text; the usual names are tried." };
        var spans = new Option<string?>("--spans") { Description = "Field or column of the marked spans; the usual names are tried." };
        var offsets = new Option<string>("--offsets") { DefaultValueFactory = _ => "codepoints", Description = "What start and end count: codepoints, utf16 or bytes." };
        offsets.AcceptOnlyFromAmong("codepoints", "utf16", "bytes");
        var kinds = new Option<string?>("--kinds") { Description = "Names of kinds in the file for ours, as PATIENT=name,HOSPITAL=institution; an unknown name is scored without regard to kind." };
        var errors = new Option<string?>("--errors") { Description = "A CSV file for what was missed, found in part, or found where nothing is marked: places only." };
        var showText = new Option<bool>("--show-text") { Description = "Also write the words at fault into the file of errors: they may name people." };
        var command = new Command("evaluate", "Score the detection of identifiers in text against marked spans.") { input, text, spans, offsets, kinds, errors, showText };
        command.SetAction((parsed, token) => host.RunAloneAsync(
            cancel => RunAsync(
                host,
                new Request(
                    Path.GetFullPath(parsed.GetRequiredValue(input), host.WorkingDirectory), parsed.GetValue(text), parsed.GetValue(spans),
                    parsed.GetValue(offsets) switch { "utf16" => OffsetUnit.Utf16, "bytes" => OffsetUnit.Utf8, _ => OffsetUnit.CodePoint },
                    parsed.GetValue(kinds)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [],
                    parsed.GetValue(errors) is { } path ? Path.GetFullPath(path, host.WorkingDirectory) : null, parsed.GetValue(showText)),
                cancel),
            token));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, Request request, CancellationToken cancellationToken)
    {
        if (!File.Exists(request.Input) && !Directory.Exists(request.Input))
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "There is no such file or folder.", request.Input, "Name a file of labelled texts with --in.");
        }

        var names = KindNames.With(request.Kinds, out var fault);
        if (fault is not null)
        {
            throw new SuwenFault(ExitCode.WrongUsage, "caller", $"{fault} names no kind of ours.", "--kinds", "Write foreign=ours; ours are " + string.Join(", ", Enum.GetNames<IdentifierKind>()) + ".");
        }

        var reader = new LabelledTextReader(names, request.Unit, request.TextField, request.SpansField);
        var score = new DetectionScore();
        var errors = request.Errors is null ? null : new StringBuilder("text,error,kind,start,length" + (request.ShowsText ? ",words" : "") + "\n");
        var seconds = Score(reader, score, request, errors, cancellationToken);
        if (score.Texts == 0)
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", reader.Faults.Count > 0 ? $"No text could be read: {reader.Faults[0].What}" : "There is no labelled text in it.", reader.Faults.Count > 0 ? reader.Faults[0].Place : request.Input, "See docs/deidentification.md for the formats.");
        }

        if (errors is not null)
        {
            await File.WriteAllTextAsync(request.Errors!, errors.ToString(), cancellationToken);
        }

        await ReportAsync(host, score, seconds);
        return await TellFaultsAsync(host, reader);
    }

    private static double Score(LabelledTextReader reader, DetectionScore score, Request request, StringBuilder? errors, CancellationToken cancellationToken)
    {
        var detector = new TextDetector();
        var found = new List<IdentifierSpan>();
        detector.Find("姓名：张三 Dr. Smith 2024-01-01", DetectionContext.None, found);
        var watch = new Stopwatch();
        foreach (var text in reader.Read(request.Input))
        {
            cancellationToken.ThrowIfCancellationRequested();
            watch.Start();
            detector.Find(text.Text, DetectionContext.None, found);
            watch.Stop();
            score.Add(text, found, errors is null ? null : (error, at, start, length, kind) => WriteError(errors, request.ShowsText, error, at, start, length, kind));
        }

        return watch.Elapsed.TotalSeconds;
    }

    private static void WriteError(StringBuilder errors, bool showsText, DetectionError error, LabelledText text, int start, int length, string kind)
    {
        errors.Append(CultureInfo.InvariantCulture, $"{Quoted(text.Name)},{error.ToString().ToLowerInvariant()},{Quoted(kind)},{start},{length}");
        if (showsText)
        {
            errors.Append(',').Append(Quoted(text.Text.Substring(start, length)));
        }

        errors.Append('\n');
    }

    private static string Quoted(string value) => value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : "\"" + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static async Task ReportAsync(CommandHost host, DetectionScore score, double seconds)
    {
        var megabytes = score.Bytes / 1e6;
        await host.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"precision {score.Precision:F4} recall {score.Recall:F4} f1 {score.F1:F4} spans {score.Labelled} text_mb {megabytes:F2} seconds {seconds:F2} mb_per_s {megabytes / Math.Max(seconds, 1e-6):F1}"));
        await host.Out.WriteLineAsync("Matching: a marked span counts as found when every letter and figure of it is covered, of whatever kind; a found span counts as right when it overlaps a marked one.");
        await host.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{score.Texts} texts; characters of marked spans covered {Share(score.CoveredCharacters, score.LabelledCharacters)}; spans with exact ends {Share(score.Exact, score.Labelled)}; found {score.Found}, right {score.Right}."));
        var marked = new TextTable(["marked as", "spans", "covered", "recall", "same kind", "exact"]) { RightAlignedFrom = 1 };
        foreach (var (label, kind) in score.ByLabel)
        {
            marked.Add([label, Number(kind.Labelled), Number(kind.Covered), Share(kind.Covered, kind.Labelled), Share(kind.OfSameKind, kind.Labelled), Share(kind.Exact, kind.Labelled)]);
        }

        await marked.WriteAsync(host.Out);
        await host.Out.WriteLineAsync();
        var found = new TextTable(["found as", "spans", "right", "precision"]) { RightAlignedFrom = 1 };
        foreach (var (kind, one) in score.ByFound)
        {
            found.Add([kind.ToString(), Number(one.Found), Number(one.Right), Share(one.Right, one.Found)]);
        }

        await found.WriteAsync(host.Out);
    }

    private static async Task<int> TellFaultsAsync(CommandHost host, LabelledTextReader reader)
    {
        foreach (var fault in reader.Faults.Take(10))
        {
            await host.Error.WriteLineAsync($"source: {fault.What}{Environment.NewLine}  where: {fault.Place}");
        }

        if (reader.Faults.Count > 10)
        {
            await host.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"… and {reader.Faults.Count - 10} more. What could not be read is not in the score."));
        }

        return reader.Faults.Count == 0 ? ExitCode.Success : ExitCode.FoundProblems;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Share(long part, long whole) => whole == 0 ? "–" : ((double)part / whole).ToString("F4", CultureInfo.InvariantCulture);

    private sealed record Request(string Input, string? TextField, string? SpansField, OffsetUnit Unit, IReadOnlyList<string> Kinds, string? Errors, bool ShowsText);
}
