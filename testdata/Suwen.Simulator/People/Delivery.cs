namespace Suwen.Simulator.People;

/// <summary>A woman gives birth, in the period or in the nine months after it (she is then pregnant in the period).</summary>
/// <param name="FirstChild">The first of the children, numbered one after the other; none for a birth after the period.</param>
/// <param name="Children">1, or 2 for twins.</param>
public readonly record struct Delivery(ResidentId Mother, DateOnly Date, ResidentId FirstChild, int Children);
