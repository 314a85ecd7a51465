using Suwen.Governance.Catalogue;
using Suwen.Storage.Schema;

namespace Suwen.Server.Catalogue;

/// <summary>Puts together what is known of one resource.</summary>
internal static class ResourceDetails
{
    public static ResourceDetail Of(Resource resource, CatalogueState state)
    {
        var table = resource.Kind is "table" or "view" && CanonicalModel.TryFind(resource.Name[4..], out var found) ? found : null;
        var profiles = table is null ? [] : state.ProfilesOf(table.Name);
        var newest = profiles.Count > 0 ? profiles[0] : null;
        var elements = state.Elements().ToDictionary(e => e.Id, StringComparer.Ordinal);
        return new ResourceDetail(
            resource,
            ResourceCatalogue.PathOf(resource.Category),
            table is null ? [] : [.. table.Columns.Where(c => resource.Kind == "table" || c.IsOmop).Select(c => ColumnOf(table, c, elements, newest))],
            table is null ? [] : Coverage(table, state),
            newest?.Sources ?? [],
            newest?.Years ?? [],
            [.. profiles.Select(p => new ProfilePoint(p.ProfiledAt, p.Rows))],
            state.NotesOf(resource.Name),
            state.UsesSample ? Standards.DataElements.DataElementTables.Label : "site");
    }

    /// <summary>The tree with the number of resources in each category and below.</summary>
    public static CatalogueTree Tree(ResourceCatalogue catalogue, IReadOnlyList<Resource> resources) => new(
        [.. CatalogueContent.Categories.Select(c => new CategoryCount(c.Code, c.Parent, c.Level, c.NameZh, c.NameEn, resources.Count(r => r.Category.StartsWith(c.Code, StringComparison.Ordinal))))],
        catalogue.Root,
        catalogue.HasPlaceholderRoot);

    private static ResourceColumn ColumnOf(Table table, Column column, Dictionary<string, Standards.DataElements.DataElement> elements, TableProfile? profile) => new(
        column.Name,
        Sql.UserQuestions.NameOf(column.Type),
        column.Role.ToString().ToLowerInvariant(),
        column.Required,
        column.IsOmop,
        column.References,
        [
            .. CatalogueContent.Links.Where(l => l.Table == table.Name && l.Column == column.Name)
                .Select(l => new LinkedElement(l.Element, elements.GetValueOrDefault(l.Element), l.How, l.ValueSet, l.FilterColumn is null ? null : $"{l.FilterColumn} = {string.Join(" | ", l.FilterValues)}")),
        ],
        profile?.Columns.FirstOrDefault(p => p.Name == column.Name));

    private static List<DataSetCoverage> Coverage(Table table, CatalogueState state)
    {
        var held = CatalogueContent.Links.Where(l => l.Table == table.Name).Select(l => l.Element).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. state.Members().GroupBy(m => (m.DataSet, m.DataSetName))
                .Select(g => new DataSetCoverage(g.Key.DataSet, g.Key.DataSetName, g.Count(), g.Count(m => held.Contains(m.Element))))
                .Where(c => c.Held > 0)
                .OrderByDescending(c => (double)c.Held / c.Elements),
        ];
    }
}
