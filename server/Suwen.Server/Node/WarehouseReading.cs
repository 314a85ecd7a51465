using System.Collections.Concurrent;
using System.Reflection;
using Suwen.Storage;

namespace Suwen.Server.Node;

/// <summary>Reads small results whole. Large ones are streamed from <see cref="IQueryResult"/> itself.</summary>
internal static class WarehouseReading
{
    private static readonly ConcurrentDictionary<string, string> Texts = new();

    public static async Task<List<T>> ReadAsync<T>(this IWarehouse warehouse, SqlStatement statement, ReadScope scope, Func<ColumnBatch, int, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await using var result = await warehouse.QueryAsync(statement, scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                rows.Add(read(batch, row));
            }
        }

        return rows;
    }

    /// <summary>The text of an embedded <c>.sql</c> file, by its path below the project: <c>Persons/search.sql</c>.</summary>
    public static string Sql(string path) => Texts.GetOrAdd(path, static p =>
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("sql/" + p)
            ?? throw new InvalidOperationException($"{p} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    public static string? TextOrNull(this ColumnBatch batch, int column, int row) => batch[column].IsNull(row) ? null : batch[column].Text(row);

    public static long? LongOrNull(this ColumnBatch batch, int column, int row) => batch[column].IsNull(row) ? null : batch[column].Lane(row);

    public static double? DoubleOrNull(this ColumnBatch batch, int column, int row) => batch[column].IsNull(row) ? null : batch[column].Double(row);

    public static DateTimeOffset Instant(this ColumnBatch batch, int column, int row) => (DateTimeOffset)batch[column].Value(row)!;
}
