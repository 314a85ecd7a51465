using Suwen.Security.State;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Suwen.Scenarios.Review;

/// <content>Lists and sums.</content>
public sealed partial class FindingStore
{
    /// <summary>Columns by which a list can be ordered.</summary>
    public static IReadOnlyList<string> Orders { get; } = ["amount", "due", "first-seen", "changed", "state", "rule", "ask"];

    /// <summary>Findings of a pack.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="filter">Which.</param>
    /// <param name="order">One of <see cref="Orders"/>; a minus before it turns it round.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="limit">How many to answer.</param>
    public IReadOnlyList<Finding> List(string pack, FindingFilter filter, string order, int offset, int limit)
    {
        using var connection = database.Connect();
        var values = new List<object?>();
        var where = ConditionOf(pack, filter, null, values);
        var column = order.TrimStart('-') switch
        {
            "amount" => "f.amount",
            "due" => "coalesce(f.due_on, '9999')",
            "changed" => "f.changed_at",
            "state" => $"case f.state {string.Concat(FindingStates.All.Select(static (s, i) => string.Create(CultureInfo.InvariantCulture, $"when '{s}' then {i} ")))}end",
            "rule" => "f.rule",
            "ask" => "f.ask",
            _ => "f.first_seen",
        };
        values.Add(limit);
        values.Add(offset);
        using var command = StateDatabase.Numbered(
            connection, string.Create(CultureInfo.InvariantCulture, $"select {Columns} from {From} where {where} order by {column} {(order.StartsWith('-') ? "desc" : "asc")}, f.finding_id limit ${values.Count - 1} offset ${values.Count}"),
            [.. values]);
        return StateDatabase.Rows(command, FindingOf);
    }

    /// <summary>How many findings there are in each state, with their money; the filter's own states do not narrow it.</summary>
    public IReadOnlyList<FindingSum> ByState(string pack, FindingFilter filter) => Sums(pack, filter, "state");

    /// <summary>The same of each rule.</summary>
    public IReadOnlyList<FindingSum> ByRule(string pack, FindingFilter filter) => Sums(pack, filter, "rule");

    /// <summary>The same of each who is asked: the 500 with the most findings.</summary>
    public IReadOnlyList<FindingSum> ByAsk(string pack, FindingFilter filter) => Sums(pack, filter, "ask");

    /// <summary>All that the filter leaves.</summary>
    public FindingSum Total(string pack, FindingFilter filter)
    {
        using var connection = database.Connect();
        var values = new List<object?>();
        using var command = StateDatabase.Numbered(connection, $"select null, count(*), coalesce(sum(f.amount), 0.0), coalesce(sum(f.recovered), 0.0) from {From} where {ConditionOf(pack, filter, null, values)}", [.. values]);
        return StateDatabase.Rows(command, SumOf)[0];
    }

    private List<FindingSum> Sums(string pack, FindingFilter filter, string of)
    {
        using var connection = database.Connect();
        var values = new List<object?>();
        using var command = StateDatabase.Numbered(
            connection, $"select f.{of}, count(*), coalesce(sum(f.amount), 0.0), coalesce(sum(f.recovered), 0.0) from {From} where {ConditionOf(pack, filter, of, values)} group by f.{of} order by count(*) desc, f.{of} limit 500",
            [.. values]);
        return StateDatabase.Rows(command, SumOf);
    }

    private static FindingSum SumOf(SqliteDataReader r) => new(Text(r, 0), r.GetInt64(1), r.GetDouble(2), r.GetDouble(3));

    private static string ConditionOf(string pack, FindingFilter filter, string? without, List<object?> values)
    {
        var conditions = new List<string>();
        string Bind(object? value)
        {
            values.Add(value);
            return string.Create(CultureInfo.InvariantCulture, $"${values.Count}");
        }

        void Among(string column, IReadOnlyList<string>? chosen)
        {
            if (column != without && chosen is { Count: > 0 })
            {
                conditions.Add($"f.{column} in ({string.Join(", ", chosen.Select(Bind))})");
            }
        }

        conditions.Add($"f.pack = {Bind(pack)}");
        Among("rule", filter.Rules);
        Among("state", filter.States);
        Among("ask", filter.Asks);
        if (filter.Assignee is { } assignee)
        {
            conditions.Add(assignee.Length == 0 ? "f.assignee is null" : $"f.assignee = {Bind(assignee)}");
        }

        if (filter.IsGone is { } gone)
        {
            conditions.Add(gone ? "f.gone_at is not null" : "f.gone_at is null");
        }

        if (filter.OverdueOn is { } day)
        {
            conditions.Add($"f.due_on < {Bind(TextOf(day))} and f.state not in ({string.Join(", ", FindingStates.Settled.Select(Bind))})");
        }

        if (filter.Least is { } least)
        {
            conditions.Add($"f.amount >= {Bind(least)}");
        }

        if (filter.Label is { Length: > 0 } label)
        {
            conditions.Add($"instr(f.label, {Bind(label)}) > 0");
        }

        return string.Join(" and ", conditions);
    }
}
