using System.Text;
using Suwen.Governance.Gate;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Hl7v2;

public sealed class Hl7v2SourceTests
{
    private const string Header = "MSH|^~\\&|HIS|RENHE|SUWEN|REGION|20250310081500+0800||{0}|{1}|P|2.5.1||||||UNICODE UTF-8\r";
    private const string Patient = "PID|1||R1^^^RENHE^MR||张^三\r";
    private const string Visit = "PV1|1|I|W1||||||||||||||||V1\r";

    [Fact]
    public void An_admission_gives_the_person_with_names_identifiers_and_address()
    {
        var parsed = Parsed.Of(Hl7Samples.Admit);
        parsed["cn_source_person", "full_name"].ShouldBe("欧阳静怡");
        parsed["cn_source_person", "family_name"].ShouldBe("欧阳");
        parsed["cn_source_person", "name_pinyin"].ShouldBe("Jingyi Ouyang");
        parsed["cn_source_person", "gender_concept_id"].ShouldBe(8532L);
        parsed["cn_source_person", "birth_date"].ShouldBe(new DateOnly(1990, 3, 7));
        parsed["cn_source_person", "national_id"].ShouldBe("110101199003070011");
        parsed["cn_source_person", "cn_ethnic_group"].ShouldBe("汉族");
        parsed["cn_source_person", "address"].ShouldBe("江南省云州市望江路18号3单元");
        parsed["cn_source_person", "county_code"].ShouldBe("330102");
        parsed["cn_source_person", "guardian_name"].ShouldBe("欧阳建国");
        parsed["cn_source_person", "insurance_no"].ShouldBe("YB9000123456");
        parsed["cn_source_person", "person_source_value"].ShouldBe("R0001234");
        parsed.Count("cn_person_identifier").ShouldBe(3);
        parsed["cn_person_identifier", "identifier_type", 1].ShouldBe("NI");
    }

    [Fact]
    public void An_admission_gives_visit_place_diagnosis_procedure_allergy_and_plan()
    {
        var parsed = Parsed.Of(Hl7Samples.Admit);
        parsed["visit_occurrence", "visit_concept_id"].ShouldBe(9201L);
        parsed["visit_occurrence", "visit_start_datetime"].ShouldBe(new DateTime(2025, 3, 10, 8, 0, 0));
        parsed["visit_occurrence", "utc_offset_minutes"].ShouldBe(480);
        parsed["visit_occurrence", "visit_status"].ShouldBe("in-progress");
        parsed["visit_occurrence", "department_source_value"].ShouldBe("心内科");
        parsed["visit_occurrence", "bed_source_value"].ShouldBe("12床");
        parsed["visit_occurrence", "reason_source_value"].ShouldBe("不稳定型心绞痛");
        parsed["visit_occurrence", "visit_end_date"].ShouldBeNull();
        parsed["visit_detail", "visit_occurrence_id"].ShouldBe(parsed.Key("visit_occurrence"));
        parsed["condition_occurrence", "condition_source_value"].ShouldBe("I20.000");
        parsed["condition_occurrence", "condition_source_vocabulary"].ShouldBe("ICD10");
        parsed["condition_occurrence", "visit_occurrence_id"].ShouldBe(parsed.Key("visit_occurrence"));
        parsed["procedure_occurrence", "procedure_source_vocabulary"].ShouldBe("ICD9Proc");
        parsed["cn_allergy", "allergy_source_name"].ShouldBe("青霉素");
        parsed["payer_plan_period", "payer_source_value"].ShouldBe("云州市医疗保障局");
        parsed["provider", "provider_name"].ShouldBe("张明远");
        parsed.Person("visit_occurrence").ShouldBe(parsed.Key("cn_source_person"));
    }

    [Fact]
    public void Empty_keeps_and_two_quotes_delete()
    {
        var parsed = Parsed.Of(Message("ADT^A08", "1", "PID|1||R1^^^RENHE^MR||张^三||\"\"|M|||\"\"\r" + Visit));
        parsed.States("cn_source_person", "birth_date").ShouldBeTrue();
        parsed["cn_source_person", "birth_date"].ShouldBeNull();
        parsed.States("cn_source_person", "address").ShouldBeTrue();
        parsed.States("cn_source_person", "phone").ShouldBeFalse();
        parsed.States("visit_occurrence", "visit_start_date").ShouldBeFalse();
        parsed.Mode("cn_source_person").ShouldBe(RowMode.Merge);
    }

