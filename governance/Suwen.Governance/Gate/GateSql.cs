using System.Collections.Concurrent;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

/// <summary>
/// The gate's statements, in the portable subset: stage, delete-join, insert. Those that are the same for every table are made
/// here from the model's names; no input enters a text.
/// </summary>
internal static class GateSql
{
    private static readonly ConcurrentDictionary<(string, int, string, string), string> Made = new();

    public const string CurrentRecords =
        """
        select r.record_id, r.content_hash, r.version_order, r.entry_position, r.record_number, r.tables
        from sys.record r join stage_record s on r.record_id = s.id
        """;

    public const string DeleteSupersededRecords = "delete from sys.record using stage_superseded s where record_id = s.id";

    public const string SetQuarantineStatus =
        """
        update sys.quarantine set status = s.status
        from stage_status s
        where sys.quarantine.entry_position = s.entry_position and sys.quarantine.record_number = s.record_number
        """;

    /// <summary>Grain: at most one row.</summary>
    public const string DispositionOfRecord =
        "select d.disposition from sys.disposition d where d.entry_position = $1 and cast($2 as integer) between d.first_record and d.last_record";

    /// <summary>Grain: one standing amendment of a staged row, in the order of decision.</summary>
    public const string StandingAmendments =
        """
        select a.row_id, a.amendment_id, a.basis_entry_position, a.basis_record_number, a.changes
        from cdr.cn_amendment a join stage_amended s on a.row_id = s.id
        where a.table_name = $1 and a.state = 'standing'
        order by a.entry_position, a.record_number
        """;

    public static string CopyToHistory(Table table, string column, string stage) => Make("history", table, column, stage, static (t, c, s) =>
        $"insert into history.\"{t.Name}\" ({Names(t, "")}, superseded_by_load_id, superseded_reason) select {Names(t, "t.")}, $1, $2 from cdr.\"{t.Name}\" t join {s} s on t.\"{c}\" = s.id");

    public static string NoteDeletions(Table table, string column, string stage) => Make("deletion", table, column, stage, static (t, c, s) =>
        $"insert into sys.deletion (table_name, row_id, person_id, load_id) select '{t.Name}', t.\"{t.Key!.Name}\", {(t.PersonColumn is null ? "null" : "t.person_id")}, $1 from cdr.\"{t.Name}\" t join {s} s on t.\"{c}\" = s.id");

    public static string DeleteStaged(Table table, string column, string stage) => Make("delete", table, column, stage, static (t, c, s) =>
        $"delete from cdr.\"{t.Name}\" using {s} s where cdr.\"{t.Name}\".\"{c}\" = s.id");

    public static string StandingRows(Table table, string stage) => Make("standing", table, table.Key!.Name, stage, static (t, c, s) =>
        $"select {Names(t, "t.")} from cdr.\"{t.Name}\" t join {s} s on t.\"{c}\" = s.id");

    public static string StandingKeys(Table table, string stage) => Make("standing-keys", table, table.Key!.Name, stage, static (t, c, s) =>
        $"select t.\"{c}\" from cdr.\"{t.Name}\" t join {s} s on t.\"{c}\" = s.id");

    public static string Tombstones(Table table, string stage) => Make("tombstone", table, table.Key!.Name, stage, static (t, c, s) =>
        $"select t.\"{c}\", max(t.version_order) from history.\"{t.Name}\" t join {s} s on t.\"{c}\" = s.id where t.superseded_reason = 'deleted' group by t.\"{c}\"");

    public static string PersonsOfStagedRecords(string stage) =>
        $"select distinct p.person_id, p.source_person_id from cdr.cn_source_person p join {stage} s on p.record_id = s.id";

    /// <summary>Copies rows of moved persons with their new golden person.</summary>
    public static string MovePersonRows(Table table) => Make("move", table, "", "", static (t, _, _) =>
        $"insert into cdr.\"{t.Name}\" ({Names(t, "")}) select {string.Join(", ", t.Columns.Select(c => c.Role == ColumnRole.Person ? "s.person_id" : c.Name == "load_id" ? "$1" : $"t.\"{c.Name}\""))} from cdr.\"{t.Name}\" t join stage_moved s on t.\"{t.SourcePersonColumn!.Name}\" = s.id where t.person_id <> s.person_id");

    public static string DropMovedRows(Table table) => Make("unmove", table, "", "", static (t, _, _) =>
        $"delete from cdr.\"{t.Name}\" using stage_moved s where cdr.\"{t.Name}\".\"{t.SourcePersonColumn!.Name}\" = s.id and cdr.\"{t.Name}\".person_id <> s.person_id");

    private static string Names(Table table, string prefix) => string.Join(", ", table.Columns.Select(c => $"{prefix}\"{c.Name}\""));

    private static string Make(string kind, Table table, string column, string stage, Func<Table, string, string, string> make) =>
        Made.GetOrAdd((kind, table.Number, column, stage), static (_, a) => a.make(a.table, a.column, a.stage), (make, table, column, stage));
}
