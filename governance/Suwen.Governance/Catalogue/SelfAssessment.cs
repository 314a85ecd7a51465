using System.Globalization;
using Suwen.Standards.DataElements;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Catalogue;

/// <summary>What an item found.</summary>
/// <param name="Section">What the item belongs to: a data set, identity, value sets, a base library, or what only a person can say.</param>
/// <param name="Item">The element, set or demand.</param>
/// <param name="Asked">What the standard asks.</param>
/// <param name="Status">has, partly, empty, missing, or needs a person.</param>
/// <param name="Share">Rows with a value, or values that conform, of all; null where nothing was counted.</param>
/// <param name="Count">Rows with a value, or values that conform.</param>
/// <param name="Of">Rows or values looked at.</param>
/// <param name="Evidence">The statement that anyone can run, or why there is none.</param>
public sealed record AssessmentItem(string Section, string Item, string Asked, string Status, double? Share, long? Count, long? Of, string Evidence);

/// <summary>A section in short.</summary>
/// <param name="Name">The section.</param>
/// <param name="Items">Its items that data can show.</param>
/// <param name="Met">Those that have what is asked in nearly every row.</param>
/// <param name="Partly">Those that have it in some rows.</param>
/// <param name="DataPart">meets, partly or short: Suwen's own estimate of the part that data can show, no official mark.</param>
public sealed record AssessmentSection(string Name, int Items, int Met, int Partly, string DataPart);

/// <summary>A self-assessment.</summary>
public sealed record AssessmentReport(DateTimeOffset At, string Standards, IReadOnlyList<AssessmentSection> Sections, IReadOnlyList<AssessmentItem> Items);

/// <summary>
/// Looks at the data as the standardisation part of the interconnection maturity assessment does (医院信息互联互通标准化成熟度测评; data sets
/// WS 445, shared documents WS/T 500): which elements have columns, and how full they are, and whether codes are of the value sets.
/// </summary>
/// <remarks>The level itself is given by assessors: technical architecture, services and effect are no matter of data, and say "needs a person".</remarks>
public static class SelfAssessment
{
    /// <summary>From this share on an item has what is asked.</summary>
    public const double Full = 0.9;

    /// <summary>From this share of met items on the data part of a section is met partly.</summary>
    public const double Part = 0.6;

    private static readonly (string Item, string Asked)[] ForPersons =
    [
        ("共享文档 WS/T 500（53 部分）", "Shared documents are produced, validated against their templates and exchanged"),
        ("技术架构", "Platform architecture, repositories and the style of integration"),
        ("互联互通服务", "Interaction services (WS/T 500-series services, registration, retrieval)"),
        ("互联互通应用效果", "Connected business systems, users and effect"),
        ("基础设施与信息安全", "Infrastructure, classified protection of security"),
    ];

    /// <summary>Assesses by the newest profiles; elements in rows of certain codes and value sets are counted now.</summary>
    public static async Task<AssessmentReport> RunAsync(IWarehouse warehouse, CatalogueState state, ReadScope scope, TimeProvider time, CancellationToken cancellationToken)
    {
        var elements = state.Elements().ToDictionary(e => e.Id, StringComparer.Ordinal);
        var links = CatalogueContent.Links.ToLookup(l => l.Element, StringComparer.Ordinal);
        var profiles = state.Profiles();
        var coded = new Dictionary<ElementLink, (long, long)>();
        foreach (var link in CatalogueContent.Links.Where(l => l.How == "coded"))
        {
            coded[link] = await CodedAsync(warehouse, link, scope, cancellationToken);
        }

        var items = new List<AssessmentItem>();
        foreach (var set in state.Members().GroupBy(m => (m.DataSet, m.DataSetName)))
        {
            items.AddRange(set.Select(m => ElementItem($"{set.Key.DataSet} {set.Key.DataSetName}", m.Element, elements.GetValueOrDefault(m.Element), links[m.Element], profiles, coded)));
        }

        items.AddRange(BaseLibraries(profiles));
        items.AddRange(await ValueSetsAsync(warehouse, state, scope, cancellationToken));
        var sections = items.GroupBy(i => i.Section).Select(SectionOf).ToList();
        items.AddRange(ForPersons.Select(p => new AssessmentItem("需人工判定 needs a person", p.Item, p.Asked, "needs a person", null, null, null, "Documents, interviews and inspection; no row shows it.")));
        return new AssessmentReport(time.GetUtcNow(), state.UsesSample ? DataElementTables.Label : "the site's own elements and data sets", sections, items);
    }

