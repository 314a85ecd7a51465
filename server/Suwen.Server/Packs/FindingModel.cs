using System.ComponentModel.DataAnnotations;

namespace Suwen.Server.Packs;

/// <summary>Asks for findings of a pack; lists that are empty or left out do not narrow.</summary>
/// <param name="Rules">Of these rules.</param>
/// <param name="States">In these states: open, reopened, asked, explained, upheld, recovered, dismissed.</param>
/// <param name="Asks">With these who are asked.</param>
/// <param name="Assignee">With this person who works on it; an empty text for nobody.</param>
/// <param name="Seen">here: still found by the newest run; gone: no longer found.</param>
/// <param name="Overdue">True for those unsettled whose deadline has passed.</param>
/// <param name="Least">Those with at least so much money at stake.</param>
/// <param name="Label">Those whose key holds this text.</param>
/// <param name="Order">amount, due, first-seen, changed, state, rule or ask; a minus before it turns it round. -amount where not given.</param>
/// <param name="Offset">How many to pass over.</param>
/// <param name="Limit">How many to answer: 50 where not given, 500 at most.</param>
internal sealed record PackFindingsRequest(
    IReadOnlyList<string>? Rules, IReadOnlyList<string>? States, IReadOnlyList<string>? Asks, string? Assignee, string? Seen, bool? Overdue, double? Least, string? Label, string? Order, int? Offset, int? Limit);

/// <summary>A finding.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Rule">The rule that found it.</param>
/// <param name="Label">Its key, where the grades of its columns let it be kept; null otherwise.</param>
/// <param name="Message">What the rule says of its row, with the values that the viewer may see; null where the row is no longer found.</param>
/// <param name="Ask">Who is asked.</param>
/// <param name="Amount">Money at stake.</param>
/// <param name="Recovered">Money that came back.</param>
/// <param name="State">open, reopened, asked, explained, upheld, recovered or dismissed.</param>
/// <param name="Next">States that may follow.</param>
/// <param name="Assignee">Who works on it.</param>
/// <param name="DueOn">Until when it should be settled.</param>
/// <param name="IsOverdue">True where that day has passed and it is not settled.</param>
/// <param name="FirstSeen">When a run found it first.</param>
/// <param name="LastSeen">When a run found it last.</param>
/// <param name="GoneAt">Since when runs no longer find it; null where they do.</param>
internal sealed record PackFindingView(
    string Id, string Rule, string? Label, TextView? Message, string? Ask, double? Amount, double? Recovered, string State, IReadOnlyList<string> Next, string? Assignee, DateOnly? DueOn, bool IsOverdue,
    DateTimeOffset FirstSeen, DateTimeOffset LastSeen, DateTimeOffset? GoneAt);

/// <summary>How many findings of one kind there are, and their money.</summary>
/// <param name="Of">The state, the rule or who is asked; null for nobody.</param>
/// <param name="Count">How many.</param>
/// <param name="Amount">Money at stake.</param>
/// <param name="Recovered">Money that came back.</param>
internal sealed record PackFindingSumView(string? Of, long Count, double Amount, double Recovered);

/// <summary>Findings, with sums of all that the request means. Each list of sums leaves out the request's own choice in it.</summary>
/// <param name="Total">All that the request means.</param>
/// <param name="ByState">By state.</param>
/// <param name="ByRule">By rule.</param>
/// <param name="ByAsk">By who is asked.</param>
/// <param name="Findings">The page of findings that was asked for.</param>
internal sealed record PackFindingsAnswer(PackFindingSumView Total, IReadOnlyList<PackFindingSumView> ByState, IReadOnlyList<PackFindingSumView> ByRule, IReadOnlyList<PackFindingSumView> ByAsk, IReadOnlyList<PackFindingView> Findings);

/// <summary>Something that happened to a finding: found, gone, returned, amount, state, assigned, due or comment.</summary>
internal sealed record PackFindingEventView(DateTimeOffset At, string By, string Kind, string Words, string State, double? Amount);

/// <summary>A finding whole.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Row">Its row in the result; null where it is no longer found.</param>
/// <param name="Evidence">The rows that bear it out; null where the rule names none or the finding is gone.</param>
/// <param name="Events">What happened to it, the oldest first.</param>
internal sealed record PackFindingDetail(PackFindingView Finding, PackRows? Row, PackRows? Evidence, IReadOnlyList<PackFindingEventView> Events);

/// <summary>A change of findings, all or none; what is left out stays.</summary>
/// <param name="Findings">Their numbers: 500 at most.</param>
/// <param name="State">The new state.</param>
/// <param name="Assignee">Who works on it; an empty text for nobody.</param>
/// <param name="DueOn">The new deadline.</param>
/// <param name="Comment">In their words; required to dismiss and to reopen.</param>
/// <param name="Recovered">Money that came back, with the state recovered; the amount at stake where not given.</param>
internal sealed record PackFindingChangeRequest([property: Required] IReadOnlyList<string> Findings, string? State, string? Assignee, DateOnly? DueOn, string? Comment, double? Recovered);
