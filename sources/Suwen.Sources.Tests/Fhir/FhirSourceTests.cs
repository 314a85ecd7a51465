using System.Text;
using Suwen.Governance.Gate;

namespace Suwen.Sources.Tests.Fhir;

/// <summary>Identity, references and faults. Expected values are those of the FHIR R4 specification; sections are named at the tests.</summary>
public class FhirSourceTests
{
    [Fact]
    public void Every_entry_of_a_bundle_is_a_record_in_the_order_of_the_bytes()
    {
        var parse = FhirParse.Of(FhirSamples.Transaction);
        parse.Dispositions.ShouldBe(["Observation Loaded", "Patient Loaded", "Encounter Loaded", "Condition Loaded", "Goal Kept"]);
        parse.RecordKey(1).ShouldBe(parse.Key("cn_source_person", "Patient/p-77"));
        parse.RecordKey(2).ShouldBe(parse.Key("visit_occurrence", "Encounter/e-9"));
    }

    // R4 3.1.0.11.2: references within a transaction are by fullUrl, whether the target comes before or after.
    [Fact]
    public void A_urn_refers_to_the_entry_with_that_fullUrl_also_when_it_comes_later()
    {
        var parse = FhirParse.Of(FhirSamples.Transaction);
        parse.PersonOf("measurement").ShouldBe(parse.Key("cn_source_person", "Patient/p-77"));
        parse["measurement", "visit_occurrence_id"].ShouldBe(parse.Key("visit_occurrence", "Encounter/e-9"));
    }

    [Fact]
    public void A_new_resource_of_a_transaction_is_named_by_its_urn()
    {
        var parse = FhirParse.Of(FhirSamples.Transaction);
        parse.RecordKey(3).ShouldBe(parse.Key("condition_occurrence", "Condition/0c1f8f4e-5a2b-4d66-9a57-1f6b8f0f0004"));
    }

