namespace Suwen.Simulator.Tests.Care;

/// <summary>A small region that the tests of care share; made once.</summary>
internal static class CareWorld
{
    private static readonly Lazy<World> Small = new(() => World.Create(new SimulationOptions { Residents = 20_000, Seed = 7 }, CancellationToken.None));

    public static World World => Small.Value;
}
