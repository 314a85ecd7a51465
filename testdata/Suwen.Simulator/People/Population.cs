using Suwen.Simulator.Answers;
using Suwen.Simulator.Care;
using Suwen.Simulator.Region;

namespace Suwen.Simulator.People;

/// <summary>Everybody who lives in the region at some time of the period.</summary>
public sealed class Population
{
    public required RegionMap Map { get; init; }

    /// <summary>Residents on the first day, and those born or moved in later.</summary>
    public int Count => throw new NotImplementedException();

    public Resident this[ResidentId id] => throw new NotImplementedException();

    public static Population Create(SimulationOptions options, RegionMap map, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The person as he would truly state himself on the day.</summary>
    public PersonDetails Details(ResidentId id, DateOnly day) => throw new NotImplementedException();

    /// <summary>The person as this institution registered him for this visit; planted duplicates are answered once, at the visit where the slip first shows.</summary>
    public RecordedPerson RegisterAt(ResidentId id, Institution institution, long visitKey, DateOnly day, List<Answer> answers) => throw new NotImplementedException();
}
