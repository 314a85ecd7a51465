using System.Runtime.CompilerServices;
using System.Text.Json;
using Suwen.Governance.Catalogue;
using Suwen.Governance.Grading;
using Suwen.Governance.Lineage;
using Suwen.Scenarios.Models;
using Suwen.Security.Grading;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios.Running;

/// <summary>What the platform must know of a pack's results to show them: columns with grades, where each comes from, and who may see them. Kept as JSON, so that a process need not read the packs for it.</summary>
/// <param name="Pack">Id of the pack.</param>
/// <param name="Roles">Roles for which its results exist; null for all with the permission.</param>
/// <param name="Results">The results.</param>
/// <param name="Flows">Which columns are made of which.</param>
public sealed record PackRegistration(string Pack, IReadOnlyList<string>? Roles, IReadOnlyList<RegisteredResult> Results, IReadOnlyList<ColumnFlow> Flows)
{
    /// <summary>Reads what was kept; null where it is of another form.</summary>
    public static PackRegistration? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<PackRegistration>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>The results as readers may see them.</summary>
    public IEnumerable<DerivedResult> Derived() => Results.Select(r => new DerivedResult(
        Table.Derived(Suwen.Scenarios.Pack.SchemaOf(Pack), r.Name, [.. r.Columns.Select(static c => new ResultColumn(c.Name, c.Type)), new ResultColumn(PackExecution.RunColumn, ColumnType.Int64), new ResultColumn(PackExecution.LoadColumn, ColumnType.Int64), .. (r.Keys ?? []).Select(static k => new ResultColumn(k, ColumnType.Text))]),
        r.Columns.ToDictionary(static c => c.Name, static c => GradeOf(c.Level, c.Mask), StringComparer.Ordinal)
            .Concat([KeyValuePair.Create(PackExecution.RunColumn, GradeOf(DataLevel.Public, MaskKind.None)), KeyValuePair.Create(PackExecution.LoadColumn, GradeOf(DataLevel.Public, MaskKind.None))])
            .Concat((r.Keys ?? []).Select(static k => KeyValuePair.Create(k, GradeOf(DataLevel.Public, MaskKind.None))))
            .ToDictionary(StringComparer.Ordinal),
        Roles));

    /// <summary>The results as resources of the catalogue.</summary>
    public IEnumerable<ResultResource> Resources() => Results.Select(r => new ResultResource(
        $"{Suwen.Scenarios.Pack.SchemaOf(Pack)}.{r.Name}", "pack", CatalogueContent.DefaultCategory, "thing", "on-load", r.TitleZh, r.TitleEn, r.Sql, [.. r.Columns.Select(static c => c.Name)]));

    private static ColumnGrade GradeOf(DataLevel level, MaskKind mask) => new(level, DataCategory.Health, mask, "6.2", "应用包由其他数据计算得出，级别随来源");
}

/// <summary>One result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TitleZh">Title in Chinese.</param>
/// <param name="TitleEn">Title in English.</param>
/// <param name="Sql">Its SELECT with the pack's names, for lineage; null for steps.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Keys">Columns behind them that hold hashes, by which findings and their evidence are found.</param>
public sealed record RegisteredResult(string Name, string TitleZh, string TitleEn, string? Sql, IReadOnlyList<RegisteredColumn> Columns, IReadOnlyList<string>? Keys = null);

/// <summary>A column with the level that it has by itself and the mask that takes its place.</summary>
public sealed record RegisteredColumn(string Name, ColumnType Type, DataLevel Level, MaskKind Mask);

/// <summary>Finds the ways of data through a pack.</summary>
internal static class PackLineage
{
    private const string Data = "cdr.";

    /// <summary>What the text of a result was found to be made of, for as long as the pack is known and the text the same.</summary>
    private static readonly ConditionalWeakTable<PackResult, Tuple<string, SqlLineage>> Known = [];

    public static PackRegistration Of(Pack pack, RunValues values)
    {
        var flows = new List<ColumnFlow>();
        var results = new List<RegisteredResult>();
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        var identities = new HashSet<(string Table, string Column)>();
        var known = pack.Results.ToDictionary(r => $"{pack.Schema}.{r.Name}", static r => (IReadOnlyList<string>)[.. r.Columns.Select(static c => c.Name)], StringComparer.Ordinal);
        foreach (var set in pack.ValueSets)
        {
            known[$"{pack.Schema}.{set.TableName}"] = known[$"{pack.Schema}.{set.AllTable}"] = [.. ValueSetSql.ColumnsOf(set).Select(static c => c.Name)];
        }

        var context = PackExecution.ContextOf(pack, SqlDialect.DuckDb, values);
        foreach (var result in pack.Results)
        {
            var sql = result.TextFor(context);
            var lineage = sql is null ? null : LineageOf(result, sql, known);
            var into = lineage is null ? FlowsOfStep(pack, result) : FlowsOf(pack, result, lineage);

            // Rows that were chosen, joined or grouped by a disease tell it in whatever column they show, here and in what reads them; numbers over many tell it of nobody.
            var shows = result.Columns.Where(c => into.Any(f => f.ToColumn == c.Name && f.Step == FlowStep.Value && (IsIdentity(f) || identities.Contains((f.FromTable, f.FromColumn))))).Select(c => ($"{pack.Schema}.{result.Name}", c.Name)).ToList();
            identities.UnionWith(shows);
            var isOverMany = shows.Count == 0 && lineage is not null && lineage.Outputs.Any(static o => o.Single.Count == 0);
            var isChosenByDisease = !isOverMany && (lineage is null || result.Reads.Any(chosen.Contains)
                || lineage.Conditions.Any(static c => c.Table.StartsWith(Data, StringComparison.Ordinal) && SensitiveRows.Tells(c.Table[Data.Length..], c.Column)));
            if (isChosenByDisease)
            {
                chosen.Add(result.Name);
            }

            flows.AddRange(into);
            results.Add(new RegisteredResult(result.Name, result.Title.Zh, result.Title.En, sql, [.. result.Columns.Select(c => ColumnOf(c, result, into, results, pack.Schema, isChosenByDisease))], [.. RowKeys.Of(pack, result).Select(static k => k.Name)]));
        }

        return new PackRegistration(pack.Id, pack.ReadRoles, results, flows);
    }

