using System.Globalization;
using Suwen.Storage;

namespace Suwen.Analysis.Cohorts;

/// <summary>Counts below a number are not shown, and the others are rounded to its multiples, so that differences of counts do not tell on single persons either.</summary>
/// <param name="Least">The least count that is shown; 2 or more.</param>
public sealed record SmallCells(int Least)
{
    /// <summary>The count as it may be shown; null for one that is too small. Nobody is no one's secret.</summary>
    public long? Of(long count) => count == 0 ? 0 : count < Least ? null : (count + (Least / 2)) / Least * Least;
}

/// <summary>A step of attrition.</summary>
/// <param name="Kind">entry, observation, entry-limit, qualifying, qualifying-limit, rule, limit or members.</param>
/// <param name="Name">The rule's name; else the kind.</param>
/// <param name="Events">Events that remain after it; null where too few to be shown.</param>
/// <param name="Persons">Persons that remain after it.</param>
/// <param name="PersonsAlone">For a rule: persons that would remain with no other rule.</param>
/// <param name="PersonsLostByItAlone">For a rule: persons that are out because of this rule only.</param>
public sealed record AttritionCount(string Kind, string Name, long? Events, long? Persons, long? PersonsAlone = null, long? PersonsLostByItAlone = null);

/// <summary>Events that a criterion found, before windows: an entry criterion in all data, any other with those persons that it was asked of.</summary>
/// <param name="Domain">Its domain.</param>
/// <param name="ValueSet">Its value set.</param>
/// <param name="Where">Where the definition says it.</param>
/// <param name="Events">How many there are.</param>
public sealed record CriterionCount(string Domain, string? ValueSet, string Where, long? Events);

/// <summary>How many are in a cohort, and what each step left.</summary>
/// <param name="Persons">Persons in it; null where too few to be shown.</param>
/// <param name="Memberships">Memberships; a person can have several.</param>
/// <param name="Attrition">The steps, in order.</param>
/// <param name="Criteria">The criteria.</param>
/// <param name="Notes">What the reader should know: what emptied the cohort, value sets without a code in the data.</param>
/// <param name="Suppression">The rule by which small counts are not shown; null for none.</param>
public sealed record CohortCount(long? Persons, long? Memberships, IReadOnlyList<AttritionCount> Attrition, IReadOnlyList<CriterionCount> Criteria, IReadOnlyList<string> Notes, SmallCells? Suppression)
{
    /// <summary>Counts a cohort as its reader may see it.</summary>
    /// <param name="warehouse">Where.</param>
    /// <param name="scope">Who reads; rows outside it are not counted.</param>
    /// <param name="definition">What is counted.</param>
    /// <param name="suppression">The rule by which small counts are not shown; null for none.</param>
    /// <param name="cancellationToken">Ends the count.</param>
    public static async Task<CohortCount> OfAsync(IWarehouse warehouse, ReadScope scope, CohortDefinition definition, SmallCells? suppression, CancellationToken cancellationToken)
    {
        var compiled = CohortCompiler.Compile(definition, warehouse.Dialect, CohortTarget.Attrition);
        var numbers = await RowAsync(warehouse, compiled.Statement, scope, cancellationToken);
        var exact = Read(compiled, numbers);
        var notes = WhatEmptied(definition, exact);
        foreach (var set in exact.Criteria.Where(static c => c is { Events: 0, ValueSet: not null }).Select(static c => (c.ValueSet!, c.Domain)).Distinct())
        {
            if (await WhyEmptyAsync(warehouse, scope, definition, set.Item1, set.Domain, cancellationToken) is { } why)
            {
                notes.Add(why);
            }
        }

        return exact.Suppressed(notes, suppression);
    }

