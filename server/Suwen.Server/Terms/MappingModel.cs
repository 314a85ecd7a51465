using Suwen.Governance.Terminology;

namespace Suwen.Server.Terms;

/// <summary>What is to be decided on a source's code.</summary>
/// <param name="Vocabulary">What the source calls its code system; empty where it does not say.</param>
/// <param name="Code">The code, or the wording where there is no code.</param>
/// <param name="System">The target's system, or none where there is no equivalent.</param>
/// <param name="Target">The target's code.</param>
/// <param name="Why">Why; without any value of a patient.</param>
/// <param name="Source">The source whose code it is; empty for the code of all sources.</param>
/// <param name="Name">What the source calls it.</param>
/// <param name="Relation">exact, broader, narrower or related, said of the target.</param>
/// <param name="Replaces">True to replace what was decided before.</param>
internal sealed record MapRequest(string? Vocabulary, string Code, string System, string? Target, string Why, string? Source = null, string? Name = null, string? Relation = null, bool Replaces = false)
{
    internal SourceCode SourceCode => new(Vocabulary?.Trim() ?? "", Code.Trim());

    internal string SourceName => Source?.Trim() ?? "";
}

/// <summary>A code whose decision is confirmed, declined or undone.</summary>
/// <param name="Vocabulary">What the source calls its code system; empty where it does not say.</param>
/// <param name="Code">The code.</param>
/// <param name="Why">Why.</param>
/// <param name="Source">The source; empty for the code of all sources.</param>
internal sealed record MapReference(string? Vocabulary, string Code, string Why, string? Source = null);

/// <summary>What became of a decision.</summary>
/// <param name="Status">decided, proposed (it waits for a second person), declined or withdrawn.</param>
/// <param name="Position">Where it landed.</param>
/// <param name="Remapped">Rows that got another meaning by it.</param>
internal sealed record MapOutcome(string Status, string Position, long Remapped);

/// <summary>A decision or proposal on a code, or a version of it.</summary>
/// <param name="IsProposal">True for one that waits, or waited, for a second person.</param>
/// <param name="Source">The source; empty for the code of all sources.</param>
/// <param name="Vocabulary">What the source calls its code system.</param>
/// <param name="Code">The code.</param>
/// <param name="Name">What the source calls it.</param>
/// <param name="System">The target's system; none where there is no equivalent.</param>
/// <param name="Target">The target's code.</param>
/// <param name="TargetName">The target's name.</param>
/// <param name="Concept">The target's concept id.</param>
/// <param name="Relation">exact, broader, narrower or related.</param>
/// <param name="Status">decided, withdrawn, proposed, settled or declined.</param>
/// <param name="By">Who decided or proposed.</param>
/// <param name="ConfirmedBy">The second person; null where there was none.</param>
/// <param name="Why">Why.</param>
/// <param name="At">When.</param>
/// <param name="Position">Where it landed.</param>
internal sealed record CodeMapping(bool IsProposal, string Source, string Vocabulary, string Code, string? Name, string System, string? Target, string? TargetName, string Concept, string Relation, string Status, string By, string? ConfirmedBy, string? Why, DateTimeOffset At, string Position)
{
    /// <summary>The load that wrote it.</summary>
    internal long LoadId { get; init; }
}
