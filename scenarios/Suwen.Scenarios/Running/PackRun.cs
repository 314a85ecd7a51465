namespace Suwen.Scenarios.Running;

/// <summary>What became of one result in a run.</summary>
/// <param name="Result">The result.</param>
/// <param name="Action">computed, parts (only those with changes), current (nothing had changed), failed, or held (something that it reads failed).</param>
/// <param name="Rows">Rows that it has now; null where unknown.</param>
/// <param name="Elapsed">Time that it took.</param>
/// <param name="Message">Why it failed or was held, or what an operator had to say.</param>
public sealed record ResultRun(string Result, string Action, long? Rows, TimeSpan Elapsed, string? Message);

/// <summary>A run of a pack.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Pack">The pack.</param>
/// <param name="Version">The pack's version.</param>
/// <param name="Status">running, succeeded, partial (some results failed), failed.</param>
/// <param name="StartedBy">Who or what started it.</param>
/// <param name="StartedAt">When.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="AsOf">The day on which it played.</param>
/// <param name="LoadId">The newest load that it saw.</param>
/// <param name="Message">Why it failed as a whole.</param>
/// <param name="Results">What became of each result.</param>
/// <param name="Rules">How many rows each rule found.</param>
public sealed record PackRun(
    long Id, string Pack, string Version, string Status, string StartedBy, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? AsOf, long? LoadId, string? Message,
    IReadOnlyList<ResultRun> Results, IReadOnlyDictionary<string, long> Rules);

/// <summary>A result as it stands in the warehouse.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TextHash">Hash of everything that states how it is computed.</param>
/// <param name="Versions">The newest loads of its inputs and the runs of the results that it reads.</param>
/// <param name="LoadId">The newest load that it takes into account.</param>
/// <param name="RunId">The run that changed it last.</param>
/// <param name="AsOf">The day on which that played.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Warehouse">What tells the warehouse from one that was rebuilt.</param>
/// <param name="StaleReason">Why it could not be brought up to date; null where it is.</param>
public sealed record StandingResult(string Name, string TextHash, string Versions, long LoadId, long RunId, string AsOf, long Rows, string Warehouse, string? StaleReason);
