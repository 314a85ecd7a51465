namespace Suwen.Scenarios.Review;

/// <summary>How a rule of kind <c>finding</c> makes rows of its result into findings that people decide about.</summary>
/// <param name="Key">Columns whose values name a finding: the same in every run.</param>
/// <param name="Amount">The column of the money at stake; null for none.</param>
/// <param name="Ask">The column that names who is asked, such as the institution; null for nobody.</param>
/// <param name="Evidence">Where the rows stand that bear it out; null for the row itself only.</param>
/// <param name="Days">Days until it should be settled; null for no deadline.</param>
public sealed record FindingRule(IReadOnlyList<string> Key, string? Amount, string? Ask, ViewDrill? Evidence, int? Days);
