using System.Globalization;
using Suwen.Governance.Catalogue;
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
public sealed record EntryTrail(string Position, string Source, string Format, DateTimeOffset ReceivedAt, int? MappingVersion, IReadOnlyList<EntryRecords> Records, IReadOnlyList<EntryRows> Rows, IReadOnlyList<FieldUse> Fields);

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
            [.. state.Fields().Where(f => f.Source == source && f.Format == format && kinds.Contains(f.RecordKind) && tables.Contains(f.Table))]);
    }

    /// <summary>Grain: a table and a record of entry $1. Rows.</summary>
    private static string RowsSql() => string.Join(
        "\nunion all\n",
        CanonicalModel.Tables.Where(t => t.IsLoaded).Select(t => $"select '{t}' as name, record_number, count(*) as n from {SqlName.Of(t)} where entry_position = cast($1 as bigint) group by record_number"))
        + "\norder by 2, 1";
}
