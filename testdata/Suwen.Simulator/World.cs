using Suwen.Simulator.Care;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Region;

namespace Suwen.Simulator;

/// <summary>Everything that a run looks up and nothing that it changes; shared by all workers.</summary>
public sealed class World
{
    public required SimulationOptions Options { get; init; }
    public required RegionMap Map { get; init; }
    public required Population Population { get; init; }
    public required InstitutionList Institutions { get; init; }
    public required MedicalCatalogue Catalogue { get; init; }

    /// <summary>Makes the region. Takes some seconds and 40 bytes a head for millions.</summary>
    public static World Create(SimulationOptions options, CancellationToken cancellationToken)
    {
        var map = RegionMap.Create(options);
        var population = Population.Create(options, map, cancellationToken);
        return new World
        {
            Options = options,
            Map = population.Map,
            Population = population,
            Institutions = InstitutionList.Create(options, map),
            Catalogue = MedicalCatalogue.Load(),
        };
    }
}
