namespace Suwen.Governance.Quality;

/// <summary>A threshold that the site, or one of its sources, has instead of a check's own.</summary>
/// <param name="Check">Id of a check, or the name of a type for all checks of it.</param>
/// <param name="Source">Name of a source; empty for all.</param>
/// <param name="Percent">Percent of violated rows up to which the check passes, 0 to 100.</param>
/// <param name="Why">Why, in words.</param>
public sealed record SiteThreshold(string Check, string Source, double Percent, string Why);

/// <summary>What a site tolerates. The nearest word counts: check and source, check, type and source, type, the check's own.</summary>
/// <param name="thresholds">What stands; a later one of the same check and source goes before an earlier one.</param>
public sealed class QualityThresholds(IEnumerable<SiteThreshold> thresholds)
{
    private readonly Dictionary<(string Check, string Source), double> percents = Index(thresholds);

    /// <summary>Every check has its own threshold.</summary>
    public static QualityThresholds None { get; } = new([]);

    /// <summary>The threshold of a check for a source, or for all sources together.</summary>
    public double Of(QualityCheck check, string? source)
    {
        if (percents.Count == 0)
        {
            return check.Threshold;
        }

        foreach (var name in (ReadOnlySpan<string>)[check.Id, check.Type])
        {
            if ((source is not null && percents.TryGetValue((name, source), out var percent)) || percents.TryGetValue((name, ""), out percent))
            {
                return percent;
            }
        }

        return check.Threshold;
    }

    private static Dictionary<(string Check, string Source), double> Index(IEnumerable<SiteThreshold> thresholds)
    {
        var index = new Dictionary<(string, string), double>();
        foreach (var threshold in thresholds)
        {
            index[(threshold.Check, threshold.Source)] = threshold.Percent;
        }

        return index;
    }
}