    [Fact]
    public void Results_are_measurements_with_number_comparator_range_unit_flag_order_and_specimen()
    {
        var parsed = Parsed.Of(Hl7Samples.Results);
        parsed.Count("measurement").ShouldBe(6);
        parsed["measurement", "value_as_number"].ShouldBe(6.8);
        parsed["measurement", "measurement_datetime"].ShouldBe(new DateTime(2025, 3, 11, 6, 35, 0));
        parsed["measurement", "measurement_datetime", 1].ShouldBe(new DateTime(2025, 3, 11, 6, 30, 0));
        parsed["measurement", "range_low"].ShouldBe(3.9);
        parsed["measurement", "range_high"].ShouldBe(6.1);
        parsed["measurement", "unit_source_value"].ShouldBe("mmol/L");
        parsed["measurement", "abnormal_flag_source_value"].ShouldBe("H");
        parsed["measurement", "measurement_source_vocabulary"].ShouldBe("LOINC");
        parsed["measurement", "operator_concept_id", 2].ShouldBe(4171756L);
        parsed["measurement", "value_as_number", 2].ShouldBe(0.5);
        parsed["measurement", "range_high", 2].ShouldBe(5.0);
        parsed["measurement", "operator_concept_id", 3].ShouldBe(4171755L);
        parsed["measurement", "range_high", 3].ShouldBe(9.5);
        parsed["measurement", "measurement_status_source_value", 3].ShouldBe("C");
        parsed["measurement", "value_source_value", 4].ShouldBe("黄色");
        parsed.Mode("measurement", 5).ShouldBe(RowMode.Delete);
        parsed["measurement", "order_id"].ShouldBe(parsed.Key("cn_order"));
        parsed["measurement", "specimen_id"].ShouldBe(parsed.Key("specimen"));
        parsed["specimen", "specimen_source_value"].ShouldBe("SER");
        parsed["note", "note_text"].ShouldBe("空腹采血");
        parsed["note", "note_text", 1].ShouldBe("已复查");
        parsed["cn_order", "order_status"].ShouldBe("CM");
    }

    [Fact]
    public void A_result_sent_again_or_corrected_in_another_message_is_the_same_row()
    {
        var again = Hl7Samples.Results.Replace("L-55001", "L-55002", StringComparison.Ordinal).Replace("|6.8|", "|6.9|", StringComparison.Ordinal);
        var parsed = Parsed.Of(Hl7Samples.Results, again);
        parsed.Key("measurement", 6).ShouldBe(parsed.Key("measurement"));
        parsed.Key("measurement", 7).ShouldBe(parsed.Key("measurement", 1));
        parsed.Key("cn_order", 1).ShouldBe(parsed.Key("cn_order"));
        parsed.Sink.Mentions[parsed.Sink.Records[1].Key.Index].ShouldNotBe(parsed.Sink.Mentions[parsed.Sink.Records[0].Key.Index]);
    }

    [Fact]
    public void A_written_report_is_one_diagnostic_report_with_its_conclusion()
    {
        var parsed = Parsed.OfBytes(Hl7Samples.InGbk(Hl7Samples.Report));
        parsed.Sink.Entries[0].CharacterSet.ShouldBe("GB18030");
        parsed.Sink.Entries[0].CharacterSetFlag.ShouldBeNull();
        parsed.Count("cn_diagnostic_report").ShouldBe(1);
        parsed["cn_diagnostic_report", "report_text"].ShouldBe("双肺纹理清晰。\n右肺上叶见小结节。\n大小约5mm。\n右肺上叶小结节，建议随访。");
        parsed["cn_diagnostic_report", "conclusion"].ShouldBe("右肺上叶小结节，建议随访。");
        parsed["cn_diagnostic_report", "report_source_name"].ShouldBe("胸部CT平扫");
        parsed["cn_source_person", "full_name"].ShouldBe("诸葛镕");
        parsed.Count("measurement").ShouldBe(0);
    }

