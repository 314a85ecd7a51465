using System.Globalization;
using System.Text;
using Suwen.Governance.Gate.Decisions;
using Suwen.Storage.Landing;

namespace Suwen.Governance.Tests.Gate;

public abstract partial class LoadGateCompliance
{
    private const string Values = "select measurement_source_value, value_as_number, unit_source_value, rules is not null from measurement order by 1";
    private const string Glucose = "replace|m1||measurement|p1|measurement_source_value=glucose;unit_source_value=mmol/L";
    private const string Sodium = "replace|m2||measurement|p1|measurement_source_value=sodium;unit_source_value=mmol/L";

    [Fact]
    public async Task An_amended_row_says_so_and_the_row_as_it_was_is_history()
    {
        await using var fixture = await OpenAsync();
        var position = await fixture.LandAsync("a", Glucose, Sodium);
        await fixture.Gate.DrainAsync(default);
        await AmendAsync(fixture, "x1", "glucose", position, 0, "\"set\":{\"value_as_number\":5.5,\"unit_source_value\":\"mg/dL\"}");

        (await fixture.QueryAsync(Values)).ShouldBe(["glucose|5.5|mg/dL|True", "sodium||mmol/L|False"]);
        (await fixture.QueryAsync("select unit_source_value, superseded_reason from history.measurement")).ShouldBe(["mmol/L|amended"]);
        (await fixture.QueryAsync("select a.decided_by, a.reason, a.state from measurement m join cn_amendment a on a.amendment_id = m.rules")).ShouldBe(["chen|tested|standing"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task An_amendment_outlives_a_restart_a_reading_again_and_a_rebuild()
    {
        await using var fixture = await OpenAsync();
        var position = await fixture.LandAsync("a", Glucose, Sodium);
        await fixture.Gate.DrainAsync(default);
        await AmendAsync(fixture, "x1", "glucose", position, 0, "\"set\":{\"value_as_number\":5.5}");
        await AmendAsync(fixture, "x2", "glucose", position, 0, "\"set\":{\"unit_source_value\":\"g/L\"}");
        var before = await fixture.DigestsAsync();
        (await fixture.QueryAsync(Values)).ShouldBe(["glucose|5.5|g/L|True", "sodium||mmol/L|False"]);

        await fixture.OpenWarehouseAsync("warehouse");
        await fixture.Gate.ReprocessAsync([position], default);
        (await fixture.DigestsAsync()).ShouldBe(before);

        await fixture.OpenWarehouseAsync("rebuilt");
        await fixture.Gate.DrainAsync(default);
        (await fixture.DigestsAsync()).ShouldBe(before);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task An_amendment_taken_back_leaves_the_row_as_its_source_stated_it_and_the_other_amendments_standing()
    {
        await using var fixture = await OpenAsync();
        var position = await fixture.LandAsync("a", Glucose, Sodium);
        await fixture.Gate.DrainAsync(default);
        await AmendAsync(fixture, "x1", "glucose", position, 0, "\"set\":{\"value_as_number\":5.5}");
        await AmendAsync(fixture, "x2", "glucose", position, 0, "\"set\":{\"unit_source_value\":\"g/L\"}");
        await AmendAsync(fixture, "x1", "glucose", position, 0, "\"state\":\"withdrawn\",\"set\":{\"value_as_number\":5.5}");
        (await fixture.QueryAsync(Values)).ShouldBe(["glucose||g/L|True", "sodium||mmol/L|False"]);
        await AmendAsync(fixture, "x2", "glucose", position, 0, "\"state\":\"withdrawn\",\"set\":{\"unit_source_value\":\"g/L\"}");
        (await fixture.QueryAsync(Values)).ShouldBe(["glucose||mmol/L|False", "sodium||mmol/L|False"]);
        await fixture.ShouldVerifyAsync();

        var before = await fixture.DigestsAsync();
        await fixture.OpenWarehouseAsync("rebuilt");
        await fixture.Gate.DrainAsync(default);
        (await fixture.DigestsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_removed_row_is_gone_until_its_removal_is_taken_back()
    {
        await using var fixture = await OpenAsync();
        var position = await fixture.LandAsync("a", Glucose, Sodium);
        await fixture.Gate.DrainAsync(default);
        await AmendAsync(fixture, "x1", "sodium", position, 1, "\"remove\":true");
        (await fixture.QueryAsync(Values)).ShouldBe(["glucose||mmol/L|False"]);
        (await fixture.QueryAsync("select measurement_source_value, superseded_reason from history.measurement")).ShouldBe(["sodium|amended"]);
        await fixture.ShouldVerifyAsync();

        var key = await RowKeyAsync(fixture, "sodium", "history.measurement");
        await AmendAsync(fixture, "x1", key, position, 1, "\"state\":\"withdrawn\",\"remove\":true", isKey: true);
        (await fixture.QueryAsync(Values)).ShouldBe(["glucose||mmol/L|False", "sodium||mmol/L|False"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task What_the_source_states_anew_takes_the_place_of_an_amendment()
    {
        await using var fixture = await OpenAsync();
        var position = await fixture.LandAsync("a", Glucose);
        await fixture.Gate.DrainAsync(default);
        await AmendAsync(fixture, "x1", "glucose", position, 0, "\"set\":{\"unit_source_value\":\"mg/dL\"}");
        await fixture.LoadAsync("a", "replace|m1||measurement|p1|measurement_source_value=glucose;unit_source_value=mg/L");

        (await fixture.QueryAsync(Values)).ShouldBe(["glucose||mg/L|False"]);
        await fixture.Gate.ReprocessAsync([position], default);
        (await fixture.QueryAsync(Values)).ShouldBe(["glucose||mg/L|False"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_row_that_messages_state_together_is_amended_too()
    {
        await using var fixture = await OpenAsync();
        var position = await fixture.LandAsync("a", "message|e1|100|measurement:m1|p1|measurement_source_value=glucose;unit_source_value=mmol/L");
        await fixture.Gate.DrainAsync(default);
        await AmendAsync(fixture, "x1", "glucose", position, 0, "\"set\":{\"unit_source_value\":\"mg/dL\"}");
        (await fixture.QueryAsync(Values)).ShouldBe(["glucose||mg/dL|True"]);
        await fixture.Gate.ReprocessAsync([position], default);
        (await fixture.QueryAsync(Values)).ShouldBe(["glucose||mg/dL|True"]);
        await AmendAsync(fixture, "x1", "glucose", position, 0, "\"state\":\"withdrawn\",\"set\":{\"unit_source_value\":\"mg/dL\"}");
        (await fixture.QueryAsync(Values)).ShouldBe(["glucose||mmol/L|False"]);
        await fixture.ShouldVerifyAsync();
    }

    [Theory]
    [InlineData("\"set\":{\"value_as_number\":\"high\"}", "set.value_as_number")]
    [InlineData("\"set\":{\"measurement_date\":\"2024-02-30\"}", "set.measurement_date")]
    [InlineData("\"set\":{\"person_id\":4}", "set.person_id")]
    [InlineData("\"set\":{\"load_id\":4}", "set.load_id")]
    [InlineData("\"set\":{\"no_such\":4}", "set.no_such")]
    [InlineData("\"set\":{}", "set")]
    [InlineData("\"set\":{\"value_as_number\":1},\"remove\":true", "set")]
    public async Task An_amendment_that_makes_no_sense_is_set_aside_and_changes_nothing(string what, string path)
    {
        await using var fixture = await OpenAsync();
        var position = await fixture.LandAsync("a", Glucose);
        await fixture.Gate.DrainAsync(default);
        await AmendAsync(fixture, "x1", "glucose", position, 0, what);

        (await fixture.QueryAsync(Values)).ShouldBe(["glucose||mmol/L|False"]);
        (await fixture.QueryAsync("select fault_path, at_fault from sys.quarantine")).ShouldBe([path + "|caller"]);
        await fixture.ShouldVerifyAsync();
    }

    private static async Task<string> RowKeyAsync(GateFixture fixture, string measurement, string table = "cdr.measurement")
    {
        var rows = await fixture.QueryAsync($"select k.key_hash_high, k.key_hash_low from sys.key k join {table} m on m.measurement_id = k.key_id where m.measurement_source_value = '{measurement}' and not k.is_alias");
        var parts = rows[0].Split('|').Select(p => (ulong)long.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        return new UInt128(parts[0], parts[1]).ToString("x32", CultureInfo.InvariantCulture);
    }

    private static async Task AmendAsync(GateFixture fixture, string id, string measurement, LandingPosition position, int record, string what, bool isKey = false)
    {
        var key = isKey ? measurement : await RowKeyAsync(fixture, measurement);
        var line = $"{{\"kind\":\"amend-row\",\"id\":\"{id}\",\"by\":\"chen\",\"why\":\"tested\",\"table\":\"measurement\",\"row\":\"{key}\",\"position\":\"{position.Value}\",\"record\":{record},{what}}}";
        await fixture.Journal.AppendAsync(DecisionSource.Header("a"), Encoding.UTF8.GetBytes(line), default);
        await fixture.Gate.DrainAsync(default);
    }
}
