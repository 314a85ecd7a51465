namespace Suwen.Simulator.Care.Catalogue;

/// <summary>
/// What medicine in the region knows: diseases with their rates, laboratory items, drugs, examinations, procedures, prices. Content, in the CSV files of Content/; one record here is one row there.
/// Lists hold small whole sets; everything is looked up by its id.
/// </summary>
public sealed partial class MedicalCatalogue
{
    public required IReadOnlyList<Disease> Diseases { get; init; }
    public required IReadOnlyDictionary<string, Disease> Disease { get; init; }
    public required IReadOnlyDictionary<string, LabItemEntry> LabItems { get; init; }
    public required IReadOnlyDictionary<string, LabPanel> LabPanels { get; init; }
    public required IReadOnlyDictionary<string, Drug> Drugs { get; init; }
    public required IReadOnlyDictionary<string, HerbalFormula> Formulas { get; init; }
    public required IReadOnlyDictionary<string, Exam> Exams { get; init; }
    public required IReadOnlyDictionary<string, Procedure> Procedures { get; init; }
    public required IReadOnlyDictionary<string, FeeItem> FeeItems { get; init; }
    public required IReadOnlyList<Vaccine> Vaccines { get; init; }
    /// <summary>Departments that institutions of each kind have, in the order of departments.csv.</summary>
    public required IReadOnlyList<DepartmentEntry> Departments { get; init; }
    public required IReadOnlyList<AdverseSignal> AdverseSignals { get; init; }
}

/// <summary>Acute: comes and goes. Chronic: from onset to death. Event: happens at a moment and may leave something (stroke, fracture). Pregnancy, Screening and Wellness bring people without illness.</summary>
public enum DiseaseKind : byte { Acute, Chronic, Event, Pregnancy, Newborn, Screening, Traditional }

/// <summary>diseases.csv: what is fixed about a disease; the lists come from the files named.</summary>
public sealed record Disease
{
    public required string Id { get; init; }
    public required int Index { get; init; }
    public required string NameZh { get; init; }
    public required DiseaseKind Kind { get; init; }
    /// <summary>Specialty that treats it (specialty ids of departments.csv), and the one that operates on it or admits it.</summary>
    public required string Specialty { get; init; }
    public required string InpatientSpecialty { get; init; }
    /// <summary>Name in the list of notifiable diseases, or empty; and its class 甲类, 乙类, 丙类.</summary>
    public required string Notifiable { get; init; }
    public required string NotifiableClass { get; init; }
    /// <summary>Of those who fall ill: share that first comes to emergency, share that is admitted at the first visit, share that dies in hospital of those admitted.</summary>
    public required double EmergencyShare { get; init; }
    public required double AdmissionShare { get; init; }
    public required double InpatientFatality { get; init; }
    /// <summary>Length of stay: median in days and sigma of its logarithm.</summary>
    public required double StayMedianDays { get; init; }
    public required double StaySigma { get; init; }
    /// <summary>Further outpatient visits of one episode (mean), or for the chronic the usual days between visits.</summary>
    public required double RepeatVisits { get; init; }
    public required int FollowUpDays { get; init; }
    /// <summary>Chronic: admissions per patient and year; share of follow-ups at the community centre; share whose disease is well controlled under treatment.</summary>
    public required double AdmissionsPerYear { get; init; }
    public required double CommunityShare { get; init; }
    public required double ControlledShare { get; init; }
    /// <summary>Yearly death hazard per 1,000 in excess of the life table (chronic).</summary>
    public required double ExcessDeathsPer1000 { get; init; }
    /// <summary>Where the rates come from, or "invented".</summary>
    public required string RateSource { get; init; }

    public IReadOnlyList<DiseaseCode> Codes { get; init; } = [];
    public IReadOnlyList<DiseaseRate> Rates { get; init; } = [];
    /// <summary>Twelve factors, mean one.</summary>
    public IReadOnlyList<double> Season { get; init; } = [];
    public IReadOnlyList<DiseaseRisk> Risks { get; init; } = [];
    public IReadOnlyList<DiseasePanel> Panels { get; init; } = [];
    public IReadOnlyList<LabEffect> LabEffects { get; init; } = [];
    public IReadOnlyList<DiseaseDrug> Drugs { get; init; } = [];
    public IReadOnlyList<DiseaseExam> Exams { get; init; } = [];
    public IReadOnlyList<DiseaseProcedure> Procedures { get; init; } = [];
    public IReadOnlyList<DiseaseSymptom> Symptoms { get; init; } = [];
    public IReadOnlyList<DiseaseVital> Vitals { get; init; } = [];
    /// <summary>How traditional medicine sees it: empty where no department of it treats the disease.</summary>
    public IReadOnlyList<TcmPattern> Patterns { get; init; } = [];
}

