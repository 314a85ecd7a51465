using Suwen.Governance.Gate;
using Suwen.Sources.Tests.Compliance;
using Suwen.Sources.Tests.Tables;

namespace Suwen.Sources.Tests.Omop;

public class OmopSourceComplianceTests : SourceCompliance
{
    protected override ISource Source => OmopSamples.Source;

    protected override IReadOnlyList<SampleEntry> Samples =>
    [
        OmopSamples.Sample("person", OmopSamples.Person),
        OmopSamples.Sample("visit_occurrence", OmopSamples.Visit53),
        OmopSamples.Sample("measurement", OmopSamples.Measurement),
        OmopSamples.Sample("concept", OmopSamples.Concept),
        OmopSamples.Sample("cost", OmopSamples.Cost),
        OmopSamples.Sample("death", OmopSamples.Death),
    ];

    protected override IReadOnlyList<string> Secrets => ["zhao-si-001", "qian-wu-002", "1963-12-31", "65475"];

    protected override byte[] Delimiters => ",\"\r\n\t"u8.ToArray();
}

/// <summary>Expected columns are those of the OMOP CDM 5.4 specification; 5.3 names are those that it lists as renamed.</summary>
public class OmopSourceTests
{
    [Fact]
    public void A_person_becomes_the_senders_person_with_a_birth_date()
    {
        var rows = Rows("person", OmopSamples.Person);
        rows.Count.ShouldBe(2);
        rows[0].ShouldStartWith("cn_source_person: Replace");
        rows[0].ShouldContain("person_source_value=zhao-si-001");
        rows[0].ShouldContain("gender_concept_id=8532");
        rows[0].ShouldContain("birth_date=12/31/1963");
        rows[0].ShouldContain("year_of_birth=1963");
        rows[0].ShouldContain("race_concept_id=8516");
        rows[0].ShouldContain("time_precision=day");
        rows[0].ShouldContain("care_site_id=");
        rows[0].ShouldNotContain("location_id=");
        rows[1].ShouldContain("year_of_birth=1950");
        rows[1].ShouldNotContain("birth_date=");
    }

    [Fact]
    public void Ids_written_as_floating_numbers_are_the_same_keys_as_integers()
    {
        var floating = Parse("person", OmopSamples.Person);
        var integers = Parse("person", OmopSamples.Person.Replace("6.0,8532.0", "6,8532", StringComparison.Ordinal));
        floating.Mentions[floating.Records[0].Key.Index].ShouldBe(integers.Mentions[integers.Records[0].Key.Index]);
    }

    [Fact]
    public void Columns_of_version_5_3_fill_those_of_5_4()
    {
        var row = Rows("visit_occurrence", OmopSamples.Visit53).ShouldHaveSingleItem();
        row.ShouldContain("admitted_from_concept_id=8870");
        row.ShouldContain("admitted_from_source_value=急诊");
        row.ShouldContain("discharged_to_concept_id=8536");
        row.ShouldContain("discharged_to_source_value=home");
        row.ShouldContain("preceding_visit_occurrence_id=");
        row.ShouldContain("visit_end_datetime=08/22/1996 08:30:00");
    }

    [Fact]
    public void A_reference_of_zero_is_none_and_one_in_another_table_is_the_same_key()
    {
        var measurement = Parse("measurement", OmopSamples.Measurement);
        var row = Chunks.Rows(measurement)[0];
        row.ShouldNotContain("provider_id=");
        row.ShouldNotContain("visit_detail_id=");
        var visit = Parse("visit_occurrence", OmopSamples.Visit53);
        var key = visit.Mentions[visit.Records[0].Key.Index];
        measurement.Mentions.ShouldContain(key);
    }

    [Fact]
    public void A_person_is_the_same_key_in_every_table()
    {
        var person = Parse("person", OmopSamples.Person);
        var measurement = Parse("measurement", OmopSamples.Measurement);
        var key = person.Mentions[person.Records[0].Key.Index];
        measurement.Mentions[measurement.Writers.Single().Heads[0].Person.Index].ShouldBe(key);
    }

    [Fact]
    public void Null_markers_are_null_and_quoted_ones_are_text()
    {
        var row = Rows("measurement", OmopSamples.Measurement)[1];
        row.ShouldNotContain("value_as_number=");
        row.ShouldContain("range_low=10,");
        row.ShouldContain("measurement_source_value=NA, \"serum\"");
        var quoted = OmopSamples.Measurement.Replace("\"NA, \"\"serum\"\"\"", "\"NA\"", StringComparison.Ordinal);
        Rows("measurement", quoted)[1].ShouldContain("measurement_source_value=NA");
        var unquoted = OmopSamples.Measurement.Replace("\"NA, \"\"serum\"\"\"", "\\N", StringComparison.Ordinal);
        Rows("measurement", unquoted)[1].ShouldNotContain("measurement_source_value=");
    }

    [Fact]
    public void Midnight_states_a_day_and_any_other_time_a_second()
    {
        var rows = Rows("measurement", OmopSamples.Measurement);
        rows[0].ShouldContain("measurement_datetime=10/03/1998 00:00:00");
        rows[0].ShouldContain("time_precision=day");
        rows[1].ShouldContain("measurement_datetime=10/04/2004 07:05:00");
        rows[1].ShouldContain("time_precision=second");
    }

