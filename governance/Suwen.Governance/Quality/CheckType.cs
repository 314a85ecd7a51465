using System.Collections.Frozen;
using System.Globalization;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Quality;

/// <summary>A kind of check, from <c>check-types.csv</c>: what all checks of the kind have in common.</summary>
internal sealed record CheckType(string Name, CheckLevel Level, QualityCategory Category, string Subcategory, QualityContext Context, CheckSeverity Severity, double Threshold, string TitleZh, string TitleEn)
{
    private static readonly FrozenDictionary<string, CheckType> ByName = QualityContent.Lines("check-types.csv").Select(Read).ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>Every kind there is.</summary>
    public static IEnumerable<CheckType> All => ByName.Values;

    public static CheckType Of(string name) => ByName[name];

    /// <summary>The check of this kind on a table or a column.</summary>
    /// <param name="table">The table.</param>
    /// <param name="field">The column; null for a check of the table.</param>
    /// <param name="body">How it is computed.</param>
    /// <param name="part">What tells it from others on the same column: a concept.</param>
    /// <param name="what">What replaces {what} in the titles, Chinese and English.</param>
    public QualityCheck On(Table table, string? field, CheckBody body, string? part = null, (string Zh, string En) what = default)
    {
        var id = field is null ? $"{Name}.{table.Name}" : $"{Name}.{table.Name}.{field}";
        return new QualityCheck(
            part is null ? id : id + "." + part, Name, Fill(TitleZh, table, field, what.Zh), Fill(TitleEn, table, field, what.En),
            Category, Subcategory, Context, Level, Severity, table.Name, field, Threshold) { Body = body };
    }

    private static string Fill(string title, Table table, string? field, string? what) => title
        .Replace("{table}", table.Name, StringComparison.Ordinal)
        .Replace("{field}", field, StringComparison.Ordinal)
        .Replace("{what}", what, StringComparison.Ordinal);

    private static CheckType Read(ContentLine line) => new(
        line["name"],
        Enum.Parse<CheckLevel>(line["level"], ignoreCase: true),
        Enum.Parse<QualityCategory>(line["category"], ignoreCase: true),
        line["subcategory"],
        Enum.Parse<QualityContext>(line["context"], ignoreCase: true),
        Enum.Parse<CheckSeverity>(line["severity"], ignoreCase: true),
        double.Parse(line["threshold"], CultureInfo.InvariantCulture),
        line["title_zh"],
        line["title_en"]);
}
