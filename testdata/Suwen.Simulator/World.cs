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

    /// <summary>What the care model looks up; made when it is first asked for.</summary>
    internal CareTables Care => LazyInitializer.EnsureInitialized(ref _care, ref _isCareMade, ref _careGate, () => new CareTables(this));

    private CareTables? _care;
    private bool _isCareMade;
    private object? _careGate;

    /// <summary>Makes the region. Takes some seconds and 40 bytes a head for millions.</summary>
    public static World Create(SimulationOptions options, CancellationToken cancellationToken)
    {
        var map = RegionMap.Create(options);
        var catalogue = MedicalCatalogue.Load();
        var population = Population.Create(options, map, cancellationToken);
        return new World
        {
            Options = options,
            Map = population.Map,
            Population = population,
            Institutions = InstitutionList.Create(options, map, catalogue),
            Catalogue = catalogue,
        };
    }
}
