using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Suwen.Governance.Cleaning;
using Suwen.Governance.Gate.Decisions;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.Cleaning;

/// <summary>What a rule has done, and what it would do.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Title">Its title in English.</param>
/// <param name="TitleZh">Its title in Chinese.</param>
/// <param name="Kind">complete, correct or deduplicate.</param>
/// <param name="Table">The table whose rows it amends.</param>
/// <param name="Version">Version of the rule.</param>
/// <param name="Why">The reason that its amendments carry.</param>
/// <param name="IsBuiltIn">False for a rule of the site.</param>
/// <param name="Standing">Amendments of it that stand.</param>
/// <param name="Withdrawn">Amendments of it that were taken back.</param>
internal sealed record CleaningRuleState(string Id, string Title, string TitleZh, string Kind, string Table, int Version, string Why, bool IsBuiltIn, long Standing, long Withdrawn);

/// <summary>Lands the amendments of cleaning rules and of persons, and takes them back.</summary>
internal static class CleaningService
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The folder in which a site puts rules of its own.</summary>
    public static string FolderOf(SuwenNode node) => Path.Combine(node.Folder.Root, "cleaning");

    /// <summary>The rules that can be used, and what is wrong with the others.</summary>
    public static (IReadOnlyList<CleaningRule> Rules, IReadOnlyList<string> Faults) Rules(SuwenNode node) =>
        CleaningRule.Load(FolderOf(node), Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.SqlQuery, Purpose.Operations), node.Warehouse.Dialect);

    /// <summary>The rules with the number of their amendments.</summary>
    public static async Task<IReadOnlyList<CleaningRuleState>> StatesAsync(SuwenNode node, CancellationToken cancellationToken)
    {
        var counts = (await node.Warehouse.ReadAsync(
            WarehouseReading.Sql("Cleaning/counts.sql"),
            Authorisation.ForPlatform(Purpose.Operations),
            static (b, r) => (Rule: b[0].Text(r), State: b[1].Text(r), Count: b[2].Lane(r)),
            cancellationToken)).ToDictionary(c => (c.Rule, c.State), c => c.Count);
        return
        [
            .. Rules(node).Rules.Select(r => new CleaningRuleState(
                r.Id, r.Title, r.TitleZh, NameOf(r.Kind), r.Table.Name, r.Version, r.Why, r.IsBuiltIn,
                counts.GetValueOrDefault((r.Id, AmendRow.Standing)), counts.GetValueOrDefault((r.Id, AmendRow.Withdrawn)))),
        ];
    }

    /// <summary>What a rule would do now.</summary>
    public static Task<CleaningPlan> PlanAsync(SuwenNode node, CleaningRule rule, CancellationToken cancellationToken) =>
        CleaningPlan.MakeAsync(node.Warehouse, rule, Authorisation.ForPlatform(Purpose.Operations), cancellationToken);

    /// <summary>Lands a plan and waits until its amendments are loaded.</summary>
    public static async Task RunAsync(SuwenNode node, CleaningPlan plan, string by, CancellationToken cancellationToken)
    {
        var last = default(LandingPosition);
        foreach (var (source, lines) in plan.Decisions(by))
        {
            last = (await node.Journal.AppendAsync(DecisionSource.Header(source), lines, cancellationToken)).Position;
        }

        if (plan.Steps.Count > 0)
        {
            await node.WaitUntilLoadedAsync(last, cancellationToken);
        }
    }

    /// <summary>Takes back the amendments that stand of a rule, or one of them; answers their number.</summary>
    public static async Task<long> WithdrawAsync(SuwenNode node, string? rule, long? amendment, string by, string why, CancellationToken cancellationToken)
    {
        var standing = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Cleaning/standing.sql"), rule, amendment),
            Authorisation.ForPlatform(Purpose.Operations),
            static (b, r) => (
                Source: b[0].Text(r), Table: b[1].Text(r), Row: new UInt128((ulong)b[2].Lane(r), (ulong)b[3].Lane(r)), Position: b[4].Lane(r), Record: b[5].Lane(r),
                Changes: b.TextOrNull(6, r), Rule: b.TextOrNull(7, r), RuleVersion: b.LongOrNull(8, r), Entry: b[9].Lane(r), Number: b[10].Lane(r)),
            cancellationToken);
        var last = default(LandingPosition);
        foreach (var ofSource in standing.GroupBy(s => s.Source, StringComparer.Ordinal))
        {
            foreach (var chunk in ofSource.Chunk(5_000))
            {
                var lines = new StringBuilder();
                foreach (var s in chunk)
                {
                    lines.Append(JsonSerializer.Serialize(
                        Line(new Amendment(IdOf(node, s.Entry, (int)s.Number), s.Table, s.Row, s.Position, s.Record, s.Changes, s.Rule, s.RuleVersion), by, why, AmendRow.Withdrawn), Relaxed)).Append('\n');
                }

                last = (await node.Journal.AppendAsync(DecisionSource.Header(ofSource.Key), Encoding.UTF8.GetBytes(lines.ToString()), cancellationToken)).Position;
            }
        }

        if (standing.Count > 0)
        {
            await node.WaitUntilLoadedAsync(last, cancellationToken);
        }

        return standing.Count;
    }

    public static string NameOf(CleaningKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>The id of an amendment stands in its line: the warehouse keeps its hash only.</summary>
    private static string IdOf(SuwenNode node, long entry, int number)
    {
        var payload = node.Journal.Find(new LandingPosition(entry))?.Payload ?? default;
        var lines = Encoding.UTF8.GetString(payload.Span).Split('\n').Where(l => l.Trim().Length > 0).Skip(number);
        using var line = JsonDocument.Parse(lines.First());
        return line.RootElement.GetProperty("id").GetString()!;
    }

    private static Dictionary<string, object?> Line(Amendment amendment, string by, string why, string state)
    {
        var line = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["kind"] = "amend-row",
            ["id"] = amendment.Id,
            ["state"] = state,
            ["table"] = amendment.Table,
            ["row"] = amendment.Row.ToString("x32", CultureInfo.InvariantCulture),
            ["position"] = amendment.Position,
            ["record"] = amendment.Record,
            ["by"] = by,
            ["why"] = why,
        };
        if (amendment.Changes is null)
        {
            line["remove"] = true;
        }
        else
        {
            line["set"] = JsonElement.Parse(amendment.Changes);
        }

        if (amendment.Rule is not null)
        {
            line["rule"] = amendment.Rule;
            line["ruleVersion"] = amendment.RuleVersion;
        }

        return line;
    }

    private sealed record Amendment(string Id, string Table, UInt128 Row, long Position, long Record, string? Changes, string? Rule, long? RuleVersion);
}
