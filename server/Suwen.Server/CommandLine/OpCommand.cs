using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Suwen.Analysis;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Server.Operators;
using Suwen.Storage;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen op list</c> and <c>suwen op NAME --in FILE.csv --set k=v … --out FILE.csv</c></summary>
internal static class OpCommand
{
    private static readonly UserSqlLimits OwnersLimits = new(TimeSpan.FromHours(1), long.MaxValue);
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var command = new Command("op", "Methods of analysis on any file or query: suwen op list names them, suwen op NAME --help explains one.") { List(host) };
        foreach (var method in OperatorCatalogue.All)
        {
            command.Add(Run(host, data, method));
        }

        return command;
    }

    private static Command List(CommandHost host)
    {
        var format = new Option<string>("--format") { Description = "table or json.", DefaultValueFactory = static _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var command = new Command("list", "List the methods.") { format };
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetRequiredValue(format) == "json")
            {
                await host.Out.WriteLineAsync(new JsonArray([.. OperatorCatalogue.All.Select(static o => OperatorDocument.Of(o.Description))]).ToJsonString(Json));
                return ExitCode.Success;
            }

            var table = new TextTable(["name", "area", "标题", "title"]);
            foreach (var method in OperatorCatalogue.All)
            {
                table.Add([method.Description.Name, method.Description.Area, method.Description.Title.Zh, method.Description.Title.En]);
            }

            await table.WriteAsync(host.Out);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Run(CommandHost host, Option<DirectoryInfo> data, IOperator method)
    {
        var input = new Option<string[]>("--in") { Description = "FILE.csv, the main table (UTF-8, UTF-16 or GB18030; .csv or .csv.gz); NAME=FILE.csv for a further one.", AllowMultipleArgumentsPerToken = true };
        var sql = new Option<string?>("--sql") { Description = "A SELECT over the data folder, in place of the main table." };
        var set = new Option<string[]>("--set") { Description = "Parameters as NAME=VALUE, one after another.", AllowMultipleArgumentsPerToken = true };
        var file = new Option<string?>("--out") { Description = "Write the result to this CSV file, and further outputs beside it as FILE.NAME.csv. Without it the result is printed." };
        var output = new Option<string?>("--print") { Description = "Print this output instead of the main one." };
        var model = new Option<string?>("--model") { Description = "A model to apply, as --model-out wrote it." };
        var modelOut = new Option<string?>("--model-out") { Description = "Write the fitted model to this file." };
        var command = new Command(method.Description.Name, OperatorDocument.Help(method.Description)) { input, sql, set, file, output, model, modelOut };
        foreach (var alias in method.Description.Aliases)
        {
            command.Aliases.Add(alias);
        }

        command.SetAction((parsed, token) =>
        {
            var request = new OperatorRequest(
                method, parsed.GetValue(input) ?? [], parsed.GetValue(sql), parsed.GetValue(set) ?? [], parsed.GetValue(file), parsed.GetValue(output), parsed.GetValue(model), parsed.GetValue(modelOut));
            return request.Sql is null
                ? host.RunAloneAsync(cancel => new OperatorCommandRun(request, host.Out, host.Error, host.WorkingDirectory).RunAsync(null, cancel), token)
                : host.RunOnNodeAsync(
                    parsed,
                    DataOption.FolderOf(parsed, data),
                    async (run, cancel) =>
                    {
                        await run.WaitUntilLoadedAsync(cancel);
                        var scope = Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.SqlQuery, Purpose.Operations);
                        var table = await QueryTable.OpenAsync(run.Node.Warehouse, request.Sql, scope, OwnersLimits, cancel);
                        return await new OperatorCommandRun(request, run.Out, run.Error, run.WorkingDirectory).RunAsync(table, cancel);
                    },
                    token);
        });
        return command;
    }
}

/// <summary>What <c>suwen op NAME</c> was asked.</summary>
internal sealed record OperatorRequest(IOperator Method, IReadOnlyList<string> Inputs, string? Sql, IReadOnlyList<string> Settings, string? Out, string? Print, string? Model, string? ModelOut);

/// <summary>One run of <c>suwen op NAME</c>.</summary>
internal sealed class OperatorCommandRun(OperatorRequest request, TextWriter output, TextWriter error, string workingDirectory)
{
    private readonly List<(string Temporary, string Final)> files = [];

    public async Task<int> RunAsync(IOperatorTable? main, CancellationToken cancellationToken)
    {
        try
        {
            return await RunCheckedAsync(main, cancellationToken);
        }
        finally
        {
            foreach (var (temporary, _) in files.Where(static f => File.Exists(f.Temporary)))
            {
                File.Delete(temporary);
            }
        }
    }

