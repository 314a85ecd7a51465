using Suwen.Governance.Gate;

namespace Suwen.Sources.Tests.Fhir;

/// <summary>What resources become. Concept ids are those that OMOP CDM 5.4 fixes; elements are those of FHIR R4.</summary>
public class FhirRowsTests
{
    private const string Subject = "\"subject\":{\"reference\":\"Patient/p\"}";

    [Fact]
    public void A_patient_becomes_a_person_with_its_official_name()
    {
        var parse = FhirParse.Of(FhirSamples.Transaction);
        string? Person(string column) => parse["cn_source_person", column];
        Person("full_name").ShouldBe("沈怀瑾");
        Person("family_name").ShouldBe("沈");
        Person("given_name").ShouldBe("怀瑾");
        Person("name_pinyin").ShouldBe("Huaijin Shen");
        Person("gender_concept_id").ShouldBe("8507");
        Person("birth_date").ShouldBe("1978-04-12");
        Person("national_id").ShouldBe("330106197804125012");
        Person("phone").ShouldBe("13900000001");
        Person("address").ShouldBe("浙江省杭州市330106虚构路1号");
        Person("county_code").ShouldBe("330106");
        Person("postcode").ShouldBe("310000");
        Person("marital_status").ShouldBe("M");
        Person("guardian_name").ShouldBe("沈观澜");
        Person("guardian_phone").ShouldBe("13900000002");
        Person("active").ShouldBe("True");
        Person("deceased").ShouldBe("False");
        Person("care_site_id").ShouldBe(parse.Key("care_site", "Organization/org-1"));
        parse.Count("cn_person_identifier").ShouldBe(2);
        parse.Count("location").ShouldBe(1);
        parse.Sink.PersonStatements.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_birth_date_of_a_month_fills_year_and_month_only_and_a_death_has_its_row()
    {
        var parse = FhirParse.Of(FhirSamples.Patient);
        parse["cn_source_person", "year_of_birth"].ShouldBe("1952");
        parse["cn_source_person", "month_of_birth"].ShouldBe("9");
        parse["cn_source_person", "day_of_birth"].ShouldBeNull();
        parse["cn_source_person", "birth_date"].ShouldBeNull();
        parse["death", "death_date"].ShouldBe("2024-11-30");
        parse["death", "death_datetime"].ShouldBe("2024-11-30T23:10:00");
        parse["death", "utc_offset_minutes"].ShouldBe("480");
        parse.PersonOf("death").ShouldBe(parse.KeyOf("cn_source_person"));
    }

    [Fact]
    public void A_number_of_eighteen_digits_is_a_national_ID_only_when_it_is_a_valid_one_of_no_other_system()
    {
        string? Of(string identifier) => FhirParse.Of($$"""{"resourceType":"Patient","id":"p","identifier":[{{identifier}}]}""")["cn_source_person", "national_id"];
        Of("""{"value":"330106197804125012"}""").ShouldBe("330106197804125012");
        Of("""{"value":"330106197804125013"}""").ShouldBeNull();
        Of("""{"system":"http://h.example/card","value":"330106197804125012"}""").ShouldBeNull();
        Of("""{"system":"http://h.example/card","type":{"coding":[{"code":"NNCHN"}]},"value":"330106197804125012"}""").ShouldBe("330106197804125012");
    }

    [Fact]
    public void Links_between_patients_are_stated()
    {
        var parse = FhirParse.Of("""{"resourceType":"Patient","id":"a","link":[{"type":"replaced-by","other":{"reference":"Patient/b"}},{"type":"seealso","other":{"reference":"Patient/c"}}]}""");
        parse.Sink.PersonStatements.Select(s => (s.Link, parse.Hash(s.Person), parse.Hash(s.Other))).ShouldBe(
        [
            (PersonLinkKind.Merge, parse.Key("cn_source_person", "Patient/b"), parse.Key("cn_source_person", "Patient/a")),
            (PersonLinkKind.Link, parse.Key("cn_source_person", "Patient/a"), parse.Key("cn_source_person", "Patient/c")),
        ]);
    }

    [Fact]
    public void An_encounter_becomes_a_visit_and_its_places_details()
    {
        var parse = FhirParse.Of(FhirSamples.Transaction);
        parse["visit_occurrence", "visit_concept_id"].ShouldBe("9201");
        parse["visit_occurrence", "visit_source_value"].ShouldBe("32485007");
        parse["visit_occurrence", "visit_source_vocabulary"].ShouldBe("SNOMED");
        parse["visit_occurrence", "visit_start_datetime"].ShouldBe("2025-03-01T10:00:00");
        parse["visit_occurrence", "visit_end_date"].ShouldBe("2025-03-05");
        parse["visit_occurrence", "admitted_from_source_value"].ShouldBe("emd");
        parse["visit_occurrence", "bed_source_value"].ShouldBe("12床");
        parse["visit_occurrence", "provider_id"].ShouldBe(parse.Key("provider", "Practitioner/d-1"));
        parse.Count("visit_detail").ShouldBe(2);
        parse["visit_detail", "visit_detail_source_value"].ShouldBe("心内科五病区");
        parse["visit_detail", "visit_detail_start_date", 1].ShouldBe("2025-03-02");
        parse["visit_detail", "visit_occurrence_id", 1].ShouldBe(parse.KeyOf("visit_occurrence"));
    }

    [Theory]
    [InlineData("AMB", 9202)]
    [InlineData("EMER", 9203)]
    [InlineData("IMP", 9201)]
    [InlineData("ACUTE", 9201)]
    [InlineData("HH", 581476)]
    [InlineData("VR", 0)]
    public void The_class_of_an_encounter_is_its_visit_concept(string code, int concept) =>
        FhirParse.Of($$$"""{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"{{{code}}}"},{{{Subject}}}}""")["visit_occurrence", "visit_concept_id"].ShouldBe($"{concept}");

    [Fact]
    public void A_part_of_an_encounter_is_a_visit_and_a_detail_of_the_whole()
    {
        var parse = FhirParse.Of($$$"""{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"IMP"},{{{Subject}}},"partOf":{"reference":"Encounter/whole"}}""");
        parse.Count("visit_occurrence").ShouldBe(1);
        parse["visit_detail", "visit_occurrence_id"].ShouldBe(parse.Key("visit_occurrence", "Encounter/whole"));
    }

    [Fact]
    public void Of_several_codings_the_one_of_the_preferred_system_is_taken()
    {
        var parse = FhirParse.Of(FhirSamples.Transaction);
        parse["condition_occurrence", "condition_source_value"].ShouldBe("I10.x00");
        parse["condition_occurrence", "condition_source_vocabulary"].ShouldBe("ICD10");
        parse["condition_occurrence", "condition_source_name"].ShouldBe("高血压病");
        parse["condition_occurrence", "condition_start_date"].ShouldBe("2019-06-01");
        parse["condition_occurrence", "time_precision"].ShouldBe("month");
        parse["condition_occurrence", "condition_start_datetime"].ShouldBeNull();
    }

    [Fact]
    public void A_refuted_condition_and_a_procedure_that_was_not_done_have_no_row()
    {
        FhirParse.Of($$$"""{"resourceType":"Condition","id":"c",{{{Subject}}},"verificationStatus":{"coding":[{"code":"refuted"}]}}""").Dispositions.ShouldBe(["Condition Kept"]);
        FhirParse.Of($$$"""{"resourceType":"Procedure","id":"c",{{{Subject}}},"status":"not-done"}""").Dispositions.ShouldBe(["Procedure Kept"]);
        FhirParse.Of("""{"resourceType":"Immunization","id":"c","patient":{"reference":"Patient/p"},"status":"not-done","vaccineCode":{}}""").Dispositions.ShouldBe(["Immunization Kept"]);
    }

    [Fact]
    public void Components_are_rows_and_the_first_takes_the_key_of_the_record()
    {
        var parse = FhirParse.Of(FhirSamples.Transaction);
        parse.Count("measurement").ShouldBe(2);
        parse.KeyOf("measurement").ShouldBe(parse.RecordKey(0));
        parse.KeyOf("measurement", 1).ShouldBe(parse.Key("observation", "Observation/bp-1#component-1"));
        parse["measurement", "measurement_source_value", 1].ShouldBe("8462-4");
        parse["measurement", "measurement_source_vocabulary", 1].ShouldBe("LOINC");
        parse["measurement", "value_as_number", 1].ShouldBe("96.5");
        parse["measurement", "unit_source_value", 1].ShouldBe("mm[Hg]");
        parse["measurement", "measurement_datetime", 1].ShouldBe("2025-03-02T08:30:00");
    }

    [Fact]
    public void An_observation_with_a_value_and_components_has_a_row_for_each()
    {
        var parse = FhirParse.Of($$$"""{"resourceType":"Observation","id":"o",{{{Subject}}},"code":{"text":"Apgar"},"valueInteger":9,"component":[{"code":{"text":"colour"},"valueCodeableConcept":{"text":"pink"}}]}""");
        parse.KeyOf("measurement").ShouldBe(parse.RecordKey(0));
        parse["measurement", "value_as_number"].ShouldBe("9");
        parse.KeyOf("observation").ShouldBe(parse.Key("observation", "Observation/o#component-0"));
        parse["observation", "value_as_string"].ShouldBe("pink");
    }

    [Theory]
    [InlineData("\"valueString\":\"清亮\"", "清亮")]
    [InlineData("\"valueBoolean\":true", "true")]
    [InlineData("\"valueTime\":\"08:30:00\"", "08:30:00")]
    [InlineData("\"valueDateTime\":\"2025-01\"", "2025-01")]
    [InlineData("\"valueRange\":{\"low\":{\"value\":1},\"high\":{\"value\":2.50}}", "1 - 2.50")]
    [InlineData("\"valueRatio\":{\"numerator\":{\"value\":1},\"denominator\":{\"value\":160}}", "1:160")]
    [InlineData("\"valuePeriod\":{\"start\":\"2025\",\"end\":\"2026\"}", "2025/2026")]
    [InlineData("\"valueSampledData\":{\"origin\":{\"value\":0},\"period\":10,\"dimensions\":1,\"data\":\"2 4 8\"}", "2 4 8")]
    [InlineData("\"valueCodeableConcept\":{\"coding\":[{\"code\":\"POS\"}],\"text\":\"阳性\"}", "POS")]
    [InlineData("\"dataAbsentReason\":{\"coding\":[{\"code\":\"unknown\"}]}", "data-absent-reason: unknown")]
    public void A_value_of_any_type_is_kept_as_sent(string value, string expected)
    {
        FhirParse.Of($$$"""{"resourceType":"Observation","id":"o",{{{Subject}}},"code":{"text":"x"},{{{value}}}}""")["observation", "value_source_value"].ShouldBe(expected);
        FhirParse.Of($$$"""{"resourceType":"Observation","id":"o",{{{Subject}}},"category":[{"coding":[{"code":"laboratory"}]}],"code":{"text":"x"},{{{value}}}}""")["measurement", "value_source_value"].ShouldBe(expected);
    }

    [Fact]
    public void Comparator_range_and_interpretation_of_a_result_have_their_columns()
    {
        var parse = FhirParse.Of($$$"""{"resourceType":"Observation","id":"o",{{{Subject}}},"code":{"text":"x"},"valueQuantity":{"value":0.010,"comparator":"<","unit":"ng/mL"},"referenceRange":[{"low":{"value":0},"high":{"value":0.04},"text":"0–0.04"}],"interpretation":[{"coding":[{"code":"N"}]}],"specimen":{"reference":"Specimen/s"}}""");
        string? Row(string column) => parse["measurement", column];
        Row("operator_concept_id").ShouldBe("4171756");
        Row("value_as_number").ShouldBe("0.01");
        Row("value_source_value").ShouldBe("0.010");
        Row("unit_source_value").ShouldBe("ng/mL");
        Row("range_low").ShouldBe("0");
        Row("range_high").ShouldBe("0.04");
        Row("abnormal_flag_source_value").ShouldBe("N");
        Row("specimen_id").ShouldBe(parse.Key("specimen", "Specimen/s"));
    }

    [Fact]
    public void A_prescription_finds_its_medicine_where_it_is_contained()
    {
        var parse = FhirParse.Of($$$"""
            {"resourceType":"MedicationRequest","id":"m","status":"active","intent":"order",{{{Subject}}},
             "contained":[{"resourceType":"Medication","id":"med","code":{"coding":[{"system":"http://www.whocc.no/atc","code":"C08CA01"}],"text":"氨氯地平"}}],
             "medicationReference":{"reference":"#med"},"authoredOn":"2025-03-02",
             "dosageInstruction":[{"text":"每日一次","route":{"coding":[{"code":"26643006"}]},"doseAndRate":[{"doseQuantity":{"value":5,"unit":"mg"}}]}],
             "dispenseRequest":{"numberOfRepeatsAllowed":2,"quantity":{"value":28},"expectedSupplyDuration":{"value":4,"code":"wk"} } }
            """);
        string? Row(string column) => parse["drug_exposure", column];
        Row("drug_source_value").ShouldBe("C08CA01");
        Row("drug_source_vocabulary").ShouldBe("ATC");
        Row("drug_source_name").ShouldBe("氨氯地平");
        Row("sig").ShouldBe("每日一次");
        Row("route_source_value").ShouldBe("26643006");
        Row("dose_value").ShouldBe("5");
        Row("quantity").ShouldBe("28");
        Row("refills").ShouldBe("2");
        Row("days_supply").ShouldBe("28");
        Row("drug_type_concept_id").ShouldBe("32838");
    }

    [Theory]
    [InlineData("MedicationAdministration", "\"effectivePeriod\":{\"start\":\"2025-01-02T08:00:00+08:00\"}", "32818")]
    [InlineData("MedicationStatement", "\"dateAsserted\":\"2025-01-02\",\"informationSource\":{\"reference\":\"Patient/p\"}", "32865")]
    [InlineData("MedicationDispense", "\"whenHandedOver\":\"2025-01-02T17:00:00+08:00\"", "32825")]
    public void Each_kind_of_medication_record_says_what_it_is(string type, string time, string concept)
    {
        var parse = FhirParse.Of($$$"""{"resourceType":"{{{type}}}","id":"m","status":"completed",{{{Subject}}},"medicationCodeableConcept":{"text":"阿司匹林"},{{{time}}}}""");
        parse["drug_exposure", "drug_exposure_start_date"].ShouldBe("2025-01-02");
        parse["drug_exposure", "drug_type_concept_id"].ShouldBe(concept);
        parse["drug_exposure", "drug_source_name"].ShouldBe("阿司匹林");
    }

    // Base64 and GB18030 by Python: base64.b64encode('胸片未见异常'.encode('gb18030')).
    [Theory]
    [InlineData("text/plain; charset=utf-8", "5oKj6ICF5Li76K+J5Y+R54Ot5LiJ5aSp44CC", "患者主诉发热三天。")]
    [InlineData("text/plain; charset=gb18030", "0NjGrM60vPvS7LOj", "胸片未见异常")]
    [InlineData("text/plain", "0NjGrM60vPvS7LOj", "胸片未见异常")]
    [InlineData("application/pdf", "JVBERi0=", null)]
    [InlineData("text/plain", "***", null)]
    public void The_text_of_a_document_is_decoded(string type, string data, string? text)
    {
        var parse = FhirParse.Of($$$"""{"resourceType":"DocumentReference","id":"d","status":"current",{{{Subject}}},"date":"2025-01-02T08:00:00Z","content":[{"attachment":{"contentType":"{{{type}}}","data":"{{{data}}}","title":"出院记录"}}]}""");
        parse["note", "note_text"].ShouldBe(text);
        parse["note", "note_content_type"].ShouldBe(type);
        parse["note", "note_title"].ShouldBe("出院记录");
    }

    [Fact]
    public void A_report_with_a_text_form_is_a_report_and_a_note()
    {
        var parse = FhirParse.Of($$$"""{"resourceType":"DiagnosticReport","id":"r","status":"final",{{{Subject}}},"code":{"coding":[{"system":"http://loinc.org","code":"30746-2"}]},"effectiveDateTime":"2025-01-02","conclusion":"未见异常","presentedForm":[{"contentType":"text/plain","data":"0NjGrM60vPvS7LOj"}]}""");
        parse["cn_diagnostic_report", "report_text"].ShouldBe("胸片未见异常");
        parse["cn_diagnostic_report", "conclusion"].ShouldBe("未见异常");
        parse["note", "note_text"].ShouldBe("胸片未见异常");
        parse.KeyOf("note").ShouldBe(parse.Key("note", "DiagnosticReport/r#note-0"));
    }

    [Theory]
    [InlineData("urn:dicom:uid")]
    [InlineData("urn:ietf:rfc:3986")]
    public void An_imaging_study_has_its_DICOM_uid_without_the_urn(string system)
    {
        var parse = FhirParse.Of($$$"""{"resourceType":"ImagingStudy","id":"i","status":"available",{{{Subject}}},"identifier":[{"system":"{{{system}}}","value":"urn:oid:1.2.840.99999999.1"}],"started":"2025-01-02T08:00:00Z","series":[{"uid":"1.2","modality":{"code":"CT"},"bodySite":{"code":"51185008","display":"Chest"},"instance":[{},{},{}]}]}""");
        parse["cn_imaging_study", "study_uid"].ShouldBe("1.2.840.99999999.1");
        parse["cn_imaging_study", "modality"].ShouldBe("CT");
        parse["cn_imaging_study", "series_count"].ShouldBe("1");
        parse["cn_imaging_study", "instance_count"].ShouldBe("3");
    }

    [Fact]
    public void The_rows_of_a_claim_add_up_to_its_total()
    {
        var parse = FhirParse.Of(FhirSamples.Lines, ("first_line", "1"));
        parse.Count("cost").ShouldBe(2);
        parse["cost", "total_charge"].ShouldBe("150.05");
        parse["cost", "cost_source_name"].ShouldBe("疫苗");
        parse["cost", "total_charge", 1].ShouldBe("50.05");
        parse["cost", "currency_source_value", 1].ShouldBe("CNY");
        parse.KeyOf("cost", 1).ShouldBe(parse.RecordKey(3));
    }

    [Fact]
    public void A_benefit_with_a_claim_does_not_charge_again()
    {
        const string benefit = """{"resourceType":"ExplanationOfBenefit","id":"b","status":"active","use":"claim","patient":{"reference":"Patient/p"},CLAIM"total":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":100}},{"category":{"coding":[{"code":"benefit"}]},"amount":{"value":70}},{"category":{"coding":[{"code":"copay"}]},"amount":{"value":30}}]}""";
        var parse = FhirParse.Of(benefit.Replace("CLAIM", "\"claim\":{\"reference\":\"Claim/c\"},", StringComparison.Ordinal));
        parse["cost", "total_charge"].ShouldBeNull();
        parse["cost", "paid_by_payer"].ShouldBe("70");
        parse["cost", "paid_by_patient"].ShouldBe("30");
        parse["cost", "total_paid"].ShouldBe("100");
        FhirParse.Of(benefit.Replace("CLAIM", "", StringComparison.Ordinal))["cost", "total_charge"].ShouldBe("100");
    }

    [Fact]
    public void A_role_states_specialty_and_place_of_the_practitioners_row()
    {
        var parse = FhirParse.Of("""{"resourceType":"PractitionerRole","id":"r","practitioner":{"reference":"Practitioner/d-1"},"organization":{"reference":"Organization/o"},"specialty":[{"text":"心内科"}]}""");
        parse.KeyOf("provider").ShouldBe(parse.Key("provider", "Practitioner/d-1"));
        parse["provider", "specialty_source_value"].ShouldBe("心内科");
        parse["provider", "care_site_id"].ShouldBe(parse.Key("care_site", "Organization/o"));
        parse.Sink.Writers.Single().Heads[0].Mode.ShouldBe(RowMode.Merge);
        parse.Sink.Aliases.Select(a => parse.Hash(a.Alias)).ShouldBe([parse.Key("provider", "PractitionerRole/r")]);
    }

    [Fact]
    public void Places_organisations_coverage_specimens_devices_and_plans_have_their_rows()
    {
        var parse = FhirParse.Of($$$"""
            [{"resourceType":"Location","id":"l","name":"五病区","managingOrganization":{"reference":"Organization/o"},"position":{"latitude":30.2,"longitude":120.1}},
             {"resourceType":"Coverage","id":"c","status":"active","beneficiary":{"reference":"Patient/p"},"payor":[{"display":"城镇职工基本医疗保险"}],"period":{"start":"2024-01-01","end":"2024-12-31"}},
             {"resourceType":"Specimen","id":"s",{{{Subject}}},"type":{"text":"静脉血"},"collection":{"collectedDateTime":"2025-01-02T07:10:00+08:00"}},
             {"resourceType":"Device","id":"d","patient":{"reference":"Patient/p"},"type":{"text":"起搏器"},"serialNumber":"SN1"},
             {"resourceType":"Device","id":"e","type":{"text":"监护仪"}},
             {"resourceType":"CarePlan","id":"k","status":"active","intent":"plan",{{{Subject}}},"period":{"start":"2025-01-02"},"activity":[ {"detail":{"status":"in-progress"}} ]},
             {"resourceType":"AllergyIntolerance","id":"a","patient":{"reference":"Patient/p"},"code":{"text":"青霉素"},"category":["medication"],"reaction":[{"manifestation":[{"text":"皮疹"}],"severity":"mild"}]}]
            """);
        parse["care_site", "parent_care_site_id"].ShouldBe(parse.Key("care_site", "Organization/o"));
        parse["location", "latitude"].ShouldBe("30.2");
        parse["payer_plan_period", "payer_source_value"].ShouldBe("城镇职工基本医疗保险");
        parse["payer_plan_period", "payer_plan_period_end_date"].ShouldBe("2024-12-31");
        parse["specimen", "specimen_datetime"].ShouldBe("2025-01-02T07:10:00");
        parse["device_exposure", "production_id"].ShouldBe("SN1");
        parse["cn_care_plan", "activities"].ShouldBe("""[ {"detail":{"status":"in-progress"}} ]""");
        parse["cn_allergy", "reaction"].ShouldBe("皮疹");
        parse.Dispositions[4].ShouldBe("Device Kept");
        FhirParse.Of(FhirSamples.Array)["cn_questionnaire_response", "answers"].ShouldBe("""[{"linkId":"1","answer":[{"valueInteger":3}]}]""");
    }
}
