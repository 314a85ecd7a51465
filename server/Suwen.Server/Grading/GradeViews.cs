using System.ComponentModel.DataAnnotations;
using Suwen.Governance.Grading;
using Suwen.Security.Grading;

namespace Suwen.Server.Grading;

/// <summary>How many columns have a level.</summary>
internal sealed record LevelCount(int Level, int Columns, int Confirmed);

/// <summary>A table and what of it was graded.</summary>
internal sealed record GradedTable(string Table, int Columns, int Highest, int Unconfirmed, bool HasSensitiveRows);

/// <summary>The grades of everything, in short.</summary>
/// <param name="Levels">Columns by level, 1 to 5.</param>
/// <param name="Tables">Every table.</param>
/// <param name="Policy">The highest level of each role per purpose: as it is, and masked.</param>
internal sealed record GradeOverview(IReadOnlyList<LevelCount> Levels, IReadOnlyList<GradedTable> Tables, IReadOnlyList<RolePolicyLine> Policy);

/// <summary>What a detector found.</summary>
internal sealed record FindingView(string Detector, int Level, long Sampled, long Hits, DateTimeOffset FoundAt);

/// <summary>What a person decided.</summary>
internal sealed record DecisionView(int Level, int ProposedLevel, string By, DateTimeOffset At, string Reason);

/// <summary>A column and its grade.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Column">Its name.</param>
/// <param name="Level">The level that counts, 1 to 5.</param>
/// <param name="ProposedLevel">What rule, detectors and lineage propose.</param>
/// <param name="ProposedBy">rule, lineage, or a detector's name.</param>
/// <param name="IsConfirmed">Whether a person has decided about what is proposed now.</param>
/// <param name="Category">attribute, health, application, payment, resource, publicHealth or platform.</param>
/// <param name="Mask">What readers below the level see: none, name, number, phone, place, text or year.</param>
/// <param name="Clause">Clause of GB/T 39725-2020.</param>
/// <param name="Reason">The rule's reason.</param>
/// <param name="Decision">The last decision.</param>
/// <param name="Findings">What detectors found.</param>
internal sealed record GradeView(string Table, string Column, int Level, int ProposedLevel, string ProposedBy, bool IsConfirmed, string Category, string Mask, string Clause, string Reason, DecisionView? Decision, IReadOnlyList<FindingView> Findings)
{
    public static GradeView Of(GradedColumn c) => new(
        c.Table, c.Column, (int)c.Level, (int)c.ProposedLevel, c.ProposedBy, c.IsConfirmed, Camel(c.Rule.Category.ToString()), Camel(c.Rule.Mask.ToString()), c.Rule.Clause, c.Rule.Reason,
        c.Decision is { } decision ? DecisionOf(decision) : null,
        [.. c.Findings.Select(static f => new FindingView(f.Detector, (int)f.Level, f.Sampled, f.Hits, f.FoundAt))]);

    public static DecisionView DecisionOf(GradeDecision decision) => new((int)decision.Level, (int)decision.ProposedLevel, decision.By, decision.At, decision.Reason);

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}

/// <summary>A decision about a column's level.</summary>
internal sealed record GradeDecisionRequest([property: Required] string Table, [property: Required] string Column, int Level, [property: Required, MinLength(1), MaxLength(500)] string Reason);

/// <summary>Which tables detectors look at; null for all.</summary>
internal sealed record GradeProposalRequest(IReadOnlyList<string>? Tables);

/// <summary>What detectors have looked at and proposed.</summary>
internal sealed record GradeProposal(int Tables, int Findings);

/// <summary>A SELECT that is to be exported.</summary>
internal sealed record ExportStatement([property: Required] string Sql);

/// <summary>The level of what an export would hold.</summary>
internal sealed record ExportLevel(int Level, bool NeedsApproval);

/// <summary>Asks that a SELECT may be exported.</summary>
internal sealed record ExportAsk([property: Required] string Sql, [property: Required, MinLength(1), MaxLength(500)] string Reason);

/// <summary>Approves or refuses a request.</summary>
internal sealed record ExportJudgement(bool Approve, [property: Required, MinLength(1), MaxLength(500)] string Reason);

/// <summary>An export to take: a SELECT of level 1 to 3, or the id of an approved request.</summary>
internal sealed record ExportTake(string? Sql, string? Id);

/// <summary>A request for an export.</summary>
internal sealed record ExportView(string Id, string By, DateTimeOffset At, string Sql, int Level, string Reason, string Status, string? DecidedBy, DateTimeOffset? DecidedAt, string? DecisionReason, DateTimeOffset? ExpiresAt)
{
    public static ExportView Of(ExportRequest r) => new(r.Id, r.By, r.At, r.Statement, (int)r.Level, r.Reason, r.Status, r.DecidedBy, r.DecidedAt, r.DecisionReason, r.ExpiresAt);
}
