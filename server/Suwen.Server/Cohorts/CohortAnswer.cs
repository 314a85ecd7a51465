using Suwen.Analysis.Cohorts;

namespace Suwen.Server.Cohorts;

/// <summary>A step of attrition.</summary>
/// <param name="Kind">entry, observation, entry-limit, qualifying, qualifying-limit, rule, limit or members.</param>
/// <param name="Name">The rule's name; else the kind.</param>
/// <param name="Events">Events that remain; null where too few to be shown.</param>
/// <param name="Persons">Persons that remain; null where too few to be shown.</param>
/// <param name="PersonsAlone">For a rule: persons that would remain with no other rule.</param>
/// <param name="PersonsLostByItAlone">For a rule: persons that are out because of this rule only.</param>
internal sealed record CohortStep(string Kind, string Name, long? Events, long? Persons, long? PersonsAlone, long? PersonsLostByItAlone);

/// <summary>Events that a criterion found.</summary>
/// <param name="Domain">Its domain.</param>
/// <param name="ValueSet">Its value set; null for any event.</param>
/// <param name="Events">How many there are; null where too few to be shown.</param>
internal sealed record CohortCriterion(string Domain, string? ValueSet, long? Events);

/// <summary>How many are in a cohort.</summary>
/// <param name="Name">The cohort's name.</param>
/// <param name="Persons">Persons in it; null where too few to be shown.</param>
/// <param name="Memberships">Memberships; null where too few to be shown.</param>
/// <param name="Attrition">What each step left.</param>
/// <param name="Criteria">What each criterion found.</param>
/// <param name="Notes">What the reader should know.</param>
/// <param name="LeastShown">Counts below this are not shown, the others are rounded to its multiples; null where all are exact.</param>
/// <param name="ElapsedMilliseconds">Time of the count.</param>
internal sealed record CohortAnswer(string Name, long? Persons, long? Memberships, IReadOnlyList<CohortStep> Attrition, IReadOnlyList<CohortCriterion> Criteria, IReadOnlyList<string> Notes, int? LeastShown, double ElapsedMilliseconds)
{
    public static CohortAnswer Of(CohortDefinition definition, CohortCount count, double milliseconds) => new(
        definition.Name,
        count.Persons,
        count.Memberships,
        [.. count.Attrition.Select(static s => new CohortStep(s.Kind, s.Name, s.Events, s.Persons, s.PersonsAlone, s.PersonsLostByItAlone))],
        [.. count.Criteria.Select(static c => new CohortCriterion(c.Domain, c.ValueSet, c.Events))],
        count.Notes,
        count.Suppression?.Least,
        Math.Round(milliseconds, 1));
}
