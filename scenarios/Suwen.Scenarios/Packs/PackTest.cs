namespace Suwen.Scenarios;

/// <summary>A test of a pack: given rows, and what must come out.</summary>
/// <param name="File">The file, below the pack's folder.</param>
/// <param name="Line">Where it begins.</param>
/// <param name="Name">What it says, a sentence.</param>
/// <param name="AsOf">The day on which it plays.</param>
/// <param name="Parameters">Parameters that differ from their defaults, as text.</param>
/// <param name="Given">Rows by input.</param>
/// <param name="Expected">What must come out, by result.</param>
/// <param name="Rules">How many rows a rule must find, by the rule's id.</param>
public sealed record PackTest(
    string File, int Line, string Name, DateOnly AsOf, IReadOnlyDictionary<string, string> Parameters, IReadOnlyDictionary<string, TestRows> Given, IReadOnlyList<Expectation> Expected, IReadOnlyDictionary<string, long> Rules);

/// <summary>Rows as a test states them.</summary>
/// <param name="Columns">The columns that are stated.</param>
/// <param name="Rows">Values as text; null for null.</param>
/// <param name="Lines">The line of each row.</param>
public sealed record TestRows(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, IReadOnlyList<int> Lines);

/// <summary>What must come out of a result.</summary>
/// <param name="Result">The result.</param>
/// <param name="Rows">The rows; null where it must fail.</param>
/// <param name="IsOrdered">True where their order counts.</param>
/// <param name="Contains">True where further rows may be there.</param>
/// <param name="Tolerance">How far a number may be from the one stated.</param>
/// <param name="Fails">A part of the message with which it must fail; null where it must not.</param>
/// <param name="Line">Where it stands.</param>
public sealed record Expectation(string Result, TestRows? Rows, bool IsOrdered, bool Contains, double Tolerance, string? Fails, int Line);
