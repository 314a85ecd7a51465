using Suwen.Simulator.Answers;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;

namespace Suwen.Simulator.Care;

/// <summary>A visit that is going to be: enough to order it in time and to make it.</summary>
/// <param name="Detail">What the care model needs to make it again; opaque to others.</param>
public readonly record struct VisitSeed(DateTime Start, DateTime End, int Resident, int Detail, long Key)
{
    /// <summary>By start, then by key: the order in which feeds see visits.</summary>
    public static int ByStart(VisitSeed left, VisitSeed right) => left.Start != right.Start ? left.Start.CompareTo(right.Start) : left.Key.CompareTo(right.Key);

    /// <summary>Index of the institution that it is a visit to.</summary>
    public int Institution => VisitDetail.Unpack(Detail).Institution;

    public VisitKind Kind => VisitDetail.Unpack(Detail).Kind;
}

/// <summary>
/// Who goes where, when and why, and what comes of it. Every visit can be made at any time, in any order, on any thread, from seed and resident alone: nothing is remembered from one to the next.
/// One per worker.
/// </summary>
public sealed class CareModel
{
    private readonly VisitPlanner _planner;
    private readonly VisitMaker _maker;
    private readonly DeviceModel _devices;

    public CareModel(World world)
    {
        var tables = world.Care;
        _planner = new VisitPlanner(tables);
        _maker = new VisitMaker(tables, _planner);
        _devices = new DeviceModel(tables);
    }

    /// <summary>Adds the visits that begin in the month, unordered.</summary>
    public void VisitsBeginningIn(int year, int month, List<VisitSeed> visits) => _planner.VisitsBeginningIn(year, month, visits);

    /// <summary>Makes the visit, all but the texts of its notes.</summary>
    public void Fill(VisitSeed seed, Visit visit) => _maker.Fill(seed, visit);

    /// <summary>Readings of the day of everybody who wears or keeps a device.</summary>
    public void Readings(DateOnly day, List<DeviceReading> readings) => _devices.Readings(day, readings);

    /// <summary>What a resident who dies in the period dies of, in hospital or not; null for those who don't die, or if the catalogue has nothing fatal for them.</summary>
    public Disease? CauseOfDeath(ResidentId resident) => _planner.CauseOfDeath(resident);

    /// <summary>The planted outbreaks and adverse-drug signals, one answer each; their record is the place or the drug. Their cases are answered at the visits.</summary>
    public IReadOnlyList<Answer> PlannedAnswers() => _maker.PlannedAnswers();
}
