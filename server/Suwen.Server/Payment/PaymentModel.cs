namespace Suwen.Server.Payment;

/// <summary>Which stays to list.</summary>
/// <param name="From">First day of discharge; without it a month before the last.</param>
/// <param name="To">Last day of discharge; without it the latest that is known.</param>
/// <param name="IncludeSettled">True to list stays that are settled too.</param>
internal sealed record StaysRequest(DateOnly? From = null, DateOnly? To = null, bool IncludeSettled = false);

/// <summary>How payment is estimated.</summary>
/// <param name="Scheme">The DRG scheme.</param>
/// <param name="IsUnofficial">True for an unofficial transcription.</param>
/// <param name="WeightsFrom">table (the site's) or own-costs (computed from the site's own stays: no published weights).</param>
/// <param name="Rate">Payment of weight 1 in yuan; null where nothing is known.</param>
/// <param name="Low">Bound of low outliers.</param>
/// <param name="High">Bound of high outliers.</param>
internal sealed record PaymentBasis(string Scheme, bool IsUnofficial, string WeightsFrom, double? Rate, double Low, double High);

/// <summary>A stay in the list.</summary>
internal sealed record StaySummary(
    string StayId, string PersonId, string? Number, string? Institution, string? Department, string? Physician, string? Coder, string? Admission, string? Discharge, bool IsSettled, string? MainCode, string? MainName,
    string Drg, string? DrgTitle, string Status, double? Cost, double? Payment, double? Balance, string Outlier, int Errors, int Warnings, int Hints, int NotSupported, int NotCoded, double? Score);

/// <summary>Stays to be checked before settlement.</summary>
/// <param name="From">First day of discharge that was looked at.</param>
/// <param name="To">Last day.</param>
/// <param name="Stays">At most 500, the latest first.</param>
/// <param name="IsCut">True when there are more.</param>
/// <param name="Basis">How payment is estimated.</param>
internal sealed record StayList(string From, string To, IReadOnlyList<StaySummary> Stays, bool IsCut, PaymentBasis Basis);

/// <summary>A procedure of a page.</summary>
/// <param name="Code">Its code.</param>
/// <param name="At">When, as 2026-01-31 10:00.</param>
/// <param name="Anaesthesia">The way of anaesthesia.</param>
internal sealed record PageProcedure(string Code, DateTime? At = null, string? Anaesthesia = null);

/// <summary>A front page as the HIS sends it.</summary>
internal sealed record PageRequest(
    IReadOnlyList<string>? Diagnoses = null, IReadOnlyList<PageProcedure>? Procedures = null, int? Sex = null, int? AgeYears = null, int? AgeDays = null, int? BirthWeightG = null,
    int? LengthOfStayDays = null, int? DischargeWay = null, DateTime? Admission = null, DateTime? Discharge = null, double? Cost = null, string? ExternalCause = null);

/// <summary>What to check: a stay of the warehouse, or a page, or a page with the record of a stay.</summary>
/// <param name="StayId">The front page in the warehouse.</param>
/// <param name="Number">Or the number of the front page or of the admission.</param>
/// <param name="Page">The page; its codes take the place of those of the stay.</param>
internal sealed record PaymentCheckRequest(string? StayId = null, string? Number = null, PageRequest? Page = null);

/// <summary>A code with its name.</summary>
internal sealed record CodeName(string Code, string? Name);

/// <summary>A row of the record.</summary>
internal sealed record EvidenceRow(string Kind, string Name, string? At, string Value);

/// <summary>A text in both languages.</summary>
internal sealed record PaymentWords(string Zh, string En);

/// <summary>Something found.</summary>
internal sealed record PaymentFinding(string Rule, string Kind, string Severity, string? Code, PaymentWords Title, string Basis, bool IsClinicallyReviewed, IReadOnlyList<EvidenceRow> Evidence);

/// <summary>A step of the way to a group.</summary>
/// <param name="Step">mdc, adrg, counted, excluded, drg, mapped, ignored.</param>
/// <param name="Code">The category, group or code.</param>
/// <param name="Title">Its title, where it has one.</param>
/// <param name="Why">The rule, list or condition.</param>
internal sealed record PathStep(string Step, string Code, string? Title, string? Why);

/// <summary>A group with its estimate.</summary>
internal sealed record GroupAnswer(
    string? Mdc, string? MdcTitle, string? Adrg, string? AdrgTitle, string Drg, string? DrgTitle, string Status, string? Reason, double? Weight, double? Payment, double? Balance, string Outlier,
    string? DipCode, double? DipScore, double? DipPayment);

/// <summary>A way to code the case.</summary>
/// <param name="Kind">current, main, add, remove or procedure.</param>
/// <param name="Code">The code that differs.</param>
/// <param name="Name">Its name where the page has one.</param>
/// <param name="Group">The group that follows.</param>
/// <param name="Difference">Payment less that of the current coding.</param>
/// <param name="Support">shown, none, contrary or not-judged.</param>
/// <param name="Evidence">Rows of the record.</param>
internal sealed record ChoiceAnswer(string Kind, string? Code, string? Name, GroupAnswer Group, double? Difference, string Support, IReadOnlyList<EvidenceRow> Evidence);

/// <summary>The check of one page.</summary>
/// <param name="Stay">The stay, where it is one of the warehouse.</param>
/// <param name="Diagnoses">Codes as checked, the main one first.</param>
/// <param name="Procedures">Procedures as checked.</param>
/// <param name="Cost">Cost so far.</param>
/// <param name="Group">The group.</param>
/// <param name="Path">How it came there.</param>
/// <param name="Findings">What was found, gravest first.</param>
/// <param name="Choices">Ways to code it, in the order of the page and never by payment.</param>
/// <param name="Score">0 to 100; null where only codes are known.</param>
/// <param name="HasRecord">True when the record was looked at.</param>
/// <param name="Basis">How payment is estimated.</param>
internal sealed record PaymentCheck(
    StaySummary? Stay, IReadOnlyList<CodeName> Diagnoses, IReadOnlyList<CodeName> Procedures, double? Cost, GroupAnswer Group, IReadOnlyList<PathStep> Path,
    IReadOnlyList<PaymentFinding> Findings, IReadOnlyList<ChoiceAnswer> Choices, double? Score, bool HasRecord, PaymentBasis Basis);

/// <summary>One case with other codes.</summary>
internal sealed record WhatIfCase(GroupAnswer Before, GroupAnswer After, IReadOnlyList<PathStep> Path, IReadOnlyList<PaymentFinding> Findings);

/// <summary>A month with other terms. What is not given stays as it is.</summary>
/// <param name="Month">The month, as 2026-01.</param>
/// <param name="Scheme">Another DRG scheme that is built in.</param>
/// <param name="Rate">Another payment of weight 1.</param>
/// <param name="Low">Another bound of low outliers.</param>
/// <param name="High">Another bound of high outliers.</param>
/// <param name="Weights">Other weights of single groups.</param>
internal sealed record MonthRequest(string Month, string? Scheme = null, double? Rate = null, double? Low = null, double? High = null, IReadOnlyDictionary<string, double>? Weights = null);

/// <summary>Sums of one department, before and after.</summary>
internal sealed record MonthRow(
    string Institution, string Department, int Cases, double Cost, double PaymentBefore, double PaymentAfter, double CaseMixBefore, double CaseMixAfter, int OutliersBefore, int OutliersAfter, int UngroupedBefore, int UngroupedAfter);

/// <summary>A month before and after.</summary>
internal sealed record WhatIfMonth(string Month, PaymentBasis Before, PaymentBasis After, IReadOnlyList<MonthRow> Departments);
