using System.Text;
using Suwen.Sources.Tests.Compliance;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Fhir;

/// <summary>Resources of people who do not exist.</summary>
internal static class FhirSamples
{
    /// <summary>A ward patient: references come before their targets, ids differ from the urns that refer to them.</summary>
    public const string Transaction = """
        {
          "resourceType": "Bundle", "type": "transaction",
          "entry": [
            { "fullUrl": "urn:uuid:0c1f8f4e-5a2b-4d66-9a57-1f6b8f0f0001",
              "resource": { "resourceType": "Observation", "id": "bp-1", "status": "final",
                "category": [ { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs" } ] } ],
                "code": { "coding": [ { "system": "http://loinc.org", "code": "85354-9", "display": "Blood pressure panel" } ] },
                "subject": { "reference": "urn:uuid:0c1f8f4e-5a2b-4d66-9a57-1f6b8f0f0002" },
                "encounter": { "reference": "urn:uuid:0c1f8f4e-5a2b-4d66-9a57-1f6b8f0f0003" },
                "effectiveDateTime": "2025-03-02T08:30:00+08:00",
                "component": [
                  { "code": { "coding": [ { "system": "http://loinc.org", "code": "8480-6", "display": "Systolic" } ] }, "valueQuantity": { "value": 151, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]" } },
                  { "code": { "coding": [ { "system": "http://loinc.org", "code": "8462-4", "display": "Diastolic" } ] }, "valueQuantity": { "value": 96.5, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]" } } ] },
              "request": { "method": "POST", "url": "Observation" } },
            { "fullUrl": "urn:uuid:0c1f8f4e-5a2b-4d66-9a57-1f6b8f0f0002",
              "resource": { "resourceType": "Patient", "id": "p-77", "meta": { "lastUpdated": "2025-03-02T09:00:00.250+08:00" },
                "identifier": [
                  { "system": "http://hospital.example/mrn", "value": "ZY0042317" },
                  { "use": "official", "system": "urn:oid:2.16.156.10011.1.3", "value": "330106197804125012" } ],
                "active": true,
                "name": [ { "use": "usual", "text": "小沈" },
                          { "use": "official", "family": "沈", "given": [ "怀瑾" ] },
                          { "use": "official", "family": "Shen", "given": [ "Huaijin" ], "extension": [ { "url": "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation", "valueCode": "SYL" } ] } ],
                "telecom": [ { "system": "phone", "value": "057100000001", "use": "home" }, { "system": "phone", "value": "13900000001", "use": "mobile" } ],
                "gender": "male", "birthDate": "1978-04-12",
                "address": [ { "use": "home", "state": "浙江省", "city": "杭州市", "district": "330106", "line": [ "虚构路1号" ], "postalCode": "310000", "country": "CN" } ],
                "maritalStatus": { "coding": [ { "system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "M" } ] },
                "contact": [ { "name": { "text": "沈观澜" }, "telecom": [ { "system": "phone", "value": "13900000002" } ], "relationship": [ { "coding": [ { "code": "GUARD" } ] } ] } ],
                "generalPractitioner": [ { "reference": "Practitioner?identifier=http://hospital.example/staff%7C8812" } ],
                "managingOrganization": { "reference": "http://his.hospital.example/fhir/Organization/org-1/_history/3" } },
              "request": { "method": "PUT", "url": "Patient/p-77" } },
            { "fullUrl": "urn:uuid:0c1f8f4e-5a2b-4d66-9a57-1f6b8f0f0003",
              "resource": { "resourceType": "Encounter", "id": "e-9", "status": "finished",
                "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP" },
                "type": [ { "coding": [ { "system": "http://snomed.info/sct", "code": "32485007", "display": "Hospital admission" } ] } ],
                "subject": { "reference": "Patient/p-77" },
                "participant": [ { "individual": { "reference": "Practitioner/d-2" } }, { "type": [ { "coding": [ { "code": "ATND" } ] } ], "individual": { "reference": "Practitioner/d-1" } } ],
                "period": { "start": "2025-03-01T10:00:00+08:00", "end": "2025-03-05T09:00:00+08:00" },
                "hospitalization": { "admitSource": { "coding": [ { "code": "emd" } ] }, "dischargeDisposition": { "coding": [ { "code": "home" } ] } },
                "location": [ { "location": { "reference": "Location/ward-5", "display": "心内科五病区" } },
                              { "location": { "reference": "Location/bed-12", "display": "12床" }, "physicalType": { "coding": [ { "code": "bd" } ] }, "period": { "start": "2025-03-02" } } ],
                "serviceProvider": { "reference": "Organization/org-1" } },
              "request": { "method": "PUT", "url": "Encounter/e-9" } },
            { "fullUrl": "urn:uuid:0c1f8f4e-5a2b-4d66-9a57-1f6b8f0f0004",
              "resource": { "resourceType": "Condition",
                "clinicalStatus": { "coding": [ { "code": "active" } ] }, "verificationStatus": { "coding": [ { "code": "confirmed" } ] },
                "code": { "coding": [ { "system": "http://hospital.example/dx", "code": "GXY" }, { "system": "http://hl7.org/fhir/sid/icd-10", "code": "I10.x00" } ], "text": "高血压病" },
                "subject": { "reference": "Patient/p-77" }, "encounter": { "reference": "Encounter/e-9" }, "onsetDateTime": "2019-06" },
              "request": { "method": "POST", "url": "Condition" } },
            { "resource": { "resourceType": "Goal", "id": "g-1", "lifecycleStatus": "active", "description": { "text": "血压低于140/90" }, "subject": { "reference": "Patient/p-77" } } }
          ]
        }
        """;

