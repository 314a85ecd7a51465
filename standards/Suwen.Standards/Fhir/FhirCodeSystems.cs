namespace Suwen.Standards.Fhir;

/// <summary>A code system as Suwen names it.</summary>
/// <param name="Vocabulary">OMOP's <c>vocabulary_id</c> where it has one, otherwise a short name of the code system.</param>
/// <param name="Preference">Lower is preferred where a concept carries several codings.</param>
public sealed record FhirCodeSystem(string Vocabulary, int Preference);

/// <summary>
/// Code system URIs of FHIR R4 (4.3, "Using Codes in Resources": code systems with their own pages, and the OIDs of the HL7 registry)
/// and the names that OMOP's vocabularies give to the same systems.
/// </summary>
public static class FhirCodeSystems
{
    /// <summary>Preference of a coding whose system is not known to Suwen.</summary>
    public const int UnknownPreference = 1_000;

    private static readonly Utf8Map<FhirCodeSystem> Systems = new(Known());

    /// <summary>Finds a code system by its URI, also as <c>urn:oid:</c>; false when Suwen has no name for it and the URI itself stays the name.</summary>
    public static bool TryFind(ReadOnlySpan<byte> uri, out FhirCodeSystem system) => Systems.TryFind(uri, out system);

    private static IEnumerable<KeyValuePair<string, FhirCodeSystem>> Known()
    {
        // The order is the order of preference: reference terminologies first, classifications after them, then products and local national codes.
        (string Vocabulary, string[] Uris)[] table =
        [
            ("SNOMED", ["http://snomed.info/sct", "urn:oid:2.16.840.1.113883.6.96"]),
            ("LOINC", ["http://loinc.org", "urn:oid:2.16.840.1.113883.6.1"]),
            ("RxNorm", ["http://www.nlm.nih.gov/research/umls/rxnorm", "urn:oid:2.16.840.1.113883.6.88"]),
            ("ICD10CM", ["http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90"]),
            ("ICD10CN", ["http://hl7.org/fhir/sid/icd-10-cn", "urn:oid:2.16.156.10011.2.3.3.11", "urn:oid:2.16.156.10011.2.3.3.11.3"]),
            ("ICD10", ["http://hl7.org/fhir/sid/icd-10", "urn:oid:2.16.840.1.113883.6.3"]),
            ("ICD10GM", ["http://fhir.de/CodeSystem/bfarm/icd-10-gm", "http://hl7.org/fhir/sid/icd-10-de"]),
            ("CVX", ["http://hl7.org/fhir/sid/cvx", "urn:oid:2.16.840.1.113883.12.292"]),
            ("ATC", ["http://www.whocc.no/atc", "urn:oid:2.16.840.1.113883.6.73"]),
            ("ICD9CM", ["http://hl7.org/fhir/sid/icd-9-cm", "urn:oid:2.16.840.1.113883.6.103"]),
            ("ICD10PCS", ["http://www.cms.gov/Medicare/Coding/ICD10", "http://hl7.org/fhir/sid/icd-10-pcs", "urn:oid:2.16.840.1.113883.6.4"]),
            ("ICD9Proc", ["http://hl7.org/fhir/sid/icd-9-cm/procedure", "urn:oid:2.16.840.1.113883.6.104"]),
            ("ICD9ProcCN", ["urn:oid:2.16.156.10011.2.3.3.12"]),
            ("CPT4", ["http://www.ama-assn.org/go/cpt", "urn:oid:2.16.840.1.113883.6.12"]),
            ("HCPCS", ["https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "urn:oid:2.16.840.1.113883.6.285"]),
            ("NDC", ["http://hl7.org/fhir/sid/ndc", "urn:oid:2.16.840.1.113883.6.69"]),
            ("ICD11", ["http://id.who.int/icd/release/11/mms", "http://hl7.org/fhir/sid/icd-11"]),
            ("ICDO3", ["http://terminology.hl7.org/CodeSystem/icd-o-3", "urn:oid:2.16.840.1.113883.6.43.1"]),
            ("NDFRT", ["http://hl7.org/fhir/ndfrt", "urn:oid:2.16.840.1.113883.6.209"]),
            ("UNII", ["http://fdasis.nlm.nih.gov", "urn:oid:2.16.840.1.113883.4.9"]),
            ("CDT", ["http://www.ada.org/cdt", "urn:oid:2.16.840.1.113883.6.13"]),
            ("DRG", ["urn:oid:2.16.840.1.113883.6.301"]),
            ("ActCode", ["http://terminology.hl7.org/CodeSystem/v3-ActCode", "http://hl7.org/fhir/v3/ActCode", "urn:oid:2.16.840.1.113883.5.4"]),
            ("UCUM", ["http://unitsofmeasure.org", "urn:oid:2.16.840.1.113883.6.8"]),
        ];
        for (var i = 0; i < table.Length; i++)
        {
            foreach (var uri in table[i].Uris)
            {
                yield return KeyValuePair.Create(uri, new FhirCodeSystem(table[i].Vocabulary, i));
            }
        }
    }
}
