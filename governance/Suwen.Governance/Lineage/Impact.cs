using System.Globalization;
using Suwen.Governance.Catalogue;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Lineage;

/// <summary>What of a table would be missing without a source.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">Rows of all sources.</param>
/// <param name="SourceRows">Rows of this one.</param>
/// <param name="RecentRows">Rows of this one that were loaded in the last 30 days.</param>
/// <param name="RecentTotal">Rows of all sources that were loaded in the last 30 days.</param>
public sealed record TableImpact(string Table, long Rows, long SourceRows, long RecentRows, long RecentTotal)
{
    /// <summary>Share of the table's rows.</summary>
    public double Share => Rows == 0 ? 0 : (double)SourceRows / Rows;
}

/// <summary>A column of which nobody else sends values.</summary>
public sealed record SoleColumn(string Table, string Column, long Values);

/// <summary>A result that draws on what is concerned.</summary>
/// <param name="Result">The view or result.</param>
/// <param name="Columns">Its columns whose values come from there.</param>
/// <param name="IsSelected">True where rows are chosen by what is concerned.</param>
public sealed record ResultImpact(string Result, IReadOnlyList<string> Columns, bool IsSelected);

/// <summary>What would break.</summary>
/// <param name="Of">The source or column asked about.</param>
/// <param name="Tables">Tables concerned, those that lose most first; none for a column.</param>
/// <param name="SoleColumns">Columns that would be empty from then on; by the newest profiles.</param>
/// <param name="Views">Views concerned.</param>
/// <param name="Results">Screens, checks, packs and other results concerned.</param>
public sealed record ImpactReport(string Of, IReadOnlyList<TableImpact> Tables, IReadOnlyList<SoleColumn> SoleColumns, IReadOnlyList<ResultImpact> Views, IReadOnlyList<ResultImpact> Results);

/// <summary>Answers "if this stops, what breaks?".</summary>
public static class Impact
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(30);

    /// <summary>Of a source that stops sending.</summary>
    /// <returns>Null when there is no such source.</returns>
    public static async Task<ImpactReport?> OfSourceAsync(IWarehouse warehouse, LineageGraph graph, CatalogueState state, string source, ReadScope scope, TimeProvider time, CancellationToken cancellationToken)
    {
        var ids = await Profiler.ReadAsync(warehouse, new SqlStatement("select source_id from sys.source where source_name = $1", source), scope, cancellationToken);
        if (ids.Count == 0)
        {
            return null;
        }

        var id = Convert.ToInt32(ids[0][0], CultureInfo.InvariantCulture);
        var first = await Profiler.ReadAsync(warehouse, new SqlStatement("select min(load_id) from sys.load where committed_at >= $1", time.GetUtcNow() - Recent), scope, cancellationToken);
        var rows = await Profiler.ReadAsync(warehouse, new SqlStatement(TablesSql(), id, first[0][0] ?? long.MaxValue), scope, cancellationToken);
        var tables = rows.Select(r => new TableImpact((string)r[0]!, (long)r[1]!, (long)r[2]!, (long)r[3]!, (long)r[4]!)).Where(t => t.SourceRows > 0).OrderByDescending(t => t.Share).ThenByDescending(t => t.SourceRows).ToList();
        var sole = SoleColumns(state.Profiles().Values, id);

        // What this source fills is known by its profile where there is one, else by what was learned of its fields.
        var concerned = FilledColumns(state.Profiles().Values, id).Concat(graph.Nodes.Where(n => n.Kind == LineageKind.SourceField && n.Owner.StartsWith(source + "/", StringComparison.Ordinal))).ToHashSet();
        var (views, results) = Downstream(graph, concerned);
        return new ImpactReport(source, tables, sole, views, results);
    }

    /// <summary>Of a place in the graph that stops having values.</summary>
    public static ImpactReport OfNode(LineageGraph graph, LineageNode node)
    {
        var (views, results) = Downstream(graph, [node]);
        return new ImpactReport(node.ToString(), [], [], views, results);
    }

    /// <summary>Grain: one table that records load. Rows; those of source $1; those since load $2 of it, and of all.</summary>
    private static string TablesSql() => string.Join(
        "\nunion all\n",
        CanonicalModel.Tables.Where(t => t.IsLoaded).Select(t =>
            $"select '{t}' as name, count(*) as n, count(case when source_id = cast($1 as integer) then 1 end) as own, count(case when source_id = cast($1 as integer) and load_id >= cast($2 as bigint) then 1 end) as recent, count(case when load_id >= cast($2 as bigint) then 1 end) as recent_all from {SqlName.Of(t)}"));

    private static IEnumerable<LineageNode> FilledColumns(IEnumerable<TableProfile> profiles, int source) =>
        from profile in profiles
        let place = IndexOf(profile, source)
        where place >= 0
        from column in profile.Columns
        where column.FilledBySource[place] > 0
        select LineageNode.Column("cdr." + profile.Table, column.Name);

    private static List<SoleColumn> SoleColumns(IEnumerable<TableProfile> profiles, int source) =>
    [
        .. from profile in profiles
           let place = IndexOf(profile, source)
           where place >= 0
           from column in profile.Columns
           where column.FilledBySource[place] > 0 && column.FilledBySource[place] == column.Filled
           orderby profile.Table, column.Name
           select new SoleColumn("cdr." + profile.Table, column.Name, column.Filled),
    ];

    private static int IndexOf(TableProfile profile, int source)
    {
        for (var i = 0; i < profile.Sources.Count; i++)
        {
            if (profile.Sources[i].SourceId == source)
            {
                return i;
            }
        }

        return -1;
    }

    private static (List<ResultImpact> Views, List<ResultImpact> Results) Downstream(LineageGraph graph, IReadOnlyCollection<LineageNode> nodes)
    {
        // A source also helps to tell who a person is; without it rows of others still stand, under whom they are known today.
        var reached = graph.Downstream(nodes, ModelLineage.IdentityEvidence).Where(e => e.To.Kind is LineageKind.ViewColumn or LineageKind.ResultColumn)
            .GroupBy(e => (e.To.Kind, e.To.Owner))
            .Select(g => (g.Key.Kind, Impact: new ResultImpact(
                g.Key.Owner,
                [.. g.Where(e => e.Relation == LineageRelation.Value && e.To.Name != "*").Select(e => e.To.Name).Distinct().Order(StringComparer.Ordinal)],
                g.Any(e => e.To.Name == "*"))))
            .OrderBy(r => r.Impact.Result, StringComparer.Ordinal)
            .ToList();
        return ([.. reached.Where(r => r.Kind == LineageKind.ViewColumn).Select(r => r.Impact)], [.. reached.Where(r => r.Kind == LineageKind.ResultColumn).Select(r => r.Impact)]);
    }
}