    private async Task<int> RunCheckedAsync(IOperatorTable? main, CancellationToken cancellationToken)
    {
        var description = request.Method.Description;
        var mainOutput = description.Outputs[0].Name;
        if (request.Print is { } wanted && description.Outputs.All(o => o.Name != wanted))
        {
            throw OperatorException.BadParameters($"{description.Name} has no output {wanted}.", $"Its outputs are: {string.Join(", ", description.Outputs.Select(static o => o.Name))}.");
        }

        var inputs = await InputsAsync(main, cancellationToken);
        var model = request.Model is null ? null : OperatorModel.Parse(await ReadModelAsync(request.Model, cancellationToken));
        await using var sink = new CsvSink(mainOutput, name => Open(name, request.Print ?? mainOutput));
        var call = OperatorCall.Create(description, Settings(), inputs, sink, model, workingDirectory);
        await request.Method.RunAsync(call, cancellationToken);
        await sink.DisposeAsync();
        if (request.ModelOut is { } modelOut)
        {
            var kept = sink.Model ?? throw OperatorException.BadParameters($"{description.Name} gives no model.", "Leave out --model-out.");
            var path = Path.GetFullPath(modelOut, workingDirectory);
            files.Add((path + ".part", path));
            await using var written = File.Create(path + ".part");
            await kept.WriteAsync(written, cancellationToken);
        }

        foreach (var (temporary, final) in files)
        {
            File.Move(temporary, final, overwrite: true);
        }

        await ReportAsync(sink);
        return ExitCode.Success;
    }

    private async Task<Dictionary<string, IOperatorTable>> InputsAsync(IOperatorTable? main, CancellationToken cancellationToken)
    {
        var inputs = new Dictionary<string, IOperatorTable>(StringComparer.Ordinal);
        if (main is not null)
        {
            inputs.Add("", main);
        }

        foreach (var text in request.Inputs)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var isNamed = equals > 0 && request.Method.Description.Inputs.Any(i => i.Name == text[..equals]);
            var name = isNamed ? text[..equals] : "";
            var path = Path.GetFullPath(isNamed ? text[(equals + 1)..] : text, workingDirectory);
            if (!inputs.TryAdd(name, await CsvTable.OpenAsync(path, cancellationToken)))
            {
                throw OperatorException.BadParameters(name.Length == 0 ? "The main table is named twice." : $"The table {name} is named twice.", "Name each table once.");
            }
        }

        return inputs;
    }

    private IEnumerable<KeyValuePair<string, string>> Settings()
    {
        foreach (var setting in request.Settings)
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw OperatorException.BadParameters($"The setting \"{setting}\" has no value.", "Write --set NAME=VALUE.");
            }

            yield return KeyValuePair.Create(setting[..equals], setting[(equals + 1)..]);
        }
    }

    private async Task<string> ReadModelAsync(string path, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path, workingDirectory);
        return File.Exists(full) ? await File.ReadAllTextAsync(full, cancellationToken) : throw OperatorException.BadParameters($"There is no file {Path.GetFileName(full)}.", "Name a file that --model-out wrote.");
    }

    /// <summary>The stream of an output: a file, the terminal, or nowhere.</summary>
    private Stream Open(string name, string printed)
    {
        if (request.Out is not { } file)
        {
            var isPrinted = (name.Length == 0 ? request.Method.Description.Outputs[0].Name : name) == printed;
            return isPrinted ? new TextWriterStream(output) : Stream.Null;
        }

        var path = Path.GetFullPath(file, workingDirectory);
        if (name.Length > 0)
        {
            path = Path.ChangeExtension(path, null) + "." + name + ".csv";
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        files.Add((path + ".part", path));
        return new FileStream(path + ".part", FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
    }

    private async Task ReportAsync(CsvSink sink)
    {
        foreach (var note in sink.Notes)
        {
            await error.WriteLineAsync("note: " + note.En);
        }

        foreach (var sentence in sink.Sentences)
        {
            await error.WriteLineAsync(sentence.En);
        }

        var written = files.Select(f => Path.GetRelativePath(workingDirectory, f.Final)).ToList();
        if (written.Count > 0)
        {
            await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{request.Method.Description.Name}: {sink.RowCount:N0} {(sink.RowCount == 1 ? "row" : "rows")}; wrote {string.Join(", ", written)}"));
        }
    }

    /// <summary>Bytes of UTF-8 to a writer of text; every write ends between characters, since the sink writes whole rows.</summary>
    private sealed class TextWriterStream(TextWriter writer) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await writer.WriteAsync(Encoding.UTF8.GetString(buffer.Span).AsMemory(), cancellationToken);
    }
}