    [Fact]
    public void Characters_whose_second_byte_is_a_delimiter_are_read_in_GBK()
    {
        // 諀 is D5 7C (|), 乛 81 5E (^), 東 96 7C (|), 亊 81 7E (~), 俓 82 5C (\) in GBK.
        const string Name = "諀乛東亊俓";
        var message = Message("ADT^A08", "1", $"PID|1||R1||{Name}||1990\r").Replace("UNICODE UTF-8", "GBK", StringComparison.Ordinal);
        var bytes = Hl7Samples.InGbk(message);
        bytes.Count(b => b == '|').ShouldBeGreaterThan(message.Count(c => c == '|'));
        var parsed = Parsed.OfBytes(bytes);
        parsed["cn_source_person", "full_name"].ShouldBe(Name);
        parsed["cn_source_person", "year_of_birth"].ShouldBe(1990);
    }

    [Fact]
    public void A_contradicted_MSH18_is_flagged_and_the_bytes_decide()
    {
        var parsed = Parsed.OfBytes(Hl7Samples.InGbk(Hl7Samples.Admit));
        parsed["cn_source_person", "full_name"].ShouldBe("欧阳静怡");
        parsed.Sink.Entries[0].CharacterSet.ShouldBe("GB18030");
        parsed.Sink.Entries[0].CharacterSetFlag.ShouldBe("MSH-18 says UTF-8 and the bytes are not valid in it");
        var utf8 = Parsed.Of(Hl7Samples.Report.Replace("GBK", "ASCII", StringComparison.Ordinal));
        utf8.Sink.Entries[0].CharacterSet.ShouldBe("UTF-8");
        utf8.Sink.Entries[0].CharacterSetFlag.ShouldBe("MSH-18 says ASCII and the bytes are not valid in it");
    }

    [Fact]
    public void Bytes_valid_in_no_character_set_are_rejected()
    {
        var parsed = Parsed.OfBytes([.. "MSH|^~\\&|A|B|||20250101||ADT^A08|1|P|2.4\rPID|1||"u8, 0xFF, 0xFF, 0x0D]);
        parsed.Rejection.ShouldBe("character-set MSH-18");
    }

    [Fact]
    public void The_same_control_id_with_another_time_or_type_is_another_message()
    {
        string[] messages =
        [
            Message("ADT^A08", "7", Patient),
            Message("ADT^A08", "7", Patient),
            Message("ADT^A31", "7", Patient),
            Message("ADT^A08", "7", Patient).Replace("20250310081500", "20250310081501", StringComparison.Ordinal),
        ];
        var parsed = Parsed.Of(messages);
        var keys = parsed.Sink.Records.Select(r => parsed.Sink.Mentions[r.Key.Index]).ToArray();
        keys[1].ShouldBe(keys[0]);
        keys.Distinct().Count().ShouldBe(3);
        parsed.Sink.Records[0].IsMessage.ShouldBeTrue();
    }

