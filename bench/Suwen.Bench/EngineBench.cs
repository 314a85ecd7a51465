using System.Diagnostics;
using Suwen.Security;
using Suwen.Storage;
using Suwen.Storage.DuckDb;
using Suwen.Storage.Schema;

namespace Suwen.Bench;

/// <summary>The Warehouse seam beside what the engine does inside itself: appending and reading rows.</summary>
internal sealed class EngineBench : IBench
{
    private const int DefaultRows = 10_000_000;

    public string Name => "engine";

    public string Description => "Rows appended and read through the Warehouse seam, against the engine inside itself";

    public async Task<bool> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var rows = (int)(DefaultRows * context.Scale);
        var scope = Authorisation.ForPlatform("bench");
        await using var warehouse = DuckDbWarehouse.Open(context.PathOf("engine.duckdb"));
        await Migrations.MigrateAsync(warehouse, cancellationToken);
        var table = CanonicalModel.Table("sys.record");
        var append = await AppendAsync(warehouse, table, rows, cancellationToken);
        var clock = Stopwatch.StartNew();
        await using (var transaction = await warehouse.BeginAsync(cancellationToken))
        {
            await transaction.ExecuteAsync("create table main.copy as select * from sys.record", cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        var copy = clock.Elapsed.TotalSeconds;
        var read = await ReadAsync(warehouse, scope, "select record_id, entry_position, version_order, record_kind from sys.record", cancellationToken);
        var scan = await ReadAsync(warehouse, scope, "select sum(record_id), sum(entry_position), sum(version_order), max(record_kind) from sys.record", cancellationToken);
        context.Say($"| what | rows | seconds | rows/s |");
        context.Say($"|---|---|---|---|");
        context.Say($"| append {table.Columns.Count} columns through the seam, committed | {rows} | {append:F2} | {rows / append:F0} |");
        context.Say($"| the engine copying the same table inside itself | {rows} | {copy:F2} | {rows / copy:F0} |");
        context.Say($"| read 4 columns through the seam | {rows} | {read:F2} | {rows / read:F0} |");
        context.Say($"| the engine aggregating the same columns | {rows} | {scan:F2} | {rows / scan:F0} |");
        return true;
    }

    private static async Task<double> AppendAsync(DuckDbWarehouse warehouse, Table table, int rows, CancellationToken cancellationToken)
    {
        var batch = new ColumnBatch(table, 100_000);
        for (var i = 0; i < 100_000; i++)
        {
            foreach (var column in table.Columns)
            {
                if (column.Type == ColumnType.Text)
                {
                    batch[column.Ordinal].Append("Observation"u8);
                }
                else
                {
                    batch[column.Ordinal].Append((long)i);
                }
            }
        }

        var clock = Stopwatch.StartNew();
        await using var transaction = await warehouse.BeginAsync(cancellationToken);
        for (var done = 0; done < rows; done += batch.RowCount)
        {
            await transaction.AppendAsync(table, batch, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> ReadAsync(DuckDbWarehouse warehouse, ReadScope scope, string sql, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await using var result = await warehouse.QueryAsync(sql, scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is not null)
        {
            // Reading to the end is the measurement.
        }

        return clock.Elapsed.TotalSeconds;
    }
}

/// <summary>The engine's own import of a CSV file into a table.</summary>
internal static class EngineImport
{
    public static async Task<double> TimeAsync(string database, string csv, CancellationToken cancellationToken)
    {
        await using var warehouse = DuckDbWarehouse.Open(database);
        var clock = Stopwatch.StartNew();
        await using (var transaction = await warehouse.BeginAsync(cancellationToken))
        {
            await transaction.ExecuteAsync("create table main.imported as select * from read_csv_auto('" + csv + "')", cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return clock.Elapsed.TotalSeconds;
    }
}
