using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.Node;

/// <summary>Stands in for the gate until it is in the tree.</summary>
internal sealed class LoadGate
{
    public LandingPosition LoadedThrough { get; } = LandingPosition.Start;
}

internal static class PendingJournal
{
    public static LandedEntry? Find(this LandingJournal journal, LandingPosition position) => position > journal.End ? null : null;
}
