using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Suwen.Security;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Quality;

/// <summary>Rules: a line of metadata in <c>rules.csv</c> and a SELECT in a file of the rule's name. Suwen brings some; a site adds its own.</summary>
internal static partial class RuleChecks
{
    /// <summary>The rules that Suwen brings. A fault in them is a defect of this build.</summary>
    public static IEnumerable<QualityCheck> BuiltIn() =>
        QualityContent.Lines("rules.csv").Select(line => Read(line, isSite: false, id => QualityContent.Text($"rules/{id}.sql"), SqlDialect.DuckDb));

    /// <summary>
    /// The rules in a folder of the site: <c>rules.csv</c> and its <c>.sql</c> files. A rule with a fault becomes a check that is reported
    /// as failed to run, so that nobody takes its silence for a pass; what cannot even be named is told in <paramref name="faults"/>.
    /// </summary>
    public static IReadOnlyList<QualityCheck> OfSite(string folder, SqlDialect dialect, List<string> faults)
    {
        var list = Path.Combine(folder, "rules.csv");
        if (!Directory.Exists(folder))
        {
            return [];
        }

        IReadOnlyList<ContentLine> lines = [];
        if (File.Exists(list))
        {
            lines = QualityContent.Parse(File.ReadAllText(list, Encoding.UTF8), "rules.csv", out var unreadable);
            faults.AddRange(unreadable);
        }

        var checks = lines.Where(l => IsNamed(l, faults)).Select(line => Read(line, isSite: true, id => File.ReadAllText(Path.Combine(folder, id + ".sql"), Encoding.UTF8), dialect)).ToList();
        var known = checks.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        faults.AddRange(Directory.EnumerateFiles(folder, "*.sql").Select(Path.GetFileNameWithoutExtension).Where(n => !known.Contains(n!)).Select(n => $"{n}.sql has no line in rules.csv, so it is not run."));
        return checks;
    }

    private static bool IsNamed(ContentLine line, List<string> faults)
    {
        if (RuleName().IsMatch(line["id"]))
        {
            return true;
        }

        faults.Add($"{line.Place}: an id is lower-case letters, digits and hyphens.");
        return false;
    }

    private static QualityCheck Read(ContentLine line, bool isSite, Func<string, string> text, SqlDialect dialect)
    {
        var faults = new List<string>();
        var category = Parse<QualityCategory>(line, "category", faults);
        var context = Parse<QualityContext>(line, "context", faults);
        var severity = Parse<CheckSeverity>(line, "severity", faults);
        if (!double.TryParse(line["threshold"], NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold) || threshold is < 0 or > 100)
        {
            faults.Add("threshold is not a percentage of 0 to 100.");
        }

        if (!CanonicalModel.TryFind(line["table"], out var table) || table.Schema != "cdr")
        {
            faults.Add($"there is no table {line["table"]}.");
        }
        else if (line["field"].Length > 0 && !table.TryFind(line["field"], out _))
        {
            faults.Add($"{table.Name} has no column {line["field"]}.");
        }

        CheckBody body = ReadBody(line["id"], isSite, text, dialect, faults) is { } sql && faults.Count == 0 ? new QueryBody(sql) : new BrokenBody($"{line.Place}: {string.Join(' ', faults)}");
        return new QualityCheck(
            line["id"], "rule", line["title_zh"], line["title_en"] is { Length: > 0 } english ? english : line["title_zh"], category, line["subcategory"], context, CheckLevel.Rule, severity,
            line["table"], line["field"] is { Length: > 0 } field ? field : null, threshold, line["owner"] is { Length: > 0 } owner ? owner : null, isSite) { Body = body };
    }

    private static string? ReadBody(string id, bool isSite, Func<string, string> text, SqlDialect dialect, List<string> faults)
    {
        try
        {
            var sql = WithContent(text(id));
            if (isSite)
            {
                // A site's rule is SQL that a user wrote: one SELECT over the catalogue with functions that only compute.
                UserSql.Check(SqlMacros.Expand(sql, dialect), Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.SqlQuery, Purpose.Operations), dialect);
            }

            return sql;
        }
        catch (Exception e) when (isSite && e is IOException or UnauthorizedAccessException or FormatException or WarehouseException or InvalidOperationException)
        {
            faults.Add(e is FileNotFoundException ? $"{id}.sql is missing." : e.Message);
            return null;
        }
    }

    private static T Parse<T>(ContentLine line, string column, List<string> faults)
        where T : struct, Enum
    {
        if (Enum.TryParse<T>(line[column], ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsDigit(line[column][0]))
        {
            return value;
        }

        faults.Add($"{column} must be one of {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}.");
        return Enum.GetValues<T>()[0];
    }

    /// <summary>Replaces <c>{content:FILE:columns}</c> by the lines of an embedded file as rows of VALUES.</summary>
    internal static string WithContent(string sql) => ContentReference().Replace(sql, static m =>
    {
        var columns = m.Groups[2].Value.Split(',');
        return string.Join(",\n    ", QualityContent.Lines(m.Groups[1].Value).Select(line => "(" + string.Join(", ", columns.Select(c => Literal(line[c]))) + ")"));
    });

    private static string Literal(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? cell : "'" + cell.Replace("'", "''", StringComparison.Ordinal) + "'";

    [GeneratedRegex(@"\{content:([a-z-]+\.csv):([a-z_,]+)\}")]
    private static partial Regex ContentReference();

    [GeneratedRegex("^[a-z][a-z0-9-]{1,79}$")]
    private static partial Regex RuleName();
}
