using Suwen.Governance.Gate;
using Suwen.Storage.Landing;

namespace Suwen.Governance.Tests.Gate;

public abstract partial class LoadGateCompliance
{
    private const string Statuses = "select entry_position, record_number, status from sys.quarantine order by 1, 2";
    private const string Codes = "select condition_source_value from condition_occurrence order by 1";

    [Fact]
    public async Task A_corrected_record_is_loaded_and_the_one_in_quarantine_points_to_it()
    {
        await using var fixture = await OpenAsync();
        var position = await fixture.LandAsync("a", "replace|c1||condition_occurrence|p1|condition_source_value=I10", "bad|c2", "bad|c3");
        await fixture.Gate.DrainAsync(default);
        var correction = await fixture.DecideAsync("a", position, 1, "replace|c2||condition_occurrence|p1|condition_source_value=J18");

        (await fixture.QueryAsync(Codes)).ShouldBe(["I10", "J18"]);
        (await fixture.QueryAsync(Statuses)).ShouldBe([$"{position.Value}|1|fixed", $"{position.Value}|2|open"]);
        (await fixture.QueryAsync("select entry_position, record_number, decision, decision_position, decided_by, reason from sys.quarantine_decision"))
            .ShouldBe([$"{position.Value}|1|fix|{correction.Value}|chen|tested"]);
        (await fixture.QueryAsync("select disposition, count(*) from sys.disposition group by 1 order by 1")).ShouldBe(["loaded|2", "quarantined|1"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task Corrections_and_discardings_outlive_a_restart_a_replay_and_a_rebuild()
    {
        await using var fixture = await OpenAsync();
        var position = await fixture.LandAsync("a", "bad|c1", "bad|c2", "content|condition_occurrence|p1|condition_source_value=K29");
        await fixture.Gate.DrainAsync(default);
        var correction = await fixture.DecideAsync("a", position, 0, "content|condition_occurrence|p1|condition_source_value=J18");
        await fixture.DecideAsync("a", position, 1);
        var (before, statuses) = (await fixture.DigestsAsync(), await fixture.QueryAsync(Statuses));
        statuses.ShouldBe([$"{position.Value}|0|fixed", $"{position.Value}|1|discarded"]);

        await fixture.OpenWarehouseAsync("warehouse");
        await fixture.Gate.ReprocessAsync([position], default);
        (await fixture.QueryAsync(Statuses)).ShouldBe(statuses);
        await fixture.Gate.ReprocessAsync([correction], default);
        (await fixture.QueryAsync(Statuses)).ShouldBe(statuses);
        (await fixture.DigestsAsync()).ShouldBe(before);
        await fixture.ShouldVerifyAsync();

        await fixture.OpenWarehouseAsync("rebuilt");
        await fixture.Gate.DrainAsync(default);
        (await fixture.DigestsAsync()).ShouldBe(before);
        (await fixture.QueryAsync(Statuses)).ShouldBe(statuses);
        await fixture.ShouldVerifyAsync();
    }

    /// <summary>Whether the later parser meets the record in a replay or in a rebuild, the correction stands and the record is not there twice.</summary>
    [Theory]
    [InlineData("odd|c1||condition_occurrence|p1|condition_source_value=wrong", "replace|c1||condition_occurrence|p1|condition_source_value=right")]
    [InlineData("odd|c1||condition_occurrence|p1|condition_source_value=wrong", "content|condition_occurrence|p1|condition_source_value=right")]
    public async Task A_correction_stands_when_a_later_parser_can_read_the_record_after_all(string record, string corrected)
    {
        await using var fixture = await OpenAsync();
        var position = await fixture.LandAsync("a", record, "odd|c9||condition_occurrence|p1|condition_source_value=other");
        await fixture.Gate.DrainAsync(default);
        await fixture.DecideAsync("a", position, 0, corrected);
        fixture.HasLaterParser = true;
        await fixture.OpenWarehouseAsync("warehouse");
        await fixture.Gate.ReprocessAsync([position], default);
        (await fixture.QueryAsync(Codes)).ShouldBe(["other", "right"]);
        (await fixture.QueryAsync(Statuses)).ShouldBeEmpty();
        (await fixture.QueryAsync("select disposition, count(*) from sys.disposition group by 1 order by 1")).ShouldBe(["loaded|2", "superseded|1"]);
        await fixture.ShouldVerifyAsync();

        await fixture.OpenWarehouseAsync("rebuilt");
        await fixture.Gate.DrainAsync(default);
        (await fixture.QueryAsync(Codes)).ShouldBe(["other", "right"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_correction_does_not_overtake_a_version_that_came_between()
    {
        await using var fixture = await OpenAsync();
        var position = await fixture.LandAsync("a", "bad|c1");
        await fixture.LandAsync("a", "replace|c1||condition_occurrence|p1|condition_source_value=newer");
        await fixture.Gate.DrainAsync(default);
        await fixture.DecideAsync("a", position, 0, "replace|c1||condition_occurrence|p1|condition_source_value=corrected old");
        (await fixture.QueryAsync(Codes)).ShouldBe(["newer"]);
        (await fixture.QueryAsync("select condition_source_value from history.condition_occurrence")).ShouldBe(["corrected old"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_correction_that_is_itself_faulty_decides_nothing_and_a_trial_says_so_before_it_lands()
    {
        await using var fixture = await OpenAsync();
        var position = await fixture.LandAsync("a", "bad|c1");
        await fixture.Gate.DrainAsync(default);
        var trial = fixture.Gate.Try(new LandingHeader("a", QuarantineDecision.Channel, "script", LandingHeader.NoMetadata), "bad|again"u8.ToArray());
        trial.Rejections.Single().ReasonCode.ShouldBe(RejectReasons.InvalidValue);
        fixture.Gate.Try(new LandingHeader("a", "test", "script", LandingHeader.NoMetadata), "boom"u8.ToArray()).Rejections.Single().ReasonCode.ShouldBe(RejectReasons.ParserFault);

        await fixture.DecideAsync("a", position, 0, "bad|again");
        (await fixture.QueryAsync("select status, count(*) from sys.quarantine group by 1")).ShouldBe(["open|2"]);
        (await fixture.QueryAsync("select count(*) from sys.quarantine_decision")).ShouldBe(["0"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task Of_two_decisions_on_a_record_the_later_stands()
    {
        await using var fixture = await OpenAsync();
        var position = await fixture.LandAsync("a", "bad|c1");
        await fixture.Gate.DrainAsync(default);
        await fixture.DecideAsync("a", position, 0);
        (await fixture.QueryAsync("select status from sys.quarantine")).ShouldBe(["discarded"]);
        await fixture.DecideAsync("a", position, 0, "replace|c1||condition_occurrence|p1|condition_source_value=J18");
        (await fixture.QueryAsync("select status from sys.quarantine")).ShouldBe(["fixed"]);
        await fixture.ShouldVerifyAsync();
    }
}
