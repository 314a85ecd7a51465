namespace Suwen.Storage.Landing;

/// <summary>Signature of the landing journal while it is being built.</summary>
public sealed class LandingJournal
{
    private readonly List<LandedEntry> landed = [];
    private LandingPosition end = LandingPosition.Start;

    public LandingPosition End => end;

    /// <summary>What was appended; only this placeholder remembers it in memory.</summary>
    public IReadOnlyList<LandedEntry> Landed => landed;

    public ValueTask<LandedEntry> AppendAsync(LandingHeader header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        end = new LandingPosition(end.Value + 1);
        landed.Add(new LandedEntry(end, DateTimeOffset.UnixEpoch, header, payload.ToArray()));
        return ValueTask.FromResult(landed[^1]);
    }
}
