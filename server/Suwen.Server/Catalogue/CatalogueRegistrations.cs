using System.Reflection;
using Suwen.Governance.Catalogue;
using Suwen.Server.Node;

namespace Suwen.Server.Catalogue;

/// <summary>The results of this build that the catalogue and lineage know: one line each. Packs, reports and releases add theirs here.</summary>
internal static class CatalogueRegistrations
{
    /// <summary>Results that are resources of their own.</summary>
    public static IReadOnlyList<ResultResource> Results =>
    [
    ];

    /// <summary>What lineage follows beside them: the statements behind the portal's pages and the API.</summary>
    public static IReadOnlyList<ResultResource> Screens { get; } = [.. ScreenFiles().Select(f => new ResultResource("screen:" + f, "screen", CatalogueContent.DefaultCategory, "thing", "on-demand", f, f, WarehouseReading.Sql(f + ".sql")))];

    private static IEnumerable<string> ScreenFiles()
    {
        foreach (var name in Assembly.GetExecutingAssembly().GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (name.StartsWith("sql/", StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            {
                // A frame into which others are put has no lineage of its own; theirs stands for it.
                var file = name["sql/".Length..^".sql".Length];
                if (!WarehouseReading.Sql(file + ".sql").Contains("{{", StringComparison.Ordinal))
                {
                    yield return file;
                }
            }
        }
    }
}
