namespace Suwen.Analysis.Payment.FrontPage;

/// <summary>A front page of a hospital stay (住院病案首页), as far as grouping and checks need it. What is null was not stated.</summary>
public sealed record FrontPageCase
{
    public required string CaseId { get; init; }

    /// <summary>1 male, 2 female.</summary>
    public int? Sex { get; init; }

    public int? AgeYears { get; init; }

    /// <summary>Age in days, for patients under one year.</summary>
    public int? AgeDays { get; init; }

    public int? BirthWeightG { get; init; }

    public int? LengthOfStayDays { get; init; }

    /// <summary>Way of discharge as the front page codes it (RC019); 5 is death.</summary>
    public int? DischargeWay { get; init; }

    /// <summary>Codes of diagnoses, the main one first.</summary>
    public IReadOnlyList<string> Diagnoses { get; init; } = [];

    /// <summary>Operations and procedures, the main one first.</summary>
    public IReadOnlyList<FrontPageProcedure> Procedures { get; init; } = [];

    public DateTime? Admission { get; init; }

    public DateTime? Discharge { get; init; }

    /// <summary>Cost in yuan.</summary>
    public double? Cost { get; init; }

    /// <summary>Sum of the parts of the cost; null where they are not known.</summary>
    public double? CostOfParts { get; init; }

    /// <summary>Code of the external cause in its own field.</summary>
    public string? ExternalCause { get; init; }

    /// <summary>Fields of the front page that are filled, by the names of score.csv; null where only codes are known, so that completeness is not judged.</summary>
    public IReadOnlySet<string>? Filled { get; init; }
}

/// <summary>An operation or procedure of a front page.</summary>
/// <param name="Code">Its code.</param>
/// <param name="At">When it was done.</param>
/// <param name="Anaesthesia">The way of anaesthesia; null where that is not stated.</param>
public sealed record FrontPageProcedure(string Code, DateTime? At = null, string? Anaesthesia = null);

/// <summary>How grave a finding is.</summary>
public enum FrontPageSeverity
{
    /// <summary>Something to look at.</summary>
    Hint,

    /// <summary>Probably wrong or missing.</summary>
    Warning,

    /// <summary>Cannot be right.</summary>
    Error,
}

/// <summary>A row of the record that speaks for or against something.</summary>
/// <param name="Kind">test, note, exam, drug or procedure.</param>
/// <param name="Name">What was measured, written, given or done.</param>
/// <param name="At">When.</param>
/// <param name="Value">Its value with unit, or the words around the place.</param>
public sealed record FrontPageEvidence(string Kind, string Name, DateTime? At, string Value);

/// <summary>Something found on a page or between page and record.</summary>
/// <param name="Rule">Its stable name.</param>
/// <param name="Kind">main, conflict, combine, missing, time, cost, operation, code, not-coded (documented and not coded), not-supported (coded and not shown by the record).</param>
/// <param name="Severity">How grave.</param>
/// <param name="Code">The code concerned; for not-coded the code that would describe it.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Basis">The document that says so, or "项目自定" where it is the project's own.</param>
/// <param name="Evidence">Rows of the record.</param>
public sealed record FrontPageFinding(string Rule, string Kind, FrontPageSeverity Severity, string? Code, Words Title, string Basis, IReadOnlyList<FrontPageEvidence> Evidence)
{
    /// <summary>True where a clinician has reviewed the rule; none has been yet.</summary>
    public bool IsClinicallyReviewed { get; init; }
}

/// <summary>What was found about one page.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Findings">Gravest first.</param>
/// <param name="Score">0 to 100, where fields are known; null otherwise.</param>
/// <param name="HasRecord">True when tests, notes, drugs or examinations of the stay were given, so that evidence could be looked for.</param>
public sealed record FrontPageReport(string CaseId, IReadOnlyList<FrontPageFinding> Findings, double? Score, bool HasRecord);
