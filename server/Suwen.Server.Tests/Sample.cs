namespace Suwen.Server.Tests;

/// <summary>A few synthetic people for the tests of the server: small, and every number in the tests can be counted here.</summary>
internal static class Sample
{
    /// <summary>Two patients of hospital B in FHIR (one with two visits), and one observation whose time cannot be.</summary>
    public const string Bundle =
        """
        {"resourceType":"Bundle","type":"collection","entry":[
        {"resource":{"resourceType":"Patient","id":"p1","identifier":[{"system":"urn:hospital-b:mr","value":"B-1001"},{"system":"http://nhc.gov.cn/id","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"NNCHN"}]},"value":"11010519491231002X"}],"name":[{"text":"王示例"}],"gender":"female","birthDate":"1949-12-31","telecom":[{"system":"phone","value":"10000000001"}]}},
        {"resource":{"resourceType":"Patient","id":"p2","identifier":[{"system":"urn:hospital-b:mr","value":"B-1002"}],"name":[{"text":"王范例"}],"gender":"male","birthDate":"1980-05"}},
        {"resource":{"resourceType":"Encounter","id":"e1","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},"subject":{"reference":"Patient/p1"},"period":{"start":"2024-03-01T08:30:00+08:00","end":"2024-03-05T10:00:00+08:00"}}},
        {"resource":{"resourceType":"Encounter","id":"e2","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"subject":{"reference":"Patient/p1"},"period":{"start":"2025-01-10T09:00:00+08:00","end":"2025-01-10T09:20:00+08:00"}}},
        {"resource":{"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p1"},"encounter":{"reference":"Encounter/e1"},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"J18.9","display":"肺炎"}]},"onsetDateTime":"2024-03-01"}},
        {"resource":{"resourceType":"Observation","id":"o1","status":"final","subject":{"reference":"Patient/p1"},"encounter":{"reference":"Encounter/e1"},"code":{"coding":[{"system":"http://loinc.org","code":"718-7","display":"血红蛋白"}]},"effectiveDateTime":"2024-03-01T09:15:00+08:00","valueQuantity":{"value":118,"unit":"g/L","system":"http://unitsofmeasure.org","code":"g/L"}}},
        {"resource":{"resourceType":"Observation","id":"o2","status":"final","subject":{"reference":"Patient/p1"},"code":{"coding":[{"system":"http://loinc.org","code":"718-7"}]},"effectiveDateTime":"2024-13-45","valueQuantity":{"value":1,"unit":"g/L"}}}
        ]}
        """;

    /// <summary>The same woman at clinic C, by her national ID (the example of GB 11643-1999), with one visit.</summary>
    public const string OtherInstitution =
        """
        {"resourceType":"Bundle","type":"collection","entry":[
        {"resource":{"resourceType":"Patient","id":"77","identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"NNCHN"}]},"system":"http://nhc.gov.cn/id","value":"11010519491231002X"}],"name":[{"text":"王示例"}],"gender":"female","birthDate":"1949-12-31"}},
        {"resource":{"resourceType":"Encounter","id":"v9","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"subject":{"reference":"Patient/77"},"period":{"start":"2024-06-01T14:00:00+08:00"}}}
        ]}
        """;

    public const string NationalId = "11010519491231002X";

    /// <summary>Ingests both institutions into a data folder.</summary>
    public static async Task IngestAsync(TemporaryFolder folder, string data)
    {
        folder.Write("hospital-b/bundle.json", Bundle);
        folder.Write("clinic-c/bundle.json", OtherInstitution);
        (await SuwenProcess.RunAsync(folder.Path, "ingest", "hospital-b", "--data", data)).Code.ShouldBe(0);
        (await SuwenProcess.RunAsync(folder.Path, "ingest", "clinic-c", "--data", data)).Code.ShouldBe(0);
    }
}
