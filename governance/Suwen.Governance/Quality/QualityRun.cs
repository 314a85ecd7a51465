namespace Suwen.Governance.Quality;

/// <summary>What came of a check.</summary>
public enum CheckStatus
{
    Passed,
    Failed,

    /// <summary>There was nothing to judge; the result says why.</summary>
    NotApplicable,

    /// <summary>The check failed to run. It says nothing about the data and is never counted as passed.</summary>
    Error,
}

/// <summary>Numbers of a check, of all sources or of one.</summary>
/// <param name="Source">Name of the source; null for all together.</param>
/// <param name="Violated">Rows that violate.</param>
/// <param name="Considered">Rows looked at: the denominator.</param>
/// <param name="Threshold">Percent of violated rows up to which the check passes here.</param>
/// <param name="Status">What came of it here.</param>
public sealed record CheckTally(string? Source, long Violated, long Considered, double Threshold, CheckStatus Status)
{
    /// <summary>Percent of the rows looked at that violate; 0 where none was.</summary>
    public double Percent => Considered == 0 ? 0 : 100.0 * Violated / Considered;
}

/// <summary>The result of a check in a run.</summary>
/// <param name="Check">The check.</param>
/// <param name="Overall">All sources together.</param>
/// <param name="BySource">Each source that has rows to look at, by name.</param>
/// <param name="Explanation">Why it is not applicable or failed to run; null otherwise.</param>
public sealed record CheckResult(QualityCheck Check, CheckTally Overall, IReadOnlyList<CheckTally> BySource, string? Explanation)
{
    /// <summary>Failed where it failed over all sources, or where a source that has a threshold of its own failed by it.</summary>
    public CheckStatus Status => Overall.Status;
}

/// <summary>A score of a part of the data in a run.</summary>
/// <param name="Source">Name of the source; null for all together.</param>
/// <param name="Category">Dimension; null for all together.</param>
/// <param name="Table">Table; null for all together.</param>
/// <param name="Month">First day of the month in which the rows happened; null for all months together.</param>
/// <param name="Passed">Sum of the weights of the checks that passed.</param>
/// <param name="Weight">Sum of the weights of the checks that apply; a check that failed to run counts here and not in <paramref name="Passed"/>.</param>
public sealed record QualityScore(string? Source, QualityCategory? Category, string? Table, DateOnly? Month, double Passed, double Weight)
{
    /// <summary>0 to 100: the weighted share of checks that passed.</summary>
    public double Value => Weight == 0 ? 0 : 100 * Passed / Weight;
}

/// <summary>What to run; null means all.</summary>
/// <param name="Table">Only checks of this table.</param>
/// <param name="Check">Only this check, or checks of this type.</param>
/// <param name="Source">Only this source's rows are counted.</param>
public sealed record QualityRequest(string? Table = null, string? Check = null, string? Source = null)
{
    /// <summary>True where nothing is left out, so that the run can stand for the whole.</summary>
    public bool IsWhole => Table is null && Check is null && Source is null;
}

/// <summary>One run of checks.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="LoadId">The newest load of the warehouse at its beginning: what the run speaks of.</param>
/// <param name="Results">One per check, in the catalogue's order.</param>
/// <param name="Scores">Scores by source, dimension, table and month.</param>
public sealed record QualityRun(DateTimeOffset StartedAt, DateTimeOffset FinishedAt, long LoadId, IReadOnlyList<CheckResult> Results, IReadOnlyList<QualityScore> Scores)
{
    /// <summary>True where no check failed and none failed to run.</summary>
    public bool Passed => Results.All(r => r.Status is CheckStatus.Passed or CheckStatus.NotApplicable);
}

/// <summary>A row that violates a check, with its origin.</summary>
/// <param name="Table">The row's table.</param>
/// <param name="RowId">Its key; null where the table has none.</param>
/// <param name="Source">Name of its source.</param>
/// <param name="EntryPosition">The landing entry that it came from, packed; null for rows that no entry brought.</param>
/// <param name="RecordNumber">The record in that entry, from 0.</param>
public sealed record Violation(string Table, long? RowId, string? Source, long? EntryPosition, int? RecordNumber);
