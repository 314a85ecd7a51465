namespace Suwen.Governance.Lineage;

/// <summary>A field's value in the bytes of one sample record.</summary>
/// <param name="Name">The field's name, without repetitions: <c>PID-3.1</c>, <c>Patient.name.family</c>.</param>
/// <param name="Start">First byte of the value.</param>
/// <param name="Length">Bytes of the value.</param>
/// <param name="Absent">What stands in its place when it is taken away: nothing, or <c>null</c> in JSON.</param>
internal readonly record struct FieldPart(string Name, int Start, int Length, string Absent);

/// <summary>One record that the observer may change and parse again, with the places of its fields.</summary>
/// <param name="Payload">The bytes, in UTF-8.</param>
/// <param name="Fields">Its fields.</param>
/// <param name="NamesKind">True where a field's name begins with the kind of its record, as paths of FHIR do.</param>
internal sealed record FieldSample(byte[] Payload, IReadOnlyList<FieldPart> Fields, bool NamesKind = false);
