using System.Globalization;
using Suwen.Storage;

namespace Suwen.Analysis.Cohorts;

/// <summary>What a compiled statement answers.</summary>
public enum CohortTarget
{
    /// <summary>The members: <c>subject_id, cohort_start_date, cohort_end_date</c>, one row for a membership.</summary>
    Members,

    /// <summary>One row of counts, read by <see cref="CohortCount"/>.</summary>
    Attrition,
}

/// <summary>A step of attrition in the row of counts: its events and persons stand in columns <c>N_events</c> and <c>N_persons</c>.</summary>
/// <param name="Kind">entry, observation, entry-limit, qualifying, qualifying-limit, rule, limit or members.</param>
/// <param name="Name">The rule's name; else the kind.</param>
public sealed record AttritionStep(string Kind, string Name);

/// <summary>A definition as one statement.</summary>
/// <param name="Statement">A SELECT over tables of schema <c>cdr</c>, with its parameters. It can be read under any scope.</param>
/// <param name="Steps">For attrition: the steps, in the order of their columns.</param>
/// <param name="Criteria">For attrition: the criteria whose events are counted, in the order of their columns.</param>
public sealed record CompiledCohort(SqlStatement Statement, IReadOnlyList<AttritionStep> Steps, IReadOnlyList<EventCriterion> Criteria)
{
    /// <summary>The text with its parameters written in, for reading and for running by hand.</summary>
    public string ToText()
    {
        var text = Statement.Text;
        for (var i = Statement.Parameters.Length; i > 0; i--)
        {
            // From the last, so that $1 is not found in $10.
            var literal = "'" + ((string)Statement.Parameters[i - 1]!).Replace("'", "''", StringComparison.Ordinal) + "'";
            text = text.Replace(string.Create(CultureInfo.InvariantCulture, $"${i}"), literal.Contains('\u001f', StringComparison.Ordinal) ? literal.Replace("\u001f", "' || chr(31) || '", StringComparison.Ordinal) : literal, StringComparison.Ordinal);
        }

        return text;
    }
}

/// <summary>Compiles a definition to SQL: a pure function, the same for packs, research and export.</summary>
/// <remarks>
/// The SQL keeps to what DuckDB and PostgreSQL share; where they differ it goes through <see cref="SqlMacros"/>. Meaning follows the
/// OHDSI cohort model: entry events within observation, qualifying criteria, inclusion rules, exit, collapse.
/// </remarks>
public static class CohortCompiler
{
    /// <summary>The statement of a definition.</summary>
    public static CompiledCohort Compile(CohortDefinition definition, SqlDialect dialect, CohortTarget target)
    {
        var text = new CohortText(definition, target);
        var statement = target == CohortTarget.Members ? text.Members() : text.Attrition();
        return new CompiledCohort(statement with { Text = SqlMacros.Expand(statement.Text, dialect) }, text.Steps, [.. text.Events.Criteria.Select(static c => c.Criterion)]);
    }
}

/// <summary>The text of one definition.</summary>
internal sealed class CohortText
{
    private readonly CohortDefinition definition;
    private readonly SqlText sql = new();
    private readonly CriteriaSql criteria;
    private readonly List<AttritionStep> steps = [];
    private readonly List<string> counts = [];

    public CohortText(CohortDefinition definition, CohortTarget target)
    {
        this.definition = definition;
        Events = new EventSql(definition, sql, new ValueSetSql(definition, sql)) { IsOnce = target == CohortTarget.Attrition };
        criteria = new CriteriaSql(definition, sql, Events);
    }

    public EventSql Events { get; }

    public IReadOnlyList<AttritionStep> Steps => steps;

    public SqlStatement Members() =>
        sql.Statement($"select m.person_id as subject_id, m.start_date as cohort_start_date, m.end_date as cohort_end_date from {MembersSubquery()} as m\norder by 1, 2");

    public SqlStatement Attrition()
    {
        var members = MembersSubquery();
        Step("members", "members", members);
        for (var i = 0; i < Events.Criteria.Count; i++)
        {
            counts.Add(string.Create(CultureInfo.InvariantCulture, $"(select count(*) from {Events.Criteria[i].Subquery}) as criterion_{i}"));
        }

        return sql.Statement("select " + string.Join(",\n  ", counts));
    }

    private string MembersSubquery()
    {
        var included = Included(Qualified());
        var memberships = sql.Subquery("memberships", $"""
            select i.person_id, i.start_date, min(x.end_date) as end_date
            from {included} as i join (
            {string.Join("\nunion all\n", Ends(included))}
            ) as x on x.event_id = i.event_id and x.end_date >= i.start_date
            group by i.event_id, i.person_id, i.start_date
            """);
        var collapsed = sql.Subquery("collapsed", Collapse(memberships));
        var start = definition.StudyStart is { } from ? $"case when k.start_date < {SqlText.Date(from)} then {SqlText.Date(from)} else k.start_date end" : "k.start_date";
        var end = definition.StudyEnd is { } to ? $"case when k.end_date > {SqlText.Date(to)} then {SqlText.Date(to)} else k.end_date end" : "k.end_date";
        return definition is { StudyStart: null, StudyEnd: null }
            ? collapsed
            : sql.Subquery("members", $"select k.person_id, {start} as start_date, {end} as end_date from {collapsed} as k\nwhere {start} <= {end}");
    }

