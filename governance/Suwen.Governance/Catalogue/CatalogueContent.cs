using System.Globalization;
using System.Text;
using Suwen.Standards.Csv;

namespace Suwen.Governance.Catalogue;

/// <summary>A place in the tree of categories: 类目 (two digits), 亚目 (four), 细目 (six).</summary>
public sealed record Category(string Code, string NameZh, string NameEn)
{
    /// <summary>1 for 类目, 2 for 亚目, 3 for 细目.</summary>
    public int Level => Code.Length / 2;

    /// <summary>Code of the category above; null at the top.</summary>
    public string? Parent => Code.Length > 2 ? Code[..^2] : null;
}

/// <summary>Where a table of the model stands in the catalogue.</summary>
/// <param name="Serial">Its number for ever; see <see cref="ResourceIdentifier"/>.</param>
/// <param name="Table">The table of schema <c>cdr</c>.</param>
/// <param name="Category">Its 细目.</param>
/// <param name="Subject">What it is about: person, event, institution or thing.</param>
/// <param name="TimeColumn">The column that places its rows in time; null for what has no time.</param>
/// <param name="Frequency">How often it changes: continuous, daily, monthly, irregular, on-demand.</param>
/// <param name="TitleZh">Title in Chinese.</param>
/// <param name="TitleEn">Title in English.</param>
/// <param name="Keywords">Words to find it by.</param>
public sealed record Placement(int Serial, string Table, string Category, string Subject, string? TimeColumn, string Frequency, string TitleZh, string TitleEn, IReadOnlyList<string> Keywords);

/// <summary>That a column of the model holds a data element.</summary>
/// <param name="Table">The table of schema <c>cdr</c>.</param>
/// <param name="Column">The column.</param>
/// <param name="Element">The element's id.</param>
/// <param name="How">exact: the column holds the element; part: the element is part of the column, or the column of the element; coded: it holds it in rows of certain codes.</param>
/// <param name="ValueSet">The value set that values are held against; null where none is there.</param>
/// <param name="FilterColumn">For coded ones, the column of the code.</param>
/// <param name="FilterValues">For coded ones, the codes.</param>
public sealed record ElementLink(string Table, string Column, string Element, string How, string? ValueSet, string? FilterColumn, IReadOnlyList<string> FilterValues);

/// <summary>What comes with Suwen: the categories, where its tables stand in them, and which elements its columns hold.</summary>
public static class CatalogueContent
{
    /// <summary>Where a table stands that nobody has placed yet: 综合管理, 资源, 数据治理.</summary>
    public const string DefaultCategory = "070205";

    private static readonly Lazy<IReadOnlyList<Category>> CategoryTable = new(() => [.. Rows("categories.csv").Select(f => new Category(f[0], f[1], f[2]))]);
    private static readonly Lazy<IReadOnlyList<Placement>> PlacementTable = new(() => [.. Rows("placements.csv").Select(PlacementOf)]);
    private static readonly Lazy<IReadOnlyList<ElementLink>> LinkTable = new(() => [.. Rows("element_links.csv").Select(LinkOf)]);

    /// <summary>All categories, by code.</summary>
    public static IReadOnlyList<Category> Categories => CategoryTable.Value;

    /// <summary>The tables that are placed.</summary>
    public static IReadOnlyList<Placement> Placements => PlacementTable.Value;

    /// <summary>Columns and their elements.</summary>
    public static IReadOnlyList<ElementLink> Links => LinkTable.Value;

    private static Placement PlacementOf(string[] f) =>
        new(int.Parse(f[0], CultureInfo.InvariantCulture), f[1], f[2], f[3], f[4].Length == 0 ? null : f[4], f[5], f[6], f[7], f[8].Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static ElementLink LinkOf(string[] f) =>
        new(f[0], f[1], f[2], f[3], f[4].Length == 0 ? null : f[4], f[5].Length == 0 ? null : f[5], f[6].Split('|', StringSplitOptions.RemoveEmptyEntries));

    private static List<string[]> Rows(string file)
    {
        using var stream = typeof(CatalogueContent).Assembly.GetManifestResourceStream("catalogue/" + file)
            ?? throw new InvalidOperationException($"The assembly lacks its table catalogue/{file}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var rows = new List<string[]>();
        var reader = new CsvReader(bytes, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read();
        while (reader.Read())
        {
            var fields = new string[reader.FieldCount];
            for (var i = 0; i < fields.Length; i++)
            {
                fields[i] = Encoding.UTF8.GetString(reader[i]);
            }

            rows.Add(fields);
        }

        return rows;
    }
}
