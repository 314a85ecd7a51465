namespace Suwen.Storage.Landing;

/// <summary>How a landing journal is kept.</summary>
public sealed record LandingOptions
{
    /// <summary>A segment that has reached this many bytes is sealed and the next one begun. A segment may exceed it by one append.</summary>
    public long SegmentBytes { get; init; } = 256L << 20;

    /// <summary>The largest payload accepted. Doors cut larger files into chunks.</summary>
    public int MaxPayloadBytes { get; init; } = 512 << 20;

    /// <summary>Whether sealed segments are compressed in the background.</summary>
    public bool CompressSealedSegments { get; init; } = true;

    /// <summary>
    /// Begins a new journal number at open. For a data folder restored from a backup: positions given after the backup was taken
    /// may be known elsewhere and must not be given a second time.
    /// </summary>
    public bool BeginNewJournal { get; init; }

    /// <summary>Only a test that proves the power-loss test switches this off.</summary>
    internal bool SyncBeforeAcknowledging { get; init; } = true;
}
