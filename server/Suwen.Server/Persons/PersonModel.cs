using System.ComponentModel.DataAnnotations;

namespace Suwen.Server.Persons;

/// <summary>What to look for: a name, national ID, phone number or identifier. It travels in the body, never in the address.</summary>
internal sealed record PersonSearch([property: Required, MinLength(1), MaxLength(200)] string Text);

/// <summary>A person found.</summary>
/// <param name="PersonId">The golden person's id.</param>
/// <param name="Name">Name as a source last sent it.</param>
/// <param name="Sex">male, female or unknown.</param>
/// <param name="BirthDate">ISO date, or as much of it as is known.</param>
/// <param name="Sources">Names of the systems that know the person.</param>
/// <param name="MatchedOn">What was matched: name, national-id, phone, identifier or person-id.</param>
internal sealed record PersonHit(string PersonId, string? Name, string Sex, string? BirthDate, IReadOnlyList<string> Sources, string MatchedOn);

/// <summary>Persons found, best first.</summary>
/// <param name="Items">The persons.</param>
/// <param name="IsTruncated">True when more match than are answered.</param>
internal sealed record PersonHits(IReadOnlyList<PersonHit> Items, bool IsTruncated);

/// <summary>A person as one source knows them.</summary>
internal sealed record PersonIdentity(string SourcePersonId, string Source, string SourceDisplayName, string? SourceValue, string? Name, string Sex, string? BirthDate, string? NationalId, string? Phone, string? Address, bool? IsActive, string Position, int RecordNumber);

/// <summary>An identifier of a person.</summary>
internal sealed record PersonIdentifier(string SourcePersonId, string Source, string? Type, string? System, string Value, string? Facility);

/// <summary>How many timeline entries of a kind a person has.</summary>
internal sealed record KindCount(string Kind, long Count);

/// <summary>The golden person and the identities behind it.</summary>
/// <param name="PersonId">The golden person's id today.</param>
/// <param name="RequestedId">The id asked for, when that one was retired and this one took its place.</param>
/// <param name="Name">Name as a source last sent it.</param>
/// <param name="Sex">male, female or unknown.</param>
/// <param name="BirthDate">ISO date, or as much of it as is known.</param>
/// <param name="DeathDate">Date of death where known.</param>
/// <param name="Identities">The person as each source knows them.</param>
/// <param name="Identifiers">Every identifier.</param>
/// <param name="Kinds">What the timeline holds.</param>
internal sealed record PersonDetail(string PersonId, string? RequestedId, string? Name, string Sex, string? BirthDate, string? DeathDate, IReadOnlyList<PersonIdentity> Identities, IReadOnlyList<PersonIdentifier> Identifiers, IReadOnlyList<KindCount> Kinds);

/// <summary>One entry of a person's life.</summary>
/// <param name="Id">The row's id.</param>
/// <param name="Kind">visit, condition, drug, measurement, observation, procedure, note, order, report, imaging, allergy, immunisation, appointment, cost, death …</param>
/// <param name="Start">Wall clock of the sender, ISO 8601 without zone; null where no time is known.</param>
/// <param name="End">Wall clock of the end.</param>
/// <param name="Precision">How much of the start was stated: year, month, day, hour, minute, second, fraction.</param>
/// <param name="Title">What a person reads: the source's name of the thing, else the standard concept's, else the code.</param>
/// <param name="Code">The source's code.</param>
/// <param name="Vocabulary">The code's vocabulary.</param>
/// <param name="Value">The result, as it was sent.</param>
/// <param name="Unit">Unit of the value.</param>
/// <param name="Range">Reference range.</param>
/// <param name="Flag">Abnormal flag as sent.</param>
/// <param name="Status">Status as sent.</param>
/// <param name="Text">Text of notes, reports and instructions, cut at 2,000 characters.</param>
/// <param name="VisitId">The visit that it belongs to.</param>
/// <param name="Source">Name of the sending system.</param>
/// <param name="SourceDisplayName">Its name for people.</param>
/// <param name="CareSite">Institution or department.</param>
/// <param name="Position">Position of the landing entry that it came from.</param>
/// <param name="RecordNumber">Number of the record in that entry.</param>
/// <param name="MappingVersion">Number, in <c>sys.mapping</c>, of the parser and mapping with which it was read.</param>
internal sealed record TimelineEntry(string Id, string Kind, string? Start, string? End, string? Precision, string Title, string? Code, string? Vocabulary, string? Value, string? Unit, string? Range, string? Flag, string? Status, string? Text, string? VisitId, string Source, string SourceDisplayName, string? CareSite, string Position, int RecordNumber, int? MappingVersion);

/// <summary>A page of a timeline, newest first.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Next">Pass as <c>after</c> for the next page; null on the last.</param>
internal sealed record TimelinePage(IReadOnlyList<TimelineEntry> Items, string? Next);
