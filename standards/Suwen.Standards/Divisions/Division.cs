namespace Suwen.Standards.Divisions;

/// <summary>An administrative division of China.</summary>
/// <param name="Code">Two digits for a province, four for a city, six for a county (GB/T 2260), nine for a town (the statistics bureau's continuation).</param>
/// <param name="Name">Official name, such as 嘉兴市. The only city of a municipality is called 市辖区.</param>
public readonly record struct Division(string Code, string Name);
