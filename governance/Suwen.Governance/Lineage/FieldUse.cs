namespace Suwen.Governance.Lineage;

/// <summary>That a field of a source's records takes part in a column.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="Format">Format of its entries.</param>
/// <param name="RecordKind">What the records are: <c>ORU^R01</c>, <c>Observation</c>, a mapping's record.</param>
/// <param name="Field">The field: <c>OBX-5.1</c>, <c>Observation.valueQuantity.value</c>, the name of a file's column.</param>
/// <param name="Table">The table, with its schema.</param>
/// <param name="Column">The column; <c>*</c> where the field decides whether there is a row.</param>
/// <param name="Relation">How it takes part.</param>
/// <param name="Evidence"><c>mapping</c> where a mapping says so, <c>observed</c> where the parser was watched.</param>
public sealed record FieldUse(string Source, string Format, string RecordKind, string Field, string Table, string Column, LineageRelation Relation, string Evidence)
{
    public LineageEdge Edge => new(LineageNode.Field(Source, Format, RecordKind, Field), LineageNode.Column(Table, Column), Relation, Evidence);
}

/// <summary>Says which columns the fields of an entry fill, where its format states that itself (a mapping); null where it does not.</summary>
public delegate IReadOnlyList<FieldUse>? DeclaredFields(Storage.Landing.LandedEntry entry, Func<Storage.Landing.LandingPosition, Storage.Landing.LandedEntry?> find);
