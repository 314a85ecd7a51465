using Suwen.Simulator.Answers;
using Suwen.Simulator.Writing;

namespace Suwen.Simulator.Running;

/// <summary>A record within a channel's bytes.</summary>
public readonly record struct UnitRecord(string Kind, DateTime At, int Offset, int Length, ExpectedFate Fate, int Ordinal);

/// <summary>What one unit of work (some visits of one day) wrote to one channel.</summary>
public sealed class ChannelOutput(FeedChannel channel)
{
    private byte[] _bytes = new byte[4096];
    private int _length;

    public FeedChannel Channel { get; } = channel;
    public List<UnitRecord> Records { get; } = [];

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>The bytes of a record.</summary>
    public ReadOnlyMemory<byte> this[UnitRecord record] => _bytes.AsMemory(record.Offset, record.Length);

    internal void Add(string kind, DateTime at, ReadOnlySpan<byte> bytes, ExpectedFate fate)
    {
        if (_bytes.Length - _length < bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_length + bytes.Length, _bytes.Length * 2));
        }

        bytes.CopyTo(_bytes.AsSpan(_length));
        Records.Add(new UnitRecord(kind, at, _length, bytes.Length, fate, Records.Count));
        _length += bytes.Length;
    }

    /// <summary>Puts the records in the order in which they are sent: by time, and as written where the time is the same.</summary>
    internal void Sort() => Records.Sort(static (left, right) => left.At != right.At ? left.At.CompareTo(right.At) : left.Ordinal.CompareTo(right.Ordinal));

    internal void Clear()
    {
        _length = 0;
        Records.Clear();
        if (_bytes.Length > 32 << 20)
        {
            _bytes = new byte[4096];
        }
    }
}

/// <summary>Everything that one unit of work wrote; filled by one worker, then handed to the one that stores or sends it, then used again.</summary>
public sealed class UnitOutput : IFeedSink
{
    private readonly Dictionary<FeedChannel, ChannelOutput> _byChannel = new(ReferenceEqualityComparer.Instance);
    private ChannelOutput? _last;

    /// <summary>The channels in the order of the feeds, those without a record too.</summary>
    public List<ChannelOutput> Channels { get; } = [];
    public List<Answer> Answers { get; } = [];

    /// <summary>A line per note with its private spans and its facts: JSON, each ended by a line feed.</summary>
    internal NoteAnswerText NoteAnswers { get; } = new();

    public DateOnly Day { get; internal set; }

    internal object? Owner { get; init; }
    internal bool IsTaken { get; set; }

    /// <summary>Number of the unit in its month, from 0.</summary>
    public int Number { get; internal set; }

    /// <summary>Visits that began in it.</summary>
    public int Visits { get; internal set; }

    internal UnitOutput(IReadOnlyList<IFeed> feeds)
    {
        foreach (var channel in feeds.SelectMany(f => f.Channels))
        {
            var output = new ChannelOutput(channel);
            _byChannel.Add(channel, output);
            Channels.Add(output);
        }
    }

    public void Record(FeedChannel channel, string kind, DateTime at, ReadOnlySpan<byte> bytes, ExpectedFate fault = ExpectedFate.Loaded)
    {
        if (_last is null || !ReferenceEquals(_last.Channel, channel))
        {
            _last = _byChannel[channel];
        }

        _last.Add(kind, at, bytes, fault);
    }

    public void Plant(Answer answer) => Answers.Add(answer);

    internal void Clear()
    {
        foreach (var channel in Channels) channel.Clear();
        Answers.Clear();
        NoteAnswers.Clear();
        Visits = 0;
    }
}
