using Suwen.Storage;

namespace Suwen.Analysis;

/// <summary>Keeps what an operator finds in memory: for the API, packs and tests.</summary>
/// <param name="maximumRows">Rows of one output above which the run is refused.</param>
public sealed class MemorySink(long maximumRows = long.MaxValue) : IOperatorSink
{
    private readonly Dictionary<string, List<ColumnBatch>> outputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<ResultColumn>> columns = new(StringComparer.Ordinal);

    public List<Words> Notes { get; } = [];

    public List<Words> Sentences { get; } = [];

    public OperatorModel? Model { get; private set; }

    /// <summary>Names of the outputs that were begun, in that order.</summary>
    public IReadOnlyList<string> Outputs => [.. columns.Keys];

    /// <summary>An output as a table.</summary>
    public MemoryTable Table(string output) => new(output, outputs[output], columns[output]);

    /// <summary>Rows of an output, in batches.</summary>
    public IReadOnlyList<ColumnBatch> Batches(string output) => outputs[output];

    public Task BeginAsync(string output, IReadOnlyList<ResultColumn> columns, CancellationToken cancellationToken)
    {
        outputs.Add(output, []);
        this.columns.Add(output, columns);
        return Task.CompletedTask;
    }

    public Task WriteAsync(string output, ColumnBatch rows, CancellationToken cancellationToken)
    {
        if (outputs[output].Sum(static b => (long)b.RowCount) + rows.RowCount > maximumRows)
        {
            throw OperatorException.BadData($"The result has more than {maximumRows} rows.", "Run the operator on the command line, which writes a file.");
        }

        var copy = new ColumnBatch(rows.Columns, rows.RowCount + 1);
        for (var i = 0; i < rows.Columns.Count; i++)
        {
            for (var row = 0; row < rows.RowCount; row++)
            {
                copy[i].AppendFrom(rows[i], row);
            }
        }

        outputs[output].Add(copy);
        return Task.CompletedTask;
    }

    public void Note(Words note) => Notes.Add(note);

    public void Sentence(Words sentence) => Sentences.Add(sentence);

    public void Keep(OperatorModel model) => Model = model;
}
