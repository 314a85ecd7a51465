namespace Suwen.Analysis.Cohorts;

/// <summary>How an age in years is counted.</summary>
public enum AgeCounting
{
    /// <summary>Completed years: the birthday counts, where month and day of birth are known.</summary>
    Birthday,

    /// <summary>Year of the event minus year of birth, as OHDSI's tools count.</summary>
    CalendarYear,
}

/// <summary>Which of a person's events are kept, in order of their start.</summary>
public enum EventLimit
{
    All,
    First,
    Last,
}

/// <summary>One definition of a cohort: whom it takes in, when each enters and when each leaves. Immutable, and independent of any engine.</summary>
public sealed record CohortDefinition
{
    /// <summary>Short name in ASCII: <c>new-celecoxib-users</c>.</summary>
    public required string Name { get; init; }

    public string? TitleZh { get; init; }

    public string? TitleEn { get; init; }

    public string? Description { get; init; }

    public AgeCounting Age { get; init; }

    /// <summary>Value sets by name; references between them are resolved.</summary>
    public required IReadOnlyDictionary<string, ValueSet> ValueSets { get; init; }

    /// <summary>A person enters with any of these events.</summary>
    public required IReadOnlyList<EventCriterion> Entry { get; init; }

    /// <summary>What observation an entry needs; null where a person need not be under recorded observation.</summary>
    public Observation? Observation { get; init; }

    /// <summary>Which entry events of a person count.</summary>
    public EventLimit EntryLimit { get; init; }

    /// <summary>What an entry event must satisfy to count at all, before the rules; null for nothing.</summary>
    public CriteriaGroup? Qualifying { get; init; }

    /// <summary>Which qualifying events of a person count; applies only where there is <see cref="Qualifying"/>.</summary>
    public EventLimit QualifyingLimit { get; init; }

    /// <summary>Inclusion and exclusion, in the order in which attrition counts them.</summary>
    public IReadOnlyList<InclusionRule> Rules { get; init; } = [];

    /// <summary>Which events of a person that satisfy every rule count.</summary>
    public EventLimit Limit { get; init; }

    public CohortExit Exit { get; init; } = CohortExit.EndOfObservation;

    /// <summary>The first of these events on or after entry ends membership.</summary>
    public IReadOnlyList<EventCriterion> Censoring { get; init; } = [];

    /// <summary>Memberships of a person that are at most so many days apart become one.</summary>
    public int CollapseGapDays { get; init; }

    /// <summary>No membership begins before this day; null for no bound.</summary>
    public DateOnly? StudyStart { get; init; }

    /// <summary>No membership ends after this day; null for no bound.</summary>
    public DateOnly? StudyEnd { get; init; }

    /// <summary>Reads a definition in YAML, or an OHDSI cohort expression in JSON; every fault is told at once, with its line or path.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="origin">Its name, for faults; the name of a cohort that names itself nothing.</param>
    /// <param name="readFile">Reads a file that a value set names, relative to the definition; null where there is none.</param>
    public static CohortReading Parse(string text, string origin, Func<string, string?>? readFile = null) =>
        text.AsSpan().TrimStart("\uFEFF \t\r\n").StartsWith("{")
            ? CirceReader.Read(text, origin)
            : CohortYamlReader.Read(text, origin, readFile ?? (static _ => null));
}

/// <summary>What reading a definition gave.</summary>
/// <param name="Definition">The definition; null when there are faults.</param>
/// <param name="Faults">What keeps it from being used.</param>
/// <param name="Warnings">What the reader should know: nothing is left out silently.</param>
public sealed record CohortReading(CohortDefinition? Definition, IReadOnlyList<CohortFault> Faults, IReadOnlyList<CohortFault> Warnings);

/// <summary>A fault or a warning about a definition.</summary>
/// <param name="Where">File and line, or the JSON path.</param>
/// <param name="What">What is wrong, a whole sentence.</param>
/// <param name="WhatToDo">What the author can do; empty where the sentence says it.</param>
public sealed record CohortFault(string Where, string What, string WhatToDo = "")
{
    public override string ToString() => WhatToDo.Length == 0 ? $"{Where}: {What}" : $"{Where}: {What} {WhatToDo}";
}

/// <summary>Observation around an entry, in days of the same recorded observation period.</summary>
public sealed record Observation(int DaysBefore, int DaysAfter);

/// <summary>A named rule; attrition is counted after each.</summary>
/// <param name="Name">Its name for the reader.</param>
/// <param name="Group">What an entry event is tested for.</param>
/// <param name="Excludes">True when an event that satisfies the group is out.</param>
/// <param name="Description">More words; null for none.</param>
public sealed record InclusionRule(string Name, CriteriaGroup Group, bool Excludes = false, string? Description = null);

/// <summary>When a membership ends.</summary>
public abstract record CohortExit
{
    /// <summary>At the end of the observation period that holds the entry; without recorded observation, at the person's last visit.</summary>
    public static CohortExit EndOfObservation { get; } = new ObservationEndExit();
}

/// <summary>Membership ends with observation.</summary>
public sealed record ObservationEndExit : CohortExit;

/// <summary>Membership ends a fixed number of days after the start or the end of the entry event, and with observation at the latest.</summary>
public sealed record OffsetExit(int Days, bool FromEnd) : CohortExit;

/// <summary>Membership lasts as long as exposure to a drug goes on.</summary>
/// <param name="ValueSet">The drugs.</param>
/// <param name="GapDays">Exposures at most so many days apart are one.</param>
/// <param name="OffsetDays">Days after the last exposure.</param>
/// <param name="DaysSupply">Days that every exposure is taken to last; null where the data say.</param>
public sealed record DrugExposureExit(string ValueSet, int GapDays, int OffsetDays, int? DaysSupply) : CohortExit;
