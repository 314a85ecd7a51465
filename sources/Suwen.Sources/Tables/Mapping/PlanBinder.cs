using Suwen.Storage.Schema;

namespace Suwen.Sources.Tables.Mapping;

/// <summary>Finds the columns that a mapping names in a file's header, and lays out the plan.</summary>
internal sealed class PlanBinder
{
    /// <summary>Rows of these are spoken of by many records: each adds what it knows.</summary>
    private static readonly string[] SharedTables = ["cn_source_person", "visit_occurrence", "provider", "care_site", "location"];

    private readonly TableMapping mapping;
    private readonly string[] header;
    private readonly MappingFaults faults;
    private readonly bool isWorkbook;
    private readonly Dictionary<string, int> fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> repeated = new(StringComparer.Ordinal);

    private PlanBinder(TableMapping mapping, string[] header, bool isWorkbook, MappingFaults faults)
    {
        this.mapping = mapping;
        this.header = header;
        this.isWorkbook = isWorkbook;
        this.faults = faults;
        for (var i = 0; i < header.Length; i++)
        {
            if (!fields.TryAdd(header[i], i))
            {
                repeated.Add(header[i]);
            }
        }
    }

    /// <summary>Binds a mapping to the names of a file's columns; null, with faults, when it does not fit.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="header">Names of the file's columns, trimmed, in their order.</param>
    /// <param name="isWorkbook">True where cells come from a workbook, whose dates are always readable beside the stated formats.</param>
    /// <param name="faults">Receives what does not fit.</param>
    public static TablePlan? Bind(TableMapping mapping, string[] header, bool isWorkbook, MappingFaults faults)
    {
        var plan = new PlanBinder(mapping, header, isWorkbook, faults).Bind();
        return faults.Count == 0 ? plan : null;
    }

    private TablePlan? Bind()
    {
        var key = Fields(mapping.Key);
        var person = Fields(mapping.Person);
        var visit = Fields(mapping.Visit);
        var provider = Fields(mapping.Provider);
        var ordinals = new Dictionary<Table, int>();
        var rows = new List<PlanRow>();
        foreach (var row in mapping.Rows)
        {
            rows.Add(Row(row, key, ordinals));
        }

        var updated = mapping.UpdatedAt is { } cell ? Cell(cell, null) : null;
        if (rows.Count == 0)
        {
            return null;
        }

        var owner = rows.Find(r => r.KeyKind == PlanKeyKind.Record);
        return new TablePlan
        {
            RecordKind = mapping.RecordKind,
            Header = header,
            Nulls = [.. mapping.Nulls],
            OffsetMinutes = mapping.OffsetMinutes,
            HasDecimalComma = mapping.HasDecimalComma,
            KeyFields = key,
            PersonFields = person,
            VisitFields = visit,
            ProviderFields = provider,
            UpdatedAt = updated,
            Rows = [.. rows],
            RecordTable = (owner ?? rows[0]).Table,
            RecordKeyIsRowKey = owner is not null,
        };
    }

    private int[] Fields(List<ColumnName> names) => [.. names.Select(Field)];

    private int Field(ColumnName name)
    {
        if (!fields.TryGetValue(name.Name, out var field))
        {
            faults.Add(name.Line, $"The file has no column {name.Name}.{MappingFaults.DidYouMean(name.Name, header.Where(h => h.Length > 0))}");
            return -1;
        }

        if (repeated.Contains(name.Name))
        {
            faults.Add(name.Line, $"The file has several columns {name.Name}. Give them different names in the header row.");
        }

        return field;
    }

    private PlanRow Row(MappedRow row, int[] recordKey, Dictionary<Table, int> ordinals)
    {
        var table = row.Table;
        CheckColumns(row);
        var ownKey = Fields(row.Key);
        var kind = KeyKindOf(row, recordKey, ownKey);
        ordinals.TryGetValue(table, out var ordinal);
        if (kind == PlanKeyKind.Record)
        {
            ordinals[table] = ordinal + 1;
        }

        var isOwn = kind == PlanKeyKind.Record;
        var isShared = SharedTables.Contains(table.Name) && !(isOwn && recordKey.Length == 0);
        var main = MainTime(table);
        var cells = row.Cells.Select(c => Cell(c, row)).OrderBy(c => c.Kind == PlanCellKind.Timestamp).ToArray();
        var mapped = cells.Select(c => c.Column).Concat(cells.Select(c => c.DateColumn)).ToHashSet();
        return new PlanRow
        {
            Table = table,
            KeyKind = kind,
            KeyFields = ownKey,
            Ordinal = ordinal,
            IsRecordsOwn = isOwn,
            IsShared = isShared,
            BelongsToPerson = table.PersonColumn is not null && table.Name != "cn_source_person" && (table.PersonColumn.Required || mapping.Person.Count > 0),
            When = [.. row.When.Select(w => new PlanCondition(Field(w.Source), w.Values, w.AnyValue, w.NoValue))],
            Cells = cells,
            ZeroColumns = isOwn ? [.. table.Columns.Where(c => IsRequiredConcept(c) && !mapped.Contains(c.Ordinal)).Select(c => c.Ordinal)] : [],
            VisitColumn = isOwn && mapping.Visit.Count > 0 ? Implied(table, "visit_occurrence_id", mapped) : -1,
            ProviderColumn = isOwn && mapping.Provider.Count > 0 ? Implied(table, "provider_id", mapped) : -1,
            RequiredDateColumn = isOwn && main is { Type: ColumnType.Date, Required: true } ? main.Ordinal : -1,
        };
    }

