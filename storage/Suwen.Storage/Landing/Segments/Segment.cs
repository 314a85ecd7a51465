using Suwen.Storage.Landing.Format;

namespace Suwen.Storage.Landing.Segments;

/// <summary>A segment as the open journal knows it.</summary>
internal sealed class Segment
{
    private long _dataEnd;

    public Segment(SegmentHeader header, string folder, string name, long dataEnd, bool isSealed, SparseIndex? index)
    {
        Header = header;
        Name = name;
        Path = System.IO.Path.Combine(folder, name);
        _dataEnd = dataEnd;
        IsSealed = isSealed;
        Index = index;
    }

    public SegmentHeader Header { get; }

    public string Name { get; }

    public string Path { get; }

    public int Journal => Header.Journal;

    public long FirstSequence => Header.FirstSequence;

    public LandingPosition First => new(Journal, FirstSequence);

    /// <summary>Where durable bytes end, in uncompressed bytes. Grows while the segment is written.</summary>
    public long DataEnd
    {
        get => Volatile.Read(ref _dataEnd);
        set => Volatile.Write(ref _dataEnd, value);
    }

    /// <summary>True once nothing will be appended.</summary>
    public bool IsSealed { get; set; }

    /// <summary>Null until a look-up has needed it.</summary>
    public SparseIndex? Index { get; set; }

    /// <summary>
    /// The last sequence that may count in this segment: one less than the next segment begins with. Frames beyond it belong to an
    /// append that failed and whose bytes could not be removed; the next segment has given their sequences anew.
    /// </summary>
    public long LastAllowed { get; set; } = long.MaxValue;

    /// <summary>The sequence that the segment is known to reach; 0 where it is the last one or where files behind it are missing.</summary>
    public long LastExpected { get; set; }

    /// <summary>Set where both copies of the header are damaged and the fields were inferred.</summary>
    public bool HeaderIsInferred { get; init; }
}
