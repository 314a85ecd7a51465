using System.Globalization;
using Suwen.Storage;

namespace Suwen.Analysis.Cohorts;

/// <summary>Turns criteria of events into subqueries of <c>person_id, start_date, end_date, visit_occurrence_id, row_id</c>, one row for an event.</summary>
internal sealed class EventSql(CohortDefinition definition, SqlText sql, ValueSetSql valueSets)
{
    /// <summary>OHDSI's persistence window: exposures and conditions at most so many days apart are one era.</summary>
    private const int EraGapDays = 30;

    /// <summary>Label and name of the subquery of every criterion, in order of the definition.</summary>
    public List<(EventCriterion Criterion, string Subquery)> Criteria { get; } = [];

    /// <summary>True when the subqueries are read more than once, so that computing them once is cheaper.</summary>
    public bool IsOnce { get; init; }

    /// <summary>The subquery of a criterion's events, without what it demands around them.</summary>
    /// <param name="criterion">The criterion.</param>
    /// <param name="distinctBy">The column by which its events are counted; null for none.</param>
    /// <param name="about">The subquery of those whose events matter; null for everybody. The others' events are not looked at, which is most of the work.</param>
    public string Subquery(EventCriterion criterion, string? distinctBy, string? about)
    {
        var domain = CohortDomains.ByName[criterion.Domain];
        var tests = criterion.Tests.Select(t => Test(domain.Attributes[t.Attribute], t)).ToList();
        if (criterion.First)
        {
            tests.Insert(0, "c.ordinal = 1");
        }

        if (criterion.Period is { } period)
        {
            tests.AddRange(new[] { period.From, period.To }.Where(static d => d is not null).Select(static d => SqlText.Date(d!.Value)).Select(static d => $"c.start_date <= {d} and c.end_date >= {d}"));
        }

        var joins = criterion.Tests.Aggregate(EventJoins.None, (all, t) => all | domain.Attributes[t.Attribute].Joins);
        var counted = distinctBy is null ? "" : $", {Counted(domain, distinctBy)} as counted";
        var start = criterion.Period?.From is { } from ? $"{SqlText.Date(from)} as start_date" : "c.start_date";
        var end = criterion.Period?.To is { } to ? $"{SqlText.Date(to)} as end_date" : "c.end_date";
        var body = $"select c.person_id, {start}, {end}, c.visit_occurrence_id, c.row_id{counted}\nfrom (\n{Rows(criterion, domain, Columns(criterion, domain, joins, distinctBy), about)}\n) as c{Joins(joins)}{(tests.Count == 0 ? "" : "\nwhere " + string.Join("\n  and ", tests))}";
        var name = sql.Subquery("events_" + ValueSetSql.Identifier(criterion.ValueSet ?? criterion.SourceValueSet ?? domain.Name), body, IsOnce);
        Criteria.Add((criterion, name));
        return name;
    }

    /// <summary>The tests of a person at an event <c>c</c>.</summary>
    public string PersonTests(IReadOnlyList<AttributeTest> tests) => string.Join(" and ", tests.Select(t => Test(CohortDomains.Person[t.Attribute], t)));

    private static string Counted(CohortDomain domain, string column) => column switch
    {
        "start_date" or "end_date" => "c." + column,
        "length_days" => "(c.end_date - c.start_date)",
        "visit" when !domain.HasVisit => "cast(null as bigint)",
        _ => "c." + domain.Distinct[column],
    };

    private static SortedSet<string> Columns(EventCriterion criterion, CohortDomain domain, EventJoins joins, string? distinctBy)
    {
        var columns = new SortedSet<string>(criterion.Tests.SelectMany(t => domain.Attributes[t.Attribute].Columns), StringComparer.Ordinal);
        if (distinctBy is not null && domain.Distinct.TryGetValue(distinctBy, out var column))
        {
            columns.Add(column);
        }

        if (joins.HasFlag(EventJoins.Provider))
        {
            columns.Add("provider_id");
        }

        if (joins.HasFlag(EventJoins.CareSite))
        {
            columns.Add("care_site_id");
        }

        columns.Remove("visit_occurrence_id");
        return columns;
    }

