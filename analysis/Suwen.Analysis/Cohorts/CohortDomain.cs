using System.Collections.Frozen;

namespace Suwen.Analysis.Cohorts;

/// <summary>What kind of test an attribute takes.</summary>
internal enum AttributeKind
{
    Number,
    Date,
    Concept,
    Text,
    Flag,
}

/// <summary>Tables that a test of an attribute needs beside the event's own.</summary>
[Flags]
internal enum EventJoins
{
    None = 0,
    Person = 1,
    Visit = 2,
    Provider = 4,
    CareSite = 8,
    VisitCareSite = 16,
}

/// <summary>An attribute of a domain that can be tested.</summary>
/// <param name="Name">Its name in YAML.</param>
/// <param name="Kind">What kind of test it takes.</param>
/// <param name="Sql">Its value, over the event <c>c</c>, the person <c>p</c>, the visit <c>v</c>, the provider <c>r</c>, the care site <c>s</c>.</param>
/// <param name="Columns">The columns of the event's table that it needs.</param>
/// <param name="Joins">The tables that it needs.</param>
/// <param name="Circe">Its name in an OHDSI expression; null where it has none.</param>
internal sealed record DomainAttribute(string Name, AttributeKind Kind, string Sql, string[] Columns, EventJoins Joins, string? Circe);

/// <summary>A kind of event: its table, and how the event reads from a row.</summary>
internal sealed record CohortDomain
{
    public required string Name { get; init; }

    /// <summary>Its name in an OHDSI expression; null where it has none.</summary>
    public string? Circe { get; init; }

    public required string Table { get; init; }

    public required string Id { get; init; }

    public required string Start { get; init; }

    /// <summary>The event's last day, over the row <c>t</c>.</summary>
    public required string End { get; init; }

    /// <summary>The column of the standard concept; null where value sets do not apply.</summary>
    public string? Concept { get; init; }

    public string? SourceConcept { get; init; }

    public string? Code { get; init; }

    public string? Vocabulary { get; init; }

    /// <summary>The name of the source concept in an OHDSI expression.</summary>
    public string? CirceSource { get; init; }

    public bool HasVisit { get; init; } = true;

    public required FrozenDictionary<string, DomainAttribute> Attributes { get; init; }

    /// <summary>Columns by which events can be counted distinctly.</summary>
    public required FrozenDictionary<string, string> Distinct { get; init; }

    /// <summary>True for eras, which are derived where the table is empty.</summary>
    public bool IsDerivable => Name is "condition_era" or "drug_era";

    public bool IsPeriod => Name is "observation_period" or "payer_plan";
}
