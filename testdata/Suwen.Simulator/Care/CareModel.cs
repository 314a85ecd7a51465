namespace Suwen.Simulator.Care;

/// <summary>A visit that is going to be: enough to order it in time and to make it.</summary>
/// <param name="Detail">What the care model needs to make it again; opaque to others.</param>
public readonly record struct VisitSeed(DateTime Start, DateTime End, int Resident, int Detail, long Key)
{
    /// <summary>By start, then by key: the order in which feeds see visits.</summary>
    public static int ByStart(VisitSeed left, VisitSeed right) => left.Start != right.Start ? left.Start.CompareTo(right.Start) : left.Key.CompareTo(right.Key);
}

/// <summary>
/// Who goes where, when and why, and what comes of it. Every visit can be made at any time, in any order, on any thread, from seed and resident alone: nothing is remembered from one to the next.
/// One per worker.
/// </summary>
public sealed class CareModel(World world)
{
    /// <summary>Adds the visits that begin in the month, unordered.</summary>
    public void VisitsBeginningIn(int year, int month, List<VisitSeed> visits) => throw new NotImplementedException(world.ToString());

    /// <summary>Makes the visit, all but the texts of its notes.</summary>
    public void Fill(VisitSeed seed, Visit visit) => throw new NotImplementedException();

    /// <summary>Readings of the day of everybody who wears or keeps a device.</summary>
    public void Readings(DateOnly day, List<DeviceReading> readings) => throw new NotImplementedException();
}
