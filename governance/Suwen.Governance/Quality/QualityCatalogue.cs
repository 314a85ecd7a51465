using Suwen.Storage;

namespace Suwen.Governance.Quality;

/// <summary>Every check there is: those that follow from the model, those on concepts, Suwen's rules and the site's.</summary>
public sealed class QualityCatalogue
{
    private static readonly IReadOnlyList<QualityCheck> Standard = [.. FieldChecks.Create(), .. ConceptChecks.Create(), .. RuleChecks.BuiltIn()];
    private readonly Dictionary<string, QualityCheck> byId;

    private QualityCatalogue(IReadOnlyList<QualityCheck> checks, IReadOnlyList<string> faults)
    {
        Checks = checks;
        Faults = faults;
        byId = checks.ToDictionary(c => c.Id, StringComparer.Ordinal);
    }

    /// <summary>The checks; those of a table stand together.</summary>
    public IReadOnlyList<QualityCheck> Checks { get; }

    /// <summary>What is wrong with the site's files beyond single rules; those are reported when they are run.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>Suwen's checks, without a site's.</summary>
    public static QualityCatalogue BuiltIn { get; } = new(Standard, []);

    /// <summary>Suwen's checks and those of a site's folder, which need not exist.</summary>
    /// <param name="siteFolder">Holds <c>rules.csv</c> and <c>.sql</c> files.</param>
    /// <param name="dialect">The engine that the rules will run on.</param>
    public static QualityCatalogue Load(string siteFolder, SqlDialect dialect)
    {
        var faults = new List<string>();
        var checks = new List<QualityCheck>(Standard);
        var known = Standard.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var check in RuleChecks.OfSite(siteFolder, dialect, faults))
        {
            if (known.Add(check.Id))
            {
                checks.Add(check);
            }
            else
            {
                faults.Add($"rules.csv: the id {check.Id} is taken by another check; give the rule another.");
            }
        }

        return new QualityCatalogue(checks, faults);
    }

    /// <summary>Finds a check by its id.</summary>
    public bool TryFind(string id, out QualityCheck check) => byId.TryGetValue(id, out check!);
}
