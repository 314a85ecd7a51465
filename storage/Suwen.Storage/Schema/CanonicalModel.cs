using System.Collections.Frozen;

namespace Suwen.Storage.Schema;

/// <summary>The type of a warehouse column. A value of a fixed-width type travels as one 64-bit lane; see <see cref="ColumnVector"/>.</summary>
public enum ColumnType : byte
{
    /// <summary>Lane 0 or 1.</summary>
    Boolean,

    /// <summary>Lane holds the value; stored as 32 bits.</summary>
    Int32,

    /// <summary>Lane holds the value.</summary>
    Int64,

    /// <summary>Lane holds <see cref="BitConverter.DoubleToInt64Bits"/>.</summary>
    Double,

    /// <summary>DECIMAL(18,4); lane holds the value times 10,000.</summary>
    Decimal,

    /// <summary>Lane holds days since 1970-01-01 (proleptic Gregorian).</summary>
    Date,

    /// <summary>Wall clock without zone; lane holds microseconds since 1970-01-01T00:00:00.</summary>
    Timestamp,

    /// <summary>Instant; lane holds microseconds since 1970-01-01T00:00:00Z.</summary>
    TimestampTz,

    /// <summary>UTF-8 text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Blob,

    /// <summary>JSON as UTF-8 text.</summary>
    Json,
}

/// <summary>What a column means to the gate.</summary>
public enum ColumnRole : byte
{
    /// <summary>A value set by the source.</summary>
    Value,

    /// <summary>The row's own id, given by the key ledger.</summary>
    Key,

    /// <summary>The id of another row, given by the key ledger from the referenced key.</summary>
    Reference,

    /// <summary>The golden person, computed from <see cref="SourcePerson"/>.</summary>
    Person,

    /// <summary>The sender's person: immutable.</summary>
    SourcePerson,

    /// <summary>UTC offset and precision of the row's clinical time.</summary>
    Clock,

    /// <summary>Filled by the gate: record, source, entry position, version, load.</summary>
    Provenance,
}

/// <summary>One column of the canonical model.</summary>
public sealed record Column(string Name, ColumnType Type, ColumnRole Role, bool Required, string? References, bool IsOmop, int Since)
{
    /// <summary>Zero-based place in its table.</summary>
    public int Ordinal { get; internal init; }
}

/// <summary>One table of the canonical model.</summary>
public sealed class Table
{
    private readonly FrozenDictionary<string, Column> columnsByName;
    private Table? history;

    internal Table(int number, string schema, string name, string kind, IReadOnlyList<Column> columns)
    {
        Number = number;
        Schema = schema;
        Name = name;
        Kind = kind;
        Columns = columns;
        columnsByName = columns.ToFrozenDictionary(c => c.Name, StringComparer.Ordinal);
        Key = columns.FirstOrDefault(c => c.Role == ColumnRole.Key);
        SourcePersonColumn = columns.FirstOrDefault(c => c.Role == ColumnRole.SourcePerson || (name == "cn_source_person" && c.Role == ColumnRole.Key));
        PersonColumn = columns.FirstOrDefault(c => c.Role == ColumnRole.Person);
        RecordColumn = columnsByName.GetValueOrDefault("record_id");
    }

    /// <summary>Place of the table in the model; stable, since the model only grows at its end.</summary>
    public int Number { get; }

    /// <summary><c>cdr</c> for data, <c>sys</c> for Suwen's own bookkeeping.</summary>
    public string Schema { get; }

    public string Name { get; }

    /// <summary>clinical, entity, relation, vocabulary or system.</summary>
    public string Kind { get; }

    public IReadOnlyList<Column> Columns { get; }

    public Column? Key { get; }

    public Column? SourcePersonColumn { get; }

    public Column? PersonColumn { get; }

    public Column? RecordColumn { get; }

    /// <summary>True for tables whose rows come from records and carry provenance.</summary>
    public bool IsLoaded => RecordColumn is not null && Schema == "cdr";

    /// <summary>Zero-based place of a column; throws when the model has no such column, which is a programmer's error.</summary>
    public int this[string column] =>
        columnsByName.TryGetValue(column, out var found)
            ? found.Ordinal
            : throw new ArgumentException($"Table {Name} has no column {column}.", nameof(column));

    public bool TryFind(string column, out Column found) => columnsByName.TryGetValue(column, out found!);

