namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>How to link.</summary>
public sealed record LinkageOptions
{
    /// <summary>A model to score with, its thresholds and blocking rules; null estimates one from the profiles.</summary>
    public LinkageModel? Model { get; init; }

    /// <summary>Threads to compare with; the result does not depend on it. 0 takes one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>Pairs to compare per record at most; 0 lets the number of records decide.</summary>
    public int PairsPerRecord { get; init; }
}
