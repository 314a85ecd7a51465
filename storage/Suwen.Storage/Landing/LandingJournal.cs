namespace Suwen.Storage.Landing;

/// <summary>Signature of the landing journal while it is being built.</summary>
public sealed class LandingJournal
{
    private LandingPosition end = LandingPosition.Start;

    public LandingPosition End => end;

    public ValueTask<LandedEntry> AppendAsync(LandingHeader header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        end = new LandingPosition(end.Value + 1);
        return ValueTask.FromResult(new LandedEntry(end, DateTimeOffset.UnixEpoch, header, payload));
    }
}
