using Suwen.Storage.Schema;

namespace Suwen.Sources.Tables.Mapping;

/// <summary>A name of a column of the file, and the line of the mapping that says it.</summary>
internal readonly record struct ColumnName(string Name, int Line);

/// <summary>A mapping file, read and checked against the model; see <c>docs/table-mapping.md</c>.</summary>
internal sealed class TableMapping
{
    /// <summary>Names the records: what one row of the file is. No patient value.</summary>
    public string RecordKind { get; set; } = "row";

    /// <summary>The character set; null to find it out.</summary>
    public TableEncoding? Encoding { get; set; }

    /// <summary>The delimiter; null to find it out.</summary>
    public byte? Delimiter { get; set; }

    public bool IsQuoted { get; set; } = true;

    public bool HasHeader { get; set; } = true;

    /// <summary>Names of the columns of a file without header row.</summary>
    public List<ColumnName> Columns { get; set; } = [];

    /// <summary>Rows before the header row, or before the first row where there is none.</summary>
    public int SkipRows { get; set; }

    /// <summary>Name of the sheet of a workbook; null for the first.</summary>
    public string? Sheet { get; set; }

    /// <summary>Offset of the file's wall clock from UTC; null for that of the source.</summary>
    public short? OffsetMinutes { get; set; }

    public bool HasDecimalComma { get; set; }

    /// <summary>Texts that mean "no value".</summary>
    public List<byte[]> Nulls { get; set; } = [];

    /// <summary>Columns that identify the record; empty where only its content does.</summary>
    public List<ColumnName> Key { get; set; } = [];

    public List<ColumnName> Person { get; set; } = [];

    public List<ColumnName> Visit { get; set; } = [];

    public List<ColumnName> Provider { get; set; } = [];

    /// <summary>When the sender last changed the record: of two versions the later wins.</summary>
    public MappedCell? UpdatedAt { get; set; }

    public List<MappedRow> Rows { get; } = [];
}

/// <summary>A row of the model that a row of the file gives.</summary>
internal sealed class MappedRow(Table table, int line)
{
    public Table Table { get; } = table;

    public int Line { get; } = line;

    /// <summary>Columns that identify this row where it is not known by the record's key.</summary>
    public List<ColumnName> Key { get; set; } = [];

    public List<MappedCondition> When { get; } = [];

    public List<MappedCell> Cells { get; } = [];
}

/// <summary>A condition under which a row is made: the column has one of the values.</summary>
/// <param name="Source">Column of the file.</param>
/// <param name="Values">UTF-8 texts; empty with <paramref name="AnyValue"/>.</param>
/// <param name="AnyValue">True where any value will do.</param>
/// <param name="NoValue">True where the absence of a value will do.</param>
internal sealed record MappedCondition(ColumnName Source, byte[][] Values, bool AnyValue, bool NoValue);

/// <summary>What fills one column of the model.</summary>
internal sealed class MappedCell(Column column, int line)
{
    public Column Column { get; } = column;

    public int Line { get; } = line;

    /// <summary>The column of the file; null for a constant.</summary>
    public ColumnName? Source { get; set; }

    public byte[]? Constant { get; set; }

    public TimeFormat[] Formats { get; set; } = [];

    public ByteMap? Values { get; set; }

    /// <summary>What a value that is not in <see cref="Values"/> becomes; null to set the record aside.</summary>
    public byte[]? Otherwise { get; set; }

    /// <summary>True where a value that is not in <see cref="Values"/> stays as it is.</summary>
    public bool KeepsOthers { get; set; }

    /// <summary>True where a value that is not of the column's type leaves it empty instead of setting the record aside.</summary>
    public bool IgnoresUnreadable { get; set; }

    /// <summary>Columns that get a constant whenever this one gets a value: the code system of a code, the unit of a number.</summary>
    public List<(Column Column, byte[] Text)> Companions { get; } = [];
}