    private PlanKeyKind KeyKindOf(MappedRow row, int[] recordKey, int[] ownKey)
    {
        if (ownKey.Length > 0)
        {
            return ownKey.AsSpan().SequenceEqual(recordKey) ? PlanKeyKind.Record : PlanKeyKind.Own;
        }

        var (kind, names) = row.Table.Name switch
        {
            "cn_source_person" => (PlanKeyKind.Person, mapping.Person),
            "visit_occurrence" => (PlanKeyKind.Visit, mapping.Visit),
            "provider" => (PlanKeyKind.Provider, mapping.Provider),
            _ => (PlanKeyKind.Record, mapping.Key),
        };
        return names.Count == 0 || names.Select(n => n.Name).SequenceEqual(mapping.Key.Select(n => n.Name)) ? PlanKeyKind.Record : kind;
    }

    private void CheckColumns(MappedRow row)
    {
        foreach (var group in row.Cells.SelectMany(c => c.Companions.Select(x => (x.Column, c.Line)).Prepend((c.Column, c.Line))).GroupBy(c => c.Column).Where(g => g.Count() > 1))
        {
            faults.Add(group.Last().Line, $"{row.Table.Name}.{group.Key.Name} is filled twice.");
        }
    }

    private PlanCell Cell(MappedCell cell, MappedRow? row)
    {
        var column = cell.Column;
        var kind = column switch
        {
            { Role: ColumnRole.Reference } => PlanCellKind.Reference,
            { Name: "national_id" } when row?.Table.Name == "cn_source_person" => PlanCellKind.NationalId,
            { Type: ColumnType.Date } => PlanCellKind.Date,
            { Type: ColumnType.Timestamp } => PlanCellKind.Timestamp,
            { Type: ColumnType.Int32 or ColumnType.Int64 } => PlanCellKind.Integer,
            { Type: ColumnType.Double } => PlanCellKind.Number,
            { Type: ColumnType.Decimal } => PlanCellKind.Decimal,
            { Type: ColumnType.Boolean } => PlanCellKind.Boolean,
            { Type: ColumnType.Json } => PlanCellKind.Json,
            _ => PlanCellKind.Text,
        };
        var isIsoMissing = isWorkbook && cell.Formats.Length > 0 && !cell.Formats.Contains(TimeFormat.Iso);
        return new PlanCell(kind, cell.Source is { } source ? Field(source) : -1, row is null ? -1 : column.Ordinal)
        {
            Constant = cell.Constant,
            References = column.References is { } table ? CanonicalModel.Table(table == "person" ? "cn_source_person" : table) : null,
            Formats = cell.Constant is not null ? [TimeFormat.Iso] : isIsoMissing ? [.. cell.Formats, TimeFormat.Iso] : cell.Formats,
            Values = cell.Values,
            Otherwise = cell.Otherwise,
            KeepsOthers = cell.KeepsOthers,
            IgnoresUnreadable = cell.IgnoresUnreadable,
            IsRequiredConcept = row is not null && IsRequiredConcept(column),
            IsInt32 = column.Type == ColumnType.Int32,
            IsMainTime = row is not null && IsMainTime(row.Table, column),
            DateColumn = row is not null && kind == PlanCellKind.Timestamp ? DateBeside(row, column) : -1,
            Companions = [.. cell.Companions.Select(c => (c.Column.Ordinal, c.Text))],
        };
    }

    private static int DateBeside(MappedRow row, Column timestamp)
    {
        if (!timestamp.Name.EndsWith("_datetime", StringComparison.Ordinal) || !row.Table.TryFind(timestamp.Name[..^"time".Length], out var date))
        {
            return -1;
        }

        return row.Cells.Exists(c => c.Column == date) ? -1 : date.Ordinal;
    }

    private static int Implied(Table table, string name, HashSet<int> mapped) =>
        table.Kind == "clinical" && table.Name != "cn_source_person" && table.TryFind(name, out var column) && column.Role == ColumnRole.Reference && !mapped.Contains(column.Ordinal)
            ? column.Ordinal
            : -1;

    /// <summary>The time that a row of the table is about: its first date, or its first date and time.</summary>
    private static Column? MainTime(Table table) => table.Name == "cn_source_person"
        ? table.Columns[table["birth_date"]]
        : table.Columns.FirstOrDefault(c => c.Role == ColumnRole.Value && c.Type is ColumnType.Date or ColumnType.Timestamp);

    private static bool IsMainTime(Table table, Column column) =>
        MainTime(table) is { } main && (column == main || column.Name == main.Name[..^"date".Length] + "datetime");

    private static bool IsRequiredConcept(Column column) =>
        column is { Required: true, Type: ColumnType.Int64, Role: ColumnRole.Value } && column.Name.EndsWith("_concept_id", StringComparison.Ordinal);
}
