using System.Globalization;
using System.Text;

namespace Suwen.Bench.Inputs;

/// <summary>
/// Bundles of invented patients for measuring: resources of the sizes that Synthea's have (3.7 KB on average), as transaction
/// bundles with urn:uuid references, and the same resources as NDJSON for the engine's bare read. Same seed, same bytes.
/// </summary>
internal static class FhirInput
{
    private const int ObservationsPerEncounter = 5;
    private const int Encounters = 20;

    /// <summary>Writes bundles until the number of resources is reached; answers resources and bytes of the bundles.</summary>
    public static (int Resources, long Bytes) Write(string bundleFolder, string ndjson, int resources)
    {
        Directory.CreateDirectory(bundleFolder);
        var random = new Random(20261121);
        using var lines = new StreamWriter(ndjson, false, new UTF8Encoding(false));
        var written = 0;
        long bytes = 0;
        for (var patient = 0; written < resources; patient++)
        {
            var list = Patient(random, patient);
            var bundle = new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[");
            for (var i = 0; i < list.Count; i++)
            {
                lines.Write(list[i].Json);
                lines.Write('\n');
                bundle.Append(i == 0 ? "" : ",").Append("{\"fullUrl\":\"urn:uuid:").Append(list[i].Id).Append("\",\"resource\":").Append(list[i].Json)
                    .Append(",\"request\":{\"method\":\"POST\",\"url\":\"").Append(list[i].Type).Append("\"}}");
            }

            var text = Encoding.UTF8.GetBytes(bundle.Append("]}").ToString());
            File.WriteAllBytes(Path.Combine(bundleFolder, string.Create(CultureInfo.InvariantCulture, $"patient-{patient:D6}.json")), text);
            bytes += text.Length;
            written += list.Count;
        }

        return (written, bytes);
    }

    private static List<(string Type, string Id, string Json)> Patient(Random random, int number)
    {
        var list = new List<(string, string, string)>();
        var patient = Id(random);
        list.Add(("Patient", patient, string.Create(CultureInfo.InvariantCulture, $$$"""{"resourceType":"Patient","id":"{{{patient}}}","text":{"status":"generated","div":"{{{Narrative(random, 1800)}}}"},"identifier":[{"system":"urn:bench","value":"{{{number}}}"}],"name":[{"use":"official","family":"示例","given":["患者{{{number}}}"]}],"gender":"{{{(random.Next(2) == 0 ? "male" : "female")}}}","birthDate":"{{{1930 + random.Next(90)}}}-0{{{1 + random.Next(9)}}}-1{{{random.Next(10)}}}"}""")));
        for (var e = 0; e < Encounters; e++)
        {
            var encounter = Id(random);
            var day = string.Create(CultureInfo.InvariantCulture, $"20{10 + random.Next(15)}-0{1 + random.Next(9)}-{10 + random.Next(18)}");
            list.Add(("Encounter", encounter, $$$"""{"resourceType":"Encounter","id":"{{{encounter}}}","text":{"status":"generated","div":"{{{Narrative(random, 1200)}}}"},"status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"type":[{"coding":[{"system":"http://snomed.info/sct","code":"162673000","display":"General examination of patient"}]}],"subject":{"reference":"urn:uuid:{{{patient}}}"},"period":{"start":"{{{day}}}T08:00:00+08:00","end":"{{{day}}}T08:30:00+08:00"}}"""));
            for (var o = 0; o < ObservationsPerEncounter; o++)
            {
                list.Add(("Observation", Id(random) is var id ? id : "", string.Create(CultureInfo.InvariantCulture, $$$"""{"resourceType":"Observation","id":"{{{id}}}","text":{"status":"generated","div":"{{{Narrative(random, 2000)}}}"},"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory","display":"laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"{{{4548 + o}}}-4","display":"Hemoglobin A1c/Hemoglobin.total in Blood"}],"text":"Hemoglobin A1c"},"subject":{"reference":"urn:uuid:{{{patient}}}"},"encounter":{"reference":"urn:uuid:{{{encounter}}}"},"effectiveDateTime":"{{{day}}}T08:10:00+08:00","issued":"{{{day}}}T08:20:00.000+08:00","valueQuantity":{"value":{{{random.Next(40, 120) / 10.0}}},"unit":"%","system":"http://unitsofmeasure.org","code":"%"}}""")));
            }

            list.Add(("Condition", Id(random) is var condition ? condition : "", $$$"""{"resourceType":"Condition","id":"{{{condition}}}","text":{"status":"generated","div":"{{{Narrative(random, 1000)}}}"},"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"code":{"coding":[{"system":"http://snomed.info/sct","code":"{{{random.Next(100000, 999999)}}}","display":"Disorder"}]},"subject":{"reference":"urn:uuid:{{{patient}}}"},"encounter":{"reference":"urn:uuid:{{{encounter}}}"},"onsetDateTime":"{{{day}}}T08:00:00+08:00"}"""));
            list.Add(("Claim", Id(random) is var claim ? claim : "", Claim(random, claim, patient, encounter, day)));
        }

        return list;
    }

    private static string Claim(Random random, string id, string patient, string encounter, string day)
    {
        var items = new StringBuilder();
        for (var i = 1; i <= 4; i++)
        {
            items.Append(CultureInfo.InvariantCulture, $$$"""{{{(i == 1 ? "" : ",")}}}{"sequence":{{{i}}},"productOrService":{"coding":[{"system":"http://snomed.info/sct","code":"{{{random.Next(100000, 999999)}}}","display":"Service or product of the visit, described at some length"}],"text":"Service or product of the visit"},"encounter":[{"reference":"urn:uuid:{{{encounter}}}"}],"net":{"value":{{{random.Next(100, 90000) / 100.0}}},"currency":"CNY"}}""");
        }

        return $$$"""{"resourceType":"Claim","id":"{{{id}}}","text":{"status":"generated","div":"{{{Narrative(random, 9000)}}}"},"status":"active","use":"claim","patient":{"reference":"urn:uuid:{{{patient}}}"},"created":"{{{day}}}T09:00:00+08:00","provider":{"display":"示例医院"},"priority":{"coding":[{"code":"normal"}]},"insurance":[{"sequence":1,"focal":true,"coverage":{"display":"示例医保"}}],"item":[{{{items}}}],"total":{"value":129.16,"currency":"CNY"}}""";
    }

    private static string Id(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private static string Narrative(Random random, int length)
    {
        var text = new StringBuilder("<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">");
        while (text.Length < length)
        {
            text.Append("generated narrative ").Append(random.Next(1000, 9999)).Append(' ');
        }

        return text.Append("</div>").ToString();
    }
}
