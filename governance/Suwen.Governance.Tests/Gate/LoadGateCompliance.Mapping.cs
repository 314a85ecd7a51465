using Suwen.Governance.Gate;
using Suwen.Storage;

namespace Suwen.Governance.Tests.Gate;

public abstract partial class LoadGateCompliance
{
    private const string Concepts = "select condition_source_value, condition_concept_id, condition_source_concept_id from condition_occurrence order by 1, 2";
    private const string Diabetes = "{\"kind\":\"map-code\",\"by\":\"chen\",\"why\":\"asked the ward\",\"source\":\"a\",\"vocabulary\":\"HIS\",\"code\":\"TNB\",\"system\":\"icd10-gl2\",\"target\":\"A00.000\"}";
    private const string Withdrawn = "{\"kind\":\"map-code\",\"by\":\"chen\",\"why\":\"was wrong\",\"source\":\"a\",\"vocabulary\":\"HIS\",\"code\":\"TNB\",\"status\":\"withdrawn\"}";

    /// <summary>A00.000 is the first code of the table of 国临 2.0, I10 a heading of it; BJ0000 is a local code.</summary>
    [Fact]
    public async Task A_code_of_a_standard_system_is_its_own_concept_under_any_name_of_the_system()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync(
            "a",
            "replace|c1||condition_occurrence|p1|condition_source_value=A00.000;condition_source_vocabulary=ICD10CN;condition_concept_id=0",
            "replace|c2||condition_occurrence|p1|condition_source_value=A00.000;condition_source_vocabulary=urn:oid:2.16.156.10011.2.3.3.11;condition_concept_id=0",
            "replace|c3||condition_occurrence|p1|condition_source_value=A00.000;condition_source_vocabulary=ICD10-YB2;condition_concept_id=0",
            "replace|c4||condition_occurrence|p1|condition_source_value=A00.000;condition_concept_id=0",
            "replace|c5||condition_occurrence|p1|condition_source_value=BJ0000;condition_source_vocabulary=ICD10CN;condition_concept_id=0",
            "replace|c6||measurement|p1|measurement_source_value=A00.000;measurement_source_vocabulary=ICD10CN;measurement_concept_id=0");