    /// <summary>The rows that the value sets take in, as events.</summary>
    private string Rows(EventCriterion criterion, CohortDomain domain, SortedSet<string> columns, string? about)
    {
        var start = "t." + domain.Start;
        var shift = criterion.Shift ?? new DateShift(false, 0, false, 0);
        var from = SqlText.AddDays(shift.StartFromEnd ? domain.End : start, shift.StartDays);
        var to = SqlText.AddDays(shift.EndFromStart ? start : domain.End, shift.EndDays);
        var visit = domain.HasVisit ? "t.visit_occurrence_id" : "cast(null as bigint) as visit_occurrence_id";
        var more = string.Concat(columns.Select(static c => $", t.{c}"));
        var ordinal = criterion.First ? $", row_number() over (partition by t.person_id order by {start}, t.{domain.Id}) as ordinal" : "";
        var tests = Codes(criterion, domain, "t", domain.Concept);
        tests.Add($"{start} is not null");
        if (about is not null)
        {
            tests.Add($"t.person_id in (select o.person_id from {about} as o)");
        }

        return $"select t.person_id, {from} as start_date, {to} as end_date, {visit}, t.{domain.Id} as row_id{more}{ordinal}\nfrom {Table(criterion, domain, about)} as t\nwhere {string.Join("\n  and ", tests)}";
    }

    private List<string> Codes(EventCriterion criterion, CohortDomain domain, string alias, string? concept)
    {
        var tests = new List<string>();
        string? Of(string? column) => column is null ? null : $"{alias}.{column}";
        if (criterion.ValueSet is { } set && concept is not null)
        {
            tests.Add(valueSets.Test(set, $"{alias}.{concept}", Of(domain.Code), Of(domain.Vocabulary), Of(domain.SourceConcept), $"{alias}.{domain.Start}"));
        }

        if (criterion.SourceValueSet is { } source && domain.SourceConcept is not null)
        {
            tests.Add(valueSets.Test(source, $"{alias}.{domain.SourceConcept}", Of(domain.Code), Of(domain.Vocabulary), null, $"{alias}.{domain.Start}"));
        }

        return tests;
    }

    private string Table(EventCriterion criterion, CohortDomain domain, string? about) => domain.IsDerivable ? Eras(criterion, domain, about) : "cdr." + domain.Table;

    /// <summary>
    /// Eras as stored; where the warehouse has none, derived by OHDSI's convention: exposures of an ingredient, or occurrences of a condition,
    /// that are at most 30 days apart are one era.
    /// </summary>
    private string Eras(EventCriterion criterion, CohortDomain domain, string? about)
    {
        var isDrug = domain.Name == "drug_era";
        var concept = domain.Concept!;
        var count = isDrug ? "drug_exposure_count" : "condition_occurrence_count";
        var era = isDrug ? "drug_era" : "condition_era";
        var rows = isDrug
            ? """
              select d.person_id, coalesce(i.ingredient, d.drug_concept_id) as drug_concept_id, d.drug_exposure_start_date as first_day, coalesce(d.drug_exposure_end_date, d.drug_exposure_start_date + d.days_supply, d.drug_exposure_start_date + 1) as last_day
              from cdr.drug_exposure as d left join (
              select a.descendant_concept_id as drug, a.ancestor_concept_id as ingredient from cdr.concept_ancestor as a join cdr.concept as c on c.concept_id = a.ancestor_concept_id where c.concept_class_id = 'Ingredient' and c.vocabulary_id in ('RxNorm', 'RxNorm Extension')
              ) as i on i.drug = d.drug_concept_id
              where d.drug_concept_id <> 0
              """
            : """
              select d.person_id, d.condition_concept_id, d.condition_start_date as first_day, coalesce(d.condition_end_date, d.condition_start_date + 1) as last_day
              from cdr.condition_occurrence as d
              where d.condition_start_date is not null
              """;
        var filter = criterion.ValueSet is { } set ? $" and {valueSets.Test(set, "x." + concept, null, null, null, "x.first_day")}" : "";
        var persons = about is null ? "" : $" and x.person_id in (select o.person_id from {about} as o)";
        var gap = isDrug ? $", sum(case when g.last_before + {EraGapDays} >= g.first_day and g.first_day > g.last_before then g.first_day - g.last_before else 0 end) as gap_days" : "";
        var stored = $"select e.person_id, e.{era}_id, e.{concept}, e.{era}_start_date, e.{era}_end_date, e.{count}{(isDrug ? ", e.gap_days" : "")} from cdr.{domain.Table} as e";

        // What begins on one day is made one first, since rows that tie could come in another order in the two windows. A derived era has no id; among eras that begin on one day its concept decides which is first.
        return $"""
            (
            {stored}
            union all
            select g.person_id, g.{concept}, g.{concept}, min(g.first_day), max(g.last_day), cast(sum(g.events) as integer){gap}
            from (
            select f.person_id, f.{concept}, f.first_day, f.last_day, f.last_before, f.events, sum(case when f.last_before + {EraGapDays} >= f.first_day then 0 else 1 end) over (partition by f.person_id, f.{concept} order by f.first_day rows between unbounded preceding and current row) as era
            from (
            select h.person_id, h.{concept}, h.first_day, h.last_day, h.events, max(h.last_day) over (partition by h.person_id, h.{concept} order by h.first_day rows between unbounded preceding and 1 preceding) as last_before
            from (
            select x.person_id, x.{concept}, x.first_day, max(x.last_day) as last_day, count(*) as events
            from (
            {rows}
            ) as x where x.first_day is not null{filter}{persons}
            group by x.person_id, x.{concept}, x.first_day
            ) as h
            ) as f
            ) as g
            where not exists (select 1 from cdr.{domain.Table})
            group by g.person_id, g.{concept}, g.era
            )
            """;
    }

