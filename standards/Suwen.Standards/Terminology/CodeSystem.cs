namespace Suwen.Standards.Terminology;

/// <summary>A code system or value set that is built in, and what has to be said of it.</summary>
/// <param name="Id">Its short name in Suwen: <c>icd10-gl2</c>. Stable.</param>
/// <param name="Number">Its number: concept ids of its terms begin at 2,000,000,000 + number × 1,000,000. Stable.</param>
/// <param name="Oid">Its object identifier; null where there is none or it is not certain.</param>
/// <param name="Aliases">What senders call it, compared without regard to case: OIDs, URIs, names of HL7 table 0396 and of OMOP.</param>
/// <param name="TitleZh">Chinese title.</param>
/// <param name="TitleEn">English title.</param>
/// <param name="Version">Version or edition, as its publisher calls it.</param>
/// <param name="Source">Who publishes it, and which transcription was taken.</param>
/// <param name="Licence">Licence of the transcription.</param>
/// <param name="Status">Whether the table is the official one in transcription, an unofficial transcription, or compiled.</param>
/// <param name="ValidFrom">Since when it is in force, where that is certain.</param>
public sealed record CodeSystem(string Id, int Number, string? Oid, IReadOnlyList<string> Aliases, string TitleZh, string TitleEn, string Version, string Source, string Licence, string Status, DateOnly? ValidFrom)
{
    /// <summary>The first local concept id: OMOP leaves ids from 2,000,000,000 on to the site.</summary>
    public const long FirstConceptId = 2_000_000_000;

    /// <summary>Concept ids that one built-in system may use.</summary>
    public const long ConceptsPerSystem = 1_000_000;

    /// <summary>Headings (chapters, categories) have the second half of a system's ids, since they are a table of their own that grows by itself.</summary>
    public const long FirstHeading = 500_000;

    /// <summary>Terms that a site imports have ids from here on.</summary>
    public const long FirstSiteConceptId = 2_100_000_000;

    /// <summary>The largest concept id: OMOP tools read 32 bits.</summary>
    public const long LastConceptId = int.MaxValue;

    /// <summary>The id before the first of this system's.</summary>
    public long ConceptBase => FirstConceptId + (Number * ConceptsPerSystem);
}

/// <summary>One term of a code system.</summary>
/// <param name="System">The system's id.</param>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its preferred name.</param>
/// <param name="Parent">Code of the term above it in the same system; null at the top.</param>
/// <param name="ConceptId">Its concept id.</param>
/// <param name="Synonyms">Other names.</param>
/// <param name="English">English name; null where there is none.</param>
/// <param name="ValidFrom">First day on which it holds; null when it always has.</param>
/// <param name="ValidTo">Last day on which it holds; null when it still does.</param>
public sealed record Term(string System, string Code, string Name, string? Parent, long ConceptId, IReadOnlyList<string> Synonyms, string? English = null, DateOnly? ValidFrom = null, DateOnly? ValidTo = null)
{
    /// <summary>True when the term holds on the day.</summary>
    public bool HoldsOn(DateOnly day) => (ValidFrom is not { } from || from <= day) && (ValidTo is not { } to || day <= to);
}
