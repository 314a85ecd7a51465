namespace Suwen.Server.MasterIndex;

/// <summary>What one field says for or against two being one person; never its value.</summary>
/// <param name="Field">The field.</param>
/// <param name="Level">How well it agrees.</param>
/// <param name="Weight">Evidence in bits.</param>
internal sealed record IdentityReason(string Field, string Level, double Weight);

/// <summary>A person of a source, named for people.</summary>
/// <param name="SourcePersonId">Internal id of the source's person.</param>
/// <param name="PersonId">The golden person today.</param>
/// <param name="Source">Name of the source.</param>
/// <param name="SourceDisplayName">Its name for people.</param>
/// <param name="RecordNo">What the source calls the person.</param>
/// <param name="Name">Name as sent.</param>
internal sealed record IdentityName(string SourcePersonId, string PersonId, string Source, string SourceDisplayName, string? RecordNo, string? Name);

/// <summary>Two persons of sources about whom somebody has to decide, or has.</summary>
/// <param name="Id">Number of the case.</param>
/// <param name="Kind">grey: the model cannot tell; conflict: one number, contradicting descriptions, held apart; doubt: the same, but one; withheld: a link against what is held apart; steward: taken up by hand.</param>
/// <param name="Status">open, unsure, proposed (waits for a second person), decided, closed.</param>
/// <param name="Weight">Evidence in bits.</param>
/// <param name="Probability">The same as probability.</param>
/// <param name="Reasons">Field by field.</param>
/// <param name="NeedsTwo">True where making them one takes two persons.</param>
/// <param name="AssignedTo">Who works on it.</param>
/// <param name="Decision">same, different or unsure, once somebody has said so.</param>
/// <param name="Why">Why.</param>
/// <param name="DecidedBy">Who.</param>
/// <param name="ConfirmedBy">The second person.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Left">The one.</param>
/// <param name="Right">The other.</param>
internal sealed record IdentityCase(
    string Id, string Kind, string Status, double Weight, double Probability, IReadOnlyList<IdentityReason> Reasons, bool NeedsTwo, string? AssignedTo,
    string? Decision, string? Why, string? DecidedBy, string? ConfirmedBy, DateTimeOffset? DecidedAt, IdentityName Left, IdentityName Right);

/// <summary>A page of cases, those with the strongest evidence first.</summary>
/// <param name="Items">The cases.</param>
/// <param name="Next">Pass as <c>after</c> for the next page; null on the last.</param>
/// <param name="Total">Cases of this status and kind.</param>
internal sealed record IdentityCasePage(IReadOnlyList<IdentityCase> Items, string? Next, long Total);

/// <summary>One field of two persons beside each other.</summary>
/// <param name="Field">Name of the field.</param>
/// <param name="Left">As the one's source states it.</param>
/// <param name="Right">As the other's does.</param>
/// <param name="Agreement">same, similar, different, or missing where one of them says nothing.</param>
internal sealed record IdentityField(string Field, string? Left, string? Right, string Agreement);

/// <summary>What a source knows clinically of a person.</summary>
/// <param name="Visits">Number of visits.</param>
/// <param name="FirstVisit">Day of the first.</param>
/// <param name="LastVisit">Day of the last.</param>
/// <param name="Measurements">Number of results.</param>
/// <param name="Drugs">Number of drugs given or ordered.</param>
/// <param name="Diagnoses">The most frequent diagnoses.</param>
internal sealed record ClinicalSummary(long Visits, string? FirstVisit, string? LastVisit, long Measurements, long Drugs, IReadOnlyList<string> Diagnoses);

/// <summary>What was done to a case.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Step">proposed, confirmed, refused, same, different, unsure, undone or assigned.</param>
/// <param name="Why">Why.</param>
/// <param name="Position">Where the decision landed.</param>
internal sealed record IdentityStep(DateTimeOffset At, string By, string Step, string? Why, string? Position);

/// <summary>A case with both persons side by side.</summary>
internal sealed record IdentityCaseDetail(IdentityCase Case, IReadOnlyList<IdentityField> Fields, ClinicalSummary LeftSummary, ClinicalSummary RightSummary, IReadOnlyList<IdentityStep> Steps);