    /// <summary>What the element has: the fullest of the columns that hold it.</summary>
    private static AssessmentItem ElementItem(
        string section, string id, DataElement? element, IEnumerable<ElementLink> links, IReadOnlyDictionary<string, TableProfile> profiles, Dictionary<ElementLink, (long, long)> coded)
    {
        var asked = element is null ? id : $"{element.Name} ({element.DataType} {element.Format})".TrimEnd();
        AssessmentItem? best = null;
        foreach (var link in links)
        {
            var (count, of) = coded.TryGetValue(link, out var found) ? found : Filled(profiles, link.Table, link.Column);
            var item = Measured(section, id, asked, count, of, EvidenceOf(link), isRowsOfCode: link.How == "coded");
            best = best is null || (item.Share ?? 0) > (best.Share ?? 0) ? item : best;
        }

        return best ?? new AssessmentItem(section, id, asked, "missing", null, null, null, "No column of the model is linked to the element.");
    }

    private static IEnumerable<AssessmentItem> BaseLibraries(IReadOnlyDictionary<string, TableProfile> profiles)
    {
        foreach (var (section, table) in new[] { ("居民健康档案 health records", "cn_health_record"), ("全员人口 population", "cn_population") })
        {
            foreach (var column in CanonicalModel.Table(table).Columns.Where(c => c.Role == ColumnRole.Value))
            {
                var (count, of) = Filled(profiles, table, column.Name);
                yield return Measured(section, $"{table}.{column.Name}", "The column has values", count, of, $"select count(*), count({column.Name}) from cdr.{table}");
            }
        }
    }

    private static async Task<List<AssessmentItem>> ValueSetsAsync(IWarehouse warehouse, CatalogueState state, ReadScope scope, CancellationToken cancellationToken)
    {
        var sets = state.ValueSets().ToLookup(i => i.ValueSet, StringComparer.Ordinal);
        var items = new List<AssessmentItem>();
        foreach (var link in CatalogueContent.Links.Where(l => l.ValueSet is not null && sets.Contains(l.ValueSet)))
        {
            // Codes and names both count: what is asked is that the value means one of the set, and senders write either.
            var known = sets[link.ValueSet!].SelectMany(i => new[] { i.Code, i.Name }).ToHashSet(StringComparer.Ordinal);
            var sql = $"select {SqlName.Quote(link.Column)} as v, count(*) as n from {SqlName.Of(CanonicalModel.Table(link.Table))} where {SqlName.Quote(link.Column)} is not null group by 1";
            var rows = await Profiler.ReadAsync(warehouse, sql, scope, cancellationToken);
            var of = rows.Sum(r => (long)r[1]!);
            var count = rows.Where(r => known.Contains((string)r[0]!)).Sum(r => (long)r[1]!);
            items.Add(Measured("值域 value sets", $"{link.Table}.{link.Column}", $"Values are of {link.ValueSet} {sets[link.ValueSet!].First().ValueSetName}", count, of, sql));
        }

        return items;
    }

    private static async Task<(long Count, long Of)> CodedAsync(IWarehouse warehouse, ElementLink link, ReadScope scope, CancellationToken cancellationToken)
    {
        var places = string.Join(", ", link.FilterValues.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"${i + 1}")));
        var sql = $"select count({SqlName.Quote(link.Column)}), count(*) from {SqlName.Of(CanonicalModel.Table(link.Table))} where {SqlName.Quote(link.FilterColumn!)} in ({places})";
        var rows = await Profiler.ReadAsync(warehouse, new SqlStatement(sql, [.. link.FilterValues]), scope, cancellationToken);
        return ((long)rows[0][0]!, (long)rows[0][1]!);
    }

    private static string EvidenceOf(ElementLink link)
    {
        var where = link.FilterColumn is null ? "" : $" where {link.FilterColumn} in ({string.Join(", ", link.FilterValues.Select(v => $"'{v}'"))})";
        var how = link.How switch { "part" => " -- in part", "derived" => " -- derived from it", _ => "" };
        return $"select count(*), count({link.Column}) from cdr.{link.Table}{where}{how}";
    }

    private static (long Count, long Of) Filled(IReadOnlyDictionary<string, TableProfile> profiles, string table, string column) =>
        profiles.TryGetValue(table, out var profile) ? (profile.Columns.FirstOrDefault(c => c.Name == column)?.Filled ?? 0, profile.Rows) : (0, 0);

    private static AssessmentItem Measured(string section, string item, string asked, long count, long of, string evidence, bool isRowsOfCode = false)
    {
        var share = of == 0 ? 0 : (double)count / of;
        var status = count == 0 ? "empty" : share >= Full || isRowsOfCode ? "has" : "partly";
        return new AssessmentItem(section, item, asked, status, Math.Round(share, 4), count, of, evidence);
    }

    private static AssessmentSection SectionOf(IGrouping<string, AssessmentItem> items)
    {
        var all = items.Count();
        var met = items.Count(i => i.Status == "has");
        var share = (double)met / all;
        return new AssessmentSection(items.Key, all, met, items.Count(i => i.Status == "partly"), share >= Full ? "meets" : share >= Part ? "partly" : "short");
    }
}
