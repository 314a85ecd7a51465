using System.Globalization;
using Suwen.Governance.Catalogue;
using Suwen.Server.Catalogue;

namespace Suwen.Server.CommandLine;

/// <content>How resources are written on a terminal.</content>
internal static partial class CatalogCommand
{
    private static async Task WriteListAsync(TextWriter output, IReadOnlyList<Resource> resources)
    {
        var table = new TextTable(["category", "resource", "title", "identifier", "rows", "from", "to", "owner"]) { RightAligned = new HashSet<int> { 4 } };
        foreach (var r in resources)
        {
            table.Add([string.Join('/', ResourceCatalogue.PathOf(r.Category).Select(c => c.NameZh)), r.Name, r.TitleZh, r.Identifier, r.Rows?.ToString("N0", CultureInfo.InvariantCulture) ?? "", r.From ?? "", r.To ?? "", r.Owner ?? ""]);
        }

        await table.WriteAsync(output);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"({resources.Count:N0} {(resources.Count == 1 ? "resource" : "resources")})"));
    }

    private static async Task WriteDetailAsync(TextWriter output, ResourceDetail detail)
    {
        var r = detail.Resource;
        await output.WriteLineAsync($"{r.Name}  {r.TitleZh}  {r.TitleEn}");
        foreach (var (name, value) in new (string, string?)[]
        {
            ("identifier", r.Identifier),
            ("category", string.Join(" / ", detail.Path.Select(c => $"{c.NameZh} {c.NameEn}"))),
            ("abstract", r.Abstract),
            ("keywords", string.Join(", ", r.Keywords)),
            ("responsible", r.Owner ?? "(nobody yet)"),
            ("object", r.Subject),
            ("time", r.From is null ? null : $"{r.From} – {r.To} ({r.TimeColumn})"),
            ("space", string.Join(", ", r.Institutions)),
            ("update", r.Frequency),
            ("format", r.Format),
            ("volume", r.Rows is { } rows ? string.Create(CultureInfo.InvariantCulture, $"{rows:N0} {(r.Kind == "feed" ? "entries" : "rows")}") : null),
            ("data sets", string.Join("; ", detail.DataSets.Select(d => $"{d.Name} {d.Held}/{d.Elements}"))),
        })
        {
            if (!string.IsNullOrEmpty(value))
            {
                await output.WriteLineAsync($"  {name,-12} {value}");
            }
        }

        if (detail.Columns.Count > 0)
        {
            await output.WriteLineAsync();
            await WriteColumnsAsync(output, detail);
        }
    }

    private static async Task WriteColumnsAsync(TextWriter output, ResourceDetail detail)
    {
        var table = new TextTable(["column", "type", "filled", "distinct", "range", "elements", "frequent values or shapes"]) { RightAligned = new HashSet<int> { 2, 3 } };
        var total = detail.Resource.Rows ?? 0;
        foreach (var c in detail.Columns.Where(c => c.Role != "provenance"))
        {
            var profile = c.Profile;
            var values = profile is null ? "" : string.Join(" · ", (profile.TopValues.Count > 0 ? profile.TopValues : profile.Patterns).Take(4).Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Value} {v.Rows:N0}")));
            table.Add(
            [
                c.Name,
                c.Type,
                profile is null || total == 0 ? "" : ((double)profile.Filled / total).ToString("P1", CultureInfo.InvariantCulture),
                profile?.Distinct is { } distinct ? (profile.IsEstimate ? "≈" : "") + distinct.ToString("N0", CultureInfo.InvariantCulture) : "",
                profile?.Min is null ? "" : $"{profile.Min} – {profile.Max}",
                string.Join(" ", c.Elements.Select(e => e.Id)),
                values,
            ]);
        }

        await table.WriteAsync(output);
    }
}
