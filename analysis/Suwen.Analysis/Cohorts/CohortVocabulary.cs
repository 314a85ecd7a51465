namespace Suwen.Analysis.Cohorts;

/// <summary>A domain as an author sees it.</summary>
/// <param name="Name">Its name in a definition.</param>
/// <param name="Attributes">Its attributes with their kind: number, date, concept, text, flag.</param>
/// <param name="HasCodes">True when value sets apply to it.</param>
public sealed record CohortDomainDescription(string Name, IReadOnlyDictionary<string, string> Attributes, bool HasCodes);

/// <summary>The words that a definition can be made of.</summary>
public static class CohortVocabulary
{
    /// <summary>The domains, with the attributes that can be tested in each.</summary>
    public static IReadOnlyList<CohortDomainDescription> Domains { get; } =
    [
        .. CohortDomains.ByName.Values.OrderBy(static d => d.Name, StringComparer.Ordinal).Select(static d => new CohortDomainDescription(
            d.Name,
            d.Attributes.Values.OrderBy(static a => a.Name, StringComparer.Ordinal).ToDictionary(static a => a.Name, static a => a.Kind.ToString().ToLowerInvariant(), StringComparer.Ordinal),
            d.Concept is not null)),
    ];

    /// <summary>Names of the domains of an OHDSI expression that can be read.</summary>
    public static IReadOnlyList<string> OhdsiDomains { get; } = [.. CohortDomains.ByCirce.Keys.Order(StringComparer.Ordinal)];
}
