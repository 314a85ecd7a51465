using Suwen.Storage.Schema;

namespace Suwen.Sources.Tables.Mapping;

/// <summary>What is done with a cell.</summary>
internal enum PlanCellKind : byte
{
    Text,
    Integer,
    Number,
    Decimal,
    Boolean,
    Json,
    Date,
    Timestamp,
    Reference,
    NationalId,
}

/// <summary>How a row of the model is known.</summary>
internal enum PlanKeyKind : byte
{
    /// <summary>By the record's key, or by its content where it has none.</summary>
    Record,
    Own,
    Person,
    Visit,
    Provider,
}

/// <summary>One step: a field of the file's row, or a constant, into a column of the model.</summary>
internal sealed record PlanCell(PlanCellKind Kind, int Field, int Column)
{
    public byte[]? Constant { get; init; }

    public Table? References { get; init; }

    public TimeFormat[] Formats { get; init; } = [];

    public ByteMap? Values { get; init; }

    public byte[]? Otherwise { get; init; }

    public bool KeepsOthers { get; init; }

    public bool IgnoresUnreadable { get; init; }

    /// <summary>True for a required concept, which is 0 where nothing is stated.</summary>
    public bool IsRequiredConcept { get; init; }

    public bool IsInt32 { get; init; }

    /// <summary>True for the time that the row is about, which also states its offset and precision.</summary>
    public bool IsMainTime { get; init; }

    /// <summary>For a timestamp the date column beside it, where nothing else fills that; -1 otherwise.</summary>
    public int DateColumn { get; init; } = -1;

    public (int Column, byte[] Text)[] Companions { get; init; } = [];
}

/// <summary>A condition with its field found.</summary>
internal sealed record PlanCondition(int Field, byte[][] Values, bool AnyValue, bool NoValue);

/// <summary>A row of the model that a row of the file gives.</summary>
internal sealed class PlanRow
{
    public required Table Table { get; init; }

    public required PlanKeyKind KeyKind { get; init; }

    public int[] KeyFields { get; init; } = [];

    /// <summary>Number among the rows of its table that go by the record's key: the second and later need keys of their own.</summary>
    public int Ordinal { get; init; }

    /// <summary>True for a row that the record itself states, false for one that it adds to (the person of a result).</summary>
    public bool IsRecordsOwn { get; init; }

    /// <summary>True for rows that several records and files speak of: persons, visits, providers, places.</summary>
    public bool IsShared { get; init; }

    public bool BelongsToPerson { get; init; }

    public PlanCondition[] When { get; init; } = [];

    public PlanCell[] Cells { get; init; } = [];

    public int[] ZeroColumns { get; init; } = [];

    /// <summary>Column filled with the row's visit or provider where the mapping names them for all; -1 otherwise.</summary>
    public int VisitColumn { get; init; } = -1;

    public int ProviderColumn { get; init; } = -1;

    /// <summary>Main date without which a row says nothing; -1 where the model does not require one.</summary>
    public int RequiredDateColumn { get; init; } = -1;
}

/// <summary>A mapping bound to the columns of a file: what parsing follows without look-ups by name.</summary>
internal sealed class TablePlan
{
    public required string RecordKind { get; init; }

    public required string[] Header { get; init; }

    public required byte[][] Nulls { get; init; }

    public required short? OffsetMinutes { get; init; }

    public required bool HasDecimalComma { get; init; }

    public required int[] KeyFields { get; init; }

    public required int[] PersonFields { get; init; }

    public required int[] VisitFields { get; init; }

    public required int[] ProviderFields { get; init; }

    public required PlanCell? UpdatedAt { get; init; }

    public required PlanRow[] Rows { get; init; }

    /// <summary>The table whose key space the record's key belongs to.</summary>
    public required Table RecordTable { get; init; }

    /// <summary>True where <see cref="RecordTable"/> has a row that goes by the record's key.</summary>
    public required bool RecordKeyIsRowKey { get; init; }
}