    /// <summary>Entry events within observation, of which those remain that qualify.</summary>
    private string Qualified()
    {
        var parts = definition.Entry.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"select {i} as criterion, a.row_id, a.person_id, a.start_date, a.end_date, a.visit_occurrence_id from {criteria.Events(c, null, null)} as a"));
        var entry = sql.Subquery("entry", string.Join("\nunion all\n", parts), Events.IsOnce);
        Step("entry", "entry", entry);

        // Ties are decided by what the row is, so that the same data give the same members.
        var within = definition.Observation is { } o
            ? $"\nwhere {SqlText.AddDays("op.observation_period_start_date", o.DaysBefore)} <= c.start_date and {SqlText.AddDays("c.start_date", o.DaysAfter)} <= op.observation_period_end_date"
            : "";
        var observed = sql.Subquery("observed", $"select row_number() over (order by c.person_id, c.start_date, c.criterion, c.row_id) as event_id, c.person_id, c.start_date, c.end_date, c.visit_occurrence_id, {criteria.Bounds}\nfrom {entry} as c {criteria.ObservationJoin}{within}", isOnce: true);
        if (definition.Observation is not null)
        {
            Step("observation", "observation", observed);
        }

        var primary = Limited(observed, definition.EntryLimit, "entry-limit", "primary_events");
        if (definition.Qualifying is not { } qualifying)
        {
            return primary;
        }

        var qualified = sql.Subquery("qualified", $"select e.* from {primary} as e\nwhere {criteria.Condition(qualifying, primary)}", isOnce: true);
        Step("qualifying", "qualifying", qualified);
        return Limited(qualified, definition.QualifyingLimit, "qualifying-limit", "qualified_limited");
    }

    private string Limited(string from, EventLimit limit, string kind, string name)
    {
        if (limit == EventLimit.All)
        {
            return from;
        }

        var order = limit == EventLimit.Last ? "e.start_date desc, e.event_id" : "e.start_date, e.event_id";
        var limited = sql.Subquery(name, $"select n.event_id, n.person_id, n.start_date, n.end_date, n.visit_occurrence_id, n.op_start, n.op_end from (\nselect e.*, row_number() over (partition by e.person_id order by {order}) as ordinal from {from} as e\n) as n where n.ordinal = 1", isOnce: true);
        Step(kind, kind, limited);
        return limited;
    }

    private string Included(string qualified)
    {
        if (definition.Rules.Count == 0)
        {
            return Limited(qualified, definition.Limit, "limit", "included");
        }

        var conditions = definition.Rules.Select(r => (r.Excludes ? "not " : "") + criteria.Condition(r.Group, qualified)).ToList();
        var judged = sql.Subquery("judged", $"select e.*{string.Concat(conditions.Select(static (c, i) => string.Create(CultureInfo.InvariantCulture, $",\n  case when {c} then 1 else 0 end as rule_{i}")))}\nfrom {qualified} as e", isOnce: true);
        for (var i = 0; i < conditions.Count; i++)
        {
            var sofar = string.Join(" and ", Enumerable.Range(0, i + 1).Select(static r => string.Create(CultureInfo.InvariantCulture, $"j.rule_{r} = 1")));
            var others = string.Concat(Enumerable.Range(0, conditions.Count).Where(r => r != i).Select(static r => string.Create(CultureInfo.InvariantCulture, $" and j.rule_{r} = 1")));
            var number = steps.Count;
            steps.Add(new AttritionStep("rule", definition.Rules[i].Name));
            counts.Add(string.Create(CultureInfo.InvariantCulture, $"(select count(*) from {judged} as j where {sofar}) as events_{number}"));
            counts.Add(string.Create(CultureInfo.InvariantCulture, $"(select count(distinct j.person_id) from {judged} as j where {sofar}) as persons_{number}"));
            counts.Add(string.Create(CultureInfo.InvariantCulture, $"(select count(distinct j.person_id) from {judged} as j where j.rule_{i} = 1) as alone_{number}"));
            counts.Add(string.Create(CultureInfo.InvariantCulture, $"(select count(distinct j.person_id) from {judged} as j where true{others}) - (select count(distinct j.person_id) from {judged} as j where true{others} and j.rule_{i} = 1) as marginal_{number}"));
        }

        var all = string.Join(" and ", Enumerable.Range(0, conditions.Count).Select(static r => string.Create(CultureInfo.InvariantCulture, $"j.rule_{r} = 1")));
        var passed = sql.Subquery("passed", $"select j.event_id, j.person_id, j.start_date, j.end_date, j.visit_occurrence_id, j.op_start, j.op_end from {judged} as j where {all}", isOnce: true);
        return Limited(passed, definition.Limit, "limit", "included");
    }

    /// <summary>The days on which a membership can end; the first on or after its start ends it.</summary>
    private IEnumerable<string> Ends(string included)
    {
        // Without recorded observation the person's last visit is the last that is known of the person.
        var last = definition.Observation is null
            ? $"select o.event_id, case when o.op_end < {CriteriaSql.End} then o.op_end else case when w.last_day > o.end_date then w.last_day else o.end_date end end as end_date from {included} as o left join (select y.person_id, max(coalesce(y.visit_end_date, y.visit_start_date)) as last_day from cdr.visit_occurrence as y where y.person_id in (select z.person_id from {included} as z) group by y.person_id) as w on w.person_id = o.person_id"
            : $"select o.event_id, o.op_end as end_date from {included} as o";
        switch (definition.Exit)
        {
            case OffsetExit offset:
                var day = SqlText.AddDays(offset.FromEnd ? "o.end_date" : "o.start_date", offset.Days);
                yield return $"select o.event_id, case when {day} > o.op_end then o.op_end else {day} end as end_date from {included} as o";
                break;
            case DrugExposureExit drug:
                yield return last;
                yield return ExposureEnds(included, drug);
                break;
            default:
                yield return last;
                break;
        }

        foreach (var censor in definition.Censoring)
        {
            yield return $"select o.event_id, min(q.start_date) as end_date from {included} as o join {criteria.Events(censor, null, included)} as q on q.person_id = o.person_id and q.start_date >= o.start_date and q.start_date <= o.op_end group by o.event_id";
        }
    }

    private string ExposureEnds(string included, DrugExposureExit exit)
    {
        var last = exit.DaysSupply is { } supply
            ? SqlText.AddDays("d.drug_exposure_start_date", supply)
            : "coalesce(d.drug_exposure_end_date, d.drug_exposure_start_date + d.days_supply, d.drug_exposure_start_date + 1)";
        var set = new ValueSetSql(definition, sql).Test(exit.ValueSet, "d.drug_concept_id", "d.drug_source_value", "d.drug_source_vocabulary", "d.drug_source_concept_id", "d.drug_exposure_start_date");
        var bySource = new ValueSetSql(definition, sql).Test(exit.ValueSet, "d.drug_source_concept_id", null, null, null, "d.drug_exposure_start_date");
        var gap = exit.GapDays.ToString(CultureInfo.InvariantCulture);
        var eras = sql.Subquery("exposure", $"""
            select g.person_id, min(g.first_day) as first_day, {SqlText.AddDays("max(g.last_day)", exit.OffsetDays)} as last_day from (
            select f.*, sum(case when f.last_before + {gap} >= f.first_day then 0 else 1 end) over (partition by f.person_id order by f.first_day rows between unbounded preceding and current row) as era from (
            select x.*, max(x.last_day) over (partition by x.person_id order by x.first_day rows between unbounded preceding and 1 preceding) as last_before from (
            select d.person_id, d.drug_exposure_start_date as first_day, max({last}) as last_day
            from cdr.drug_exposure as d
            where ({set} or {bySource}) and d.drug_exposure_start_date is not null and d.person_id in (select z.person_id from {included} as z)
            group by d.person_id, d.drug_exposure_start_date
            ) as x
            ) as f
            ) as g group by g.person_id, g.era
            """);
        return $"select o.event_id, min(u.last_day) as end_date from {included} as o join {eras} as u on u.person_id = o.person_id and o.start_date >= u.first_day and o.start_date <= u.last_day group by o.event_id";
    }

    private string Collapse(string memberships)
    {
        // What begins on one day is made one first: rows that tie could come in another order in the two windows.
        var gap = definition.CollapseGapDays.ToString(CultureInfo.InvariantCulture);
        return $"""
            select g.person_id, min(g.start_date) as start_date, max(g.end_date) as end_date from (
            select f.person_id, f.start_date, f.end_date, sum(case when f.last_before + {gap} >= f.start_date then 0 else 1 end) over (partition by f.person_id order by f.start_date rows between unbounded preceding and current row) as part from (
            select x.person_id, x.start_date, x.end_date, max(x.end_date) over (partition by x.person_id order by x.start_date rows between unbounded preceding and 1 preceding) as last_before
            from (select y.person_id, y.start_date, max(y.end_date) as end_date from {memberships} as y group by y.person_id, y.start_date) as x
            ) as f
            ) as g group by g.person_id, g.part
            """;
    }

    private void Step(string kind, string name, string subquery)
    {
        var number = steps.Count;
        steps.Add(new AttritionStep(kind, name));
        counts.Add(string.Create(CultureInfo.InvariantCulture, $"(select count(*) from {subquery}) as events_{number}"));
        counts.Add(string.Create(CultureInfo.InvariantCulture, $"(select count(distinct n.person_id) from {subquery} as n) as persons_{number}"));
    }
}
