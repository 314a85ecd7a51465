namespace Suwen.Simulator.Notes;

/// <summary>
/// What stands in braces in a template; in the content in lower case with hyphens ({admit-date}). The comment beside a group says which part of the writer fills it.
/// </summary>
internal enum Slot : byte
{
    // Who and where.
    Name, Sex, Age, Id, Phone, Address, Birth, Ethnic, Marital, Occupation, Employer, Native, Record, Number, Bed, Ward, Dept, Hospital,
    Contact, Relation, ContactPhone, Patient, Author, AuthorTitle, Senior, SeniorTitle, OtherHospital, ConsultDept, RecordedAge,

    // When.
    Date, Time, AdmitDate, AdmitTime, DischargeDate, DischargeTime, StayDays, DayNumber, PostoperativeDay, OperationDate, OnsetDate, NextVisit, MoveDate, MoveDept,

    // What the patient has.
    Complaint, ComplaintSymptoms, Duration, Symptoms, Negatives, Signs, SymptomsNow, SymptomsGone, Histories, FirstSymptom, MaxTemperature,
    Temperature, Pulse, Respiration, Pressure, Saturation, Weight, Height, Pain, Intake, Output,
    Diagnosis, Diagnoses, OtherDiagnoses, AdmissionDiagnoses, TcmDisease, TcmSyndrome, Differential,
    Tongue, Coating, PulseQuality, Principle, Pathogenesis,
    Deny, Neg, Pos, Clear, Sign,

    // What was done.
    Labs, NewLabs, LabName, LabValue, LabFlag, LabPanels, Exams, NewExams, ExamName, ExamConclusion, ExamDate,
    Drugs, NewDrugs, AllDrugs, HomeDrugs, DrugName, DrugDose, DrugRoute, DrugFrequency, DrugDays,
    Herbs, Formula, HerbDoses,
    Procedures, ProcedureName, ProcedureDate, Operation, OperationFindings, OperationSteps, Anaesthesia, BloodLoss, OperationMinutes, OperationStart, OperationEnd, Surgeon, Assistant, Anaesthetist, Incision,

    // What went before.
    Past, PastName, PastYears, Allergy, AllergyReaction, Smoking, SmokingYears, SmokingDaily, Alcohol, AlcoholYears, AlcoholDaily, Family, FamilyMember, Menarche, Cycle, LastMenses, MarriageAge, Children, PastOperation,

    // How it is written.
    Include, If, IfNot, Item,
}

/// <summary>What {?…} and {!…} ask.</summary>
internal enum Condition : byte
{
    Male, Female, Child, Infant, Newborn, Adult, Elderly, Fever, Afebrile, Died, Operated, Inpatient, Moved, HasDrugs, HasLabs, HasExams, Pregnant, Menstruates, Menopausal,
    Married, Allergic, Smokes, Drinks, Chronic, Revisit, Early, Middle, Late, Worse, AbnormalLabs, HighPressure, FirstStay, AgainstAdvice, Transferred, Event, Traditional, Cancer, Injury, HasSigns, HasPast, Terse,
    Arrival, Leaving, AfterOperation, HasHome, HasNext, HasComplaint, HasOperation, HasVitals,
}