    private static string Joins(EventJoins joins)
    {
        var text = "";
        if (joins.HasFlag(EventJoins.Person))
        {
            text += "\njoin cdr.person as p on p.person_id = c.person_id";
        }

        if ((joins & (EventJoins.Visit | EventJoins.VisitCareSite)) != 0)
        {
            text += "\njoin cdr.visit_occurrence as v on v.visit_occurrence_id = c.visit_occurrence_id and v.person_id = c.person_id";
        }

        if (joins.HasFlag(EventJoins.Provider))
        {
            text += "\nleft join cdr.provider as r on r.provider_id = c.provider_id";
        }

        return (joins & (EventJoins.CareSite | EventJoins.VisitCareSite)) switch
        {
            0 => text,
            EventJoins.CareSite => text + "\njoin cdr.care_site as s on s.care_site_id = c.care_site_id",
            _ => text + "\njoin cdr.care_site as s on s.care_site_id = v.care_site_id",
        };
    }

    private string Test(DomainAttribute attribute, AttributeTest test)
    {
        var value = Value(attribute.Sql);
        return test switch
        {
            NumberTest number => Compare(value, number.Comparison, SqlText.Number(number.Value), number.Upper is { } upper ? SqlText.Number(upper) : ""),
            DateTest date => Compare(value, date.Comparison, SqlText.Date(date.Value), date.Upper is { } upper ? SqlText.Date(upper) : ""),
            ConceptTest concept => Concepts(value, concept),
            TextTest text => Texts(attribute, value, text),
            _ => value,
        };
    }

    /// <summary>An age is written <c>{age:DAY}</c>, since how it is counted is the definition's to say.</summary>
    private string Value(string template)
    {
        if (!template.StartsWith("{age:", StringComparison.Ordinal))
        {
            return template;
        }

        var day = template[5..^1];
        var years = $"cast(extract(year from {day}) as integer) - p.year_of_birth";
        return definition.Age == AgeCounting.CalendarYear
            ? $"({years})"
            : $"({years} - case when p.month_of_birth > cast(extract(month from {day}) as integer) or (p.month_of_birth = cast(extract(month from {day}) as integer) and p.day_of_birth > cast(extract(day from {day}) as integer)) then 1 else 0 end)";
    }

    private static string Compare(string value, Comparison comparison, string bound, string upper) => comparison switch
    {
        Comparison.Less => $"{value} < {bound}",
        Comparison.AtMost => $"{value} <= {bound}",
        Comparison.Equal => $"{value} = {bound}",
        Comparison.NotEqual => $"{value} <> {bound}",
        Comparison.Greater => $"{value} > {bound}",
        Comparison.AtLeast => $"{value} >= {bound}",
        Comparison.Between => $"({value} >= {bound} and {value} <= {upper})",
        _ => $"not ({value} >= {bound} and {value} <= {upper})",
    };

    private string Concepts(string value, ConceptTest test)
    {
        var not = test.Excludes ? "not " : "";
        var any = new List<string>();
        if (test.Concepts.Count > 0)
        {
            any.Add($"{value} in {sql.NumberList([.. test.Concepts])}");
        }

        if (test.ValueSet is { } set)
        {
            any.Add($"{value} in (select concept_id from {valueSets.Concepts(set)})");
        }

        return $"{not}({string.Join(" or ", any)})";
    }

    private string Texts(DomainAttribute attribute, string value, TextTest test)
    {
        var not = test.Excludes ? "not " : "";
        if (attribute.Name == "source")
        {
            return $"{not}(c.source_id in (select o.source_id from sys.source as o where o.source_name in {sql.TextList(test.Texts)}))";
        }

        if (attribute.Name == "care_site")
        {
            var list = sql.TextList(test.Texts);
            return $"{not}(s.care_site_name in {list} or s.care_site_source_value in {list})";
        }

        var tests = test.Texts.Select(sql.Parameter).Select(p => test.Comparison switch
        {
            TextComparison.Contains => $"position({p} in {value}) > 0",
            TextComparison.StartsWith => $"left({value}, char_length({p})) = {p}",
            TextComparison.EndsWith => $"right({value}, char_length({p})) = {p}",
            _ => $"{value} = {p}",
        });
        return $"{not}({string.Join(" or ", tests)})";
    }
}
