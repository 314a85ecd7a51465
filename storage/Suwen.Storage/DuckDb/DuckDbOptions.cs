namespace Suwen.Storage.DuckDb;

/// <summary>How a DuckDB file is opened.</summary>
public sealed record DuckDbOptions
{
    /// <summary>Memory that the engine may hold before it spills to <see cref="TempDirectory"/>. Resident size can exceed it by some 250 MB.</summary>
    public long MemoryLimitBytes { get; init; } = 1L << 30;

    /// <summary>Threads of the engine; null leaves the choice to it (one per core).</summary>
    public int? Threads { get; init; }

    /// <summary>Folder for spilled data; null means <c>&lt;file&gt;.tmp</c> beside the file.</summary>
    public string? TempDirectory { get; init; }

    /// <summary>Opens the file without a writer, e.g. to look into a backup.</summary>
    public bool ReadOnly { get; init; }
}