    [Fact]
    public void The_version_is_EVN2_then_MSH7_at_the_default_offset()
    {
        var stated = Parsed.Of(Hl7Samples.Admit).Sink.Records[0].VersionOrder;
        stated.ShouldBe(new DateTimeOffset(2025, 3, 10, 0, 16, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000);
        var local = Parsed.Of(Message("ADT^A08", "1", Patient).Replace("+0800", "", StringComparison.Ordinal)).Sink.Records[0].VersionOrder;
        local.ShouldBe(new DateTimeOffset(2025, 3, 10, 0, 15, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000);
    }

    [Fact]
    public void A_transfer_a_discharge_and_their_cancellations_change_the_visit()
    {
        var transfer = Parsed.Of(Message("ADT^A02", "1", "EVN|A02|20250311|||| 20250311100000\r" + Patient + Visit));
        transfer["visit_detail", "visit_detail_start_datetime"].ShouldBe(new DateTime(2025, 3, 11, 10, 0, 0));
        var undone = Parsed.Of(Message("ADT^A12", "2", "EVN|A12|20250311|||| 20250311100000\r" + Patient + Visit));
        undone.Mode("visit_detail").ShouldBe(RowMode.Delete);
        undone.Key("visit_detail").ShouldBe(transfer.Key("visit_detail"));

        var discharge = Parsed.Of(Message("ADT^A03", "3", "EVN|A03|20250315090000\r" + Patient + Visit));
        discharge["visit_occurrence", "visit_end_datetime"].ShouldBe(new DateTime(2025, 3, 15, 9, 0, 0));
        discharge["visit_occurrence", "visit_status"].ShouldBe("finished");
        var reopened = Parsed.Of(Message("ADT^A13", "4", Patient + Visit));
        reopened.States("visit_occurrence", "visit_end_date").ShouldBeTrue();
        reopened["visit_occurrence", "visit_end_date"].ShouldBeNull();
        reopened["visit_occurrence", "visit_status"].ShouldBe("in-progress");

        var never = Parsed.Of(Message("ADT^A11", "5", Patient + Visit));
        never.Mode("visit_occurrence").ShouldBe(RowMode.Delete);
        never.Key("visit_occurrence").ShouldBe(discharge.Key("visit_occurrence"));
    }

    [Theory]
    [InlineData("ADT^A34")]
    [InlineData("ADT^A40")]
    [InlineData("ADT^A47")]
    public void A_merge_retires_the_identity_in_MRG(string kind)
    {
        var parsed = Parsed.Of(Message(kind, "1", Patient + "MRG|R9^^^RENHE^MR\r"));
        var statement = parsed.Sink.PersonStatements.ShouldHaveSingleItem();
        statement.Link.ShouldBe(PersonLinkKind.Merge);
        parsed.Sink.Mentions[statement.Person.Index].ShouldBe(parsed.Key("cn_source_person"));
        var other = Parsed.Of(Message("ADT^A08", "2", Patient.Replace("R1", "R9", StringComparison.Ordinal)));
        parsed.Sink.Mentions[statement.Other.Index].ShouldBe(other.Key("cn_source_person"));
    }

    [Theory]
    [InlineData("ADT^A41")]
    [InlineData("ADT^A43")]
    [InlineData("ADT^A45")]
    public void Moving_or_joining_accounts_and_visits_makes_no_one_person_of_two(string kind) =>
        Parsed.Of(Message(kind, "1", Patient + "MRG|R9^^^RENHE^MR||ACC2||V9\r" + Visit)).Sink.PersonStatements.ShouldBeEmpty();

    [Fact]
    public void A24_links_and_A37_unlinks_two_patients()
    {
        var two = Patient + Patient.Replace("R1", "R2", StringComparison.Ordinal);
        Parsed.Of(Message("ADT^A24", "1", two)).Sink.PersonStatements.ShouldHaveSingleItem().Link.ShouldBe(PersonLinkKind.Link);
        Parsed.Of(Message("ADT^A37", "1", two)).Sink.PersonStatements.ShouldHaveSingleItem().Link.ShouldBe(PersonLinkKind.Unlink);
        Parsed.Of(Message("ADT^A24", "1", Patient)).Rejection.ShouldBe("missing-person PID(2)");
    }

    [Fact]
    public void A_deleted_person_is_inactive()
    {
        Parsed.Of(Message("ADT^A29", "1", Patient))["cn_source_person", "active"].ShouldBe(false);
        Parsed.Of(Message("ADT^A28", "1", Patient))["cn_source_person", "active"].ShouldBe(true);
        Parsed.Of(Message("ADT^A08", "1", Patient)).States("cn_source_person", "active").ShouldBeFalse();
    }

    [Fact]
    public void A_vaccine_given_is_an_exposure_and_one_refused_is_an_observation()
    {
        var parsed = Parsed.Of(Hl7Samples.Vaccination);
        parsed.Count("drug_exposure").ShouldBe(1);
        parsed["drug_exposure", "drug_source_value"].ShouldBe("08");
        parsed["drug_exposure", "drug_source_vocabulary"].ShouldBe("CVX");
        parsed["drug_exposure", "dose_value"].ShouldBe(0.5);
        parsed["drug_exposure", "lot_number"].ShouldBe("LOT8899");
        parsed["drug_exposure", "route_source_value"].ShouldBe("IM");
        parsed["observation", "qualifier_source_value"].ShouldBe("RE");
        parsed["observation", "value_as_string"].ShouldBe("家长拒绝");
    }

    [Fact]
    public void A_prescription_is_an_order_and_an_exposure()
    {
        var parsed = Parsed.Of(Hl7Samples.Prescription);
        parsed["cn_order", "order_type"].ShouldBe("medication");
        parsed["cn_order", "frequency_source_value"].ShouldBe("BID");
        parsed["drug_exposure", "drug_exposure_start_datetime"].ShouldBe(new DateTime(2025, 3, 10, 12, 0, 0));
        parsed["drug_exposure", "drug_exposure_end_date"].ShouldBe(new DateOnly(2025, 3, 17));
        parsed["drug_exposure", "dose_value"].ShouldBe(100.0);
        parsed["drug_exposure", "dose_unit_source_value"].ShouldBe("mg");
        parsed["drug_exposure", "quantity"].ShouldBe(14.0);
        parsed["drug_exposure", "sig"].ShouldBe("饭后口服");
    }

    [Fact]
    public void A_document_is_a_note_with_its_text_and_T11_withdraws_it()
    {
        var parsed = Parsed.Of(Hl7Samples.Document);
        parsed["note", "note_text"].ShouldBe("患者因胸闷3天入院。\n查体：血压130/80mmHg。");
        parsed["note", "note_title"].ShouldBe("首次病程记录");
        parsed["note", "note_status_source_value"].ShouldBe("AU");
        parsed["note", "note_datetime"].ShouldBe(new DateTime(2025, 3, 10, 9, 0, 0));
        parsed.Count("observation").ShouldBe(0);
        var withdrawn = Parsed.Of(Hl7Samples.Document.Replace("MDM^T02^MDM_T02", "MDM^T11^MDM_T01", StringComparison.Ordinal));
        withdrawn.Mode("note").ShouldBe(RowMode.Delete);
        withdrawn.Key("note").ShouldBe(parsed.Key("note"));
    }

    [Fact]
    public void An_appointment_is_booked_cancelled_missed_or_deleted()
    {
        var booked = Parsed.Of(Hl7Samples.Appointment);
        booked["cn_appointment", "appointment_status"].ShouldBe("Booked");
        booked["cn_appointment", "appointment_start_datetime"].ShouldBe(new DateTime(2025, 4, 1, 9, 30, 0));
        booked["cn_appointment", "duration_minutes"].ShouldBe(30);
        booked["cn_appointment", "service_source_value"].ShouldBe("C01");
        booked.Count("cn_source_person").ShouldBe(1);
        booked.Person("cn_appointment").ShouldBe(booked.Key("cn_source_person"));
        As("S15")["cn_appointment", "appointment_status"].ShouldBe("Cancelled");
        As("S26")["cn_appointment", "appointment_status"].ShouldBe("Noshow");
        As("S17").Mode("cn_appointment").ShouldBe(RowMode.Delete);
        As("S17").Key("cn_appointment").ShouldBe(booked.Key("cn_appointment"));

        static Parsed As(string trigger) => Parsed.Of(Hl7Samples.Appointment.Replace("SIU^S12^", $"SIU^{trigger}^", StringComparison.Ordinal));
    }

    [Fact]
    public void Charges_are_costs_and_a_credit_counts_against()
    {
        var parsed = Parsed.Of(Hl7Samples.Charges);
        parsed["cost", "total_charge"].ShouldBe(10.5);
        parsed["cost", "currency_source_value"].ShouldBe("CNY");
        parsed["cost", "total_charge", 1].ShouldBe(-5.25);
    }

    [Fact]
    public void An_order_and_a_referral_are_orders()
    {
        var order = Parsed.Of(Message("OML^O21", "1", Patient + "ORC|CA|P1|F1\rTQ1|1||QD||||20250401\rOBR|1|P1|F1|CBC^血常规^L|R\rNTE|1||空腹\r"));
        order["cn_order", "order_status"].ShouldBe("CA");
        order["cn_order", "order_type"].ShouldBe("laboratory");
        order["cn_order", "instruction"].ShouldBe("空腹");
        order.Sink.Aliases.Count.ShouldBe(1);
        var referral = Parsed.Of(Message("REF^I14", "1", "RF1|P|R|^心血管专科||O|REF-1|20250401\rPRD|RT|王^医生||||||D9\r" + Patient));
        referral["cn_order", "order_type"].ShouldBe("referral");
        referral["cn_order", "order_status"].ShouldBe("CA");
        referral.Count("cn_source_person").ShouldBe(1);
    }

    [Fact]
    public void A_problem_is_a_condition_until_it_is_deleted()
    {
        const string Problem = "PRB|AD|20250301|E11.9^2型糖尿病^ICD-10|PB1||||||||||C^确诊\r";
        var parsed = Parsed.Of(Message("PPR^PC1", "1", Patient + Problem));
        parsed["condition_occurrence", "condition_source_value"].ShouldBe("E11.9");
        Parsed.Of(Message("PPR^PC3", "2", Patient + Problem.Replace("AD", "DE", StringComparison.Ordinal))).Mode("condition_occurrence").ShouldBe(RowMode.Delete);
    }

    [Theory]
    [InlineData("ACK", "ACK")]
    [InlineData("QBP^Q11", "QBP^Q11")]
    [InlineData("ZZZ^Z01", "ZZZ^Z01")]
    [InlineData("患者^张三", "unknown")]
    public void Other_kinds_are_kept_under_their_name(string type, string kind)
    {
        var parsed = Parsed.Of(Message(type, "1", Patient));
        parsed.Disposition.ShouldBe(Disposition.Kept);
        parsed.Sink.Records[0].Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData("ADT^A01", "", "missing-person PID")]
    [InlineData("ADT^A01", "PID|1||^^^RENHE||张\r", "missing-person PID-3")]
    [InlineData("ADT^A08", "PID|1||1||张||19901332\r", "invalid-value PID-7")]
    [InlineData("ADT^A01", "PID|1||1\rPV1|1|I|||||||||||||||||V|||||||||||||||||||||||||2025-99\r", "invalid-value PV1-44")]
    [InlineData("ORU^R01", "PID|1||1\rOBR|1|||X|||昨天\r", "invalid-value OBR-7")]
    [InlineData("ORU^R01", "PID|1||1\rOBR|1|||X\rOBX|1|NM|G||1|||||||||2025023\r", "invalid-value OBX-14")]
    [InlineData("ADT^A03", "PID|1||1\rPV1|1|I\r", "missing-identifier PV1-19")]
    [InlineData("ADT^A40", "PID|1||1\rMRG|\r", "missing-person MRG-1")]
    [InlineData("SIU^S12", "SCH|\rPID|1||1\r", "missing-identifier SCH-1")]
    [InlineData("ADT^A08", "PID|1||1\rp-1|1|I\r", "syntax segment 3")]
    [InlineData("ADT^A08", "PID|1||1||a\\X00\\b\r", "nul-character cn_source_person.full_name")]
    public void What_cannot_be_read_is_rejected_with_reason_and_place(string type, string segments, string rejection)
    {
        var parsed = Parsed.Of(Message(type, "1", segments));
        parsed.Disposition.ShouldBe(Disposition.Quarantined);
        parsed.Rejection.ShouldBe(rejection);
        parsed.Sink.Writers.ShouldBeEmpty();
    }

    [Fact]
    public void Bytes_without_MSH_and_a_wrong_count_in_a_batch_are_rejected()
    {
        var parsed = Parsed.Of("PID|1||1\r", "BHS|^~\\&\r" + Message("ADT^A08", "1", Patient) + "BTS|2\r", "MSH|\rPID|1");
        parsed.Sink.Rejections.Select(r => $"{r.ReasonCode} {r.Path}").ShouldBe(["syntax MSH", "invalid-value BTS-1", "syntax MSH-2"]);
        parsed.Sink.Records[1].Disposition.ShouldBe(Disposition.Loaded);
    }

    [Fact]
    public void Repeated_values_and_repeated_codes_are_rows_of_their_own()
    {
        var parsed = Parsed.Of(Message("ORU^R01", "1", Patient + "OBR|1|P|F|X\rOBX|1|NM|G||1~2|mg\rOBX|2|NM|G||3|mg\rOBX|3|NM|G|S2|4|mg\r"));
        parsed.Count("measurement").ShouldBe(4);
        Enumerable.Range(0, 4).Select(i => parsed.Key("measurement", i)).Distinct().Count().ShouldBe(4);
    }

    private static string Message(string type, string id, string segments) =>
        Header.Replace("{0}", type, StringComparison.Ordinal).Replace("{1}", id, StringComparison.Ordinal) + segments;
}
