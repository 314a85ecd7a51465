using System.Globalization;
using Suwen.Storage;

namespace Suwen.Analysis.Tests;

/// <summary>Runs an operator as <c>suwen op</c> does: on CSV text or a file, with settings as text.</summary>
internal sealed class OperatorRun
{
    private readonly MemorySink sink;

    private OperatorRun(MemorySink sink) => this.sink = sink;

    public IReadOnlyList<Words> Notes => sink.Notes;

    public IReadOnlyList<Words> Sentences => sink.Sentences;

    public OperatorModel? Model => sink.Model;

    /// <summary>Runs on CSV text.</summary>
    /// <param name="name">The operator.</param>
    /// <param name="csv">The main input.</param>
    /// <param name="settings">Each as <c>name=value</c>.</param>
    public static async Task<OperatorRun> OnTextAsync(string name, string csv, params string[] settings)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        await File.WriteAllTextAsync(path, csv);
        try
        {
            return await OnFilesAsync(name, [("", path)], null, settings);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Runs on a file beside the tests, for example <c>Survival/Oracle/lung.csv</c>.</summary>
    public static Task<OperatorRun> OnFileAsync(string name, string path, params string[] settings) => OnFilesAsync(name, [("", Oracle.PathOf(path))], null, settings);

    public static async Task<OperatorRun> OnFilesAsync(string name, IReadOnlyList<(string Input, string Path)> files, OperatorModel? model, params string[] settings)
    {
        OperatorCatalogue.TryFind(name, out var found).ShouldBeTrue($"There is no operator {name}.");
        var inputs = new Dictionary<string, IOperatorTable>();
        foreach (var (input, path) in files)
        {
            inputs.Add(input, await CsvTable.OpenAsync(path, CancellationToken.None));
        }

        var sink = new MemorySink();
        var values = settings.Select(static s => KeyValuePair.Create(s[..s.IndexOf('=', StringComparison.Ordinal)], s[(s.IndexOf('=', StringComparison.Ordinal) + 1)..]));
        await found!.RunAsync(OperatorCall.Create(found.Description, values, inputs, sink, model, Environment.CurrentDirectory), CancellationToken.None);
        return new OperatorRun(sink);
    }

    /// <summary>Rows of an output, by column name: double, long, string, bool, DateOnly or null.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows(string output = "result")
    {
        var rows = new List<IReadOnlyDictionary<string, object?>>();
        foreach (var batch in sink.Batches(output))
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                var values = new Dictionary<string, object?>();
                for (var i = 0; i < batch.Columns.Count; i++)
                {
                    values[batch.Columns[i].Name] = batch[i].Value(row);
                }

                rows.Add(values);
            }
        }

        return rows;
    }

    /// <summary>The one row of an output in which a column has a value.</summary>
    public IReadOnlyDictionary<string, object?> Row(string column, object value, string output = "result") =>
        Rows(output).Single(r => Convert.ToString(r[column], CultureInfo.InvariantCulture) == Convert.ToString(value, CultureInfo.InvariantCulture));

    public double Number(string column, int row = 0, string output = "result") => Convert.ToDouble(Rows(output)[row][column], CultureInfo.InvariantCulture);
}
