namespace Suwen.Simulator.Randomness;

/// <summary>
/// What a stream of random numbers decides. Each decision draws from a stream of its own, so that adding a draw in one place changes nothing elsewhere.
/// The number of a purpose is part of what a seed means: append, never renumber.
/// </summary>
public enum RandomPurpose
{
    Community = 1, Household, Birth, Death, Move, Name, NationalId, Address, Phone, Details, Insurance, Identity,
    LifePlan = 32, Visits, VisitTime, Severity, Diagnoses, Laboratory, VitalSigns, Medication, Examination, Procedure, Nursing, Fees, FrontPage, ReportCard, Vaccination, Device, Imaging, Variants, Staff,
    Note = 80, NoteStyle, Privacy,
    Outbreak = 96, DataError, AdverseDrugEvent, Billing, Reporting, Access, Terminology, Resend,
    Permutation = 112,
}
