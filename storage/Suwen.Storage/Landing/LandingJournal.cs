namespace Suwen.Storage.Landing;

/// <summary>Signature of the landing journal while it is being built.</summary>
public sealed class LandingJournal
{
    public LandingPosition End => LandingPosition.Start;

    public ValueTask<LandedEntry> AppendAsync(LandingHeader header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) => throw new NotSupportedException($"{header}{payload.Length}{cancellationToken}");
}
