using System.Globalization;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Catalogue;

/// <summary>Every resource of the platform with its metadata, put together from the model, the feeds, registered results, profiles and notes.</summary>
public sealed class ResourceCatalogue
{
    /// <summary>Where a feed stands, by what its source is.</summary>
    private static readonly Dictionary<string, string> CategoryOfFeed = new(StringComparer.Ordinal)
    {
        ["hospital"] = "040101",
        ["clinic"] = "010301",
        ["community"] = "010301",
        ["maternal-child"] = "020501",
        ["cdc"] = "020101",
        ["laboratory"] = "040201",
        ["device"] = "080401",
        ["insurance"] = "050101",
        ["population"] = "010103",
        ["population-office"] = "010103",
    };

    private readonly CatalogueState state;
    private readonly string root;
    private readonly IReadOnlyList<ResultResource> results;

    /// <param name="state">Notes, serials and profiles.</param>
    /// <param name="root">The site's OID root; null for the placeholder.</param>
    /// <param name="results">Results that features register.</param>
    public ResourceCatalogue(CatalogueState state, string? root, IReadOnlyList<ResultResource> results)
    {
        this.state = state;
        this.root = root ?? ResourceIdentifier.PlaceholderRoot;
        this.results = results;
    }

    /// <summary>The root of identifiers.</summary>
    public string Root => root;

    /// <summary>True while identifiers are made below the placeholder.</summary>
    public bool HasPlaceholderRoot => root == ResourceIdentifier.PlaceholderRoot;

    /// <summary>All resources, by category and name.</summary>
    public IReadOnlyList<Resource> List(IReadOnlyList<FeedResource> feeds)
    {
        var notes = state.Notes();
        var profiles = state.Profiles();
        var institutions = feeds.ToDictionary(f => f.Source, f => f.DisplayName, StringComparer.Ordinal);
        var placements = CatalogueContent.Placements.ToDictionary(p => p.Table, StringComparer.Ordinal);
        var found = new List<Resource>();
        foreach (var table in CanonicalModel.Tables.Where(t => t.Schema == "cdr"))
        {
            var placement = placements.GetValueOrDefault(table.Name);
            found.Add(OfTable(table, placement, isView: false, profiles.GetValueOrDefault(table.Name), notes, institutions));
            if (table.Columns.Any(c => c.IsOmop))
            {
                found.Add(OfTable(table, placement, isView: true, profiles.GetValueOrDefault(table.Name), notes, institutions));
            }
        }

        found.AddRange(feeds.Select(f => OfFeed(f, notes)));
        found.AddRange(results.Select(r => OfResult(r, notes)));
        return [.. found.OrderBy(r => r.Category, StringComparer.Ordinal).ThenBy(r => r.Name, StringComparer.Ordinal)];
    }

    /// <summary>The resources in which every word of a text occurs: in name, title, description, keywords, owner, category or a column.</summary>
    public static IReadOnlyList<Resource> Search(IReadOnlyList<Resource> resources, string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var hits = new List<(int Rank, Resource Resource)>();
        foreach (var resource in resources)
        {
            var ranks = words.Select(w => RankOf(resource, w)).ToList();
            if (words.Length > 0 && ranks.TrueForAll(r => r < int.MaxValue))
            {
                hits.Add((ranks.Sum(), resource));
            }
        }

        return [.. hits.OrderBy(h => h.Rank).ThenBy(h => h.Resource.Name, StringComparer.Ordinal).Select(h => h.Resource)];
    }

    /// <summary>Names of a category and those above it: 医疗服务 / 检查检验 / 检验.</summary>
    public static IReadOnlyList<Category> PathOf(string category) =>
        [.. new[] { 2, 4, 6 }.Where(l => l <= category.Length).Select(l => CatalogueContent.Categories.FirstOrDefault(c => c.Code == category[..l])).OfType<Category>()];

    private static int RankOf(Resource resource, string word)
    {
        bool In(string? text) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;
        return In(resource.Name) || In(resource.TitleZh) || In(resource.TitleEn) ? 0
            : resource.Keywords.Any(In) || In(resource.Owner) ? 1
            : In(resource.Abstract) || In(resource.Identifier) || PathOf(resource.Category).Any(c => In(c.NameZh) || In(c.NameEn)) ? 2
            : ColumnsOf(resource).Any(In) || resource.Institutions.Any(In) ? 3
            : int.MaxValue;
    }