    [Fact]
    public void Two_rows_of_a_file_with_one_id_are_two_records()
    {
        var sink = Parse("measurement", OmopSamples.Measurement);
        sink.Records.Count.ShouldBe(3);
        sink.Mentions[sink.Records[2].Key.Index].ShouldBe(sink.Mentions[sink.Records[0].Key.Index]);
        sink.Records.ShouldAllBe(r => r.IsKeyless);
        sink.Records[2].ContentHash.ShouldNotBe(sink.Records[0].ContentHash);
    }

    [Fact]
    public void A_required_concept_that_is_missing_is_zero()
    {
        var text = "condition_occurrence_id,person_id,condition_start_date,condition_concept_id\n1,6,2020-01-02,\n";
        var row = Rows("condition_occurrence", text).ShouldHaveSingleItem();
        row.ShouldContain("condition_concept_id=0");
        row.ShouldContain("condition_type_concept_id=0");
        row.ShouldNotContain("condition_status_concept_id=");
    }

    [Fact]
    public void Vocabularies_of_Athena_are_read_without_quoting_and_with_their_own_ids()
    {
        var rows = Rows("concept", OmopSamples.Concept);
        rows[0].ShouldContain("concept: Replace key=- person=-, concept_id=8507, concept_name=MALE");
        rows[0].ShouldContain("valid_end_date=12/31/2099");
        rows[1].ShouldContain("concept_name=\"Open\" wound of NA");
        rows[1].ShouldContain("concept_code=NA");
    }

    [Fact]
    public void The_cost_of_a_visit_refers_to_it_and_other_costs_keep_the_senders_number()
    {
        var rows = Rows("cost", OmopSamples.Cost);
        rows[0].ShouldContain("cost_event_id=65475");
        rows[0].ShouldContain("visit_occurrence_id=");
        rows[1].ShouldContain("cost_event_id=10204");
        rows[1].ShouldNotContain("visit_occurrence_id=");
    }

    [Fact]
    public void Death_is_known_by_its_person()
    {
        var sink = Parse("death", OmopSamples.Death);
        sink.Records.ShouldHaveSingleItem().Disposition.ShouldBe(Disposition.Loaded);
        sink.Writers.Single().Heads[0].Person.IsNone.ShouldBeFalse();
        Chunks.Rows(sink)[0].ShouldContain("death_date=04/14/2019");
    }

    [Theory]
    [InlineData("1,6,2020-13-02,0", RejectReasons.InvalidValue, "row 2, column condition_start_date")]
    [InlineData("1,6,,0", RejectReasons.MissingField, "row 2, column condition_start_date")]
    [InlineData("1,,2020-01-02,0", RejectReasons.MissingPerson, "row 2, column person_id")]
    [InlineData(",6,2020-01-02,0", RejectReasons.MissingIdentifier, "row 2, column condition_occurrence_id")]
    [InlineData("x,6,2020-01-02,0", RejectReasons.InvalidValue, "row 2, column condition_occurrence_id")]
    [InlineData("1,6,2020-01-02,4.5", RejectReasons.InvalidValue, "row 2, column condition_concept_id")]
    [InlineData("1,6,2020-01-02", RejectReasons.Syntax, "row 2")]
    [InlineData("1,6,2020-01-02,0,9", RejectReasons.Syntax, "row 2")]
    [InlineData("1,\"6,2020-01-02,0", RejectReasons.Syntax, "row 2, column 2")]
    public void A_faulty_row_is_set_aside_with_row_and_column_and_the_next_is_loaded(string row, string reason, string path)
    {
        var sink = Parse("condition_occurrence", $"condition_occurrence_id,person_id,condition_start_date,condition_concept_id\n{row}\n2,6,2020-01-02,0\n");
        var rejection = sink.Rejections.ShouldHaveSingleItem();
        rejection.ReasonCode.ShouldBe(reason);
        rejection.Path.ShouldBe(path);
        sink.Records.Select(r => r.Disposition).ShouldBe([Disposition.Quarantined, Disposition.Loaded]);
    }

    [Fact]
    public void A_row_with_bytes_that_are_no_text_is_set_aside_alone()
    {
        var sample = OmopSamples.Sample("person", OmopSamples.Person);
        var at = sample.Payload.AsSpan().IndexOf("zhao"u8);
        sample.Payload[at] = 0xFF;
        var sink = Chunks.Parse(OmopSamples.Source, sample.At(1));
        sink.Rejections.ShouldHaveSingleItem().ReasonCode.ShouldBe(RejectReasons.CharacterSet);
        sink.Records.Count(r => r.Disposition == Disposition.Loaded).ShouldBe(1);
    }

    [Fact]
    public void Empty_rows_are_no_records_and_count_as_rows()
    {
        var sink = Parse("condition_occurrence", "condition_occurrence_id,person_id,condition_start_date,condition_concept_id\n\n,,,\n1,6,bad,0\n");
        sink.Records.Count.ShouldBe(1);
        sink.Rejections.Single().Path.ShouldStartWith("row 4,");
    }

    private static RecordSink Parse(string table, string text) => Chunks.Parse(OmopSamples.Source, OmopSamples.Sample(table, text).At(1));

    private static List<string> Rows(string table, string text)
    {
        var sink = Parse(table, text);
        sink.Rejections.ShouldBeEmpty();
        return Chunks.Rows(sink);
    }
}
