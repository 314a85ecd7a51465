using System.Globalization;
using System.Text;
using Suwen.Scenarios.Review;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios.Running;

/// <summary>
/// Columns that a result has for the sake of findings, behind its own: hashes of the columns that name a finding, and of those that lead to
/// its evidence. By them a row is found again for a viewer to whom the columns themselves are masked, and the application state names
/// a finding without keeping what it is about.
/// </summary>
public static class RowKeys
{
    /// <summary>The hash of a finding's key, in the result that a rule of kind finding is of.</summary>
    public const string Finding = "pack_finding_key";

    /// <summary>The hash by which a finding and its evidence belong together, in both results.</summary>
    public const string Evidence = "pack_evidence_key";

    /// <summary>The columns of a result, each with those that it is the hash of.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<string> Columns)> Of(Pack pack, PackResult result)
    {
        var keys = new List<(string, IReadOnlyList<string>)>();
        if (pack.Rules.FirstOrDefault(r => r.Finding is not null && r.Of == result.Name)?.Finding is { } finding)
        {
            keys.Add((Finding, finding.Key));
        }

        if (EvidenceOf(pack, result.Name) is { } columns)
        {
            keys.Add((Evidence, columns));
        }

        return keys;
    }

    /// <summary>Types whose text is the same on every engine.</summary>
    public static bool CanBeKey(ColumnType type) => type is ColumnType.Text or ColumnType.Int32 or ColumnType.Int64 or ColumnType.Date or ColumnType.Boolean;

    /// <summary>The expression of one of these columns. Null and the empty text differ; values cannot run into one another.</summary>
    public static string Expression(PackResult result, IReadOnlyList<string> columns, string salt, SqlDialect dialect)
    {
        var text = new StringBuilder("md5(").Append(CultureInfo.InvariantCulture, $"'{salt}'");
        foreach (var name in columns)
        {
            var type = result.Columns.First(c => c.Name == name).Type;
            text.Append(CultureInfo.InvariantCulture, $" || chr(31) || coalesce(cast(cast(q.{SqlName.Quote(name)} as {SqlName.Of(type, dialect)}) as varchar), chr(30))");
        }

        return text.Append(')').ToString();
    }

    private static IReadOnlyList<string>? EvidenceOf(Pack pack, string result)
    {
        foreach (var rule in pack.Rules)
        {
            if (rule.Finding?.Evidence is { } evidence && (rule.Of == result || evidence.To == result))
            {
                return [.. evidence.By.Select(b => rule.Of == result ? b.From : b.To)];
            }
        }

        return null;
    }
}