        // A code of another system than the domain's standard is known for what it is and has no standard concept by itself.
        (await fixture.QueryAsync("select condition_source_value, condition_concept_id, condition_source_concept_id from condition_occurrence order by condition_occurrence_id"))
            .ShouldBe(["A00.000|2001000001|2001000001", "A00.000|2001000001|2001000001", "A00.000|0|2002000001", "A00.000|0|", "BJ0000|0|"]);
        (await fixture.QueryAsync("select measurement_concept_id, measurement_source_concept_id from measurement")).ShouldBe(["0|2001000001"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_concept_that_the_source_has_stated_stays_whatever_is_decided()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", "replace|c1||condition_occurrence|p1|condition_source_value=TNB;condition_source_vocabulary=HIS;condition_concept_id=201826;condition_source_concept_id=44833365");
        await fixture.LandDecisionsAsync(Diabetes);
        await fixture.Gate.DrainAsync(default);
        (await fixture.QueryAsync(Concepts)).ShouldBe(["TNB|201826|44833365"]);
        await fixture.LandDecisionsAsync(Withdrawn);
        await fixture.Gate.DrainAsync(default);
        (await fixture.QueryAsync(Concepts)).ShouldBe(["TNB|201826|44833365"]);
        (await fixture.QueryAsync("select count(*) from history.condition_occurrence")).ShouldBe(["0"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_mapping_change_maps_the_rows_of_its_code_again_and_nothing_else()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", [.. Enumerable.Range(0, 200).Select(i =>
            $"replace|c{i}||condition_occurrence|p{i % 7}|condition_source_value={(i % 5 == 0 ? "TNB" : "GXY" + (i % 3))};condition_source_vocabulary={(i % 10 == 5 ? "HIS2" : "HIS")};condition_concept_id=0"),
            "replace|o1||observation|p1|observation_source_value=TNB;observation_source_vocabulary=HIS;observation_concept_id=0",
            "replace|v1||visit_occurrence|p1|visit_source_value=TNB;visit_source_vocabulary=HIS;visit_concept_id=9202"]);
        await fixture.LoadAsync("b", "replace|c1||condition_occurrence|p1|condition_source_value=TNB;condition_source_vocabulary=HIS;condition_concept_id=0");
        var before = await fixture.DigestsAsync();
        var loads = await fixture.QueryAsync("select max(load_id) from sys.load");

        await fixture.LandDecisionsAsync(Diabetes);
        await fixture.Gate.DrainAsync(default);

        // Of source a, 20 diagnoses say TNB of HIS, and one observation does; 20 say it of HIS2, and one is of source b.
        (await fixture.QueryAsync($"select condition_concept_id, count(*) from condition_occurrence where load_id > {loads[0]} group by 1")).ShouldBe(["2001000001|20"]);
        (await fixture.QueryAsync($"select observation_concept_id, count(*) from observation where load_id > {loads[0]} group by 1")).ShouldBe(["2001000001|1"]);
        (await fixture.QueryAsync("select condition_concept_id, count(*) from condition_occurrence group by 1 order by 1")).ShouldBe(["0|181", "2001000001|20"]);
        (await fixture.QueryAsync("select superseded_reason, count(*), min(condition_concept_id), max(condition_concept_id) from history.condition_occurrence group by 1")).ShouldBe(["mapping|20|0|0"]);
        (await fixture.QueryAsync("select visit_concept_id from visit_occurrence")).ShouldBe(["9202"]);
        await fixture.ShouldVerifyAsync();

        await fixture.LandDecisionsAsync(Withdrawn);
        await fixture.Gate.DrainAsync(default);
        var after = await fixture.DigestsAsync();
        after.Where(d => d.Table != "cn_code_map").ShouldBe(before.Where(d => d.Table != "cn_code_map"));
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_mapping_holds_for_what_comes_after_it_and_a_rebuild_gives_the_same_rows()
    {
        await using var fixture = await OpenAsync();
        var row = (string key) => $"replace|{key}||condition_occurrence|p1|condition_source_value=TNB;condition_source_vocabulary=HIS;condition_concept_id=0";
        await fixture.LandAsync("a", row("c1"));
        await fixture.LandDecisionsAsync(Diabetes);
        await fixture.LandAsync("a", row("c2"));
        await fixture.Gate.DrainAsync(default);
        await fixture.LandAsync("a", row("c3"));
        await fixture.LandDecisionsAsync("{\"kind\":\"map-code\",\"by\":\"li\",\"why\":\"of all sources\",\"vocabulary\":\"HIS\",\"code\":\"TNB\",\"system\":\"none\"}");
        await fixture.LandAsync("b", row("c4"));
        await fixture.Gate.DrainAsync(default);

        // What is decided for the source goes before what is decided for all.
        (await fixture.QueryAsync(Concepts)).ShouldBe(["TNB|0|", "TNB|2001000001|", "TNB|2001000001|", "TNB|2001000001|"]);
        var before = await fixture.DigestsAsync();
        await fixture.OpenWarehouseAsync("warehouse");
        await fixture.LandAsync("a", "keep|again");
        await fixture.Gate.DrainAsync(default);
        await fixture.OpenWarehouseAsync("rebuilt");
        await fixture.Gate.DrainAsync(default);
        (await fixture.DigestsAsync()).ShouldBe(before);
        await fixture.ShouldVerifyAsync();
    }

    /// <summary>An HL7 v2 message states concept 0 with every segment; a later one without the code must not take the meaning away.</summary>
    [Fact]
    public async Task A_merged_row_means_what_its_code_means_whichever_message_the_code_came_with()
    {
        await using var fixture = await OpenAsync();
        await fixture.LandDecisionsAsync(Diabetes);
        await fixture.LoadAsync(
            "a",
            "message|m1|100|condition_occurrence:d1|p1|condition_source_value=TNB;condition_source_vocabulary=HIS;condition_concept_id=0",
            "message|m2|200|condition_occurrence:d1|p1|condition_concept_id=0;condition_status_source_value=final");
        (await fixture.QueryAsync(Concepts)).ShouldBe(["TNB|2001000001|"]);
        await fixture.LoadAsync("a", "message|m3|300|condition_occurrence:d1|p1|condition_concept_id=0;condition_status_source_value=final");
        (await fixture.QueryAsync(Concepts)).ShouldBe(["TNB|2001000001|"]);

        // Said again without change, it is no new version of the row.
        (await fixture.QueryAsync("select count(*) from history.condition_occurrence where superseded_reason = 'superseded' and condition_status_source_value = 'final'")).ShouldBe(["0"]);
        await fixture.LoadAsync("a", "message|m4|400|condition_occurrence:d1|p1|condition_source_value=XX;condition_concept_id=0");
        (await fixture.QueryAsync(Concepts)).ShouldBe(["XX|0|"]);
        await fixture.LoadAsync("a", "message|m5|500|condition_occurrence:d1|p1|condition_source_value=A00.000;condition_source_vocabulary=ICD-10;condition_concept_id=0");
        (await fixture.QueryAsync(Concepts)).ShouldBe(["A00.000|2001000001|2001000001"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_table_of_the_site_gives_meaning_to_rows_before_and_after_it()
    {
        await using var fixture = await OpenAsync();
        var row = (string key, string code) => $"replace|{key}||measurement|p1|measurement_source_value={code};measurement_source_vocabulary=LIS;measurement_concept_id=0";
        await fixture.LoadAsync("a", row("m1", "GLU"), row("m2", "HB"));
        await fixture.LandDecisionsAsync(
            "{\"kind\":\"code-system\",\"by\":\"li\",\"system\":\"lab\",\"title\":\"检验项目\",\"aliases\":\"LIS|lab-hub\"}",
            "{\"kind\":\"term\",\"by\":\"li\",\"system\":\"lab\",\"code\":\"GLU\",\"name\":\"葡萄糖\",\"concept\":2100000000}");
        await fixture.LoadAsync("a", row("m3", "GLU"));
        const string sought = "select measurement_source_value, measurement_concept_id, measurement_source_concept_id from measurement order by measurement_id";
        (await fixture.QueryAsync(sought)).ShouldBe(["GLU|0|2100000000", "HB|0|", "GLU|0|2100000000"]);

        // The system is called something else from now on: its codes are no longer those of LIS.
        await fixture.LandDecisionsAsync("{\"kind\":\"code-system\",\"by\":\"li\",\"system\":\"lab\",\"title\":\"检验项目\",\"aliases\":\"lab-hub\"}");
        await fixture.Gate.DrainAsync(default);
        (await fixture.QueryAsync(sought)).ShouldBe(["GLU|0|", "HB|0|", "GLU|0|"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_proposal_changes_no_row_until_another_person_confirms_it()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", "replace|c1||condition_occurrence|p1|condition_source_value=TNB;condition_source_vocabulary=HIS;condition_concept_id=0");
        await fixture.LandDecisionsAsync(Diabetes.Replace("\"target\"", "\"status\":\"proposed\",\"target\"", StringComparison.Ordinal));
        await fixture.Gate.DrainAsync(default);
        (await fixture.QueryAsync(Concepts)).ShouldBe(["TNB|0|"]);

        // The same person cannot be the second one.
        await fixture.LandDecisionsAsync(Diabetes.Replace("\"target\"", "\"confirms\":\"chen\",\"target\"", StringComparison.Ordinal));
        await fixture.Gate.DrainAsync(default);
        (await fixture.QueryAsync("select reason_code, fault_path from sys.quarantine")).ShouldBe(["invalid-value|confirms"]);
        (await fixture.QueryAsync(Concepts)).ShouldBe(["TNB|0|"]);
        await fixture.LandDecisionsAsync(Diabetes.Replace("\"by\":\"chen\"", "\"by\":\"li\",\"confirms\":\"chen\"", StringComparison.Ordinal));
        await fixture.Gate.DrainAsync(default);
        (await fixture.QueryAsync(Concepts)).ShouldBe(["TNB|2001000001|"]);
        (await fixture.QueryAsync("select decided_by, confirmed_by from cn_code_map where not is_proposal")).ShouldBe(["chen|li"]);
    }

    [Fact]
    public async Task Broken_off_before_its_commit_a_mapping_has_changed_nothing_and_is_made_whole_afterwards()
    {
        FailingCommits? warehouse = null;
        await using var fixture = await GateFixture.OpenAsync(async path => warehouse = new FailingCommits(await OpenWarehouseAsync(path)));
        await fixture.LoadAsync("a", "replace|c1||condition_occurrence|p1|condition_source_value=TNB;condition_source_vocabulary=HIS;condition_concept_id=0");
        var before = await fixture.DigestsAsync();
        await fixture.LandDecisionsAsync(Diabetes);
        warehouse!.FailNext = true;
        await Should.ThrowAsync<WarehouseException>(() => fixture.Gate.DrainAsync(default));
        (await fixture.DigestsAsync()).ShouldBe(before);
        (await fixture.QueryAsync("select count(*) from history.condition_occurrence")).ShouldBe(["0"]);

        await fixture.Gate.DrainAsync(default);
        (await fixture.QueryAsync(Concepts)).ShouldBe(["TNB|2001000001|"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_row_whose_concept_is_not_what_the_mappings_say_is_named_by_verify()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", "replace|c1||condition_occurrence|p1|condition_source_value=A00.000;condition_source_vocabulary=ICD10CN;condition_concept_id=0");
        await using (var transaction = await fixture.Warehouse.BeginAsync(default))
        {
            await transaction.ExecuteAsync("update cdr.condition_occurrence set condition_concept_id = 1", default);
            await transaction.CommitAsync(default);
        }

        var report = await Governance.Verification.WarehouseVerification.RunAsync(fixture.Warehouse, fixture.Journal, GateFixture.Scope, default);
        var check = report.Checks.Single(c => c.Name == "concepts.current");
        (check.Passed, check.Violations, check.Checked).ShouldBe((false, 1, 1));
        check.Explanation.ShouldContain("condition_occurrence of a");
    }

    /// <summary>A warehouse whose next commit fails, as in a crash of the engine: the transaction is lost.</summary>
    private sealed class FailingCommits(IWarehouse inner) : IWarehouse
    {
        public bool FailNext { get; set; }

        public SqlDialect Dialect => inner.Dialect;

        public Task<IQueryResult> QueryAsync(SqlStatement statement, ReadScope scope, CancellationToken cancellationToken) => inner.QueryAsync(statement, scope, cancellationToken);

        public async Task<IWarehouseTransaction> BeginAsync(CancellationToken cancellationToken) => new Transaction(this, await inner.BeginAsync(cancellationToken));

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private sealed class Transaction(FailingCommits owner, IWarehouseTransaction inner) : IWarehouseTransaction
        {
            public Task<long> ExecuteAsync(SqlStatement statement, CancellationToken cancellationToken) => inner.ExecuteAsync(statement, cancellationToken);

            public Task<IQueryResult> QueryAsync(SqlStatement statement, ReadScope scope, CancellationToken cancellationToken) => inner.QueryAsync(statement, scope, cancellationToken);

            public Task AppendAsync(Storage.Schema.Table table, ColumnBatch rows, CancellationToken cancellationToken) => inner.AppendAsync(table, rows, cancellationToken);

            public Task StageAsync(string name, ColumnBatch rows, CancellationToken cancellationToken) => inner.StageAsync(name, rows, cancellationToken);

            public Task CommitAsync(CancellationToken cancellationToken)
            {
                if (!owner.FailNext)
                {
                    return inner.CommitAsync(cancellationToken);
                }

                owner.FailNext = false;
                throw new WarehouseException(WarehouseFault.Platform, "The engine went away.");
            }

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
