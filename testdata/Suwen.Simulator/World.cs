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
    internal CareTables Care => _care ?? MakeCare();

    private CareTables MakeCare()
    {
        lock (_careGate) return _care ??= new CareTables(this);
    }


    private readonly Lock _careGate = new();
    private volatile CareTables? _care;

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
