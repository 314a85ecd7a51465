namespace Suwen.Simulator.Writing;

/// <summary>The feeds of the region.</summary>
public static class FeedList
{
    /// <summary>One set for one worker.</summary>
    public static IReadOnlyList<IFeed> Create(World world) => throw new NotImplementedException(world.ToString());
}
