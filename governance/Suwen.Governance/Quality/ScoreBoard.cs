namespace Suwen.Governance.Quality;

/// <summary>
/// Adds up scores. A check's weight is its severity (1 to 3); a score is the weight of the checks that passed over that of the checks that
/// apply, times 100. Checks of the catalogue (is the column there) are left out: they say nothing about what a source sent.
/// </summary>
internal sealed class ScoreBoard
{
    private readonly Dictionary<(string? Source, QualityCategory? Category, string? Table, DateOnly? Month), (double Passed, double Weight)> sums = [];

    public void Add(QualityCheck check, CheckTally tally)
    {
        if (check.Body is CatalogueBody || tally.Status == CheckStatus.NotApplicable)
        {
            return;
        }

        foreach (var (category, table) in new (QualityCategory?, string?)[] { (null, null), (check.Category, null), (null, check.Table) })
        {
            Count((tally.Source, category, table, null), check, tally);
        }
    }

    public void AddMonth(QualityCheck check, CheckTally tally, DateOnly month)
    {
        if (check.Body is not CatalogueBody)
        {
            Count((tally.Source, null, null, month), check, tally);
            Count((tally.Source, check.Category, null, month), check, tally);
        }
    }

    public IReadOnlyList<QualityScore> ToList() =>
    [
        .. sums.Select(s => new QualityScore(s.Key.Source, s.Key.Category, s.Key.Table, s.Key.Month, s.Value.Passed, s.Value.Weight))
            .OrderBy(s => s.Source, StringComparer.Ordinal).ThenBy(s => s.Month).ThenBy(s => s.Table, StringComparer.Ordinal).ThenBy(s => s.Category),
    ];

    private void Count((string?, QualityCategory?, string?, DateOnly?) key, QualityCheck check, CheckTally tally)
    {
        var (passed, weight) = sums.GetValueOrDefault(key);
        var own = (double)check.Severity;
        sums[key] = (passed + (tally.Status == CheckStatus.Passed ? own : 0), weight + own);
    }
}
