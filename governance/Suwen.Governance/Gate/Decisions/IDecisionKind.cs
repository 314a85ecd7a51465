namespace Suwen.Governance.Gate.Decisions;

/// <summary>
/// One kind of landed decision: what a person, or a rule that a person has set, decided about rows, such as what a code means or which
/// persons are one. It is parsed like any record: it states rows of <c>cdr</c> tables, or links of persons.
/// </summary>
public interface IDecisionKind
{
    /// <summary>The word in the line's <c>kind</c>: <c>map-code</c>. Stable: it is in the landing journal for ever.</summary>
    string Kind { get; }

    /// <summary>Version of the rows this kind makes; raised whenever the same line would give other rows.</summary>
    int Version { get; }

    /// <summary>
    /// States the decision on the sink. The record is begun and is ended by the caller; identify it, so that a later decision on the
    /// same thing takes its place. A line that makes no sense is rejected, never thrown at.
    /// </summary>
    void Parse(DecisionLine line, RecordSink sink);
}
