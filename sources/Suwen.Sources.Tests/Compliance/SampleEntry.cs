using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Compliance;

/// <summary>A valid, synthetic landing entry that a connector must read.</summary>
/// <param name="Name">What the sample shows; named when a check fails.</param>
/// <param name="Header">The header that the connector's front door would write.</param>
/// <param name="Payload">The bytes as they land.</param>
public sealed record SampleEntry(string Name, LandingHeader Header, byte[] Payload)
{
    /// <summary>The sample as it lies in the landing area.</summary>
    public LandedEntry At(long sequence) => At(sequence, Payload);

    /// <summary>The sample's header over other bytes: its mutated payload.</summary>
    public LandedEntry At(long sequence, ReadOnlyMemory<byte> payload) =>
        new(new LandingPosition(1, sequence), DateTimeOffset.FromUnixTimeSeconds(1_767_225_600 + sequence), Header, payload);

    public override string ToString() => Name;
}
