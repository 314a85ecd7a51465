using Suwen.Governance.Gate;
using Suwen.Storage;

namespace Suwen.Governance.Tests.Gate;

/// <summary>What the gate promises, on any engine; every engine's tests inherit it.</summary>
public abstract partial class LoadGateCompliance
{
    // Two valid numbers: 11010519491231002X is the example of GB 11643-1999 itself; the other was made with its check rule.
    private const string ExampleNumber = "11010519491231002X";

    /// <summary>Opens the warehouse of a path, which is empty at first.</summary>
    protected abstract Task<IWarehouse> OpenWarehouseAsync(string path);

    private Task<GateFixture> OpenAsync(GateOptions? options = null) => GateFixture.OpenAsync(OpenWarehouseAsync, options);

    [Fact]
    public async Task A_record_becomes_a_row_with_its_origin()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("hospital-a", "replace|p1||cn_source_person|p1|full_name=王小明", "replace|c1||condition_occurrence|p1|condition_source_value=I10");

        (await fixture.QueryAsync("select c.condition_source_value, s.source_name, c.record_number, p.full_name from condition_occurrence c join cn_source_person p on c.person_id = p.person_id join sys.source s on c.source_id = s.source_id"))
            .ShouldBe(["I10|hospital-a|1|王小明"]);
        (await fixture.QueryAsync("select count(*) from person")).ShouldBe(["1"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task Equal_bytes_of_the_current_version_change_nothing()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", "replace|c1||condition_occurrence|p1|condition_source_value=I10");
        await fixture.LoadAsync("a", "replace|c1||condition_occurrence|p1|condition_source_value=I10");
        await fixture.LandAsync("a", "replace|c2||condition_occurrence|p1|condition_source_value=J18", "replace|c2||condition_occurrence|p1|condition_source_value=J18");
        await fixture.Gate.DrainAsync(default);

        (await fixture.QueryAsync("select condition_source_value from condition_occurrence order by 1")).ShouldBe(["I10", "J18"]);
        fixture.Gate.Counters.Duplicate.ShouldBe(2);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_later_version_supersedes_and_an_earlier_one_goes_to_history()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", "replace|c1|200|condition_occurrence|p1|condition_source_value=second");
        await fixture.LoadAsync("a", "replace|c1|100|condition_occurrence|p1|condition_source_value=first");
        await fixture.LoadAsync("a", "replace|c1|300|condition_occurrence|p1|condition_source_value=third");

        (await fixture.QueryAsync("select condition_source_value from condition_occurrence")).ShouldBe(["third"]);
        (await fixture.QueryAsync("select condition_source_value from history.condition_occurrence order by version_order")).ShouldBe(["first", "second"]);
        fixture.Gate.Counters.Superseded.ShouldBe(1);
        fixture.Gate.Counters.Loaded.ShouldBe(2);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task Versions_within_one_unit_meet_as_they_would_apart()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync(
            "a",
            "replace|c1|100|condition_occurrence|p1|condition_source_value=first",
            "replace|c1|300|condition_occurrence|p1|condition_source_value=third",
            "replace|c1|200|condition_occurrence|p1|condition_source_value=second");

        (await fixture.QueryAsync("select condition_source_value from condition_occurrence")).ShouldBe(["third"]);
        (await fixture.QueryAsync("select condition_source_value from history.condition_occurrence order by version_order")).ShouldBe(["first", "second"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_record_mentioned_before_it_arrives_and_then_stated_twice_is_one_row()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", "replace|c1||condition_occurrence|p1|visit_occurrence_id=v1");
        await fixture.LoadAsync("a", "replace|v1||visit_occurrence|p1|visit_source_value=x", "replace|v1||visit_occurrence|p1|visit_source_value=y");

        (await fixture.QueryAsync("select v.visit_source_value from condition_occurrence c join visit_occurrence v on c.visit_occurrence_id = v.visit_occurrence_id")).ShouldBe(["y"]);
        await fixture.ShouldVerifyAsync();
    }

    public static TheoryData<string> Orders() => ["012", "021", "102", "120", "201", "210"];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Merged_rows_are_the_same_in_every_order_of_arrival(string order)
    {
        string[] messages =
        [
            "message|m0|100|visit_occurrence:v1|p1|visit_source_value=A;department_source_value=内科",
            "message|m1|200|visit_occurrence:v1|p1|visit_source_value=B;bed_source_value=12",
            "message|m2|300|visit_occurrence:v1|p1|visit_source_value=B;department_source_value=",
        ];
        foreach (var together in new[] { false, true })
        {
            await using var fixture = await OpenAsync();
            foreach (var index in order)
            {
                await fixture.LandAsync("a", messages[index - '0']);
                if (!together)
                {
                    await fixture.Gate.DrainAsync(default);
                }
            }

            await fixture.Gate.DrainAsync(default);
            (await fixture.QueryAsync("select visit_source_value, department_source_value, bed_source_value, version_order from visit_occurrence")).ShouldBe(["B||12|300"]);
            await fixture.ShouldVerifyAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task A_withdrawn_row_stays_withdrawn_whatever_arrives_late(string order)
    {
        string[] messages =
        [
            "message|m0|100|visit_occurrence:v1|p1|visit_source_value=A",
            "message|m1|200|visit_occurrence:v1|p1|bed_source_value=12",
            "withdraw|m2|300|visit_occurrence:v1|p1|",
        ];
        await using var fixture = await OpenAsync();
        foreach (var index in order)
        {
            await fixture.LoadAsync("a", messages[index - '0']);
        }

        (await fixture.QueryAsync("select * from visit_occurrence")).ShouldBeEmpty();
        await fixture.LoadAsync("a", "message|m3|400|visit_occurrence:v1|p1|visit_source_value=again");
        (await fixture.QueryAsync("select visit_source_value, bed_source_value from visit_occurrence")).ShouldBe(["again|"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_repeated_message_changes_nothing()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", "message|m0|100|visit_occurrence:v1|p1|visit_source_value=A", "message|m1|200|visit_occurrence:v1|p1|visit_source_value=B", "message|m0|100|visit_occurrence:v1|p1|visit_source_value=A");

        (await fixture.QueryAsync("select visit_source_value from visit_occurrence")).ShouldBe(["B"]);
        fixture.Gate.Counters.Duplicate.ShouldBe(1);
    }

    [Fact]
    public async Task Rejected_and_kept_records_are_counted_and_leave_no_key()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", "bad|x", "keep|k1", "replace|c1||condition_occurrence|p1|condition_source_value=I10", "replace|c2||condition_occurrence|p1|condition_source_name=a\\0b", "boom");

        (await fixture.QueryAsync("select reason_code, record_number, at_fault from sys.quarantine order by record_number"))
            .ShouldBe(["invalid-value|0|source", "nul-character|3|source", "parser-fault|4|platform"]);
        (await fixture.QueryAsync("select disposition, first_record, last_record from sys.disposition order by first_record"))
            .ShouldBe(["quarantined|0|0", "kept|1|1", "loaded|2|2", "quarantined|3|3", "quarantined|4|4"]);
        (await fixture.QueryAsync("select count(*) from sys.key")).ShouldBe(["3"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task Persons_with_the_same_national_id_are_one_and_their_rows_follow()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", $"replace|p1||cn_source_person|p1|full_name=王小明;national_id={ExampleNumber}", "replace|c1||condition_occurrence|p1|condition_source_value=I10");
        await fixture.LoadAsync("b", "replace|q||cn_source_person|q|full_name=王晓明", "replace|c1||condition_occurrence|q|condition_source_value=E11");
        (await fixture.QueryAsync("select count(*) from person")).ShouldBe(["2"]);

        await fixture.LoadAsync("b", $"replace|q||cn_source_person|q|full_name=王晓明;national_id={ExampleNumber.ToLowerInvariant()}");

        (await fixture.QueryAsync("select count(*) from person")).ShouldBe(["1"]);
        (await fixture.QueryAsync("select condition_source_value from condition_occurrence c join person p on c.person_id = p.person_id order by 1")).ShouldBe(["E11", "I10"]);
        (await fixture.QueryAsync("select count(*) from cn_person_alias a join person p on a.person_id = p.person_id")).ShouldBe(["1"]);
        await fixture.ShouldVerifyAsync();

        // The number is corrected at hospital b: the two are apart again, and their rows with them.
        await fixture.LoadAsync("b", "replace|q||cn_source_person|q|full_name=王晓明;national_id=110105194912310038");
        (await fixture.QueryAsync("select count(*) from person")).ShouldBe(["2"]);
        (await fixture.QueryAsync("select count(*) from cn_person_alias")).ShouldBe(["0"]);
        (await fixture.QueryAsync("select count(distinct person_id) from condition_occurrence")).ShouldBe(["2"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_number_that_is_no_valid_one_links_nobody()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", "replace|p1||cn_source_person|p1|national_id=111111111111111111", "replace|p2||cn_source_person|p2|national_id=111111111111111111");
        (await fixture.QueryAsync("select count(*) from person")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_merge_message_joins_and_an_unlink_parts()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", "message|m1|1|cn_source_person:p1|p1|full_name=甲", "message|m2|2|cn_source_person:p2|p2|full_name=乙", "message|m3|3|visit_occurrence:v|p2|visit_source_value=x");
        await fixture.LoadAsync("a", "message|m4|4|cn_source_person:p1|p1|merge=p2");
        (await fixture.QueryAsync("select count(*) from person")).ShouldBe(["1"]);
        await fixture.ShouldVerifyAsync();
        await fixture.OpenWarehouseAsync("warehouse");
        await fixture.LoadAsync("a", "message|m5|5|cn_source_person:p1|p1|unlink=p2");
        (await fixture.QueryAsync("select count(*) from person")).ShouldBe(["2"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task Equal_rows_of_one_file_are_distinct_and_the_file_again_changes_nothing()
    {
        await using var fixture = await OpenAsync();
        string[] rows = ["content|measurement|p1|value_as_number=5", "content|measurement|p1|value_as_number=5", "content|measurement|p1|value_as_number=6"];
        await fixture.LoadAsync("a", rows);
        await fixture.LoadAsync("a", rows);
        (await fixture.QueryAsync("select count(*) from measurement")).ShouldBe(["3"]);
        fixture.Gate.Counters.Duplicate.ShouldBe(3);

        // A corrected file with one equal row more brings one row more.
        await fixture.LoadAsync("a", [.. rows, rows[0]]);
        (await fixture.QueryAsync("select count(*) from measurement")).ShouldBe(["4"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task Equal_rows_stay_distinct_when_the_gate_is_reopened_in_the_middle_of_a_file()
    {
        await using var fixture = await OpenAsync();
        for (var delivery = 0; delivery < 2; delivery++)
        {
            await fixture.LandAsync("a", new Dictionary<string, string> { ["file-id"] = "f", ["chunk"] = "0" }, "content|measurement|p1|value_as_number=5");
            await fixture.Gate.DrainAsync(default);
            await fixture.OpenWarehouseAsync("warehouse");
            await fixture.LandAsync("a", new Dictionary<string, string> { ["file-id"] = "f", ["chunk"] = "1", ["last"] = "true" }, "content|measurement|p1|value_as_number=5");
            await fixture.Gate.DrainAsync(default);
            (await fixture.QueryAsync("select count(*) from measurement")).ShouldBe(["2"]);
        }

        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task The_warehouse_can_be_rebuilt_from_landing_with_the_same_rows()
    {
        await using var fixture = await OpenAsync(new GateOptions { UnitEntries = 7 });
        var random = new Random(42);
        for (var i = 0; i < 300; i++)
        {
            var (source, person, visit, version) = (random.Next(3), random.Next(12), random.Next(20), random.Next(1000));
            var lines = new List<string> { $"message|m{i}|{version}|visit_occurrence:v{visit}|p{person}|visit_source_value=x{random.Next(4)};bed_source_value={(random.Next(3) == 0 ? "" : random.Next(9))}" };
            lines.Add($"replace|c{random.Next(40)}|{random.Next(1000)}|condition_occurrence|p{person}|condition_source_value=I{random.Next(5)};visit_occurrence_id=v{visit}");
            lines.Add(random.Next(4) == 0 ? $"message|n{i}|{version}|cn_source_person:p{person}|p{person}|national_id=1101051949123100{random.Next(10)}{random.Next(10)}" : "bad|x");
            lines.Add(random.Next(9) == 0 ? $"withdraw|w{i}|{version}|visit_occurrence:v{visit}|p{person}|" : "content|measurement|p1|value_as_number=5");
            await fixture.LandAsync("source-" + source, [.. lines]);
            if (random.Next(5) == 0)
            {
                await fixture.Gate.DrainAsync(default);
            }
        }

        await fixture.Gate.DrainAsync(default);
        await fixture.ShouldVerifyAsync();
        var before = await fixture.DigestsAsync();
        before.Sum(d => d.Rows).ShouldBeGreaterThan(100);

        fixture.Options = new GateOptions { UnitEntries = 1000 };
        await fixture.OpenWarehouseAsync("fresh");
        await fixture.Gate.DrainAsync(default);
        (await fixture.DigestsAsync()).ShouldBe(before);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task Reprocessing_gives_the_same_rows()
    {
        await using var fixture = await OpenAsync();
        var first = await fixture.LandAsync("a", "replace|c1||condition_occurrence|p1|condition_source_value=I10", "bad|x", "content|measurement|p1|value_as_number=5", "message|m|5|visit_occurrence:v|p1|visit_source_value=A");
        await fixture.LandAsync("a", "replace|c1||condition_occurrence|p1|condition_source_value=I11");
        await fixture.Gate.DrainAsync(default);
        var before = await fixture.DigestsAsync();

        var outcome = await fixture.Gate.ReprocessAsync([first], default);

        outcome.Records.ShouldBe(4);
        outcome.Quarantined.ShouldBe(1);
        (await fixture.DigestsAsync()).ShouldBe(before);
        await fixture.ShouldVerifyAsync();
    }
}
