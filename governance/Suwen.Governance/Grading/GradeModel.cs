using Suwen.Security.Grading;

namespace Suwen.Governance.Grading;

/// <summary>What a detector found in a sample of a column's values: how many, never which.</summary>
/// <param name="Table">Table of the column.</param>
/// <param name="Column">Name of the column.</param>
/// <param name="Detector">Name of the detector.</param>
/// <param name="Level">The level that it proposes.</param>
/// <param name="Sampled">Values looked at.</param>
/// <param name="Hits">Values in which it found something.</param>
/// <param name="FoundAt">When.</param>
public sealed record GradeFinding(string Table, string Column, string Detector, DataLevel Level, long Sampled, long Hits, DateTimeOffset FoundAt);

/// <summary>What a person decided of a column's level.</summary>
/// <param name="Table">Table of the column.</param>
/// <param name="Column">Name of the column.</param>
/// <param name="Level">The level decided.</param>
/// <param name="ProposedLevel">What was proposed when it was decided.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
public sealed record GradeDecision(string Table, string Column, DataLevel Level, DataLevel ProposedLevel, string By, DateTimeOffset At, string Reason);

/// <summary>A column with its grade and how it came to it.</summary>
/// <param name="Table">Table of the column.</param>
/// <param name="Column">Name of the column.</param>
/// <param name="Rule">The grade of the rules.</param>
/// <param name="ProposedLevel">The highest of rule, detectors and lineage.</param>
/// <param name="ProposedBy"><c>rule</c>, <c>lineage</c> or the name of a detector.</param>
/// <param name="Level">The level that counts.</param>
/// <param name="IsConfirmed">True when a person has decided about what is proposed now.</param>
/// <param name="Decision">The last decision; null when there is none.</param>
/// <param name="Findings">What detectors found.</param>
public sealed record GradedColumn(string Table, string Column, ColumnGrade Rule, DataLevel ProposedLevel, string ProposedBy, DataLevel Level, bool IsConfirmed, GradeDecision? Decision, IReadOnlyList<GradeFinding> Findings);

/// <summary>A request to export data that is of level 4 or 5.</summary>
/// <param name="Id">Its id.</param>
/// <param name="By">Who asks.</param>
/// <param name="At">When.</param>
/// <param name="Statement">The SELECT whose answer is exported, exactly so.</param>
/// <param name="Level">Level of what it reads.</param>
/// <param name="Reason">What for.</param>
/// <param name="Status">requested, approved or refused.</param>
/// <param name="DecidedBy">Who decided: never who asked.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="DecisionReason">Why.</param>
/// <param name="ExpiresAt">After this an approval is worth nothing.</param>
public sealed record ExportRequest(string Id, string By, DateTimeOffset At, string Statement, DataLevel Level, string Reason, string Status, string? DecidedBy, DateTimeOffset? DecidedAt, string? DecisionReason, DateTimeOffset? ExpiresAt);