    private static IEnumerable<string> ColumnsOf(Resource resource) =>
        resource.Kind is "table" or "view" && CanonicalModel.TryFind(resource.Name[4..], out var table) ? table.Columns.Where(c => c.Role != ColumnRole.Provenance).Select(c => c.Name) : [];

    private Resource OfTable(
        Table table, Placement? placement, bool isView, TableProfile? profile, IReadOnlyDictionary<string, ResourceNote> notes, Dictionary<string, string> institutions)
    {
        var name = (isView ? "cdm." : "cdr.") + table.Name;
        var category = placement?.Category ?? CatalogueContent.DefaultCategory;

        // A view has the number of its table and a thousand: both are fixed with the content that comes with Suwen.
        var serial = placement is null ? state.SerialOf(name) : placement.Serial + (isView ? 1000 : 0);
        var titleZh = (placement?.TitleZh ?? table.Name) + (isView ? "（OMOP 视图）" : "");
        var titleEn = (placement?.TitleEn ?? table.Name) + (isView ? " (OMOP view)" : "");
        var note = notes.GetValueOrDefault(name);
        return new Resource(
            ResourceIdentifier.Make(root, category, serial),
            name,
            isView ? "view" : "table",
            titleZh,
            titleEn,
            note?.Description ?? DefaultAbstract(table, titleZh, isView),
            category,
            placement?.Subject ?? "thing",
            placement?.TimeColumn,
            profile?.From,
            profile?.To,
            profile is null ? [] : [.. profile.Sources.Select(s => institutions.GetValueOrDefault(s.Source) ?? s.Source)],
            [.. placement?.Keywords ?? [], .. note?.Tags ?? []],
            note?.Owner,
            placement?.Frequency ?? "irregular",
            isView ? "view" : "table",
            isView ? null : profile?.Rows,
            placement is not null,
            profile?.ProfiledAt);
    }

    private static string DefaultAbstract(Table table, string title, bool isView)
    {
        var columns = table.Columns.Count(c => c.Role != ColumnRole.Provenance);
        return isView
            ? string.Create(CultureInfo.InvariantCulture, $"{title}：表 cdr.{table.Name} 中满足 OMOP CDM 5.4 必填要求的行。Rows of cdr.{table.Name} that have every value OMOP CDM 5.4 requires.")
            : string.Create(CultureInfo.InvariantCulture, $"{title}：{columns} 列。{(table.Columns.Any(c => c.IsOmop) ? "OMOP CDM 5.4 table with Suwen's additions." : "Table beside OMOP, for what China needs.")}");
    }

    private Resource OfFeed(FeedResource feed, IReadOnlyDictionary<string, ResourceNote> notes)
    {
        var name = "feed:" + feed.Source;
        var category = CategoryOfFeed.GetValueOrDefault(feed.Kind ?? "") ?? CatalogueContent.DefaultCategory;
        var note = notes.GetValueOrDefault(name);
        return new Resource(
            ResourceIdentifier.Make(root, category, state.SerialOf(name)),
            name,
            "feed",
            feed.DisplayName + " 数据源",
            "Feed of " + feed.Source,
            note?.Description ?? $"来源 {feed.DisplayName} 接入的数据（{string.Join(", ", feed.Formats)}）。What {feed.Source} sends.",
            category,
            "institution",
            "received_at",
            feed.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            feed.To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            [feed.DisplayName],
            [.. new[] { feed.Kind }.OfType<string>(), .. note?.Tags ?? []],
            note?.Owner,
            "continuous",
            string.Join(", ", feed.Formats),
            feed.Entries,
            CategoryOfFeed.ContainsKey(feed.Kind ?? ""),
            null);
    }

    private Resource OfResult(ResultResource result, IReadOnlyDictionary<string, ResourceNote> notes)
    {
        var note = notes.GetValueOrDefault(result.Name);
        return new Resource(
            ResourceIdentifier.Make(root, result.Category, state.SerialOf(result.Name)),
            result.Name,
            result.Kind,
            result.TitleZh,
            result.TitleEn,
            note?.Description ?? result.TitleEn,
            result.Category,
            result.Subject,
            null,
            null,
            null,
            [],
            note?.Tags ?? [],
            note?.Owner,
            result.Frequency,
            "result",
            null,
            true,
            null);
    }
}
