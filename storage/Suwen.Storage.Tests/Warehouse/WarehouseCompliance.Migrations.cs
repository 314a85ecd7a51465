using Suwen.Storage.Schema;

namespace Suwen.Storage.Tests.Warehouse;

public abstract partial class WarehouseCompliance
{
    [Fact]
    public async Task Migrating_creates_every_table_of_the_model_with_its_columns_in_order()
    {
        await Migrations.MigrateAsync(Warehouse, None);
        var found = (await Rows("select table_schema, table_name, column_name from information_schema.columns where table_schema in ('cdr', 'sys', 'history', 'cdm') order by table_schema, table_name, ordinal_position"))
            .ToLookup(r => $"{r[0]}.{r[1]}", r => (string)r[2]!);
        foreach (var table in CanonicalModel.Tables)
        {
            found[table.ToString()].ShouldBe(table.Columns.Select(c => c.Name), table.ToString());
            if (table.IsLoaded)
            {
                // A column that a later migration adds stands behind those that the table began with.
                var first = table.Columns.Min(c => c.Since);
                found["history." + table.Name].ShouldBe(
                    [.. table.Columns.Where(c => c.Since == first).Select(c => c.Name), "superseded_by_load_id", "superseded_reason", .. table.Columns.Where(c => c.Since > first).OrderBy(c => c.Since).Select(c => c.Name)]);
            }
        }

        // The column list of OMOP CDM 5.4's DEATH and CONCEPT_ANCESTOR, from the published table definitions.
        found["cdm.death"].ShouldBe(["person_id", "death_date", "death_datetime", "death_type_concept_id", "cause_concept_id", "cause_source_value", "cause_source_concept_id"]);
        found["cdm.concept_ancestor"].ShouldBe(["ancestor_concept_id", "descendant_concept_id", "min_levels_of_separation", "max_levels_of_separation"]);
    }

    [Fact]
    public async Task Every_table_of_the_model_takes_a_bulk_load_of_its_own_columns()
    {
        await Migrations.MigrateAsync(Warehouse, None);
        await using var transaction = await Warehouse.BeginAsync(None);
        foreach (var table in CanonicalModel.Tables)
        {
            var batch = new ColumnBatch(table);
            for (var column = 0; column < table.Columns.Count; column++)
            {
                if (batch[column].IsBytes)
                {
                    batch[column].Append("{}");
                }
                else
                {
                    batch[column].Append(1L);
                }
            }

            await transaction.AppendAsync(table, batch, None);
            await using var result = await transaction.QueryAsync($"select count(*) from {SqlName.Of(table)}", Everything, None);
            (await Read(result)).ShouldHaveSingleItem()[0].ShouldBe(1L, table.ToString());
        }
    }

    [Fact]
    public async Task The_strict_views_show_complete_rows_only()
    {
        await Migrations.MigrateAsync(Warehouse, None);
        await Execute(
            "insert into cdr.person (person_id, gender_concept_id, year_of_birth, race_concept_id, ethnicity_concept_id) values (1, 8507, 1980, 0, 0)",
            "insert into cdr.person (person_id, gender_concept_id, race_concept_id, ethnicity_concept_id) values (2, 0, 0, 0)");
        (await Rows("select person_id from cdm.person")).ShouldBe([[1L]]);
        (await Scalar("select count(*) from person")).ShouldBe(2L);
    }

    [Fact]
    public async Task Migrating_twice_changes_nothing()
    {
        await Migrations.MigrateAsync(Warehouse, None);
        await Execute("insert into cdr.person (person_id) values (1)");
        var before = await Rows("select * from sys.migration");
        await Migrations.MigrateAsync(Warehouse, None);
        (await Rows("select * from sys.migration")).ShouldBe(before);
        (await Scalar("select count(*) from cdr.person")).ShouldBe(1L);
    }

    [Fact]
    public async Task A_later_migration_adds_columns_and_tables_and_keeps_the_rows()
    {
        Column[] first = [Of("thing_id", 1), Of("record_id", 1)];
        await Migrations.MigrateAsync(Warehouse, [TableOf("thing", first)], None);
        await Execute("insert into cdr.thing values (1, 2)", "insert into history.thing (thing_id, superseded_reason) values (3, 'replaced')");

        Table[] second = [TableOf("thing", [.. first, Of("later", 2)]), TableOf("another", [Of("another_id", 2)])];
        await Migrations.MigrateAsync(Warehouse, second, None);
        (await Rows("select thing_id, record_id, later from cdr.thing")).ShouldBe([[1L, 2L, null]]);
        (await Rows("select thing_id, superseded_reason, later from history.thing")).ShouldBe([[3L, "replaced", null]]);
        (await Scalar("select count(*) from another")).ShouldBe(0L);
        (await Rows("select number from sys.migration order by number")).ShouldBe([[1], [2]]);

        static Column Of(string name, int since) => new(name, ColumnType.Int64, ColumnRole.Value, false, null, true, since);
        static Table TableOf(string name, Column[] columns) => new(0, "cdr", name, "clinical", columns);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_and_left_alone()
    {
        await Migrations.MigrateAsync(Warehouse, None);
        await Execute("insert into sys.migration values (999, current_timestamp, 'from the future')");
        var error = await Should.ThrowAsync<WarehouseException>(() => Migrations.MigrateAsync(Warehouse, None));
        error.Message.ShouldContain("999");
        error.Fault.ShouldBe(WarehouseFault.Platform);
    }
}
