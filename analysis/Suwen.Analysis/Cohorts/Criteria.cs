namespace Suwen.Analysis.Cohorts;

/// <summary>Events of one domain.</summary>
/// <param name="Domain">The domain's name: <c>condition</c>, <c>drug</c> …</param>
public sealed record EventCriterion(string Domain)
{
    /// <summary>The value set that the event's code or standard concept is in; null for every event of the domain.</summary>
    public string? ValueSet { get; init; }

    /// <summary>The value set that the event's source concept is in; null for no such test.</summary>
    public string? SourceValueSet { get; init; }

    /// <summary>True for the first event of the person that the value sets take in, whatever the other tests say of it.</summary>
    public bool First { get; init; }

    /// <summary>Tests of the event's attributes, by the attribute's name in the domain.</summary>
    public IReadOnlyList<AttributeTest> Tests { get; init; } = [];

    /// <summary>What else must be so around the event itself; null for nothing.</summary>
    public CriteriaGroup? Having { get; init; }

    /// <summary>Moves start and end of the event; null leaves them.</summary>
    public DateShift? Shift { get; init; }

    /// <summary>For periods: the event is this part of the period that holds it whole; null for the period itself.</summary>
    public FixedPeriod? Period { get; init; }

    /// <summary>Where the definition says this, for messages.</summary>
    public string Where { get; init; } = "";
}

/// <summary>A part of time that a period must hold.</summary>
public sealed record FixedPeriod(DateOnly? From, DateOnly? To);

/// <summary>Start and end of an event as a criterion sees them.</summary>
/// <param name="StartFromEnd">The new start is counted from the end.</param>
/// <param name="StartDays">Days added for the start.</param>
/// <param name="EndFromStart">The new end is counted from the start.</param>
/// <param name="EndDays">Days added for the end.</param>
public sealed record DateShift(bool StartFromEnd, int StartDays, bool EndFromStart, int EndDays);

/// <summary>How the members of a group count.</summary>
public enum GroupKind
{
    All,
    Any,
    AtLeast,
    AtMost,
}

/// <summary>Something that is so of an entry event, or is not.</summary>
public abstract record GroupMember;

/// <summary>Members that must hold together. An empty group holds.</summary>
/// <param name="Kind">How many must hold.</param>
/// <param name="Count">The number, for at least and at most.</param>
/// <param name="Members">What is counted.</param>
public sealed record CriteriaGroup(GroupKind Kind, int Count, IReadOnlyList<GroupMember> Members) : GroupMember;

/// <summary>Tests of the person at the entry: age, sex, dates.</summary>
public sealed record PersonCriterion(IReadOnlyList<AttributeTest> Tests) : GroupMember;

/// <summary>How a number of events is compared.</summary>
public enum CountKind
{
    Exactly,
    AtMost,
    AtLeast,
}

/// <summary>So many events in a window around the entry.</summary>
/// <param name="Event">The events.</param>
/// <param name="Kind">How their number is compared.</param>
/// <param name="Count">With what.</param>
public sealed record CountedCriterion(EventCriterion Event, CountKind Kind, int Count) : GroupMember
{
    /// <summary>Count different values of this column instead of events; null for events.</summary>
    public string? DistinctBy { get; init; }

    /// <summary>Where the event begins (or ends) relative to the entry; null for no bound.</summary>
    public TimeWindow? Window { get; init; }

    /// <summary>A second bound, usually of the event's end; null for none.</summary>
    public TimeWindow? SecondWindow { get; init; }

    /// <summary>Only events of the entry's own visit.</summary>
    public bool SameVisit { get; init; }

    /// <summary>Also events outside the observation period that holds the entry.</summary>
    public bool OutsideObservation { get; init; }
}

/// <summary>A span of days around an entry.</summary>
/// <param name="From">First day; null for as far back as observation goes.</param>
/// <param name="To">Last day; null for as far as observation goes.</param>
/// <param name="FromIndexEnd">Counted from the entry's end and not its start.</param>
/// <param name="OfEventEnd">The event's end and not its start is what must lie in it.</param>
public sealed record TimeWindow(WindowBound From, WindowBound To, bool FromIndexEnd, bool OfEventEnd);

/// <summary>A bound of a window.</summary>
/// <param name="Days">Days after the entry, negative for before; null for a side of observation.</param>
/// <param name="IsEnd">Which side, where there are no days: the end of observation, or else its beginning.</param>
public readonly record struct WindowBound(int? Days, bool IsEnd);

/// <summary>A test of one attribute.</summary>
public abstract record AttributeTest(string Attribute);

/// <summary>Comparisons; a range takes its bounds in.</summary>
public enum Comparison
{
    Less,
    AtMost,
    Equal,
    NotEqual,
    Greater,
    AtLeast,
    Between,
    NotBetween,
}

public sealed record NumberTest(string Attribute, Comparison Comparison, decimal Value, decimal? Upper = null) : AttributeTest(Attribute);

public sealed record DateTest(string Attribute, Comparison Comparison, DateOnly Value, DateOnly? Upper = null) : AttributeTest(Attribute);

/// <summary>The attribute's concept is one of these.</summary>
public sealed record ConceptTest(string Attribute, IReadOnlyList<long> Concepts, string? ValueSet = null, bool Excludes = false) : AttributeTest(Attribute);

/// <summary>How a text is compared; letter case counts.</summary>
public enum TextComparison
{
    Equals,
    Contains,
    StartsWith,
    EndsWith,
}

/// <summary>The attribute's text is, or holds, one of these.</summary>
public sealed record TextTest(string Attribute, TextComparison Comparison, IReadOnlyList<string> Texts, bool Excludes = false) : AttributeTest(Attribute);

/// <summary>The attribute's condition holds.</summary>
public sealed record FlagTest(string Attribute) : AttributeTest(Attribute);