/// <summary>disease_codes.csv: a code that the disease may be given. Role: main, complication (an extra diagnosis in some), tcm-disease, tcm-syndrome, outcome (Z37 and the like).</summary>
public sealed record DiseaseCode(string DiseaseId, string Code, string NameZh, string Role, double Weight);

/// <summary>disease_rates.csv: per 100,000 and year. Measure: incidence or prevalence (the chronic have both). Sex: M, F or B for both. Ages in completed years, both included.</summary>
public sealed record DiseaseRate(string DiseaseId, string Measure, string Sex, int AgeFrom, int AgeTo, double Per100000, string Source);

/// <summary>disease_risks.csv: who has RiskDiseaseId gets this one at a rate multiplied by Factor.</summary>
public sealed record DiseaseRisk(string DiseaseId, string RiskDiseaseId, double Factor, string Source);

/// <summary>disease_panels.csv. When: outpatient, emergency, admission, daily (every other day of a stay), discharge, follow-up.</summary>
public sealed record DiseasePanel(string DiseaseId, string PanelId, string When, double Probability);

/// <summary>disease_lab_effects.csv: how the disease moves an item. Mode: add, times, text. Untreated: at onset; Controlled: under successful treatment; recovery for acute diseases runs from the first to the second over the course. Sigma: how much the person's own effect differs, of the logarithm for times, in the item's unit for add. Probability: share of patients that have it.</summary>
public sealed record LabEffect(string DiseaseId, string ItemId, string Mode, double Untreated, double Controlled, double Sigma, string Text, double Probability);

/// <summary>disease_drugs.csv. When: outpatient, emergency, inpatient, discharge, follow-up, add-on (when not controlled). Days 0: as long as the stay.</summary>
public sealed record DiseaseDrug(string DiseaseId, string DrugId, string When, int Line, double Probability, int Days);

/// <summary>
/// disease_exams.csv: findings and conclusion when it shows the disease. The note writer draws what stands in braces: {8-30} a whole number of that range, {1.2-3.5} one with as many decimals as the first bound has, and, wherever there is a |, {左|右} one of the words (which may be empty).
/// The same holds for the texts of <see cref="Exam"/> and <see cref="Procedure"/>.
/// </summary>
public sealed record DiseaseExam(string DiseaseId, string ExamId, string When, double Probability, double AbnormalShare, string Findings, string Conclusion);

/// <summary>disease_procedures.csv: share of the admitted that get it, and the hours after admission (median).</summary>
public sealed record DiseaseProcedure(string DiseaseId, string ProcedureId, double Probability, double HoursAfterAdmission, bool IsMain);

/// <summary>disease_symptoms.csv. Kind: complaint (leads the chief complaint), symptom, negative (asked and denied), sign (found on examination), history. DurationUnit: 小时, 天, 周, 月, 年.</summary>
public sealed record DiseaseSymptom(string DiseaseId, string Kind, string TextZh, double Probability, int DurationFrom, int DurationTo, string DurationUnit);

/// <summary>
/// disease_patterns.csv: 中医病名 and 证型 (NHSA codes), the formula for it, drawn by Weight; 治法, 舌脉 and the usual complaints of the pattern.
/// The same codes are among <see cref="Disease.Codes"/> with roles tcm-disease and tcm-syndrome; only those of one pattern belong together.
/// </summary>
public sealed record TcmPattern(string DiseaseId, string DiseaseCode, string DiseaseName, string SyndromeCode, string SyndromeName, string FormulaId, double Weight, string TherapyZh, string TonguePulseZh, string SignsZh);

/// <summary>disease_vitals.csv. Vital: temperature, pulse, respiration, systolic, diastolic, spo2; additive shift at onset and when controlled or recovered.</summary>
public sealed record DiseaseVital(string DiseaseId, string Vital, double Untreated, double Controlled, double Sigma);

