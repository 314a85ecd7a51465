using System.Globalization;

namespace Suwen.Scenarios;

/// <summary>One line of a value set.</summary>
/// <param name="Code">The code; null in a set of concepts.</param>
/// <param name="ConceptId">The concept; null in a set of codes.</param>
/// <param name="Match">exact; prefix: every code that begins so; descendants: the concept and all below it.</param>
/// <param name="Vocabulary">Code system of the code; null for any.</param>
/// <param name="From">First day on which it holds; null for ever since.</param>
/// <param name="To">Last day; null for ever after.</param>
/// <param name="Values">Values of the set's further columns.</param>
public sealed record ValueSetLine(string? Code, long? ConceptId, string Match, string? Vocabulary, DateOnly? From, DateOnly? To, IReadOnlyList<string?> Values)
{
    public bool HoldsOn(DateOnly day) => (From is null || From <= day) && (To is null || day <= To);
}

/// <summary>A file of valuesets/: codes or concepts, each with the time in which it holds and where it is from.</summary>
/// <param name="Name">Name of the file without its ending.</param>
/// <param name="Columns">Further columns: name, source, group …</param>
/// <param name="Lines">Its lines.</param>
public sealed record ValueSet(string Name, IReadOnlyList<string> Columns, IReadOnlyList<ValueSetLine> Lines)
{
    /// <summary>True where a library lends it.</summary>
    internal bool IsLent { get; init; }

    /// <summary>True for a set of concept ids, false for one of codes.</summary>
    public bool IsOfConcepts => Lines.Count > 0 && Lines[0].ConceptId is not null;

    /// <summary>True where concepts stand for all below them, which the engine looks up in concept_ancestor.</summary>
    public bool HasDescendants => Lines.Any(static l => l.Match == "descendants");

    internal string TableName => "valueset_" + Name;

    internal string AllTable => "valueset_" + Name + "_all";

    /// <summary>The lines that hold on a day.</summary>
    public IReadOnlyList<ValueSetLine> On(DateOnly day) => [.. Lines.Where(l => l.HoldsOn(day))];

    internal string Describe() => string.Create(CultureInfo.InvariantCulture, $"{Lines.Count} {(IsOfConcepts ? "concepts" : "codes")}");
}
