namespace Suwen.Simulator.Answers;

/// <summary>
/// One planted truth: a line of answers.jsonl. Only scoring may read it, never the product.
/// </summary>
/// <param name="Kind">duplicate-identity, data-error, outbreak, adverse-drug-signal, abnormal-billing, report-card, private-span, note-fact, unusual-access, local-term.</param>
/// <param name="Variety">The sub-kind, such as homophone.</param>
/// <param name="Source">Name of the feed in which it shows.</param>
/// <param name="Record">What kind of record, and its number there: "visit", "patient", "note", "lab-report", "settlement", "fee", "card", "access".</param>
/// <param name="Number">The record's number in that feed.</param>
/// <param name="Truth">What is true: names and values, in order.</param>
public sealed record Answer(string Kind, string Variety, string Source, string Record, string Number, params IReadOnlyList<(string Name, string Value)> Truth);