    /// <summary>The table's twin in schema <c>history</c>: the same columns, and which load superseded the row and why.</summary>
    public Table History => history ??= new Table(
        Number,
        "history",
        Name,
        Kind,
        [
            .. Columns,
            new Column("superseded_by_load_id", ColumnType.Int64, ColumnRole.Provenance, false, null, false, 1) { Ordinal = Columns.Count },
            new Column("superseded_reason", ColumnType.Text, ColumnRole.Provenance, false, null, false, 1) { Ordinal = Columns.Count + 1 },
        ]);

    /// <summary>A table that is no part of the model: a result that is derived from it.</summary>
    public static Table Derived(string schema, string name, IReadOnlyList<ResultColumn> columns) =>
        new(-1, schema, name, "derived", [.. columns.Select(static (c, i) => new Column(c.Name, c.Type, ColumnRole.Value, false, null, false, 0) { Ordinal = i })]);

    public override string ToString() => Schema + "." + Name;
}

/// <summary>The tables and columns of the warehouse, read from <c>Schema/columns.csv</c>: OMOP CDM 5.4 names, <c>cn_</c> tables, and <c>sys</c>.</summary>
/// <remarks>Rows of that file are only ever added at the end of a table or of the file; <c>since</c> is the migration that brings them.</remarks>
public static class CanonicalModel
{
    private static readonly FrozenDictionary<string, Table> ByName;

#pragma warning disable CA1810 // The two fields are filled by one pass over the file.
    static CanonicalModel()
#pragma warning restore CA1810
    {
        Tables = Read();
        ByName = Tables.ToFrozenDictionary(t => t.Schema == "cdr" ? t.Name : t.ToString(), StringComparer.Ordinal);
    }

    public static IReadOnlyList<Table> Tables { get; }

    /// <summary>Finds a table: <c>person</c> for data tables, <c>sys.entry</c> for bookkeeping.</summary>
    public static Table Table(string name) =>
        ByName.TryGetValue(name, out var table) ? table : throw new ArgumentException($"The model has no table {name}.", nameof(name));

    public static bool TryFind(string name, out Table table) => ByName.TryGetValue(name, out table!);

    private static List<Table> Read()
    {
        using var stream = typeof(CanonicalModel).Assembly.GetManifestResourceStream("Suwen.Storage.Schema.columns.csv")!;
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        var tables = new List<Table>();
        var columns = new List<Column>();
        var current = (Schema: "", Name: "", Kind: "");
        while (reader.ReadLine() is { } line)
        {
            var f = line.Split(',');
            if (columns.Count > 0 && (f[0], f[1]) != (current.Schema, current.Name))
            {
                tables.Add(new Table(tables.Count, current.Schema, current.Name, current.Kind, columns));
                columns = [];
            }

            current = (f[0], f[1], f[2]);
            columns.Add(new Column(f[3], ParseType(f[4]), ParseRole(f[5]), f[6] == "1", f[7].Length == 0 ? null : f[7], f[8] == "1", int.Parse(f[9], System.Globalization.CultureInfo.InvariantCulture)) { Ordinal = columns.Count });
        }

        tables.Add(new Table(tables.Count, current.Schema, current.Name, current.Kind, columns));
        return tables;
    }

    private static ColumnType ParseType(string text) => text switch
    {
        "boolean" => ColumnType.Boolean,
        "integer" => ColumnType.Int32,
        "bigint" => ColumnType.Int64,
        "double" => ColumnType.Double,
        "decimal" => ColumnType.Decimal,
        "date" => ColumnType.Date,
        "timestamp" => ColumnType.Timestamp,
        "timestamptz" => ColumnType.TimestampTz,
        "text" => ColumnType.Text,
        "blob" => ColumnType.Blob,
        "json" => ColumnType.Json,
        _ => throw new InvalidDataException($"columns.csv names an unknown type {text}."),
    };

    private static ColumnRole ParseRole(string text) => text switch
    {
        "value" => ColumnRole.Value,
        "key" => ColumnRole.Key,
        "reference" => ColumnRole.Reference,
        "person" => ColumnRole.Person,
        "source_person" => ColumnRole.SourcePerson,
        "clock" => ColumnRole.Clock,
        "provenance" => ColumnRole.Provenance,
        _ => throw new InvalidDataException($"columns.csv names an unknown role {text}."),
    };
}
