using Suwen.Simulator.Region;

namespace Suwen.Simulator.Care;

/// <summary>The region's institutions with their departments and staff.</summary>
public sealed class InstitutionList
{
    public required IReadOnlyList<Institution> All { get; init; }

    public static InstitutionList Create(SimulationOptions options, RegionMap map) => throw new NotImplementedException();
}
