namespace Suwen.Simulator;

/// <summary>What a region is made from. Equal options give equal bytes, on every machine.</summary>
public sealed record SimulationOptions
{
    /// <summary>People living in the region on the first day, 100 to 10,000,000.</summary>
    public int Residents { get; init; } = 20_000;

    public ulong Seed { get; init; } = 1;

    /// <summary>First day of the period.</summary>
    public DateOnly From { get; init; } = new(2024, 1, 1);

    /// <summary>Last day of the period, included.</summary>
    public DateOnly To { get; init; } = new(2025, 12, 31);

    /// <summary>The region: four digits of a city or six of a county (GB/T 2260).</summary>
    public string RegionCode { get; init; } = "3304";

    /// <summary>The set of note templates; B is kept for scoring.</summary>
    public NoteSet Notes { get; init; } = NoteSet.A;
}

/// <summary>Two disjoint sets of wordings for notes.</summary>
public enum NoteSet { A, B }
