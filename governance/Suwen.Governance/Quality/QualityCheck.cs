namespace Suwen.Governance.Quality;

/// <summary>Category of Kahn et al., "A harmonized data quality assessment terminology and framework", eGEMs 4(1):18, 2016.</summary>
public enum QualityCategory
{
    Conformance,
    Completeness,
    Plausibility,
}

/// <summary>Context of the same framework: against what stands in the data and the model, or against knowledge from outside.</summary>
public enum QualityContext
{
    Verification,
    Validation,
}

/// <summary>What a check speaks of.</summary>
public enum CheckLevel
{
    Table,
    Field,
    Concept,
    Rule,
}

/// <summary>How much a failing check matters; it is the check's weight in scores.</summary>
public enum CheckSeverity
{
    /// <summary>Worth knowing. Weight 1.</summary>
    Notice = 1,

    /// <summary>Results that use the field suffer. Weight 2.</summary>
    Warning = 2,

    /// <summary>The rows are wrong. Weight 3.</summary>
    Error = 3,
}

/// <summary>One check of data quality, with everything that is needed to run it and to talk about it.</summary>
/// <param name="Id">Stable name: type, table and field, or the rule's own name. Thresholds, owners and tickets are written against it.</param>
/// <param name="Type">The kind of check, by the name that OHDSI's Data Quality Dashboard gives it; for a rule the word <c>rule</c>.</param>
/// <param name="TitleZh">What is wrong with a row that violates it, in Chinese.</param>
/// <param name="TitleEn">The same in English.</param>
/// <param name="Category">Dimension.</param>
/// <param name="Subcategory">Value, relational or computational; uniqueness, temporal or atemporal; empty for completeness.</param>
/// <param name="Context">Verification or validation.</param>
/// <param name="Level">What it speaks of.</param>
/// <param name="Severity">Its weight.</param>
/// <param name="Table">Table of the model whose rows are judged.</param>
/// <param name="Field">Its column; null where the check speaks of several.</param>
/// <param name="Threshold">Percent of violated rows up to which the check passes, unless site or source have another.</param>
/// <param name="Owner">Who is asked first when it fails, unless the site says otherwise; null for nobody.</param>
/// <param name="IsSite">True for a rule that the site added.</param>
public sealed record QualityCheck(
    string Id,
    string Type,
    string TitleZh,
    string TitleEn,
    QualityCategory Category,
    string Subcategory,
    QualityContext Context,
    CheckLevel Level,
    CheckSeverity Severity,
    string Table,
    string? Field,
    double Threshold,
    string? Owner = null,
    bool IsSite = false)
{
    /// <summary>How it is computed.</summary>
    internal CheckBody Body { get; init; } = CheckBody.None;
}

/// <summary>How a check is computed.</summary>
internal abstract record CheckBody
{
    /// <summary>A check that cannot run; the runner reports it as failed to run.</summary>
    public static CheckBody None { get; } = new BrokenBody("The check has no definition.");
}

/// <summary>
/// Two boolean expressions over a row of the table, alias <c>t</c>: whether it is looked at, and whether it then violates. Many such
/// checks are computed by one scan.
/// </summary>
/// <param name="Considered">Which rows count in the denominator.</param>
/// <param name="Violated">Which of these are violations; null counts as no.</param>
/// <param name="Joins">What else the expressions speak of.</param>
/// <param name="NeedsVocabulary">True where the check means nothing while no OMOP vocabulary is loaded.</param>
internal sealed record ScanBody(string Considered, string Violated, ScanJoins Joins = ScanJoins.None, bool NeedsVocabulary = false) : CheckBody;

/// <summary>Tables of one row per judged row that expressions may speak of.</summary>
[Flags]
internal enum ScanJoins
{
    None = 0,

    /// <summary><c>p</c>: birth_date and gender_concept_id of the golden person.</summary>
    Person = 1,

    /// <summary><c>d</c>: death_date, the first that any source states.</summary>
    Death = 2,

    /// <summary><c>v</c>: visit_start_date and visit_end_date of the row's visit.</summary>
    Visit = 4,

    /// <summary><c>e</c>: received_on, the day (UTC) on which the row's entry was received.</summary>
    Entry = 8,
}

/// <summary>A SELECT of its own, a rule: row_id, source_id, entry_position, record_number, happened_on and violated, one row per row looked at.</summary>
internal sealed record QueryBody(string Sql, bool NeedsVocabulary = false) : CheckBody;

/// <summary>Whether the engine's table, column or column type is that of the model.</summary>
internal sealed record CatalogueBody(string Kind) : CheckBody;

/// <summary>A rule whose definition is faulty.</summary>
internal sealed record BrokenBody(string Fault) : CheckBody;