    private static async Task<Dictionary<string, long>> RowAsync(IWarehouse warehouse, SqlStatement statement, ReadScope scope, CancellationToken cancellationToken)
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var result = await warehouse.QueryAsync(statement, scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } batch)
        {
            for (var column = 0; column < batch.Columns.Count && batch.RowCount > 0; column++)
            {
                numbers[batch.Columns[column].Name] = Convert.ToInt64(batch[column].Value(0) ?? 0L, CultureInfo.InvariantCulture);
            }
        }

        return numbers;
    }

    private static CohortCount Read(CompiledCohort compiled, Dictionary<string, long> numbers)
    {
        var attrition = compiled.Steps.Select((step, i) =>
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            long? Of(string column) => numbers.TryGetValue(column + number, out var value) ? value : null;
            return new AttritionCount(step.Kind, step.Name, Of("events_"), Of("persons_"), Of("alone_"), Of("marginal_"));
        }).ToList();
        var criteria = compiled.Criteria.Select((c, i) => new CriterionCount(c.Domain, c.ValueSet ?? c.SourceValueSet, c.Where, numbers[string.Create(CultureInfo.InvariantCulture, $"criterion_{i}")])).ToList();
        return new CohortCount(attrition[^1].Persons, attrition[^1].Events, attrition, criteria, [], null);
    }

    private static List<string> WhatEmptied(CohortDefinition definition, CohortCount count)
    {
        var notes = new List<string>();
        if (count.Persons > 0)
        {
            return notes;
        }

        var step = count.Attrition.First(static s => s.Persons == 0);
        notes.Add(step.Kind switch
        {
            "entry" => "The cohort is empty: no row of the data is an entry event.",
            "observation" => $"The cohort is empty: no entry event lies within recorded observation with {definition.Observation!.DaysBefore} days before and {definition.Observation.DaysAfter} after. Is observation_period filled?",
            "qualifying" => "The cohort is empty: no entry event satisfies the qualifying criteria.",
            "rule" => $"The cohort is empty: the rule \"{step.Name}\" leaves nobody.",
            _ => "The cohort is empty: no membership lasts until its end, which is before its start, or outside the study.",
        });
        return notes;
    }

    /// <summary>Why a value set finds nothing: null when its codes are in the data, and only not with those persons.</summary>
    private static async Task<string?> WhyEmptyAsync(IWarehouse warehouse, ReadScope scope, CohortDefinition definition, string set, string domain, CancellationToken cancellationToken)
    {
        var sql = new SqlText();
        var codes = new ValueSetSql(definition, sql);
        var kind = CohortDomains.ByName[domain];
        string? Of(string? column) => column is null ? null : "t." + column;
        var test = kind.Concept is null ? "false" : codes.Test(set, "t." + kind.Concept, Of(kind.Code), Of(kind.Vocabulary), Of(kind.SourceConcept), "t." + kind.Start);
        var statement = sql.Statement($"select (select count(*) from cdr.{kind.Table} as t where {test}) as codes, (select count(*) from {codes.Concepts(set)}) as concepts, (select count(*) from (select 1 from cdr.{kind.Table} limit 1) as t) as has_rows, (select count(*) from (select 1 from cdr.concept limit 1) as c) as has_vocabulary");
        var numbers = await RowAsync(warehouse, statement with { Text = SqlMacros.Expand(statement.Text, warehouse.Dialect) }, scope, cancellationToken);
        if (numbers["codes"] > 0)
        {
            return null;
        }

        var items = definition.ValueSets[set].Items.Count;
        var unknown = definition.ValueSets[set].Items.Select(static i => i.System).OfType<string>().Distinct(StringComparer.Ordinal).Where(static s => !CodeNames.Of(s).IsKnown).ToList();
        var why = numbers["has_rows"] == 0
            ? $"the table {kind.Table} has no rows"
            : string.Create(CultureInfo.InvariantCulture, $"none of its {items} items ({numbers["concepts"]} concepts) is in the {kind.Table} of these data");
        var vocabulary = numbers["has_vocabulary"] == 0 && definition.ValueSets[set].Items.Any(static i => i.Concept is not null || i.Mapped || (i.Descendants && i.System is { } s && !CodeNames.Of(s).LongerIsNarrower))
            ? " No vocabulary is loaded, so that descendants and maps of concepts are not known."
            : "";
        return $"The value set {set} finds no {domain}: {why}.{vocabulary}{(unknown.Count > 0 ? $" Not known as code systems: {string.Join(", ", unknown)}." : "")}";
    }

    private CohortCount Suppressed(IReadOnlyList<string> notes, SmallCells? rule)
    {
        if (rule is null)
        {
            return this with { Notes = notes };
        }

        long? Of(long? count) => count is { } n ? rule.Of(n) : null;
        return new CohortCount(
            Of(Persons),
            Of(Memberships),
            [.. Attrition.Select(s => new AttritionCount(s.Kind, s.Name, Of(s.Events), Of(s.Persons), Of(s.PersonsAlone), Of(s.PersonsLostByItAlone)))],
            [.. Criteria.Select(c => c with { Events = Of(c.Events) })],
            notes,
            rule);
    }
}
