namespace Suwen.Sources.Fhir;

/// <summary>Concept ids that the OMOP standard itself fixes: gender, visit, operator, and the vocabulary "Type Concept".</summary>
internal static class FhirConcepts
{
    public const long None = 0;
    public const long Male = 8507;
    public const long Female = 8532;
    public const long Inpatient = 9201;
    public const long Outpatient = 9202;
    public const long Emergency = 9203;
    public const long HomeVisit = 581476;
    public const long Less = 4171756;
    public const long LessOrEqual = 4171754;
    public const long MoreOrEqual = 4171755;
    public const long More = 4172704;
    public const long TypeClaim = 32810;
    public const long TypeCost = 32814;
    public const long TypeRecord = 32817;
    public const long TypeAdministration = 32818;
    public const long TypeDispensing = 32825;
    public const long TypePrescription = 32838;
    public const long TypeSelfReport = 32865;
}
