using System.Text;
using Suwen.Governance.Gate;
using Suwen.Standards.Fhir;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>What Suwen does with a resource type: which rows it becomes, and what its key is the key of.</summary>
internal sealed class FhirKind
{
    private static readonly Utf8Map<FhirKind> Kinds = new(FhirResourceTypes.Codes
        .Where(c => c is not ("Resource" or "DomainResource"))
        .Select(c => KeyValuePair.Create(c, Of(c))));

    private FhirKind(string name, Table keyTable, Action<FhirRecord>? write, Action<FhirRecord>? withdraw)
    {
        Name = name;
        Utf8Name = Encoding.ASCII.GetBytes(name);
        KeyTable = keyTable;
        Write = write;
        Withdraw = withdraw;
    }

    public string Name { get; }

    public byte[] Utf8Name { get; }

    /// <summary>
    /// The table in whose name space keys of this type lie. It is fixed by the type and not by the row, so that a reference or a deletion,
    /// which say nothing but <c>Observation/7</c>, find a row of measurement and of observation alike. Types that are kept share one.
    /// </summary>
    public Table KeyTable { get; }

    /// <summary>Writes the rows; null for a type that is kept.</summary>
    public Action<FhirRecord>? Write { get; }

    /// <summary>
    /// Withdraws the rows of a type that shares them with another (Practitioner and PractitionerRole): such a record is a message about a
    /// row, and each of its versions a record of its own. Of every other type a version without rows is enough, and this is null.
    /// </summary>
    public Action<FhirRecord>? Withdraw { get; }

    public static bool TryFind(ReadOnlySpan<byte> name, out FhirKind kind) => Kinds.TryFind(name, out kind);

    private static FhirKind Of(string type)
    {
        var (table, write, withdraw) = Mapping(type);
        return new FhirKind(type, CanonicalModel.Table(table), write, withdraw);
    }

    private static (string Table, Action<FhirRecord>? Write, Action<FhirRecord>? Withdraw) Mapping(string type) => type switch
    {
        "Patient" => ("cn_source_person", PatientRows.Write, null),
        "Encounter" => ("visit_occurrence", EncounterRows.Write, null),
        "Condition" => ("condition_occurrence", ConditionRows.Write, null),
        "Observation" => ("observation", ObservationRows.Write, null),
        "Procedure" => ("procedure_occurrence", ProcedureRows.Write, null),
        "MedicationRequest" => ("drug_exposure", DrugRows.WriteRequest, null),
        "MedicationAdministration" => ("drug_exposure", DrugRows.WriteAdministration, null),
        "MedicationStatement" => ("drug_exposure", DrugRows.WriteStatement, null),
        "MedicationDispense" => ("drug_exposure", DrugRows.WriteDispense, null),
        "Immunization" => ("drug_exposure", DrugRows.WriteImmunization, null),
        "AllergyIntolerance" => ("cn_allergy", AllergyRows.Write, null),
        "DiagnosticReport" => ("cn_diagnostic_report", ReportRows.Write, null),
        "DocumentReference" => ("note", NoteRows.WriteDocument, null),
        "ImagingStudy" => ("cn_imaging_study", ImagingRows.Write, null),
        "Device" => ("device_exposure", DeviceRows.Write, null),
        "CarePlan" => ("cn_care_plan", CarePlanRows.Write, null),
        "Claim" => ("cost", ClaimRows.Write, null),
        "ExplanationOfBenefit" => ("cost", BenefitRows.Write, null),
        "Coverage" => ("payer_plan_period", CoverageRows.Write, null),
        "Organization" => ("care_site", CareSiteRows.WriteOrganization, null),
        "Location" => ("care_site", CareSiteRows.WriteLocation, null),
        "Practitioner" => ("provider", ProviderRows.WritePractitioner, ProviderRows.WithdrawPractitioner),
        "PractitionerRole" => ("provider", ProviderRows.WriteRole, ProviderRows.WithdrawRole),
        "Specimen" => ("specimen", SpecimenRows.Write, null),
        "QuestionnaireResponse" => ("cn_questionnaire_response", QuestionnaireRows.Write, null),
        _ => ("note", null, null),
    };
}