    private static SqlLineage LineageOf(PackResult result, string sql, Dictionary<string, IReadOnlyList<string>> known)
    {
        if (Known.TryGetValue(result, out var found) && found.Item1 == sql)
        {
            return found.Item2;
        }

        var lineage = SqlLineage.Of(sql, known);
        Known.AddOrUpdate(result, Tuple.Create(sql, lineage));
        return lineage;
    }

    private static List<ColumnFlow> FlowsOf(Pack pack, PackResult result, SqlLineage lineage)
    {
        var flows = new List<ColumnFlow>();
        foreach (var output in lineage.Outputs)
        {
            foreach (var from in output.Values.Where(v => v.Table.StartsWith(Data, StringComparison.Ordinal) || pack.Results.Any(r => v.Table == $"{pack.Schema}.{r.Name}")))
            {
                var table = from.Table.StartsWith(Data, StringComparison.Ordinal) ? from.Table[Data.Length..] : from.Table;
                flows.Add(new ColumnFlow(table, from.Column, $"{pack.Schema}.{result.Name}", output.Name, output.Single.Contains(from) ? FlowStep.Value : FlowStep.Aggregate));
            }
        }

        return flows;
    }

    /// <summary>Of an operator it is only known what it was given: a column of a name that was there may be that column, any other is of many rows.</summary>
    private static List<ColumnFlow> FlowsOfStep(Pack pack, PackResult result) =>
    [
        .. from read in result.Reads.Select(r => pack.Find(r)!)
           from source in read.Columns
           from column in result.Columns
           select new ColumnFlow($"{pack.Schema}.{read.Name}", source.Name, $"{pack.Schema}.{result.Name}", column.Name, source.Name == column.Name ? FlowStep.Value : FlowStep.Aggregate),
    ];

    /// <summary>True where a column says of which person, or of which row, its row is.</summary>
    private static bool IsIdentity(ColumnFlow flow) =>
        CanonicalModel.TryFind(flow.FromTable, out var table) && table.TryFind(flow.FromColumn, out var found)
        && (found.Role is ColumnRole.Key or ColumnRole.Person or ColumnRole.SourcePerson
            || (found.Role == ColumnRole.Reference && flow.FromColumn is not ("care_site_id" or "provider_id" or "location_id"))
            || GradeRules.Of(flow.FromTable, flow.FromColumn).Level >= DataLevel.Narrow);

    private static RegisteredColumn ColumnOf(PackColumn column, PackResult result, List<ColumnFlow> into, List<RegisteredResult> earlier, string schema, bool isChosenByDisease)
    {
        var (level, mask, highest) = (DataLevel.Public, MaskKind.None, DataLevel.Public);
        foreach (var flow in into.Where(f => f.ToColumn == column.Name && f.Step == FlowStep.Value))
        {
            if (earlier.FirstOrDefault(e => $"{schema}.{e.Name}" == flow.FromTable)?.Columns.FirstOrDefault(c => c.Name == flow.FromColumn) is { } upstream)
            {
                (level, mask) = (Highest(level, upstream.Level), mask == MaskKind.None ? upstream.Mask : mask);
            }
            else if (CanonicalModel.TryFind(flow.FromTable, out var table))
            {
                var grade = GradeRules.Of(flow.FromTable, flow.FromColumn);
                mask = grade.Level > highest ? grade.Mask : mask;
                highest = Highest(highest, grade.Level);
                var isClinical = grade.Level >= DataLevel.Medium && table.TryFind(flow.FromColumn, out var found) && found.Role == ColumnRole.Value;
                var isTold = isChosenByDisease || SensitiveRows.Tells(flow.FromTable, flow.FromColumn);
                level = isClinical && isTold && !result.ExcludesSensitive && SensitiveRows.OrdinaryRowsOf(flow.FromTable) is not null ? DataLevel.Minimal : level;
            }
        }

        return new RegisteredColumn(column.Name, column.Type, level, mask);
    }

    private static DataLevel Highest(DataLevel a, DataLevel b) => a > b ? a : b;
}