    public const string Patient = """{"resourceType":"Patient","id":"p-1","name":[{"text":"顾南枝"}],"gender":"female","birthDate":"1952-09","deceasedDateTime":"2024-11-30T23:10:00+08:00"}""";

    public static readonly string Lines = string.Join('\n',
        """{"resourceType":"Organization","id":"org-1","name":"虚构市第一人民医院","type":[{"coding":[{"code":"prov"}]}],"address":[{"text":"虚构市中心路2号"}]}""",
        """{"resourceType":"Practitioner","id":"d-1","identifier":[{"system":"http://hospital.example/staff","value":"8812"}],"name":[{"family":"乔","given":["知新"]}],"gender":"female"}""",
        "",
        """{"resourceType":"Immunization","id":"i-1","status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"140"}]},"patient":{"reference":"Patient/p-1"},"occurrenceDateTime":"2023-10-20","lotNumber":"L20230817"}""",
        """{"resourceType":"Claim","id":"c-1","status":"active","use":"claim","patient":{"reference":"Patient/p-1"},"created":"2023-10-20","total":{"value":200.10,"currency":"CNY"},"item":[{"sequence":1,"productOrService":{"text":"诊查费"}},{"sequence":2,"productOrService":{"text":"疫苗"},"net":{"value":150.05,"currency":"CNY"}}]}""") + "\n";

    public static readonly string Array = "[" + Patient + ",\r\n" + """{"resourceType":"QuestionnaireResponse","id":"q-1","status":"completed","subject":{"reference":"Patient/p-1"},"authored":"2024-01-05","item":[{"linkId":"1","answer":[{"valueInteger":3}]}]}""" + "]";

    public static IReadOnlyList<SampleEntry> All =>
    [
        Sample("transaction", Transaction),
        Sample("patient", Patient),
        Sample("lines", Lines, ("file", "all.ndjson"), ("first_line", "41")),
        Sample("array", Array),
    ];

    public static SampleEntry Sample(string name, string json, params (string Key, string Value)[] metadata) =>
        new(name, new LandingHeader("hospital-a.his", "file", "fhir", metadata.ToDictionary(m => m.Key, m => m.Value)), Encoding.UTF8.GetBytes(json));
}
