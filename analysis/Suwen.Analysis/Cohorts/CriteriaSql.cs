using System.Globalization;

namespace Suwen.Analysis.Cohorts;

/// <summary>Turns groups of criteria into a condition over the events that they are about.</summary>
internal sealed class CriteriaSql(CohortDefinition definition, SqlText sql, EventSql events)
{
    /// <summary>Stand for no bound where a person is not under recorded observation; no clinical date lies outside.</summary>
    public const string Beginning = "date '0001-01-01'";

    /// <inheritdoc cref="Beginning"/>
    public const string End = "date '9999-12-31'";

    /// <summary>The condition, over the alias <c>e</c> of a subquery that has <c>event_id, person_id, start_date, end_date, visit_occurrence_id, op_start, op_end</c>.</summary>
    public string Condition(CriteriaGroup group, string about)
    {
        var members = group.Members.Select(m => Condition(m, about)).ToList();
        if (members.Count == 0)
        {
            return "true";
        }

        return group.Kind switch
        {
            GroupKind.All => "(" + string.Join(" and ", members) + ")",
            GroupKind.Any => "(" + string.Join(" or ", members) + ")",
            _ => string.Create(CultureInfo.InvariantCulture, $"({string.Join(" + ", members.Select(static m => $"case when {m} then 1 else 0 end"))} {(group.Kind == GroupKind.AtLeast ? ">=" : "<=")} {group.Count})"),
        };
    }

    /// <summary>A criterion's events, of which those remain that have around them what the criterion demands.</summary>
    /// <param name="criterion">The criterion.</param>
    /// <param name="distinctBy">The column by which its events are counted; null for none.</param>
    /// <param name="about">The subquery of those whose events matter; null for everybody.</param>
    public string Events(EventCriterion criterion, string? distinctBy, string? about)
    {
        var found = events.Subquery(criterion, distinctBy, about);
        if (criterion.Having is not { Members.Count: > 0 } having)
        {
            return found;
        }

        var counted = distinctBy is null ? "" : ", c.counted";
        var observed = sql.Subquery(
            "around",
            $"select row_number() over () as event_id, c.person_id, c.start_date, c.end_date, c.visit_occurrence_id, c.row_id{counted}, {Bounds}\nfrom {found} as c {ObservationJoin}",
            isOnce: true);
        return sql.Subquery("surrounded", $"select e.* from {observed} as e\nwhere {Condition(having, observed)}");
    }

    /// <summary>Columns of the observation period <c>op</c> that holds an event <c>c</c>.</summary>
    public string Bounds => definition.Observation is null
        ? $"coalesce(op.observation_period_start_date, {Beginning}) as op_start, coalesce(op.observation_period_end_date, {End}) as op_end"
        : "op.observation_period_start_date as op_start, op.observation_period_end_date as op_end";

    /// <summary>The join to the observation period that holds an event <c>c</c>.</summary>
    public string ObservationJoin => $"{(definition.Observation is null ? "left " : "")}join cdr.observation_period as op on op.person_id = c.person_id and c.start_date >= op.observation_period_start_date and c.start_date <= op.observation_period_end_date";

    private string Condition(GroupMember member, string about) => member switch
    {
        CriteriaGroup group => Condition(group, about),
        PersonCriterion { Tests.Count: 0 } => "true",
        PersonCriterion person => $"e.event_id in (select event_id from {sql.Subquery("person", $"select c.event_id from {about} as c join cdr.person as p on p.person_id = c.person_id\nwhere {events.PersonTests(person.Tests)}")})",
        CountedCriterion counted => Condition(counted, about),
        _ => throw new InvalidOperationException("Unknown member of a group."),
    };

    private string Condition(CountedCriterion criterion, string about)
    {
        // None of them, or at most so many, is the absence of more: events without any have no row to count.
        var (test, isIn) = (criterion.Kind, criterion.Count) switch
        {
            (CountKind.AtLeast, <= 0) => ("", true),
            (CountKind.AtLeast, var n) => (n == 1 && criterion.DistinctBy is null ? "" : Having(">=", n), true),
            (CountKind.AtMost, 0) or (CountKind.Exactly, 0) => (criterion.DistinctBy is null ? "" : Having(">", 0), false),
            (CountKind.AtMost, var n) => (Having(">", n), false),
            (_, var n) => (Having("=", n), true),
        };
        if (criterion is { Kind: CountKind.AtLeast, Count: <= 0 })
        {
            return "true";
        }

        var found = Events(criterion.Event, criterion.DistinctBy, about);
        var windows = string.Concat(Windows(criterion).Select(static w => "\n  and " + w));
        var name = sql.Subquery("counted", $"select e.event_id from {about} as e join {found} as a on a.person_id = e.person_id{windows}\ngroup by e.event_id{test}");
        return $"e.event_id {(isIn ? "in" : "not in")} (select event_id from {name})";

        string Having(string comparison, int n) => string.Create(CultureInfo.InvariantCulture, $"\nhaving count({(criterion.DistinctBy is null ? "*" : "distinct a.counted")}) {comparison} {n}");
    }

    private static IEnumerable<string> Windows(CountedCriterion criterion)
    {
        if (!criterion.OutsideObservation)
        {
            yield return "a.start_date >= e.op_start and a.start_date <= e.op_end";
        }

        foreach (var window in new[] { criterion.Window, criterion.SecondWindow })
        {
            if (window is null)
            {
                continue;
            }

            var date = window.OfEventEnd ? "a.end_date" : "a.start_date";
            var index = window.FromIndexEnd ? "e.end_date" : "e.start_date";
            if (Bound(window.From, index, criterion.OutsideObservation) is { } from)
            {
                yield return $"{date} >= {from}";
            }

            if (Bound(window.To, index, criterion.OutsideObservation) is { } to)
            {
                yield return $"{date} <= {to}";
            }
        }

        if (criterion.SameVisit)
        {
            yield return "a.visit_occurrence_id = e.visit_occurrence_id";
        }
    }

    private static string? Bound(WindowBound bound, string index, bool outsideObservation) =>
        bound.Days is { } days ? SqlText.AddDays(index, days) : outsideObservation ? null : bound.IsEnd ? "e.op_end" : "e.op_start";
}