/// <summary>lab_items.csv. Reference bounds by sex (child bounds below 14 years where they differ; NaN where there is none). Mean (for a log-normal item the median) and spread of healthy people; Within is the change from day to day in the same person; both spreads are of the natural logarithm for a log-normal item and in the item's unit otherwise. Least and Most: what the analyser can report. The text items have neither bounds nor means (NaN).</summary>
public sealed record LabItemEntry(LabItem Item, bool IsText, double MaleLow, double MaleHigh, double FemaleLow, double FemaleHigh, double ChildLow, double ChildHigh,
    double MaleMean, double FemaleMean, double ChildMean, double BetweenSigma, double WithinSigma, bool IsLogNormal, double Least, double Most, string NormalText, string AbnormalText, string ReferenceText);

/// <summary>lab_panels.csv.</summary>
public sealed record LabPanel(string Id, string NameZh, string Specimen, IReadOnlyList<string> ItemIds, int PriceFen, int MinutesToReport, string InsuranceLevel);

/// <summary>drugs.csv. Dose in DoseUnit of one taking; DosesPerPack: the amount, in DoseUnit, of one unit that is dispensed (5 mg × 14 tablets is 70); PriceFen of that unit. FeeCategory 西药费 or 中成药费.</summary>
public sealed record Drug(string Id, string NameZh, string Atc, string Specification, double Dose, string DoseUnit, double DosesPerPack, string PackUnit, string Route, string Frequency, int PriceFen, string FeeCategory, string InsuranceLevel, string Class)
{
    /// <summary>Completed years from which and up to which it is given in this form.</summary>
    public int FromAge { get; init; }
    public int ToAge { get; init; } = 120;
}

/// <summary>tcm_formulas.csv: herbs with grams; PriceFen of one dose (剂).</summary>
public sealed record HerbalFormula(string Id, string NameZh, string SyndromeId, IReadOnlyList<(string Herb, double Grams)> Herbs, int PriceFen);

/// <summary>exams.csv.</summary>
public sealed record Exam(string Id, string NameZh, string Modality, string BodyPartZh, string BodyPart, int PriceFen, int MinutesToReport, string NormalFindings, string NormalConclusion, string InsuranceLevel);

/// <summary>procedures.csv: ICD-9-CM-3 code (国家临床版 3.0 code as in the map) and name; Level 手术级别, 0 for a mere procedure; Steps: what the operation note tells.</summary>
public sealed record Procedure(string Id, string Code, string NameZh, int Level, string Anaesthesia, int Minutes, string Incision, int PriceFen, int ConsumablesFen, string FeeCategory, string Findings, string Steps);

/// <summary>fee_items.csv: everything charged that is none of the above: registration, beds, nursing, oxygen, consumables.</summary>
public sealed record FeeItem(string Id, string Code, string NameZh, string FeeCategory, int PriceFen, string InsuranceLevel, string Unit);

/// <summary>vaccines.csv: the national programme and the common paid ones. AgeMonths: when each dose is due; Uptake: share that gets it. A season vaccine (influenza) has months of the year.</summary>
public sealed record Vaccine(string Id, string Cvx, string NameZh, IReadOnlyList<int> AgeMonths, double Uptake, bool IsSeasonal, int FromAge, int ToAge, int PriceFen, string Maker, string Site);

/// <summary>
/// departments.csv. Code of 诊疗科目名录. Kind: ward, outpatient, intensive, technical. BedWeight shares out a house's beds. The flags tell which kinds of institution have it.
/// </summary>
public sealed record DepartmentEntry(string Specialty, string StandardCode, string NameZh, string Kind, double BedWeight, bool InTertiaryGeneral, bool InSecondaryGeneral, bool InTraditional, bool InMaternal, bool InCommunity);

/// <summary>
/// adverse_signals.csv: a planted effect of a drug. ReactionKind: diagnosis (ReactionId an ICD-10 code), lab (an item's id), symptom (words). The rate per 10,000 users without the drug is Background, with it RelativeRisk times that.
/// IsLabelKnown tells whether a detector would find it in the leaflet; the others are invented and say nothing about the real drug.
/// </summary>
public sealed record AdverseSignal(string DrugId, string ReactionKind, string ReactionId, string NameZh, double RelativeRisk, double BackgroundPer10000, bool IsLabelKnown, int OnsetDaysFrom, int OnsetDaysTo, string Remark);
