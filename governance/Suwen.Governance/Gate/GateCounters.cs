namespace Suwen.Governance.Gate;

/// <summary>What the gate has done since it was opened. Read from any thread; written by the loader.</summary>
public sealed class GateCounters
{
    private readonly long[] byDisposition = new long[6];
    private long received;
    private long rows;
    private long entries;
    private long bytes;

    public long Received => Interlocked.Read(ref received);

    /// <summary>Rows written to clinical, entity and vocabulary tables.</summary>
    public long Rows => Interlocked.Read(ref rows);

    public long Entries => Interlocked.Read(ref entries);

    public long Bytes => Interlocked.Read(ref bytes);

    public long Loaded => this[Disposition.Loaded];

    public long Kept => this[Disposition.Kept];

    public long Superseded => this[Disposition.SupersededOnArrival];

    public long Quarantined => this[Disposition.Quarantined];

    public long Duplicate => this[Disposition.Duplicate];

    public long Erased => this[Disposition.Erased];

    public long this[Disposition disposition] => Interlocked.Read(ref byDisposition[(int)disposition]);

    internal void Add(LoadTally tally)
    {
        Interlocked.Add(ref received, tally.Records);
        Interlocked.Add(ref rows, tally.Rows);
        Interlocked.Add(ref entries, tally.Entries);
        Interlocked.Add(ref bytes, tally.Bytes);
        for (var i = 0; i < byDisposition.Length; i++)
        {
            Interlocked.Add(ref byDisposition[i], tally.ByDisposition[i]);
        }
    }
}

/// <summary>Counts of one transaction.</summary>
internal sealed class LoadTally
{
    public long Entries;
    public long Records;
    public long Rows;
    public long Bytes;

    /// <summary>Rows that stood and got another meaning.</summary>
    public long Remapped;
    public readonly long[] ByDisposition = new long[6];

    public void Clear()
    {
        Entries = Records = Rows = Bytes = Remapped = 0;
        Array.Clear(ByDisposition);
    }
}
