using System.Globalization;
using System.Text.Json;
using Suwen.Governance.Catalogue;
using Suwen.Security;
using Suwen.Storage;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Lineage;

/// <summary>What became of one landing entry.</summary>
/// <param name="Position">The entry.</param>
/// <param name="Source">Its source.</param>
/// <param name="Format">Its format.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="MappingVersion">The mapping it was read with, where its format has one.</param>
/// <param name="Records">Its records, by kind and disposition.</param>
/// <param name="Rows">The rows that stand in the warehouse today and come from it.</param>
/// <param name="Fields">Which fields of records of its kinds fill which columns.</param>
/// <param name="Amendments">Corrections of rows that the entry stated, and, of an entry of decisions, those that it made.</param>
public sealed record EntryTrail(
    string Position, string Source, string Format, DateTimeOffset ReceivedAt, int? MappingVersion, IReadOnlyList<EntryRecords> Records, IReadOnlyList<EntryRows> Rows, IReadOnlyList<FieldUse> Fields,
    IReadOnlyList<EntryAmendment> Amendments);

/// <summary>A correction of a row: by which rule or whom, when and why. No value of the row is in it.</summary>
/// <param name="Id">The amendment, as the row's column <c>rules</c> names it.</param>
/// <param name="Table">The row's table.</param>
/// <param name="Row">The row's id.</param>
/// <param name="Basis">The entry that stated the row.</param>
/// <param name="Record">The record in it.</param>
/// <param name="Columns">The columns that were set; none where the row was removed.</param>
/// <param name="Removes">True where the row was removed.</param>
/// <param name="Rule">The cleaning rule; null where a person decided by hand.</param>
/// <param name="RuleVersion">Its version.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When.</param>
/// <param name="Why">Why.</param>
/// <param name="State">standing or withdrawn.</param>
/// <param name="Decision">The entry of the decision that stands.</param>
public sealed record EntryAmendment(
    string Id, string Table, string Row, string Basis, int Record, IReadOnlyList<string> Columns, bool Removes, string? Rule, int? RuleVersion, string By, DateTimeOffset At, string Why, string State, string Decision);

/// <summary>Records of an entry that fared alike.</summary>
public sealed record EntryRecords(string Kind, string Disposition, int First, int Last);

/// <summary>Rows of a table that a record of the entry made.</summary>
public sealed record EntryRows(string Table, int Record, long Rows);

/// <summary>Follows one entry to the rows that were made of it.</summary>
public static class EntryLineage
{
    /// <summary>Reads the trail; null when the entry is not loaded.</summary>
    public static async Task<EntryTrail?> ReadAsync(IWarehouse warehouse, CatalogueState state, LandingPosition position, ReadScope scope, CancellationToken cancellationToken)
    {
        const string entrySql =
            """
            select s.source_name, e.format, e.received_at, e.mapping_version
            from sys.entry e join sys.source s on s.source_id = e.source_id
            where e.entry_position = $1
            """;
        var entry = await Profiler.ReadAsync(warehouse, new SqlStatement(entrySql, position.Value), scope, cancellationToken);
        if (entry.Count == 0)
        {
            return null;
        }

        const string recordsSql = "select record_kind, disposition, first_record, last_record from sys.disposition where entry_position = $1 order by 3";
        var records = await Profiler.ReadAsync(warehouse, new SqlStatement(recordsSql, position.Value), scope, cancellationToken);
        var rows = await Profiler.ReadAsync(warehouse, new SqlStatement(RowsSql(), position.Value), scope, cancellationToken);
        var amendments = await AmendmentsAsync(warehouse, position, cancellationToken);
        var (source, format) = ((string)entry[0][0]!, (string)entry[0][1]!);
        var kinds = records.Select(r => (string?)r[0] ?? "").ToHashSet(StringComparer.Ordinal);
        var tables = rows.Select(r => (string)r[0]!).ToHashSet(StringComparer.Ordinal);
        return new EntryTrail(
            position.ToString(),
            source,
            format,
            (DateTimeOffset)entry[0][2]!,
            entry[0][3] is null ? null : Convert.ToInt32(entry[0][3], CultureInfo.InvariantCulture),
            [.. records.Select(r => new EntryRecords((string?)r[0] ?? "", (string)r[1]!, Convert.ToInt32(r[2], CultureInfo.InvariantCulture), Convert.ToInt32(r[3], CultureInfo.InvariantCulture)))],
            [.. rows.Select(r => new EntryRows((string)r[0]!, Convert.ToInt32(r[1], CultureInfo.InvariantCulture), (long)r[2]!))],
            [.. state.Fields().Where(f => f.Source == source && f.Format == format && kinds.Contains(f.RecordKind) && tables.Contains(f.Table))],
            amendments);
    }

    /// <summary>That a row was amended, by which rule and why, is the platform's own doing and holds nothing of the row; whoever may see lineage may see it.</summary>
    private static async Task<IReadOnlyList<EntryAmendment>> AmendmentsAsync(IWarehouse warehouse, LandingPosition position, CancellationToken cancellationToken)
    {
        const string sql =
            """
            select a.amendment_id, a.table_name, a.row_id, a.basis_entry_position, a.basis_record_number, a.changes, a.removes, a.rule_id, a.rule_version,
              a.decided_by, a.decided_at, a.reason, a.state, a.entry_position
            from cdr.cn_amendment a
            where a.basis_entry_position = $1 or a.entry_position = $1
            order by a.entry_position, a.record_number
            limit 1000
            """;
        var rows = await Profiler.ReadAsync(warehouse, new SqlStatement(sql, position.Value), Authorisation.ForPlatform("lineage"), cancellationToken);
        return
        [
            .. rows.Select(static r => new EntryAmendment(
                Text(r[0]), (string)r[1]!, Text(r[2]), new LandingPosition((long)r[3]!).ToString(), Convert.ToInt32(r[4], CultureInfo.InvariantCulture), ColumnsOf((string?)r[5]), r[6] is true, (string?)r[7],
                r[8] is null ? null : Convert.ToInt32(r[8], CultureInfo.InvariantCulture), (string?)r[9] ?? "", r[10] is DateTimeOffset at ? at : default, (string?)r[11] ?? "", (string)r[12]!, new LandingPosition((long)r[13]!).ToString())),
        ];

        static string Text(object? id) => Convert.ToString(id, CultureInfo.InvariantCulture)!;
    }

    /// <summary>The names of the columns that were set, and none of their values.</summary>
    private static IReadOnlyList<string> ColumnsOf(string? changes)
    {
        if (changes is null)
        {
            return [];
        }

        using var json = JsonDocument.Parse(changes);
        return json.RootElement.ValueKind == JsonValueKind.Object ? [.. json.RootElement.EnumerateObject().Select(static p => p.Name)] : [];
    }

    /// <summary>Grain: a table and a record of entry $1. Rows.</summary>
    private static string RowsSql() => string.Join(
        "\nunion all\n",
        CanonicalModel.Tables.Where(t => t.IsLoaded).Select(t => $"select '{t}' as name, record_number, count(*) as n from {SqlName.Of(t)} where entry_position = cast($1 as bigint) group by record_number"))
        + "\norder by 2, 1";
}
