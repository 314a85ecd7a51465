using System.Text;
using Suwen.Standards.Fhir;

namespace Suwen.Standards.Tests.Fhir;

public class FhirCodesTests
{
    // http://hl7.org/fhir/R4/valueset-resource-types.html: 148 codes, of which Resource and DomainResource are abstract.
    [Fact]
    public void R4_has_148_resource_types_and_two_of_them_have_no_instances()
    {
        FhirResourceTypes.Codes.Count.ShouldBe(148);
        FhirResourceTypes.Codes.Distinct().Count().ShouldBe(148);
        FhirResourceTypes.Codes.Count(c => FhirResourceTypes.TryFind(Encoding.UTF8.GetBytes(c), out var name) && name == c).ShouldBe(146);
        FhirResourceTypes.TryFind("DomainResource"u8, out _).ShouldBeFalse();
        FhirResourceTypes.TryFind("patient"u8, out _).ShouldBeFalse();
        FhirResourceTypes.TryFind(default, out _).ShouldBeFalse();
    }

    // URIs: FHIR R4 4.3.0 "Code Systems". Names: OMOP's vocabulary table.
    [Theory]
    [InlineData("http://snomed.info/sct", "SNOMED")]
    [InlineData("http://loinc.org", "LOINC")]
    [InlineData("urn:oid:2.16.840.1.113883.6.1", "LOINC")]
    [InlineData("http://www.nlm.nih.gov/research/umls/rxnorm", "RxNorm")]
    [InlineData("http://hl7.org/fhir/sid/icd-10", "ICD10")]
    [InlineData("http://hl7.org/fhir/sid/icd-10-cm", "ICD10CM")]
    [InlineData("http://hl7.org/fhir/sid/cvx", "CVX")]
    public void A_code_system_has_the_name_of_its_vocabulary(string uri, string vocabulary)
    {
        FhirCodeSystems.TryFind(Encoding.UTF8.GetBytes(uri), out var system).ShouldBeTrue();
        system.Vocabulary.ShouldBe(vocabulary);
    }

    [Fact]
    public void Reference_terminologies_are_preferred_to_classifications()
    {
        string[] uris = ["http://snomed.info/sct", "http://loinc.org", "http://www.nlm.nih.gov/research/umls/rxnorm", "http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/cvx", "http://www.whocc.no/atc"];
        var preferences = uris.Select(u => FhirCodeSystems.TryFind(Encoding.UTF8.GetBytes(u), out var s) ? s.Preference : -1).ToList();
        preferences.ShouldBe(preferences.Order());
        preferences.ShouldAllBe(p => p >= 0 && p < FhirCodeSystems.UnknownPreference);
    }

    [Fact]
    public void A_system_of_a_hospital_is_not_known() =>
        FhirCodeSystems.TryFind("http://hospital.example/dx"u8, out _).ShouldBeFalse();
}
