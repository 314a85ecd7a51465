using System.Globalization;
using Suwen.Governance.Catalogue;
using Suwen.Governance.Lineage;
using Suwen.Governance.Tests.Gate;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Tests.Catalogue;

/// <summary>What profiles, assessment and impact must say on every engine. Expected values are counted by hand from the rows that the tests load.</summary>
public abstract class CatalogueCompliance : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("suwen-catalogue-").FullName;

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected static Task<GateFixture> OpenAsync(Func<string, Task<IWarehouse>> open) => GateFixture.OpenAsync(open);

    protected abstract Task<IWarehouse> OpenWarehouseAsync(string path);

    private CatalogueState State() => CatalogueState.Open(Path.Combine(folder, "app.db"), TimeProvider.System);

    private static Task<TableProfile> ProfileAsync(GateFixture gate, string table) =>
        Profiler.RunAsync(gate.Warehouse, CanonicalModel.Table(table), new Dictionary<int, string> { [1] = "first" }, GateFixture.Scope, TimeProvider.System, default);

    /// <summary>Forty measurements of forty persons: codes A (30 rows) and B (10), numbers 1 to 40, a unit on every fourth row, twelve from source two.</summary>
    private static async Task LoadMeasurementsAsync(GateFixture gate)
    {
        for (var source = 1; source <= 2; source++)
        {
            var lines = Enumerable.Range(1, 40).Where(i => i <= 28 == (source == 1)).Select(i => string.Create(
                CultureInfo.InvariantCulture,
                $"replace|m{i}||measurement|p{i}|measurement_concept_id=0;measurement_type_concept_id=0;measurement_date={19_000 + i};measurement_source_value={(i % 4 == 0 ? "B" : "A")};value_as_number={BitConverter.DoubleToInt64Bits(i)}{(i % 4 == 0 ? ";unit_source_value=mmol/L" : "")}"));
            await gate.LoadAsync(source == 1 ? "first" : "second", [.. lines]);
        }
    }

    [Fact]
    public async Task A_profile_tells_what_plain_counting_tells()
    {
        await using var gate = await OpenAsync(OpenWarehouseAsync);
        await LoadMeasurementsAsync(gate);
        var profile = await ProfileAsync(gate, "measurement");
        profile.Rows.ShouldBe(40);
        profile.Sources.Select(s => s.Rows).ShouldBe([28, 12]);

        // Day 19,001 after 1970-01-01 is 2022-01-09, day 19,040 is 2022-02-17.
        (profile.From, profile.To).ShouldBe(("2022-01-09", "2022-02-17"));
        profile.Years.ShouldBe([new YearCount(2022, 40)]);
        var value = profile.Columns.Single(c => c.Name == "value_as_number");
        (value.Filled, value.Distinct, value.Min, value.Max, value.Mean).ShouldBe((40L, 40L, "1", "40", 20.5));

        // Linear interpolation between order statistics (type 7): the p-th percentile of 1..n lies at 1 + p (n - 1).
        value.Percentiles!.Select(p => Math.Round(p, 6)).ShouldBe([2.95, 10.75, 20.5, 30.25, 38.05]);
        var unit = profile.Columns.Single(c => c.Name == "unit_source_value");
        (unit.Filled, unit.Distinct).ShouldBe((10L, 1L));
        unit.FilledBySource.ShouldBe([7, 3]);
    }

    [Fact]
    public async Task Values_of_few_rows_are_not_told()
    {
        await using var gate = await OpenAsync(OpenWarehouseAsync);
        await LoadMeasurementsAsync(gate);
        var code = (await ProfileAsync(gate, "measurement")).Columns.Single(c => c.Name == "measurement_source_value");
        code.Distinct.ShouldBe(2);

        // B stands in ten rows, one fewer than the smallest cell.
        code.TopValues.ShouldBe([new ValueCount("A", 30)]);
        code.Patterns.ShouldBe([new ValueCount("A", 40)]);
    }

    [Fact]
    public async Task Of_what_identifies_a_person_shapes_are_told_and_no_value()
    {
        await using var gate = await OpenAsync(OpenWarehouseAsync);
        await gate.LoadAsync("first", [.. Enumerable.Range(10, 20).Select(i => $"replace|p{i}||cn_source_person||full_name=王小明;phone=138001380{i}")]);
        var profile = await ProfileAsync(gate, "cn_source_person");
        foreach (var name in new[] { "full_name", "phone" })
        {
            var column = profile.Columns.Single(c => c.Name == name);
            (column.IsIdentifying, column.Filled, column.Min, column.Max).ShouldBe((true, 20L, null, null));
            column.TopValues.ShouldBeEmpty();
        }

        profile.Columns.Single(c => c.Name == "full_name").Patterns.ShouldBe([new ValueCount("汉", 20)]);
        profile.Columns.Single(c => c.Name == "phone").Patterns.ShouldBe([new ValueCount("99999999999", 20)]);
    }

    [Fact]
    public async Task Profiles_keep_their_history_and_come_back_as_they_were()
    {
        await using var gate = await OpenAsync(OpenWarehouseAsync);
        await LoadMeasurementsAsync(gate);
        var state = State();
        var profile = await ProfileAsync(gate, "measurement");
        state.Add(profile);
        state.Add(profile with { Rows = 41 });
        state.ProfilesOf("measurement").Select(p => p.Rows).ShouldBe([41, 40]);
        state.ProfilesOf("measurement")[1].Columns.Single(c => c.Name == "value_as_number").Percentiles.ShouldBe(profile.Columns.Single(c => c.Name == "value_as_number").Percentiles);
        (await Profiler.StateOfAsync(gate.Warehouse, CanonicalModel.Table("measurement"), GateFixture.Scope, default)).ShouldBe((profile.Rows, profile.LoadId));
    }

    [Fact]
    public async Task Every_table_can_be_profiled()
    {
        await using var gate = await OpenAsync(OpenWarehouseAsync);
        await LoadMeasurementsAsync(gate);
        foreach (var table in CanonicalModel.Tables.Where(t => t.Schema == "cdr"))
        {
            (await ProfileAsync(gate, table.Name)).Columns.Count.ShouldBe(table.Columns.Count(c => c.Role != ColumnRole.Provenance));
        }
    }

    [Fact]
    public async Task The_assessment_says_what_is_there_with_the_number_and_what_is_not()
    {
        await using var gate = await OpenAsync(OpenWarehouseAsync);
        await gate.LoadAsync("first", [.. Enumerable.Range(10, 20).Select(i => $"replace|p{i}||cn_source_person||full_name=某人;gender_source_value={(i < 25 ? "1" : "男人")}")]);
        var state = State();
        state.Add(await ProfileAsync(gate, "cn_source_person"));
        var report = await SelfAssessment.RunAsync(gate.Warehouse, state, GateFixture.Scope, TimeProvider.System, default);
        var name = report.Items.First(i => i.Item == "DE02.01.039.00");
        (name.Status, name.Count, name.Of).ShouldBe(("has", 20L, 20L));

        // GB/T 2261.1 has the codes 0, 1, 2 and 9: fifteen of the twenty values are of it.
        var sex = report.Items.Single(i => i.Section.StartsWith("值域", StringComparison.Ordinal) && i.Item == "cn_source_person.gender_source_value");
        (sex.Status, sex.Count, sex.Of, sex.Share).ShouldBe(("partly", 15L, 20L, 0.75));
        report.Items.First(i => i.Item == "DE02.01.012.00" || i.Item == "DE02.01.010.00").Status.ShouldBe("empty");
        report.Items.ShouldContain(i => i.Status == "missing");
        report.Items.Count(i => i.Status == "needs a person").ShouldBe(5);
    }

    [Fact]
    public async Task Without_a_source_its_rows_its_own_columns_and_the_views_of_them_are_missing()
    {
        await using var gate = await OpenAsync(OpenWarehouseAsync);
        await LoadMeasurementsAsync(gate);
        await gate.LoadAsync("second", "replace|d1||death|p40|death_date=19100");
        var state = State();
        foreach (var table in new[] { "measurement", "death" })
        {
            state.Add(await ProfileAsync(gate, table));
        }

        var graph = PlatformLineage.Build([], [new ResultResource("report:deaths", "report", "020103", "event", "on-demand", "死亡", "Deaths", "select count(*) as n, max(death_date) as last from cdm.death")]);
        var report = (await Impact.OfSourceAsync(gate.Warehouse, graph, state, "second", GateFixture.Scope, TimeProvider.System, default)).ShouldNotBeNull();
        report.Tables.Select(t => (t.Table, t.Rows, t.SourceRows, t.RecentRows)).ShouldBe([("cdr.death", 1L, 1L, 1L), ("cdr.measurement", 40L, 12L, 12L)]);
        report.SoleColumns.ShouldContain(c => c.Table == "cdr.death" && c.Column == "death_date");
        report.SoleColumns.ShouldNotContain(c => c.Table == "cdr.measurement");
        report.Views.Select(v => v.Result).ShouldBe(["cdm.death", "cdm.measurement"]);
        report.Results.ShouldHaveSingleItem().Columns.ShouldBe(["last"]);
        (await Impact.OfSourceAsync(gate.Warehouse, graph, state, "nobody", GateFixture.Scope, TimeProvider.System, default)).ShouldBeNull();
    }

    [Fact]
    public async Task An_entry_is_followed_to_its_rows()
    {
        await using var gate = await OpenAsync(OpenWarehouseAsync);
        var position = await gate.LandAsync("first", "replace|d1||death|p1|death_date=19100", "bad|x");
        await gate.Gate.DrainAsync(default);
        var trail = (await EntryLineage.ReadAsync(gate.Warehouse, State(), position, GateFixture.Scope, default)).ShouldNotBeNull();
        trail.Source.ShouldBe("first");
        trail.Records.Select(r => r.Disposition).ShouldBe(["loaded", "quarantined"]);
        trail.Rows.ShouldContain(new EntryRows("cdr.death", 0, 1));
        (await EntryLineage.ReadAsync(gate.Warehouse, State(), new Storage.Landing.LandingPosition(1, 999), GateFixture.Scope, default)).ShouldBeNull();
    }
}
