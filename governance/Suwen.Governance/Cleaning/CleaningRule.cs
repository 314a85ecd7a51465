using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Suwen.Governance.Gate.Decisions;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Cleaning;

/// <summary>What a cleaning rule does to the rows that it finds.</summary>
public enum CleaningKind
{
    /// <summary>Fills what is missing from what else is known.</summary>
    Complete,

    /// <summary>Puts a right value in place of a wrong one.</summary>
    Correct,

    /// <summary>Removes a row that says again what another row says.</summary>
    Deduplicate,
}

/// <summary>
/// A cleaning rule: one SELECT in a file, whose first column is the key of a table's row and whose other columns, named as columns of
/// that table, are their new values; a rule that deduplicates has the key only. Comments at the head say what it is:
/// <c>-- title:</c>, <c>-- title-zh:</c>, <c>-- kind:</c> complete, correct or deduplicate, <c>-- table:</c>, <c>-- version:</c> and
/// <c>-- why:</c>, the reason that every corrected row carries.
/// </summary>
/// <remarks>Raise the version when the rule changes: each amended row names the rule and version that amended it.</remarks>
/// <param name="Id">Name of the file without its ending.</param>
/// <param name="Title">Title in English.</param>
/// <param name="TitleZh">Title in Chinese.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Table">The table whose rows it amends.</param>
/// <param name="Version">Its version, from 1.</param>
/// <param name="Why">The reason that its amendments carry.</param>
/// <param name="Sql">The SELECT, with macros.</param>
/// <param name="IsBuiltIn">False for a rule of the site.</param>
public sealed partial record CleaningRule(string Id, string Title, string TitleZh, CleaningKind Kind, Table Table, int Version, string Why, string Sql, bool IsBuiltIn)
{
    private const string Prefix = "Suwen.Governance.Cleaning.Rules.";

    private static readonly string[] Heads = ["title", "title-zh", "kind", "table", "version", "why"];

    /// <summary>The rules of this build, in the order of their names.</summary>
    public static IReadOnlyList<CleaningRule> BuiltIn { get; } = ReadBuiltIn();

    /// <summary>The built-in rules and those of a site's folder; a site's rule takes the place of a built-in one of its name.</summary>
    /// <param name="folder">Holds <c>NAME.sql</c> files; it need not exist.</param>
    /// <param name="scope">Whose reading rights a site's rule is checked against.</param>
    /// <param name="dialect">The engine it is checked for.</param>
    /// <returns>The rules that can be used, and every fault of those that cannot.</returns>
    public static (IReadOnlyList<CleaningRule> Rules, IReadOnlyList<string> Faults) Load(string folder, ReadScope scope, SqlDialect dialect)
    {
        var rules = BuiltIn.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var faults = new List<string>();
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.sql") : [];
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var own = new List<string>();
            if (Parse(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file), isBuiltIn: false, own) is { } rule && own.Count == 0)
            {
                try
                {
                    UserSql.Check(SqlMacros.Expand(rule.Sql, dialect), scope, dialect);
                    rules[rule.Id] = rule;
                }
                catch (Exception exception) when (exception is WarehouseException or FormatException)
                {
                    own.Add(exception.Message);
                }
            }

            faults.AddRange(own.Select(f => $"{file}: {f}"));
        }

        return ([.. rules.Values.OrderBy(r => r.Id, StringComparer.Ordinal)], faults);
    }

    /// <summary>Reads a rule's file.</summary>
    /// <param name="id">Name of the file without its ending.</param>
    /// <param name="text">Its text.</param>
    /// <param name="isBuiltIn">Whether it is one of this build.</param>
    /// <param name="faults">Takes everything that is wrong with its head.</param>
    /// <returns>The rule; null where its head has a fault.</returns>
    public static CleaningRule? Parse(string id, string text, bool isBuiltIn, IList<string> faults)
    {
        var (heads, sql) = Split(text);
        var before = faults.Count;
        foreach (var missing in Heads.Where(h => !heads.ContainsKey(h)))
        {
            faults.Add($"The head lacks the line -- {missing}: …");
        }

        foreach (var unknown in heads.Keys.Where(h => !Heads.Contains(h)))
        {
            faults.Add($"The head has a line -- {unknown}: that means nothing here; there are {string.Join(", ", Heads)}.");
        }

        if (!Name().IsMatch(id) || id.Length > 60)
        {
            faults.Add("The file's name is the rule's id: lower-case letters, digits and hyphens, at most 60.");
        }

        Table? table = null;
        if (heads.TryGetValue("table", out var tableName) && (AmendRow.Refusal(tableName, null) is not null || !CanonicalModel.TryFind(tableName, out table)))
        {
            faults.Add($"{tableName} is no table whose rows can be amended.");
        }

        var kind = default(CleaningKind);
        if (heads.TryGetValue("kind", out var kindName) && (!Enum.TryParse(kindName, ignoreCase: true, out kind) || char.IsDigit(kindName[0])))
        {
            faults.Add("The kind is complete, correct or deduplicate.");
        }

        var version = 0;
        if (heads.TryGetValue("version", out var versionText) && (!int.TryParse(versionText, NumberStyles.None, CultureInfo.InvariantCulture, out version) || version < 1))
        {
            faults.Add("The version is a whole number from 1.");
        }

        return faults.Count == before ? new CleaningRule(id, heads["title"], heads["title-zh"], kind, table!, version, heads["why"], sql, isBuiltIn) : null;
    }

    private static (Dictionary<string, string> Heads, string Sql) Split(string text)
    {
        var heads = new Dictionary<string, string>(StringComparer.Ordinal);
        var sql = new StringBuilder();
        var inHead = true;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            inHead &= line.StartsWith("--", StringComparison.Ordinal) || line.Trim().Length == 0;
            if (inHead && Head().Match(line) is { Success: true } head)
            {
                heads[head.Groups[1].Value] = head.Groups[2].Value.Trim();
            }
            else if (!inHead)
            {
                sql.Append(line).Append('\n');
            }
        }

        return (heads, sql.ToString().Trim().TrimEnd(';'));
    }

    private static List<CleaningRule> ReadBuiltIn()
    {
        var rules = new List<CleaningRule>();
        var assembly = typeof(CleaningRule).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var faults = new List<string>();
            rules.Add(Parse(name[Prefix.Length..^".sql".Length], reader.ReadToEnd(), isBuiltIn: true, faults)
                ?? throw new InvalidOperationException($"The built-in cleaning rule {name} is faulty: {string.Join(" ", faults)}"));
        }

        return rules;
    }

    [GeneratedRegex("^--\\s*([a-z][a-z-]*):\\s*(.+)$")]
    private static partial Regex Head();

    [GeneratedRegex("^[a-z][a-z0-9-]*$")]
    private static partial Regex Name();
}
