using System.Globalization;
using System.Text.RegularExpressions;
using Suwen.Scenarios;
using Suwen.Scenarios.Review;
using Suwen.Scenarios.Running;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.Packs;

/// <summary>Reads the rows that findings are about, as far as the viewer may see them.</summary>
internal static partial class FindingRows
{
    private const int MostEvidence = 1000;

    /// <summary>What rules say of the rows of findings, by finding.</summary>
    public static async Task<IReadOnlyDictionary<long, TextView>> MessagesAsync(SuwenNode node, Pack pack, IReadOnlyList<Finding> findings, ReadScope scope, CancellationToken cancellationToken)
    {
        var messages = new Dictionary<long, TextView>();
        var standing = await node.Packs.StandingAsync(pack.Id, cancellationToken);
        foreach (var group in findings.Where(static f => f.GoneAt is null).GroupBy(static f => f.Rule))
        {
            if (pack.Rules.FirstOrDefault(r => r.Id == group.Key) is not { Finding: not null } rule || !standing.ContainsKey(rule.Of))
            {
                continue;
            }

            var result = pack.Find(rule.Of)!;
            var columns = PlaceholdersOf(rule.Message.Zh + rule.Message.En).Where(n => result.Columns.Any(c => c.Name == n)).Distinct().ToList();
            var byKey = group.ToDictionary(static f => f.KeyHash);
            var list = string.Concat(columns.Select(static c => $", q.{SqlName.Quote(c)}"));
            var marks = string.Join(", ", Enumerable.Range(1, byKey.Count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"${i}")));
            var statement = new SqlStatement($"select q.{RowKeys.Finding}{list} from {SqlName.Quote(pack.Schema)}.{SqlName.Quote(rule.Of)} as q where q.{RowKeys.Finding} in ({marks})", [.. byKey.Keys]);
            var rows = await node.Warehouse.ReadAsync(statement, scope, (b, r) => (Key: (string)b[0].Value(r)!, Values: columns.Select((c, i) => (c, b[i + 1].Value(r))).ToDictionary(static v => v.c, static v => TextOf(v.Item2))), cancellationToken);
            foreach (var (key, values) in rows)
            {
                messages[byKey[key].Id] = new TextView(Fill(rule.Message.Zh, values), Fill(rule.Message.En, values));
            }
        }

        return messages;
    }

    /// <summary>The row of a finding, and the rows that bear it out.</summary>
    public static async Task<(PackRows? Row, PackRows? Evidence)> ReadAsync(SuwenNode node, Pack pack, Finding finding, ReadScope scope, CancellationToken cancellationToken)
    {
        if (finding.GoneAt is not null || pack.Rules.FirstOrDefault(r => r.Id == finding.Rule) is not { Finding: { } how } rule)
        {
            return (null, null);
        }

        var row = (await PackAnswers.ReadAsync(node, pack, new PackRowsRequest(null, null, rule.Of, [new PackFilter(RowKeys.Finding, [finding.KeyHash], null, null, null)], null, null, null), scope, 10, cancellationToken)).Rows;
        if (how.Evidence is not { } evidence || row is not { Rows.Count: > 0 })
        {
            return (row, null);
        }

        var statement = new SqlStatement($"select q.{RowKeys.Evidence} from {SqlName.Quote(pack.Schema)}.{SqlName.Quote(rule.Of)} as q where q.{RowKeys.Finding} = $1", finding.KeyHash);
        var keys = await node.Warehouse.ReadAsync(statement, scope, static (b, r) => (string?)b[0].Value(r), cancellationToken);
        var request = new PackRowsRequest(null, null, evidence.To, [new PackFilter(RowKeys.Evidence, [.. keys.Distinct()], null, null, null)], null, null, null);
        return (row, (await PackAnswers.ReadAsync(node, pack, request, scope, MostEvidence, cancellationToken)).Rows);
    }

    private static IEnumerable<string> PlaceholdersOf(string message) => Placeholder().Matches(message).Select(static m => m.Groups[1].Value);

    private static string Fill(string? message, Dictionary<string, string> values) => Placeholder().Replace(message ?? "", m => values.GetValueOrDefault(m.Groups[1].Value) ?? m.Value);

    private static string TextOf(object? value) => value switch
    {
        null => "–",
        double d => d.ToString("0.##", CultureInfo.InvariantCulture),
        decimal d => d.ToString("0.##", CultureInfo.InvariantCulture),
        DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime t => t.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    [GeneratedRegex(@"\{([a-z_][a-z0-9_]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
