using System.Globalization;
using System.Text;
using Suwen.Scenarios.Running;
using Suwen.Security;
using Suwen.Storage;

namespace Suwen.Scenarios.Review;

/// <summary>After a run: reads what the rules of kind finding find in its results, and brings the findings up to date with it.</summary>
/// <param name="warehouse">Holds the results.</param>
/// <param name="store">Holds the findings.</param>
/// <param name="mayKeep">True where the values of a result's column may stand in the application state: their grade is of level 1 or 2.</param>
public sealed class FindingFollower(IWarehouse warehouse, FindingStore store, Func<string, string, bool> mayKeep)
{
    /// <summary>More findings of one rule are too many for people; a rule that finds more says nothing that could be reviewed.</summary>
    public const int MostFindings = 500_000;

    /// <summary>Brings the findings of a pack up to date. Rules whose result is stale are left as they are.</summary>
    /// <returns>Rules that find more than can be followed.</returns>
    public async Task<IReadOnlyList<string>> FollowAsync(Pack pack, IReadOnlyDictionary<string, string> parameters, IReadOnlyDictionary<string, StandingResult> standing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pack);
        var tooMany = new List<string>();
        foreach (var rule in pack.Rules.Where(static r => r.Finding is not null))
        {
            if (standing.GetValueOrDefault(rule.Of) is not { StaleReason: null } result)
            {
                continue;
            }

            var sql = StatementOf(pack, rule, parameters, result.AsOf);
            var signature = string.Create(CultureInfo.InvariantCulture, $"{result.Warehouse} {result.RunId} {sql}");
            if (store.IsFollowed(pack.Id, rule.Id, signature))
            {
                continue;
            }

            if (await ReadAsync(sql, cancellationToken) is { } rows)
            {
                store.Follow(pack.Id, rule.Id, rule.Finding!.Days, signature, rows);
            }
            else
            {
                tooMany.Add(rule.Id);
            }
        }

        return tooMany;
    }

    /// <summary>One row for each key: rows of the same key are one finding, and their amounts are added.</summary>
    private string StatementOf(Pack pack, PackRule rule, IReadOnlyDictionary<string, string> parameters, string asOf)
    {
        var finding = rule.Finding!;
        var table = $"{pack.Schema}.{rule.Of}";
        var text = new StringBuilder("select q." + RowKeys.Finding + " as k, ");
        text.Append(finding.Key.All(c => mayKeep(table, c)) ? $"max({string.Join(" || ' · ' || ", finding.Key.Select(static c => $"coalesce(cast(q.{SqlName.Quote(c)} as varchar), '')"))})" : "cast(null as varchar)");
        text.Append(" as l, ").Append(finding.Ask is { } ask && mayKeep(table, ask) ? $"max(cast(q.{SqlName.Quote(ask)} as varchar))" : "cast(null as varchar)");
        text.Append(" as s, ").Append(finding.Amount is { } amount ? $"sum(cast(q.{SqlName.Quote(amount)} as double precision))" : "cast(null as double precision)");
        text.Append(CultureInfo.InvariantCulture, $" as a from {SqlName.Quote(pack.Schema)}.{SqlName.Quote(rule.Of)} as q where ({PackParameters.Condition(pack, rule.When, parameters, asOf, warehouse.Dialect)}\n) group by q.{RowKeys.Finding} limit {MostFindings + 1}");
        return text.ToString();
    }

    private async Task<List<FoundRow>?> ReadAsync(string sql, CancellationToken cancellationToken)
    {
        var rows = new List<FoundRow>();
        await using var answer = await warehouse.QueryAsync(sql, Authorisation.ForPlatform("findings"), cancellationToken);
        while (await answer.NextAsync(cancellationToken) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                rows.Add(new FoundRow((string)batch[0].Value(row)!, (string?)batch[1].Value(row), (string?)batch[2].Value(row), (double?)batch[3].Value(row)));
            }

            if (rows.Count > MostFindings)
            {
                return null;
            }
        }

        return rows;
    }
}
