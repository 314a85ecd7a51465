using System.Globalization;
using System.Text;
using Suwen.Server.Node;
using Suwen.Storage;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Server.Overview;

/// <summary>Reads totals and the state of each source.</summary>
internal static class OverviewQueries
{
    private static readonly string CountTables = BuildCountTables();

    public static async Task<OverviewState> ReadAsync(SuwenNode node, ReadScope scope, CancellationToken cancellationToken)
    {
        var tables = await node.Warehouse.ReadAsync(CountTables, scope, static (b, r) => new TableCount(b[0].Text(r), b[1].Lane(r)), cancellationToken);
        tables.RemoveAll(t => t.Rows == 0);
        tables.Sort(static (x, y) => y.Rows.CompareTo(x.Rows));
        var sources = await SourcesAsync(node, scope, cancellationToken);
        var end = node.Journal.End;
        var loaded = node.Gate.LoadedThrough;
        return new OverviewState(
            RowsOf(tables, "person"),
            RowsOf(tables, "visit_occurrence"),
            tables.Sum(t => t.Rows),
            Total(sources),
            tables,
            sources,
            new LandingProgress(end.ToString(), loaded.ToString(), loaded >= end));
    }

    /// <summary>What became of every record, over all sources.</summary>
    public static RecordCounts Total(IReadOnlyList<SourceSummary> sources) => new(
        sources.Sum(s => s.Records.Received),
        sources.Sum(s => s.Records.Loaded),
        sources.Sum(s => s.Records.Kept),
        sources.Sum(s => s.Records.Superseded),
        sources.Sum(s => s.Records.Quarantined),
        sources.Sum(s => s.Records.Duplicate),
        sources.Sum(s => s.Records.Erased));

    public static async Task<IReadOnlyList<SourceSummary>> SourcesAsync(SuwenNode node, ReadScope scope, CancellationToken cancellationToken)
    {
        var doors = await node.Warehouse.ReadAsync(
            WarehouseReading.Sql("Overview/doors.sql"), scope, static (b, r) => (Id: b[0].Lane(r), Channel: b[1].Text(r), Format: b[2].Text(r)), cancellationToken);
        return await node.Warehouse.ReadAsync(
            WarehouseReading.Sql("Overview/sources.sql"),
            scope,
            (b, r) =>
            {
                var id = b[0].Lane(r);
                return new SourceSummary(
                    id.ToString(CultureInfo.InvariantCulture),
                    b[1].Text(r),
                    node.Settings.DisplayNameOf(b[1].Text(r), b.TextOrNull(2, r)),
                    [.. doors.Where(d => d.Id == id).Select(d => d.Channel).Distinct()],
                    [.. doors.Where(d => d.Id == id).Select(d => d.Format).Distinct()],
                    b.Instant(3, r),
                    b.Instant(4, r),
                    b[5].Lane(r),
                    b[6].Lane(r),
                    new RecordCounts(b[7].Lane(r), b[8].Lane(r), b[9].Lane(r), b[10].Lane(r), b[11].Lane(r), b[12].Lane(r), b[13].Lane(r)));
            },
            cancellationToken);
    }

    private static long RowsOf(List<TableCount> tables, string name) => tables.Find(t => t.Table == name)?.Rows ?? 0;

    /// <summary>Grain: one table of the model that records load, with its rows. Made from the model's names.</summary>
    private static string BuildCountTables()
    {
        var sql = new StringBuilder();
        foreach (var table in CanonicalModel.Tables)
        {
            if (table.IsLoaded)
            {
                sql.Append(sql.Length == 0 ? "" : " union all ").Append(CultureInfo.InvariantCulture, $"select '{table.Name}' as table_name, count(*) as row_count from cdr.{table.Name}");
            }
        }

        return sql.ToString();
    }
}
