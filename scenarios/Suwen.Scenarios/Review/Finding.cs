namespace Suwen.Scenarios.Review;

/// <summary>Something that a rule found and that people decide about. It outlives the run that found it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Pack">The pack.</param>
/// <param name="Rule">The rule.</param>
/// <param name="KeyHash">The hash of its key, by which its row is found in the result.</param>
/// <param name="Label">The values of its key, where their grades are of level 1 or 2; null otherwise.</param>
/// <param name="Ask">Who is asked.</param>
/// <param name="Amount">Money at stake; of the newest run that found it.</param>
/// <param name="State">One of <see cref="FindingStates.All"/>.</param>
/// <param name="Assignee">Who works on it.</param>
/// <param name="DueOn">Until when it should be settled.</param>
/// <param name="FirstSeen">When a run found it first.</param>
/// <param name="LastSeen">When a run found it last.</param>
/// <param name="GoneAt">When a run no longer found it; null where it is still found.</param>
/// <param name="ChangedAt">When a person changed it last.</param>
/// <param name="Recovered">Money that came back.</param>
public sealed record Finding(
    long Id, string Pack, string Rule, string KeyHash, string? Label, string? Ask, double? Amount, string State, string? Assignee, DateOnly? DueOn,
    DateTimeOffset FirstSeen, DateTimeOffset LastSeen, DateTimeOffset? GoneAt, DateTimeOffset ChangedAt, double? Recovered);

/// <summary>Something that happened to a finding.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who; <c>run</c> for a run of the pack.</param>
/// <param name="Kind">found, gone, returned, amount, state, assigned, due or comment.</param>
/// <param name="Words">In their words.</param>
/// <param name="State">The state after it.</param>
/// <param name="Amount">Money at stake, or that came back, as of then; null where it says nothing of money.</param>
public sealed record FindingEvent(DateTimeOffset At, string By, string Kind, string Words, string State, double? Amount);

/// <summary>A change by a person; null leaves a part as it is.</summary>
/// <param name="State">The new state.</param>
/// <param name="Assignee">Who works on it; an empty text for nobody.</param>
/// <param name="DueOn">The new deadline.</param>
/// <param name="Comment">In their words; required to dismiss and to reopen.</param>
/// <param name="Recovered">Money that came back, with the state <c>recovered</c>; the amount at stake where not given.</param>
public sealed record FindingChange(string? State, string? Assignee, DateOnly? DueOn, string? Comment, double? Recovered = null);

/// <summary>Which findings of a pack; an empty list or null does not narrow.</summary>
/// <param name="Rules">Of these rules.</param>
/// <param name="States">In these states.</param>
/// <param name="Asks">With these who are asked.</param>
/// <param name="Assignee">With this person who works on it.</param>
/// <param name="IsGone">True for those no longer found, false for those that are found.</param>
/// <param name="OverdueOn">Those unsettled whose deadline lies before this day.</param>
/// <param name="Least">Those with at least so much money at stake.</param>
/// <param name="Label">Those whose key holds this text.</param>
public sealed record FindingFilter(
    IReadOnlyList<string>? Rules = null, IReadOnlyList<string>? States = null, IReadOnlyList<string>? Asks = null, string? Assignee = null, bool? IsGone = null, DateOnly? OverdueOn = null, double? Least = null, string? Label = null);

/// <summary>How many findings there are of one kind, and their money.</summary>
/// <param name="Of">The state, the rule, or who is asked; null for findings that name nobody.</param>
/// <param name="Count">How many.</param>
/// <param name="Amount">Money at stake.</param>
/// <param name="Recovered">Money that came back.</param>
public sealed record FindingSum(string? Of, long Count, double Amount, double Recovered);

/// <summary>A row that a run found.</summary>
/// <param name="KeyHash">The hash of its key.</param>
/// <param name="Label">The key's values, where their grades allow to keep them.</param>
/// <param name="Ask">Who is asked.</param>
/// <param name="Amount">Money at stake.</param>
public readonly record struct FoundRow(string KeyHash, string? Label, string? Ask, double? Amount);

/// <summary>The states of a finding, and which may follow which.</summary>
public static class FindingStates
{
    public const string Open = "open";
    public const string Asked = "asked";
    public const string Explained = "explained";
    public const string Upheld = "upheld";
    public const string Dismissed = "dismissed";
    public const string Recovered = "recovered";
    public const string Reopened = "reopened";

    /// <summary>All, in the order in which a finding goes through them.</summary>
    public static IReadOnlyList<string> All { get; } = [Open, Reopened, Asked, Explained, Upheld, Recovered, Dismissed];

    /// <summary>States in which nobody has to act any more.</summary>
    public static IReadOnlyList<string> Settled { get; } = [Dismissed, Recovered];

    /// <summary>The states that a person may give a finding in a state.</summary>
    public static IReadOnlyList<string> After(string state) => state switch
    {
        Open or Reopened => [Asked, Explained, Upheld, Dismissed],
        Asked => [Explained, Upheld, Dismissed],
        Explained => [Asked, Upheld, Dismissed],
        Upheld => [Recovered, Reopened, Dismissed],
        Recovered or Dismissed => [Reopened],
        _ => [],
    };

    /// <summary>What is wrong with a change of a finding in a state, in a sentence; null where it can be made.</summary>
    public static string? FaultOf(string state, FindingChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.State is { } wanted && !All.Contains(wanted))
        {
            return $"state must be one of {string.Join(", ", All)}.";
        }

        if (change.State is { } next && next != state && !After(state).Contains(next))
        {
            return $"From {state} a finding goes to {string.Join(", ", After(state))}, and not to {next}.";
        }

        if (change.State is Dismissed or Reopened && change.State != state && string.IsNullOrWhiteSpace(change.Comment))
        {
            return "To dismiss or to reopen a finding takes a reason.";
        }

        if (change.Recovered is not null && (change.State != Recovered || !double.IsFinite(change.Recovered.Value) || change.Recovered < 0))
        {
            return "recovered is an amount of money, and goes with the state recovered.";
        }

        return change is { State: null, Assignee: null, DueOn: null } && string.IsNullOrWhiteSpace(change.Comment) ? "The change says nothing." : null;
    }
}
