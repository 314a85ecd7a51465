using System.Runtime.CompilerServices;
using Suwen.Storage;

namespace Suwen.Analysis;

/// <summary>A table held in memory, for results that are the input of the next step, and for tests.</summary>
/// <param name="name">Its name in messages.</param>
/// <param name="batches">Its rows; all batches have the same columns.</param>
/// <param name="columns">Its columns; needed only where there is no batch.</param>
public sealed class MemoryTable(string name, IReadOnlyList<ColumnBatch> batches, IReadOnlyList<ResultColumn>? columns = null) : IOperatorTable
{
    public string Name => name;

    public IReadOnlyList<ResultColumn> Columns { get; } = columns ?? batches[0].Columns;

    public async IAsyncEnumerable<ColumnBatch> ReadAsync(IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var picked = new ColumnBatch([.. columns.Select(Find)], batch.RowCount + 1);
            for (var i = 0; i < columns.Count; i++)
            {
                var source = batch[batch.Columns.Select(static c => c.Name).ToList().IndexOf(columns[i])];
                for (var row = 0; row < batch.RowCount; row++)
                {
                    picked[i].AppendFrom(source, row);
                }
            }

            yield return picked;
        }
    }

    private ResultColumn Find(string column) => Columns.Any(c => c.Name == column)
        ? Columns.First(c => c.Name == column)
        : throw OperatorException.BadData($"{name} has no column \"{column}\".", $"Its columns are: {string.Join(", ", Columns.Select(static c => c.Name).Take(50))}.");
}
