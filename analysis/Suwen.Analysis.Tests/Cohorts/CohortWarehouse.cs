using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Tests.Cohorts;

/// <summary>Puts CSV files of OMOP tables into a warehouse's current rows.</summary>
internal static class CohortWarehouse
{
    public static string OracleFolder { get; } = Path.Combine(AppContext.BaseDirectory, "Cohorts", "Oracle");

    public static async Task<IWarehouse> WithDataAsync(IWarehouse warehouse)
    {
        await Migrations.MigrateAsync(warehouse, default);
        await using var transaction = await warehouse.BeginAsync(default);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(OracleFolder, "data"), "*.csv").Order(StringComparer.Ordinal))
        {
            await AppendAsync(transaction, path);
        }

        await transaction.CommitAsync(default);
        return warehouse;
    }

    public static async Task RunAsync(IWarehouse warehouse, params string[] statements)
    {
        await using var transaction = await warehouse.BeginAsync(default);
        foreach (var statement in statements)
        {
            await transaction.ExecuteAsync(statement, default);
        }

        await transaction.CommitAsync(default);
    }

    /// <summary>Staged as text and cast by the engine to the types of the model, whichever engine it is.</summary>
    private static async Task AppendAsync(IWarehouseTransaction transaction, string path)
    {
        CanonicalModel.TryFind(Path.GetFileNameWithoutExtension(path), out var table).ShouldBeTrue(path);
        var lines = await File.ReadAllLinesAsync(path);
        var head = lines[0].Split(',');
        var rows = new ColumnBatch([.. head.Select(static h => new ResultColumn(h, ColumnType.Text))]);
        foreach (var line in lines.Skip(1))
        {
            var cells = line.Split(',');
            cells.Length.ShouldBe(head.Length, path);
            for (var i = 0; i < cells.Length; i++)
            {
                if (cells[i].Length == 0)
                {
                    rows[i].AppendNull();
                }
                else
                {
                    rows[i].Append(System.Text.Encoding.UTF8.GetBytes(cells[i]));
                }
            }
        }

        await transaction.StageAsync("cohort_rows_" + table.Name, rows, default);
        var columns = string.Join(", ", head.Select(SqlName.Quote));
        var casts = string.Join(", ", head.Select(h => $"cast({SqlName.Quote(h)} as {TypeOf(table.Columns.Single(c => c.Name == h).Type)})"));
        await transaction.ExecuteAsync($"insert into cdr.{SqlName.Quote(table.Name)} ({columns}) select {casts} from cohort_rows_{table.Name}", default);
    }

    private static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Int32 => "integer",
        ColumnType.Int64 => "bigint",
        ColumnType.Double => "double precision",
        ColumnType.Date => "date",
        ColumnType.Timestamp => "timestamp",
        _ => "varchar",
    };
}