/// <summary>A link between two members of a cluster, or to one outside whom something holds apart.</summary>
/// <param name="LeftPerson">The source's person.</param>
/// <param name="RightPerson">The other; null where the link is to an identity number.</param>
/// <param name="Kind">national-id, merge, link, model, steward-same or steward-different.</param>
/// <param name="Weight">Evidence in bits, of the model's.</param>
/// <param name="Holds">False for a link that is withheld.</param>
/// <param name="By">Who decided; null where the source did.</param>
/// <param name="ConfirmedBy">The second person.</param>
/// <param name="Why">Why.</param>
/// <param name="At">When it was received.</param>
/// <param name="Position">Where it landed.</param>
/// <param name="Reasons">Field by field, of the model's.</param>
internal sealed record IdentityLink(
    string LeftPerson, string? RightPerson, string Kind, double Weight, bool Holds, string? By, string? ConfirmedBy, string? Why, DateTimeOffset? At, string Position, IReadOnlyList<IdentityReason> Reasons);

/// <summary>A golden person: its members and why they are one.</summary>
internal sealed record IdentityCluster(string PersonId, IReadOnlyList<IdentityName> Members, IReadOnlyList<IdentityLink> Links);

/// <summary>Numbers of the index.</summary>
/// <param name="SourcePersons">Persons as sources know them.</param>
/// <param name="Persons">Golden persons.</param>
/// <param name="Clusters">Golden persons of two and more.</param>
/// <param name="LargestCluster">Members of the largest.</param>
/// <param name="ModelLinks">Links of the model.</param>
/// <param name="StewardLinks">Links of stewards.</param>
/// <param name="HeldApart">Pairs held apart by stewards.</param>
/// <param name="SourceLinks">Merges and links of sources (HL7 A40, A24).</param>
/// <param name="Conflicts">Pairs under one number that contradict each other.</param>
/// <param name="Open">Open cases.</param>
/// <param name="Proposed">Cases that wait for a second person.</param>
/// <param name="Online">Persons that the online index holds.</param>
/// <param name="Model">Version of its model; null before the first linking.</param>
/// <param name="LastRun">When persons were linked last.</param>
internal sealed record IdentityState(
    long SourcePersons, long Persons, long Clusters, long LargestCluster, long ModelLinks, long StewardLinks, long HeldApart, long SourceLinks, long Conflicts,
    long Open, long Proposed, long Online, string? Model, DateTimeOffset? LastRun);

/// <summary>What is decided of a case.</summary>
/// <param name="Decision">same, different or unsure.</param>
/// <param name="Why">Why; no patient value.</param>
internal sealed record DecideRequest(string Decision, string Why);

/// <summary>The second person's word on a proposal.</summary>
/// <param name="Accept">False refuses it.</param>
/// <param name="Why">Why; no patient value.</param>
internal sealed record ConfirmRequest(bool Accept, string Why);

/// <summary>Takes up two persons by hand.</summary>
/// <param name="LeftPerson">A source's person.</param>
/// <param name="RightPerson">Another.</param>
internal sealed record PairRequest(string LeftPerson, string RightPerson);

/// <summary>Takes a source's person out of its cluster.</summary>
/// <param name="SourcePerson">The source's person.</param>
/// <param name="Why">Why; no patient value.</param>
internal sealed record SplitRequest(string SourcePerson, string Why);

/// <summary>Why something is taken back.</summary>
/// <param name="Why">Why; no patient value.</param>
internal sealed record UndoRequest(string Why);

/// <summary>Who works on a case.</summary>
/// <param name="To">Name of a user; null for nobody.</param>
internal sealed record AssignRequest(string? To);

/// <summary>A person to look for. Whatever is known; nothing is required by itself.</summary>
internal sealed record MatchRequest(
    string? FullName = null, string? FamilyName = null, string? GivenName = null, string? BirthDate = null, string? Sex = null, string? NationalId = null,
    string? Phone = null, string? Email = null, string? Address = null, string? CountyCode = null, string? Postcode = null, string? InsuranceNo = null,
    string? RecordNo = null, string? Source = null, string? GuardianName = null, int Limit = 10);

/// <summary>A golden person who may be the one asked for.</summary>
/// <param name="PersonId">The golden person.</param>
/// <param name="SourcePersonId">The source's person that fits best.</param>
/// <param name="Probability">Posterior probability.</param>
/// <param name="Weight">The same as evidence in bits.</param>
/// <param name="Verdict">same, unsure or different, by the model's thresholds.</param>
/// <param name="Reasons">Field by field.</param>
internal sealed record MatchAnswer(string PersonId, string SourcePersonId, double Probability, double Weight, string Verdict, IReadOnlyList<IdentityReason> Reasons);

/// <summary>Candidates, the likeliest first.</summary>
/// <param name="Candidates">Golden persons.</param>
/// <param name="Model">Version of the model that weighed them.</param>
internal sealed record MatchAnswers(IReadOnlyList<MatchAnswer> Candidates, string Model);
