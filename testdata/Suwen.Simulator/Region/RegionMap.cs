namespace Suwen.Simulator.Region;

/// <summary>The region: real divisions, invented communities and gathering places.</summary>
public sealed class RegionMap
{
    public required string ProvinceName { get; init; }
    public required string CityName { get; init; }
    public required IReadOnlyList<County> Counties { get; init; }
    public required IReadOnlyList<Community> Communities { get; init; }
    public required IReadOnlyList<Gathering> Gatherings { get; init; }

    /// <summary>Reads the divisions of the region and lays out its communities for the number of residents.</summary>
    public static RegionMap Create(SimulationOptions options) => throw new NotImplementedException();
}
