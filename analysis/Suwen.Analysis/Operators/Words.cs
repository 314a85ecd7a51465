namespace Suwen.Analysis;

/// <summary>A text for people in the two languages of the platform.</summary>
/// <param name="Zh">Chinese.</param>
/// <param name="En">English.</param>
public readonly record struct Words(string Zh, string En);
