using Suwen.Simulator.Answers;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;

namespace Suwen.Simulator.Care;

public enum VisitKind : byte { Outpatient, Emergency, Inpatient, Screening, FollowUp, Vaccination }

/// <summary>A number with fixed decimals: <paramref name="Units"/> / 10^<paramref name="Decimals"/>.</summary>
public readonly record struct FixedNumber(long Units, byte Decimals)
{
    private static ReadOnlySpan<double> Powers => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

    public double Value => Units / Powers[Decimals];

    /// <summary>Rounded half up to the decimals given.</summary>
    public static FixedNumber Of(double value, int decimals) => new((long)Math.Floor(value * Powers[decimals] + 0.5), (byte)decimals);

    public override string ToString() => Value.ToString("F" + Decimals.ToString(System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A code with its name, in the standard's wording.</summary>
public sealed record Term(string Code, string Name);

/// <summary>
/// Everything that one visit left behind, as it truly was; the feeds write it down in their institution's manner.
/// One object is filled again and again by a worker: nobody keeps it. Times are wall clock in China without a zone. Money is in fen.
/// </summary>
public sealed class Visit
{
    /// <summary>Unique in the region: resident and ordinal; the same whenever the visit is made again.</summary>
    public long Key { get; set; }
    public Resident Resident { get; set; }
    /// <summary>As the institution registered the person, slips included.</summary>
    public RecordedPerson Person { get; set; } = null!;
    public Institution Institution { get; set; } = null!;
    public Department Department { get; set; } = null!;
    public Clinician Doctor { get; set; } = null!;
    public Clinician Nurse { get; set; } = null!;
    public VisitKind Kind { get; set; }
    /// <summary>门诊号 / 住院号, the institution's own.</summary>
    public string Number { get; set; } = "";
    public DateTime Start { get; set; }
    /// <summary>Never before <see cref="Start"/>; MaxValue never occurs.</summary>
    public DateTime End { get; set; }
    public string Bed { get; set; } = "";
    public string Ward { get; set; } = "";
    /// <summary>离院方式 of the front page: 1 医嘱离院, 2 医嘱转院, 3 转社区, 4 非医嘱离院, 5 死亡, 9 其他; 0 for visits without a stay.</summary>
    public int DischargeWay { get; set; }
    public bool Died => DischargeWay == 5;
    /// <summary>How many stays the person has had here, this one included; 0 if it is no stay.</summary>
    public int AdmissionCount { get; set; }
    public string ChiefComplaint { get; set; } = "";
    /// <summary>What the visit is about, as the catalogue knows it; null where no disease is behind it. The texts take symptoms and signs from it.</summary>
    public Disease? Disease { get; set; }
    /// <summary>Days since the illness began, for an acute one.</summary>
    public double CourseDay { get; set; }

    public List<Diagnosis> Diagnoses { get; } = [];
    public List<DepartmentMove> Moves { get; } = [];
    public List<MedicalOrder> Orders { get; } = [];
    public List<LabReport> LabReports { get; } = [];
    public List<VitalSigns> Vitals { get; } = [];
    public List<NursingEntry> Nursing { get; } = [];
    public List<ExamReport> Exams { get; } = [];
    public List<PerformedProcedure> Procedures { get; } = [];
    public List<ClinicalNote> Notes { get; } = [];
    public List<FeeLine> Fees { get; } = [];
    public List<AllergyFact> Allergies { get; } = [];
    /// <summary>Symptoms that a drug brought about, beside those of the disease.</summary>
    public List<string> Reactions { get; } = [];
    public Settlement? Settlement { get; set; }
    public FrontPage? FrontPage { get; set; }
    public ReportCard? ReportCard { get; set; }
    public VaccinationFact? Vaccination { get; set; }
    public FollowUpFact? FollowUp { get; set; }
    /// <summary>Truths planted in this visit; the run adds where they can be found.</summary>
    public List<Answer> Answers { get; } = [];

    /// <summary>Days of stay as the front page counts them: discharge date − admission date, at least 1; 0 without a stay.</summary>
    public int LengthOfStayDays => Kind == VisitKind.Inpatient ? Math.Max(1, (End.Date - Start.Date).Days) : 0;

    /// <summary>Empties it for the next visit.</summary>
    public void Clear()
    {
        Diagnoses.Clear(); Moves.Clear(); Orders.Clear(); LabReports.Clear(); Vitals.Clear(); Nursing.Clear(); Exams.Clear(); Procedures.Clear(); Notes.Clear(); Fees.Clear(); Allergies.Clear(); Reactions.Clear(); Answers.Clear();
        Settlement = null; FrontPage = null; ReportCard = null; Vaccination = null; FollowUp = null;
        DischargeWay = 0; AdmissionCount = 0; Bed = ""; Ward = ""; ChiefComplaint = ""; Disease = null; CourseDay = 0;
    }
}

/// <param name="Standard">ICD-10 国家临床版 2.0 code and name; TCM diseases and syndromes have their own code systems.</param>
/// <param name="Role">Main first.</param>
/// <param name="AdmissionCondition">入院病情: 1 有, 2 临床未确定, 3 情况不明, 4 无; 0 outside a stay.</param>
public readonly record struct Diagnosis(Term Standard, DiagnosisRole Role, CodeSystem System, DateTime At, int AdmissionCondition);
public enum DiagnosisRole : byte { Main, Other, Admission, TcmDisease, TcmSyndrome, Complication }
public enum CodeSystem : byte { Icd10, TcmDisease, TcmSyndrome }

/// <summary>A transfer to another department of the house.</summary>
public readonly record struct DepartmentMove(DateTime At, Department From, Department To, string Bed);

public enum OrderKind : byte { Drug, Laboratory, Examination, Procedure, Nursing, Herbal }

/// <summary>An order; the result that it led to names it by <paramref name="Number"/>.</summary>
public sealed record MedicalOrder(string Number, OrderKind Kind, Term Item, DateTime At, Clinician Doctor, bool IsLongTerm)
{
    public DateTime? Stop { get; init; }
    /// <summary>Drugs: dose of one taking, unit, frequency (qd, bid …, of order_frequency), route as Chinese name, days, dispensed amount and its unit.</summary>
    public FixedNumber Dose { get; init; }
    public string DoseUnit { get; init; } = "";
    public string Frequency { get; init; } = "";
    public string Route { get; init; } = "";
    public int Days { get; init; }
    public FixedNumber Quantity { get; init; }
    public string QuantityUnit { get; init; } = "";
    public string Specification { get; init; } = "";
    /// <summary>ATC code where the drug has one.</summary>
    public string Atc { get; init; } = "";
}

/// <summary>A laboratory report: one panel, one specimen.</summary>
public sealed class LabReport
{
    public required string Number { get; init; }
    public required string OrderNumber { get; init; }
    public required Term Panel { get; init; }
    /// <summary>Name of the specimen, such as 血清.</summary>
    public required string Specimen { get; init; }
    public required DateTime CollectedAt { get; init; }
    public required DateTime ReportedAt { get; init; }
    public required Clinician Reporter { get; init; }
    public List<LabResult> Results { get; } = [];
}

/// <summary>One result: a number or, with <paramref name="Text"/>, words such as 阴性.</summary>
/// <param name="Item">The item; Code is a LOINC code where the catalogue has one.</param>
/// <param name="Flag">"H", "L", "A" or empty.</param>
public readonly record struct LabResult(LabItem Item, FixedNumber Number, string? Text, double Low, double High, string Flag);

/// <summary>Catalogue entry of a laboratory item. Low and High: NaN if there is no such bound.</summary>
public sealed record LabItem(string Id, string Loinc, string Name, string EnglishAbbreviation, string Unit, int Decimals);

/// <summary>A round of vital signs; NaN or 0 where one was not taken.</summary>
public readonly record struct VitalSigns(DateTime At, double TemperatureC, int Pulse, int Respiration, int Systolic, int Diastolic, int OxygenSaturation, double WeightKg, double HeightCm, int PainScore);

/// <summary>A line of the nursing record.</summary>
public readonly record struct NursingEntry(DateTime At, Clinician Nurse, string Text, int IntakeMl, int OutputMl);

/// <summary>An examination with its report: X-ray, CT, MR, ultrasound, ECG, endoscopy, pathology.</summary>
public sealed class ExamReport
{
    public required string Number { get; init; }
    public required string OrderNumber { get; init; }
    public required Term Exam { get; init; }
    /// <summary>DICOM modality (CR, DX, CT, MR, US, ES …) or ECG, PATH.</summary>
    public required string Modality { get; init; }
    public required string BodyPart { get; init; }
    public required DateTime PerformedAt { get; init; }
    public required DateTime ReportedAt { get; init; }
    public required Clinician Reporter { get; init; }
    /// <summary>所见 and 结论.</summary>
    public string Findings { get; set; } = "";
    public string Conclusion { get; set; } = "";
    public bool IsAbnormal { get; set; }
    /// <summary>What findings and conclusion say, structured: spans of kind exam-finding lie in the findings, those of kind exam-conclusion in the conclusion.</summary>
    public List<NoteFact> Facts { get; } = [];
    /// <summary>Study UID when a DICOM study is made for it, otherwise empty.</summary>
    public string StudyUid { get; set; } = "";
}

/// <param name="Standard">ICD-9-CM-3 code and name.</param>
/// <param name="Level">手术级别 1–4; 0 for a mere procedure.</param>
/// <param name="Incision">切口愈合, such as Ⅰ/甲; empty if none.</param>
public sealed record PerformedProcedure(Term Standard, DateTime Start, DateTime End, Clinician Surgeon, Clinician Assistant, Clinician Anaesthetist, int Level, string Incision, string Anaesthesia, bool IsMain);

public enum NoteKind : byte { OutpatientRecord, Admission, FirstProgress, Progress, WardRound, PreoperativeSummary, Operation, Discharge, DeathRecord, Consultation, EmergencyRecord, TcmRecord }

/// <summary>A note. The text, its spans and its facts are made by the note writer from what the visit holds.</summary>
public sealed class ClinicalNote
{
    public required string Number { get; init; }
    public required NoteKind Kind { get; init; }
    public required string Title { get; init; }
    public required DateTime At { get; init; }
    public required Clinician Author { get; init; }
    public string Text { get; set; } = "";
    /// <summary>Personal information in the text: start and length in UTF-16 units, kind, text.</summary>
    public List<PrivateSpan> PrivateSpans { get; } = [];
    /// <summary>What the text says, structured.</summary>
    public List<NoteFact> Facts { get; } = [];
}

public readonly record struct PrivateSpan(int Start, int Length, PrivateKind Kind);
public enum PrivateKind : byte { Name, NationalId, Phone, Address, Date, Institution, RecordNumber, Clinician, Relative, Employer, Age, Email, Vehicle }

/// <summary>A fact of a note: what it is about, its code if any, value, unit, and whether it is denied, of the past, of the family.</summary>
public readonly record struct NoteFact(string Kind, string Code, string Name, string Value, string Unit, NoteAssertion Assertion, int Start, int Length);
public enum NoteAssertion : byte { Present, Absent, Past, Family, Possible }

/// <summary>A line of the bill, in fen and thousandths of a unit.</summary>
/// <param name="Category">医疗收费项目类别 of the settlement list: 床位费, 诊察费, 检查费, 化验费, 治疗费, 手术费, 护理费, 卫生材料费, 西药费, 中药饮片费, 中成药费, 一般诊疗费, 挂号费, 其他费.</param>
/// <param name="InsuranceLevel">甲, 乙, 丙 (自费).</param>
public readonly record struct FeeLine(string Number, string Category, Term Item, DateTime At, int QuantityThousandths, long UnitPriceFen, long AmountFen, string InsuranceLevel, string OrderNumber);

/// <summary>The settlement of a visit, in fen; Total = Fund + Self, Self = Account + Cash.</summary>
public sealed record Settlement(string Number, DateTime At, string MedicalType, long TotalFen, long FundFen, long SelfPayFen, long SelfExpenseFen, long AccountFen, long CashFen);

/// <summary>What the front page states beyond the visit itself.</summary>
public sealed record FrontPage(
    string Number, string AdmissionPath, string OutpatientDiagnosisCode, string OutpatientDiagnosisName, string InjuryCauseCode, string DrugAllergy, bool Autopsy,
    Clinician Director, Clinician Chief, Clinician Attending, Clinician Resident, Clinician Nurse, Clinician Coder, string Quality,
    string ReadmissionPlan, int ComaBeforeMinutes, int ComaAfterMinutes, int NewbornAgeDays, int NewbornBirthWeightG, int NewbornAdmissionWeightG, string PathologyNumber, IReadOnlyDictionary<string, long> CostFen);

/// <summary>传染病报告卡, also cancer, injury and death cards.</summary>
public sealed record ReportCard(string Number, string Type, Term Disease, string Classification, string Classification2, DateOnly Onset, DateTime Diagnosed, DateTime Reported, DateOnly? Death, Clinician Doctor)
{
    /// <summary>A planted omission: the card was never sent.</summary>
    public bool IsMissed { get; init; }
}

/// <param name="Vaccine">CVX code and Chinese name.</param>
public sealed record VaccinationFact(Term Vaccine, int Dose, string Lot, string Maker, string Site, DateTime At);

/// <summary>A follow-up of basic public health services.</summary>
public sealed record FollowUpFact(string Number, string Type, string Way, string Symptom, int Systolic, int Diastolic, double WeightKg, double HeightCm, double FastingGlucose, string Adherence, string Outcome, DateOnly? Next);

/// <param name="Substance">Name, with ATC code where it is a drug.</param>
public sealed record AllergyFact(Term Substance, string Category, string Reaction, string Severity, DateTime Recorded);

/// <summary>A reading of a device at home.</summary>
/// <param name="Type">heart-rate, systolic, diastolic, glucose, weight, steps, spo2.</param>
public readonly record struct DeviceReading(string Number, ResidentId Resident, string Device, string Type, DateTime At, FixedNumber Value, string Unit, string Flag);
