using System.Globalization;
using System.Text;
using Suwen.Security.Grading;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Grading;

/// <summary>Looks for what identifies in columns where nobody expects it.</summary>
public static class GradeSampling
{
    private const long RowsPerTable = 2000;
    private const long LeastHits = 2;

    /// <summary>Samples tables and answers what detectors found. Values stay in memory and are forgotten.</summary>
    /// <param name="warehouse">The warehouse.</param>
    /// <param name="scope">The platform's own scope.</param>
    /// <param name="tables">Tables to look at; null for all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The tables looked at, and the findings.</returns>
    public static async Task<(IReadOnlyList<string> Tables, IReadOnlyList<GradeFinding> Findings)> RunAsync(IWarehouse warehouse, ReadScope scope, IReadOnlyList<string>? tables, TimeProvider time, CancellationToken cancellationToken)
    {
        var looked = new List<string>();
        var findings = new List<GradeFinding>();
        foreach (var table in GradeRules.Tables.Where(t => t.IsLoaded && (tables is null || tables.Contains(t.Name))))
        {
            looked.Add(table.Name);
            List<Column> columns = [.. table.Columns.Where(c => c.Type is ColumnType.Text or ColumnType.Json && c.Role == ColumnRole.Value && GradeRules.Of(table.Name, c.Name).Level <= DataLevel.Medium)];
            if (columns.Count > 0)
            {
                findings.AddRange(await SampleAsync(warehouse, scope, table, columns, time, cancellationToken));
            }
        }

        return (looked, findings);
    }

    private static async Task<List<GradeFinding>> SampleAsync(IWarehouse warehouse, ReadScope scope, Table table, List<Column> columns, TimeProvider time, CancellationToken cancellationToken)
    {
        var rows = await CountAsync(warehouse, scope, table, cancellationToken);
        var sampled = new long[columns.Count];
        var hits = new long[columns.Count, ValueDetectors.All.Count];
        if (rows > 0)
        {
            await using var result = await warehouse.QueryAsync(StatementFor(table, columns, rows), scope, cancellationToken);
            while (await result.NextAsync(cancellationToken) is { } batch)
            {
                Count(batch, sampled, hits);
            }
        }

        var found = new List<GradeFinding>();
        for (var column = 0; column < columns.Count; column++)
        {
            for (var detector = 0; detector < ValueDetectors.All.Count; detector++)
            {
                var known = ValueDetectors.All[detector];
                if (hits[column, detector] >= LeastHits && hits[column, detector] >= known.LeastShare * sampled[column])
                {
                    found.Add(new GradeFinding(table.Name, columns[column].Name, known.Name, known.Level, sampled[column], hits[column, detector], time.GetUtcNow()));
                }
            }
        }

        return found;
    }

    private static async Task<long> CountAsync(IWarehouse warehouse, ReadScope scope, Table table, CancellationToken cancellationToken)
    {
        await using var result = await warehouse.QueryAsync($"select count(*) from cdr.\"{table.Name}\"", scope, cancellationToken);
        var batch = await result.NextAsync(cancellationToken);
        return batch is { RowCount: > 0 } ? batch[0].Lane(0) : 0;
    }

    /// <summary>
    /// Every n-th row by its key, so that the sample is of all times and sources and the same each time. Names are identifiers of the model.
    /// </summary>
    private static SqlStatement StatementFor(Table table, List<Column> columns, long rows)
    {
        var sql = new StringBuilder("select ").AppendJoin(", ", columns.Select(static c => c.Type == ColumnType.Json ? $"cast(\"{c.Name}\" as varchar)" : $"\"{c.Name}\""))
            .Append(CultureInfo.InvariantCulture, $" from cdr.\"{table.Name}\"");
        var step = rows / RowsPerTable;
        if (step > 1)
        {
            sql.Append(CultureInfo.InvariantCulture, $" where mod(\"{(table.Key ?? table.RecordColumn!).Name}\", $1) = 0 limit $2");
            return new SqlStatement(sql.ToString(), step, RowsPerTable);
        }

        return new SqlStatement(sql.Append(" limit $1").ToString(), RowsPerTable * 2);
    }

    private static void Count(ColumnBatch batch, long[] sampled, long[,] hits)
    {
        for (var column = 0; column < sampled.Length; column++)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                if (batch[column].IsNull(row))
                {
                    continue;
                }

                sampled[column]++;
                var value = batch[column].Text(row);
                for (var detector = 0; detector < ValueDetectors.All.Count; detector++)
                {
                    if (value.Length >= 2 && ValueDetectors.All[detector].Finds(value))
                    {
                        hits[column, detector]++;
                    }
                }
            }
        }
    }
}
