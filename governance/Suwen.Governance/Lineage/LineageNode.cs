namespace Suwen.Governance.Lineage;

/// <summary>What a place on the way of data is.</summary>
public enum LineageKind : byte
{
    /// <summary>A field of a source's records: <c>hospital-a hl7v2 ORU^R01 OBX-5.1</c>.</summary>
    SourceField,

    /// <summary>A column of a stored table: <c>cdr.measurement.value_as_number</c>.</summary>
    Column,

    /// <summary>A column of a view: <c>cdm.measurement.value_as_number</c>.</summary>
    ViewColumn,

    /// <summary>A column of a result: of a screen, a check, a pack, an export, a release.</summary>
    ResultColumn,
}

/// <summary>A place on the way of data, known by its kind and name.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Owner">The table, view, result, or the source's record kind (<c>SOURCE/FORMAT/KIND</c>) that has it.</param>
/// <param name="Name">The field or column in it.</param>
public readonly record struct LineageNode(LineageKind Kind, string Owner, string Name) : IComparable<LineageNode>
{
    /// <summary>A field of a source's record.</summary>
    public static LineageNode Field(string source, string format, string recordKind, string field) =>
        new(LineageKind.SourceField, $"{source}/{format}/{recordKind}", field);

    /// <summary>A column of a table: <c>Column("cdr.measurement", "value_as_number")</c>.</summary>
    public static LineageNode Column(string table, string column) => new(LineageKind.Column, table, column);

    /// <summary>A column of a view of schema <c>cdm</c>.</summary>
    public static LineageNode View(string view, string column) => new(LineageKind.ViewColumn, view, column);

    /// <summary>A column of a named result.</summary>
    public static LineageNode Result(string result, string column) => new(LineageKind.ResultColumn, result, column);

    /// <summary>The name to write and to ask by: <c>cdr.measurement.value_as_number</c>, <c>hospital-a/hl7v2/ORU^R01#OBX-5.1</c>.</summary>
    public override string ToString() => Owner + (Kind == LineageKind.SourceField ? "#" : ".") + Name;

    public int CompareTo(LineageNode other)
    {
        var byKind = Kind.CompareTo(other.Kind);
        var byOwner = byKind != 0 ? byKind : string.CompareOrdinal(Owner, other.Owner);
        return byOwner != 0 ? byOwner : string.CompareOrdinal(Name, other.Name);
    }

    public static bool operator <(LineageNode left, LineageNode right) => left.CompareTo(right) < 0;

    public static bool operator >(LineageNode left, LineageNode right) => left.CompareTo(right) > 0;

    public static bool operator <=(LineageNode left, LineageNode right) => left.CompareTo(right) <= 0;

    public static bool operator >=(LineageNode left, LineageNode right) => left.CompareTo(right) >= 0;
}

/// <summary>How the one place makes the other.</summary>
public enum LineageRelation : byte
{
    /// <summary>The value, or a value made of it, stands there. Grades travel along this one.</summary>
    Value,

    /// <summary>It is part of what tells rows apart, or of a reference to another row.</summary>
    Key,

    /// <summary>It decides whether, where or how often a row stands there (a condition, a join, a kind of message); the value itself does not.</summary>
    Selects,
}

/// <summary>One step on the way of data.</summary>
/// <param name="From">Where it comes from.</param>
/// <param name="To">What is made of it.</param>
/// <param name="Relation">How.</param>
/// <param name="Evidence">How this is known: <c>sql</c>, <c>mapping</c>, <c>observed</c>, <c>model</c>.</param>
public readonly record struct LineageEdge(LineageNode From, LineageNode To, LineageRelation Relation, string Evidence);