    [Theory]
    [InlineData("""{"reference":"Patient/p-1"}""", "Patient/p-1")]
    [InlineData("""{"reference":"http://his.example/fhir/r4/Patient/p-1"}""", "Patient/p-1")]
    [InlineData("""{"reference":"Patient/p-1/_history/4"}""", "Patient/p-1")]
    [InlineData("""{"reference":"http://his.example/Patient/p-1/_history/4"}""", "Patient/p-1")]
    [InlineData("""{"reference":"urn:uuid:7d0b2f0e-0000-4000-8000-000000000001"}""", "Patient/7d0b2f0e-0000-4000-8000-000000000001")]
    [InlineData("""{"reference":"urn:uuid:7d0b2f0e-0000-4000-8000-000000000001","type":"Patient"}""", "Patient/7d0b2f0e-0000-4000-8000-000000000001")]
    [InlineData("""{"reference":"Patient?identifier=http://h.example/mrn%7CZY%2042"}""", "Patient?identifier=http://h.example/mrn|ZY 42")]
    [InlineData("""{"identifier":{"system":"http://h.example/mrn","value":"ZY 42"}}""", "Patient?identifier=http://h.example/mrn|ZY 42")]
    [InlineData("""{"type":"Patient","identifier":{"value":"7"}}""", "Patient?identifier=|7")]
    [InlineData("""{"reference":"#who"}""", "Patient?identifier=http://h.example/mrn|9")]
    [InlineData("""{"reference":"Patient\/p-1"}""", "Patient/p-1")]
    public void Every_form_of_reference_names_its_target(string subject, string key)
    {
        var parse = FhirParse.Of($$$"""{"resourceType":"Condition","id":"c","contained":[{"resourceType":"Patient","id":"who","identifier":[{"system":"http://h.example/mrn","value":"9"}]}],"subject":{{{subject}}}}""");
        parse.PersonOf("condition_occurrence").ShouldBe(parse.Key("cn_source_person", key));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"display":"somebody"}""")]
    [InlineData("""{"reference":"#nobody"}""")]
    [InlineData("""{"reference":"Patient?name=somebody"}""")]
    [InlineData("""{"reference":"p-1"}""")]
    [InlineData("""{"reference":7}""")]
    public void A_clinical_resource_without_a_patient_is_set_aside(string subject) =>
        FhirParse.Of($$"""{"resourceType":"Observation","id":"o","code":{"text":"x"},"subject":{{subject}}}""").Rejection.ShouldBe("missing-person Observation.subject");

    // R4 10.1.3: Observation.subject may be a group, a device or a location.
    [Fact]
    public void A_resource_about_a_device_is_kept() =>
        FhirParse.Of("""{"resourceType":"Observation","id":"o","code":{"text":"x"},"subject":{"reference":"Device/d"}}""").Dispositions.ShouldBe(["Observation Kept"]);

    [Fact]
    public void A_reference_by_identifier_meets_the_resource_that_carries_it()
    {
        var parse = FhirParse.Of(FhirSamples.Transaction);
        var staff = FhirParse.Of(FhirSamples.Lines, ("first_line", "1"));
        var referred = parse["cn_source_person", "provider_id"];
        var alias = staff.Sink.Aliases.Where(a => staff.Hash(a.Alias) == referred).ShouldHaveSingleItem();
        staff.Hash(alias.Key).ShouldBe(staff.Key("provider", "Practitioner/d-1"));
    }

    [Fact]
    public void A_deletion_and_entered_in_error_are_versions_without_rows()
    {
        var parse = FhirParse.Of("""
            {"resourceType":"Bundle","type":"history","entry":[
              {"request":{"method":"DELETE","url":"Observation/o-1"},"response":{"status":"204","lastModified":"2025-01-01T00:00:00Z"}},
              {"resource":{"resourceType":"Condition","id":"c-1","verificationStatus":{"coding":[{"code":"entered-in-error"}]},"subject":{"reference":"Patient/p"}}},
              {"resource":{"resourceType":"Procedure","id":"r-1","status":"entered-in-error","subject":{"reference":"Patient/p"}}}]}
            """);
        parse.Dispositions.ShouldBe(["Observation Kept", "Condition Kept", "Procedure Kept"]);
        parse.RecordKey(0).ShouldBe(parse.Key("observation", "Observation/o-1"));
        parse.Sink.Records[0].VersionOrder.ShouldBe(1_735_689_600_000_000);
        parse.RecordKey(1).ShouldBe(parse.Key("condition_occurrence", "Condition/c-1"));
    }

    [Fact]
    public void A_deletion_that_names_no_resource_is_set_aside() =>
        FhirParse.Of("""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Patient?identifier=x|1"}}]}""").Rejection.ShouldBe("missing-identifier Bundle.entry.request.url");

    // 2025-03-02T01:00:00.250Z by an independent clock: date -d '2025-03-02T09:00:00.250+08:00' +%s%6N.
    [Fact]
    public void The_version_is_the_time_of_lastUpdated() =>
        FhirParse.Of(FhirSamples.Transaction).Sink.Records[1].VersionOrder.ShouldBe(1_740_877_200_250_000);

    [Fact]
    public void A_version_from_the_future_counts_as_arrived_now()
    {
        var parse = FhirParse.Of("""{"resourceType":"Patient","id":"p","meta":{"lastUpdated":"2999-01-01T00:00:00Z"}}""");
        parse.Sink.Records[0].VersionOrder.ShouldBe(parse.Sink.Entry.ReceivedAt.ToUnixTimeMilliseconds() * 1000);
    }

    [Fact]
    public void A_type_outside_R4_is_set_aside_without_repeating_it()
    {
        var parse = FhirParse.Of("""[{"resourceType":"SubscriptionStatus","id":"1"},{"id":"2"},{"resourceType":"DomainResource"},7]""");
        parse.Sink.Rejections.Select(r => r.ReasonCode).ShouldBe(Enumerable.Repeat("unknown-kind", 4));
        parse.Dispositions.ShouldBe(Enumerable.Repeat("fhir Quarantined", 4));
    }

    [Fact]
    public void A_broken_bundle_loads_what_is_complete_before_the_fault()
    {
        var at = FhirSamples.Transaction.IndexOf("\"hospitalization\"", StringComparison.Ordinal);
        var parse = FhirParse.Of(FhirSamples.Transaction[..at]);
        parse.Dispositions.ShouldBe(["Observation Loaded", "Patient Loaded", "Bundle Quarantined"]);
        parse.Rejection.ShouldBe("syntax Bundle.entry[2].resource.period");
        parse.Sink.Rejections[0].Detail.ShouldContain($"Byte {Encoding.UTF8.GetByteCount(FhirSamples.Transaction[..at])} ");
    }

    [Fact]
    public void A_broken_line_leaves_the_others_readable()
    {
        var parse = FhirParse.Of(FhirSamples.Patient + "\n{\"resourceType\":\"Patient\",\"id\":}\n" + FhirSamples.Patient.Replace("p-1", "p-2", StringComparison.Ordinal) + "\n");
        parse.Dispositions.ShouldBe(["Patient Loaded", "Patient Quarantined", "Patient Loaded"]);
        parse.Rejection.ShouldBe("syntax line 2: Patient.id");
    }

    [Fact]
    public void A_resource_that_is_not_UTF8_is_set_aside_and_its_neighbours_are_not()
    {
        var gbk = new byte[] { 0xB9, 0xCB };
        byte[] bytes = [.. "[{\"resourceType\":\"Patient\",\"id\":\"1\",\"name\":[{\"text\":\""u8, .. gbk, .. "\"}]},{\"resourceType\":\"Patient\",\"id\":\"2\"}]"u8];
        var parse = FhirParse.Of(bytes);
        parse.Dispositions.ShouldBe(["Patient Quarantined", "Patient Loaded"]);
        parse.Rejection.ShouldBe("character-set Patient");
    }

    [Fact]
    public void UTF16_is_named_as_such() =>
        FhirParse.Of(Encoding.Unicode.GetBytes(FhirSamples.Patient)).Rejection.ShouldBe("character-set fhir");

    [Fact]
    public void A_byte_order_mark_is_passed_over() =>
        FhirParse.Of("\uFEFF" + FhirSamples.Patient).Dispositions.ShouldBe(["Patient Loaded"]);

    [Theory]
    [InlineData("""{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"},"onsetDateTime":"2020-13-01"}""", "invalid-value Condition.onsetDateTime")]
    [InlineData("""{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"},"onsetPeriod":{"start":20200101}}""", "invalid-value Condition.onsetPeriod.start")]
    [InlineData("""{"resourceType":"Observation","id":"o","code":{},"subject":{"reference":"Patient/p"},"valueQuantity":{"value":1e999}}""", "invalid-value Observation.valueQuantity.value")]
    [InlineData("""{"resourceType":"Observation","id":"o","subject":{"reference":"Patient/p"}}""", "missing-field Observation.code")]
    [InlineData("""{"resourceType":"MedicationRequest","id":"m","subject":{"reference":"Patient/p"}}""", "missing-field MedicationRequest.medication[x]")]
    [InlineData("""{"resourceType":"Patient","id":"a/b"}""", "invalid-value Patient.id")]
    [InlineData("""{"resourceType":"Patient","id":"p","name":[{"text":"a\u0000b"}]}""", "nul-character cn_source_person.full_name")]
    [InlineData("""{"resourceType":"Patient","id":"p","gender":"male","gender":"female"}""", "syntax Patient.gender")]
    [InlineData("""{"resourceType":"Claim","id":"c","status":"active","patient":{"reference":"Patient/p"},"total":{"value":1e300}}""", "invalid-value Claim.total.value")]
    public void What_cannot_be_read_is_set_aside_with_its_path(string json, string rejection)
    {
        var parse = FhirParse.Of(json);
        parse.Rejection.ShouldBe(rejection);
        parse.Sink.Writers.ShouldBeEmpty();
    }

    [Fact]
    public void A_rejected_record_stays_rejected_when_more_rows_follow()
    {
        var parse = FhirParse.Of("""{"resourceType":"Patient","id":"p","deceasedDateTime":"yesterday","identifier":[{"value":"1"}]}""");
        parse.Dispositions.ShouldBe(["Patient Quarantined"]);
        parse.Sink.Aliases.ShouldBeEmpty();
    }

    [Fact]
    public void Resources_without_id_are_told_by_their_content_and_may_have_one_row()
    {
        var condition = """{"resourceType":"Condition","subject":{"reference":"Patient/p"},"code":{"text":"x"}}""";
        var parse = FhirParse.Of($"[{condition},{condition}]");
        parse.Sink.Records.ShouldAllBe(r => r.IsKeyless && r.Disposition == Disposition.Loaded);
        parse.KeyOf("condition_occurrence").ShouldBe(parse.RecordKey(0));
        FhirParse.Of("""{"resourceType":"Patient","identifier":[{"value":"1"}]}""").Rejection.ShouldBe("missing-identifier Patient.id");
    }

    [Fact]
    public void Metadata_of_a_chunk_numbers_its_lines()
    {
        var parse = FhirParse.Of("{}\nnull\n", ("first_line", "41"));
        parse.Sink.Rejections.Count.ShouldBe(2);
        FhirParse.Of("\n{\n", ("first_line", "41")).Rejection.ShouldBe("syntax line 42: fhir");
    }

    [Fact]
    public void The_bytes_of_each_record_are_found_by_its_number()
    {
        var broken = FhirSamples.Sample("broken", FhirSamples.Transaction[..^20]);
        var badLine = FhirSamples.Sample("bad line", "{\n" + FhirSamples.Patient + "\n", ("first_line", "1"));
        foreach (var sample in FhirSamples.All.Append(broken).Append(badLine))
        {
            var parse = FhirParse.Of(sample.Payload, [.. sample.Header.Metadata.Select(m => (m.Key, m.Value))]);
            for (var i = 0; i < parse.Sink.Records.Count; i++)
            {
                var bytes = Sources.Fhir.FhirRecordBytes.Find(sample.At(1), i);
                if (parse.Sink.Records[i].Disposition == Disposition.Quarantined)
                {
                    bytes.ShouldBeNull();
                    continue;
                }

                // The hash of a record's content is that of exactly these bytes.
                var hash = new Storage.Keys.KeyedHash(new byte[16]).Compute(bytes.ShouldNotBeNull().Span);
                parse.Sink.Records[i].ContentHash.ShouldBe((long)(ulong)hash, $"{sample.Name} {i}");
            }

            Sources.Fhir.FhirRecordBytes.Find(sample.At(1), parse.Sink.Records.Count).ShouldBeNull();
        }
    }
}
